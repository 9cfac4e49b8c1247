from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import combinations
from math import dist
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mapstory.bounds import meridian_of, near
from mapstory.build import MapStory, read_map_story
from mapstory.narrative import State
from mapstory.plates import Plates, draw_plates
from mapstory.plates.arrows import End, curve_between, ends_of
from mapstory.plates.camera import HEIGHT, WIDTH, camera_of
from mapstory.plates.layout import LAYOUTS
from mapstory.plates.lettering import lines_of, width_of
from mapstory.plates.marks import Drawn, flights_of, marks_of, radius_of
from mapstory.plates.names import place_story, says_the_same, story_names
from mapstory.plates.placing import Size, Wish, beside, place_names
from mapstory.plates.shapes import shapes_of
from mapstory.plates.symbols import symbol_id, written_symbols
from mapstory.story.keys import KINDS

ANBAR = Path(__file__).parents[1] / "stories" / "anbar-2015.yaml"

DATELINE = """\
title: Across the line
dateline: 1960-05-22
language: en
basemap: none
groups:
  sea: {label: The sea, color: blue}
  land: {label: The land, color: orange}
places:
  east: {at: "-17.5, 178", name: "East & <west>", kind: town}
  west: {at: "-17.5, -178", name: West, kind: port}
events:
  - title: First
    at: east
    text: One.
  - title: Second
    at: [east, west]
    moves: [{from: east, to: west, group: sea, label: over the line, count: 5}]
    text: Two.
"""

coordinates = st.floats(min_value=0, max_value=600, allow_nan=False, width=32)
spots = st.tuples(coordinates, coordinates)


@cache
def anbar() -> MapStory:
    return read_map_story(ANBAR)


def plates_of(story: MapStory, *, direction: str = "ltr") -> Plates:
    colors = {group.id: group.color for group in story.story.groups.values()}
    return draw_plates(
        story.narrative,
        story.places,
        story.atlas,
        colors=colors,
        direction=direction,
        name="made",
    )


def story_from(text: str, folder: Path) -> MapStory:
    path = folder / "stories" / "made.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_map_story(path)


def parsed(markup: str) -> ET.Element:
    return ET.fromstring(f"<svg>{markup}</svg>")  # noqa: S314, written by us


def in_state(
    story: MapStory, number: int, scale: float = 1.0
) -> tuple[list[Drawn], dict[str, shapely.Geometry]]:
    step = story.narrative.steps[number]
    camera = camera_of(near(step.bounds, meridian_of(story.narrative.bounds)))
    camera = replace(camera, scale=camera.scale * scale)
    shapes = {
        place: camera.drawn(shape)
        for place, shape in shapes_of(story.places, story.narrative).items()
    }
    return marks_of(story.narrative, step, shapes), shapes


def test_a_plate_for_every_step_and_all_that_it_refers_to_is_in_the_page() -> None:
    story = anbar()
    plates = plates_of(story)
    assert list(plates.steps) == [step.id for step in story.narrative.steps]
    assert story.atlas is not None
    drawn = parsed("".join([story.atlas.sheet.markup, plates.defs, *plates.steps.values()]))
    ids = [each.attrib["id"] for each in drawn.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    wanted = {each.attrib["href"] for each in drawn.iter("use")}
    wanted |= set(re.findall(r"url\((#[^)]*)\)", "".join(plates.steps.values())))
    assert wanted <= {f"#{identity}" for identity in ids}
    assert f"#{story.atlas.sheet.id}" in wanted


def test_a_plate_shows_what_its_step_names_and_nothing_else() -> None:
    story = anbar()
    for number, step in enumerate(story.narrative.steps):
        marks, _ = in_state(story, number)
        expected = {
            (mark.id, step.layers[layer.id])
            for layer in story.narrative.layers
            if layer.id in step.layers
            for mark in layer.marks
            if mark.id not in step.covered
        }
        assert {(drawn.mark.id, drawn.state) for drawn in marks} == expected


def test_every_place_of_a_step_without_a_view_of_its_own_is_on_the_paper() -> None:
    story = anbar()
    paper = shapely.box(0, 0, WIDTH, HEIGHT)
    for number, event in enumerate(story.story.events):
        marks, _ = in_state(story, number)
        told = [drawn for drawn in marks if drawn.state == "told"]
        if not event.view:
            assert all(paper.covers(drawn.shape) for drawn in told), event.id


@given(
    st.floats(-170, 170), st.floats(-60, 60), st.floats(1e-6, 300), st.floats(1e-6, 60)
)  # fmt: skip
def test_a_camera_shows_all_of_its_box_in_the_middle(
    west: float, south: float, across: float, up: float
) -> None:
    north = min(84.0, south + up)
    drawn = camera_of((west, south, west + across, north)).drawn(
        shapely.box(west, south, west + across, north)
    )
    assert shapely.box(0, 0, WIDTH, HEIGHT).covers(drawn)
    left, top, right, bottom = drawn.bounds
    assert left + right == pytest.approx(WIDTH, abs=0.1)
    assert top + bottom == pytest.approx(HEIGHT, abs=0.1)


@given(spots, spots, st.floats(3, 9), st.sampled_from(["told", "shown"]))
def test_the_head_of_an_arrow_ends_at_the_ring_of_its_target(
    start: tuple[float, float], target: tuple[float, float], width: float, state: str
) -> None:
    assume(dist(start, target) > 60)
    gap = radius_of("told" if state == "told" else "shown") + 1
    ends = [End(shapely.Point(at), gap) for at in (start, target)]
    leaves, tip = ends_of(*ends)
    arrow = curve_between(leaves, tip, width)
    assert dist(tip, target) == pytest.approx(gap)
    assert dist(leaves, start) == pytest.approx(gap)
    assert arrow.area.distance(shapely.Point(target)) == pytest.approx(gap, abs=0.01)
    assert arrow.area.is_valid
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d)?", arrow.data)]
    assert min(dist(tip, pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)) < 0.1


def test_an_arrow_reaches_into_an_area_and_keeps_off_a_line() -> None:
    start = End(shapely.Point(0, 50), 10)
    _, into = ends_of(start, End(shapely.box(100, 0, 200, 100), 10))
    assert into == pytest.approx((104, 50))
    _, before = ends_of(start, End(shapely.LineString([(100, 0), (100, 100)]), 10))
    assert before == pytest.approx((97, 50))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(spots, st.floats(10, 150), st.floats(10, 60)), min_size=1, max_size=12),
    st.lists(spots, max_size=5),
)
def test_no_two_names_overlap_nor_leave_the_paper(
    wanted: list[tuple[tuple[float, float], float, float]], pins: list[tuple[float, float]]
) -> None:
    frame = shapely.box(0, 0, 600, 450)
    obstacles = shapely.union_all([shapely.Point(at).buffer(12) for at in pins])
    wishes = [
        Wish(str(n), Size(width, height), beside(at, 12, rtl=bool(n % 2)))
        for n, (at, width, height) in enumerate(wanted)
    ]
    placed = place_names(wishes, frame=frame, obstacles=obstacles, most=9)
    assert len(placed) <= 9
    for one, other in combinations(placed, 2):
        assert one.box.distance(other.box) >= 4 - 1e-6
    for each in placed:
        assert frame.covers(each.box)
        assert not each.box.intersects(obstacles)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_what_is_told_keeps_its_name_on_every_plate(layout: object) -> None:
    assert layout in LAYOUTS
    (this,) = (each for each in LAYOUTS if each is layout)
    story = anbar()
    for number, step in enumerate(story.narrative.steps):
        marks, shapes = in_state(story, number, scale=1 / this.by)
        flights = flights_of(story.narrative, step, shapes)
        wishes = story_names(marks, flights, this, rtl=False)
        written = {each.name.key for each in place_story(wishes, marks, flights, this)}
        told = {each.mark.id for each in marks if each.state == "told"}
        told |= {each.arrow.id for each in flights if each.state == "told" and each.arrow.label}
        assert told <= written, step.id


@pytest.mark.parametrize("state, is_named", [("told", True), ("shown", False)])
def test_where_pins_fill_the_paper_only_what_is_told_is_named(
    state: State, *, is_named: bool
) -> None:
    marks, _ = in_state(anbar(), 0)
    (mark, *_) = (drawn.mark for drawn in marks if drawn.is_point)
    grid = [shapely.Point(x, y) for x in range(0, 601, 20) for y in range(0, 451, 20)]
    crowd = [
        Drawn(replace(mark, id=f"p{n}", label="A town"), state, at) for n, at in enumerate(grid)
    ]
    wide = LAYOUTS[-1]
    wishes = story_names(crowd, [], wide, rtl=False)
    assert bool(place_story(wishes, crowd, [], wide)) is is_named


@given(st.text(alphabet=st.sampled_from("aWi é الرمادي Рамади 日本語 -"), min_size=1, max_size=60))
def test_lines_say_the_same_as_the_text_and_are_no_longer_than_they_may_be(text: str) -> None:
    assume(text.strip())
    lines = lines_of(text, 8.0)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    for line in lines:
        assert width_of(line) <= 8.0 or not re.search(r"\s|[日本語]{2}", line)


def test_lines_break_at_spaces_and_are_about_equally_long() -> None:
    assert lines_of("112,000 people in ten days", 12.0, bold=True) == [
        "112,000 people",
        "in ten days",
    ]
    assert lines_of("Ramadi", 12.0) == ["Ramadi"]


def test_what_marks_vowels_takes_no_room_and_a_chinese_character_takes_a_square() -> None:
    assert width_of("الأنبَار") == width_of("الأنبار")
    assert width_of("日本") == pytest.approx(2.1)


def test_a_base_map_does_not_repeat_what_the_story_says() -> None:
    assert says_the_same("Anbar province", "Al Anbar")
    assert says_the_same("Ramadi", "Ramādī")
    assert not says_the_same("the crossing", "the camp")


def test_every_kind_has_a_symbol_of_its_own_on_its_square() -> None:
    drawn = parsed(written_symbols(KINDS))
    groups = (each for each in drawn.iter("g") if "-kind-" in each.attrib.get("id", ""))
    symbols = {each.attrib["id"]: each for each in groups}
    assert set(symbols) == {symbol_id(kind) for kind in KINDS}
    assert len(symbols) == len(KINDS) - 1  # an area that is shown as a point is a place
    data = [tuple(path.attrib["d"] for path in each) for each in symbols.values()]
    assert len(set(data)) == len(data)
    for paths in data:
        assert all(re.fullmatch(r"M[-\d.\s,MLHVCSQTAZmlhvcsqtaz]+", path) for path in paths)


def test_places_on_both_sides_of_the_dateline_are_neighbours_on_paper(tmp_path: Path) -> None:
    story = story_from(DATELINE, tmp_path)
    marks, shapes = in_state(story, 1)
    west, east = shapes["west"], shapes["east"]
    assert 0 < east.x < west.x < WIDTH
    assert west.x - east.x > WIDTH / 2
    (flight,) = flights_of(story.narrative, story.narrative.steps[1], shapes)
    assert dist(flight.curve.tip, (west.x, west.y)) == pytest.approx(radius_of("told") + 1)
    assert len(marks) == 2


def test_names_are_text_and_stand_after_their_point_in_either_direction(tmp_path: Path) -> None:
    story = story_from(DATELINE, tmp_path)
    sides = {}
    for direction in ("ltr", "rtl"):
        (first, *_) = plates_of(story, direction=direction).steps.values()
        assert "<west>" not in first
        (narrow, *_) = parsed(first).iter("text")
        assert "".join(narrow.itertext()) == "East & <west>"
        assert "text-anchor" not in narrow.attrib  # it starts at the point, also from the right
        sides[direction] = float(narrow.attrib["x"]) - LAYOUTS[0].width / 2
    assert sides["ltr"] == -sides["rtl"] > radius_of("told")


def test_the_second_group_with_areas_is_hatched(tmp_path: Path) -> None:
    told = """\
title: Two areas
dateline: 2015-05-24
language: en
basemap: none
groups:
  one: {label: One, color: blue}
  two: {label: Two, color: orange}
places:
  anbar: {area: Anbar, name: Anbar}
  najaf: {area: Najaf, name: Najaf}
look_in: Iraq
events:
  - title: Both
    show: [{place: anbar, group: one}, {place: najaf, group: two}]
    text: Both.
"""
    plates = plates_of(story_from(told, tmp_path))
    assert plates.hatched == {"two": "mapstory-hatch-two"}
    (plate,) = plates.steps.values()
    fills = [each.attrib.get("fill") for each in parsed(plate).iter("use")]
    assert fills == [None, "url(#mapstory-hatch-two-1)"]
    patterns = {each.attrib["id"]: each for each in parsed(plates.defs).iter("pattern")}
    assert set(patterns) == {"mapstory-hatch-two", "mapstory-hatch-two-1"}


def test_a_move_that_is_past_is_a_line_without_a_head(tmp_path: Path) -> None:
    again = DATELINE + "  - title: Third\n    at: east\n    text: Three.\n"
    _, second, third = plates_of(story_from(again, tmp_path)).steps.values()
    assert second.count('class="mapstory-move mapstory-color-blue"') == 2
    assert third.count('class="mapstory-track mapstory-color-blue"') == 2
    assert "mapstory-move" not in third


def test_pins_of_one_look_are_one_element_with_a_vertex_a_point(tmp_path: Path) -> None:
    alike = DATELINE.replace("name: West, kind: port", "name: West, kind: town")
    story = story_from(alike, tmp_path)
    _, second = plates_of(story).steps.values()
    paths = [each for each in parsed(second).iter("path") if each.get("marker-mid")]
    assert [each.attrib["marker-mid"] for each in paths] == ["url(#mapstory-pin-town-accent)"] * 2
    marks, _ = in_state(story, 1)
    points = [spot for drawn in marks for spot in drawn.points()]
    wide = paths[1].attrib["d"]
    vertices, at = [], (0.0, 0.0)
    for command, step in re.findall(r"([mlh])([^mlh]*)", wide):
        across, down = re.findall(r"-?\d+", step) if command != "h" else (0, 0)
        at = (at[0] + float(across), at[1] + float(down))
        vertices.append(at)
    # A marker stands at each but the first and the last.
    assert (vertices[0], vertices[-1]) == (vertices[1], vertices[-2])
    assert vertices[1:-1] == [(round(x), round(y)) for x, y in points]
    assert len(points) == 2


def test_pins_may_be_the_numbers_of_their_steps(tmp_path: Path) -> None:
    numbered = DATELINE.replace("basemap: none", "basemap: none\npins: numbers")
    _, second = plates_of(story_from(numbered, tmp_path)).steps.values()
    signs = [
        each.text
        for each in parsed(second).iter("text")
        if each.get("class") == "mapstory-pin-sign"
    ]
    assert signs == ["2", "2"] * 2
