from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from mapstory.dates import DateError, When, format_when, parse_when

DATELINE = When(date(2015, 5, 24), date(2015, 5, 24), approximate=False, unit="day")
ABOUT_DATELINE = When(date(2015, 5, 24), date(2015, 5, 24), approximate=True, unit="day")
MONTH = When(date(2015, 5, 1), date(2015, 5, 31), approximate=False, unit="month")
YEAR = When(date(2015, 1, 1), date(2015, 12, 31), approximate=False, unit="year")


def told(text: str, *, dateline: When | None = DATELINE) -> str:
    when = parse_when(text, dateline=dateline)
    return f"{'~' if when.approximate else ''}{when.start}/{when.end} {when.unit}"


@pytest.mark.parametrize(
    "text,expected",
    [
        ("2015-05-18", "2015-05-18/2015-05-18 day"),
        (" 2015-05-18 ", "2015-05-18/2015-05-18 day"),
        ("2015-05", "2015-05-01/2015-05-31 month"),
        ("2015", "2015-01-01/2015-12-31 year"),
        ("2016-02", "2016-02-01/2016-02-29 month"),
        ("in 2006", "2006-01-01/2006-12-31 year"),
        ("In May 2015", "2015-05-01/2015-05-31 month"),
        ("Sept 2015", "2015-09-01/2015-09-30 month"),
        ("17 May 2015", "2015-05-17/2015-05-17 day"),
        ("17th of May 2015", "2015-05-17/2015-05-17 day"),
        ("May 17, 2015", "2015-05-17/2015-05-17 day"),
        ("on May 1st 2015", "2015-05-01/2015-05-01 day"),
        ("٢٠١٥-٠٥-٢٤", "2015-05-24/2015-05-24 day"),
        ("2015‑05‑24", "2015-05-24/2015-05-24 day"),
        ("0001-01-01", "0001-01-01/0001-01-01 day"),
        ("9999", "9999-01-01/9999-12-31 year"),
    ],
)
def test_a_date_of_the_calendar_needs_no_dateline(text: str, expected: str) -> None:
    assert told(text, dateline=None) == expected


@pytest.mark.parametrize(
    "text,expected",
    [
        ("2015-05-15/2015-05-25", "2015-05-15/2015-05-25 day"),
        ("2015-05-15 / 2015-05-25", "2015-05-15/2015-05-25 day"),
        ("2015-05-15 – 2015-05-25", "2015-05-15/2015-05-25 day"),
        ("2015-05-15 - 2015-05-25", "2015-05-15/2015-05-25 day"),
        ("from 15 May 2015 to 25 May 2015", "2015-05-15/2015-05-25 day"),
        ("2015-03/2015-05", "2015-03-01/2015-05-31 month"),
        ("May 2015 to July 2015", "2015-05-01/2015-07-31 month"),
        ("2014/2016", "2014-01-01/2016-12-31 year"),
        ("~2015-05-15/2015-05-25", "~2015-05-15/2015-05-25 day"),
        ("2015-05-15/~2015-05-25", "~2015-05-15/2015-05-25 day"),
        ("a week before/today", "2015-05-17/2015-05-24 day"),
    ],
)
def test_a_range_runs_from_its_first_day_to_its_last(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("about", ["~", "~ ", "about ", "around ", "circa ", "c. ", "ca "])
def test_about_makes_a_date_approximate(about: str) -> None:
    assert told(f"{about}2015-05-18") == "~2015-05-18/2015-05-18 day"
    assert told(f"{about}May 2015") == "~2015-05-01/2015-05-31 month"
    assert told(f"{about}a week before") == "~2015-05-17/2015-05-17 day"


@pytest.mark.parametrize(
    "text,expected",
    [
        ("a week before", "2015-05-17/2015-05-17 day"),
        ("A week before the dateline", "2015-05-17/2015-05-17 day"),
        ("two days before", "2015-05-22/2015-05-22 day"),
        ("two days earlier", "2015-05-22/2015-05-22 day"),
        ("2 days ago", "2015-05-22/2015-05-22 day"),
        ("3 weeks later", "2015-06-14/2015-06-14 day"),
        ("twelve days after", "2015-06-05/2015-06-05 day"),
        ("the day before", "2015-05-23/2015-05-23 day"),
        ("the previous day", "2015-05-23/2015-05-23 day"),
        ("yesterday", "2015-05-23/2015-05-23 day"),
        ("the day before yesterday", "2015-05-22/2015-05-22 day"),
        ("the next day", "2015-05-25/2015-05-25 day"),
        ("the following day", "2015-05-25/2015-05-25 day"),
        ("today", "2015-05-24/2015-05-24 day"),
        ("the same day", "2015-05-24/2015-05-24 day"),
        ("at the dateline", "2015-05-24/2015-05-24 day"),
        ("the past ten days", "2015-05-14/2015-05-24 day"),
        ("over the past ten days", "2015-05-14/2015-05-24 day"),
        ("past 10 days", "2015-05-14/2015-05-24 day"),
        ("the last two weeks", "2015-05-10/2015-05-24 day"),
        ("the past week", "2015-05-17/2015-05-24 day"),
        ("the next two days", "2015-05-24/2015-05-26 day"),
        ("the next three months", "2015-05-01/2015-08-31 month"),
        ("last month", "2015-04-01/2015-04-30 month"),
        ("the month after", "2015-06-01/2015-06-30 month"),
        ("this year", "2015-01-01/2015-12-31 year"),
        ("the year before", "2014-01-01/2014-12-31 year"),
    ],
)
def test_relative_dates_count_from_the_dateline(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text,expected",
    [
        ("the past few days", "~2015-05-21/2015-05-24 day"),
        ("a few days later", "~2015-05-27/2015-05-27 day"),
        ("a couple of days ago", "~2015-05-22/2015-05-22 day"),
        ("recent weeks", "~2015-05-03/2015-05-24 day"),
        ("the coming months", "~2015-05-01/2015-08-31 month"),
        ("two months ago", "~2015-03-01/2015-03-31 month"),
        ("six months ago", "~2014-11-01/2014-11-30 month"),
        ("ten years ago", "~2005-01-01/2005-12-31 year"),
    ],
)
def test_vague_words_are_not_taken_more_exactly_than_they_are(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("text", ["a week before", "the past ten days", "today", "the day before"])
def test_an_approximate_dateline_makes_what_counts_from_it_approximate(text: str) -> None:
    exact = parse_when(text, dateline=DATELINE)
    about = parse_when(text, dateline=ABOUT_DATELINE)
    assert not exact.approximate
    assert about == When(exact.start, exact.end, approximate=True, unit=exact.unit)


def test_an_approximate_dateline_leaves_dates_of_the_calendar_as_they_are() -> None:
    assert told("2015-05-18", dateline=ABOUT_DATELINE) == "2015-05-18/2015-05-18 day"


def test_a_dateline_of_several_days_moves_as_a_whole() -> None:
    dateline = parse_when("2015-05-20/2015-05-24", dateline=None)
    assert told("two days before", dateline=dateline) == "2015-05-18/2015-05-22 day"
    assert told("the past ten days", dateline=dateline) == "2015-05-10/2015-05-24 day"


def test_a_dateline_of_a_month_can_be_counted_from_in_months() -> None:
    assert told("two months ago", dateline=MONTH) == "~2015-03-01/2015-03-31 month"
    assert told("today", dateline=MONTH) == "2015-05-01/2015-05-31 month"


FORMS = (
    "write 2015-05-24, 2015-05, 2015, a range such as 2015-05-15/2015-05-25, or words such as "
    "'a week before' or 'the past ten days', with ~ in front for about"
)
WEEKS = (
    "weeks begin on different days in different places: write the days, such as "
    "2015-05-18/2015-05-24, or 'the past week' for the seven days up to the dateline"
)
PARTS = "write the days or months that are meant, such as "


@pytest.mark.parametrize(
    "text,what,fix",
    [
        ("", "a date is missing", f"{FORMS}, or leave the key out"),
        ("  ", "a date is missing", f"{FORMS}, or leave the key out"),
        ("x" * 201, "this is too long to be a date", FORMS),
        ("24/05/2015", "'24/05/2015' is not written year-month-day", "write 2015-05-24"),
        ("5/24/2015", "'5/24/2015' is not written year-month-day", "write 2015-05-24"),
        (
            "05/06/2015",
            "'05/06/2015' is not written year-month-day",
            "write 2015-06-05 or 2015-05-06",
        ),
        ("24.05.2015", "'24.05.2015' is not written year-month-day", "write 2015-05-24"),
        ("24-05-2015", "'24-05-2015' is not written year-month-day", "write 2015-05-24"),
        ("2015/05/24", "'2015/05/24' is not written year-month-day", "write 2015-05-24"),
        (
            "24/05/15",
            "'24/05/15' is not written year-month-day",
            "write year, month and day with hyphens, such as 2015-05-24",
        ),
        ("05/2015", "a month is written after its year", "write 2015-05"),
        ("2015/05", "a month is written with a hyphen", "write 2015-05"),
        (
            "2015-05-15/25",
            "the end of a range is written as whole as its beginning",
            "write 2015-05-15/2015-05-25",
        ),
        (
            "2015-05-15/05-25",
            "the end of a range is written as whole as its beginning",
            "write 2015-05-15/2015-05-25",
        ),
        ("15–25 May 2015", "'15–25 may 2015' is a range in short", "write 2015-05-15/2015-05-25"),
        ("2015-5-7", "a month and a day are written with two digits", "write 2015-05-07"),
        ("20150524", "'20150524' is not a year of four digits", "write 2015-05-24"),
        ("15", "'15' is not a year of four digits", FORMS),
        ("10000", "'10000' is not a year of four digits", FORMS),
        ("0000", "there is no year 0", "write a year from 0001 to 9999"),
        (
            "2015-13-40",
            "there is no month 13",
            "write a month from 01 to 12 after the year, such as 2015-05-24",
        ),
        ("2015-24-05", "there is no month 24", "write 2015-05-24"),
        (
            "2015-02-30",
            "February 2015 has 28 days; there is no day 30",
            "write a day from 2015-02-01 to 2015-02-28",
        ),
        (
            "31 April 2015",
            "April 2015 has 30 days; there is no day 31",
            "write a day from 2015-04-01 to 2015-04-30",
        ),
        (
            "2015-05-25/2015-05-15",
            "the range ends before it starts",
            "write 2015-05-15/2015-05-25",
        ),
        (
            "2015-05/2015-06-10",
            "the range begins with a month and ends with a day",
            "write both ends alike, such as 2015-05-15/2015-05-25 or 2015-05/2015-07",
        ),
        (
            "2015-05-24T12:00",
            "'2015-05-24T12:00' cannot be read as a date",
            "write the day alone: 2015-05-24",
        ),
        ("17 May", "'17 May' cannot be read as a date", "write the year too, such as 17 May 2015"),
        (
            "last Friday",
            "'last Friday' cannot be read as a date",
            "write its date; the last Friday up to the dateline was 2015-05-22",
        ),
        (
            "that week",
            "'that week' cannot be read as a date",
            WEEKS,
        ),
        (
            "early May 2015",
            "'early May 2015' cannot be read as a date",
            f"{PARTS}~2015-05-01/2015-05-10",
        ),
        (
            "late May 2015",
            "'late May 2015' cannot be read as a date",
            f"{PARTS}~2015-05-21/2015-05-31",
        ),
        ("mid-2006", "'mid-2006' cannot be read as a date", f"{PARTS}~2006-05/2006-08"),
        (
            "several days ago",
            "'several days ago' cannot be read as a date",
            "write a number, or 'a few'",
        ),
        ("soon", "'soon' cannot be read as a date", FORMS),
        ("{{7*191}}", "'{{7*191}}' cannot be read as a date", FORMS),
        ("9999 years ago", "'9999 years ago' leaves the years 1 to 9999", "write a smaller number"),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_write(text: str, what: str, fix: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_when(text, dateline=DATELINE)
    assert (refused.value.what, refused.value.fix) == (what, fix)


def test_a_relative_date_without_a_dateline_asks_for_one() -> None:
    with pytest.raises(DateError) as refused:
        parse_when("a week before", dateline=None)
    assert refused.value.what == "'a week before' counts from the dateline, and the story has none"
    assert refused.value.fix == (
        "add `dateline: 2015-05-24` to the story, with its own date, or write the date itself"
    )


@pytest.mark.parametrize(
    "dateline,text,unit,finest",
    [(MONTH, "two days before", "day", "month"), (YEAR, "last month", "month", "year")],
)
def test_what_is_finer_than_the_dateline_is_refused(
    dateline: When, text: str, unit: str, finest: str
) -> None:
    with pytest.raises(DateError) as refused:
        parse_when(text, dateline=dateline)
    assert refused.value.what == (
        f"'{text}' counts in {unit}s, and the dateline is no finer than a {finest}"
    )


def test_an_error_points_to_the_end_of_the_range_that_is_wrong() -> None:
    with pytest.raises(DateError) as refused:
        parse_when("2015-05-15 / 2015-02-30", dateline=None)
    assert (refused.value.start, refused.value.end) == (13, 23)


@pytest.mark.parametrize(
    "text,iso",
    [
        ("2015-05-17", "2015-05-17"),
        ("2015-05", "2015-05"),
        ("0915", "0915"),
        ("2015-05-15/2015-05-25", "2015-05-15"),
        ("2015-03/2015-05", "2015-03"),
    ],
)
def test_iso_is_as_fine_as_the_date(text: str, iso: str) -> None:
    assert parse_when(text, dateline=None).iso == iso


def attempt(text: str, *, dateline: When | None) -> When | DateError:
    try:
        return parse_when(text, dateline=dateline)
    except DateError as refused:
        return refused


@given(st.text(max_size=40), st.sampled_from([None, DATELINE, ABOUT_DATELINE, MONTH, YEAR]))
def test_any_text_is_a_span_of_days_or_a_date_error(text: str, dateline: When | None) -> None:
    read = attempt(text, dateline=dateline)
    if isinstance(read, When):
        assert read.start <= read.end
    else:
        assert read.what
        assert read.fix
        assert 0 <= read.start <= (len(text) if read.end is None else read.end) <= len(text)


WORDS = (
    *("~", "about", "the", "a", "past", "last", "next", "coming", "few", "couple of", "ten"),
    *("days", "weeks", "month", "year", "before", "ago", "after", "in", "early", "to", "/", "-"),
    *("–", "9999", "0", "2015", "0000", "2015-02-30", "31", "May", "Friday", "dateline", "this"),
)


@given(
    st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join),
    st.sampled_from([DATELINE, MONTH, YEAR]),
)
def test_any_heap_of_the_words_of_dates_is_told_or_refused(text: str, dateline: When) -> None:
    read = attempt(text, dateline=dateline)
    if isinstance(read, When):
        assert read.start <= read.end
        assert format_when(read, "en")
    else:
        assert read.fix


@given(st.dates())
def test_every_day_is_read_back_from_what_the_british_are_told(day: date) -> None:
    when = When(day, day, approximate=False, unit="day")
    assert parse_when(day.isoformat(), dateline=None) == when
    if day.year > 999:
        assert parse_when(format_when(when, "en"), dateline=None) == when


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 500))
def test_before_and_after_take_each_other_back(day: date, count: int) -> None:
    there = parse_when(
        f"{count} days before", dateline=When(day, day, approximate=False, unit="day")
    )
    assert there.start == day - timedelta(days=count)
    assert parse_when(f"{count} days after", dateline=there).start == day


SAID = {
    "2015-05-17": {
        "en": "17 May 2015",
        "en-US": "May 17, 2015",
        "ar": "17 مايو 2015",
        "ar-IQ": "17 أيار 2015",
        "fr": "17 mai 2015",
        "de": "17. Mai 2015",
        "es": "17 de mayo de 2015",
        "zz": "17 May 2015",
    },
    "~2015-05-17": {
        "en": "about 17 May 2015",
        "ar": "نحو 17 مايو 2015",
        "fr": "vers le 17 mai 2015",
        "de": "um den 17. Mai 2015",
        "es": "hacia el 17 de mayo de 2015",
        "tr": "~17 Mayıs 2015",
    },
    "~2015-05": {"en": "about May 2015", "fr": "vers mai 2015", "es": "hacia mayo de 2015"},
    "2015-05-15/2015-05-25": {
        "en": "15–25 May 2015",
        "en-US": "May 15 – 25, 2015",
        "ar": "15–25 مايو 2015",
        "fr": "15–25 mai 2015",
        "de": "15.–25. Mai 2015",
        "es": "15–25 de mayo de 2015",
    },
    "2015-05-15/2015-06-02": {
        "en": "15 May – 2 June 2015",
        "de": "15. Mai – 2. Juni 2015",
        "es": "15 de mayo – 2 de junio de 2015",
    },
    "2014-12-15/2015-06-02": {
        "en": "15 December 2014 – 2 June 2015",
        "fr": "15 décembre 2014 – 2 juin 2015",
    },
    "2015-05-17/2015-05-17": {"en": "17 May 2015"},
    "2015-03/2015-05": {"en": "March – May 2015", "de": "März–Mai 2015"},
    "2014-12/2015-05": {"en": "December 2014 – May 2015"},
    "2006": {"en": "2006", "ar": "2006"},
    "2014/2015": {"en": "2014–2015", "fr": "2014–2015"},
    "~2014/2015": {"en": "about 2014–2015"},
}


@pytest.mark.parametrize(
    "text,language,expected",
    [(text, *said) for text, languages in SAID.items() for said in languages.items()],
)
def test_a_date_is_told_as_readers_of_the_language_write_it(
    text: str, language: str, expected: str
) -> None:
    said = format_when(parse_when(text, dateline=None), language)
    assert re.sub(r"\s", " ", said) == expected


@pytest.mark.parametrize(
    "text,numbers",
    [
        ("2015-05-15/2015-05-25", {15, 25, 2015}),
        ("2015-05-15/2015-06-27", {15, 27, 2015}),
        ("2014-05-15/2015-06-27", {15, 2014, 27, 2015}),
        ("2014-03/2015-08", {2014, 2015}),
        ("2014/2015", {2014, 2015}),
    ],
)
def test_no_language_loses_an_end_of_a_range(text: str, numbers: set[int]) -> None:
    when = parse_when(text, dateline=None)
    for identifier in sorted(locale_identifiers()):
        said = format_when(when, identifier)
        assert numbers <= {int(n) for n in re.findall(r"\d+", said)}, (identifier, said)


def test_dates_do_not_depend_on_the_locale_or_the_time_zone_of_the_machine() -> None:
    script = (
        "import locale; from mapstory.dates import *; locale.setlocale(locale.LC_ALL, '')\n"
        "when = parse_when('from 15 May 2015 to 2 June 2015', dateline=None)\n"
        "print([ascii(format_when(when, tag)) for tag in ('en', 'ar', 'de')])"
    )

    def printed(**machine: str) -> bytes:
        environment = {**os.environ, **machine}
        return subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=True
        ).stdout

    there = printed(LC_ALL="C.UTF-8", TZ="Pacific/Kiritimati", PYTHONHASHSEED="1")
    assert there == printed(LC_ALL="C", TZ="America/Los_Angeles", PYTHONHASHSEED="2")
    assert there
