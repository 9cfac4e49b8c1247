from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.world import database
from mapstory.world.key import key_of

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
    ((town, written, main),) = world.features_named(key_of("Felluce"))
    assert (town.name, written, main) == ("Al Fallūjah", "Felluce", False)
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
    assert found("Ramadi")["geonames:98717"] is True
    assert "IQ-AN" not in found("Ramadi")
    assert "IQ-NI" not in found("Mosul")


def test_a_division_keeps_no_name_of_another() -> None:
    # Natural Earth calls 21 municipalities of Latvia Valmiera, and D.C. Washington.
    assert [i for i in found("Valmiera") if i.startswith("LV-")] == ["LV-VMR"]
    assert found("Washington")["US-WA"] is True
    assert "US-DC" not in found("Washington")
    assert "division" not in {division(identity).kind for identity in found("Kashmir")}


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
        database.database().execute("DELETE FROM place_block")


def test_the_file_stays_small() -> None:
    assert database.PATH.stat().st_size < 30_000_000


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
