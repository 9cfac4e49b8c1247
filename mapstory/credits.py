"""Whose work a page shows: tiles, the base map, names, and what the sources of places ask for."""

from __future__ import annotations

import geopandas as gpd

from mapstory.story import Story
from mapstory.tiles import Credit, Part, TileLayer, read_credit
from mapstory.wording import words


def credits_of(story: Story, places: gpd.GeoDataFrame, tiles: TileLayer | None) -> list[Credit]:
    """Return each credit once: of the tiles, our own, and after them those of the places."""
    keys = ["credit_shapes"] if story.basemap.atlas else []
    keys += ["credit_towns"]
    keys += ["credit_newsroom"] if (places["method"] == "newsroom").any() else []
    own: list[Credit] = [(Part(words(story.language)[key]),) for key in keys]
    asked_for = dict.fromkeys(line for lines in places["credit"] for line in lines.splitlines())
    of_places = [read_credit(line) for line in asked_for if line.strip()]
    return [*([tiles.credit] if tiles else []), *own, *of_places]
