"""What the packages hold of towns, from GeoNames, and of airports, from airportsdata."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mapstory.world.key import key_of
from mapstory.world.packages import Names

_LARGE_TOWN = 50_000
_ALPHABETS = {
    "ar": re.compile(r"[\u0621-\u063a\u0641-\u064a -]"),
    "el": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff -]"),
    "he": re.compile(r"[\u05d0-\u05ea\"' -]"),
    "ja": re.compile(r"[\u30a1-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7a3 ]"),
    "ru": re.compile(r"[А-Яа-яЁё -]"),
    "uk": re.compile(r"[АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя' -]"),
}
"""The letters of languages that can be told by them."""


@dataclass(frozen=True)
class Town:
    """
    A populated place of GeoNames: 500 people or more, or the seat of an administration.

    `mapped` tells those that a map shows: towns of 15,000 people or more, or the seat of a
    country or a division.
    """

    geonameid: int
    names: Names
    country: str
    lon: float
    lat: float
    population: int | None
    mapped: bool

    @property
    def code(self) -> str:
        """The GeoNames id in digits."""
        return str(self.geonameid)


@dataclass(frozen=True)
class Airport:
    """An airport, airfield or air base by its ICAO code, or the local one where it has none."""

    code: str
    names: Names
    country: str
    lon: float
    lat: float


def read_towns(folder: Path) -> list[Town]:
    """Return the places of GeoNames' cities500, in the order of their GeoNames ids."""
    rows = json.loads((folder / "cities500.json").read_text(encoding="utf-8")).values()
    mapped = json.loads((folder / "cities15000.json").read_text(encoding="utf-8"))
    return [
        Town(
            geonameid=int(row["geonameid"]),
            names=_town_names(
                row["name"], row["alternatenames"], large=int(row["population"]) >= _LARGE_TOWN
            ),
            country=str(row["countrycode"]),
            lon=float(row["longitude"]),
            lat=float(row["latitude"]),
            population=int(row["population"]) or None,
            mapped=str(row["geonameid"]) in mapped,
        )
        for row in sorted(rows, key=lambda row: int(row["geonameid"]))
    ]


def _town_names(main: str, alternates: Iterable[str], *, large: bool) -> Names:
    """Return the names of a town, and what a large one is called in languages with own letters."""
    told = [re.split("،|  ", name)[0].rstrip(" *") for name in alternates]
    others = [name for name in told if key_of(name) and _is_a_name(name)]
    languages = {}
    for language, letters in _ALPHABETS.items() if large else ():
        fitting = [name for name in others if not letters.sub("", name)]
        if name := _commonest(fitting):
            languages[language] = name
    return Names((main,), tuple(others), languages)


def _commonest(names: Sequence[str]) -> str:
    """
    Return the name that others spell or go on from, in its fullest spelling.

    Nothing where names compete: GeoNames' names come without languages, and what fits the
    Arabic alphabet may still be Persian.
    """
    keys = [key_of(name) for name in names]
    following = Counter(
        start for start in set(keys) for key in keys if f"{key} ".startswith(f"{start} ")
    ).most_common(2)
    if not following or (len(following) > 1 and following[0][1] == following[1][1]):
        return ""
    spellings = [name for name, key in zip(names, keys, strict=True) if key == following[0][0]]
    return max(spellings, key=lambda name: (sum(name.count(c) for c in "أةي"), len(name), name))


def _is_a_name(name: str) -> bool:
    """
    Return whether an alternate name of GeoNames may be one that people write.

    Many are airport codes (BGW), half transliterated by machine (bەghdad), or come with remarks
    in brackets. What has less than three Latin letters says too little: Au, Q4.
    """
    if len(name) > 60 or (name.isascii() and name.isupper() and len(name) <= 4):  # noqa: PLR2004
        return False
    letters = [c for c in name if unicodedata.category(c) in ("Lu", "Ll", "Lo")]
    scripts = {unicodedata.name(c, "?").split()[0] for c in letters}
    if set(name) & set("()[]=_*"):
        return False
    return "LATIN" not in scripts or (len(scripts) == 1 and len(letters) > 2)  # noqa: PLR2004


def read_airports(folder: Path) -> list[Airport]:
    """Return the airports of the package airportsdata that have an ICAO code or a local one."""
    with (folder / "airports.csv").open(encoding="utf-8", newline="") as file:
        return [
            Airport(
                code=row["icao"],
                names=Names((row["name"],), tuple(_airport_names(row))),
                country=row["country"],
                lon=float(row["lon"]),
                lat=float(row["lat"]),
            )
            for row in csv.DictReader(file)
            if row["icao"]
        ]


def _airport_names(row: Mapping[str, str]) -> Iterator[str]:
    """Yield what else an airport is called: by a plainer kind, and by its codes."""
    name = row["name"]
    for kind in ("International ", "Regional ", "Municipal "):
        if kind in name:
            yield name.replace(kind, "")
    for kind in ("Army Air Field", "Army Airfield"):
        if kind in name:
            yield name.replace(kind, "Airfield")
            yield name.replace(kind, "Air Base")
    if row["iata"]:
        yield f"{row['iata']} Airport"
    if re.fullmatch("[A-Z]{4}", row["icao"]):
        yield row["icao"]
