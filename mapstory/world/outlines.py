"""What the world's areas, rivers and lakes look like, from Natural Earth."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from mapstory.world.database import database
from mapstory.world.features import Bounds, boxes_of, division_of
from mapstory.world.model import Feature

if TYPE_CHECKING:
    from shapely.geometry import LineString, MultiLineString, MultiPolygon

    from mapstory.world.arcs import Arc, Rings

ARCS_IN_A_BLOCK = 16


def shape_of(feature: Feature) -> MultiPolygon:
    """Return the area of a country or a division; a country's is that of its divisions."""
    queries = {
        "country": "SELECT polygons FROM division WHERE country = ? ORDER BY code",
        "division": "SELECT polygons FROM division WHERE code = ?",
    }
    if feature.kind not in queries:
        raise ValueError(f"{feature.name} is a {feature.kind}: it has no area")
    rows = database().execute(queries[feature.kind], (feature.id,))
    shapes = _shapes([row[0] for row in rows])
    if len(shapes) == 1:
        return shapes[0]
    import shapely  # noqa: PLC0415, names are looked up without it

    return shapely.MultiPolygon(shapely.get_parts(shapely.coverage_union_all(shapes)).tolist())


def divisions_within(bounds: Bounds) -> list[tuple[Feature, MultiPolygon]]:
    """Return the divisions that reach into a box, by id, each with the whole of its area."""
    rows = sorted(_rows_within("division", bounds), key=lambda row: str(row[0]))
    shapes = _shapes([row[-1] for row in rows])
    return [
        (division_of(row), shape)
        for row, shape in zip(rows, shapes, strict=True)
        if _reaches(shape, bounds)
    ]


def borders_within(bounds: Bounds) -> list[tuple[LineString, tuple[Feature, ...]]]:
    """
    Return the outlines of the divisions whose boxes reach into a box, each stretch once.

    With each stretch come the divisions on its sides: one on a coast. ±180° is no border.
    """
    from shapely import LineString  # noqa: PLC0415, names are looked up without it

    from mapstory.world.arcs import UNITS, arcs_of, decode_polygons  # noqa: PLC0415, the same

    sides: dict[int, list[Feature]] = {}
    for row in sorted(_rows_within("division", bounds), key=lambda row: str(row[0])):
        division = division_of(row)
        for rings in decode_polygons(row[-1]):
            for number in arcs_of([rings]):
                sides.setdefault(number, []).append(division)
    return [
        (LineString(arc / UNITS), tuple(sides[number]))
        for number in sorted(sides)
        if (abs((arc := _arc(number))[:, 0]) != 180 * UNITS).any()
    ]


def division_at(lon: float, lat: float) -> Feature | None:
    """Return the division in which a point lies; None at sea."""
    from shapely import Point  # noqa: PLC0415, names are looked up without it

    rows = _rows_within("division", (lon, lat, lon, lat))
    shapes = _shapes([row[-1] for row in rows])
    pairs = zip(rows, shapes, strict=True)
    return next((division_of(row) for row, shape in pairs if shape.covers(Point(lon, lat))), None)


def lakes_within(bounds: Bounds) -> list[MultiPolygon]:
    """Return the lakes that reach into a box, each with the whole of its area."""
    shapes = _shapes([row[-1] for row in _rows_within("lake", bounds)])
    return [shape for shape in shapes if _reaches(shape, bounds)]


def rivers_within(bounds: Bounds) -> list[tuple[MultiLineString, int]]:
    """
    Return the rivers that reach into a box, each with the whole of its course and its rank.

    Rank 1: one of the world's greatest; 2: 800 km long or longer; 3: any other.
    """
    from shapely import MultiLineString  # noqa: PLC0415, names are looked up without it

    from mapstory.world.arcs import UNITS  # noqa: PLC0415, the same

    rivers = [
        (MultiLineString([_arc(number) / UNITS for number in range(first, last + 1)]), rank)
        for *_, rank, first, last in _rows_within("river", bounds)
    ]
    return [(course, rank) for course, rank in rivers if _reaches(course, bounds)]


def _rows_within(
    table: Literal["division", "lake", "river"], bounds: Bounds
) -> list[tuple[Any, ...]]:
    """Return the rows whose own box, which may cross ±180° too, meets the bounds."""
    from mapstory.world.arcs import UNITS  # noqa: PLC0415, names are looked up without it

    query = (
        f"SELECT rowid, * FROM {table} WHERE south <= ? AND north >= ? AND "  # noqa: S608, one of three
        "CASE WHEN west <= east THEN west <= ? AND east >= ? ELSE west <= ? OR east >= ? END"
    )
    found: dict[int, tuple[Any, ...]] = {}
    for box in boxes_of(bounds):
        west, south, east, north = (degrees * UNITS for degrees in box)
        for number, *row in database().execute(query, (north, south, east, west, east, west)):
            found[number] = tuple(row)
    return [found[number] for number in sorted(found)]


def _reaches(shape: MultiPolygon | MultiLineString, bounds: Bounds) -> bool:
    from shapely import box  # noqa: PLC0415, names are looked up without it

    return any(shape.intersects(box(*part)) for part in boxes_of(bounds))


def _shapes(encoded: Iterable[bytes]) -> list[MultiPolygon]:
    from mapstory.world.arcs import arcs_of, decode_polygons, join_arcs  # noqa: PLC0415, the same

    polygons: list[list[Rings]] = [decode_polygons(data) for data in encoded]
    numbers = {number for rings in polygons for number in arcs_of(rings)}
    return join_arcs(polygons, {number: _arc(number) for number in numbers})


def _arc(number: int) -> Arc:
    return _arc_block(number // ARCS_IN_A_BLOCK)[number % ARCS_IN_A_BLOCK]


@cache
def _arc_block(number: int) -> list[Arc]:
    from mapstory.world.arcs import decode_arcs  # noqa: PLC0415, the same

    query = "SELECT arcs FROM arc_block WHERE id = ?"
    return decode_arcs(database().execute(query, (number,)).fetchone()[0])
