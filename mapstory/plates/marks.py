"""Marks: the areas, lines, soft areas, arrows and pins of a state, as SVG and as shapes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from mapstory.narrative import Arrow, Mark, Narrative, State, Step
from mapstory.plates.arrows import Curve, End, Spot, curve_between, ends_of, width_of
from mapstory.plates.camera import whole
from mapstory.plates.shapes import shape_id
from mapstory.plates.symbols import PIN_RADIUS, color_class, fade_id, fade_of, pin_id

HALO_RADIUS = 10.0  # stands for an area that is too small to be seen
_BAND = 28.0  # the width of a soft line
_SIZES: Mapping[State, float] = {"told": 1.2, "shown": 1.0, "dimmed": 0.7}
_CASING = 2.0
_LEAST = 6.0  # an arrow shorter than this is none


@dataclass(frozen=True)
class Drawn:
    """A mark in the state that it has in a step, and its shape as it lies on the paper."""

    mark: Mark
    state: State
    shape: BaseGeometry

    @property
    def dimension(self) -> int:
        """0 for points, 1 for lines, 2 for areas."""
        return int(shapely.get_dimensions(self.shape))

    @property
    def is_point(self) -> bool:
        """Whether the place is shown by pins."""
        return self.dimension == 0 and not self.mark.soft

    @property
    def is_trace(self) -> bool:
        """Whether only a faint dot is left of it, as of the points of older layers."""
        return self.is_point and self.state == "dimmed" and not self.mark.number

    @property
    def has_pins(self) -> bool:
        """Whether its points are pins with the symbol of its kind."""
        return self.is_point and not self.is_trace and not self.mark.number

    @property
    def is_tiny(self) -> bool:
        """Whether the area is too small to be seen, so that a halo stands for it."""
        west, north, east, south = self.shape.bounds
        return self.dimension > 1 and max(east - west, south - north) < 2 * HALO_RADIUS

    @property
    def radius(self) -> float:
        """How far its pin reaches, with the casing."""
        return radius_of(self.state)

    @property
    def middle(self) -> Spot:
        """The middle of its box."""
        west, north, east, south = self.shape.bounds
        return ((west + east) / 2, (north + south) / 2)

    def points(self) -> list[Spot]:
        """Return where its pins stand."""
        return [(point.x, point.y) for point in shapely.get_parts(self.shape)]


@dataclass(frozen=True)
class Flight:
    """A move as it is drawn in a step."""

    arrow: Arrow
    state: State
    curve: Curve


def radius_of(state: State) -> float:
    """Return how far a pin reaches in a state, with its casing."""
    return PIN_RADIUS * _SIZES[state] + _CASING


def marks_of(narrative: Narrative, step: Step, shapes: Mapping[str, BaseGeometry]) -> list[Drawn]:
    """Return the marks of a state from the ground up; `shapes` are those on the paper."""
    return [
        Drawn(mark, step.layers[layer.id], shapes[mark.place])
        for layer in narrative.layers
        if layer.id in step.layers
        for mark in sorted(layer.marks, key=lambda m: -shapely.get_dimensions(shapes[m.place]))
        if mark.id not in step.covered and not shapes[mark.place].is_empty
    ]


def flights_of(
    narrative: Narrative, step: Step, shapes: Mapping[str, BaseGeometry]
) -> list[Flight]:
    """Return the moves of a state; those that would be no longer than their head are left out."""
    most = max(
        (arrow.count or 0 for layer in narrative.layers for arrow in layer.arrows), default=0
    )
    flights, taken = [], list[Spot]()
    for layer in narrative.layers:
        if not (state := step.layers.get(layer.id)):
            continue
        gap = radius_of("told" if state == "told" else "shown") + 1
        for arrow in layer.arrows:
            origin, target = End(shapes[arrow.origin], gap), End(shapes[arrow.target], gap)
            start, tip = ends_of(origin, target, taken)
            if math.dist(start, tip) < _LEAST:
                continue
            taken += [start, tip]
            curve = curve_between(start, tip, width_of(arrow.count, most))
            flights.append(Flight(arrow, state, curve))
    return flights


def pins_of(
    narrative: Narrative, shapes: Mapping[str, BaseGeometry], colors: Mapping[str, str]
) -> set[tuple[str, str | None]]:
    """Return the kinds and colours of the pins that any state of a story may need."""
    marks = (mark for layer in narrative.layers for mark in layer.marks)
    return {
        (mark.kind, colors.get(mark.group or ""))
        for mark in marks
        if Drawn(mark, "told", shapes[mark.place]).has_pins
    }


def written_ground(
    marks: Sequence[Drawn], colors: Mapping[str, str], hatched: Mapping[str, str], transform: str
) -> tuple[Markup, set[int]]:
    """
    Return the areas and lines of a state, and the soft edges that they need.

    `hatched` is the id of the filling of each group that has one; `transform` puts the paths
    of the places on the paper.
    """
    fades: set[int] = set()
    parts: list[tuple[State, Markup]] = []
    for drawn in marks:
        if drawn.dimension == 0:
            continue
        fade = _fade(drawn) if drawn.mark.soft and drawn.state != "dimmed" else 0
        fades |= {fade} - {0}
        color = color_class(colors.get(drawn.mark.group or ""))
        pattern = hatched.get(drawn.mark.group or "", "")
        parts.append((drawn.state, _ground(drawn, color, pattern, fade, transform)))
    return in_states(parts), fades


def written_traces(marks: Sequence[Drawn], colors: Mapping[str, str]) -> Markup:
    """
    Return the points of older layers: a path a colour, whose lines of no length end in round caps.

    A long story has very many of them, and each costs a few letters here.
    """
    ends: dict[str, list[Spot]] = {}
    for drawn in marks:
        if drawn.is_trace:
            color = color_class(colors.get(drawn.mark.group or ""))
            ends.setdefault(color, []).extend(drawn.points())
    path = Markup('<path class="mapstory-trace {}" d="{}"/>')
    return Markup("").join(path.format(color, _dots(spots)) for color, spots in ends.items())


def written_pins(marks: Sequence[Drawn], colors: Mapping[str, str]) -> list[tuple[State, Markup]]:
    """Return the pins, and the halos of what is too small, each with its state."""

    def look(drawn: Drawn) -> tuple[State, str]:
        color = colors.get(drawn.mark.group or "")
        return drawn.state, pin_id(drawn.mark.kind, color) if drawn.has_pins else ""

    path = Markup('<path class="mapstory-pins" marker-mid="url(#{})" d="{}"/>')
    return [
        (state, part)
        for (state, pin), run in groupby(marks, key=look)
        for part in (
            [path.format(pin, _vertices(spot for drawn in run for spot in drawn.points()))]
            if pin
            else [part for drawn in run for part in _singly(drawn, colors)]
        )
    ]


def written_flights(
    flights: Sequence[Flight], colors: Mapping[str, str]
) -> list[tuple[State, Markup]]:
    """Return the arrows, each with its state."""
    path = Markup('<path class="mapstory-{} {}" d="{}"/>')
    return [
        (each.state, path.format(look, color_class(colors.get(each.arrow.group or "")), data))
        for each in flights
        for look, data in [
            ("track", each.curve.trail) if each.state == "dimmed" else ("move", each.curve.data)
        ]
    ]


def in_states(parts: Sequence[tuple[State, Markup]]) -> Markup:
    """Return what is drawn in groups of the class of its state."""
    groups: list[tuple[State, list[Markup]]] = []
    for state, part in parts:
        if not groups or groups[-1][0] != state:
            groups.append((state, []))
        groups[-1][1].append(part)
    return Markup("").join(
        Markup('<g class="is-{}">{}</g>').format(state, Markup("").join(inside))
        for state, inside in groups
    )


def _ground(drawn: Drawn, color: str, pattern: str, fade: int, transform: str) -> Markup:
    use = Markup('<use href="#{}" transform="{}"{}/>')
    identity = shape_id(drawn.mark.place)

    def shown(look: str, extra: str = "") -> Markup:
        attributes = Markup(' class="{} {}"').format(look, color) + extra
        return use.format(identity, transform, attributes)

    if drawn.mark.soft:
        blurred, core = (
            ("mapstory-soft", "mapstory-soft-edge")
            if drawn.dimension > 1
            else ("mapstory-soft-band", "mapstory-soft-core")
        )
        if drawn.state == "dimmed":
            return shown(core)
        group = Markup('<g class="{} {}" filter="url(#{})">{}</g>')
        return group.format(
            blurred, color, fade_id(fade), use.format(identity, transform, "")
        ) + shown(core)
    if drawn.dimension == 1:
        return shown("mapstory-line-casing") + shown("mapstory-line")
    if pattern:
        return shown("mapstory-hatched", Markup(' fill="url(#{})"').format(pattern))
    return shown("mapstory-area")


def _fade(drawn: Drawn) -> int:
    if drawn.dimension == 1:
        return fade_of(_BAND * 1.5)
    largest = max(shapely.get_parts(drawn.shape), key=lambda part: part.area)
    return fade_of(shapely.maximum_inscribed_circle(largest, tolerance=4.0).length)


def _singly(drawn: Drawn, colors: Mapping[str, str]) -> Iterator[Markup]:
    """Return what stands for a mark with an element of its own: a halo, or numbers."""
    color = color_class(colors.get(drawn.mark.group or ""))
    if drawn.is_tiny:
        halo = Markup('<circle class="mapstory-halo {}" cx="{}" cy="{}" r="{:g}"/>')
        x, y = drawn.middle
        yield halo.format(color, whole(x), whole(y), HALO_RADIUS)
    for spot in drawn.points() if drawn.is_point and drawn.mark.number else ():
        yield _numbered(drawn, color, spot)


def _dots(spots: Iterable[Spot]) -> str:
    """Return a path of lines of no length, each from the one before."""
    return "".join(f"m{step}h0" for step in _strides(spots))


def _vertices(spots: Iterable[Spot]) -> str:
    """Return a path with a vertex at each spot, one more at the first, and one more at the last."""
    first, *others = _strides(spots)
    return f"m{first}h0{''.join(f'l{step}' for step in others)}h0"


def _strides(spots: Iterable[Spot]) -> Iterator[str]:
    """Return how far each spot is from the one before, in whole units: right and down."""
    x, y = 0, 0
    for spot in spots:
        to = (round(spot[0]), round(spot[1]))
        yield f"{to[0] - x} {to[1] - y}".replace(" -", "-")
        x, y = to


def _numbered(drawn: Drawn, color: str, at: Spot) -> Markup:
    size = {"told": "scale(1.2)", "shown": "", "dimmed": "scale(.8)"}[drawn.state]
    return Markup(
        '<g class="{}" transform="translate({} {}){}"><circle class="mapstory-pin-casing" r="12"/>'
        '<circle class="mapstory-pin" r="10"/><text class="mapstory-pin-sign" dy=".35em">{}</text>'
        "</g>"
    ).format(color, whole(at[0]), whole(at[1]), size, drawn.mark.number)
