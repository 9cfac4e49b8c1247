from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

from mapstory import world
from mapstory.build import read_map_story
from mapstory.gazetteer import read_gazetteer
from mapstory.places import COLUMNS, locate_places
from mapstory.source import read_source
from mapstory.story import parse_story

ROOT = Path(__file__).parents[1]
ANBAR = ROOT / "stories" / "anbar-2015.yaml"
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def anbar() -> gpd.GeoDataFrame:
    return read_map_story(ANBAR).places


def located(folder: Path, places: str, *, look_in: str = "") -> tuple[gpd.GeoDataFrame, list[str]]:
    """The places of a story whose `places:` are these lines, and what could not be found."""
    path = folder / "stories" / "story.yaml"
    path.parent.mkdir(exist_ok=True)
    lines = ["title: T", *([f"look_in: {look_in}"] if look_in else []), "places:"]
    lines += [f"  {line}" for line in places.strip().splitlines()]
    path.write_text("\n".join([*lines, "events:", "  - title: E", "    text: x"]), encoding="utf-8")
    story, _ = parse_story(read_source(path), path=path)
    table, problems = locate_places(story, read_gazetteer(folder / "geodata"))
    return table, [f"{problem.line}:{problem.column} {problem.what}" for problem in problems]


def test_the_table_has_the_documented_columns_and_a_row_a_place(anbar: gpd.GeoDataFrame) -> None:
    assert list(anbar.columns) == list(COLUMNS)
    assert anbar.crs.to_epsg() == 4326
    assert list(anbar.index) == list(anbar["id"])
    assert anbar.geometry.is_valid.all()
    assert (anbar["uncertainty_m"] > 0).all()
    assert (anbar["precision"].str.len() > 10).all()


def test_the_crossing_is_on_the_border_of_anbar_between_ramadi_and_baghdad(
    anbar: gpd.GeoDataFrame,
) -> None:
    crossing, province = anbar.geometry["crossing"], anbar.geometry["anbar"]
    assert crossing.geom_type in {"LineString", "MultiLineString"}
    assert crossing.difference(province.boundary.buffer(1e-6)).is_empty
    west, _, east, _ = crossing.bounds
    assert anbar.geometry["ramadi"].x < west
    assert east < anbar.geometry["baghdad"].x
    # On the way: no point is so far off that going there more than a third longer.
    ramadi, baghdad = anbar.geometry["ramadi"], anbar.geometry["baghdad"]
    straight = GEOD.inv(ramadi.x, ramadi.y, baghdad.x, baghdad.y)[2]
    slack = anbar["uncertainty_m"][["ramadi", "baghdad"]].sum()
    for lon, lat in shapely.get_coordinates(crossing):
        there = (
            GEOD.inv(ramadi.x, ramadi.y, lon, lat)[2] + GEOD.inv(lon, lat, baghdad.x, baghdad.y)[2]
        )
        assert there <= 1.3 * straight + 2 * slack


def test_the_camp_may_be_at_every_point_10_km_from_every_possible_crossing(
    anbar: gpd.GeoDataFrame,
) -> None:
    camp, province = anbar.loc["camp"], anbar.geometry["anbar"]
    assert "Polygon" in camp.geometry.geom_type
    assert camp.geometry.difference(province.buffer(1e-6)).is_empty
    circle_of = camp["uncertainty_m"]
    centre = camp.geometry.minimum_rotated_rectangle.centroid
    for lon, lat in shapely.get_coordinates(anbar.geometry["crossing"].segmentize(0.05)):
        for heading in range(0, 360, 15):
            x, y, _ = GEOD.fwd(lon, lat, heading, 10_000)
            if province.contains(shapely.Point(x, y)):
                assert camp.geometry.intersects(shapely.Point(x, y))
                assert GEOD.inv(centre.x, centre.y, x, y)[2] <= circle_of


def test_nothing_that_is_published_pins_the_camp_the_crossing_or_the_hospital() -> None:
    story = read_map_story(ANBAR)
    page = story.page().files["anbar-2015/index.html"].decode()
    block = json.loads(
        page.split('<script type="application/json"')[1].split(">", 1)[1].split("</script>")[0]
    )
    for place in ("camp", "crossing", "hospital", "strikes"):
        assert place not in block["shapes"]  # which has the points
        assert f'<path id="shape-{place}"' in page
        marks = [m for layer in block["layers"] for m in layer["marks"] if m["place"] == place]
        assert marks
        assert all(mark["soft"] and mark["words"] for mark in marks)
        assert all(
            set(mark) == {"id", "place", "kind", "group", "label", "words", "soft"}
            for mark in marks
        )


def test_the_hospital_stays_as_vague_as_the_province(anbar: gpd.GeoDataFrame) -> None:
    assert anbar.geometry["hospital"].equals(anbar.geometry["anbar"])
    assert (
        anbar["precision"]["hospital"]
        == "Somewhere in Anbar province; no finer place was reported."
    )


def test_the_newsrooms_own_row_outranks_the_world(tmp_path: Path) -> None:
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata" / "gazetteer.csv").write_text(
        "name,alternate_names,kind,lat,lon,precision_m,source,note\n"
        "Ramadi,,town,10.5,20.5,400,our reporter,\n",
        encoding="utf-8",
    )
    table, problems = located(tmp_path, "a: Ramadi\nb: al-Ramadi")
    assert problems == []
    assert (table.geometry["a"].x, table.geometry["a"].y) == (20.5, 10.5)
    assert (table.geometry["b"].x, table["source"]["b"]) == (20.5, "our reporter")


def test_al_karmah_is_never_the_town_in_syria(tmp_path: Path) -> None:
    table, problems = located(tmp_path, "a: al Karmah\nb: الكرمة")
    assert list(table.index) == []
    assert len(problems) == 2
    assert "Maharda, town of 17,578 people in Hama, Syria" in problems[0]
    table, problems = located(tmp_path, "a: al Karmah", look_in="Iraq")
    assert problems == ["4:6 there is no place called 'al Karmah' in Iraq in the gazetteers"]


def test_coordinates_keep_how_finely_they_were_given(tmp_path: Path) -> None:
    table, problems = located(
        tmp_path,
        'minutes: {at: "33°06′N 44°03′E"}\n'
        'near: {at: "33.1000, 44.0500", precision: 500 m}\n'
        'vague: {at: "33.1000, 44.0500", precision: 20 km}',
    )
    assert problems == []
    # One minute of arc each way at 33° N: 1,849 m and 1,560 m (WGS84), so 2,419 m.
    assert table["uncertainty_m"]["minutes"] == pytest.approx(2_419, abs=5)
    assert table.geometry["near"].geom_type == "Point"
    assert not table["soft"]["near"]
    assert table["precision"]["near"] == "Within about 500 m of the point shown."
    assert table["soft"]["vague"]
    assert table.geometry["vague"].contains(shapely.Point(44.05, 33.27))
    assert not table.geometry["vague"].contains(shapely.Point(44.05, 33.30))


def test_a_file_gives_its_shape_and_its_name(tmp_path: Path) -> None:
    (tmp_path / "geodata").mkdir()
    square = [[[44, 33], [45, 33], [45, 34], [44, 34], [44, 33]]]
    feature = {
        "type": "Feature",
        "properties": {"name": "The marsh"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    (tmp_path / "geodata" / "marsh.geojson").write_text(json.dumps(feature), encoding="utf-8")
    table, problems = located(tmp_path, "marsh: {file: ../geodata/marsh.geojson}")
    assert problems == []
    assert table.geometry["marsh"].equals(shapely.box(44, 33, 45, 34))
    assert table["name"]["marsh"] == "The marsh"
    assert table["precision"]["marsh"] == "Drawn from marsh.geojson."


def test_a_file_says_after_what_and_how_exactly_it_was_drawn(tmp_path: Path) -> None:
    (tmp_path / "geodata").mkdir()
    said = {"source": "the map of <Leake>", "precision_m": 100}
    line = {"type": "LineString", "coordinates": [[44, 33], [45, 33]]}
    feature = {"type": "Feature", "properties": said, "geometry": line}
    path = tmp_path / "geodata" / "wall.geojson"
    path.write_text(json.dumps(feature), encoding="utf-8")
    table, problems = located(tmp_path, "wall: {file: ../geodata/wall.geojson}")
    assert problems == []
    told = table["precision"]["wall"]
    assert told == "Drawn from the map of <Leake>, to within about 100 m."
    path.write_text(json.dumps(feature).replace("100", '"unknown"'), encoding="utf-8")
    table, _ = located(tmp_path, "wall: {file: ../geodata/wall.geojson}")
    assert table["precision"]["wall"] == "Drawn from the map of <Leake>."


def test_a_file_outside_of_the_project_is_never_read(tmp_path: Path) -> None:
    (tmp_path / "project" / "stories").mkdir(parents=True)
    (tmp_path / "secret.geojson").write_text(
        '{"type": "Point", "coordinates": [1, 2]}', encoding="utf-8"
    )
    (tmp_path / "project" / "link.geojson").symlink_to(tmp_path / "secret.geojson")
    for path in ("../../secret.geojson", "../link.geojson", str(tmp_path / "secret.geojson")):
        table, _ = located(tmp_path / "project", f"a: {{file: {path}}}")
        assert list(table.index) == []


def test_a_phrase_whose_parts_do_not_meet_is_told(tmp_path: Path) -> None:
    _, problems = located(tmp_path, "camp: 10 km from Ramadi, within Basra", look_in="Iraq")
    assert problems == ["4:9 no place fits all of this: its parts do not meet on the map"]


def test_a_point_has_no_border(tmp_path: Path) -> None:
    _, problems = located(tmp_path, "a: Ramadi\nb: on the border of a", look_in="Iraq")
    assert problems == ["5:23 'a' is a point here, and only an area has an inside and a border"]


def test_one_problem_is_told_once_however_many_phrases_lean_on_it(tmp_path: Path) -> None:
    table, problems = located(
        tmp_path, "a: Nowhereville\nb: 10 km from a\nc: 5 km from b", look_in="Iraq"
    )
    assert list(table.index) == []
    assert len(problems) == 1


def test_names_of_other_places_may_be_written_as_the_reader_sees_them(tmp_path: Path) -> None:
    table, problems = located(
        tmp_path,
        "r: {name: the old town, where: Ramadi}\nb: 10 km from the old town",
        look_in="Iraq",
    )
    assert problems == []
    assert table["precision"]["b"] == (
        "Somewhere about 10 km from the old town; the direction was not reported."
    )


def test_look_in_must_be_an_area(tmp_path: Path) -> None:
    _, problems = located(tmp_path, "a: Ramadi", look_in="Irak2")
    assert problems == ["2:10 look_in: there is no area called 'Irak2'"]


def test_an_area_is_a_country_or_a_division(tmp_path: Path) -> None:
    table, problems = located(tmp_path, "a: {area: Iraq}\nb: {area: Anbar}\nc: {area: Ramadi}")
    assert list(table.index) == ["a", "b"]
    assert table.geometry["b"].difference(table.geometry["a"].buffer(1e-6)).is_empty
    assert len(problems) == 1
    iraq = world.country("IQ")
    assert iraq is not None
    assert table.geometry["a"].equals(world.shape_of(iraq))


# --- regions, waters and counties: known by their middle and reach, and never a pin


@pytest.mark.parametrize(
    "name, shape, metres, method",
    [
        ("Iraqi Kurdistan", "Polygon", 180_000, "inside"),
        ("Red Sea", "Polygon", 1_100_000, "inside"),
        ('"Anderson County, Texas"', "Polygon", 43_000, "inside"),
    ],
)
def test_what_has_no_outline_is_an_area(
    tmp_path: Path, name: str, shape: str, metres: float, method: str
) -> None:
    table, problems = located(tmp_path, f"a: {name}")
    assert problems == []
    row = table.loc["a"]
    assert (row.geometry.geom_type, row.method, bool(row.soft)) == (shape, method, True)
    assert row.uncertainty_m == pytest.approx(metres, rel=0.01)
    assert row.precision.startswith("Somewhere in ")


def test_a_river_is_its_course(tmp_path: Path) -> None:
    table, problems = located(tmp_path, "a: Tigris")
    assert problems == []
    row = table.loc["a"]
    assert (row.geometry.geom_type, row.method, bool(row.soft)) == (
        "MultiLineString",
        "river",
        True,
    )
    assert row.precision == "Somewhere along the Tigris; where on it was not reported."
