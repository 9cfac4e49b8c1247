from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapstory import world
from mapstory.errors import UsageError
from mapstory.gazetteer import Candidate, Choice, Gazetteer, choose, choose_together, resolve

WORLD = Gazetteer()
BAGHDAD, MOSUL, RAMADI, FALLUJA = (33.34, 44.40), (36.34, 43.13), (33.42, 43.31), (33.35, 43.79)


def story(*names: str, look_in: str = "", least: float | None = None) -> dict[str, Choice]:
    """What is chosen for names of the world in a story file."""
    areas = [area for area in [world.feature(look_in)] if area] if look_in else []
    asked = [(name, WORLD.candidates(name, look_in=areas)) for name in names]
    margins = {} if least is None else {"least": least}
    choices = choose_together(asked, looking=bool(areas), **margins)
    return {choice.name: choice for choice in choices}


def chosen(name: str, *others: str, look_in: str = "") -> str | None:
    choice = story(name, *others, look_in=look_in)[name]
    return choice.chosen.id if choice.chosen else None


def candidate(
    identity: str, kind: str = "town", people: int | None = None, **more: Any
) -> Candidate:
    given_: dict[str, Any] = {
        "name": "Aden", "matched": "Aden", "main": True, "lon": 0.0, "lat": 0.0, "country": "",
        "division": "", "uncertainty_m": 1.0, "source": "",
    }  # fmt: skip
    return Candidate(id=identity, kind=kind, population=people, **(given_ | more))


def one(*candidates: Candidate, near: Candidate | None = None) -> Choice:
    """The choice among these, with at most one certain place in the story."""
    (choice,) = choose_together([("Aden", candidates)], fixed=[near] if near else [])
    return choice


# --- one name, and nothing else known


@pytest.mark.parametrize(
    "name, identity",
    [
        ("Ramadi", "geonames:98717"),
        ("Falluja", "geonames:99454"),
        ("Mosul", "geonames:99072"),
        ("Baghdad", "geonames:98182"),  # not the governorate
        ("Basra", "geonames:99532"),  # GeoNames calls it Basrah, and only the governorate Basra
        ("Kirkuk", "geonames:94787"),
        ("Idlib", "geonames:169389"),  # a smaller town in a division of its name
        ("New York", "geonames:5128581"),  # New York City, not the state
        ("Washington", "geonames:4140963"),  # D.C., not the state
        ("Paris", "geonames:2988507"),  # not the one in Texas
        ("Kiev", "geonames:703448"),
        ("Anbar", "IQ-AN"),
        ("Anbar province", "IQ-AN"),
        ("Kirkuk Governorate", "IQ-TS"),  # what says that it is an area is one
        ("Chukotka", "RU-CHU"),
        ("Luxembourg", "LU"),
        ("Singapore", "SG"),
        ("Mexico", "MX"),
        ("Palestine", "PS"),  # not the one in Texas
        ("Congo", "CD"),
        ("Springfield", None),
        ("San José", None),
        ("Georgia", None),
        ("Nowhere-on-Sea", None),
        ("", None),
        ("–", None),
    ],
)
def test_what_a_name_means_by_itself(name: str, identity: str | None) -> None:
    assert chosen(name) == identity


@pytest.mark.parametrize(
    "name, identity",
    [
        ("Iraqi", "IQ"),
        ("Syrians", "SY"),
        ("Danish", "DK"),
        ("U.S.", "US"),
        ("the Netherlands", "NL"),
        ("UAE", "AE"),
        ("DRC", "CD"),
        ("Calif.", "US-CA"),
        ("N.S.W.", "AUS-2654"),
        ("Texan", "US-TX"),
        ("NYC", "geonames:5128581"),
        ("Middle East", "region:middle-east"),
        ("the Balkans", "region:balkans"),
        ("Scotland", "region:scotland"),
        ("Crimea", "UA-43"),
        ("Iraqi Kurdistan", "region:iraqi-kurdistan"),
        ("Sicily", "region:sicily"),
        ("the Arabian Gulf", "water:persian-gulf"),
        ("Red Sea", "water:red-sea"),
        ("Tigris", "water:tigris"),
        ("الفرات", "water:euphrates"),
        ("Europe", "region:europe"),
        ("Otter Tail County", "county:27111"),
        ("Orleans Parish", "county:22071"),
    ],
)
def test_demonyms_abbreviations_regions_waters_and_counties(name: str, identity: str) -> None:
    assert chosen(name) == identity


def test_a_town_alone_needs_people_and_its_name_for_itself() -> None:
    assert one(candidate("a", people=15_000)).chosen
    assert one(candidate("a", people=14_999)).chosen is None
    assert one(candidate("a")).chosen is None
    twin = candidate("b", people=500, country="US", lon=1.0)
    assert one(candidate("a", people=200_000, country="US"), twin).chosen is None
    assert one(candidate("a", people=200_000, country="FR"), twin).chosen


def test_a_large_city_alone_must_have_twenty_times_the_people_of_the_next() -> None:
    small = candidate("small", people=20_000, lon=1.0)
    for people, meant in [(399_000, None), (401_000, "large")]:
        choice = one(candidate("large", people=people), small)
        assert (choice.chosen.id if choice.chosen else None) == meant
        assert choice.candidates[0].id == "large"
        assert choice.margin == pytest.approx(math.log10(people / 20_000))


def test_nothing_to_choose_from() -> None:
    assert one() == Choice("Aden", None, (), 0.0)
    assert choose([]) is None


def test_an_alternate_name_costs_a_hundredfold() -> None:
    main = candidate("main", people=300_000)
    for people, best in [(29_000_000, "main"), (31_000_000, "other")]:
        other = candidate("other", people=people, main=False, name="Something else")
        assert one(other, main).candidates[0].id == best


def test_the_best_come_first() -> None:
    assert [c.id for c in story("Kirkuk")["Kirkuk"].candidates][:1] == ["geonames:94787"]
    twins = [candidate(name, people=40_000) for name in "cab"]
    assert [c.id for c in one(*twins).candidates] == ["a", "b", "c"]


def test_namesakes_are_no_rivals() -> None:
    city = candidate("city", people=300_000, country="IQ", division="IQ-XX")
    home = candidate("IQ-XX", "division", 290_000, country="IQ", division="IQ-XX")
    assert one(home, city) == Choice("Aden", city, (city, home), math.inf)
    country = candidate("LU", "country", 600_000, country="LU")
    town = candidate("town", people=590_000, country="LU", division="LU-L")
    assert one(town, country).chosen == country


# --- names of one story


@pytest.mark.parametrize(
    "names, identity",
    [
        (("Paris", "Texas", "Dallas"), "geonames:4717560"),
        (("Paris", "Lyon", "Marseille"), "geonames:2988507"),
        (("Georgia", "Atlanta", "Alabama"), "US-GA"),
        (("Georgia", "Tbilisi", "Russia"), "GE"),
        (("Athens", "Greece", "Georgia"), "geonames:264371"),
        (("Athens", "Atlanta", "Savannah"), "geonames:4180386"),
        (("Lebanon", "Syria", "Damascus"), "LB"),
        (("Birmingham", "Montgomery", "Alabama"), "geonames:4049979"),
        (("Birmingham", "Coventry", "England"), "geonames:2655603"),
        (("Jefferson County", "Louisville", "Kentucky"), "county:21111"),
        (("Jefferson County", "Denver", "Golden"), "county:08059"),
        (("Washington", "Seattle", "Spokane", "Tacoma"), "US-WA"),
        (("Tripoli", "Libya", "Benghazi"), "geonames:2210247"),
        (("Tripoli", "Lebanon", "Beirut"), "geonames:266826"),
        (("Springfield", "Chicago", "Illinois"), "geonames:4250542"),
    ],
)
def test_the_rest_of_the_story_tells_what_is_meant(names: tuple[str, ...], identity: str) -> None:
    assert chosen(*names) == identity


@given(
    st.permutations(["Paris", "Texas", "Dallas", "Athens", "Georgia", "Oxford", "Nowhere-on-Sea"])
)
@settings(max_examples=20)
def test_the_order_of_the_names_decides_nothing(names: list[str]) -> None:
    choices = story(*names)
    assert list(choices) == names
    again = story(*sorted(names))
    assert {n: (c.chosen, c.candidates) for n, c in choices.items()} == {
        n: (c.chosen, c.candidates) for n, c in again.items()
    }


def test_a_small_place_is_meant_where_the_story_is_near_it() -> None:
    small = candidate("small", people=900, country="IQ", division="IQ-AN", lon=43.0, lat=33.0)
    near = candidate("near", people=9_000, country="IQ", division="IQ-AN", lon=43.2, lat=33.2)
    far = candidate("far", people=9_000, country="BR", lon=-50.0, lat=-10.0)
    assert one(small).chosen is None
    assert one(small, near=near).chosen == small
    assert one(small, near=far).chosen is None


def test_two_names_of_one_place_do_not_vouch_for_each_other() -> None:
    small = candidate("small", people=900, country="IQ", division="IQ-AN")
    both = choose_together([("Aden", [small]), ("Adan", [small])])
    assert [choice.chosen for choice in both] == [None, None]


def test_the_margin_in_a_story_is_five_times_the_people() -> None:
    certain = candidate("certain", people=9_000, country="IQ", division="IQ-AN")
    where = {"country": "IQ", "division": "IQ-AN"}
    small = candidate("small", people=10_000, **where, lon=0.0001)
    for people, meant in [(49_000, None), (51_000, "large")]:
        choice = one(candidate("large", people=people, **where), small, near=certain)
        assert (choice.chosen.id if choice.chosen else None) == meant
    asked = [("Aden", [candidate("large", people=11_000, **where), small])]
    (choice,) = choose_together(asked, fixed=[certain], least=0.0)
    assert choice.chosen


def test_the_newsroom_outranks_all() -> None:
    own = candidate("own", "camp", tier=0, main=False)
    city = candidate("city", people=9_000_000)
    assert one(city, own) == Choice("Aden", own, (own, city), math.inf)


def test_two_of_the_newsrooms_own_are_told_apart_by_the_story() -> None:
    here = candidate("here", "camp", tier=0, lon=43.0, lat=33.0, country="IQ")
    there = candidate("there", "camp", tier=0, lon=48.0, lat=30.0, country="IQ")
    certain = candidate("certain", lon=43.1, lat=33.1, country="IQ")
    assert one(here, there).chosen is None
    assert one(there, here, near=certain).chosen == here


def test_a_well_weighs_less_than_a_town_of_its_name() -> None:
    where = {"country": "IQ", "division": "IQ-AN", "tier": 1}
    certain = candidate("certain", country="IQ", division="IQ-AN")
    well, town = candidate("well", "well", **where), candidate("town", **where)
    assert one(well, town, near=certain).chosen == town


# --- hearsay


def test_al_karmah_is_never_maharda() -> None:
    for others in ((), ("Ramadi", "Falluja", "Baghdad"), ("Hama", "Damascus", "Homs")):
        for name in ("al Karmah", "الكرمة", "Karma", "Garma"):
            assert chosen(name, *others) != "geonames:166742", (name, others)
    assert chosen("al Karmah", look_in="IQ") is None
    assert resolve(["al Karmah"]) == [None]


def test_an_odd_alternate_name_of_a_larger_town_is_enough_where_the_story_looks() -> None:
    odd = candidate("a", people=20_000, main=False, name="Maharda", matched="al Karmah")
    spelling = candidate("b", people=20_000, main=False, name="Al Fallujah", matched="Falluja")
    assert one(odd).chosen is None
    assert one(spelling).chosen == spelling
    (choice,) = choose_together([("al Karmah", [odd])], looking=True)
    assert choice.chosen is None
    larger = candidate("c", people=80_000, main=False, name="Sinjar", matched="Shingal")
    (choice,) = choose_together([("Shingal", [larger])], looking=True)
    assert choice.chosen == larger


def test_an_alternate_name_of_a_smaller_town_needs_the_story_if_there_is_one() -> None:
    spelling = candidate(
        "b", people=20_000, main=False, name="Al Fallujah", matched="Falluja", country="DZ"
    )
    certain = candidate("certain", country="IQ", lon=44.0, lat=33.0)
    (choice,) = choose_together([("Falluja", [spelling])], fixed=[certain])
    assert choice.chosen is None


def test_a_name_in_other_letters_than_asked_weighs_less() -> None:
    arabic = candidate("a", people=9_000_000, main=False, name="Gana", matched="انا")
    latin = candidate("b", people=300_000, main=False, name="Xyz", matched="Ana")
    (choice,) = choose_together([("Ana", [arabic, latin])])
    assert [c.id for c in choice.candidates] == ["b", "a"]


# --- names that say where


@pytest.mark.parametrize(
    "name, identity",
    [
        ("Paris, Texas", "geonames:4717560"),
        ("Paris (Texas)", "geonames:4717560"),
        ("Paris, Tex.", "geonames:4717560"),
        ("Paris, France", "geonames:2988507"),
        ("Springfield, Illinois", "geonames:4250542"),
        ("Georgia (GE)", "GE"),
        ("Georgia (US)", "US-GA"),
        ("London, Ontario", "geonames:6058560"),
        ("Cairo, Nowhere", None),
        ("Karmah, Iraq", None),
        ("Kirkuk, the city", None),
    ],
)
def test_a_name_may_say_where(name: str, identity: str | None) -> None:
    assert chosen(name) == identity


def test_what_says_where_still_obeys_look_in() -> None:
    assert chosen("Paris, Texas", look_in="FR") is None


# --- resolve


def is_near(found: tuple[float, float] | None, where: tuple[float, float], km: float = 25) -> bool:
    if found is None:
        return False
    north = (found[0] - where[0]) * 111.2
    east = (found[1] - where[1]) * 111.2 * math.cos(math.radians(where[0]))
    return math.hypot(north, east) < km


def test_resolve_gives_latitude_and_longitude_in_the_order_of_the_names() -> None:
    found = resolve(["Mosul", "Nowhere-on-Sea", "Baghdad", "Mosul"], "Iraq")
    assert is_near(found[0], MOSUL)
    assert found[1] is None
    assert is_near(found[2], BAGHDAD)
    assert found[3] == found[0]
    assert resolve([]) == []


@pytest.mark.parametrize("look_in", ["Iraq", "IQ", "iq", "العراق", "Irak", "Anbar", "IQ-AN", None])
def test_resolve_looks_in_a_country_or_a_division(look_in: str | None) -> None:
    assert is_near(resolve(["Ramadi"], look_in)[0], RAMADI)


def test_resolve_is_strict() -> None:
    assert resolve(["Paris", "London"], "Iraq") == [None, None]
    assert resolve(["Mosul"], "Anbar") == [None]
    with pytest.raises(UsageError, match="there is no country or division called 'Atlantis'"):
        resolve(["Mosul"], "Atlantis")


def test_resolve_takes_what_is_ahead_where_a_story_file_asks() -> None:
    names = ("Springfield", "Missouri", "Massachusetts")
    assert chosen(*names) is None
    assert resolve(list(names))[0] is not None


def test_resolve_needs_no_geometry() -> None:
    code = (
        "import sys; from mapstory.gazetteer import resolve\n"
        "found = resolve(['Ramadi', 'Hit', 'Tikrit'], 'Iraq')\n"
        "heavy = {'folium', 'geopandas', 'shapely', 'numpy'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or (None if all(found) else 'not found'))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


# --- names of a conflict, in the spellings of reporters, map makers and the region

IRAQ = {
    "Falluja": (*FALLUJA, "Falluja Fallujah al-Fallūjah Al-Falluja الفلوجة فلوجة Фаллуджа"),
    "Ramadi": (*RAMADI, "Ramadi ar-Ramadi Er-Ramadi Al-Ramadi الرمادي Рамади"),
    "Mosul": (*MOSUL, "Mosul al-Mawsil Mossul الموصل موصل Мосул"),
    "Hit": (33.64, 42.83, "Hit Hīt Heet هيت"),
    "Qaim": (34.37, 41.09, "Qaim al-Qaim Al-Qa'im القائم"),
    "Tikrit": (34.60, 43.68, "Tikrit Tikrīt تكريت"),
    "Haditha": (34.14, 42.38, "Haditha al-Haditha Hadithah حديثة"),
    "Rutba": (33.04, 40.28, "Rutba ar-Rutba Rutbah الرطبة"),
    "Ana": (34.37, 41.99, "Ana Anah عانة"),
    "Rawa": (34.48, 41.91, "Rawa Rawah راوة"),
    "Kirkuk": (35.47, 44.39, "Kirkuk كركوك Kerkuk"),
    "Baiji": (34.93, 43.49, "Baiji Bayji بيجي"),
    "Samarra": (34.20, 43.87, "Samarra Sāmarrā’ سامراء"),
    "Baquba": (33.75, 44.64, "Baquba Ba'quba بعقوبة"),
    "Sinjar": (36.32, 41.87, "Sinjar سنجار Shingal"),
    "Tal Afar": (36.38, 42.45, "Tal_Afar Talafar تلعفر"),
    "Erbil": (36.19, 44.01, "Erbil Arbil Irbil أربيل"),
    "Dohuk": (36.87, 42.99, "Dohuk Duhok Dahuk دهوك"),
    "Sulaymaniyah": (35.56, 45.43, "Sulaymaniyah Sulaimaniya السليمانية"),
    "Najaf": (32.00, 44.33, "Najaf an-Najaf النجف"),
    "Karbala": (32.60, 44.02, "Karbala Kerbala كربلاء"),
    "Basra": (30.50, 47.81, "Basra Basrah al-Basra البصرة"),
    "Nasiriyah": (31.04, 46.26, "Nasiriyah an-Nasiriyah الناصرية"),
    "Baghdad": (*BAGHDAD, "Baghdad Bagdad Baghdād بغداد"),
    "Abu Ghraib": (33.29, 44.07, "Abu_Ghraib Abu_Ghurayb"),
    "Amiriyah": (33.15, 43.90, "Amiriyah العامرية"),
    "Habbaniyah": (33.37, 43.57, "Habbaniyah الحبانية"),
    "Khalidiya": (33.40, 43.50, "Khalidiya Khalidiyah الخالدية"),
    "Karmah": (33.40, 43.91, "al_Karmah al-Karma Garma الكرمة"),
    "Hawija": (35.32, 43.77, "Hawija الحويجة"),
    "Khanaqin": (34.35, 45.38, "Khanaqin خانقين"),
    "Makhmur": (35.77, 43.58, "Makhmur مخمور"),
}
KNOWN = ["Falluja", "Ramadi", "Mosul", "Hit", "Qaim", "Tikrit", "Haditha", "Rutba", "Kirkuk",
         "Samarra", "Baquba", "Erbil", "Basra", "Najaf", "Baghdad", "Nasiriyah"]  # fmt: skip
SPELLINGS = [
    (spelling.replace("_", " "), (lat, lon))
    for lat, lon, spellings in IRAQ.values()
    for spelling in spellings.split()
]


@pytest.mark.parametrize("look_in", [None, "Iraq", "Anbar"])
def test_no_spelling_of_an_iraqi_name_lands_elsewhere(look_in: str | None) -> None:
    wrong = {
        name: found
        for name, where in SPELLINGS
        if (found := resolve([name], look_in)[0]) and not is_near(found, where)
    }
    assert wrong == {}


@pytest.mark.parametrize("look_in", [None, "Iraq"])
@pytest.mark.parametrize("turn", range(3))
def test_nor_does_any_where_all_are_named_together(look_in: str | None, turn: int) -> None:
    names = [
        spellings.split()[turn % len(spellings.split())].replace("_", " ")
        for _, _, spellings in IRAQ.values()
    ]
    found = dict(zip(IRAQ, resolve(names, look_in), strict=True))
    wrong = {
        name: where for name, where in found.items() if where and not is_near(where, IRAQ[name][:2])
    }
    assert wrong == {}
    assert [name for name in KNOWN if found[name] is None] == []


def test_most_spellings_are_found_where_the_story_looks() -> None:
    of_known = {spelling for name in KNOWN for spelling in IRAQ[name][2].split()}
    assert [name for name in sorted(of_known) if resolve([name], "Iraq")[0] is None] == []


# --- whole stories


@pytest.mark.parametrize(
    "name, others, identity",
    [
        # Not the division, though its middle is nearer to the others.
        ("Kherson", ("Avdiivka", "Bakhmut", "Dnipro", "Kramatorsk", "Vuhledar"), "geonames:706448"),
        # GeoNames has it twice, seven kilometres apart.
        (
            "Lexington",
            ("Frankfort", "Georgetown", "Nicholasville", "Versailles"),
            "geonames:4297983",
        ),
        # What is called so is a group of divisions, each of which has the name too.
        ("West Yorkshire", ("Bradford", "Leeds", "Shipley", "Halifax"), None),
        # Only places far away have the names of these: those that are meant are in no gazetteer.
        ("Solhan", ("Bamako", "Niamey", "Djibo", "Dori", "Gao"), None),
        ("Matsu", ("Taipei", "Kaohsiung", "Keelung"), None),
        ("Iguala", ("Acapulco", "Chilpancingo", "Tijuana"), "geonames:3526798"),
    ],
)
def test_a_name_among_those_of_its_story(
    name: str, others: tuple[str, ...], identity: str | None
) -> None:
    assert chosen(name, *others) == identity


def test_a_town_of_some_size_is_meant_if_it_is_the_only_one_where_the_story_looks() -> None:
    def meant(**more: Any) -> Candidate | None:
        (choice,) = choose_together([("Aden", [candidate("a", **more)])], looking=True)
        return choice.chosen

    assert meant(people=5_000)
    assert meant(people=5_000, main=False, matched="Adeen", name="Aden") is None
    assert meant(people=5_000, main=False, matched="Adden", name="Aden")  # by ear
    assert meant(people=4_999) is None
    assert meant() is None


def test_a_capital_is_meant_however_small_it_is() -> None:
    assert one(candidate("a", people=6_000, capital=True)).chosen


@pytest.mark.parametrize(
    "name, identity",
    [
        ("Bradford, England", "geonames:2654993"),
        ("Newport, Wales", "geonames:2641598"),
        ("Perth, Scotland", "geonames:2640358"),
        ("Erbil, Iraqi Kurdistan", "geonames:95446"),
    ],
)
def test_a_region_says_where_a_town_is(name: str, identity: str) -> None:
    assert chosen(name) == identity
