"""What a phrase says, as a value: the types of localities. No geometry here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal

from mapstory.phrases.compass import Heading

Need = Literal["place", "area", "inside", "river"]
"""
What a name in a phrase must be: any place; an area; what something can lie in, an area rather
than the town called alike; or a river.
"""


@dataclass(frozen=True)
class Named:
    """
    An id or a name inside a phrase, without its article or quotes, and where it stands.

    `article` is the article before it, as it was written; empty where there is none.
    """

    text: str
    start: int
    end: int
    article: str = field(default="", compare=False)


@dataclass(frozen=True)
class Distance:
    """
    A distance, half of the precision that its figure shows, and the words as written.

    For a range, "between 5 and 10 km", `metres` is the farther end and `nearest_m` the nearer
    one, which is 0 for "within 5 km". A single figure has no `nearest_m`.
    """

    metres: float
    precision_m: float
    text: str
    nearest_m: float | None = None


@dataclass(frozen=True)
class Journey:
    """How long a way takes: so many minutes, hours or days, on foot or by road, at least or so."""

    count: float
    unit: Literal["minute", "hour", "day"]
    by: Literal["foot", "road"]
    text: str
    at_most: bool = False


@dataclass(frozen=True)
class Border:
    """On the boundary of an area, its coast included; or only where it meets another area's."""

    feature: Named
    beside: Named | None = None


@dataclass(frozen=True)
class Coast:
    """On the coast of a place, or of that side of it."""

    feature: Named
    side: Heading | None = None


@dataclass(frozen=True)
class River:
    """On a river, or on its banks."""

    feature: Named


@dataclass(frozen=True)
class Confluence:
    """Where a river meets another one, or with no other, where it ends."""

    feature: Named
    other: Named | None


Feature = Named | Border | Coast | River | Confluence
"""What a phrase starts from: a name, or a thing that is described by one."""


@dataclass(frozen=True)
class Offset:
    """At a distance from a place, in a direction; None where nobody reported one."""

    distance: Distance | Journey
    feature: Feature
    about: bool
    heading: Heading | None = None


@dataclass(frozen=True)
class Orthogonal:
    """So far in one direction and so far in another across it: 5 km east and 3 km north of."""

    distances: tuple[Distance, Distance]
    headings: tuple[Heading, Heading]
    feature: Feature


@dataclass(frozen=True)
class Toward:
    """In a direction from a place, no one said how far; `near` where it was said to be just so."""

    heading: Heading
    feature: Feature
    near: bool = False


@dataclass(frozen=True)
class Near:
    """Near a place, or in it."""

    feature: Feature


@dataclass(frozen=True)
class Outside:
    """Near a place, but not in it."""

    feature: Feature


@dataclass(frozen=True)
class Outskirts:
    """At the edge of a place, on any side or on one."""

    feature: Feature
    side: Heading | None = None


@dataclass(frozen=True)
class Between:
    """Between two places; `share` is how much of the way from the first was said to be gone."""

    first: Feature
    second: Feature
    share: float | None = None


@dataclass(frozen=True)
class Way:
    """On the way from one place to another."""

    origin: Feature
    target: Feature


@dataclass(frozen=True)
class Sea:
    """At sea off the coast of a place, or off that side of it, at a distance if one was said."""

    feature: Named
    side: Heading | None = None
    distance: Distance | None = None


@dataclass(frozen=True)
class Inside:
    """Anywhere within a place."""

    feature: Named


@dataclass(frozen=True)
class Side:
    """In one part of a place: towards a direction, or, with none, in the middle."""

    feature: Named
    side: Heading | None


@dataclass(frozen=True)
class Both:
    """Where all parts hold at once."""

    parts: tuple[Locality, ...]


Locality = (
    Offset
    | Orthogonal
    | Toward
    | Near
    | Outside
    | Outskirts
    | Between
    | Way
    | Border
    | Coast
    | Sea
    | River
    | Confluence
    | Inside
    | Side
    | Both
)

_NEEDS: dict[type, Need] = {
    Border: "area",
    River: "river",
    Confluence: "river",
    Inside: "inside",
    Side: "inside",
}


_TOWN = re.compile(r"(?:old )?(?:city|town|village|hamlet) of\s", re.IGNORECASE)
"""What tells that the town is meant, and not the area called alike."""

_STRICTER: tuple[Need, ...] = ("place", "inside", "area", "river")


def names_in(locality: Locality) -> tuple[Named, ...]:
    """Return the names that a phrase uses, each once, from left to right."""
    return tuple(name for name, _ in names_needed(locality))


def names_needed(locality: Locality) -> tuple[tuple[Named, Need], ...]:
    """Return the names that a phrase uses, each once, from left to right, and what each must be."""
    found: dict[Named, Need] = {}
    for name, need in _needed(locality):
        if name not in found or _STRICTER.index(need) > _STRICTER.index(found[name]):
            found[name] = need
    return tuple(sorted(found.items(), key=lambda needed: needed[0].start))


def _needed(value: object) -> Iterator[tuple[Named, Need]]:
    if isinstance(value, Both):
        for part in value.parts:
            yield from _needed(part)
        return
    need = _NEEDS.get(type(value), "place")
    for each in fields(value) if hasattr(value, "__dataclass_fields__") else ():  # type: ignore[arg-type]
        part = getattr(value, each.name)
        if isinstance(part, Named):
            is_town = need == "inside" and _TOWN.match(part.text)
            yield part, "place" if is_town else need
        else:
            yield from _needed(part)
