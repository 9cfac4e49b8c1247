"""The cameras of a story, as many as differ, and what each of them may show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.atlas.detail import zoom_of
from mapstory.bounds import Bounds

_AROUND = 0.45  # of the longer side: what most screens show beside a frame
_PHONE = 1.2  # zooms: a phone is so much narrower


@dataclass(frozen=True)
class View:
    """What a camera shows, in degrees, and the zoom at which it shows that."""

    box: BaseGeometry
    zoom: float


def views_of(frames: Sequence[Bounds], cut: BaseGeometry) -> list[View]:
    """Return a view for each frame, the farthest first; frames that are nearly the same are one."""
    views: dict[tuple[float, ...], View] = {}
    for west, south, east, north in frames:
        side = max(east - west, north - south)
        key = tuple(round(4 * each / side) for each in (west, south, east, north))
        around = shapely.box(west, south, east, north).buffer(side * _AROUND, join_style="mitre")
        zoom = zoom_of((west, south, east, north))
        views.setdefault((round(zoom), *key), View(around.intersection(cut), zoom))
    return sorted(views.values(), key=lambda view: (view.zoom, view.box.bounds))


def scales_of(view: View) -> list[int]:
    """Return the whole zooms at which a view is looked at: on a desk and on a phone."""
    return sorted({round(view.zoom), round(view.zoom - _PHONE)})
