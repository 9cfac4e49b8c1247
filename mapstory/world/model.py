"""One thing that there is in the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Feature:
    """
    A country, a first-level division, a town or an airport; or a region, a water or a county.

    `id` is "IQ" for a country, "IQ-AN" for a division (Natural Earth's own code, such as
    "PHL-5582", where it has no ISO 3166-2 code to itself), "geonames:98717" for a town and
    "icao:ORAA" for an airport; the others come from tables of our own (`mapstory.world.own`).
    `country` is an ISO 3166-1 alpha-2 code, empty for what no country's code covers;
    `division` the id of the division, empty where a town lies in none. (lon, lat) is a
    town's centre, or a point inside an area from which its farthest border is `radius_m`
    metres away. `population` counts a division's towns only. The lower the `rank`, the
    sooner a map shows it. Six divisions, groups of islets, have no name.
    """

    id: str
    kind: Literal["country", "division", "town", "airport", "region", "water", "county"]
    name: str
    country: str
    division: str
    lon: float
    lat: float
    population: int | None
    rank: int
    capital: bool = False
    radius_m: float = 0.0
