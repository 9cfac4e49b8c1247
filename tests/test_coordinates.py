from __future__ import annotations

from contextlib import suppress

import pytest
from geopy.point import Point
from hypothesis import given
from hypothesis import strategies as st

from mapstory.coordinates import CoordinateError, parse_coordinates

ANGLES = st.tuples(st.integers(0, 89), st.integers(0, 59), st.integers(0, 5999))
GEOPY_FORMS = (
    "{0} {1}m {2}s",
    "{0}° {1}′ {2}″",
    "{0}°{1}'{2}\"",
    "{0}D {1}m {2}s",
)


@pytest.mark.parametrize(
    "typed, lon, lat, precision",
    [
        ("33.40, 43.91", 43.91, 33.40, 0.01),
        ("33.40 N, 43.91 E", 43.91, 33.40, 0.01),
        ("33.40N43.91E", 43.91, 33.40, 0.01),
        ("N33.4 E43.91", 43.91, 33.4, 0.1),
        ("33.1;44.05", 44.05, 33.1, 0.1),
        ("33.1 / 44.05", 44.05, 33.1, 0.1),
        ("-33.1 −44.05", -44.05, -33.1, 0.1),
        ("33.1 s, 44.05 w", -44.05, -33.1, 0.1),
        ("33°06′N 44°03′E", 44.05, 33.1, 1 / 60),
        ("33°06.0′N 44°03.0′E", 44.05, 33.1, 1 / 600),
        ("33° 6' 0\" N, 44° 3' 0\" E", 44.05, 33.1, 1 / 3600),
        ("33d06m00s N 44d03m00s E", 44.05, 33.1, 1 / 3600),
        ("-0°30′, -0°15′", -0.25, -0.5, 1 / 60),
        ("90, -180", -180.0, 90.0, 1.0),
        ("33, 44.05", 44.05, 33.0, 1.0),
    ],
)
def test_forms_that_are_read(typed: str, lon: float, lat: float, precision: float) -> None:
    point = parse_coordinates(typed)
    assert (point.lon, point.lat) == pytest.approx((lon, lat), abs=1e-9)
    assert point.precision == pytest.approx(precision)


@given(ANGLES, ANGLES, st.sampled_from("NS"), st.sampled_from("EW"))
def test_degrees_minutes_and_seconds_are_read_as_geopy_reads_them(
    lat: tuple[int, int, int], lon: tuple[int, int, int], north: str, east: str
) -> None:
    for form in GEOPY_FORMS:
        halves = [form.format(d, m, f"{s / 100:.2f}") for d, m, s in (lat, lon)]
        text = f"{halves[0]} {north}, {halves[1]} {east}"
        read, expected = parse_coordinates(text), Point.from_string(text)
        assert (read.lat, read.lon) == pytest.approx(
            (expected.latitude, expected.longitude), abs=1e-9
        )


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_decimal_degrees_are_read_as_geopy_reads_them(lat: float, lon: float) -> None:
    text = f"{lat:.5f}, {lon:.5f}"
    expected = Point.from_string(text)
    read = parse_coordinates(text)
    assert (read.lat, read.lon) == (expected.latitude, expected.longitude)


@pytest.mark.parametrize(
    "typed, what, fix",
    [
        ("143.9, 33.4", "latitude comes first, and 143.9 is beyond 90 degrees", "33.4, 143.9"),
        ("43.91 E, 33.40 N", "latitude comes first", "33.40 N, 43.91 E"),
        ("33,4 43,91", "decimals take a point, not a comma", "33.4, 43.91"),
        ("33,4, 43,91", "decimals take a point, not a comma", "33.4, 43.91"),
        ("33,4,43,91", "decimals take a point, not a comma", "33.4, 43.91"),
        ("33°06,5′N 44°03,0′E", "decimals take a point, not a comma", "33°06.5′N 44°03.0′E"),
        ("33.1, 44.05, 120", "these are three numbers, and coordinates are two", "33.1, 44.05"),
        ("33.1, 44.05, 120 m", "these are three numbers, and coordinates are two", "33.1, 44.05"),
        ("33 06 N 44 03 E", "the minutes have no sign", "33°06′N 44°03′E"),
        ("33.1, 244.05", "244.05 is no longitude", "33.1, -115.95"),
        ("https://maps.example.org/@33.1,44.05,15z", "this is a link", "33.1, 44.05"),
        ("lat 33.1, lon 44.05", "there is more here than two numbers", "33.1, 44.05"),
        ("(33.1, 44.05)", "there is more here than two numbers", "33.1, 44.05"),
        ("95.5, 120", "95.5 is no latitude", "33.40, 43.91"),
        ("33.1", "this is one number", "33.40, 43.91"),
        ("33.1 N, 44.05 N", "these are two latitudes or two longitudes", "33.40, 43.91"),
        ("33°61′N 44°03′E", "minutes and seconds go from 0 to 59", "33.40, 43.91"),
        ("33.5°06′N 44°03′E", "minutes and seconds go from 0 to 59", "33.40, 43.91"),
        ("nan, inf", "cannot be read as coordinates", "33.40, 43.91"),
        ("Ramadi", "cannot be read as coordinates", "33.40, 43.91"),
        ("", "cannot be read as coordinates", "33.40, 43.91"),
        ("1" * 100_000, "too long", "33.40, 43.91"),
    ],
)
def test_forms_that_are_refused(typed: str, what: str, fix: str) -> None:
    with pytest.raises(CoordinateError) as caught:
        parse_coordinates(typed)
    assert what in caught.value.what
    assert f'"{fix}"' in caught.value.fix


def test_sign_beside_a_letter_is_refused() -> None:
    with pytest.raises(CoordinateError) as caught:
        parse_coordinates("-33.1 S, 44.05 E")
    assert caught.value.fix == "write '33.1 S', or leave the letter out"


def test_precision_in_metres_is_that_of_the_georeferencing_guide() -> None:
    # Chapman & Wieczorek 2020, table "Uncertainty contributed by the precision of coordinates":
    # 0.0001° is 15.69 m at the equator and 14.00 m at 38.65° (a diagonal, rounded there).
    assert parse_coordinates("0.0000, 43.0000").precision_m == pytest.approx(15.69, abs=0.01)
    # 1 minute at 30°: meridian 1,847.5 m, parallel 1,608.1 m.
    assert parse_coordinates("30°00′N 44°03′E").precision_m == pytest.approx(2449.3, abs=1)


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(CoordinateError):
        point = parse_coordinates(text)
        assert -180 <= point.lon <= 180
        assert -90 <= point.lat <= 90
