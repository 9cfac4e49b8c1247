"""Where a place may be, as a value, and what shapes alone say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.uncertainty.geodesic import (
    WORLD,
    around,
    enclosing_circle,
    farthest,
    midpoint,
    nearest,
    points_of,
)
from mapstory.uncertainty.plane import Position

LINE, AREA = 1, 2  # dimensions
_DETAILED, _LARGE_M, _SIMPLER = 1_000, 200_000.0, 1 / 1_000
_DEGREE_M = 111_694.0  # of latitude at a pole, where one is longest


@dataclass(frozen=True)
class Extent:
    """
    Where a place may be: within `margin_m` of the geometry.

    The circle of `uncertainty_m` around the centre is Darwin Core's
    coordinateUncertaintyInMeters. It holds all of that, but for the corners of a sector (see
    `offsets.sector`). The centre is (lon, lat) and no place in itself: it may be where the
    place cannot be, and is never drawn. `whole` says that the place is all of its geometry, as
    a province is, and not just somewhere in it.
    """

    geometry: BaseGeometry
    uncertainty_m: float
    centre: Position
    margin_m: float = 0.0
    whole: bool = False

    @property
    def has_edge(self) -> bool:
        """Whether it is known where the place ends: of an area, and about so of a point."""
        return self.whole and dimension(self.geometry) != LINE

    @property
    def is_area(self) -> bool:
        """Whether the geometry has an inside."""
        return dimension(self.geometry) == AREA


def named_place(lon: float, lat: float, radial_m: float, *, measurement_m: float = 0.0) -> Extent:
    """
    Return a place known by a point: U = R + m (the Calculator's "Geographic feature only").

    R is its geographic radial, m what the coordinates themselves may be off.
    """
    uncertainty_m = radial_m + measurement_m
    return Extent(
        shapely.Point(lon, lat), uncertainty_m, (lon, lat), margin_m=uncertainty_m, whole=True
    )


def disc(lon: float, lat: float, radius_m: float) -> Extent:
    """Return everything within a radius of a point, as an area."""
    return Extent(around(shapely.Point(lon, lat), radius_m), radius_m, (lon, lat))


def within(shape: BaseGeometry) -> Extent:
    """
    Return a place that is a shape: U is its radial.

    Quick Reference Guide, "Feature – with Obvious Spatial Extent".
    """
    centre, radial_m = radial(shape)
    return Extent(shape, radial_m, centre, whole=True)


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


def simpler(extent: Extent) -> Extent:
    """
    Return a large and detailed shape with fewer corners, and with the error in its doubt.

    Douglas and Peucker's method: the error is a thousandth of the radial, and no corner may come
    to lie farther off the outline (GEOS may go beyond its tolerance where a ring begins), by a
    degree that is nowhere longer than `_DEGREE_M`. So every point of the area lies within the
    new margin of what is returned.
    """
    few = shapely.get_num_coordinates(extent.geometry) <= _DETAILED
    if few or extent.uncertainty_m <= _LARGE_M:
        return extent
    error_m = extent.uncertainty_m * _SIMPLER
    shape = shapely.make_valid(shapely.simplify(extent.geometry, error_m / _DEGREE_M / 2))
    outline = _outline(shape)
    shapely.prepare(outline)
    corners = shapely.points(shapely.get_coordinates(extent.geometry))
    if not shapely.dwithin(outline, corners, error_m / _DEGREE_M).all():
        return extent
    return replace(
        extent,
        geometry=shape,
        uncertainty_m=extent.uncertainty_m + error_m,
        margin_m=extent.margin_m + error_m,
    )


def both(first: Extent, second: Extent) -> Extent | None:
    """
    Return where both hold, or None where they do not meet.

    A line cut by an area stays a line; two areas that only touch do not meet. Each of the two
    circles holds whatever lies in both, so an area has the smaller one: a ring cut to a country
    keeps its U = R + d + p + m. What is left of a line has the smallest that reaches all of it,
    and its margin, from its own centre or from either of the two.
    """
    thin, wide = sorted((first, second), key=lambda extent: dimension(extent.geometry))
    reach_m = thin.margin_m + wide.margin_m
    frame = around(wide.geometry, reach_m) if reach_m else wide.geometry
    meeting = shapely.intersection(thin.geometry, frame)
    left = max(map(dimension, shapely.get_parts(meeting)), default=-1)
    if meeting.is_empty or (dimension(thin.geometry) == AREA and left < AREA):
        return None
    parts = [part for part in shapely.get_parts(meeting) if dimension(part) == left]
    shape = shapely.union_all(parts)
    if left == AREA:
        # What is drawn may lie a margin outside of the wider one, and its place one more.
        circles = [(thin.uncertainty_m, thin.centre)]
        circles += [(wide.uncertainty_m + 2 * thin.margin_m, wide.centre)]
    else:
        shape = shapely.line_merge(shape) if left == LINE else shape
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
    return shapely.boundary(shape) if dimension(shape) == AREA else shape


def dimension(shape: BaseGeometry) -> int:
    """Return 0 for points, 1 for lines and 2 for areas."""
    return int(shapely.get_dimensions(shape))
