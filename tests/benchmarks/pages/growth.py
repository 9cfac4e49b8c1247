"""Stories of any size, to see how the script grows with them."""

from __future__ import annotations

import random

from playwright.sync_api import Browser

from tests.benchmarks.pages.loading import metrics, slowed, watch
from tests.benchmarks.pages.pages import Shown
from tests.benchmarks.pages.server import HOST

SIZES = {"grown-7": (7, 35), "grown-100": (100, 500)}
"""Steps and places, by slug: each step has five places of its own."""


def grown_story(steps: int, places: int) -> str:
    """Return a story file of so many steps, with its places spread evenly over Iraq."""
    draw = random.Random(steps)
    lines = ["title: A story that grows", "dateline: 2015-05-24", "language: en", "places:"]
    lines += [
        f"  p{n}: {{name: Place {n}, at: '{draw.uniform(31, 36):.4f} {draw.uniform(41, 46):.4f}'}}"
        for n in range(places)
    ]
    lines.append("events:")
    each = places // steps
    for n in range(steps):
        at = ", ".join(f"p{n * each + i}" for i in range(each))
        lines += [f"  - id: e{n}", f"    title: Event {n}", f"    at: [{at}]"]
        lines += ["    text: Something happened in five places."]
    return "\n".join([*lines, ""])


def script_ms(browser: Browser, shown: Shown) -> float:
    """Return the ms of script and of layout until a page is drawn, on the slow processor."""
    with slowed(browser, None) as (page, session):
        watch(page, shown)
        page.goto(f"https://{HOST}/{shown.path}", wait_until="commit")
        page.wait_for_function("() => watched.drawn !== null", timeout=120_000)
        spent = metrics(session)
    return 1_000 * (spent["ScriptDuration"] + spent["LayoutDuration"])
