"""
Tiles: pictures of the ground in Web Mercator, from a host that readers ask, or from a file.

`providers.py` knows hosts by name, `address.py` reads their addresses, `credit.py` what they
ask to be told of them; `mbtiles.py` copies out of a file what `seen.py` says that screens show.
"""

from mapstory.tiles.address import keys_in, layer_at
from mapstory.tiles.block import describe_tiles
from mapstory.tiles.credit import read_attribution, read_credit
from mapstory.tiles.mbtiles import copy_tiles
from mapstory.tiles.model import MAX_ZOOM, USUAL_ZOOM, Credit, Part, TileError, TileLayer
from mapstory.tiles.providers import notes_on, provider_named, refuse_useless

__all__ = [
    "MAX_ZOOM",
    "USUAL_ZOOM",
    "Credit",
    "Part",
    "TileError",
    "TileLayer",
    "copy_tiles",
    "describe_tiles",
    "keys_in",
    "layer_at",
    "notes_on",
    "provider_named",
    "read_attribution",
    "read_credit",
    "refuse_useless",
]
