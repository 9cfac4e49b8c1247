from __future__ import annotations

import re
from collections import Counter

import pytest
from shapely import Point

from mapstory import world
from mapstory.world.waters import LANGUAGES, Stretch, Water, waters

EVERY = [(water, stretch) for water in waters() for stretch in water.stretches]


def named(identity: str) -> Water:
    return next(water for water in waters() if water.id == identity)


def test_the_world_is_covered() -> None:
    kinds = Counter(water.kind for water in waters())
    assert kinds["ocean"] == 7
    assert kinds["sea"] + kinds["gulf"] + kinds["strait"] >= 120
    assert kinds["lake"] >= 45
    assert len({water.id for water in waters()}) == len(waters())


@pytest.mark.parametrize(
    "water, stretch", EVERY, ids=[f"{w.id} {s.lon:g} {s.lat:g}" for w, s in EVERY]
)
def test_every_name_stands_in_its_water(water: Water, stretch: Stretch) -> None:
    at = Point(stretch.lon, stretch.lat)
    lakes = world.lakes_within((*at.coords[0], *at.coords[0]))
    in_a_lake = any(lake.covers(at) for lake in lakes)
    if water.kind == "lake":
        assert in_a_lake
    else:
        assert not in_a_lake
        assert world.division_at(*at.coords[0]) is None
    assert -90 <= stretch.angle <= 90
    assert stretch.extent_km >= 20


def test_every_name_is_in_five_languages_and_arabic_is_written_in_arabic() -> None:
    for water in waters():
        assert tuple(water.names) == LANGUAGES
        assert all(name == name.strip() and name for name in water.names.values())
        assert not re.search(r"[A-Za-z]", water.names["ar"])


def test_a_language_without_names_has_those_in_english() -> None:
    red_sea = named("red-sea")
    assert red_sea.name("fr-CA") == "Mer Rouge"
    assert red_sea.name("ku") == "Red Sea"


def test_the_ids_are_those_that_the_table_of_regions_has() -> None:
    known = [water for water in waters() if world.feature(f"water:{water.id}")]
    assert len(known) > 60
    red_sea = world.feature("water:red-sea")
    assert red_sea is not None
    assert red_sea.name == named("red-sea").name("en")


def test_the_largest_come_first() -> None:
    extents = [water.stretches[0].extent_km for water in waters()]
    assert extents == sorted(extents, reverse=True)
