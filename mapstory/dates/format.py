"""Dates as readers of a language write them."""

from __future__ import annotations

import re
from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton

from mapstory.dates.when import Unit, When
from mapstory.wording import is_translated, locale_of, say


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
