"""Every story read with nothing but a keyboard, in both directions of writing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.walking import STORIES, WIDTHS, observe, onward, settle, window_of

Open = Callable[..., Page]

FOCUSED = """async () => {
  // The page scrolls to what has the focus, and a story that scrolls follows.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  window.stops ??= new Map();
  if (!window.stops.has(element)) window.stops.set(element, window.stops.size);
  const {left, top, right, bottom, width, height} = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const points = [[.5, .5], [.15, .5], [.85, .5], [.5, .15], [.5, .85]];
  const free = points.filter(([x, y]) => {
    const hit = document.elementFromPoint(left + x * width, top + y * height);
    return hit && (element.contains(hit) || hit.contains(element) && hit.closest('a, button') === element.closest('a, button'));
  });
  return {
    stop: window.stops.get(element),
    name: (element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\\s+/g, ' ').slice(0, 60),
    region: element.closest('nav, .mapstory-controls, .mapstory-reading, .mapstory-frame')?.className ?? '',
    top, start: document.documentElement.dir === 'rtl' ? innerWidth - right : left, bottom,
    isRinged: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    free: free.length,
  };
}"""

UNREACHED = """() => [...document.querySelectorAll('a[href], button, summary')]
  .filter(element => element.checkVisibility({visibilityProperty: true}))
  .filter(element => !window.stops.has(element))
  .map(element => (element.getAttribute('aria-label') ?? element.textContent).trim())"""

both_screens = pytest.mark.parametrize("width", [width for width in WIDTHS if width in {1280, 390}])


def opened(open_page: Open, url: str, width: int) -> Page:
    page = open_page(url, **window_of(width))
    settle(page)
    return page


def tab_through(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the focus has left the page, and return every stop."""
    stops: list[dict[str, Any]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["stop"] == 0):
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus never left the page; it was last at {stops[-1]['name']!r}")


@both_screens
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("state", ["Home", "amid", "End"])
def test_tab_reaches_everything_in_order_and_is_seen(
    open_page: Open, host: str, story: str, width: int, state: str
) -> None:
    page = opened(open_page, f"{host}/{story}/", width)
    page.keyboard.press("End" if state == "End" else "Home")
    if state == "amid":
        for _ in range(2):
            page.keyboard.press(onward(page))
    settle(page)
    stops = tab_through(page)
    unreached = page.evaluate(UNREACHED)
    assert unreached == []
    visits = [stop["stop"] for stop in stops]
    assert visits == sorted(set(visits)), "a control was visited twice"
    assert [stop["name"] for stop in stops if not stop["isRinged"]] == []
    assert [stop["name"] for stop in stops if not stop["free"]] == [], "focused, but hidden"
    regions = [stop["region"] for stop in stops]
    entered = [one for one, before in zip(regions, ["", *regions], strict=False) if one != before]
    assert len(entered) == len(set(entered)), "the focus comes back to a part that it had left"


@pytest.mark.parametrize("story", STORIES)
def test_arrows_step_in_the_direction_of_the_writing(
    open_page: Open, host: str, story: str
) -> None:
    page = opened(open_page, f"{host}/{story}/", 1280)
    ahead = onward(page)
    back = {"ArrowLeft": "ArrowRight", "ArrowRight": "ArrowLeft"}[ahead]
    shown = []
    for key in (ahead, ahead, back, "End", ahead, "Home", back, ahead):
        page.keyboard.press(key)
        settle(page)
        shown.append(observe(page)["anchor"])
    first, second, again, end, still_end, start, still_start, once_more = shown
    assert first.startswith("step-")
    assert len({first, second, end, start}) == 4
    assert again == first == once_more
    assert still_end == end
    assert still_start == start


@both_screens
@pytest.mark.parametrize("story", STORIES)
def test_a_whole_story_is_read_with_one_button(
    open_page: Open, host: str, story: str, width: int
) -> None:
    page = opened(open_page, f"{host}/{story}/", width)
    anchors = [observe(page)["anchor"]]
    page.locator(".mapstory-next").focus()
    while page.locator(".mapstory-next").get_attribute("aria-disabled") != "true":
        page.keyboard.press("Enter")
        settle(page)
        anchors.append(page.evaluate("() => location.hash.slice(1)"))
        held = ".mapstory-next, .mapstory-state.is-current :is(h1, h2)"
        assert page.evaluate("held => document.activeElement.matches(held)", held), anchors[-1]
    ids = page.evaluate("() => [...document.querySelectorAll('.mapstory-step')].map(e => e.id)")
    assert [anchor for anchor in anchors if anchor.startswith("step-")] == ids


@both_screens
@pytest.mark.parametrize("story", STORIES)
def test_the_map_is_no_trap_and_keeps_its_own_arrows(
    open_page: Open, host: str, story: str, width: int
) -> None:
    page = opened(open_page, f"{host}/{story}/", width)
    page.keyboard.press("End")
    settle(page)
    before = observe(page)
    page.locator(".leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert observe(page)["anchor"] == before["anchor"]
    assert page.evaluate("() => document.activeElement.matches('.leaflet-container')")
    page.keyboard.press("Tab")
    after = page.evaluate("() => document.activeElement.closest('.leaflet-container') === null")
    page.locator(".leaflet-container").focus()
    page.keyboard.press("Shift+Tab")
    before_it = page.evaluate("() => document.activeElement.closest('.leaflet-container') === null")
    assert after
    assert before_it


@both_screens
@pytest.mark.parametrize("story", STORIES)
def test_the_map_is_explored_by_keys_and_escape_brings_the_state_back(
    open_page: Open, host: str, story: str, width: int
) -> None:
    page = opened(open_page, f"{host}/{story}/", width)
    page.keyboard.press(onward(page))
    settle(page)
    before = observe(page)
    page.locator(".mapstory-explore").focus()
    page.keyboard.press("Enter")
    settle(page)
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
        settle(page)
    away = observe(page)
    page.keyboard.press("Escape")
    settle(page)
    after = observe(page)
    assert away["anchor"] == after["anchor"] == before["anchor"]
    assert away["labels"] != before["labels"]
    assert after["labels"] == before["labels"]
    assert page.evaluate("() => document.activeElement.matches('.mapstory-explore')")
