from __future__ import annotations

import pytest
import shapely
from shapely import Point, box

from mapstory import world
from mapstory.world.database import database
from mapstory.world.disputes import disputes, is_disputed
from tests.test_atlas import drawn


def division(code: str) -> world.Feature:
    found = world.feature(code)
    assert found is not None, code
    return found


def test_every_code_of_the_table_is_one_that_is_drawn() -> None:
    codes = {row[0] for row in database().execute("SELECT code FROM division")}
    codes |= {row[0] for row in database().execute("SELECT country FROM division")}
    for dispute in disputes():
        assert dispute.one <= codes
        assert dispute.other <= codes
        assert dispute.what
        assert dispute.source


@pytest.mark.parametrize(
    "one, other",
    [
        ("IN-JK", "PK-JK"),  # the Line of Control
        ("IN-LA", "CHN-1756"),  # Aksai Chin
        ("CHN-1662", "IN-AR"),
        ("IL-Z", "SY-QU"),
        ("IL-JM", "PS-WBK"),
        ("UA-43", "UA-65"),
        ("MA-02", "SAH+00"),
        ("CYN+00", "CY-01"),
        ("GE-AB", "GE-SZ"),
        ("MDA-1628", "MD-CR"),
        ("SOL+00", "SO-BR"),
        ("KP-07", "KR-42"),
        ("GY-CU", "VE-F"),
        ("SD-KS", "SS-UY"),
    ],
)
def test_these_are_disputed_whichever_comes_first(one: str, other: str) -> None:
    assert is_disputed([division(one), division(other)])
    assert is_disputed([division(other), division(one)])


def test_borders_that_nobody_disputes_and_coasts_are_not() -> None:
    for one, other in [
        ("IN-PB", "PK-PB"),
        ("GE-AB", "RU-KDA"),
        ("GE-SZ", "GE-IM"),
        ("UA-65", "UA-48"),
    ]:
        assert not is_disputed([division(one), division(other)])
    assert not is_disputed([division("SAH+00")])


def test_in_kashmir_the_lines_of_control_are_drawn_apart_from_borders_and_no_gap_is_left() -> None:
    _, atlas = drawn(["s", "g", "l"], s=Point(74.8, 34.1), g=Point(74.3, 35.9), l=Point(77.6, 34.2))
    disputed = shapely.union_all(atlas.disputed_borders)
    settled = shapely.union_all([*atlas.country_borders, *atlas.division_borders])
    assert disputed.distance(Point(74.0, 34.4)) < 0.3  # near Uri, on the Line of Control
    assert disputed.intersection(settled).length < 1e-3
    # With both, India's land is enclosed as before.
    india = world.country("IN")
    assert india is not None
    land = world.shape_of(india).intersection(box(74, 33, 79, 36))
    edge = land.boundary.intersection(box(74.1, 33.1, 78.9, 35.9))
    assert edge.difference(shapely.union_all([disputed, settled]).buffer(0.05)).length < 0.1
    assert 'class="mapstory-disputed"' in atlas.sheet.markup


def test_the_line_around_abkhazia_is_drawn_though_it_divides_one_country() -> None:
    _, atlas = drawn(["here"], here=Point(41.9, 42.6))
    assert shapely.union_all(atlas.disputed_borders).distance(Point(41.7, 42.7)) < 0.3
