"""What lies under a story: the drawn atlas or nothing, and on the atlas maybe tiles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from mapstory.contract import (
    AnyOf,
    Fields,
    Key,
    OnlyOne,
    Record,
    Rule,
    Scalar,
    Schema,
    Spot,
    Words,
    keys_of,
)
from mapstory.source import Node, Text
from mapstory.story.files import check_file
from mapstory.story.model import Basemap
from mapstory.tiles import (
    MAX_ZOOM,
    USUAL_ZOOM,
    TileError,
    TileLayer,
    layer_at,
    notes_on,
    provider_named,
    read_attribution,
    refuse_useless,
)

TILE_ENDINGS = (".mbtiles",)
"""The kinds of files with tiles that a story may name."""

_WORDS = {"atlas": Basemap(), "none": Basemap(atlas=False)}
_URL = "https://tiles.example.org/{z}/{x}/{y}.png"


@dataclass(frozen=True)
class BasemapName(Scalar[Basemap]):
    """The drawn atlas, none, or a provider of tiles that xyzservices knows by name."""

    says: str = "a base map"
    example: str = "atlas"

    def parse(self, text: Text, spot: Spot) -> Basemap | None:
        """Return the base map; a name that no provider has is told, with the nearest."""
        typed = text.value.strip()
        if typed in _WORDS:
            return _WORDS[typed]
        key = "url" if re.match(r"https?:", typed) else "file" if ".mbtiles" in typed else ""
        close = get_close_matches(typed.casefold(), _WORDS, n=1)
        if key or close:
            fix = f"did you mean '{close[0]}'? It may be: {', '.join(_WORDS)}" if close else ""
            fix = fix or f'write {spot.key}: {{{key}: "{typed}", attribution: "© …"}}'
            spot.tell(text, f"{spot} cannot be '{text.brief}'", fix)
            return None
        try:
            layer = provider_named(typed)
            refuse_useless(layer)
        except TileError as error:
            spot.tell(text, f"{spot}: {error.what}", error.fix)
            return None
        _advise(layer, text, spot)
        return Basemap(tiles=layer)

    def schema(self) -> Schema:
        """Describe the name as JSON Schema."""
        return {"type": "string", "minLength": 1, "examples": [*_WORDS, "OpenStreetMap.Mapnik"]}


@dataclass(frozen=True)
class Zoom(Scalar[int]):
    """How near tiles go: a whole number, with which the width of a tile on the ground halves."""

    says: str = "a zoom"
    example: str = str(USUAL_ZOOM)

    def parse(self, text: Text, spot: Spot) -> int | None:
        """Return the zoom."""
        typed = text.value.strip()
        if re.fullmatch("[0-9]{1,2}", typed) and 1 <= int(typed) <= MAX_ZOOM:
            return int(typed)
        what = f"{spot} is '{text.brief}', which is not a zoom"
        spot.tell(text, what, f"write a whole number from 1 to {MAX_ZOOM}")
        return None

    def schema(self) -> Schema:
        """Describe a zoom as JSON Schema."""
        return {"type": ["integer", "string"], "examples": [USUAL_ZOOM]}


@dataclass(frozen=True)
class _Credited(Rule):
    """Tiles of a host come with whose they are."""

    def check(self, fields: Fields) -> None:
        """Tell if an address stands alone."""
        if "url" in fields.nodes and "attribution" not in fields.nodes:
            fields.spot.tell(
                fields.node,
                f"{fields.spot.owner} has no 'attribution'",
                "say whose tiles they are, such as attribution: © OpenStreetMap contributors",
            )

    def schema(self) -> Schema:
        """Describe the rule as JSON Schema."""
        return {"dependencies": {"url": ["attribution"]}}


class BasemapKeys:
    """Tiles of one's own."""

    url = Key(
        "url",
        Words("the address of tiles", f'"{_URL}"'),
        "Where a tile is: https, one host, with {z}, {x} and {y}.",
        also="href address link server tiles template",
    )
    file = Key(
        "file",
        Words("the path of a file", "../geodata/tiles.mbtiles"),
        "A file of tiles, seen from the story's folder: MBTiles of png, jpg or webp.",
        also="mbtiles path",
    )
    attribution = Key(
        "attribution",
        Words("a text", '"© OpenStreetMap contributors: https://www.openstreetmap.org/copyright"'),
        "Whose tiles they are: text with a link after a colon, or the provider's HTML.",
        also="credit credits copyright source attr",
    )
    max_zoom = Key(
        "max_zoom",
        Zoom(),
        "The nearest zoom that the address has tiles for, 18 where it is left out.",
        also="maxzoom zoom maxnativezoom",
    )


BASEMAP = Record(
    "base map",
    keys_of(BasemapKeys),
    "the name of a base map, or keys such as {url: …}",
    f'{{url: "{_URL}", attribution: "© …"}}',
    rules=(
        OnlyOne(("url", "file"), "where its tiles are"),
        AnyOf(("url", "file"), f'url: "{_URL}"'),
        _Credited(),
    ),
)


def read_basemap(value: Basemap | Fields | None, *, path: Path) -> Basemap:
    """Return what lies under the story of the file at `path`; what is wrong with it is told."""
    if not isinstance(value, Fields):
        return value or Basemap()
    file, url = value[BasemapKeys.file], value[BasemapKeys.url]
    attribution = value.words(BasemapKeys.attribution)
    if file is not None:
        spot = value.at(BasemapKeys.file)
        example = "../geodata/tiles.mbtiles"
        if not check_file(file, spot, path=path, endings=TILE_ENDINGS, example=example):
            return Basemap()
        if value[BasemapKeys.max_zoom] is not None:
            spot = value.at(BasemapKeys.max_zoom)
            what = f"{spot} has no effect: the file says how near it goes"
            spot.tell(value.nodes["max_zoom"], what, "take it out")
        return Basemap(file=file, attribution=attribution)
    if url is None:
        return Basemap()
    spot = value.at(BasemapKeys.url)
    try:
        layer = layer_at(
            url.value,
            read_attribution(attribution),
            max_zoom=value[BasemapKeys.max_zoom] or USUAL_ZOOM,
        )
        refuse_useless(layer)
    except TileError as error:
        spot.tell(url, f"{spot} {error.what}", error.fix)
        return Basemap()
    if "{s}" in url.value:
        what = f"{spot} has {{s}}, for several hosts: the page asks one, {layer.origin}"
        spot.tell(url, what, f"write a in place of {{s}}: url: {layer.url}", warning=True)
    _advise(layer, url, spot)
    return Basemap(tiles=layer)


def _advise(layer: TileLayer, node: Node, spot: Spot) -> None:
    for what, fix in notes_on(layer):
        spot.tell(node, what, fix, warning=True)
