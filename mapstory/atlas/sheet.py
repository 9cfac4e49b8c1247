"""The base map as SVG paths: one a class, in whole units, each step from the point before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapstory.atlas.detail import Detail
from mapstory.atlas.mercator import projected
from mapstory.atlas.model import Sheet
from mapstory.bounds import Bounds

_Points = NDArray[np.int64]
_PX_OF_A_DEGREE = 256 / 360  # of longitude, at zoom 0
_STEPS = np.array([1.0, 2.0, 5.0])
_SPECK = 4  # grids: what is smaller is about two pixels where it is seen, and is left out
_RING = 3  # points that enclose something


def draw_sheet(
    layers: Mapping[str, Iterable[BaseGeometry]],
    *,
    name: str,
    bounds: Bounds,
    zoom: float,
    details: Sequence[Detail] = (),
) -> Sheet:
    """
    Return the sheet that has these layers, from the ground up: a CSS class and its shapes.

    Shapes and bounds are in degrees, EPSG:4326, longitudes running on. A unit is half a pixel at
    `zoom`, or up to √2 times as much or as little: a power of two. Where `details` say that a
    part is seen from farther away, points lie on a coarser grid, of 10, 100 … units: fewer digits,
    and islets that no camera shows are gone. `name` is a JavaScript identifier that keeps two
    stories on one page apart.
    """
    unit = float(2.0 ** np.round(-1 - zoom))
    west, _, _, north = bounds
    x, y = projected(west, north)
    origin = (float(np.floor(x / unit)) * unit, float(np.floor(y / unit)) * unit)
    paths = [
        Markup('<path class="{}" d="{}"/>').format(each, drawn)
        for each, shapes in layers.items()
        if (drawn := path_data(shapes, origin, unit, details))
    ]
    identity = f"sheet_{name}"
    group = Markup('<g id="{}" class="mapstory-sheet">{}</g>')
    return Sheet(
        identity, group.format(identity, Markup("").join(paths)), origin, unit, tuple(details)
    )


def path_data(
    shapes: Iterable[BaseGeometry],
    origin: tuple[float, float],
    unit: float,
    details: Sequence[Detail] = (),
) -> str:
    """Return shapes in degrees as the data of a path, in whole units from an origin, as a sheet."""
    return "".join(_path(shapes, origin, unit, details))


def _path(
    shapes: Iterable[BaseGeometry],
    origin: tuple[float, float],
    unit: float,
    details: Sequence[Detail],
) -> Iterator[str]:
    """Yield what the lines, and the rings of the areas, add to the data of a path."""
    pen = np.zeros(2, np.int64)
    for line, closed in _lines(shapes):
        points, grid = _on_sheet(line, origin, unit, details)
        points = _tidied(points, closed=closed)
        if len(points) < (_RING if closed else 2):
            continue
        if closed and np.ptp(points, axis=0).max() < _SPECK * grid:
            continue
        yield "m" + _spelt(np.diff(points, axis=0, prepend=[pen])) + ("z" if closed else "")
        pen = points[0] if closed else points[-1]


def _lines(shapes: Iterable[BaseGeometry]) -> Iterator[tuple[BaseGeometry, bool]]:
    for part in shapely.get_parts(shapely.get_parts(list(shapes))):
        if part.geom_type == "Polygon":
            yield from ((ring, True) for ring in shapely.get_rings(part))
        elif part.geom_type == "LineString":
            yield part, False


def _on_sheet(
    line: BaseGeometry, origin: tuple[float, float], unit: float, details: Sequence[Detail]
) -> tuple[_Points, float]:
    """Return the points in units, on their grids, and the finest of these."""
    lon, lat = shapely.get_coordinates(line).T
    on_map = (np.stack(projected(lon, lat), axis=1) - origin) / unit
    grid = _grid_at(lon, lat, unit, details)[:, np.newaxis]
    points: _Points = (np.rint(on_map / grid) * grid).astype(np.int64)
    return points, float(grid.min())


def _grid_at(
    lon: NDArray[np.float64], lat: NDArray[np.float64], unit: float, details: Sequence[Detail]
) -> NDArray[np.float64]:
    """Return the grid of each point in units: 1, 2 or 5 times a power of ten, by its tolerance."""
    tolerance = np.zeros_like(lon)
    for detail in reversed(details):
        tolerance[shapely.intersects_xy(detail.box, lon, lat)] = detail.tolerance
    units = np.maximum(tolerance * _PX_OF_A_DEGREE / unit * 0.75, 1.0)
    power = 10.0 ** np.floor(np.log10(units))
    grid: NDArray[np.float64] = power * _STEPS[np.searchsorted(_STEPS, units / power, "right") - 1]
    return grid


def _tidied(points: _Points, *, closed: bool) -> _Points:
    """Return the points without those that add nothing: twice the same, or straight on."""
    moves = np.any(np.diff(points, axis=0) != 0, axis=1)
    points = points[np.concatenate([[True], moves])]
    if closed:
        points = points[:-1]
    if len(points) < _RING:
        return points
    before, after = points - np.roll(points, 1, axis=0), np.roll(points, -1, axis=0) - points
    turns = before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]
    returns = np.sum(before * after, axis=1) < 0
    ends = np.zeros(len(points), bool)
    ends[[0, -1]] = not closed
    kept: _Points = points[turns | returns | ends]
    return kept


def _spelt(steps: _Points) -> str:
    """Return numbers with a space only where a sign does not part them already."""
    numbers = steps.ravel().tolist()
    return "".join([str(numbers[0]), *(f"{n}" if n < 0 else f" {n}" for n in numbers[1:])])
