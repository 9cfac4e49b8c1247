"""Every key that a story may have: the one table from which it is read and its schema is made."""

from __future__ import annotations

from typing import Any

from mapstory.contract import (
    AnyOf,
    Either,
    Fields,
    Key,
    ListOf,
    MappingOf,
    OneOf,
    OneOrMany,
    OnlyOne,
    Record,
    Words,
    keys_of,
    owners,
)
from mapstory.source import Text
from mapstory.story.basemaps import BASEMAP, BasemapName
from mapstory.story.event_keys import DATE, EVENT, IMAGE, MOVE, SOURCE
from mapstory.story.model import Basemap
from mapstory.story.values import Color, CoordinateText, Language, Length

KINDS = (
    *("place", "area", "battle", "air strike", "shelling", "camp", "hospital", "crossing"),
    *("checkpoint", "bridge", "town", "capital", "port", "airport", "school", "protest"),
    *("earthquake", "flood", "fire"),
)

PROTECT_LIMITS_M = (100.0, 500_000.0)
"""
Metres, the least and the most that `protect:` may say. Pages carry four decimals of a degree, 11 m,
so what is finer than 100 m protects from nothing; the grid has cells of 500 km everywhere.
"""


class GroupKeys:
    """Who or what a colour means."""

    label = Key(
        "label",
        Words("a text", "Government forces"),
        "What the colour means, as the legend says it.",
        required=True,
        also="name title text",
    )
    color = Key(
        "color",
        Color(),
        "One colour of the palette.",
        required=True,
        also="colour fill",
    )


class PlaceKeys:
    """Where something is, as it was reported."""

    name = Key(
        "name",
        Words("a text", "the camp"),
        "What readers are told. Alone, it is also the name that is looked up.",
        also="title label",
    )
    where = Key(
        "where",
        Words("a name or a phrase", "10 km from crossing"),
        "A name to look up, or a phrase: 10 km from crossing, within anbar.",
        also="location position place",
    )
    at = Key(
        "at",
        CoordinateText(),
        "Coordinates, latitude first: 33.40, 43.91 or 33°06′N 44°03′E.",
        also="coordinates coords latlon point",
        like="lat lon lng latitude longitude x y",
    )
    area = Key(
        "area",
        Words("a name", "Anbar"),
        "A country or a first-level division, drawn as an area.",
        also="region province country",
    )
    file = Key(
        "file",
        Words("the path of a file", "../geodata/front.geojson"),
        "A file with shapes, seen from the story's folder: GeoJSON, GeoPackage, KML or CSV.",
        also="geojson shape path data",
    )
    kind = Key(
        "kind",
        OneOf(
            "a kind of place",
            "battle",
            KINDS,
            {
                "city": "town",
                "village": "town",
                "clinic": "hospital",
                "harbour": "port",
                "harbor": "port",
                "border crossing": "crossing",
                "airstrike": "air strike",
                "bombing": "air strike",
                "fighting": "battle",
                "clash": "battle",
                "province": "area",
                "region": "area",
                "demonstration": "protest",
                "refugee camp": "camp",
            },
        ),
        "What is there, which chooses its symbol.",
        also="type symbol icon category",
    )
    precision = Key(
        "precision",
        Length(),
        "How exactly coordinates or a looked-up name are meant.",
        also="accuracy uncertainty radius",
    )
    protect = Key(
        "protect",
        Length(example="5 km", limits=PROTECT_LIMITS_M),
        "Publish no finer than this: the page, the data and the messages know the place only as "
        "cells of a grid that are at least so wide.",
        also="protected protection hide blur obscure generalise generalize anonymise anonymize",
    )


class CorrectionKeys:
    """What was put right."""

    date = Key("date", DATE, "When it was put right.", required=True, also="when day")
    text = Key(
        "text",
        Words("a text", "An earlier version named the wrong town."),
        "What was wrong, and what is right.",
        required=True,
        also="note correction description",
    )


GROUP = Record(
    "group",
    keys_of(GroupKeys),
    "a group",
    "{label: Government forces, color: blue}",
    wraps="{label: …, color: blue}",
)
PLACE = Record(
    "place",
    keys_of(PlaceKeys),
    "a place",
    "{name: the camp, where: 10 km from crossing}",
    rules=(
        OnlyOne(("where", "at", "area", "file"), "where it is"),
        AnyOf(("name", "where", "at", "area", "file"), "where: Ramadi"),
    ),
)
CORRECTION = Record(
    "correction",
    keys_of(CorrectionKeys),
    "a correction",
    "{date: 2015-05-27, text: An earlier version named the wrong town.}",
    "date",
    "{date: 2015-05-27, text: …}",
)


class StoryKeys:
    """A story file."""

    title = Key(
        "title",
        Words("a text", "The battle for Anbar"),
        "The title of the story.",
        required=True,
        also="headline name",
    )
    summary = Key(
        "summary",
        Words("a text", "Two or three sentences in plain text."),
        "Two or three sentences in plain text: for the index page, social cards and search.",
        also="description abstract intro dek standfirst",
    )
    byline = Key(
        "byline", Words("a text", "Foreign desk"), "Who wrote it.", also="author authors by"
    )
    dateline = Key(
        "dateline",
        DATE,
        "What 'today' means in this story; relative dates count from it. ~ for about.",
        also="date published today when",
    )
    language = Key(
        "language",
        Language(),
        "The story's language as a BCP 47 tag: en, ar, pt-BR.",
        also="lang locale",
    )
    look_in = Key(
        "look_in",
        OneOrMany(
            Words("a country or region", "Iraq"), "a country or region, or a list of them", "Iraq"
        ),
        "Where names are looked up first: a country, a region, or several.",
        also="country region lookup area",
    )
    layout = Key(
        "layout",
        OneOf(
            "a layout",
            "steps",
            ("steps", "scroll"),
            {"slides": "steps", "scrollytelling": "scroll"},
        ),
        "How the story is gone through: steps, or scroll (cards over a map that stays).",
    )
    pins = Key(
        "pins",
        OneOf(
            "a way to mark places",
            "numbers",
            ("symbols", "numbers"),
            {
                "symbol": "symbols",
                "icons": "symbols",
                "kinds": "symbols",
                "number": "numbers",
                "numbered": "numbers",
                "steps": "numbers",
            },
        ),
        "What places are marked with: symbols of their kind (the default), or the numbers of the "
        "steps that tell of them.",
        also="markers icons numbering symbols",
    )
    basemap = Key(
        "basemap",
        Either[Basemap | Fields](BasemapName(), BASEMAP, "a base map", "atlas"),
        "What lies under the story: atlas (drawn, offline; the default), none, a provider of tiles "
        "by name, or tiles of your own.",
        also="map tiles background",
    )
    groups = Key(
        "groups",
        MappingOf(
            GROUP,
            "a line for every group, with its id",
            "government: {label: Government forces, color: blue}",
        ),
        "Who or what the colours mean; becomes the legend.",
        also="legend colors colours",
    )
    places = Key(
        "places",
        MappingOf(
            Either[Text | Fields](
                Words("a name or a phrase", "Ramadi"),
                PLACE,
                "a name or a phrase to look up, or keys such as {at: …}",
                "Ramadi",
            ),
            "a line for every place, with its id",
            "ramadi: Ramadi\ncamp: 10 km from ramadi",
        ),
        "Every place of the story, by an id that the events use.",
        also="locations sites points",
    )
    events = Key(
        "events",
        ListOf(
            EVENT, "a list of events", "- title: Ramadi falls\n  when: a week before\n  at: ramadi"
        ),
        "What happened, in the order in which it is told: one step each.",
        required=True,
        also="steps slides chapters scenes timeline",
    )
    corrections = Key(
        "corrections",
        ListOf(CORRECTION, "a list of corrections", "[{date: 2015-05-27, text: …}]"),
        "What was put right after publication.",
        also="correction updates changes",
    )


STORY = Record("story", keys_of(StoryKeys), "the story as a whole", "title: The battle for Anbar")

ELSEWHERE = owners((STORY, GROUP, PLACE, EVENT, MOVE, SOURCE, IMAGE, BASEMAP))
"""Which things have a key, for a key that stands in the wrong one."""


def schema() -> dict[str, Any]:
    """Return JSON Schema (draft-07) of a story file, for editors."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A mapstory story",
        "description": "One story: places and events as the reporting names them.",
        **STORY.schema(),
    }
