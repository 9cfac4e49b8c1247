"""Measures on the ellipsoid WGS84, and shapes widened by a distance."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory.uncertainty.plane import Plane, Points, Position, dense

GEOD = Geod(ellps="WGS84")
WORLD = shapely.box(-180, -90, 180, 90)

QUARTER_M = 10_000_000.0
"""From a pole to the equator. An area that reaches farther is not drawn: it could be anywhere."""

SLACK_M = 10.0
"""How much wider than asked for an area is drawn, for what straight edges may cut off."""

_TILE_M = 1_000_000.0
_QUADRANT = 32  # edges in a quarter of a circle; GEOS stretches one of an arc by up to a half
_ROUND = 1 / math.cos(0.75 * (math.pi / 2) / _QUADRANT)  # so that they touch it from outside
_SIMPLER_M = 2.0  # spares corners, and many seconds; part of the slack
_CENTRED_M = 0.01
_RAYS, _NEARLY = 24, 0.02
_MANY, _FAR_M = 500, 20_000.0  # corners and a distance, from which on it is widened in steps
_STEPS, _STEP_ERROR = (1 / 16, 1 / 16, 1 / 8, 1 / 4, 1 / 2), 0.0002


def around(shape: BaseGeometry, outer_m: float, *, inner_m: float = 0.0) -> BaseGeometry:
    """
    Return every point within `outer_m` of a shape, but not those within `inner_m` of all of it.

    What cannot be exact errs towards more, by at most `SLACK_M`, 0.3 % of the distance, and this:
    in an azimuthal equidistant projection no distance comes out too short, and r from the centre
    none comes out more than c / sin c times too long, where c = r / b and 1 / b² is the greatest
    Gaussian curvature of the ellipsoid (0.4 % at 1,000 km). So the outer distance is widened by
    that factor, or by the shape's own width if that is less; the inner one needs nothing. A shape
    that reaches beyond 1,000 km is widened by halves, and has no hole.
    """
    centre, reach_m = enclosing_circle(points_of(shape))
    if reach_m > _TILE_M:
        return shapely.union_all([around(half, outer_m) for half in halves(shape)])
    if reach_m + outer_m > QUARTER_M:
        return WORLD
    plane = Plane(centre)
    flat = shapely.make_valid(shapely.simplify(plane.flat(shape), _SIMPLER_M))
    angle = (reach_m + outer_m) / GEOD.b
    stretched_m = min(outer_m / np.sinc(angle / math.pi), outer_m + 2 * reach_m)
    area = _widened(flat, stretched_m) if stretched_m else shapely.buffer(flat, SLACK_M)
    if inner_m - SLACK_M > reach_m:
        corners = shapely.points(shapely.get_coordinates(shapely.convex_hull(flat)))
        discs = shapely.buffer(corners, inner_m - SLACK_M, quad_segs=_QUADRANT)
        area = shapely.difference(area, shapely.intersection_all(discs))
    return plane.globe(area)


def certainly_around(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """
    Return only points within a distance of a shape, and of them all but a few on the edge.

    What cannot be exact errs towards less: the other way than `around`. A distance below nothing
    is how far inside of an area's edge a point must be.
    """
    if 0 <= metres <= SLACK_M:
        return shape
    centre, reach_m = enclosing_circle(points_of(shape))
    if metres < 0:
        return _certainly_inside(shape, -metres, centre, reach_m)
    if reach_m > _TILE_M:
        return shapely.union_all([certainly_around(half, metres) for half in halves(shape)])
    if reach_m + metres > QUARTER_M:
        return shape
    plane = Plane(centre)
    flat = shapely.make_valid(shapely.simplify(plane.flat(shape), _SIMPLER_M))
    return plane.globe(_widened(flat, metres, error=-1))


def _certainly_inside(
    shape: BaseGeometry, metres: float, centre: Position, reach_m: float
) -> BaseGeometry:
    """Return what is farther than a distance from the edge of an area, and inside of it."""
    if reach_m > QUARTER_M:
        return shapely.Polygon()
    plane = Plane(centre)
    stretched_m = metres / float(np.sinc(reach_m / GEOD.b / math.pi))
    flat = shapely.make_valid(plane.flat(shape))
    area = shapely.buffer(flat, -stretched_m - SLACK_M, quad_segs=_QUADRANT)
    return area if area.is_empty else plane.globe(area)


def _widened(flat: BaseGeometry, metres: float, *, error: Literal[1, -1] = 1) -> BaseGeometry:
    """
    Return a shape of the plane widened by a distance: rather more than less, or with -1 less.

    One with many corners is widened far in steps, each of which leaves fewer: widening by a and
    then by b is widening by a + b. A step's corners may be off by `_STEP_ERROR` of the whole
    distance, so that what comes out is up to 0.2 % of it too wide (or too narrow).
    """
    round_ = _ROUND if error > 0 else 1.0
    if shapely.get_num_coordinates(flat) <= _MANY or metres < _FAR_M:
        return shapely.buffer(flat, metres * round_ + error * SLACK_M, quad_segs=_QUADRANT)
    error_m = _STEP_ERROR * metres
    for share in _STEPS:
        step_m = (metres * share + error * error_m) * round_
        flat = shapely.buffer(flat, step_m, quad_segs=_QUADRANT)
        flat = shapely.simplify(flat, error_m)
    return shapely.buffer(flat, error * SLACK_M)


def halves(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the two halves of a shape, cut across its longer side."""
    west, south, east, north = shapely.bounds(shape)
    if (east - west) * math.cos(math.radians((south + north) / 2)) > north - south:
        middle = (west + east) / 2
        boxes = shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
    else:
        middle = (south + north) / 2
        boxes = shapely.box(west, south, east, middle), shapely.box(west, middle, east, north)
    halves = [shapely.intersection(shape, box) for box in boxes]
    return [half for half in halves if not half.is_empty]


def enclosing_circle(points: Points) -> tuple[Position, float]:
    """Return the centre of the smallest circle around points, and its radius in metres."""
    lon, lat = np.radians(points).T
    x, y, z = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    x, y, z = x.mean(), y.mean(), z.mean()
    centre = math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
    outer = points
    for _ in range(20):  # the circle is true once the projection is centred on it
        plane = Plane(centre)
        flat = plane.points(outer)
        flat, outer = _outermost(flat, outer)
        circle = shapely.minimum_bounding_circle(shapely.multipoints(flat))
        x, y = shapely.get_coordinates(shapely.centroid(circle))[0]
        centre = plane.position(x, y)
        if math.hypot(x, y) < _CENTRED_M:
            break
    return centre, farthest(points, centre)


def _outermost(flat: Points, points: Points) -> tuple[Points, Points]:
    """
    Leave out most points, of many, that lie inside of others: no circle around all touches them.

    Each of `_RAYS` directions keeps those that are nearly as far out as any other there.
    """
    if len(flat) <= _RAYS:
        return flat, points
    angles = np.linspace(0, 2 * math.pi, _RAYS, endpoint=False)
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = float(np.hypot(*(high - low)))
    kept = np.zeros(len(flat), dtype=bool)
    for angle in angles:
        along = flat @ np.array([math.cos(angle), math.sin(angle)])
        kept |= along > along.max() - _NEARLY * size
    return flat[kept], points[kept]


def points_of(shape: BaseGeometry) -> Points:
    """Return points all along a shape, close enough to stand for it."""
    return shapely.get_coordinates(dense(shape))


def nearest(line: BaseGeometry, position: Position) -> Position:
    """Return the point of a line, or of points, that is nearest to a position."""
    plane = Plane(position)
    link = shapely.shortest_line(plane.flat(line), shapely.Point(0, 0))
    x, y = shapely.get_coordinates(link)[0]
    return plane.position(x, y)


def farthest(points: Points, position: Position) -> float:
    """Return the distance in metres from a position to the farthest of the points."""
    return float(distances(points, position).max())


def distances(points: Points, position: Position) -> npt.NDArray[np.float64]:
    """Return the distance in metres from a position to each of the points."""
    lon, lat = (np.full(len(points), value) for value in position)
    return np.asarray(GEOD.inv(lon, lat, *points.T)[2])


def midpoint(start: Position, end: Position) -> tuple[Position, float]:
    """Return the point half-way between two positions, and the distance between them in metres."""
    azimuth, _, length_m = GEOD.inv(*start, *end)
    lon, lat, _ = GEOD.fwd(*start, azimuth, length_m / 2)
    return (lon, lat), length_m
