"""axe-core at four widths, light and dark: the first state of every story, one amid it, and the last."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.walking import STORIES, WIDTHS, settle, window_of

Axe = Callable[..., list[str]]
Open = Callable[..., Page]

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
BY_COLOR = ("color-contrast", "link-in-text-block")
"""The rules that a dark page may break where a light one does not."""


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_a_story(
    open_page: Open, host: str, axe: Axe, story: str, width: int
) -> None:
    # axe is put into the page by script, which its policy would refuse.
    page = open_page(f"{host}/{story}/", **window_of(width, bypass_csp=True))
    found = []
    for where in ("first", "amid", "last"):
        go(page, where)
        for scheme, asked in (("light", {"tags": TAGS}), ("dark", {"rules": BY_COLOR})):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            settle(page)
            found += [f"{where}, {scheme}: {fault}" for fault in axe(page, **asked)]
    assert found == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_list_of_stories(
    open_page: Open, host: str, axe: Axe, width: int, scheme: str
) -> None:
    page = open_page(f"{host}/", **window_of(width, bypass_csp=True, color_scheme=scheme))
    assert axe(page, tags=TAGS) == []


def go(page: Page, where: str) -> None:
    """Go to the first state, to one halfway, or to the last."""
    if where == "amid":
        links = page.locator("nav a[href^='#step-']")
        href = links.nth(links.count() // 2).get_attribute("href")
        page.evaluate("href => { location.hash = href; }", href)
    else:
        page.keyboard.press({"first": "Home", "last": "End"}[where])
    settle(page)
