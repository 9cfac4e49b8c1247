"""A GeoJSON file of places: an extract of OpenStreetMap, or anyone's."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mapstory.gazetteer.adding.antimeridian import cut_at_antimeridian
from mapstory.gazetteer.adding.faults import UNNAMED, Faults
from mapstory.gazetteer.adding.osm import identity_of, is_openstreetmap, place_of_tags, tags_of
from mapstory.gazetteer.adding.sheet import Defaults, column_of, place_of_columns
from mapstory.gazetteer.features import FeatureError, drawn, members, middle, parse_json
from mapstory.gazetteer.figures import LIMITS, CellError
from mapstory.gazetteer.listed import ListedPlace

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_DRAWN_FROM_M = 1_000.0
"""What reaches no farther is kept as a point: at the closest zoom a symbol covers as much."""

_NOWHERE = (0.0, 0.0)
_DEGREES = 6  # decimals of a shape: ten centimetres

_Member = tuple[int, int, Any]  # line, column and what begins there


def read_collection(
    text: str, faults: Faults, defaults: Defaults
) -> Iterator[tuple[int, ListedPlace]]:
    """
    Yield the places of a FeatureCollection, each with the line where it begins.

    Features without a name are counted as left out; what is wrong goes to `faults`.
    """
    try:
        found = members(text)
    except FeatureError as error:
        fix = error.fix
        if '"elements"' in text:
            fix = "this looks like Overpass' own JSON: in overpass-turbo choose Export, GeoJSON"
        faults.tell(error.what, fix, line=error.line, column=error.column)
        return
    yield from _places(found, faults, defaults)


def read_sequence(
    lines: Iterable[str], faults: Faults, defaults: Defaults
) -> Iterator[tuple[int, ListedPlace]]:
    """Yield the places of a file with one feature a line, as `read_collection` does (RFC 8142)."""
    yield from _places(_sequence(lines, faults), faults, defaults)


def _sequence(lines: Iterable[str], faults: Faults) -> Iterator[_Member]:
    for number, line in enumerate(lines, 1):
        if feature := line.strip("\x1e\r\n\t "):
            try:
                yield number, 1, parse_json(feature)
            except FeatureError as error:
                faults.tell(error.what, error.fix, line=number, column=error.column)


def _places(
    found: Iterable[_Member], faults: Faults, defaults: Defaults
) -> Iterator[tuple[int, ListedPlace]]:
    for line, column, value in found:
        try:
            place, wrong = _named(value, defaults)
            for error in wrong:
                faults.tell(error.what, error.fix, line=line, column=column)
            if place:
                yield line, _drawn(place, value.get("geometry"))
            elif not wrong:
                faults.left_out[UNNAMED] += 1
        except FeatureError as error:
            faults.tell(error.what, error.fix, line=line, column=column)


def _named(value: Any, defaults: Defaults) -> tuple[ListedPlace | None, list[CellError]]:
    """Return what the properties of a feature tell, and what is wrong; neither for no name."""
    if not isinstance(value, dict) or value.get("type") != "Feature":
        raise FeatureError("this is no GeoJSON feature", 'a feature has "type": "Feature"')
    given = value.get("properties")
    properties: dict[str, Any] = given if isinstance(given, dict) else {}
    own = value.get("id")
    if is_openstreetmap(properties, own):
        identity = identity_of(properties, own)
        return place_of_tags(tags_of(properties), identity, _NOWHERE), []
    said = _said({"id": own} | properties)
    if not said.get("name", "").strip():
        return None, []
    return place_of_columns(said, defaults, _NOWHERE)


def _said(properties: Mapping[str, Any]) -> dict[str, str]:
    """Return properties by the columns of a list that they mean, but for where it is."""
    said: dict[str, str] = {}
    for heading, value in properties.items():
        column = column_of(heading)
        texts = [str(each) for each in (value if isinstance(value, list) else [value]) if each]
        if column and column not in ("lat", "lon"):
            said[column] = "|".join([*filter(None, [said.get(column)]), *texts])
    return said


def _drawn(place: ListedPlace, geometry: Any) -> ListedPlace:
    """Return a place where its geometry is, and with it if that reaches far enough."""
    import shapely  # noqa: PLC0415, only where there are shapes

    (lon, lat), shape, reach_m = drawn(cut_at_antimeridian(geometry))
    if shape is None:
        return replace(place, lon=lon, lat=lat)
    if reach_m > _DRAWN_FROM_M:
        # In one way only, so that the same shape is the same text whoever drew it.
        shape = shapely.normalize(shapely.set_precision(shape, 10.0**-_DEGREES))
        (lon, lat), shape, reach_m = middle(shape)
    reach_m = min(math.ceil(reach_m), LIMITS["precision_m"])
    precision_m = max(place.precision_m or 0.0, reach_m)
    text = _geometry_text(shape) if reach_m > _DRAWN_FROM_M else ""
    return replace(place, lon=lon, lat=lat, precision_m=precision_m, geometry=text)


def _geometry_text(shape: BaseGeometry) -> str:
    import shapely  # noqa: PLC0415, only where there are shapes

    rounded = json.loads(shapely.to_geojson(shape))
    told = {"type": rounded["type"], "coordinates": _rounded(rounded["coordinates"])}
    return json.dumps(told, separators=(",", ":"))


def _rounded(value: Any) -> Any:
    return [_rounded(v) for v in value] if isinstance(value, list) else round(value, _DEGREES)
