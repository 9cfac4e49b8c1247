"""
Files of tiles: MBTiles 1.3, an SQLite database of pictures.

https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md; its rows count from the south.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from mapstory.tiles.credit import read_attribution
from mapstory.tiles.model import MAX_ZOOM, Tile, TileError, TileLayer
from mapstory.tiles.seen import Bounds, tiles_seen

MOST_TILES, MOST_BYTES = 5_000, 50_000_000
"""What may be copied for one story: about what a host of plain files takes without complaint."""

_RASTER = "export it as raster tiles: png, jpg or webp"
_MAKE_ANEW = "make it anew, as MBTiles of png, jpg or webp"


def copy_tiles(
    path: Path, views: Iterable[Bounds], *, attribution: str = "", card_right: bool = False
) -> TileLayer:
    """
    Return the tiles of a file that screens show of these views, to travel with the page.

    `attribution` goes before what the file says itself. Raises TileError for a file that is
    missing, no MBTiles, vector tiles, without attribution, without a tile in the views, or
    with more than 5,000 tiles or 50 MB in them.
    """
    if not path.is_file():
        raise TileError(
            f"there is no file '{path.name}' in the folder '{path.parent.name}'",
            "put it there, or correct the path, which starts from the story's own folder",
        )
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            said = _metadata(database, path)
            max_zoom = _nearest(database, path)
            seen = tiles_seen(views, max_zoom=max_zoom, card_right=card_right)
            tiles = _read(database, seen, path)
    except sqlite3.Error as error:
        raise TileError(f"'{path.name}' cannot be read as MBTiles", _MAKE_ANEW) from error
    if not tiles:
        raise TileError(
            f"'{path.name}' has no tile where the story looks",
            "cut the file anew, so that it holds what the steps frame at their zooms",
        )
    credit = read_attribution(attribution or said.get("attribution", ""))
    if not credit:
        raise TileError(
            f"'{path.name}' does not say whose tiles it holds",
            "add it: basemap: {file: …, attribution: © OpenStreetMap contributors}",
        )
    nearest = max(zoom for zoom, _, _ in tiles)
    return TileLayer(_address(tiles), credit, nearest, files=tiles)


def _metadata(database: sqlite3.Connection, path: Path) -> dict[str, str]:
    said = {
        str(name): str(value)
        for name, value in database.execute("SELECT name, value FROM metadata")
    }
    if said.get("format", "").lower() in {"pbf", "mvt", "application/vnd.mapbox-vector-tile"}:
        raise TileError(f"'{path.name}' holds vector tiles, which cannot be drawn here", _RASTER)
    return said


def _nearest(database: sqlite3.Connection, path: Path) -> int:
    """Return the largest zoom of the file."""
    (zoom,) = database.execute("SELECT max(zoom_level) FROM tiles").fetchone()
    if not isinstance(zoom, int) or zoom < 0:
        raise TileError(f"'{path.name}' holds no tile", _MAKE_ANEW)
    return min(zoom, MAX_ZOOM)


def _read(database: sqlite3.Connection, seen: list[Tile], path: Path) -> dict[Tile, bytes]:
    where = "FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    sizes = {}
    for z, x, y in seen:
        found = database.execute(f"SELECT length(tile_data) {where}", (z, x, 2**z - 1 - y))
        if size := (found.fetchone() or (0,))[0]:
            sizes[z, x, y] = int(size)
    if len(sizes) > MOST_TILES or sum(sizes.values()) > MOST_BYTES:
        raise TileError(
            f"the story looks at {len(sizes):,} tiles of '{path.name}', "
            f"{sum(sizes.values()) / 1e6:,.0f} MB: more than {MOST_TILES:,} tiles or "
            f"{MOST_BYTES / 1e6:.0f} MB are too much for a page",
            "make the file with smaller tiles (webp, or jpg for photographs) or a smaller largest "
            "zoom, or let fewer steps look closely",
        )
    tiles = {}
    for z, x, y in sizes:
        (tile,) = database.execute(f"SELECT tile_data {where}", (z, x, 2**z - 1 - y)).fetchone()
        tiles[z, x, y] = bytes(tile)
        if not ending_of(tiles[z, x, y]):
            kind = "vector tiles" if _is_vector(tiles[z, x, y]) else "something else than pictures"
            raise TileError(f"'{path.name}' holds {kind}, which cannot be drawn here", _RASTER)
    return tiles


def ending_of(picture: bytes) -> str:
    """Return png, jpg or webp by how the bytes begin, or "" for anything else."""
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if picture.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "webp" if picture.startswith(b"RIFF") and picture[8:12] == b"WEBP" else ""


def _is_vector(tile: bytes) -> bool:
    """Tell gzip, zlib, and the first field of a vector tile (its layers: 3, length-delimited)."""
    return tile.startswith((b"\x1f\x8b", b"\x78\x9c", b"\x1a"))


def _address(tiles: dict[Tile, bytes]) -> str:
    """
    Return the pattern of the tiles' paths: by their content, so that caches never lie.

    Where png and jpg are mixed, as GDAL writes them, all are named as most are: browsers go by
    what a picture holds.
    """
    digest = hashlib.sha256()
    for tile, content in sorted(tiles.items()):
        digest.update(repr((tile, len(content))).encode())
        digest.update(content)
    (ending, _), *_ = Counter(map(ending_of, tiles.values())).most_common(1)
    return f"tiles/{digest.hexdigest()[:8]}/{{z}}/{{x}}/{{y}}.{ending}"
