"""From where a place is to the cells that are published instead."""

from __future__ import annotations

import math

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.protect.grid import Cell, block, cell_at, cells_over, reach_of
from mapstory.uncertainty import Extent, radial
from mapstory.uncertainty.geodesic import enclosing_circle, points_of
from mapstory.uncertainty.plane import Plane

_MOST_RINGS = 16
_MOST_ACROSS = 64
_ROOM_TOLERANCE = 0.01
_WIDE_M = 2_000_000.0


def generalise(extent: Extent, protect_m: float) -> Extent:
    """
    Return where a place is, no finer than `protect_m`, as whole cells of the grid.

    It is the cell that the centre of the extent lies in, with as many rings of cells around it as
    the extent reaches beyond: so it tells which cell, how many rings, and nothing else. The
    cells that a shape touches would tell more: a village that touches four of them lies
    at the corner where they meet. A lone point may be off by a quarter of `protect_m` without
    a further ring, and everything published carries that quarter as its margin.
    """
    cell, rings = cell_and_rings(extent, protect_m)
    return _published(block(cell, rings), protect_m)


def outline(extent: Extent, protect_m: float, *, room_m: float) -> Extent:
    """
    Return the cells that a large area has a part in; `generalise` does for one that is small.

    For shapes that are no secret themselves, such as a province. Large is what has room for a
    circle of `room_m` across: it says by itself less than its cells do.
    """
    if not has_room(extent.geometry, room_m):
        return generalise(extent, protect_m)
    least_m = max(protect_m, 2 * extent.uncertainty_m / _MOST_ACROSS)
    return _published(cells_over(extent.geometry, least_m), protect_m)


def outlines(extent: Extent, protect_m: float, *, room_m: float) -> Extent:
    """
    Return the cells of shapes that only the newsroom knows: each by itself, large or small.

    One large shape among them must not give the small ones away: the cells that these touch
    would tell at which corner they lie. Nor must a large shape give away a spur of its own.
    """
    least_m = max(protect_m, 2 * extent.uncertainty_m / _MOST_ACROSS)
    joined = shapely.union_all(shapely.get_parts(extent.geometry))
    if not has_room(joined, room_m):
        return generalise(extent, protect_m)
    cells = [
        cells_over(part, least_m) if _is_plump(part, room_m) else _block_around(part, least_m)
        for part in shapely.get_parts(joined)
    ]
    return _published(shapely.union_all(cells), protect_m)


def _block_around(shape: BaseGeometry, least_m: float) -> BaseGeometry:
    centre, radial_m = radial(shape)
    return block(*cell_and_rings(Extent(shape, radial_m, centre), least_m))


def cell_and_rings(extent: Extent, protect_m: float) -> tuple[Cell, int]:
    """Return the cell of an extent's centre, and how many rings of cells it needs around it."""
    need_m = need_of(extent, protect_m)
    cell = cell_at(extent.centre, max(protect_m, need_m / _MOST_RINGS))
    rings = math.ceil(need_m / cell.width_m)
    while reach_of(cell, rings) < need_m:
        rings += 1
    return cell, rings


def need_of(extent: Extent, protect_m: float) -> float:
    """Return how far, in metres, what is published must reach beyond the cell of the centre."""
    if extent.geometry.geom_type == "Point":
        return max(0.0, extent.uncertainty_m - protect_m / 4)
    return extent.uncertainty_m


def _is_plump(shape: BaseGeometry, room_m: float) -> bool:
    """Tell whether no point of a shape is farther than half of `room_m` from where it has room."""
    if not has_room(shape, room_m):
        return False
    flat = shapely.make_valid(Plane(enclosing_circle(points_of(shape))[0]).flat(shape))
    core = shapely.buffer(flat, -room_m / 2)
    return bool(shapely.covers(shapely.buffer(core, room_m), flat))


def _published(cells: BaseGeometry, protect_m: float) -> Extent:
    centre, radial_m = radial(cells)
    margin_m = protect_m / 4
    return Extent(cells, radial_m + margin_m, centre, margin_m=margin_m)


def has_room(shape: BaseGeometry, room_m: float) -> bool:
    """Tell whether a circle of `room_m` across fits into a shape; none fits into a line."""
    areas = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not areas:
        return False
    centre, reach_m = enclosing_circle(points_of(shape))
    if reach_m > _WIDE_M:
        return True
    flat = shapely.make_valid(Plane(centre).flat(shapely.union_all(areas)))
    whole = shapely.MultiPolygon([p for p in shapely.get_parts(flat) if p.geom_type == "Polygon"])
    circle = shapely.maximum_inscribed_circle(whole, tolerance=_ROOM_TOLERANCE * room_m)
    return 2 * float(circle.length) >= room_m
