from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from pyproj import Geod

from mapstory.phrases import Named
from mapstory.places.found import CannotSayError
from mapstory.places.rivers import (
    extent_of_confluence,
    extent_of_mouth,
    extent_of_river,
    nearest_to_each_other,
)
from mapstory.uncertainty import Extent
from mapstory.uncertainty.geodesic import nearest
from mapstory.world.rivers import (
    COURSE_ERROR_M,
    ON_COURSE_M,
    course_of,
    river_named,
    rivers,
    rivers_like,
)

GEOD = Geod(ellps="WGS84")
LANGUAGES = ("en", "ar", "fr", "de", "es")
# Those that Natural Earth's 1:50m rivers leave out.
WITHOUT_COURSE = {
    *(
        "aras",
        "atbara",
        "balikh",
        "chao-phraya",
        "diyala",
        "donets",
        "drina",
        "gambia",
        "great-zab",
    ),
    *("guadalquivir", "guadiana", "inn", "jhelum", "kabul", "karun", "khabur", "kura", "litani"),
    *("little-zab", "logone", "main", "meuse", "moselle", "neman", "orontes", "prut", "sava"),
    *("saint-lawrence", "shebelle", "southern-bug", "tumen", "volta", "yalu"),
}


def named(name: str, start: int = 0) -> Named:
    return Named(name, start, start + len(name))


def test_every_river_has_names_and_places_on_the_globe() -> None:
    assert len(rivers()) >= 100
    for river in rivers().values():
        assert set(river.names) == set(LANGUAGES)
        assert all(name.strip() == name and name for name in river.names.values())
        assert river.into == "" or river.into in rivers()
        assert river.points or river.mouth
        for lon, lat in (*river.points, *([river.mouth] if river.mouth else [])):
            assert -180 <= lon <= 180
            assert -60 <= lat <= 80


def test_rivers_without_a_course_are_known() -> None:
    assert {river.id for river in rivers().values() if course_of(river.id) is None} == (
        WITHOUT_COURSE
    )


def test_points_of_the_table_lie_on_the_course_to_what_is_said() -> None:
    off = [
        GEOD.inv(*point, *nearest(course, point))[2]
        for river in rivers().values()
        if (course := course_of(river.id)) is not None
        for point in river.points
    ]
    assert len(off) > 200
    assert max(off) <= ON_COURSE_M
    assert np.percentile(off, 95) <= COURSE_ERROR_M
    assert np.percentile(off, 95) > COURSE_ERROR_M / 2


@pytest.mark.parametrize(
    "river, at, elsewhere",
    [
        ("euphrates", (43.30, 33.43), (44.39, 33.31)),  # Ramadi, not Baghdad
        ("tigris", (44.39, 33.31), (43.30, 33.43)),
        ("danube", (19.04, 47.50), (14.42, 50.08)),  # Budapest, not Prague
        ("colorado", (-111.59, 36.86), (-64.0, -38.5)),  # Arizona, not Argentina
        ("paraguay", (-57.65, -25.28), (-60.62, -32.94)),  # Asunción, not Rosario
        ("parana", (-60.62, -32.94), (-57.65, -25.28)),
        ("nile", (31.23, 30.05), (33.53, 14.40)),  # Cairo, not on the Blue Nile
    ],
)
def test_a_course_is_that_of_the_river(
    river: str, at: tuple[float, float], elsewhere: tuple[float, float]
) -> None:
    course = course_of(river)
    assert course is not None
    assert GEOD.inv(*at, *nearest(course, at))[2] < 12_000
    assert GEOD.inv(*elsewhere, *nearest(course, elsewhere))[2] > 30_000


@pytest.mark.parametrize(
    "name, expected",
    [
        ("Tigris", "tigris"),
        ("the Tigris River", "tigris"),
        ("River Thames", "thames"),
        ("دجلة", "tigris"),
        ("نهر الفرات", "euphrates"),
        ("al-Furat", "euphrates"),
        ("Donau", "danube"),
        ("Dnipro", "dnieper"),
        ("Yellow River", "yellow"),
        ("Yellow", "yellow"),
        ("Huang He", "yellow"),
        ("rio grande", "rio-grande"),
        ("Amu Darya", "amu-darya"),
    ],
)
def test_a_river_by_its_names(name: str, expected: str) -> None:
    river = river_named(name)
    assert river is not None
    assert river.id == expected


def test_names_of_a_river_in_a_language() -> None:
    tigris = rivers()["tigris"]
    assert [tigris.name(tag) for tag in ("en", "fr-CA", "ar", "tr")] == [
        *("Tigris", "Tigre", "دجلة", "Tigris"),
    ]


def test_no_river_is_alike_only() -> None:
    assert river_named("Tigriss") is None
    assert [river.id for river in rivers_like("Tigriss")][:1] == ["tigris"]
    assert river_named("") is None


def test_a_course_carries_its_error() -> None:
    extent = extent_of_river(named("Tigris"))
    assert extent.margin_m == COURSE_ERROR_M
    assert extent.uncertainty_m > 400_000


def test_rivers_meet_where_one_ends_in_the_other() -> None:
    diyala = extent_of_confluence(named("Tigris"), named("Diyala"))
    assert diyala.centre == pytest.approx((44.51, 33.22))
    assert diyala.uncertainty_m == 5_000
    assert shapely.covers(diyala.geometry, shapely.Point(44.507, 33.2206))
    khartoum = extent_of_confluence(named("White Nile"), named("Blue Nile"))
    assert shapely.covers(khartoum.geometry, shapely.Point(32.50, 15.61))
    assert extent_of_mouth(named("Danube")).centre == pytest.approx((29.70, 45.20))


def test_courses_meet_or_do_not() -> None:
    along = shapely.MultiLineString([[(0, 0), (1, 0)]])
    across = shapely.MultiLineString([[(0.5, 0.1), (0.5, 1)]])
    meeting = nearest_to_each_other(along, across)
    assert meeting is not None
    assert meeting.centre == pytest.approx((0.5, 0.05), abs=1e-3)
    assert meeting.uncertainty_m == pytest.approx(COURSE_ERROR_M + 11_057 / 2, abs=10)
    assert nearest_to_each_other(along, shapely.MultiLineString([[(0, 1), (1, 1)]])) is None


@pytest.mark.parametrize(
    "find, what, fix",
    [
        (
            lambda: extent_of_river(named("Orontes", 10)),
            "the course of the Orontes is not in the map's data",
            "give the stretch as a file (`file:`), or say it by a town, such as 'near ramadi'",
        ),
        (
            lambda: extent_of_river(named("Tigriss", 10)),
            "no river is called 'Tigriss' in the map's data",
            "did you mean the Tigris? Or give it as a place of its own, with a file (`file:`)",
        ),
        (
            lambda: extent_of_confluence(named("Nile"), named("Tigris", 10)),
            "the map's data have no point where the Nile and the Tigris meet",
            "give the point by coordinates (`at:`) with a precision",
        ),
        (
            lambda: extent_of_mouth(named("Nile", 10)),
            "where the Nile ends is not in the map's data",
            "give the point by coordinates (`at:`) with a precision",
        ),
    ],
)
def test_what_the_data_do_not_have(find: Callable[[], Extent], what: str, fix: str) -> None:
    with pytest.raises(CannotSayError) as caught:
        find()
    no = caught.value
    assert no.what == what
    assert no.fix == fix
    assert no.start == 10
