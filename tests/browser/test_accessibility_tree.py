"""What a screen reader is told in every state of every story: Chromium's own accessibility tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from mapstory.wording import words
from tests.browser.walking import STORIES, states_of, window_of

Open = Callable[..., Page]

SAID = """() => {
  const seen = selector => [...document.querySelectorAll(selector)].filter(element => element.checkVisibility({visibilityProperty: true}));
  const text = element => element.textContent.trim().replace(/\\s+/g, ' ');
  return {
    language: document.documentElement.lang,
    story: text(document.querySelector('h1')),
    step: seen('.mapstory-step h2').map(text),
    now: [...document.querySelectorAll('.mapstory-step.is-current h2')].map(text),
    titles: [...document.querySelectorAll('.mapstory-step h2')].map(text),
    others: [...document.querySelectorAll('.mapstory-step h2')].filter(e => !e.checkVisibility({visibilityProperty: true})).map(text),
    places: seen('.mapstory-places .mapstory-place').map(text),
    sentences: seen('.mapstory-sentence').map(text),
    announced: text(document.querySelector('[role=status]')),
  };
}"""


@pytest.mark.parametrize("story", STORIES)
def test_every_state_is_told_to_a_screen_reader(open_page: Open, host: str, story: str) -> None:
    page = open_page(f"{host}/{story}/", **window_of(1280))
    session = page.context.new_cdp_session(page)
    for number in states_of(page):
        said = page.evaluate(SAID)
        tree = Tree(session.send("Accessibility.getFullAXTree")["nodes"])
        where = f"{story}, state {number}"
        assert len(tree.named("main")) == 1, where
        assert tree.headings(1) == [said["story"]], where
        assert all(title in tree.headings(2) for title in said["step"]), where
        assert not set(said["others"]) & set(tree.headings(2)), where
        title = said["now"][0] if said["now"] else None
        maps = [name for name in tree.named("region") if name.startswith(map_of(said["language"]))]
        assert len(maps) == 1, where
        if title:
            assert title in maps[0], where
        if number:
            assert len(tree.named("status")) == 1, where
            assert (title or said["announced"]) in said["announced"], where
            assert said["announced"], where
        links = tree.named("link")
        for nth, title in enumerate(said["titles"], 1):
            assert f"{nth} {title}" in links, (where, title)
        told = tree.text_of("listitem")
        for place, sentence in zip(said["places"], said["sentences"], strict=False):
            assert any(place in item for item in told), (where, place)
            assert any(sentence in item for item in told), (where, sentence)
        assert tree.nameless() == [], where


def map_of(language: str) -> str:
    """Return how the name of the map begins."""
    return words(language)["map_of"].partition("{title}")[0].strip()


class Tree:
    """The nodes of an accessibility tree that are not ignored."""

    def __init__(self, nodes: list[dict[str, Any]]) -> None:
        self.nodes = {node["nodeId"]: node for node in nodes}

    def of(self, role: str) -> list[dict[str, Any]]:
        return [
            node
            for node in self.nodes.values()
            if not node["ignored"] and node["role"]["value"] == role
        ]

    def named(self, role: str) -> list[str]:
        return [_name(node) for node in self.of(role)]

    def headings(self, level: int) -> list[str]:
        return [
            _name(node)
            for node in self.of("heading")
            if any(
                p["name"] == "level" and p["value"]["value"] == level for p in node["properties"]
            )
        ]

    def text_of(self, role: str) -> list[str]:
        """Return the words inside every node of a role."""
        return [" ".join(" ".join(self._words(node)).split()) for node in self.of(role)]

    def nameless(self) -> list[str]:
        """Return the roles of controls and pictures that have no name."""
        roles = ("button", "link", "image", "navigation")
        return [role for role in roles for node in self.of(role) if not _name(node)]

    def _words(self, node: dict[str, Any]) -> list[str]:
        if not node["ignored"] and node["role"]["value"] == "StaticText":
            return [_name(node)]
        children = (self.nodes.get(child) for child in node.get("childIds", ()))
        return [word for child in children if child for word in self._words(child)]


def _name(node: dict[str, Any]) -> str:
    return " ".join(str(node.get("name", {}).get("value", "")).split())
