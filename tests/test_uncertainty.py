from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.phrases import Distance, Heading, Journey
from mapstory.uncertainty import (
    WAY_FACTOR,
    Extent,
    Position,
    between,
    border,
    both,
    disc,
    heading_uncertainty,
    named_place,
    near,
    on_side,
    orthogonal,
    outside,
    outskirts,
    radial,
    ring,
    sector,
    side,
    simpler,
    toward,
    travelled,
    way,
    within,
    without,
)
from mapstory.uncertainty.geodesic import SLACK_M, around, certainly_around, nearest

GEOD = Geod(ellps="WGS84")
MILE_M = 1609.344
RAMADI = named_place(43.30778, 33.42056, 5_000)
FALLUJAH = named_place(43.78599, 33.34913, 3_000)
RAMADI_DISC = disc(43.30778, 33.42056, 5_000)
# One degree of longitude along the equator is 111,319.491 m: 6,378,137 m · π / 180.
DEGREE_M = 6_378_137 * math.pi / 180


def distance_m(a: Position, b: Position) -> float:
    return float(GEOD.inv(*a, *b)[2])


def gone(start: Position, bearing: float, metres: float) -> Position:
    lon, lat, _ = GEOD.fwd(*start, bearing, metres)
    return lon, lat


def holds(extent: Extent, position: Position) -> bool:
    return bool(shapely.covers(extent.geometry, shapely.Point(position)))


def all_but_holds(extent: Extent, position: Position) -> bool:
    """Tell whether a position is in it, or 0.1 m off, as in the seam where it was cut at 0°."""
    link = shapely.shortest_line(extent.geometry, shapely.Point(position))
    return float(GEOD.inv(*shapely.get_coordinates(link)[0], *position)[2]) < 0.1


def corners_of(shape: BaseGeometry) -> list[Position]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(shape)]


def assert_sound(extent: Extent) -> None:
    """Whatever is drawn is valid, on the globe, and in the circle of uncertainty but for slack."""
    west, south, east, north = shapely.bounds(extent.geometry)
    assert shapely.is_valid(extent.geometry)
    assert not shapely.is_empty(extent.geometry)
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    corners = shapely.get_coordinates(extent.geometry)
    centres = np.full_like(corners, extent.centre)
    assert max(GEOD.inv(*corners.T, *centres.T)[2]) <= extent.uncertainty_m * 1.006 + 2 * SLACK_M


# Published: the Georeferencing Calculator's own test data.
def test_named_place_only() -> None:
    place = named_place(44, 33, 3_000, measurement_m=79 + 40)
    assert place.uncertainty_m == pytest.approx(3_119)
    assert place.geometry == shapely.Point(44, 33)
    assert place.centre == (44, 33)


def test_distance_only() -> None:
    place = named_place(-119, 35.4, 2 * MILE_M, measurement_m=0.089 * MILE_M)
    offset = ring(place, distance_m=5 * MILE_M, precision_m=0.5 * MILE_M)
    assert offset.uncertainty_m / MILE_M == pytest.approx(7.589)
    assert offset.centre == (-119, 35.4)


def test_the_camp_around_10_km_from_the_crossing() -> None:
    crossing = named_place(43.8, 33.2, 15)
    camp = ring(crossing, distance_m=10_000, precision_m=500)
    assert camp.uncertainty_m == pytest.approx(10_515)
    assert_sound(camp)
    for bearing in range(0, 360, 7):
        assert not holds(camp, gone(crossing.centre, bearing, 9_470))
        assert holds(camp, gone(crossing.centre, bearing, 9_485))
        assert holds(camp, gone(crossing.centre, bearing, 10_515))
        assert not holds(camp, gone(crossing.centre, bearing, 10_535))
    assert not holds(camp, crossing.centre)


def test_a_ring_narrower_than_its_doubt_is_a_disc() -> None:
    near = ring(RAMADI, distance_m=5_000, precision_m=500)
    assert holds(near, RAMADI.centre)
    assert near.uncertainty_m == pytest.approx(10_500)


NORTH, EAST, SOUTH, WEST = (Heading(azimuth, 45.0) for azimuth in (0.0, 90.0, 180.0, 270.0))
NORTH_EAST, NORTH_NORTH_EAST = Heading(45.0, 22.5), Heading(22.5, 11.25)
WEST_NORTH_WEST = Heading(292.5, 11.25)


def offset(
    heading: Heading, distance_km: float, radial_km: float, precision_km: float = 0.5
) -> Extent:
    return sector(
        named_place(*RAMADI.centre, radial_km * 1_000),
        distance_m=distance_km * 1_000,
        precision_m=precision_km * 1_000,
        heading=heading,
    )


# Published: the Calculator's own test data, in miles and kilometres, and the guide's formula.
@pytest.mark.parametrize(
    "distance, spread, others, coordinate, expected",
    [
        (10, 45, 2 + 5 + 0.049, 0.0246, 12.254),  # 10 mi E
        (10, 11.25, 2 + 5 + 0.0076 + 0.007, 0.0246, 7.491),  # 10 mi ENE
        (10, 22.5, 0, 0, 3.902),  # 10 km NE, direction only
        (10, 22.5, 3.119 + 1, 0, 6.2017),  # the guide's combined example, which prints 6.210
    ],
)
def test_calculator_distance_at_a_heading(
    distance: float, spread: float, others: float, coordinate: float, expected: float
) -> None:
    exact = heading_uncertainty(distance, spread, others_m=others, coordinate_m=coordinate)
    assert exact == pytest.approx(expected, abs=1e-3)


def test_calculator_distance_along_orthogonal_directions() -> None:
    # 3 N 2 E: R 2 mi, precision 1 mi, .049 and .025 mi.
    legs = Distance(3 * MILE_M, 0.5 * MILE_M, "3 mi"), Distance(2 * MILE_M, 0.5 * MILE_M, "2 mi")
    place = named_place(-119, 35.4, 2 * MILE_M, measurement_m=(0.049 + 0.025) * MILE_M)
    found = orthogonal(place, distances=legs, headings=(NORTH, EAST))
    assert found.uncertainty_m / MILE_M == pytest.approx(2.781, abs=5e-4)
    expected = gone(gone((-119, 35.4), 0, 3 * MILE_M), 90, 2 * MILE_M)
    assert found.centre == pytest.approx(expected)
    assert found == orthogonal(place, distances=legs[::-1], headings=(EAST, NORTH))


# Published: WGS84 values of geographiclib from Ramadi, U by the Calculator's formula.
@pytest.mark.parametrize(
    "found, position, expected",
    [
        (offset(NORTH, 10, 5), (43.30778, 33.51072), 11.002),
        (offset(NORTH_EAST, 10, 5), (43.38386, 33.48429), 7.338),
        (offset(NORTH_NORTH_EAST, 10, 5), None, 6.017),
        (offset(WEST_NORTH_WEST, 25, 3), (43.05920, 33.50657), 6.295),
        (offset(WEST, 50, 8), None, 42.257),
        (offset(SOUTH, 100, 10, 5), None, 83.436),
    ],
)
def test_offset_at_a_heading(found: Extent, position: Position | None, expected: float) -> None:
    assert found.uncertainty_m / 1_000 == pytest.approx(expected, abs=6e-4)
    if position:
        assert found.centre == pytest.approx(position, abs=1e-5)


def test_sector_is_a_part_of_a_ring_as_wide_as_its_heading_is_vague() -> None:
    found = sector(
        named_place(*RAMADI.centre, 0), distance_m=10_000, precision_m=500, heading=NORTH_EAST
    )
    for bearing in range(0, 360, 2):
        inside = abs(bearing - 45) <= 22.5
        for metres in (9_520, 10_000, 10_480):
            assert holds(found, gone(RAMADI.centre, bearing, metres)) == inside
        assert not holds(found, gone(RAMADI.centre, bearing, 9_450))
        assert not holds(found, gone(RAMADI.centre, bearing, 10_550))
    assert not holds(found, RAMADI.centre)


def test_a_range_is_a_ring_between_two_distances() -> None:
    centre = named_place(*RAMADI.centre, 0)
    found = ring(centre, distance_m=10_000, precision_m=500, nearest_m=5_000)
    assert found.uncertainty_m == pytest.approx(10_500)
    for metres, inside in ((4_450, False), (4_550, True), (10_450, True), (10_560, False)):
        assert holds(found, gone(RAMADI.centre, 77, metres)) == inside
    at_most = ring(centre, distance_m=5_000, precision_m=500, nearest_m=0)
    assert holds(at_most, RAMADI.centre)
    assert at_most.uncertainty_m == pytest.approx(5_500)


def test_a_short_distance_from_a_large_area_counts_from_its_border() -> None:
    area = within(shapely.box(40, 30, 44, 34))
    found = ring(area, distance_m=20_000, precision_m=500)
    assert not holds(found, (42, 32))
    assert not holds(found, gone((44, 32), 90, 19_300))
    assert holds(found, gone((44, 32), 90, 19_600))
    assert holds(found, gone((44, 32), 90, 20_400))
    somewhere = Extent(area.geometry, area.uncertainty_m, area.centre)
    assert holds(ring(somewhere, distance_m=20_000, precision_m=500), (42, 32))
    north = sector(area, distance_m=20_000, precision_m=500, heading=NORTH)
    assert holds(north, gone((42, 34), 0, 20_000))
    assert not holds(north, (42, 32))
    assert not holds(north, gone((42, 30), 180, 5_000))


def test_toward_is_a_cone_and_leaves_out_an_area_itself() -> None:
    cone = toward(named_place(*RAMADI.centre, 5_000), heading=NORTH, far_m=50_000)
    assert_sound(cone)
    assert holds(cone, gone(RAMADI.centre, 40, 50_000))
    assert holds(cone, gone(RAMADI.centre, 0, 100))
    assert not holds(cone, gone(RAMADI.centre, 180, 6_000))
    assert cone.uncertainty_m == pytest.approx(radial(cone.geometry)[1])
    area = within(shapely.box(40, 30, 44, 34))
    beyond = toward(area, heading=EAST, far_m=50_000)
    assert holds(beyond, gone((44, 32), 90, 40_000))
    assert not holds(beyond, (42, 32))


# 3.4 to 5.2 km/h on foot, 4 to 10 hours a day; 38 to 107 km/h by road; ways 1.3 times as long.
@pytest.mark.parametrize(
    "journey, nearest_km, farthest_km",
    [
        (Journey(2, "day", "foot", ""), 2 * 4 * 3.4 / 1.3, 2 * 10 * 5.2),
        (Journey(1, "hour", "road", ""), 38 / 1.3, 107),
        (Journey(30, "minute", "foot", ""), 1.7 / 1.3, 2.6),
        (Journey(1, "hour", "road", "", at_most=True), 0, 107),
    ],
)
def test_how_far_a_journey_leads(journey: Journey, nearest_km: float, farthest_km: float) -> None:
    reach = travelled(journey)
    assert reach.nearest_m == pytest.approx(nearest_km * 1_000)
    assert reach.metres == pytest.approx(farthest_km * 1_000)


def test_between_is_a_lens_in_the_circle_of_half_the_distance() -> None:
    found = between(RAMADI, FALLUJAH)
    assert found.centre == pytest.approx((43.54698, 33.38508), abs=1e-5)
    assert found.uncertainty_m == pytest.approx(22_597, abs=1)
    assert_sound(found)
    azimuth = GEOD.inv(*RAMADI.centre, *FALLUJAH.centre)[0]
    for share in (0.0, 0.3, 0.5, 0.999):
        assert holds(found, gone(RAMADI.centre, azimuth, 45_194 * share))
    across_m = 22_597 * math.sqrt(1.15**2 - 1)
    for turn in (-90, 90):
        assert holds(found, gone(found.centre, azimuth + turn, across_m * 0.99))
        assert not holds(found, gone(found.centre, azimuth + turn, across_m * 1.01))
    assert not holds(found, gone(RAMADI.centre, azimuth, -1_000))


def test_halfway_is_the_middle_fifth_of_what_is_between() -> None:
    whole = between(RAMADI, FALLUJAH)
    found = between(RAMADI, FALLUJAH, share=0.5)
    azimuth = GEOD.inv(*RAMADI.centre, *FALLUJAH.centre)[0]
    assert found.centre == pytest.approx(whole.centre, abs=1e-4)
    assert found.uncertainty_m < whole.uncertainty_m
    for share in (0.41, 0.5, 0.59):
        assert holds(found, gone(RAMADI.centre, azimuth, 45_195 * share))
    for share in (0.38, 0.62):
        assert not holds(found, gone(RAMADI.centre, azimuth, 45_195 * share))
    third = between(RAMADI, FALLUJAH, share=1 / 3)
    expected = gone(RAMADI.centre, azimuth, 45_195 / 3)
    assert distance_m(third.centre, expected) < 20


def test_between_vague_places_carries_their_uncertainty() -> None:
    camp = ring(RAMADI, distance_m=10_000, precision_m=500)
    found = between(camp, FALLUJAH)
    assert found.uncertainty_m == pytest.approx(22_597 + camp.uncertainty_m, abs=1)
    assert holds(found, gone(RAMADI.centre, 270, 10_000))


def test_near_is_as_far_again_as_the_place_reaches() -> None:
    assert near(RAMADI).uncertainty_m == pytest.approx(5_000 + 5_000)
    assert near(named_place(43, 33, 15)).uncertainty_m == pytest.approx(15 + 2_000)
    assert near(within(shapely.box(40, 30, 44, 34))).uncertainty_m == pytest.approx(
        within(shapely.box(40, 30, 44, 34)).uncertainty_m + 25_000
    )
    front = within(shapely.LineString([(40, 30), (44, 30)]))
    assert near(front).uncertainty_m == pytest.approx(front.uncertainty_m + 5_000)
    assert outside(front) == near(front) == outskirts(front)
    assert shapely.bounds(side(front, EAST).geometry)[0] == pytest.approx(42, abs=0.01)
    found = near(RAMADI)
    assert holds(found, RAMADI.centre)
    assert holds(found, gone(RAMADI.centre, 123, 9_990))
    assert not holds(found, gone(RAMADI.centre, 123, 10_030))


def test_outside_leaves_the_inside_out_where_it_is_known() -> None:
    found = outside(RAMADI)
    assert not holds(found, gone(RAMADI.centre, 123, 2_400))
    assert holds(found, gone(RAMADI.centre, 123, 2_600))
    assert holds(found, gone(RAMADI.centre, 123, 9_990))
    area = within(shapely.box(40, 30, 44, 34))
    assert not holds(outside(area), (42, 32))
    assert holds(outside(area), (44.1, 32))
    camp = ring(RAMADI, distance_m=10_000, precision_m=500)
    assert holds(outside(camp), gone(RAMADI.centre, 5, 10_000))
    assert holds(outside(camp), gone(RAMADI.centre, 5, 15_400))


def test_outskirts_are_the_edge_of_a_place() -> None:
    found = outskirts(RAMADI)
    assert found.uncertainty_m == pytest.approx(1.25 * 5_000)
    assert_sound(found)
    for metres, inside in ((2_400, False), (2_600, True), (6_200, True), (6_300, False)):
        assert holds(found, gone(RAMADI.centre, 200, metres)) == inside
    north = outskirts(RAMADI, side=NORTH)
    assert holds(north, gone(RAMADI.centre, 44, 5_000))
    assert not holds(north, gone(RAMADI.centre, 50, 5_000))
    area = within(shapely.box(40, 30, 44, 34))
    assert not holds(outskirts(area), (42, 32))
    assert holds(outskirts(area), (43.9, 32))
    assert holds(outskirts(area), (44.1, 32))
    camp = ring(RAMADI, distance_m=10_000, precision_m=500)
    assert outskirts(camp, side=NORTH) == near(camp)


def test_a_side_is_a_half_and_the_middle_is_around_the_centre() -> None:
    area = within(shapely.box(40, 30, 44, 34))
    north, east, middle = side(area, NORTH), side(area, EAST), side(area, None)
    assert holds(north, (40.1, 33.9))
    assert holds(north, (42, 32.1))
    assert not holds(north, (42, 31.9))
    assert holds(east, (43.9, 30.1))
    assert not holds(east, (41.9, 32))
    assert holds(middle, (42, 32))
    assert not holds(middle, (43.9, 33.9))
    town = side(RAMADI, SOUTH)
    assert holds(town, gone(RAMADI.centre, 180, 4_900))
    assert not holds(town, gone(RAMADI.centre, 0, 100))
    vague = ring(RAMADI, distance_m=10_000, precision_m=500)
    assert side(vague, NORTH) == vague


def test_one_side_of_a_line_or_all_of_it_where_there_is_none() -> None:
    line = border(shapely.box(40, 30, 44, 34), error_m=1_000)
    east = on_side(line, EAST, start=(42, 32))
    assert shapely.bounds(east.geometry)[0] == pytest.approx(42, abs=0.01)
    assert east.margin_m == 1_000
    far = on_side(line, WEST, start=(10, 32))
    assert shapely.length(far.geometry) == pytest.approx(shapely.length(line.geometry))


def test_without_leaves_what_is_left_with_its_doubt() -> None:
    found = without(RAMADI_DISC, shapely.box(40, 30, 43.30778, 40), error_m=2_000)
    assert found is not None
    assert found.margin_m == 2_000
    assert not holds(found, (43.3, 33.42))
    assert holds(found, (43.31, 33.42))
    assert without(RAMADI_DISC, shapely.box(40, 30, 50, 40), error_m=0) is None


# Published: WGS84 test values of geographiclib for these two towns (45.195 km apart).
def test_way_between_two_towns() -> None:
    road = way(RAMADI, FALLUJAH)
    assert road.centre == pytest.approx((43.54698, 33.38508), abs=1e-5)
    assert road.uncertainty_m == pytest.approx((1.3 * 45_195 + 5_000 + 3_000) / 2, abs=1)
    assert_sound(road)


def test_way_is_the_part_between_both_towns_of_an_ellipse_around_them() -> None:
    # 100 km along the equator: S = 130 km, so the short half-axis is √(65² - 50²) km.
    end = 100_000 / DEGREE_M
    road = way(named_place(0, 0, 0), named_place(end, 0, 0))
    middle = (end / 2, 0.0)
    across_m = math.sqrt(65_000**2 - 50_000**2)
    for bearing, half_axis_m in ((90, 50_000), (270, 50_000), (0, across_m), (180, across_m)):
        assert holds(road, gone(middle, bearing, half_axis_m * 0.9999))
        assert not holds(road, gone(middle, bearing, half_axis_m * 1.002))
    assert road.uncertainty_m == pytest.approx(65_000, abs=0.1)


def test_way_that_could_be_anywhere_is_the_world() -> None:
    road = way(named_place(0, 51, 9_000), named_place(151, -34, 9_000))
    assert shapely.bounds(road.geometry).tolist() == [-180, -90, 180, 90]


def test_way_from_a_place_to_itself_is_the_place() -> None:
    road = way(RAMADI, RAMADI)
    assert road.uncertainty_m == pytest.approx(5_000)
    assert holds(road, gone(RAMADI.centre, 30, 5_000))


def test_radial_of_a_box_reaches_its_corner() -> None:
    centre, radial_m = radial(shapely.box(-1, -1, 1, 1))
    assert centre == pytest.approx((0, 0), abs=1e-6)
    # By hand: √(111.319² + 110.574²) = 156.90 km, and the geodesic a little less.
    assert radial_m == pytest.approx(156_900, abs=10)


def test_centre_outside_of_the_shape_moves_onto_it() -> None:
    horseshoe = shapely.difference(shapely.box(0, 0, 4, 4), shapely.box(1.5, 0.5, 4.1, 3.5))
    centre, radial_m = radial(horseshoe)
    assert centre == pytest.approx((1.5, 2), abs=0.01)
    assert radial_m == pytest.approx(distance_m(centre, (4, 0)), rel=1e-3)
    assert within(horseshoe) == Extent(horseshoe, radial_m, centre, whole=True)


def test_radial_of_a_point_is_nothing() -> None:
    assert radial(shapely.Point(12, 50)) == (pytest.approx((12, 50)), pytest.approx(0, abs=1e-3))


def test_border_is_the_outline_with_its_enclaves_and_its_error() -> None:
    area = shapely.difference(shapely.box(0, 0, 4, 4), shapely.box(1, 1, 2, 2))
    line = border(area, error_m=2_000)
    assert isinstance(line.geometry, shapely.MultiLineString)
    assert shapely.equals(line.geometry, area.boundary)
    assert line.margin_m == 2_000
    assert line.uncertainty_m == pytest.approx(radial(area.boundary)[1] + 2_000)


def test_no_border_where_a_shape_is_cut_at_180_degrees() -> None:
    halves = shapely.union(shapely.box(170, -5, 180, 5), shapely.box(-180, -5, -170, 5))
    line = border(halves, error_m=0)
    assert shapely.length(line.geometry) == pytest.approx(20 + 20 + 20)
    assert line.uncertainty_m < 2_500_000
    assert not shapely.intersects(line.geometry, shapely.LineString([(180, -4.9), (180, 4.9)]))


def test_stretch_of_border_on_the_way() -> None:
    # The border runs along 1° east; the way crosses it at the equator, half a degree on each side.
    line = border(shapely.box(1, -10, 20, 10), error_m=1_000)
    road = way(named_place(0.5, 0, 0), named_place(1.5, 0, 0))
    crossing = both(line, road)
    assert crossing is not None
    assert crossing.geometry.geom_type == "LineString"
    assert crossing.centre == pytest.approx((1, 0), abs=1e-4)
    assert crossing.margin_m == 1_000
    # Within 1 km of the ellipse's short half-axis on either side, and 1 km off the line.
    across_m = DEGREE_M * math.sqrt(0.65**2 - 0.5**2)
    assert crossing.uncertainty_m == pytest.approx(across_m + 1_000 + 1_000, rel=1e-3)
    assert both(road, line) == crossing


def test_midpoint_of_a_bent_stretch_moves_onto_it() -> None:
    corner = border(shapely.box(0, 0, 10, 10), error_m=0)
    bent = both(corner, within(shapely.box(-1, -1, 1, 0.5)))
    assert bent is not None
    # From (0, 0.5) to (1, 0) by the corner: the midpoint (0.5, 0.25) is nearest to (0.5, 0).
    assert bent.centre == pytest.approx((0.5, 0), abs=1e-3)
    assert bent.uncertainty_m == pytest.approx(distance_m((0.5, 0), (0, 0.5)), rel=1e-3)


def test_ring_around_a_border_carries_its_error() -> None:
    line = border(shapely.box(0, 0, 1, 1), error_m=3_000)
    offset = ring(line, distance_m=10_000, precision_m=500)
    assert offset.uncertainty_m == pytest.approx(line.uncertainty_m + 10_500)
    assert holds(offset, gone((0.5, 0), 180, 13_490))
    assert not holds(offset, gone((0.5, 0), 180, 13_700))


@pytest.mark.parametrize("length_deg", [17, 60])
def test_ring_around_a_long_line_allows_for_the_projection(length_deg: float) -> None:
    # 900 km from the middle a projection stretches what runs across by 3 in 1,000.
    line = within(shapely.LineString([(0, 0), (length_deg, 0)]))
    offset = ring(line, distance_m=500_000, precision_m=5_000)
    for end in ((0.0, 0.0), (float(length_deg), 0.0)):
        for bearing in range(0, 360, 5):
            assert holds(offset, gone(end, bearing, 505_000))
            assert not holds(offset, gone(end, 90 if end[0] else 270, 510_000))


def test_ring_cut_to_an_area_keeps_its_own_circle() -> None:
    offset = ring(RAMADI, distance_m=20_000, precision_m=500)
    half = both(offset, within(shapely.box(30, 33.42056, 50, 40)))
    assert half is not None
    assert half.centre == RAMADI.centre
    assert half.uncertainty_m == pytest.approx(25_500)
    assert holds(half, gone(RAMADI.centre, 10, 20_000))
    assert not holds(half, gone(RAMADI.centre, 170, 20_000))


def test_small_area_beside_a_large_ring_has_the_smaller_circle() -> None:
    offset = ring(RAMADI, distance_m=100_000, precision_m=5_000)
    town = disc(*gone(RAMADI.centre, 90, 100_000), 2_000)
    there = both(offset, town)
    assert there is not None
    assert there.uncertainty_m == pytest.approx(2_000)


def test_what_does_not_meet_is_none() -> None:
    west, east = within(shapely.box(0, 0, 1, 1)), within(shapely.box(1, 0, 2, 1))
    assert both(west, east) is None  # they touch
    assert both(west, within(shapely.box(5, 5, 6, 6))) is None
    assert both(border(west.geometry, error_m=0), within(shapely.box(5, 5, 6, 6))) is None


def test_a_town_in_an_area_stays_a_point() -> None:
    town = both(within(shapely.box(40, 30, 44, 35)), RAMADI)
    assert town is not None
    assert town == Extent(RAMADI.geometry, pytest.approx(5_000), town.centre, margin_m=5_000)
    assert town.centre == pytest.approx(RAMADI.centre)
    assert both(within(shapely.box(0, 0, 1, 1)), RAMADI) is None


def test_border_between_two_areas_is_where_their_lines_agree() -> None:
    west = border(shapely.box(0, 0, 1, 1), error_m=1_000)
    east = border(shapely.box(1.001, 0, 2, 1), error_m=1_000)
    between = both(west, east)
    assert between is not None
    assert shapely.covers(between.geometry, shapely.LineString([(1, 0), (1, 1)]))
    assert not shapely.intersects(between.geometry, shapely.Point(0, 0.5))


def test_disc_around_the_pole_holds_the_pole() -> None:
    around = disc(10, 89.9, 50_000)
    assert_sound(around)
    for longitude in range(-180, 181, 15):
        assert holds(around, (longitude, 90))
        assert holds(around, (longitude, 89.7))


def test_ring_around_the_pole_leaves_the_pole_out() -> None:
    around = ring(named_place(10, -89.9, 0), distance_m=50_000, precision_m=500)
    assert_sound(around)
    assert not holds(around, (0, -90))
    assert holds(around, gone((10, -89.9), 180, 50_000))
    assert holds(around, gone((10, -89.9), 0, 50_000))


@pytest.mark.parametrize("beyond_m", [-1_000, -20, -10, 0, 1, 1_000])
def test_disc_that_all_but_touches_the_pole(beyond_m: float) -> None:
    centre = (-75.0, 85.0)
    radius_m = distance_m(centre, (0, 90)) + beyond_m
    around = disc(*centre, radius_m)
    assert_sound(around)
    for bearing in np.arange(-5, 5, 0.01):
        assert holds(around, gone(centre, bearing, radius_m))
        assert not holds(around, gone(centre, bearing, radius_m * 1.001 + SLACK_M))


def test_disc_across_180_degrees_is_cut_there() -> None:
    around = disc(179.95, -17, 20_000)
    assert_sound(around)
    assert len(shapely.get_parts(around.geometry)) == 2
    assert holds(around, (-179.9, -17))
    assert not holds(around, (0, -17))
    assert radial(around.geometry)[1] == pytest.approx(20_000, rel=2e-3)


LONGITUDES = st.floats(-180, 180) | st.sampled_from([-180.0, -179.99, 0.0, 179.999, 180.0])
LATITUDES = st.floats(-90, 90) | st.sampled_from([-90.0, -89.9999, 0.0, 89.95, 89.99999, 90.0])
POSITIONS = st.tuples(LONGITUDES, LATITUDES)
BEARINGS = st.floats(0, 360)
SHARES = st.floats(0, 1)


def log_metres(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(math.log10(low), math.log10(high)).map(lambda power: 10.0**power)


@settings(max_examples=100)
@given(
    centre=POSITIONS,
    radius_m=st.just(0.0) | log_metres(1, 50_000),
    offset_m=log_metres(20, 2_000_000),
    samples=st.lists(st.tuples(BEARINGS, SHARES, BEARINGS, SHARES), min_size=8, max_size=8),
)
@example((0.0, 90.0), 0.0, 50_000.0, [(0.0, 0.0, 0.0, 0.0)])
def test_ring_of_a_point_holds_every_point_at_the_distance(
    centre: Position,
    radius_m: float,
    offset_m: float,
    samples: list[tuple[float, float, float, float]],
) -> None:
    precision_m = offset_m / 20
    around = ring(named_place(*centre, radius_m), distance_m=offset_m, precision_m=precision_m)
    assert_sound(around)
    for bearing, share, onward, more in samples:
        start = gone(centre, bearing, radius_m * share)
        there = gone(start, onward, offset_m + precision_m * (2 * more - 1))
        assert holds(around, there)
        assert distance_m(around.centre, there) <= around.uncertainty_m + 0.01


def _features(centre: Position) -> list[Extent]:
    """Areas and lines of many sizes around a position."""
    small, large = disc(*centre, 8_000), disc(*centre, 300_000)
    line = border(large.geometry, error_m=4_000)
    stretch = both(line, disc(*gone(centre, 45, 300_000), 50_000))
    assert stretch is not None
    return [small, large, line, stretch]


@settings(max_examples=15)
@given(
    centre=POSITIONS,
    offset_m=log_metres(1_000, 700_000),
    samples=st.lists(st.tuples(SHARES, BEARINGS, SHARES, SHARES), min_size=8, max_size=8),
)
def test_ring_of_any_feature_holds_every_point_at_the_distance(
    centre: Position, offset_m: float, samples: list[tuple[float, float, float, float]]
) -> None:
    precision_m = offset_m / 20
    for feature in _features(centre):
        around = ring(feature, distance_m=offset_m, precision_m=precision_m)
        assert_sound(around)
        corners = corners_of(feature.geometry)
        for share, bearing, off, more in samples:
            corner = corners[int(share * (len(corners) - 1))]
            start = gone(corner, bearing, feature.margin_m * off)
            there = gone(start, bearing * 7, offset_m + precision_m * (2 * more - 1))
            assert holds(around, there)
            assert distance_m(around.centre, there) <= around.uncertainty_m * 1.001 + 2 * SLACK_M


@settings(max_examples=25)
@given(
    start=POSITIONS,
    bearing=BEARINGS,
    length_m=log_metres(100, 6_000_000),
    radii_m=st.tuples(st.just(0.0) | log_metres(1, 50_000), log_metres(1, 50_000)),
    samples=st.lists(st.tuples(BEARINGS, SHARES), min_size=20, max_size=20),
)
def test_way_holds_what_is_on_a_short_enough_way_and_little_else(
    start: Position,
    bearing: float,
    length_m: float,
    radii_m: tuple[float, float],
    samples: list[tuple[float, float]],
) -> None:
    ends = start, gone(start, bearing, length_m)
    road = way(*(named_place(*end, radius_m) for end, radius_m in zip(ends, radii_m, strict=True)))
    assert_sound(road)
    longest_m = WAY_FACTOR * length_m + sum(radii_m)
    for onward, share in samples:
        there = gone(road.centre, onward, road.uncertainty_m * 1.1 * share)
        way_m = sum(distance_m(end, there) for end in ends)
        if any(
            distance_m(e, there) > length_m + r for e, r in zip(ends, radii_m[::-1], strict=True)
        ):
            continue  # behind the start or beyond the end: holds it or not, by the other circle
        if way_m <= longest_m:
            assert holds(road, there)
            assert distance_m(road.centre, there) <= road.uncertainty_m * 1.0001
        elif way_m > longest_m * 1.001 + 4 * SLACK_M:
            assert not holds(road, there)


@settings(max_examples=25)
@given(
    centre=POSITIONS,
    samples=st.lists(st.tuples(SHARES, BEARINGS, SHARES), min_size=20, max_size=20),
)
def test_both_holds_what_either_holds(
    centre: Position, samples: list[tuple[float, float, float]]
) -> None:
    line = border(disc(*centre, 200_000).geometry, error_m=5_000)
    area = disc(*gone(centre, 70, 200_000), 90_000)
    meeting = both(line, area)
    assert meeting is not None
    assert_sound(meeting)
    corners = corners_of(line.geometry)
    for share, bearing, off in samples:
        corner = corners[int(share * (len(corners) - 1))]
        there = gone(corner, bearing, line.margin_m * off)
        if holds(area, there):
            dense = corners_of(shapely.segmentize(meeting.geometry, 0.01))
            nearest = min(distance_m(other, there) for other in dense)
            assert nearest <= meeting.margin_m + 500
            assert distance_m(meeting.centre, there) <= meeting.uncertainty_m + 500


HEADINGS = st.builds(
    Heading, st.sampled_from([n * 22.5 for n in range(16)]), st.sampled_from([45.0, 22.5, 5.625])
)


@settings(max_examples=100)
@given(
    centre=POSITIONS,
    radius_m=st.just(0.0) | log_metres(1, 50_000),
    offset_m=log_metres(500, 1_000_000),
    heading=HEADINGS,
    samples=st.lists(st.tuples(BEARINGS, SHARES, SHARES, SHARES), min_size=8, max_size=8),
)
@example((0.0, 90.0), 5_000.0, 50_000.0, Heading(90.0, 45.0), [(0.0, 0.5, 0.5, 0.5)])
@example((180.0, -17.0), 8_000.0, 90_000.0, Heading(90.0, 45.0), [(270.0, 1.0, 0.0, 1.0)])
@example((20.0, 89.0), 30_000.0, 500_000.0, Heading(0.0, 22.5), [(90.0, 1.0, 0.0, 1.0)])
def test_sector_holds_every_point_at_the_distance_and_heading(
    centre: Position,
    radius_m: float,
    offset_m: float,
    heading: Heading,
    samples: list[tuple[float, float, float, float]],
) -> None:
    precision_m = offset_m / 20
    place = named_place(*centre, radius_m)
    found = sector(place, distance_m=offset_m, precision_m=precision_m, heading=heading)
    west, south, east, north = shapely.bounds(found.geometry)
    assert shapely.is_valid(found.geometry)
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    for bearing, share, turn, more in samples:
        start = gone(centre, bearing, radius_m * share)
        if abs(start[1]) > 89.9999:
            continue  # where no direction is a heading
        azimuth = heading.azimuth + heading.spread * (2 * turn - 1) * 0.9999
        there = gone(start, azimuth, offset_m + precision_m * (2 * more - 1) * 0.9999)
        assert holds(found, there)
    ahead = gone(centre, heading.azimuth + 180, offset_m + radius_m)
    if abs(centre[1]) < 60 and radius_m < offset_m / 4:
        assert not holds(found, ahead)


@settings(max_examples=12)
@given(
    centre=st.tuples(LONGITUDES, st.floats(-80, 80)),
    offset_m=log_metres(5_000, 400_000),
    heading=HEADINGS,
    samples=st.lists(st.tuples(SHARES, SHARES, SHARES, SHARES), min_size=6, max_size=6),
)
def test_sector_of_any_feature_holds_every_point_at_the_distance_and_heading(
    centre: Position,
    offset_m: float,
    heading: Heading,
    samples: list[tuple[float, float, float, float]],
) -> None:
    precision_m = offset_m / 20
    for feature in _features(centre):
        found = sector(feature, distance_m=offset_m, precision_m=precision_m, heading=heading)
        assert shapely.is_valid(found.geometry)
        corners = corners_of(feature.geometry)
        for share, off, turn, more in samples:
            corner = corners[int(share * (len(corners) - 1))]
            start = gone(corner, 360 * turn, feature.margin_m * off * 0.999)
            azimuth = heading.azimuth + heading.spread * (2 * turn - 1) * 0.999
            there = gone(start, azimuth, offset_m + precision_m * (2 * more - 1) * 0.999)
            assert holds(found, there)


@settings(max_examples=60)
@given(
    centre=POSITIONS,
    radius_m=st.just(0.0) | log_metres(1, 20_000),
    legs_m=st.tuples(log_metres(100, 100_000), log_metres(100, 100_000)),
    samples=st.lists(st.tuples(BEARINGS, SHARES, SHARES, SHARES), min_size=6, max_size=6),
)
def test_orthogonal_holds_every_point_at_both_distances(
    centre: Position,
    radius_m: float,
    legs_m: tuple[float, float],
    samples: list[tuple[float, float, float, float]],
) -> None:
    north, east = (Distance(metres, metres / 20, "") for metres in legs_m)
    place = named_place(*centre, radius_m)
    found = orthogonal(place, distances=(north, east), headings=(NORTH, EAST))
    assert shapely.is_valid(found.geometry)
    for bearing, share, more, too in samples:
        start = gone(centre, bearing, radius_m * share)
        if max(abs(start[1]), abs(centre[1])) > 80:
            continue  # near a pole the order of the two legs makes a difference
        up = gone(start, 0, north.metres + north.precision_m * (2 * more - 1))
        assert holds(found, gone(up, 90, east.metres + east.precision_m * (2 * too - 1)))


@settings(max_examples=15)
@given(
    start=POSITIONS,
    bearing=BEARINGS,
    length_m=log_metres(100, 6_000_000),
    radius_m=log_metres(10, 20_000),
    samples=st.lists(st.tuples(SHARES, BEARINGS, SHARES), min_size=4, max_size=4),
)
def test_between_holds_the_line_from_one_place_to_the_other(
    start: Position,
    bearing: float,
    length_m: float,
    radius_m: float,
    samples: list[tuple[float, float, float]],
) -> None:
    end = gone(start, bearing, length_m)
    sure = between(named_place(*start, 0), named_place(*end, 0))
    vague = between(disc(*start, radius_m), disc(*end, radius_m))
    for found in (sure, vague):
        assert_sound(found)
    for share, turn, off in samples:
        on_the_line = gone(start, bearing, length_m * share)
        assert all_but_holds(sure, on_the_line)
        assert all_but_holds(vague, gone(on_the_line, turn, radius_m * off))
        middle = between(named_place(*start, 0), named_place(*end, 0), share=share)
        assert all_but_holds(middle, on_the_line)


@settings(max_examples=60)
@given(
    centre=POSITIONS,
    radius_m=log_metres(10, 25_000),
    samples=st.lists(st.tuples(BEARINGS, SHARES), min_size=8, max_size=8),
)
def test_near_outside_and_outskirts_hold_what_they_say(
    centre: Position, radius_m: float, samples: list[tuple[float, float]]
) -> None:
    place = named_place(*centre, radius_m)
    around, beyond, edge = near(place), outside(place), outskirts(place)
    for found in (around, beyond, edge):
        assert_sound(found)
    for bearing, share in samples:
        inside = gone(centre, bearing, around.uncertainty_m * share)
        assert holds(around, inside)
        assert holds(beyond, inside) or around.uncertainty_m * share < radius_m / 2
        assert holds(edge, gone(centre, bearing, radius_m * (0.5 + 0.75 * share)))


@settings(max_examples=40)
@given(centre=POSITIONS, radius_m=log_metres(1_000, 900_000), heading=HEADINGS, bearing=BEARINGS)
def test_the_two_halves_of_an_area_are_all_of_it(
    centre: Position, radius_m: float, heading: Heading, bearing: float
) -> None:
    area = within(disc(*centre, radius_m).geometry)
    opposite = Heading((heading.azimuth + 180) % 360, heading.spread)
    halves = [side(area, heading), side(area, opposite)]
    for half in halves:
        assert shapely.is_valid(half.geometry)
        assert half.uncertainty_m <= area.uncertainty_m * 1.6
    there = gone(centre, bearing, radius_m * 0.9)
    assert any(holds(half, there) for half in halves)


def test_a_simpler_shape_holds_all_of_what_it_stands_for() -> None:
    feature = world.feature("NO")
    assert feature is not None
    norway = within(world.shape_of(feature))
    simple = simpler(norway)
    counts = [shapely.get_num_coordinates(each.geometry) for each in (norway, simple)]
    assert counts[1] < 0.7 * counts[0]
    assert simple.margin_m == pytest.approx(norway.uncertainty_m / 1_000)
    assert simple.uncertainty_m == norway.uncertainty_m + simple.margin_m
    wider = around(simple.geometry, simple.margin_m)
    assert all(shapely.covers(wider, part) for part in shapely.get_parts(norway.geometry))
    sure = certainly_around(simple.geometry, -simple.margin_m)
    assert shapely.covers(norway.geometry, shapely.buffer(sure, -1e-9))


def test_a_detailed_shape_widened_in_steps_is_as_wide_as_asked() -> None:
    feature = world.feature("NO")
    assert feature is not None
    norway = within(world.shape_of(feature))
    metres = 80_000.0
    wide, sure = around(norway.geometry, metres), certainly_around(norway.geometry, metres)
    for lon, lat in shapely.get_coordinates(norway.geometry)[::1_000]:
        for bearing in range(0, 360, 45):
            lon_to, lat_to, _ = GEOD.fwd(lon, lat, bearing, metres)
            assert shapely.covers(wide, shapely.Point(lon_to, lat_to))
    for lon, lat in shapely.get_coordinates(shapely.boundary(sure))[::1_000]:
        near = nearest(norway.geometry, (lon, lat))
        assert metres * 0.99 <= GEOD.inv(lon, lat, *near)[2] <= metres + 1
