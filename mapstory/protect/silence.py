"""Messages about a story that do not repeat where a protected place is."""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from mapstory.errors import MapstoryError, Problem
from mapstory.source import Mapping, Node, Sequence, Text
from mapstory.story.keys import PLACE, PlaceKeys

_MEANT = (PlaceKeys.protect.name, *PlaceKeys.protect.also.split())
_ALIKE = 0.75  # so near to the key that it is a slip of the pen
_TELLABLE = frozenset({PlaceKeys.kind.name, PlaceKeys.precision.name})
_GIVEN = frozenset({"where", "at", "area", "file"})
_KEY = re.compile(r"(?:^|[{,-])\s*[\"']?(\w+)[\"']?\s*(?:[:=]|\d|$)")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LONG = 3  # letters of the shortest word in lower case that says something: Ur, but not "of"

_WHAT = "there is a mistake in what a protected place says"
_WHAT_ROW = "there is a mistake in a row that may say where a protected place is"
_FIX_ROW = "look at this line of the file: nothing of it is repeated here, for messages are logged"
_LOCK = ".places.geojson"
_FIX = "look at this line of the story: nothing of it is repeated here, for messages end up in logs"


@dataclass(frozen=True)
class _Hidden:
    """The lines in which a protected place is, the words of it, and the keys that tell nothing."""

    first: int
    last: int
    words: frozenset[str]
    tellable: frozenset[tuple[int, int]] = frozenset()


def silenced(
    problems: Iterable[Problem], *, root: Node | None, path: Path, telling: Collection[int] = ()
) -> list[Problem]:
    """
    Return the problems of a story file without what they repeat of its protected places.

    No problem in a protected place shows the line itself, nor any word or figure of where the
    place is. Where a file cannot be read (`root` is None), or not all of it, and anything in it
    looks like `protect:`, that goes for all of its lines. Lines of the story in `telling` are
    not shown either. Of other files, such as the gazetteer, no row is shown, or quoted, that has a
    word of where a protected place is. The story's lock holds none, whatever its line.
    """
    lines = root.source.lines if root else _lines_of(path)
    hidden = [_hidden(place) for place in _protected(root)] if root else []
    seen = {number for part in hidden for number in range(part.first, part.last + 1)}
    if any(number not in seen and _looks_protected(row) for number, row in enumerate(lines, 1)):
        hidden.append(_Hidden(1, len(lines), _telling("\n".join(lines))))
    hidden += [_Hidden(number, number, frozenset()) for number in telling]
    own = {str(path), root.source.path if root else ""}
    return [
        _silenced(problem, hidden) if problem.path in own else _unquoted(problem, hidden)
        for problem in problems
    ]


class UnquotedError(RuntimeError):
    """A mistake of ours in a story that protects places: its kind, and where in the program."""


def unquoted_error(error: Exception) -> UnquotedError:
    """Return what may be told of an error that can quote anything: it ends up in logs."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(at.filename).name}, line {at.lineno}"
    kind = type(error).__name__
    return UnquotedError(f"{kind} in {where}; not quoted, for the story protects places")


@contextmanager
def hushed(path: Path) -> Iterator[None]:
    """Let no error out of a story that protects places but what was written for its writer."""
    try:
        yield
    except (MapstoryError, UnquotedError):
        raise
    except Exception as error:
        if not may_protect(path):
            raise
        raise unquoted_error(error) from None


def may_protect(path: Path) -> bool:
    """Tell whether anything in a story file looks as if a place were to be protected."""
    return any(map(_looks_protected, _lines_of(path)))


def places_hidden_in(root: Node) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each place that is protected."""
    for place in _protected(root):
        yield place.line, _end_of(place)


def _silenced(problem: Problem, hidden: Iterable[_Hidden]) -> Problem:
    for part in hidden:
        if not part.first <= problem.line <= part.last:
            continue
        problem = replace(problem, excerpt="", width=1)
        if (problem.line, problem.column) in part.tellable:
            continue
        if not part.words.isdisjoint(_words(problem.what)):
            problem = replace(problem, column=0, what=_WHAT)
        if not part.words.isdisjoint(_words(problem.fix)):
            problem = replace(problem, column=0, fix=_FIX)
    return problem


def _unquoted(problem: Problem, hidden: Iterable[_Hidden]) -> Problem:
    """Return a problem of another file without its row, if that has a word of what is hidden."""
    secret = frozenset().union(*(part.words for part in hidden))
    if problem.path.endswith(_LOCK) or secret.isdisjoint(_words(problem.excerpt)):
        return problem
    return replace(problem, column=0, what=_WHAT_ROW, fix=_FIX_ROW, excerpt="", width=1)


def _protected(node: Node) -> Iterator[Mapping]:
    """Yield every thing with keys, wherever it stands, that is meant to be protected."""
    if isinstance(node, Mapping):
        if any(_is_meant(key.value) for key, _ in node.entries):
            yield node
            return
        for _, value in node.entries:
            yield from _protected(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _protected(item)


def _hidden(place: Mapping) -> _Hidden:
    given = any(key.value in _GIVEN for key, _ in place.entries)
    told = {PlaceKeys.name.name} if given else set()  # a name alone is what is looked up
    harmless = [
        value
        for key, value in place.entries
        if isinstance(value, Text) and (key.value in _TELLABLE | told or _is_meant(key.value))
    ]
    last = _end_of(place)
    first, *rows = place.source.lines[place.line - 1 : last]
    tellable = [key for key, value in place.entries if _is_key(key, value)] + harmless
    keys = " ".join(key.name for key in PLACE.keys)
    # All that is typed there, for what cannot be read is no value of any key.
    words = _telling("\n".join((first[place.column - 1 :], *rows)))
    words -= _words(" ".join((keys, *(text for node in tellable for text in _texts(node)))))
    return _Hidden(
        place.line, last, words, frozenset((value.line, value.column) for value in harmless)
    )


def _is_key(key: Text, value: Node) -> bool:
    """Tell whether a key is one, be it misspelt, and not a value that lost its own."""
    return bool(re.fullmatch(r"[A-Za-z_-]+", key.value) and next(_texts(value), ""))


def _end_of(node: Node) -> int:
    if isinstance(node, Text):
        return max(node.line, node.end_line)
    inner = node.items if isinstance(node, Sequence) else ()
    if isinstance(node, Mapping):
        inner = tuple(part for entry in node.entries for part in entry)
    return max([node.line, *map(_end_of, inner)])


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Text):
        yield node.value
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _texts(item)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield key.value
            yield from _texts(value)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _telling(text: str) -> frozenset[str]:
    """Return the words of a text that may say where something is: figures, and no short words."""
    return frozenset(
        word.casefold()
        for word in _WORD.findall(text)
        if len(word) >= _LONG or not word.isascii() or not word.islower()
    )


@cache
def _is_meant(key: str) -> bool:
    word = key.casefold().strip()
    return word in _MEANT or bool(get_close_matches(word, _MEANT[:1], n=1, cutoff=_ALIKE))


def _looks_protected(row: str) -> bool:
    return any(_is_meant(word) for word in _KEY.findall(row))


def _lines_of(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ()
    return tuple(re.split("\r\n|\r|\n", text))
