"""The plain folium script of a story: what a reporter who knows folium would write."""

from __future__ import annotations

import json
from html import escape

from shapely.geometry import mapping

from mapstory.build import MapStory
from mapstory.narrative import Arrow, Mark


def plain_script(told: MapStory) -> str:
    """
    Return a program that writes the page to the path it is given, with folium and nothing else.

    A group a step, the first one shown; a Marker a point, a GeoJson a shape, a PolyLine a move,
    the words in popups, folium's own tiles, and a control that switches the groups.
    """
    west, south, east, north = told.narrative.bounds
    lines = [
        "import sys",
        "import folium",
        f"m = folium.Map(location=[{(south + north) / 2}, {(west + east) / 2}], zoom_start=7)",
    ]
    for number, (event, layer) in enumerate(
        zip(told.story.events, told.narrative.layers, strict=True)
    ):
        lines.append(f"step = folium.FeatureGroup(name={event.title!r}, show={number == 0})")
        popup = f"<h4>{escape(event.title)}</h4><p>{escape(event.text)}</p>"
        lines += [_mark(told, mark, popup) for mark in layer.marks]
        lines += [_move(told, arrow) for arrow in layer.arrows]
        lines.append("step.add_to(m)")
    return "\n".join([*lines, "folium.LayerControl().add_to(m)", "m.save(sys.argv[1])", ""])


def _mark(told: MapStory, mark: Mark, popup: str) -> str:
    shape = told.places.geometry[mark.place]
    if shape.geom_type == "Point":
        made = f"folium.Marker([{shape.y}, {shape.x}], popup={popup!r}, tooltip={mark.label!r})"
    else:
        # By way of JSON, which has lists where a shape has tuples.
        geometry = json.loads(json.dumps(mapping(shape)))
        made = (
            f"folium.GeoJson({geometry!r}, popup=folium.Popup({popup!r}), tooltip={mark.label!r})"
        )
    return f"{made}.add_to(step)"


def _move(told: MapStory, arrow: Arrow) -> str:
    ends = [
        told.places.geometry[end].representative_point() for end in (arrow.origin, arrow.target)
    ]
    line = [[end.y, end.x] for end in ends]
    return f"folium.PolyLine({line!r}, tooltip={arrow.label!r}).add_to(step)"
