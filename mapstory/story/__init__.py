"""
A story: Node -> Story, and the JSON Schema that editors check a story file with.

`keys.py` is the table of every key, `model.py` what a story is once it has been read.
"""

from mapstory.story.keys import schema
from mapstory.story.model import (
    Basemap,
    Citation,
    Correction,
    Event,
    Group,
    Image,
    Move,
    Place,
    Show,
    Story,
)
from mapstory.story.parse import parse_story
from mapstory.story.places import ids_by_name, uses_of

__all__ = [
    "Basemap",
    "Citation",
    "Correction",
    "Event",
    "Group",
    "Image",
    "Move",
    "Place",
    "Show",
    "Story",
    "ids_by_name",
    "parse_story",
    "schema",
    "uses_of",
]
