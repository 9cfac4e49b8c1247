"""What a lock holds: for every place what was asked and what was answered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.gazetteer import Candidate
from mapstory.uncertainty import Extent

DECIMALS = 6
"""
Of a degree, in all that is kept and published: about 10 cm. RFC 7946 (11.2) counts this as
enough for maps; nothing that is known of a place in a story is finer.
"""

_MOST_RIVALS = 5
_AREA = 2  # dimensions


class Rival(NamedTuple):
    """What else a name could have meant: degrees, EPSG:4326."""

    id: str
    name: str
    kind: str
    country: str
    lon: float
    lat: float
    source: str


@dataclass(frozen=True)
class Match:
    """
    A name that was looked up.

    `question` is the name and where it was looked for; `margin` how far `chosen` was ahead of
    the first rival, in powers of ten of people (`mapstory.gazetteer.Choice`), None where nothing
    was weighed against it.
    """

    question: str
    chosen: Candidate
    rivals: tuple[Rival, ...]
    margin: float | None


@dataclass(frozen=True)
class Answer:
    """
    Where a place was found.

    `question` is all that this depends on, one line for each place and name that it leans on
    and the last for the place itself, without ids: equal questions have the same answer,
    whatever the place is called. `asked` is the writer's words and `how` the key before them.
    `called` is the name that a file gives, `credit` the attributions that its sources ask for,
    with line breaks between. Of a protected place there is only what is published: `question`,
    `matches`, `asked` and `how` are empty, and `protect_m` says how coarse it is, in metres.
    """

    place: str
    asked: str
    how: str
    question: tuple[str, ...]
    extent: Extent
    method: str
    matches: tuple[Match, ...] = ()
    called: str = ""
    credit: str = ""
    protect_m: float | None = None


@dataclass(frozen=True)
class Lock:
    """The answers to the questions of a story, by the id of the place."""

    answers: tuple[Answer, ...] = ()

    def answer(self, question: tuple[str, ...], *, place: str) -> Answer | None:
        """Return the answer to a question: that of the place itself, or of any that asks alike."""
        own = self.by_place.get(place)
        return own if own and own.question == question else self._by_question.get(question)

    def match(self, question: str) -> Match | None:
        """Return what a name meant wherever it was looked up in the same way."""
        return self._matches.get(question)

    @cached_property
    def by_place(self) -> dict[str, Answer]:
        """The answers by the ids of their places."""
        return {answer.place: answer for answer in self.answers}

    @cached_property
    def _by_question(self) -> dict[tuple[str, ...], Answer]:
        backwards = reversed(self.answers)  # so that the first of several stays
        return {answer.question: answer for answer in backwards if answer.question}

    @cached_property
    def _matches(self) -> dict[str, Match]:
        return {
            match.question: match for answer in reversed(self.answers) for match in answer.matches
        }


def match_of(
    question: str, chosen: Candidate, candidates: Sequence[Candidate], margin: float
) -> Match:
    """Return what is kept of a choice; `margin` is infinite where there was no rival."""
    rivals = tuple(
        Rival(c.id, c.name, c.kind, c.country, _degrees(c.lon), _degrees(c.lat), c.source)
        for c in candidates
        if c.id != chosen.id
    )
    kept = replace(
        chosen,
        matched=chosen.name,
        main=True,
        lon=_degrees(chosen.lon),
        lat=_degrees(chosen.lat),
        uncertainty_m=round(chosen.uncertainty_m, 1),
    )
    finite = round(margin, 3) if math.isfinite(margin) and rivals else None
    return Match(question, kept, rivals[:_MOST_RIVALS], finite)


def settled(extent: Extent) -> Extent:
    """
    Return an extent as it is kept, published and leaned on: rounded, and in one order.

    Coordinates to `DECIMALS`, metres to a tenth. Outer rings run anticlockwise (RFC 7946,
    3.1.6), and parts and corners are in an order that does not depend on how an area was made;
    a line keeps its direction.
    """
    lon, lat = extent.centre
    return replace(
        extent,
        geometry=_settled_shape(extent.geometry),
        uncertainty_m=round(extent.uncertainty_m, 1),
        centre=(_degrees(lon), _degrees(lat)),
        margin_m=round(extent.margin_m, 1),
    )


def _settled_shape(shape: BaseGeometry) -> BaseGeometry:
    rounded = shapely.transform(shape, lambda points: np.round(points, DECIMALS) + 0.0)
    if not rounded.is_valid:  # a corner of two edges nearer to each other than the last decimal
        repaired = shapely.set_precision(shape, 10.0**-DECIMALS)
        repaired = shapely.transform(repaired, lambda points: np.round(points, DECIMALS) + 0.0)
        rounded = repaired if not repaired.is_empty else shapely.make_valid(rounded)
    if shapely.get_dimensions(rounded) < _AREA:
        return rounded
    single = shapely.remove_repeated_points(rounded)
    return shapely.orient_polygons(shapely.normalize(single))


def _degrees(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0  # and no -0.0
