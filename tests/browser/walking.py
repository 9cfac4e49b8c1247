"""A walk through a story, state by state, by the key of its direction: what was seen in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PROJECT = Path(__file__).parents[2]
STORIES = sorted(path.stem for path in (PROJECT / "stories").glob("*.yaml"))
WIDTHS = {1280: 800, 768: 1024, 390: 844, 320: 640}
"""The widths of the windows that we look at, with their heights."""

OBSERVE = Path(__file__).with_name("observe.js").read_text(encoding="utf-8")
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver(list => list.getEntries().forEach(
    ({hadRecentInput, value}) => hadRecentInput || window.shifts.push(value)
  )).observe({type: 'layout-shift', buffered: true});
"""
TOUCH = 0.5
"""Pixels by which two boxes may run into each other: less is rounding."""

Corners = list[list[float]]
Box = list[float]


def window_of(width: int, **options: Any) -> dict[str, Any]:
    """The options of a browser context for a width; below 600 px it is a phone's."""
    is_phone = width < 600
    return {
        "viewport": {"width": width, "height": WIDTHS[width]},
        "device_scale_factor": 2 if is_phone else 1,
        "has_touch": is_phone,
        "is_mobile": is_phone,
        "reduced_motion": "reduce",
        **options,
    }


@dataclass
class Walk:
    """The states of a story in order, as seen at one width."""

    states: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def faults(self, faults_of: Callable[[dict[str, Any]], Iterator[str]]) -> list[str]:
        """Return what a test finds wrong, each line led by the state."""
        return [
            f"{state['counter'] or 'the opening'} {state['anchor']}: {fault}"
            for state in self.states
            for fault in faults_of(state)
        ]


AT_REST = """() => new Promise(done => {
  const frames = document.querySelector('.mapstory-live.mapstory-scroll') ? 20 : 2;
  let still = 0;
  let stood = window.scrollY;
  const look = () => {
    const moves = document.querySelector('.mapstory:not(.is-drawn), .mapstory-flying, .leaflet-pan-anim, .leaflet-zoom-anim');
    still = moves || window.scrollY !== stood ? 0 : still + 1;
    stood = window.scrollY;
    if (still > frames) done(); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
"""Nothing moves, and has been painted so; a scrolled story tells a state where it has come to rest."""


def settle(page: Page) -> None:
    """Wait until the map is at rest and painted."""
    page.evaluate(AT_REST)


def onward(page: Page) -> str:
    """Return the key that leads to the next state: it follows the direction of the writing."""
    return (
        "ArrowLeft"
        if page.evaluate("() => document.documentElement.dir === 'rtl'")
        else "ArrowRight"
    )


def states_of(page: Page) -> Iterator[int]:
    """Go through a story from where it stands to its end, and yield the number of each state."""
    key = onward(page)
    number = 0
    while True:
        settle(page)
        yield number
        if page.locator(".mapstory-next").get_attribute("aria-disabled") == "true":
            return
        page.keyboard.press(key)
        number += 1


def observe(page: Page) -> dict[str, Any]:
    """Return what is seen now."""
    return dict(page.evaluate(OBSERVE))


def overlaps(labels: list[dict[str, Any]]) -> Iterator[str]:
    """Yield every two labels of which one lies on the other."""
    for one, other in combinations(labels, 2):
        if _meet(one["corners"], other["corners"]):
            yield f"{one['text']!r} lies on {other['text']!r}"


def outside(labels: list[dict[str, Any]], frame: Box) -> Iterator[str]:
    """Yield every label that the frame of its map cuts."""
    left, top, right, bottom = frame
    for label in labels:
        xs, ys = zip(*label["corners"], strict=True)
        beyond = max(left - min(xs), max(xs) - right, top - min(ys), max(ys) - bottom)
        if beyond > TOUCH:
            yield f"{label['text']!r} is cut by the edge of the map"


def misplaced(state: dict[str, Any]) -> Iterator[str]:
    """Yield every label that is cut by the frame of the map, or lies under what stands on it."""
    yield from outside(state["labels"], state["frame"])
    for label in state["labels"]:
        for thing in state["furniture"]:
            if _meet(label["corners"], _corners(thing["box"])):
                yield f"{label['text']!r} lies under {thing['name']}"


def _corners(box: Box) -> Corners:
    left, top, right, bottom = box
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def _meet(one: Corners, other: Corners) -> bool:
    """Do two convex shapes run into each other? By the separating axis theorem."""
    for shape in (one, other):
        for (ax, ay), (bx, by) in zip(shape, [*shape[1:], shape[0]], strict=True):
            length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
            if not length:
                continue
            nx, ny = (by - ay) / length, (ax - bx) / length
            first = [nx * x + ny * y for x, y in one]
            second = [nx * x + ny * y for x, y in other]
            if min(max(first), max(second)) - max(min(first), min(second)) <= TOUCH:
                return False
    return True
