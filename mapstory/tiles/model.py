"""Tiles as a page lays them: where each is, how near they go, and who is to be named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Tile = tuple[int, int, int]
"""(zoom, column from the west, row from the north), as in most addresses of tiles."""

MAX_ZOOM = 22
"""Nearer than this no provider goes: there a tile of 256 pixels is nine metres wide."""


USUAL_ZOOM = 18
"""How near tiles go where nobody says: Leaflet's own default."""


class TileError(ValueError):
    """There are no such tiles, or they are of no use: what is wrong, and what to do about it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


@dataclass(frozen=True)
class Part:
    """A stretch of a credit; `url` is where it links to, or empty."""

    text: str
    url: str = ""


Credit = tuple[Part, ...]


@dataclass(frozen=True)
class TileLayer:
    """
    Tiles of 256 pixels in Web Mercator (EPSG:3857).

    `url` holds {z}, {x} and {y} (or {-y}: rows from the south), and {r} where there is twice the
    resolution. Tiles that travel with the page are in `files`, by their path beside it; a page
    of theirs asks no host. `bounds` is (west, south, east, north), beyond which there are none.
    """

    url: str
    credit: Credit
    max_zoom: int
    min_zoom: int = 0
    bounds: tuple[float, float, float, float] | None = None
    files: Mapping[Tile, bytes] = field(default_factory=dict, repr=False)

    @property
    def origin(self) -> str:
        """The one host that is asked, with its scheme, as a policy names it; else empty."""
        parts = urlsplit(self.url)
        if not parts.hostname:
            return ""
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme.lower()}://{parts.hostname.encode('idna').decode()}{port}"

    def path_of(self, tile: Tile) -> str:
        """Return where a tile that travels with the page is, seen from the page."""
        z, x, y = tile
        return self.url.format(z=z, x=x, y=y)
