"""What there is in the world: countries, divisions, towns, airports, and what is our own."""

from __future__ import annotations

import json
import zlib
from functools import cache
from string import ascii_uppercase
from typing import Any

from mapstory.errors import FileError
from mapstory.world import own
from mapstory.world.database import PATH, database, lines_of
from mapstory.world.model import Feature

Bounds = tuple[float, float, float, float]

POINT_UNITS = 100_000
"""Units of a point's coordinates in one degree; outlines have their own, `arcs.UNITS`."""

PLACES_IN_A_BLOCK = 64

_TOWN, _AIRPORT = "geonames:", "icao:"
_TOWN_RANKS = (1_000_000, 300_000, 100_000, 50_000)


def feature(identity: str) -> Feature | None:
    """Return the feature that has this id, if there is one."""
    source, mark, code = identity.partition(":")
    if mark and source not in ("geonames", "icao"):
        return own.feature(identity)
    if mark:
        return _place_coded(code, airport=source == "icao")
    if len(identity) == len("IQ"):
        row = database().execute("SELECT * FROM country WHERE code = ?", (identity,)).fetchone()
        return _country(row) if row else None
    row = database().execute("SELECT * FROM division WHERE code = ?", (identity,)).fetchone()
    return division_of(row) if row else None


def country(code: str) -> Feature | None:
    """Return the country of an ISO 3166-1 alpha-2 code, if there is one."""
    found = feature(code)
    return found if found and found.kind == "country" else None


def name_of(feature: Feature, language: str) -> str:
    """
    Return what a feature is called in a language (BCP 47), or else its main name.

    Countries are called as Unicode's CLDR has it, divisions as Natural Earth has it in 25
    languages, great cities as a table of our own has it, other large towns by the name in the
    alphabet of the language.
    """
    base, *subtags = language.replace("_", "-").split("-")
    base = base.lower()
    if base == "en" or not feature.name:
        return feature.name
    if feature.kind == "country":
        return _country_name(feature, language)
    if base == "zh" and {"hant", "tw", "hk", "mo"} & {subtag.lower() for subtag in subtags}:
        base = "zh-Hant"
    if known := own.town_name(feature.id, base):
        return known
    return _names_in(base).get(feature.id.removeprefix(_TOWN), feature.name)


def towns_within(bounds: Bounds, *, limit: int) -> list[Feature]:
    """
    Return at most `limit` towns of a box: capitals first, then the most populous.

    Only those of 15,000 people or more, and the seats of countries and divisions. What looks
    like a quarter of a city (see `_QUARTER` in make.py) comes after the towns.
    """
    rows = [
        row
        for box in boxes_of(bounds)
        for row in database().execute(
            "SELECT importance, number FROM mapped WHERE lon BETWEEN ? AND ? AND "
            "lat BETWEEN ? AND ? ORDER BY importance LIMIT ?",
            [*(round(box[at] * POINT_UNITS) for at in (0, 2, 1, 3)), limit],
        )
    ]
    return [_place_numbered(number) for _, number in sorted(set(rows))[:limit]]


def feature_at(reference: str) -> Feature:
    """
    Return the feature that the index of names refers to, as "IQ1234" or "IQ:IQ-AN".

    The first is the number of a place, behind its country; the second an id.
    """
    _, mark, identity = reference.partition(":")
    found = feature(identity) if mark else _place_numbered(int(reference.lstrip(ascii_uppercase)))
    if found is None:
        raise FileError(f"{PATH}: it names the feature {identity} and does not have it")
    return found


def _place_coded(code: str, *, airport: bool) -> Feature | None:
    if not airport and not code.isdecimal():
        return None
    query = "SELECT number FROM place_block WHERE first <= ? ORDER BY first DESC LIMIT 1"
    row = database().execute(query, (code if airport else int(code),)).fetchone()
    lines = lines_of("place_block", row[0]) if row else []
    found = (_place(line) for line in lines if line.startswith(f"{code}\t"))
    return next((place for place in found if (place.kind == "airport") == airport), None)


def _place_numbered(number: int) -> Feature:
    return _place(lines_of("place_block", number // PLACES_IN_A_BLOCK)[number % PLACES_IN_A_BLOCK])


def _place(line: str) -> Feature:
    code, name, country, division, lon, lat, population, signs = line.split("\t")
    airport = signs == "a"
    capital = "c" in signs
    people = int(population) if population else None
    of_town = 0 if "q" in signs else people or 0
    return Feature(
        f"icao:{code}" if airport else f"{_TOWN}{code}",
        "airport" if airport else "town",
        name,
        country,
        division,
        int(lon) / POINT_UNITS,
        int(lat) / POINT_UNITS,
        people,
        1 if capital else 1 + sum(of_town < least for least in _TOWN_RANKS),
        capital,
    )


def _country(row: tuple[Any, ...]) -> Feature:
    code, name, lon, lat, population, rank, radius_m = row
    at = (lon / POINT_UNITS, lat / POINT_UNITS)
    return Feature(code, "country", name, code, "", *at, population, rank, radius_m=radius_m)


def division_of(row: tuple[Any, ...]) -> Feature:
    """Return the division of a row of that table."""
    code, name, country, lon, lat, population, rank, radius_m = row[:8]
    at = (lon / POINT_UNITS, lat / POINT_UNITS)
    return Feature(code, "division", name, country, code, *at, population, rank, radius_m=radius_m)


@cache
def _names_in(language: str) -> dict[str, str]:
    query = "SELECT names FROM language WHERE code = ?"
    row = database().execute(query, (language,)).fetchone()
    names: dict[str, str] = json.loads(zlib.decompress(row[0])) if row else {}
    return names


def _country_name(country: Feature, language: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415, look-ups do not need it

    try:
        names = Locale.parse(language.replace("-", "_"), resolve_likely_subtags=True).territories
    except (UnknownLocaleError, ValueError):
        return country.name
    return str(names.get(country.id, country.name))


def boxes_of(bounds: Bounds) -> list[Bounds]:
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
