"""Boxes in degrees of longitude and latitude, across ±180° too."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

Bounds = tuple[float, float, float, float]
"""(west, south, east, north) in degrees; west greater than east crosses the antimeridian."""

_TURN, _HALF = 360.0, 180.0
_MERCATOR_LIMIT = 85.0  # degrees of latitude that the maps go to


def bounds_of(shapes: Iterable[BaseGeometry]) -> Bounds:
    """
    Return the smallest (west, south, east, north) box that holds every shape.

    Degrees, EPSG:4326. Of all boxes the one that leaves out the widest empty stretch of
    longitude is taken, so shapes on both sides of ±180° give a box with west greater than
    east. Shapes that cross ±180° are split there, as RFC 7946 (3.1.9) asks.
    """
    boxes = shapely.bounds(shapely.get_parts(list(shapes)))
    south, north = float(boxes[:, 1].min()), float(boxes[:, 3].max())
    spans: list[list[float]] = []
    for west, east in sorted((float(w), float(e)) for w, e in boxes[:, [0, 2]]):
        if spans and west <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], east)
        else:
            spans.append([west, east])
    gaps = [(right[0] - left[1], right[0], left[1]) for left, right in pairwise(spans)]
    gaps.append((spans[0][0] + _TURN - spans[-1][1], spans[0][0], spans[-1][1]))
    _, west, east = max(gaps)
    return (west, south, east, north)


def widened(bounds: Bounds, *, margin: float) -> Bounds:
    """Return the box with `margin`, a share of its width and height, added on every side."""
    west, south, east, north = bounds
    width = (east - west) % _TURN if west != east else 0.0
    if west == -_HALF and east == _HALF:
        width = _TURN
    dx, dy = width * margin, (north - south) * margin
    if width + 2 * dx >= _TURN:
        west, east = -_HALF, _HALF
    else:
        west, east = turned(west - dx), turned(east + dx)
    return (west, max(-_MERCATOR_LIMIT, south - dy), east, min(_MERCATOR_LIMIT, north + dy))


def meridian_of(bounds: Bounds) -> float:
    """Return the longitude half-way between the west and the east of a box."""
    west, _, east, _ = bounds
    return (west + (east if east >= west else east + _TURN)) / 2


def unrolled(shape: BaseGeometry, meridian: float) -> BaseGeometry:
    """
    Return the shape with every longitude within 180 degrees of the meridian.

    What was split at ±180° is joined again, so that no seam is drawn.
    """
    if shape.is_empty:
        return shape
    west, _, east, _ = shape.bounds
    by = _TURN * round((meridian - (west + east) / 2) / _TURN)
    if meridian - _HALF <= west + by and east + by <= meridian + _HALF:
        return shapely.affinity.translate(shape, by) if by else shape
    window = shapely.box(meridian - _HALF, -90, meridian + _HALF, 90)
    turns = (shapely.affinity.translate(shape, by) for by in (-_TURN, 0.0, _TURN))
    parts = [part for turn in turns if not (part := turn.intersection(window)).is_empty]
    return shapely.union_all(parts)


def near(bounds: Bounds, meridian: float) -> Bounds:
    """Return the same box with its middle within 180° of the meridian, and east above west."""
    west, south, east, north = bounds
    width = east - west if east >= west else east - west + _TURN
    west += _TURN * round((meridian - west - width / 2) / _TURN)
    return (west, south, west + width, north)


def is_within_a_turn(bounds: Bounds, around: Bounds) -> bool:
    """Tell whether a box lies within half a turn of the middle of another."""
    meridian = meridian_of(around)
    west, _, east, _ = near(bounds, meridian)
    return meridian - _HALF <= west and east <= meridian + _HALF


def wrapped(bounds: Bounds) -> Bounds:
    """Return the same box with west and east within -180 to 180."""
    west, south, east, north = bounds
    if east - west >= _TURN:
        return (-_HALF, south, _HALF, north)
    return (turned(west), south, turned(east), north)


def turned(lon: float) -> float:
    """Return a longitude within -180 to 180."""
    return lon if -_HALF <= lon <= _HALF else (lon + _HALF) % _TURN - _HALF
