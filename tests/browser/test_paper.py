"""Every story without a script, and in print: an article with a drawn map for every step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.walking import STORIES, WIDTHS, outside, overlaps, settle, window_of

Open = Callable[..., Page]

A4 = {"width": 680, "height": 960}
"""What `@page` leaves of a sheet, in CSS pixels."""

PLATES = """() => [...document.querySelectorAll('.mapstory-plate svg')].filter(svg => svg.checkVisibility()).map(svg => {
  const {left, top, right, bottom} = svg.getBoundingClientRect();
  const labels = [...svg.querySelectorAll('text')].filter(text => text.getBoundingClientRect().width > 0).map(text => {
    const {x, y, width, height} = text.getBBox(), to = text.getScreenCTM();
    const corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]].map(([x, y]) => {
      const point = new DOMPoint(x, y).matrixTransform(to);
      return [point.x, point.y];
    });
    return {text: text.textContent, corners};
  });
  return {frame: [left, top, right, bottom], labels};
})"""

STEPS = """() => [...document.querySelectorAll('.mapstory-step')].map(step => {
  const seen = selector => step.querySelector(selector)?.checkVisibility({visibilityProperty: true}) ?? false;
  const svg = step.querySelector('svg[role=img]');
  const named = ids => (ids ?? '').split(' ').map(id => document.getElementById(id)?.textContent ?? '').join(' ').trim();
  return {
    title: step.querySelector('h2').textContent.trim(),
    isRead: seen('h2') && seen('.mapstory-text'),
    isDrawn: !!svg && svg.checkVisibility() && svg.getBoundingClientRect().width > 200,
    alternative: named(svg?.getAttribute('aria-labelledby')) + named(svg?.getAttribute('aria-describedby')),
  };
})"""


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def faults_of_plates(page: Page) -> Iterator[str]:
    for number, plate in enumerate(page.evaluate(PLATES)):
        for fault in (*overlaps(plate["labels"]), *outside(plate["labels"], plate["frame"])):
            yield f"plate {number}: {fault}"


@pytest.mark.parametrize("story", STORIES)
def test_without_a_script_every_step_is_read_and_drawn(
    open_page: Open, host: str, story: str, width: int
) -> None:
    page = open_page(f"{host}/{story}/", **window_of(width, java_script_enabled=False))
    steps: list[dict[str, Any]] = page.evaluate(STEPS)
    faults = list(faults_of_plates(page))
    sideways = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert steps
    assert [step["title"] for step in steps if not step["isRead"]] == []
    assert [step["title"] for step in steps if not step["isDrawn"]] == []
    assert [step["title"] for step in steps if not step["alternative"]] == []
    assert sideways <= 0
    assert faults == []


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_print_holds_every_step_and_cuts_no_map(
    open_page: Open, host: str, story: str, *, scripts: bool
) -> None:
    page = open_page(f"{host}/{story}/", viewport=A4, java_script_enabled=scripts)
    if scripts:
        settle(page)
        page.keyboard.press("End")
        settle(page)
    page.emulate_media(media="print")
    page.locator(".mapstory-step .mapstory-plate svg").first.wait_for()
    titles = [step["title"] for step in page.evaluate(STEPS)]
    faults = list(faults_of_plates(page))
    plates = page.evaluate(
        """() => [...document.querySelectorAll('.mapstory-step .mapstory-plate')].map(plate =>
          [getComputedStyle(plate).breakInside, plate.getBoundingClientRect().height])"""
    )
    printed = page.pdf(format="A4", tagged=True, outline=True)
    assert faults == []
    assert [title for title in titles if bare(title) not in outline_of(printed)] == []
    assert len(plates) == len(titles)
    assert {way for way, _ in plates} == {"avoid"}
    assert max(height for _, height in plates) < A4["height"]


def outline_of(printed: bytes) -> list[str]:
    """Return the bare headings of a PDF: its outline holds them as plain or UTF-16 strings."""
    found = []
    for text, digits in re.findall(
        rb"/Title\s*(?:\(((?:\\.|[^\\)])*)\)|<([0-9A-Fa-f\s]*)>)", printed
    ):
        raw = bytes.fromhex(digits.decode()) if digits else _unescaped(text)
        is_wide = raw.startswith(b"\xfe\xff")
        found.append(raw[2:].decode("utf-16-be") if is_wide else raw.decode("latin-1"))
    return [bare(title) for title in found]


def bare(title: str) -> str:
    """
    Return the letters of a title, sorted.

    A PDF has no space where a line ends, and has the words of Arabic in the order of the screen.
    """
    return "".join(sorted("".join(title.split())))


def _unescaped(text: bytes) -> bytes:
    """Undo the escapes of a PDF's literal string."""
    plain = re.sub(rb"\\([0-7]{1,3})", lambda octal: bytes([int(octal[1], 8)]), text)
    return re.sub(rb"\\(.)", rb"\1", plain, flags=re.DOTALL)
