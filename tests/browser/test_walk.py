"""Every state of every story at four widths: labels, frames, targets, layout and what was asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.walking import (
    SHIFTS,
    STORIES,
    WIDTHS,
    Walk,
    misplaced,
    observe,
    onward,
    overlaps,
    settle,
    window_of,
)

Open = Callable[..., Page]
Walker = Callable[[str, int], Walk]

pytestmark = [pytest.mark.parametrize("story", STORIES), pytest.mark.parametrize("width", WIDTHS)]


def test_every_state_is_visited_once(walk: Walker, story: str, width: int) -> None:
    seen = walk(story, width)
    # A scrolled story has all of its headings in every state.
    shown = [(state["anchor"], state["counter"], *state["headings"]) for state in seen.states]
    assert len(shown) == len(set(shown)) > 1
    anchors = [state["anchor"] for state in seen.states]
    assert len(set(anchors)) == len(anchors)


def test_no_two_labels_overlap(walk: Walker, story: str, width: int) -> None:
    assert walk(story, width).faults(lambda state: overlaps(state["labels"])) == []


def test_no_label_is_cut_or_covered(walk: Walker, story: str, width: int) -> None:
    assert walk(story, width).faults(misplaced) == []


def test_every_state_names_something_on_the_map(walk: Walker, story: str, width: int) -> None:
    assert all(state["labels"] for state in walk(story, width).states)


def test_nothing_scrolls_sideways(walk: Walker, story: str, width: int) -> None:
    assert [state["overflow"] for state in walk(story, width).states if state["overflow"] > 0] == []


def test_targets_are_large_enough(walk: Walker, story: str, width: int) -> None:
    assert walk(story, width).faults(small_targets) == []


def small_targets(state: dict[str, Any]) -> Iterator[str]:
    """WCAG 2.5.5 for previous and next, 2.5.8 for the others; links in a sentence are exempt."""
    for control in state["controls"]:
        left, top, right, bottom = control["box"]
        least = 44 if control["isMain"] else 24
        is_small = right - left < least - 0.01 or bottom - top < least - 0.01
        if is_small and not control["isInText"]:
            yield f"{control['name']!r} is {right - left:.0f} by {bottom - top:.0f}"


def test_nothing_shifts_while_loading_or_stepping(walk: Walker, story: str, width: int) -> None:
    assert walk(story, width).states[-1]["shifts"] == []


@pytest.mark.parametrize("anchor", ["step", "end"])
def test_nothing_shifts_where_a_link_leads_to_a_step(
    open_page: Open, host: str, story: str, width: int, anchor: str
) -> None:
    page = open_page("about:blank", **window_of(width, reduced_motion="no-preference"))
    page.add_init_script(SHIFTS)
    page.goto(f"{host}/{story}/")
    settle(page)
    steps = page.evaluate("[...document.querySelectorAll('.mapstory-step')].map(step => step.id)")
    fragment = steps[len(steps) // 2] if anchor == "step" else anchor
    page.goto("about:blank")
    # Slow enough that the page is painted before its script has run.
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"{host}/{story}/#{fragment}")
    settle(page)
    assert page.locator(f"[id='{fragment}']").is_visible()
    # Less than this is a button that gives way to one beside it.
    assert sum(page.evaluate("shifts")) < 0.005


def test_no_other_host_is_asked_and_nothing_fails(walk: Walker, story: str, width: int) -> None:
    seen = walk(story, width)
    assert seen.foreign == []
    assert seen.errors == []


def test_labels_stay_apart_while_the_map_is_moved_by_hand(
    open_page: Open, host: str, story: str, width: int
) -> None:
    page = open_page(f"{host}/{story}/", **window_of(width))
    draw = random.Random(f"{story} {width}")  # noqa: S311, the same walk every time
    faults = []
    for _ in range(3):
        for _ in range(draw.randint(1, 3)):
            page.keyboard.press(onward(page))
        settle(page)
        page.locator(".leaflet-container").focus()
        for _ in range(4):
            keys = ["+", "-", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]
            done = draw.choices(keys, k=draw.randint(1, 3))
            for key in done:
                page.keyboard.press(key)
                settle(page)
            seen = observe(page)
            faults += [
                f"{seen['counter']} after {done}: {fault}"
                for fault in (*overlaps(seen["labels"]), *misplaced(seen))
            ]
        page.locator(".mapstory-next").focus()
    assert faults == []
