"""The page's own words, and what it says about places, in the languages of `words/`."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_percent
from babel.units import format_unit

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")

_JOINED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        (r"\bde \0[Ll]e ", "du "),
        (r"\bde \0[Ll]es ", "des "),
        (r"\bde \0(?=[aeiouàâéèêîôAEIOUÀÂÉÈÊÎÔ])", "d’"),
        (r"\bà \0[Ll]e ", "au "),
        (r"\bà \0[Ll]es ", "aux "),
        (r"\bÀ \0[Ll]e ", "Au "),
        (r"\bÀ \0[Ll]es ", "Aux "),
    ),
    "es": (
        (r"\bde \0el ", "del "),
        (r"\ba \0el ", "al "),
        (r"\by \0(?=[Hh]?[IiÍí](?![aeoáéó]))", "e "),
    ),
    "de": ((r"\bNähe von \0der ", "Nähe der "),),
}
"""What a preposition and the name after it become where they meet: the NUL stands between them."""

_HOURS_IN_A_DAY, _MINUTES_IN_AN_HOUR, _HALF, _DUAL = 24, 60, 0.5, 2

_RIGHT_TO_LEFT = frozenset(
    (*("acm", "apc", "ary", "arz", "dv", "pnb", "prs"), *("arab", "hebr", "nkoo", "syrc", "thaa"))
)
"""Languages that babel does not know, and scripts that it drops from a tag."""


def words(language: str) -> Mapping[str, str]:
    """
    Return the page's words in a language, given by its BCP 47 tag.

    `de-AT` is answered with `de`, and a language that the page is not translated into with
    English. Some of the words hold {placeholders}: `say` fills them.
    """
    return _tables()[_base(language) if is_translated(language) else "en"]


def is_translated(language: str) -> bool:
    """Tell whether the page's words exist in this language."""
    return _base(language) in _tables()


def say(language: str, key: str, **values: str) -> str:
    """
    Return one of the page's sentences with names, dates and distances put in as they are.

    A value is never read as a template: braces in a name stay braces. A name that runs the
    other way than the sentence (Latin in Arabic) stands between U+2068 and U+2069, so that the
    punctuation around it stays where it belongs. French and Spanish prepositions are
    joined with the article of the name ("de" and "le camp" to "du camp").
    """
    template = words(language)[key]
    said = ""
    for index, part in enumerate(_PLACEHOLDER.split(template)):
        if index % 2:
            said = _join(said, _isolated(values[part], template), _base(language))
        else:
            said += part
    return said


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the direction in which a language is written."""
    if not _RIGHT_TO_LEFT.isdisjoint(_subtags(language)):
        return "rtl"
    return "rtl" if locale_of(language).text_direction == "rtl" else "ltr"


def has_locale(language: str) -> bool:
    """Tell whether dates and distances can be written in this language."""
    return _locale(language) is not None


@cache
def locale_of(language: str) -> Locale:
    """
    Return the locale that writes the dates and numbers of a language.

    Plain `en` is British: "17 May 2015" is read alike everywhere. A language that babel
    does not know is written as English.
    """
    locale = _locale(language)
    return Locale("en", "GB") if locale is None or str(locale) == "en" else locale


def format_distance(metres: float, language: str) -> str:
    """Return a distance as "10 km" or "500 m", rounded to two figures."""
    return _format_metres(round(metres / _second_figure(metres)), metres, language)


def format_radius(metres: float, language: str) -> str:
    """Return an uncertainty like a distance, but rounded up: what is said covers what is meant."""
    return _format_metres(math.ceil(metres / _second_figure(metres) - 1e-6), metres, language)


def format_duration(count: float, unit: Literal["minute", "hour", "day"], language: str) -> str:
    """
    Return a time as "2 days", "half a day" or "45 minutes".

    Arabic has the case that follows "about" and "at most", which shows in the dual.
    """
    if unit == "day" and count == _HALF:
        return words(language)["half_day"]
    if unit == "day" and count < 1:
        count, unit = count * _HOURS_IN_A_DAY, "hour"
    if unit == "hour" and count < 1:
        count, unit = count * _MINUTES_IN_AN_HOUR, "minute"
    locale, name = locale_of(language), f"duration-{unit}"
    told = format_unit(round(count, 1), name, "long", locale=locale)
    # babel 2.18 has no long form of days in Arabic, and gives the name of the unit instead.
    told = format_unit(round(count, 1), name, "short", locale=locale) if name in told else told
    return re.sub("ان$", "ين", told) if count == _DUAL and _base(language) == "ar" else told


def format_share(share: float, language: str) -> str:
    """Return a part of a whole as "33%"."""
    return format_percent(share, format="#,##0%", locale=locale_of(language))


def _format_metres(figures: int, metres: float, language: str) -> str:
    rounded = figures * _second_figure(metres)
    kilometres, locale = rounded / 1000, locale_of(language)
    if kilometres < 1:
        return format_unit(rounded, "length-meter", "short", locale=locale)
    return format_unit(kilometres, "length-kilometer", "short", locale=locale)


def _second_figure(metres: float) -> int:
    """Return what the second figure of a number of metres counts: 100 in 1,234, at least 1."""
    return int(10 ** max(0, len(str(int(metres))) - 2))


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    files = (resources.files("mapstory") / "words").iterdir()
    return {
        file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".json")
    }


def _subtags(language: str) -> list[str]:
    return language.lower().replace("_", "-").split("-")


def _base(language: str) -> str:
    return _subtags(language)[0]


def _locale(language: str) -> Locale | None:
    """Return the locale of a tag, or of as much of it as babel knows."""
    subtags = _subtags(language)
    while subtags:
        try:
            return Locale.parse("-".join(subtags), sep="-")
        except (UnknownLocaleError, ValueError):
            subtags.pop()
    return None


def _join(said: str, value: str, base: str) -> str:
    for pattern, joined in _JOINED.get(base, ()):
        if found := re.search(pattern, f"{said}\0{value}"):
            return said[: found.start()] + joined + value[found.end() - len(said) - 1 :]
    return said + value


def _isolated(value: str, template: str) -> str:
    """Return a value, isolated where it runs in the other direction than the words around it."""
    ways = {_first_direction(value), _first_direction(_PLACEHOLDER.sub("", template))} - {None}
    return f"\u2068{value}\u2069" if len(ways) > 1 else value


def _first_direction(text: str) -> str | None:
    """Return "L" or "R" by the first strong character, as rule P2 of Unicode's UAX 9 does."""
    strong = {"L": "L", "R": "R", "AL": "R"}
    ways = (strong.get(unicodedata.bidirectional(character)) for character in text)
    return next((way for way in ways if way), None)
