"""How far a direction leads before something else would have been named."""

from __future__ import annotations

import math

from mapstory import world
from mapstory.phrases import Heading
from mapstory.uncertainty import Extent
from mapstory.uncertainty.geodesic import GEOD

_LEAST_M, _USUAL_M, _MOST_M = 20_000.0, 50_000.0, 100_000.0
_AS_LARGE = 0.5
_POLE_DEG = 89.0


def reach_toward(feature: Extent, heading: Heading) -> float:
    """
    Return how far "north of" a place leads, in metres from its centre.

    As far as the next town in that direction of at least half as many people (Quick Reference
    Guide, "Offset – Heading only": to the next feature of the kind), no nearer than 20 km
    or twice the place's own radius and no farther than 100 km. Where nothing tells how large the
    place is, 50 km, or its own radius if that is more. The figures are a convention of this
    project.
    """
    least_m = max(_LEAST_M, 2 * feature.uncertainty_m)
    people = _people(feature)
    if people is None:
        return max(_USUAL_M, feature.uncertainty_m)
    lon, lat = feature.centre
    nearest_m = _MOST_M
    for town in world.towns_within(_box(lon, lat, _MOST_M), limit=200):
        azimuth, _, metres = GEOD.inv(lon, lat, town.lon, town.lat)
        off = abs((azimuth - heading.azimuth + 180) % 360 - 180)
        if off <= heading.spread and (town.population or 0) >= _AS_LARGE * people:
            nearest_m = min(nearest_m, max(metres, least_m))
    return max(nearest_m, least_m)


def _people(feature: Extent) -> int | None:
    """Return how many people live in the largest town of a place that is a town."""
    if not feature.whole or feature.geometry.geom_type != "Point":
        return None
    lon, lat = feature.centre
    towns = world.towns_within(_box(lon, lat, feature.uncertainty_m), limit=1)
    return towns[0].population or None if towns else None


def _box(lon: float, lat: float, metres: float) -> world.Bounds:
    high = math.degrees(metres / GEOD.b)
    if abs(lat) + high > _POLE_DEG:
        return (-180.0, max(lat - high, -90.0), 180.0, min(lat + high, 90.0))
    wide = high / math.cos(math.radians(abs(lat) + high))
    return (lon - wide, lat - high, lon + wide, lat + high)
