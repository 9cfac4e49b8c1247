"""Dates as reporting gives them, such as "2015-05" or "a week before", read and told."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton

from mapstory.wording import is_translated, locale_of, say

Unit = Literal["day", "month", "year"]


@dataclass(frozen=True)
class When:
    """
    A day, a month, a year or a span of them, from its first day to its last, both included.

    `unit` is how finely it was told: readers are never told it more finely than that.
    `approximate` means that it may also lie somewhat outside these days.
    """

    start: date
    end: date
    approximate: bool
    unit: Unit

    @property
    def iso(self) -> str:
        """The start as `<time datetime>` takes it: 2015-05-17, 2015-05 or 2006."""
        return self.start.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.unit]]


class DateError(ValueError):
    """
    A date that cannot be read: what is wrong, and what to write instead.

    `start` and `end` are the offsets of the wrong part in the text; `end` is None where
    it reaches to the end of the text.
    """

    def __init__(self, what: str, fix: str, *, start: int = 0, end: int | None = None) -> None:
        super().__init__(f"{what}: {fix}")
        self.what, self.fix = what, fix
        self.start, self.end = start, end


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
        raise DateError("a date is missing", f"{_FORMS}, or leave the key out")
    if len(typed) > _LONGEST:
        raise DateError("this is too long to be a date", _FORMS)
    _refuse_other_orders(typed)
    ends = _RANGE.fullmatch(typed)
    if ends is None:
        return _parse_one(typed, dateline)
    _refuse_shortened(ends["first"], ends["last"])
    first, last = (_parse_end(typed, ends.span(name), dateline) for name in ("first", "last"))
    if first.unit != last.unit:
        raise DateError(
            f"the range begins with a {first.unit} and ends with a {last.unit}",
            "write both ends alike, such as 2015-05-15/2015-05-25 or 2015-05/2015-07",
        )
    if last.start < first.start:
        raise DateError("the range ends before it starts", f"write {ends['last']}/{ends['first']}")
    return When(first.start, last.end, first.approximate or last.approximate, first.unit)


def format_when(when: When, language: str) -> str:
    """
    Return a date in words, as a reader of that language writes it.

    "17 May 2015", "15–25 May 2015", "May 2015", "about 2006". The patterns are those of the
    Unicode CLDR; nothing depends on the locale or the time zone of the machine.
    """
    text = _format_exact(when, locale_of(language))
    if not when.approximate:
        return text
    if not is_translated(language):
        return f"~{text}"
    return say(language, "about_day" if when.unit == "day" else "about", date=text)


# The grammar. It reads text that `_folded` has made plain, in lower case.

_LONGEST = 200
_FORMS = (
    "write 2015-05-24, 2015-05, 2015, a range such as 2015-05-15/2015-05-25, or words such as "
    "'a week before' or 'the past ten days', with ~ in front for about"
)
# Not from the calendar module: its names follow the locale of the machine.
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTHS: Mapping[str, int] = {
    form.lower(): number
    for number, name in enumerate(_MONTH_NAMES, start=1)
    for form in (name, name[:3], *(["sept"] if name == "September" else []))
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_VAGUE = {"few": 3, "a few": 3, "couple of": 2, "a couple of": 2}
_COUNTS: Mapping[str, int] = (
    {word: number for number, word in enumerate(_NUMBERS, start=1)} | {"a": 1, "an": 1} | _VAGUE
)
_SIGNS: Mapping[str, int] = (
    dict.fromkeys(("before", "earlier", "ago", "past", "last", "recent", "previous"), -1)
    | dict.fromkeys(("this", "that", "same"), 0)
    | dict.fromkeys(("after", "later", "next", "coming", "following"), 1)
)
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
_FINENESS: Mapping[str, int] = {"day": 0, "week": 0, "month": 1, "year": 2}


def _pattern(form: str) -> re.Pattern[str]:
    """Compile a form of the grammar: a word in capitals stands for those listed above."""
    listed = {"COUNT": _COUNTS, "MONTH": _MONTHS, "WEEKDAY": _WEEKDAYS, "UNIT": _FINENESS}
    digits = {"COUNT": "[0-9]{1,4}|", "DAY": "[0-9]{1,2}", "YEAR": "[0-9]{4}"}

    def spelled(found: re.Match[str]) -> str:
        name = found[0]
        longest_first = sorted(listed.get(name, ()), key=len, reverse=True)
        return f"(?P<{name.lower()}>{digits.get(name, '')}{'|'.join(longest_first)})"

    return re.compile(re.sub("[A-Z]{2,}", spelled, form))


_RANGE = re.compile(
    r"\s*(?:from\s+)?(?P<first>.+?)(?:\s*[/–—]\s*|\s+(?:to|-)\s+)(?P<last>.+?)\s*", re.IGNORECASE
)
_OPENING = re.compile(
    r"(?:(?:in|on|at|during) )?"
    r"(?P<about>~ ?|(?:about|around|circa|approximately|ca?\.?) )?"
    r"(?:in )?"
)
_ISO = re.compile("(?P<year>[0-9]+)(?:-(?P<month>[0-9]+))?(?:-(?P<day>[0-9]+))?")
_NAMED = (
    _pattern("(?:DAY(?:st|nd|rd|th)?(?: of)? )?MONTH[.,]{0,2} YEAR"),
    _pattern("MONTH[.]? DAY(?:st|nd|rd|th)?,? YEAR"),
)
_COUNTED = _pattern("COUNT UNITs? (?P<way>before|earlier|ago|after|later)(?: the dateline)?")
_NEIGHBOUR = (
    _pattern("the UNIT (?P<way>before|earlier|after|later)"),
    _pattern("(?:the )?(?P<way>previous|following|same) UNIT"),
    _pattern("(?P<way>last|next|this|that) UNIT"),
)
_WINDOW = _pattern(
    "(?:(?:over|for|within) )?(?:the )?"
    "(?P<way>past|last|recent|next|coming)(?: COUNT)? UNIT(?P<plural>s?)"
)


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
    when = _read_iso(rest) or _read_named(rest) or _read_relative(rest, dateline)
    if when is None:
        raise DateError(f"'{text}' cannot be read as a date", _advice(rest, dateline))
    return replace(when, approximate=True) if opening and opening["about"] else when


def _read_iso(text: str) -> When | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, *rest = (part for part in found.groups() if part)
    if len(year) != len("2015"):
        whole = re.sub("^(....)(..)(..)$", r"write \1-\2-\3", text)
        raise DateError(
            f"'{year}' is not a year of four digits", _FORMS if whole == text else whole
        )
    when = _calendar(int(year), *map(int, rest))
    if any(len(part) != len("05") for part in rest):
        raise DateError("a month and a day are written with two digits", f"write {when.iso}")
    return when


def _read_named(text: str) -> When | None:
    for form in _NAMED:
        if found := form.fullmatch(text):
            day = [int(found["day"])] if found["day"] else []
            return _calendar(int(found["year"]), _MONTHS[found["month"]], *day)
    return None


def _calendar(year: int, month: int | None = None, day: int | None = None) -> When:
    """Return a year, a month or a day of the calendar. Raises DateError where there is none."""
    if year == 0:
        raise DateError("there is no year 0", "write a year from 0001 to 9999")
    if month is None:
        return When(date(year, 1, 1), date(year, 12, 31), approximate=False, unit="year")
    if not 1 <= month <= len(_MONTH_NAMES):
        swapped = _iso_or_none(year, day or 0, month)
        fix = swapped or "a month from 01 to 12 after the year, such as 2015-05-24"
        raise DateError(f"there is no month {month}", f"write {fix}")
    days = monthrange(year, month)[1]
    if day is None:
        return When(date(year, month, 1), date(year, month, days), approximate=False, unit="month")
    if not 1 <= day <= days:
        raise DateError(
            f"{_MONTH_NAMES[month - 1]} {year} has {days} days; there is no day {day}",
            f"write a day from {year:04}-{month:02}-01 to {year:04}-{month:02}-{days}",
        )
    return When(date(year, month, day), date(year, month, day), approximate=False, unit="day")


def _iso_or_none(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _read_relative(phrase: str, dateline: When | None) -> When | None:
    """Return what a phrase that counts from the dateline means; None: it is no such phrase."""
    if phrase in _NEAR_DATELINE:
        return _shifted(dateline, _NEAR_DATELINE[phrase], "day", phrase)
    if found := _COUNTED.fullmatch(phrase):
        count, vague = _count(found["count"])
        when = _shifted(dateline, count * _SIGNS[found["way"]], found["unit"], phrase)
        return replace(when, approximate=when.approximate or vague or when.unit != "day")
    for form in _NEIGHBOUR:
        if found := form.fullmatch(phrase):
            if found["unit"] == "week":
                return None
            return _shifted(dateline, _SIGNS[found["way"]], found["unit"], phrase)
    if found := _WINDOW.fullmatch(phrase):
        count, vague = _count(found["count"] or ("few" if found["plural"] else "a"))
        here = _shifted(dateline, 0, found["unit"], phrase)
        there = _shifted(dateline, count * _SIGNS[found["way"]], found["unit"], phrase)
        days = min(here.start, there.start), max(here.end, there.end)
        return When(*days, approximate=here.approximate or vague, unit=there.unit)
    return None


def _count(words: str) -> tuple[int, bool]:
    """Return a number, and whether its words leave it open."""
    return int(words) if words.isdigit() else _COUNTS[words], words in _VAGUE


def _shifted(dateline: When | None, count: int, unit: str, phrase: str) -> When:
    """Return the dateline moved by `count` units, and told no more finely than in that unit."""
    if dateline is None:
        raise DateError(
            f"'{phrase}' counts from the dateline, and the story has none",
            "add `dateline: 2015-05-24` to the story, with its own date, or write the date itself",
        )
    if count == 0 and unit == "day":
        return dateline
    if _FINENESS[unit] < _FINENESS[dateline.unit]:
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
        return _calendar(day.year + count)
    if unit == "month":
        year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
        return _calendar(year, month + 1)
    moved = day + timedelta(days=count * (7 if unit == "week" else 1))
    return When(moved, moved, approximate=False, unit="day")


# What is refused, and what to write instead.

_OTHER_ORDER = re.compile(
    r"(?<![0-9–-])([0-9]{1,4}) ?([/.–-]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,4})(?![0-9–-])"
)
_DAYS_OF_MONTH = _pattern(
    "(?<![0-9-])(?P<first>[0-9]{1,2}) ?(?:-|–|to) ?(?P<last>[0-9]{1,2}) MONTH,? YEAR"
)


def _refuse_other_orders(typed: str) -> None:
    """Raise DateError for 24/05/2015 and its like, which countries read in different orders."""
    if found := _DAYS_OF_MONTH.search(typed.lower()):
        month = f"{found['year']}-{_MONTHS[found['month']]:02}"
        first, last = (f"{month}-{int(found[name]):02}" for name in ("first", "last"))
        raise DateError(f"'{found[0]}' is a range in short", f"write {first}/{last}")
    for found in _OTHER_ORDER.finditer(typed):
        if found[2] == "-" and len(found[1]) == len("2015"):
            continue
        a, b, c = (int(found[group]) for group in (1, 3, 4))
        orders = [(a, b, c)] if len(found[1]) == len("2015") else []
        if len(found[4]) == len("2015"):
            orders = [(c, b, a), (c, a, b)]
        isos = dict.fromkeys(iso for order in orders if (iso := _iso_or_none(*order)))
        fix = " or ".join(isos) or "year, month and day with hyphens, such as 2015-05-24"
        what = f"'{found[0]}' is not written year-month-day"
        raise DateError(what, f"write {fix}", start=found.start(), end=found.end())


def _refuse_shortened(first: str, last: str) -> None:
    """Raise DateError for 2015-05-15/25 and for 05/2015, which look like ranges."""
    if re.fullmatch("[0-9]{1,2}", first) and re.fullmatch("[0-9]{4}", last):
        raise DateError("a month is written after its year", f"write {last}-{first:0>2}")
    begun = _ISO.fullmatch(first.lstrip("~ "))
    if not begun or not re.fullmatch("[0-9]{1,2}(-[0-9]{1,2})?", last):
        return
    if not begun["month"]:
        raise DateError("a month is written with a hyphen", f"write {begun[0]}-{last:0>2}")
    last = f"{last:0>2}"
    whole = f"{begun[0]}/{begun[0][: -len(last)]}{last}"
    raise DateError("the end of a range is written as whole as its beginning", f"write {whole}")


def _advice(text: str, dateline: When | None) -> str:
    """Return what to write instead of words that are no date."""
    for form, advise in _ADVICE:
        if found := form.fullmatch(text):
            return advise(found, dateline)
    return _FORMS


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
    back = (dateline.start.weekday() - _WEEKDAYS.index(found["weekday"])) % 7
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
        month = f"{found['year']}-{_MONTHS[found['month']]:02}"
        days = monthrange(int(found["year"]), _MONTHS[found["month"]])[1]
        first, last = f"{month}-{third}1", f"{month}-{(10, 20, days)[third]}"
    elif found["year"]:
        first, last = (f"{found['year']}-{month + 4 * third:02}" for month in (1, 4))
    return f"write the days or months that are meant, such as ~{first}/{last}"


_ADVICE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], When | None], str]], ...] = (
    (re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9].*"), _advise_day),
    (_pattern("(?:DAY(?:st|nd|rd|th)? )?MONTH[.]?(?: [0-9]{1,2}(?:st|nd|rd|th)?)?"), _advise_year),
    (_pattern("(?:(?:last|the|this|next) )?WEEKDAY"), _advise_weekday),
    (re.compile("(?:last|next|this|that|the)(?: [a-z]+)? week(?:end)?(?: [a-z]+)?"), _advise_week),
    (_pattern("(?:the )?(?:[a-z]+ )?(?:several|some|many) UNITs.*"), _advise_number),
    (
        _pattern(
            "(?:the )?(?P<part>early|start|beginning|mid|middle|late|end)(?:[ -]of)?[ -]"
            "(?:(?:MONTH )?YEAR|.*)"
        ),
        _advise_part,
    ),
)


# What readers are told.


def _format_exact(when: When, locale: Locale) -> str:
    parts = {"day": 3, "month": 2, "year": 1}[when.unit]
    first, last = ((d.year, d.month, d.day)[:parts] for d in (when.start, when.end))
    if first == last:
        return _format_one(when.start, when.unit, locale)
    differs = next(field for field, a, b in zip("yMd", first, last, strict=False) if a != b)
    skeletons = {"day": ("yMMMMd", "yMMMd"), "month": ("yMMMM", "yMMM"), "year": ("y",)}[when.unit]
    for skeleton in skeletons:
        patterns = locale.interval_formats.get(skeleton, {}).get(differs, ())
        # babel cannot cut a pattern in two where its ends name their months in different forms.
        if len(patterns) == len((first, last)):
            ends = zip((when.start, when.end), patterns, strict=True)
            return "".join(format_date(day, _in_full(pattern), locale) for day, pattern in ends)
    return " – ".join(_format_one(day, when.unit, locale) for day in (when.start, when.end))


def _format_one(day: date, unit: Unit, locale: Locale) -> str:
    if unit == "day":
        return format_date(day, "long", locale)
    return format_skeleton("yMMMM" if unit == "month" else "y", day, locale=locale)


def _in_full(pattern: str) -> str:
    """Return a pattern of the CLDR with its abbreviated months written out."""
    return re.sub(r"(?<![LM])([LM])\1\1(?!\1)\.?", r"\1\1\1\1", pattern)
