"""From degrees to a plane in which distances from one point are true, and back to the globe."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Proj
from shapely.geometry.base import BaseGeometry

Position = tuple[float, float]
"""(lon, lat) in degrees."""

Points = npt.NDArray[np.float64]
"""Two columns: (lon, lat) in degrees, or (x, y) in metres."""

_EDGE_DEG = 0.1  # such an edge of a shape is at most 1.3 m off its straight line in a plane
_EDGE_M = 10_000.0
_LEAST_M = 1.0
_SEAM_DEG = 0.01
_ON_SEAM_DEG = 1e-7
_AREA = 2  # dimensions
_HALF_TURN_DEG, _POLE_DEG = 180.0, 90.0
_POLES = np.array([[0.0, -_POLE_DEG], [0.0, _POLE_DEG]])


class Plane:
    """The azimuthal equidistant projection around a position, on WGS84, in metres."""

    def __init__(self, centre: Position) -> None:
        self._project = Proj(proj="aeqd", lon_0=centre[0], lat_0=centre[1], ellps="WGS84")

    def points(self, degrees: Points) -> Points:
        """Return (x, y) in metres."""
        return np.column_stack(self._project(degrees[:, 0], degrees[:, 1]))

    def degrees(self, points: Points) -> Points:
        """Return (lon, lat)."""
        return np.column_stack(self._project(points[:, 0], points[:, 1], inverse=True))

    def position(self, x: float, y: float) -> Position:
        """Return (lon, lat)."""
        lon, lat = self._project(x, y, inverse=True)
        return lon, lat

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in metres, its edges so short that they hardly bend."""
        return shapely.transform(dense(shape), self.points)

    def globe(self, area: BaseGeometry) -> BaseGeometry:
        """
        Return an area of the plane in degrees, cut at ±180°.

        Edges are kept so short that straight in the plane and straight in degrees are the same
        to 5 m: the nearer to a pole, the shorter.
        """
        poles = self.points(_POLES)
        area = shapely.segmentize(area, _EDGE_M)
        parts = [
            _each_ring(part, lambda r: _shortened(r, poles)) for part in shapely.get_parts(area)
        ]
        area = shapely.union_all(parts)
        globe = shapely.transform(area, self.degrees)
        rings = map(shapely.get_coordinates, shapely.get_rings(shapely.get_parts(globe)))
        if all(np.abs(np.diff(ring[:, 0])).max() < _HALF_TURN_DEG for ring in rings):
            return _areas(globe)
        reached = _POLES[shapely.intersects(area, shapely.points(poles))]
        latitudes = np.append(shapely.get_coordinates(globe), reached, axis=0)[:, 1]
        return self._halved(area, latitudes.min(), latitudes.max())

    def _halved(self, area: BaseGeometry, south: float, north: float) -> BaseGeometry:
        """
        Return an area of the plane in degrees, cut along the meridians of 180° and 0°.

        The cut is made in the plane, where it is exact. A cut in degrees has to guess which way
        around the globe an edge goes, and is lost where a corner is on the meridian or a pole.
        """
        steps = np.arange(south - 2 * _SEAM_DEG, north + 2 * _SEAM_DEG, _SEAM_DEG)
        steps = np.unique(np.clip(np.append(steps, north), -_POLE_DEG, _POLE_DEG))
        turned = np.abs(steps) < _POLE_DEG
        seams = [  # which meet in one and the same point, at a pole
            shapely.LineString(self.points(np.column_stack((np.where(turned, lon, 0), steps))))
            for lon in (0.0, _HALF_TURN_DEG)
        ]
        lines = shapely.union_all([shapely.boundary(area), *seams])
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
        inside = shapely.point_on_surface(faces)
        kept = shapely.contains(area, inside)
        longitudes = self.degrees(shapely.get_coordinates(inside[kept]))[:, 0]
        halves = [
            self._half(face, math.copysign(1, longitude))
            for face, longitude in zip(faces[kept], longitudes, strict=True)
        ]
        return _areas(shapely.union_all(halves))

    def _half(self, face: BaseGeometry, side: float) -> BaseGeometry:
        """Return in degrees a face that is all on one side of 0°: 1 is east, -1 west."""
        degrees = _each_ring(face, lambda ring: _on_side(self.degrees(ring[:-1]), side))
        return shapely.make_valid(degrees)


def dense(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in degrees with its edges so short that no projection bends them."""
    return shapely.segmentize(shape, _EDGE_DEG)


def _each_ring(area: BaseGeometry, change: Callable[[Points], Points]) -> BaseGeometry:
    """Return a polygon with each of its rings changed."""
    shell, *holes = (change(shapely.get_coordinates(ring)) for ring in shapely.get_rings(area))
    return shapely.Polygon(shell, holes)


def _shortened(ring: Points, poles: Points) -> Points:
    """
    Return a ring of the plane with the edges near a pole halved until they keep to their parallel.

    An edge s long, at r from the pole, leaves its parallel by s² / 8r; one of 1 m may lead past it.
    """
    while True:
        middles = (ring[:-1] + ring[1:]) / 2
        lengths = np.hypot(*(ring[1:] - ring[:-1]).T)
        gaps = np.min([np.hypot(*(middles - pole).T) for pole in poles], axis=0) - lengths / 2
        long = lengths > np.maximum(np.sqrt(16 * np.maximum(gaps, 0)), _LEAST_M)
        if not long.any():
            return ring
        ring = np.insert(ring, np.flatnonzero(long) + 1, middles[long], axis=0)


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Return the areas of a shape, valid, without what is thinner than a last digit."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == _AREA])


def _on_side(ring: Points, side: float) -> Points:
    """Return a ring with its longitudes on one side of 0°, and a pole as an edge, not a corner."""
    lon = side * ring[:, 0]
    lon[(lon < -_HALF_TURN_DEG / 2) | (lon > _HALF_TURN_DEG - _ON_SEAM_DEG)] = _HALF_TURN_DEG
    lon[lon < _ON_SEAM_DEG] = 0
    corners: list[Position] = []
    for index, (longitude, latitude) in enumerate(zip(side * lon, ring[:, 1], strict=True)):
        if _POLE_DEG - abs(latitude) > _ON_SEAM_DEG / 100:
            corners.append((longitude, latitude))
        else:
            pole = math.copysign(_POLE_DEG, latitude)
            corners += [(side * lon[index - 1], pole), (side * lon[(index + 1) % len(lon)], pole)]
    return np.array(corners)
