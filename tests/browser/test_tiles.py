"""Tiles under a story: from a host that answers, one that refuses, one that is gone, and a file."""

from __future__ import annotations

import functools
import http.server
import io
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from mapstory.build import build_site, read_map_story
from tests.browser.conftest import Traffic

Open = Callable[..., Page]

STORY = """\
title: Three streets
summary: A march through Baghdad.
look_in: Iraq
basemap: {basemap}
places:
  square: {{at: "33.3386, 44.3939", name: the square, kind: protest, precision: 100 m}}
  bridge: {{at: "33.3297, 44.3998", name: the bridge, kind: bridge, precision: 100 m}}
  baghdad: Baghdad
  basra: Basra
events:
  - {{id: square, title: At the square, at: square, text: It began here.}}
  - {{id: march, title: The march, moves: [{{from: square, to: bridge}}], text: Over the river.}}
  - {{id: south, title: The south, at: [baghdad, basra], text: Basra follows.}}
"""
GREEN = (190, 215, 180)
CREDIT = "\"&copy; <a href='https://survey.example.org/terms'>The survey</a> of Iraq\""

SEEN = """() => {
  const seen = (look) => [...document.querySelectorAll(look)].filter(e => e.checkVisibility());
  return {
    tiles: seen('.mapstory-tiles img.leaflet-tile-loaded').length,
    base: seen('.mapstory-label.is-town, .mapstory-label.is-country, .mapstory-label.is-division').length,
    notice: seen('.mapstory-untiled').map(e => e.textContent.trim()),
    credit: seen('.mapstory-credit').map(e => e.innerText.trim()).join(''),
    links: seen('.mapstory-credit a').map(e => e.href),
  };
}"""
AT_REST = "() => document.querySelector('.is-drawn:not(.mapstory-flying)')"


def picture(color: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 256), color).save(file, "PNG")
    return file.getvalue()


@dataclass
class Host:
    """A server of tiles: what it was asked for, with which Referer, and what it answers."""

    url: str = ""
    status: int = 200
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@pytest.fixture
def tiles() -> Iterator[Host]:
    """A host of tiles. Asked for before `open_page`, it goes after the pages that still ask it."""
    host = Host()
    green = picture(GREEN)

    class Tiles(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append((self.path, self.headers.get("Referer")))
            self.send_response(host.status)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            if host.status == 200:
                self.wfile.write(green)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.url = f"http://localhost:{server.server_address[1]}"
    yield host
    server.shutdown()
    server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    servers = []

    def start(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def build(folder: Path, basemap: str) -> Path:
    (folder / "stories").mkdir(exist_ok=True)
    path = folder / "stories" / "streets.yaml"
    path.write_text(STORY.format(basemap=basemap), encoding="utf-8")
    build_site([read_map_story(path)], folder / "site", whole=True)
    return folder / "site"


def build_with(host: Host, folder: Path, template: str = "/{z}/{x}/{y}.png") -> Path:
    return build(folder, f'{{url: "{host.url}{template}", attribution: {CREDIT}, max_zoom: 17}}')


def settled(page: Page, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return what is seen once it is as wanted, or else what is seen in the end."""
    seen: dict[str, Any] = {}
    for _ in range(60):
        page.wait_for_function(AT_REST)
        seen = page.evaluate(SEEN)
        if wanted(seen):
            break
        page.wait_for_timeout(50)
    return seen


def test_tiles_lie_on_the_map_and_their_host_alone_is_asked(
    tiles: Host, serve: Callable[[Path], str], open_page: Open, tmp_path: Path, traffic: Traffic
) -> None:
    home = serve(build_with(tiles, tmp_path))
    page = open_page(f"{home}/streets/")
    seen = settled(page, lambda seen: seen["tiles"] > 4 and not seen["base"])
    assert seen["tiles"] > 4
    assert seen["base"] == 0, "names of the drawn map stand over those of the tiles"
    assert seen["notice"] == []
    assert seen["credit"].startswith("© The survey of Iraq.")
    assert seen["links"][0] == "https://survey.example.org/terms"
    assert {url.split("/")[2] for url in traffic.requests} == {
        home.split("/")[2],
        tiles.url.split("/")[2],
    }
    # The site is said, and neither the page nor the step.
    assert {referer for _, referer in tiles.asked} == {f"{home}/"}


def test_streets_are_framed_as_near_as_the_tiles_go(
    tiles: Host, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(
        (build_with(tiles, tmp_path) / "streets" / "index.html").as_uri() + "#step-square"
    )
    settled(page, lambda seen: seen["tiles"] > 4)
    zooms = {int(path.split("/")[1]) for path, _ in tiles.asked}
    assert zooms <= {14, 15, 16}
    assert zooms


@pytest.mark.parametrize("width", [1111, 1280, 1366])
def test_no_seam_shows_between_tiles(
    tiles: Host, open_page: Open, tmp_path: Path, width: int
) -> None:
    address = (build_with(tiles, tmp_path) / "streets" / "index.html").as_uri() + "#step-square"
    size = {"width": width, "height": 800}
    page = open_page(address, viewport=size, reduced_motion="reduce", color_scheme="light")
    settled(page, lambda seen: seen["tiles"] > 4 and not seen["base"])
    page.wait_for_function(
        "() => !document.querySelector('.leaflet-tile:not(.leaflet-tile-loaded)')"
    )
    page.evaluate(
        "() => document.querySelectorAll('.mapstory-frame > :not(.mapstory-map)')"
        ".forEach(thing => (thing.style.visibility = 'hidden'))"
    )
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    line = [shot.getpixel((x, 120)) for x in range(430, width - 60)]
    line += [shot.getpixel((width - 90, y)) for y in range(100, 700)]
    assert {at for at in line if not is_green(at)} == set()


def is_green(color: Any) -> bool:
    """Tell the tiles' own colour, which scaling rounds, from one that shines through."""
    return max(abs(one - other) for one, other in zip(color, GREEN, strict=True)) <= 2


def test_from_a_disk_too_where_no_site_is_said(
    tiles: Host, open_page: Open, tmp_path: Path
) -> None:
    page = open_page((build_with(tiles, tmp_path) / "streets" / "index.html").as_uri())
    assert settled(page, lambda seen: seen["tiles"] > 4 and not seen["base"])["base"] == 0
    assert {referer for _, referer in tiles.asked} == {None}


def test_a_host_that_refuses_leaves_the_drawn_map_with_its_names(
    tiles: Host, open_page: Open, tmp_path: Path, traffic: Traffic
) -> None:
    tiles.status = 403
    page = open_page(
        (build_with(tiles, tmp_path) / "streets" / "index.html").as_uri() + "#step-south"
    )
    seen = settled(page, lambda seen: bool(seen["notice"] and seen["base"]))
    assert seen["notice"] == ["The map’s tiles could not be loaded; this is the drawn map."]
    assert seen["tiles"] == 0
    assert seen["base"] > 0
    # It is asked again at the next steps, and then left alone.
    for key in ["ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowRight", "ArrowLeft"]:
        page.keyboard.press(key)
        settled(page, lambda seen: bool(seen["notice"]))
        page.wait_for_timeout(150)
    asked = len(tiles.asked)
    page.keyboard.press("ArrowLeft")
    settled(page, lambda seen: bool(seen["notice"]))
    page.wait_for_timeout(150)
    assert len(tiles.asked) == asked
    failed = [error for error in traffic.errors if "403" in error]
    assert failed == traffic.errors
    traffic.errors.clear()


def test_tiles_that_come_back_are_laid_again(
    tiles: Host, open_page: Open, tmp_path: Path, traffic: Traffic
) -> None:
    tiles.status = 503
    page = open_page((build_with(tiles, tmp_path) / "streets" / "index.html").as_uri())
    assert settled(page, lambda seen: bool(seen["notice"]))["notice"]
    tiles.status = 200
    page.keyboard.press("ArrowRight")
    seen = settled(page, lambda seen: seen["tiles"] > 4 and not seen["notice"])
    assert (seen["notice"], seen["base"]) == ([], 0)
    traffic.errors.clear()


def test_words_of_a_host_are_text_and_nothing_runs(
    tiles: Host, open_page: Open, tmp_path: Path
) -> None:
    hostile = "'<img src=x onerror=\"window.ran=1\"><b>{{7*191}}</b> &lt;script&gt; {% x %}'"
    basemap = f'{{url: "{tiles.url}/{{z}}/{{x}}/{{y}}.png?{{r}}%7B%7B7*191%7D%7D", attribution: {hostile}}}'
    basemap = basemap.replace("%7B%7B7*191%7D%7D", "(7*191)")
    page = open_page((build(tmp_path, basemap) / "streets" / "index.html").as_uri())
    seen = settled(page, lambda seen: seen["tiles"] > 4)
    assert seen["credit"].startswith("{{7*191}} <script> {% x %}.")
    assert page.evaluate("window.ran") is None


def test_a_notebooks_map_has_the_tiles_as_well(
    tiles: Host, open_page: Open, tmp_path: Path
) -> None:
    build_with(tiles, tmp_path)
    saved = tmp_path / "saved.html"
    read_map_story(tmp_path / "stories" / "streets.yaml").map().save(str(saved))
    page = open_page(saved.as_uri())
    seen = settled(page, lambda seen: seen["tiles"] > 4)
    assert seen["credit"].startswith("© The survey of Iraq.")


@pytest.mark.parametrize("size", [(320, 640), (1280, 800)])
def test_tiles_of_a_file_travel_with_the_page(
    open_page: Open, tmp_path: Path, size: tuple[int, int], traffic: Traffic
) -> None:
    folder = tmp_path / "geodata"
    folder.mkdir()
    write_file(folder / "streets.mbtiles")
    site = build(tmp_path, "{file: ../geodata/streets.mbtiles}")
    html = (site / "streets" / "index.html").read_text(encoding="utf-8")
    assert "img-src 'self' data:;" in unescape(html)
    page = open_page(
        (site / "streets" / "index.html").as_uri(),
        viewport={"width": size[0], "height": size[1]},
    )
    # The whole country is wider than the file goes: there the drawn map has its names.
    seen = settled(page, lambda seen: seen["base"] > 0 and not seen["tiles"])
    assert seen["base"] > 0
    assert (seen["tiles"], seen["notice"]) == (0, [])
    page.keyboard.press("ArrowRight")
    seen = settled(page, lambda seen: seen["tiles"] > 1 and not seen["base"])
    assert seen["tiles"] > 1
    assert (seen["base"], seen["notice"]) == (0, [])
    assert seen["credit"].startswith("© The survey.")
    page.keyboard.press("ArrowRight")
    assert settled(page, lambda seen: seen["tiles"] > 1)["base"] == 0
    page.keyboard.press("ArrowRight")
    assert settled(page, lambda seen: seen["base"] > 0)["base"] > 0
    assert all(re.match("file:", url) for url in traffic.requests)


def write_file(path: Path) -> None:
    """Write tiles of the middle of Baghdad at zooms 10 to 16."""
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE metadata (name text, value text)")
    database.execute(
        "CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)"
    )
    about = {"name": "streets", "format": "png", "attribution": "© The survey"}
    database.executemany("INSERT INTO metadata VALUES (?, ?)", about.items())
    blue = picture((180, 200, 220))
    for zoom in range(10, 17):
        middle = (44.396 + 180) / 360 * 2**zoom, 0.40169 * 2**zoom
        reach = 12
        for x in range(int(middle[0]) - reach, int(middle[0]) + reach + 1):
            for y in range(int(middle[1]) - reach, int(middle[1]) + reach + 1):
                row = (zoom, x, 2**zoom - 1 - y, blue)
                database.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", row)
    database.commit()
    database.close()
