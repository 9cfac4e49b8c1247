"""The shapes of places, each written once into the page and shown by every plate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from mapstory.atlas import Atlas
from mapstory.atlas.detail import Detail
from mapstory.atlas.mercator import WORLD_PX, projected
from mapstory.atlas.sheet import path_data
from mapstory.bounds import meridian_of, near, unrolled
from mapstory.narrative import Narrative
from mapstory.plates.camera import camera_of

_SPECK = 4.0  # units


@dataclass(frozen=True)
class Grid:
    """
    The whole units in which shapes are written: those of the base map's sheet, if there is one.

    `origin` is in pixels of Web Mercator at zoom 0, and so is `unit`. `details` say where the
    cameras see less than a unit.
    """

    origin: tuple[float, float]
    unit: float
    details: tuple[Detail, ...] = ()


def grid_of(narrative: Narrative, atlas: Atlas | None) -> Grid:
    """Return the units of a story: half a pixel of its closest camera where it has no sheet."""
    if atlas:
        return Grid(atlas.sheet.origin, atlas.sheet.unit, atlas.sheet.details)
    meridian = meridian_of(narrative.bounds)
    cameras = [camera_of(near(step.bounds, meridian)) for step in narrative.steps]
    closest = max((round(camera.zoom) for camera in cameras), default=4)
    unit = 2.0 ** (-1 - closest)
    west, _, _, north = near(narrative.bounds, meridian)
    x, y = (float(each) for each in projected(west, north))
    return Grid((x // unit * unit, y // unit * unit), unit)


def shapes_of(places: gpd.GeoDataFrame, narrative: Narrative) -> dict[str, BaseGeometry]:
    """Return the shapes that the story draws, by place, with longitudes that run on."""
    meridian = meridian_of(narrative.bounds)
    drawn = dict.fromkeys(place for layer in narrative.layers for place in layer.places)
    return {place: unrolled(places.geometry[place], meridian) for place in drawn}


def written_shapes(shapes: Iterable[tuple[str, BaseGeometry]], grid: Grid) -> Markup:
    """Return a path for each area and line; points are drawn as pins."""
    path = Markup('<path id="{}" class="mapstory-shape" d="{}"/>')
    return Markup("").join(
        path.format(shape_id(place), _data_of(shape, grid))
        for place, shape in shapes
        if shapely.get_dimensions(shape) > 0
    )


def _data_of(shape: BaseGeometry, grid: Grid) -> str:
    """Return a shape as finely as the closest camera sees it, and never as nothing."""
    finest = next((each for each in grid.details if each.box.intersects(shape)), None)
    if finest:
        plain = shapely.simplify(shape, finest.tolerance / 2)
        if drawn := path_data([plain], grid.origin, grid.unit, [finest]):
            return drawn
    return path_data([shape], grid.origin, grid.unit) or _speck(shape, grid)


def _speck(shape: BaseGeometry, grid: Grid) -> str:
    """Return what stands for a shape that is too small for the grid."""
    around = shapely.centroid(shape).buffer(_SPECK * 360 / WORLD_PX * grid.unit, quad_segs=1)
    is_area = shapely.get_dimensions(shape) > 1
    return path_data([around if is_area else around.exterior], grid.origin, grid.unit)


def shape_id(place: str) -> str:
    """Return the id of the path of a place."""
    return f"shape-{place}"
