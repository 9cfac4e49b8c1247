"""The two pages that are compared, and how each shows that its map is painted and ready."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """
    The path of a page, and three JavaScript expressions.

    `painted`: is the map there? `ready`: with all of its overlays, and does the page answer?
    `drawn`: does it lie on a map that can be moved, and is that at rest?
    """

    path: str
    painted: str
    ready: str
    drawn: str


def story_page(slug: str) -> Shown:
    """
    Return how a story's page shows it.

    Its first paint has all overlays and names of the first state, so it is ready once the script
    answers a press; drawn, once that has laid the map under them and written its names.
    """
    painted = "[...document.querySelectorAll('.mapstory-frame svg *')].some(large)"
    return Shown(
        f"{slug}/",
        painted,
        f"{painted} && document.querySelector('.mapstory-live') !== null",
        "document.querySelector('.is-drawn:not(.mapstory-flying) .mapstory-label') !== null",
    )


def plain_page(slug: str) -> Shown:
    """Painted: a tile or a shape of the first group; ready: all of its marks and every tile."""
    ready = (
        "document.querySelector('.leaflet-tile') !== null"
        " && document.querySelector('.leaflet-tile:not(.leaflet-tile-loaded)') === null"
        " && document.querySelector('.leaflet-overlay-pane path, .leaflet-marker-icon') !== null"
        " && [...document.querySelectorAll('img')].every(image => image.complete)"
    )
    return Shown(
        f"{slug}/plain.html",
        "document.querySelector('.leaflet-tile-loaded, .leaflet-overlay-pane path') !== null",
        ready,
        ready,
    )
