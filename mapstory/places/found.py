"""Where one place was found to be, and what is said where it cannot be found."""

from __future__ import annotations

from dataclasses import dataclass

from mapstory import uncertainty
from mapstory.gazetteer import Candidate
from mapstory.uncertainty import Extent

_AIRPORT_M = 2_000.0
"""
How far an airport reaches from its point, where nobody says: half of the longest runways, which
are about 4 km. A convention of this project.
"""


@dataclass(frozen=True)
class Found:
    """
    Where a place is, and how that was worked out.

    `called` is the name that a file gives, `name` what readers are told if it is not what the
    writer called the place.
    """

    extent: Extent
    method: str
    source: str
    precision: str
    words: str = ""
    soft: bool = False
    name: str = ""
    called: str = ""


class ToldError(Exception):
    """A place cannot be found for a reason that has been told already."""


class CannotSayError(Exception):
    """A place cannot be found, and this is why. It never leaves this room."""

    def __init__(self, what: str, fix: str, *, start: int = 0, width: int | None = None) -> None:
        super().__init__(what)
        self.what, self.fix, self.start, self.width = what, fix, start, width


def extent_of(candidate: Candidate, *, least_m: float = 0.0) -> Extent:
    """Return where a candidate is: its shape, or its point with at least so much uncertainty."""
    shape = candidate.geometry
    if shape is None or shape.geom_type == "Point":
        usual_m = _AIRPORT_M if candidate.kind == "airport" else 0.0
        radius = max(candidate.uncertainty_m or usual_m, least_m)
        return uncertainty.named_place(candidate.lon, candidate.lat, radius)
    return uncertainty.within(shape)
