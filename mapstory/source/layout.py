"""Slips in how lines are laid out: indentation, dashes, and lines that are neither key nor item."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mapstory.source.lines import (
    ENTRY,
    LINE,
    Mistake,
    columns_of,
    indent,
    indented,
    is_content,
    replaced,
    shown,
    spaces,
    start_of,
)

_FARTHEST = 60
_BLOCK = re.compile(r"(?P<lead>\s*(?:- +)*)(?P<key>[^:#]*?):? +[|>][-+0-9]{0,2}\s*(?:#.*)?")


def text_block(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a line of a text block (`text: |`) that is indented less than it must be."""
    row = lines[at]
    above = next(
        (n for n in range(at - 1, -1, -1) if lines[n].strip() and _BLOCK.fullmatch(lines[n])), None
    )
    if above is None or not row.strip():
        return
    head = _BLOCK.fullmatch(lines[above])
    if head is None or any(
        indent(line) <= len(head["lead"]) for line in lines[above + 1 : at] if line.strip()
    ):
        return
    first = next(n for n in range(above + 1, at + 1) if lines[n].strip())
    column = len(head["lead"]) + 2 if first == at else indent(lines[first])
    end = at + 1
    while end < len(lines) and indent(lines[end]) < column and not ENTRY.match(lines[end]):
        end += 1
    where = f"the text of '{head['key']}' in line {above + 1}"
    what = f"{where} is not indented below it"
    if first != at:
        what = f"this line is indented less than the rest of {where}"
    fix = f"put {spaces(column)} before it, and before every line of that text"
    mended = indented(lines, at, end, by=column - indent(row))
    yield Mistake(at, indent(row), len(row.strip()), what, fix, mended)


def first_key(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a first key that is indented when the next one is not."""
    first = next((n for n, line in enumerate(lines) if is_content(line)), at)
    less = indent(lines[first])
    if first < at and indent(lines[at]) < less:
        word = start_of(lines[first])
        what = f"'{word}' is indented, and '{start_of(lines[at])}' in line {at + 1} is not"
        fix = (
            f"take away the {spaces(less)} before '{word}', and before each line that goes with it"
        )
        yield Mistake(first, less, len(word), what, fix, indented(lines, first, at, by=-less))


def indentation(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a line that does not line up with the keys or list items above it."""
    row = lines[at]
    start, dash = indent(row), row.lstrip().startswith("- ")
    mark = "- " if dash else ""
    word = mark + start_of(row)
    above = next((n for n in range(at - 1, -1, -1) if is_content(lines[n])), at)
    ignored = start > indent(lines[above]) and not lines[above].rstrip().endswith(":")
    if not ENTRY.match(row):
        return
    seen = {start}
    for above in range(at - 1, max(-1, at - _FARTHEST), -1):
        if not is_content(lines[above]):
            continue
        columns = columns_of(lines[above])
        column = columns[0] if dash else columns[1]
        if column in seen:
            continue
        seen.add(column)
        other = (mark if lines[above].lstrip().startswith("- ") else "") + start_of(lines[above])
        what = f"'{word}' does not line up with '{other}' in line {above + 1}"
        fix = (
            f"put {spaces(column)} before it instead of {start}"
            if column
            else "take away the spaces before it"
        )
        if ignored:
            fix += "; if it is part of the text above, put that text in quotes"
        mended = indented(lines, at, _end_of_block(at, lines, column=column), by=column - start)
        yield Mistake(at, start, len(word), what, fix, mended)


def _end_of_block(at: int, lines: list[str], *, column: int) -> int:
    """Return the line after those that move together with one that goes to a column."""
    start = indent(lines[at])
    item = lines[at].lstrip().startswith("- ")
    match = LINE.fullmatch(lines[at])
    alone = match and match["key"] and re.match(r"[^#|>\s]", match["value"]) and not item
    for end in range(at + 1, len(lines)):
        depth = indent(lines[end])
        if not lines[end].strip():
            continue
        if item and depth == start and not lines[end].lstrip().startswith("- "):
            return end
        if (
            depth < max(start, 1)
            or start < depth == column + 2 * item
            or (alone and depth != start)
        ):
            return end
    return len(lines)


def line_above(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a line just above that stands apart from two that line up around it."""
    match [n for n in range(max(0, at - _FARTHEST), at) if is_content(lines[n])]:
        case [*_, before, above]:
            pass
        case _:
            return
    column = columns_of(lines[before])[1]
    lines_up = column == columns_of(lines[at])[1] and ENTRY.match(lines[at])
    if lines_up and indent(lines[above]) != column and ENTRY.match(lines[above]):
        word = start_of(lines[above])
        what = f"'{word}' does not line up with '{start_of(lines[before])}' in line {before + 1}"
        fix = f"put {spaces(column)} before it instead of {indent(lines[above])}"
        mended = replaced(lines, above, " " * column + lines[above].lstrip())
        yield Mistake(above, indent(lines[above]), len(word), what, fix, mended)


def running_text(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for text over several lines, without quotes, that has a colon in it."""
    row = lines[at]
    colon = re.search(r":(?: |$)", row)
    above = next(
        (n for n in range(at - 1, -1, -1) if LINE.fullmatch(lines[n]) and ": " in lines[n]), None
    )
    if colon and above is not None:
        word = start_of(lines[above]).removeprefix("- ")
        what = (
            f"the text of '{word}', which begins in line {above + 1}, has ': ' in it and no quotes"
        )
        fix = f"write '{word}: |' in line {above + 1}, and the whole text below it, indented"
        mended = row.replace(": ", " – ").rstrip(":")
        yield Mistake(at, colon.start(), 1, what, fix, replaced(lines, at, mended))


def dash_after_key(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a list that begins in the line of its key: `at: - ramadi`."""
    match = LINE.fullmatch(lines[at])
    if match and match["key"] and match["value"].startswith("- "):
        item = match["value"].removeprefix("- ").strip()
        mended = f"{match['lead']}{match['key']}: [{item}]"
        what = f"a list cannot begin with '-' in the line of its key '{match['key']}'"
        fix = f"write '- {item}' in the next line, indented"
        if not re.search(r"[:,\[\]{}]", item):
            fix = f"write {shown(mended)}"
        yield Mistake(at, match.start("value"), 1, what, fix, replaced(lines, at, mended))


def bare_line_above(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a line just above, and as far in, that has neither key nor dash."""
    above = next((n for n in range(at - 1, -1, -1) if is_content(lines[n])), None)
    if (
        above is not None
        and indent(lines[above]) == indent(lines[at])
        and not ENTRY.match(lines[above])
    ):
        yield from odd_line(above, lines)


def no_key(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a colon with nothing before it, and for a directive (`%YAML 2.0`)."""
    row = lines[at]
    if re.match(r"\s*(?:- +)*:(?: |$)", row):
        what, fix = "there is no key before this colon", "write the key in front of it"
        yield Mistake(at, row.index(":"), 1, what, fix, replaced(lines, at, ""))
    elif row.startswith("%"):
        what, fix = "a line cannot begin with '%'", "take the line out, or put '# ' before it"
        yield Mistake(at, 0, 1, what, fix, replaced(lines, at, ""))


def text_after_block_sign(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a text that begins in the line of its `|` and goes on below."""
    match = LINE.fullmatch(lines[at])
    deeper = at + 1 < len(lines) and match and indent(lines[at + 1]) > len(match["lead"])
    if match and deeper and (sign := re.fullmatch(r"([|>][-+]?)\s*(\S.*)", match["value"])):
        what = f"after '{sign[1]}' the text begins in the next line"
        fix = f"move this to a line of its own below: {shown(sign[2])}"
        mended = lines[at][: match.start("value") + len(sign[1])]
        column = match.start("value") + sign.start(2)
        yield Mistake(at, column, len(sign[2]), what, fix, replaced(lines, at, mended))


def odd_line(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a list item among keys, or a line with neither key nor dash."""
    row = lines[at]
    start, text = indent(row), row.strip()
    if not text or text[0] in "[{":
        return
    what = "this line is not 'key: value', as the lines around it are"
    fix = "give it a key, or put more spaces before it than its key above has"
    if text.startswith("- "):
        item = text.removeprefix("- ")
        what = "this line begins with '- ' among lines of 'key: value'"
        fix = (
            f"write it without the dash: {item}"
            if ":" in item
            else "give it a key in place of the dash"
        )
    elif comment := re.fullmatch(r"(?://|/\*|<!--|--)\s*(.*?)\s*(?:\*/|-->)?", text):
        fix = f"a comment begins with '#': # {comment[1]}"
    elif words := re.fullmatch(r"([a-z][\w-]*) (\S+(?: \S+)?[^\s.])", text):
        entry = f"{words[1]}: {words[2]}"
        better = f"put a colon after its key: {entry}; if it is text, put more spaces before it"
        yield Mistake(at, start, len(text), what, better, replaced(lines, at, " " * start + entry))
    else:
        above = next((n for n in range(at - 1, -1, -1) if ENTRY.match(lines[n])), at)
        deeper = columns_of(lines[above])[1] + 2
        key = start_of(lines[above])
        better = f"if it belongs to the text of '{key}', put {spaces(deeper)} before it"
        mended = replaced(lines, at, " " * deeper + text)
        yield Mistake(at, start, len(text), what, f"{better}; else give it a key", mended)
    yield Mistake(at, start, len(text), what, fix, replaced(lines, at, ""))
