"""The stories of the project: each can be told, and says where it knows from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from mapstory.build import build_site, read_map_story
from mapstory.places import LocatedStory, locate_story

ROOT = Path(__file__).parents[1]
STORIES = {path.stem: path for path in sorted((ROOT / "stories").glob("*.yaml"))}
SHAPES = sorted((ROOT / "geodata").glob("*/*.geojson"))


@pytest.fixture(scope="module")
def located() -> Mapping[str, LocatedStory]:
    found = {}
    for slug, path in STORIES.items():
        story, problems = locate_story(path)
        assert [str(problem) for problem in problems] == []
        assert story is not None
        found[slug] = story
    return found


@pytest.mark.parametrize("slug", STORIES)
def test_its_lock_answers_for_every_place(slug: str, located: Mapping[str, LocatedStory]) -> None:
    story = located[slug]
    assert story.lock_file.changes == []
    assert {answer.place for answer in story.located.lock.answers} == set(story.story.places)


@pytest.mark.parametrize("slug", STORIES)
def test_every_step_is_told_in_words_and_says_where_it_knows_from(
    slug: str, located: Mapping[str, LocatedStory]
) -> None:
    story = located[slug].story
    assert story.summary
    assert story.dateline
    for event in story.events:
        assert event.when, event.id
        assert event.sources, event.id
        assert len(event.alt) > 30, event.id
        assert 20 <= len(event.text.split()) <= 110, event.id


@pytest.mark.parametrize("slug", STORIES)
def test_no_place_and_no_group_is_named_in_vain(
    slug: str, located: Mapping[str, LocatedStory]
) -> None:
    story = located[slug].story
    shown = {place for event in story.events for place in event.at}
    shown |= {show.place for event in story.events for show in event.show}
    shown |= {
        end for event in story.events for move in event.moves for end in (move.origin, move.target)
    }
    assert set(story.places) - shown == set()
    groups = {show.group for event in story.events for show in event.show}
    groups |= {move.group for event in story.events for move in event.moves}
    assert set(story.groups) - groups == set()


def test_what_the_report_left_open_is_an_area_in_both_languages(
    located: Mapping[str, LocatedStory],
) -> None:
    for slug in ("anbar-2015", "anbar-2015-ar"):
        table = located[slug].located.table
        for place in ("crossing", "camp", "hospital", "strikes"):
            assert table.loc[place, "soft"], place
            assert table.loc[place].geometry.geom_type not in ("Point", "MultiPoint"), place


def test_two_languages_tell_the_same_places(located: Mapping[str, LocatedStory]) -> None:
    english, arabic = (located[slug].located.table for slug in ("anbar-2015", "anbar-2015-ar"))
    assert list(english.index) == list(arabic.index)
    assert english.geometry.equals(arabic.geometry)


def test_the_arabic_story_is_a_page_from_right_to_left(tmp_path: Path) -> None:
    build_site([read_map_story(STORIES["anbar-2015-ar"])], tmp_path / "site", whole=True)
    html = (tmp_path / "site" / "anbar-2015-ar" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl"' in html
    assert "في مكان ما على بُعد نحو 10 كم من المعبر، داخل محافظة الأنبار؛ لم يُذكر الاتجاه." in html


def test_the_tsunami_crosses_the_date_line(located: Mapping[str, LocatedStory]) -> None:
    story = located["valdivia-1960"]
    longitude = {
        place: story.located.table.loc[place].geometry.centroid.x for place in story.story.places
    }
    moves = [move for event in story.story.events for move in event.moves]
    across = {move.target for move in moves if longitude[move.origin] < 0 < longitude[move.target]}
    assert across == {"lyttelton", "ofunato", "philippine-coast"}


def test_the_fire_only_grows(located: Mapping[str, LocatedStory]) -> None:
    shapes = located["london-1666"].located.table.geometry
    days = [shapes[day] for day in ("sunday", "monday", "tuesday", "all")]
    for before, after in pairwise(days):
        assert after.buffer(1e-6).covers(before)


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shape_says_after_what_and_how_exactly_it_was_drawn(path: Path) -> None:
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        assert feature["properties"]["source"]
        assert feature["properties"]["precision_m"] >= 10
