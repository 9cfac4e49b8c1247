from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapstory.phrases import (
    Border,
    Both,
    Distance,
    Inside,
    Named,
    Offset,
    PhraseError,
    Way,
    names_in,
    parse_phrase,
    unquoted,
)


def named(phrase: str, name: str) -> Named:
    start = phrase.rindex(name)
    return Named(name, start, start + len(name))


def inside(phrase: str, name: str) -> Inside:
    return Inside(named(phrase, name))


@pytest.mark.parametrize(
    "phrase, distance, name",
    [
        ("10 km from crossing", (10_000, 500, "10 km"), "crossing"),
        ("10 km from the crossing", (10_000, 500, "10 km"), "crossing"),
        ("10 KM FROM THE CROSSING", (10_000, 500, "10 KM"), "CROSSING"),
        ("10km from crossing", (10_000, 500, "10km"), "crossing"),
        ("  10  km\n from   the old  town ", (10_000, 500, "10 km"), "old  town"),
        ("10 km away from crossing", (10_000, 500, "10 km"), "crossing"),
        ("2.5 miles from Ramadi", (4_023.36, 402.336, "2.5 miles"), "Ramadi"),
        ("2,5 miles from Ramadi", (4_023.36, 402.336, "2,5 miles"), "Ramadi"),
        ("a mile from Ramadi", (1_609.344, 804.672, "a mile"), "Ramadi"),
        ("half a mile from Ramadi", (804.672, 402.336, "half a mile"), "Ramadi"),
        ("twelve kilometres from Ana", (12_000, 500, "twelve kilometres"), "Ana"),
        ("800 metres from Ana", (800, 5, "800 metres"), "Ana"),
        ("6 nautical miles from Umm Qasr", (11_112, 926, "6 nautical miles"), "Umm Qasr"),
        ("10 km from The Hague", (10_000, 500, "10 km"), "The Hague"),
        ("10 km from الرمادي", (10_000, 500, "10 km"), "الرمادي"),
        ("10 km from 'Ain al-Tamr", (10_000, 500, "10 km"), "'Ain al-Tamr"),
        ("10 km from In Salah", (10_000, 500, "10 km"), "In Salah"),
        ("10 km from Kilometre 7", (10_000, 500, "10 km"), "Kilometre 7"),
        ("10 km from 'Washington, D.C.'", (10_000, 500, "10 km"), "Washington, D.C."),
        ("10 km from “from here to there”", (10_000, 500, "10 km"), "from here to there"),
    ],
)
def test_distance_from_a_place(phrase: str, distance: tuple[float, float, str], name: str) -> None:
    metres, precision_m, written = distance
    exact = Distance(pytest.approx(metres), pytest.approx(precision_m), written)
    assert parse_phrase(phrase) == Offset(exact, named(phrase, name), about=False)


@pytest.mark.parametrize("about", ["about ", "Around ", "some ", "roughly ", "nearly ", "~"])
def test_about_changes_neither_distance_nor_precision(about: str) -> None:
    phrase = f"{about}10 km from crossing"
    distance = Distance(10_000, 500, "10 km")
    assert parse_phrase(phrase) == Offset(distance, named(phrase, "crossing"), about=True)


# Chapman & Wieczorek 2020, table "Calculating uncertainty related to the precision of a distance".
@pytest.mark.parametrize(
    "written, precision",
    [
        ("10.1 km", 0.05),
        ("10.25 mi", 0.125),
        ("10.5 km", 0.25),
        ("10.6 mi", 0.05),
        ("10.75 km", 0.125),
        ("10 mi", 0.5),
        ("15 km", 0.5),
        ("30 mi", 0.5),
        ("33 km", 0.5),
        ("100 mi", 5),
        ("140 km", 5),
        ("200 mi", 5),
        ("1000 m", 50),
        ("2000 m", 50),
        # By the same rules, not in the table.
        ("5 mi", 0.5),
        ("1 km", 0.5),
        ("0.2 km", 0.05),
        ("03.125 mi", 0.0625),
        ("2.33 km", 0.005),
        ("10.0 km", 0.5),
        ("1250 m", 5),
    ],
)
def test_precision_of_a_distance(written: str, precision: float) -> None:
    offset = parse_phrase(f"{written} from x")
    assert isinstance(offset, Offset)
    metres = {"km": 1000, "m": 1, "mi": 1609.344}[written.split()[1]]
    assert offset.distance.precision_m == pytest.approx(precision * metres)


@pytest.mark.parametrize(
    "phrase, name",
    [
        ("on the border of anbar", "anbar"),
        ("On The Border Of Anbar", "Anbar"),
        ("at the border of the province", "province"),
        ("along the frontier of Iraq", "Iraq"),
        ("the border of Iraq", "Iraq"),
        ("somewhere on the border of Iraq", "Iraq"),
        ("on anbar's border", "anbar"),
        ("at the Netherlands’ border", "Netherlands"),
        ("on the border of Bosnia and Herzegovina", "Bosnia and Herzegovina"),
    ],
)
def test_border(phrase: str, name: str) -> None:
    assert parse_phrase(phrase) == Border(named(phrase, name))


@pytest.mark.parametrize(
    "phrase, origin, target",
    [
        ("on the way from ramadi to baghdad", "ramadi", "baghdad"),
        ("on the road from the camp to New York", "camp", "New York"),
        ("on the way to baghdad from ramadi", "ramadi", "baghdad"),
        ("the road from Al-Qa'im to Hit", "Al-Qa'im", "Hit"),
        ("on the way from 'Road to Nowhere' to Hit", "Road to Nowhere", "Hit"),
    ],
)
def test_way(phrase: str, origin: str, target: str) -> None:
    assert parse_phrase(phrase) == Way(named(phrase, origin), named(phrase, target))


@pytest.mark.parametrize(
    "phrase, name",
    [
        ("somewhere in anbar", "anbar"),
        ("Somewhere in Anbar", "Anbar"),
        ("in anbar", "anbar"),
        ("IN ANBAR", "ANBAR"),
        ("in the province", "province"),
        ("inside anbar", "anbar"),
        ("within Anbar", "Anbar"),
        ("in الأنبار", "الأنبار"),
        ("in 'In Salah'", "In Salah"),
        ("in «Côte d'Ivoire»", "Côte d'Ivoire"),
    ],
)
def test_inside(phrase: str, name: str) -> None:
    assert parse_phrase(phrase) == inside(phrase, name)


def test_commas_join_phrases() -> None:
    phrase = "on the border of anbar, on the way from ramadi to baghdad"
    parts = (
        Border(named(phrase, "anbar")),
        Way(named(phrase, "ramadi"), named(phrase, "baghdad")),
    )
    assert parse_phrase(phrase) == Both(parts)
    camp = parse_phrase("around 1,5 km from crossing، within anbar")
    assert camp == Both(
        (
            Offset(Distance(1500, 250, "1,5 km"), Named("crossing", 19, 27), about=True),
            Inside(Named("anbar", 36, 41)),
        )
    )


def test_names_in_reading_order() -> None:
    locality = parse_phrase("on the border of anbar, on the way to baghdad from ramadi")
    assert locality is not None
    assert [name.text for name in names_in(locality)] == ["anbar", "baghdad", "ramadi"]


@pytest.mark.parametrize(
    "name",
    [
        *("Ramadi", "New York", "Border Town", "Way", "Between Rivers", "Inverness", "Onitsha"),
        *("100 Mile House", "6 October", "10th of Ramadan City", "Two Rivers", "A Coruña", "Some"),
        *("Sana'a", "'Ain Issa", "At Tarmiyah", "Nearby", "Paris, Texas", "Washington, D.C."),
        *("North Ossetia", "Road to Nowhere", "الرمادي", "'In Salah'", '"on the border of x"', ""),
    ],
)
def test_a_name_is_not_a_phrase(name: str) -> None:
    assert parse_phrase(name) is None


def test_quotes_around_a_name_come_off() -> None:
    assert unquoted(" 'In Salah' ") == "In Salah"
    assert unquoted("“Washington, D.C.”") == "Washington, D.C."
    assert unquoted("'Ain Issa") == "'Ain Issa"
    assert unquoted("Sana'a") == "Sana'a"
    assert unquoted("") == ""


AT = "or give coordinates ('at:') with a 'precision:'"


@pytest.mark.parametrize(
    "phrase, fix",
    [
        ("10 km north-east of ramadi", "write '10 km from ramadi'"),
        ("about 12 miles W of the camp", "write '12 miles from camp'"),
        ("10 km to the south of ramadi", "write '10 km from ramadi'"),
        ("near ramadi", f"write '10 km from ramadi', {AT}"),
        ("outside ramadi", f"write '5 km from ramadi', {AT}"),
        ("on the outskirts of ramadi", f"write '5 km from ramadi', {AT}"),
        ("between ramadi and falluja", "write 'on the way from ramadi to falluja'"),
        ("halfway between ramadi and falluja", "write 'on the way from ramadi to falluja'"),
        ("half-way from ramadi to falluja", "write 'on the way from ramadi to falluja'"),
        ("north of ramadi", f"write 'in ramadi' or '10 km from ramadi', {AT}"),
        ("in the north of anbar", f"write 'in anbar' or '10 km from anbar', {AT}"),
        ("within 5 km of the crossing", f"write '5 km from crossing', {AT}"),
    ],
)
def test_what_a_later_version_draws_is_refused_with_a_wording_that_works(
    phrase: str, fix: str
) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_phrase(phrase)
    error = caught.value
    assert error.what == f"'{phrase}' is understood, but this version cannot draw it yet"
    assert error.fix == fix
    assert phrase[error.start : error.end] == phrase
    proposals = re.findall("'([^']+)'", fix.removesuffix(AT))
    assert proposals
    assert all(parse_phrase(proposal) for proposal in proposals)


UNITS = ": one number, then km, m, mi, miles or nautical miles"
NESTED = "give it an id of its own under places and write that id here; or quote a name"


# The part at fault stands between brackets.
@pytest.mark.parametrize(
    "marked, what, fix",
    [
        (
            "around [km] from crossing",
            "'km' stands where the distance should",
            f"write '10 km from crossing'{UNITS}",
        ),
        (
            "[less] than 10 km from crossing",
            "'less' stands where the distance should",
            f"write '10 km from crossing'{UNITS}",
        ),
        (
            "10 [kms] off the crossing",
            "'kms' is not a unit of distance",
            f"write '10 km from crossing'{UNITS}",
        ),
        (
            "10 [parsecs] from x",
            "'parsecs' is not a unit of distance",
            f"write '10 km from x'{UNITS}",
        ),
        ("10 [from] x", "'from' is not a unit of distance", f"write '10 km from x'{UNITS}"),
        ("10[-15] km from x", "'-15' is not a unit of distance", f"write '10 km from x'{UNITS}"),
        ("10 km [off] x", "'off' cannot be read after a distance", "write '10 km from x'"),
        (
            "[10 km]",
            "'10 km' does not say from where",
            "write '10 km from crossing', with the name of the place",
        ),
        (
            "in anbar, [10 km from]",
            "'10 km from' does not say from where",
            "write '10 km from crossing', with the name of the place",
        ),
        (
            "[-5] km from x",
            "no two places are '-5 km' apart",
            "write a number above 0 and below 20004",
        ),
        (
            "[0] km from x",
            "no two places are '0 km' apart",
            "write a number above 0 and below 20004",
        ),
        (
            "[99999] miles from x",
            "no two places are '99999 miles' apart",
            "write a number above 0 and below 12430",
        ),
        (
            "[1,000] m from x",
            "'1,000' may hold thousands or a decimal",
            "write a number that can be read in one way, such as '10 m' or '2.5 m'",
        ),
        (
            "[on the border]",
            "'on the border' cannot be read",
            "write 'on the border of anbar', with the area's name",
        ),
        (
            "[on the border between iraq and syria]",
            "'on the border between iraq and syria' cannot be read",
            "write 'on the border of iraq, on the border of syria'",
        ),
        (
            "[on anbar border]",
            "'on anbar border' cannot be read",
            "write 'on the border of anbar', with the area's name",
        ),
        (
            "[on the way from ramadi]",
            "'on the way from ramadi' cannot be read",
            "write 'on the way from ramadi to baghdad', with where it leads",
        ),
        (
            "[on the way to ramadi]",
            "'on the way to ramadi' cannot be read",
            "write 'on the way from baghdad to ramadi', with where it starts",
        ),
        (
            "in anbar, [from ramadi to hit]",
            "'from ramadi to hit' cannot be read",
            "write 'on the way from ramadi to hit'",
        ),
        (
            "[on the way from Hit to hit]",
            "'on the way from Hit to hit' leads back to where it starts",
            "write 'on the way from ramadi to baghdad', with two different places",
        ),
        (
            "on the way from ramadi to [baghdad to hit]",
            "'baghdad to hit' cannot be read as the name of one place",
            NESTED,
        ),
        (
            "10 km from the [border of anbar]",
            "'border of anbar' cannot be read as the name of one place",
            NESTED,
        ),
        ("[somewhere anbar]", "'somewhere anbar' cannot be read", "write 'somewhere in anbar'"),
        (
            "[In Salah]",
            "'In Salah' may be a phrase or a name",
            "write 'in Salah' for a place inside it, or quote a name: \"'In Salah'\"",
        ),
        (
            "in anbar[,]",
            "the comma joins nothing",
            "take the comma out, or write the phrase that it should join",
        ),
        (
            "in anbar[,], in iraq",
            "the comma joins nothing",
            "take the comma out, or write the phrase that it should join",
        ),
        (
            "10 km from springfield, [illinois]",
            "'illinois' is a name, and a comma joins phrases only",
            "write 'in illinois', or put a name that holds a comma in quotes",
        ),
        (
            "in a, in b, in c, in d, [in e]",
            "a phrase joins at most 4 parts; 'in e' is one more",
            "keep the parts that say most, and leave this one out",
        ),
    ],
)
def test_what_cannot_be_read(marked: str, what: str, fix: str) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    phrase = marked.replace("[", "").replace("]", "")
    with pytest.raises(PhraseError) as caught:
        parse_phrase(phrase)
    error = caught.value
    assert (error.what, error.fix) == (what, fix)
    assert (error.start, error.end) == (start, end)


def test_a_place_is_not_said_in_a_novel() -> None:
    with pytest.raises(PhraseError, match="at most 300 letters"):
        parse_phrase("on the way from " + "to " * 100_000)


_NAMES = (
    st.text("abcdeÀéا '-7", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda name: len(name) > 2 and "'" not in name[0] + name[-1])
)
_FORMS = st.sampled_from(
    ["10 km from {}", "on the border of {}", "in {}", "on the way from Hit to {}", "within {}"]
)


@settings(max_examples=200)
@given(form=_FORMS, name=_NAMES)
def test_any_name_comes_back_from_where_it_stands(form: str, name: str) -> None:
    phrase = form.format(name)
    locality = parse_phrase(phrase)
    assert locality is not None
    last = names_in(locality)[-1]
    assert last.text == phrase[last.start : last.end] == name


@settings(max_examples=300)
@given(text=st.text(max_size=60) | st.from_regex(r"(in|on|from|to|of|the|10|km|,|'|\s){1,12}"))
def test_any_text_is_a_phrase_a_name_or_an_error_within_it(text: str) -> None:
    try:
        locality = parse_phrase(text)
    except PhraseError as error:
        spans = [(error.start, error.end)]
    else:
        spans = [(name.start, name.end) for name in names_in(locality)] if locality else []
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(text[start:end].strip() for start, end in spans)
