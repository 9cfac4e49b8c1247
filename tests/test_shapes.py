from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import LineString, MultiPoint, Point, box

from mapstory.shapes import ShapeError, Shapes, read_shapes

NAN = float("nan")
KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
)
PLACEMARK = (
    "<Placemark><name>{}</name><Point><coordinates>{}</coordinates></Point></Placemark>"
)  # fmt: skip
LOCAL_CRS = 'LOCAL_CS["a building site",UNIT["metre",1]]'

AGAIN = "export it again as GeoJSON"
NO_SHAPE = "save the layer again, with at least one feature that has a geometry"
DEGREES = "write degrees with a decimal point, such as 33.40 and 43.91"
TWO_COLUMNS = "name the two columns lat and lon, with commas between the columns"
NO_NUMBER = "correct it, or take out the feature that has it"
LON_FIRST = "save it in longitude and latitude (EPSG:4326), longitude first"


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def point(lon: Any, lat: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": rings}


def read(folder: Path, name: str, content: str | bytes) -> Shapes:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_shapes(path)


def refusal(folder: Path, name: str, content: str | bytes) -> tuple[str, str]:
    """What a writer is told about a file of this content: what is wrong, and the fix."""
    with pytest.raises(ShapeError) as raised:
        read(folder, name, content)
    assert str(raised.value) == raised.value.what
    return raised.value.what, raised.value.fix


# --- what is read


@pytest.mark.parametrize(
    "value",
    [
        point(43.9, 33.4),
        feature(point(43.9, 33.4)),
        {"type": "FeatureCollection", "features": [feature(point(43.9, 33.4))]},
    ],
    ids=["geometry", "feature", "collection"],
)
@pytest.mark.parametrize("ending", ["geojson", "json", "GeoJSON"])
def test_every_kind_of_geojson_is_read_longitude_first(
    value: dict[str, Any], ending: str, tmp_path: Path
) -> None:
    shapes = read(tmp_path, f"camp.{ending}", json.dumps(value))
    assert shapes == Shapes(geometry=Point(43.9, 33.4), names=())


def test_all_features_are_one_geometry_and_each_name_is_told_once(tmp_path: Path) -> None:
    text = collection(
        feature(polygon([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]), name=" West "),
        feature(polygon([[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]), name="East"),
        feature(polygon([[2, 0], [3, 0], [3, 1], [2, 1], [2, 0]]), name="East"),
        feature(point(0.5, 0.5), name=7),
        feature(point(0.5, 0.5), name=""),
        feature(point(0.5, 0.5)) | {"properties": None},
    )
    shapes = read(tmp_path, "front.geojson", text)
    assert shapes.geometry.equals(box(0, 0, 3, 1))
    assert shapes.names == ("West", "East")


def test_a_feature_without_a_shape_gives_no_name(tmp_path: Path) -> None:
    text = collection(
        feature(None, name="never surveyed"),
        feature(polygon(), name="nothing in it"),
        feature(point(1, 2), name="surveyed"),
        "no feature at all",
    )
    assert read(tmp_path, "a.geojson", text) == Shapes(Point(1, 2), ("surveyed",))


def test_half_of_a_surrogate_pair_in_a_name_leaves_a_name_that_can_be_written(
    tmp_path: Path,
) -> None:
    shapes = read(tmp_path, "a.geojson", collection(feature(point(1, 2), name="Camp \ud83d")))
    assert shapes.names == ("Camp ?",)


def test_a_ring_that_crosses_itself_is_the_two_areas_it_encloses(tmp_path: Path) -> None:
    bow_tie = polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]])
    geometry = read(tmp_path, "a.geojson", json.dumps(bow_tie)).geometry
    assert geometry.is_valid
    assert geometry.equals(
        shapely.union_all(
            [
                shapely.Polygon([(0, 0), (1, 1), (0, 2)]),
                shapely.Polygon([(2, 0), (1, 1), (2, 2)]),
            ]
        )
    )


def test_heights_are_left_out(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[0, 0, 500], [1, 1, 900]]}
    geometry = read(tmp_path, "a.geojson", json.dumps(line)).geometry
    assert not geometry.has_z
    assert geometry.equals(LineString([(0, 0), (1, 1)]))


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path) -> None:
    assert read(tmp_path, "a.json", "\ufeff" + json.dumps(point(1, 2))).geometry == Point(1, 2)
    assert read(tmp_path, "a.csv", "\ufefflat,lon\n2,1\n").geometry == Point(1, 2)


def test_the_whole_globe_up_to_its_edges_is_a_shape(tmp_path: Path) -> None:
    globe = polygon([[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]])
    assert read(tmp_path, "a.geojson", json.dumps(globe)).geometry.equals(box(-180, -90, 180, 90))


@pytest.mark.parametrize(
    "header", ["lat,lon,name", "Latitude, LONGITUDE ,Name", "y,x,NAME", "lat,lng,name"]
)
def test_a_table_has_a_point_a_row_under_the_usual_names_of_columns(
    header: str, tmp_path: Path
) -> None:
    shapes = read(tmp_path, "a.csv", f"{header}\r\n33.4,43.9, Camp \r\n33.5,44,\r\n")
    assert shapes.geometry.equals(MultiPoint([(43.9, 33.4), (44, 33.5)]))
    assert shapes.names == ("Camp",)


def test_a_table_needs_no_names_and_may_have_short_and_long_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "lat,lon\n2,1,more\n").names == ()
    assert read(tmp_path, "b.csv", "lat,lon,name\n2,1\n").names == ()


def test_kml_is_read_with_all_of_its_folders(tmp_path: Path) -> None:
    folders = "".join(
        f"<Folder><name>{number}</name>{PLACEMARK.format(name, at)}</Folder>"
        for number, name, at in [(1, "Camp", "43.9,33.4,120"), (2, "Gate", "44,33.5")]
    )
    shapes = read(tmp_path, "a.kml", KML.format(folders))
    assert not shapes.geometry.has_z
    assert shapes.geometry.equals(MultiPoint([(43.9, 33.4), (44, 33.5)]))
    assert shapes.names == ("Camp", "Gate")


def test_a_geopackage_is_put_into_degrees_layer_by_layer(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    camp = gpd.GeoDataFrame({"Name": [" Camp ", None]}, geometry=[Point(44, 33, 9), None], crs=4326)
    gate = gpd.GeoDataFrame({"name": ["Gate"]}, geometry=[Point(45, 34)], crs=4326)
    camp.to_crs(3857).to_file(path, layer="camps")
    gate.to_crs(32638).to_file(path, layer="gates")
    pyogrio.write_dataframe(pd.DataFrame({"note": ["a table without shapes"]}), path, layer="notes")
    shapes = read_shapes(path)
    assert shapes.names == ("Camp", "Gate")
    expected = MultiPoint([(44, 33), (45, 34)])
    assert shapes.geometry.equals_exact(expected, tolerance=1e-9, normalize=True)


def test_a_geopackage_that_names_no_coordinate_system_is_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        gpd.GeoDataFrame(geometry=[Point(44, 33)]).to_file(path)
    assert read_shapes(path) == Shapes(Point(44, 33), ())


# --- what is refused, and in which words


def test_a_file_that_is_not_there_is_told_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ShapeError) as raised:
        read_shapes(tmp_path / "geodata" / "front.geojson")
    assert raised.value.what == "there is no file 'front.geojson' in the folder 'geodata'"
    assert raised.value.fix == (
        "put it there, or correct the path, which starts from the story's own folder"
    )
    (tmp_path / "folder.geojson").mkdir()
    with pytest.raises(ShapeError, match=r"there is no file 'folder\.geojson'"):
        read_shapes(tmp_path / "folder.geojson")


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, **_options: str) -> str:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_text", refuse)
    assert refusal(tmp_path, "a.geojson", "{}") == (
        "'a.geojson' cannot be opened: Permission denied",
        "see whether you may read the file, and whether the disk is well",
    )


def test_20_mb_are_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    text = json.dumps(point(1, 2)).ljust(20_000_000)
    assert read(tmp_path, "a.geojson", text).geometry == Point(1, 2)
    assert refusal(tmp_path, "b.geojson", text + " ") == (
        "'b.geojson' is larger than 20 MB",
        "simplify the shapes, or cut out the part the story needs",
    )


def test_200_000_vertices_are_read_and_one_more_is_not(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[i / 2_000, 0] for i in range(199_999)]}
    features = [feature(line), feature(point(0, 1)), feature(point(0, 2))]
    geometry = read(tmp_path, "a.json", collection(*features[:2])).geometry
    assert shapely.get_num_coordinates(geometry) == 200_000
    assert refusal(tmp_path, "b.json", collection(*features)) == (
        "'b.json' has more than 200,000 vertices",
        "simplify the shapes: a reader's screen shows a few thousand",
    )


@pytest.mark.parametrize(
    "content",
    [
        collection(),
        collection(feature(None)),
        json.dumps(feature(None)),
        json.dumps(polygon()),
        '{"type": "GeometryCollection", "geometries": []}',
    ],
)
def test_geojson_without_a_shape_is_told(content: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.geojson", content) == ("'a.geojson' holds no shape", NO_SHAPE)


def test_other_files_without_a_shape_are_told_alike(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.csv", "lat,lon\n") == ("'a.csv' holds no shape", NO_SHAPE)
    assert refusal(tmp_path, "a.kml", KML.format("")) == ("'a.kml' holds no shape", NO_SHAPE)
    pyogrio.write_dataframe(pd.DataFrame({"note": ["x"]}), tmp_path / "table.gpkg")
    content = (tmp_path / "table.gpkg").read_bytes()
    assert refusal(tmp_path, "a.gpkg", content) == ("'a.gpkg' holds no shape", NO_SHAPE)


@pytest.mark.parametrize(
    "content, what",
    [
        ("", "'a.json' is not JSON: line 1, column 1: Expecting value"),
        ('{"type":\n Point}', "'a.json' is not JSON: line 2, column 2: Expecting value"),
        ("[" * 100_000 + "]" * 100_000, "'a.json' is nested too deeply"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "'a.json' is nested too deeply"),
        ('{"type": "GeometryCollection", "geometries": [' * 100_000 + "]}" * 100_000,
         "'a.json' is nested too deeply"),
        ('{"type": "Point", "coordinates": [NaN, 33]}',
         "the file holds NaN, which is no number on a map"),
        ('{"type": "Point", "coordinates": [43, -Infinity]}',
         "the file holds -Infinity, which is no number on a map"),
        (f'{{"type": "Point", "coordinates": [{"1" * 5_000}, 2]}}',
         "'a.json' holds a number that is too long"),
    ],
    ids=["nothing", "comma", "lists", "objects", "collections", "nan", "infinity", "digits"],
)  # fmt: skip
def test_what_is_not_json_is_told(content: str, what: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.json", content) == (what, AGAIN)


def test_what_is_not_utf_8_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.json", b'{"name": "\xff"}') == (
        "'a.json' is not UTF-8 text",
        "save it again as UTF-8",
    )
    assert refusal(tmp_path, "a.csv", "lat,lon\n1,2\n".encode("utf-16")) == (
        "'a.csv' cannot be read as CSV",
        "save it again as CSV in UTF-8",
    )


@pytest.mark.parametrize(
    "value",
    [
        [],
        7,
        "Point",
        {"type": "Topology", "objects": {}},
        {"type": "FeatureCollection"},
        {"type": ["Point"], "coordinates": [1, 2]},
        {"coordinates": [1, 2]},
    ],
)
def test_json_of_another_kind_is_told(value: Any, tmp_path: Path) -> None:
    what = "'a.json' is JSON but not GeoJSON: it is no FeatureCollection, Feature or geometry"
    assert refusal(tmp_path, "a.json", json.dumps(value)) == (what, AGAIN)


@pytest.mark.parametrize(
    "geometry",
    [
        point("43.9", "33.4"),
        point(None, 33),
        point(10**400, 33),
        {"type": "Point", "coordinates": [43.9]},
        {"type": "Circle", "coordinates": [1, 2]},
        polygon([[0, 0], [1, 1]]),
        polygon([[0, 0], [1, 0], [1, 1], [0, 1]]),
        5,
        "POINT (1 2)",
    ],
    ids=["texts", "null", "endless", "one-number", "circle", "two-points", "open-ring", "5", "wkt"],
)
def test_a_geometry_that_is_none_is_told(geometry: Any, tmp_path: Path) -> None:
    what = "'a.json' is JSON, but a geometry in it is not GeoJSON"
    text = collection(feature(point(1, 2)), feature(geometry))
    assert refusal(tmp_path, "a.json", text) == (what, AGAIN)


@pytest.mark.parametrize(
    "lon, lat, reach",
    [
        (181, 33, "longitudes 1 to 181, latitudes 2 to 33"),
        (-180.5, 33, "longitudes -180.5 to 1, latitudes 2 to 33"),
        (33, 90.25, "longitudes 1 to 33, latitudes 2 to 90.25"),
        (33, -91, "longitudes 1 to 33, latitudes -91 to 2"),
        (4_885_000, 3_950_000, "longitudes 1 to 4.885e+06, latitudes 2 to 3.95e+06"),
    ],
)
def test_a_shape_outside_of_the_globe_is_told_with_its_reach(
    lon: float, lat: float, reach: str, tmp_path: Path
) -> None:
    text = collection(feature(point(1, 2)), feature(point(lon, lat)))
    what = f"'a.geojson' reaches outside of the globe ({reach})"
    assert refusal(tmp_path, "a.geojson", text) == (what, LON_FIRST)
    assert refusal(tmp_path, "a.csv", f"lat,lon\n2,1\n{lat},{lon}\n") == (
        what.replace("geojson", "csv"),
        LON_FIRST,
    )


def test_latitude_first_is_told_where_it_leaves_the_globe(tmp_path: Path) -> None:
    what, fix = refusal(tmp_path, "a.geojson", json.dumps(point(-33.9, 151.2)))
    assert what == (
        "'a.geojson' reaches outside of the globe "
        "(longitudes -33.9 to -33.9, latitudes 151.2 to 151.2)"
    )
    assert fix == LON_FIRST


@pytest.mark.parametrize("row", ["nan,1", "2,NaN", "inf,1", "2,-Infinity"])
def test_a_row_that_is_no_number_on_a_map_is_told_beside_good_rows(
    row: str, tmp_path: Path
) -> None:
    what = "'a.csv' holds a coordinate that is no number on a map"
    assert refusal(tmp_path, "a.csv", f"lat,lon\n2,1\n{row}\n") == (what, NO_NUMBER)


def test_a_feature_that_is_no_number_on_a_map_is_told_beside_good_features(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    points = [Point(1, 2), Point(NAN, 33)]
    gpd.GeoDataFrame(geometry=points, crs=4326).to_file(path)
    what = "'a.gpkg' holds a coordinate that is no number on a map"
    assert refusal(tmp_path, "a.gpkg", path.read_bytes()) == (what, NO_NUMBER)
    what = "'a.kml' holds a coordinate that is no number on a map"
    text = KML.format(PLACEMARK.format("Camp", "nan,2"))
    assert refusal(tmp_path, "a.kml", text) == (what, NO_NUMBER)


@pytest.mark.parametrize("header", ["", "place,lat\nRamadi,33", "lat;lon\n33;43"])
def test_a_table_without_its_two_columns_is_told(header: str, tmp_path: Path) -> None:
    what = "'a.csv' has no columns 'lat' and 'lon' in its first line"
    assert refusal(tmp_path, "a.csv", header) == (what, TWO_COLUMNS)


@pytest.mark.parametrize(
    "rows, line, said",
    [
        ("2,1\n33°24′N,43", 3, "33°24′N, 43"),
        ('"33,4","43,9"', 2, "33,4, 43,9"),
        ("2,1\n\n\n,", 5, ", "),
        ("2", 2, "2, "),
    ],
)
def test_a_row_that_is_not_two_numbers_is_told_with_its_line(
    rows: str, line: int, said: str, tmp_path: Path
) -> None:
    what = f"'a.csv', line {line}: '{said}' are not two numbers"
    assert refusal(tmp_path, "a.csv", f"lat,lon\n{rows}\n") == (what, DEGREES)


def test_a_field_without_an_end_is_told(tmp_path: Path) -> None:
    what, fix = refusal(tmp_path, "a.csv", 'lat,lon,name\n2,1,"' + "x" * 200_000)
    assert what == "'a.csv' cannot be read as CSV"
    assert fix == "save it again as CSV in UTF-8"


@pytest.mark.parametrize("ending", ["kml", "gpkg"])
@pytest.mark.parametrize("content", [b"", b"<kml", b"SQLite format 3\0", b'{"type": "Point"}'])
def test_what_is_no_kml_or_geopackage_is_told(content: bytes, ending: str, tmp_path: Path) -> None:
    what = f"'a.{ending}' cannot be read as {ending.upper()}"
    assert refusal(tmp_path, f"a.{ending}", content) == (what, "export it again, or as GeoJSON")


@pytest.mark.parametrize("ending", ["kml", "gpkg"])
def test_a_recipe_that_reads_another_file_is_refused_whatever_its_name(
    ending: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("lat,lon\n33,43\n", encoding="utf-8")
    recipe = (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource>'
        '<GeometryField encoding="PointFromColumns" x="lon" y="lat"/>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    (tmp_path / "recipe.vrt").write_text(recipe, encoding="utf-8")
    assert len(pyogrio.read_dataframe(tmp_path / "recipe.vrt")) == 1  # GDAL would follow it
    assert refusal(tmp_path, f"a.{ending}", recipe) == (
        f"'a.{ending}' cannot be read as {ending.upper()}",
        "export it again, or as GeoJSON",
    )


def test_a_coordinate_system_of_no_place_on_the_globe_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame(geometry=[Point(40, 30)], crs=LOCAL_CRS).to_file(path)
    with pytest.raises(ShapeError) as raised:
        read_shapes(path)
    assert raised.value.what == (
        "'a.gpkg' is in a coordinate system that cannot be put on the globe"
    )
    assert raised.value.fix == "save it in longitude and latitude (EPSG:4326)"


@pytest.mark.parametrize(
    "first, second, source, precision_m",
    [
        ({"source": " Leake ", "precision_m": 60}, {"Source": "Leake"}, "Leake", 60.0),
        ({"source": "Leake", "precision_m": 60}, {"source": "Bell", "precision_m": "150"}, "", 150),
        ({"source": 7, "precision_m": -1}, {"precision_m": 1e9}, "", None),
        ({"precision_m": "far"}, {"precision_m": []}, "", None),
        ({}, {}, "", None),
    ],
)
def test_what_shapes_say_of_themselves(
    first: dict[str, Any],
    second: dict[str, Any],
    source: str,
    precision_m: float | None,
    tmp_path: Path,
) -> None:
    here, there = feature(point(1, 2), **first), feature(point(3, 4), **second)
    shapes = read(tmp_path, "two.geojson", collection(here, there))
    assert (shapes.source, shapes.precision_m) == (source, precision_m)


def test_other_formats_say_so_too(tmp_path: Path) -> None:
    shapes = read(tmp_path, "camps.csv", "lat,lon,source,precision_m\n1,2,UNHCR,500\n")
    assert (shapes.source, shapes.precision_m) == ("UNHCR", 500)
    frame = gpd.GeoDataFrame(
        {"source": ["UNHCR"], "precision_m": [500]}, geometry=[Point(1, 2)], crs=4326
    )
    frame.to_file(tmp_path / "camps.gpkg")
    shapes = read_shapes(tmp_path / "camps.gpkg")
    assert (shapes.source, shapes.precision_m) == ("UNHCR", 500)
