"""Arrows: a move drawn as one tapered, curved shape, so that it reads as going somewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapstory.plates.camera import figure

Spot = tuple[float, float]
_Point = NDArray[np.float64]

_BULGE = 0.15  # of the way's length
_TAIL = 1.4
_INTO = 4.0  # how far a head reaches into an area
_OFF_LINE = 3.0
_APART = 24.0  # between the ends of two arrows on one line


@dataclass(frozen=True)
class Curve:
    """
    An arrow on paper: its outline as the data of a path, and the same as an area.

    `trail` is the data of its middle line alone, for one that is past. `apex` is the middle of
    its outer side, and `out` points away from it, one unit long.
    """

    data: str
    trail: str
    area: BaseGeometry
    tip: Spot
    apex: Spot
    out: Spot


@dataclass(frozen=True)
class End:
    """What an arrow starts from or ends at, on paper; `gap` is the radius of a point's pin."""

    shape: BaseGeometry
    gap: float


def width_of(count: int | None, most: int) -> float:
    """Return the width of an arrow: 3 to 9 units, its square in step with the count."""
    return 3 + 6 * math.sqrt(min(1.0, count / most)) if count and most else 4.5


def curve_between(start: Spot, tip: Spot, width: float) -> Curve:
    """Return the arrow that leaves `start` thin, swings out to one side and ends at `tip`."""
    p, q = np.array(start), np.array(tip)
    length = float(np.hypot(*(q - p))) or 1.0
    out = np.array([q[1] - p[1], p[0] - q[0]]) / length
    knee = (p + q) / 2 + out * length * _BULGE * 2

    def at(t: float) -> _Point:
        return _on_curve(p, knee, q, t)

    head = min(length * 0.4, 8 + width * 2.2)
    neck = next((t for t in np.arange(1.0, 0.05, -0.01) if np.hypot(*(at(t) - q)) >= head), 0.05)
    base, bend = at(neck), p + (knee - p) * neck
    half = width / 2
    tail = _across(bend - p) * _TAIL / 2
    middle = _across(base - p) * (_TAIL / 2 + half) / 2
    collar = _across(base - bend) * half
    wing = _across(q - base) * (half + 3.2 + width * 0.35)
    back = (q - base) * 0.14 * head / max(float(np.hypot(*(q - base))), 1e-9)
    left = (p + tail, bend + middle, base + collar)
    right = (base - collar, bend - middle, p - tail)
    head_points = (base + wing - back, q, base - wing - back)
    data = (
        f"M{_pair(left[0])}Q{_pair(left[1])} {_pair(left[2])}"
        + "".join(f"L{_pair(each)}" for each in (*head_points, right[0]))
        + f"Q{_pair(right[1])} {_pair(right[2])}z"
    )
    outline = [*_bent(*left), *head_points, *_bent(*right)]
    apex = at(0.5) + out * half
    trail = f"M{_pair(p)}Q{_pair(knee)} {_pair(q)}"
    return Curve(data, trail, shapely.Polygon(outline).buffer(0), tip, _spot(apex), _spot(out))


def ends_of(origin: End, target: End, taken: Sequence[Spot] = ()) -> tuple[Spot, Spot]:
    """
    Return where an arrow starts and ends, where a reader would point.

    On a line it keeps off the ends of the arrows in `taken`.
    """
    start = _middle_of(origin.shape)
    aim = _middle_of(target.shape) if _is_point(target) else _met(target.shape, start, taken)
    if not _is_point(origin) and _is_line(origin.shape):
        start = _met(origin.shape, aim, taken)
    gap = target.gap if _is_point(target) else _OFF_LINE if _is_line(target.shape) else -_INTO
    return (
        _moved(start, aim, origin.gap if _is_point(origin) else 0.0),
        _moved(aim, start, gap),
    )


def _met(shape: BaseGeometry, start: Spot, taken: Sequence[Spot]) -> Spot:
    """Return the point of a shape that one coming from `start` meets first."""
    here = shapely.Point(start)
    if not _is_line(shape):
        return _middle_of(shape) if shape.contains(here) else _nearest(shape.boundary, here)
    middle = _middle_of(shape)
    beads = (
        [
            _spot(shape.interpolate(share, normalized=True).coords[0])
            for share in np.linspace(0.05, 0.95, 19)
        ]
        if shape.geom_type == "LineString"
        else []
    )
    candidates = [middle, _nearest(shape, here), *beads]
    free = [at for at in candidates if all(math.dist(at, other) > _APART for other in taken)]
    # The middle, as far as it is no detour: no end of a line is more likely.
    return min(
        free or candidates, key=lambda at: math.dist(at, start) + 0.7 * math.dist(at, middle)
    )


def _middle_of(shape: BaseGeometry) -> Spot:
    if shape.geom_type == "Point":
        return _spot(shape.coords[0])
    if shapely.get_dimensions(shape) == 0:
        return _spot(shapely.get_parts(shape)[0].coords[0])
    if _is_line(shape):
        west, north, east, south = shape.bounds
        return _nearest(shape, shapely.Point((west + east) / 2, (north + south) / 2))
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=2.0)
    return _spot(circle.coords[0])


def _nearest(shape: BaseGeometry, here: BaseGeometry) -> Spot:
    return _spot(shapely.shortest_line(shape, here).coords[0])


def _is_point(end: End) -> bool:
    return int(shapely.get_dimensions(end.shape)) == 0


def _is_line(shape: BaseGeometry) -> bool:
    return int(shapely.get_dimensions(shape)) == 1


def _moved(at: Spot, towards: Spot, by: float) -> Spot:
    length = math.dist(at, towards) or 1.0
    return (
        at[0] + (towards[0] - at[0]) / length * by,
        at[1] + (towards[1] - at[1]) / length * by,
    )


def _across(way: _Point) -> _Point:
    return np.array([way[1], -way[0]]) / max(float(np.hypot(*way)), 1e-9)


def _on_curve(p: _Point, knee: _Point, q: _Point, t: float) -> _Point:
    here: _Point = (1 - t) ** 2 * p + 2 * t * (1 - t) * knee + t**2 * q
    return here


def _bent(p: _Point, knee: _Point, q: _Point) -> list[_Point]:
    return [_on_curve(p, knee, q, t) for t in np.linspace(0, 1, 9)]


def _pair(at: _Point) -> str:
    return f"{figure(at[0])} {figure(at[1])}"


def _spot(at: Sequence[float] | _Point) -> Spot:
    return float(at[0]), float(at[1])
