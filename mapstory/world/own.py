"""
What Natural Earth and GeoNames lack, in four tables of our own beside this file.

names.csv    more names for countries, divisions and cities: demonyms, abbreviations, names of
             before; and the usual point of countries and of larger divisions
regions.csv  regions that are no division, continents, seas, lakes, rivers, mountains
towns.csv    what capitals and other great cities are called in Arabic, French, German and Spanish
counties.csv counties of the United States; `mapstory.world.counties` makes it

NOTICE tells where they are from. Degrees, EPSG:4326. Names are separated by |.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mapstory.world.model import Feature

_FOLDER = Path(__file__).parent

_RANK = 3
"""On a map a region would be named after the countries and the large towns."""


def names() -> Iterator[tuple[str, str, bool]]:
    """
    Yield (id, name as written, whether it is as good as the main one) of all three tables.

    A county is also called by its name without what it is, which is not as good: Laurel may
    be Laurel County where no town is meant.
    """
    for identity, row in _table("names").items():
        for written in filter(None, row["names"].split("|")):
            yield identity, written, True
    for identity, row in _table("regions").items():
        for written in filter(None, (row["name"], *row["names"].split("|"))):
            yield identity, written, True
    for identity, row in _table("counties").items():
        short, kind = _without_kind(row["name"])
        yield identity, row["name"], True
        if kind == "County":
            yield identity, f"{short} Co.", True
        yield identity, short, False


def feature(identity: str) -> Feature | None:
    """Return the region, the water or the county that has this id, if there is one."""
    kind = identity.partition(":")[0]
    if kind == "county":
        row = _table("counties").get(identity)
        return _county(identity, row) if row else None
    row = _table("regions").get(identity)
    if row is None or kind not in ("region", "water"):
        return None
    countries = row["countries"].split()
    return Feature(
        identity,
        "water" if kind == "water" else "region",
        row["name"],
        countries[0] if len(countries) == 1 else "",
        "",
        *_point(row),
        None,
        _RANK,
        radius_m=1_000.0 * float(row["radius_km"]),
    )


def town_name(identity: str, language: str) -> str:
    """Return what the table calls a town in a language (ISO 639-1), or "" where it does not."""
    row = _table("towns").get(identity)
    return row.get(language, "") if row else ""


def countries_of(identity: str) -> list[str]:
    """Return the countries in which a region or a water lies, where the table tells them."""
    row = _table("regions").get(identity)
    return row["countries"].split() if row else []


def usual_point(identity: str) -> tuple[float, float] | None:
    """
    Return (lon, lat) of the point that gazetteers give a country or a division, if known.

    For countries it is that of The World Factbook (to the degree, for small ones to the
    minute), for the United States the middle of the 48 states that touch; for divisions of the
    United States, Canada and Australia about the middle. All others have the label point of
    Natural Earth, which keeps clear of towns and borders and may lie far from the middle.
    """
    row = _table("names").get(identity)
    return _point(row) if row and row["lat"] else None


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def _point(row: dict[str, str]) -> tuple[float, float]:
    return float(row["lon"]), float(row["lat"])


def _county(identity: str, row: dict[str, str]) -> Feature:
    return Feature(
        identity,
        "county",
        row["name"],
        "US",
        row["division"],
        *_point(row),
        int(row["population"]) or None,
        _RANK,
        radius_m=1_000.0 * float(row["radius_km"]),
    )


def _without_kind(name: str) -> tuple[str, str]:
    kinds = ("County", "Parish", "Borough", "Census Area", "Municipality")
    for kind in kinds:
        if name.endswith(f" {kind}"):
            return name.removesuffix(f" {kind}"), kind
    return name, ""
