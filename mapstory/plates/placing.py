"""Placing: where a name may stand, and which names find room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

from mapstory.plates.arrows import Curve, Spot

_GAP = 8.0  # between a mark and its name
_APART = 4.0  # between two names
_ACROSS = 16  # places that are tried across an area


@dataclass(frozen=True)
class Size:
    """The room that a name takes, in units of its layout."""

    width: float
    height: float


@dataclass(frozen=True)
class Anchor:
    """
    A point of the paper that a name holds on to, and by which of its sides.

    A name in a smaller font than was reckoned with keeps the point and stays within its box.
    """

    x: float
    y: float
    across: Literal["start", "middle", "end"] = "middle"
    down: Literal["above", "middle", "below"] = "middle"
    angle: float = 0.0

    def box(self, size: Size) -> BaseGeometry:
        """Return the room of a name here."""
        left = self.x - size.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.across]
        top = self.y - size.height * {"below": 0.0, "middle": 0.5, "above": 1.0}[self.down]
        box = shapely.box(left, top, left + size.width, top + size.height)
        if not self.angle:
            return box
        return shapely.affinity.rotate(box, self.angle, origin=(self.x, self.y)).envelope


@dataclass(frozen=True)
class Wish:
    """A name that wants a place: the best one first."""

    key: str
    size: Size
    anchors: Sequence[Anchor]


@dataclass(frozen=True)
class Placed:
    """Where a name stands."""

    key: str
    anchor: Anchor
    box: BaseGeometry


def place_names(
    wishes: Iterable[Wish],
    *,
    frame: BaseGeometry,
    obstacles: BaseGeometry,
    placed: Sequence[Placed] = (),
    most: int,
) -> list[Placed]:
    """Return as many names as find room, in the order of the wishes, none near another."""
    shapely.prepare(obstacles)
    boxes = [each.box.buffer(_APART, join_style="mitre") for each in placed]
    found: list[Placed] = []
    for wish in wishes:
        if len(found) == most:
            break
        for anchor in wish.anchors:
            box = anchor.box(wish.size)
            if (
                frame.covers(box)
                and not obstacles.intersects(box)
                and not any(box.intersects(other) for other in boxes)
            ):
                found.append(Placed(wish.key, anchor, box))
                boxes.append(box.buffer(_APART, join_style="mitre"))
                break
    return found


def beside(at: Spot, radius: float, *, rtl: bool) -> list[Anchor]:
    """Return the places around a point: after it, before it, above, below, the corners."""
    x, y = at
    reach, slant = radius + _GAP, (radius + _GAP) * 0.7
    sides = [Anchor(x + reach, y, "start"), Anchor(x - reach, y, "end")]
    upright = [
        Anchor(x, y - reach + 3, "middle", "above"),
        Anchor(x, y + reach - 3, "middle", "below"),
    ]
    corners = [
        Anchor(x + slant, y - slant, "start", "above"),
        Anchor(x + slant, y + slant, "start", "below"),
        Anchor(x - slant, y - slant, "end", "above"),
        Anchor(x - slant, y + slant, "end", "below"),
    ]
    return [*(sides[::-1] if rtl else sides), *upright, *corners]


def within(area: BaseGeometry, size: Size, frame: BaseGeometry) -> list[Anchor]:
    """Return the places in an area, those first where the whole name has room in it."""
    seen = area.intersection(frame)
    if seen.is_empty or not seen.area:
        return []
    west, north, east, south = seen.bounds
    step = max(east - west, south - north) / _ACROSS
    xs, ys = np.meshgrid(
        np.arange(west + step / 2, east, step), np.arange(north + step / 2, south, step)
    )
    inside = shapely.contains_xy(seen, xs, ys)
    spots = np.stack([xs[inside], ys[inside]], axis=1)
    if not len(spots):
        return []
    room = shapely.distance(shapely.points(spots), seen.boundary)
    middle = np.array([(west + east) / 2, (north + south) / 2])
    # Of equally roomy places the one nearer to the middle.
    worth = room - 0.1 * np.hypot(*(spots - middle).T)
    best = [Anchor(float(x), float(y)) for x, y in spots[np.argsort(-worth, kind="stable")][:60]]
    shapely.prepare(seen)
    return sorted(best, key=lambda anchor: not seen.covers(anchor.box(size)))


def along(line: BaseGeometry, reach: float, frame: BaseGeometry) -> list[Anchor]:
    """Return the places beside a line, from its middle outwards, on both sides."""
    seen = line.intersection(frame)
    if seen.is_empty or not seen.length:
        return []
    longest = max(shapely.get_parts(seen), key=lambda part: part.length)
    shares = sorted(np.linspace(0.02, 0.98, 13), key=lambda share: abs(share - 0.5))
    beads = [longest.interpolate(share, normalized=True) for share in shares]
    return [
        anchor
        for off in (reach, reach + 12)
        for bead in beads
        for anchor in (
            Anchor(bead.x + off, bead.y, "start"),
            Anchor(bead.x - off, bead.y, "end"),
            Anchor(bead.x, bead.y - off, "middle", "above"),
            Anchor(bead.x, bead.y + off, "middle", "below"),
        )
    ]


def outside(arrow: Curve, size: Size) -> list[Anchor]:
    """Return the places outside the curve of an arrow, then those inside it."""
    (x, y), (dx, dy) = arrow.apex, arrow.out
    off = [(gap, 1.0) for gap in (6.0, 16.0, 30.0, 48.0)]
    off += [(gap, -1.0) for gap in (16.0, 30.0, 48.0)]
    shifts = (0.0, 0.25, -0.25, 0.5, -0.5)
    return [
        Anchor(
            x + way * dx * (size.width / 2 + gap) - dy * shift * size.width,
            y + way * dy * (size.height / 2 + gap) + dx * shift * size.height,
        )
        for gap, way in off
        for shift in shifts
    ]


def around(at: Spot, size: Size) -> list[Anchor]:
    """Return the places on and a little off the point that a region's name belongs to."""
    moved = (0, -1, 1, -2, 2)
    return [
        Anchor(at[0] + across * size.width / 3, at[1] + down * 22)
        for down in moved
        for across in moved
    ]


def turned(anchor: Anchor, angle: float) -> Anchor:
    """Return the same place with the name at an angle, in degrees clockwise."""
    return replace(anchor, angle=angle)
