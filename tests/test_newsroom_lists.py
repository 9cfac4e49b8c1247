from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapstory import world
from mapstory.errors import FileError, StoryError
from mapstory.gazetteer import Candidate, Gazetteer, newsroom, read_gazetteer
from mapstory.gazetteer.imported import EXTENTS_M, read_lists
from mapstory.gazetteer.listed import (
    COLUMNS,
    ListedPlace,
    csv_lines,
    geojson_lines,
    parse_csv_line,
    parse_geojson_line,
    plain,
)
from mapstory.gazetteer.twins import each_once, metres_apart
from mapstory.world.key import key_of
from tests.lists import BOX, GEONAMES_CREDIT, add, collection, dump_line, feature

RAMADI = "geonames:98717"
HAND = "name,lat,lon,source\n"


def area(identity: str) -> world.Feature:
    found = world.feature(identity)
    assert found, identity
    return found


IRAQ, ANBAR, BAGHDAD, SYRIA = (area(i) for i in ("IQ", "IQ-AN", "IQ-BG", "SY"))


def gazetteer_of(folder: Path, *lines: str) -> Gazetteer:
    add(folder, "IQ.txt", "".join(lines))
    return read_gazetteer(folder / "geodata")


def ids(candidates: list[Candidate]) -> list[str]:
    return [candidate.id for candidate in candidates]


# --- what a name means with a list


def test_a_place_of_a_list_is_a_candidate_with_its_credit(tmp_path: Path) -> None:
    hut = dump_line(1, "Qaryat al Ḩajj", ascii_name="", alternates="Hajj Village", population="0")
    gazetteer = gazetteer_of(tmp_path, hut)
    (found,) = gazetteer.candidates("hajj village")
    assert (found.id, found.name, found.matched) == ("geonames:1", "Qaryat al Ḩajj", "Hajj Village")
    assert (found.tier, found.newsroom, found.main) == (1, False, False)
    assert (found.source, found.credit) == ("GeoNames", GEONAMES_CREDIT)
    assert (found.country, found.division, found.within) == ("IQ", "IQ-AN", "Al Anbar, Iraq")
    assert gazetteer.candidates("Qaryat al-Hajj")[0].main


def test_a_list_is_looked_in_by_country_and_division(tmp_path: Path) -> None:
    gazetteer = gazetteer_of(tmp_path, dump_line(1, "Qxarya"))
    assert ids(gazetteer.candidates("Qxarya", look_in=[IRAQ])) == ["geonames:1"]
    assert ids(gazetteer.candidates("Qxarya", look_in=[BAGHDAD, ANBAR])) == ["geonames:1"]
    assert gazetteer.candidates("Qxarya", look_in=[BAGHDAD]) == []
    assert gazetteer.candidates("Qxarya", look_in=[SYRIA]) == []


def test_the_worlds_town_gives_way_to_the_same_of_a_list(tmp_path: Path) -> None:
    assert RAMADI in ids(Gazetteer().candidates("Ramadi"))
    gazetteer = gazetteer_of(tmp_path, dump_line(lat="33.43", population="0"))
    towns = [c for c in gazetteer.candidates("Ramadi", look_in=[IRAQ]) if c.kind == "town"]
    assert [(c.id, c.tier, c.lat, c.population) for c in towns] == [(RAMADI, 1, 33.43, 223_500)]
    assert towns[0].uncertainty_m == pytest.approx(7_651, abs=1)  # of so many people


def test_openstreetmaps_town_is_the_worlds_if_it_is_close(tmp_path: Path) -> None:
    def town(number: int, lat: float) -> dict[str, Any]:
        tags = {"@id": f"node/{number}", "name": "Ramadi", "place": "city"}
        return feature(tags, (43.31, lat))

    add(tmp_path, "near.geojson", collection(town(1, 33.42), town(2, 35.0)))
    gazetteer = read_gazetteer(tmp_path / "geodata")
    towns = [c for c in gazetteer.candidates("Ramadi", look_in=[IRAQ]) if c.kind == "town"]
    assert {c.id: c.population for c in towns} == {"osm:node/1": 223_500, "osm:node/2": None}


def test_a_hand_made_row_comes_first(tmp_path: Path) -> None:
    add(tmp_path, "IQ.txt", dump_line())
    row = "Ramadi,33.5,43.2,The desk\n"
    (tmp_path / "geodata" / "gazetteer.csv").write_text(HAND + row, encoding="utf-8")
    first, second, *_ = read_gazetteer(tmp_path / "geodata").candidates("Ramadi", look_in=[IRAQ])
    assert (first.tier, first.lat) == (0, 33.5)
    assert (second.tier, second.id) == (1, RAMADI)


def test_a_town_as_a_point_and_as_its_outline(tmp_path: Path) -> None:
    node = feature({"@id": "node/1", "name": "Qxarya", "place": "town"}, (43.9, 33.9))
    outline = feature({"@id": "relation/2", "name": "Qxarya", "place": "town"}, BOX)
    add(tmp_path, "x.geojson", collection(outline, node))
    gazetteer = read_gazetteer(tmp_path / "geodata")
    (point,) = gazetteer.candidates("Qxarya")
    assert (point.id, point.geometry) == ("osm:node/1", None)
    (shape,) = gazetteer.area("Qxarya", look_in=[IRAQ])
    assert shape.id == "osm:relation/2"
    assert shape.geometry is not None
    assert shape.geometry.equals(shapely.Polygon(BOX[0]))


def test_an_area_of_a_list_is_found_without_its_kind(tmp_path: Path) -> None:
    tags = {"@id": "relation/2", "name": "Qxarya", "boundary": "administrative", "admin_level": "6"}
    add(tmp_path, "x.geojson", collection(feature(tags, BOX)))
    add(tmp_path, "IQ.txt", dump_line(1, "Qxarya", code="A\tADM2"))
    gazetteer = read_gazetteer(tmp_path / "geodata")
    assert ids(gazetteer.area("Qxarya district")) == ["osm:relation/2"]


def test_suggestions_of_a_list(tmp_path: Path) -> None:
    gazetteer = gazetteer_of(tmp_path, dump_line(1, "Qxaryat Zubbah", alternates=""))
    assert gazetteer.suggestions("Qxaryat Zuba", look_in=[IRAQ])[0] == "Qxaryat Zubbah"
    assert "Qxaryat Zubbah" not in gazetteer.suggestions("Qxaryat Zuba", look_in=[SYRIA])


@pytest.mark.parametrize(
    "code, population, metres",
    [
        ("P\tPPL", "0", 1_000),
        ("P\tPPL", "223500", 7_651),
        ("H\tSTM", "0", EXTENTS_M["river"]),
        ("A\tADM2", "0", EXTENTS_M["district"]),
        ("S\tHSP", "0", 1_000),
    ],
)
def test_how_far_a_place_of_a_dump_may_reach(
    tmp_path: Path, code: str, population: str, metres: float
) -> None:
    gazetteer = gazetteer_of(tmp_path, dump_line(1, "Qxarya", code=code, population=population))
    assert gazetteer.candidates("Qxarya")[0].uncertainty_m == pytest.approx(metres, abs=1)


# --- the same place twice


def candidate(identity: str, lon: float, **others: Any) -> Candidate:
    given: dict[str, Any] = {
        "name": "Hit", "matched": "Hit", "main": True, "kind": "town", "lat": 33.0,
        "country": "IQ", "division": "", "population": None, "uncertainty_m": 1_000, "source": "",
        "tier": 2,
    }  # fmt: skip
    return Candidate(id=identity, lon=lon, **(given | others))


def test_each_place_once() -> None:
    listed = candidate("osm:node/1", 43.0, tier=1, main=False)
    assert ids(each_once([candidate("geonames:1", 43.05), listed])) == ["osm:node/1"]
    assert each_once([candidate("geonames:1", 43.05), listed])[0].main
    # 0.06° of longitude at 33° are 5.6 km.
    assert len(each_once([candidate("geonames:1", 43.06), listed])) == 2
    assert len(each_once([candidate("geonames:1", 43.05, kind="quarter"), listed])) == 2
    two = [candidate(f"geonames:{n}", 43.0 + n / 50, tier=1) for n in range(2)]
    assert len(each_once(two)) == 2  # two villages of one list, 1.9 km apart
    shipped = [candidate(f"geonames:{n}", 43.0) for n in range(2)]
    assert each_once(shipped) == shipped


def test_metres_apart() -> None:
    # Ramadi and Fallujah, of which the reference has the geodesic distance: 45.195 km.
    ramadi = candidate("a", 43.30778, lat=33.42056)
    fallujah = candidate("b", 43.78599, lat=33.34913)
    assert metres_apart(ramadi, fallujah) == pytest.approx(45_195, rel=0.006)
    assert metres_apart(candidate("a", 179.99), candidate("b", -179.99)) < 2_000


# --- the files


def test_keys_of_another_version_do_not_matter(tmp_path: Path) -> None:
    add(tmp_path, "IQ.txt", "".join(dump_line(n, f"Qxarya {n}") for n in range(200)))
    path = tmp_path / "geodata" / "gazetteer-iq.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("|qxarya", "|zzz"), encoding="utf-8")
    (found,) = read_gazetteer(tmp_path / "geodata").candidates("Qxarya 77")
    assert found.id == "geonames:77"


def test_a_row_that_was_added_by_hand_without_keys(tmp_path: Path) -> None:
    add(tmp_path, "IQ.txt", dump_line(1, "Qxarya"))
    path = tmp_path / "geodata" / "gazetteer-iq.csv"
    with path.open("a", encoding="utf-8") as lines:
        lines.write("desk:1,Zubbaq,,,camp,IQ,IQ-AN,33.4,43.3,,,The desk,,,\n")
    (found,) = read_gazetteer(tmp_path / "geodata").candidates("zubbaq")
    assert (found.id, found.kind) == ("desk:1", "camp")


@pytest.mark.parametrize("name", ["IQ.txt", "x.geojson"])
def test_a_byte_order_mark_and_windows_line_ends(tmp_path: Path, name: str) -> None:
    shape = collection(feature({"@id": "relation/2", "name": "Qxarya"}, BOX))
    (path,) = add(tmp_path, name, dump_line(1, "Qxarya") if name == "IQ.txt" else shape).files
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_gazetteer(tmp_path / "geodata").candidates("Qxarya")) == 1


def told(folder: Path) -> str:
    with pytest.raises(StoryError) as caught:
        read_gazetteer(folder / "geodata").candidates("Qxarya 1")
    (problem,) = caught.value.problems
    return f"{Path(problem.path).name}:{problem.line}: {problem.what} | {problem.fix}"


def test_a_file_that_mapstory_did_not_write(tmp_path: Path) -> None:
    (tmp_path / "geodata").mkdir()
    path = tmp_path / "geodata" / "gazetteer-old.csv"
    path.write_text("name,lat,lon,source\nHit,33.6,42.8,The desk\n", encoding="utf-8")
    assert told(tmp_path) == (
        "gazetteer-old.csv:1: this is no list that `mapstory gazetteer add` wrote | "
        "add it with that command, or put its rows into gazetteer.csv"
    )


def test_a_list_that_was_not_merged(tmp_path: Path) -> None:
    add(tmp_path, "IQ.txt", "".join(dump_line(n, f"Qxarya {n}") for n in range(3)))
    path = tmp_path / "geodata" / "gazetteer-iq.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    merged = [header, first, "<<<<<<< HEAD\n", *rest, "=======\n", *rest, ">>>>>>> other\n"]
    path.write_text("".join(merged), encoding="utf-8")
    assert told(tmp_path).startswith("gazetteer-iq.csv:3: two versions of the list meet here")


@pytest.mark.parametrize(
    "old, new",
    [("33.42056", "north"), (",IQ,", ","), ("geonames:1,", '"geonames:1,'), ("Ramadi", "Ramadi,x")],
)
def test_a_line_that_was_broken(tmp_path: Path, old: str, new: str) -> None:
    add(tmp_path, "IQ.txt", "".join(dump_line(n, f"Qxarya {n}") for n in range(3)))
    path = tmp_path / "geodata" / "gazetteer-iq.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8")
    assert told(tmp_path).startswith("gazetteer-iq.csv:3: this line is not as mapstory wrote it")


def test_a_feature_that_was_broken(tmp_path: Path) -> None:
    add(tmp_path, "x.geojson", collection(feature({"@id": "way/1", "name": "Qxarya 1"}, BOX)))
    path = tmp_path / "geodata" / "gazetteer-x.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace('"id":', '"i":'), encoding="utf-8")
    assert told(tmp_path).startswith("gazetteer-x.geojson:2: this line is not as mapstory wrote it")


def test_files_that_are_no_lists(tmp_path: Path) -> None:
    (tmp_path / "gazetteer-war.places.geojson").write_text("{}")  # the lock of a story
    (tmp_path / "gazetteer.csv").write_text(HAND)
    assert read_lists(tmp_path) == []
    assert read_lists(tmp_path / "missing") == []
    (tmp_path / "gazetteer-x.csv").mkdir()
    with pytest.raises(FileError, match=r"gazetteer-x\.csv cannot be read: "):
        read_lists(tmp_path)


texts = st.text(max_size=12).map(plain)
names = st.lists(texts.filter(bool), max_size=3).map(tuple)
listed = st.builds(
    ListedPlace,
    id=st.from_regex(r"[a-z]{1,4}:[a-z0-9@.,/-]{1,8}", fullmatch=True),
    name=texts.filter(bool),
    lon=st.integers(-18_000_000, 18_000_000).map(lambda n: n / 100_000),
    lat=st.integers(-9_000_000, 9_000_000).map(lambda n: n / 100_000),
    kind=texts,
    translations=names,
    alternate_names=names,
    population=st.none() | st.integers(1, 40_000_000),
    precision_m=st.none() | st.integers(1, 1_000_000).map(float),
    source=texts,
    credit=texts,
    note=texts,
    geometry=st.just(""),
)


@given(st.lists(listed, max_size=4, unique_by=lambda place: place.id))
def test_any_place_comes_out_of_a_list_as_it_went_in(some: list[ListedPlace]) -> None:
    lines = csv_lines(some).removesuffix("\n").split("\n")[1:]
    assert {place.id: place for place in map(parse_csv_line, lines)} == {p.id: p for p in some}
    line = '{"type":"LineString","coordinates":[[1,2],[3.5,4]]}'
    drawn = {place.id: replace(place, geometry=line) for place in some}
    lines = geojson_lines(drawn.values()).split("\n")[1:-2] if some else []
    assert {place.id: place for place in map(parse_geojson_line, lines)} == drawn


@given(st.text(max_size=20))
def test_a_name_in_one_line_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert "\n" not in once
    assert "|" not in once
    once.encode()


@given(listed)
def test_a_place_is_found_by_each_of_its_names(place: ListedPlace) -> None:
    line = csv_lines([place]).split("\n")[1]
    for name in place.names:
        if key := key_of(name):
            assert f"|{key}|" in line
            assert place.named_as(key) is not None


def test_the_readme_of_geodata_tells_every_column() -> None:
    readme = (Path(__file__).parents[1] / "geodata" / "README.md").read_text(encoding="utf-8")
    for column in {**newsroom.COLUMNS, **COLUMNS}:
        assert f"`{column}`" in readme, column
