"""The base map of a story, from the world's data and the story's cameras."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.atlas.detail import close_ups, details_for, generalised, seen, zoom_of
from mapstory.atlas.land import Division, arcs_within, faces_of, home_of, joined, outlines_of
from mapstory.atlas.locator import draw_locator
from mapstory.atlas.model import Atlas, River
from mapstory.atlas.names import labels_of
from mapstory.atlas.sheet import draw_sheet
from mapstory.atlas.views import views_of
from mapstory.bounds import meridian_of, near, unrolled, wrapped
from mapstory.narrative import Narrative

_CLOSER = 1.0
"""How many zooms closer than its cameras the sheet of a story is exact to half a pixel."""

_MARGIN = 0.06
"""How far what is drawn goes on beyond the bounds, as a share of their width and height."""

_DIVISIONS = 0.025
"""
Degrees that a pixel of the camera has, from which on the divisions of a country are too small to
be read: a frame is then some 20° wide.
"""

_RIVERS = {1: 0.5, 2: 0.1, 3: 0.05}
"""The same for rivers, by their ranks."""

_SEAM = 4.0
"""Degrees that a map of all the world goes on beyond each end: frontend/basemap.js cuts there."""

_WIDTHS = (3, 2, 1)
"""The ranks of rivers that look different, those first that lie under the others."""


def draw_atlas(
    narrative: Narrative, places: gpd.GeoDataFrame, *, language: str, name: str = "atlas"
) -> Atlas:
    """
    Return the base map of a story.

    Lines are simplified to about a pixel or two of the closest camera that sees them, each
    border once, so that neighbours stay neighbours. `name` is a JavaScript identifier that
    keeps the sheets of two stories on one page apart.
    """
    meridian = meridian_of(narrative.bounds)
    frames = [
        near(bounds, meridian)
        for bounds in (narrative.bounds, *(s.bounds for s in narrative.steps))
    ]
    globe = shapely.box(meridian - 180, -84.0, meridian + 180, 84.0)
    cut = shapely.union_all([seen(bounds) for bounds in frames]).envelope.intersection(globe)
    west, south, east, north = cut.bounds
    dx, dy = _MARGIN * (east - west), _MARGIN * (north - south)
    ground = shapely.box(west - dx, south - dy, east + dx, north + dy).intersection(globe)
    if ground.equals(globe):
        ground = shapely.box(west - _SEAM, south, east + _SEAM, north)
    details = details_for(frames)
    window = wrapped(ground.bounds)

    divisions = [
        Division(feature, shape)
        for feature, whole in world.divisions_within(window)
        if (shape := unrolled(whole, meridian)).intersects(ground)
    ]
    home = home_of(divisions, [unrolled(shape, meridian) for shape in places.geometry])
    arcs = arcs_within(window, ground)
    drawn = [replace(each, line=generalised(each.line, details)) for each in outlines_of(arcs)]
    faces = faces_of([each.line for each in drawn], ground, divisions)
    ours = tuple(face for face, country in faces if country in home)
    others = tuple(face for face, country in faces if country not in home)
    lakes = tuple(
        generalised(shape, details)
        for lake in world.lakes_within(window)
        if not (shape := unrolled(lake, meridian).intersection(ground)).is_empty
    )
    near_enough = {rank: close_ups(frames, least) & ground for rank, least in _RIVERS.items()}
    rivers = tuple(
        River(generalised(line, details), rank)
        for river, rank in world.rivers_within(window)
        if not (line := unrolled(river, meridian) & near_enough[min(rank, 3)]).is_empty
    )
    borders = [each for each in drawn if len(each.countries) > 1]
    between_countries = joined(each.line for each in borders if not each.is_disputed)
    close = close_ups(frames, _DIVISIONS)
    land = shapely.union_all(ours)
    within_home = joined(
        generalised(arc.line, details) & land
        for arc in arcs
        if arc.is_within
        and arc.countries[0] in home
        and arc.line.intersects(close)
        and not arc.is_disputed
    )
    disputed = joined(
        (
            *(each.line for each in borders if each.is_disputed),
            *(generalised(arc.line, details) for arc in arcs if arc.is_within and arc.is_disputed),
        )
    )
    layers: dict[str, Iterable[BaseGeometry]] = {
        "mapstory-abroad": [shapely.union_all(others)],
        "mapstory-home": [shapely.union_all(ours)],
        **{f"mapstory-river mapstory-river-{rank}": _as_wide_as(rivers, rank) for rank in _WIDTHS},
        "mapstory-lake": lakes,
        "mapstory-division": within_home,
        "mapstory-country": between_countries,
        # The coast's line, which all land has around it, must not show between the dashes.
        "mapstory-ground": disputed,
        "mapstory-disputed": disputed,
    }
    return Atlas(
        bounds=wrapped(cut.bounds),
        home=ours,
        land=others,
        lakes=lakes,
        rivers=rivers,
        country_borders=between_countries,
        division_borders=within_home,
        disputed_borders=disputed,
        labels=labels_of(
            faces,
            divisions,
            cut,
            views_of(frames, cut),
            home=home,
            meridian=meridian,
            language=language,
        ),
        sheet=draw_sheet(
            layers,
            name=name,
            bounds=ground.bounds,
            zoom=max(map(zoom_of, frames)) + _CLOSER,
            details=details,
        ),
        locator=draw_locator(
            shapely.union_all([shapely.box(*frame) for frame in frames]).envelope,
            divisions,
            home,
            meridian=meridian,
            language=language,
        ),
    )


def _as_wide_as(rivers: tuple[River, ...], rank: int) -> list[BaseGeometry]:
    return [river.line for river in rivers if max(1, min(3, river.rank)) == rank]
