"""The land of a base map: whose it is, and the borders, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.atlas.detail import GRID
from mapstory.bounds import Bounds
from mapstory.world.disputes import is_disputed

_ASHORE = 0.1  # degrees: a port may lie this far off the generalised coast of its country


@dataclass(frozen=True)
class Division:
    """A division of a country, with all of its shape around the story."""

    feature: world.Feature
    shape: BaseGeometry


@dataclass(frozen=True)
class Arc:
    """A stretch of coast or border, with the division on each side: one on a coast."""

    line: BaseGeometry
    sides: tuple[world.Feature, ...]

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """The countries on its sides, each once, in the order of the alphabet."""
        return tuple(sorted({side.country for side in self.sides}))

    @cached_property
    def is_within(self) -> bool:
        """Tell whether it divides one country."""
        return len(self.sides) > 1 and len(self.countries) == 1

    @cached_property
    def is_disputed(self) -> bool:
        """Tell whether it is drawn as a line that is not settled."""
        return is_disputed(self.sides)


def arcs_within(window: Bounds, ground: BaseGeometry) -> list[Arc]:
    """Return the outlines of the divisions in a window, each stretch once, on the ground only."""
    stretches = world.borders_within(window)
    lines = np.array([line for line, _ in stretches], object)
    bounds = shapely.bounds(lines)
    west, _, east, _ = ground.bounds
    arcs = []
    for by in (-360.0, 0.0, 360.0):
        around = np.flatnonzero((bounds[:, 0] + by <= east) & (bounds[:, 2] + by >= west))
        turned = shapely.transform(lines[around], partial(np.add, np.array([by, 0.0])))
        hits = shapely.intersects(turned, ground)
        for number, line in zip(around[hits], turned[hits], strict=True):
            clipped = shapely.clip_by_rect(line, *ground.bounds)
            parts = [part for part in shapely.get_parts(clipped) if part.geom_type == "LineString"]
            arcs += [Arc(part, stretches[number][1]) for part in parts]
    return arcs


@dataclass(frozen=True)
class Outline:
    """A stretch of coast or of a country's border, with the country on each side."""

    line: BaseGeometry
    countries: tuple[str, ...]
    is_disputed: bool


def outlines_of(arcs: Sequence[Arc]) -> list[Outline]:
    """
    Return the coasts and borders of countries.

    Each goes on where a division's border meets it: what is then left out along it is less.
    """
    stretches: dict[tuple[tuple[str, ...], bool], list[Any]] = {}
    for arc in arcs:
        if not arc.is_within:
            stretches.setdefault((arc.countries, arc.is_disputed), []).append(arc.line)
    return [
        Outline(line, countries, disputed)
        for (countries, disputed), lines in sorted(stretches.items())
        for line in shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines)))
    ]


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
