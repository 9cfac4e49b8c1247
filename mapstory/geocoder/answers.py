"""
What a geocoder says of a name, as far as it can be believed.

Everything here was downloaded. Names are cut to a length and freed of what is invisible, numbers
must be numbers and coordinates on the globe; what does not fit is left out.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

_LONGEST_NAME = 200
_MOST_NAMES = 500
_MOST_PEOPLE = 10_000_000_000
_JOINERS = "\u200c\u200d"  # invisible, and yet part of how Persian and Indic names are spelt
_DIRECTIONS_OF_BOX = 4

Box = tuple[float, float, float, float]
"""(west, south, east, north) in degrees; west greater than east crosses the antimeridian."""


@dataclass(frozen=True)
class Answer:
    """
    One thing that a geocoder knows by a name.

    `names` are what it is mainly called, the first of them for readers, and `other_names` the
    alternate ones. (lon, lat) in degrees, EPSG:4326. `country` is an ISO 3166-1 alpha-2 code,
    or empty. `reach_m` is how far it reaches from that point, in metres, if that can be told.
    `within` are names of what it lies in.
    """

    id: str
    names: tuple[str, ...]
    other_names: tuple[str, ...]
    kind: str
    lon: float
    lat: float
    country: str
    population: int | None
    reach_m: float | None
    within: tuple[str, ...]
    credit: str

    def to_json(self) -> dict[str, Any]:
        """Return what `answer_from_json` takes back."""
        return asdict(self)


def answer_from_json(said: Any) -> Answer:
    """Return an answer that was kept. Raises ValueError where it was not written by us."""
    try:
        values: dict[str, Any] = {
            key: tuple(v) if isinstance(v, list) else v for key, v in said.items()
        }
        answer = Answer(**values)
    except (AttributeError, TypeError) as error:
        raise ValueError("this is no answer") from error
    if not answer.names or point((answer.lon, answer.lat)) is None:
        raise ValueError("this answer cannot be")
    return answer


def text(value: object) -> str:
    """Return a name as one line of visible characters; empty where it is none."""
    if not isinstance(value, str):
        return ""
    spaced = "".join(
        c if c in _JOINERS or unicodedata.category(c)[0] not in "CZ" else " "
        for c in unicodedata.normalize("NFC", value[: 10 * _LONGEST_NAME])
    )
    line = " ".join(spaced.split())
    return line if len(line) <= _LONGEST_NAME else ""


def names(values: Iterable[object]) -> tuple[str, ...]:
    """Return the names among some values, each once; a semicolon stands between two of them."""
    parts = (part for value in values if isinstance(value, str) for part in value.split(";"))
    return tuple(dict.fromkeys(name for part in parts if (name := text(part))))[:_MOST_NAMES]


def mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def number(value: object) -> float | None:
    """Return a finite number, also one that is written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None


def people(value: object) -> int | None:
    """Return a count of people: 12000, "12000", "12,000"."""
    count = number(re.sub(r"[,\s]", "", value) if isinstance(value, str) else value)
    return int(count) if count is not None and 0 < count < _MOST_PEOPLE else None


def point(pair: object) -> tuple[float, float] | None:
    """Return (lon, lat) in degrees, if they are on the globe."""
    if not isinstance(pair, list | tuple) or len(pair) < 2:  # noqa: PLR2004, GeoJSON may add a height
        return None
    lon, lat = number(pair[0]), number(pair[1])
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:  # noqa: PLR2004, degrees
        return None
    return lon, lat


def country(value: object) -> str:
    """Return an ISO 3166-1 alpha-2 code in capitals, or nothing."""
    code = value.upper() if isinstance(value, str) else ""
    return code if re.fullmatch("[A-Z]{2}", code) else ""


def reach_m(lon: float, lat: float, sides: object) -> float | None:
    """
    Return how far the farthest corner of a box (west, south, east, north) is from a point.

    Geodesic on WGS84, metres. None where it is no box, or the point does not lie in it.
    """
    if not isinstance(sides, list | tuple) or len(sides) != _DIRECTIONS_OF_BOX:
        return None
    west, south, east, north = (number(side) for side in sides)
    if west is None or south is None or east is None or north is None:
        return None
    if not (point((west, south)) and point((east, north)) and south <= lat <= north):
        return None
    if not (west <= lon <= east or (west > east and (lon >= west or lon <= east))):
        return None
    from geopy.distance import geodesic  # noqa: PLC0415, only for what was downloaded

    corners = [(y, x) for x in (west, east) for y in (south, north)]
    return max(float(geodesic((lat, lon), corner).m) for corner in corners)
