from __future__ import annotations

import re
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapstory.wording import (
    direction,
    format_distance,
    format_duration,
    format_radius,
    format_share,
    has_locale,
    is_translated,
    locale_of,
    say,
    words,
)

LANGUAGES = ("en", "ar", "fr", "de", "es")
ISOLATES = str.maketrans("", "", "\u2068\u2069")


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{([a-z]+)\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    english, there = words("en"), words(language)
    assert list(there) == list(english)
    for key, text in there.items():
        assert text.strip() == text
        assert text
        assert placeholders(text) == placeholders(english[key]), key
        assert not re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", text)), key


def test_no_two_languages_are_the_same() -> None:
    for key in ("previous", "unknown_direction", "status_claimed_means", "where_near", "part_ne"):
        assert len({words(language)[key] for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize(
    "language,previous",
    [("en", "Previous"), ("EN-us", "Previous"), ("de-AT", "Zurück"), ("tr", "Previous")],
)
def test_a_language_falls_back_to_its_base_and_then_to_english(
    language: str, previous: str
) -> None:
    assert words(language)["previous"] == previous
    assert is_translated(language) == (language != "tr")


@pytest.mark.parametrize(
    "language,expected",
    [
        ("en", "ltr"),
        ("ar-IQ", "rtl"),
        ("he", "rtl"),
        ("fa", "rtl"),
        ("ckb", "rtl"),
        ("ku", "ltr"),
        ("ku-Arab", "rtl"),
        ("acm", "rtl"),
        ("prs", "rtl"),
        ("zz", "ltr"),
    ],
)
def test_direction_follows_the_language_and_its_script(language: str, expected: str) -> None:
    assert direction(language) == expected


@pytest.mark.parametrize(
    "language,locale",
    [
        ("en", "en_GB"),
        ("en-US", "en_US"),
        ("en-XX", "en_GB"),
        ("ar-iq", "ar_IQ"),
        ("de-DE-1996", "de_DE"),
        ("en-US-u-ca-gregory", "en_US"),
        ("zz", "en_GB"),
        ("", "en_GB"),
        ("{{7*191}}", "en_GB"),
    ],
)
def test_every_tag_has_a_locale_to_write_dates_in(language: str, locale: str) -> None:
    assert str(locale_of(language)) == locale


def test_has_locale_tells_languages_from_what_is_none() -> None:
    assert [has_locale(tag) for tag in ("en", "ar-IQ", "zh-Hant-TW", "tr")] == [True] * 4
    assert [has_locale(tag) for tag in ("english", "zz", "", "x-foo")] == [False] * 4


def test_a_sentence_is_filled() -> None:
    assert say("en", "where_ring", amount="about 10 km", feature="the crossing") == (
        "about 10 km from the crossing"
    )


NAMES = [
    "{name}",
    "{area.__class__}",
    "{0}",
    "{",
    "}}",
    "${x}",
    "%s",
    r"\1",
    "{{7*191}}",
    "\0",
    "`",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_read_as_a_template(language: str, name: str) -> None:
    values = dict.fromkeys(["origin", "target"], name)
    template = words(language)["where_way"]
    expected = re.sub(r"\{(origin|target)\}", lambda _: name, template)
    said = say(language, "where_way", **values)
    assert said.translate(ISOLATES) == expected


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_name_stands_whole_in_its_sentence(name: str, language: str) -> None:
    said = say(language, "precision_town", name=f"x{name}")
    assert f"x{name}" in said
    before, after = words(language)["precision_town"].split("{name}")
    assert said.translate(ISOLATES) == f"{before}x{name}{after}".translate(ISOLATES)


@pytest.mark.parametrize(
    "language,name,expected",
    [
        ("ar", "Ramadi", "في \u2068Ramadi\u2069: المعروف هو البلدة، لا الشارع."),
        ("ar", "الرمادي", "في الرمادي: المعروف هو البلدة، لا الشارع."),
        (
            "en",
            "الرمادي",
            "In \u2068الرمادي\u2069: the place is known to the town, not to the street.",
        ),
        ("en", "123", "In 123: the place is known to the town, not to the street."),
    ],
)
def test_a_name_that_runs_the_other_way_is_isolated(
    language: str, name: str, expected: str
) -> None:
    assert say(language, "precision_town", name=name) == expected


@pytest.mark.parametrize(
    "language,feature,expected",
    [
        ("fr", "Ramadi", "à environ 10 km de Ramadi"),
        ("fr", "Anbar", "à environ 10 km d’Anbar"),
        ("fr", "le camp", "à environ 10 km du camp"),
        ("fr", "Les Halles", "à environ 10 km des Halles"),
        ("fr", "la frontière", "à environ 10 km de la frontière"),
        ("es", "el cruce", "a alrededor de 10 km del cruce"),
        ("es", "El Salvador", "a alrededor de 10 km de El Salvador"),
        ("de", "der Grenze", "etwa 10 km von der Grenze"),
    ],
)
def test_prepositions_are_joined_with_articles(language: str, feature: str, expected: str) -> None:
    amount = say(language, "amount_about", distance="10 km")
    assert say(language, "where_ring", amount=amount, feature=feature) == expected


@pytest.mark.parametrize(
    "metres,language,expected",
    [
        (0, "en", "0 m"),
        (7, "en", "7 m"),
        (137, "en", "140 m"),
        (500, "en", "500 m"),
        (996, "en", "1 km"),
        (1499, "en", "1.5 km"),
        (3219, "en", "3.2 km"),
        (9960, "en", "10 km"),
        (10_000, "en", "10 km"),
        (10_400, "en", "10 km"),
        (137_000, "en", "140 km"),
        (12_345_678, "en", "12,000 km"),
        (1500, "de", "1,5 km"),
        (10_000, "ar", "10 كم"),
    ],
)
def test_distances_have_two_figures(metres: float, language: str, expected: str) -> None:
    assert format_distance(metres, language) == expected


@pytest.mark.parametrize(
    "metres,expected",
    [(0.2, "1 m"), (101, "110 m"), (10_000, "10 km"), (10_000.000001, "10 km"), (10_400, "11 km")],
)
def test_an_uncertainty_is_rounded_up(metres: float, expected: str) -> None:
    assert format_radius(metres, "en") == expected


@pytest.mark.parametrize(
    "count,unit,language,expected",
    [
        (2, "day", "en", "2 days"),
        (1, "hour", "en", "1 hour"),
        (0.5, "hour", "en", "30 minutes"),
        (1.5, "day", "de", "1,5 Tage"),
        (0.5, "day", "en", "half a day"),
        (0.5, "day", "de", "einen halben Tag"),
        (0.5, "day", "fr", "une demi-journée"),
        (0.5, "day", "es", "medio día"),
        (0.5, "day", "ar-IQ", "نصف يوم"),
        (0.25, "day", "en", "6 hours"),
        (3, "day", "ar", "3 أيام"),
        (2, "day", "ar", "يومين"),
        (2, "hour", "ar-IQ", "ساعتين"),
        (45, "minute", "fr", "45 minutes"),
    ],
)
def test_durations(
    count: float, unit: Literal["minute", "hour", "day"], language: str, expected: str
) -> None:
    assert format_duration(count, unit, language) == expected


def test_shares_are_percentages() -> None:
    assert format_share(1 / 3, "en") == "33%"
    assert format_share(3 / 4, "de") == "75%"


@given(st.floats(1, 2e7))
def test_what_is_said_of_an_uncertainty_covers_it_and_hardly_more(metres: float) -> None:
    number, unit = format_radius(metres, "en").replace(",", "").split(" ")
    said = float(number) * {"m": 1, "km": 1000}[unit]
    assert metres <= said * (1 + 1e-6)
    assert said <= max(metres * 1.1 + 1e-6, metres + 1)
