"""Pictures as readers meet them: fetched when near, in a box that was kept free, and described."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from mapstory.build import build_site, read_map_story
from tests.photographs import photo

Open = Callable[..., Page]

STORY = """\
title: Pictures
summary: A story with pictures.
dateline: 2015-05-24
places:
  town: {at: "33.4256, 43.2992", name: Ramadi, kind: town}
events:
  - {title: Wide, at: town, text: One., alt: A., image: {file: wide.jpg, alt: Wide., credit: A, caption: Seen.}}
  - {title: Tall, at: town, text: Two., alt: B., image: {file: tall.jpg, alt: Tall., credit: A, caption: Seen.}}
  - {title: Bare, at: town, text: Three., alt: C.}
  - {title: Flat, at: town, text: Four., alt: D., image: {file: flat.jpg, alt: Flat., credit: A}}
"""
SIZES = {"wide": (1500, 1000), "tall": (1000, 1500), "flat": (1600, 400)}
STEPS = ["wide", "tall", "bare", "flat"]

# Width and height of the picture of the open step, and how far down the words after it are.
BOX = """() => {
  const step = [...document.querySelectorAll('.mapstory-step')].find(s => s.checkVisibility({visibilityProperty: true}));
  const image = step.querySelector('img').getBoundingClientRect();
  const after = step.querySelector('.mapstory-notes').getBoundingClientRect();
  return [image.width, image.height, after.top];
}"""
LOADED = """() => [...document.querySelectorAll('.mapstory-step')].filter(s => s.checkVisibility({visibilityProperty: true}))
  .every(s => [...s.querySelectorAll('img')].every(i => i.complete && i.naturalWidth > 0))"""
WATCH = """window.shifts = []; new PerformanceObserver(list => list.getEntries().forEach(entry =>
  shifts.push(entry.sources.map(source => source.node?.className ?? '')))
).observe({type: 'layout-shift', buffered: true})"""


class Gated(http.server.SimpleHTTPRequestHandler):
    """A file server whose pictures come only once the gate is open."""

    gate = threading.Event()

    def do_GET(self) -> None:
        if self.path.endswith(".webp"):
            self.gate.wait(30)
        super().do_GET()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for name, size in SIZES.items():
        photo(*size).save(folder / f"{name}.jpg")
    (folder / "story.yaml").write_text(STORY, encoding="utf-8")
    build_site([read_map_story(folder / "story.yaml")], folder / "site", whole=True)
    return folder / "site"


@pytest.fixture(scope="module")
def host(built: Path) -> Iterator[str]:
    handler = functools.partial(Gated, directory=str(built))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def gate() -> threading.Event:
    Gated.gate.set()
    return Gated.gate


def step_of(built: Path) -> dict[str, str]:
    """Return the step of each picture's file, by the file's name."""
    html = (built / "story" / "index.html").read_text(encoding="utf-8")
    sections = re.findall(r'<section class="mapstory-step.*?</section>', html, re.DOTALL)
    return {
        file: step
        for step, section in zip(STEPS, sections, strict=True)
        for file in re.findall(r"image-\d+\.\w+\.webp", section)
    }


def test_a_picture_is_fetched_with_the_step_before_it_and_no_sooner(
    open_page: Open, host: str, built: Path, screen: str
) -> None:
    steps = step_of(built)
    page = open_page("about:blank", screen=screen, reduced_motion="reduce")
    fetched: list[str] = []
    page.on(
        "requestfinished",
        lambda request: (
            fetched.append(steps[name])
            if (name := request.url.rsplit("/", 1)[-1]) in steps
            else None
        ),
    )
    page.goto(f"{host}/story/")
    page.wait_for_load_state("networkidle")
    near = ["wide"]
    assert fetched == near
    for nearer in (["tall"], [], ["flat"], []):
        page.locator(".mapstory-next").click()
        page.wait_for_function(LOADED)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(100)
        near += nearer
        assert fetched == near


@pytest.mark.parametrize("step", ["wide", "tall", "flat"])
def test_nothing_moves_when_a_picture_comes(
    open_page: Open, host: str, gate: threading.Event, screen: str, step: str
) -> None:
    gate.clear()
    page = open_page("about:blank", screen=screen, reduced_motion="reduce")
    page.add_init_script(WATCH)
    page.goto(f"{host}/story/#step-{step}", wait_until="commit")
    page.wait_for_selector(".mapstory-live")
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.wait_for_timeout(300)
    assert not page.evaluate(LOADED)
    before, shifts = page.evaluate(BOX), page.evaluate("shifts.length")
    gate.set()
    page.wait_for_function(LOADED)
    page.wait_for_timeout(100)
    # Files of 400 and 800 pixels cannot have quite the same shape: less than a pixel is no move.
    assert page.evaluate(BOX) == pytest.approx(before, abs=0.7)
    assert page.evaluate("shifts")[shifts:] == []
    width, height, _ = before
    assert height <= 360
    assert width / height == pytest.approx(SIZES[step][0] / SIZES[step][1], rel=0.02)


def test_axe_finds_nothing_wrong_with_a_step_that_has_a_picture(
    open_page: Open, host: str, axe: Callable[[Page], list[str]], screen: str
) -> None:
    page = open_page(f"{host}/story/#step-tall", screen=screen, reduced_motion="reduce")
    page.wait_for_function(LOADED)
    assert page.get_by_role("img", name="Tall.").is_visible()
    assert axe(page) == []


def test_without_scripts_every_step_has_its_picture(
    open_page: Open, host: str, traffic: Any
) -> None:
    page = open_page(f"{host}/story/", java_script_enabled=False)
    images = page.locator(".mapstory-image img")
    assert images.count() == 3
    for number in range(3):
        images.nth(number).scroll_into_view_if_needed()
        assert images.nth(number).is_visible()
    page.wait_for_load_state("networkidle")
    assert len([url for url in traffic.requests if url.endswith(".webp")]) == 3


def test_print_has_every_picture_though_none_was_near(
    open_page: Open, host: str, tmp_path: Path
) -> None:
    page = open_page(f"{host}/story/", reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    page.pdf(path=tmp_path / "story.pdf", format="A4")
    printed = (tmp_path / "story.pdf").read_bytes()
    assert len(re.findall(rb"/Subtype\s*/Image\b", printed)) == 3


def test_from_a_disk_the_pictures_come_too(open_page: Open, built: Path) -> None:
    page = open_page((built / "story" / "index.html").as_uri() + "#step-flat")
    page.wait_for_function(LOADED)
    assert page.locator(".mapstory-step.is-current img").count() == 1
