"""The Anbar story as readers meet it: in a real browser, at two sizes, by every way of stepping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

Open = Callable[..., Page]

STEPS = [
    "province", "ramadi-falls", "massing", "air-cover", "flight",
    "turned-back", "camp", "hospital", "awakening", "months",
]  # fmt: skip

STATES = ["", *(f"step-{step}" for step in STEPS), "end"]

# What the reader sees: the open state, the address, and every drawn thing with its state and place.
SEEN = """() => {
  const at = box => [box.left, box.top, box.width, box.height].map(Math.round).join(' ');
  return {
    open: [...document.querySelectorAll('.mapstory-state.is-current')].filter(s => s.checkVisibility({visibilityProperty: true})).map(s => s.id),
    shown: [...document.querySelectorAll('.mapstory-step, .mapstory-end')].filter(s => s.checkVisibility({visibilityProperty: true})).map(s => s.id),
    hash: location.hash,
    counter: document.querySelector('.mapstory-counter').textContent.trim(),
    drawn: [...document.querySelectorAll('[data-mark]:not(.is-covered)')]
      .map(e => [e.dataset.mark, e.closest('.mapstory-layer').className, at(e.getBoundingClientRect())].join(' '))
      .sort(),
  };
}"""


def settled(page: Page) -> dict[str, object]:
    """What is seen once the camera has arrived."""
    page.wait_for_function("() => document.querySelector('.is-drawn:not(.mapstory-flying)')")
    return dict(page.evaluate(SEEN))


def test_every_state_by_the_button_and_back(open_page: Open, host: str, screen: str) -> None:
    page = open_page(f"{host}/anbar-2015/", screen=screen, reduced_motion="reduce")
    forward = []
    for number, state in enumerate(STATES):
        seen = settled(page)
        assert seen["open"] == [state]
        assert seen["shown"] == ([state] if state else [])
        outside = state in {"", "end"}
        assert seen["counter"] == ("10 steps" if outside else f"{number} of {len(STEPS)}")
        forward.append(seen["drawn"])
        if state != "end":
            page.locator(".mapstory-next").click()
    backward = []
    for state in reversed(STATES):
        seen = settled(page)
        assert seen["open"] == [state]
        backward.append(seen["drawn"])
        if state:
            page.locator(".mapstory-previous").click()
    assert backward[::-1] == forward
    assert forward[0] == forward[-1]


def test_the_end_leads_back_to_the_start(open_page: Open, host: str, screen: str) -> None:
    page = open_page(f"{host}/anbar-2015/#end", screen=screen, reduced_motion="reduce")
    assert settled(page)["open"] == ["end"]
    assert page.locator(".mapstory-announcer").text_content() == ""
    page.get_by_role("button", name="Back to the start").click()
    seen = settled(page)
    assert (seen["open"], seen["hash"]) == ([""], "")
    assert page.locator(".mapstory-announcer").text_content() == "The battle for Anbar. 10 steps."
    assert page.evaluate("document.activeElement.tagName") == "H1"


@pytest.mark.parametrize("step", STEPS)
def test_a_link_opens_the_same_picture_as_stepping_there(
    open_page: Open, host: str, step: str
) -> None:
    linked = open_page(f"{host}/anbar-2015/#step-{step}", reduced_motion="reduce")
    walked = open_page(f"{host}/anbar-2015/", reduced_motion="reduce")
    for _ in range(STEPS.index(step) + 1):
        walked.keyboard.press("ArrowRight")
    seen, other = settled(linked), settled(walked)
    assert seen["open"] == [f"step-{step}"]
    assert seen["drawn"] == other["drawn"]
    assert other["hash"] == f"#step-{step}"


def test_a_link_shows_a_long_step_from_its_start(open_page: Open, host: str, screen: str) -> None:
    page = open_page(f"{host}/anbar-2015/#step-{STEPS[5]}", screen=screen, reduced_motion="reduce")
    settled(page)
    assert page.evaluate("window.scrollY") == 0
    assert page.evaluate("document.querySelector('.mapstory-reading').scrollTop") == 0


def test_keys_step_and_the_address_follows(open_page: Open, host: str) -> None:
    page = open_page(f"{host}/anbar-2015/")
    before = page.evaluate("history.length")
    for key, state in [
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("End", 11),
        ("Home", 0),
    ]:
        page.keyboard.press(key)
        seen = settled(page)
        assert seen["open"] == [STATES[state]]
        assert seen["hash"] == (f"#{STATES[state]}" if STATES[state] else "")
    assert page.evaluate("history.length") == before  # the Back button still leaves the story


def test_many_presses_during_a_flight_end_where_one_link_does(open_page: Open, host: str) -> None:
    page = open_page(f"{host}/anbar-2015/")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    rushed = settled(page)
    calm = settled(open_page(f"{host}/anbar-2015/#step-{STEPS[5]}"))
    assert rushed["open"] == [f"step-{STEPS[5]}"]
    assert rushed["drawn"] == calm["drawn"]


def test_a_swipe_on_the_card_steps(open_page: Open, host: str) -> None:
    page = open_page(f"{host}/anbar-2015/", screen="phone", reduced_motion="reduce")
    session = page.context.new_cdp_session(page)
    swipe(page, session, start=320, end=80)
    assert settled(page)["open"] == [f"step-{STEPS[0]}"]
    swipe(page, session, start=80, end=320)
    assert settled(page)["open"] == [""]


def swipe(page: Page, session: object, *, start: int, end: int) -> None:
    box = page.locator(".mapstory-state.is-current :is(h1, h2)").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    steps = [
        ("touchStart", start),
        *(("touchMove", start + (end - start) * n / 6) for n in range(1, 7)),
    ]
    for kind, x in steps:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})  # type: ignore[attr-defined]
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})  # type: ignore[attr-defined]


def test_the_row_of_links_jumps_and_moves_the_focus(open_page: Open, host: str) -> None:
    page = open_page(f"{host}/anbar-2015/", reduced_motion="reduce")
    page.locator(f'nav a[href="#step-{STEPS[6]}"]').click()
    assert settled(page)["open"] == [f"step-{STEPS[6]}"]
    assert (
        page.evaluate("document.activeElement.textContent.trim()") == "Two days on foot to a camp"
    )


WAITING = """() => {
  const states = [...document.querySelectorAll('.mapstory-step')];
  const here = states.findIndex(step => step.matches('.is-current'));
  return states.map((step, i) => [Math.abs(i - here), step.querySelector('h2').offsetWidth > 0,
    step.checkVisibility({visibilityProperty: true}), step.offsetHeight > 0]);
}"""


def test_the_words_before_and_after_wait_laid_out_and_take_no_room(
    open_page: Open, host: str
) -> None:
    page = open_page(f"{host}/anbar-2015/#step-massing")
    page.wait_for_selector(".is-drawn:not(.mapstory-flying)")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#step-flight.is-near", state="attached")
    for away, is_laid_out, is_seen, has_room in page.evaluate(WAITING):
        assert is_laid_out == (away <= 1)
        assert is_seen == has_room == (away == 0)


def test_a_step_is_a_new_style_for_the_bar_alone(open_page: Open, host: str) -> None:
    page = open_page(f"{host}/anbar-2015/#step-massing")
    page.wait_for_selector(".is-drawn:not(.mapstory-flying)")
    assert page.evaluate("document.querySelector('.mapstory').style.length") == 0
    bar = "getComputedStyle(document.querySelector('.mapstory-controls'))"
    share = f"Number({bar}.getPropertyValue('--mapstory-progress'))"
    assert page.evaluate(share) == pytest.approx(3 / 11)


def test_a_title_beside_the_trail_is_laid_out_where_it_is_pointed_to(
    open_page: Open, host: str
) -> None:
    page = open_page(f"{host}/anbar-2015/", viewport={"width": 1280, "height": 800})
    page.wait_for_selector(".is-drawn:not(.mapstory-flying)")
    look = """link => {
      const {opacity, contentVisibility} = getComputedStyle(link.querySelector('.mapstory-trail-title'));
      return [opacity, contentVisibility];
    }"""
    link = page.locator(".mapstory-trail a").nth(1)
    assert link.evaluate(look) == ["0", "hidden"]
    link.hover()
    assert link.evaluate(look) == ["1", "visible"]


@pytest.mark.parametrize("step", STEPS)
def test_the_camera_frames_what_the_step_is_about(
    open_page: Open, host: str, screen: str, step: str
) -> None:
    page = open_page(f"{host}/anbar-2015/#step-{step}", screen=screen, reduced_motion="reduce")
    settled(page)
    free = page.evaluate(
        """step => {
          const map = document.querySelector('.leaflet-container').getBoundingClientRect();
          const card = document.querySelector('.mapstory-card').getBoundingClientRect();
          const told = [...document.querySelectorAll('[data-mark^="' + step + '/"]')]
            .map(e => (e.querySelector('.mapstory-disc') ?? e).getBoundingClientRect()).filter(r => r.width);
          const beside = card.bottom > map.top && card.top < map.bottom && card.width < map.width;
          return {told: told.length, cut: told.filter(r =>
            r.left < map.left - 1 || r.right > map.right + 1 || r.top < map.top - 1 || r.bottom > map.bottom + 1
            || (beside && r.left < card.right - 1)).length};
        }""",
        step,
    )
    assert free["told"] > 0
    assert free["cut"] == 0


def test_it_works_from_a_disk(open_page: Open, site: Path) -> None:
    page = open_page((site / "anbar-2015" / "index.html").as_uri(), reduced_motion="reduce")
    page.locator(".mapstory-next").click()
    assert settled(page)["open"] == [f"step-{STEPS[0]}"]
    assert page.locator("[data-mark]").count() > 0


def test_it_works_in_a_sandboxed_frame(open_page: Open, host: str, site: Path) -> None:
    (site / "article.html").write_text(
        '<!doctype html><title>Article</title><link rel="icon" href="data:,"><iframe title="story" '
        'sandbox="allow-scripts" width="700" height="900" src="anbar-2015/index.html"></iframe>',
        encoding="utf-8",
    )
    frame = open_page(f"{host}/article.html").frame_locator("iframe")
    frame.locator(".mapstory-next").click()
    frame.locator(f"#step-{STEPS[0]}").wait_for(state="visible")
    assert frame.locator(".mapstory-summary").is_hidden()
    assert frame.locator("[data-mark]").count() > 0


def test_without_script_the_whole_story_is_there(open_page: Open, host: str, screen: str) -> None:
    page = open_page(f"{host}/anbar-2015/", screen=screen, java_script_enabled=False)
    for step in STEPS:
        assert page.locator(f"#step-{step}").is_visible()
    assert page.locator(".mapstory-step h2").count() == len(STEPS)


SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(e => e.value)))
    .observe({type: 'layout-shift', buffered: true});
}"""


def test_nothing_shifts_from_the_first_paint_on(open_page: Open, host: str, screen: str) -> None:
    page = open_page("about:blank", screen=screen)
    page.add_init_script(f"({SHIFTS})()")
    page.goto(f"{host}/anbar-2015/")
    settled(page)
    page.wait_for_timeout(500)
    assert page.evaluate("window.shifts") == []


@pytest.mark.parametrize("width, height", [(320, 568), (320, 256), (768, 900)])
def test_no_state_scrolls_in_two_directions(
    open_page: Open, host: str, width: int, height: int
) -> None:
    size = {"width": width, "height": height}
    page = open_page(f"{host}/anbar-2015/", viewport=size, reduced_motion="reduce")
    for _ in STATES:
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.keyboard.press("ArrowRight")


def test_reduced_motion_means_no_flight(open_page: Open, host: str) -> None:
    page = open_page(f"{host}/anbar-2015/", reduced_motion="reduce")
    settled(page)
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('.mapstory-flying') === null")


def test_the_index_leads_to_the_story(open_page: Open, host: str) -> None:
    page = open_page(f"{host}/")
    page.get_by_role("link", name="The battle for Anbar").click()
    assert settled(page)["open"] == [""]
