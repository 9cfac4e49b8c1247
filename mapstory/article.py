"""The words of a story as the templates take them: all of it text, but the steps' `html`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd

from mapstory.axis import Axis, arrange_axis
from mapstory.dates import When, format_when
from mapstory.narrative import Narrative
from mapstory.story import Event, Story
from mapstory.text import render_markdown
from mapstory.wording import direction, say, words


def words_of(story: Story, places: gpd.GeoDataFrame, narrative: Narrative) -> dict[str, Any]:
    """Return what the templates say: everything is text but the steps' `html`, which is Markup."""
    shown = {mark.group for layer in narrative.layers for mark in layer.marks}
    shown |= {arrow.group for layer in narrative.layers for arrow in layer.arrows}
    return {
        "story": {
            "slug": story.slug,
            "layout": story.layout,
            "title": story.title,
            "summary": story.summary,
            "byline": story.byline,
            "dateline_text": date_text(story.dateline, story),
            "dateline_iso": date_iso(story.dateline),
            "language": story.language,
            "dir": direction(story.language),
            "pins": story.pins,
        },
        "steps": [
            _step_words(event, layer.places, story, places, number=number)
            for number, (event, layer) in enumerate(
                zip(story.events, narrative.layers, strict=True), start=1
            )
        ],
        "legend": [
            {"id": group.id, "label": group.label, "color": group.color}
            for group in story.groups.values()
            if group.id in shown
        ],
        "axis": _axis(story),
        "opening": _opening_words(story, narrative, places),
        "sources": _all_sources(story),
        "corrections": [
            {"iso": date_iso(c.date), "date_text": date_text(c.date, story), "text": c.text}
            for c in story.corrections
        ],
        "words": words(story.language),
    }


def _step_words(
    event: Event, drawn: Sequence[str], story: Story, places: gpd.GeoDataFrame, *, number: int
) -> dict[str, Any]:
    rows = [places.loc[place] for place in drawn]
    colors = {group.id: group.color for group in story.groups.values()}
    return {
        "id": event.id,
        "number": number,
        "title": event.title,
        "when_text": date_text(event.when, story),
        "when_iso": date_iso(event.when),
        "where": [places.loc[place, "name"] for place in event.at],
        "html": render_markdown(event.text, colors=colors),
        "alt": event.alt,
        "status": event.status,
        "status_text": words(story.language)[f"status_{event.status}"],
        "sources": _sources(event, story),
        "places": [{"id": r["id"], "name": r["name"], "sentence": r["precision"]} for r in rows],
    }


def _axis(story: Story) -> Axis | None:
    return arrange_axis([event.when for event in story.events], story.language)


def axis_style(story: Story) -> str:
    """Return the CSS of the story's time axis; nothing where it has none."""
    axis = _axis(story)
    return axis.style if axis else ""


def _all_sources(story: Story) -> list[dict[str, str]]:
    """Return every source once, in the order of telling; notes stay with their steps."""
    told = (source | {"note": ""} for event in story.events for source in _sources(event, story))
    return list({tuple(source.values()): source for source in told}.values())


def _sources(event: Event, story: Story) -> list[dict[str, str]]:
    return [
        {
            "publisher": source.publisher,
            "url": source.url,
            "date_text": date_text(source.date, story),
            "note": source.note,
        }
        for source in event.sources
    ]


def _opening_words(story: Story, narrative: Narrative, places: gpd.GeoDataFrame) -> dict[str, str]:
    """Return what the opening and the end say of the whole story; nothing where there is none."""
    if not narrative.opening:
        return {}
    total = str(len(narrative.steps))
    drawn = dict.fromkeys(place for layer in narrative.layers for place in layer.places)
    names = dict.fromkeys(str(places.loc[place, "name"]) for place in drawn)
    comma = f"{words(story.language)['list_comma']} "
    return {
        "counter": say(story.language, "step_count", total=total),
        "announced": say(story.language, "opening_announced", title=story.title, total=total),
        "alt": say(story.language, "map_of_all", places=comma.join(names)) if names else "",
    }


def date_text(when: When | None, story: Story) -> str:
    """Return a date as the story's readers write it; nothing where there is none."""
    return format_when(when, story.language) if when else ""


def date_iso(when: When | None) -> str:
    """Return a date as `<time datetime>` takes it; nothing where there is none."""
    return when.iso if when else ""
