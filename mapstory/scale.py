"""The lengths that a scale bar may show, in metres and in the words of a language."""

from __future__ import annotations

from functools import cache

from babel.units import format_unit

from mapstory.wording import locale_of

_METRES = (50, 100, 200, 500)
_KILOMETRES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MILES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MILE_M = 1609.344
_REGIONS_IN_MILES = frozenset({"US", "GB", "LR"})
"""Where distances on roads are told in miles: CLDR's `measurementSystem`, "US" and "UK"."""


@cache
def lengths_of(language: str) -> tuple[tuple[tuple[float, str], ...], ...]:
    """
    Return for each unit of length the (metres, text) of every bar, the shortest first.

    Kilometres; for a language with a region that measures roads in miles also those, so that
    `en-US` and `en-GB` have two bars and plain `en`, which is read everywhere, has one. Digits
    are those of all other numbers on the page.
    """
    metric = _lengths(_METRES, "meter", 1, language)
    metric += _lengths(_KILOMETRES, "kilometer", 1000, language)
    region = language.replace("_", "-").upper().split("-")[1:]
    if _REGIONS_IN_MILES.isdisjoint(region):
        return (metric,)
    return (metric, _lengths(_MILES, "mile", _MILE_M, language))


def _lengths(
    counts: tuple[int, ...], unit: str, unit_m: float, language: str
) -> tuple[tuple[float, str], ...]:
    return tuple((round(count * unit_m, 1), _said(count, unit, language)) for count in counts)


def _said(count: int, unit: str, language: str) -> str:
    return format_unit(count, f"length-{unit}", "short", locale=locale_of(language))
