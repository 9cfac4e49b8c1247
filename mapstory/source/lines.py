"""A slip in a line of YAML, and the line taken apart. Lines and columns count from 0 here."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = r"[^\s:#\"'\[\]{},&*!|>%@`-][^:#]*?|\"[^\"]*\"|'[^']*'"
LINE = re.compile(rf"(?P<lead>\s*(?:- +)*)(?:(?P<key>{_KEY})(?P<colon> *:)(?: +|$))?(?P<value>.*)")
"""A line as its indentation with dashes, its key, and its value with any comment."""

ENTRY = re.compile(r"\s*(?:-(?: |$)|[\w-]+ *:(?: |$))")
"""The start of a line that is a list item, or has a key."""

_LONGEST_SHOWN = 160


@dataclass(frozen=True)
class Mistake:
    """Where a slip is, what to do, and all lines with it mended (None if that takes a person)."""

    line: int
    column: int
    width: int
    what: str
    fix: str
    mended: list[str] | None = None


def replaced(lines: list[str], at: int, line: str) -> list[str]:
    """Return the lines with one of them replaced."""
    return [*lines[:at], line, *lines[at + 1 :]]


def indented(lines: list[str], first: int, end: int, *, by: int) -> list[str]:
    """Return the lines with some of them moved to the right by a number of columns."""
    return [
        " " * max(0, indent(line) + by) + line.lstrip(" ")
        if first <= number < end and line.strip()
        else line
        for number, line in enumerate(lines)
    ]


def indent(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def is_content(line: str) -> bool:
    """Tell whether a line is more than space, a comment or a document marker."""
    return (
        bool(line.strip())
        and not line.lstrip().startswith("#")
        and line.strip() not in {"---", "..."}
    )


def columns_of(line: str) -> tuple[int, int]:
    """Return the columns in which a line has its first dash (or key) and its key."""
    lead = LINE.fullmatch(line)
    return indent(line), len(lead["lead"]) if lead else indent(line)


def start_of(line: str) -> str:
    """Return the first words of a line, enough to find it by: its key, or its first words."""
    match = LINE.fullmatch(line)
    if match and match["key"]:
        return match["key"]
    return " ".join(line.strip().split()[:3])


def shown(line: str) -> str:
    """Return a line as it stands in a message: without its indentation, and not endless."""
    text = line.strip()
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def spaces(number: int) -> str:
    """Return a number of spaces in words."""
    return "one space" if number == 1 else f"{number} spaces"
