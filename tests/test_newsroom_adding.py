"""What `mapstory gazetteer add` makes of files that others wrote."""

from __future__ import annotations

import csv
import random
import time
import zipfile
from pathlib import Path

import pytest

from mapstory import world
from mapstory.errors import FileError, UsageError
from mapstory.gazetteer import adding
from mapstory.gazetteer.adding import add_list, list_name
from mapstory.gazetteer.adding.wanted import Wanted
from mapstory.gazetteer.imported import read_lists
from mapstory.gazetteer.listed import COLUMNS, ListedPlace
from tests.lists import (
    BOX,
    GEONAMES_CREDIT,
    add,
    collection,
    dump_line,
    feature,
    only,
    places,
    told,
)

# --- dumps of GeoNames


def test_a_line_of_a_dump(tmp_path: Path) -> None:
    added = add(tmp_path, "IQ.txt", dump_line())
    assert only(tmp_path) == ListedPlace(
        id="geonames:98717",
        name="Ar Ramādī",
        lon=43.30778,
        lat=33.42056,
        kind="town",
        alternate_names=("Ramadi", "الرمادي"),
        country="IQ",
        division="IQ-AN",
        population=223_500,
        source="GeoNames",
        credit=GEONAMES_CREDIT,
    )
    assert (added.count, added.new, added.credits) == (1, 1, (GEONAMES_CREDIT,))
    assert list(added.files) == [tmp_path / "geodata" / "gazetteer-iq.csv"]


def test_the_list_is_a_table_that_anyone_can_read(tmp_path: Path) -> None:
    add(tmp_path, "IQ.txt", dump_line(10) + dump_line(9, "Hīt", ascii_name="Hit", population="0"))
    with (tmp_path / "geodata" / "gazetteer-iq.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == ["geonames:9", "geonames:10"]
    assert rows[0]["population"] == ""
    assert rows[0]["credit"] == GEONAMES_CREDIT
    assert rows[0]["keys"].startswith("|hit|")


@pytest.mark.parametrize(
    "code, kind",
    [
        ("P\tPPL", "town"),
        ("P\tPPLX", "quarter"),
        ("S\tHSP", "hospital"),
        ("S\tPSTB", "crossing"),
        ("S\tCMPRF", "camp"),
        ("S\tAIRB", "airport"),
        ("H\tSTM", "river"),
        ("A\tADM2", "district"),
        ("S\tXYZ", "site"),
        ("\t", "place"),
    ],
)
def test_feature_codes_become_kinds(tmp_path: Path, code: str, kind: str) -> None:
    add(tmp_path, "IQ.txt", dump_line(code=code))
    assert only(tmp_path).kind == kind


def test_countries_and_divisions_that_the_world_has_are_left_out(tmp_path: Path) -> None:
    iraq = dump_line(99237, "Republic of Iraq", ascii_name="Republic of Iraq", code="A\tPCLI")
    anbar = dump_line(
        99592, "Al Anbar Governorate", ascii_name="", alternates="Anbar", code="A\tADM1"
    )
    england = dump_line(6269131, "England", ascii_name="England", alternates="", lat="52.16045",
                        lon="-0.70312", code="A\tADM1", country="GB")  # fmt: skip
    added = add(tmp_path, "some.txt", iraq.replace("Ramadi", "Iraq") + anbar + england)
    assert (only(tmp_path).name, only(tmp_path).kind) == ("England", "region")
    assert list(added.faults.left_out.values()) == [2]


def test_a_place_is_in_the_nearest_division_of_its_country(tmp_path: Path) -> None:
    at_sea = dump_line(1, "Platform", lat="29.90", lon="48.60")
    far_out = dump_line(2, "Far", lat="25.0", lon="55.0")
    no_country = dump_line(3, "Somewhere", country="")
    add(tmp_path, "IQ.txt", at_sea + far_out + no_country)
    homes = {place.name: (place.country, place.division) for place in places(tmp_path).values()}
    assert homes == {
        "Platform": ("IQ", "IQ-BA"),
        "Far": ("IQ", ""),
        "Somewhere": ("IQ", "IQ-AN"),
    }


@pytest.mark.parametrize(
    "line, cell, problem",
    [
        (dump_line(lat="193.4"), 4, "the latitude 193.4 is not on the globe | write a number from"),
        (dump_line(lat="93.4"), 4, "the latitude 93.4 is beyond the pole: lat and lon look exch"),
        (dump_line(lat="x"), 4, "the latitude 'x' is not a number | write decimal degrees"),
        (dump_line(lon=""), 5, "the longitude '' is not a number | write decimal degrees"),
        (dump_line("a1"), 0, "'a1' is no number of GeoNames | "),
        (dump_line(name="\u202e"), 1, "the place has no name | "),
        (dump_line(name="x" * 256), 1, "the name is longer than a name can be | "),
        (dump_line(country="IRQ"), 8, "'IRQ' is no country code of two letters | "),
        (dump_line(population="many"), 14, "the population 'many' is no number | "),
        ("1\tHit\n", 0, "the line has 2 columns, and a dump of GeoNames has 19 | take a country's"),
        (dump_line(name="Hit\tHeet"), 0, "the line has 20 columns, and a dump of GeoNames has 19"),
    ],
)
def test_a_mistake_in_a_line_of_a_dump(tmp_path: Path, line: str, cell: int, problem: str) -> None:
    (said,) = told(tmp_path, "IQ.txt", dump_line(1, "Hīt", ascii_name="Hit") + line)
    column = 1 + sum(len(before) + 1 for before in line.split("\t")[:cell])
    assert said.startswith(f"2:{column} {problem}")


def test_a_line_that_is_not_utf8(tmp_path: Path) -> None:
    data = dump_line().encode() + "1\tHöhe\t".encode("latin-1") + b"\n"
    (said,) = told(tmp_path, "IQ.txt", data)
    assert said.startswith("2:4 the line is not UTF-8 text | ")


def test_a_byte_order_mark_windows_line_ends_and_blank_lines(tmp_path: Path) -> None:
    text = "\ufeff" + dump_line(1) + "\n" + dump_line(2)
    add(tmp_path, "IQ.txt", text.replace("\n", "\r\n"))
    assert sorted(places(tmp_path)) == ["geonames:1", "geonames:2"]


def test_a_file_of_mistakes_is_told_with_the_first_twenty(tmp_path: Path) -> None:
    text = dump_line(1) + "".join(f"{n}\tHit\n" for n in range(500))
    problems = told(tmp_path, "IQ.txt", text)
    assert len(problems) == 21
    assert problems[-1].startswith("22:0 the file has 480 more problems | ")


def test_what_is_wrong_can_be_left_out(tmp_path: Path) -> None:
    added = add(tmp_path, "IQ.txt", dump_line() + "2\tHit\n", skip_wrong=True)
    assert (added.count, added.faults.count) == (1, 1)
    assert [problem.line for problem in added.faults.problems] == [2]


@pytest.mark.parametrize(
    "written, name",
    [
        ("Al  Fallūjah ", "Al Fallūjah"),
        ("Al\u00a0Fallūjah", "Al Fallūjah"),
        ("\u202eAl\u2066 Fallūjah\u2069\u200f", "Al Fallūjah"),
        ("Al\x00 Fallū\x07jah\x7f", "Al Fallū jah"),
        ("Al\u2028Fallūjah\ufeff", "Al Fallūjah"),
        ("Al Fallūjah|Falluja", "Al Fallūjah/Falluja"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_is_not_seen_is_not_in_a_name(tmp_path: Path, written: str, name: str) -> None:
    add(tmp_path, "IQ.txt", dump_line(name=written, alternates=f"{written},Hit"))
    assert only(tmp_path).name == name
    assert only(tmp_path).alternate_names == ("Hit",)


def test_a_zip_as_geonames_offers_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "IQ.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("readme.txt", "Readme for GeoNames Gazetteer extract files")
        packed.writestr("IQ.txt", dump_line())
    add_list(tmp_path / "IQ.zip", tmp_path / "geodata")
    assert only(tmp_path).id == "geonames:98717"
    assert (tmp_path / "geodata" / "gazetteer-iq.csv").exists()


@pytest.mark.parametrize(
    "members, said",
    [
        (["IQ.txt", "SY.txt"], "must hold one file of places, and holds IQ.txt, SY.txt"),
        (["a.pdf"], "must hold one file of places, and holds a.pdf"),
        ([], "must hold one file of places, and holds nothing"),
        (["[Content_Types].xml", "xl/workbook.xml"], "is a spreadsheet"),
    ],
)
def test_a_zip_of_something_else(tmp_path: Path, members: list[str], said: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as packed:
        for member in members:
            packed.writestr(member, dump_line())
    with pytest.raises(FileError, match="fix: ") as caught:
        add_list(tmp_path / "x.zip", tmp_path / "geodata")
    assert said in str(caught.value)


def test_a_dump_of_a_country_is_added_in_seconds(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311, no secret
    words = ["tall", "karmah", "qaryat", "hajj", "ali", "nahr", "shaykh", "umm", "qasr", "hayy"]
    with (tmp_path / "IQ.txt").open("w", encoding="utf-8") as lines:
        for number in range(50_000):
            name = " ".join(chance.sample(words, 3)).title()
            others = ",".join(" ".join(chance.sample(words, 2)).title() for _ in range(3))
            lat, lon = chance.uniform(30, 37), chance.uniform(40, 48)
            lines.write(
                dump_line(number, name, ascii_name=name, alternates=f"{others},تل {number}",
                          lat=f"{lat:.5f}", lon=f"{lon:.5f}", population="0")
            )  # fmt: skip
    start = time.perf_counter()
    added = add_list(tmp_path / "IQ.txt", tmp_path / "geodata")
    assert added.count == 50_000
    assert time.perf_counter() - start < 60  # about 4 s; a slow machine is no defect
    start = time.perf_counter()
    (found,) = read_lists(tmp_path / "geodata")
    assert [place.id for place, *_ in found.named("tl 4711")] == ["geonames:4711"]
    assert time.perf_counter() - start < 1  # about 0.05 s


def test_only_what_is_wanted(tmp_path: Path) -> None:
    anbar = world.feature("IQ-AN")
    assert anbar
    lines = (
        dump_line(1, "Hit")
        + dump_line(2, "Hit", lat="36.3", lon="43.1")
        + dump_line(3, "Hit", code="S\tHSP")
        + dump_line(4, "Hit", country="SY", lat="35.0", lon="38.0")
        + dump_line(5, "Rawah", alternates="", ascii_name="")
    )
    added = add(
        tmp_path, "IQ.txt", lines, wanted=Wanted(kinds=["town"], areas=[anbar], names=["al-Hit"])
    )
    assert list(places(tmp_path)) == ["geonames:1"]
    assert list(added.faults.left_out.items()) == [("not what --in, --kind and --only ask for", 4)]


def test_nothing_that_is_wanted_is_told_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no place for a list; left out: 1 not what") as caught:
        add(tmp_path, "IQ.txt", dump_line(), wanted=Wanted(kinds=["towns"]))
    assert str(caught.value).endswith("fix: ask for a kind that it has: town")


def test_a_list_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "_LIMIT_PLACES", 3)
    with pytest.raises(FileError, match="more than 3 places for one list"):
        add(tmp_path, "IQ.txt", "".join(dump_line(n) for n in range(4)))


# --- adding again


def test_added_again_a_place_is_replaced_and_none_is_lost(tmp_path: Path) -> None:
    add(tmp_path, "IQ.txt", dump_line(1, "Hit") + dump_line(2, "Rawah") + dump_line(3, "Anah"))
    first = (tmp_path / "geodata" / "gazetteer-iq.csv").read_bytes()
    added = add(
        tmp_path, "IQ.txt", dump_line(4, "New") + dump_line(2, "Rāwah") + dump_line(1, "Hit")
    )
    assert (added.new, added.changed, added.same, added.kept) == (1, 1, 1, 1)
    assert {p.id: p.name for p in places(tmp_path).values()} == {
        "geonames:1": "Hit", "geonames:2": "Rāwah", "geonames:3": "Anah", "geonames:4": "New",
    }  # fmt: skip
    second = (tmp_path / "geodata" / "gazetteer-iq.csv").read_bytes()
    assert len(set(first.split(b"\n")) - set(second.split(b"\n"))) == 1  # a diff shows one line


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    lines = [dump_line(n, name) for n, name in enumerate(["Hit", "Rawah", "Anah"])]
    add(tmp_path, "IQ.txt", "".join(lines))
    first = (tmp_path / "geodata" / "gazetteer-iq.csv").read_bytes()
    add(tmp_path, "IQ.txt", "".join(lines[::-1]))
    assert (tmp_path / "geodata" / "gazetteer-iq.csv").read_bytes() == first
    assert sorted(path.name for path in (tmp_path / "geodata").iterdir()) == ["gazetteer-iq.csv"]


def test_a_list_can_be_added_to_another_project(tmp_path: Path) -> None:
    shape = feature({"name": "Zone", "@id": "relation/1", "place": "region"}, BOX)
    add(tmp_path, "IQ.txt", dump_line())
    add(tmp_path, "zone.geojson", collection(shape))
    other = tmp_path / "other"
    for path in sorted((tmp_path / "geodata").iterdir()):
        add_list(path, other)
        assert (other / path.name).read_bytes() == path.read_bytes()


def test_a_place_twice_in_a_file(tmp_path: Path) -> None:
    added = add(tmp_path, "IQ.txt", dump_line() * 2)
    assert (added.count, dict(added.faults.left_out)) == (1, {"the same as an earlier one": 1})
    (tmp_path / "geodata" / "gazetteer-iq.csv").unlink()
    (tmp_path / "geodata").rmdir()
    (said,) = told(tmp_path, "IQ.txt", dump_line() + dump_line(lat="33.5"))
    assert said == (
        "2:0 'Ar Ramādī' (geonames:98717) is there already, in line 1, otherwise | "
        "keep one of the two"
    )


@pytest.mark.parametrize(
    "file, name",
    [
        ("IQ.txt", "iq"),
        ("gazetteer-iq.csv", "iq"),
        ("My Hospitals (2015).geojson", "my-hospitals-2015"),
        ("../up/IQ.zip", "iq"),
        ("نص.csv", "نص"),
    ],
)
def test_the_name_of_a_list(file: str, name: str) -> None:
    assert list_name(Path(file)) == name


def test_a_list_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "geodata").write_text("a file")
    with pytest.raises(FileError, match=r"gazetteer-iq\.csv cannot be written: "):
        add(tmp_path, "IQ.txt", dump_line())


def test_a_list_is_written_into_geodata_and_nowhere_else(tmp_path: Path) -> None:
    add(tmp_path, "IQ.txt", dump_line(), name="../../etc/x y")
    assert [path.name for path in (tmp_path / "geodata").iterdir()] == ["gazetteer-x-y.csv"]
    with pytest.raises(UsageError, match="gives the list no name"):
        add(tmp_path, "IQ.txt", dump_line(), name="…")
