"""The names on a base map."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.atlas.land import Division
from mapstory.atlas.model import Label
from mapstory.bounds import Bounds, near

_TOWNS = 60
_SLIVER = 0.05  # share of a country that must be seen for its name to say something


def country_labels(
    faces: Sequence[tuple[BaseGeometry, str]],
    divisions: Sequence[Division],
    cut: BaseGeometry,
    *,
    language: str,
) -> list[Label]:
    """Return the names of the countries that are more than a sliver here, largest first."""
    whole: dict[str, float] = {}
    for division in divisions:
        country = division.feature.country
        whole[country] = whole.get(country, 0.0) + division.shape.area
    seen = [(shape.intersection(cut), code) for shape, code in faces]
    named = [(_largest(shape), code) for shape, code in seen if not shape.is_empty]
    named = [(part, code) for part, code in named if part.area > _SLIVER * whole[code]]
    named.sort(key=lambda face: -face[0].area)
    return [
        Label(world.name_of(feature, language), shapely.point_on_surface(part), "country", rank)
        for rank, (part, code) in enumerate(named, start=1)
        if (feature := world.country(code))
    ]


def division_labels(
    divisions: Sequence[Division], cut: BaseGeometry, *, home: set[str], language: str
) -> list[Label]:
    """Return the names of the divisions of home, largest first."""
    ours = [(d, d.shape.intersection(cut)) for d in divisions if d.feature.country in home]
    ours.sort(key=lambda pair: -pair[1].area)
    return [
        Label(
            world.name_of(division.feature, language),
            shapely.point_on_surface(_largest(shape)),
            "division",
            rank,
        )
        for rank, (division, shape) in enumerate(ours, start=1)
        if not shape.is_empty
    ]


def town_labels(
    window: Bounds, meridian: float, cut: BaseGeometry, *, language: str
) -> list[Label]:
    """Return the names of the towns of a window, the most important first."""
    towns = world.towns_within(window, limit=_TOWNS)
    at = [shapely.Point(near((t.lon, t.lat, t.lon, t.lat), meridian)[:2]) for t in towns]
    return [
        Label(world.name_of(town, language), point, "town", rank, capital=town.capital)
        for rank, (town, point) in enumerate(zip(towns, at, strict=True), start=1)
        if point.intersects(cut)
    ]


def _largest(shape: BaseGeometry) -> BaseGeometry:
    largest: BaseGeometry = max(shapely.get_parts(shape), key=lambda part: part.area)
    return largest
