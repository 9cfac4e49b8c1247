from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from mapstory.bounds import (
    bounds_of,
    is_within_a_turn,
    meridian_of,
    near,
    turned,
    unrolled,
    widened,
    wrapped,
)

lons = st.floats(-180, 180)
lats = st.floats(-85, 85)
points = st.lists(st.builds(Point, lons, lats), min_size=1, max_size=8)


def inside(lon: float, west: float, east: float) -> bool:
    return west <= lon <= east if west <= east else lon >= west or lon <= east


@given(points)
def test_every_shape_is_in_the_box(shapes: list[Point]) -> None:
    west, south, east, north = bounds_of(shapes)
    for point in shapes:
        assert inside(point.x, west, east)
        assert south <= point.y <= north


@given(points)
def test_the_box_is_never_wider_than_the_plain_one(shapes: list[Point]) -> None:
    west, _, east, _ = bounds_of(shapes)
    plain = max(p.x for p in shapes) - min(p.x for p in shapes)
    assert (east - west) % 360 <= plain + 1e-9


def test_two_sides_of_the_antimeridian_make_a_narrow_box() -> None:
    fiji = [Point(178.4, -18.1), Point(-179.9, -16.8)]
    assert bounds_of(fiji) == (178.4, -18.1, -179.9, -16.8)


def test_a_shape_split_at_the_antimeridian_is_one() -> None:
    split = MultiPolygon([box(177, -19, 180, -16), box(-180, -19, -178, -16)])
    west, _, east, _ = bounds_of([split])
    assert (west, east) == (177, -178)
    joined = unrolled(split, 180.0)
    assert joined.geom_type == "Polygon"
    assert joined.bounds == (177, -19, 182, -16)


def test_the_middle_of_a_box_that_crosses_lies_within_it() -> None:
    assert meridian_of((177, -19, -178, -16)) == 179.5
    assert near((177, -19, -178, -16), -170.0) == (-183, -19, -178, -16)
    assert wrapped((177, -19, 182, -16)) == (177, -19, -178, -16)


def test_a_margin_stops_at_the_whole_globe_and_the_limit_of_the_projection() -> None:
    assert widened((-170, -80, 170, 84), margin=0.2) == (-180, -85, 180, 85)
    assert widened((10, 20, 20, 30), margin=0.1) == (9, 19, 21, 31)
    west, _, east, _ = widened((175, 0, -175, 1), margin=0.1)
    assert (west, east) == (174, -174)


@given(lons, st.floats(-540, 540))
def test_unrolled_moves_by_whole_turns_only(lon: float, meridian: float) -> None:
    moved = unrolled(Point(lon, 10.0), turned(meridian))
    assert abs(moved.x - turned(meridian)) <= 180 + 1e-9
    assert (
        abs(turned(moved.x) - turned(lon)) < 1e-9
        or abs(abs(turned(moved.x) - turned(lon)) - 360) < 1e-9
    )
    assert shapely.is_valid(moved)


def test_a_box_across_the_far_side_of_another_is_not_within_its_turn() -> None:
    world_around_london = (-80.0, -40.0, 150.0, 60.0)
    assert is_within_a_turn((100.0, -40.0, 150.0, 40.0), world_around_london)
    assert not is_within_a_turn((100.0, -40.0, -70.0, 40.0), world_around_london)
    assert is_within_a_turn((100.0, -40.0, -70.0, 40.0), (100.0, -40.0, -60.0, 60.0))
