"""Load a page once, as on a slow phone, and tell what it cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page

from tests.benchmarks.pages.pages import Shown
from tests.benchmarks.pages.server import HOST

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "ignore_https_errors": True,
}

CPU = 4
"""How many times slower than this machine the reader's is."""


@dataclass(frozen=True)
class Line:
    """A simulated line: ms from request to answer, and kilobits a second down and up."""

    latency_ms: int
    down_kbps: int
    up_kbps: int


LINES = {"slow 4G": Line(150, 1_600, 750), "3G": Line(300, 700, 400)}
"""Slow 4G is Lighthouse's."""

WATCH = """
  window.watched = {tasks: [], shifted: 0, painted: null, ready: null, drawn: null};
  const observe = (type, see) => new PerformanceObserver(list => list.getEntries().forEach(see))
    .observe({type, buffered: true});
  observe('longtask', ({startTime, duration}) => watched.tasks.push([startTime, duration]));
  observe('layout-shift', ({hadRecentInput, value}) => watched.shifted += hadRecentInput ? 0 : value);
  const large = part => { const box = part.getBoundingClientRect(); return box.width * box.height > 1e4; };
  const look = () => {
    if (watched.painted === null && (PAINTED)) watched.painted = performance.now();
    if (watched.ready === null && (READY)) watched.ready = performance.now();
    if (DRAWN) watched.drawn = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""  # noqa: E501, JavaScript

TOLD = """() => {
  const paints = Object.fromEntries(
    performance.getEntriesByType('paint').map(({name, startTime}) => [name, startTime]));
  const requests = [...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource')].map(({startTime, responseEnd}) => [startTime, responseEnd]);
  return {...watched, paints, requests};
}"""  # noqa: E501, JavaScript


@contextmanager
def slowed(
    browser: Browser, line: Line | None, *, cpu: int = CPU, **options: Any
) -> Iterator[tuple[Page, CDPSession]]:
    """Open a page in a new profile, whose cache is empty, with a slow processor and a slow line."""
    context = browser.new_context(**{**PHONE, **options})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
    if line:
        conditions = {
            "offline": False,
            "latency": line.latency_ms,
            "downloadThroughput": line.down_kbps * 1_000 / 8,
            "uploadThroughput": line.up_kbps * 1_000 / 8,
        }
        session.send("Network.emulateNetworkConditions", conditions)
    yield page, session
    context.close()


def load(browser: Browser, shown: Shown, line: Line) -> dict[str, float]:
    """Return what one load cost: KB gzipped, requests, ms from the start, KB of heap."""
    with slowed(browser, line) as (page, session):
        traffic = Traffic(session)
        _open(page, shown)
        page.wait_for_function("() => watched.drawn !== null", timeout=120_000)
        page.wait_for_timeout(500)
        told = page.evaluate(TOLD)
        session.send("HeapProfiler.collectGarbage")
        heap = metrics(session)["JSHeapUsedSize"]
    first = told["paints"]["first-contentful-paint"]
    early = [asked for asked, _ in told["requests"] if asked < told["drawn"]]
    return {
        "everything but images, KB gz": traffic.bytes_of(lambda kind: kind != "Image") / 1_000,
        "HTML, KB gz": traffic.bytes_of(lambda kind: kind == "Document") / 1_000,
        "requests": len(traffic.kinds),
        "requests before drawn": len(early),
        "requests to other hosts": traffic.foreign,
        "first paint, ms": told["paints"]["first-paint"],
        "first contentful paint, ms": first,
        "map painted, ms": max(told["painted"], first),
        "ready, ms": max(told["ready"], first),
        "drawn, ms": told["drawn"],
        "blocking until drawn, ms": blocked(told["tasks"], 0, told["drawn"]),
        "blocking from first paint to drawn, ms": blocked(told["tasks"], first, told["drawn"]),
        "layout shift": told["shifted"],
        "heap when drawn, KB": heap / 1_000,
    }


def load_without_script(browser: Browser, shown: Shown, line: Line) -> dict[str, float]:
    """Return when the map is painted though no script ever comes; never (inf) is an answer."""
    with slowed(browser, line) as (page, session):
        session.send("Network.setBlockedURLs", {"urls": ["*.js"]})
        _open(page, shown)
        page.wait_for_load_state("load")
        page.wait_for_timeout(500)
        told = page.evaluate(TOLD)
    first = told["paints"].get("first-contentful-paint", 0.0)
    painted = told["painted"]
    never = float("inf")
    return {"map painted, scripts blocked, ms": never if painted is None else max(painted, first)}


def blocked(tasks: list[list[float]], start: float, end: float) -> float:
    """Return the total blocking time: ms beyond 50 of each long task between two times."""
    clipped = [min(at + lasts, end) - max(at, start) for at, lasts in tasks]
    return sum(max(0.0, lasts - 50) for lasts in clipped)


def metrics(session: CDPSession) -> dict[str, float]:
    """Return Chromium's own figures for the page."""
    return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}


def watch(page: Page, shown: Shown) -> None:
    """Have the page note when its map is painted ready and drawn."""
    script = WATCH
    for word in ("painted", "ready", "drawn"):
        script = script.replace(word.upper(), getattr(shown, word))
    page.add_init_script(f"{{{script}}}")


def _open(page: Page, shown: Shown) -> None:
    watch(page, shown)
    page.goto(f"https://{HOST}/{shown.path}", wait_until="commit")


class Traffic:
    """What came over the line, by request."""

    def __init__(self, session: CDPSession) -> None:
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, float] = {}
        self.foreign = 0
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)

    def _asked(self, event: dict[str, Any]) -> None:
        url = urlsplit(event["request"]["url"])
        if url.scheme.startswith("http"):
            self.kinds[event["requestId"]] = event["type"]
            self.foreign += url.hostname != HOST

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def bytes_of(self, wanted: Any) -> float:
        """Return the bytes, headers included, of the kinds of request that are wanted."""
        return sum(
            self.sizes.get(request, 0) for request, kind in self.kinds.items() if wanted(kind)
        )
