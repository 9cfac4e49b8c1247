"""Slips with quotes, and text that YAML can take only in quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mapstory.source.lines import LINE, Mistake, replaced, shown

_CANNOT_START = "@`%*&!|>]},?[{"
_WHY = {
    "[": "text that begins with '[' is a list to YAML, which ends at its ']'",
    "{": "text that begins with '{' is keys and values to YAML, which end at its '}'",
}
_CURLY = {"“": "”", "„": "“”", "”": "”", "«": "»", "»": "«", "‘": "’", "‚": "‘’"}
_QUOTED = {
    '"': re.compile(r'"(?:[^"\\]|\\.)*"'),
    "'": re.compile(r"'(?:[^']|'')*'"),
}


class _Trouble(NamedTuple):
    """Why a value must be quoted, the part of it that shows it, and its text."""

    what: str
    start: int
    width: int
    text: str


def open_quote(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for a quote that opens a value in this line and is not closed in it."""
    row = lines[at]
    if match := re.fullmatch(r"(\s*(?:- +)*)([\"'])([\w-]+: .*)", row):
        mended = match[1] + match[3]
        what = f"the quote {match[2]} that opens here is not closed before the colon"
        fix = f"a key needs no quotes: {shown(mended)}"
        yield Mistake(at, match.start(2), 1, what, fix, replaced(lines, at, mended))
    for match in re.finditer(r"(?:^\s*(?:- +)*|: +|[\[{,] *)([\"'])", row):
        column, quote = match.start(1), match[1]
        if _QUOTED[quote].match(row, column):
            continue
        brackets = re.search(r"\s*[\]},]*\s*$", row)
        for end in dict.fromkeys((len(row.rstrip()), brackets.start() if brackets else len(row))):
            mended = row[:end] + quote + row[end:]
            what = f"the quote {quote} that opens here is not closed in this line"
            fix = f"close it: {shown(mended)}"
            yield Mistake(at, column, 1, what, fix, replaced(lines, at, mended))


def unquoted_text(at: int, lines: list[str]) -> Iterator[Mistake]:
    """Look for text that YAML cannot take without quotes, or not in the quotes it has."""
    match = LINE.fullmatch(lines[at])
    value = match["value"].rstrip() if match else ""
    if match and value and (trouble := _trouble(value)):
        if value[0] in "[{" and not match["key"]:
            return
        column = match.start("value")
        mended = lines[at][:column] + quoted(trouble.text)
        fix = f"put the text in quotes: {shown(mended)}"
        yield Mistake(
            at,
            column + trouble.start,
            trouble.width,
            trouble.what,
            fix,
            replaced(lines, at, mended),
        )


def quoted(text: str) -> str:
    """Return a text as YAML takes it: in double quotes, or in single ones where those are apt."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _trouble(value: str) -> _Trouble | None:
    first = value[0]
    if first in _QUOTED:
        return _trouble_in_quotes(value)
    if first not in "[{":
        value = re.sub(r"\s+#.*", "", value)
    if value[-1] in _CURLY.get(first, ""):
        return _Trouble(f"{first} and {value[-1]} are no quotes to YAML", 0, 1, value[1:-1])
    if first in _CANNOT_START or value.startswith(("- ", "? ")):
        return _Trouble(_WHY.get(first, f"a value cannot begin with '{first}'"), 0, 1, value)
    if colon := re.search(r":(?: |$)", value):
        return _Trouble(
            "a second ': ' in a line needs quotes around the text", colon.start(), 1, value
        )
    return None


def _trouble_in_quotes(value: str) -> _Trouble | None:
    quote = value[0]
    closed = _QUOTED[quote].match(value)
    if closed and not value[closed.end() :].strip().startswith("#") and closed.end() < len(value):
        inner = value[1:-1] if value.endswith(quote) else value
        what = f"the quote {quote} closes here, and the text goes on after it"
        return _Trouble(what, closed.end() - 1, 1, inner)
    if closed and quote == '"' and "\\" in value:
        what = "a backslash in double quotes stands for something else"
        return _Trouble(what, value.index("\\"), 2, closed.group()[1:-1])
    return None
