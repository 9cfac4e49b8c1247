"""The pictures of the index page: the opening of a story as an SVG file that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from math import hypot

from markupsafe import Markup, escape

from mapstory.plates import Plates

_GRAIN = 2
"""Steps a unit of the plate: half a pixel of a picture 600 px wide is all that a card shows."""

_LEAST = 1.5
"""Units of the plate: a shape smaller than this is no more than a speck there."""

_USE = re.compile(r'<use href="#([^"]*)" transform="translate\((\S+) (\S+)\)scale\((\S+)\)"/>')
_PATH = re.compile(r'<path class="([^"]*)" d="([^"]*)"')
_PART = re.compile(r"[mlz]|-?\d+")

Points = list[tuple[float, float]]


def draw_picture(plates: Plates, sheet: str, *, style: str, language: str, direction: str) -> str:
    """
    Return the opening's plate as an SVG document with its own style.

    The sheet of the base map is drawn into it as coarsely as the picture is small, and only as
    far as the picture reaches.
    """
    opening = str(plates.opening)
    ground = _USE.match(opening) if sheet else None
    if ground:
        paths = _coarse_paths(sheet, *(float(ground[n]) for n in (2, 3, 4)), box=plates.view_box)
        drawn = f'<g class="mapstory-sheet" transform="scale({1 / _GRAIN:g})">{paths}</g>'
        opening = drawn + opening[ground.end() :]
    background = "var(--mapstory-sea)" if ground else "var(--mapstory-land)"
    page = (
        f"{style}svg{{background:{background};--mapstory-plate-narrow:none;"
        "--mapstory-plate-wide:inline;font:400 13px/1 var(--mapstory-sans)}"
        "@media (max-width:470px){svg{--mapstory-plate-narrow:inline;"
        "--mapstory-plate-wide:none;font-size:9.5px}}"
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="mapstory" viewBox="{}" xml:lang="{}" '
        'direction="{}"><style>{}</style><defs>{}</defs>{}</svg>\n'
    ).format(
        plates.view_box,
        language,
        direction,
        escape(page),
        plates.defs,
        Markup(opening),  # noqa: S704, drawn by plates
    )


def _coarse_paths(sheet: str, left: float, top: float, scale: float, *, box: str) -> str:
    _, _, width, height = (float(side) for side in box.split())
    written = []
    for classes, data in _PATH.findall(sheet):
        lines = []
        for points, is_closed in _subpaths(data):
            placed = [(left + scale * x, top + scale * y) for x, y in points]
            across, down = [x for x, _ in placed], [y for _, y in placed]
            is_out = max(across) < 0 or min(across) > width or max(down) < 0 or min(down) > height
            if is_out or hypot(max(across) - min(across), max(down) - min(down)) < _LEAST:
                continue
            lines.append(_written(placed, is_closed=is_closed))
        if lines:
            written.append(f'<path class="{classes}" d="{"".join(lines)}"/>')
    return "".join(written)


def _subpaths(data: str) -> Iterator[tuple[Points, bool]]:
    """Read relative commands m, l and z: each subpath starts from where the last one ended."""
    x = y = 0.0
    points: Points = []
    parts = iter(_PART.findall(data))
    for part in parts:
        if part == "m" and points:
            yield points, False
            points = []
        if part == "z":
            yield points, True
            x, y = points[0]
            points = []
        if part in "mlz":
            continue
        x, y = x + float(part), y + float(next(parts))
        points.append((x, y))
    if points:
        yield points, False


def _written(points: Points, *, is_closed: bool) -> str:
    """Write points as a path on the coarse grid, each of its positions once."""
    kept = [at for at, _ in groupby((round(x * _GRAIN), round(y * _GRAIN)) for x, y in points)]
    steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps or '0 0'}{'z' if is_closed else ''}"
