"""In which country and first-level division the places of a list lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mapstory import world
from mapstory.gazetteer.listed import ListedPlace
from mapstory.world import Feature
from mapstory.world.key import key_of, without_kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Degrees = NDArray[np.float64]

_ABOUT = 0.01
"""Degrees, a kilometre: how rough the borders and coasts of the world as shipped are."""

_NEAR_OWN = 0.1
"""
Degrees, eleven kilometres: as far outside of its country a place that is said to be in it may
lie, on a border, an island or a pier, and still be in the country's nearest division.
"""


def with_homes(places: Sequence[ListedPlace]) -> list[ListedPlace]:
    """
    Return the places with the division in which each lies, and the country if it had none.

    A country that a source tells is kept, and the division is one of that country.
    """
    import numpy as np  # noqa: PLC0415, only where a list is added
    import shapely  # noqa: PLC0415, the same

    if not places:
        return []
    lons = np.array([place.lon for place in places])
    lats = np.array([place.lat for place in places])
    countries = np.array([place.country for place in places])
    tolerance = np.where(countries == "", _ABOUT, _NEAR_OWN)
    homes: list[Feature | None] = [None] * len(places)
    nearest = np.full(len(places), np.inf)
    for feature, shape in world.divisions_within(_around(lons, lats)):
        shapely.prepare(shape)
        west, south, east, north = shape.bounds
        close = np.flatnonzero(
            (nearest > 0)
            & ((countries == "") | (countries == feature.country))
            & (lons >= west - _NEAR_OWN)
            & (lons <= east + _NEAR_OWN)
            & (lats >= south - _NEAR_OWN)
            & (lats <= north + _NEAR_OWN)
        )
        inside = shapely.intersects_xy(shape, lons[close], lats[close])
        for at in close[inside]:
            homes[at], nearest[at] = feature, 0.0
        outside = close[~inside]
        points = shapely.points(np.column_stack([lons[outside], lats[outside]]))
        away = shapely.distance(shape, points)
        for at, degrees in zip(outside, np.atleast_1d(away), strict=True):
            if degrees < min(nearest[at], tolerance[at]):
                homes[at], nearest[at] = feature, degrees
    return [
        replace(place, country=place.country or home.country, division=home.id) if home else place
        for place, home in zip(places, homes, strict=True)
    ]


def _around(lons: Degrees, lats: Degrees) -> world.Bounds:
    return (
        float(lons.min()) - _NEAR_OWN,
        max(-90.0, float(lats.min()) - _NEAR_OWN),
        float(lons.max()) + _NEAR_OWN,
        min(90.0, float(lats.max()) + _NEAR_OWN),
    )


def is_the_worlds(place: ListedPlace) -> bool:
    """
    Tell whether a country or division of a list is one that the world as shipped has too.

    The world has its shape, and a list for the most part only a point. England is a division
    of GeoNames and none of Natural Earth's: it is not the world's.
    """
    homes = (place.country, place.division)
    return any(
        feature.kind == place.kind and feature.id in homes
        for name in place.names
        for asked in {name, without_kind(name)}
        for feature, _, _ in world.features_named(key_of(asked))
    )
