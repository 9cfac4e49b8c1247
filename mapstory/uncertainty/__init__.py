"""
The geometry of vague places, and how far off they may be: geodesic, on WGS84.

Shapes are EPSG:4326, (lon, lat), cut at ±180° as RFC 7946 asks; their edges are straight in
degrees. What is drawn follows the shape method and the uncertainty beside it the point-radius
method of Chapman & Wieczorek 2020 (Georeferencing Best Practices, doi 10.15468/doc-gg7h-s853),
as Zermoglio et al. 2020 spell them out (Quick Reference Guide, doi 10.35035/e09p-h128) and the
Georeferencing Calculator computes them (Wieczorek, Guo & Hijmans 2004, doi
10.1080/13658810412331280211). R is the geographic radial of a feature, d a distance from it, p
half of the precision of d, α half of the angle that a heading may be off, and m any error of
measurement, all in metres or degrees.

A drawn area holds every point that its phrase allows: see `geodesic.around` for how much more.
"""

from mapstory.uncertainty.extent import (
    Extent,
    border,
    both,
    disc,
    named_place,
    radial,
    simpler,
    within,
)
from mapstory.uncertainty.journeys import travelled
from mapstory.uncertainty.offsets import (
    heading_uncertainty,
    orthogonal,
    ring,
    sector,
    toward,
)
from mapstory.uncertainty.plane import Position
from mapstory.uncertainty.vicinity import (
    near,
    near_m,
    on_side,
    outside,
    outskirts,
    side,
    without,
)
from mapstory.uncertainty.ways import WAY_FACTOR, between, way

__all__ = [
    "WAY_FACTOR",
    "Extent",
    "Position",
    "between",
    "border",
    "both",
    "disc",
    "heading_uncertainty",
    "named_place",
    "near",
    "near_m",
    "on_side",
    "orthogonal",
    "outside",
    "outskirts",
    "radial",
    "ring",
    "sector",
    "side",
    "simpler",
    "toward",
    "travelled",
    "way",
    "within",
    "without",
]
