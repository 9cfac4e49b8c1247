"""A plate: the sheet of the base map, the marks of a state on it, and its names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import shapely.affinity
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from mapstory.atlas import Atlas
from mapstory.bounds import meridian_of, near
from mapstory.narrative import Narrative, Step
from mapstory.plates.camera import HEIGHT, WIDTH, Camera, camera_of, paper
from mapstory.plates.ground import place_ground
from mapstory.plates.hatching import Hatching, hatching_of
from mapstory.plates.layout import LAYOUTS, Layout
from mapstory.plates.marks import (
    flights_of,
    in_states,
    marks_of,
    pins_of,
    written_flights,
    written_ground,
    written_pins,
    written_traces,
)
from mapstory.plates.names import drawn_over, place_story, story_names
from mapstory.plates.shapes import Grid, grid_of, shapes_of, written_shapes
from mapstory.plates.symbols import written_fades, written_markers, written_symbols
from mapstory.plates.writing import written_dot, written_name

_FINE = 0.5  # units: what names and arrows care for

VIEW_BOX = f"0 0 {WIDTH:g} {HEIGHT:g}"


@dataclass(frozen=True)
class Plates:
    """
    What the page needs: `defs` once, and what is inside the `<svg>` of each state.

    The end looks like the opening. `id` is that of the group around the first plate of the
    page, by which the poster shows it. Every plate has the viewBox `view_box`. `hatched` is
    the id of the filling of the groups that are not plainly filled, and `grid` has the units
    in which the shapes of places are drawn.
    """

    id: str
    defs: Markup
    opening: Markup
    steps: Mapping[str, Markup]
    hatched: Mapping[str, str]
    grid: Grid
    view_box: str = VIEW_BOX


@dataclass
class _Studio:
    """What is the same for every plate of a story."""

    narrative: Narrative
    atlas: Atlas | None
    shapes: Mapping[str, BaseGeometry]
    grid: Grid
    colors: Mapping[str, str]
    hatching: Hatching
    rtl: bool


def draw_plates(
    narrative: Narrative,
    places: gpd.GeoDataFrame,
    atlas: Atlas | None,
    *,
    colors: Mapping[str, str],
    direction: str,
    name: str,
) -> Plates:
    """
    Return the plates of a story; `colors` are those of its groups, in their order.

    `name` is a JavaScript identifier that keeps two stories on one page apart.
    """
    shapes = shapes_of(places, narrative)
    studio = _Studio(
        narrative=narrative,
        atlas=atlas,
        shapes=shapes,
        grid=grid_of(narrative, atlas),
        colors=colors,
        hatching=hatching_of(narrative, shapes, colors),
        rtl=direction == "rtl",
    )
    fades: set[int] = set()
    steps = {}
    for step in narrative.steps:
        steps[step.id], soft = _plate(step, studio)
        fades |= soft
    opening = steps[narrative.steps[0].id]
    if narrative.opening:
        opening, soft = _plate(narrative.opening, studio)
        fades |= soft
    kinds = [mark.kind for layer in narrative.layers for mark in layer.marks]
    defs = [
        written_symbols(kinds),
        written_markers(pins_of(narrative, shapes, colors)),
        written_shapes(shapes.items(), studio.grid),
        studio.hatching.written(),
        written_fades(fades, WIDTH, HEIGHT),
    ]
    return Plates(
        id=f"plate_{name}",
        defs=Markup("").join(defs),
        opening=opening,
        steps=steps,
        hatched=studio.hatching.patterns,
        grid=studio.grid,
    )


def _plate(step: Step, studio: _Studio) -> tuple[Markup, set[int]]:
    camera = camera_of(near(step.bounds, meridian_of(studio.narrative.bounds)))
    transform = camera.transform(studio.grid.origin, studio.grid.unit)
    on_paper = {place: camera.drawn(shape) for place, shape in studio.shapes.items()}
    marks = marks_of(studio.narrative, step, on_paper)
    hatched = {
        group: studio.hatching.scaled(group, studio.grid.unit * camera.scale)
        for group in {drawn.mark.group or "" for drawn in marks}
        if group in studio.hatching.patterns
    }
    ground, fades = written_ground(marks, studio.colors, hatched, transform)
    sheet = Markup("")
    if studio.atlas:
        use = Markup('<use href="#{}" transform="{}"/>')
        sheet = use.format(studio.atlas.sheet.id, transform)
    dressed = [_dressed(step, on_paper, camera, layout, studio) for layout in LAYOUTS]
    seen = [each for each in marks if paper().intersects(each.shape)]
    traces = written_traces(seen, studio.colors)
    return sheet + ground + traces + Markup("").join(dressed), fades


def _dressed(
    step: Step,
    on_paper: Mapping[str, BaseGeometry],
    camera: Camera,
    layout: Layout,
    studio: _Studio,
) -> Markup:
    """Return what is measured in pixels of the screen, for figures of about one width."""
    small = 1 / layout.by
    shapes = {
        place: shapely.affinity.scale(shape, small, small, origin=(0, 0)).simplify(_FINE)
        for place, shape in on_paper.items()
    }
    seen = shapely.affinity.scale(paper(), small, small, origin=(0, 0))
    marks = [
        each for each in marks_of(studio.narrative, step, shapes) if seen.intersects(each.shape)
    ]
    flights = [
        each
        for each in flights_of(studio.narrative, step, shapes)
        if seen.intersects(each.curve.area)
    ]
    wishes = story_names(marks, flights, layout, rtl=studio.rtl)
    story = place_story(wishes, marks, flights, layout)
    base = (
        place_ground(
            studio.atlas,
            story,
            [name.text for name, _ in wishes],
            drawn_over(marks, flights),
            camera=replace(camera, scale=camera.scale * small),
            layout=layout,
            rtl=studio.rtl,
        )
        if studio.atlas
        else []
    )
    inside: Sequence[Markup] = [
        *(written_dot(dot, written.name) for written, dot in base if dot),
        *(written_name(written, rtl=studio.rtl) for written, _ in base),
        in_states([*written_flights(flights, studio.colors), *written_pins(marks, studio.colors)]),
        *(written_name(written, rtl=studio.rtl) for written in story),
    ]
    scale = Markup("") if layout.by == 1 else Markup(' transform="scale({:.4g})"').format(layout.by)
    group = Markup('<g class="mapstory-plate-{}"{}>{}</g>')
    return group.format(layout.name, scale, Markup("").join(inside))
