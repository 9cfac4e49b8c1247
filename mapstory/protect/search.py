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
import polyline

from mapstory.errors import MapstoryError, Problem
from mapstory.protect.forms import Writing
from mapstory.protect.secrets import Secret
from mapstory.protect.silence import places_hidden_in
from mapstory.source import Node
from mapstory.uncertainty.plane import Position

_CLOSE_DEG = 1e-4  # the last decimal of a page, 11 m
_PUBLISHED_DEG = 0.51e-4  # what is published, rounded to that decimal
_Floats = npt.NDArray[np.float64]
_LINES = frozenset({"lines", "polygons"})
_CODE = ("css", "js")
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
            pairs = pairs[~(np.abs(pairs - halves) <= _PUBLISHED_DEG).all(axis=1)]
    wanted = [at for at in secret.positions if not any(_is_at(at, other) for other in public)]
    return any(
        bool((np.abs(pairs - halves) <= _CLOSE_DEG).all(axis=1).any())
        for at in wanted
        for halves in (at, at[::-1])
    )


def _is_at(position: Position, other: Position) -> bool:
    return max(abs(a - b) for a, b in zip(position, other, strict=True)) <= _CLOSE_DEG


def _parts_of(name: str, content: bytes) -> tuple[list[str], _Floats]:
    """Return the words of a file, and all pairs of neighbouring figures of its data."""
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
        return [words, plain, "\n".join(_strings(blocks))], _rows(_pairs(blocks))
    return [text], _rows(())


def _rows(pairs: Iterable[tuple[float, float]]) -> _Floats:
    return np.array(list(pairs), dtype=float).reshape(-1, 2)


def _strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        yield from () if key in _LINES else (value,)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)


def _pairs(value: Any, key: str = "") -> Iterator[tuple[float, float]]:
    if isinstance(value, str) and key in _LINES:
        yield from polyline.decode(value, 4)
    elif isinstance(value, dict):
        yield from _neighbours(value.values())
        for name, inner in value.items():
            yield from _pairs(inner, name)
    elif isinstance(value, list):
        yield from _neighbours(value)
        for inner in value:
            yield from _pairs(inner, key)


def _neighbours(values: Iterable[Any]) -> Iterator[tuple[float, float]]:
    yield from pairwise(value for value in values if isinstance(value, int | float))
