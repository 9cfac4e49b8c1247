"""Step through a story and tell how soon and how smoothly the map answers."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from playwright.sync_api import Browser

from tests.benchmarks.pages.loading import slowed, watch
from tests.benchmarks.pages.pages import Shown
from tests.benchmarks.pages.server import HOST

FRAME_MS = 1_000 / 60

PRESSED = """() => {
  window.pressed = null;
  const ground = document.querySelector('.mapstory-map svg.leaflet-zoom-animated');
  const where = () => ground?.style.transform;
  addEventListener('keydown', () => {
    const start = performance.now(), frames = [], flight = [];
    let changed = false, first = null, stood = where();
    const seen = new MutationObserver(() => { changed = true; seen.disconnect(); });
    seen.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    const tick = now => {
      frames.push(now);
      if (where() !== stood) { flight.push(now); stood = where(); }
      if (changed && !first) first = {frames: frames.length, ms: now - start};
      if (frames.length > 1 && !document.querySelector('.mapstory-flying'))
        window.pressed = {first, frames, flight, settled: now - start};
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }, {capture: true, once: true});
}"""

_LEAST_FLIGHT = 6
"""Frames: what moves the map in fewer is a cut."""


def step_through(browser: Browser, shown: Shown) -> dict[str, float]:
    """
    Return medians over all presses, and the shares of all frames that came late.

    Of flights: while the camera moves. Of steps: from the press until all is at rest.
    """
    frames, first, settled = [], [], []
    flights, steps = _Frames(), _Frames()
    with slowed(browser, None) as (page, _):
        watch(page, shown)
        page.goto(f"https://{HOST}/{shown.path}")
        page.wait_for_function("() => watched.drawn !== null", timeout=120_000)
        key = "ArrowLeft" if page.evaluate("document.dir === 'rtl'") else "ArrowRight"
        before = None
        while True:
            page.wait_for_timeout(300)
            page.evaluate(PRESSED)
            page.keyboard.press(key)
            page.wait_for_function("() => pressed !== null")
            seen = page.evaluate("pressed")
            here = page.evaluate("location.hash")
            if here == before or not seen["first"]:
                break
            before = here
            frames.append(seen["first"]["frames"])
            first.append(seen["first"]["ms"])
            settled.append(seen["settled"])
            steps.add(seen["frames"])
            if len(seen["flight"]) >= _LEAST_FLIGHT:
                start, *_, end = seen["flight"]
                flights.add([at for at in seen["frames"] if start <= at <= end])
    return {
        "step, frames to the first change": statistics.median(frames),
        "step, ms to the first change": statistics.median(first),
        "step, ms until it is settled": statistics.median(settled),
        "flight, frames dropped, %": flights.dropped,
        "step from press to rest, frames dropped, %": steps.dropped,
    }


@dataclass
class _Frames:
    """How many frames were due, and how many of these came late."""

    due: int = 0
    late: int = 0

    def add(self, times: Sequence[float]) -> None:
        """Count what lies between these frames, in ms."""
        for before, after in pairwise(times):
            passed = max(1, round((after - before) / FRAME_MS))
            self.due += passed
            self.late += passed - 1

    @property
    def dropped(self) -> float:
        """The share that came late, in per cent."""
        return 100 * self.late / self.due if self.due else math.nan
