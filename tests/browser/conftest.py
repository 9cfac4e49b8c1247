"""A real Chromium that reaches nothing but this machine, at the two sizes that we design for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox",  # tests may run as root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
SCREENS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}


@dataclass
class Traffic:
    """What the pages of one test asked for, and what went wrong in them."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    @property
    def foreign(self) -> list[str]:
        """The requests that went to another host."""
        here = {None, "127.0.0.1", "localhost"}
        return [url for url in self.requests if urlsplit(url).hostname not in here]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(chromium: str, playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
    yield started
    started.close()


@pytest.fixture
def traffic() -> Traffic:
    return Traffic()


@pytest.fixture
def open_page(browser: Browser, traffic: Traffic) -> Iterator[Callable[..., Page]]:
    """
    Open a URL in a fresh browser profile: open_page(url, screen="phone", locale="ar", …).

    Further options are those of Playwright's new_context. After the test no page may have
    asked another host for anything, nor have written an error to its console; a test that
    expects either takes it out of `traffic`.
    """
    contexts = []

    def open_(url: str, *, screen: str = "wide", **options: Any) -> Page:
        context = browser.new_context(**{**SCREENS[screen], **options})
        contexts.append(context)
        page = context.new_page()
        traffic.watch(page)
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert traffic.foreign == []
    assert traffic.errors == []


@pytest.fixture(params=list(SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    """Run the test once a screen."""
    return str(request.param)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Return what axe-core finds wrong with a page: one line a rule and element."""
    source = AXE.read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run()")["violations"]
        return [
            f"{rule['id']}: {rule['help']} ({node['target']})"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations
