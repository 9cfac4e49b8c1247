"""Places near others, at their edge, on one side of them, or off them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.phrases import Heading
from mapstory.uncertainty.extent import Extent, radial
from mapstory.uncertainty.geodesic import (
    QUARTER_M,
    SLACK_M,
    around,
    certainly_around,
    distances,
    enclosing_circle,
    points_of,
)
from mapstory.uncertainty.plane import Plane, Position

_LEAST_NEAR_M, _MOST_NEAR_M, _NEAR_UNKNOWN_M = 2_000.0, 25_000.0, 5_000.0
_OUTSKIRTS = (0.5, 1.25)
_SIDE_DEG = 90.0
_EDGE_DEG = 45.0


def near_m(feature: Extent) -> float:
    """
    Return how far from a place still counts as near: as far as the place itself reaches.

    At least 2 and at most 25 km; 5 km from a line, and where the place is itself only known to be
    somewhere, for then nothing tells its size. A convention of this project: the Quick Reference
    Guide ("Near a Feature") finds any default hard to defend; its figure has 10 km around a city.
    """
    if not feature.has_edge:
        return _NEAR_UNKNOWN_M
    return min(max(feature.uncertainty_m, _LEAST_NEAR_M), _MOST_NEAR_M)


def near(feature: Extent) -> Extent:
    """
    Return a place near another or in it: that widened by `near_m`.

    U = R + the buffer (Quick Reference Guide, "Near a Feature"). It is not cut half-way to
    similar features as the guide proposes: a reporter may well say near of the farther one.
    """
    buffer_m = near_m(feature)
    shape = around(feature.geometry, feature.margin_m + buffer_m)
    return Extent(shape, feature.uncertainty_m + buffer_m, feature.centre)


def outside(feature: Extent) -> Extent:
    """
    Return a place near another, but not in it.

    The inside is left out where it is known: all of an area, and of a place that is a point half
    of its radius, which is an estimate. U as in `near`.
    """
    wider = near(feature)
    if not feature.has_edge:
        return wider
    inner_m = -feature.margin_m if feature.is_area else _OUTSKIRTS[0] * feature.uncertainty_m
    inside = certainly_around(feature.geometry, inner_m)
    return replace(wider, geometry=_without(wider.geometry, inside))


def outskirts(feature: Extent, *, side: Heading | None = None) -> Extent:
    """
    Return a place at the edge of another: from half of its radius to a quarter beyond it.

    For an area, from half of the radius of the circle as large as it inwards of its border to a
    quarter outwards. U = 1.25 R; on one side of it only, the radial of that. A convention of this
    project: no source has a rule. Where the place is itself only known to be somewhere, its edge
    may be anywhere near there.
    """
    if not feature.has_edge:
        return near(feature)
    inner, outer = _OUTSKIRTS
    if feature.is_area:
        radius_m = math.sqrt(_area_m2(feature.geometry) / math.pi)
        outline = shapely.boundary(feature.geometry)
        band = around(outline, (outer - 1) * radius_m + feature.margin_m)
        rim = around(outline, (1 - inner) * radius_m + feature.margin_m)
        shape = shapely.union(band, shapely.intersection(rim, feature.geometry))
        uncertainty_m = feature.uncertainty_m + (outer - 1) * radius_m
    else:
        radius_m = feature.uncertainty_m
        shape = around(feature.geometry, outer * radius_m, inner_m=inner * radius_m)
        uncertainty_m = outer * radius_m
    edge = Extent(shape, uncertainty_m, feature.centre)
    if side is None:
        return edge
    return on_side(edge, side, spread=max(side.spread, _EDGE_DEG))


def side(feature: Extent, heading: Heading | None) -> Extent:
    """
    Return one part of a place: its half that lies in a direction, or with none its middle.

    The half counts along the direction, from the middle of the place's extent that way; the
    middle is what lies within half of the radial of the centre. U is the radial of what is drawn.
    A convention of this project, for sources leave the boundary of "the north of" to the
    georeferencer. Where the place is only known to be somewhere, all of that stays.
    """
    if not feature.whole:
        return feature
    shape = feature.geometry
    if shapely.get_dimensions(shape) == 0:
        shape = around(shape, feature.margin_m)
        feature = replace(feature, geometry=shape, margin_m=0.0)
    if heading is not None:
        return on_side(feature, heading, start=_middle(feature, heading))
    middle = around(shapely.Point(feature.centre), feature.uncertainty_m / 2)
    part = _meeting(shape, middle) or shape
    centre, radial_m = radial(part)
    return Extent(part, radial_m, centre)


def on_side(
    extent: Extent, heading: Heading, *, start: Position | None = None, spread: float = _SIDE_DEG
) -> Extent:
    """
    Return the part of an extent that lies in a direction, within `spread` degrees of it.

    It counts from `start`, or else from the extent's centre. U is the radial of what is left; all
    is left where nothing lies there.
    """
    start = start or extent.centre
    plane = Plane(start)
    far_m = min(2 * float(distances(points_of(extent.geometry), start).max()) + 1, QUARTER_M)
    angles = np.linspace(heading.azimuth - spread, heading.azimuth + spread, 13)
    ahead = np.array(_unit(heading.azimuth))
    corners = -SLACK_M * ahead + [(0.0, 0.0), *(far_m * np.array(_unit(angle)) for angle in angles)]
    shape = _meeting(extent.geometry, plane.globe(shapely.Polygon(corners))) or extent.geometry
    centre, radial_m = radial(shape)
    return Extent(shape, radial_m + extent.margin_m, centre, margin_m=extent.margin_m)


def without(extent: Extent, other: BaseGeometry, *, error_m: float) -> Extent | None:
    """
    Return an extent without a shape, or None if nothing is left.

    `error_m` is how far the edge of the shape may be from the real one: so far within the shape
    a place may still be.
    """
    shape = shapely.difference(extent.geometry, other)
    parts = [part for part in shapely.get_parts(shape) if shapely.area(part) > 0]
    if not parts:
        return None
    left = shapely.union_all(parts)
    return replace(extent, geometry=left, margin_m=extent.margin_m + error_m)


def _middle(extent: Extent, heading: Heading) -> Position:
    """Return the point on the line of a direction that has half of an extent before it."""
    plane = Plane(extent.centre)
    ahead = np.array(_unit(heading.azimuth))
    along = plane.points(points_of(extent.geometry)) @ ahead
    x, y = ahead * (along.min() + along.max()) / 2
    return plane.position(x, y)


def _unit(azimuth: float) -> tuple[float, float]:
    return math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))


def _area_m2(shape: BaseGeometry) -> float:
    centre, _ = enclosing_circle(points_of(shape))
    return float(shapely.area(Plane(centre).flat(shape)))


def _without(shape: BaseGeometry, inside: BaseGeometry) -> BaseGeometry:
    left = shapely.difference(shape, inside)
    return shape if left.is_empty else left


def _meeting(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry | None:
    """Return where two shapes meet in what the first has dimensions for, or None."""
    most = int(shapely.get_dimensions(first))
    meeting = shapely.get_parts(shapely.intersection(first, second))
    parts = [part for part in meeting if int(shapely.get_dimensions(part)) == most]
    return shapely.union_all(parts) if parts else None
