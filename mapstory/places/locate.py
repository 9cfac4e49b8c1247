"""The places of one story: one GeoDataFrame, EPSG:4326, one row a place, and their lock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd

from mapstory.errors import Problem
from mapstory.gazetteer import Gazetteer
from mapstory.lock import Lock
from mapstory.places.choices import Online
from mapstory.places.desk import Desk, Row
from mapstory.protect import Secret
from mapstory.story import Story

COLUMNS = {
    "id": "the writer's id of the place; also the index",
    "name": "what readers are told",
    "kind": "battle, camp, town, area, …: which symbol is drawn",
    "geometry": "where it is or may be: a point, or the whole shape in which it lies (lon, lat)",
    "uncertainty_m": "Darwin Core's coordinateUncertaintyInMeters: a circle around all it may be",
    "soft": "whether the place is somewhere within its geometry, and so never drawn as a pin",
    "method": "how: coordinates, newsroom, gazetteer, area, file, or the kinds of phrase",
    "source": "what it was found from: the gazetteer entry and its source, the file, or the phrase",
    "asked": "the writer's own words for where it is; empty for a protected place",
    "precision": "the reader's sentence about how well the place is known",
    "words": "the same, short, as it stands on the map beside a soft place; else empty",
    "credit": "the attributions that its sources ask for, a line each; empty where none does",
}
"""The columns of the table of places, and what each means."""


@dataclass(frozen=True)
class Located:
    """
    The places of a story that could be found, and what is wrong with the others.

    `table` has the columns of `COLUMNS`, EPSG:4326, in the writer's order, indexed by id; shapes
    that cross ±180° are split there, as RFC 7946 asks. `lock` is what is to be kept of all this,
    and `secrets` is what must not be.
    """

    table: gpd.GeoDataFrame
    lock: Lock
    problems: list[Problem]
    secrets: tuple[Secret, ...]


def locate(
    story: Story, gazetteer: Gazetteer, *, lock: Lock | None = None, online: Online | None = None
) -> Located:
    """
    Return where the places of a story are.

    What `lock` answers stays as it is there. `online`, if given, is asked for names that the
    gazetteer does not clearly have.
    """
    desk = Desk(story, gazetteer, lock=lock, online=online)
    desk.find_all()
    rows = [desk.rows[id_] for id_ in story.places if id_ in desk.rows]
    return Located(
        table=_table(rows),
        lock=Lock(tuple(sorted((row.answer for row in rows), key=lambda answer: answer.place))),
        problems=desk.problems,
        secrets=tuple(desk.secrets),
    )


def locate_places(story: Story, gazetteer: Gazetteer) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Return the table of a story's places with no lock to start from, and what is wrong."""
    located = locate(story, gazetteer)
    return located.table, located.problems


def _table(rows: Iterable[Row]) -> gpd.GeoDataFrame:
    values = [
        {
            "id": place.id,
            "name": found.name or place.name,
            "kind": place.kind,
            "geometry": found.extent.geometry,
            "uncertainty_m": found.extent.uncertainty_m,
            "soft": found.soft,
            "method": found.method,
            "source": found.source,
            "asked": answer.asked,
            "precision": found.precision,
            "words": found.words,
            "credit": answer.credit,
        }
        for place, found, answer in rows
    ]
    table = gpd.GeoDataFrame(values, columns=list(COLUMNS), geometry="geometry", crs=4326)
    return table.set_index("id", drop=False)
