"""
The world as it is shipped: countries, their first-level divisions, towns, rivers and lakes.

It is read from world.sqlite, which `mapstory.world.make` makes from Natural Earth and
GeoNames. Degrees, EPSG:4326, (lon, lat). Shapes that cross the antimeridian are in parts on
both sides of it (RFC 7946, 3.1.9). Bounds are (west, south, east, north); west greater than
east crosses the antimeridian, and so do longitudes that run on past ±180.
"""

from __future__ import annotations

import atexit
import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mapstory.errors import FileError

if TYPE_CHECKING:
    from shapely.geometry import MultiLineString, MultiPolygon

    from mapstory.world.arcs import Arc, Rings

Bounds = tuple[float, float, float, float]

PATH = Path(__file__).with_name("world.sqlite")

POINT_UNITS = 100_000
"""Units of a point's coordinates in one degree; outlines have their own, `arcs.UNITS`."""

ARCS_IN_A_BLOCK = 16

_TOWN = "geonames:"
_TOWN_RANKS = (1_000_000, 300_000, 100_000, 50_000)
_ALIKE = 70.0


@dataclass(frozen=True)
class Feature:
    """
    A country, a first-level division or a town.

    `id` is "IQ" for a country, "IQ-AN" for a division (Natural Earth's own code, such as
    "PHL-5582", where it has no ISO 3166-2 code to itself) and "geonames:98717" for a town.
    `country` is an ISO 3166-1 alpha-2 code, empty for what no country's code covers;
    `division` the id of the division, empty where a town lies in none. (lon, lat) is a
    town's centre, or a point inside an area from which its farthest border is `radius_m`
    metres away. `population` counts a division's towns only. The lower the `rank`, the
    sooner a map shows it. Six divisions, groups of islets, have no name.
    """

    id: str
    kind: Literal["country", "division", "town"]
    name: str
    country: str
    division: str
    lon: float
    lat: float
    population: int | None
    rank: int
    capital: bool = False
    radius_m: float = 0.0


# --- by name and by id


def features_named(key: str) -> list[tuple[Feature, str, bool]]:
    """
    Return the features that have a name with this key.

    With each comes that name as it is written, and whether it is the feature's main one.
    `mapstory.world.key.key_of` makes keys.
    """
    query = "SELECT names FROM name_block WHERE first <= ? ORDER BY first DESC LIMIT 1"
    blocks = _database().execute(query, (key,)).fetchall()
    lines = [line for block in blocks for line in _lines(block[0]) if line.startswith(f"{key}\t")]
    return [(_feature(name.id), name.written, name.main) for name in map(_name, lines)]


def feature(identity: str) -> Feature | None:
    """Return the feature that has this id, if there is one."""
    if identity.startswith(_TOWN):
        number = identity.removeprefix(_TOWN)
        row = _database().execute("SELECT * FROM town WHERE id = ?", (number,)).fetchone()
        return _town(row) if row else None
    if len(identity) == len("IQ"):
        row = _database().execute("SELECT * FROM country WHERE code = ?", (identity,)).fetchone()
        return _country(row) if row else None
    row = _database().execute("SELECT * FROM division WHERE code = ?", (identity,)).fetchone()
    return _division(row) if row else None


def country(code: str) -> Feature | None:
    """Return the country of an ISO 3166-1 alpha-2 code, if there is one."""
    found = feature(code)
    return found if found and found.kind == "country" else None


def name_of(feature: Feature, language: str) -> str:
    """
    Return what a feature is called in a language (BCP 47), or else its main name.

    Countries are called as Unicode's CLDR has it, divisions as Natural Earth has it in 25
    languages, larger towns by the name in the alphabet of the language.
    """
    base, *subtags = language.replace("_", "-").split("-")
    base = base.lower()
    if base == "en" or not feature.name:
        return feature.name
    if feature.kind == "country":
        return _country_name(feature, language)
    if base == "zh" and {"hant", "tw", "hk", "mo"} & {subtag.lower() for subtag in subtags}:
        base = "zh-Hant"
    return _names_in(base).get(feature.id.removeprefix(_TOWN), feature.name)


def spellings_like(key: str, *, limit: int = 5, inside: Collection[str] = ()) -> list[str]:
    """
    Return names with a key like this one, as written, the likest first.

    With `inside`, ids of countries and divisions, only what lies in one of them. Each
    feature is named once, by its main name if that is like the key too. Likeness is
    rapidfuzz's ratio of keys; 70 of 100 is the least.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415, only after a miss

    blocks = _database().execute("SELECT names FROM name_block ORDER BY first")
    lines = [line for block in blocks for line in _lines(block[0])]
    if inside:
        ids = _ids_inside(inside)
        lines = [line for line in lines if line.split("\t", 2)[1] in ids]
    keys = [line.split("\t", 1)[0] for line in lines]
    alike = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=20 * limit)
    told: dict[str, str] = {}
    for name in (_name(lines[at]) for _, _, at in alike):
        if name.main or name.id not in told:
            told[name.id] = name.written
    return list(dict.fromkeys(told.values()))[:limit]


# --- shapes


def shape_of(feature: Feature) -> MultiPolygon:
    """Return the area of a country or a division; a country's is that of its divisions."""
    queries = {
        "country": "SELECT polygons FROM division WHERE country = ? ORDER BY code",
        "division": "SELECT polygons FROM division WHERE code = ?",
    }
    if feature.kind not in queries:
        raise ValueError(f"{feature.name} is a {feature.kind}: it has no area")
    rows = _database().execute(queries[feature.kind], (feature.id,))
    shapes = _shapes([row[0] for row in rows])
    if len(shapes) == 1:
        return shapes[0]
    import shapely  # noqa: PLC0415, names are looked up without it

    return shapely.MultiPolygon(shapely.get_parts(shapely.coverage_union_all(shapes)).tolist())


def divisions_within(bounds: Bounds) -> list[tuple[Feature, MultiPolygon]]:
    """Return the divisions that reach into a box, by id, each with the whole of its area."""
    rows = sorted(_rows_within("division", bounds), key=lambda row: str(row[0]))
    shapes = _shapes([row[-1] for row in rows])
    return [
        (_division(row), shape)
        for row, shape in zip(rows, shapes, strict=True)
        if _reaches(shape, bounds)
    ]


def division_at(lon: float, lat: float) -> Feature | None:
    """Return the division in which a point lies; None at sea."""
    from shapely import Point  # noqa: PLC0415, names are looked up without it

    rows = _rows_within("division", (lon, lat, lon, lat))
    shapes = _shapes([row[-1] for row in rows])
    pairs = zip(rows, shapes, strict=True)
    return next((_division(row) for row, shape in pairs if shape.covers(Point(lon, lat))), None)


def lakes_within(bounds: Bounds) -> list[MultiPolygon]:
    """Return the lakes that reach into a box, each with the whole of its area."""
    shapes = _shapes([row[-1] for row in _rows_within("lake", bounds)])
    return [shape for shape in shapes if _reaches(shape, bounds)]


def rivers_within(bounds: Bounds) -> list[tuple[MultiLineString, int]]:
    """
    Return the rivers that reach into a box, each with the whole of its course and its rank.

    Rank 1: one of the world's greatest; 2: 800 km long or longer; 3: any other.
    """
    from shapely import MultiLineString  # noqa: PLC0415, names are looked up without it

    from mapstory.world.arcs import UNITS  # noqa: PLC0415, the same

    rivers = [
        (MultiLineString([_arc(number) / UNITS for number in range(first, last + 1)]), rank)
        for *_, rank, first, last in _rows_within("river", bounds)
    ]
    return [(course, rank) for course, rank in rivers if _reaches(course, bounds)]


def towns_within(bounds: Bounds, *, limit: int) -> list[Feature]:
    """
    Return at most `limit` towns of a box: capitals first, then the most populous.

    What looks like a quarter of a city (see `_QUARTER` in make.py) comes after the towns.
    """
    rows = [
        row
        for box in _boxes(bounds)
        for row in _database().execute(
            "SELECT * FROM town WHERE lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?",
            [round(box[at] * POINT_UNITS) for at in (0, 2, 1, 3)],
        )
    ]
    rows.sort(key=_importance)
    return [_town(row) for row in rows[:limit]]


# --- reading world.sqlite


@cache
def _database() -> sqlite3.Connection:
    try:
        database = sqlite3.connect(
            f"{PATH.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
    except sqlite3.OperationalError as error:
        raise FileError(f"{PATH}: the list of the world's places is not there") from error
    atexit.register(database.close)
    return database


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    id: str
    main: bool
    written: str


def _lines(block: bytes) -> list[str]:
    return zlib.decompress(block).decode().split("\n")


def _name(line: str) -> _Name:
    key, identity, main, written = line.split("\t")
    return _Name(key, identity, main == "1", written or key.title())


def _feature(identity: str) -> Feature:
    found = feature(_TOWN + identity if identity.isdecimal() else identity)
    if found is None:
        raise FileError(f"{PATH}: it names the feature {identity} and does not have it")
    return found


def _country(row: tuple[Any, ...]) -> Feature:
    code, name, lon, lat, population, rank, radius_m = row
    at = (lon / POINT_UNITS, lat / POINT_UNITS)
    return Feature(code, "country", name, code, "", *at, population, rank, radius_m=radius_m)


def _division(row: tuple[Any, ...]) -> Feature:
    code, name, country, lon, lat, population, rank, radius_m = row[:8]
    at = (lon / POINT_UNITS, lat / POINT_UNITS)
    return Feature(code, "division", name, country, code, *at, population, rank, radius_m=radius_m)


def _importance(row: tuple[Any, ...]) -> tuple[int, int, int, int]:
    number, *_, population, capital, quarter = row
    return (-capital, quarter, -(population or 0), number)


def _town(row: tuple[Any, ...]) -> Feature:
    number, name, country, division, lon, lat, population, capital, quarter = row
    people = 0 if quarter else population or 0
    rank = 1 if capital else 1 + sum(people < least for least in _TOWN_RANKS)
    at = (lon / POINT_UNITS, lat / POINT_UNITS)
    return Feature(
        f"{_TOWN}{number}", "town", name, country, division, *at, population, rank, bool(capital)
    )


def _ids_inside(areas: Collection[str]) -> set[str]:
    found = set()
    for area in areas:
        for query in (
            "SELECT id FROM town WHERE country = ?",
            "SELECT id FROM town WHERE division = ?",
            "SELECT code FROM division WHERE country = ?",
        ):
            found |= {str(row[0]) for row in _database().execute(query, (area,))}
    return found | set(areas)


@cache
def _names_in(language: str) -> dict[str, str]:
    query = "SELECT names FROM language WHERE code = ?"
    row = _database().execute(query, (language,)).fetchone()
    names: dict[str, str] = json.loads(zlib.decompress(row[0])) if row else {}
    return names


def _country_name(country: Feature, language: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415, look-ups do not need it

    try:
        names = Locale.parse(language.replace("-", "_"), resolve_likely_subtags=True).territories
    except (UnknownLocaleError, ValueError):
        return country.name
    return str(names.get(country.id, country.name))


def _boxes(bounds: Bounds) -> list[Bounds]:
    """Return the one box, or the two boxes on either side of ±180°, that bounds stand for."""
    west, south, east, north = bounds
    if east - west >= 360:  # noqa: PLR2004, all around
        return [(-180.0, south, 180.0, north)]
    west, east = (
        degrees if -180 <= degrees <= 180 else (degrees + 180) % 360 - 180  # noqa: PLR2004
        for degrees in (west, east)
    )
    if west <= east:
        return [(west, south, east, north)]
    return [(west, south, 180.0, north), (-180.0, south, east, north)]


def _rows_within(
    table: Literal["division", "lake", "river"], bounds: Bounds
) -> list[tuple[Any, ...]]:
    """Return the rows whose own box, which may cross ±180° too, meets the bounds."""
    from mapstory.world.arcs import UNITS  # noqa: PLC0415, names are looked up without it

    query = (
        f"SELECT rowid, * FROM {table} WHERE south <= ? AND north >= ? AND "  # noqa: S608, one of three
        "CASE WHEN west <= east THEN west <= ? AND east >= ? ELSE west <= ? OR east >= ? END"
    )
    found: dict[int, tuple[Any, ...]] = {}
    for box in _boxes(bounds):
        west, south, east, north = (degrees * UNITS for degrees in box)
        for number, *row in _database().execute(query, (north, south, east, west, east, west)):
            found[number] = tuple(row)
    return [found[number] for number in sorted(found)]


def _reaches(shape: MultiPolygon | MultiLineString, bounds: Bounds) -> bool:
    from shapely import box  # noqa: PLC0415, names are looked up without it

    return any(shape.intersects(box(*part)) for part in _boxes(bounds))


def _shapes(encoded: Iterable[bytes]) -> list[MultiPolygon]:
    from mapstory.world.arcs import arcs_of, decode_polygons, join_arcs  # noqa: PLC0415, the same

    polygons: list[list[Rings]] = [decode_polygons(data) for data in encoded]
    numbers = {number for rings in polygons for number in arcs_of(rings)}
    return join_arcs(polygons, {number: _arc(number) for number in numbers})


def _arc(number: int) -> Arc:
    return _arc_block(number // ARCS_IN_A_BLOCK)[number % ARCS_IN_A_BLOCK]


@cache
def _arc_block(number: int) -> list[Arc]:
    from mapstory.world.arcs import decode_arcs  # noqa: PLC0415, the same

    query = "SELECT arcs FROM arc_block WHERE id = ?"
    return decode_arcs(_database().execute(query, (number,)).fetchone()[0])
