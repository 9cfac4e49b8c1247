"""Which tiles screens show: of each view of a story, at the zooms that its camera would choose."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from mapstory.tiles.model import Tile

Bounds = tuple[float, float, float, float]

_TILE = 256
_LIMIT = 85.0511287798  # degrees of latitude at which Web Mercator ends: atan(sinh(π))
_RING = 0.62  # of the screen to each side of the middle, for what pushes the subject aside

_UNSURE = 0.3  # of a zoom: by so much what lies on a map may change what its camera chooses


@dataclass(frozen=True)
class _Screen:
    """The map on a screen, in CSS pixels; `card` is how much of its width the words cover."""

    width: int
    height: int
    card: int = 0


_SCREENS = (
    *(_Screen(320, 256), _Screen(390, 390), _Screen(600, 420), _Screen(768, 470)),
    *(_Screen(900, 700, 404), _Screen(1280, 800, 404), _Screen(1440, 900, 404)),
    *(_Screen(1680, 1050, 404), _Screen(1920, 1080, 404)),
)
"""Phones and tablets have the map above the words; from 900 pixels on a card lies on it."""


def tiles_seen(views: Iterable[Bounds], *, max_zoom: int, card_right: bool = False) -> list[Tile]:
    """
    Return the tiles that the screens of readers show, from 320 to 1920 pixels wide, in order.

    Each view (west, south, east, north; west above east crosses ±180°) counts at the zoom at
    which it fills a screen, and at one zoom less, for a step back. Column and row are those of
    Web Mercator tiles (x = 2^z (λ+180)/360, y = 2^(z-1) (1 - asinh(tan φ)/π)).
    """
    seen: set[Tile] = set()
    for view in sorted(set(views)):
        for screen in _SCREENS:
            seen |= _on(screen, view, max_zoom=max_zoom, card_right=card_right)
    return sorted(seen)


def _on(screen: _Screen, view: Bounds, *, max_zoom: int, card_right: bool) -> set[Tile]:
    west, south, east, north = view
    left, right = _column(west), _column(east if east >= west else east + 360)
    top, bottom = _row(north), _row(south)
    margin = max(18.0, min(60.0, min(screen.width, screen.height) * 0.075))
    across = (screen.width - screen.card - 2 * margin) / max(right - left, 1e-12)
    down = (screen.height - 2 * margin) / max(bottom - top, 1e-12)
    zoom = max(0.0, min(float(max_zoom), math.log2(min(across, down) / _TILE)))
    nearest = min(max_zoom, math.floor(zoom + 0.5 + _UNSURE))
    farthest = math.floor(zoom + 0.5 - _UNSURE) - 1
    pixel = 1 / (_TILE * 2**zoom)
    shift = screen.card / 2 * pixel * (1 if card_right else -1)
    x, y = (left + right) / 2 + shift, (top + bottom) / 2
    half_x, half_y = screen.width * _RING * pixel, screen.height * _RING * pixel
    seen: set[Tile] = set()
    for z in range(max(0, farthest), nearest + 1):
        grown = 2 if z == farthest else 1
        box = (x - grown * half_x, y - grown * half_y, x + grown * half_x, y + grown * half_y)
        seen |= _within(box, z)
    return seen


def _within(box: Bounds, z: int) -> set[Tile]:
    """Return the tiles of a zoom that a box (left, top, right, bottom; 0 to 1) touches."""
    count = 2**z
    left, top, right, bottom = (math.floor(side * count) for side in box)
    columns = range(left, min(right, left + count - 1) + 1)
    return {
        (z, column % count, row)
        for column in columns
        for row in range(max(0, top), min(count - 1, bottom) + 1)
    }


def _column(lon: float) -> float:
    return (lon + 180) / 360


def _row(lat: float) -> float:
    clipped = math.radians(max(-_LIMIT, min(_LIMIT, lat)))
    return (1 - math.asinh(math.tan(clipped)) / math.pi) / 2
