"""The two pages that are compared, and how each shows that its map is painted and ready."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """The path of a page, and two JavaScript expressions: is the map there, is all of it?"""

    path: str
    painted: str
    ready: str


def story_page(slug: str) -> Shown:
    """Painted: the drawn map of the first state; ready: the script runs and has written names."""
    return Shown(
        f"{slug}/",
        "[...document.querySelectorAll('.mapstory-frame svg *')].some(large)",
        "document.querySelector('.mapstory-live:not(.mapstory-flying) .mapstory-label') !== null",
    )


def plain_page(slug: str) -> Shown:
    """Painted: a tile or a shape of the first group; ready: all of its marks and every tile."""
    return Shown(
        f"{slug}/plain.html",
        "document.querySelector('.leaflet-tile-loaded, .leaflet-overlay-pane path') !== null",
        "document.querySelector('.leaflet-tile') !== null"
        " && document.querySelector('.leaflet-tile:not(.leaflet-tile-loaded)') === null"
        " && document.querySelector('.leaflet-overlay-pane path, .leaflet-marker-icon') !== null"
        " && [...document.querySelectorAll('img')].every(image => image.complete)",
    )
