"""The names of countries and of their divisions: where, and from which zoom on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.atlas.land import Division
from mapstory.atlas.mercator import projected, unprojected
from mapstory.atlas.model import Kind, Label
from mapstory.atlas.names.lettering import length_px
from mapstory.atlas.views import View

_SLIVER = 0.05  # share of a country that must be seen for its name to say something
_ASPECT = 2.5  # of the room that a name needs
_OVERHANG = 1.25  # how much longer than its land a name may be
_FINENESS = 0.02  # of the room: how near to the best point is near enough
_LONE = 0.25  # of a view: land that is named in the view again, where its name stands outside
_VIEWS = 12

_DIVISIONS_ZOOM = 5.3
"""From which zoom on divisions are named: about where their borders are drawn."""


def country_labels(
    faces: Sequence[tuple[BaseGeometry, str]],
    divisions: Sequence[Division],
    cut: BaseGeometry,
    views: Sequence[View],
    *,
    language: str,
) -> list[Label]:
    """
    Return the names of the countries that are more than a sliver here, largest first.

    A country of which a camera sees much, but not the middle, is named there too.
    """
    whole: dict[str, float] = {}
    for division in divisions:
        country = division.feature.country
        whole[country] = whole.get(country, 0.0) + division.shape.area
    seen = [(shape.intersection(cut), code) for shape, code in faces]
    named = [(_largest(shape), code) for shape, code in seen if not shape.is_empty]
    named = [(part, code) for part, code in named if part.area > _SLIVER * whole[code]]
    named.sort(key=lambda face: (-face[0].area, face[1]))
    labels = []
    for rank, (part, code) in enumerate(named, start=1):
        if not (feature := world.country(code)):
            continue
        name = world.name_of(feature, language)
        first = _label(name, part, "country", rank)
        labels.append(first)
        places = [first.at]
        for view in views[:_VIEWS]:
            if any(view.box.contains(at) for at in places):
                continue
            visible = part.intersection(view.box)
            if visible.area < _LONE * min(view.box.area, part.area):
                continue
            labels.append(_label(name, _largest(visible), "country", rank))
            places.append(labels[-1].at)
    return labels


def division_labels(
    divisions: Sequence[Division], cut: BaseGeometry, *, home: set[str], language: str
) -> list[Label]:
    """Return the names of the divisions of home, largest first."""
    ours = [(d, d.shape.intersection(cut)) for d in divisions if d.feature.country in home]
    ours = [(d, shape) for d, shape in ours if not shape.is_empty]
    ours.sort(key=lambda pair: -pair[1].area)
    return [
        _label(world.name_of(division.feature, language), _largest(shape), "division", rank)
        for rank, (division, shape) in enumerate(ours, start=1)
    ]


def _label(name: str, land: BaseGeometry, kind: Kind, rank: int) -> Label:
    """Return the label in the middle of where the land has most room for lying words."""
    stretched = shapely.transform(land, _stretched)
    tolerance = float(np.sqrt(stretched.area)) * _FINENESS
    outline: Any = shapely.simplify(stretched, tolerance)
    if outline.is_empty or outline.area < tolerance**2:
        outline = stretched.convex_hull.buffer(tolerance)
    radius: BaseGeometry = shapely.maximum_inscribed_circle(outline, tolerance=tolerance)
    x, y = shapely.get_coordinates(radius)[0]
    lon, lat = unprojected(x, y / _ASPECT)
    room = 2 * _OVERHANG * radius.length
    zoom = float(np.log2(length_px(name, kind) / max(room, 1e-6)))
    zoom = max(zoom, _DIVISIONS_ZOOM) if kind == "division" else zoom
    return Label(name, shapely.Point(float(lon), float(lat)), kind, rank, zoom=zoom)


def _stretched(points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = projected(points[:, 0], points[:, 1])
    return np.stack([x, y * _ASPECT], axis=1)


def _largest(shape: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest: BaseGeometry = max(parts, key=lambda part: part.area, default=shapely.Polygon())
    return largest
