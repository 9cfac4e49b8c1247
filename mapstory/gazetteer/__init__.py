"""
From a name to what it may mean: the newsroom's own places first, then the world's.

A place is looked up by the key of its name (`mapstory.world.key`), so that case, accents,
hyphens and the Arabic article do not count. Nothing that is merely alike is a candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mapstory import world
from mapstory.gazetteer.newsroom import Entry, read_entries
from mapstory.world import Feature
from mapstory.world.key import key_of, without_kind

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Candidate", "Gazetteer", "choose", "read_gazetteer"]

_LARGE = 250_000
"""
People in a city that is meant rather than the division named after it: New York, Baghdad. The
threshold is that of the measurements with two corpora of news.
"""

_CLEARLY = 5
"""How many times the people of the next a candidate must have to be meant without a doubt."""

_BORDER = 0.01
"""
Degrees, about a kilometre: how far outside an area a point of the newsroom's still counts as
inside. The borders and coasts of the world as shipped are as rough as that.
"""

_PRECISION_M = 1_000.0
_ALIKE, _SUGGESTIONS = 70.0, 5


@dataclass(frozen=True)
class Candidate:
    """
    One thing that a name may mean.

    `matched` is the name that it was found by, as its source writes it, and `main` whether
    that is its main one. `kind` is "country", "division", "town" or what the newsroom calls
    its own. (lon, lat) is its centre in degrees, EPSG:4326. `country` is an ISO 3166-1
    alpha-2 code and `division` an id of `mapstory.world`; either may be empty.
    `uncertainty_m` is the radius around the centre that holds the whole of it. `tier` tells who
    says so: 0 the newsroom's own rows, 1 a list that it imported, 2 the world as shipped, 3 an
    online geocoder. `credit` is the attribution that its source asks for, if any.
    """

    id: str
    name: str
    matched: str
    main: bool
    kind: str
    lon: float
    lat: float
    country: str
    division: str
    population: int | None
    uncertainty_m: float
    source: str
    tier: int = 2
    credit: str = ""
    shape: BaseGeometry | None = None

    @property
    def newsroom(self) -> bool:
        """Whether it is a row that the newsroom itself wrote."""
        return self.tier == 0

    @cached_property
    def geometry(self) -> BaseGeometry | None:
        """The area, or the newsroom's own shape; None for what is a point. Read when asked for."""
        if self.kind in ("country", "division") and not self.newsroom:
            feature = world.feature(self.id)
            return world.shape_of(feature) if feature else None
        return self.shape

    @property
    def within(self) -> str:
        """What it lies in, in words: "Illinois, United States". Empty for a country."""
        ids = [self.division, self.country]
        features = [world.feature(area) for area in ids if area and area != self.id]
        return ", ".join(feature.name for feature in features if feature)


def choose(candidates: Sequence[Candidate]) -> Candidate | None:
    """
    Return the candidate that is meant, or None where that is not clear.

    - The newsroom's own come before all others.
    - A main name comes before an alternate one. But a division, or a city of 250,000 people
      or more, counts as called by its main name where that only says more (New York City),
      and such a city also where the division that it lies in is called so (Basra).
    - A country comes before what lies in it: Luxembourg is the country.
    - Such a city comes before any division called alike, and any town before the division
      that it lies in: Baghdad is the city.
    - Of what is left the one with the most people is meant if it has five times as many as
      the next. Otherwise it is not clear: Springfield, Georgia.
    """
    own = _standing([candidate for candidate in candidates if candidate.newsroom])
    if own:
        return own[0] if len(own) == 1 else None
    left = _without_namesakes(_standing(candidates))
    left.sort(key=lambda candidate: -(candidate.population or 0))
    if len(left) < 2:  # noqa: PLR2004, there is nothing to weigh
        return left[0] if left else None
    most, next_most = (candidate.population or 0 for candidate in left[:2])
    return left[0] if most and most >= _CLEARLY * next_most else None


def _standing(candidates: Sequence[Candidate]) -> list[Candidate]:
    called = {c.id for c in candidates if c.main or (c.kind == "division" and _is_short_form(c))}
    for city in filter(_is_large, candidates):
        if city.division in called or (called and _is_short_form(city)):
            called.add(city.id)
    return [candidate for candidate in candidates if candidate.id in called or not called]


def _is_large(candidate: Candidate) -> bool:
    return candidate.kind == "town" and (candidate.population or 0) >= _LARGE


def _is_short_form(candidate: Candidate) -> bool:
    return key_of(candidate.name).startswith(f"{key_of(candidate.matched)} ")


def _without_namesakes(candidates: Sequence[Candidate]) -> list[Candidate]:
    countries = {candidate.id for candidate in candidates if candidate.kind == "country"}
    left = [c for c in candidates if c.kind == "country" or c.country not in countries]
    homes = {candidate.division for candidate in left if candidate.kind == "town"}
    large = any(_is_large(candidate) for candidate in left)
    return [c for c in left if c.kind != "division" or not (large or c.id in homes)]


@dataclass(frozen=True)
class Gazetteer:
    """The newsroom's own places, and behind them the world's."""

    entries: tuple[Entry, ...] = ()

    def candidates(self, name: str, *, look_in: Sequence[Feature] = ()) -> list[Candidate]:
        """
        Return what a name may mean, best first.

        First comes the newsroom's own, then what has it as its main name, then the most
        populous. With `look_in`, only what lies in one of these countries and divisions.
        """
        key = key_of(name)
        own = [
            _of_newsroom(entry, matched)
            for entry, matched in self._entries_by_name.get(key or name, {}).values()
            if _lies_in(entry, look_in)
        ]
        others = [
            _of_world(feature, matched, main=main)
            for feature, matched, main in (world.features_named(key) if key else ())
            if _is_in(feature, look_in)
        ]
        return [*_ranked(own), *_ranked(others)]

    def area(self, name: str, *, look_in: Sequence[Feature] = ()) -> list[Candidate]:
        """
        Return the areas that a name may mean, best first.

        Countries, divisions and the newsroom's own shapes. A name that says what kind of
        area it is, "Anbar province", is also looked up without that.
        """
        for asked in dict.fromkeys((name, without_kind(name))):
            areas = [c for c in self.candidates(asked, look_in=look_in) if _is_area(c)]
            if areas:
                return areas
        return []

    def suggestions(self, name: str, *, look_in: Sequence[Feature] = ()) -> list[str]:
        """
        Return at most five names that are spelt like this one, the newsroom's own first.

        Each place is named once, by its main name if that is alike too.
        """
        from rapidfuzz import fuzz  # noqa: PLC0415, only after a miss

        key = key_of(name)
        alike = []
        for entry in self.entries:
            names = (entry.name, *entry.alternate_names)
            scores = [fuzz.ratio(key, key_of(name), score_cutoff=_ALIKE) for name in names]
            if max(scores) and _lies_in(entry, look_in):
                spelling = entry.name if scores[0] else names[scores.index(max(scores))]
                alike.append((-max(scores), spelling))
        inside = [feature.id for feature in look_in]
        others = world.spellings_like(key, limit=_SUGGESTIONS, inside=inside)
        return list(dict.fromkeys([*(own for _, own in sorted(alike)), *others]))[:_SUGGESTIONS]

    @cached_property
    def _entries_by_name(self) -> dict[str, dict[str, tuple[Entry, str]]]:
        """Entries, each with the name that matches, by id, by the key of that name."""
        found: dict[str, dict[str, tuple[Entry, str]]] = {}
        for entry in self.entries:
            for written in (entry.name, *entry.alternate_names):
                # A name of signs alone has no key, and is found as it is written.
                named = found.setdefault(key_of(written) or written, {})
                named.setdefault(entry.id, (entry, written))
        return found


def read_gazetteer(folder: Path) -> Gazetteer:
    """
    Return the gazetteer of a project.

    The newsroom's own places are in `gazetteer.csv` and `gazetteer.geojson` in the folder,
    of which either or both may be missing. Raises StoryError with every row that is wrong,
    FileError where a file cannot be read.
    """
    return Gazetteer(tuple(read_entries(folder)))


def _ranked(candidates: list[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (not c.main, -(c.population or 0), c.id))


def _is_area(candidate: Candidate) -> bool:
    if candidate.newsroom:
        return candidate.shape is not None and candidate.shape.geom_type.endswith("Polygon")
    return candidate.kind in ("country", "division")


def _is_in(feature: Feature, areas: Sequence[Feature]) -> bool:
    inside = {feature.id, feature.country, feature.division}
    return not areas or any(area.id in inside for area in areas)


def _lies_in(entry: Entry, areas: Sequence[Feature]) -> bool:
    if not areas:
        return True
    import shapely  # noqa: PLC0415, names are looked up without it

    point = shapely.Point(entry.lon, entry.lat)
    shapes = (world.shape_of(area) for area in areas if area.kind != "town")
    return any(shapely.dwithin(shape, point, _BORDER) for shape in shapes)


def _of_world(feature: Feature, matched: str, *, main: bool) -> Candidate:
    town = feature.kind == "town"
    return Candidate(
        id=feature.id,
        name=feature.name,
        matched=matched,
        main=main,
        kind=feature.kind,
        lon=feature.lon,
        lat=feature.lat,
        country=feature.country,
        division=feature.division,
        population=feature.population,
        uncertainty_m=_radius_of_town(feature.population) if town else float(feature.radius_m),
        source="GeoNames" if town else "Natural Earth",
    )


def _of_newsroom(entry: Entry, matched: str) -> Candidate:
    home = world.division_at(entry.lon, entry.lat)
    return Candidate(
        id=entry.id,
        name=entry.name,
        matched=matched,
        main=matched == entry.name,
        kind=entry.kind,
        lon=entry.lon,
        lat=entry.lat,
        country=home.country if home else "",
        division=home.id if home else "",
        population=None,
        uncertainty_m=entry.reach_m + (entry.precision_m or _PRECISION_M),
        source=entry.source,
        tier=0,
        shape=entry.shape,
    )


def _radius_of_town(population: int | None) -> float:
    """
    Return about how far a town reaches from its centre, in metres.

    Equal-area radius of 1,892 urban areas of Natural Earth by population: 2.47 km times the
    thousands of people to the power of 0.209. Kept between 1 and 25 km; an estimate.
    """
    thousands = (population or 0) / 1_000
    return min(max(2_470.0 * float(thousands**0.209), 1_000.0), 25_000.0)
