from __future__ import annotations

import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from mapstory import world
from mapstory.phrases import Named, Need, parse_phrase
from mapstory.places.found import CannotSayError
from mapstory.places.localities import FeatureOf, extent_of_locality, tell_locality
from mapstory.places.rivers import extent_of_river
from mapstory.uncertainty import Extent, Position, disc, heading_uncertainty, named_place, within
from mapstory.wording import words

GEOD = Geod(ellps="WGS84")
POINTS = {
    "ramadi": named_place(43.30778, 33.42056, 5_000),
    "fallujah": named_place(43.78599, 33.34913, 3_000),
    "baghdad": named_place(44.394, 33.341, 17_000),
    "crossing": named_place(43.8, 33.2, 15),
    "benghazi": named_place(20.07, 32.12, 8_000),
    "suva": named_place(178.44, -18.14, 6_000),
    "pole": named_place(0, 90, 100),
}
AREAS = {
    "anbar": "IQ-AN",
    "iraq": "IQ",
    "syria": "SY",
    "libya": "LY",
    "egypt": "EG",
    "japan": "JP",
    "mali": "ML",
}


def world_feature(named: Named, need: Need) -> Extent:
    name = named.text.casefold()
    if need == "river":
        return extent_of_river(named)
    if name in AREAS:
        feature = world.feature(AREAS[name])
        assert feature is not None
        return within(world.shape_of(feature))
    assert need != "area", f"{name} is no area"
    return POINTS[name]


def drawn(phrase: str, feature: FeatureOf = world_feature) -> Extent:
    locality = parse_phrase(phrase)
    assert locality is not None
    extent = extent_of_locality(locality, feature)
    assert shapely.is_valid(extent.geometry)
    assert not shapely.is_empty(extent.geometry)
    assert not extent.whole
    west, south, east, north = shapely.bounds(extent.geometry)
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    return extent


def gone(start: Position, bearing: float, metres: float) -> Position:
    lon, lat, _ = GEOD.fwd(*start, bearing, metres)
    return lon, lat


def holds(extent: Extent, position: Position) -> bool:
    return bool(shapely.covers(extent.geometry, shapely.Point(position)))


def told(phrase: str, language: str = "en", names: dict[str, str] | None = None) -> tuple[str, str]:
    locality = parse_phrase(phrase)
    assert locality is not None

    def name_of(named: Named) -> str:
        return (names or {}).get(named.text.casefold(), named.text)

    said = tell_locality(locality, phrase, language=language, name_of=name_of)
    return said.precision, said.words


@pytest.mark.parametrize(
    "phrase, uncertainty_km, inside, outside",
    [
        ("10 km from the crossing", 10.515, (43.8, 33.29), (43.8, 33.2)),
        ("within 5 km of the crossing", 5.515, (43.8, 33.2), (43.8, 33.26)),
        ("between 5 and 10 km from the crossing", 10.515, (43.88, 33.2), (43.83, 33.2)),
        ("10 km north-east of Ramadi", 7.338, (43.38386, 33.48429), (43.2, 33.4)),
        ("5 km east and 3 km north of Ramadi", 5.707, (43.36, 33.447), (43.28, 33.44)),
        ("near Ramadi", 10, (43.4, 33.42), (43.42, 33.42)),
        ("just outside Ramadi", 10, (43.4, 33.42), (43.31, 33.42)),
        ("on the outskirts of Ramadi", 6.25, (43.36, 33.42), (43.31, 33.42)),
        ("between Ramadi and Fallujah", 22.597, (43.54698, 33.38508), (43.2, 33.4)),
    ],
)
def test_a_phrase_draws_what_its_method_says(
    phrase: str, uncertainty_km: float, inside: Position, outside: Position
) -> None:
    extent = drawn(phrase)
    assert extent.uncertainty_m / 1_000 == pytest.approx(uncertainty_km, abs=2e-3)
    assert holds(extent, inside)
    assert not holds(extent, outside)


def test_a_journey_is_a_wide_ring() -> None:
    camp = drawn("two days' walk from the crossing")
    crossing = POINTS["crossing"].centre
    assert camp.uncertainty_m == pytest.approx(104_015)
    assert not holds(camp, gone(crossing, 10, 20_500))
    assert holds(camp, gone(crossing, 10, 21_500))
    assert holds(camp, gone(crossing, 10, 103_900))
    north = drawn("an hour's drive north of Baghdad")
    assert holds(north, gone(POINTS["baghdad"].centre, 0, 100_000))
    assert not holds(north, gone(POINTS["baghdad"].centre, 180, 60_000))


def test_a_direction_leads_to_the_next_town_as_large() -> None:
    north = drawn("north of Ramadi")
    assert holds(north, gone(POINTS["ramadi"].centre, 0, 19_000))
    assert not holds(north, gone(POINTS["ramadi"].centre, 180, 30_000))
    east = drawn("east of Ramadi")  # Fallujah, about as large, is 45 km off
    assert holds(east, gone(POINTS["ramadi"].centre, 90, 40_000))
    assert not holds(east, gone(POINTS["ramadi"].centre, 90, 60_000))
    just = drawn("just east of Ramadi")
    assert just.uncertainty_m < east.uncertainty_m / 2


def test_an_inside_is_an_area_or_the_circle_of_a_town() -> None:
    assert drawn("in anbar").geometry.geom_type.endswith("Polygon")
    town = drawn("somewhere in Ramadi")
    assert holds(town, gone(POINTS["ramadi"].centre, 77, 4_990))
    assert not holds(town, gone(POINTS["ramadi"].centre, 77, 5_100))


def test_parts_of_an_area() -> None:
    assert holds(drawn("in northern Iraq"), (43.13, 36.34))  # Mosul
    assert not holds(drawn("in northern Iraq"), (47.8, 30.5))  # Basra
    assert holds(drawn("in the south of Iraq"), (47.6, 30.5))
    assert holds(drawn("in central Iraq"), (43.9, 33.3))
    assert holds(drawn("on the northern edge of Ramadi"), gone((43.30778, 33.42056), 0, 5_000))


def test_a_border_between_two_is_where_they_meet() -> None:
    border = drawn("on the border between iraq and syria")
    assert border.margin_m == pytest.approx(5_080)
    for area in ("iraq", "syria"):
        edge = world_feature(Named(area, 0, 0), "area").geometry
        assert border.geometry.difference(edge.buffer(0.02)).is_empty
    assert drawn("on the Iraq-Syria border").geometry.equals(border.geometry)
    beside = drawn("10 km from the border between iraq and syria")
    lon, lat = shapely.get_coordinates(border.geometry)[10]
    assert holds(beside, gone((lon, lat), 30, 10_000))
    with pytest.raises(CannotSayError, match="have no border with one another") as caught:
        drawn("on the border between iraq and mali")
    assert (caught.value.start, caught.value.width) == (22, len("iraq and mali"))


def test_across_a_border() -> None:
    inside = drawn("10 km inside syria")
    assert not holds(inside, (38.3, 34.6))  # Palmyra
    syria = world_feature(Named("syria", 0, 0), "area").geometry
    assert inside.geometry.difference(syria.buffer(1e-6)).is_empty


def test_the_sea_off_a_coast_is_sea() -> None:
    sea = drawn("off the coast of libya")
    assert holds(sea, (18.0, 30.9))
    assert not holds(sea, (15.0, 27.0))
    assert sea.margin_m == pytest.approx(5_080)
    for lon, lat in ((13.19, 32.7), (20.5, 31.5)):
        assert not holds(sea, (lon, lat))
    far = drawn("30 km off Benghazi")
    assert holds(far, gone(POINTS["benghazi"].centre, 290, 30_000))
    assert not holds(far, gone(POINTS["benghazi"].centre, 110, 30_000))
    east = drawn("off the eastern coast of libya")
    assert holds(east, (23.0, 32.9))
    assert not holds(east, (13.2, 33.1))
    with pytest.raises(CannotSayError, match="there is no sea at 'Ramadi'") as caught:
        drawn("off the coast of Ramadi")
    assert (caught.value.start, caught.value.width) == (17, 6)


def test_a_coast_has_no_land_border() -> None:
    coast = drawn("on the coast of libya")
    assert coast.geometry.distance(shapely.Point(13.19, 32.9)) < 0.05  # Tripoli
    assert coast.geometry.distance(shapely.Point(25.0, 27.0)) > 3  # the border with Egypt
    assert shapely.bounds(drawn("on the western coast of libya").geometry)[2] < 19
    assert drawn("on the coast of Benghazi").uncertainty_m < 30_000
    with pytest.raises(CannotSayError, match="there is no sea at 'mali'"):
        drawn("on the coast of mali")


def test_rivers() -> None:
    anbar = drawn("along the Euphrates, in anbar")
    assert anbar.margin_m == pytest.approx(6_000)
    assert anbar.geometry.distance(shapely.Point(43.3, 33.43)) < 0.1
    near = drawn("5 km from the Euphrates, in anbar")
    assert holds(near, (43.3, 33.43))
    meeting = drawn("at the confluence of the Tigris and the Diyala")
    assert holds(meeting, (44.507, 33.2206))
    assert drawn("at the mouth of the Danube").uncertainty_m == pytest.approx(5_000)


def test_rivers_that_are_places_of_the_story() -> None:
    lines = {
        "wadi": shapely.MultiLineString([[(43, 33), (44, 33)]]),
        "stream": shapely.MultiLineString([[(43.5, 33.01), (43.5, 34)]]),
    }

    def feature(named: Named, need: Need) -> Extent:
        assert need == "river"
        return within(lines[named.text])

    assert drawn("along the wadi", feature).geometry.equals(lines["wadi"])
    meeting = drawn("where the stream meets the wadi", feature)
    assert meeting.centre == pytest.approx((43.5, 33.005), abs=1e-3)
    lines["stream"] = shapely.MultiLineString([[(43.5, 36), (43.5, 37)]])
    with pytest.raises(CannotSayError, match="'stream' and 'wadi' do not meet on the map"):
        drawn("where the stream meets the wadi", feature)


def test_what_does_not_meet_is_told() -> None:
    with pytest.raises(CannotSayError, match="its parts do not meet on the map"):
        drawn("10 km from the crossing, in libya")


def test_across_the_antimeridian_and_at_the_pole() -> None:
    suva = POINTS["suva"].centre
    east = drawn("200 km east of Suva")
    sides = {shapely.bounds(part)[0] > 0 for part in shapely.get_parts(east.geometry)}
    assert sides == {True, False}
    assert holds(east, gone(suva, 90, 200_000))
    assert holds(east, gone(suva, 60, 200_000))
    assert not holds(east, gone(suva, 270, 200_000))
    west_of_it = drawn("between Suva and pole")
    assert holds(west_of_it, gone(suva, 0, 3_000_000))
    assert drawn("100 km south of pole").uncertainty_m > 0
    for bearing in range(0, 360, 45):
        assert holds(drawn("100 km south of pole"), gone((0, 90), bearing, 100_000))


@pytest.mark.parametrize(
    "phrase, sentence, label",
    [
        (
            "around 10 km from the crossing, within anbar",
            (
                "Somewhere about 10 km from the crossing, within Anbar province; "
                "the direction was not reported."
            ),
            "about 10 km from the crossing",
        ),
        (
            "10 km north-east of ramadi",
            "Somewhere to the north-east of Ramadi, about 10 km away.",
            "about 10 km north-east of Ramadi",
        ),
        (
            "10 km on a bearing of 225° from ramadi",
            "Somewhere to the south-west of Ramadi, about 10 km away.",
            "about 10 km south-west of Ramadi",
        ),
        (
            "5 km east and 3 km north of ramadi",
            "Somewhere about 5 km east and 3 km north of Ramadi.",
            "about 5 km east and 3 km north of Ramadi",
        ),
        (
            "within 5 km of ramadi",
            "Somewhere at most 5 km from Ramadi; no finer place was reported.",
            "at most 5 km from Ramadi",
        ),
        (
            "between 5 and 10 km from ramadi",
            "Somewhere between 5 km and 10 km from Ramadi; the direction was not reported.",
            "between 5 km and 10 km from Ramadi",
        ),
        (
            "two days' walk from the crossing",
            (
                "Somewhere about 2 days on foot from the crossing; the direction was not reported, "
                "and in a straight line it may be 21 km to 110 km."
            ),
            "about 2 days on foot from the crossing",
        ),
        (
            "north of ramadi",
            "Somewhere to the north of Ramadi; how far was not reported.",
            "to the north of Ramadi",
        ),
        (
            "near the crossing",
            "Somewhere near the crossing; how near was not reported.",
            "near the crossing",
        ),
        (
            "on the outskirts of ramadi",
            "Somewhere on the outskirts of Ramadi; on which side was not reported.",
            "on the outskirts of Ramadi",
        ),
        (
            "between ramadi and the crossing",
            "Somewhere between Ramadi and the crossing; where between them was not reported.",
            "between Ramadi and the crossing",
        ),
        (
            "halfway between ramadi and the crossing",
            "Somewhere about halfway between Ramadi and the crossing.",
            "about halfway between Ramadi and the crossing",
        ),
        (
            "20 km from ramadi on the road to hit",
            (
                "Somewhere on the way from Ramadi to hit, about 20 km from Ramadi; "
                "where on it was not reported."
            ),
            "somewhere on the way to hit",
        ),
        (
            "on the border of anbar, on the way from ramadi to hit",
            (
                "Somewhere along the border of Anbar province, on the way from Ramadi to hit; "
                "which point of it was not reported."
            ),
            "somewhere along this border",
        ),
        (
            "10 km from the border between anbar and hit",
            (
                "Somewhere about 10 km from the border between Anbar province and hit; "
                "the direction was not reported."
            ),
            "about 10 km from the border between Anbar province and hit",
        ),
        (
            "along the tigris, in anbar",
            "Somewhere along the Tigris, within Anbar province; where on it was not reported.",
            "somewhere along this river",
        ),
        (
            "20 km off the coast of libya",
            "Somewhere at sea, about 20 km off libya.",
            "at sea, about 20 km off libya",
        ),
        (
            "in northern anbar",
            "Somewhere in the north of Anbar province; no finer place was reported.",
            "somewhere in the north of Anbar province",
        ),
        (
            "in anbar, 10 km from the crossing",
            "Somewhere in Anbar province, about 10 km from the crossing.",
            "about 10 km from the crossing",
        ),
    ],
)
def test_sentences_are_composed_from_what_was_said(phrase: str, sentence: str, label: str) -> None:
    names = {"anbar": "Anbar province", "ramadi": "Ramadi"}
    assert told(phrase, names=names) == (sentence, label)


@pytest.mark.parametrize(
    "language, sentence",
    [
        ("ar", "في مكان ما إلى الشمال الشرقي من الرمادي، على بُعد نحو 10 كم."),
        ("fr", "Quelque part au nord-est de Ramadi, à environ 10\u202fkm."),
        ("de", "Irgendwo nordöstlich von Ramadi, etwa 10 km entfernt."),
        ("es", "En algún lugar al noreste de Ramadi, a alrededor de 10 km."),
    ],
)
def test_sentences_in_other_languages(language: str, sentence: str) -> None:
    names = {"ramadi": "الرمادي" if language == "ar" else "Ramadi"}
    assert told("10 km north-east of ramadi", language, names)[0] == sentence


PHRASES = [
    *("10 km from x", "within 5 km of x", "5-10 km from x", "two hours' drive from x"),
    *("10 km NNW of x", "an hour's walk south of x", "5 km west and 3 km south of x"),
    *("north of x", "just west of x", "near x", "outside x", "on the outskirts of x"),
    *("on the eastern edge of x", "between x and y", "halfway between x and y"),
    *("a third of the way from x to y", "on the way from x to y", "on the border of x"),
    *("on the border between x and y", "on the coast of x", "off x", "10 km off x"),
    *("along the tigris", "at the confluence of the tigris and the diyala"),
    *("at the mouth of the danube", "in x", "in the south-west of x", "in central x"),
    *("10 km from the border of x", "north of the border between x and y"),
    *("near the coast of x", "5 km from the tigris", "near the confluence of the tigris and x"),
    *("5 km from the mouth of the danube", "10 km from x, near y, in z"),
]


@pytest.mark.parametrize("language", ["en", "ar", "fr", "de", "es"])
@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_is_told_in_words_of_its_language(phrase: str, language: str) -> None:
    sentence, label = told(phrase, language)
    assert sentence.endswith(".")
    assert label
    assert "{" not in sentence + label
    said = set((sentence + " " + label).lower().replace(";", "").replace(".", "").split())
    assert not said & {"ring", "sector", "offset", "polygon", "radius", "uncertainty", "none"}
    if language != "en":
        assert not said & {"somewhere", "from", "the", "and", "of", "not", "reported", "north"}


def test_what_is_said_of_names_stays_what_it_is() -> None:
    sentence, _ = told("near 'the {x} of {feature}'", names={})
    assert sentence == "Somewhere near the {x} of {feature}; how near was not reported."


def test_words_of_directions_are_all_there() -> None:
    for language in ("en", "ar", "fr", "de", "es"):
        directions = [v for k, v in words(language).items() if k.startswith("direction_")]
        assert len(directions) == len(set(directions)) == 16
        assert len({v for k, v in words(language).items() if k.startswith("part_")}) == 8


LONGITUDES = st.floats(-180, 180) | st.sampled_from([-180.0, -179.99, 179.999, 180.0])
LATITUDES = st.floats(-80, 80) | st.sampled_from([-90.0, -89.9, 89.95, 90.0])


@settings(max_examples=30)
@given(
    centre=st.tuples(LONGITUDES, LATITUDES),
    bearings=st.tuples(st.floats(0, 360), st.floats(0, 360), st.floats(-0.99, 0.99)),
    figures=st.tuples(st.integers(1, 90), st.integers(1, 90), st.sampled_from("NSEW")),
)
@example((180.0, -17.0), (90.0, 90.0, 0.5), (40, 40, "E"))
@example((0.0, 89.9), (0.0, 0.0, 0.5), (40, 40, "N"))
@example((179.999, 0.0), (0.0, 0.0, 0.0), (8, 6, "N"))
@example((180.0, 0.0), (0.0, 0.0, 0.0), (69, 16, "N"))
def test_a_chain_holds_every_place_that_it_allows(
    centre: Position,
    bearings: tuple[float, float, float],
    figures: tuple[int, int, str],
) -> None:
    first, second, point = figures
    crossing = disc(*centre, 3_000)
    camp = drawn(f"{first} km from the crossing", lambda *_: crossing)
    well = drawn(f"{second} km {point} of the camp", lambda *_: camp)
    near = drawn("near the well", lambda *_: well)
    there = gone(gone(centre, bearings[1], 2_990), bearings[0], first * 1_000)
    assert holds(camp, there)
    if abs(there[1]) > 89.99:
        return
    azimuth = {"N": 0, "E": 90, "S": 180, "W": 270}[point] + 45 * bearings[2]
    further = gone(there, azimuth, second * 1_000)
    assert holds(well, further)
    assert holds(near, gone(further, bearings[1], 4_900))
    precision_m = 500.0
    assert camp.uncertainty_m == pytest.approx(3_000 + first * 1_000 + precision_m)
    others_m = camp.uncertainty_m + precision_m
    assert well.uncertainty_m == pytest.approx(
        heading_uncertainty(second * 1_000, 45, others_m=others_m)
    )
