"""The map given to the reader, and taken back to exactly where the story left it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from mapstory.build import build_site, read_map_story
from tests.browser.conftest import Traffic

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]

STORIES = Path(__file__).parents[2] / "stories"

STORY = """\
title: Two towns
summary: And the road between them.
layout: {layout}
basemap: none
groups: {{army: {{label: The army, color: blue}}}}
places:
  ramadi: {{at: "33.4256, 43.2992", name: Ramadi, kind: town}}
  baghdad: {{at: "33.3406, 44.4009", name: Baghdad, kind: capital}}
events:
  - {{title: One, at: ramadi, show: [{{place: ramadi, group: army}}], text: "[The army](group:army)."}}
  - {{title: Two, at: [ramadi, baghdad], text: x}}
"""

SEEN = """() => ({
  open: document.querySelector('.mapstory-state.is-current').id,
  scrolled: Math.round(window.scrollY),
  drawn: [...document.querySelectorAll('[data-mark]:not(.is-covered)')].map(e => {
    const box = e.getBoundingClientRect();
    return [e.dataset.mark, Math.round(box.left), Math.round(box.top)].join(' ');
  }).sort(),
})"""


@pytest.fixture(scope="module", params=["steps", "scroll"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("explored")
    path = folder / "stories" / "towns.yaml"
    path.parent.mkdir()
    path.write_text(STORY.format(layout=request.param), encoding="utf-8")
    build_site([read_map_story(path)], folder / "site", whole=True)
    return f"{(folder / 'site' / 'towns' / 'index.html').as_uri()}#step-one"


@pytest.fixture
def page(open_page: Open, url: str, screen: str) -> Page:
    opened = open_page(url, screen=screen, reduced_motion="reduce")
    seen(opened)
    return opened


def seen(page: Page) -> dict[str, Any]:
    page.wait_for_timeout(300)
    page.wait_for_function("() => document.querySelector('.is-drawn:not(.mapstory-flying)')")
    return dict(page.evaluate(SEEN))


def explore(page: Page) -> Locator:
    return page.locator(".mapstory-explore")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.className"))


def test_back_to_the_story_is_back_to_exactly_what_was_seen(page: Page) -> None:
    before = seen(page)
    assert explore(page).inner_text().strip() or explore(page).text_content() == "Explore the map"
    explore(page).click()
    assert explore(page).inner_text().strip() == "Back to the story"
    assert page.locator(".mapstory-step.is-current").is_hidden()
    page.get_by_role("button", name="Move north").click()
    page.get_by_role("button", name="Move east").click()
    page.get_by_role("button", name="Zoom out").click()
    assert seen(page)["drawn"] != before["drawn"]
    explore(page).click()
    assert seen(page) == before
    assert page.locator(".mapstory-step.is-current").is_visible()
    assert focused(page) == "mapstory-explore"


def test_arrow_keys_move_the_map_and_escape_goes_back(page: Page) -> None:
    before = seen(page)
    explore(page).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    moved = seen(page)
    assert moved["open"] == before["open"]
    assert moved["drawn"] != before["drawn"]
    page.get_by_role("button", name="Move south").focus()
    page.keyboard.press("Escape")
    assert seen(page) == before
    assert focused(page) == "mapstory-explore"
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.mapstory-state.is-current').id === 'step-two'"
    )


def test_the_keyboard_can_leave_the_map_that_it_explores(page: Page) -> None:
    explore(page).click()
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement === document.body"))
    assert True in stops


def test_one_finger_moves_the_map_only_while_it_is_explored(open_page: Open, url: str) -> None:
    page = open_page(url, screen="phone", reduced_motion="reduce")
    before = seen(page)
    session = page.context.new_cdp_session(page)
    drag(session)
    assert seen(page)["drawn"] == before["drawn"]
    explore(page).click()
    freed = seen(page)
    drag(session)
    assert seen(page)["drawn"] != freed["drawn"]
    explore(page).click()
    assert seen(page)["drawn"] == before["drawn"]


def drag(session: Any) -> None:
    points = [(200, 250), (180, 250), (150, 250), (120, 250), (90, 250)]
    kinds = ["touchStart", *(["touchMove"] * 4)]
    for kind, (x, y) in zip(kinds, points, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_map_moved_by_hand_offers_the_way_back(page: Page) -> None:
    before = seen(page)
    nearer = page.get_by_role("button", name="Zoom in")
    if nearer.is_visible():
        nearer.click()
    else:  # a phone's buttons come with exploring; a keyboard may be there all the same
        page.locator(".leaflet-container").focus()
        page.keyboard.press("+")
    assert seen(page)["drawn"] != before["drawn"]
    assert explore(page).inner_text().strip() == "Back to the story"
    page.keyboard.press("Escape")
    assert seen(page)["drawn"] == before["drawn"]


def test_a_map_of_all_the_world_goes_on_beyond_its_edge(open_page: Open, tmp_path: Path) -> None:
    build_site([read_map_story(STORIES / "valdivia-1960.yaml")], tmp_path, whole=True)
    japan = (tmp_path / "valdivia-1960" / "index.html").as_uri() + "#step-japan"
    page = open_page(japan, screen="wide", reduced_motion="reduce")
    seen(page)
    told = page.locator(".is-told .mapstory-point").first
    before = told.bounding_box()
    explore(page).click()
    page.mouse.move(700, 700)
    page.mouse.down()
    page.mouse.move(780, 700, steps=8)
    page.mouse.up()
    seen(page)
    after = told.bounding_box()
    assert before
    assert after
    assert after["x"] - before["x"] == pytest.approx(80, abs=4)


def test_pointing_at_a_group_points_at_its_marks(open_page: Open, url: str) -> None:
    page = open_page(url, reduced_motion="reduce")
    seen(page)
    word = page.locator(".mapstory-step.is-current .mapstory-group")
    pointed = page.locator("[data-mark].is-pointed")
    assert pointed.count() == 0
    word.hover()
    assert pointed.count() == 1
    page.mouse.move(900, 780)
    assert pointed.count() == 0
    word.focus()
    assert pointed.count() == 1


def test_axe_finds_nothing_while_exploring(
    open_page: Open, url: str, screen: str, axe: Axe, traffic: Traffic
) -> None:
    page = open_page(url, screen=screen, reduced_motion="reduce", bypass_csp=True)
    explore(page).click()
    assert axe(page) == []
    traffic.errors.clear()  # axe asks for the style sheet, which a disk does not hand to scripts
