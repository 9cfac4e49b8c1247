"""
What YAML cannot read, in a writer's words, with the line as it should be.

PyYAML tells where it gave up, often a line or more after the slip. So the lines around it are
tried, one kind of slip after another: a proposal is made only if the file reads on with it,
and because it does, the mistakes further down can be told in the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import yaml

from mapstory.source import brackets, layout, quotes, spacing
from mapstory.source.lines import Mistake, is_content

__all__ = ["Mistake", "explain"]

_LINES_ABOVE = 12
_LINES_BELOW = 40
_MOST_CHARACTERS = 200_000
_LONGEST_LINE = 5_000

_NOWHERE = (-1, -1)
_EVERYWHERE = (1_000_000, 0)

_Look = Callable[[int, list[str]], Iterator[Mistake]]


@dataclass(frozen=True)
class _Stop:
    """Where PyYAML gave up; `opened` is where the bracket or quote is that it was in."""

    line: int
    column: int
    opened: tuple[int, int] | None
    bracket: bool

    @property
    def spot(self) -> tuple[int, int]:
        return self.opened or (self.line, self.column)


def explain(error: yaml.MarkedYAMLError, lines: list[str]) -> Mistake:
    """Return what is wrong in lines that PyYAML cannot read, mended if that can be."""
    stop = _stop(error)
    if sum(map(len, lines)) <= _MOST_CHARACTERS and max(map(len, lines)) <= _LONGEST_LINE:
        for look, at in _looks(stop, lines):
            reached = [(_reached(mistake, stop), mistake) for mistake in look(at, lines)]
            further, best = max(reached, key=lambda pair: pair[0], default=(_NOWHERE, None))
            if best and further > max(stop.spot, (best.line, best.column)):
                return best
    return _unmended(stop, lines)


def _stop(error: yaml.MarkedYAMLError) -> _Stop:
    mark = error.problem_mark or error.context_mark
    context, begun = error.context or "", error.context_mark
    bracket = "flow sequence" in context or "flow mapping" in context
    opened = (
        (begun.line, begun.column) if begun and (bracket or "quoted scalar" in context) else None
    )
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if begun and error.problem == "could not find expected ':'":
        line, column = begun.line, begun.column
    return _Stop(line, column, opened, bracket)


def _looks(stop: _Stop, lines: list[str]) -> Iterator[tuple[_Look, int]]:
    """Yield what to look for and in which line, the most telling first and the nearest first."""
    here = min(stop.line, len(lines) - 1)
    above = [n for n in range(here, max(-1, here - _LINES_ABOVE), -1) if is_content(lines[n])]
    above = above or [here]
    if stop.opened and stop.opened[0] not in above:
        above.append(stop.opened[0])
    for look in (
        spacing.tabs,
        spacing.odd_spaces,
        layout.no_key,
        spacing.missing_space,
        quotes.open_quote,
    ):
        yield from ((look, at) for at in above)
    if stop.bracket and stop.opened:
        yield partial(brackets.open_bracket, column=stop.column, opened=stop.opened), stop.line
    for look in (
        layout.dash_after_key,
        layout.text_after_block_sign,
        partial(brackets.stray_sign, column=stop.column),
    ):
        yield look, here
    yield from ((quotes.unquoted_text, at) for at in above)
    if stop.bracket and stop.opened:
        yield partial(brackets.open_bracket_above, opened=stop.opened), stop.line
    for look in (
        layout.text_block,
        layout.first_key,
        layout.bare_line_above,
        layout.line_above,
        layout.indentation,
        layout.running_text,
        layout.odd_line,
    ):
        yield look, here


def _reached(mistake: Mistake, before: _Stop) -> tuple[int, int]:
    """Return where PyYAML gives up with the mended lines."""
    if mistake.mended is None:
        return _NOWHERE
    end = max(before.line, mistake.line) + _LINES_BELOW
    try:
        for _ in yaml.parse("\n".join(mistake.mended[:end]), Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        return _stop(error).spot
    except (ValueError, OverflowError):  # chr() of an escape beyond Unicode
        return _NOWHERE
    return _EVERYWHERE


def _unmended(stop: _Stop, lines: list[str]) -> Mistake:
    """Return what is wrong where no proposal helped."""
    line, column = stop.spot
    sign = lines[line][column : column + 1] if line < len(lines) else ""
    if stop.opened:
        what = f"the quote {sign} that opens here is never closed"
        fix = f"put a {sign} at the end of the text; a {sign} inside it is written twice"
        if stop.bracket:
            what = f"what opens here with '{sign}' does not end as it should"
            fix = "close each bracket, put commas between the parts, and text with , or : in quotes"
        return Mistake(line, column, 1, what, fix)
    if line >= len(lines) or not lines[line].strip():
        line = max(
            (n for n in range(min(line, len(lines) - 1) + 1) if is_content(lines[n])), default=0
        )
        column = 0
    what = "YAML cannot read on from here"
    fix = (
        "compare with the lines above: 'key: value' with a space after the colon, spaces and no "
        "tabs before it, and quotes around text that has ': ' or ' #' in it"
    )
    return Mistake(line, column, 1, what, fix)
