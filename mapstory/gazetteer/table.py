"""A CSV file as text with positions: every cell knows its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PLAIN = {separator: re.compile(f"[^{separator}\n]*") for separator in ",;\t"}
# Possessive, so that a quote without its end is refused at once.
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')


@dataclass(frozen=True)
class Cell:
    """What one cell says, and where it begins; line and column count from 1."""

    value: str
    line: int
    column: int


class TableError(ValueError):
    """A line cannot be split into cells, and this is why."""

    def __init__(self, what: str, fix: str, line: int, column: int) -> None:
        super().__init__(what)
        self.what, self.fix, self.line, self.column = what, fix, line, column


def parse_table(text: str) -> list[list[Cell]]:
    """Return all rows of comma-separated values: see `parse_rows`."""
    return list(parse_rows(text, ","))


def parse_rows(text: str, separator: str) -> Iterator[list[Cell]]:
    """
    Yield the cells of a table, row by row; blank rows are left out.

    Cells are parted by commas, semicolons or tabs, and lines end with a line feed. As RFC
    4180 has it, a cell in double quotes may hold separators, line ends and, doubled, quotes.
    Every cell is text. Raises TableError where a quote is not closed or where text goes on
    after it.
    """
    row: list[Cell] = []
    at, line, line_start = 0, 1, 0
    while True:
        column = at - line_start + 1
        cell = _cell(text, at, separator, line, column)
        value = cell[1].replace('""', '"') if cell.re is _QUOTED else cell[0]
        row.append(Cell(value, line, column))
        if "\n" in cell[0]:
            line += cell[0].count("\n")
            line_start = at + cell[0].rindex("\n") + 1
        at = cell.end() + 1
        if at > len(text) or text[at - 1] == "\n":
            if any(cell.value.strip() for cell in row):
                yield row
            row, line, line_start = [], line + 1, at
        if at > len(text):
            return


def _cell(text: str, at: int, separator: str, line: int, column: int) -> re.Match[str]:
    if not text.startswith('"', at):
        plain = _PLAIN[separator].match(text, at)
        assert plain  # noqa: S101, it matches the empty text too
        return plain
    cell = _QUOTED.match(text, at)
    if cell is None:
        raise TableError(
            "a cell starts with a quote and has none at its end",
            'close the cell with ", or write a quote that belongs to the text as "" in "…"',
            line,
            column,
        )
    if text[cell.end() : cell.end() + 1] not in ("", separator, "\n"):
        raise TableError(
            "text goes on after the quote at the end of a cell",
            'write a quote within a quoted cell twice: "the ""green"" zone"',
            line,
            column,
        )
    return cell
