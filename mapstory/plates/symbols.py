"""Symbols: the glyphs of the kinds of place, pins, hatching and soft edges, each written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

_GLYPHS: Mapping[str, Mapping[str, str]] = {
    "battle": {
        "line": "M3.8 3.8 12 12M12.2 3.8 4 12M3.3 9.4 6.6 12.7M12.7 9.4 9.4 12.7",
    },
    "air strike": {
        "fill": (
            "M8 14 6.9 10.6 2 9V7.6l4.9-.9.3-2.9L5.4 2.6V2h5.2v.6L8.8 3.8l.3 2.9 4.9.9V9l-4.9 1.6z"
        ),
    },
    "shelling": {
        "line": (
            "M2.2 11.4C4 5.4 8 4.4 10.2 8.2M11 9.6v3.8M9.1 11.5h3.8M13.6 8.6l-.9.9M8.4 13.9l."
            "8-.8M13.6 14l-.9-.9"
        ),
    },
    "camp": {
        "fill": "M8 2.8 14.6 13.2H9.9L8 9.6 6.1 13.2H1.4z",
    },
    "hospital": {
        "fill": "M6.2 2.8h3.6v3.4h3.4v3.6H9.8v3.4H6.2V9.8H2.8V6.2h3.4z",
    },
    "crossing": {
        "line": "M2.8 5.8h9.6M9.8 3.2l2.7 2.6-2.7 2.6M13.2 10.4H3.6M6.2 7.9 3.5 10.4l2.7 2.5",
    },
    "checkpoint": {
        "fill": (
            "M1.8 5h3.6L3.9 8.8H1.8zM7 5h3.4L8.9 8.8H5.5zM12 5h2.2v3.8h-3.7zM3.4 9.8h1.8v3.4H"
            "3.4zM10.8 9.8h1.8v3.4h-1.8z"
        ),
    },
    "bridge": {
        "line": "M1.8 6.4h12.4M3.4 6.4v6M12.6 6.4v6M3.4 11.8c.6-4.2 8.6-4.2 9.2 0",
    },
    "town": {
        "fill": "M8 4.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 1 1 0-7.6z",
    },
    "capital": {
        "fill": "M8 2l1.7 3.9 4.3.4-3.2 2.8.9 4.2L8 11.1l-3.7 2.2.9-4.2L2 6.3l4.3-.4z",
    },
    "port": {
        "line": (
            "M8 5v8M5.2 7.2h5.6M3 9.4c.3 4.6 9.7 4.6 10 0M8 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 1 0 0 3"
        ),
    },
    "airport": {
        "fill": (
            "M8 1.8c.7 0 1.1.8 1.1 1.8v2.9l5 3.1v1.5l-5-1.5v2.7l1.4 1.1v1L8 13.7l-2.5.7v-1l1."
            "4-1.1V9.6l-5 1.5V9.6l5-3.1V3.6c0-1 .4-1.8 1.1-1.8z"
        ),
    },
    "school": {
        "fill": "M8 3.4 15 6.8 8 10.2 1 6.8zM4 9.4l4 2 4-2v2.4c-2.4 1.9-5.6 1.9-8 0z",
    },
    "protest": {
        "fill": "M2.4 6.2h2.8l5-3v9.6l-5-3H2.4zM4 10.6h2l.7 2.9H4.8z",
        "line": "M12.4 5.8c1.4 1.2 1.4 3.2 0 4.4",
    },
    "earthquake": {
        "line": "M1.6 8.6h2.6l1.6-4 2.3 8 2.1-6.6 1.2 2.6h3",
    },
    "flood": {
        "line": (
            "M2 5.6c1.5-1.8 2.5-1.8 4 0s2.5 1.8 4 0 2.5-1.8 4 0M2 10.4c1.5-1.8 2.5-1.8 4 0s2."
            "5 1.8 4 0 2.5-1.8 4 0"
        ),
    },
    "fire": {
        "fill": (
            "M8.6 1.8c.4 2.6 3.9 4.1 3.9 7.6 0 2.8-2 4.8-4.5 4.8s-4.5-2-4.5-4.6c0-1.9 1-3 1.9"
            "-4 .2 1 .6 1.6 1.3 2C6.5 5.4 7.2 3.4 8.6 1.8z"
        ),
    },
    "place": {
        "fill": "M8 4.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 1 1 0-6.4z",
    },
}
"""Glyphs on a square of 16. `fill` is filled; `line` is stroked with a round pen."""

_FADES = (2, 4, 8, 14, 22, 36)
"""How soft an edge may be, in units of paper: the standard deviation of its blur."""

PIN_RADIUS = 10.0


def symbol_id(kind: str) -> str:
    """Return the id of the symbol of a kind of place; unknown kinds have that of a place."""
    return f"mapstory-kind-{(kind if kind in _GLYPHS else 'place').replace(' ', '-')}"


def pin_id(kind: str, color: str | None) -> str:
    """Return the id of a pin: a marker, a disc of PIN_RADIUS with the symbol of the kind."""
    return f"{symbol_id(kind).replace('-kind-', '-pin-')}-{color or 'accent'}"


def written_symbols(kinds: Iterable[str]) -> Markup:
    """Return the symbol of each of these kinds of place."""
    return Markup("").join(_symbol(kind) for kind in _known(kinds))


def written_markers(pins: Iterable[tuple[str, str | None]]) -> Markup:
    """
    Return the pin of each kind and colour, for which the symbols of the kinds must be there.

    A path has it at each of its vertices but the first and the last, and as large as the path is
    wide: hundreds of pins are one element, of which a browser copies nothing.
    """
    marker = Markup(
        '<marker id="{}" class="{}" overflow="visible"><circle class="mapstory-pin-casing" r="12"/>'
        '<circle class="mapstory-pin" r="10"/><use href="#{}" '
        'transform="translate(-7 -7)scale(.875)"/></marker>'
    )
    made = {pin_id(kind, color): (kind, color) for kind, color in pins}
    return Markup("").join(
        marker.format(identity, color_class(color), symbol_id(kind))
        for identity, (kind, color) in sorted(made.items())
    )


def written_hatch(identity: str, color: str, *, angle: int) -> Markup:
    """Return a filling of lines at an angle in degrees, 6 units apart."""
    return Markup(
        '<pattern id="{}" class="{}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate({})"><rect class="mapstory-hatch-ground" width="6" height="6"/>'
        '<rect class="mapstory-hatch-line" width="1.6" height="6"/></pattern>'
    ).format(identity, color_class(color), angle)


def written_scaled_hatch(identity: str, original: str, *, angle: int, by: float) -> Markup:
    """Return the same filling for what is itself drawn at another scale."""
    return Markup(
        '<pattern id="{}" href="#{}" patternTransform="rotate({})scale({:.4g})"/>'
    ).format(identity, original, angle, by)


def fade_of(inner: float) -> int:
    """Return how soft the edge of an area is that is `inner` units from edge to middle."""
    return min(_FADES, key=lambda fade: abs(fade - inner / 6))


def fade_id(fade: int) -> str:
    """Return the id of the filter that makes an edge so soft."""
    return f"mapstory-fade-{fade}"


def written_fades(fades: Iterable[int], width: float, height: float) -> Markup:
    """
    Return the filters of soft edges, for a paper of this size.

    Blurred, a shape is half as dense at its edge; twice that less one fades from nothing there
    to all of it inside.
    """
    return Markup("").join(
        Markup(
            '<filter id="{}" filterUnits="userSpaceOnUse" x="-150" y="-150" width="{:g}" '
            'height="{:g}" color-interpolation-filters="sRGB"><feGaussianBlur '
            'stdDeviation="{}"/><feComponentTransfer><feFuncA type="linear" slope="2" '
            'intercept="-1"/></feComponentTransfer></filter>'
        ).format(fade_id(fade), width + 300, height + 300, fade)
        for fade in sorted(set(fades))
    )


def color_class(color: str | None) -> str:
    """Return the class that carries the colour of a group; without one it is the accent."""
    return f"mapstory-color-{color or 'accent'}"


def _known(kinds: Iterable[str]) -> list[str]:
    return sorted({kind if kind in _GLYPHS else "place" for kind in kinds})


def _symbol(kind: str) -> Markup:
    paths = Markup("").join(
        Markup('<path class="mapstory-glyph-{}" d="{}"/>').format(way, data)
        for way, data in _GLYPHS[kind].items()
    )
    return Markup('<g id="{}">{}</g>').format(symbol_id(kind), paths)
