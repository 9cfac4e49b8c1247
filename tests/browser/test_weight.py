"""What a page weighs and asks for: the same on every machine, so it may fail. Times are in benchmarks."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.walking import STORIES, window_of

Open = Callable[..., Page]

EVERYTHING = 85_000
HTML = 25_000
"""Bytes gzipped; the images of a story are not counted."""

REQUESTS = 3
"""The page, its style and its script."""


HEAVY = {
    "bounty": "26 steps, each with a map of half a globe",
    "valdivia-1960": "an ocean with all of its coasts",
}
"""Stories whose plates weigh more than they should."""


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(story, marks=pytest.mark.xfail(reason=HEAVY[story]))
        if story in HEAVY
        else story
        for story in STORIES
    ],
)
def test_a_story_is_light(site: Path, story: str) -> None:
    files = [path for path in (site / story).rglob("*") if path.suffix in {".html", ".css", ".js"}]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), mtime=0)) for path in files}
    assert sizes["index.html"] <= HTML, sizes
    assert sum(sizes.values()) <= EVERYTHING, sizes


@pytest.mark.parametrize("story", STORIES)
def test_a_story_asks_for_three_files_before_it_is_ready(
    open_page: Open, host: str, story: str
) -> None:
    page = open_page("about:blank", **window_of(390))
    page.add_init_script(
        """const look = () => document.querySelector('.mapstory-live:not(.mapstory-flying) .mapstory-label')
          ? window.ready = performance.now() : requestAnimationFrame(look);
        requestAnimationFrame(look);"""
    )
    page.goto(f"{host}/{story}/")
    page.wait_for_function("() => window.ready")
    asked = page.evaluate(
        """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .filter(({startTime, name}) => startTime < window.ready && !name.startsWith('data:')).map(({name}) => name)"""
    )
    assert len(asked) <= REQUESTS, asked
