"""
The world as it is shipped: countries, their divisions, towns and airports, rivers and lakes.

It is read from world.sqlite, which `mapstory.world.make` makes from Natural Earth, GeoNames
and airportsdata. Degrees, EPSG:4326, (lon, lat). Shapes that cross the antimeridian are in
parts on both sides of it (RFC 7946, 3.1.9). Bounds are (west, south, east, north); west greater
than east crosses the antimeridian, and so do longitudes that run on past ±180.
"""

from mapstory.world.features import Bounds, country, feature, name_of, towns_within
from mapstory.world.model import Feature
from mapstory.world.names import features_named, names_like
from mapstory.world.outlines import (
    borders_within,
    division_at,
    divisions_within,
    lakes_within,
    rivers_within,
    shape_of,
)

__all__ = [
    "Bounds",
    "Feature",
    "borders_within",
    "country",
    "division_at",
    "divisions_within",
    "feature",
    "features_named",
    "lakes_within",
    "name_of",
    "names_like",
    "rivers_within",
    "shape_of",
    "towns_within",
]
