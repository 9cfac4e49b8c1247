"""Story and places in, narrative layers out: for every step the complete state of the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory.bounds import Bounds, bounds_of, is_within_a_turn, meridian_of, turned, widened
from mapstory.story import Event, Story
from mapstory.wording import words

State = Literal["told", "shown", "dimmed"]
"""What a layer looks like in a step. A layer that a step does not name is hidden."""

_GEOD = Geod(ellps="WGS84")
_NEAREST_M, _FARTHEST_M = 1_000.0, 40_000.0
_HALF = 180.0  # degrees, where longitudes end


@dataclass(frozen=True)
class Mark:
    """
    One place as one layer draws it. `soft` places are somewhere within their shape.

    `number` is that of its step where the story's pins are numbers, and empty elsewhere.
    """

    id: str
    place: str
    kind: str
    group: str | None
    label: str
    words: str
    soft: bool
    number: str = ""


@dataclass(frozen=True)
class Arrow:
    """People or things that move from one place to another."""

    id: str
    origin: str
    target: str
    group: str | None
    label: str
    count: int | None


@dataclass(frozen=True)
class Layer:
    """What one event puts on the map."""

    id: str
    marks: tuple[Mark, ...]
    arrows: tuple[Arrow, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """The places that the layer draws, each once."""
        return tuple(mark.place for mark in self.marks)


@dataclass(frozen=True)
class Step:
    """
    The complete state of the map while one event is told, or at the opening or the end.

    `anchor` is the fragment of its address, which no other state has. `layers` holds what is
    on the map; `covered` the marks of older layers that a newer one draws at the same place,
    so that no place is ever painted twice. Nothing depends on the state that the reader came
    from.
    """

    id: str
    title: str
    layers: dict[str, State]
    covered: tuple[str, ...]
    bounds: Bounds
    anchor: str = ""


@dataclass(frozen=True)
class Narrative:
    """
    The layers in the order in which they are told, the steps, and the box around all.

    `opening` and `end` show at once all that no event hides after its own step; a story of one
    event is both in its one step.
    """

    layers: tuple[Layer, ...]
    steps: tuple[Step, ...]
    bounds: Bounds
    opening: Step | None = None
    end: Step | None = None

    @property
    def states(self) -> tuple[Step, ...]:
        """All states in the order in which a reader meets them: opening, steps, end."""
        around = (self.opening, *self.steps, self.end)
        return tuple(state for state in around if state)


def arrange_narrative(story: Story, places: gpd.GeoDataFrame) -> Narrative:
    """
    Return the layers of a story and the state of the map in each of its steps.

    `places` is what `locate_places` returns. The camera frames the places that the event
    names in `view`, or all that its layer draws; an event without a place keeps the view
    of the one before it.
    """
    layers = _layers(story, places)
    everything = frame(
        places,
        dict.fromkeys(place for layer in layers for place in layer.places),
        arrows=[arrow for layer in layers for arrow in layer.arrows],
    )
    steps: list[Step] = []
    for index, (event, layer) in enumerate(zip(story.events, layers, strict=True)):
        states = {layers[i].id: state for i, state in _states(story.events, index)}
        framed = event.view or layer.places
        steps.append(
            Step(
                id=event.id,
                title=event.title,
                layers=states,
                covered=_covered([each for each in layers if each.id in states]),
                bounds=frame(places, framed)
                if framed
                else (steps[-1].bounds if steps else everything),
                anchor=f"step-{event.id}",
            )
        )
    # A map has one edge, half a turn from the story's middle: no camera looks across it.
    steps = [
        each if is_within_a_turn(each.bounds, everything) else replace(each, bounds=everything)
        for each in steps
    ]
    narrative = Narrative(layers=layers, steps=tuple(steps), bounds=everything)
    if len(steps) == 1:
        return narrative
    # What is hidden after its own step would only lie over the rest here.
    kept = zip(story.events, layers, strict=True)
    lasting = [layer for event, layer in kept if event.keep != "hidden"] or list(layers)
    opening = Step(
        id="opening",
        title=story.title,
        layers={layer.id: "shown" for layer in lasting},
        covered=_covered(lasting),
        bounds=everything,
    )
    end = replace(opening, id="end", title=words(story.language)["end"], anchor="end")
    return replace(narrative, opening=opening, end=end)


def frame(
    places: gpd.GeoDataFrame,
    ids: Iterable[str],
    *,
    arrows: Iterable[Arrow] = (),
    margin: float = 0.06,
) -> Bounds:
    """
    Return the box that the camera frames to show these places.

    Of the ways round the globe it takes one that cuts no arrow, if there is one.

    Each place counts with its uncertainty, and a lone point with ten times as much (at
    least 1 km, at most 40 km), so that the camera neither stops at a doorway nor shows a
    town without its surroundings. `margin` is added on every side, as a share of the box.
    """
    rows = places.loc[list(ids)]
    if rows.empty:
        return (-180.0, -60.0, 180.0, 75.0)
    alone = rows.geometry.nunique() == 1
    least = _NEAREST_M if alone else 0.0
    shapes = [
        _surroundings(shape, radius * (10 if alone else 1), at_least_m=least)
        if isinstance(shape, shapely.Point)
        else shape
        for shape, radius in zip(rows.geometry, rows["uncertainty_m"], strict=True)
    ]
    shapes += [
        _way(places.geometry[arrow.origin], places.geometry[arrow.target]) for arrow in arrows
    ]
    return widened(bounds_of(shapes), margin=margin)


def _way(origin: BaseGeometry, target: BaseGeometry) -> BaseGeometry:
    """Return the longitudes between two places the short way round, split at ±180°."""
    (west, south), (east, north) = _middle(origin), _middle(target)
    there = west + turned(east - west)
    if -_HALF <= there <= _HALF:
        return shapely.LineString([(west, south), (east, north)])
    edge = _HALF if there > _HALF else -_HALF
    return shapely.MultiLineString(
        [[(west, south), (edge, south)], [(-edge, north), (east, north)]],
    )


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    bounds = bounds_of([shape])
    return turned(meridian_of(bounds)), (bounds[1] + bounds[3]) / 2


def _layers(story: Story, places: gpd.GeoDataFrame) -> tuple[Layer, ...]:
    layers: list[Layer] = []
    last: dict[str, str | None] = {}
    for number, event in enumerate(story.events, start=1):
        ends = (end for move in event.moves for end in (move.origin, move.target))
        # The ends of a move stand on the map too, in the colour that they had last.
        groups = {end: last.get(end) for end in ends}
        groups |= dict.fromkeys(event.at) | {show.place: show.group for show in event.show}
        last |= groups
        sign = str(number) if story.pins == "numbers" else ""
        layers.append(_layer(event, groups, places, number=sign))
    return tuple(layers)


def _layer(
    event: Event, groups: Mapping[str, str | None], places: gpd.GeoDataFrame, *, number: str
) -> Layer:
    marks = tuple(
        Mark(
            id=f"{event.id}/{place}",
            place=place,
            kind=str(row["kind"]),
            group=group,
            label=str(row["name"]),
            words=str(row["words"]),
            soft=bool(row["soft"]),
            number=number,
        )
        for place, group in groups.items()
        for row in [places.loc[place]]
    )
    arrows = tuple(
        Arrow(
            id=f"{event.id}/move-{number}",
            origin=move.origin,
            target=move.target,
            group=move.group,
            label=move.label,
            count=move.count,
        )
        for number, move in enumerate(event.moves, start=1)
    )
    return Layer(id=event.id, marks=marks, arrows=arrows)


def _states(events: tuple[Event, ...], now: int) -> Iterable[tuple[int, State]]:
    for index, event in enumerate(events[: now + 1]):
        if index == now:
            yield index, "told"
        elif event.keep == "shown":
            yield index, "shown"
        elif event.keep == "dimmed":
            yield index, "dimmed"


def _covered(layers: list[Layer]) -> tuple[str, ...]:
    newest = {mark.place: mark.id for layer in layers for mark in layer.marks}
    return tuple(m.id for layer in layers for m in layer.marks if newest[m.place] != m.id)


def _surroundings(point: shapely.Point, radius_m: float, *, at_least_m: float) -> BaseGeometry:
    radius = min(max(radius_m, at_least_m), _FARTHEST_M)
    lon, lat = point.x, point.y
    _, north, _ = _GEOD.fwd(lon, lat, 0.0, radius)
    _, south, _ = _GEOD.fwd(lon, lat, 180.0, radius)
    east, _, _ = _GEOD.fwd(lon, lat, 90.0, radius)
    half = abs(turned(east - lon))
    return shapely.MultiPoint([(turned(lon - half), south), (turned(lon + half), north)])
