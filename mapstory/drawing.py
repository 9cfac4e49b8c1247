"""What the browser draws, as one JSON block: words escaped, nothing to run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from mapstory.atlas import Atlas, Label
from mapstory.bounds import Bounds, meridian_of, near, unrolled
from mapstory.narrative import Layer, Narrative, Step
from mapstory.plates import Grid

if TYPE_CHECKING:
    from shapely import Point

Json = dict[str, Any]

_PRECISION = 4  # decimals of a degree, about 11 m: the drawn data is coarser than that
_PRECISION_OF_NAMES = 3  # off by 56 m at most: within a pixel of the base map's closest zoom


def describe_drawing(
    narrative: Narrative,
    places: gpd.GeoDataFrame,
    atlas: Atlas | None,
    *,
    grid: Grid,
    groups: Mapping[str, Mapping[str, str]],
    words: Mapping[str, str],
    scale: Sequence[Sequence[tuple[float, str]]],
    language: str,
    direction: str,
) -> Json:
    """
    Return what the browser needs to draw every step.

    Longitudes run on past ±180 where the story crosses it, so that the browser never has
    to know: everything lies within half a turn of the story's middle. Lines and areas are
    paths of the page, in units of the `grid`; points are here. `scale` is what
    `scale.lengths_of` returns.
    """
    middle = meridian_of(narrative.bounds)
    drawn = dict.fromkeys(place for layer in narrative.layers for place in layer.places)
    return {
        "language": language,
        "dir": direction,
        "words": dict(words),
        "scale": [[list(length) for length in unit] for unit in scale],
        "atlas": _atlas(atlas, middle) if atlas else None,
        "groups": {key: dict(group) for key, group in groups.items()},
        "grid": {"origin": list(grid.origin), "unit": grid.unit},
        "shapes": {
            place: points for place in drawn if (points := _points(places.geometry[place], middle))
        },
        "layers": [_layer(layer) for layer in narrative.layers],
        "steps": [_step(step, middle) for step in narrative.states],
    }


def to_json_block(value: Json) -> str:
    """
    Return JSON that is safe inside a script element, and inside any template.

    `<`, `>` and `&` could close the element or open a comment; `{{`, `{%` and `{#` mean
    something to Jinja, which branca runs over its own output; U+2028 and U+2029 end a line
    in JavaScript. All are written as escapes, which JSON reads back as the same characters.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return re.sub(r"[<>&\u2028\u2029]|\{(?=[{%#])", lambda found: f"\\u{ord(found[0]):04x}", text)


def _points(shape: BaseGeometry, meridian: float) -> Json:
    points = [_at(part) for part in _parts(unrolled(shape, meridian)) if part.geom_type == "Point"]
    return {"points": points} if points else {}


def _parts(shape: BaseGeometry) -> Iterator[Any]:
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _parts(part)
    elif not shape.is_empty:
        yield shape


def _at(point: Point) -> list[float]:
    return [round(point.x, _PRECISION), round(point.y, _PRECISION)]


def _layer(layer: Layer) -> Json:
    return {
        "id": layer.id,
        "marks": [
            {
                "id": mark.id,
                "place": mark.place,
                "kind": mark.kind,
                "group": mark.group,
                "label": mark.label,
                "words": mark.words,
                "soft": mark.soft,
                **({"number": mark.number} if mark.number else {}),
            }
            for mark in layer.marks
        ],
        "moves": [
            {
                "id": arrow.id,
                "from": arrow.origin,
                "to": arrow.target,
                "group": arrow.group,
                "label": arrow.label,
                "count": arrow.count,
            }
            for arrow in layer.arrows
        ],
    }


def _step(step: Step, meridian: float) -> Json:
    return {
        "anchor": step.anchor,
        "title": step.title,
        "bounds": _rounded(near(step.bounds, meridian)),
        "layers": dict(step.layers),
        "covered": list(step.covered),
    }


def _rounded(bounds: Bounds) -> list[float]:
    return [round(number, _PRECISION) for number in bounds]


def _atlas(atlas: Atlas, meridian: float) -> Json:
    return {
        "sheet": atlas.sheet.id,
        "bounds": _rounded(near(atlas.bounds, meridian)),
        "origin": list(atlas.sheet.origin),
        "unit": atlas.sheet.unit,
        "names": _names(atlas.labels),
    }


def _names(labels: Iterable[Label]) -> Json:
    """Return the rows of the names by their kind: short, since they are half of all the data."""
    names: Json = {}
    for label in sorted(labels, key=_weight):
        names.setdefault("capital" if label.capital else label.kind, []).append(_name(label))
    return names


def _weight(label: Label) -> tuple[str, int, float]:
    """Return what orders the names of a kind, the weightiest first."""
    return label.kind, label.rank, -(label.span or 0)


def _name(label: Label) -> list[str | float]:
    row: list[str | float] = [
        label.name,
        round(label.at.x, _PRECISION_OF_NAMES),
        round(label.at.y, _PRECISION_OF_NAMES),
        round(label.zoom or 0, 1),
    ]
    if label.angle is not None or label.span is not None:
        row.append(round(label.angle or 0))
    if label.span is not None:
        row.append(round(label.span, 2))
    return row
