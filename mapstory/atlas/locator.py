"""The inset that shows where in a country, and in the world around it, the story's map lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.atlas.detail import Detail, generalised
from mapstory.atlas.land import Division, arcs_within, faces_of, outlines_of
from mapstory.atlas.mercator import projected, unprojected
from mapstory.atlas.model import Locator
from mapstory.atlas.sheet import path_data
from mapstory.bounds import unrolled, wrapped

WIDTH_PX, HEIGHT_PX = 130, 110
_AROUND = 0.22  # of the country, on every side
_REGION_PX = 14.0  # at zoom 0, about 20° of longitude: a smaller country is shown in its region
_SHARE = 1 / 3  # of the inset, that the story's cameras see at most: else it says nothing
_WIDEST_PX = 50.0  # at zoom 0: no country is so wide that this is a third of it
_FAR_PART = 5.0  # degrees: parts of a country farther away from where the story is are left out
_DOT_PX = 7.0  # a box smaller than this is a dot
_FINENESS_PX = 0.6
_UNITS = 4  # of the inset's drawing, in one of its pixels


def draw_locator(
    seen: BaseGeometry,
    divisions: Sequence[Division],
    home: Iterable[str],
    *,
    meridian: float,
    language: str,
) -> Locator | None:
    """
    Return the inset of a story; None where its map shows as much as the inset would.

    `seen` is the box of all of its cameras, in degrees. A story at sea has no country to be in.
    """
    left, top, right, bottom = _px_box(seen)
    if max(right - left, bottom - top) > _WIDEST_PX:
        return None
    land = _land_around(seen, divisions, sorted(home), meridian)
    if land.is_empty:
        return None
    box = _px_box(land)
    frame = _framed(box)
    if max((right - left) / (frame[2] - frame[0]), (bottom - top) / (frame[3] - frame[1])) > _SHARE:
        return None
    names = [
        world.name_of(each, language) for code in sorted(home) if (each := world.country(code))
    ]
    unit = _unit_of(frame)
    starts = (frame[0], frame[1]) * 2
    box = (left, top, right, bottom)
    mark = _mark([(each - start) / unit for each, start in zip(box, starts, strict=True)])
    markup = Markup('<g class="mapstory-sheet">{}</g>{}').format(
        _sheet(frame, frozenset(home)), mark
    )
    return Locator(f"0 0 {WIDTH_PX * _UNITS} {HEIGHT_PX * _UNITS}", markup, tuple(names))


def _land_around(
    seen: BaseGeometry, divisions: Sequence[Division], home: Sequence[str], meridian: float
) -> BaseGeometry:
    """Return the countries of a story as far as they hang together with where it happens."""
    ours = {division.feature.country for division in divisions} & set(home)
    shapes = [
        unrolled(world.shape_of(country), meridian)
        for code in sorted(ours)
        if (country := world.country(code))
    ]
    parts = [part.envelope for shape in shapes for part in shapely.get_parts(shape)]
    main = max((part for part in parts if part.distance(seen) < _FAR_PART), key=_area, default=None)
    if main is None:
        return shapely.Polygon()
    return shapely.union_all([part for part in parts if part.distance(main) < _FAR_PART])


def _area(shape: BaseGeometry) -> float:
    return float(shape.area)


_Box = tuple[float, float, float, float]


def _px_box(shape: BaseGeometry) -> _Box:
    """Return (left, top, right, bottom) of a shape, in pixels at zoom 0."""
    west, south, east, north = shape.bounds
    x, y = projected([west, east], [max(south, -84.0), min(north, 84.0)])
    return (float(x[0]), float(y[1]), float(x[1]), float(y[0]))


def _framed(box: _Box) -> _Box:
    """Return the box of the inset around that of the countries, in its shape."""
    left, top, right, bottom = box
    wide = max((right - left) * (1 + 2 * _AROUND), _REGION_PX)
    high = max((bottom - top) * (1 + 2 * _AROUND), _REGION_PX * HEIGHT_PX / WIDTH_PX)
    wide = max(wide, high * WIDTH_PX / HEIGHT_PX)
    high = wide * HEIGHT_PX / WIDTH_PX
    x, y = (left + right) / 2, (top + bottom) / 2
    return (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _unit_of(frame: _Box) -> float:
    """Return how many pixels at zoom 0 a unit of the inset's drawing is."""
    return (frame[2] - frame[0]) / WIDTH_PX / _UNITS


@cache
def _sheet(frame: _Box, home: frozenset[str]) -> Markup:
    """Return the land and the borders in a frame, which all stories of the same countries share."""
    left, top, right, bottom = frame
    (west, east), (north, south) = unprojected([left, right], [top, bottom])
    # A little more, so that no edge of the land is seen.
    dx, dy = (east - west) / 20, (north - south) / 20
    ground = shapely.box(west - dx, max(south - dy, -85), east + dx, min(north + dy, 85))
    meridian, pixel = (west + east) / 2, (right - left) / WIDTH_PX
    details = [Detail(shapely.box(-540, -90, 540, 90), pixel * _FINENESS_PX * 360 / 256)]
    window = wrapped(ground.bounds)
    divisions = [
        Division(feature, shape)
        for feature, whole in world.divisions_within(window)
        if (shape := unrolled(whole, meridian)).intersects(ground)
    ]
    lines = [
        (generalised(each.line, details), each) for each in outlines_of(arcs_within(window, ground))
    ]
    faces = faces_of([line for line, _ in lines], ground, divisions)
    layers = {
        "mapstory-abroad": [shapely.union_all([f for f, code in faces if code not in home])],
        "mapstory-home": [shapely.union_all([f for f, code in faces if code in home])],
        "mapstory-country": [
            line for line, each in lines if len(each.countries) > 1 and not each.is_disputed
        ],
        "mapstory-ground": [line for line, each in lines if each.is_disputed],
        "mapstory-disputed": [line for line, each in lines if each.is_disputed],
    }
    paths = [
        Markup('<path class="{}" d="{}"/>').format(name, data)
        for name, shapes in layers.items()
        if (data := path_data(shapes, (left, top), _unit_of(frame)))
    ]
    return Markup("").join(paths)


def _mark(box: Sequence[float]) -> Markup:
    """Return the box of what the story's cameras see, or a dot where that is too small."""
    left, top, right, bottom = np.rint(box).astype(int).tolist()
    if max(right - left, bottom - top) < _DOT_PX * _UNITS:
        dot = Markup('<circle class="mapstory-located" cx="{}" cy="{}" r="{}"/>')
        return dot.format((left + right) // 2, (top + bottom) // 2, round(_DOT_PX / 2 * _UNITS))
    rect = Markup('<rect class="mapstory-located" x="{}" y="{}" width="{}" height="{}"/>')
    return rect.format(left, top, right - left, bottom - top)
