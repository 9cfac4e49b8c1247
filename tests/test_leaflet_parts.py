from __future__ import annotations

import gzip
import re

import pytest

from mapstory.leaflet import (
    leaflet_module,
    leaflet_parts,
    leaflet_script,
    leaflet_style,
    leaflet_style_parts,
)
from mapstory.leaflet_parts import parts_of

MODULE = """\
/* A library. */

// What everything stands on.
function helper(x) {
	return x + 1;
}

var Thing = function () {
	this.helper = 'Other';
};
Thing.extend = function () {
	return deeper();
};
function deeper() {}

var Map = Thing.extend({
	zoom: helper
});

var Popup = Thing.extend({});
Map.include({
	openPopup: function () {
		return new Popup();
	}
});

var Drag = Thing.extend({});
Map.addInitHook('addHandler', 'dragging', Drag);

function createMap() {
	return new Map();
}

export { Map, Popup, createMap as map };
//# sourceMappingURL=library.js.map
"""


def test_what_is_wanted_comes_with_all_that_it_stands_on_and_nothing_else() -> None:
    script = parts_of(MODULE, ["map"])
    assert script.startswith("var L = (function () {'use strict';\n")
    assert script.endswith("return {map: createMap};\n})();")
    assert "function helper(x) {\n\treturn x + 1;\n}" in script
    assert "function deeper() {}" in script  # asked for by what extends a class
    assert "Popup" not in script
    assert "Drag" not in script


def test_handlers_come_with_the_hook_that_adds_them() -> None:
    script = parts_of(MODULE, ["map"], handlers=["Drag"])
    assert "Map.addInitHook('addHandler', 'dragging', Drag);" in script


def test_a_name_that_is_not_exported_is_an_error() -> None:
    with pytest.raises(KeyError, match="Polygon"):
        parts_of(MODULE, ["Polygon"])


def test_a_module_of_another_form_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not end with its one export statement"):
        parts_of("var Map = 1;\n", ["Map"])


def test_a_page_carries_less_than_three_quarters_of_leaflet_and_its_licence() -> None:
    whole = len(gzip.compress(leaflet_script().encode()))
    script = leaflet_parts(
        "L.map(); L.svg(); L.polygon(); L.marker(); L.divIcon(); L.featureGroup()"
    )
    assert len(gzip.compress(script.encode())) < 0.75 * whole
    assert re.match(r"/\* Leaflet 1\.9\.\d, .*Agafonkin.*; BSD 2-Clause \*/\nvar L=", script)


def test_nothing_throws_as_the_script_loads() -> None:
    """What Leaflet tries for Internet Explorer does, and costs more than all the rest."""
    kept = parts_of(leaflet_module(), ["map", "svg"], handlers=["Drag"])
    assert "namespaces" in leaflet_module()
    assert "namespaces" not in kept
    assert re.search(r"^var [^;(]*\bvmlCreate\b[^;(]*;", kept, re.MULTILINE)  # it may be asked for


def test_every_class_that_a_page_may_make_is_there_or_left_out_on_purpose() -> None:
    kept = parts_of(leaflet_module(), ["map", "tileLayer"], handlers=["Drag"])
    kept_classes = set(re.findall(r"var ([A-Z][\w$]+) = ", kept))
    all_classes = set(re.findall(r"^var ([A-Z]\w+) = ", leaflet_module(), re.MULTILINE))
    made = set(re.findall(r"\bnew ([A-Z][\w$]+)", kept)) & all_classes
    assert made - kept_classes <= {"Layers", "MarkerDrag", "Scale", "Zoom"}


def test_the_style_keeps_the_panes_and_drops_what_no_page_shows() -> None:
    parts = leaflet_style_parts()
    assert ".leaflet-zoom-animated" in parts
    assert re.search(r"\.leaflet-pane,\s*\.leaflet-tile,", parts)
    assert "leaflet-popup" in leaflet_style()
    for gone in ("leaflet-popup", "leaflet-control", "url(", "leaflet-bar"):
        assert gone not in parts
