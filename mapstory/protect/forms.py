"""The forms in which people and programs write a position, and which of them a text holds."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import Proj

from mapstory.uncertainty.plane import Position

_DEGREE_M = 111_195.0
_CLOSE_M = 50.0
_CODE_UNIT = 1.1e-3
_ROUNDED = 1.001  # of the last digit: rounded, or cut off
_APART = 40  # characters between the two halves of a pair of coordinates, markup included
_SIXTY = 60
_MERCATOR = Proj("EPSG:3857")
_TURN, _HALF, _POLE = 360.0, 180.0, 90.0

# A comma stands before decimals or between two numbers: each is tried by itself. What follows
# a year and a hyphen is a month and a day.
_DECIMAL = re.compile(r"(?<![\d.])\d{1,3}[.٫]\d+")
_COMMA_DECIMAL = re.compile(r"(?<![\d.,])\d{1,3},\d+")
_SEXAGESIMAL = re.compile(
    r"(?<![\d.,])(?<!\d\d\d\d-)(\d{1,3})\s*(?:[°º˚:d-]|deg\w*|\s)\s*(\d{1,2}(?:[.,٫]\d+)?)"
    r"(?:\s*(?:[′'’‘´:m-]|min\w*|\s)\s*(\d{1,2}(?:[.,٫]\d+)?))?(?!\d)"
)
_METRES = re.compile(r"(?<![\d.,])\d{5,8}(?:\.\d+)?(?!\.?\d)")
_GEOHASH = re.compile(r"(?<!\w)(?=\w*\d)[0-9b-hjkmnp-z]{4,12}(?!\w)", re.IGNORECASE)
_GEOHASH_DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz"
_PLUS_DIGITS = "23456789CFGHJMPQRVWX"
_PLUS_CODE = re.compile(rf"(?<!\w)[{_PLUS_DIGITS}]{{2,8}}\+[{_PLUS_DIGITS}]{{2,7}}", re.IGNORECASE)


class _Figure(NamedTuple):
    """A figure that may be half of a position; `unit` is what its last digit counts."""

    value: float
    unit: float
    start: int
    end: int


class Writing:
    """
    A text with all in it that may be a position.

    Latitude and longitude may stand in either order. A figure says as much as its last digit
    counts: "33.4, 43.9" says nothing finer than 11 km, and "33.42, 43.91" does. Code (`code`) is
    full of short figures that are no positions: it gives positions with three decimals or more.
    """

    def __init__(self, text: str, *, code: bool = False) -> None:
        text = _ascii_digits(text)
        decimals = [_decimals(text, form) for form in (_DECIMAL, _COMMA_DECIMAL)]
        self._degrees = _pairs([pair for found in decimals for pair in _beside(found)])
        self._minutes = _pairs([] if code else _beside(_sexagesimals(text)))
        if code:
            self._degrees = self._degrees[(self._degrees[:, 2:] <= _CODE_UNIT).all(axis=1)]
        figures = [float(found[0]) for found in _METRES.finditer(text)]
        self._metres = np.array(list(pairwise(figures))).reshape(-1, 2)
        self._geohashes = {found[0].lower() for found in _GEOHASH.finditer(text)}
        self._plus_codes = {found[0].upper() for found in _PLUS_CODE.finditer(text)}

    def form_of(
        self, position: Position, protect_m: float, *, published: Sequence[Position] = ()
    ) -> str:
        """
        Return in which form the text says a position more finely than `protect_m`, or "".

        Figures that are one of the `published` positions, to their last digit, say no more than
        these do: a place may happen to be where the middle of its cell is.
        """
        if _says_degrees(_without(self._degrees, published), position, protect_m):
            return "decimal degrees"
        if _says_degrees(_without(self._minutes, published), position, protect_m):
            return "degrees and minutes"
        if self._metres.size and _says_metres(self._metres, position):
            return "metres of a projection"
        if self._geohashes and _says_geohash(self._geohashes, position, protect_m):
            return "a geohash"
        if self._plus_codes and _says_plus_code(self._plus_codes, position):
            return "a plus code"
        return ""


_Floats = npt.NDArray[np.float64]


def _pairs(pairs: list[tuple[_Figure, _Figure]]) -> _Floats:
    """Return two values and their two units a row."""
    rows = [(first.value, second.value, first.unit, second.unit) for first, second in pairs]
    return np.array(rows).reshape(-1, 4)


def _without(pairs: _Floats, published: Sequence[Position]) -> _Floats:
    for lon, lat in published:
        for halves in ((abs(lat), abs(lon)), (abs(lon), abs(lat))):
            is_it = (np.abs(pairs[:, :2] - halves) <= pairs[:, 2:] * _ROUNDED).all(axis=1)
            pairs = pairs[~is_it]
    return pairs


def _says_degrees(pairs: _Floats, position: Position, protect_m: float) -> bool:
    """Tell whether two figures that stand beside each other are a position; letters say signs."""
    lon, lat = map(abs, position)
    values, units = pairs[:, :2], pairs[:, 2:]
    close = np.maximum(units, _CLOSE_M / _DEGREE_M) * _ROUNDED
    fine = (units.max(axis=1) * _DEGREE_M < protect_m) if len(pairs) else np.zeros(0, bool)
    return any(
        bool((fine & (np.abs(values - halves) <= close).all(axis=1)).any())
        for halves in ((lat, lon), (lon, lat))
    )


def _says_metres(pairs: _Floats, position: Position) -> bool:
    """Tell whether two figures are Web Mercator's metres, or UTM's easting and northing."""
    lon, lat = position
    zone = min(int((lon + _HALF) // 6) + 1, 60)
    utm = Proj(proj="utm", zone=zone, south=lat < 0, ellps="WGS84")(lon, lat)
    for x, y in (_MERCATOR(lon, lat), utm):
        for halves in ((abs(x), abs(y)), (abs(y), abs(x))):
            if (np.abs(pairs - halves) <= _CLOSE_M).all(axis=1).any():
                return True
    return False


def _says_geohash(words: set[str], position: Position, protect_m: float) -> bool:
    code = _geohash(position)
    return any(
        code.startswith(word[: len(code)])
        and _DEGREE_M * _HALF / 2 ** (5 * len(word) // 2) < protect_m
        for word in words
    )


def _says_plus_code(codes: set[str], position: Position) -> bool:
    code = _plus_code(position)
    areas = (found.split("+") for found in codes)
    return any(code[:8].endswith(area) and code[8:].startswith(end[:2]) for area, end in areas)


def _decimals(text: str, form: re.Pattern[str]) -> list[_Figure]:
    found = []
    for match in form.finditer(text):
        number = re.sub("[,٫]", ".", match[0])
        unit = 10.0 ** -len(number.partition(".")[2])
        found.append(_Figure(float(number), unit, *match.span()))
    return found


def _sexagesimals(text: str) -> list[_Figure]:
    found = []
    for match in _SEXAGESIMAL.finditer(text):
        minutes, seconds = (re.sub("[,٫]", ".", part or "") for part in match.group(2, 3))
        if max(float(minutes), float(seconds or 0)) > _SIXTY:
            continue
        value = int(match[1]) + (float(minutes) + float(seconds or 0) / _SIXTY) / _SIXTY
        decimals = len((seconds or minutes).partition(".")[2])
        unit = 10.0**-decimals / (_SIXTY**2 if seconds else _SIXTY)
        found.append(_Figure(value, unit, *match.span()))
    return found


def _beside(figures: list[_Figure]) -> list[tuple[_Figure, _Figure]]:
    return [(a, b) for a, b in pairwise(figures) if b.start - a.end <= _APART]


def _ascii_digits(text: str) -> str:
    """Return a text with the digits of every script as 0 to 9."""
    return re.sub(r"[^\x00-\x7f]", _ascii_digit, text)


def _ascii_digit(found: re.Match[str]) -> str:
    return str(unicodedata.digit(found[0])) if found[0].isdecimal() else found[0]


def _geohash(position: Position, *, length: int = 9) -> str:
    """Return the geohash of a position (Niemeyer 2008): bits of longitude and latitude by turns."""
    spans = [[-_HALF, _HALF], [-_POLE, _POLE]]
    bits = ""
    for index in range(5 * length):
        span, value = spans[index % 2], position[index % 2]
        middle = sum(span) / 2
        bits += "1" if value >= middle else "0"
        span[value < middle] = middle
    return "".join(_GEOHASH_DIGITS[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def _plus_code(position: Position) -> str:
    """Return the ten digits of a position's Open Location Code (Google 2014), without its +."""
    lon, lat = position
    x, y = lon + _HALF, min(lat + _POLE, _HALF - 1e-9)
    code = ""
    for place in (20.0, 1.0, 0.05, 0.0025, 0.000125):
        code += _PLUS_DIGITS[math.floor(y / place) % 20] + _PLUS_DIGITS[math.floor(x / place) % 20]
    return code
