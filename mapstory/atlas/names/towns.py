"""The names of towns: for every camera those that a printed map of its scale would have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.atlas.mercator import projected
from mapstory.atlas.model import Label
from mapstory.atlas.views import View
from mapstory.bounds import near, wrapped

_TOWNS = 60
_IN_A_VIEW = 24
_VIEWS = 12

_VILLAGE, _VILLAGE_ZOOM = 15_000, 8.0
_PER_TENFOLD = 2.1
"""
Zooms sooner that a town is shown which is ten times as large: a world map (zoom 2) has the cities
of ten million, a map of a country (zoom 6) the towns of 150,000.
"""

_CAPITAL = 1.0  # zooms sooner
_CAPITAL_ZOOM = 4.5  # at the latest
_LONELY_PX, _LONELY, _LONELY_ZOOM = 90.0, 2.0, 3.5
"""A town with none more important so near comes so many zooms sooner, from that zoom on."""


def town_labels(
    cut: BaseGeometry, meridian: float, views: Sequence[View], *, language: str
) -> list[Label]:
    """Return the names of the towns that the cameras may show, the most important first."""
    found: dict[str, world.Feature] = {}
    for box, most in ((cut, _TOWNS), *((view.box, _IN_A_VIEW) for view in views[:_VIEWS])):
        found |= {t.id: t for t in world.towns_within(wrapped(box.bounds), limit=most)}
    at = {
        t.id: shapely.Point(near((t.lon, t.lat, t.lon, t.lat), meridian)[:2])
        for t in found.values()
    }
    towns = sorted(
        (town for town in found.values() if at[town.id].intersects(cut)),
        key=lambda t: (_zoom_by_size(t), t.id),
    )
    points = np.array([projected(at[t.id].x, at[t.id].y) for t in towns]).reshape(-1, 2)
    return [
        Label(
            world.name_of(town, language),
            at[town.id],
            "town",
            rank,
            capital=town.capital,
            zoom=_zoom(_zoom_by_size(town), points[:rank]),
        )
        for rank, town in enumerate(towns, start=1)
    ]


def _zoom_by_size(town: world.Feature) -> float:
    people = max(town.population or 0, 1_000)
    zoom = _VILLAGE_ZOOM - _PER_TENFOLD * float(np.log10(people / _VILLAGE))
    return min(zoom - _CAPITAL, _CAPITAL_ZOOM) if town.capital else zoom


def _zoom(by_size: float, so_far: NDArray[np.float64]) -> float:
    """Return the least zoom of the last of these points, the others being more important."""
    others, own = so_far[:-1], so_far[-1]
    if not len(others) or by_size <= _LONELY_ZOOM:
        return by_size
    apart = float(np.log2(_LONELY_PX / max(1e-6, np.min(np.hypot(*(others - own).T)))))
    return min(by_size, max(apart, by_size - _LONELY, _LONELY_ZOOM))
