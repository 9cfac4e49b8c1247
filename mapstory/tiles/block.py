"""What the browser needs to lay tiles, as JSON: where they are, and which there are."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from mapstory.tiles.model import Tile, TileLayer


def describe_tiles(layer: TileLayer) -> dict[str, Any]:
    """
    Return where tiles are and how near they go.

    Of tiles that travel with the page, `rows` says which there are, so that no other is asked
    for: by zoom, runs of [row, first column, last column].
    """
    described: dict[str, Any] = {
        "url": layer.url,
        "min_zoom": layer.min_zoom,
        "max_zoom": layer.max_zoom,
    }
    if layer.bounds:
        described["bounds"] = list(layer.bounds)
    if layer.files:
        described["rows"] = {
            str(zoom): _runs(list(tiles))
            for zoom, tiles in groupby(sorted(layer.files), key=lambda tile: tile[0])
        }
    return described


def _runs(tiles: list[Tile]) -> list[list[int]]:
    runs: list[list[int]] = []
    for row, column in sorted((y, x) for _, x, y in tiles):
        if runs and runs[-1][0] == row and runs[-1][2] == column - 1:
            runs[-1][2] = column
        else:
            runs.append([row, column, column])
    return runs
