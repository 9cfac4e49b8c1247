"""What a base map is: shapes in degrees, names with where they stand, and the sheet of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from mapstory.atlas.detail import Detail
from mapstory.atlas.mercator import projected
from mapstory.bounds import Bounds

Kind = Literal["country", "division", "region", "sea", "lake", "river", "town"]


@dataclass(frozen=True)
class River:
    """A river's course; rank 1 is drawn widest."""

    line: BaseGeometry
    rank: int


@dataclass(frozen=True)
class Label:
    """
    A name on the base map and the point that it belongs to; rank 1 goes first among its kind.

    `zoom` is the least zoom at which it is shown. `angle` is how a river's or a water's name
    lies, in degrees clockwise, and `span` how much room it has there, in pixels at zoom 0. A
    name may have several labels, at places of which the best is taken.
    """

    name: str
    at: shapely.Point
    kind: Kind
    rank: int
    capital: bool = False
    zoom: float | None = None
    angle: float | None = None
    span: float | None = None


@dataclass(frozen=True)
class Sheet:
    """
    The drawing of a base map: an SVG group with the id `id`, to be shown by `<use>`.

    Its units are whole numbers: `unit` pixels of Web Mercator at zoom 0 each, counted from
    `origin` (x, y), in such pixels. `details` say where it is drawn more coarsely than that.
    """

    id: str
    markup: Markup
    origin: tuple[float, float]
    unit: float
    details: tuple[Detail, ...] = ()

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a point (degrees, EPSG:4326) lies on the sheet, in its units."""
        x, y = projected(lon, lat)
        left, top = self.origin
        return ((float(x) - left) / self.unit, (float(y) - top) / self.unit)


@dataclass(frozen=True)
class Locator:
    """The inset that shows where the map lies: its drawing, and the countries that it shows."""

    view_box: str
    markup: Markup
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Atlas:
    """
    A base map within `bounds`, in degrees; longitudes run on past ±180 around the story.

    `home` is the land of the countries that the story is about, `land` all other. What is
    drawn goes on a little beyond the bounds, so that no edge of it is seen.
    """

    bounds: Bounds
    home: tuple[BaseGeometry, ...]
    land: tuple[BaseGeometry, ...]
    lakes: tuple[BaseGeometry, ...]
    rivers: tuple[River, ...]
    country_borders: tuple[BaseGeometry, ...]
    division_borders: tuple[BaseGeometry, ...]
    disputed_borders: tuple[BaseGeometry, ...]
    labels: tuple[Label, ...]
    sheet: Sheet
    locator: Locator | None = None
