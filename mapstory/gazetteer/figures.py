"""The figures in a row of a gazetteer: latitude, longitude, precision and population."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

LIMITS = {"lat": 90.0, "lon": 180.0, "precision_m": 1_000_000.0}

_WORDS = {"lat": "latitude", "lon": "longitude", "precision_m": "precision"}
_EXAMPLES = {
    "lat": "decimal degrees, such as 33.4056",
    "lon": "decimal degrees, such as 43.9142",
    "precision_m": "metres, such as 3000",
}
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_COUNT = re.compile(r"\d{1,3}(?:[, .']?\d{3})*|\d+", re.ASCII)


class CellError(ValueError):
    """What a column of a row says cannot be used, and this is why."""

    def __init__(self, column: str, what: str, fix: str) -> None:
        super().__init__(what)
        self.column, self.what, self.fix = column, what, fix


def parse_figure(column: str, text: str) -> float:
    """Return the number that a column says, with a decimal point and without a unit."""
    number = text.strip().replace("−", "-")
    if not _NUMBER.fullmatch(number):
        raise CellError(
            column,
            f"the {_WORDS[column]} '{text.strip()}' is not a number",
            f"write {_EXAMPLES[column]}, with a point and without a unit",
        )
    if column == "precision_m" and not 0 < float(number) <= LIMITS[column]:
        raise CellError(
            column,
            f"a precision of {number} m cannot be",
            "write metres, more than 0 and at most 1000000",
        )
    return float(number)


def off_globe(at: Mapping[str, float]) -> Iterator[CellError]:
    """Yield what is wrong with a `lat` and a `lon` that are not on the globe, or exchanged."""
    lat, lon = at.get("lat", 0.0), at.get("lon", 0.0)
    if LIMITS["lat"] < abs(lat) <= LIMITS["lon"] and abs(lon) <= LIMITS["lat"]:
        yield CellError(
            "lat",
            f"the latitude {lat:g} is beyond the pole: lat and lon look exchanged",
            f"write {lon:g} under lat and {lat:g} under lon",
        )
        return
    for column, value in at.items():
        if abs(value) > LIMITS[column]:
            limit = f"{LIMITS[column]:g}"
            yield CellError(
                column,
                f"the {_WORDS[column]} {value:g} is not on the globe",
                f"write a number from -{limit} to {limit}",
            )


def parse_population(text: str) -> int | None:
    """Return how many people live there; None for none, and for what is no plain count."""
    count = _COUNT.fullmatch(text.strip())
    return int(re.sub(r"\D", "", count[0])) or None if count else None
