"""A story as a value: what a writer said, checked, with no place looked up yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mapstory.dates import When
from mapstory.source import Node, Text
from mapstory.tiles import TileLayer


@dataclass(frozen=True)
class Group:
    """Who or what a colour means; `color` is a name of the palette, such as "vermillion"."""

    id: str
    label: str
    color: str


@dataclass(frozen=True)
class Place:
    """
    A place as the writer gave it.

    `name` is what readers are told, and `named` whether the writer gave it; `how` is the key
    that says where, and `asked` what it says. `precision_m` is how exactly coordinates or a
    looked-up name are meant, and `protect_m` how coarsely at least the place is published, both
    in metres and where the writer says so.
    """

    id: str
    name: str
    kind: str
    how: Literal["where", "at", "area", "file"]
    asked: Text
    precision_m: float | None
    node: Node
    named: bool
    protect_m: float | None = None


@dataclass(frozen=True)
class Show:
    """A place on the map of a step, in the colour of a group if there is one."""

    place: str
    group: str | None


@dataclass(frozen=True)
class Move:
    """People or things that went from one place to another; `count` is how many."""

    origin: str
    target: str
    group: str | None
    label: str
    count: int | None


@dataclass(frozen=True)
class Citation:
    """Where a claim comes from; `publisher` or `url` may be empty, not both."""

    publisher: str
    url: str
    date: When | None
    note: str


@dataclass(frozen=True)
class Image:
    """A picture in a step: its file, seen from the folder of the story, and its words."""

    file: Text
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Correction:
    """What was wrong in an earlier version, and when it was put right."""

    date: When
    text: str


@dataclass(frozen=True)
class Event:
    """
    One step of the story, and one layer of its map.

    `at`, `view` and the places of `show` and `moves` are ids of places; `text` is Markdown.
    """

    id: str
    title: str
    when: When | None
    at: tuple[str, ...]
    show: tuple[Show, ...]
    moves: tuple[Move, ...]
    text: str
    alt: str
    image: tuple[Image, ...]
    status: str
    sources: tuple[Citation, ...]
    view: tuple[str, ...]
    keep: str
    node: Node


@dataclass(frozen=True)
class Basemap:
    """
    What lies under a story: the drawn atlas or nothing, and on the atlas maybe tiles.

    `tiles` are those of a host. `file` is a file of tiles, seen from the story's folder, and
    `attribution` what the writer says of it.
    """

    atlas: bool = True
    tiles: TileLayer | None = None
    file: Text | None = None
    attribution: str = ""


@dataclass(frozen=True)
class Story:
    """A story file as it was told; `slug` is its name in links, made from the file's name."""

    slug: str
    path: Path
    title: str
    summary: str
    byline: str
    dateline: When | None
    language: str
    look_in: tuple[Text, ...]
    layout: str
    pins: str
    basemap: Basemap
    groups: dict[str, Group]
    places: dict[str, Place]
    events: tuple[Event, ...]
    corrections: tuple[Correction, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that it names: shapes, pictures and tiles."""
        shapes = [place.asked for place in self.places.values() if place.how == "file"]
        pictures = [image.file for event in self.events for image in event.image]
        tiles = [self.basemap.file] if self.basemap.file else []
        return tuple(self.path.parent / file.value.strip() for file in (*shapes, *pictures, *tiles))
