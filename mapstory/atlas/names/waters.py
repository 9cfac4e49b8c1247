"""The names of seas, gulfs, straits and lakes, lying along the water."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.atlas.mercator import WORLD_PX
from mapstory.atlas.model import Kind, Label
from mapstory.atlas.names.lettering import length_px
from mapstory.bounds import near
from mapstory.world.waters import Stretch, Water, waters

_EQUATOR_KM = 40_075.017  # WGS84
_OVERHANG = {"ocean": 0.9, "sea": 0.95, "gulf": 1.1, "strait": 1.6, "lake": 1.4}
"""How much longer than the water a name may be: that of a lake may begin and end on its shores."""


def water_labels(cut: BaseGeometry, meridian: float, *, language: str) -> list[Label]:
    """Return the names of the waters whose middles lie within the cut, the largest first."""
    labels: list[Label] = []
    seen = [
        (water, stretch, at)
        for water in waters()
        for stretch, at in _stretches(water, meridian)
        if cut.contains(at)
    ]
    ranks = {
        identity: rank for rank, identity in enumerate(dict.fromkeys(w.id for w, *_ in seen), 1)
    }
    for water, stretch, at in seen:
        kind: Kind = "lake" if water.kind == "lake" else "sea"
        name = water.name(language)
        span = _px(stretch)
        zoom = float(np.log2(length_px(name, kind) / (span * _OVERHANG[water.kind])))
        rank = ranks[water.id]
        labels.append(Label(name, at, kind, rank, zoom=zoom, angle=stretch.angle, span=span))
    return labels


def _stretches(water: Water, meridian: float) -> Iterator[tuple[Stretch, shapely.Point]]:
    for each in water.stretches:
        lon, lat, *_ = near((each.lon, each.lat, each.lon, each.lat), meridian)
        yield each, shapely.Point(lon, lat)


def _px(stretch: Stretch) -> float:
    """Return an extent in pixels at zoom 0: Web Mercator is larger than the earth by 1/cos φ."""
    return float(stretch.extent_km / _EQUATOR_KM * WORLD_PX / np.cos(np.radians(stretch.lat)))
