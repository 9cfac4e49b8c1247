from __future__ import annotations

from datetime import date
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapstory.axis import Axis, Mark, arrange_axis
from mapstory.dates import When, parse_when

APART = 9.0  # per cent: 24 px of the narrowest axis


def axis_of(*texts: str, language: str = "en") -> Axis | None:
    dates = [parse_when(text, dateline=None) if text else None for text in texts]
    return arrange_axis(dates, language)


def test_events_lie_at_their_dates_and_spans_are_as_long_as_they_last() -> None:
    axis = axis_of("2015-05-01", "2015-05-11/2015-05-21", "2015-05-31")
    assert axis
    assert [(mark.start, mark.end) for mark in axis.marks] == [
        (0.0, 0.0), (33.33, 66.66), (100.0, 100.0),
    ]  # fmt: skip
    assert {mark.lane for mark in axis.marks} == {0}
    assert (axis.first, axis.last) == ("1 May 2015", "31 May 2015")


def test_a_story_told_out_of_time_shows_so() -> None:
    axis = axis_of("2015-05-31", "2015-05-01", "2015-05-16")
    assert axis
    assert [mark.start for mark in axis.marks] == [100.0, 0.0, 50.0]


def test_dates_not_known_to_the_day_have_soft_ends() -> None:
    axis = axis_of("~2015-05-01", "", "2015-05-31")
    assert axis
    assert [mark.soft for mark in axis.marks] == [True, True, False]


def test_a_span_beside_which_the_others_were_one_dot_runs_on_beyond_the_axis() -> None:
    axis = axis_of("2015-05-14", "2015-05-19", "2015-05-24", "2015")
    assert axis
    assert (axis.first, axis.last) == ("14 May 2015", "24 May 2015")
    assert [(mark.start, mark.end, mark.soft) for mark in axis.marks] == [
        (0.0, 0.0, False), (50.0, 50.0, False), (100.0, 100.0, False), (100.0, 100.0, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "texts",
    [("2015-05-24",), ("2015-05-24", "2015-05-24", "~2015-05-24"), ("", ""), ("2015-05-24", "")],
)
def test_where_there_is_no_time_to_show_there_is_no_axis(texts: tuple[str, ...]) -> None:
    assert axis_of(*texts) is None


def test_the_ends_are_told_as_finely_as_the_dates_and_in_the_language_of_the_story() -> None:
    axis = axis_of("1831", "1836-10", language="ar")
    assert axis
    assert (axis.first, axis.last) == ("1831", "أكتوبر 1836")


def test_its_style_holds_numbers_only() -> None:
    axis = Axis((Mark(0, 12.5, 0, soft=False), Mark(100, 100, 1, soft=True)), first="a", last="b")
    assert axis.style == (
        ".mapstory-axis{--lanes:2}"
        ".mapstory-axis li:nth-child(1){--at:0%;--for:12.5%;--lane:0}"
        ".mapstory-axis li:nth-child(2){--at:100%;--for:0%;--lane:1}\n"
    )


days = st.dates(date(2015, 1, 1), date(2015, 12, 31))
spans = st.tuples(days, days).map(lambda pair: When(min(pair), max(pair), False, "day"))  # noqa: FBT003
points = days.map(lambda day: When(day, day, False, "day"))  # noqa: FBT003


@given(st.lists(points, min_size=2, max_size=30))
def test_days_always_find_room_where_a_finger_can_tell_them_apart(dates: list[When]) -> None:
    axis = arrange_axis(dates, "en")
    assert (axis is None) == (len({when.start for when in dates}) == 1)
    if axis:
        check(axis, dates)


@given(st.lists(st.one_of(points, spans), min_size=2, max_size=12))
def test_spans_too_or_there_is_no_axis(dates: list[When]) -> None:
    axis = arrange_axis(dates, "en")
    if axis:
        check(axis, dates)


def check(axis: Axis, dates: list[When]) -> None:
    assert len(axis.marks) == len(dates)
    for mark in axis.marks:
        assert -0.01 <= mark.start <= mark.end <= 100.02
    for a, b in combinations(axis.marks, 2):
        if a.lane == b.lane:
            assert max(a.start, b.start) - min(a.end, b.end) >= APART - 0.02
    for lane in range(3):
        marks = zip(dates, axis.marks, strict=True)
        inside = [(when, mark) for when, mark in marks if mark.lane == lane and not mark.soft]
        inside.sort(key=lambda each: each[1].start)
        assert all(a.start <= b.start for (a, _), (b, _) in pairwise(inside))
