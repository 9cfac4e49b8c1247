"""How much of the world a base map shows, and how finely: what the cameras of a story see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.atlas.mercator import projected
from mapstory.bounds import Bounds

GRID = 1e-4
"""Degrees: what the drawn data is rounded to."""

_REACH = (1.3, 0.7)
"""
How far the base map goes beyond what a camera frames, as shares of the frame's longer side, to
the east and west and to the north and south: a wide screen with the card beside the subject
shows that much around it.
"""

_FRAME_PX = 800.0
"""About how many pixels of a screen the frame of a step fills, beside the card and margins."""

CLOSEST_ZOOM = 11.0
"""No camera goes closer, however small its subject is: so says frontend/stage.js too."""

_FAR, _FAR_TOLERANCE_PX = 15.0, 2.0
"""
A frame of so many degrees or more is drawn half as finely as to a pixel: it shows whole coasts,
whose every pixel nobody looks for, and is most of what a page weighs.
"""

_EVERYWHERE, _ELSEWHERE = shapely.box(-540, -90, 540, 90), 3.0
"""What no camera shows is drawn so many times less finely than what the farthest does."""

_AREA = 2  # dimensions


@dataclass(frozen=True)
class Detail:
    """How finely lines are drawn within a box, in degrees."""

    box: BaseGeometry
    tolerance: float


def seen(frame: Bounds) -> BaseGeometry:
    """Return the box that the widest and the tallest screen show around a frame."""
    west, south, east, north = frame
    shrink = max(0.1, float(np.cos(np.radians((south + north) / 2))))
    side = max((east - west) * shrink, north - south)
    dx, dy = _REACH[0] * side / shrink, _REACH[1] * side
    south, north = np.clip((south - dy, north + dy), (-84.0, -83.0), (83.0, 84.0))
    return shapely.box(west - dx, south, east + dx, north)


def frame_zoom(frame: Bounds) -> float:
    """Return the zoom at which a frame, in degrees, fills its share of a screen."""
    west, south, east, north = frame
    x, y = projected([west, east], [south, north])
    side = max(float(x[1] - x[0]), float(y[0] - y[1]))
    return float(np.log2(_FRAME_PX / side))


def zoom_of(frame: Bounds) -> float:
    """Return the zoom at which a camera shows a frame: never closer than `CLOSEST_ZOOM`."""
    return min(CLOSEST_ZOOM, frame_zoom(frame))


def details_for(frames: Sequence[Bounds]) -> list[Detail]:
    """
    Return how finely to draw around each frame, finest first; powers of two, so few.

    What a wide screen shows beside a frame is drawn half as finely as what is in it.
    """
    boxes: dict[float, list[BaseGeometry]] = {}
    for box, pixel, side in _looks(frames):
        tolerance = pixel if side < _FAR else _FAR_TOLERANCE_PX * pixel
        boxes.setdefault(tolerance, []).append(box)
    details = [
        Detail(shapely.union_all(boxes[tolerance]), tolerance) for tolerance in sorted(boxes)
    ]
    details.append(Detail(_EVERYWHERE, _ELSEWHERE * details[-1].tolerance))
    shapely.prepare([detail.box for detail in details])
    return details


def close_ups(frames: Sequence[Bounds], pixel: float) -> BaseGeometry:
    """Return where a camera is so close that a pixel of it is so many degrees or less."""
    looks = list(_looks(frames))
    if _ELSEWHERE * max(each for _, each, _ in looks) <= pixel:
        return _EVERYWHERE
    return shapely.union_all([box for box, each, _ in looks if each <= pixel])


def _looks(frames: Sequence[Bounds]) -> Iterator[tuple[BaseGeometry, float, float]]:
    """Yield what is in and what is beside each frame, the degrees of a pixel there, its side."""
    for frame in frames:
        west, south, east, north = frame
        side = max(east - west, north - south)
        pixel = float(2.0 ** np.round(np.log2(side / _FRAME_PX)))
        around = shapely.box(west, south, east, north).buffer(side / 3, join_style="mitre")
        yield around, pixel, side
        yield seen(frame), 2 * pixel, side


def generalised(shape: BaseGeometry, details: Sequence[Detail]) -> BaseGeometry:
    """Return the lines or the area with no more detail than the cameras around them show."""
    if shapely.get_dimensions(shape) == _AREA:
        finest = next(detail for detail in details if detail.box.intersects(shape))
        return shapely.simplify(shape, finest.tolerance)
    pieces, rest = [], shape
    for detail in details:
        if not detail.box.intersects(rest):
            continue
        if detail.box.covers(rest):
            pieces.append(shapely.simplify(rest, detail.tolerance))
            break
        pieces.append(shapely.simplify(rest.intersection(detail.box), detail.tolerance))
        rest = rest.difference(detail.box)
    lines = [
        part
        for part in shapely.get_parts(shapely.get_parts(pieces))
        if part.geom_type == "LineString" and not part.is_empty
    ]
    return shapely.set_precision(shapely.line_merge(shapely.MultiLineString(lines)), GRID)
