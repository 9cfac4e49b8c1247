"""Land and sea around a place, as the world is drawn."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.phrases import Heading
from mapstory.uncertainty import Extent, on_side, radial, without
from mapstory.uncertainty.geodesic import SLACK_M, around

BORDER_ERROR_M = 5_080.0
"""
How far a drawn border or coast may be from the real one: 1/50 inch at Natural Earth's scale of
1:10,000,000, after the United States National Map Accuracy Standards (1947), which Chapman &
Wieczorek (2020) use for the uncertainty of a map. Places on a border carry it.
"""

OFF_THE_COAST_M = 44_448.0
"""
How far "off the coast" reaches: 24 nautical miles, the contiguous zone of the United Nations
Convention on the Law of the Sea (article 33). A convention of this project.
"""

_FRAME_DEG = 0.5


def at_sea(extent: Extent) -> Extent | None:
    """Return the part of an extent that is at sea, or None if all of it is on land."""
    return without(extent, land_around(extent.geometry), error_m=BORDER_ERROR_M)


def coast_of(feature: Extent, side: Heading | None) -> Extent | None:
    """
    Return the coast of an area, or that within a town's reach; None where there is no sea.

    With `side`, only what lies in that direction from the middle of the place.
    """
    wide_m = SLACK_M if feature.is_area else feature.margin_m + BORDER_ERROR_M
    reach = around(feature.geometry, wide_m)
    land = land_around(reach)
    edges = [shapely.box(*box).boundary for box in _frames(reach)]
    shore = shapely.difference(shapely.boundary(land), shapely.union_all(edges))
    line = shapely.line_merge(shapely.intersection(shore, reach))
    parts = [part for part in shapely.get_parts(line) if shapely.get_dimensions(part) == 1]
    if not parts:
        return None
    lines = shapely.MultiLineString(parts)
    centre, radial_m = radial(lines)
    coast = Extent(lines, radial_m + BORDER_ERROR_M, centre, margin_m=BORDER_ERROR_M)
    if side is None:
        return coast
    return on_side(coast, side, start=feature.centre)


def land_around(shape: BaseGeometry) -> BaseGeometry:
    """Return the land within half a degree of the parts of a shape."""
    pieces = []
    for west, south, east, north in _frames(shape):
        frame = (west, south, east, north)
        found = [area for _, area in world.divisions_within(frame)]
        pieces += [shapely.intersection(area, shapely.box(*frame)) for area in found]
    return shapely.union_all(pieces)


def _frames(shape: BaseGeometry) -> list[tuple[float, float, float, float]]:
    """Return a box around each part of a shape; parts lie on one side of ±180° each."""
    frames = []
    for part in shapely.get_parts(shape):
        west, south, east, north = shapely.bounds(part)
        frames.append(
            (
                max(west - _FRAME_DEG, -180.0),
                max(south - _FRAME_DEG, -90.0),
                min(east + _FRAME_DEG, 180.0),
                min(north + _FRAME_DEG, 90.0),
            )
        )
    return frames
