"""`mapstory gazetteer`, as a journalist types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.lists import BOX, collection, dump_line, feature

PROGRAM = (sys.executable, "-m", "mapstory", "gazetteer")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "geodata").mkdir()
    (tmp_path / "IQ.txt").write_text(dump_line() + dump_line(2, "Qxarya"), encoding="utf-8")
    return tmp_path


def run(desk: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], cwd=desk, capture_output=True, text=True, check=False, timeout=120
    )


def test_what_was_added_is_told(desk: Path) -> None:
    hospital = dump_line(3, "Clinic", code="S\tHSP")
    (desk / "IQ.txt").write_text(dump_line() + hospital, encoding="utf-8")
    ended = run(desk, "add", "IQ.txt", "--kind", "Town", "--in", "anbar", "--in", "SY")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (
        "geodata/gazetteer-iq.csv: 1 KB\n"
        "1 place: 1 new\n"
        "kinds: 1 town\n"
        "left out: 1, not what --in, --kind and --only ask for\n"
        "credit: GeoNames, CC BY 4.0: https://www.geonames.org\n"
    )
    ended = run(desk, "add", "IQ.txt", "--only", "clinic", "--name", "iq")
    assert "2 places: 1 new, 1 kept that the file does not have\n" in ended.stdout


def test_columns_that_mean_nothing_are_told(desk: Path) -> None:
    (desk / "camps.csv").write_text("name,lat,lon,colour\nCamp,33.4,43.3,red\n", encoding="utf-8")
    ended = run(desk, "add", "camps.csv", "--source", "UNHCR", "--credit", "© UNHCR")
    assert ended.returncode == 0, ended.stderr
    assert "columns not taken: colour\n" in ended.stdout
    assert "credit: © UNHCR\n" in ended.stdout


def test_mistakes_are_told_with_their_line_and_nothing_is_written(desk: Path) -> None:
    text = dump_line(1, "Hit", alternates="") + dump_line(2, "Hit", lat="x", alternates="")
    (desk / "IQ.txt").write_text(text, encoding="utf-8")
    ended = run(desk, "add", "IQ.txt")
    assert (ended.returncode, ended.stdout) == (1, "")
    shown = text.split("\n")[1]
    assert ended.stderr == (
        "IQ.txt:2:18: the latitude 'x' is not a number\n"
        f"    2 | {shown}\n"
        "      |  \t   \t         \t\t^\n"
        "  fix: write decimal degrees, such as 33.4056, with a point and without a unit\n"
        "\nnothing was added: mend the file, or leave out what is wrong with --skip-wrong\n"
    )
    assert list((desk / "geodata").iterdir()) == []
    ended = run(desk, "add", "IQ.txt", "--skip-wrong")
    assert ended.returncode == 0
    assert "IQ.txt:2:18: the latitude 'x' is not a number\n" in ended.stderr
    assert "1 place: 1 new\n" in ended.stdout


@pytest.mark.parametrize(
    "words, code, said",
    [
        (["add"], 2, "Missing argument 'FILE'"),
        (["add", "none.txt"], 3, "none.txt cannot be read: No such file or directory\n"),
        (["add", "geodata"], 3, "geodata cannot be read: Is a directory\n"),
        (["add", "IQ.txt", "--in", "Ramadi Town"], 2, "no country or first-level division called"),
        (["add", "IQ.txt", "--in", "Georgia"], 2, "could be several areas\n  fix: write --in "),
        (["add", "IQ.txt", "--kind", "towns"], 3, "fix: ask for a kind that it has: town\n"),
        (["add", "IQ.txt", "--name", "…"], 2, "gives the list no name"),
    ],
)
def test_exit_codes(desk: Path, words: list[str], code: int, said: str) -> None:
    ended = run(desk, *words)
    assert ended.returncode == code, ended.stderr
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list((desk / "geodata").iterdir()) == []


def test_it_is_no_project_here(desk: Path) -> None:
    (desk / "geodata").rmdir()
    ended = run(desk, "add", "IQ.txt")
    assert ended.returncode == 3
    assert ended.stderr.startswith("there is no folder 'geodata' here\n  fix: go to the project's")
    (desk / "stories").mkdir()
    assert run(desk, "add", "IQ.txt").returncode == 0
    assert run(desk, "add", "IQ.txt", "--into", "stories").returncode == 0


def test_a_name_is_looked_up(desk: Path) -> None:
    run(desk, "add", "IQ.txt")
    ended = run(desk, "find", "qxarya", "--in", "Iraq")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (
        "Qxarya, town in Al Anbar, Iraq, 223,500 people: 33.4206, 43.3078 (GeoNames, geonames:2)\n"
    )
    ended = run(desk, "find", "الرمادي", "--in", "Anbar")
    assert "(as الرمادي), town in Al Anbar, Iraq, 223,500 people: " in ended.stdout
    ended = run(desk, "find", "Qxaryo", "--in", "Iraq")
    assert ended.stdout.startswith("no gazetteer has 'Qxaryo'\n  spelt like it: Qxarya\n")


def test_an_area_is_looked_up_too(desk: Path) -> None:
    zone = feature({"@id": "relation/1", "name": "Qxzone", "boundary": "administrative"}, BOX)
    (desk / "zones.geojson").write_text(collection(zone), encoding="utf-8")
    assert run(desk, "add", "zones.geojson").returncode == 0
    assert "Qxzone, district in Al Anbar, Iraq: 33.5" in run(desk, "find", "Qxzone").stdout


def test_help_of_every_command_shows_it_line_by_line() -> None:
    for words in ([], ["add"], ["find"]):
        ended = run(Path(), *words, "--help")
        assert ended.returncode == 0
        assert "\n  mapstory gazetteer " in ended.stdout
        assert "\\b" not in ended.stdout
