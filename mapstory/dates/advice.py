"""Dates that are refused, and what to write instead."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import timedelta

from mapstory.dates.when import FORMS, DateError, When, iso_or_none
from mapstory.dates.words import ISO, MONTHS, WEEKDAYS, pattern

_OTHER_ORDER = re.compile(
    r"(?<![0-9–-])([0-9]{1,4}) ?([/.–-]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,4})(?![0-9–-])"
)
_DAYS_OF_MONTH = pattern(
    "(?<![0-9-])(?P<first>[0-9]{1,2}) ?(?:-|–|to) ?(?P<last>[0-9]{1,2}) MONTH,? YEAR"
)


def refuse_other_orders(typed: str) -> None:
    """Raise DateError for 24/05/2015 and its like, which countries read in different orders."""
    if found := _DAYS_OF_MONTH.search(typed.lower()):
        month = f"{found['year']}-{MONTHS[found['month']]:02}"
        first, last = (f"{month}-{int(found[name]):02}" for name in ("first", "last"))
        raise DateError(f"'{found[0]}' is a range in short", f"write {first}/{last}")
    for found in _OTHER_ORDER.finditer(typed):
        if found[2] == "-" and len(found[1]) == len("2015"):
            continue
        a, b, c = (int(found[group]) for group in (1, 3, 4))
        orders = [(a, b, c)] if len(found[1]) == len("2015") else []
        if len(found[4]) == len("2015"):
            orders = [(c, b, a), (c, a, b)]
        isos = dict.fromkeys(iso for order in orders if (iso := iso_or_none(*order)))
        fix = " or ".join(isos) or "year, month and day with hyphens, such as 2015-05-24"
        what = f"'{found[0]}' is not written year-month-day"
        raise DateError(what, f"write {fix}", start=found.start(), end=found.end())


def refuse_shortened(first: str, last: str) -> None:
    """Raise DateError for 2015-05-15/25 and for 05/2015, which look like ranges."""
    if re.fullmatch("[0-9]{1,2}", first) and re.fullmatch("[0-9]{4}", last):
        raise DateError("a month is written after its year", f"write {last}-{first:0>2}")
    begun = ISO.fullmatch(first.lstrip("~ "))
    if not begun or not re.fullmatch("[0-9]{1,2}(-[0-9]{1,2})?", last):
        return
    if not begun["month"]:
        raise DateError("a month is written with a hyphen", f"write {begun[0]}-{last:0>2}")
    last = f"{last:0>2}"
    whole = f"{begun[0]}/{begun[0][: -len(last)]}{last}"
    raise DateError("the end of a range is written as whole as its beginning", f"write {whole}")


def advice_on(text: str, dateline: When | None) -> str:
    """Return what to write instead of words that are no date."""
    for form, advise in _ADVICE:
        if found := form.fullmatch(text):
            return advise(found, dateline)
    return FORMS


def _advise_day(found: re.Match[str], _: When | None) -> str:
    return f"write the day alone: {found[1]}"


def _advise_year(found: re.Match[str], dateline: When | None) -> str:
    day = found[0].replace(found["month"], found["month"].title())
    return f"write the year too, such as {day} {dateline.start.year if dateline else 2015}"


def _advise_number(*_: object) -> str:
    return "write a number, or 'a few'"


def _advise_weekday(found: re.Match[str], dateline: When | None) -> str:
    if not dateline or dateline.unit != "day":
        return "write the date of that day, such as 2015-05-24"
    back = (dateline.start.weekday() - WEEKDAYS.index(found["weekday"])) % 7
    last = dateline.start - timedelta(days=min(back, dateline.start.toordinal() - 1))
    return f"write its date; the last {found['weekday'].title()} up to the dateline was {last}"


def _advise_week(*_: object) -> str:
    return (
        "weeks begin on different days in different places: write the days, such as "
        "2015-05-18/2015-05-24, or 'the past week' for the seven days up to the dateline"
    )


def _advise_part(found: re.Match[str], _: When | None) -> str:
    """Return the third of a month or a year that "early May 2015" or "late 2006" may mean."""
    third = {"mid": 1, "middle": 1, "late": 2, "end": 2}.get(found["part"], 0)
    first, last = "2015-05-01", "2015-05-10"
    if found["month"]:
        month = f"{found['year']}-{MONTHS[found['month']]:02}"
        days = monthrange(int(found["year"]), MONTHS[found["month"]])[1]
        first, last = f"{month}-{third}1", f"{month}-{(10, 20, days)[third]}"
    elif found["year"]:
        first, last = (f"{found['year']}-{month + 4 * third:02}" for month in (1, 4))
    return f"write the days or months that are meant, such as ~{first}/{last}"


_ADVICE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], When | None], str]], ...] = (
    (re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9].*"), _advise_day),
    (pattern("(?:DAY(?:st|nd|rd|th)? )?MONTH[.]?(?: [0-9]{1,2}(?:st|nd|rd|th)?)?"), _advise_year),
    (pattern("(?:(?:last|the|this|next) )?WEEKDAY"), _advise_weekday),
    (re.compile("(?:last|next|this|that|the)(?: [a-z]+)? week(?:end)?(?: [a-z]+)?"), _advise_week),
    (pattern("(?:the )?(?:[a-z]+ )?(?:several|some|many) UNITs.*"), _advise_number),
    (
        pattern(
            "(?:the )?(?P<part>early|start|beginning|mid|middle|late|end)(?:[ -]of)?[ -]"
            "(?:(?:MONTH )?YEAR|.*)"
        ),
        _advise_part,
    ),
)
