"""What can go wrong, in the words of the person who can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """
    One thing that a person can mend, and how.

    `line` and `column` count from 1, as editors do; 0 means that the problem is the
    file's as a whole. `excerpt` is the line as it was typed and `width` the number of
    characters under the caret. A warning is told, and stops nothing.
    """

    path: str
    line: int
    column: int
    what: str
    fix: str
    excerpt: str = ""
    width: int = 1
    warning: bool = False

    def __str__(self) -> str:
        """Return the whole message: where, what, the line with a caret, and the fix."""
        where = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        rows = [f"{where}: {'note: ' if self.warning else ''}{self.what}"]
        if self.excerpt:
            gutter = f"{self.line:>5} | "
            lead = "".join("\t" if c == "\t" else " " for c in self.excerpt[: self.column - 1])
            rows += [gutter + self.excerpt, " " * 5 + " | " + lead + "^" * max(1, self.width)]
        rows.append(f"  fix: {self.fix}")
        return "\n".join(rows)


class MapstoryError(Exception):
    """What the command line catches once. `exit_code` is what it then returns."""

    exit_code = 70


class StoryError(MapstoryError):
    """A story, or a file that it brings, has problems: all that were found, in order."""

    exit_code = 1

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n\n".join(str(problem) for problem in self.problems))


class UsageError(MapstoryError, ValueError):
    """The command cannot mean anything as it was typed."""

    exit_code = 2


class FileError(MapstoryError, OSError):
    """A file or folder cannot be read or written."""

    exit_code = 3


class UnavailableError(MapstoryError):
    """The network did not answer, or the lock does not hold what is asked."""

    exit_code = 4
