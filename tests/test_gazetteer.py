from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapstory import world
from mapstory.errors import FileError, StoryError
from mapstory.gazetteer import Gazetteer, choose, read_gazetteer
from mapstory.gazetteer.table import TableError, parse_table

HEADER = "name,alternate_names,kind,lat,lon,precision_m,source,note\n"
KARMAH = "al Karmah,al-Karma|Garma|الكرمة,town,33.40,43.91,3000,The desk,\n"
CANARIES = [
    "{{7*191}}", "{% for x in y %}", "{# x #}", "${x}", "`id`", "</script>", "<!--",
    "<img src=x onerror=alert(1)>", "a\u2028b", "=1+1", "'); DROP TABLE town; --", "%s", "\\u0041",
]  # fmt: skip


def feature(identity: str) -> world.Feature:
    found = world.feature(identity)
    assert found, identity
    return found


IRAQ, ANBAR, BAGHDAD, SYRIA = (feature(i) for i in ("IQ", "IQ-AN", "IQ-BG", "SY"))
WORLD = Gazetteer()


def gazetteer_of(folder: Path, *, rows: str = KARMAH, header: str = HEADER) -> Gazetteer:
    (folder / "gazetteer.csv").write_text(header + rows, encoding="utf-8")
    return read_gazetteer(folder)


def geojson_of(folder: Path, *features: Any) -> Gazetteer:
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1
    )
    (folder / "gazetteer.geojson").write_text(text, encoding="utf-8")
    return read_gazetteer(folder)


def point(lon: Any, lat: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    given = {"name": "The post", "source": "The desk"} | properties
    return {"type": "Feature", "properties": given, "geometry": geometry}


def area(*ring: tuple[float, float], **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    given = {"name": "The zone", "source": "The desk"} | properties
    return {"type": "Feature", "properties": given, "geometry": geometry}


def told(folder: Path) -> list[str]:
    with pytest.raises(StoryError) as caught:
        read_gazetteer(folder)
    return [f"{p.line}:{p.column} {p.what} | {p.fix}" for p in caught.value.problems]


def chosen(name: str, *look_in: world.Feature) -> str | None:
    candidate = choose(WORLD.candidates(name, look_in=look_in))
    return candidate.id if candidate else None


# --- al Karmah


def test_the_projects_own_gazetteer_has_al_karmah() -> None:
    gazetteer = read_gazetteer(Path(__file__).parents[1] / "geodata")
    for name in ("al Karmah", "al-Karma", "Garma", "Karma", "Karmah", "الكرمة"):
        for look_in in ([], [IRAQ], [ANBAR]):
            candidate = choose(gazetteer.candidates(name, look_in=look_in))
            assert candidate, name
            assert (candidate.lon, candidate.lat) == (43.91, 33.40)
            assert candidate.newsroom
            assert candidate.uncertainty_m == 3_000
            assert (candidate.country, candidate.division) == ("IQ", "IQ-AN")
            assert candidate.within == "Al Anbar, Iraq"
            assert candidate.geometry is None
    assert gazetteer.candidates("al Karmah", look_in=[SYRIA])[0].name == "Maharda"


def test_al_karmah_is_never_maharda_in_iraq() -> None:
    assert "Maharda" in [c.name for c in WORLD.candidates("al Karmah")]
    assert WORLD.candidates("al Karmah", look_in=[IRAQ]) == []
    assert WORLD.candidates("الكرمة", look_in=[ANBAR]) == []


# --- look_in


def test_look_in_is_strict() -> None:
    assert chosen("Ramadi", ANBAR) == "geonames:98717"
    assert chosen("Ramadi", BAGHDAD) is None
    assert chosen("Ramadi", BAGHDAD, ANBAR) == "geonames:98717"
    assert chosen("Paris", IRAQ) is None
    assert chosen("Baghdad", IRAQ) == "geonames:98182"
    assert WORLD.area("Syria", look_in=[IRAQ]) == []
    assert [c.id for c in WORLD.area("Iraq", look_in=[IRAQ])] == ["IQ"]


def test_the_newsrooms_own_are_looked_in_by_their_point(tmp_path: Path) -> None:
    rows = (
        KARMAH
        + "The post,,checkpoint,33.34,44.40,,The desk,\nThe port,,port,29.93,48.55,,The desk,\n"
    )
    gazetteer = gazetteer_of(tmp_path, rows=rows)
    assert gazetteer.candidates("the post")[0].name == "The post"
    assert gazetteer.candidates("the post", look_in=[ANBAR]) == []
    assert len(gazetteer.candidates("the post", look_in=[ANBAR, BAGHDAD])) == 1
    # On the coast, half a kilometre off the outline of Iraq.
    assert len(gazetteer.candidates("the port", look_in=[IRAQ])) == 1


def test_a_region_or_a_river_is_in_every_country_that_it_reaches() -> None:
    assert chosen("Tigris", IRAQ) == "water:tigris"
    assert chosen("Kurdistan", SYRIA) == "region:kurdistan"
    assert chosen("Nile", IRAQ) is None


def test_look_in_settles_what_is_ambiguous() -> None:
    assert chosen("Springfield") is None
    assert chosen("Springfield", feature("US-IL")) == "geonames:4250542"
    assert chosen("Georgia") is None
    assert chosen("Georgia", feature("US")) == "US-GA"


# --- areas


@pytest.mark.parametrize(
    "name, identity",
    [
        ("Anbar", "IQ-AN"),
        ("Anbar province", "IQ-AN"),
        ("Al Anbar Governorate", "IQ-AN"),
        ("Province of Anbar", "IQ-AN"),
        ("Baghdad", "IQ-BG"),
        ("New York", "US-NY"),
        ("Free State", "ZA-FS"),
        ("Iraq", "IQ"),
        ("UK", "GB"),
        ("USA", "US"),
        ("Kyiv Oblast", "UA-32"),
        ("Georgia", None),
        ("Ramadi", None),  # one of Natural Earth's names for Anbar
        ("Kashmir", None),
    ],
)
def test_what_an_area_means(name: str, identity: str | None) -> None:
    candidate = choose(WORLD.area(name))
    assert (candidate.id if candidate else None) == identity


def test_best_first() -> None:
    names = [(c.main, c.population or 0) for c in WORLD.candidates("Springfield")]
    assert names == sorted(names, reverse=True)
    assert len(names) > 5


def test_candidates_tell_where_they_are_from_and_what_they_lie_in() -> None:
    found = {c.id: c for c in WORLD.candidates("Basra", look_in=[IRAQ])}
    town, division = found["geonames:99532"], found["IQ-BA"]
    assert (town.source, town.within) == ("GeoNames", "Basra, Iraq")
    assert (division.source, division.within) == ("Natural Earth", "Iraq")
    assert division.geometry is not None
    assert division.geometry.equals(world.shape_of(feature("IQ-BA")))
    assert town.geometry is None
    assert choose(WORLD.candidates("Iraq")).within == ""  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name, metres",
    [
        # 2.47 km × (223,500 / 1,000) ** 0.209 and so on, worked out by hand
        ("Ramadi", 7_651),
        ("Falluja", 7_397),
        ("Baghdad", 15_815),
    ],
)
def test_the_radius_of_a_town_follows_its_population(name: str, metres: float) -> None:
    assert choose(WORLD.candidates(name)).uncertainty_m == pytest.approx(metres, abs=1)  # type: ignore[union-attr]


def test_a_town_is_never_smaller_than_a_kilometre_nor_larger_than_25() -> None:
    towns = world.towns_within((-180, -90, 180, 90), limit=40_000)
    names = {
        min(towns, key=lambda t: t.population or 0).name,
        max(towns, key=lambda t: t.population or 0).name,
    }
    radii = [c.uncertainty_m for name in names for c in WORLD.candidates(name) if c.kind == "town"]
    assert min(radii) >= 1_000
    assert max(radii) <= 25_000


# --- suggestions


def test_suggestions(tmp_path: Path) -> None:
    gazetteer = gazetteer_of(tmp_path)
    assert gazetteer.suggestions("al Karmha", look_in=[IRAQ])[0] == "al Karmah"
    assert "al Karmah" not in gazetteer.suggestions("al Karmha", look_in=[SYRIA])
    assert WORLD.suggestions("Falujja", look_in=[IRAQ])[0] == "Al Fallūjah"
    assert WORLD.suggestions("Anber", look_in=[IRAQ])[0] == "Anbar"
    assert WORLD.suggestions("xqzzxqzz", look_in=[IRAQ]) == []
    assert 1 < len(WORLD.suggestions("Santa Maria")) <= 5


# --- the newsroom's own files


def test_no_file_is_no_mistake(tmp_path: Path) -> None:
    assert read_gazetteer(tmp_path) == Gazetteer()
    assert read_gazetteer(tmp_path / "missing") == Gazetteer()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gazetteer.csv").mkdir()
    with pytest.raises(FileError, match=r"gazetteer\.csv cannot be read: "):
        read_gazetteer(tmp_path)


def test_a_row_with_the_least_that_must_be_there(tmp_path: Path) -> None:
    gazetteer = gazetteer_of(tmp_path, header="source,lon,lat,name\n", rows="a map,43.9,33.4,Hut\n")
    hut, *_ = gazetteer.candidates("hut")
    assert (hut.kind, hut.source, hut.uncertainty_m) == ("place", "a map", 1_000)
    assert hut.id == "newsroom:hut"


def test_windows_line_ends_a_byte_order_mark_and_quotes(tmp_path: Path) -> None:
    text = (
        "\ufeff" + HEADER + '"Hut, the ""old"" one",a|b,,+33.4,−43.9,50,"two\nlines",\n\n,,,,,,,\n'
    )
    (tmp_path / "gazetteer.csv").write_bytes(text.replace("\n", "\r\n").encode())
    (entry,) = read_gazetteer(tmp_path).entries
    assert entry.name == 'Hut, the "old" one'
    assert entry.alternate_names == ("a", "b")
    assert (entry.lat, entry.lon, entry.precision_m) == (33.4, -43.9, 50)
    assert entry.source == "two\nlines"


def test_two_places_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    gazetteer = gazetteer_of(tmp_path, rows=KARMAH + "Al-Karmah,,town,31.1,47.6,,The desk,\n")
    ids = [found.id for found in gazetteer.candidates("al karmah") if found.newsroom]
    assert ids == ["newsroom:karmah@31.1000,47.6000", "newsroom:karmah@33.4000,43.9100"]
    assert choose(gazetteer.candidates("al karmah")) is None
    assert choose(gazetteer.candidates("al karmah", look_in=[ANBAR])) is not None


@pytest.mark.parametrize("text", CANARIES)
def test_text_is_only_text(tmp_path: Path, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    gazetteer = gazetteer_of(
        tmp_path, rows=f"{quoted},{quoted},{quoted},33.4,43.9,10,{quoted},{quoted}\n"
    )
    (entry,) = gazetteer.entries
    assert (entry.name, entry.kind, entry.source, entry.note) == (text, text, text, text)
    (found,) = (c for c in gazetteer.candidates(text) if c.newsroom)
    assert (found.name, found.source) == (text, text)
    (tmp_path / "gazetteer.csv").unlink()
    (entry,) = geojson_of(tmp_path, point(43.9, 33.4, name=text, source=text, note=text)).entries
    assert (entry.name, entry.source, entry.note) == (text, text, text)


@pytest.mark.parametrize(
    "row, problem",
    [
        (
            "Hut,,,33.4,43.9,,,",
            "2:18 Hut has no source | write where this is known from, so that it can be checked",
        ),
        (",,,33.4,43.9,,map,", "2:1 the row has no name | write what readers are told"),
        (
            "Hut,,,133.4,143.9,,map,",
            "2:7 the latitude 133.4 is not on the globe | write a number from -90 to 90",
        ),
        (
            "Hut,,,33.4,243.9,,map,",
            "2:12 the longitude 243.9 is not on the globe | write a number from -180 to 180",
        ),
        (
            "Hut,,,143.9,33.4,,map,",
            (
                "2:7 the latitude 143.9 is beyond the pole: lat and lon look exchanged | "
                "write 33.4 under lat and 143.9 under lon"
            ),
        ),
        (
            'Hut,,,"33,4",43.9,,map,',
            (
                "2:7 the latitude '33,4' is not a number | "
                "write decimal degrees, such as 33.4056, with a point and without a unit"
            ),
        ),
        (
            "Hut,,,33.4,nan,,map,",
            (
                "2:12 the longitude 'nan' is not a number | "
                "write decimal degrees, such as 43.9142, with a point and without a unit"
            ),
        ),
        (
            "Hut,,,33.4,1e1,,map,",
            (
                "2:12 the longitude '1e1' is not a number | "
                "write decimal degrees, such as 43.9142, with a point and without a unit"
            ),
        ),
        (
            "Hut,,,33.4,,,map,",
            "2:12 the row has no lon | write longitude in decimal degrees, east positive",
        ),
        (
            "Hut,,,33.4,43.9,3 km,map,",
            (
                "2:17 the precision '3 km' is not a number | "
                "write metres, such as 3000, with a point and without a unit"
            ),
        ),
        (
            "Hut,,,33.4,43.9,0,map,",
            "2:17 a precision of 0 m cannot be | write metres, more than 0 and at most 1000000",
        ),
        (
            "Hut,,,33.4,43.9,,map,note,more",
            (
                "2:27 the row has 9 cells for the 8 columns of the first line | "
                'put quotes around a text that has a comma in it: "Hit, Anbar"'
            ),
        ),
        (
            'Hut,,,33.4,43.9,,"map,',
            (
                "2:18 a cell starts with a quote and has none at its end | "
                'close the cell with ", or write a quote that belongs to the text as "" in "…"'
            ),
        ),
        (
            '"Hut" old,,,33.4,43.9,,map,',
            (
                "2:1 text goes on after the quote at the end of a cell | "
                'write a quote within a quoted cell twice: "the ""green"" zone"'
            ),
        ),
    ],
)
def test_a_mistake_in_a_row(tmp_path: Path, row: str, problem: str) -> None:
    (tmp_path / "gazetteer.csv").write_text(f"{HEADER}{row}\n", encoding="utf-8")
    assert told(tmp_path) == [problem]


def test_every_mistake_is_told_at_once_with_its_row(tmp_path: Path) -> None:
    rows = "Hut,,,north,43.9,,map,\nMill,,,33.4,43.9,,,\n"
    with pytest.raises(StoryError) as caught:
        gazetteer_of(tmp_path, rows=rows)
    path = tmp_path / "gazetteer.csv"
    assert str(caught.value) == (
        f"{path}:2:7: the latitude 'north' is not a number\n"
        "    2 | Hut,,,north,43.9,,map,\n"
        "      |       ^^^^^\n"
        "  fix: write decimal degrees, such as 33.4056, with a point and without a unit\n\n"
        f"{path}:3:19: Mill has no source\n"
        "    3 | Mill,,,33.4,43.9,,,\n"
        "      |                   ^\n"
        "  fix: write where this is known from, so that it can be checked"
    )


def test_a_row_that_is_there_twice(tmp_path: Path) -> None:
    (tmp_path / "gazetteer.csv").write_text(
        f"{HEADER}{KARMAH}Al-Karmah,,,33.40,43.91,,Another,\n", encoding="utf-8"
    )
    fix = "keep one of the two, with all names in its alternate_names"
    again = "'Al-Karmah' is there already, in line 2, at the same coordinates"
    assert told(tmp_path) == [f"3:1 {again} | {fix}"]
    (tmp_path / "gazetteer.csv").write_text(HEADER + KARMAH, encoding="utf-8")
    with pytest.raises(StoryError, match=r"is there already, in line 2 of gazetteer\.csv, at the"):
        geojson_of(tmp_path, point(43.91, 33.40, name="al-Karmah"))


@pytest.mark.parametrize(
    "header, problem",
    [
        (
            "name,alternate_name,kind,lat,lon,source",
            (
                "1:6 there is no column 'alternate_name' in a gazetteer | did you mean "
                "alternate_names? The columns are name, alternate_names, kind, lat, lon, "
                "precision_m, source, note"
            ),
        ),
        (
            "name,lat,lon,source,colour",
            (
                "1:21 there is no column 'colour' in a gazetteer | take it out; the columns are "
                "name, alternate_names, kind, lat, lon, precision_m, source, note"
            ),
        ),
        (
            "name,lat,lon",
            (
                "1:1 the first line does not name every column: source must be there | "
                f"begin the file with: {HEADER.strip()}"
            ),
        ),
        (
            "al Karmah,33.40,43.91,The desk",
            f"1:1 the first line does not name the columns | begin the file with: {HEADER.strip()}",
        ),
        (
            "name;lat;lon;source",
            (
                "1:1 the columns are not separated by commas | "
                "save it as CSV with commas between the columns"
            ),
        ),
        ("name,lat,lon,source,name", "1:21 the column 'name' is there twice | keep one of the two"),
        ("name,lat,lon,source,", "1:21 column 5 has no name | name it, or take it out"),
        ("", f"1:1 the file is empty | begin with the line: {HEADER.strip()}"),
    ],
)
def test_a_mistake_in_the_first_line(tmp_path: Path, header: str, problem: str) -> None:
    (tmp_path / "gazetteer.csv").write_text(f"{header}\n", encoding="utf-8")
    assert told(tmp_path) == [problem]


def test_a_file_that_is_not_utf8_or_too_large(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.csv"
    path.write_bytes(HEADER.encode() + "Hütte,,,33.4,43.9,,map,\n".encode("latin-1"))
    fix = "save it again as UTF-8 (in a spreadsheet: “CSV UTF-8”)"
    assert told(tmp_path) == [f"2:0 the file is not UTF-8 text | {fix}"]
    path.write_bytes(HEADER.encode() + b"x" * 10_000_000)
    (problem,) = told(tmp_path)
    assert problem.startswith("0:0 the file is larger than 10 MB | ")


def test_a_long_line_is_not_shown_whole(tmp_path: Path) -> None:
    with pytest.raises(StoryError) as caught:
        gazetteer_of(tmp_path, rows=f"Hut,{'x' * 5_000},,33.4,43.9,,,\n")
    assert len(str(caught.value)) < 300


# --- gazetteer.geojson


def test_a_shape_of_the_newsrooms_own(tmp_path: Path) -> None:
    zone = area(
        (43.0, 33.0), (44.0, 33.0), (44.0, 34.0), (43.0, 34.0), alternate_names=["the belt"]
    )
    gazetteer = geojson_of(tmp_path, zone, point(43.5, 33.2, precision_m=200))
    (found,) = gazetteer.area("The Belt", look_in=[IRAQ])
    assert found.geometry is not None
    assert found.geometry.bounds == (43.0, 33.0, 44.0, 34.0)
    assert (found.kind, found.name, found.main) == ("place", "The zone", False)
    # From the middle to a corner of one degree by one: half of 111 km and half of 93 km.
    assert found.uncertainty_m == pytest.approx(72_500 + 1_000, rel=0.02)
    assert gazetteer.area("the post") == []
    post, *_ = gazetteer.candidates("the post")
    assert (post.uncertainty_m, post.geometry) == (200, None)


@pytest.mark.parametrize(
    "shape, problem",
    [
        (point(43.5, 33.2, source=None), "4:3 The post has no source"),
        (point(43.5, 33.2, name=["a"]), "4:3 its name is not text"),
        (
            point(33.2, 143.5),
            "4:3 the latitude 143.5 is beyond the pole; lat and lon look exchanged",
        ),
        (point(233.2, 43.5), "4:3 the position 233.2, 43.5 is not on the globe"),
        (point("43.5", 33.2), "4:3 a position is not a longitude and a latitude"),
        (point(None, 33.2), "4:3 a position is not a longitude and a latitude"),
        (
            area((43.0, 33.0), (44.0, 34.0), (44.0, 33.0), (43.0, 34.0)),
            "4:3 its shape is empty or crosses itself (Self-intersection[43.5 33.5])",
        ),
        (
            area((-179.0, 60.0), (179.0, 60.0), (179.0, 61.0)),
            "4:3 a part of it reaches more than half-way around the globe",
        ),
        (
            {**point(43.5, 33.2), "geometry": {"type": "GeometryCollection", "geometries": []}},
            "4:3 it has no geometry that a gazetteer can use",
        ),
        (
            {**point(43.5, 33.2), "geometry": None},
            "4:3 it has no geometry that a gazetteer can use",
        ),
        (
            {**point(43.5, 33.2), "geometry": {"type": "Polygon", "coordinates": [[1, 2]]}},
            "4:3 its coordinates are not a list",
        ),
        (
            {**point(43.5, 33.2), "geometry": {"type": "LineString", "coordinates": [[1, 2]]}},
            "4:3 its geometry is not GeoJSON",
        ),
        ("Hut", "4:3 this is no GeoJSON feature"),
    ],
)
def test_a_mistake_in_a_feature(tmp_path: Path, shape: Any, problem: str) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [shape]}, indent=1)
    (tmp_path / "gazetteer.geojson").write_text(text, encoding="utf-8")
    assert any(line.startswith(problem) for line in told(tmp_path)), told(tmp_path)


def test_features_are_told_by_their_line(tmp_path: Path) -> None:
    lines = ",\n".join(json.dumps(point(43.5, 33.2 + n, source="")) for n in range(2))
    (tmp_path / "gazetteer.geojson").write_text(
        '{"name": {"features": [1]}, "type": "FeatureCollection",\n"features" : [\n'
        + lines
        + "\n]}"
    )
    assert [line.split(" |")[0] for line in told(tmp_path)] == [
        "3:1 The post has no source",
        "4:1 The post has no source",
    ]


@pytest.mark.parametrize(
    "text, problem",
    [
        ("{", "1:2 this is not JSON: Expecting property name enclosed in double quotes"),
        (
            '{"type": "FeatureCollection", "features": [NaN]}',
            "0:0 the file holds a number that is none",
        ),
        (
            '{"type": "FeatureCollection", "features": [], "x": Infinity}',
            "0:0 the file holds a number",
        ),
        ("[" * 100_000, "0:0 the file is nested too deeply"),
        ("[]", "1:1 the file is JSON, but no GeoJSON FeatureCollection"),
        ('{"type": "Feature", "features": []}', "1:1 the file is JSON, but no GeoJSON"),
        (
            '{"features": [1], "type": "FeatureCollection", "features": []}',
            '1:1 the file has "features" twice',
        ),
    ],
)
def test_a_file_that_is_not_geojson(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "gazetteer.geojson").write_text(text, encoding="utf-8")
    (line,) = told(tmp_path)
    assert line.startswith(problem)


def test_a_number_beyond_all_numbers(tmp_path: Path) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [point(43.5, 0)]})
    (tmp_path / "gazetteer.geojson").write_text(text.replace("43.5", "1e999"), encoding="utf-8")
    (line,) = told(tmp_path)
    assert line.startswith("1:44 a position is not a longitude and a latitude")


# --- tables


def values(text: str) -> list[list[str]]:
    return [[cell.value for cell in row] for row in parse_table(text)]


def test_cells_know_where_they_begin() -> None:
    rows = parse_table('a,"b\nb",c\n\nd,"",f')
    places = [[(cell.value, cell.line, cell.column) for cell in row] for row in rows]
    assert places == [
        [("a", 1, 1), ("b\nb", 1, 3), ("c", 2, 4)],
        [("d", 4, 1), ("", 4, 3), ("f", 4, 6)],
    ]


@pytest.mark.parametrize("text", ["", "\n", "\n\n ,,\n"])
def test_nothing_is_no_row(text: str) -> None:
    assert values(text) == []


# A row of blanks is left out, a line feed ends a row, and a carriage return is gone before.
cell_text = st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=8)
table = st.lists(
    st.lists(cell_text, min_size=1, max_size=4).filter(lambda row: any(c.strip() for c in row))
)


@given(table)
def test_any_text_comes_out_of_a_table_as_it_went_in(rows: list[list[str]]) -> None:
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    assert values("\n".join(quoted)) == rows


@given(st.text(st.sampled_from('ab",\n'), max_size=30))
def test_a_table_is_read_or_refused_with_a_position(text: str) -> None:
    lines = text.split("\n")
    try:
        rows = parse_table(text)
    except TableError as error:
        refused = lines[error.line - 1][error.column - 1]
        rows = []
    else:
        refused = '"'
    assert refused == '"'
    assert all(cell.column <= len(lines[cell.line - 1]) + 1 for row in rows for cell in row)
