"""Every place of a story on the globe: one GeoDataFrame, EPSG:4326, one row a place."""

from __future__ import annotations

import geopandas as gpd

from mapstory.errors import Problem
from mapstory.gazetteer import Gazetteer
from mapstory.places.desk import Desk
from mapstory.story import Story

__all__ = ["COLUMNS", "locate_places"]

COLUMNS = {
    "id": "the writer's id of the place; also the index",
    "name": "what readers are told",
    "kind": "battle, camp, town, area, …: which symbol is drawn",
    "geometry": "where it is or may be: a point, or the whole shape in which it lies (lon, lat)",
    "uncertainty_m": "Darwin Core's coordinateUncertaintyInMeters: a circle around all it may be",
    "soft": "whether the place is somewhere within its geometry, and so never drawn as a pin",
    "method": "how: coordinates, newsroom, gazetteer, area, file, or the kinds of phrase",
    "source": "what it was found from: the gazetteer entry and its source, the file, or the phrase",
    "asked": "the writer's own words for where it is",
    "precision": "the reader's sentence about how well the place is known",
    "words": "the same, short, as it stands on the map beside a soft place; else empty",
}
"""The columns of the table of places, and what each means."""


def locate_places(story: Story, gazetteer: Gazetteer) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """
    Return the places of a story that can be found, and a problem for each that cannot.

    The table has the columns of `COLUMNS`, EPSG:4326, in the writer's order, indexed by id.
    Shapes that cross ±180° are split there, as RFC 7946 asks.
    """
    desk = Desk(story, gazetteer)
    rows = [
        {
            "id": place.id,
            "name": found.name or place.name,
            "kind": place.kind,
            "geometry": found.extent.geometry,
            "uncertainty_m": round(found.extent.uncertainty_m, 1),
            "soft": found.soft,
            "method": found.method,
            "source": found.source,
            "asked": place.asked.value,
            "precision": found.precision,
            "words": found.words,
        }
        for place in story.places.values()
        if (found := desk.find(place))
    ]
    table = gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry="geometry", crs=4326)
    return table.set_index("id", drop=False), desk.problems
