"""One thing that a name may mean, whoever says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mapstory import world

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Candidate:
    """
    One thing that a name may mean.

    `matched` is the name that it was found by, as its source writes it, and `main` whether
    that is its main one. `kind` is "country", "division", "town" or what the newsroom calls
    its own. (lon, lat) is its centre in degrees, EPSG:4326. `country` is an ISO 3166-1
    alpha-2 code and `division` an id of `mapstory.world`; either may be empty.
    `uncertainty_m` is the radius around the centre that holds the whole of it. `tier` tells who
    says so: 0 the newsroom's own rows, 1 a list that it imported, 2 the world as shipped, 3 an
    online geocoder. `credit` is the attribution that its source asks for, if any.
    """

    id: str
    name: str
    matched: str
    main: bool
    kind: str
    lon: float
    lat: float
    country: str
    division: str
    population: int | None
    uncertainty_m: float
    source: str
    tier: int = 2
    credit: str = ""
    shape: BaseGeometry | None = None
    capital: bool = False

    @property
    def newsroom(self) -> bool:
        """Whether it is a row that the newsroom itself wrote."""
        return self.tier == 0

    @cached_property
    def geometry(self) -> BaseGeometry | None:
        """The area, or the newsroom's own shape; None for what is a point. Read when asked for."""
        if self.kind in ("country", "division") and not self.newsroom:
            feature = world.feature(self.id)
            return world.shape_of(feature) if feature else None
        return self.shape

    @property
    def within(self) -> str:
        """What it lies in, in words: "Illinois, United States". Empty for a country."""
        ids = [self.division, self.country]
        features = [world.feature(area) for area in ids if area and area != self.id]
        return ", ".join(feature.name for feature in features if feature)


def radius_of_town(population: int | None) -> float:
    """
    Return about how far a town reaches from its centre, in metres.

    Equal-area radius of 1,892 urban areas of Natural Earth by population: 2.47 km times the
    thousands of people to the power of 0.209. Kept between 1 and 25 km; an estimate.
    """
    thousands = (population or 0) / 1_000
    return min(max(2_470.0 * float(thousands**0.209), 1_000.0), 25_000.0)
