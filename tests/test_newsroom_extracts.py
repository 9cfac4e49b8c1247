from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from mapstory.errors import FileError
from mapstory.gazetteer.adding import add_list
from mapstory.gazetteer.listed import ListedPlace
from tests.lists import (
    BOX,
    HOUSE,
    OSM_CREDIT,
    add,
    collection,
    dump_line,
    feature,
    only,
    places,
    told,
)


def test_a_node_of_overpass_turbo(tmp_path: Path) -> None:
    tags = {
        "@id": "node/123", "name": "الكرمة", "name:en": "Al Karmah", "name:fr": "Karma",
        "alt_name": "Garma;al-Karma", "old_name:en": "Karmat", "place": "town",
        "population": "95,000", "wikidata": "Q1", "name:etymology": "vine",
        "@relations": [{"rel": 1, "role": "label", "reltags": {}}],
    }  # fmt: skip
    added = add(tmp_path, "towns.geojson", collection(feature(tags, id="node/123")))
    assert only(tmp_path) == ListedPlace(
        id="osm:node/123",
        name="Al Karmah",
        lon=43.3,
        lat=33.4,
        kind="town",
        translations=("الكرمة", "Karma"),
        alternate_names=("Garma", "al-Karma", "Karmat"),
        country="IQ",
        division="IQ-AN",
        population=95_000,
        source="OpenStreetMap",
        credit=OSM_CREDIT,
    )
    assert added.credits == (OSM_CREDIT,)


@pytest.mark.parametrize(
    "tags, kind",
    [
        ({"place": "village"}, "town"),
        ({"place": "suburb"}, "quarter"),
        ({"amenity": "hospital", "building": "yes"}, "hospital"),
        ({"barrier": "border_control"}, "crossing"),
        ({"military": "checkpoint"}, "checkpoint"),
        ({"aeroway": "aerodrome", "military": "airfield"}, "airport"),
        ({"amenity": "place_of_worship", "religion": "muslim"}, "mosque"),
        ({"amenity": "social_facility", "social_facility:for": "refugee"}, "camp"),
        ({"boundary": "administrative", "admin_level": "6"}, "district"),
        ({"bridge": "yes", "highway": "primary"}, "bridge"),
        ({"bridge": "no", "highway": "primary"}, "road"),
        ({"amenity": "fire_station"}, "fire station"),
        ({"building": "yes"}, "building"),
        ({}, "place"),
    ],
)
def test_tags_become_kinds(tmp_path: Path, tags: dict[str, str], kind: str) -> None:
    add(tmp_path, "x.geojson", collection(feature({"@id": "way/1", "name": "X"} | tags)))
    assert only(tmp_path).kind == kind


@pytest.mark.parametrize(
    "properties, others, identity",
    [
        ({"@id": "relation/7"}, {}, "osm:relation/7"),
        ({}, {"id": "way/8"}, "osm:way/8"),
        ({}, {"id": "n9"}, "osm:node/9"),
        ({}, {"id": "a246"}, "osm:way/123"),
        ({}, {"id": "a247"}, "osm:relation/123"),
        ({"@type": "way", "@id": 5}, {}, "osm:way/5"),
        ({"type": "node", "id": 6, "tags": {"name": "X"}}, {}, "osm:node/6"),
        ({"full_id": "r77", "osm_id": "77", "osm_type": "relation"}, {}, "osm:relation/77"),
        ({"osm_id": "1", "osm_way_id": None}, {}, "osm:relation/1"),
        ({"osm_id": None, "osm_way_id": "2"}, {}, "osm:way/2"),
        ({"osm_id": "3"}, {}, "x:x"),
    ],
)
def test_ids_as_the_tools_write_them(
    tmp_path: Path, properties: dict[str, Any], others: dict[str, Any], identity: str
) -> None:
    add(tmp_path, "x.geojson", collection(feature({"name": "X"} | properties, **others)))
    assert only(tmp_path).id == identity
    assert only(tmp_path).source == "OpenStreetMap"


def test_tags_in_one_object_or_in_one_text(tmp_path: Path) -> None:
    nested = feature({"type": "node", "id": 1, "tags": {"name": "A", "amenity": "hospital"}})
    other = feature(
        {"osm_id": "2", "name": "B", "other_tags": r'"name:ar"=>"ب","alt_name"=>"a \"b\""'}
    )
    add(tmp_path, "x.geojson", collection(nested, other))
    found = {place.name: place for place in places(tmp_path).values()}
    assert found["A"].kind == "hospital"
    assert found["B"].translations == ("ب",)
    assert found["B"].alternate_names == ('a "b"',)


def test_what_has_no_name_is_counted(tmp_path: Path) -> None:
    unnamed = [feature({"@id": f"node/{n}", "amenity": "hospital"}, None) for n in range(3)]
    named = feature({"@id": "node/9", "name": "X"})
    added = add(tmp_path, "x.geojson", collection(*unnamed, named))
    assert (added.count, dict(added.faults.left_out)) == (1, {"without a name": 3})


def test_a_shape_is_kept_where_it_is_larger_than_a_symbol(tmp_path: Path) -> None:
    zone = feature({"@id": "relation/1", "name": "Zone", "boundary": "administrative"}, BOX)
    house = feature({"@id": "way/2", "name": "House", "amenity": "hospital"}, HOUSE)
    added = add(tmp_path, "x.geojson", collection(zone, house))
    assert sorted(path.name for path in added.files) == ["gazetteer-x.csv", "gazetteer-x.geojson"]
    found = {place.name: place for place in places(tmp_path).values()}
    assert shapely.from_geojson(found["Zone"].geometry).equals(shapely.Polygon(BOX[0]))
    assert found["Zone"].precision_m == pytest.approx(72_500, rel=0.01)
    assert found["House"].geometry == ""
    assert found["House"].precision_m == pytest.approx(73, abs=1)
    drawn = json.loads((tmp_path / "geodata" / "gazetteer-x.geojson").read_text(encoding="utf-8"))
    assert [f["properties"]["name"] for f in drawn["features"]] == ["Zone"]


def test_a_shape_that_becomes_a_point_is_in_one_file(tmp_path: Path) -> None:
    tags = {"@id": "relation/1", "name": "Zone"}
    add(tmp_path, "x.geojson", collection(feature(tags, BOX)))
    add(tmp_path, "x.geojson", collection(feature(tags)))
    assert [path.name for path in (tmp_path / "geodata").iterdir()] == ["gazetteer-x.csv"]
    assert only(tmp_path).geometry == ""


def test_a_shape_as_large_as_an_ocean(tmp_path: Path) -> None:
    ocean = [[[-60, -60], [20, -60], [0, 60], [-60, 60], [-60, -60]]]
    add(tmp_path, "x.geojson", collection(feature({"@id": "way/1", "name": "Sea"}, ocean)))
    assert only(tmp_path).precision_m == 1_000_000
    assert only(tmp_path).geometry


@pytest.mark.parametrize(
    "ring",
    [
        [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]],
        [[179, -17], [181, -17], [181, -16], [179, -16], [179, -17]],
        [[-181, -17], [-179, -17], [-179, -16], [-181, -16], [-181, -17]],
    ],
)
def test_a_shape_across_the_antimeridian_is_cut_there(tmp_path: Path, ring: Any) -> None:
    hole = [[179.5, -16.6], [-179.5, -16.6], [-179.5, -16.4], [179.5, -16.4], [179.5, -16.6]]
    add(tmp_path, "fiji.geojson", collection(feature({"@id": "way/1", "name": "V"}, [ring, hole])))
    shape = shapely.from_geojson(only(tmp_path).geometry)
    assert shape.geom_type == "MultiPolygon"
    assert shape.bounds == (-180.0, -17.0, 180.0, -16.0)
    assert shape.area == pytest.approx(2 * 1 - 1 * 0.2)
    assert only(tmp_path).precision_m == pytest.approx(115_000, rel=0.9)


def test_a_line_across_the_antimeridian_is_cut_there(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[179, 1], [-179, 2], [-178, 3, 9.5]]}
    add(tmp_path, "x.geojson", collection(feature({"@id": "way/1", "name": "V"}, line)))
    shape = shapely.from_geojson(only(tmp_path).geometry)
    assert shape.geom_type == "MultiLineString"
    assert shape.length == pytest.approx(5**0.5 + 2**0.5)


@pytest.mark.parametrize(
    "geometry, problem",
    [
        (None, "it has no geometry that a gazetteer can use"),
        ({"type": "GeometryCollection", "geometries": []}, "it has no geometry that a gazetteer"),
        ({"type": "Polygon", "coordinates": [[1, 2]]}, "its coordinates are not a list"),
        (
            [[[43.0, 33.0], [44.0, 34.0], [44.0, 33.0], [43.0, 34.0], [43.0, 33.0]]],
            "its shape is empty or crosses itself (Self-intersection[43.5 33.5])",
        ),
        ((33.4, 143.3), "the latitude 143.3 is beyond the pole; lat and lon look exchanged"),
        ({"type": "LineString", "coordinates": [["a", 1], ["b", 2]]}, "a position is not a long"),
    ],
)
def test_a_mistake_in_a_geometry(tmp_path: Path, geometry: Any, problem: str) -> None:
    bad = feature({"@id": "relation/1", "name": "X"}, geometry)
    good = feature({"@id": "node/2", "name": "Y"})
    (said,) = told(tmp_path, "x.geojson", collection(good, bad))
    text = collection(good, bad)
    line = text.count("\n", 0, text.rindex('{\n   "type": "Feature"')) + 1
    assert said.startswith(f"{line}:3 {problem}")
    assert add(tmp_path, "x.geojson", collection(good, bad), skip_wrong=True).count == 1


def test_other_files_as_overpass_and_others_give_them(tmp_path: Path) -> None:
    (said,) = told(tmp_path, "x.json", '{"version": 0.6, "elements": []}')
    assert said.endswith("in overpass-turbo choose Export, GeoJSON")
    (said,) = told(tmp_path, "x.geojson", '{"type": "FeatureCollection", "features": [')
    assert said.startswith("1:44 this is not JSON")
    with pytest.raises(FileError, match="is XML\n  fix: export it as GeoJSON or CSV"):
        add(tmp_path, "x.osm", '<?xml version="1.0"?><osm/>')
    with pytest.raises(FileError, match=r"x\.geojson cannot be read: "):
        add_list(tmp_path / "none" / "x.geojson", tmp_path / "geodata")


def test_newline_delimited_geojson_is_read_line_by_line(tmp_path: Path) -> None:
    lines = [json.dumps(feature({"@id": f"node/{n}", "name": f"X{n}"})) for n in range(3)]
    add(tmp_path, "x.geojsonseq", "".join(f"\x1e{line}\n" for line in lines))
    assert len(places(tmp_path)) == 3
    (said,) = (
        f"{p.line}:{p.column} {p.what}"
        for p in add(tmp_path, "y.ndjson", f"{lines[0]}\n\n{{\n", skip_wrong=True).faults.problems
    )
    assert said.startswith("3:2 this is not JSON")


def test_what_must_be_read_whole_has_a_limit_and_the_rest_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapstory.gazetteer.adding.received._LIMIT_BYTES", 1_000)
    whole = collection(*[feature({"@id": f"node/{n}", "name": "X"}) for n in range(20)])
    with pytest.raises(FileError, match=r"is larger than (.|\n)*newline-delimited GeoJSON"):
        add(tmp_path, "x.geojson", whole)
    add(tmp_path, "IQ.txt", "".join(dump_line(n, f"Hit {n}") for n in range(20)))
    assert len(places(tmp_path)) == 20


def test_names_that_are_no_text_and_half_characters(tmp_path: Path) -> None:
    text = collection(
        feature({"@id": "node/1", "name": 12}), feature({"@id": "node/2", "name": "A\ud800B"})
    ).replace("A\ud800B", "A\\ud800B")
    add(tmp_path, "x.geojson", text)
    assert [place.name for place in places(tmp_path).values()] == ["12", "AB"]
