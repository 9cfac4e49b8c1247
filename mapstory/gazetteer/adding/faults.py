"""What is wrong in a file of places that someone else made, and what of it is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mapstory.errors import Problem

UNNAMED = "without a name"
_UNWANTED = "not what --in, --kind and --only ask for"

_TOLD = 20
_LIMIT_EXCERPT = 200


@dataclass
class Faults:
    """
    Keeps what is wrong in one file: the first twenty problems, and how many there are.

    A dump with a column too many has as many problems as lines. `left_out` counts what was
    not taken for a reason that is nobody's mistake, in words: "without a name". `unused` has
    the headings of columns that mean nothing to a gazetteer.
    """

    path: Path
    count: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unwanted_kinds: Counter[str] = field(default_factory=Counter)
    unused: list[str] = field(default_factory=list)
    _first: list[Problem] = field(default_factory=list)

    def leave_unwanted(self, kind: str) -> None:
        """Count a place that was not asked for."""
        self.left_out[_UNWANTED] += 1
        self.unwanted_kinds[kind] += 1

    def tell(
        self,
        what: str,
        fix: str,
        *,
        line: int = 0,
        column: int = 0,
        excerpt: str = "",
        width: int = 1,
    ) -> None:
        """Keep one problem; `excerpt` is its line, which is shown unless it is long."""
        self.count += 1
        if len(self._first) < _TOLD:
            shown = _seen(excerpt) if len(excerpt) <= _LIMIT_EXCERPT else ""
            where = (str(self.path), line, column)
            self._first.append(Problem(*where, _seen(what), fix, excerpt=shown, width=width))

    def tell_cell(self, cells: Sequence[str], at: int, what: str, fix: str, *, line: int) -> None:
        """Keep a problem of one cell of a tab-separated line."""
        column = sum(len(cell) + 1 for cell in cells[:at]) + 1
        excerpt = "\t".join(cells)
        width = len(cells[at]) if at < len(cells) else 1
        self.tell(what, fix, line=line, column=column, excerpt=excerpt, width=width)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, and last how many more problems there are than are told."""
        more = self.count - len(self._first)
        if not more:
            return self._first
        last = Problem(
            str(self.path),
            self._first[-1].line + 1,
            0,
            f"the file has {more:,} more problems",
            "mend these first: the others are often the same",
        )
        return [*self._first, last]


def _seen(text: str) -> str:
    """Return a text that a terminal shows as it is: signs that steer it become dots."""
    return "".join(c if c.isprintable() or c == "\t" else "·" for c in text)
