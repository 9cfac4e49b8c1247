"""What must not get out, and what would be published of it if it were something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mapstory.coordinates import parse_coordinates
from mapstory.protect.generalise import cell_and_rings, need_of
from mapstory.source import Source, Text
from mapstory.story import Place, Story
from mapstory.uncertainty import Extent
from mapstory.uncertainty.plane import Position


@dataclass(frozen=True)
class Secret:
    """
    Where a protected place truly is. It goes into no file and no message.

    `positions` are (lon, lat). `own` says that only the newsroom knows them: a position out of
    a public gazetteer is on every map, and the secret is no more than whose it is. `decoy` is
    another place for which the same cells are published, if there must be one. `published` are
    the corners of the cells and their centre, which say nothing of where it is in them.
    """

    place: str
    protect_m: float
    positions: tuple[Position, ...] = field(repr=False)
    own: bool
    decoy: Decoy | None = field(repr=False)
    published: tuple[Position, ...] = ()


@dataclass(frozen=True)
class Decoy:
    """A place that is given by coordinates, and where in the cell of the true one it is."""

    at: str
    precision_m: float | None


def decoy_of(extent: Extent, protect_m: float) -> Decoy:
    """Return coordinates far off in the same cell, so well known that the same is published."""
    cell, _ = cell_and_rings(extent, protect_m)
    corners = [cell.inside(east, south) for east in (0.2, 0.8) for south in (0.3, 0.7)]
    lon, lat = max(corners, key=lambda corner: _apart(corner, extent.centre))
    text = f"{lat:.6f}, {lon:.6f}"
    need_m = need_of(extent, protect_m)
    if need_m == 0:
        return Decoy(text, None)
    return Decoy(text, need_m + protect_m / 4 - parse_coordinates(text).precision_m)


def decoyed(story: Story, secrets: Sequence[Secret]) -> Story:
    """
    Return a story that says of its protected places that they are elsewhere in their cells.

    What is built from it must be the same, byte for byte: then nothing that is published depends
    on where in its cells a place is.
    """
    places = dict(story.places)
    for secret in secrets:
        if secret.decoy:
            place = places[secret.place]
            places[place.id] = replace(
                place, how="at", asked=_said(place, secret.decoy.at), node=_said(place, ""),
                precision_m=secret.decoy.precision_m,
            )  # fmt: skip
    return replace(story, places=places)


def withheld(story: Story) -> Story:
    """Return a story that no longer says where its protected places are."""
    places = {
        place.id: place
        if place.protect_m is None
        else replace(place, asked=_said(place, ""), node=_said(place, ""), precision_m=None)
        for place in story.places.values()
    }
    return replace(story, places=places)


def _said(place: Place, text: str) -> Text:
    """Return a text that stands where the place says where it is, in a file that is not there."""
    asked = place.asked
    return Text(Source(asked.source.path, ()), asked.line, asked.column, len(text), value=text)


def _apart(first: Position, second: Position) -> float:
    return abs(first[0] - second[0]) + abs(first[1] - second[1])
