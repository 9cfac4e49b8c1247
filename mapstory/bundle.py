"""The one script and the one style of a page: as much of Leaflet and of ours as its story uses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from mapstory.leaflet import (
    leaflet_parts,
    leaflet_script,
    leaflet_style,
    leaflet_style_parts,
    marker_icons,
)
from mapstory.minify import minify_script, minify_style

_SCRIPTS = (
    "turns", "tiles", "geometry", "camera", "labels", "leaders", "arrows", "steps", "symbols",
    "basemap", "soft", "discs", "marks", "moves", "legend", "captions", "placing", "toponyms",
    "names", "images", "page", "scale", "stage", "explore", "scroll", "pointing", "reader",
    "mapstory",
)  # fmt: skip
"""The files of `frontend/` in the order in which the browser runs them, after Leaflet."""

_STYLES = (
    "theme", "page", "stage", "words", "images", "trail", "controls", "explore", "scroll",
    "map", "scale", "marks", "pins", "names", "plates", "print", "tiles",
)  # fmt: skip
"""The files of `frontend/styles/` in the order of the cascade, after Leaflet's."""

_OF_THE_INDEX = ("theme", "page", "index")
_OF_PICTURES = ("theme", "map", "marks", "names", "plates")


@dataclass(frozen=True)
class Uses:
    """What only some stories use, and other pages do not carry."""

    tiles: bool = False
    scroll: bool = False

    def among(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the files that a page needs."""
        unused = {"tiles": not self.tiles, "scroll": not self.scroll}
        return tuple(name for name in names if not unused.get(name))


def page_script(map_script: str, uses: Uses) -> str:
    """Return the one script of a page: of Leaflet what it uses, our behaviour, and the map."""
    begins = f"mapstory.begin(() => {{{map_script}}});"
    behaviour = _behaviour(uses)
    return _joined(leaflet_parts(behaviour + map_script), behaviour, minify_script(begins))


@cache
def early_script() -> str:
    """Return the script that stands in the page itself, for before its own one comes."""
    return minify_script(_read("early.js"))


@cache
def page_style(uses: Uses) -> str:
    """Return the one style of a page."""
    return _styled(leaflet_style_parts(), uses.among(_STYLES))


def notebook_script(uses: Uses) -> str:
    """Return the script for a map of folium's: all of Leaflet, for further layers, and ours."""
    ours = (_behaviour(uses), "mapstory.keepStill()")
    return _joined(early_script(), leaflet_script(), *ours, marker_icons())


def notebook_style(uses: Uses) -> str:
    """Return the style for a map of folium's."""
    return _styled(leaflet_style(), uses.among(_STYLES))


@cache
def index_style() -> str:
    """Return the style of the list of stories."""
    return _styled("", _OF_THE_INDEX)


@cache
def picture_style() -> str:
    """Return the style of a map that is a file of its own."""
    return _styled("", _OF_PICTURES)


@cache
def _behaviour(uses: Uses) -> str:
    parts = [_read(f"{name}.js") for name in uses.among(_SCRIPTS)]
    behaviour = "\n".join(['(() => {"use strict";', *parts, "})();"])
    return minify_script(behaviour)


def _styled(leaflet: str, styles: tuple[str, ...]) -> str:
    parts = [_read(f"styles/{name}.css") for name in styles]
    return minify_style("\n".join([leaflet, *parts]))


def _read(path: str) -> str:
    return (resources.files("mapstory") / "frontend" / path).read_text(encoding="utf-8")


def _joined(*scripts: str) -> str:
    """Return scripts as one; small ones end without a semicolon."""
    return ";\n".join(scripts)
