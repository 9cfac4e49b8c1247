"""The base map as SVG paths: one a class, in whole units, each step from the point before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapstory.atlas.mercator import projected
from mapstory.atlas.model import Sheet
from mapstory.bounds import Bounds

_Points = NDArray[np.int64]
_RING = 3  # points that enclose something


def draw_sheet(
    layers: Mapping[str, Iterable[BaseGeometry]], *, name: str, bounds: Bounds, zoom: float
) -> Sheet:
    """
    Return the sheet that has these layers, from the ground up: a CSS class and its shapes.

    Shapes and bounds are in degrees, EPSG:4326, longitudes running on. A unit is half a pixel at
    `zoom`, or up to √2 times as much or as little: a power of two. `name` is a JavaScript
    identifier that keeps two stories on one page apart.
    """
    unit = float(2.0 ** np.round(-1 - zoom))
    west, _, _, north = bounds
    x, y = projected(west, north)
    origin = (float(np.floor(x / unit)) * unit, float(np.floor(y / unit)) * unit)
    paths = [
        Markup('<path class="{}" d="{}"/>').format(each, drawn)
        for each, shapes in layers.items()
        if (drawn := path_data(shapes, origin, unit))
    ]
    identity = f"sheet_{name}"
    group = Markup('<g id="{}" class="mapstory-sheet">{}</g>')
    return Sheet(identity, group.format(identity, Markup("").join(paths)), origin, unit)


def path_data(shapes: Iterable[BaseGeometry], origin: tuple[float, float], unit: float) -> str:
    """Return shapes in degrees as the data of a path, in whole units from an origin, as a sheet."""
    return "".join(_path(shapes, origin, unit))


def _path(
    shapes: Iterable[BaseGeometry], origin: tuple[float, float], unit: float
) -> Iterator[str]:
    """Yield what the lines, and the rings of the areas, add to the data of a path."""
    pen = np.zeros(2, np.int64)
    for line, closed in _lines(shapes):
        points = _tidied(_on_sheet(line, origin, unit), closed=closed)
        if len(points) < (_RING if closed else 2):
            continue
        yield "m" + _spelt(np.diff(points, axis=0, prepend=[pen])) + ("z" if closed else "")
        pen = points[0] if closed else points[-1]


def _lines(shapes: Iterable[BaseGeometry]) -> Iterator[tuple[BaseGeometry, bool]]:
    for part in shapely.get_parts(shapely.get_parts(list(shapes))):
        if part.geom_type == "Polygon":
            yield from ((ring, True) for ring in shapely.get_rings(part))
        elif part.geom_type == "LineString":
            yield part, False


def _on_sheet(line: BaseGeometry, origin: tuple[float, float], unit: float) -> _Points:
    lon, lat = shapely.get_coordinates(line).T
    on_map = np.stack(projected(lon, lat), axis=1)
    points: _Points = np.rint((on_map - origin) / unit).astype(np.int64)
    return points


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
