"""A real Chromium that reaches nothing but this machine, at the two sizes that we design for."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from mapstory.build import build_site, read_map_story
from tests.browser.walking import PROJECT, SHIFTS, STORIES, Walk, observe, states_of, window_of

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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site with every story of this repository, some way below a root."""
    out = tmp_path_factory.mktemp("root") / "deep" / "path"
    stories = [read_map_story(PROJECT / "stories" / f"{slug}.yaml") for slug in STORIES]
    build_site(stories, out, whole=True)
    return out


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[str]:
    """The address of that site on a plain file server."""
    root = site.parents[1]
    handler = functools.partial(_Quiet, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{site.relative_to(root)}"
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def walk(browser: Browser, host: str) -> Callable[[str, int], Walk]:
    """Walk through a story at a width and look at every state; what one test saw, others share."""

    @functools.cache
    def walked(story: str, width: int) -> Walk:
        context = browser.new_context(**window_of(width))
        page = context.new_page()
        traffic = Traffic()
        traffic.watch(page)
        page.add_init_script(SHIFTS)
        page.goto(f"{host}/{story}/")
        seen = Walk([observe(page) for _ in states_of(page)])
        seen.errors, seen.foreign = traffic.errors, traffic.foreign
        context.close()
        return seen

    return walked


@pytest.fixture(params=list(SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    """Run the test once a screen."""
    return str(request.param)


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """
    Return what axe-core finds wrong with a page: one line a rule and element.

    axe(page, tags=…) runs the rules with these tags, axe(page, rules=…) these rules.
    """
    source = AXE.read_text(encoding="utf-8")

    def violations(page: Page, *, tags: Sequence[str] = (), rules: Sequence[str] = ()) -> list[str]:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(source)
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": tags}
        asked = {"runOnly": only} if tags or rules else {}
        found = page.evaluate("asked => axe.run({...asked, resultTypes: ['violations']})", asked)
        return [
            f"{rule['id']}: {rule['help']} ({node['target']})"
            for rule in found["violations"]
            for node in rule["nodes"]
            if not any(_is_scrolled_away(check["data"]) for check in node["any"])
        ]

    return violations


def _is_scrolled_away(data: object) -> bool:
    """Tell whether axe found a target small because a bar that stays lies over part of it."""
    return isinstance(data, dict) and data.get("messageKey") == "partiallyObscured"
