"""Providers of tiles by name, from xyzservices, and what is known against some of them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mapstory.tiles.address import keys_in, layer_at
from mapstory.tiles.credit import read_attribution
from mapstory.tiles.model import MAX_ZOOM, USUAL_ZOOM, TileError, TileLayer

if TYPE_CHECKING:
    from xyzservices import TileProvider  # type: ignore[import-untyped]

_MERCATOR = frozenset({"EPSG:3857", "EPSG:900913"})
_ALIKE = 0.7
_OTHER = "name another, write the address of your own tiles, or write basemap: atlas"
_CARTO = "basemaps.cartocdn.com"
_GONE = ("stamen-tiles", "tile.stamen.com", "tiles.wmflabs.org")

_OSM = (
    "OpenStreetMap's server gives no tiles to a page from a disk or in a sandboxed frame, where "
    "readers see the drawn map, and none to busy sites"
)
_OSM_FIX = (
    "see https://operations.osmfoundation.org/policies/tiles/, or take tiles from a provider that "
    "you have an agreement with"
)


def provider_named(name: str) -> TileLayer:
    """
    Return the tiles of a provider, in any case and spacing: OpenStreetMap.Mapnik, usgs us topo.

    Raises TileError for a name that xyzservices does not know, and for tiles that a page cannot
    have by name alone: those that ask for a key, are http, broken, or in another projection.
    """
    known = _providers()
    provider = known.get(_plain(name))
    if provider is None:
        raise _unknown(name)
    if provider.requires_token():
        raise TileError(
            f"'{provider.name}' gives tiles only to those who have a key or an account",
            f"{_OTHER}; a key can stand in the address, where every reader can read it: "
            "basemap: {url: …, attribution: …}",
        )
    if provider.get("status") == "broken":
        raise TileError(f"'{provider.name}' is broken, as xyzservices knows it", _OTHER)
    if provider.get("crs", "EPSG:3857") not in _MERCATOR:
        raise TileError(
            f"'{provider.name}' is in another projection than the story's maps, Web Mercator",
            _OTHER,
        )
    url = _filled(provider)
    try:
        layer = layer_at(
            url,
            read_attribution(provider.html_attribution),
            max_zoom=min(provider.get("max_zoom") or USUAL_ZOOM, MAX_ZOOM),
        )
    except TileError as error:
        raise TileError(
            f"'{provider.name}' cannot be used: its address {error.what}", _OTHER
        ) from error
    bounds = provider.get("bounds")
    box = (bounds[0][1], bounds[0][0], bounds[1][1], bounds[1][0]) if bounds else None
    return TileLayer(
        layer.url, layer.credit, layer.max_zoom, min_zoom=provider.get("min_zoom") or 0, bounds=box
    )


def refuse_useless(layer: TileLayer) -> None:
    """
    Raise TileError for tiles that are known to be none.

    CARTO has stamped "API KEY REQUIRED" on every tile without a key since August 2026, with
    status 200 (CartoDB/basemap-styles#49, home-assistant/core#180818); Stamen's own servers
    stopped in October 2023 (stamen/maps.stamen.com#212).
    """
    host = urlsplit(layer.url).hostname or ""
    if host.endswith(_CARTO) and not keys_in(layer.url):
        raise TileError(
            "has no key, and since August 2026 CARTO stamps 'API KEY REQUIRED' on such tiles",
            "add ?key=… with a key from CARTO, which all readers can read, or write basemap: atlas",
        )
    if any(gone in host for gone in _GONE):
        raise TileError("leads to a server that was shut down", _OTHER)


def notes_on(layer: TileLayer) -> list[tuple[str, str]]:
    """
    Return what a writer should know about these tiles, and could do.

    OpenStreetMap's servers refuse requests that do not say from which page they come, since
    March 2026 (python-visualization/folium#2215, openstreetmap/tile-attribution#146).
    """
    host = urlsplit(layer.url).hostname or ""
    notes = [(_OSM, _OSM_FIX)] if host.endswith("tile.openstreetmap.org") else []
    keys = keys_in(layer.url)
    if keys:
        what = f"every reader can read the '{keys[0]}' in this address"
        notes.append((what, "have the provider limit it to your site"))
    return notes


def _unknown(name: str) -> TileError:
    known, plain = _providers(), _plain(name)
    close = [key for key in known if plain and key.startswith(plain)][:3]
    close = close or get_close_matches(plain, known, n=3, cutoff=_ALIKE)
    fix = (
        "write atlas, none, or the name of a provider that xyzservices knows, such as "
        "OpenStreetMap.Mapnik"
    )
    if close:
        fix = f"did you mean {' or '.join(repr(known[each].name) for each in close)}?"
    return TileError(f"no provider of tiles is called '{name}'", fix)


def _filled(provider: TileProvider) -> str:
    """Return the address with the provider's own values in it; {z}, {x}, {y} and {r} stay."""
    url = str(provider.url).replace("{s}", str(provider.get("subdomains", "abc")[0]))
    if provider.get("tms"):
        url = url.replace("{y}", "{-y}")
    return re.sub(
        r"\{(\w+)\}",
        lambda found: str(provider.get(found[1], found[0])) if found[1] != "r" else found[0],
        url,
    )


@cache
def _providers() -> dict[str, TileProvider]:
    """Return every provider by its plain name."""
    import xyzservices.providers  # type: ignore[import-untyped]  # noqa: PLC0415, a tenth of a second that most stories save

    return {_plain(key): each for key, each in xyzservices.providers.flatten().items()}


def _plain(name: str) -> str:
    """Return a name without case, spaces and signs, as xyzservices compares them."""
    return re.sub(r"[\W_]+", "", name).casefold()
