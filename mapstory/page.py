"""Story, places and narrative in, HTML out: one autoescaped template, the words in the HTML."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import jinja2
from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from mapstory.article import axis_style, date_iso, date_text, words_of
from mapstory.atlas import Atlas
from mapstory.bundle import (
    Uses,
    early_script,
    index_style,
    notebook_script,
    notebook_style,
    page_script,
    page_style,
    picture_style,
)
from mapstory.credits import credits_of
from mapstory.drawing import describe_drawing, to_json_block
from mapstory.figures import enclosed_figures, linked_figures
from mapstory.gallery import draw_picture
from mapstory.images import Pictures
from mapstory.leaflet import StoryMap, block_id, draw_map, dress_map
from mapstory.narrative import Narrative
from mapstory.plates import Plates, draw_plates
from mapstory.publish import MANIFEST, Entry, hashed_name, manifest
from mapstory.scale import lengths_of
from mapstory.story import Group, Story
from mapstory.text import plain
from mapstory.tiles import TileLayer, describe_tiles
from mapstory.wording import direction, say, words

_SAID_BY_SCRIPT = ("map_of", "start", "next", "explore", "back_to_story", "scale")
"""Those of the page's words that the script says, by their key."""

_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:{tiles}; base-uri 'none'; form-action 'none'"
)
"""
No inline style, no inline script but the one whose hash it has, and no other host than the one
that tiles are asked of, if any: whatever text got onto the page, nothing runs. `connect-src` lets
Lighthouse look for a robots.txt, which it does from within the page.
"""


@dataclass(frozen=True)
class Page:
    """A story's line in the list of stories, and its files by their path within the site."""

    entry: Entry
    files: Mapping[str, bytes]


def render_page(
    story: Story,
    places: gpd.GeoDataFrame,
    narrative: Narrative,
    atlas: Atlas | None,
    pictures: Pictures,
    *,
    tiles: TileLayer | None = None,
) -> Page:
    """
    Return the page of a story with its style, its one script and the tiles that travel with it.

    All links are relative, so the folder works under any path of a host and from a disk.
    """
    story_map = draw_map(narrative, name=identifier(story.slug))
    uses = Uses(tiles=tiles is not None, scroll=story.layout == "scroll")
    script = page_script(story_map.script(), uses).encode()
    style = f"{page_style(uses)}{axis_style(story)}".encode()
    script_src = f"assets/{hashed_name('story.js', script)}"
    style_href = f"assets/{hashed_name('story.css', style)}"
    figures, images = linked_figures(story, pictures)
    article = _article(story, places, narrative, atlas, story_map, tiles=tiles)
    picture = draw_picture(
        article["plates"],
        article["sheet"],
        style=picture_style(),
        language=story.language,
        direction=direction(story.language),
    ).encode()
    picture_href = f"assets/{hashed_name('opening.svg', picture)}"
    html = _rendered(
        "story.html",
        **article,
        figures=figures,
        tile_origin=tiles.origin if tiles else "",
        style_href=style_href,
        early_script=Markup(early_script()),  # noqa: S704, ours
        script_src=script_src,
        index_href="../index.html",
    )
    files = {"index.html": html.encode(), style_href: style, script_src: script, **images}
    files |= {picture_href: picture}
    files |= {tiles.path_of(tile): tiles.files[tile] for tile in tiles.files} if tiles else {}
    entry = _entry(story, picture=f"{story.slug}/{picture_href}")
    return Page(entry, {f"{story.slug}/{path}": content for path, content in files.items()})


def render_index(entries: Sequence[Entry]) -> dict[str, bytes]:
    """Return the list of all stories, the latest first, and what it needs."""
    by_title = sorted(entries, key=lambda entry: entry.title)
    latest_first = sorted(by_title, key=lambda entry: entry.dateline_iso, reverse=True)
    style = index_style().encode()
    style_href = f"assets/{hashed_name('index.css', style)}"
    languages = {entry.language for entry in entries}
    language = next(iter(languages)) if len(languages) == 1 else "en"
    html = _rendered(
        "index.html",
        stories=[_card(entry, tells_language=len(languages) > 1) for entry in latest_first],
        words=words(language),
        language=language,
        dir=direction(language),
        style_href=style_href,
    )
    return {
        "index.html": html.encode(),
        style_href: style,
        MANIFEST: manifest(latest_first),
        ".nojekyll": b"",
    }


def _card(entry: Entry, *, tells_language: bool) -> dict[str, Any]:
    """Return what the index says of a story; its language only where there are several."""
    counted = say(entry.language, "step_count", total=str(entry.steps))
    return {
        "entry": entry,
        "steps_text": counted if entry.steps > 1 else "",
        "language_name": _name_of(entry.language) if tells_language else "",
    }


def _name_of(language: str) -> str:
    """Return what a language calls itself; the tag where nobody knows."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return language
    return locale.get_display_name() or language


def render_map(
    story: Story,
    places: gpd.GeoDataFrame,
    narrative: Narrative,
    atlas: Atlas | None,
    pictures: Pictures,
    *,
    tiles: TileLayer | None = None,
) -> StoryMap:
    """
    Return the folium map of a story with its words around it: for notebooks and `.save()`.

    It is one file, so tiles that would travel beside it stay behind: it has the drawn map.
    """
    story_map = draw_map(narrative, name=identifier(story.slug))
    figures = enclosed_figures(story, pictures)
    laid = tiles if tiles and tiles.origin else None
    context = _article(story, places, narrative, atlas, story_map, tiles=laid)
    article = _rendered("article.html", **context, figures=figures)
    uses = Uses(tiles=laid is not None, scroll=story.layout == "scroll")
    style, script = f"{notebook_style(uses)}{axis_style(story)}", notebook_script(uses)
    dress_map(story_map, title=story.title, style=style, script=script, article=article)
    return story_map


def _article(
    story: Story,
    places: gpd.GeoDataFrame,
    narrative: Narrative,
    atlas: Atlas | None,
    story_map: StoryMap,
    *,
    tiles: TileLayer | None,
) -> dict[str, Any]:
    """Return what article.html takes: the words, the element of the map, and the JSON block."""
    plates = draw_plates(
        narrative,
        places,
        atlas,
        colors={group.id: group.color for group in story.groups.values()},
        direction=direction(story.language),
        name=identifier(story.slug),
    )
    return {
        **words_of(story, places, narrative),
        "credits": credits_of(story, places, tiles),
        "tiles": tiles,
        "sheet": atlas.sheet.markup if atlas else "",
        "locator": atlas.locator if atlas else None,
        "plates": plates,
        "map_html": story_map.stage,
        "data_id": block_id(identifier(story.slug)),
        "data_json": _block(story, places, narrative, atlas, tiles=tiles, plates=plates),
    }


def _block(
    story: Story,
    places: gpd.GeoDataFrame,
    narrative: Narrative,
    atlas: Atlas | None,
    *,
    tiles: TileLayer | None,
    plates: Plates,
) -> Markup:
    block = describe_drawing(
        narrative,
        places,
        atlas,
        grid=plates.grid,
        groups={g.id: _group(g, plates.hatched.get(g.id)) for g in story.groups.values()},
        scale=lengths_of(story.language),
        words={key: words(story.language)[key] for key in _SAID_BY_SCRIPT},
        language=story.language,
        direction=direction(story.language),
    )
    if tiles:
        block["tiles"] = describe_tiles(tiles)
    return Markup(to_json_block(block))  # noqa: S704, to_json_block escapes it


def _group(group: Group, hatch: str | None) -> dict[str, str]:
    described = {"label": group.label, "color": group.color}
    return {**described, "hatch": hatch} if hatch else described


def _entry(story: Story, *, picture: str) -> Entry:
    return Entry(
        slug=story.slug,
        title=story.title,
        summary=story.summary or plain(story.events[0].text),
        language=story.language,
        direction=direction(story.language),
        dateline_text=date_text(story.dateline, story),
        dateline_iso=date_iso(story.dateline),
        steps=len(story.events),
        picture=picture,
    )


def identifier(slug: str) -> str:
    """Return the slug as the stem of JavaScript identifiers: other characters by their number."""
    return re.sub(r"[^0-9A-Za-z]", lambda c: "_" if c[0] == "-" else f"_{ord(c[0]):x}_", slug)


def _rendered(template: str, **context: Any) -> str:
    origin = context.get("tile_origin")
    inline = context.get("early_script")
    csp = _POLICY.format(
        scripts=f" {_hash_source(inline)}" if inline else "", tiles=f" {origin}" if origin else ""
    )
    generator = f"mapstory {version('mapstory')}"
    return _templates().get_template(template).render(csp=csp, generator=generator, **context)


def _hash_source(script: str) -> str:
    """Return what lets a policy pass an inline script, and no other (CSP Level 3, hash-source)."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("mapstory", "frontend"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
