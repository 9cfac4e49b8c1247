"""One place that several lists have is one candidate, and not a doubtful name."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from mapstory.gazetteer.candidate import Candidate, radius_of_town

_LISTED = 1  # tier
_EARTH_M = 6_371_008.8  # mean radius of the Earth (IUGG)
_SAME_M = 5_000.0
"""
How far apart two lists may have one place: GeoNames rounds many coordinates to a minute of
arc, and puts towns where their district's are.
"""

_SAME_LIST_M = 1_000.0  # and one list, which has a town as a point and as its outline


def each_once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """
    Return candidates of one name, each place once: the first of those that are the same.

    They are where they have the same id, or are of one kind and close together or one within
    the outline of the other. A point goes before an outline. What the first does not say,
    how many people live there and that the name is a main one, it takes from the others.
    Without an imported list there is nothing to join: the world has each place once.
    """
    candidates = list(candidates)
    if all(candidate.tier != _LISTED for candidate in candidates):
        return candidates
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.tier, c.shape is not None)):
        at = next((n for n, other in enumerate(kept) if _are_same(other, candidate)), None)
        if at is None:
            kept.append(candidate)
        else:
            kept[at] = _joined(kept[at], candidate)
    return kept


def _joined(first: Candidate, other: Candidate) -> Candidate:
    people = first.population or other.population
    if people == first.population or first.kind != "town":
        return replace(first, main=first.main or other.main, population=people)
    reach_m = max(first.uncertainty_m, radius_of_town(people))
    return replace(first, main=first.main or other.main, population=people, uncertainty_m=reach_m)


def _are_same(one: Candidate, other: Candidate) -> bool:
    if one.id == other.id:
        return True
    if one.kind != other.kind or "" in (one.id, other.id):
        return False
    sources = {candidate.id.partition(":")[0] for candidate in (one, other)}
    near_m = _SAME_LIST_M if len(sources) == 1 else _SAME_M
    return metres_apart(one, other) <= near_m or _covers(one, other) or _covers(other, one)


def metres_apart(one: Candidate, other: Candidate) -> float:
    """Return the distance of two candidates on a sphere (haversine; within 0.6 %), in metres."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    turn = math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    part = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * turn
    return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, part)))


def _covers(outline: Candidate, other: Candidate) -> bool:
    if outline.shape is None:
        return False
    import shapely  # noqa: PLC0415, only where there are shapes

    return bool(shapely.intersects_xy(outline.shape, other.lon, other.lat))
