"""Cuts what crosses ±180° into parts on both sides of it (RFC 7946, 3.1.9)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Walk = list[tuple[float, float]]

_HALF, _WHOLE = 180.0, 360.0


def cut_at_antimeridian(geometry: Any) -> Any:
    """
    Return a GeoJSON geometry cut at ±180° where it goes across; else the same.

    Extracts draw what crosses it in one part: from 179.9 straight to -179.9, which would be
    once around the globe, or on to 180.1. Neighbours half the globe apart are taken for the
    former. What is no line or area, or encloses a pole, is returned as it is.
    """
    try:
        parts = _parts(geometry)
        walks = [[_unrolled(ring) for ring in rings] for rings in parts]
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return geometry  # not as GeoJSON has it: whoever reads it tells
    lons = [lon for rings in walks for ring in rings for lon, _ in ring]
    if not lons or (min(lons) >= -_HALF and max(lons) <= _HALF):
        return geometry
    return _cut(geometry["type"].removeprefix("Multi"), walks) or geometry


def _parts(geometry: Any) -> list[Any]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        return [[coordinates]]
    if kind == "MultiLineString":
        return [[line] for line in coordinates]
    if kind == "Polygon":
        return [coordinates]
    return list(coordinates) if kind == "MultiPolygon" else []


def _unrolled(ring: Sequence[Sequence[float]]) -> Walk:
    """Return a line whose neighbours are never half the globe apart: it runs on past ±180°."""
    walk: Walk = []
    turn = 0.0
    for lon, lat, *_ in ring:
        if walk and abs(lon + turn - walk[-1][0]) > _HALF:
            turn += _WHOLE if walk[-1][0] > lon + turn else -_WHOLE
        walk.append((lon + turn, lat))
    return walk


def _cut(kind: str, walks: list[list[Walk]]) -> Any:
    """Return the parts of what runs on past ±180°, each on its side; None if that cannot be."""
    import shapely  # noqa: PLC0415, only where there are shapes
    from shapely.affinity import translate  # noqa: PLC0415, the same

    found = []
    for outline, *holes in walks:
        if kind == "Polygon" and outline[0] != outline[-1]:
            return None  # it encloses a pole
        beside = [_beside(hole, outline) for hole in holes]
        whole = (
            shapely.Polygon(outline, beside) if kind == "Polygon" else shapely.LineString(outline)
        )
        if not whole.is_valid:
            return None
        for turn in (-_WHOLE, 0.0, _WHOLE):
            part = translate(whole, turn).intersection(shapely.box(-_HALF, -90, _HALF, 90))
            parts = shapely.get_parts(part)
            found += [p for p in parts if p.geom_type == whole.geom_type and not p.is_empty]
    join = shapely.MultiPolygon if kind == "Polygon" else shapely.MultiLineString
    return json.loads(shapely.to_geojson(join(found)))


def _beside(hole: Walk, outline: Walk) -> Walk:
    turn = round((outline[0][0] - hole[0][0]) / _WHOLE) * _WHOLE
    return [(lon + turn, lat) for lon, lat in hole]
