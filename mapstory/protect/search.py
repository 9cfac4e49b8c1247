"""Whether a true position stands in what is written, in any form in which positions are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from mapstory.errors import MapstoryError, Problem
from mapstory.protect.forms import Writing
from mapstory.protect.secrets import Secret
from mapstory.protect.silence import places_hidden_in
from mapstory.source import Node
from mapstory.uncertainty.plane import Position

_ROUNDED_DEG = 0.5e-4  # half of the last decimal of a page, which is 11 m
_CLOSE_DEG = 2 * _ROUNDED_DEG
_COARSEST_DEG = 2.5e-4  # half of a unit of drawings that still tells: protection begins at 100 m
_Floats = npt.NDArray[np.float64]
_CODE = ("css", "js")
_SHAPE = re.compile(r'<path id="shape-[^"]*" class="mapstory-shape" d="([^"]*)"')
_PIXELS = (".webp", ".png", ".jpg")  # pictures, of which nothing but pixels is kept, and tiles
_DRAWN = re.compile(
    r'\s(?:d|points|viewBox|transform|style|[cd]?[xy]|r|width|height)="[-\w\s.,:;%()#]*"'
)  # drawings


class LeakError(MapstoryError):
    """The position of a protected place would have been published. It is never said itself."""

    exit_code = 1


_BLOCK = re.compile(r'(<script type="application/json"[^>]*>)(.*?)</script>', re.DOTALL)


def refuse_leaks(
    files: Mapping[str, bytes], secrets: Sequence[Secret], *, public: Iterable[Position] = ()
) -> None:
    """
    Raise LeakError if any of the files holds where a protected place truly is.

    Words are searched for coordinates in every form, data also for the figures themselves.
    `public` are positions that a gazetteer gives to places of the story which are not
    protected: they may well be the same. The base map is drawn from the bounds of what is
    published, and shows what every map shows: it is left out, and so are pictures.
    """
    known = list(public)
    for name, content in files.items() if secrets else ():
        words, figures = _parts_of(name, content)
        writings = [Writing(text, code=name.endswith(_CODE)) for text in words]
        for secret in secrets:
            form = _form_in(writings, secret)
            if not form and _is_among(figures, secret, known):
                form = "figures of its data"
            if form:
                raise LeakError(
                    f"{name} would say where the protected place '{secret.place}' is, as {form}\n"
                    "  fix: take the position out of every text, and protect each place that is at "
                    "the same position; if it is in none of them, report it as a mistake of ours"
                )


def refuse_difference(files: Mapping[str, bytes | None], twin: Mapping[str, bytes]) -> None:
    """
    Raise LeakError if two builds differ: in one every protected place is elsewhere in its cell.

    What does not differ cannot depend on where in its cell a place is: neither can anything that
    is worked out from it.
    """
    for name in sorted({*files, *twin}):
        if files.get(name) != twin.get(name):
            raise LeakError(
                f"{name} would be another file if a protected place were elsewhere in its cell, "
                "so it would tell where the place is\n"
                "  fix: this is a mistake of ours; please report it, without the story"
            )


def told_in_story(root: Node, secrets: Sequence[Secret]) -> list[Problem]:
    """Return a problem for each line of a story that gives the position of a protected place."""
    own = {n for first, last in places_hidden_in(root) for n in range(first, last + 1)}
    problems = []
    for number, row in enumerate(root.source.lines, start=1):
        if number in own or row.lstrip().startswith("#"):
            continue
        writing = [Writing(row)]
        for secret in secrets:
            if secret.own and (form := _form_in(writing, secret)):
                what = f"this line says where the protected place '{secret.place}' is, as {form}"
                fix = "take it out, or say it no finer than the place is protected"
                problems.append(Problem(root.source.path, number, 0, what, fix))
                break
    return problems


def _form_in(writings: Iterable[Writing], secret: Secret) -> str:
    forms = (
        writing.form_of(at, secret.protect_m, published=secret.published)
        for writing in writings
        for at in secret.positions
    )
    return next(filter(None, forms), "")


def _is_among(pairs: _Floats, secret: Secret, public: Sequence[Position]) -> bool:
    """Tell whether one of the pairs is a position that only the newsroom knows, in either order."""
    if not secret.own or not len(pairs):
        return False
    for other in secret.published:
        for halves in (other, other[::-1]):
            pairs = pairs[~_near(pairs, halves, 1.02)]
    wanted = [at for at in secret.positions if not any(_is_at(at, other) for other in public)]
    return any(bool(_near(pairs, halves, 2.0).any()) for at in wanted for halves in (at, at[::-1]))


def _near(pairs: _Floats, position: Position, times: float) -> npt.NDArray[np.bool_]:
    """Tell which pairs are a position, but for so many times what they are rounded by."""
    near: npt.NDArray[np.bool_] = np.all(
        np.abs(pairs[:, :2] - position) <= times * pairs[:, 2:], axis=1
    )
    return near


def _is_at(position: Position, other: Position) -> bool:
    return max(abs(a - b) for a, b in zip(position, other, strict=True)) <= _CLOSE_DEG


def _parts_of(name: str, content: bytes) -> tuple[list[str], _Floats]:
    """
    Return the words of a file, and all pairs of neighbouring figures of its data.

    A third column says by how much a pair may be rounded, in degrees.
    """
    if name.endswith(_PIXELS):
        return [], _rows(())
    text = content.decode("utf-8", "replace")
    if name.endswith("json"):
        value = json.loads(text)
        return ["\n".join(_strings(value))], _rows(_pairs(value))
    if name.endswith("html"):
        blocks = [json.loads(found[2]) for found in _BLOCK.finditer(text)]
        for block in blocks:
            block.pop("atlas", None)
            block.pop("tiles", None)
        words = unescape(_DRAWN.sub("", _BLOCK.sub("", text)))
        plain = re.sub(r"<[^>]*>", " ", words)
        drawn = [_corners(text, block["grid"]) for block in blocks if "grid" in block]
        figures = np.concatenate([_rows(_pairs(blocks)), *drawn])
        return [words, plain, "\n".join(_strings(blocks))], figures
    return [text], _rows(())


def _rows(pairs: Iterable[tuple[float, float]], rounded: float = _ROUNDED_DEG) -> _Floats:
    return np.array([(*pair, rounded) for pair in pairs], dtype=float).reshape(-1, 3)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _corners(page: str, grid: Mapping[str, Any]) -> _Floats:
    """
    Return the corners of the shapes of places, which are drawn in units of Web Mercator.

    `grid` is what the page says of them: its origin and unit, in pixels at zoom 0, where the
    world is 256 pixels wide.
    """
    corners: list[tuple[int, int]] = []
    for data in _SHAPE.findall(page):
        x = y = 0
        for line in data.split("m")[1:]:
            steps = np.array(re.findall(r"-?\d+", line), dtype=int).reshape(-1, 2)
            points = np.cumsum(steps, axis=0) + np.array([x, y])
            x, y = points[0] if line.endswith("z") else points[-1]
            corners += [(int(a), int(b)) for a, b in points]
    on_map = np.array(corners, dtype=float).reshape(-1, 2) * grid["unit"] + grid["origin"]
    lon = 360 * (on_map[:, 0] / 256 - 0.5)
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - on_map[:, 1] / 128))))
    lon = (lon + 180) % 360 - 180
    rounded = min(180 * grid["unit"] / 256, _COARSEST_DEG)
    return _rows(zip(lon, lat, strict=True), max(rounded, _ROUNDED_DEG))


def _pairs(value: Any) -> Iterator[tuple[float, float]]:
    if isinstance(value, dict):
        yield from _neighbours(value.values())
        for inner in value.values():
            yield from _pairs(inner)
    elif isinstance(value, list):
        yield from _neighbours(value)
        for inner in value:
            yield from _pairs(inner)


def _neighbours(values: Iterable[Any]) -> Iterator[tuple[float, float]]:
    yield from pairwise(value for value in values if isinstance(value, int | float))
