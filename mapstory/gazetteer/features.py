"""The features of a GeoJSON file (RFC 7946), each with its line and with what is wrong in it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_DEPTHS = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_LIMIT_VERTICES = 200_000
_USED = ("name", "alternate_names", "kind", "precision_m", "source", "note")
_SPACE = " \t\n\r"
_AGAIN = "export it again as GeoJSON"


class FeatureError(ValueError):
    """The file cannot be read as GeoJSON, and this is why."""

    def __init__(self, what: str, fix: str, line: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.what, self.fix, self.line, self.column = what, fix, line, column


@dataclass(frozen=True)
class MapFeature:
    """
    One feature: its properties as text, and where it is.

    `at` is (lon, lat) of a point, or of a point inside its `shape`, of which the farthest
    vertex is `reach_m` metres away. With `faults`, each what and fix, `at` means nothing.
    """

    line: int
    column: int
    properties: Mapping[str, str]
    at: tuple[float, float] = (0.0, 0.0)
    shape: BaseGeometry | None = None
    reach_m: float = 0.0
    faults: tuple[tuple[str, str], ...] = field(default=())


def parse_features(text: str) -> list[MapFeature]:
    """Return the features of a FeatureCollection. Raises FeatureError where it is none."""
    return [_feature(value, line, column) for line, column, value in members(text)]


def members(text: str) -> list[tuple[int, int, Any]]:
    """
    Return what a FeatureCollection holds, each with the line and column where it begins.

    Raises FeatureError where the text is no GeoJSON, or no FeatureCollection.
    """
    whole = parse_json(text)
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list) or whole.get("type") != "FeatureCollection":
        raise FeatureError("the file is JSON, but no GeoJSON FeatureCollection", _AGAIN, 1, 1)
    starts = _starts(text)
    if len(starts) != len(features):
        raise FeatureError('the file has "features" twice', _AGAIN, 1, 1)
    return [(*start, value) for start, value in zip(starts, features, strict=True)]


def parse_json(text: str) -> Any:
    """Return what a text says as JSON (RFC 8259). Raises FeatureError where it is none."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {error.msg}"
        raise FeatureError(what, _AGAIN, error.lineno, error.colno) from error
    except RecursionError as error:
        raise FeatureError("the file is nested too deeply", _AGAIN) from error
    except ValueError as error:
        what = f"the file holds a number that is none: {error}"
        raise FeatureError(what, _AGAIN) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _starts(text: str) -> list[tuple[int, int]]:
    """Return line and column of each member of the first list called "features"."""
    decoder = json.JSONDecoder()
    at = _skip(text, text.index("{") + 1)
    while True:
        key, at = decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == "features":
            break
        _, at = decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
    starts: list[tuple[int, int]] = []
    line, counted = 1, 0
    at = _skip(text, at + 1)
    while text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        starts.append((line, at - text.rfind("\n", 0, at)))
        _, at = decoder.raw_decode(text, at)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else at
    return starts


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _feature(value: Any, line: int, column: int) -> MapFeature:
    if not isinstance(value, dict) or value.get("type") != "Feature":
        fault = ("this is no GeoJSON feature", 'a feature has "type": "Feature"')
        return MapFeature(line, column, {}, faults=(fault,))
    given = value.get("properties")
    faults: list[tuple[str, str]] = []
    properties = dict(_texts(given if isinstance(given, dict) else {}, faults))
    try:
        at, shape, reach_m = drawn(value.get("geometry"))
    except FeatureError as error:
        return MapFeature(line, column, properties, faults=(*faults, (error.what, error.fix)))
    return MapFeature(line, column, properties, at, shape, reach_m, tuple(faults))


def _texts(given: Mapping[str, Any], faults: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        if name == "alternate_names" and isinstance(value, list):
            value = "|".join(each for each in value if isinstance(each, str))  # noqa: PLW2901
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield name, f"{value:.15g}"
        elif value is not None and name in _USED:
            faults.append((f"its {name} is not text", f'write it as "{name}": "…"'))


def drawn(geometry: Any) -> tuple[tuple[float, float], BaseGeometry | None, float]:
    """Return a point, what is drawn around it if anything is, and how far that reaches."""
    import shapely  # noqa: PLC0415, only where there are shapes

    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _DEPTHS:
        raise FeatureError(
            "it has no geometry that a gazetteer can use",
            f"draw it as one of {', '.join(_DEPTHS)}",
        )
    coordinates = geometry.get("coordinates")
    if _count(coordinates, _DEPTHS[kind]) > _LIMIT_VERTICES:
        raise FeatureError(
            "it has more than 200,000 vertices", "simplify it: a screen shows a few thousand"
        )
    try:
        plain = {"type": kind, "coordinates": coordinates}
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(plain)))
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise FeatureError("its geometry is not GeoJSON", "draw it again") from error
    if shape.is_empty or not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        raise FeatureError(f"its shape is empty or crosses itself ({why})", "draw it again")
    if any(part.bounds[2] - part.bounds[0] > 180 for part in shapely.get_parts(shape)):  # noqa: PLR2004
        raise FeatureError(
            "a part of it reaches more than half-way around the globe",
            "cut what crosses the antimeridian into two parts there (RFC 7946, 3.1.9)",
        )
    if isinstance(shape, shapely.Point):
        return (shape.x, shape.y), None, 0.0
    return middle(shape)


def _count(coordinates: Any, depth: int) -> int:
    """Return how many positions there are, after a look at each."""
    if not isinstance(coordinates, list):
        raise FeatureError("its coordinates are not a list", "draw it again")
    if depth:
        return sum(_count(part, depth - 1) for part in coordinates)
    numbers = all(isinstance(n, int | float) and not isinstance(n, bool) for n in coordinates)
    if len(coordinates) < 2 or not numbers or not all(map(math.isfinite, coordinates)):  # noqa: PLR2004
        raise FeatureError("a position is not a longitude and a latitude", "draw it again")
    lon, lat = coordinates[:2]
    if abs(lat) > 90 and abs(lon) <= 90:  # noqa: PLR2004
        raise FeatureError(
            f"the latitude {lat:g} is beyond the pole; lat and lon look exchanged",
            "GeoJSON has the longitude first: [lon, lat]",
        )
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004
        raise FeatureError(
            f"the position {lon:g}, {lat:g} is not on the globe",
            "save it in longitude and latitude (EPSG:4326)",
        )
    return 1


def middle(shape: BaseGeometry) -> tuple[tuple[float, float], BaseGeometry, float]:
    """Return a point inside a shape, the shape, and how far in metres it reaches from there."""
    import shapely  # noqa: PLC0415, only where there are shapes
    from pyproj import Geod  # noqa: PLC0415, the same

    point = shapely.point_on_surface(shape)
    lon, lat = shapely.get_coordinates(shape).T
    _, _, metres = Geod(ellps="WGS84").inv([point.x] * len(lon), [point.y] * len(lat), lon, lat)
    return (point.x, point.y), shape, float(max(metres))
