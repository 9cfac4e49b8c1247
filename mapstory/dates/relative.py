"""Dates that count from the dateline, such as "a week before" and "the past ten days"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from mapstory.dates.when import DateError, When, on_calendar
from mapstory.dates.words import COUNTS, FINENESS, SIGNS, VAGUE, pattern

_NEAR_DATELINE: Mapping[str, int] = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "now": 0,
    "the dateline": 0,
    "tomorrow": 1,
    "the next day": 1,
    "the day after tomorrow": 2,
}
_COUNTED = pattern("COUNT UNITs? (?P<way>before|earlier|ago|after|later)(?: the dateline)?")
_NEIGHBOUR = (
    pattern("the UNIT (?P<way>before|earlier|after|later)"),
    pattern("(?:the )?(?P<way>previous|following|same) UNIT"),
    pattern("(?P<way>last|next|this|that) UNIT"),
)
_WINDOW = pattern(
    "(?:(?:over|for|within) )?(?:the )?"
    "(?P<way>past|last|recent|next|coming)(?: COUNT)? UNIT(?P<plural>s?)"
)


def read_relative(phrase: str, dateline: When | None) -> When | None:
    """Return what a phrase that counts from the dateline means; None: it is no such phrase."""
    if phrase in _NEAR_DATELINE:
        return _shifted(dateline, _NEAR_DATELINE[phrase], "day", phrase)
    if found := _COUNTED.fullmatch(phrase):
        count, vague = _count(found["count"])
        when = _shifted(dateline, count * SIGNS[found["way"]], found["unit"], phrase)
        return replace(when, approximate=when.approximate or vague or when.unit != "day")
    for form in _NEIGHBOUR:
        if found := form.fullmatch(phrase):
            if found["unit"] == "week":
                return None
            return _shifted(dateline, SIGNS[found["way"]], found["unit"], phrase)
    if found := _WINDOW.fullmatch(phrase):
        count, vague = _count(found["count"] or ("few" if found["plural"] else "a"))
        here = _shifted(dateline, 0, found["unit"], phrase)
        there = _shifted(dateline, count * SIGNS[found["way"]], found["unit"], phrase)
        days = min(here.start, there.start), max(here.end, there.end)
        return When(*days, approximate=here.approximate or vague, unit=there.unit)
    return None


def _count(words: str) -> tuple[int, bool]:
    """Return a number, and whether its words leave it open."""
    return int(words) if words.isdigit() else COUNTS[words], words in VAGUE


def _shifted(dateline: When | None, count: int, unit: str, phrase: str) -> When:
    """Return the dateline moved by `count` units, and told no more finely than in that unit."""
    if dateline is None:
        raise DateError(
            f"'{phrase}' counts from the dateline, and the story has none",
            "add `dateline: 2015-05-24` to the story, with its own date, or write the date itself",
        )
    if count == 0 and unit == "day":
        return dateline
    if FINENESS[unit] < FINENESS[dateline.unit]:
        raise DateError(
            f"'{phrase}' counts in {unit}s, and the dateline is no finer than a {dateline.unit}",
            "give the dateline as a day, such as `dateline: ~2015-05-24`, or write the date itself",
        )
    try:
        start, end = (_moved(day, count, unit) for day in (dateline.start, dateline.end))
    except (OverflowError, ValueError):
        raise DateError(
            f"'{phrase}' leaves the years 1 to 9999", "write a smaller number"
        ) from None
    return When(start.start, end.end, dateline.approximate, start.unit)


def _moved(day: date, count: int, unit: str) -> When:
    if unit == "year":
        return on_calendar(day.year + count)
    if unit == "month":
        year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
        return on_calendar(year, month + 1)
    moved = day + timedelta(days=count * (7 if unit == "week" else 1))
    return When(moved, moved, approximate=False, unit="day")
