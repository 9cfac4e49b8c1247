"""Slips with tabs, spaces that are none, and spaces that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mapstory.source.lines import (
    ENTRY,
    Mistake,
    columns_of,
    indent,
    is_content,
    replaced,
    shown,
    spaces,
)

_ODD_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NO_SPACE = re.compile(
    r"(?P<lead>\s*(?:- +)*)(?P<key>[^\W\d][\w-]*)"
    r"(?P<sign>:|\s*：\s*|\s+=\s+|;\s+)(?P<value>[^\s/].*)"
)
_NO_SPACE_AFTER_DASH = re.compile(r"(?P<lead>\s*)-(?P<rest>[^\W\d][\w-]*:(?: .*)?)")


def tabs(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for tabs where YAML wants spaces."""
    row = lines[at]
    lead = row[: len(row) - len(row.lstrip())]
    if "\t" in lead:
        what = "a tab indents this line, and YAML reads only spaces"
        column, width = lead.index("\t"), lead.count("\t")
        others = sum(_has_tab_before(line) for line in lines) - 1
        if others:
            what = f"tabs indent this line and {others} more, and YAML reads only spaces"
        for size in (2, 4, 8):
            fix = f"put {size} spaces in place of every tab"
            spaced = [_without_tabs(line, size=size) for line in lines]
            yield Mistake(at, column, width, what, fix, spaced)
        above = next((n for n in range(at - 1, -1, -1) if is_content(lines[n])), 0)
        deeper = 2 if lines[above].rstrip().endswith(":") else 0
        fitting = columns_of(lines[above])[1] + deeper
        fix = f"put {spaces(fitting)} before it instead" if fitting else "take it out"
        mended = " " * fitting + row.lstrip()
        yield Mistake(at, column, width, what, fix, replaced(lines, at, mended))
    elif "\t" in row:
        mended = re.sub(r"[\t ]*\t[\t ]*", " ", row).rstrip()
        what = "there is a tab in this line, and YAML reads only spaces here"
        fix = f"put a space in its place: {shown(mended)}" if "\t" in row.strip() else "take it out"
        yield Mistake(at, row.index("\t"), 1, what, fix, replaced(lines, at, mended))


def _has_tab_before(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip())]


def _without_tabs(line: str, *, size: int) -> str:
    text = line.lstrip()
    return line[: len(line) - len(text)].replace("\t", " " * size) + text


def odd_spaces(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for spaces that only look like spaces, as text from web pages and Word has them."""
    row = lines[at]
    lead = row[: len(row) - len(row.lstrip())]
    if odd := _ODD_SPACE.search(lead):
        spaced = [
            _ODD_SPACE.sub(" ", line[: len(line) - len(line.lstrip())]) + line.lstrip()
            for line in lines
        ]
        others = sum(a != b for a, b in zip(lines, spaced, strict=True)) - 1
        what = "this line is indented with no-break spaces, which YAML takes for letters"
        fix = "delete the spaces before it, and type them anew"
        if others:
            fix += f"; {others} more {'line is' if others == 1 else 'lines are'} like it"
        yield Mistake(at, odd.start(), len(lead) - odd.start(), what, fix, spaced)


def missing_space(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for `key:value`, `key = value`, `-key: value`, and a key with no colon at all."""
    row = lines[at]
    if match := _NO_SPACE.fullmatch(row):
        sign = match["sign"].strip()
        what = f"there is no space after '{match['key']}:'"
        if sign != ":":
            what = f"'{sign}' follows '{match['key']}', and YAML wants a colon and a space"
        entry = f"{match['key']}: {match['value']}"
        column = match.start("sign") + match["sign"].index(sign)
        mended = match["lead"] + entry
        yield Mistake(at, column, 1, what, f"write {shown(entry)}", replaced(lines, at, mended))
    elif re.fullmatch(r"\s*[a-z][\w-]*", row) and _goes_deeper(at, lines):
        what = f"there is no colon after '{row.strip()}'"
        yield Mistake(
            at, len(row), 1, what, f"write {row.strip()}:", replaced(lines, at, f"{row}:")
        )
    elif match := _NO_SPACE_AFTER_DASH.fullmatch(row):
        mended = f"{match['lead']}- {match['rest']}"
        what = "there is no space after '-'"
        yield Mistake(
            at, len(match["lead"]), 1, what, f"write {shown(mended)}", replaced(lines, at, mended)
        )


def _goes_deeper(at: int, lines: list[str]) -> bool:
    below = next((line for line in lines[at + 1 :] if is_content(line)), "")
    return indent(below) > indent(lines[at]) and bool(ENTRY.match(below))
