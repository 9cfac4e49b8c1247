"""What a story file is made of: texts, lists and mappings that know their line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mapstory.errors import Problem

_LONGEST_QUOTE = 60
_LONGEST_EXCERPT = 200
_FARTHEST_COLUMN = 2000
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v"} | {
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_ESCAPED_DIGITS = {"x": 2, "u": 4, "U": 8}


@dataclass(frozen=True)
class Source:
    """
    A file as it was typed. `path` is as the writer would type it; `lines` have no line ends.

    `faults` are the problems that could be read past. They fill up while the file is read, and
    whoever reads the nodes tells them together with its own.
    """

    path: str
    lines: tuple[str, ...]
    faults: list[Problem] = field(default_factory=list, compare=False)

    def problem(
        self, line: int, column: int, width: int, what: str, fix: str, *, warning: bool = False
    ) -> Problem:
        """Return what is wrong at a line and column, with the line itself."""
        row = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        shown = re.sub("[\0-\b\v\f\x0e-\x1f\x7f-\x9f]", "\N{REPLACEMENT CHARACTER}", row)
        needed = max(_LONGEST_EXCERPT, column + min(width, _LONGEST_EXCERPT))
        if column > _FARTHEST_COLUMN:
            shown = ""
        elif len(shown) > needed:
            shown = shown[:needed] + "…"
        width = max(1, min(width, len(shown) - column + 1))
        return Problem(self.path, line, column, what, fix, shown, width, warning)


@dataclass(frozen=True)
class Node:
    """A value and where it stands: line and column count from 1, `width` is of its first line."""

    source: Source = field(repr=False, compare=False)
    line: int
    column: int
    width: int

    def problem(
        self,
        what: str,
        fix: str,
        *,
        start: int = 0,
        width: int | None = None,
        warning: bool = False,
    ) -> Problem:
        """
        Return what is wrong with this value.

        `start` and `width` set the caret under a part of a text, counted within its
        value; without them the caret is under the whole value.
        """
        line, column = self.line, self.column
        if start or width is not None:
            line, column = self.spot(start)
        return self.source.problem(
            line, column, self.width if width is None else width, what, fix, warning=warning
        )

    def spot(self, offset: int) -> tuple[int, int]:  # noqa: ARG002  # only a text has offsets
        """Return the line and column at which a character of the value was typed."""
        return self.line, self.column


@dataclass(frozen=True)
class Text(Node):
    """A value as it was typed; `style` is its quote, `|` or `>`, or nothing."""

    value: str
    style: str = ""
    end_line: int = 0
    end_column: int = 0

    @property
    def brief(self) -> str:
        """The value on one line and not endless, for a message that quotes it."""
        text = " ".join(self.value.split())
        return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"

    def spot(self, offset: int) -> tuple[int, int]:
        """
        Return the line and column at which a character of the value was typed.

        Quotes, escapes, indentation and folded lines are accounted for.
        """
        typed = self._typed()
        line, column = self.line, self.column
        for character in self.value[: offset + 1]:
            if character.isspace():
                column += 1
                continue
            for other, other_line, other_column in typed:
                if other == character:
                    line, column = other_line, other_column
                    break
            else:
                return self.line, self.column
        return line, column

    def _typed(self) -> Iterator[tuple[str, int, int]]:
        """Yield every character that is no space, decoded, with its line and column."""
        first = self.line + 1 if self.style in {"|", ">"} else self.line
        for number in range(first, (self.end_line or self.line) + 1):
            row = self.source.lines[number - 1] if number <= len(self.source.lines) else ""
            at = self.column - 1 + (self.style in {"'", '"'}) if number == self.line else 0
            end = min(self.end_column - 1, len(row)) if number == self.end_line else len(row)
            while at < end:
                character, length = _decode(row, at, self.style)
                if not character.isspace():
                    yield character, number, at + 1
                at += length


def _decode(row: str, at: int, style: str) -> tuple[str, int]:
    """Return the character that is typed at an offset of a line, and how many it takes."""
    if style == "'" and row.startswith("''", at):
        return "'", 2
    if style != '"' or row[at] != "\\":
        return row[at], 1
    escape = row[at + 1 : at + 2]
    digits = _ESCAPED_DIGITS.get(escape, 0)
    if digits:
        return chr(int(row[at + 2 : at + 2 + digits], 16)), 2 + digits
    return _ESCAPES.get(escape, escape or " "), 2


@dataclass(frozen=True)
class Sequence(Node):
    """A list, in order."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Mapping(Node):
    """Keys and their values, in order; no key stands twice."""

    entries: tuple[tuple[Text, Node], ...]


@dataclass(frozen=True)
class Unreadable(Node):
    """What was refused while reading, such as an alias: told already, so never told again."""
