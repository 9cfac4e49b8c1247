"""The names of a base map: where they stand, from which zoom on, and in which language."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import pytest
import shapely
from shapely import Point, box

from mapstory import world
from mapstory.atlas import Atlas, Label, draw_atlas
from mapstory.atlas.mercator import projected
from mapstory.atlas.names.lettering import length_px
from mapstory.build import MapStory, read_map_story
from mapstory.world.rivers import course_of, rivers
from tests.test_atlas import drawn

ANBAR = Path(__file__).parents[1] / "stories" / "anbar-2015.yaml"


@pytest.fixture(scope="module")
def anbar() -> MapStory:
    return read_map_story(ANBAR)


@pytest.fixture(scope="module")
def atlas(anbar: MapStory) -> Atlas:
    assert anbar.atlas is not None
    return anbar.atlas


@pytest.fixture(scope="module")
def pacific() -> Atlas:
    """A map of the world around 180°."""
    return drawn(
        ["tokyo", "lima"],
        tokyo=Point(139.7, 35.7),
        lima=Point(-77.03, -12.05),
        london=Point(-0.1, 51.5),
    )[1]


def of_kind(atlas: Atlas, kind: str) -> list[Label]:
    return [label for label in atlas.labels if label.kind == kind]


def zoom_of(atlas: Atlas, name: str) -> float:
    zooms = [label.zoom for label in atlas.labels if label.name == name]
    assert zooms, f"{name} is not there"
    return min(zoom for zoom in zooms if zoom is not None)


def px_between(one: Point, other: Point) -> float:
    (x, u), (y, v) = projected([one.x, other.x], [one.y, other.y])
    return math.hypot(u - x, v - y)


# --- rivers


def test_a_river_is_named_on_its_course_and_along_it(atlas: Atlas) -> None:
    ids = {river.name("en"): river.id for river in rivers().values()}
    labels = of_kind(atlas, "river")
    assert {"Euphrates", "Tigris"} <= {label.name for label in labels}
    for label in labels:
        assert label.angle is not None
        assert label.span is not None
        assert label.zoom is not None
        course = course_of(ids[label.name])
        assert course is not None
        on_map = shapely.transform(course, lambda xy: list(zip(*projected(*xy.T), strict=True)))
        x, y = (float(each) for each in projected(label.at.x, label.at.y))
        half = label.span / 2
        dx, dy = (
            half * math.cos(math.radians(label.angle)),
            half * math.sin(math.radians(label.angle)),
        )
        pixel = 2.0 ** -(label.zoom + 0.5)
        # The name lies along the river: its middle and both of its ends do.
        for end in ((x - dx, y - dy), (x, y), (x + dx, y + dy)):
            assert on_map.distance(Point(end)) < 12 * pixel
        assert label.span > length_px(label.name, "river") * pixel
        assert -90 <= label.angle <= 90


def test_a_river_is_named_again_only_where_that_is_far_enough(atlas: Atlas) -> None:
    labels = of_kind(atlas, "river")
    for one, other in combinations(labels, 2):
        if (one.name, one.zoom) == (other.name, other.zoom):
            assert one.zoom is not None
            apart = px_between(one.at, other.at) * 2 ** (one.zoom + 0.5)
            assert apart > 2 * length_px(one.name, "river")


def test_every_scale_of_a_camera_has_its_own_places_for_a_name(atlas: Atlas) -> None:
    zooms = {label.zoom for label in of_kind(atlas, "river") if label.name == "Euphrates"}
    assert len(zooms) >= 4  # Anbar as a whole and from near by, on a desk and on a phone


# --- waters


def test_the_pacific_is_named_around_180(pacific: Atlas) -> None:
    names = {label.name for label in of_kind(pacific, "sea")}
    assert {"North Pacific Ocean", "South Pacific Ocean", "Bering Sea", "Tasman Sea"} <= names
    assert zoom_of(pacific, "North Pacific Ocean") < 3
    assert zoom_of(pacific, "Bering Sea") < 3.5
    assert "Strait of Hormuz" not in names  # which no camera of the world comes near to
    bering = next(label for label in pacific.labels if label.name == "Bering Sea")
    assert 175 < bering.at.x < 190


def test_a_lake_is_named_from_where_its_name_fits(atlas: Atlas) -> None:
    lakes = of_kind(atlas, "lake")
    assert {"Lake Tharthar", "Lake Urmia"} <= {label.name for label in lakes}
    for label in lakes:
        assert label.zoom is not None
        assert label.span is not None
        assert length_px(label.name, "lake") < 1.5 * label.span * 2**label.zoom
    assert all(shapely.union_all(atlas.lakes).covers(label.at) for label in lakes)


# --- countries and divisions


def test_a_country_is_named_in_the_middle_of_its_widest_part(atlas: Atlas) -> None:
    iraq = next(label for label in of_kind(atlas, "country") if label.name == "Iraq")
    assert iraq.at.distance(Point(43, 33)) < 1
    assert shapely.union_all(atlas.home).covers(iraq.at)


def test_no_country_is_named_where_its_name_is_much_longer_than_its_land(pacific: Atlas) -> None:
    assert zoom_of(pacific, "Russia") < 3
    assert "Japan" not in {label.name for label in pacific.labels}
    assert "Brunei" not in {label.name for label in pacific.labels}


def test_a_country_is_named_again_where_a_camera_sees_much_of_it_but_not_its_middle() -> None:
    tashkent, almaty = Point(69.24, 41.3), Point(76.9, 43.25)
    _, both = drawn(["a", "b"], ["b"], a=tashkent, b=almaty)
    places = [label.at for label in of_kind(both, "country") if label.name == "Kazakhstan"]
    assert len(places) > 1
    assert any(box(75.5, 42, 78.5, 44.5).contains(at) for at in places)


# --- towns


def test_on_a_map_of_the_world_there_are_only_the_greatest_towns(pacific: Atlas) -> None:
    towns = [label for label in of_kind(pacific, "town") if label.zoom is not None]
    at_a_glance = {label.name for label in towns if label.zoom is not None and label.zoom <= 2.3}
    assert 1 <= len(at_a_glance) <= 40
    assert "Tokyo" in at_a_glance
    assert "Beijing" in at_a_glance


def test_towns_come_by_their_size(atlas: Atlas) -> None:
    assert zoom_of(atlas, "Baghdad") < zoom_of(atlas, "Karbala") < 7.5
    towns = of_kind(atlas, "town")
    ranks = [label.rank for label in towns]
    assert ranks == sorted(set(ranks))


def test_a_close_camera_has_towns_of_its_own(anbar: MapStory, atlas: Atlas) -> None:
    closest = min((step.bounds for step in anbar.narrative.steps), key=lambda b: b[3] - b[1])
    around = box(*closest).buffer(closest[3] - closest[1])
    assert len([label for label in of_kind(atlas, "town") if around.contains(label.at)]) >= 5


def test_a_lonely_town_is_shown_sooner() -> None:
    # Yakutsk: 230,000 people, and no other town for hundreds of kilometres.
    _, siberia = drawn(["here", "there"], here=Point(129.7, 62), there=Point(150.8, 59.6))
    assert zoom_of(siberia, "Yakutsk") < 4.5


# --- languages


@pytest.mark.parametrize(
    "language, names",
    [
        ("ar", {"الفرات", "بحيرة الثرثار", "العراق", "بغداد", "الرمادي"}),
        ("de", {"Euphrat", "Tharthar-See", "Irak", "Bagdad"}),
        ("fr", {"Euphrate", "Lac Tharthar", "Irak", "Bagdad"}),
        ("es", {"Éufrates", "Lago Tharthar", "Irak", "Bagdad"}),
    ],
)
def test_names_are_in_the_language_of_the_story(
    anbar: MapStory, language: str, names: set[str]
) -> None:
    atlas = draw_atlas(anbar.narrative, anbar.places, language=language)
    assert names <= {label.name for label in atlas.labels}


def test_in_arabic_every_large_town_has_its_arabic_name(anbar: MapStory) -> None:
    atlas = draw_atlas(anbar.narrative, anbar.places, language="ar")
    latin = [label.name for label in of_kind(atlas, "town") if label.name.isascii()]
    assert len(latin) <= len(of_kind(atlas, "town")) / 20


def test_every_country_has_a_name_in_every_language_that_pages_are_in() -> None:
    for code in ("IQ", "XK", "EH", "PS", "TW"):
        country = world.country(code)
        assert country is not None
        assert all(world.name_of(country, language) for language in ("ar", "de", "es", "fr"))
