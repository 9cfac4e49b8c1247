"""What is different between two locks of one story, as a review tells it."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from mapstory.lock.geojson import render_lock
from mapstory.lock.model import Answer, Lock
from mapstory.uncertainty.geodesic import GEOD

PROTECTED = "protected now"

_KILOMETRE_M = 1_000.0


@dataclass(frozen=True)
class Change:
    """
    What became of a place.

    `what` is "new", "gone", "renamed", "asked anew" (its question changed), "moved" (its question
    did not), "rewritten" (in other words, or with other rivals), "protected now" or "no longer
    protected": of these two no distance is told. `former` is the id that it had, `moved_m` how far
    its centre moved, in metres. `redrawn` is what has another position, shape or uncertainty
    than before.
    """

    place: str
    what: str
    former: str = ""
    moved_m: float = 0.0
    redrawn: bool = False

    @property
    def moves(self) -> bool:
        """Whether anything on the map is elsewhere, or drawn otherwise."""
        return self.moved_m > 0 or self.redrawn

    def __str__(self) -> str:
        """Return it in words: "asked anew, moved 3.2 km"."""
        words = f"renamed from '{self.former}'" if self.former else self.what
        if not self.moves:
            return words
        told = f"moved {distance_text(self.moved_m)}" if self.moved_m else "drawn otherwise"
        return told if words == "moved" else f"{words}, {told}"


def changes_between(old: Lock, new: Lock) -> list[Change]:
    """Return what is different in a newer lock, in the order of the ids, what is gone last."""
    gone = {answer.place: answer for answer in old.answers if answer.place not in new.by_place}
    changes: list[Change] = []
    for answer in sorted(new.answers, key=lambda answer: answer.place):
        before = old.by_place.get(answer.place)
        if before is None:
            same = (g for g in gone.values() if g.question and g.question == answer.question)
            former = next(same, None)
            if former:
                del gone[former.place]
                changes.append(_compared(former, answer, "renamed", former=former.place))
            else:
                changes.append(Change(answer.place, "new"))
        elif (before.protect_m is None) != (answer.protect_m is None):
            what = "no longer protected" if answer.protect_m is None else PROTECTED
            changes.append(Change(answer.place, what))
        elif _published(before) != _published(answer):
            changes.append(_compared(before, answer, "asked anew"))
        elif not _same_extent(before, answer):
            changes.append(_compared(before, answer, "moved"))
        elif render_lock(Lock((before,))) != render_lock(Lock((answer,))):
            changes.append(Change(answer.place, "rewritten"))
    return changes + [Change(place, "gone") for place in sorted(gone)]


def _published(answer: Answer) -> tuple[tuple[str, ...], float | None]:
    return answer.question, answer.protect_m


def _compared(before: Answer, answer: Answer, what: str, *, former: str = "") -> Change:
    (lon, lat), (new_lon, new_lat) = before.extent.centre, answer.extent.centre
    moved_m = float(GEOD.inv(lon, lat, new_lon, new_lat)[2])
    same = _same_extent(before, answer)
    return Change(answer.place, what, former, 0.0 if same else moved_m, redrawn=not same)


def _same_extent(before: Answer, answer: Answer) -> bool:
    old, new = before.extent, answer.extent
    same_figures = (old.centre, old.uncertainty_m, old.margin_m) == (
        *(new.centre, new.uncertainty_m, new.margin_m),
    )
    return same_figures and bool(shapely.equals_exact(old.geometry, new.geometry))


def distance_text(metres: float) -> str:
    """Return a distance as a terminal shows it: "340 m", "3.2 km"."""
    if metres < _KILOMETRE_M:
        return f"{metres:.0f} m"
    return f"{metres / _KILOMETRE_M:,.1f} km"
