"""Where a story looks: what a geocoder is asked for, and what its answers are held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mapstory import world
from mapstory.geocoder.answers import Answer, Box
from mapstory.world import Feature

_BORDER = 0.01
"""
Degrees, about a kilometre: how far outside an area an answer may lie whose country is the same.
The borders and coasts of the world as shipped are as rough as that.
"""

_HALF = 180.0

_PARTS = {
    "AU": "CC CX HM NF",
    "CN": "HK MO",
    "FI": "AX",
    "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT",
    "NL": "AW BQ CW SX",
    "NO": "BV SJ",
    "US": "AS GU MP PR UM VI",
}
"""
Territories with an ISO 3166-1 code of their own that OpenStreetMap has within another
country, by that country: asked for Puerto Rico's code, Nominatim finds nothing at all.
"""

_WHOLE = {part: whole for whole, parts in _PARTS.items() for part in parts.split()}


@dataclass(frozen=True)
class Question:
    """
    What a geocoder is asked: a name, and where to look for it.

    `countries` are ISO 3166-1 alpha-2 codes. `box` holds all that is looked in, if it can be
    said by one box; `countries_say_all` that it adds nothing to the countries.
    """

    text: str
    countries: tuple[str, ...] = ()
    box: Box | None = None
    countries_say_all: bool = True

    @property
    def countries_of_osm(self) -> tuple[str, ...]:
        """The countries, and those of which OpenStreetMap holds them to be a part."""
        wholes = [_WHOLE[code] for code in self.countries if code in _WHOLE]
        return tuple(dict.fromkeys([*self.countries, *wholes]))


def question_about(name: str, look_in: Sequence[Feature]) -> Question:
    """Return what to ask for a name that is looked up in these countries and divisions."""
    countries = {area.country for area in look_in}
    return Question(
        text=name,
        countries=() if "" in countries else tuple(sorted(countries)),
        box=_box_of(look_in),
        countries_say_all=all(area.kind == "country" for area in look_in),
    )


def lies_in(answer: Answer, look_in: Sequence[Feature]) -> bool:
    """
    Tell whether an answer lies in one of these areas, or just outside and in their country.

    The point decides, and not what the server says of it.
    """
    if not look_in:
        return True
    import shapely  # noqa: PLC0415, only for what was downloaded

    point = shapely.Point(answer.lon, answer.lat)
    for area in look_in:
        shape = world.shape_of(area) if area.kind in ("country", "division") else None
        if shape is None:
            continue
        same = not answer.country or answer.country in (area.country, _WHOLE.get(area.country))
        if shape.covers(point) or (same and shapely.dwithin(shape, point, _BORDER)):
            return True
    return False


def _box_of(areas: Sequence[Feature]) -> Box | None:
    """Return the box around areas; None where that would run across ±180°, or all around."""
    shapes = [world.shape_of(area) for area in areas if area.kind in ("country", "division")]
    if not shapes or len(shapes) < len(areas):
        return None
    wests, souths, easts, norths = zip(*(shape.bounds for shape in shapes), strict=True)
    west, south, east, north = min(wests), min(souths), max(easts), max(norths)
    if east - west > _HALF:
        return None
    return (
        max(west - _BORDER, -180.0),
        max(south - _BORDER, -90.0),
        min(east + _BORDER, 180.0),
        min(north + _BORDER, 90.0),
    )
