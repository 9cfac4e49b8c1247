from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import shapely
from shapely import Point

from mapstory import world
from mapstory.atlas import Atlas
from mapstory.atlas.locator import HEIGHT_PX, WIDTH_PX
from mapstory.atlas.model import Locator
from tests.test_atlas import drawn

WORDS = Path(world.__file__).parents[1] / "words"
SRINAGAR, LEH = Point(74.8, 34.1), Point(77.6, 34.2)


def locator_of(atlas: Atlas) -> Locator:
    assert atlas.locator is not None
    return atlas.locator


def located(locator: Locator) -> tuple[float, float]:
    """The middle of what is marked, as shares of the inset's width and height."""
    numbers = {
        k: float(v) for k, v in re.findall(r' (\w+)="(-?\d+)"', locator.markup.split("</g>")[1])
    }
    x = numbers["cx"] if "cx" in numbers else numbers["x"] + numbers["width"] / 2
    y = numbers["cy"] if "cy" in numbers else numbers["y"] + numbers["height"] / 2
    _, _, width, height = (float(each) for each in locator.view_box.split())
    return x / width, y / height


def test_a_story_in_a_part_of_a_country_shows_which() -> None:
    locator = locator_of(drawn(["s", "l"], s=SRINAGAR, l=LEH)[1])
    assert locator.countries == ("India",)
    across, down = located(locator)
    assert 0.25 < across < 0.5
    assert 0.1 < down < 0.35
    assert '<rect class="mapstory-located"' in locator.markup
    assert 'class="mapstory-home"' in locator.markup
    assert 'class="mapstory-disputed"' in locator.markup


def test_a_town_is_a_dot() -> None:
    locator = locator_of(drawn(["s"], s=SRINAGAR)[1])
    assert '<circle class="mapstory-located"' in locator.markup


def test_a_story_as_wide_as_its_country_needs_none() -> None:
    jamnagar, guwahati = Point(70.06, 22.47), Point(91.74, 26.18)
    assert drawn(["j", "g"], j=jamnagar, g=guwahati)[1].locator is None


def test_a_small_country_is_shown_in_its_region() -> None:
    locator = locator_of(drawn(["b"], b=Point(35.5, 33.89))[1])
    assert locator.countries == ("Lebanon",)
    across, down = located(locator)
    assert across == pytest.approx(0.5, abs=0.1)
    assert down == pytest.approx(0.5, abs=0.1)
    assert (
        len(re.findall("m", locator.markup.split('class="mapstory-abroad"')[1].split("/>")[0])) > 3
    )


def test_land_of_a_country_on_the_other_side_of_an_ocean_is_left_out() -> None:
    # France without French Guiana: Lyon is where it is in France.
    across, down = located(locator_of(drawn(["l"], l=Point(4.83, 45.76))[1]))
    assert 0.5 < across < 0.8
    assert 0.4 < down < 0.7


def test_at_180_degrees_it_is_whole() -> None:
    locator = locator_of(drawn(["t"], t=Point(-179.95, -16.85))[1])
    assert locator.countries == ("Fiji",)
    across, _ = located(locator)
    assert 0.3 < across < 0.8


def test_at_sea_there_is_none() -> None:
    assert drawn(["here"], here=Point(-140, -30))[1].locator is None


def test_it_is_small_and_in_proportion() -> None:
    locator = locator_of(drawn(["s"], s=SRINAGAR)[1])
    assert len(locator.markup) < 12_000
    _, _, width, height = (float(each) for each in locator.view_box.split())
    assert width / height == WIDTH_PX / HEIGHT_PX


def test_countries_are_named_in_the_language_of_the_story() -> None:
    locator = locator_of(drawn(["s"], language="ar", s=SRINAGAR)[1])
    assert locator.countries == ("الهند",)
    for path in sorted(WORDS.glob("*.json")):
        assert "{country}" in json.loads(path.read_text(encoding="utf-8"))["locator"]


def test_nothing_of_it_is_not_a_whole_number() -> None:
    locator = locator_of(drawn(["s"], s=SRINAGAR)[1])
    assert "." not in "".join(re.findall(r' d="([^"]*)"', locator.markup))
    assert shapely.box(0, 0, 1, 1).covers(Point(*located(locator)))


def test_wherever_in_a_country_the_stories_are_its_inset_is_the_same_but_for_the_mark() -> None:
    west, east = (locator_of(drawn(["s"], s=at)[1]) for at in (Point(38, 55), Point(131.9, 43.2)))
    assert west.markup.split("</g>")[0] == east.markup.split("</g>")[0]
    assert located(west)[0] < 0.4
    assert located(east)[0] > 0.6
