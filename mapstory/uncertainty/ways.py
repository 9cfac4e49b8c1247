"""Places between two others."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.uncertainty.extent import Extent, disc
from mapstory.uncertainty.geodesic import (
    GEOD,
    QUARTER_M,
    SLACK_M,
    WORLD,
    distances,
    farthest,
    midpoint,
    points_of,
)
from mapstory.uncertainty.plane import Plane, Position

WAY_FACTOR = 1.3
"""
How many times the straight line a way may be long: a convention of this project, for no
source gives a width to "on the way". Roads bend, and this is what they are allowed.
"""

BETWEEN_FACTOR = 1.15
"""
How much longer than the straight line it may be to go by a place that is "between" two others:
a convention of this project. In the middle such a place sees the two 120° apart.
"""

_SHARE = 0.1
"""
How far "halfway" may be off, as a share of the whole way: a convention of this project, as wide
as the figure that it rounds to (0.4 to 0.6).
"""


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
    area = _ellipse(origin.centre, target.centre, sum_m)
    for end, other in ((origin, target), (target, origin)):
        nearer_m = length_m + other.uncertainty_m
        area = shapely.intersection(area, disc(*end.centre, nearer_m).geometry)
    return Extent(area, sum_m / 2, centre)


def between(first: Extent, second: Extent, *, share: float | None = None) -> Extent:
    """
    Return a place between two others: a lens along the line from one centre to the other.

    It is the part of an ellipse, distance(A, p) + distance(p, B) ≤ BETWEEN_FACTOR · distance(A,
    B), that lies in the circle around the midpoint with U = half the distance between the
    centres (Quick Reference Guide, "Feature – between Two Features"). Where the one or the other
    is itself only known to be somewhere, the greater of their uncertainties is added to both.

    With `share`, what lies that much of the way from the first, give or take a tenth of it; U is
    then the radial of what is drawn.
    """
    centre, length_m = midpoint(first.centre, second.centre)
    vague_m = max((end.uncertainty_m for end in (first, second) if not end.whole), default=0.0)
    radius_m = length_m / 2 + vague_m
    if BETWEEN_FACTOR * length_m / 2 + vague_m > QUARTER_M:
        return Extent(WORLD, radius_m, centre)
    ellipse = _ellipse(first.centre, second.centre, BETWEEN_FACTOR * length_m + 2 * vague_m)
    area = shapely.intersection(ellipse, disc(*centre, radius_m).geometry)
    if share is None:
        return Extent(area, radius_m, centre)
    area = shapely.intersection(area, _strip(first.centre, second.centre, share, vague_m))
    azimuth = GEOD.inv(*first.centre, *second.centre)[0]
    lon, lat, _ = GEOD.fwd(*first.centre, azimuth, share * length_m)
    return Extent(area, farthest(points_of(area), (lon, lat)), (lon, lat))


def _strip(start: Position, end: Position, share: float, vague_m: float) -> BaseGeometry:
    """Return what lies across the line from start to end, a share of the way along it."""
    centre, length_m = midpoint(start, end)
    azimuth = GEOD.inv(*centre, *end)[0]
    along = np.array([math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))])
    across = np.array([along[1], -along[0]])
    limits = ((share - _SHARE - 0.5) * length_m, (share + _SHARE - 0.5) * length_m)
    near_m, far_m = limits[0] - vague_m - SLACK_M, limits[1] + vague_m + SLACK_M
    wide_m = BETWEEN_FACTOR * length_m + 2 * vague_m + SLACK_M
    corners = [
        near_m * along + wide_m * across,
        near_m * along - wide_m * across,
        far_m * along - wide_m * across,
        far_m * along + wide_m * across,
    ]
    return Plane(centre).globe(shapely.Polygon(corners))


def _ellipse(first: Position, second: Position, sum_m: float) -> BaseGeometry:
    """Return every point whose distances from two others add up to at most `sum_m`."""
    centre, _ = midpoint(first, second)
    bearings = np.arange(360.0)
    lon, lat = (np.full_like(bearings, value) for value in centre)
    nearer, farther = np.zeros_like(bearings), np.full_like(bearings, sum_m / 2 * 1.01)
    for _ in range(40):
        middle = (nearer + farther) / 2
        points = np.column_stack(GEOD.fwd(lon, lat, bearings, middle)[:2])
        inside = distances(points, first) + distances(points, second) <= sum_m
        nearer, farther = np.where(inside, middle, nearer), np.where(inside, farther, middle)
    # A degree of bearing is at most 1 / √(1 - (length / sum)²) degrees of the ellipse's own angle;
    # corners so much farther out have edges that touch it from outside.
    length_m = midpoint(first, second)[1]
    turn = 1 / math.sqrt(1 - (length_m / sum_m) ** 2) if sum_m else 1.0
    farther /= math.cos(math.radians(turn / 2))
    angles = np.radians(bearings)
    corners = shapely.MultiPoint(
        farther[:, None] * np.column_stack((np.sin(angles), np.cos(angles)))
    )
    return Plane(centre).globe(shapely.buffer(shapely.convex_hull(corners), SLACK_M))
