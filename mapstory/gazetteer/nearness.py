"""How near the things that the names of a story may mean are to one another."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mapstory.gazetteer.candidate import Candidate

SAME_DIVISION = 1.0
"""What it counts to lie in one division, or in the country that the other one is."""

SAME_COUNTRY = 0.1
"""What it counts to lie in one country. Most of what a story names does, rightly read or not."""

_RADIUS_KM = 6371.0
_NEAR = 200.0 / _RADIUS_KM
"""Within this, as a part of the radius of the Earth, nearness falls off by e."""

_FAR = 5 * _NEAR


class Nearness:
    """
    Nearness of pairs of candidates, each reckoned once.

    It is 1 or more for two places in one division, or where one is the country of the other; to
    which comes what falls off with the distance on a sphere, from 1 at none. A place is not near
    itself: two names for it say no more than one.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._vectors = [_vector(candidate) for candidate in candidates]
        self._known: list[dict[int, float]] = [{} for _ in candidates]

    def of(self, one: int, other: int) -> float:
        """Return how near the candidates with these numbers are."""
        known = self._known[one]
        if other not in known:
            known[other] = self._known[other][one] = self._reckoned(one, other)
        return known[other]

    def _reckoned(self, one: int, other: int) -> float:
        first, second = self._candidates[one], self._candidates[other]
        if first.id == second.id:
            return 0.0
        near = 0.0
        if first.country and first.country == second.country:
            whole = "country" in (first.kind, second.kind)
            near = SAME_DIVISION if whole else SAME_COUNTRY
            if first.division and first.division == second.division:
                near += SAME_DIVISION
        here, there = self._vectors[one], self._vectors[other]
        if abs(here[2] - there[2]) > _FAR or (chord := math.dist(here, there)) > _FAR:
            return near
        return near + math.exp(-chord / _NEAR)


def _vector(candidate: Candidate) -> tuple[float, float, float]:
    lon, lat = math.radians(candidate.lon), math.radians(candidate.lat)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
