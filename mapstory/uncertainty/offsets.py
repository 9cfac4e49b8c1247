"""Places at a distance from others: without a heading, at one, and at a heading alone."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.phrases import Distance, Heading
from mapstory.uncertainty.extent import Extent, radial
from mapstory.uncertainty.geodesic import (
    GEOD,
    QUARTER_M,
    SLACK_M,
    WORLD,
    around,
    certainly_around,
    enclosing_circle,
    halves,
    points_of,
)
from mapstory.uncertainty.plane import Plane, Points

_STEP_DEG, _COARSE_DEG, _MANY = 5.0, 15.0, 400
_ALL_AROUND_DEG = 180.0
_TILE_M = 1_000_000.0
_DEGREE_M = 111_694.0  # of latitude at a pole, where one is longest
_GRID_M = 0.01  # edges that all but coincide are joined without fail on a grid only
_SIMPLER = 1 / 200  # of the distance, or of the size of what is swept if less
_ROUGHER, _ROUGH = 1 / 20, 1 / 250  # of the distance, or of the size of what is swept if more


def ring(
    feature: Extent, *, distance_m: float, precision_m: float, nearest_m: float | None = None
) -> Extent:
    """
    Return a place at a distance d from a feature, in a direction that nobody reported.

    Drawn is every point at d ± p from some possible position of the feature: the feature
    widened by d + p, without what is nearer than d - p to all of it (nothing, unless the
    feature is small beside d). From the whole of an area whose own radial is greater than d,
    distances count from its border: what is certainly nearer than d - p to it is left out. For a
    range, d is its farther end and `nearest_m` the nearer one. p is half the precision of d.
    U = R + d + p + m around the feature's centre: the Calculator's "Distance only", where the
    feature's own U is R + m.
    """
    outer_m = distance_m + precision_m
    inner_m = (distance_m if nearest_m is None else nearest_m) - precision_m
    shape = around(
        feature.geometry,
        outer_m + feature.margin_m,
        inner_m=inner_m - feature.margin_m,
    )
    shape = _beyond(shape, feature, distance_m, inner_m)
    return Extent(shape, feature.uncertainty_m + outer_m, feature.centre)


def heading_uncertainty(
    distance_m: float, spread: float, *, others_m: float, coordinate_m: float = 0.0
) -> float:
    """
    Return U of an offset at a heading: √((d + d' - d cos α)² + (d sin α)²) + c.

    The Calculator's "Distance at a heading" (Wieczorek, Guo & Hijmans 2004): d' is the sum of
    the other uncertainties, R + p + m, and c that of the precision of the coordinates. `spread`
    is α in degrees.
    """
    angle = math.radians(spread)
    ahead = distance_m + others_m - distance_m * math.cos(angle)
    return math.hypot(ahead, distance_m * math.sin(angle)) + coordinate_m


def sector(
    feature: Extent,
    *,
    distance_m: float,
    precision_m: float,
    heading: Heading,
    nearest_m: float | None = None,
) -> Extent:
    """
    Return a place at a distance d and a heading from a feature.

    Drawn is every point at d ± p and within α of the heading from some possible position of the
    feature. Around a pole, where headings end, that is all directions. The centre is at d in the
    direction of the heading, from the feature's centre, and U as in `heading_uncertainty`, which
    cuts the corners of what is drawn. A range from a to b counts as d = (a + b) / 2 with
    half of b - a added to p.
    """
    outer_m = distance_m + precision_m
    inner_m = (distance_m if nearest_m is None else nearest_m) - precision_m
    shape = _beyond(_swept(feature, inner_m, outer_m, heading), feature, distance_m, inner_m)
    middle_m = (inner_m + outer_m) / 2
    lon, lat, _ = GEOD.fwd(*feature.centre, heading.azimuth, middle_m)
    others_m = feature.uncertainty_m + (outer_m - inner_m) / 2
    return Extent(
        shape, heading_uncertainty(middle_m, heading.spread, others_m=others_m), (lon, lat)
    )


def orthogonal(
    feature: Extent, *, distances: tuple[Distance, Distance], headings: tuple[Heading, Heading]
) -> Extent:
    """
    Return a place so far in one direction and so far across it from a feature.

    U = p√2 + R + m around the point that both distances lead to from the feature's centre, with
    the greater p: the Calculator's "Distance along orthogonal directions". Drawn is the circle,
    as much wider as meridians draw together within it.
    """
    north_south = [h.azimuth % _ALL_AROUND_DEG == 0 for h in headings]
    ordered = sorted(zip(north_south, distances, headings, strict=True), key=lambda leg: not leg[0])
    lon, lat = feature.centre
    for _, distance, heading in ordered:
        lon, lat, _ = GEOD.fwd(lon, lat, heading.azimuth, distance.metres)
    precision_m = max(distance.precision_m for distance in distances)
    uncertainty_m = precision_m * math.sqrt(2) + feature.uncertainty_m
    far_m = math.hypot(*(distance.metres for distance in distances))
    turned = math.radians(_convergence(feature, far_m))
    drawn_m = uncertainty_m + min(turned, math.pi) * far_m
    return Extent(around(shapely.Point(lon, lat), drawn_m), uncertainty_m, (lon, lat))


def toward(feature: Extent, *, heading: Heading, far_m: float) -> Extent:
    """
    Return a place in a direction from a feature, at most so far from it.

    A cone with α on either side of the heading, as far as the next feature of the kind; U is its
    radial (Quick Reference Guide, "Offset – Heading only"). The whole of an area lies not in
    a direction from itself, and is left out.
    """
    shape = _swept(feature, 0.0, far_m, heading)
    if feature.whole and feature.is_area:
        shape = shapely.difference(shape, certainly_around(feature.geometry, -feature.margin_m))
    centre, radial_m = radial(shape)
    return Extent(shape, radial_m, centre)


def _beyond(
    shape: BaseGeometry, feature: Extent, distance_m: float, inner_m: float
) -> BaseGeometry:
    """Leave out what is nearer than a distance to an area from whose border it counts."""
    if not (feature.whole and feature.is_area and distance_m < feature.uncertainty_m):
        return shape
    inner_m = max(inner_m, 0.0) - feature.margin_m
    left = shapely.difference(shape, certainly_around(feature.geometry, inner_m))
    return left if not left.is_empty else shape


def _convergence(feature: Extent, far_m: float) -> float:
    """
    Return by how many degrees a heading may turn from one possible start to another.

    Meridians Δλ apart, the most that a circle of r around latitude φ reaches (sin Δλ = sin r /
    cos φ), turn by less than Δλ · sin(|φ| + r + d). All around, where a pole is as near as that.
    """
    (_, lat), reach_m = enclosing_circle(points_of(feature.geometry))
    reach = (reach_m + feature.margin_m) / GEOD.b
    if abs(math.radians(lat)) + reach + far_m / GEOD.b >= math.pi / 2:
        return _ALL_AROUND_DEG
    turn = math.asin(math.sin(reach) / math.cos(math.radians(lat)))
    return math.degrees(turn * math.sin(abs(math.radians(lat)) + reach))


def _swept(feature: Extent, inner_m: float, outer_m: float, heading: Heading) -> BaseGeometry:
    """
    Return every point at a distance and heading from some point within a feature's margin.

    A shape that reaches beyond 1,000 km is swept by halves, and is first made wider and simpler,
    by about a hundredth of its own reach or a tenth of the distance.
    """
    shape = feature.geometry
    _, reach_m = enclosing_circle(points_of(shape))
    if reach_m + outer_m + feature.margin_m > QUARTER_M:
        return WORLD
    half = heading.spread + _convergence(feature, 0.0)
    if reach_m <= _TILE_M and half >= _ALL_AROUND_DEG - _STEP_DEG:
        return around(shape, outer_m + feature.margin_m, inner_m=inner_m - feature.margin_m)
    if reach_m <= _TILE_M:
        simpler_m = _SIMPLER * min(reach_m, outer_m)
        swept = _swept_tile(shape, (inner_m, outer_m), heading.azimuth, half, simpler_m)
        return around(swept, feature.margin_m) if feature.margin_m else swept
    rough_m = max(_ROUGHER * outer_m, _ROUGH * reach_m)
    wider = around(shape, feature.margin_m + rough_m)
    rough = shapely.make_valid(shapely.simplify(wider, rough_m / _DEGREE_M))
    limits_m = (max(inner_m - 2 * rough_m, 0.0), outer_m)
    return _swept_halves(rough, limits_m, heading)


def _swept_halves(
    shape: BaseGeometry, limits_m: tuple[float, float], heading: Heading
) -> BaseGeometry:
    """Return what `_swept` does, of a shape that needs no more simplifying, by halves."""
    part = Extent(shape, 0.0, enclosing_circle(points_of(shape))[0])
    if enclosing_circle(points_of(shape))[1] > _TILE_M:
        return shapely.union_all([_swept_halves(h, limits_m, heading) for h in halves(shape)])
    return _swept(part, *limits_m, heading)


def _swept_tile(
    shape: BaseGeometry,
    limits_m: tuple[float, float],
    azimuth: float,
    half: float,
    simpler_m: float,
) -> BaseGeometry:
    """
    Return every point at a distance between two limits and in a direction from a shape.

    On a globe what starts apart in one direction draws together (Berger's comparison theorem), so
    `half` has to allow for `_convergence`; distances from elsewhere than the centre are widened
    by what the projection stretches there.
    """
    centre, reach_m = enclosing_circle(points_of(shape))
    inner_m, outer_m = limits_m
    plane = Plane(centre)
    angle = (reach_m + outer_m) / GEOD.b
    stretch = 1 / np.sinc(angle / math.pi) - 1 if reach_m else 0.0
    flat = shapely.make_valid(shapely.simplify(plane.flat(shape), simpler_m))
    step = _STEP_DEG if shapely.get_num_coordinates(flat) < _MANY else _COARSE_DEG
    wider = min(half + math.degrees(stretch), _ALL_AROUND_DEG)
    wedges = _wedges((max(inner_m, 0.0), outer_m), azimuth, wider, step)
    swept = shapely.union_all([_sum(flat, wedge) for wedge in wedges], grid_size=_GRID_M)
    return plane.globe(shapely.buffer(swept, simpler_m + stretch * outer_m + SLACK_M))


def _wedges(
    limits_m: tuple[float, float], azimuth: float, half: float, step: float
) -> list[Points]:
    """Return convex corners that together cover a sector of a ring, and hardly more."""
    inner_m, outer_m = limits_m
    count = max(1, math.ceil(2 * half / step))
    edges = np.radians(azimuth + np.linspace(-half, half, count + 1))
    cosine = math.cos(math.radians(half / count))
    wedges = []
    for left, right in pairwise(edges):
        sides = np.array([[math.sin(angle), math.cos(angle)] for angle in (left, right)])
        wedges.append(np.vstack((sides * (inner_m * cosine), sides * (outer_m / cosine))))
    return wedges


def _sum(flat: BaseGeometry, wedge: Points) -> BaseGeometry:
    """Return the Minkowski sum of a shape of the plane and a convex polygon."""
    parts: list[BaseGeometry] = []
    for part in shapely.get_parts(flat):
        lines = [part]
        if shapely.get_dimensions(part) > 1:
            parts.append(shapely.transform(part, lambda points: points + wedge[0]))
            lines = shapely.get_rings(part).tolist()
        for line in lines:
            corners = shapely.get_coordinates(line)
            starts, ends = (corners[:-1], corners[1:]) if len(corners) > 1 else (corners, corners)
            sums = np.concatenate([starts[:, None, :] + wedge, ends[:, None, :] + wedge], axis=1)
            corners_of_sums = np.asarray(shapely.points(sums))
            parts += np.asarray(shapely.convex_hull(shapely.multipoints(corners_of_sums))).tolist()
    # What was valid may be moved to digits that are not, and a hull of corners in line come out so.
    return shapely.union_all(shapely.make_valid(parts), grid_size=_GRID_M)
