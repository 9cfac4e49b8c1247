"""The plates as readers meet them: before any script, without one, and in print."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from mapstory.build import build_site, read_map_story

Open = Callable[..., Page]

STORY = Path(__file__).parents[2] / "stories" / "anbar-2015.yaml"

# Of every plate: its box, its words with their boxes and sizes on the screen, and what overlaps.
PLATES = """() => [...document.querySelectorAll('.mapstory-plate svg')].map(svg => {
  const own = svg.getBoundingClientRect();
  const scale = svg.getScreenCTM().a;
  const texts = [...svg.querySelectorAll('text')].filter(text => text.getBoundingClientRect().width > 0).map(text => {
    const {left, top, right, bottom} = text.getBoundingClientRect();
    const {a, b} = text.getScreenCTM(); const by = Math.hypot(a, b);
    return {says: text.textContent, left, top, right, bottom, size: parseFloat(getComputedStyle(text).fontSize) * by};
  });
  const overlaps = texts.flatMap((a, i) => texts.slice(i + 1)
    .filter(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(b => a.says + ' / ' + b.says));
  const outside = texts.filter(t => t.left < own.left || t.right > own.right || t.top < own.top || t.bottom > own.bottom);
  return {width: own.width, height: own.height, scale, overlaps, outside: outside.map(t => t.says),
    sizes: texts.map(t => t.size), says: texts.map(t => t.says)};
})"""


CUT_OFF = """() => [...document.querySelectorAll('.mapstory-alt')]
  .filter(words => words.scrollWidth > words.clientWidth + 1 || words.clientHeight < 12)
  .map(words => words.textContent)"""


@pytest.fixture(scope="module")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("plates")
    build_site([read_map_story(STORY)], out, whole=True)
    return (out / "anbar-2015" / "index.html").as_uri()


def load_without_its_script(page: Page, url: str, traffic: object) -> None:
    """Load a page whose own script never comes; what stands in the page itself runs."""
    page.route("**/*.js", lambda route: route.abort())
    page.goto(url)
    traffic.errors.clear()  # type: ignore[attr-defined]  # the script that was kept back


@pytest.mark.parametrize("width", [320, 390, 480, 700, 1280])
def test_without_script_every_step_has_a_map_with_names_that_are_read(
    open_page: Open, page_url: str, width: int
) -> None:
    page = open_page(page_url, java_script_enabled=False, viewport={"width": width, "height": 800})
    plates = page.evaluate(PLATES)
    assert len(plates) == 1 + page.locator(".mapstory-step").count()
    for plate in plates:
        assert plate["width"] >= min(width, 600)
        assert plate["height"] == pytest.approx(plate["width"] * 3 / 4, abs=1)
    # The first shows what the poster draws: its names are looked at there.
    assert page.locator(".mapstory-plate svg").first.locator("use").count() == 1
    for plate in plates[1:]:
        assert plate["overlaps"] == []
        assert plate["outside"] == []
        assert all(9.5 <= size <= 15.5 for size in plate["sizes"]), plate
        assert max(plate["sizes"]) >= 12
    assert any(said.startswith("112,000") for said in plates[5]["says"])
    assert page.locator(".mapstory-alt").count() == len(plates)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_map_is_painted_before_any_script_and_clear_of_the_card(
    open_page: Open, page_url: str, screen: str, traffic: object
) -> None:
    page = open_page("about:blank", screen=screen)
    load_without_its_script(page, page_url, traffic)
    poster = page.locator(".mapstory-poster svg")
    assert poster.is_visible()
    card = page.locator(".mapstory-card").bounding_box()
    drawn = page.locator(".mapstory-poster svg").bounding_box()
    assert card
    assert drawn
    assert drawn["width"] > 300
    beside = drawn["x"] >= card["x"] + card["width"]
    above = drawn["y"] + drawn["height"] <= card["y"] + 1
    assert beside or above
    assert page.locator(".mapstory-state.is-current").is_visible()
    (plate,) = page.evaluate(PLATES.replace(".mapstory-plate svg", ".mapstory-poster svg"))
    assert plate["overlaps"] == []
    assert plate["outside"] == []
    assert len(plate["says"]) > 5
    assert all(9.5 <= size <= 15.5 for size in plate["sizes"]), plate


# Of every pin of the poster: a pixel between its symbol and its edge, and what colour its group has.
PINS = """() => [...document.querySelectorAll('.mapstory-poster .mapstory-pins')]
  .filter(path => getComputedStyle(path.closest('[class^=mapstory-plate-]')).display !== 'none')
  .map(path => {
    const [x, y] = path.getAttribute('d').match(/-?\\d+/g).map(Number);
    const {e, f, a} = path.getScreenCTM().translate(x, y);
    const pin = document.querySelector(path.getAttribute('marker-mid').slice(4, -1)).children[1];
    return [Math.round(e), Math.round(f - 7.5 * a), getComputedStyle(pin).fill.match(/\\d+/g).map(Number)];
  })"""


def test_pins_are_painted_in_the_colours_of_their_groups(
    open_page: Open, page_url: str, screen: str, traffic: object
) -> None:
    page = open_page("about:blank", screen=screen)
    load_without_its_script(page, page_url, traffic)
    picture = Image.open(BytesIO(page.screenshot(scale="css"))).convert("RGB")
    pins = page.evaluate(PINS)
    assert len(pins) == 3
    assert len({tuple(color) for _, _, color in pins}) == 2
    for x, y, color in pins:
        assert picture.getpixel((x, y)) == pytest.approx(tuple(color), abs=2)


def test_the_names_of_the_poster_come_in_the_frame_after_its_shapes(
    open_page: Open, page_url: str, traffic: object
) -> None:
    page = open_page("about:blank")
    page.add_init_script("""
      window.shown = [];
      const look = () => {
        const names = [...document.querySelectorAll('.mapstory-poster text')];
        if (names.length) shown.push(names.some(name => name.getBoundingClientRect().width > 0));
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    """)
    load_without_its_script(page, page_url, traffic)
    page.wait_for_function("() => shown.includes(true)")
    shown = page.evaluate("shown")
    assert shown[0] is False
    assert shown.index(True) <= 2


def test_where_the_script_never_comes_the_words_and_maps_of_all_steps_come_up(
    open_page: Open, page_url: str, traffic: object
) -> None:
    page = open_page("about:blank")
    load_without_its_script(page, page_url, traffic)
    page.evaluate("document.getAnimations().forEach(animation => animation.finish())")
    steps = page.locator(".mapstory-step")
    maps = page.locator(".mapstory-step .mapstory-plate svg")
    assert maps.count() == steps.count()
    assert all(step.is_visible() for step in steps.all())
    assert all(drawn.bounding_box()["width"] > 300 for drawn in maps.all())  # type: ignore[index]


def test_where_there_are_scripts_the_maps_of_the_steps_cost_nothing(
    open_page: Open, page_url: str
) -> None:
    page = open_page(page_url)
    page.locator(".is-drawn").wait_for()
    assert page.locator(".mapstory-plate svg").count() == 0


def test_the_poster_goes_when_the_script_takes_over(open_page: Open, page_url: str) -> None:
    page = open_page(page_url)
    page.locator(".is-drawn").wait_for()
    assert page.locator(".mapstory-poster").is_hidden()
    assert page.locator(".mapstory-plate").first.is_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_in_print_every_step_stands_in_full_with_its_map_on_light_paper(
    open_page: Open, page_url: str, *, scripts: bool
) -> None:
    page = open_page(page_url, java_script_enabled=scripts, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 680, "height": 960})
    page.locator(".mapstory-step .mapstory-plate svg").first.wait_for()
    steps = page.locator(".mapstory-step")
    plates = page.evaluate(PLATES)
    assert len(plates) == 1 + steps.count()
    for plate in plates:
        assert plate["width"] > 300
        assert plate["overlaps"] == []
        assert plate["outside"] == []
    styles = page.evaluate(
        """() => [...document.querySelectorAll('.mapstory-step, .mapstory-plate')]
          .map(e => [e.checkVisibility(), getComputedStyle(e).breakInside].join(' '))"""
    )
    assert set(styles) == {"true avoid"}
    sea = page.evaluate(
        "getComputedStyle(document.querySelector('.mapstory-plate svg')).backgroundColor"
    )
    assert sea == "rgb(217, 229, 234)"
    assert page.locator(".mapstory-frame").is_hidden()
    assert page.locator(".mapstory-alt").first.is_visible()
