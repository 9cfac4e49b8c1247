"""Readers who enlarge, space out, recolour or still the page lose nothing of any story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.walking import STORIES, onward, settle, window_of

Open = Callable[..., Page]

CUT = """() => [...document.querySelectorAll('.mapstory *')].filter(element => {
  if (!element.checkVisibility({visibilityProperty: true}) || element.closest('svg, .leaflet-container')) return false;
  const style = getComputedStyle(element);
  const words = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const clips = /hidden|clip/.test(style.overflow + style.overflowX + style.overflowY);
  // Titles of neighbours may be shortened with an ellipsis; what only a screen reader hears has no size.
  const isShortened = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || style.clipPath !== 'none';
  return words && clips && !isShortened
    && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
}).map(element => element.className + ': ' + element.textContent.trim().slice(0, 40))"""

OVERLAPPED = """() => {
  const parts = [...document.querySelectorAll('.mapstory-state.is-current :is(h1, h2, h3, p, li), .mapstory-controls button')]
    .filter(element => element.checkVisibility({visibilityProperty: true}) && getComputedStyle(element).clipPath === 'none' && element.getBoundingClientRect().width);
  const boxes = parts.map(element => element.getBoundingClientRect());
  return parts.flatMap((one, i) => parts.slice(i + 1).filter((other, k) => {
    const [p, q] = [boxes[i], boxes[i + 1 + k]];
    return !one.contains(other) && !other.contains(one) && one.closest('.mapstory-controls') === other.closest('.mapstory-controls')
      && p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1;
  }).map(other => one.textContent.trim().slice(0, 30) + ' / ' + other.textContent.trim().slice(0, 30)));
}"""

UNREADABLE = """() => [...document.querySelectorAll('.mapstory-state.is-current :is(h1, h2, .mapstory-text p, .mapstory-summary, .mapstory-sources li)')]
  .filter(element => element.checkVisibility({visibilityProperty: true}) && getComputedStyle(element).clipPath === 'none')
  .filter(element => ![0.5, 0.35, 0.65].some(share => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const line = () => [...range.getClientRects()].find(box => box.width) ?? element.getBoundingClientRect();
    window.scrollBy({top: line().top - share * innerHeight, behavior: 'instant'});
    const {left, top, width, height} = line();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit && (element.contains(hit) || hit.contains(element));
  })).map(element => element.textContent.trim().slice(0, 40))"""

ASTRAY = r"""() => [...document.querySelectorAll('.mapstory-text button, .mapstory-all-sources a')].filter(words => {
  const next = words.nextSibling;
  const node = next?.nodeType === 1 ? next.firstChild : next;
  if (node?.nodeType !== 3 || !/^[^\p{L}\p{N}\s]/u.test(node.data)) return false;
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(node, 1);
  return range.getBoundingClientRect().top > [...words.getClientRects()].at(-1).bottom - 4;
}).map(words => words.textContent)"""
"""Marks, such as a comma, that begin a line though the word before them is on another."""

SPACED = """
  .mapstory, .mapstory * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  .mapstory p { margin-block-end: 2em !important; }
"""  # WCAG 2.2, 1.4.12

each_story = pytest.mark.parametrize("story", STORIES)


def opened(open_page: Open, url: str, width: int, **options: Any) -> Page:
    page = open_page(url, **window_of(width, **options))
    settle(page)
    return page


def states(page: Page) -> list[str]:
    """Keys that lead to the first state, to the one after it, and to the last."""
    return ["Home", onward(page), "End"]


@each_story
def test_at_400_percent_there_is_one_column_and_all_of_it_can_be_read(
    open_page: Open, host: str, story: str
) -> None:
    page = opened(open_page, f"{host}/{story}/", 320, viewport={"width": 320, "height": 256})
    faults = []
    for key in states(page):
        page.keyboard.press(key)
        settle(page)
        if (over := page.evaluate("() => document.documentElement.scrollWidth - innerWidth")) > 0:
            faults.append(f"{key}: scrolls sideways by {over}")
        faults += [f"{key}: {text!r} is hidden" for text in page.evaluate(UNREADABLE)]
    assert faults == []


@each_story
@pytest.mark.parametrize("width", [1280, 320])
def test_text_may_be_spaced_out(open_page: Open, host: str, story: str, width: int) -> None:
    page = opened(open_page, f"{host}/{story}/", width, bypass_csp=True)
    page.add_style_tag(content=SPACED)
    faults = []
    for key in states(page):
        page.keyboard.press(key)
        settle(page)
        faults += [f"{key}: cut: {text}" for text in page.evaluate(CUT)]
        faults += [f"{key}: on one another: {texts}" for texts in page.evaluate(OVERLAPPED)]
    assert faults == []


@each_story
def test_forced_colours_keep_buttons_marks_and_where_we_are(
    open_page: Open, host: str, story: str
) -> None:
    page = opened(open_page, f"{host}/{story}/", 1280, forced_colors="active")
    page.keyboard.press(onward(page))
    settle(page)
    seen = page.evaluate(
        """() => {
          const style = selector => getComputedStyle(document.querySelector(selector));
          const look = element => { const {backgroundColor, borderColor, inlineSize} = getComputedStyle(element); return [backgroundColor, borderColor, inlineSize].join(); };
          const dots = [...document.querySelectorAll('nav a')];
          const marker = link => look(link.querySelector('*') ?? link);
          return {
            edges: ['.mapstory-next', '.mapstory-previous'].map(s => style(s).borderStyle !== 'none' && parseFloat(style(s).borderWidth) > 0),
            current: marker(dots.find(link => link.ariaCurrent === 'step')),
            later: marker(dots.at(-1)),
            marks: [...document.querySelectorAll('[data-mark]')].filter(mark => mark.checkVisibility() && mark.getBoundingClientRect().width).length,
          };
        }"""
    )
    assert seen["edges"] == [True, True]
    assert seen["current"] != seen["later"]
    assert seen["marks"] > 0


@each_story
def test_reduced_motion_settles_in_the_same_frame(open_page: Open, host: str, story: str) -> None:
    page = opened(open_page, f"{host}/{story}/", 1280)
    scrolls = page.locator(".mapstory-scroll").count() > 0
    drawn = """() => [...document.querySelectorAll('[data-mark]')]
      .map(mark => { const {left, top, width} = mark.getBoundingClientRect(); return [mark.dataset.mark, left, top, width]; })"""
    for _ in range(3):
        at_once, moving = page.evaluate(
            f"""key => {{
              document.body.dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true}}));
              const flies = document.querySelector('.mapstory-flying, .leaflet-pan-anim, .leaflet-zoom-anim') !== null;
              return [({drawn})(), flies];
            }}""",
            onward(page),
        )
        settle(page)
        assert not moving
        if not scrolls:  # there the page has to get to the words first
            assert page.evaluate(drawn) == at_once


@each_story
def test_no_mark_stands_alone_at_the_start_of_a_line(
    open_page: Open, host: str, story: str
) -> None:
    page = open_page(f"{host}/{story}/", java_script_enabled=False)
    assert page.locator(".mapstory-text button").count()
    for width in range(320, 1281, 24):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(ASTRAY) == [], width
