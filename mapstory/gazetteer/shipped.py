"""What the world as it is shipped offers for a name."""

from __future__ import annotations

from mapstory import world
from mapstory.gazetteer.candidate import Candidate, radius_of_town
from mapstory.world import Feature, own

_SOURCES = {
    "town": "GeoNames",
    "airport": "airportsdata",
    "county": "United States Census Bureau",
    "region": "mapstory's own table",
    "water": "mapstory's own table",
}


def candidates_of_world(key: str) -> list[Candidate]:
    """Return what the world calls so, by the key of the name; each feature once."""
    found: dict[str, Candidate] = {}
    for feature, matched, main in world.features_named(key) if key else ():
        if main or feature.id not in found:
            found[feature.id] = candidate_of(feature, matched, main=main)
    return list(found.values())


def candidate_of(feature: Feature, matched: str, *, main: bool) -> Candidate:
    """Return a feature of the world as what a name may mean, at its usual point."""
    lon, lat = own.usual_point(feature.id) or (feature.lon, feature.lat)
    town = feature.kind == "town"
    return Candidate(
        id=feature.id,
        name=feature.name,
        matched=matched,
        main=main,
        kind=feature.kind,
        lon=lon,
        lat=lat,
        country=feature.country,
        division=feature.division,
        population=feature.population,
        uncertainty_m=radius_of_town(feature.population) if town else float(feature.radius_m),
        source=_SOURCES.get(feature.kind, "Natural Earth"),
        capital=feature.capital,
    )
