"""The Narrative as a folium map: structure and ids only. What is said travels in `drawing`."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, cast

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from markupsafe import Markup, escape

from mapstory.bounds import Bounds
from mapstory.leaflet_parts import parts_of
from mapstory.minify import minify_script
from mapstory.narrative import Narrative

_HANDLERS = ("DoubleClickZoom", "Drag", "Keyboard", "ScrollWheelZoom", "TouchZoom")
"""How readers may move the map; our script turns them on and off."""

_NO_STYLE = re.compile(
    r"leaflet-(?:bar|control|popup|tooltip|image|zoom-box|editing|div-icon|marker|attribution"
    r"|crosshair|touch|retina|top|bottom|left|right|shadow|vml|draw)|lvml|behavior"
)

_PANE_Z = 410  # above Leaflet's overlay pane (400), below its markers (600)


class StoryMap(folium.Map):
    """
    A folium map that steps through a narrative.

    It is a `folium.Map` like any other: it shows in a notebook, takes further folium
    layers and saves with `.save()`. What it needs itself, it carries in the page; folium's
    own layers bring their scripts from where folium keeps them, and only if there are any.
    """

    _template = Template(
        """
        {%- macro script(this, kwargs) -%}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojson }});
        {%- endmacro -%}
        """
    )

    def __init__(self, narrative: Narrative, *, name: str) -> None:
        super().__init__(location=_lat_lon(_middle(narrative.bounds)), tiles=None)
        # What belongs to the story is named by its place in the tree; branca's names are random.
        self._id = f"{name}_0"
        self.options = {
            "center": self.location,
            "zoom": 5,
            "zoomSnap": 0,
            "zoomControl": False,
            "attributionControl": False,
        }
        self.article = ""
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium.Map does
        """Render into the figure; folium's own scripts come along only for folium's own layers."""
        if any(not isinstance(child, _OURS) for child in _descendants(self)):
            self.default_js = [link for link in folium.Map.default_js if link[0] != "leaflet"]
            self.default_css = [link for link in folium.Map.default_css if link[0] != "leaflet_css"]
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium has no types here
        html = Literal(self.article or self.stage)
        cast("Figure", self.get_root()).html.add_child(html, name=self.get_name())

    @property
    def stage(self) -> Markup:
        """The element in which Leaflet draws."""
        return Markup('<div class="folium-map mapstory-map" id="{}"></div>').format(self.get_name())

    def script(self) -> str:
        """
        Return the JavaScript that makes the map, without the page that folium puts around it.

        branca keeps what it has rendered, so each call renders into a figure of its own.
        """
        figure = Figure()
        figure.add_child(self)
        self.render()
        return figure.script.render().strip() + "\n"


class LayerGroup(folium.FeatureGroup):
    """The group of one narrative layer, drawn in a pane of its own name."""

    # folium adds a group to its map by a new child at every rendering; this one does it itself.
    _template = Template(
        """
        {%- macro script(this, kwargs) -%}
        var {{ this.get_name() }} = L.featureGroup({{ this.options|tojson }});
        {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {%- endmacro -%}
        """
    )

    def __init__(self, *, pane: str, name: str) -> None:
        super().__init__(control=False, show=False)
        self._id = name
        self.layer_name = self.tile_name = self.get_name()
        self.options = {"pane": pane}


class LayerPane(folium.map.CustomPane):
    """The pane of one narrative layer: the order of the panes is the order of telling."""

    def __init__(self, *, pane: str, z_index: int, name: str) -> None:
        super().__init__(pane, z_index=z_index)
        self._id = name


class Stepper(MacroElement):
    """
    Drive a map through its steps: one call, `mapstory.tell(map, block, groups)`.

    All behaviour is in `frontend/`, all words and shapes are in the JSON block with the id
    `block`. Added after every layer that it names.
    """

    _template = Template(
        """
        {%- macro script(this, kwargs) -%}
        mapstory.tell({{ this._parent.get_name() }}, {{ this.block|tojson }}, {
            {%- for id, group in this.groups.items() -%}
            {{ id|tojson }}: {{ group.get_name() }}, {% endfor -%}
        });
        {%- endmacro -%}
        """
    )

    def __init__(self, groups: dict[str, LayerGroup], *, block: str, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self._name = "Stepper"
        self._id = name
        self.groups = groups
        self.block = block


class Literal(Element):
    """Text that goes into a figure as it is: branca's own element would run it as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Literal"
        self.text = text

    def render(self, **_kwargs: Any) -> str:
        """Return the text."""
        return self.text


_OURS = (StoryMap, LayerGroup, LayerPane, Stepper, Literal)


def draw_map(narrative: Narrative, *, name: str) -> StoryMap:
    """
    Return the folium map of a narrative: a pane and a group a layer, then the stepper.

    `name` is a JavaScript identifier that keeps two stories on one page apart; it is also
    the stem of every id. The words and shapes are looked for in the JSON block
    `block_id(name)`.
    """
    story_map = StoryMap(narrative, name=name)
    groups: dict[str, LayerGroup] = {}
    for number, layer in enumerate(narrative.layers, start=1):
        pane = f"layer-{layer.id}"
        story_map.add_child(LayerPane(pane=pane, z_index=_PANE_Z + number, name=f"{name}_{number}"))
        groups[layer.id] = LayerGroup(pane=pane, name=f"{name}_{number}")
        story_map.add_child(groups[layer.id])
    story_map.add_child(Stepper(groups, block=block_id(name), name=f"{name}_0"))
    return story_map


def block_id(name: str) -> str:
    """Return the id of the JSON block that belongs to the map of this name."""
    return f"mapstory-data-{name}"


def dress_map(story_map: StoryMap, *, title: str, style: str, script: str, article: str) -> None:
    """
    Give a map all that it needs to be shown by itself: in a notebook, or by `.save()`.

    `article` is HTML with the map's `stage` somewhere in it; `style` and `script` are what a
    page of the site links to as files.
    """
    story_map.article = article
    header = cast("Figure", story_map.get_root()).header
    closed = script.replace("</", "<\\/")
    header.add_child(Literal(f"<title>{escape(title)}</title>"), name="mapstory_title")
    header.add_child(Literal(f"<style>{style}</style>"), name="mapstory_style")
    header.add_child(Literal(f"<script>{closed}</script>"), name="mapstory_script")


def leaflet_script() -> str:
    """Return Leaflet as XStatic-Leaflet brings it, without the link to its source map."""
    return _bundled("leaflet.js").decode().split("//# sourceMappingURL")[0].strip()


def leaflet_parts(user: str) -> str:
    """Return as much of Leaflet as a script uses, with its licence, and nothing it does not."""
    return _parts_for(frozenset(re.findall(r"\bL\.([A-Za-z]+)", user)))


@cache
def _parts_for(names: frozenset[str]) -> str:
    module = leaflet_module()
    notice = " ".join(module[: module.index("*/")].replace("*", " ").split()[2:])
    script = minify_script(parts_of(module, names, handlers=_HANDLERS))
    return f"/* {notice}; BSD 2-Clause */\n{script}"


def leaflet_module() -> str:
    """Return Leaflet as an ES module, as its authors wrote it."""
    return _bundled("leaflet-src.esm.js").decode().replace("\r\n", "\n")


def leaflet_style() -> str:
    """Return Leaflet's style with its pictures in it, so that nothing is fetched."""
    css = _bundled("leaflet.css").decode()
    return re.sub(r"url\((images/[\w.-]+)\)", lambda found: f"url({_picture(found[1])})", css)


def leaflet_style_parts() -> str:
    """Return Leaflet's style for what a page uses of it: no controls, popups or pictures."""
    css = re.sub(r"/\*.*?\*/", "", _bundled("leaflet.css").decode(), flags=re.DOTALL)
    return re.sub(r"([^{}]+)\{([^{}]*)\}", lambda rule: _rule_in_use(rule[1], rule[2]), css)


def _rule_in_use(selectors: str, declarations: str) -> str:
    used = [each for each in selectors.split(",") if not _NO_STYLE.search(each)]
    return f"{','.join(used)}{{{declarations}}}" if used and "url(" not in declarations else ""


def marker_icons() -> str:
    """Return the script that gives Leaflet's own markers, and so folium's, their pictures."""
    names = {"iconUrl": "icon", "iconRetinaUrl": "icon-2x", "shadowUrl": "shadow"}
    urls = {option: _picture(f"images/marker-{name}.png") for option, name in names.items()}
    return f'L.Icon.Default.imagePath = ""; L.Icon.Default.mergeOptions({json.dumps(urls)});\n'


def _picture(name: str) -> str:
    return f"data:image/png;base64,{base64.b64encode(_bundled(name)).decode()}"


def _bundled(name: str) -> bytes:
    return (resources.files("xstatic.pkg.leaflet") / "data" / name).read_bytes()


def _lat_lon(lon_lat: tuple[float, float]) -> list[float]:
    """Flip (lon, lat), which is the order in Python, to Leaflet's (lat, lon): nowhere else."""
    lon, lat = lon_lat
    return [round(lat, 4), round(lon, 4)]


def _middle(bounds: Bounds) -> tuple[float, float]:
    west, south, east, north = bounds
    return ((west + (east if east >= west else east + 360)) / 2, (south + north) / 2)


def _descendants(element: Element) -> Iterator[Element]:
    for child in element._children.values():  # noqa: SLF001, branca has no public way to its parts
        yield child
        yield from _descendants(child)
