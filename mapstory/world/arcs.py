"""
Outlines that share their borders: each stretch of border is kept once, as an arc.

A coordinate is a whole number of 1e-4 degrees (about 11 m), so what two neighbours share is
the same to the last digit. An arc is an array of (lon, lat); a ring is a list of arc
numbers, where ~n (-1 - n) is arc n backwards; the first ring of a polygon is its shell. The
idea is TopoJSON's.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

UNITS = 10_000
"""Units of a coordinate in one degree."""

Arc = NDArray[np.int32]
Rings = list[list[int]]
"""The rings of one polygon, shell first."""

_Point = tuple[int, int]


def encode_arcs(arcs: Sequence[Arc]) -> bytes:
    """
    Return arcs as bytes: zlib over their lengths and the steps from point to point.

    The first step is from (0, 0), and one arc goes on from where the last one ended. Steps
    are turned so that small ones of either sign are small numbers (0, -1, 1, -2 are 0, 1,
    2, 3), and written a byte of all of them at a time: the high bytes are nearly all 0.
    """
    start = np.zeros((1, 2), np.int32)
    steps: Arc = np.diff(np.concatenate([start, *arcs]), axis=0)
    turned = ((steps << 1) ^ (steps >> 31)).astype("<u4")
    lengths = np.array([len(arcs), *map(len, arcs)], "<u4")
    return zlib.compress(lengths.tobytes() + turned.reshape(-1, 1).view("u1").T.tobytes(), 9)


def decode_arcs(data: bytes) -> list[Arc]:
    """Return the arcs that `encode_arcs` made bytes of."""
    plain = zlib.decompress(data)
    count = int.from_bytes(plain[:4], "little")
    lengths = np.frombuffer(plain, "<u4", count=count, offset=4)
    octets = np.frombuffer(plain, "u1", offset=4 * (count + 1)).reshape(4, -1)
    turned = np.ascontiguousarray(octets.T).view("<u4").reshape(-1, 2)
    steps = (turned >> 1).astype(np.int32) ^ -(turned & 1).astype(np.int32)
    return np.split(np.cumsum(steps, axis=0, dtype=np.int32), np.cumsum(lengths)[:-1])


def encode_polygons(polygons: Sequence[Rings]) -> bytes:
    """Return polygons as bytes: each list, outermost first, is its length and its members."""
    numbers = [len(polygons)]
    for rings in polygons:
        numbers.append(len(rings))
        for ring in rings:
            numbers += [len(ring), *ring]
    return np.array(numbers, "<i4").tobytes()


def decode_polygons(data: bytes) -> list[Rings]:
    """Return the polygons that `encode_polygons` made bytes of."""
    numbers = iter(np.frombuffer(data, "<i4").tolist())
    return [
        [[next(numbers) for _ in range(next(numbers))] for _ in range(next(numbers))]
        for _ in range(next(numbers))
    ]


def arcs_of(polygons: Iterable[Rings]) -> set[int]:
    """Return the numbers of the arcs that polygons are made of."""
    return {max(arc, ~arc) for rings in polygons for ring in rings for arc in ring}


def join_arcs(shapes: Sequence[Sequence[Rings]], arcs: Mapping[int, Arc]) -> list[MultiPolygon]:
    """Return the multipolygons, in degrees, whose rings are made of these arcs."""
    if not shapes:
        return []
    rings = [ring for polygons in shapes for polygon in polygons for ring in polygon]
    pieces, ring_of = [], []
    for number, ring in enumerate(rings):
        for arc in ring:
            # The last point of an arc is the first of the next.
            piece = arcs[arc][:-1] if arc >= 0 else arcs[~arc][:0:-1]
            pieces.append(piece)
            ring_of.append((number, len(piece)))
    numbers, lengths = np.array(ring_of).T
    points = np.concatenate(pieces) / UNITS
    linear: Any = shapely.linearrings(points, indices=np.repeat(numbers, lengths))
    counts = [len(polygon) for polygons in shapes for polygon in polygons]
    solid: Any = shapely.polygons(linear, indices=np.repeat(np.arange(len(counts)), counts))
    parts = np.repeat(np.arange(len(shapes)), [len(polygons) for polygons in shapes])
    whole: Any = shapely.multipolygons(solid, indices=parts)
    return list(whole)


def share_arcs(shapes: Sequence[BaseGeometry]) -> tuple[list[Arc], list[list[Rings]]]:
    """
    Return the arcs of a coverage, and the polygons of each shape in terms of them.

    The shapes must be a valid coverage (neighbours have the same vertices along the border
    they share) with coordinates of at most four decimals. Arcs meet where three or more
    stretches of border do, and where the shapes on the two sides change.
    """
    polygons = [
        [[_points(ring) for ring in shapely.get_rings(part)] for part in shapely.get_parts(shape)]
        for shape in shapes
    ]
    nodes = _nodes(polygons)
    arcs: list[Arc] = []
    known: dict[tuple[_Point, ...], int] = {}

    def number_of(points: list[_Point]) -> int:
        forward, backward = tuple(points), tuple(reversed(points))
        if forward in known:
            return known[forward]
        if backward in known:
            return ~known[backward]
        known[forward] = len(arcs)
        arcs.append(np.array(points, np.int32))
        return known[forward]

    shared = [
        [[[number_of(arc) for arc in _cut(ring, nodes)] for ring in part] for part in parts]
        for parts in polygons
    ]
    return arcs, shared


def _points(ring: BaseGeometry) -> list[_Point]:
    """Return the vertices of a ring, the first not repeated, from its least one on."""
    rounded = np.rint(shapely.get_coordinates(ring)[:-1] * UNITS).astype(int)
    points: list[_Point] = [(x, y) for x, y in rounded.tolist()]
    start = points.index(min(points))
    return points[start:] + points[:start]


def _nodes(polygons: Sequence[Sequence[Sequence[Sequence[_Point]]]]) -> set[_Point]:
    sides: dict[_Point, dict[_Point, list[int]]] = {}
    for number, parts in enumerate(polygons):
        for ring in (ring for part in parts for ring in part):
            for start, end in pairwise([*ring, ring[0]]):
                sides.setdefault(start, {}).setdefault(end, []).append(number)
                sides.setdefault(end, {}).setdefault(start, []).append(number)
    return {
        point
        for point, edges in sides.items()
        if len(edges) > 2  # noqa: PLR2004, a border goes on in two directions
        or len({tuple(sorted(owners)) for owners in edges.values()}) > 1
    }


def _cut(ring: list[_Point], nodes: set[_Point]) -> list[list[_Point]]:
    cuts = [at for at, point in enumerate(ring) if point in nodes] or [0]
    turned = ring[cuts[0] :] + ring[: cuts[0] + 1]
    ends = [*(at - cuts[0] for at in cuts), len(ring)]
    return [turned[start : end + 1] for start, end in pairwise(ends)]
