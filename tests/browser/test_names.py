"""What is written on the map: nothing over anything else, wherever a reader moves the map to."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from mapstory.build import build_site, read_map_story

Open = Callable[..., Page]

STORIES = Path(__file__).parents[2] / "stories"
CROWD = """
title: A crowd of places
groups: {one: {label: One side, color: vermillion}, other: {label: The other side, color: blue}}
places:
  bridge: {name: Harbour bridge, at: "33.30, 44.30", kind: bridge}
  market: {name: Old market, at: "33.32, 44.33", kind: town}
  wards: {name: Central hospital of the eastern district and its wards, at: "33.29, 44.36", kind: hospital}
  gate: {name: North gate, at: "33.34, 44.31", kind: checkpoint}
  school: {name: School, at: "33.31, 44.38", kind: school}
  port: {name: The port, at: "30.50, 47.80", kind: port}
  dam: {name: The dam, at: "36.63, 42.82", kind: place}
  camp: {name: the camp, where: around 40 km from dam, kind: camp}
events:
  - {id: far, title: Five in a cluster, at: [bridge, market, wards, gate, school], text: All of them., alt: Five places., view: {fit: [port, dam]}}
  - id: moves
    title: Several moves from one place
    at: camp
    moves:
      - {from: dam, to: port, group: one, label: "80,000 people by the long road south", count: 80000}
      - {from: dam, to: gate, group: other, label: a few hundred, count: 300}
      - {from: camp, to: dam, group: one, label: walked in}
    text: They moved.
    alt: Arrows.
  - {id: after, title: What is left of it, at: school, view: {fit: [port, dam]}, text: Less., alt: One place.}
"""

# What is wrong with what is written on the map now: names over one another, over what lies on
# the map, cut by its edge, or too near to a name of the story.
WRONG = """() => {
  const frame = document.querySelector('.mapstory-map').getBoundingClientRect();
  const shown = what => [...document.querySelectorAll(what)]
    .filter(e => e.checkVisibility({opacityProperty: true}))
    .map(e => ({text: e.textContent.trim(), of: e, box: e.getBoundingClientRect()}));
  const meet = (a, b, by = 0) => a.left < b.right + by && b.left < a.right + by && a.top < b.bottom + by && b.top < a.bottom + by;
  const labels = shown('.mapstory-label');
  const isOurs = ({of}) => of.matches('.is-told, .is-shown, .is-dimmed');
  const furniture = shown('.mapstory-card, .mapstory-legend, .mapstory-zoom, .mapstory-credit, .mapstory-scale, .mapstory-locator, .mapstory-explore, .mapstory-pan')
    .filter(({box}) => box.width && meet(box, frame));
  const wrong = labels.flatMap((a, i) => labels.slice(i + 1).filter(b => meet(a.box, b.box)).map(b => a.text + ' over ' + b.text));
  for (const label of labels) {
    const {box, text} = label;
    if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) wrong.push(text + ' cut');
    wrong.push(...furniture.filter(each => meet(each.box, box)).map(each => text + ' under ' + each.of.className));
    if (!isOurs(label)) wrong.push(...labels.filter(other => isOurs(other) && meet(other.box, box, 39)).map(other => text + ' near ' + other.text));
  }
  if (labels.filter(isOurs).length > 9) wrong.push('more than nine names of the story');
  if (labels.filter(({of}) => of.matches('.is-town')).length > 5) wrong.push('more than five towns');
  return wrong;
}"""


NUMBERED = """
title: Numbered
language: en-GB
pins: numbers
groups: {one: {label: One side, color: vermillion}}
places:
  bridge: {name: Harbour bridge, at: "33.30, 44.30", kind: bridge}
  camp: {name: the camp, where: around 10 km from bridge, kind: camp}
events:
  - {id: first, title: First, at: bridge, show: [{place: bridge, group: one}], text: One., alt: One.}
  - {id: second, title: Second, at: camp, text: Two., alt: Two.}
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Anbar, and two stories of our own: many places crowd in one, pins are numbers in the other."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "stories").mkdir()
    sources = [STORIES / "anbar-2015.yaml"]
    for name, text in {"crowd": CROWD, "numbered": NUMBERED}.items():
        sources.append(folder / "stories" / f"{name}.yaml")
        sources[-1].write_text(text, encoding="utf-8")
    build_site([read_map_story(path) for path in sources], folder / "site", whole=True)
    return folder / "site"


def at_rest(page: Page) -> Page:
    page.wait_for_function(
        "() => document.querySelector('.is-drawn:not(.mapstory-flying)') && !document.querySelector('.leaflet-pan-anim')"
    )
    return page


@pytest.mark.parametrize("story", ["anbar-2015", "crowd"])
def test_no_name_is_over_another_however_the_map_is_moved(
    open_page: Open, written: Path, screen: str, story: str
) -> None:
    url = (written / story / "index.html").as_uri()
    page = open_page(url, screen=screen, reduced_motion="reduce", has_touch=False)
    chance = random.Random(story + screen)  # noqa: S311, the same moves every time
    frame = page.locator(".mapstory-frame").bounding_box()
    assert frame
    for move in range(24):
        x, y = (
            frame["x"] + frame["width"] * chance.uniform(0.55, 0.8),
            frame["y"] + frame["height"] * chance.uniform(0.3, 0.6),
        )
        match chance.choice(["step", "near", "far", "drag", "drag"]):
            case "step":
                page.keyboard.press(chance.choice(["ArrowRight", "ArrowRight", "ArrowLeft"]))
            case "near":
                page.locator(".mapstory-zoom-in").click()
            case "far":
                page.locator(".mapstory-zoom-out").click()
            case _:
                page.mouse.move(x, y)
                page.mouse.down()
                page.mouse.move(x + chance.uniform(-150, 150), y + chance.uniform(-100, 100))
                page.mouse.up()
        assert at_rest(page).evaluate(WRONG) == [], move


@pytest.mark.parametrize("step", ["far", "moves"])
def test_every_place_that_is_told_is_named_in_a_crowd_too(
    open_page: Open, written: Path, screen: str, step: str
) -> None:
    url = (written / "crowd" / "index.html").as_uri() + f"#step-{step}"
    page = at_rest(open_page(url, screen=screen, reduced_motion="reduce"))
    told = page.evaluate(
        """step => [...new Set([...document.querySelectorAll(`[data-mark^="${step}/"][data-place]`)]
          .map(e => e.dataset.place))].sort()""",
        step,
    )
    named = page.evaluate(
        "() => [...document.querySelectorAll('.mapstory-label.is-told[data-place]')].map(e => e.dataset.place).sort()"
    )
    assert named == told


def test_pins_carry_the_numbers_of_their_steps(open_page: Open, written: Path) -> None:
    url = (written / "numbered" / "index.html").as_uri() + "#step-second"
    page = at_rest(open_page(url, reduced_motion="reduce"))
    assert page.locator(".is-dimmed .mapstory-number").all_inner_texts() == ["1"]
    assert page.locator(".mapstory-label.is-told b").inner_text() == "2 the camp"
    assert page.locator("[aria-current] .mapstory-trail-number").inner_text() == "2"
    assert page.locator(".mapstory-swatch use").count() == 0


def test_the_scale_bar_is_as_long_as_it_says(open_page: Open, written: Path, screen: str) -> None:
    url = (written / "numbered" / "index.html").as_uri() + "#step-second"
    page = at_rest(open_page(url, screen=screen, reduced_motion="reduce"))
    bars = dict(
        page.locator(".mapstory-scale-bar").evaluate_all(
            "bars => bars.map(bar => [bar.textContent, bar.getBoundingClientRect().width])"
        )
    )
    kilometres, miles = sorted(bars, key=lambda text: text.endswith("mi"))
    # The ring is 10 km from the bridge, give or take its words: its hole and its rim tell.
    ring = page.evaluate(
        "() => document.querySelector('.leaflet-container .mapstory-soft-edge').getBoundingClientRect().width"
    )
    a_km = bars[kilometres] / float(kilometres.split()[0])
    assert 2 * 10 * a_km < ring < 2 * 16 * a_km
    assert bars[miles] / float(miles.split()[0]) == pytest.approx(1.609 * a_km, rel=0.02)
    label = page.locator(".mapstory-scale").get_attribute("aria-label")
    assert label == f"Scale: {kilometres}, {miles}. North is at the top."


def test_marks_show_their_words_and_words_their_marks(open_page: Open, written: Path) -> None:
    url = (written / "numbered" / "index.html").as_uri() + "#step-second"
    page = at_rest(open_page(url, reduced_motion="reduce"))
    pointed = "() => [...document.querySelectorAll('.is-pointed')].map(e => e.dataset.place)"
    assert page.evaluate(pointed) == []
    # The older pin lies in the hole of the ring; the camp is anywhere on the ring itself.
    page.locator(".leaflet-container .mapstory-disc").hover()
    assert set(page.evaluate(pointed)) == {"bridge"}
    edge = page.locator(".leaflet-container .mapstory-soft-edge").bounding_box()
    assert edge
    page.mouse.move(edge["x"] + edge["width"] / 2, edge["y"] + 8)
    assert set(page.evaluate(pointed)) == {"camp"}
    words = page.locator(".mapstory-state.is-current .mapstory-place")
    assert words.evaluate("words => words.classList.contains('is-pointed')")
    words.focus()
    assert page.locator(".mapstory-label.is-pointed").inner_text().startswith("2 the camp")


def test_a_tap_on_a_mark_shows_its_words(open_page: Open, written: Path) -> None:
    url = (written / "numbered" / "index.html").as_uri() + "#step-first"
    page = at_rest(open_page(url, screen="phone", reduced_motion="reduce"))
    page.locator(".leaflet-container .mapstory-disc").tap()
    assert page.locator(".mapstory-place.is-pointed").count() == 1
