"""The names of rivers, along straight stretches of their courses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapstory.atlas.mercator import projected, unprojected
from mapstory.atlas.model import Label
from mapstory.atlas.names.lettering import length_px
from mapstory.atlas.views import View, scales_of
from mapstory.bounds import unrolled
from mapstory.world.rivers import River, course_of, rivers

_STEPS = 8  # parts of a stretch that are looked at
_SMOOTH_PX = 3.0  # what a reader does not see of a meander
_OFF_PX = 7.0  # how far a course may be from the line on which its name lies
_APART = 3.0  # lengths of the name between two of the same river
_MOST = 6  # of one river at one zoom

_Points = NDArray[np.float64]


def river_labels(
    cut: BaseGeometry, meridian: float, views: Sequence[View], *, language: str
) -> list[Label]:
    """
    Return the names of the rivers, for every zoom at which there is a camera where they fit.

    `zoom` is half a zoom below it: a name lies well from there to half a zoom above.
    """
    boxes: dict[int, list[BaseGeometry]] = {}
    for view in views:
        for scale in scales_of(view):
            boxes.setdefault(scale, []).append(view.box)
    seen = {scale: shapely.union_all(boxes[scale]) for scale in sorted(boxes)}
    labels = []
    for rank, (river, course) in enumerate(_courses(cut, meridian), start=1):
        name = river.name(language)
        on_map = shapely.transform(course, _on_map)
        for scale, box in seen.items():
            if not box.intersects(course):
                continue
            labels += [
                Label(name, at, "river", rank, zoom=scale - 0.5, angle=angle, span=span)
                for at, angle, span in _stretches(on_map, length_px(name, "river"), scale, box)
            ]
    return labels


def _courses(cut: BaseGeometry, meridian: float) -> list[tuple[River, BaseGeometry]]:
    """Return the rivers of the table that run here, the longest first."""
    found = []
    for river in rivers().values():
        box = unrolled(shapely.MultiPoint(river.points).envelope.buffer(3), meridian)
        if not box.intersects(cut) or not (course := course_of(river.id)):
            continue
        here = unrolled(course, meridian).intersection(cut)
        if not here.is_empty:
            found.append((river, here, course.length))
    found.sort(key=lambda each: (-each[2], each[0].id))
    return [(river, here) for river, here, _ in found]


def _stretches(
    course: BaseGeometry, name_px: float, scale: int, box: BaseGeometry
) -> Iterator[tuple[shapely.Point, float, float]]:
    """Yield (middle, angle, px at zoom 0) of the straightest stretches, well apart."""
    size = 2.0**scale
    length = 1.15 * name_px / size
    found: list[tuple[float, _Points, _Points]] = []
    here = shapely.clip_by_rect(course, *shapely.transform(box.envelope, _on_map).bounds)
    for part in shapely.get_parts(shapely.line_merge(here)):
        line = shapely.simplify(part, _SMOOTH_PX / size)
        steps = int(line.length / length * _STEPS)
        if steps < _STEPS:
            continue
        points = shapely.get_coordinates(
            shapely.line_interpolate_point(line, np.linspace(0, line.length, steps + 1))
        )
        runs = sliding_window_view(points, _STEPS + 1, axis=0)
        reach = np.hypot(*(runs[:, :, -1] - runs[:, :, 0]).T)
        off = np.where(reach * size < name_px, np.inf, np.round(_off(runs) * size, 6))
        found += [
            (float(off[at]), points[at], points[at + _STEPS])
            for at in np.flatnonzero(off <= _OFF_PX)
        ]
    taken: list[_Points] = []
    for _, start_at, end_at in sorted(found, key=lambda each: (each[0], *each[1])):
        middle = (start_at + end_at) / 2
        if any(np.hypot(*(middle - other)) < _APART * length for other in taken):
            continue
        lon, lat = unprojected(*middle)
        at = shapely.Point(float(lon), float(lat))
        if not box.contains(at):
            continue
        taken.append(middle)
        dx, dy = end_at - start_at
        angle = float(np.degrees(np.arctan2(dy, dx)))
        yield at, (angle + 90) % 180 - 90, float(np.hypot(dx, dy))
        if len(taken) == _MOST:
            return


def _off(runs: _Points) -> _Points:
    """Return how far each run of points (run, axis, point) is from the line between its ends."""
    along = runs[:, :, -1] - runs[:, :, 0]
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    reach = np.maximum(np.hypot(*along.T), 1e-12)
    across = np.einsum("rap,ra->rp", runs - runs[:, :, :1], normal) / reach[:, None]
    worst: _Points = np.max(np.abs(across), axis=1)
    return worst


def _on_map(points: _Points) -> _Points:
    return np.stack(projected(points[:, 0], points[:, 1]), axis=1)
