"""Leaflet, as much of it as a page uses: the statements of its module that can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_COMMENT = re.compile(r"^[ \t]*(?:/\*[\s\S]*?\*/[ \t]*|//.*)$", re.MULTILINE)
_START = re.compile(r"^(?=[A-Za-z])", re.MULTILINE)
_DECLARED = re.compile(r"(?:var|function)\s+([\w$]+)")
_WORD = re.compile(
    r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""  # a text
    r"|(?<=[{,])\s*[\w$]+(?=\s*:)"  # a key
    r"|(?<![\w$.])([A-Za-z_$][\w$]*)"  # a name, which is the only one with a group
)
_EXPORTED = re.compile(r"([\w$]+)(?: as ([\w$]+))?")

_UNUSED = {
    *("Attribution", "BoxZoom", "Canvas", "Control", "DivOverlay", "GeoJSON", "ImageOverlay"),
    *("Layers", "Popup", "Rectangle", "SVGOverlay", "Scale", "TapHold", "TileLayerWMS", "Tooltip"),
    *("VideoOverlay", "Zoom", "attribution", "control", "geoJSON", "getFeature", "latLngToCoords"),
    *("tileLayerWMS", "vmlMixin"),
}
"""What no page of ours touches: nothing that extends these or is built on them is kept."""

_OPTIONAL = frozenset(("MarkerDrag", "canvas", "vmlCreate"))
"""
What stands behind an option that we do not set, or a browser that we do not support: it may be
asked for, and is undefined. vmlCreate, for Internet Explorer, throws and catches an error as the
script loads: that alone took two thirds of the time of loading, since V8 reads the whole function
around it again to word its message.
"""


def parts_of(module: str, wanted: Iterable[str], *, handlers: Iterable[str] = ()) -> str:
    """
    Return a script that defines `L` with the wanted names of Leaflet's ES module, and no others.

    `handlers` are what lets a reader move the map, such as Drag: Leaflet adds them by itself.

    A statement of the module starts at the beginning of a line. One that declares a name is kept
    if something kept uses the name; one that extends a class (`Map.include(…)`) if it is about
    classes that are kept, and then with all that it uses. Raises KeyError where a wanted name is
    not exported.
    """
    statements = [each.strip() for each in _START.split(_COMMENT.sub("", module)) if each.strip()]
    exported = _exported(statements.pop())
    wanted = {name: exported[name] for name in sorted(wanted)}
    used = [_names_in(each) for each in statements]
    declared = {
        found[1]: number
        for number, each in enumerate(statements)
        if (found := _DECLARED.match(each))
    }
    kept = _reached([*wanted.values(), *handlers], declared, used)
    classes = {name for name in declared if name[0].isupper()}
    for number in range(len(statements)):
        about = used[number] & (classes | _UNUSED)
        if number not in declared.values() and all(declared[name] in kept for name in about):
            kept |= {number} | _reached(used[number], declared, used)
    undefined = (_UNUSED | _OPTIONAL) & set().union(*(used[number] for number in kept))
    return "\n".join(
        [
            "var L = (function () {'use strict';",
            *([f"var {', '.join(sorted(undefined))};"] if undefined else []),
            *(statements[number] for number in sorted(kept)),
            f"return {{{', '.join(f'{name}: {own}' for name, own in wanted.items())}}};",
            "})();",
        ]
    )


def _exported(statement: str) -> dict[str, str]:
    """Return what the module's last statement exports: the name outside, and the one inside."""
    if not statement.startswith("export {"):
        raise ValueError("Leaflet's module does not end with its one export statement")
    inside = statement[statement.index("{") + 1 : statement.index("}")]
    return {found[2] or found[1]: found[1] for found in _EXPORTED.finditer(inside)}


def _names_in(statement: str) -> set[str]:
    """Return the names that a statement may refer to: not texts, members or keys."""
    return set(_WORD.findall(statement)) - {""}


def _reached(
    names: Iterable[str], declared: Mapping[str, int], used: Sequence[set[str]]
) -> set[int]:
    """Return the statements that declare these names, and all that those refer to."""
    kept: set[int] = set()
    waiting = [declared[name] for name in names if name in declared and name not in _OPTIONAL]
    while waiting:
        number = waiting.pop()
        if number not in kept:
            kept.add(number)
            waiting += [declared[n] for n in used[number] - _UNUSED - _OPTIONAL if n in declared]
    return kept
