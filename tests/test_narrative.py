from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import MultiPolygon, Point, box

from mapstory.narrative import Arrow, Narrative, arrange_narrative, frame
from mapstory.source import read_source
from mapstory.story import parse_story

STORY = """\
title: T
places:
  town: Ramadi
  area: Anbar
  far: Basra
events:
  - {id: one, title: One, at: town, text: x}
  - {id: two, title: Two, show: [{place: town, group: g}, area], keep: shown, text: x}
  - {id: three, title: Three, moves: [{from: town, to: far, label: away}], keep: hidden, text: x}
  - {id: four, title: Four, text: nowhere}
  - {id: five, title: Five, at: area, view: {fit: [far]}, text: x}
groups:
  g: {label: G, color: blue}
"""


def table(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    rows = [
        {
            "id": place,
            "name": place.title(),
            "kind": "town",
            "geometry": shape,
            "uncertainty_m": 3000.0,
            "soft": False,
            "words": "",
        }
        for place, shape in shapes.items()
    ]
    return gpd.GeoDataFrame(rows, crs=4326).set_index("id", drop=False)


PLACES = table(town=Point(43.3, 33.4), area=box(39, 31, 44, 35), far=Point(47.8, 30.5))


@pytest.fixture
def narrative(tmp_path: Path) -> Narrative:
    return arranged(STORY, tmp_path)


def arranged(text: str, tmp_path: Path) -> Narrative:
    path = tmp_path / "story.yaml"
    path.write_text(text, encoding="utf-8")
    story, problems = parse_story(read_source(path), path=path)
    assert [problem for problem in problems if not problem.warning] == []
    return arrange_narrative(story, PLACES)


def test_each_event_is_a_layer_and_each_step_names_every_layer_that_is_on_the_map(
    narrative: Narrative,
) -> None:
    assert [layer.id for layer in narrative.layers] == ["one", "two", "three", "four", "five"]
    assert [step.layers for step in narrative.steps] == [
        {"one": "told"},
        {"one": "dimmed", "two": "told"},
        {"one": "dimmed", "two": "shown", "three": "told"},
        {"one": "dimmed", "two": "shown", "four": "told"},
        {"one": "dimmed", "two": "shown", "four": "dimmed", "five": "told"},
    ]


def test_a_place_is_drawn_once_by_the_newest_layer_that_is_on_the_map(narrative: Narrative) -> None:
    assert [step.covered for step in narrative.steps] == [
        (),
        ("one/town",),
        ("one/town", "two/town"),
        ("one/town",),
        ("one/town", "two/area"),
    ]


def test_the_ends_of_a_move_are_marked_in_the_colour_they_had_last(narrative: Narrative) -> None:
    assert [(mark.id, mark.group) for mark in narrative.layers[2].marks] == [
        ("three/town", "g"),
        ("three/far", None),
    ]


def test_a_mark_bears_its_group(narrative: Narrative) -> None:
    assert [(mark.id, mark.group) for mark in narrative.layers[1].marks] == [
        ("two/town", "g"),
        ("two/area", None),
    ]


def test_the_camera_frames_what_the_step_is_about(narrative: Narrative) -> None:
    one, two, three, four, five = (step.bounds for step in narrative.steps)
    assert shapely.box(*one).contains(PLACES.geometry["town"])
    assert shapely.box(*two).contains(PLACES.geometry["area"])
    assert shapely.box(*three).contains(PLACES.geometry[["town", "far"]].union_all())
    assert four == three  # an event without a place keeps the view
    assert shapely.box(*five).contains(PLACES.geometry["far"])
    assert not shapely.box(*five).intersects(PLACES.geometry["area"])
    assert shapely.box(*narrative.bounds).contains(PLACES.geometry.union_all())


@given(lon=st.floats(-180, 180), lat=st.floats(-80, 80), known=st.floats(1, 1e6))
def test_a_lone_point_is_framed_with_its_surroundings(lon: float, lat: float, known: float) -> None:
    places = table(spot=Point(lon, lat))
    places["uncertainty_m"] = known
    west, south, east, north = frame(places, ["spot"])
    width = Geod(ellps="WGS84").inv(west, lat, east, lat)[2]
    assert 2_000 <= width <= 100_000
    assert south < lat < north
    inside = west <= lon <= east if west <= east else lon >= west or lon <= east
    assert inside


def test_the_frame_crosses_the_antimeridian_by_the_short_way() -> None:
    fiji = MultiPolygon([box(177, -19, 180, -16), box(-180, -19, -178, -16)])
    west, _, east, _ = frame(table(fiji=fiji, suva=Point(178.4, -18.1)), ["fiji", "suva"])
    assert 176 < west < 177
    assert -178 < east < -177


def test_a_voyage_round_the_globe_is_cut_where_nobody_sailed() -> None:
    stops = table(
        home=Point(-1, 51), horn=Point(-70, -60), cape=Point(18, -34),
        south=Point(147, -43), island=Point(-149, -17),
    )  # fmt: skip
    assert frame(stops, stops.index, margin=0)[::2] == pytest.approx((147, 18), abs=0.1)
    names = ("home", "horn", "cape", "south", "island")
    sailed = [Arrow(f"{a}-{b}", a, b, None, "", None) for a, b in pairwise(names)]
    around = frame(stops, stops.index, arrows=sailed, margin=0)
    assert around[::2] == pytest.approx((-70, -149), abs=0.1)


def test_the_opening_and_the_end_show_at_once_what_no_event_hides(narrative: Narrative) -> None:
    opening, *steps, end = narrative.states
    assert tuple(steps) == narrative.steps
    assert opening.layers == dict.fromkeys(["one", "two", "four", "five"], "shown")
    assert opening.bounds == narrative.bounds
    assert (opening.title, opening.anchor) == ("T", "")
    assert (end.title, end.anchor) == ("Sources and credits", "end")
    assert (end.layers, end.covered) == (opening.layers, opening.covered)
    assert end.bounds == opening.bounds
    assert [step.anchor for step in steps] == [f"step-{step.id}" for step in steps]
    layers = [layer for layer in narrative.layers if layer.id in opening.layers]
    drawn = [mark for layer in layers for mark in layer.marks if mark.id not in opening.covered]
    assert sorted(mark.place for mark in drawn) == ["area", "town"]


def test_a_story_of_one_event_is_one_state(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text("title: T\nevents:\n  - {title: Only, text: x}\n", encoding="utf-8")
    story, _ = parse_story(read_source(path), path=path)
    only = arrange_narrative(story, PLACES)
    assert only.states == only.steps
    assert (only.opening, only.end) == (None, None)


def test_pins_are_symbols_unless_the_story_wants_the_numbers_of_its_steps(tmp_path: Path) -> None:
    plain = arranged(STORY, tmp_path)
    assert {mark.number for layer in plain.layers for mark in layer.marks} == {""}
    numbered = arranged(STORY + "pins: numbers\n", tmp_path)
    told = {mark.id: mark.number for layer in numbered.layers for mark in layer.marks}
    assert told["one/town"] == "1"
    assert told["two/town"] == told["two/area"] == "2"
    assert told["three/far"] == "3"
