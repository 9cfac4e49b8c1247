"""The land of a base map: whose it is, and the borders, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.atlas.detail import GRID

_ASHORE = 0.1  # degrees: a port may lie this far off the generalised coast of its country


@dataclass(frozen=True)
class Division:
    """A division of a country, with all of its shape around the story."""

    feature: world.Feature
    shape: BaseGeometry


def arcs_of(
    divisions: Sequence[Division], cut: BaseGeometry
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


def faces_of(
    lines: Sequence[BaseGeometry], cut: BaseGeometry, divisions: Sequence[Division]
) -> list[tuple[BaseGeometry, str]]:
    """Return the land of each country as the lines enclose it."""
    noded = shapely.union_all([*lines, cut.boundary], grid_size=GRID)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    tree = shapely.STRtree([division.shape for division in divisions])
    land: dict[str, list[BaseGeometry]] = {}
    for cell, division in tree.query(shapely.point_on_surface(cells), predicate="within").T:
        land.setdefault(divisions[division].feature.country, []).append(cells[cell])
    return [(shapely.union_all(cells), country) for country, cells in sorted(land.items())]


def home_of(divisions: Sequence[Division], places: Sequence[BaseGeometry]) -> set[str]:
    """Return the countries that hold, or have just ashore, the middle of at least one place."""
    spots = [shapely.point_on_surface(place) for place in places if not place.is_empty]
    tree = shapely.STRtree([division.shape for division in divisions])
    _, nearest = tree.query_nearest(spots, max_distance=_ASHORE)
    return {divisions[division].feature.country for division in nearest}


def joined(lines: Iterable[BaseGeometry]) -> tuple[BaseGeometry, ...]:
    """Return the lines, those that meet end to end as one."""
    merged = shapely.line_merge(shapely.union_all(list(lines)))
    return tuple(shapely.get_parts(merged))
