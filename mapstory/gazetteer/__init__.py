"""
From a name to what it may mean: the newsroom's own places first, then the world's.

A place is looked up by the key of its name (`mapstory.world.key`), so that case, accents,
hyphens and the Arabic article do not count. Nothing that is merely alike is a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mapstory import world
from mapstory.gazetteer.candidate import Candidate, radius_of_town
from mapstory.gazetteer.choosing import Choice, choose_together
from mapstory.gazetteer.resolving import resolve
from mapstory.gazetteer.shipped import candidate_of, candidates_of_world
from mapstory.gazetteer.twins import each_once, metres_apart
from mapstory.world import Feature
from mapstory.world.key import key_of, without_kind
from mapstory.world.own import countries_of

if TYPE_CHECKING:
    # Names that are looked up in the world alone wait for neither.
    from mapstory.gazetteer.imported import ImportedList
    from mapstory.gazetteer.newsroom import Entry

__all__ = [
    "Candidate",
    "Choice",
    "Gazetteer",
    "choose",
    "choose_together",
    "radius_of_town",
    "read_gazetteer",
    "resolve",
]

_BORDER = 0.01
"""
Degrees, about a kilometre: how far outside an area a point of the newsroom's still counts as
inside. The borders and coasts of the world as shipped are as rough as that.
"""

_TOWN = re.compile(r"\b(?:city|town|village|ville|ciudad|stadt|مدينة)\b", re.IGNORECASE)
_PRECISION_M = 1_000.0
_WORLD = 2  # tier
_ALIKE, _SUGGESTIONS = 70.0, 5


def choose(candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the candidate that is meant if nothing else of the story is known, or None."""
    return choose_together([("", candidates)], looking=True)[0].chosen


@dataclass(frozen=True)
class Gazetteer:
    """The newsroom's own places, and behind them the world's."""

    entries: tuple[Entry, ...] = ()
    lists: tuple[ImportedList, ...] = ()

    def candidates(self, name: str, *, look_in: Sequence[Feature] = ()) -> list[Candidate]:
        """
        Return what a name may mean, best first.

        First comes the newsroom's own, then what has it as its main name, then the most
        populous. With `look_in`, only what lies in one of these countries and divisions. A name
        that nothing has is taken apart: "Paris, Texas" is Paris in Texas, and "Kirkuk province"
        the area of that name; "the city of Kirkuk" is anything called Kirkuk.
        """
        if found := self._ranked(name, look_in) or self._located(name, look_in):
            return found
        bare = without_kind(name)
        found = self._ranked(bare, look_in) if bare != name else []
        areas = [] if _TOWN.search(name) else [each for each in found if _is_area(each)]
        return areas or found

    def area(self, name: str, *, look_in: Sequence[Feature] = ()) -> list[Candidate]:
        """
        Return the areas that a name may mean, best first.

        Countries, divisions and the newsroom's own shapes. A name that says what kind of
        area it is, "Anbar province", is also looked up without that. Where nothing
        is called so, the code of a country or a division, "US-GA", does as well.
        """
        for asked in dict.fromkeys((name, without_kind(name))):
            own, others = (filter(_is_area, some) for some in self._found(asked, look_in))
            if areas := [*_ranked(own), *_ranked(each_once(others))]:
                return areas
        located = [each for each in self._located(name, look_in) if _is_area(each)]
        return located or [c for c in _coded(name) if _is_in(c, look_in)]

    def _located(self, name: str, look_in: Sequence[Feature]) -> list[Candidate]:
        """
        Return what a name means that itself says where: "Paris, Texas", "Leeds, England".

        Regions are round here, and of one country: there is no outline of England.
        """
        head, _, tail = name.removesuffix(")").replace("(", ",").rpartition(",")
        if not head.strip() or not tail.strip():
            return []
        homes = {area.id for area in (*self.area(tail), *_coded(tail.strip()))}
        inside = self._ranked(head, look_in)
        if found := [each for each in inside if homes & {each.country, each.division}]:
            return found
        regions = [c for c in self._ranked(tail, ()) if c.kind == "region" and c.country]
        return [each for each in inside if any(_is_around(region, each) for region in regions)]

    def _ranked(self, name: str, look_in: Sequence[Feature]) -> list[Candidate]:
        own, others = self._found(name, look_in)
        return [*_ranked(own), *_ranked(each_once(others))]

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
        listed = [
            candidate.matched
            for found in self.lists
            for candidate in found.candidates_like(key)
            if _is_in(candidate, look_in)
        ]
        near = world.names_like(name, limit=4 * _SUGGESTIONS, inside=inside)
        others = [written for _, written, _ in near]
        own = (own for _, own in sorted(alike))
        return list(dict.fromkeys([*own, *listed, *others]))[:_SUGGESTIONS]

    def _found(
        self, name: str, look_in: Sequence[Feature]
    ) -> tuple[list[Candidate], list[Candidate]]:
        """
        Return what is called so: the newsroom's own rows, and what others list.

        A division is not called after its seat, as Natural Earth has it: Anbar is not Ramadi.
        """
        key = key_of(name)
        own = [
            _of_newsroom(entry, matched)
            for entry, matched in self._entries_by_name.get(key or name, {}).values()
            if _lies_in(entry, look_in)
        ]
        others = [
            *(candidate for found in self.lists for candidate in found.candidates(key)),
            *candidates_of_world(key),
        ]
        seats = {c.division for c in others if c.kind == "town" and c.main}
        return own, [c for c in others if _is_in(c, look_in) and (c.main or c.id not in seats)]

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
    of which either or both may be missing; lists that it added are in `gazetteer-….csv` and
    `gazetteer-….geojson`. Raises StoryError with every row that is wrong,
    FileError where a file cannot be read.
    """
    from mapstory.gazetteer.imported import read_lists  # noqa: PLC0415, as above
    from mapstory.gazetteer.newsroom import read_entries  # noqa: PLC0415, the same

    return Gazetteer(tuple(read_entries(folder)), tuple(read_lists(folder)))


def _ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (not c.main, -(c.population or 0), c.id))


def _coded(code: str) -> list[Candidate]:
    """Return the country or the division that has this code of ISO 3166."""
    feature = world.feature(code)
    if feature is None or feature.kind not in ("country", "division"):
        return []
    return [candidate_of(feature, code, main=True)]


def _is_area(candidate: Candidate) -> bool:
    if candidate.tier < _WORLD:
        return candidate.shape is not None and candidate.shape.geom_type.endswith("Polygon")
    return candidate.kind in ("country", "division")


def _is_in(candidate: Candidate, areas: Sequence[Feature]) -> bool:
    """Tell whether a candidate lies in one of these, or reaches into it as the Tigris does."""
    inside = {candidate.id, candidate.country, candidate.division}
    if areas and candidate.kind in ("region", "water"):
        inside |= {*countries_of(candidate.id)}
    return not areas or any(area.id in inside for area in areas)


def _is_around(region: Candidate, candidate: Candidate) -> bool:
    near = metres_apart(region, candidate) <= region.uncertainty_m
    return near and candidate.country == region.country and candidate.id != region.id


def _lies_in(entry: Entry, areas: Sequence[Feature]) -> bool:
    if not areas:
        return True
    import shapely  # noqa: PLC0415, names are looked up without it

    point = shapely.Point(entry.lon, entry.lat)
    shapes = (world.shape_of(area) for area in areas if area.kind != "town")
    return any(shapely.dwithin(shape, point, _BORDER) for shape in shapes)


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
