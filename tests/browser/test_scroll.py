"""A story in the scrolled layout: what is told follows from where the page stands, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from mapstory.build import build_site, read_map_story
from tests.browser.conftest import Traffic

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]

EVENT = """\
  - id: {name}
    title: At {name}
    at: {name}
    text: "Told at [{name}](place:{name}). {more}"
"""
NAMES = ["ramadi", "falluja", "baghdad", "samarra", "tikrit", "mosul"]
STATES = ["", *(f"step-{name}" for name in NAMES), "end"]
STORY = f"""\
title: Up the river
summary: From town to town.
layout: scroll
basemap: none
places:
  ramadi: {{at: "33.4256, 43.2992", name: Ramadi, kind: town}}
  falluja: {{at: "33.3538, 43.7794", name: Falluja, kind: town}}
  baghdad: {{at: "33.3406, 44.4009", name: Baghdad, kind: capital}}
  samarra: {{at: "34.1959, 43.8857", name: Samarra, kind: town}}
  tikrit: {{at: "34.6071, 43.6782", name: Tikrit, kind: town}}
  mosul: {{at: "36.335, 43.1189", name: Mosul, kind: town}}
events:
{"".join(EVENT.format(name=name, more="Many words. " * 90 if name == "baghdad" else "") for name in NAMES)}"""

SEEN = """() => ({
  open: document.querySelector('.mapstory-state.is-current').id,
  all: [...document.querySelectorAll('.mapstory-state')].every(s => s.checkVisibility()),
  hash: location.hash,
  counter: document.querySelector('.mapstory-counter').textContent,
  told: [...document.querySelectorAll('.mapstory-layer.is-told [data-mark]')].map(e => e.dataset.mark),
  drawn: [...document.querySelectorAll('[data-mark]:not(.is-covered)')].map(e => {
    const box = e.getBoundingClientRect();
    return [e.dataset.mark, Math.round(box.left), Math.round(box.top)].join(' ');
  }).sort(),
})"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("scrolled")
    path = folder / "stories" / "river.yaml"
    path.parent.mkdir()
    path.write_text(STORY, encoding="utf-8")
    build_site([read_map_story(path)], folder / "site", whole=True)
    return (folder / "site" / "river" / "index.html").as_uri()


def seen(page: Page, anchor: str) -> dict[str, Any]:
    """What is seen once this state is told and the camera has arrived."""
    page.wait_for_function(
        "id => document.querySelector('.mapstory-state.is-current').id === id"
        " && document.querySelector('.is-drawn:not(.mapstory-flying)')",
        arg=anchor,
    )
    return dict(page.evaluate(SEEN))


def put(page: Page, anchor: str, *, at: float = 0.3) -> None:
    """Scroll so that the words of a state begin at this share of what the map leaves free."""
    page.evaluate(
        """([id, at]) => {
          const state = id ? document.getElementById(id) : document.querySelector('.mapstory-header');
          const map = document.querySelector('.mapstory-frame').getBoundingClientRect();
          const top = map.bottom < innerHeight - 2 ? map.bottom : 0;
          window.scrollBy(0, state.getBoundingClientRect().top - top - at * (innerHeight - top));
        }""",
        [anchor, at],
    )


def test_the_same_place_on_the_page_is_the_same_picture(
    open_page: Open, url: str, screen: str
) -> None:
    page = open_page(url, screen=screen, reduced_motion="reduce")
    down = {}
    for state in STATES:
        put(page, state)
        down[state] = seen(page, state)
        assert down[state]["all"]
        assert down[state]["hash"] == (f"#{state}" if state else "")
    assert down["step-tikrit"]["counter"] == "5 of 6"
    assert down["step-tikrit"]["told"] == ["tikrit/tikrit"]
    for state in reversed(STATES):
        put(page, state)
        assert seen(page, state) == down[state]
    put(page, "step-mosul")
    assert seen(page, "step-mosul") == down["step-mosul"]


def test_a_fast_scroll_flies_once_to_where_it_rests(open_page: Open, url: str) -> None:
    page = open_page(url)
    seen(page, "")
    page.evaluate(
        """() => {
          window.said = [];
          const status = document.querySelector('.mapstory-announcer');
          new MutationObserver(() => window.said.push(status.textContent))
            .observe(status, {childList: true, characterData: true, subtree: true});
        }"""
    )
    page.evaluate(
        """async () => {
          for (const state of [...document.querySelectorAll('.mapstory-step')].slice(0, 5)) {
            window.scrollBy(0, state.getBoundingClientRect().top - 100);
            await new Promise(done => setTimeout(done, 30));
          }
        }"""
    )
    rushed = seen(page, "step-tikrit")
    assert page.evaluate("window.said") == ["Step 5 of 6: At tikrit"]
    calm = open_page(f"{url}#step-tikrit")
    assert seen(calm, "step-tikrit")["drawn"] == rushed["drawn"]


def test_buttons_and_keys_scroll_to_the_next_card(open_page: Open, url: str, screen: str) -> None:
    page = open_page(url, screen=screen)
    page.locator(".mapstory-next").click()
    seen(page, "step-ramadi")
    page.locator(".mapstory-next").click()
    seen(page, "step-falluja")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    seen(page, "step-mosul")
    page.keyboard.press("ArrowLeft")
    seen(page, "step-tikrit")
    page.locator(".mapstory-previous").click()
    told = seen(page, "step-samarra")
    top = page.locator("#step-samarra").bounding_box()
    assert told["hash"] == "#step-samarra"
    assert top
    height = page.evaluate("window.innerHeight")
    assert 0 <= top["y"] < 0.8 * height


def test_a_link_opens_at_its_card_and_back_leaves_the_story(
    open_page: Open, url: str, screen: str
) -> None:
    page = open_page("about:blank", screen=screen, reduced_motion="reduce")
    page.goto(f"{url}#step-samarra")
    assert seen(page, "step-samarra")["told"] == ["samarra/samarra"]
    assert page.locator("#step-samarra h2").is_visible()
    page.locator(".mapstory-next").click()
    seen(page, "step-tikrit")
    page.go_back()
    page.wait_for_url("about:blank")


def test_page_down_reads_through_the_whole_story(open_page: Open, url: str, screen: str) -> None:
    page = open_page(url, screen=screen, reduced_motion="reduce")
    told = []
    for _ in range(80):
        page.keyboard.press("PageDown")
        page.wait_for_timeout(160)
        told.append(page.evaluate(SEEN)["open"])
        if told[-1] == "end":
            break
    assert list(dict.fromkeys(told))[-1] == "end"
    assert sorted(set(told), key=STATES.index) == list(dict.fromkeys(told))


def test_what_has_the_focus_is_told_and_in_sight(open_page: Open, url: str, screen: str) -> None:
    page = open_page(url, screen=screen, reduced_motion="reduce")
    seen(page, "")
    for _ in range(4):  # two buttons a card
        page.keyboard.press("Tab")
    told = page.evaluate("document.activeElement.closest('.mapstory-state').id")
    assert told == "step-falluja"
    seen(page, told)
    assert page.evaluate(
        """() => {
          const box = document.activeElement.getBoundingClientRect();
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return document.activeElement.contains(top);
        }"""
    )


def test_in_a_frame_it_steps(open_page: Open, url: str, tmp_path: Path) -> None:
    article = tmp_path / "article.html"
    article.write_text(
        '<!doctype html><title>Article</title><link rel="icon" href="data:,"><iframe title="story" '
        f'width="700" height="900" src="{url}"></iframe>',
        encoding="utf-8",
    )
    frame = open_page(article.as_uri(), reduced_motion="reduce").frame_locator("iframe")
    frame.locator(".mapstory-next").click()
    frame.locator("#step-ramadi").wait_for(state="visible")
    assert frame.locator("#step-falluja").is_hidden()


def test_without_script_it_is_the_article(open_page: Open, url: str, screen: str) -> None:
    page = open_page(url, screen=screen, java_script_enabled=False)
    for state in STATES[1:]:
        assert page.locator(f"#{state}").is_visible()
    frame = page.locator(".mapstory-frame")
    assert frame.is_hidden()


def test_axe_finds_nothing(
    open_page: Open, url: str, screen: str, axe: Axe, traffic: Traffic
) -> None:
    for anchor in ("", "step-baghdad", "end"):
        page = open_page(f"{url}#{anchor}", screen=screen, reduced_motion="reduce", bypass_csp=True)
        seen(page, anchor)
        assert axe(page) == []
    traffic.errors.clear()  # axe asks for the style sheet, which a disk does not hand to scripts
