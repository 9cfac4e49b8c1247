"""
The grid to which protected places are snapped: fixed, global, nested, and the same for everybody.

Cells are the squares of the Web Mercator quadtree (the tiles of every web map), and a cap
around each pole. A cell is split in four where each quarter is still wide enough, which
depends on the cell alone: so everybody in a cell sees the same cell. The cells of a larger
distance are made of whole cells of a smaller one, so whatever protected areas are laid over
one another, what they have in common is made of whole cells again.

Nothing is random: noise averages out as soon as a place is published twice (Krumm 2007,
"Inference Attacks on Location Tracks"; Andrés et al. 2013, "Geo-Indistinguishability").
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.uncertainty.geodesic import GEOD
from mapstory.uncertainty.plane import Position

_LIMIT = math.degrees(math.atan(math.sinh(math.pi)))
"""The latitude at which Web Mercator is a square, 85.0511°: beyond it lie the caps."""

_CAP_M = 2 * float(GEOD.inv(0.0, _LIMIT, 0.0, 90.0)[2])
_FINEST = 24  # cells of about 2 m, finer than any protection
_TURN, _HALF, _POLE = 360.0, 180.0, 90.0


@dataclass(frozen=True)
class Cell:
    """
    A square of the quadtree: columns count from 180° W, rows from 85° N.

    Row -1 is the northern cap and row 2 ** zoom the southern one, each one cell.
    """

    zoom: int
    column: int
    row: int

    @property
    def is_cap(self) -> bool:
        """Whether it is all around a pole."""
        return not 0 <= self.row < (1 << self.zoom)

    @property
    def width_m(self) -> float:
        """How wide the cell is in metres where it is narrowest; a cap, from rim to rim."""
        if self.is_cap:
            return _CAP_M
        return _narrowest(self.zoom, self.row)

    def inside(self, east: float, south: float) -> Position:
        """Return the (lon, lat) so far, from 0 to 1, on the way across the cell."""
        if self.is_cap:
            north = self.row < 0
            lat = _LIMIT + (_POLE - _LIMIT) * south
            return _TURN * east - _HALF, lat if north else -lat
        return _west(self.zoom, self.column + east), _north(self.zoom, self.row + south)


def cell_at(position: Position, least_m: float) -> Cell:
    """Return the smallest cell around a position that is at least `least_m` wide and high."""
    lon, lat = position
    if abs(lat) > _LIMIT:
        zoom, row = _zoom_at(math.copysign(_LIMIT, lat), least_m)
        return Cell(zoom, 0, -1 if lat > 0 else (1 << zoom))
    zoom, row = _zoom_at(lat, least_m)
    column = math.floor((lon + _HALF) / _TURN * (1 << zoom)) % (1 << zoom)
    return Cell(zoom, column, row)


def block(cell: Cell, rings: int) -> BaseGeometry:
    """Return a cell with so many rings of cells around it, EPSG:4326, cut at ±180°."""
    count = 1 << cell.zoom
    first, last = cell.row - rings, cell.row + rings
    if cell.is_cap or 2 * rings + 1 >= count:
        west, east = 0, count
    else:
        west, east = cell.column - rings, cell.column + rings + 1
    parts: list[BaseGeometry] = [
        shapely.box(_west(cell.zoom, a), south, _west(cell.zoom, b), north)
        for a, b in _columns(west, east, count)
        for north, south in [
            (_north(cell.zoom, max(first, 0)), _north(cell.zoom, min(last + 1, count)))
        ]
        if north > south
    ]
    parts += [_cap(1)] if first < 0 else []
    parts += [_cap(-1)] if last >= count else []
    return shapely.union_all(parts)


def reach_of(cell: Cell, rings: int) -> float:
    """Return how far, in metres, a block of cells reaches beyond its middle one on every side."""
    count = 1 << cell.zoom
    if cell.is_cap:
        edge, outer = (0, rings) if cell.row < 0 else (count, count - rings)
        return _between(cell.zoom, edge, outer) if rings < count else math.inf
    around = 2 * rings + 1 >= count
    reaches = [math.inf]
    for edge, outer in ((cell.row, cell.row - rings), (cell.row + 1, cell.row + 1 + rings)):
        rim = min(max(outer, 0), count)
        # Where the block has the cap too it ends at its far rim, or nowhere if it goes all around.
        beyond = 0.0 if rim == outer else math.inf if around else _CAP_M
        reaches.append(_between(cell.zoom, edge, rim) + beyond)
        lat = _north(cell.zoom, rim)
        reaches += [] if around else [_apart((0.0, lat), (rings * _TURN / count, lat))]
    return min(reaches)


def cells_over(area: BaseGeometry, least_m: float) -> BaseGeometry:
    """
    Return all cells that an area has a part in, as one shape.

    All are of one zoom, so that each is at least `least_m` wide and high.
    """
    _, south, _, north = shapely.bounds(area)
    zoom = min(cell_at((0.0, lat), least_m).zoom for lat in (south, north))
    cells = {
        (column, row)
        for part in shapely.get_parts(area)
        for west, south, east, north in [shapely.bounds(part)]
        for column in range(_column(west, zoom), _column(east, zoom) + 1)
        for row in range(_row(north, zoom), _row(south, zoom) + 1)
    }
    shapes = [block(Cell(zoom, *cell), 0) for cell in sorted(cells) if cell[0] < (1 << zoom)]
    shared = shapely.area(shapely.intersection(shapes, shapely.make_valid(area)))
    whole = shapely.area(shapes)
    return shapely.union_all(
        [shape for shape, a, b in zip(shapes, shared, whole, strict=True) if a > _TOUCHES * b]
    )


_TOUCHES = 1e-9
"""Share of a cell below which an area only touches it: neighbours share their edges."""


def _zoom_at(lat: float, least_m: float) -> tuple[int, int]:
    """Return zoom and row of the last split around a latitude of which no part is too small."""
    zoom, row = 0, 0
    while zoom < _FINEST:
        if min(_narrowest(zoom + 1, part) for part in (2 * row, 2 * row + 1)) < least_m:
            break
        zoom, row = zoom + 1, _row(lat, zoom + 1)
    return zoom, row


def _narrowest(zoom: int, row: int) -> float:
    """Return the least of the height of a row's cells and the widths at their two edges."""
    north, south = _north(zoom, row), _north(zoom, row + 1)
    wide = _TURN / (1 << zoom)
    edges = [_apart((0.0, lat), (wide, lat)) for lat in (north, south)]
    return min(_between(zoom, row, row + 1), *edges)


def _between(zoom: int, row: int, other: int) -> float:
    """Return how far apart the northern edges of two rows are, in metres."""
    return _apart((0.0, _north(zoom, row)), (0.0, _north(zoom, other)))


def _row(lat: float, zoom: int) -> int:
    """Return the row that a latitude is in; -1 or 2 ** zoom for the caps."""
    count = 1 << zoom
    if abs(lat) > _LIMIT:
        return -1 if lat > 0 else count
    share = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return min(max(math.floor(share * count), 0), count - 1)


def _column(lon: float, zoom: int) -> int:
    return math.floor((lon + _HALF) / _TURN * (1 << zoom))


def _columns(west: int, east: int, count: int) -> list[tuple[int, int]]:
    """Return a run of columns as runs from 0 to `count`: it may lead across ±180°."""
    if west < 0:
        return [(0, east), (west + count, count)]
    if east > count:
        return [(west, count), (0, east - count)]
    return [(west, east)]


def _west(zoom: int, column: float) -> float:
    return column * _TURN / (1 << zoom) - _HALF


def _north(zoom: int, row: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << zoom)))))


def _cap(side: int) -> BaseGeometry:
    """Return all that is beyond the limit, in the north (1) or the south (-1)."""
    south, north = sorted((side * _LIMIT, side * _POLE))
    return shapely.box(-_HALF, south, _HALF, north)


def _apart(first: Position, second: Position) -> float:
    return float(GEOD.inv(*first, *second)[2])
