"""Slips with [lists] and {keys: values} that are written in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mapstory.source.lines import Mistake, replaced, shown
from mapstory.source.quotes import quoted

_CLOSERS = {"[": "]", "{": "}"}


def open_bracket(
    at: int, lines: list[str], *, column: int, opened: tuple[int, int]
) -> Iterator[Mistake]:
    """Look for what keeps a bracket that opened earlier from being closed."""
    first, start = opened
    bracket = lines[first][start]
    closer = _CLOSERS[bracket]
    row = lines[at] if at < len(lines) else ""
    found = row[column : column + 1]
    if found and found in "]}":
        mended = row[:column] + closer + row[column + 1 :]
        what = f"'{found}' cannot close what '{bracket}' has opened"
        yield Mistake(at, column, 1, what, f"write {shown(mended)}", replaced(lines, at, mended))
    elif at == first and found == ":":
        yield from _second_colon(at, lines, column=column, closer=closer)
    elif at == first and found:
        mended = row[:column].rstrip() + ", " + row[column:]
        what = "a comma is missing before this"
        yield Mistake(at, column, 1, what, f"write {shown(mended)}", replaced(lines, at, mended))
    yield from _unclosed(first, lines, opened=opened)


def open_bracket_above(at: int, lines: list[str], *, opened: tuple[int, int]) -> Iterator[Mistake]:
    """Look for a bracket that opened in a line above and should be closed in a later one."""
    for number in range(opened[0] + 1, min(at + 1, len(lines))):
        yield from _unclosed(number, lines, opened=opened)


def _unclosed(at: int, lines: list[str], *, opened: tuple[int, int]) -> Iterator[Mistake]:
    first, start = opened
    bracket = lines[first][start]
    closed = re.sub(r"[,\s]*$", _CLOSERS[bracket], lines[at], count=1)
    what = f"the '{bracket}' that opens here is not closed"
    where = "" if at == first else f" at the end of line {at + 1}"
    fix = f"close it{where}: {shown(closed)}"
    yield Mistake(first, start, 1, what, fix, replaced(lines, at, closed))


def stray_sign(at: int, lines: list[str], *, column: int) -> Iterator[Mistake]:
    """Look for a bracket that closes nothing, or a comma with nothing before it."""
    row = lines[at]
    sign = row[column : column + 1]
    begins_value = re.search(r"[:-] +$", row[:column])
    if sign and sign in "]}," and not begins_value:
        mended = row[:column] + row[column + 1 :]
        what = (
            "this comma has nothing before it" if sign == "," else f"this '{sign}' closes nothing"
        )
        fix = f"take it out: {shown(mended)}" if mended.strip() else "take it out"
        yield Mistake(at, column, 1, what, fix, replaced(lines, at, mended))


def _second_colon(at: int, lines: list[str], *, column: int, closer: str) -> Iterator[Mistake]:
    row = lines[at]
    start = max(row.rfind(sign, 0, column) for sign in ",[{") + 1
    ends = [end for end in (row.find(",", column), row.find(closer, column)) if end > 0]
    end = min(ends, default=len(row))
    part = row[start:end]
    key, _, value = part.strip().partition(": ")
    entry = f"{key}: {quoted(value)}"
    mended = row[:start] + part[: len(part) - len(part.lstrip())] + entry + row[end:]
    what = "there is a second ':' here: either the text needs quotes, or a comma is missing"
    yield Mistake(
        at, column, 1, what, f"put the text in quotes: {entry}", replaced(lines, at, mended)
    )
