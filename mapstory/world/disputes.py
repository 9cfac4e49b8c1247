"""
Lines that a map must not draw as settled borders: disputed ones, ceasefire lines, provisional ones.

`disputes.csv` is this project's own table. Each row tells two sides: codes of divisions, or of
countries for all of their divisions. What is drawn between a division of the one and one of the
other is the line in question. It says which treaty, resolution or map of the United Nations it
follows, and takes nobody's part. What the data do not draw is not there: South Ossetia, the
berm in Western Sahara, any front of a war.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

from mapstory.world.model import Feature


@dataclass(frozen=True)
class Dispute:
    """A row of the table: the codes on both sides, what it is about, and whose word that is."""

    one: frozenset[str]
    other: frozenset[str]
    what: str
    source: str

    def is_between(self, left: Feature, right: Feature) -> bool:
        """Tell whether the line between two divisions is the one in question."""
        return any(
            _is_in(near, self.one) and _is_in(far, self.other) and far.id not in self.one
            for near, far in ((left, right), (right, left))
        )


def is_disputed(sides: Sequence[Feature]) -> bool:
    """Tell whether the line between these divisions is disputed; a coast, with one, is not."""
    return any(_are_at_odds(one, other) for one, other in combinations(sides, 2))


@cache
def _are_at_odds(one: Feature, other: Feature) -> bool:
    contested = _contested()
    return (
        _is_in(one, contested)
        and _is_in(other, contested)
        and any(dispute.is_between(one, other) for dispute in disputes())
    )


@cache
def _contested() -> frozenset[str]:
    """Return the codes on either side of any dispute: few of all divisions."""
    return frozenset().union(*(dispute.one | dispute.other for dispute in disputes()))


@cache
def disputes() -> Sequence[Dispute]:
    """Return the disputes of the table."""
    text = (resources.files("mapstory.world") / "disputes.csv").read_text(encoding="utf-8")
    return [
        Dispute(
            frozenset(row["one"].split()),
            frozenset(row["other"].split()),
            row["what"],
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    ]


def _is_in(division: Feature, codes: frozenset[str]) -> bool:
    return division.id in codes or division.country in codes
