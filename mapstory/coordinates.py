"""Coordinates as people write them: "33.40, 43.91", "33.40 N 43.91 E", "33°06′N 44°03′E"."""

from __future__ import annotations

import re
from math import cos, hypot, radians, sin, sqrt
from typing import NamedTuple

# WGS84: the equatorial radius in metres, and the square of the first eccentricity.
_RADIUS_M = 6_378_137.0
_ECCENTRICITY = 0.006_694_379_990_141_3

_EXAMPLES = 'write latitude and longitude, such as "33.40, 43.91" or "33°24′N 43°55′E"'
_FARTHEST_NORTH, _FARTHEST_EAST, _FULL_TURN = 90, 180, 360
_LONGEST = 200
_SIXTY = 60  # minutes in a degree, seconds in a minute

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_HALF = rf"""
    (?P<front>[NSEW]\.?)? \s* (?P<sign>[-+−])? \s*
    (?P<degrees>{_NUMBER}) \s* (?:[°º˚*]|d(?:eg(?:rees?)?)?(?![a-z]))? \s*
    (?:(?P<minutes>{_NUMBER}) \s* (?:[′'’]|m(?:in)?(?![a-z])) \s*)?
    (?:(?P<seconds>{_NUMBER}) \s* (?:[″"”]|[′'’]{{2}}|s(?:ec)?(?![a-z])) \s*)?
    (?(front)|(?P<back>[NSEW]\.?)?)
"""
_HALF_PARTS = ("front", "sign", "degrees", "minutes", "seconds", "back")
_OTHER_HALF = _HALF.replace("(?P<", "(?P<other_").replace("(?(front)", "(?(other_front)")
_PAIR = re.compile(
    rf"{_HALF} (?:\s*[,;/]\s*|\s+|(?<=[NSEW])) {_OTHER_HALF}", re.VERBOSE | re.IGNORECASE
)


class CoordinateError(ValueError):
    """Coordinates that cannot be read: what is wrong, and what to write instead."""

    def __init__(self, what: str, fix: str = _EXAMPLES) -> None:
        super().__init__(f"{what}: {fix}")
        self.what, self.fix = what, fix


class Coordinates(NamedTuple):
    """A point on WGS84 in degrees, and how finely it was written, in degrees too."""

    lon: float
    lat: float
    precision: float

    @property
    def precision_m(self) -> float:
        """
        The uncertainty that comes of how finely the numbers were written, in metres.

        "33.1, 44.05" may be anywhere within 0.1° of latitude and of longitude. Chapman &
        Wieczorek (2020), Georeferencing Best Practices, "Uncertainty Related to
        Coordinate Precision": the diagonal of the two errors, on the ellipsoid.
        """
        lat = radians(self.lat)
        flattened = 1 - _ECCENTRICITY * sin(lat) ** 2
        meridian = _RADIUS_M * (1 - _ECCENTRICITY) / flattened**1.5
        parallel = _RADIUS_M * cos(lat) / sqrt(flattened)
        return radians(self.precision) * hypot(meridian, parallel)


class _Half(NamedTuple):
    """One of the two numbers: signed degrees, its letter or "", and how finely it was written."""

    degrees: float
    letter: str
    precision: float
    text: str


def parse_coordinates(text: str) -> Coordinates:
    """
    Return the point that coordinates mean. Latitude comes first, as people write it.

    Read are the forms that geopy's Point reads: decimal degrees, degrees and minutes, and
    seconds, with signs or with letters. Refused, with CoordinateError, is what Point reads in
    a way that nobody meant: decimal commas, words around the numbers, a height, a
    longitude beyond ±180, a minus sign beside a letter.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise CoordinateError("this is too long to be coordinates")
    match = _PAIR.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    first, second = _half(match, ""), _half(match, "other_")
    _refuse_order(first, second)
    lat, lon = first.degrees, second.degrees
    if abs(lat) > _FARTHEST_NORTH:
        raise CoordinateError(f"{first.text} is no latitude: it goes from 90 S to 90 N (-90 to 90)")
    if abs(lon) > _FARTHEST_EAST:
        turned = f'write "{first.text}, {lon - _FULL_TURN:.10g}"'
        fix = turned if 0 < lon < _FULL_TURN else _EXAMPLES
        what = f"{second.text} is no longitude: it goes from 180 W to 180 E (-180 to 180)"
        raise CoordinateError(what, fix)
    return Coordinates(lon, lat, max(first.precision, second.precision))


def _half(match: re.Match[str], other: str) -> _Half:
    degrees, minutes, seconds = (match[other + part] for part in ("degrees", "minutes", "seconds"))
    letters = {letter[0].upper() for end in ("front", "back") if (letter := match[other + end])}
    spans = [match.span(other + part) for part in _HALF_PARTS if match[other + part]]
    text = match.string[spans[0][0] : max(end for _, end in spans)]
    if len(letters) > 1:
        raise CoordinateError(f"{text} has two letters, and can have one of N, S, E and W")
    sign = match[other + "sign"] or ""
    if sign and letters:
        raise CoordinateError(
            f"{text} has a sign and a letter, and either says where it is",
            f"write '{text.replace(sign, '').strip()}', or leave the letter out",
        )
    for part, larger in ((minutes, degrees), (seconds, minutes or degrees)):
        if part and (float(part) > _SIXTY or "." in larger):
            raise CoordinateError(f"{text} cannot be read: minutes and seconds go from 0 to 59")
    letter = next(iter(letters), "")
    size = float(degrees) + (float(minutes or 0) + float(seconds or 0) / _SIXTY) / _SIXTY
    finest = seconds or minutes or degrees
    unit = _SIXTY**2 if seconds else _SIXTY if minutes else 1
    precision = 10.0 ** -len(finest.partition(".")[2]) / unit
    negative = letter in {"S", "W"} or sign in {"-", "−"}
    return _Half(-size if negative and size else size, letter, precision, text)


def _refuse_order(first: _Half, second: _Half) -> None:
    """Refuse longitude before latitude, where letters or the size of the numbers show it."""
    swapped = f'write "{second.text}, {first.text}"'
    if first.letter in {"E", "W"} or second.letter in {"N", "S"}:
        if first.letter in {"N", "S"} or second.letter in {"E", "W"}:
            raise CoordinateError("these are two latitudes or two longitudes, and not one of each")
        raise CoordinateError("latitude comes first", swapped)
    if abs(first.degrees) > _FARTHEST_NORTH >= abs(second.degrees) and not first.letter:
        what = f"latitude comes first, and {first.text} is beyond 90 degrees"
        raise CoordinateError(what, swapped)


def _unreadable(text: str) -> CoordinateError:
    """Say why a text is not a pair of coordinates, as far as that can be seen."""
    points = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text)
    points = re.sub(r"(?<=[0-9])\s+(?=[-0-9])", ", ", points)
    if points != text and _PAIR.fullmatch(points):
        return CoordinateError(_DECIMAL_COMMA, f'write "{points}"')
    for form, what, fix in _OTHER_FORMS:
        if match := form.fullmatch(text):
            return CoordinateError(what, fix.format(*match.groups()))
    return CoordinateError(f"'{text}' cannot be read as coordinates")


_DECIMAL_COMMA = "decimals take a point, not a comma"
_SIGNED = rf"([-+]?{_NUMBER})"
_OTHER_FORMS = tuple(
    (re.compile(form), what, fix)
    for form, what, fix in (
        (
            r".*[@=/](-?[0-9]{1,3}\.[0-9]+),(-?[0-9]{1,3}\.[0-9]+).*",
            "this is a link, and coordinates are two numbers",
            'write "{}, {}"',
        ),
        (
            r"(-?[0-9]+)[,;\s]+([0-9]+)[,;\s]+(-?[0-9]+)[,;\s]+([0-9]+)",
            _DECIMAL_COMMA,
            'write "{}.{}, {}.{}"',
        ),
        (
            rf"{_SIGNED}[,;/\s]+{_SIGNED}[,;/\s]+{_NUMBER}(?:\s*[a-z]+)?",
            "these are three numbers, and coordinates are two",
            'leave the height out: "{}, {}"',
        ),
        (
            r"([0-9]+)\s+([0-9]+)\s*([NS])[\s,]+([0-9]+)\s+([0-9]+)\s*([EW])",
            "the minutes have no sign, so they cannot be told from degrees",
            'write "{}°{}′{} {}°{}′{}"',
        ),
        (
            rf"\(?(?:lat\w*\W+)?{_SIGNED}[,;\s]+(?:lon\w*\W+)?{_SIGNED}\)?",
            "there is more here than two numbers",
            'write "{}, {}"',
        ),
        (_SIGNED, "this is one number, and coordinates are two", _EXAMPLES),
    )
)
"""What people write that is not read: the form, what is wrong, and what to write instead."""
