"""Addresses of tiles: https, one host, and a place in them for the zoom, the column and the row."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from mapstory.tiles.model import Credit, TileError, TileLayer

_EXAMPLE = "https://tiles.example.org/{z}/{x}/{y}.png"
_FILLED = frozenset({"z", "x", "y", "-y", "r"})
_OWN = frozenset({"127.0.0.1", "localhost"})
_VECTOR = re.compile(r"\.(pbf|mvt|pmtiles|json)$", re.IGNORECASE)
_KEY = re.compile(
    r"(api|access|subscription)?[-_]?(key|token)|appid|app_code|signature", re.IGNORECASE
)


def layer_at(url: str, credit: Credit, *, max_zoom: int) -> TileLayer:
    """
    Return the tiles at an address.

    `{s}`, for which a browser would take several hosts in turn, becomes `a`: the page's policy
    names one host, and today's connections gain nothing by more. Raises TileError.
    """
    typed = url.strip()
    if re.search(r"\$\{|%7B", typed, re.IGNORECASE):
        plain = unquote(typed).replace("${", "{")
        raise TileError("is not written as addresses of tiles are", f"write url: {plain}")
    address = typed.replace("{s}", "a")
    host = _host(address)
    if not address.lower().startswith("https://") and host not in _OWN:
        raise TileError(
            "is not https, and browsers show no picture from http in a page from https",
            f"write url: https{typed[typed.find(':') :]}, if the host has that",
        )
    _check_placeholders(address)
    if _VECTOR.search(urlsplit(address).path):
        raise TileError(
            "leads to vector tiles, and only pictures can be laid under a story",
            "ask the provider for raster tiles: png, jpg or webp",
        )
    return TileLayer(address, credit, max_zoom)


def keys_in(url: str) -> list[str]:
    """Return the names of what looks like a key in an address."""
    return [name for name, _ in parse_qsl(urlsplit(url).query) if _KEY.fullmatch(name)]


def _host(address: str) -> str:
    """Return the host, or raise TileError if it is none that a policy can name."""
    fix = f"write it from https:// on, such as url: {_EXAMPLE}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
        encoded = host.encode("idna").decode()
    except ValueError:
        raise TileError("is not a whole web address", fix) from None
    if parts.scheme.lower() not in {"http", "https"} or not re.fullmatch(
        r"[\w-]+(\.[\w-]+)*", encoded, re.ASCII
    ):
        raise TileError("is not a whole web address", fix)
    if parts.username is not None:
        raise TileError("holds a name to log in with, which every reader could read", "take it out")
    if re.search(r"[\s<>\"\\^`|]", address):
        raise TileError("has a character that no web address has", "copy it anew")
    return host.lower()


def _check_placeholders(address: str) -> None:
    named = set(re.findall(r"\{([^{}]*)\}", address))
    where = f"where its zoom, column and row go, such as url: {_EXAMPLE}"
    if unknown := sorted(named - _FILLED):
        wrong = unknown[0]
        fix = "write its value there; only {z}, {x}, {y} and {r} stay as they are"
        if wrong.lower() in {"zoom", "quadkey", "q", "bbox", "bbox-epsg-3857"}:
            fix = f"take an address with {{z}}, {{x}} and {{y}} {where}"
        raise TileError(f"has {{{wrong}}}, which nothing fills in", fix)
    missing = [f"{{{name}}}" for name in "zxy" if not {name, f"-{name}"} & named]
    if missing:
        raise TileError(
            f"has no {', '.join(missing)}, so it leads to one picture only",
            f"write {{z}}, {{x}} and {{y}} {where}",
        )
