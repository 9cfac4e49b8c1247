"""
The geometry of vague places, and how far off they may be: geodesic, on WGS84.

Shapes are EPSG:4326, (lon, lat), cut at ±180° as RFC 7946 asks; their edges are straight in
degrees. What is drawn follows the shape method and the uncertainty beside it the point-radius
method of Chapman & Wieczorek 2020 (Georeferencing Best Practices, doi 10.15468/doc-gg7h-s853),
as Zermoglio et al. 2020 spell them out (Quick Reference Guide, doi 10.35035/e09p-h128) and the
Georeferencing Calculator computes them (Wieczorek, Guo & Hijmans 2004, doi
10.1080/13658810412331280211).

A drawn area holds every point that its phrase allows: see `geodesic.around` for how much more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.uncertainty.geodesic import (
    GEOD,
    QUARTER_M,
    SLACK_M,
    WORLD,
    around,
    distances,
    enclosing_circle,
    farthest,
    midpoint,
    nearest,
    points_of,
)
from mapstory.uncertainty.plane import Plane, Position

WAY_FACTOR = 1.3
"""
How many times the straight line a way may be long: a convention of this project, for no
source gives a width to "on the way". Roads bend, and this is what they are allowed.
"""

_LINE, _AREA = 1, 2  # dimensions


@dataclass(frozen=True)
class Extent:
    """
    Where a place may be: within `margin_m` of the geometry.

    The circle of `uncertainty_m` around the centre holds all of that: it is Darwin Core's
    coordinateUncertaintyInMeters. The centre is (lon, lat) and no place in itself: it may be
    where the place cannot be, and is never drawn.
    """

    geometry: BaseGeometry
    uncertainty_m: float
    centre: Position
    margin_m: float = 0.0


def named_place(lon: float, lat: float, radial_m: float, *, measurement_m: float = 0.0) -> Extent:
    """
    Return a place known by a point: U = R + m (the Calculator's "Geographic feature only").

    R is its geographic radial, m what the coordinates themselves may be off.
    """
    uncertainty_m = radial_m + measurement_m
    return Extent(shapely.Point(lon, lat), uncertainty_m, (lon, lat), margin_m=uncertainty_m)


def disc(lon: float, lat: float, radius_m: float) -> Extent:
    """Return everything within a radius of a point, as an area."""
    return Extent(around(shapely.Point(lon, lat), radius_m), radius_m, (lon, lat))


def within(shape: BaseGeometry) -> Extent:
    """
    Return a place that may be anywhere in a shape: U is its radial.

    Quick Reference Guide, "Feature – with Obvious Spatial Extent".
    """
    centre, radial_m = radial(shape)
    return Extent(shape, radial_m, centre)


def border(shape: BaseGeometry, *, error_m: float) -> Extent:
    """
    Return a place on the boundary of an area, coasts and enclaves included.

    `error_m` is how far the drawn line may be from the real one: U = radial of the line + error_m.
    """
    # Where RFC 7946 cuts an area there is no border.
    line = shapely.line_merge(shapely.difference(shapely.boundary(shape), WORLD.boundary))
    centre, radial_m = radial(line)
    lines = shapely.MultiLineString(list(shapely.get_parts(line)))
    return Extent(lines, radial_m + error_m, centre, margin_m=error_m)


def ring(feature: Extent, *, distance_m: float, precision_m: float) -> Extent:
    """
    Return a place at a distance d from a feature, in a direction that nobody reported.

    Drawn is every point at d ± p from some possible position of the feature: the feature
    widened by d + p, without what is nearer than d - p to all of it (nothing, unless the
    feature is small beside d). p is half the precision of d. U = R + d + p + m around the
    feature's centre: the Calculator's "Distance only", where the feature's own U is R + m.
    """
    outer_m = distance_m + precision_m
    shape = around(
        feature.geometry,
        outer_m + feature.margin_m,
        inner_m=distance_m - precision_m - feature.margin_m,
    )
    return Extent(shape, feature.uncertainty_m + outer_m, feature.centre)


def way(origin: Extent, target: Extent) -> Extent:
    """
    Return a place on the way between two others: the middle of an ellipse with these as its foci.

    It holds every point of every way that is at most `WAY_FACTOR` times as long as the straight
    line between the centres, that never leads behind its start or beyond its end, and that
    starts and ends anywhere in the circles of the two places: distance(A, p) + distance(p, B) ≤
    S = WAY_FACTOR · distance(A, B) + R_A + R_B, and p is no farther from either than the
    other may be. U = S / 2 around the midpoint of the centres (Quick Reference Guide,
    "Feature – between Two Features"): no point of the ellipse is farther from it.
    """
    centre, length_m = midpoint(origin.centre, target.centre)
    sum_m = WAY_FACTOR * length_m + origin.uncertainty_m + target.uncertainty_m
    if sum_m / 2 > QUARTER_M:
        return Extent(WORLD, sum_m / 2, centre)
    bearings = np.arange(360.0)
    lon, lat = (np.full_like(bearings, value) for value in centre)
    nearer, farther = np.zeros_like(bearings), np.full_like(bearings, sum_m / 2 * 1.01)
    for _ in range(40):
        middle = (nearer + farther) / 2
        points = np.column_stack(GEOD.fwd(lon, lat, bearings, middle)[:2])
        inside = distances(points, origin.centre) + distances(points, target.centre) <= sum_m
        nearer, farther = np.where(inside, middle, nearer), np.where(inside, farther, middle)
    # A degree of bearing is at most 1 / √(1 - 1 / WAY_FACTOR²) = 1.57 degrees of the ellipse's own
    # angle; corners so much farther out have edges that touch it from outside.
    farther /= math.cos(math.radians(1.57 / 2))
    angles = np.radians(bearings)
    corners = shapely.MultiPoint(
        farther[:, None] * np.column_stack((np.sin(angles), np.cos(angles)))
    )
    area = Plane(centre).globe(shapely.buffer(shapely.convex_hull(corners), SLACK_M))
    for end, other in ((origin, target), (target, origin)):
        nearer_m = length_m + other.uncertainty_m
        area = shapely.intersection(area, disc(*end.centre, nearer_m).geometry)
    return Extent(area, sum_m / 2, centre)


def both(first: Extent, second: Extent) -> Extent | None:
    """
    Return where both hold, or None where they do not meet.

    A line cut by an area stays a line; two areas that only touch do not meet. Each of the two
    circles holds whatever lies in both, so an area has the smaller one: a ring cut to a country
    keeps its U = R + d + p + m. What is left of a line has the smallest that reaches all of it,
    and its margin, from its own centre or from either of the two.
    """
    thin, wide = sorted((first, second), key=lambda extent: _dimension(extent.geometry))
    reach_m = thin.margin_m + wide.margin_m
    frame = around(wide.geometry, reach_m) if reach_m else wide.geometry
    meeting = shapely.intersection(thin.geometry, frame)
    dimension = max(map(_dimension, shapely.get_parts(meeting)), default=-1)
    if meeting.is_empty or (_dimension(thin.geometry) == _AREA and dimension < _AREA):
        return None
    parts = [part for part in shapely.get_parts(meeting) if _dimension(part) == dimension]
    shape = shapely.union_all(parts)
    if dimension == _AREA:
        # What is drawn may lie a margin outside of the wider one, and its place one more.
        circles = [(thin.uncertainty_m, thin.centre)]
        circles += [(wide.uncertainty_m + 2 * thin.margin_m, wide.centre)]
    else:
        shape = shapely.line_merge(shape) if dimension == _LINE else shape
        centres = _centre_of_stretch(shape), first.centre, second.centre
        points = points_of(shape)
        circles = [(farthest(points, centre) + thin.margin_m, centre) for centre in centres]
    uncertainty_m, centre = min(circles, key=lambda circle: circle[0])
    return Extent(shape, uncertainty_m, centre, margin_m=thin.margin_m)


def radial(shape: BaseGeometry) -> tuple[Position, float]:
    """
    Return the corrected centre of a shape, and its geographic radial in metres.

    The centre of the smallest enclosing circle, moved to the nearest point of the shape if it
    is outside, and the greatest distance from there to the shape's boundary (Best Practices,
    "Uncertainty due to the Extent of a Feature").
    """
    points = points_of(shape)
    centre, _ = enclosing_circle(points)
    if not shapely.intersects(shape, shapely.Point(centre)):
        centre = nearest(_outline(shape), centre)
    return centre, farthest(points, centre)


def _centre_of_stretch(line: BaseGeometry) -> Position:
    """
    Return the midpoint between the ends of a stretch of line, moved onto it.

    Quick Reference Guide, "Feature – Path". Several stretches, or one without ends, have the
    corrected centre of any shape.
    """
    if line.geom_type != "LineString" or shapely.is_closed(line):
        return radial(line)[0]
    start, end = shapely.get_coordinates(line)[[0, -1]]
    middle, _ = midpoint(start, end)
    return nearest(line, middle)


def _outline(shape: BaseGeometry) -> BaseGeometry:
    return shapely.boundary(shape) if _dimension(shape) == _AREA else shape


def _dimension(shape: BaseGeometry) -> int:
    return int(shapely.get_dimensions(shape))
