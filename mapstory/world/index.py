"""
The index of names and what they refer to, as world.sqlite keeps it.

Towns and airports are numbered in the order of their codes. Names stand in the order of their
consonants (`names.place_in_order`), so that what is spelt alike stands together. Both are kept by
the block: lines of fields with tabs between them, packed by zlib.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from mapstory.world import own
from mapstory.world.features import PLACES_IN_A_BLOCK, POINT_UNITS
from mapstory.world.key import key_of
from mapstory.world.names import place_in_order
from mapstory.world.packages import Country, Division, Names
from mapstory.world.sites import Airport, Town
from mapstory.world.spellings import Romanise, keys_by_ear, keys_in_index

NAMES_IN_A_BLOCK = 128


@dataclass(frozen=True)
class Place:
    """
    A town or an airport, its coordinates in `POINT_UNITS`.

    `signs` are letters: a for an airport, c for a capital, q for what looks like a quarter.
    Maps show what is `mapped`: see `Town`.
    """

    code: str
    names: Names
    country: str
    division: str
    lon: int
    lat: int
    population: int | None
    mapped: bool = False
    signs: str = "a"

    @property
    def id(self) -> str:
        """The id of the feature."""
        return f"{'icao' if self.signs == 'a' else 'geonames'}:{self.code}"

    @property
    def line(self) -> str:
        """The place as a line of a block."""
        people = self.population or ""
        name = " ".join(self.names.main[0].split())
        fields = (self.code, name, self.country, self.division, self.lon, self.lat, people)
        return "\t".join(map(str, (*fields, self.signs)))


def places_of(
    towns: Sequence[Town],
    airports: Sequence[Airport],
    *,
    homes: Mapping[str, str],
    capitals: Collection[int],
    quarters: Collection[int],
) -> list[Place]:
    """Return towns by their GeoNames id and then airports by code; `homes` are their divisions."""
    places = []
    for town in sorted(towns, key=lambda town: town.geonameid):
        number = town.geonameid
        signs = "c" * (number in capitals) + "q" * (number in quarters)
        at = _point(town)
        home = homes.get(town.code, "")
        facts = (town.names, town.country, home, *at, town.population)
        places.append(Place(town.code, *facts, mapped=town.mapped, signs=signs))
    for airport in sorted(airports, key=lambda airport: airport.code):
        home = homes.get(airport.code, "")
        at = _point(airport)
        places.append(Place(airport.code, airport.names, airport.country, home, *at, None))
    return places


def place_blocks(places: Sequence[Place]) -> Iterator[tuple[int, int | str, bytes]]:
    """Yield places by the block, each with its number and the code of its first place."""
    for start in range(0, len(places), PLACES_IN_A_BLOCK):
        block = places[start : start + PLACES_IN_A_BLOCK]
        first = block[0].code if block[0].signs == "a" else int(block[0].code)
        yield start // PLACES_IN_A_BLOCK, first, _packed(place.line for place in block)


def _point(site: Town | Airport) -> tuple[int, int]:
    return round(site.lon * POINT_UNITS), round(site.lat * POINT_UNITS)


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name under one of its keys; `reference` is read by `features.feature_at`."""

    order: str
    key: str
    reference: str
    other: bool
    written: str

    @property
    def line(self) -> str:
        """The name as a line of a block."""
        plain = self.written.lower() == self.key
        written = "" if plain else self.written
        return f"{self.key}\t{self.reference}\t{'' if self.other else 1}\t{written}"


@dataclass(frozen=True)
class _Named:
    """What names are for: `reference` leads to it, and `without` are keys that others have."""

    id: str
    reference: str
    names: Names
    without: AbstractSet[str] = frozenset()


def names_of(
    countries: Sequence[Country],
    divisions: Sequence[Division],
    places: Sequence[Place],
    *,
    romanise: Romanise,
) -> list[Name]:
    """Return every name under each of its keys, in order."""
    ours: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for identity, written, main in own.names():
        ours[identity].append((written, main))
    named = [
        *(_Named(each.code, f"{each.code}:{each.code}", each.names) for each in countries),
        *_named_divisions(divisions, places),
        *(
            _Named(place.id, f"{place.country}{number}", place.names)
            for number, place in enumerate(places)
        ),
    ]
    named += [
        _Named(identity, f"{found.country}:{identity}", Names((found.name,)))
        for identity in sorted(ours.keys() - {each.id for each in named})
        if (found := own.feature(identity))
    ]
    return sorted(
        name for each in named for name in _keyed(each, ours.get(each.id, []), romanise=romanise)
    )


def _named_divisions(divisions: Sequence[Division], places: Sequence[Place]) -> Iterator[_Named]:
    """Yield divisions; Natural Earth also calls them by their seat, and by one another."""
    taken: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if place.mapped:
            taken[place.division] |= {key_of(name) for name in place.names.main}
    for division in divisions:
        taken[division.country] |= {key_of(name) for name in division.names.main}
    for division in divisions:
        others = taken[division.code] | taken[division.country]
        reference = f"{division.country}:{division.code}"
        yield _Named(division.code, reference, division.names, others)


def _keyed(
    named: _Named, ours: Sequence[tuple[str, bool]], *, romanise: Romanise
) -> Iterable[Name]:
    """Return the names of one thing, each key once; those of our own tables come first."""
    country = named.reference.partition(":")[0][:2]
    first = named.names.main[0] if named.names.main else ""
    found: dict[str, Name] = {}
    for written, main in [
        *ours,
        *((name, True) for name in named.names.main),
        *((name, False) for name in named.names.other),
    ]:
        plain = " ".join(written.split())
        keys = keys_in_index(plain, country, romanise=romanise)
        if not main and not named.without.isdisjoint(keys):
            continue
        told = "=" if written == first else plain
        heard = keys_by_ear(keys, country)
        for key, other in [*((key, not main) for key in keys), *((key, True) for key in heard)]:
            name = Name(place_in_order(key), key, named.reference, other, told)
            found.setdefault(name.order, name)
    return found.values()


def name_blocks(names: Sequence[Name]) -> Iterator[tuple[int, str, bytes]]:
    """Yield names in order by the block; the names of one key stay together."""
    starts = [0]
    for at in range(1, len(names)):
        if at - starts[-1] >= NAMES_IN_A_BLOCK and names[at].order != names[at - 1].order:
            starts.append(at)
    for number, (start, end) in enumerate(pairwise([*starts, len(names)])):
        yield number, names[start].order, _packed(name.line for name in names[start:end])


def _packed(lines: Iterable[str]) -> bytes:
    return zlib.compress("\n".join(lines).encode(), 9)
