"""Dates as reporting gives them, such as "2015-05" or "a week before"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from mapstory.dates.advice import advice_on, refuse_other_orders, refuse_shortened
from mapstory.dates.relative import read_relative
from mapstory.dates.when import FORMS, DateError, When, on_calendar
from mapstory.dates.words import ISO, MONTHS, pattern

_LONGEST = 200
_RANGE = re.compile(
    r"\s*(?:from\s+)?(?P<first>.+?)(?:\s*[/–—]\s*|\s+(?:to|-)\s+)(?P<last>.+?)\s*", re.IGNORECASE
)
_OPENING = re.compile(
    r"(?:(?:in|on|at|during) )?"
    r"(?P<about>~ ?|(?:about|around|circa|approximately|ca?\.?) )?"
    r"(?:in )?"
)
_NAMED = (
    pattern("(?:DAY(?:st|nd|rd|th)?(?: of)? )?MONTH[.,]{0,2} YEAR"),
    pattern("MONTH[.]? DAY(?:st|nd|rd|th)?,? YEAR"),
)


def parse_when(text: str, *, dateline: When | None) -> When:
    """
    Return the days that a writer's date means.

    Read are: days, months and years (`2015-05-24`, `24 May 2015`, `May 2015`, `in 2006`);
    ranges of two of them (`2015-05-15/2015-05-25`, `May 2015 to July 2015`); `~` or
    `about` before any of them; and what counts from the dateline: `a week before`, `two days
    later`, `the day before`, `the past ten days`, `the coming months`, `today`.

    Words are not taken more exactly than they are: a few are about three, and what is counted
    in months or years gives a month or a year, approximately. `the past ten days` begin on
    the day ten days before the dateline and end with it. Raises DateError.
    """
    typed = _folded(text)
    if not typed.strip():
        raise DateError("a date is missing", f"{FORMS}, or leave the key out")
    if len(typed) > _LONGEST:
        raise DateError("this is too long to be a date", FORMS)
    refuse_other_orders(typed)
    ends = _RANGE.fullmatch(typed)
    if ends is None:
        return _parse_one(typed, dateline)
    refuse_shortened(ends["first"], ends["last"])
    first, last = (_parse_end(typed, ends.span(name), dateline) for name in ("first", "last"))
    if first.unit != last.unit:
        raise DateError(
            f"the range begins with a {first.unit} and ends with a {last.unit}",
            "write both ends alike, such as 2015-05-15/2015-05-25 or 2015-05/2015-07",
        )
    if last.start < first.start:
        raise DateError("the range ends before it starts", f"write {ends['last']}/{ends['first']}")
    return When(first.start, last.end, first.approximate or last.approximate, first.unit)


def _folded(text: str) -> str:
    """Return the text, as long as it was, with plain digits, hyphens and spaces."""
    return "".join(map(_plain, text))


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    if character in "‐‑−":
        return "-"
    return str(unicodedata.decimal(character, character))


def _parse_end(typed: str, span: tuple[int, int], dateline: When | None) -> When:
    try:
        return _parse_one(typed[slice(*span)], dateline)
    except DateError as error:
        error.start, error.end = span
        raise


def _parse_one(typed: str, dateline: When | None) -> When:
    text = " ".join(typed.split())
    phrase = text.lower()
    opening = _OPENING.match(phrase)
    rest = phrase[opening.end() :] if opening else phrase
    when = _read_iso(rest) or _read_named(rest) or read_relative(rest, dateline)
    if when is None:
        raise DateError(f"'{text}' cannot be read as a date", advice_on(rest, dateline))
    return replace(when, approximate=True) if opening and opening["about"] else when


def _read_iso(text: str) -> When | None:
    found = ISO.fullmatch(text)
    if found is None:
        return None
    year, *rest = (part for part in found.groups() if part)
    if len(year) != len("2015"):
        whole = re.sub("^(....)(..)(..)$", r"write \1-\2-\3", text)
        raise DateError(f"'{year}' is not a year of four digits", FORMS if whole == text else whole)
    when = on_calendar(int(year), *map(int, rest))
    if any(len(part) != len("05") for part in rest):
        raise DateError("a month and a day are written with two digits", f"write {when.iso}")
    return when


def _read_named(text: str) -> When | None:
    for form in _NAMED:
        if found := form.fullmatch(text):
            day = [int(found["day"])] if found["day"] else []
            return on_calendar(int(found["year"]), MONTHS[found["month"]], *day)
    return None
