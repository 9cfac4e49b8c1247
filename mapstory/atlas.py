"""The drawn base map: land, borders, water and names, cut to what a story's cameras see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.bounds import Bounds, meridian_of, near, unrolled, wrapped
from mapstory.narrative import Narrative

_REACH = (1.3, 0.7)
"""
How far the base map goes beyond what a camera frames, as shares of the frame's longer side, to
the east and west and to the north and south: a wide screen with the card beside the subject
shows that much around it.
"""

_FRAME_PX = 800.0
"""About how many pixels of a screen the frame of a step fills, beside the card and margins."""

_TOLERANCE_PX = 0.8
_TOWNS = 60
_AREA = 2  # dimensions
_SLIVER = 0.05  # share of a country that must be seen for its name to say something
_GRID = 1e-4  # degrees: what the page carries
_ASHORE = 0.1  # degrees: a port may lie this far off the generalised coast of its country


@dataclass(frozen=True)
class River:
    """A river's course; rank 1 is drawn widest."""

    line: BaseGeometry
    rank: int


@dataclass(frozen=True)
class Label:
    """A name on the base map and the point that it belongs to; rank 1 goes first."""

    name: str
    at: shapely.Point
    kind: Literal["town", "country", "division"]
    rank: int
    capital: bool = False


@dataclass(frozen=True)
class Atlas:
    """
    A base map within `bounds`, in degrees; longitudes run on past ±180 around the story.

    `home` is the land of the countries that the story is about, `land` all other.
    """

    bounds: Bounds
    home: tuple[BaseGeometry, ...]
    land: tuple[BaseGeometry, ...]
    lakes: tuple[BaseGeometry, ...]
    rivers: tuple[River, ...]
    country_borders: tuple[BaseGeometry, ...]
    division_borders: tuple[BaseGeometry, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class _Detail:
    """How finely lines are drawn within a box, in degrees."""

    box: BaseGeometry
    tolerance: float


def draw_atlas(narrative: Narrative, places: gpd.GeoDataFrame, *, language: str) -> Atlas:
    """
    Return the base map of a story.

    Lines are simplified to about half a pixel of the closest camera that sees them, each
    border once, so that neighbours stay neighbours.
    """
    meridian = meridian_of(narrative.bounds)
    frames = [
        near(bounds, meridian)
        for bounds in (narrative.bounds, *(s.bounds for s in narrative.steps))
    ]
    globe = shapely.box(meridian - 180, -84, meridian + 180, 84)
    cut = shapely.union_all([_seen(bounds) for bounds in frames]).envelope.intersection(globe)
    details = _details(frames)
    window = wrapped(cut.bounds)

    divisions = [
        _Division(feature, shape)
        for feature, whole in world.divisions_within(window)
        if (shape := unrolled(whole, meridian)).intersects(cut)
    ]
    home = _home(divisions, [unrolled(shape, meridian) for shape in places.geometry])
    arcs = _arcs(divisions, cut)
    drawn = [(_generalised(arc, details), countries) for arc, countries in arcs]
    faces = _faces([line for line, _ in drawn], cut, divisions)
    borders = [(line, countries) for line, countries in drawn if len(countries) > 1]
    return Atlas(
        bounds=window,
        home=tuple(face for face, country in faces if country in home),
        land=tuple(face for face, country in faces if country not in home),
        lakes=tuple(
            _generalised(shape, details)
            for lake in world.lakes_within(window)
            if not (shape := unrolled(lake, meridian).intersection(cut)).is_empty
        ),
        rivers=tuple(
            River(_generalised(line, details), rank)
            for river, rank in world.rivers_within(window)
            if not (line := unrolled(river, meridian).intersection(cut)).is_empty
        ),
        country_borders=_joined(line for line, sides in borders if len(set(sides)) > 1),
        division_borders=_joined(
            line for line, sides in borders if len(set(sides)) == 1 and sides[0] in home
        ),
        labels=tuple(
            label
            for label in (
                *_country_labels(faces, divisions, language=language),
                *_division_labels(divisions, cut, home=home, language=language),
                *_town_labels(window, meridian, cut, language=language),
            )
            if label.name  # Natural Earth has islets without one
        ),
    )


@dataclass(frozen=True)
class _Division:
    feature: world.Feature
    shape: BaseGeometry


def _seen(frame: Bounds) -> BaseGeometry:
    """Return the box that the widest and the tallest screen show around a frame."""
    west, south, east, north = frame
    shrink = max(0.1, float(np.cos(np.radians((south + north) / 2))))
    side = max((east - west) * shrink, north - south)
    dx, dy = _REACH[0] * side / shrink, _REACH[1] * side
    south, north = np.clip((south - dy, north + dy), (-84.0, -83.0), (83.0, 84.0))
    return shapely.box(west - dx, south, east + dx, north)


def _details(frames: Sequence[Bounds]) -> list[_Detail]:
    """Return how finely to draw around each frame, finest first; powers of two, so few."""
    boxes: dict[float, list[BaseGeometry]] = {}
    for west, south, east, north in frames:
        side = max(east - west, north - south)
        exact = side / _FRAME_PX * _TOLERANCE_PX
        around = shapely.box(west, south, east, north).buffer(side / 3, join_style="mitre")
        boxes.setdefault(float(2.0 ** np.round(np.log2(exact))), []).append(around)
    details = [
        _Detail(shapely.union_all(boxes[tolerance]), tolerance) for tolerance in sorted(boxes)
    ]
    details.append(_Detail(shapely.box(-540, -90, 540, 90), 3 * details[-1].tolerance))
    shapely.prepare([detail.box for detail in details])
    return details


def _generalised(shape: BaseGeometry, details: Sequence[_Detail]) -> BaseGeometry:
    """Return the lines or the area with no more detail than the cameras around them show."""
    if shapely.get_dimensions(shape) == _AREA:
        finest = next(detail for detail in details if detail.box.intersects(shape))
        return shapely.simplify(shape, finest.tolerance)
    pieces, rest = [], shape
    for detail in details:
        if not detail.box.intersects(rest):
            continue
        if detail.box.covers(rest):
            pieces.append(shapely.simplify(rest, detail.tolerance))
            break
        pieces.append(shapely.simplify(rest.intersection(detail.box), detail.tolerance))
        rest = rest.difference(detail.box)
    lines = [
        part
        for part in shapely.get_parts(shapely.get_parts(pieces))
        if part.geom_type == "LineString" and not part.is_empty
    ]
    return shapely.set_precision(shapely.line_merge(shapely.MultiLineString(lines)), _GRID)


def _arcs(
    divisions: Sequence[_Division], cut: BaseGeometry
) -> list[tuple[BaseGeometry, list[str]]]:
    """Return the outlines of the divisions, each stretch once, with the country on each side."""
    outlines = shapely.union_all([division.shape.boundary for division in divisions])
    merged = shapely.line_merge(shapely.clip_by_rect(outlines, *cut.bounds))
    tree = shapely.STRtree([division.shape for division in divisions])
    arcs = [arc for arc in shapely.get_parts(merged) if arc.geom_type == "LineString"]
    middles = shapely.line_interpolate_point(arcs, 0.5, normalized=True)
    sides: list[list[str]] = [[] for _ in arcs]
    for arc, division in tree.query(middles, predicate="dwithin", distance=1e-7).T:
        sides[arc].append(divisions[division].feature.country)
    return list(zip(arcs, sides, strict=True))


def _faces(
    lines: Sequence[BaseGeometry], cut: BaseGeometry, divisions: Sequence[_Division]
) -> list[tuple[BaseGeometry, str]]:
    """Return the land of each country as the lines enclose it."""
    noded = shapely.union_all([*lines, cut.boundary], grid_size=_GRID)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    tree = shapely.STRtree([division.shape for division in divisions])
    land: dict[str, list[BaseGeometry]] = {}
    for cell, division in tree.query(shapely.point_on_surface(cells), predicate="within").T:
        land.setdefault(divisions[division].feature.country, []).append(cells[cell])
    return [(shapely.union_all(cells), country) for country, cells in sorted(land.items())]


def _home(divisions: Sequence[_Division], places: Sequence[BaseGeometry]) -> set[str]:
    """Return the countries that hold, or have just ashore, the middle of at least one place."""
    spots = [shapely.point_on_surface(place) for place in places if not place.is_empty]
    tree = shapely.STRtree([division.shape for division in divisions])
    _, nearest = tree.query_nearest(spots, max_distance=_ASHORE)
    return {divisions[division].feature.country for division in nearest}


def _joined(lines: Iterable[BaseGeometry]) -> tuple[BaseGeometry, ...]:
    merged = shapely.line_merge(shapely.union_all(list(lines)))
    return tuple(shapely.get_parts(merged))


def _country_labels(
    faces: Sequence[tuple[BaseGeometry, str]], divisions: Sequence[_Division], *, language: str
) -> list[Label]:
    """Return the names of the countries that are more than a sliver here, largest first."""
    whole: dict[str, float] = {}
    for division in divisions:
        country = division.feature.country
        whole[country] = whole.get(country, 0.0) + division.shape.area
    named = [(_largest(shape), code) for shape, code in faces]
    named = [(part, code) for part, code in named if part.area > _SLIVER * whole[code]]
    named.sort(key=lambda face: -face[0].area)
    return [
        Label(world.name_of(feature, language), shapely.point_on_surface(part), "country", rank)
        for rank, (part, code) in enumerate(named, start=1)
        if (feature := world.country(code))
    ]


def _division_labels(
    divisions: Sequence[_Division], cut: BaseGeometry, *, home: set[str], language: str
) -> list[Label]:
    ours = [(d, d.shape.intersection(cut)) for d in divisions if d.feature.country in home]
    ours.sort(key=lambda pair: -pair[1].area)
    return [
        Label(
            world.name_of(division.feature, language),
            shapely.point_on_surface(_largest(shape)),
            "division",
            rank,
        )
        for rank, (division, shape) in enumerate(ours, start=1)
        if not shape.is_empty
    ]


def _town_labels(
    window: Bounds, meridian: float, cut: BaseGeometry, *, language: str
) -> list[Label]:
    towns = world.towns_within(window, limit=_TOWNS)
    at = [shapely.Point(near((t.lon, t.lat, t.lon, t.lat), meridian)[:2]) for t in towns]
    return [
        Label(world.name_of(town, language), point, "town", rank, capital=town.capital)
        for rank, (town, point) in enumerate(zip(towns, at, strict=True), start=1)
        if point.intersects(cut)
    ]


def _largest(shape: BaseGeometry) -> BaseGeometry:
    largest: BaseGeometry = max(shapely.get_parts(shape), key=lambda part: part.area)
    return largest
