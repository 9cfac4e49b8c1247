from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapstory import world
from mapstory.world import database, own
from mapstory.world.key import key_by_ear, key_of, without_kind
from mapstory.world.likeness import skeleton_of, skeletons_near, spoken_of
from mapstory.world.spellings import by_icu, keys_in_index


def division(identity: str) -> world.Feature:
    found = world.feature(identity)
    assert found, identity
    return found


def found(name: str) -> dict[str, bool]:
    return {feature.id: main for feature, _, main in world.features_named(key_of(name))}


# --- keys


@pytest.mark.parametrize(
    "names",
    [
        ["al-Fallūjah", "Al Fallujah", "FALLUJAH", "el-Fallujah", "Fallūjah"],
        ["ar-Ramadi", "Ar Ramādī", "Er-Ramadi", "ramadi"],
        ["الكرمة", "الكرمه", "كرمة"],
        ["An-Nāṣiriyyah", "Nasiriyyah"],
        ["The Hague", "hague"],
        ["Sana‘a", "Sana'a", "Sanaʼa", "Sanaa"],
        ["St. Louis", "St Louis", "st-louis"],
        ["Łódź", "Lodz"],
        ["İstanbul", "ISTANBUL", "istanbul"],
        ["Straße", "Strasse"],
        ["São Tomé", "Sao Tome"],
        ["Port-au-Prince", "Port au Prince"],
        ["Washington, D.C.", "washington dc"],
        ["Saint-Denis", "St Denis", "St. Denis", "St.Denis", "Sankt Denis", "Ste Denis"],
        ["Mount Vernon", "Mt. Vernon"],
        ["Fort Worth", "Ft Worth"],
        ["Bosnia & Herzegovina", "Bosnia and Herzegovina"],
        ["Deir ez-Zor", "Deir al-Zor", "Deir Zor"],
        ["ash-Sharqat", "al-Sharqat", "as-Sharqat", "Sharqat"],
        ["القائم", "القايم", "قائم"],
        ["أبو غريب", "ابو غريب"],
        ["Москва", "МОСКВА", "Moskva"],
        ["Київ", "Kiiv"],
        ["東京", "东京", "Dongjing"],
    ],
)
def test_ways_of_writing_have_one_key(names: list[str]) -> None:
    assert len({key_of(name) for name in names}) == 1


@pytest.mark.parametrize(
    "one, other",
    [
        ("El Salvador", "Salvador"),
        ("El Paso", "Paso"),
        ("An Giang", "Giang"),
        ("As", "A"),
        ("Algiers", "Giers"),
        ("ガ", "カ"),
        ("इराक", "इरक"),
        ("Anbar", "Ambar"),
        ("Karma", "Karmah"),
        ("Mosul", "Mossul"),
        ("Alabama", "Bama"),
        ("Elbe", "Be"),
    ],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_keys_of_what_is_hardly_a_name() -> None:
    assert key_of("") == key_of("–") == key_of("<!--") == ""
    assert key_of("the") == "the"
    assert key_of("al-") == "al"
    assert key_of("{{7*191}}") == "7 191"


@given(st.text(max_size=40))
def test_a_key_is_made_of_anything(name: str) -> None:
    key = key_of(name)
    assert key == " ".join(key.split())
    assert "\t" not in key
    assert "\n" not in key


def test_the_kind_of_a_division_is_taken_off() -> None:
    for name in ("Anbar province", "Anbar Governorate", "province of Anbar", "Anbar, Muhafazat"):
        assert without_kind(name) == "Anbar"
    for name in ("محافظة الأنبار", "ولاية الأنبار"):
        assert without_kind(name) == "الأنبار"
    for name in ("Province", "State", "City", "Stadt"):
        assert without_kind(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "the city of Mosul", "City of Mosul", "Mosul city", "the town of Mosul", "ville de Mosul",
        "la ville de Mosul", "gouvernorat de Mosul", "province de l'Mosul", "ciudad de Mosul",
        "la provincia de Mosul", "Provinz Mosul", "Stadt Mosul", "Gouvernement Mosul",
        "Muhafazat Mosul", "Mosul governorate", "MOSUL PROVINCE", "Mosul, District",
    ],
)  # fmt: skip
def test_kinds_in_several_languages_are_taken_off(name: str) -> None:
    assert without_kind(name).casefold() == "mosul"


@pytest.mark.parametrize(
    "asked, name, country",
    [
        ("Fallūja", "Al Fallūjah", "IQ"),
        ("El Fallujah", "Al Fallūjah", "IQ"),
        ("Nasiriya", "An Nāşirīyah", "IQ"),
        ("Fasher", "El Fasher", "SD"),
        ("Zuerich", "Zürich", "CH"),
        ("Aarhus", "Århus", "DK"),
        ("Shabac", "Šabac", "RS"),
    ],
)
def test_the_index_keeps_other_keys_of_a_name(asked: str, name: str, country: str) -> None:
    assert key_of(asked) in keys_in_index(name, country, romanise=str)


def test_what_is_done_for_arabic_is_not_done_elsewhere() -> None:
    assert keys_in_index("El Paso", "US", romanise=str) == ["el paso"]
    assert keys_in_index("Savannah", "US", romanise=str) == ["savannah"]


@pytest.mark.parametrize(
    "names",
    [
        ["Hīt", "Heet", "Hit"],
        ["Duhok", "Dohouk", "Duhuk", "Doohook"],
        ["Bayji", "Baiji", "Beiji", "Beyji"],
        ["Nasiriyah", "Nassiriyya", "El Nasiriya"],
        ["Tall Kayf", "Tal Keif"],
    ],
)
def test_names_by_ear(names: list[str]) -> None:
    assert len({key_by_ear(key_of(name)) for name in names}) == 1


def test_names_by_ear_are_found_where_arabic_is_written_and_are_not_main_ones() -> None:
    assert found("Heet") == {"geonames:95788": False}
    assert found("Hit")["geonames:95788"] is True
    assert key_by_ear("takrit") != key_by_ear("tikrit")


# --- likeness


@pytest.mark.parametrize(
    "skeleton, names",
    [
        ("msl", ["mosul", "al mawsil", "mossoul", "mwsl"]),
        ("fls", ["fallujah", "faluja", "flwjh"]),
        ("bkt", ["baghdad", "bagdad"]),
        ("kf", ["kiev", "qyv"]),
    ],
)
def test_skeletons(skeleton: str, names: list[str]) -> None:
    assert {skeleton_of(key_of(name)) for name in names} == {skeleton}


def test_a_skeleton_has_neighbours_one_letter_away() -> None:
    near = set(skeletons_near("msl"))
    assert {"msl", "ms", "ml", "sl", "mstl", "tmsl", "mtl"} <= near
    assert "m" not in near
    assert "" in set(skeletons_near("m"))


def test_what_sounds_alike_has_one_code() -> None:
    assert len({spoken_of(key) for key in ("falluja", "fallujah", "faluga")}) == 1
    assert spoken_of("mousl") != spoken_of("basra")


def test_icu_writes_other_scripts_in_latin_letters() -> None:
    pytest.importorskip("icu", reason="PyICU is in the extra `data` only")
    assert by_icu("Київ") == "kiiv"
    assert by_icu("東京") == "dong jing"


# --- Iraq in many spellings


@pytest.mark.parametrize(
    "names, identity",
    [
        ("Falluja|Fallujah|al-Fallūjah|الفلوجة|El Fallujah|Falloujah|Felluce", "geonames:99454"),
        ("Mosul|al-Mawsil|الموصل|Mossul|Mossoul|al-Mosul|Musul", "geonames:99072"),
        ("Hit|Heet|Hīt|هيت", "geonames:95788"),
        ("Qaim|al-Qa'im|القائم|القايم|Al Qaim", "geonames:92138"),
        ("Tikrit|Tikrīt|تكريت|Tikreet", "geonames:90150"),
        ("Ramadi|ar-Ramadi|الرمادي|Al-Ramadi|AR RAMĀDĪ", "geonames:98717"),
        ("Baiji|Bayji|Beiji|بيجي", "geonames:97783"),
        ("Tal Afar|Tall 'Afar|Tel Afar|Talafar|تلعفر|تل عفر", "geonames:90393"),
        ("Samarra|Sāmarrā'|Sammara|سامراء", "geonames:91597"),
        ("Baqubah|Ba'quba|Baqouba|بعقوبة", "geonames:97990"),
        ("Haditha|al-Hadithah|حديثة", "geonames:96309"),
        ("Rutba|ar-Rutbah|الرطبة", "geonames:98677"),
        ("Abu Ghraib|Abu Ghurayb|Abou Ghraib|أبو غريب", "geonames:100077"),
        ("Sinjar|Shingal|سنجار", "geonames:448149"),
        ("Kirkuk|Karkuk|Kerkuk|كركوك", "geonames:94787"),
        ("Erbil|Arbil|Irbil|Hawler|أربيل|هەولێر", "geonames:95446"),
        ("Sulaymaniyah|as-Sulaimaniya|Slemani|السليمانية", "geonames:98463"),
        ("Dohuk|Duhok|Dohouk|دهوك", "geonames:96994"),
        ("Najaf|an-Najaf|النجف", "geonames:98860"),
        ("Karbala|Kerbala|كربلاء", "geonames:94824"),
        ("Basra|al-Basrah|Bassora|البصرة", "geonames:99532"),
        ("Nasiriyah|Nassiriya|An Nasiriyya|الناصرية", "geonames:98854"),
        ("Amarah|al-Amara|العمارة", "geonames:99608"),
        ("Kut|al-Kut|Koot|الكوت", "geonames:99131"),
        ("Diwaniyah|ad-Diwaniya|الديوانية", "geonames:99762"),
        ("Hillah|al-Hilla|الحلة", "geonames:99347"),
        ("Zakho|Zākhū|زاخو", "geonames:89570"),
        ("Khanaqin|Khanaqeen|خانقين", "geonames:94591"),
        ("Mandali|Mendeli|مندلي", "geonames:93709"),
        ("Umm Qasr|Um Qasr|أم قصر|ام قصر", "geonames:89824"),
    ],
)
def test_one_place_in_many_spellings(names: str, identity: str) -> None:
    assert [name for name in names.split("|") if identity not in found(name)] == []


# --- what is alike


def like(name: str, *inside: str, limit: int = 5) -> list[str]:
    return [found.name for found, _, _ in world.names_like(name, limit=limit, inside=inside)]


@pytest.mark.parametrize(
    "name, country, right",
    [
        ("Faluujah", "IQ", "Al Fallūjah"),
        ("Bagdhad", "IQ", "Baghdad"),
        ("Takrit", "IQ", "Tikrīt"),
        ("الفلوجا", "IQ", "Al Fallūjah"),
        ("Şengal", "IQ", "Sinjār"),
        ("Zaporozhia", "UA", "Zaporizhzhia"),
        ("Chernigov oblast", "UA", "Chernihiv"),
        ("Gotenborg", "SE", "Gothenburg"),
        ("Nieul le Dolant", "FR", "Nieul-le-Dolent"),
        ("Saint Selv", "FR", "Saint-Selve"),
    ],
)
def test_the_likest_name_of_a_country(name: str, country: str, right: str) -> None:
    assert like(name, country)[0] == right


def test_the_likest_name_of_the_world() -> None:
    assert like("Bagdhad")[0] == "Baghdad"
    assert like("Mossull")[0] == "Mosul"
    assert like("Middel East")[0] == "Middle East"
    assert len(like("Santa Maria", limit=3)) == 3
    assert like("") == like("–") == []


def test_likeness_is_told_and_kept_to_what_is_asked() -> None:
    ((mosul, written, alike),) = world.names_like("Mosull", inside=["IQ-AN", "IQ-NI"], limit=1)
    assert (mosul.id, written) == ("geonames:99072", "Mosul")
    assert 90 < alike < 100
    assert "Mosul" not in like("Mosull", "IQ-AN")
    ((_, _, same),) = world.names_like("Mosul", inside=["IQ"], limit=1)
    assert same == pytest.approx(100)
    assert all(score < same for *_, score in world.names_like("Mosull", inside=["IQ"]))


def test_what_is_alike_is_told_in_the_script_that_was_asked() -> None:
    ((_, latin, _),) = world.names_like("Faluuja", inside=["IQ"], limit=1)
    ((_, arabic, _),) = world.names_like("الفلوجا", inside=["IQ"], limit=1)
    assert (latin, arabic) == ("Al Fallūjah", "الفلوجة")


def test_airports_are_alike_only_where_the_name_speaks_of_one() -> None:
    assert "Al Asad Air Base" in like("Ain al Asad airbase", "IQ")
    assert "Mosul International Airport" not in like("Mosull", "IQ")


@pytest.mark.parametrize(
    "name, identity",
    [
        ("Al Asad Air Base", "icao:ORAA"),
        ("al-Asad airbase", "icao:ORAA"),
        ("ORAA", "icao:ORAA"),
        ("Baghdad Airport", "icao:ORBI"),
        ("JFK airport", "icao:KJFK"),
    ],
)
def test_airports_by_name_and_code(name: str, identity: str) -> None:
    assert identity in found(name)
    airport = division(identity)
    assert (airport.kind, airport.population) == ("airport", None)


def test_an_airport_lies_in_its_division() -> None:
    asad = division("icao:ORAA")
    assert (asad.country, asad.division) == ("IQ", "IQ-AN")
    assert (asad.lon, asad.lat) == (42.4412, 33.7856)
    assert world.feature("icao:ZZZZ") is None


def test_the_index_was_made_with_the_keys_of_today() -> None:
    numbers = database.database().execute("SELECT number FROM place_block WHERE number % 100 = 7")
    lines = [line for (number,) in numbers for line in database.lines_of("place_block", number)]
    names = [(line.split("\t")[0], line.split("\t")[1]) for line in lines]
    assert len(names) > 2_000
    missing = [
        (code, name)
        for code, name in names
        if key_of(name) and not {f"geonames:{code}", f"icao:{code}"} & found(name).keys()
    ]
    assert missing == []


def test_every_name_of_our_own_tables_is_in_the_index() -> None:
    missing = [
        (identity, written)
        for identity, written, _ in own.names()
        if identity not in found(written)
    ]
    assert missing == []
