"""Directions as they are reported: compass points and degrees, each with how vague it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

POINTS = (
    *("n", "nne", "ne", "ene", "e", "ese", "se", "sse"),
    *("s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"),
)
"""The sixteen points of the compass, clockwise from north."""

_BETWEEN = (
    *("nbe", "nebn", "nebe", "ebn", "ebs", "sebe", "sebs", "sbe"),
    *("sbw", "swbs", "swbw", "wbs", "wbn", "nwbw", "nwbn", "nbw"),
)
"""The sixteen between these, as sailors box the compass: north by east at 11.25° and so on."""

_QUARTER, _TURN = 4, 360.0

WORD = (
    r"(?:(?:north|south|east|west)(?:[\s-]?(?:by[\s-])?(?:north|south|east|west))*"
    r"(?:ern|erly|wards?)?|(?:[ns][ns]?[ew]?|[ew](?:[ns][ew])?|[ns][ew]?b[nsew]|[ew]b[ns])"
    r"|[ns]\.\s?[ew]\.|[nsew]\.)(?![^\W\d_])"
)
"""The pattern of a compass point: words in one or several, or letters."""

DEGREES = r"(?:\d+(?:[.,]\d+)?)\s*(?:°|º|degrees?|deg\b)"
"""The pattern of degrees, clockwise from north."""


@dataclass(frozen=True)
class Heading:
    """
    A direction: its azimuth in degrees, clockwise from north, and how far off it may be.

    `spread` is α, half of the angle between a point of the compass and the next one of its
    order: 45° for north, 22.5° for north-east, 11.25° for north-north-east and 5.625° for the
    points between (Chapman & Wieczorek 2020, "Uncertainty Related to Heading").
    """

    azimuth: float
    spread: float

    @property
    def point(self) -> str:
        """The nearest of the sixteen points of the compass, such as "nne"."""
        return POINTS[round(self.azimuth / _TURN * len(POINTS)) % len(POINTS)]


def parse_heading(text: str) -> Heading | None:
    """Return the direction that words, letters or degrees name; None if they name none."""
    written = re.sub(r"\b(?:due|directly|the)\b", "", text.casefold())
    if degrees := re.search(r"\d+(?:[.,]\d+)?", written):
        return _in_degrees(Decimal(degrees.group().replace(",", ".")))
    written = re.sub(r"(?<=[hst])(?:ern|erly|wards?)\b|[\s.-]", "", written)
    for word, letter in (("north", "n"), ("south", "s"), ("east", "e"), ("west", "w"), ("by", "b")):
        written = written.replace(word, letter)
    if written in _BETWEEN:
        azimuth = (_BETWEEN.index(written) + 0.5) * _TURN / len(POINTS)
        return Heading(azimuth, _TURN / len(POINTS) / _QUARTER)
    if written not in POINTS:
        return None
    at = POINTS.index(written)
    order = next(step for step in (4, 2, 1) if at % step == 0)
    return Heading(at * _TURN / len(POINTS), order * _TURN / len(POINTS) / 2)


def _in_degrees(value: Decimal) -> Heading | None:
    """
    Return a direction in degrees, off by half of the precision that its figure shows.

    No source gives one, so the rule of distances is taken: half of a unit of the last decimal
    place, half of 1, 5 or 10 degrees for whole numbers.
    """
    if not 0 <= value <= _TURN:
        return None
    whole = next((unit for unit in (10, 5, 1) if value % unit == 0), None)
    unit = Decimal(whole) if whole else Decimal(1).scaleb(int(value.as_tuple().exponent))
    return Heading(float(value) % _TURN, float(unit) / 2)
