from __future__ import annotations

import io
import json
import math
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import xyzservices.providers  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mapstory.build import build_site, examine, read_map_story
from mapstory.errors import StoryError
from mapstory.tiles import (
    Part,
    TileError,
    TileLayer,
    copy_tiles,
    describe_tiles,
    layer_at,
    notes_on,
    provider_named,
    providers,
    read_attribution,
    read_credit,
    refuse_useless,
)
from mapstory.tiles.mbtiles import ending_of
from mapstory.tiles.seen import tiles_seen

BAGHDAD = (44.30, 33.25, 44.50, 33.40)

# --- providers


@pytest.mark.parametrize(
    "typed", ["OpenStreetMap.Mapnik", "openstreetmap mapnik", "OPENSTREETMAP_MAPNIK"]
)
def test_provider_is_known_in_any_case_and_spacing(typed: str) -> None:
    layer = provider_named(typed)
    assert layer.url == "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    assert layer.origin == "https://tile.openstreetmap.org"
    assert layer.credit == (
        Part("© "),
        Part("OpenStreetMap", "https://www.openstreetmap.org/copyright"),
        Part(" contributors"),
    )
    assert layer.max_zoom == 19


def test_every_provider_is_one_host_on_https_or_is_refused() -> None:
    taken = 0
    for name in xyzservices.providers.flatten():
        try:
            layer = provider_named(name)
        except TileError:
            continue
        taken += 1
        assert layer.origin.startswith("https://")
        assert not {"{s}", "{apikey}"} & {layer.url}
        assert "{" not in layer.origin
        assert layer.credit
        assert not any("<" in part.text for part in layer.credit)
        assert 0 <= layer.min_zoom <= layer.max_zoom <= 22
    assert taken > 100


def test_of_several_hosts_one_is_taken() -> None:
    assert provider_named("OpenTopoMap").origin == "https://a.tile.opentopomap.org"


def test_rows_from_the_south_are_asked_for_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    south = xyzservices.providers.OpenTopoMap(tms=True)
    monkeypatch.setattr(providers, "_providers", lambda: {"south": south})
    assert provider_named("South").url == "https://a.tile.opentopomap.org/{z}/{x}/{-y}.png"


def test_what_is_known_against_a_host_is_told() -> None:
    osm = provider_named("OpenStreetMap.Mapnik")
    (note,) = notes_on(osm)
    assert "gives no tiles to a page from a disk" in note[0]
    keyed = layer_at("https://t.example.org/{z}/{x}/{y}.png?access_token=1", (), max_zoom=18)
    assert notes_on(keyed)[0][0] == "every reader can read the 'access_token' in this address"
    assert notes_on(layer_at("https://t.example.org/{z}/{x}/{y}.png", (), max_zoom=18)) == []


def test_tiles_that_are_stamped_are_refused_without_a_key_only() -> None:
    carto = "https://a.basemaps.cartocdn.com/light_all/{z}/{x}/{y}.png"
    with pytest.raises(TileError, match="stamps 'API KEY REQUIRED'"):
        refuse_useless(layer_at(carto, (), max_zoom=18))
    refuse_useless(layer_at(f"{carto}?key=4711", (), max_zoom=18))


# --- addresses


@pytest.mark.parametrize(
    "url, what",
    [
        ("http://tiles.example.org/{z}/{x}/{y}.png", "is not https"),
        ("ftp://tiles.example.org/{z}/{x}/{y}.png", "is not a whole web address"),
        ("//tiles.example.org/{z}/{x}/{y}.png", "is not a whole web address"),
        ("https:///{z}/{x}/{y}.png", "is not a whole web address"),
        ("https://tiles.example.org:many/{z}/{x}/{y}.png", "is not a whole web address"),
        ("https://tiles.example.org;script-src/{z}/{x}/{y}.png", "is not a whole web address"),
        ("https://*/{z}/{x}/{y}.png", "is not a whole web address"),
        ("https://{z}.example.org/{x}/{y}.png", "is not a whole web address"),
        ("https://me:secret@example.org/{z}/{x}/{y}.png", "holds a name to log in with"),
        ('https://example.org/{z}/{x}/{y}.png "', "has a character"),
        ("https://example.org/{z}/{x}/{y}/{token}", "has {token}, which nothing fills in"),
        ("https://example.org/{z}/{x}.png", "has no {y}"),
        ("https://example.org/{z}/{x}/{y}.mvt?style=1", "leads to vector tiles"),
        ("https://example.org/%7Bz%7D/%7Bx%7D/%7By%7D", "is not written as"),
    ],
)
def test_addresses_that_are_refused(url: str, what: str) -> None:
    with pytest.raises(TileError) as raised:
        layer_at(url, (), max_zoom=18)
    assert raised.value.what.startswith(what)


@pytest.mark.parametrize(
    "url, origin",
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://{s}.example.org:8443/{z}/{x}/{-y}{r}.png", "https://a.example.org:8443"),
        ("HTTPS://Tiles.Example.org/{z}/{y}/{x}", "https://tiles.example.org"),
        ("https://kacheln.münchen.example/{z}/{x}/{y}", "https://kacheln.xn--mnchen-3ya.example"),
        ("http://localhost:8080/{z}/{x}/{y}.png", "http://localhost:8080"),
    ],
)
def test_the_one_host_as_a_policy_names_it(url: str, origin: str) -> None:
    assert layer_at(url, (), max_zoom=18).origin == origin


# --- credits


@pytest.mark.parametrize(
    "attribution, parts",
    [
        ("© A survey", [("© A survey", "")]),
        ("© A survey: https://example.org/a", [("© A survey", "https://example.org/a")]),
        (
            "&copy; <a href='https://a.example'>A</a> | B",
            [("© ", ""), ("A", "https://a.example"), (" | B", "")],
        ),
        ('<a href="javascript:alert(1)">A</a>', [("A", "")]),
        ("<b>&lt;script&gt;</b>\n  x", [("<script> x", "")]),
        ("AT&T: maps", [("AT&T: maps", "")]),
        ("  ", []),
        ("<br>", []),
    ],
)
def test_attributions_become_text_and_links(attribution: str, parts: list[tuple[str, str]]) -> None:
    assert [(part.text, part.url) for part in read_attribution(attribution)] == parts


def test_credits_of_places_are_words_whatever_they_look_like() -> None:
    assert read_credit("<b>A</b>: https://a.example/") == (Part("<b>A</b>", "https://a.example/"),)


# --- which tiles are seen


def test_tiles_of_a_view_are_around_it_and_at_the_zooms_of_screens() -> None:
    seen = tiles_seen([BAGHDAD], max_zoom=18)
    assert {zoom for zoom, _, _ in seen} == {9, 10, 11, 12, 13}
    for zoom in (10, 12):
        x = math.floor((44.4 + 180) / 360 * 2**zoom)
        tiles = {(z, x) for z, x, _ in seen}
        assert (zoom, x) in tiles
    assert len(seen) < 250


def test_nothing_nearer_than_the_file_goes_is_looked_for() -> None:
    assert max(zoom for zoom, _, _ in tiles_seen([BAGHDAD], max_zoom=11)) == 11


def test_a_view_across_the_antimeridian_is_one() -> None:
    columns = {x for z, x, _ in tiles_seen([(178.0, -18.0, -178.0, -16.0)], max_zoom=18) if z == 7}
    assert {0, 127} <= columns
    assert 64 not in columns


def test_the_side_of_the_card_moves_what_is_seen() -> None:
    left = {x for z, x, _ in tiles_seen([BAGHDAD], max_zoom=18) if z == 13}
    right = {x for z, x, _ in tiles_seen([BAGHDAD], max_zoom=18, card_right=True) if z == 13}
    assert min(left) < min(right)
    assert max(left) < max(right)


@given(
    st.floats(-180, 180),
    st.floats(-89, 89),
    st.floats(0, 300),
    st.floats(0, 60),
    st.integers(0, 22),
)
def test_all_tiles_of_any_view_are_tiles(
    west: float, south: float, width: float, height: float, max_zoom: int
) -> None:
    east = (west + width + 180) % 360 - 180
    seen = tiles_seen([(west, south, east, min(90.0, south + height))], max_zoom=max_zoom)
    assert seen
    assert all(0 <= z <= max_zoom and 0 <= x < 2**z and 0 <= y < 2**z for z, x, y in seen)
    assert len(seen) < 1500


# --- files of tiles


def picture(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 210, 190)).save(file, kind)
    return file.getvalue()


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_(
        tiles: Iterable[tuple[int, int, int, bytes]], name: str = "city.mbtiles", **about: str
    ) -> Path:
        path = tmp_path / "geodata" / name
        path.parent.mkdir(exist_ok=True)
        database = sqlite3.connect(path)
        database.execute("CREATE TABLE metadata (name text, value text)")
        database.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, "
            "tile_data blob)"
        )
        database.execute("CREATE UNIQUE INDEX i ON tiles (zoom_level, tile_column, tile_row)")
        database.executemany("INSERT INTO metadata VALUES (?, ?)", about.items())
        rows = [(z, x, 2**z - 1 - y, content) for z, x, y, content in tiles]
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        database.commit()
        database.close()
        return path

    return write_


def around(zooms: Iterable[int], content: bytes) -> list[tuple[int, int, int, bytes]]:
    """Tiles far and wide around Baghdad."""
    tiles = []
    for z in zooms:
        x, y = int((44.4 + 180) / 360 * 2**z), int(0.4017 * 2**z)
        reach = range(-9, 10)
        tiles += [
            (z, x + dx, y + dy, content)
            for dx in reach
            for dy in reach
            if 0 <= x + dx < 2**z and 0 <= y + dy < 2**z
        ]
    return tiles


def test_what_screens_see_is_copied_row_by_row_from_the_south(write: Write) -> None:
    path = write(around(range(8, 16), picture()), attribution="© The survey", format="png")
    layer = copy_tiles(path, [BAGHDAD])
    assert set(layer.files) == set(tiles_seen([BAGHDAD], max_zoom=15)) & {
        tile[:3] for tile in around(range(8, 16), b"")
    }
    assert layer.max_zoom == 13
    assert layer.credit == (Part("© The survey"),)
    assert layer.origin == ""
    tile = next(iter(layer.files))
    assert layer.path_of(tile) == layer.url.format(z=tile[0], x=tile[1], y=tile[2])
    assert layer.url.startswith("tiles/")
    assert layer.url.endswith("/{z}/{x}/{y}.png")


def test_the_writers_attribution_goes_first(write: Write) -> None:
    path = write(around([12], picture()), attribution="© The survey")
    assert copy_tiles(path, [BAGHDAD], attribution="© We").credit == (Part("© We"),)


def test_the_same_tiles_have_the_same_address_and_others_another(write: Write) -> None:
    first = copy_tiles(write(around([12], picture()), "a.mbtiles", attribution="A"), [BAGHDAD])
    again = copy_tiles(write(around([12], picture()), "b.mbtiles", attribution="B"), [BAGHDAD])
    other = copy_tiles(
        write(around([12], picture("JPEG")), "c.mbtiles", attribution="A"), [BAGHDAD]
    )
    assert first.url == again.url
    assert other.url.endswith(".jpg")
    assert first.url.split("/")[1] != other.url.split("/")[1]


def test_the_browser_is_told_which_tiles_there_are() -> None:
    tiles = dict.fromkeys([(3, 1, 4), (3, 2, 4), (3, 5, 4), (3, 1, 5), (2, 0, 0)], b"")
    described = describe_tiles(TileLayer("tiles/{z}/{x}/{y}.png", (), 3, files=tiles))
    assert described["rows"] == {"2": [[0, 0, 0]], "3": [[4, 1, 2], [4, 5, 5], [5, 1, 1]]}
    assert "rows" not in describe_tiles(provider_named("OpenTopoMap"))


@pytest.mark.parametrize(
    "kind, ending", [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "")]
)
def test_pictures_are_known_by_how_they_begin(kind: str, ending: str) -> None:
    assert ending_of(picture(kind)) == ending


VECTOR = around([12], b"\x1f\x8b\x08")
SVG = around([12], b"<svg>")


@pytest.mark.parametrize(
    "tiles, about, what",
    [
        (VECTOR, {"format": "pbf"}, "holds vector tiles, which cannot be drawn here"),
        (VECTOR, {"attribution": "A"}, "holds vector tiles, which cannot be drawn here"),
        (
            SVG,
            {"attribution": "A"},
            "holds something else than pictures, which cannot be drawn here",
        ),
        (around([12], picture()), {}, "does not say whose tiles it holds"),
        ([(12, 0, 0, picture())], {"attribution": "A"}, "has no tile where the story looks"),
        ([], {"attribution": "A"}, "holds no tile"),
    ],
    ids=["vector", "vector unsaid", "svg", "uncredited", "elsewhere", "empty"],
)
def test_files_that_are_of_no_use(
    write: Write, tiles: list[tuple[int, int, int, bytes]], about: dict[str, str], what: str
) -> None:
    with pytest.raises(TileError) as raised:
        copy_tiles(write(tiles, **about), [BAGHDAD])
    assert raised.value.what == f"'city.mbtiles' {what}"
    assert raised.value.fix


def test_a_file_that_is_no_database_or_another_one(tmp_path: Path) -> None:
    path = tmp_path / "city.mbtiles"
    path.write_bytes(b"PMTiles\x03")
    with pytest.raises(TileError, match=r"^'city\.mbtiles' cannot be read as MBTiles$"):
        copy_tiles(path, [BAGHDAD])
    path.unlink()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE features (id integer)")
    database.close()
    with pytest.raises(TileError, match=r"^'city\.mbtiles' cannot be read as MBTiles$"):
        copy_tiles(path, [BAGHDAD])


def test_more_than_a_page_can_carry_is_refused_with_how_much_it_would_be(write: Write) -> None:
    heavy = picture() + bytes(600_000)
    path = write(around([11, 12, 13], heavy), attribution="A")
    with pytest.raises(TileError) as raised:
        copy_tiles(path, [BAGHDAD])
    count = len(
        set(tiles_seen([BAGHDAD], max_zoom=13)) & {t[:3] for t in around([11, 12, 13], b"")}
    )
    megabytes = count * len(heavy) / 1e6
    assert raised.value.what == (
        f"the story looks at {count} tiles of 'city.mbtiles', {megabytes:.0f} MB: "
        "more than 5,000 tiles or 50 MB are too much for a page"
    )


# --- from a story to its site

STORY = """\
title: One city
summary: S.
basemap: {basemap}
places:
  square: {{at: "33.33, 44.40", name: the square, precision: 2 km{protect}}}
events:
  - {{title: At the square, at: square, text: T., alt: A., sources: [{{publisher: P}}]}}
"""


def story_of(folder: Path, basemap: str, *, protect: str = "") -> Path:
    path = folder / "stories" / "city.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(STORY.format(basemap=basemap, protect=protect), encoding="utf-8")
    return path


def test_tiles_of_a_file_are_written_beside_the_page(tmp_path: Path, write: Write) -> None:
    write(around(range(6, 15), picture()), attribution="© The survey")
    story = read_map_story(story_of(tmp_path, "{file: ../geodata/city.mbtiles}"))
    build_site([story], tmp_path / "site", whole=True)
    tiles = sorted((tmp_path / "site" / "city" / "tiles").rglob("*.png"))
    assert story.tiles is not None
    assert len(tiles) == len(story.tiles.files) > 50
    html = (tmp_path / "site" / "city" / "index.html").read_text(encoding="utf-8")
    assert "img-src &#39;self&#39; data:; base-uri" in html
    assert "https:" not in html.split("</head>")[0]
    assert 'name="referrer"' not in html
    assert "tiles/" not in story.map().get_root().render()


def test_a_provider_is_named_in_the_policy_alone_and_told_which_site_asks(tmp_path: Path) -> None:
    basemap = '{url: "https://{s}.example.org/{z}/{x}/{y}.png", attribution: © The survey}'
    page = read_map_story(story_of(tmp_path, basemap)).page()
    head = page.files["city/index.html"].decode().split("</head>")[0]
    assert "img-src &#39;self&#39; data: https://a.example.org; base-uri" in head
    assert head.count("https:") == 1
    assert '<meta name="referrer" content="strict-origin-when-cross-origin">' in head


def test_only_pages_with_tiles_carry_what_lays_them(tmp_path: Path) -> None:
    own = '{url: "https://a.example.org/{z}/{x}/{y}.png", attribution: © The survey}'
    for basemap, carries in ((own, True), ("atlas", False)):
        files = read_map_story(story_of(tmp_path, basemap)).page().files
        (script,) = (files[name] for name in files if name.endswith(".js"))
        (style,) = (files[name] for name in files if name.endswith(".css"))
        assert (b"maxNativeZoom" in script) is carries
        assert (b"is-tiled" in style) is carries


def test_the_drawn_map_is_there_as_well(tmp_path: Path) -> None:
    basemap = '{url: "https://a.example.org/{z}/{x}/{y}.png", attribution: © The survey}'
    page = read_map_story(story_of(tmp_path, basemap)).page().files["city/index.html"].decode()
    assert "Base map: Natural Earth." in page
    block = page.split('type="application/json"')[1].split(">", 1)[1].split("</")[0]
    assert json.loads(block)["atlas"]


def test_a_file_that_is_of_no_use_is_told_where_it_is_named(tmp_path: Path) -> None:
    path = story_of(tmp_path, "{file: ../geodata/city.mbtiles}")
    (tmp_path / "geodata").mkdir()
    told, problems = examine(path)
    assert told is None
    (problem,) = (problem for problem in problems if not problem.warning)
    assert (problem.line, problem.column) == (3, 17)
    assert problem.what == (
        "'file' of the base map: there is no file 'city.mbtiles' in the folder 'geodata'"
    )
    with pytest.raises(StoryError):
        read_map_story(path)


def test_tiles_of_a_protected_place_tell_its_cells_only(tmp_path: Path, write: Write) -> None:
    """The build is made twice, the place elsewhere in its cells, and must choose the same tiles."""
    write(around(range(6, 15), picture()), attribution="© The survey")
    basemap = "{file: ../geodata/city.mbtiles}"
    path = story_of(tmp_path, basemap, protect=", protect: 5 km")
    story = read_map_story(path)
    build_site([story], tmp_path / "site", whole=True)
    assert story.found.twin is not None
    path.write_text(
        path.read_text(encoding="utf-8").replace("33.33, 44.40", "33.332, 44.403"), encoding="utf-8"
    )
    moved = read_map_story(path)
    assert story.tiles is not None
    assert moved.tiles is not None
    assert set(moved.tiles.files) == set(story.tiles.files)
