"""Step through a story and tell how soon and how smoothly the map answers."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser

from tests.benchmarks.pages.loading import slowed, watch
from tests.benchmarks.pages.pages import Shown
from tests.benchmarks.pages.server import HOST

FRAME_MS = 1_000 / 60

PRESSED = """() => {
  window.pressed = null;
  addEventListener('keydown', () => {
    const start = performance.now(), frames = [];
    let changed = false, first = null;
    const seen = new MutationObserver(() => (changed = true));
    seen.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    const tick = now => {
      frames.push(now);
      if (changed && !first) first = {frames: frames.length, ms: now - start};
      if (frames.length > 1 && !document.querySelector('.mapstory-flying')) {
        seen.disconnect();
        window.pressed = {first, frames, settled: now - start};
      } else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }, {capture: true, once: true});
}"""


def step_through(browser: Browser, shown: Shown) -> dict[str, float]:
    """Return medians over all presses, and the share of the frames of flights that came late."""
    frames, first, settled = [], [], []
    due = late = 0
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
            gaps = [b - a for a, b in zip(seen["frames"], seen["frames"][1:], strict=False)]
            late += sum(max(0, round(gap / FRAME_MS) - 1) for gap in gaps)
            due += sum(max(1, round(gap / FRAME_MS)) for gap in gaps)
    return {
        "step, frames to the first change": statistics.median(frames),
        "step, ms to the first change": statistics.median(first),
        "step, ms until it is settled": statistics.median(settled),
        "step, frames dropped, %": 100 * late / due,
    }
