from __future__ import annotations

import difflib
import errno
import json
import random
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import mapstory.cli
from mapstory import uncertainty
from mapstory.build import read_map_story
from mapstory.errors import FileError, StoryError
from mapstory.gazetteer import Candidate, read_gazetteer
from mapstory.lock import (
    Answer,
    Lock,
    changes_between,
    lock_path,
    match_of,
    parse_lock,
    render_lock,
    replaced_after,
    settled,
)
from mapstory.places import Located, locate
from mapstory.source import read_source
from mapstory.story import parse_story
from mapstory.uncertainty import Extent
from tests.misbehaving import answer, osm_place, serve

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "lock"
# Names that no gazetteer of the world has, so that only the newsroom's own rows move places.
ROWS = {
    "Hawrabad": (33.40, 43.90),
    "Old Millbridge": (33.30, 44.10),
    "Post Seventeen": (33.60, 43.70),
}
PLACES = {
    "hawra": "Hawrabad",
    "mill": "Old Millbridge",
    "crossing": "on the way from hawra to mill",
    "camp": "around 10 km from the crossing",
    "bridge": '{at: "33.1000, 44.0500", precision: 500 m}',
}


class Newsroom:
    """A project on disk, worked on with the real command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        (folder / "stories").mkdir()
        (folder / "geodata").mkdir()
        self.rows(ROWS)
        self.tell(PLACES)

    def rows(self, rows: dict[str, tuple[float, float]]) -> None:
        lines = ["name,lat,lon,precision_m,source"]
        lines += [f"{name},{lat},{lon},1000,The desk" for name, (lat, lon) in rows.items()]
        (self.folder / "geodata" / "gazetteer.csv").write_text("\n".join(lines), encoding="utf-8")

    def tell(self, places: dict[str, str], story: str = "floods", more: str = "") -> None:
        told = "".join(f"  {id_}: {where}\n" for id_, where in places.items())
        text = (
            f"title: Floods\nsummary: S.\nbasemap: none\n{more}places:\n{told}"
            f"events:\n  - {{title: E, at: [{', '.join(places)}], text: x, alt: y, "
            "sources: [{publisher: P}]}\n"
        )
        (self.folder / "stories" / f"{story}.yaml").write_text(text, encoding="utf-8")

    def run(self, *words: str) -> tuple[int, str, str]:
        shutil.rmtree(self.folder / ".mapstory", ignore_errors=True)  # each build is one
        self.capsys.readouterr()
        sys.argv = ["mapstory", *words]
        code = 0
        try:
            mapstory.cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = self.capsys.readouterr()
        return code, out, err

    def build(self, *words: str) -> str:
        """Build, which must go well, and return the lock."""
        code, _, err = self.run("build", *words)
        assert code == 0, err
        return self.lock()

    def path(self, story: str = "floods") -> Path:
        return self.folder / "geodata" / f"{story}.places.geojson"

    def lock(self, story: str = "floods") -> str:
        return self.path(story).read_text(encoding="utf-8")

    def features(self, story: str = "floods") -> dict[str, dict[str, object]]:
        return {f["id"]: f for f in json.loads(self.lock(story))["features"]}

    def tree(self) -> dict[str, bytes]:
        files = {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }
        return {name: data for name, data in files.items() if not name.startswith(".mapstory")}


@pytest.fixture
def newsroom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Newsroom:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["mapstory"])
    return Newsroom(tmp_path, capsys)


def review(before: str, after: str) -> str:
    """What a reviewer reads of a change: the lines that differ, long shapes cut short."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "lock", "lock", "", "", 0, ""
    )
    return "".join(f"{line[:100]}{'…' if len(line) > 100 else ''}\n" for line in lines)


# --- a year with one story


def test_a_year_of_editing(newsroom: Newsroom, *, update_golden: bool) -> None:  # noqa: PLR0915
    def reviewed(name: str, before: str, after: str) -> str:
        diff, golden = review(before, after), GOLDEN / f"{name}.diff"
        if update_golden:
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_text(diff, encoding="utf-8")
        assert diff == golden.read_text(encoding="utf-8")
        return diff

    # January: the first build makes the lock; the second finds nothing to do.
    january = newsroom.build()
    reviewed("first", "", january)
    site = {name: data for name, data in newsroom.tree().items() if name.startswith("site/")}
    assert newsroom.build("--locked") == january
    assert {n: d for n, d in newsroom.tree().items() if n.startswith("site/")} == site

    # February: the places are written in another order, and nothing at all is different.
    newsroom.tell(dict(reversed(PLACES.items())))
    assert newsroom.build("--locked") == january

    # March: a place is added. A review sees that and nothing else.
    places = PLACES | {"post": "Post Seventeen"}
    newsroom.tell(places)
    assert newsroom.run("build", "--locked")[0] == 4
    assert newsroom.lock() == january
    march = newsroom.build()
    added = reviewed("added", january, march)
    assert not re.findall("^-(?!--)", added, re.MULTILINE)

    # April: the crossing has another id, which the camp now uses. The geometry stays.
    places = {"checkpoint" if id_ == "crossing" else id_: w for id_, w in places.items()}
    places["camp"] = "around 10 km from the checkpoint"
    newsroom.tell(places)
    april = newsroom.build()
    reviewed("renamed", march, april)
    shapes = [f["geometry"] for f in json.loads(march)["features"]]
    assert all(f["geometry"] in shapes for f in newsroom.features().values())

    # May: the newsroom corrects its gazetteer. Nothing moves by itself, but it is told.
    newsroom.rows(ROWS | {"Hawrabad": (33.445, 43.90)})
    code, _, err = newsroom.run("build")
    assert (code, newsroom.lock()) == (0, april)
    assert "stories/floods.yaml:5: note: the newsroom's own gazetteer now has 'Hawrabad'" in err
    code, out, _ = newsroom.run("locate")
    assert (code, newsroom.lock()) == (0, april)
    assert re.search(r"^  hawra .* as locked; a refresh: moved 5\.0 km$", out, re.MULTILINE)
    assert re.search(r"^  post .* as locked$", out, re.MULTILINE)

    # June: it is taken over on purpose, and what leans on it follows.
    code, out, err = newsroom.run("locate", "--refresh")
    assert code == 0
    assert re.search(r"^  hawra .* moved 5\.0 km$", out, re.MULTILINE)
    assert re.search(r"^  camp .* moved \d\.\d km$", out, re.MULTILINE)
    assert re.search(r"^  bridge .* as locked$", out, re.MULTILINE)
    june = newsroom.lock()
    changed = [
        id_ for id_, f in newsroom.features().items() if f not in json.loads(april)["features"]
    ]
    assert changed == ["camp", "checkpoint", "hawra"]
    assert newsroom.build("--locked") == june

    # July: a place is given by other coordinates, and one is asked for in other words.
    places |= {"bridge": '{at: "33.2000, 44.0500", precision: 500 m}'}
    places |= {"camp": "around 20 km from the checkpoint"}
    newsroom.tell(places)
    july = newsroom.build()
    reviewed("moved", june, july)

    # August: a place is not told of any more.
    del places["post"]
    newsroom.tell(places)
    august = newsroom.build()
    assert not re.findall(r"^\+(?!\+\+)", review(july, august), re.MULTILINE)
    assert set(newsroom.features()) == set(places)

    # September: the story has a new name; its places stay, although the gazetteer changed.
    newsroom.rows(ROWS)
    (newsroom.folder / "stories" / "floods.yaml").rename(
        newsroom.folder / "stories" / "the-floods.yaml"
    )
    orphan = "geodata/floods.places.geojson:1: note: this is the lock of a story that is not"
    assert orphan in newsroom.run("build")[2]
    assert newsroom.lock("the-floods") == august
    assert orphan in newsroom.run("check")[2]
    newsroom.path().unlink()
    assert "note: this is the lock" not in newsroom.run("check")[2]

    # October: somebody deletes the lock; the places are found again, as the gazetteer is now.
    newsroom.path("the-floods").unlink()
    newsroom.run("build")
    hawra = newsroom.features("the-floods")["hawra"]
    assert hawra["geometry"] == {"type": "Point", "coordinates": [43.9, 33.4]}


def test_a_question_about_an_area_changes_with_where_the_story_looks(newsroom: Newsroom) -> None:
    newsroom.tell({"r": "Ramadi", "b": '{at: "33.1, 44.0"}'}, more="look_in: Iraq\n")
    before = newsroom.build()
    newsroom.tell({"r": "Ramadi", "b": '{at: "33.1, 44.0"}'}, more="look_in: Anbar\n")
    after = newsroom.build()
    assert json.loads(before)["features"][0] == json.loads(after)["features"][0]
    assert json.loads(after)["features"][1]["properties"]["question"] == ["name 'Ramadi' in Anbar"]


def test_the_order_of_regions_makes_no_difference(newsroom: Newsroom) -> None:
    newsroom.tell({"r": "Ramadi"}, more="look_in: [Iraq, Syria]\n")
    before = newsroom.build()
    newsroom.tell({"r": "Ramadi"}, more="look_in: [Syria, Iraq]\n")
    assert newsroom.build("--locked") == before


def test_a_new_name_is_weighed_with_what_the_lock_is_sure_of_and_moves_nothing(
    newsroom: Newsroom,
) -> None:
    before = newsroom.build()
    newsroom.tell(PLACES | {"b": "Baghdad", "n": "Nairobi", "p": "10 km from Post Seventeen"})
    newsroom.build()
    features = newsroom.features()
    assert all(features[f["id"]] == f for f in json.loads(before)["features"])


def test_a_place_that_is_taken_out_of_the_lock_takes_along_what_leans_on_it(
    newsroom: Newsroom,
) -> None:
    before = newsroom.build()
    newsroom.rows(ROWS | {"Hawrabad": (33.445, 43.90)})
    value = json.loads(before)
    value["features"] = [f for f in value["features"] if f["id"] != "hawra"]
    newsroom.path().write_text(json.dumps(value), encoding="utf-8")
    newsroom.build()
    old = {f["id"]: f["geometry"] for f in json.loads(before)["features"]}
    moved = [id_ for id_, f in newsroom.features().items() if f["geometry"] != old[id_]]
    assert moved == ["camp", "crossing", "hawra"]


def test_a_file_is_asked_for_with_all_that_is_in_it(newsroom: Newsroom) -> None:
    path = newsroom.folder / "geodata" / "marsh.geojson"

    def draw(east: float, ending: str = "\n") -> None:
        shape = shapely.to_geojson(shapely.box(44, 33, east, 34), indent=1)
        text = f'{{"type": "Feature", "properties": {{"name": "Marsh"}}, "geometry": {shape}}}'
        path.write_bytes(text.replace("\n", ending).encode())

    draw(45)
    newsroom.tell({"marsh": "{file: ../geodata/marsh.geojson}"})
    before = newsroom.build()
    draw(45, "\r\n")
    assert newsroom.build("--locked") == before
    draw(46)
    after = newsroom.build()
    assert "moved" in str(
        changes_between(*(parse_lock(b.encode(), path="") for b in (before, after)))[0]
    )
    page = newsroom.folder / "site" / "floods" / "index.html"
    assert "Marsh" in page.read_text(encoding="utf-8")
    # The name that the file gives is kept too, also while the writer has another.
    newsroom.tell({"marsh": "{file: ../geodata/marsh.geojson, name: The wetland}"})
    assert newsroom.build("--locked") == after
    newsroom.tell({"marsh": "{file: ../geodata/marsh.geojson}"})
    assert newsroom.build("--locked") == after
    assert "Marsh" in page.read_text(encoding="utf-8")


def test_another_mapstory_that_draws_otherwise_moves_nothing(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = newsroom.build()
    monkeypatch.setattr(
        uncertainty, "ring", lambda feature, **_: uncertainty.disc(*feature.centre, 5_000.0)
    )
    assert newsroom.build("--locked") == before
    code, out, _ = newsroom.run("locate", "--refresh")
    assert code == 0
    assert re.search(r"^  camp .* drawn otherwise$", out, re.MULTILINE)


# --- nothing, or everything


def test_a_build_that_fails_touches_neither_site_nor_lock(newsroom: Newsroom) -> None:
    newsroom.build()
    before = newsroom.tree()
    newsroom.tell(PLACES | {"new": '{at: "33.5, 43.5"}'})
    newsroom.tell({"nowhere": "Nowhereville on Nothing"}, story="other")
    stories = {name: data for name, data in newsroom.tree().items() if name.startswith("stories")}
    code, _, err = newsroom.run("build")
    assert code == 1
    assert "Nowhereville" in err
    assert newsroom.tree() == before | stories


def test_a_site_that_cannot_be_written_leaves_the_lock(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = newsroom.tree()

    def full(*_: object, **__: object) -> None:
        raise FileError("the disk is full")

    monkeypatch.setattr("mapstory.build.write_site", full)
    assert newsroom.run("build")[0] == 3
    assert newsroom.tree() == before


def test_a_folder_for_locks_is_made_and_goes_again_if_nothing_comes_of_it(tmp_path: Path) -> None:
    path = tmp_path / "geodata" / "a.places.geojson"
    with pytest.raises(RuntimeError), replaced_after({path: b"x"}):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with replaced_after({path: b"x"}) as refused:
        assert not path.exists()
    assert (path.read_bytes(), refused) == (b"x", [])
    assert list(path.parent.iterdir()) == [path]


def test_a_story_on_its_own_has_its_lock_beside_it(tmp_path: Path, newsroom: Newsroom) -> None:
    alone = tmp_path / "desk" / "alone.yaml"
    alone.parent.mkdir()
    shutil.copy(newsroom.folder / "stories" / "floods.yaml", alone)
    alone.write_text(
        alone.read_text(encoding="utf-8")
        .replace("Hawrabad", "Ramadi")
        .replace("Old Millbridge", "Baghdad"),
        encoding="utf-8",
    )
    assert newsroom.run("build", "desk/alone.yaml")[0] == 0
    assert [p.name for p in (tmp_path / "desk" / "geodata").iterdir()] == ["alone.places.geojson"]


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_where_nothing_may_be_written_the_site_is_built_and_that_is_told(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    write = Path.write_bytes

    def refuse(path: Path, data: bytes) -> int:
        if "geodata" in path.parts:
            raise OSError(number, "no")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    code, _, err = newsroom.run("build")
    assert code == 0
    assert "geodata/floods.places.geojson:1: note: the lock may not be written" in err
    assert not newsroom.path().exists()
    code, _, err = newsroom.run("locate", "--refresh")
    assert code == 3
    assert "make its folder writable" in err


def test_a_full_disk_is_met_before_the_site_is_written(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def refuse(path: Path, data: bytes) -> int:
        if "geodata" in path.parts:
            write(path, data[:10])
            raise OSError(errno.ENOSPC, "no")
        return write(path, data)

    before = newsroom.tree()
    monkeypatch.setattr(Path, "write_bytes", refuse)
    code, _, err = newsroom.run("build")
    assert code == 3
    assert "geodata/floods.places.geojson: the lock cannot be written: No space left" in err
    assert newsroom.tree() == before


# --- what people and tools do to the file


def test_locked_tells_which_places_and_how_to_mend(newsroom: Newsroom) -> None:
    code, _, err = newsroom.run("build", "--locked")
    assert (code, newsroom.path().exists()) == (4, False)
    assert "geodata/floods.places.geojson: the lock is not there" in err
    newsroom.build()
    newsroom.tell(PLACES | {"camp": "5 km from mill", "q": '{at: "33, 44"}'})
    code, _, err = newsroom.run("build", "--locked")
    assert code == 4
    assert "floods.places.geojson: the lock is not up to date\n    camp: asked anew, moved" in err
    assert "\n    q: new\n  fix: run `mapstory build` without --locked" in err
    code, _, err = newsroom.run("check")
    assert code == 0
    assert "geodata/floods.places.geojson:1: note: the lock is out of date: camp (asked" in err


def edited(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    "edit,line,said",
    [
        pytest.param(
            lambda text: edited(text, '"name": "Hawrabad"', '"name": "Falluja"'),
            '"id": "hawra"',
            "place 'hawra' was changed by hand",
            id="another candidate",
        ),
        pytest.param(
            lambda text: edited(text, "[43.9, 33.4]", "[43.8, 33.4]"),
            '"id": "hawra"',
            "place 'hawra' was changed by hand",
            id="another position",
        ),
        pytest.param(
            lambda text: edited(text, '"coordinates": [43.9, 33.4]}', '"coordinates": [430, 33]}'),
            '"id": "hawra"',
            "place 'hawra' was changed by hand",
            id="no position on the globe",
        ),
        pytest.param(
            lambda text: re.sub(r',\n    "seal": "\w+"', "", text, count=1),
            '"id": "bridge"',
            "place 'bridge' is not as mapstory writes it",
            id="no seal",
        ),
        pytest.param(
            lambda text: edited(
                text, '   "id": "camp",', '<<<<<<< ours\n   "id": "camp",\n=======\n>>>>>>> theirs'
            ),
            "<<<<<<< ours",
            "the lock holds a merge that is not finished",
            id="merge",
        ),
        pytest.param(
            lambda text: edited(text, '"place": "camp",', '"place": "camp"'),
            '"asked": "around 10 km',
            "the lock is not JSON from here on: Expecting ',' delimiter",
            id="comma",
        ),
        pytest.param(
            lambda text: edited(text, '"place": "camp",', '"place": "a",\n"place": "camp",'),
            '"place": "mill"',
            "the lock cannot be read: 'place' stands twice in one place",
            id="key twice",
        ),
        pytest.param(
            lambda text: json.dumps(
                {
                    **json.loads(text),
                    "features": [*json.loads(text)["features"]]
                    + [f for f in json.loads(text)["features"] if f["id"] == "mill"],
                },
                indent=1,
            ),
            '"id": "mill"',
            "place 'mill' stands here twice, as a merge can leave it",
            id="place twice",
        ),
        pytest.param(
            lambda text: edited(text, '"mapstory_lock": 1', '"mapstory_lock": 2'),
            "{",
            "the lock was written by a newer mapstory",
            id="newer",
        ),
        pytest.param(
            lambda _: '{"type": "FeatureCollection", "features": []}',
            "{",
            "this is not a lock that mapstory wrote",
            id="another file",
        ),
        pytest.param(lambda _: "[" * 100_000, "[", "the lock cannot be read", id="depth"),
        pytest.param(lambda _: "", "", "the lock is not JSON from here on", id="empty"),
    ],
)
def test_a_lock_that_somebody_changed_is_told_with_its_line(
    newsroom: Newsroom, edit: Callable[[str], str], line: str, said: str
) -> None:
    newsroom.build()
    newsroom.path().write_text(edit(newsroom.lock()), encoding="utf-8")
    before = newsroom.tree()
    for command in ("build", "check", "locate"):
        code, _, err = newsroom.run(command)
        assert code == 1
        assert said in err
        assert "fix: " in err
        at = re.search(r"^geodata/floods\.places\.geojson:(\d+)", err, re.MULTILINE)
        assert at
        rows = newsroom.lock().splitlines() or [""]
        assert line in rows[int(at[1]) - 1]
    assert newsroom.tree() == before


def test_a_lock_that_is_no_text_is_told(newsroom: Newsroom) -> None:
    newsroom.path().write_bytes(b'{\n"a": "\xff"}')
    code, _, err = newsroom.run("build")
    assert code == 1
    assert "floods.places.geojson:2:1: the lock is not UTF-8 text" in err
    newsroom.path().unlink()
    newsroom.path().mkdir()
    code, _, err = newsroom.run("build")
    assert code == 3
    assert "the lock cannot be read: Is a directory" in err


def test_a_lock_that_a_tool_wrote_in_another_form_is_still_the_lock(newsroom: Newsroom) -> None:
    text = newsroom.build()
    for other in (
        text.replace("\n", "\r\n"),
        json.dumps(json.loads(text)),
        json.dumps(json.loads(text), indent=4, sort_keys=True),
        "\ufeff" + text,
    ):
        newsroom.path().write_bytes(other.encode())
        assert newsroom.run("build", "--locked")[0] == 0
        assert newsroom.run("build")[0] == 0
        assert newsroom.path().read_bytes() == other.encode()


def test_a_search_and_replace_of_an_id_in_the_whole_project_does_no_harm(
    newsroom: Newsroom,
) -> None:
    newsroom.build()
    for path in (newsroom.path(), newsroom.folder / "stories" / "floods.yaml"):
        text = path.read_text(encoding="utf-8").replace("crossing", "checkpoint")
        path.write_text(text, encoding="utf-8")
    code, _, err = newsroom.run("build", "--locked")
    assert code == 0, err


# --- protected places


HOUSE = {"house": "{name: a safe house, where: Hidden Farm, protect: 5 km}"}


def test_of_a_protected_place_the_lock_has_only_what_is_published(newsroom: Newsroom) -> None:
    newsroom.rows(ROWS | {"Hidden Farm": (31.4321, 46.1234)})
    newsroom.tell(HOUSE | PLACES | {"tents": "around 40 km from house"})
    lock = newsroom.build()
    for told in ("Hidden", "Farm", "31.4321", "46.1234", "safe house"):
        assert told not in lock
    features = newsroom.features()
    house = features["house"]["properties"]
    assert isinstance(house, dict)
    assert set(house) == {
        *("place", "protect_m", "method", "uncertainty_m", "margin_m", "centre", "seal"),
    }
    tents = features["tents"]["properties"]
    assert isinstance(tents, dict)
    assert tents["question"][0].startswith("protected place, published as POLYGON ((")
    # Elsewhere in the same cell, and with another id, everything is the same.
    newsroom.rows(ROWS | {"Hidden Farm": (31.4319, 46.1236)})
    assert newsroom.build("--locked") == lock


def test_a_protected_place_leaves_no_trace_in_the_others(newsroom: Newsroom) -> None:
    names = {"n": "Nasiriyah", "s": "San José", "p": "Post Seventeen"}
    newsroom.tell(names | {"s": "{where: San José, name: the town}"})
    told = []
    for lat, lon in ((9.9, -84.1), (37.3, -121.9), (33.4, 43.9)):
        newsroom.rows(ROWS | {"Hidden Farm": (lat, lon)})
        newsroom.tell(HOUSE | {"n": "Nasiriyah", "p": "Post Seventeen"})
        newsroom.path().unlink(missing_ok=True)
        newsroom.build()
        told.append({k: v for k, v in newsroom.features().items() if k != "house"})
    assert told[0] == told[1] == told[2]


def test_a_protected_place_that_a_gazetteer_moves_stops_the_build_until_it_is_meant(
    newsroom: Newsroom,
) -> None:
    newsroom.rows(ROWS | {"Hidden Farm": (33.4321, 43.9123)})
    newsroom.tell(HOUSE)
    lock = newsroom.build()
    newsroom.rows(ROWS | {"Hidden Farm": (33.9876, 43.9123)})
    code, _, err = newsroom.run("build")
    assert (code, newsroom.lock()) == (1, lock)
    assert "the protected place 'house' is not published where its lock has it" in err
    assert "33.98" not in err
    assert "Hidden" not in err
    assert newsroom.run("locate", "--refresh")[0] == 0
    code, out, _ = newsroom.run("locate")
    assert code == 0
    assert re.search(r"^  house  protected +±\d+\.\d km +as locked$", out, re.MULTILINE)
    assert newsroom.build("--locked") != lock


def test_a_protected_place_that_only_the_writer_can_move_moves(newsroom: Newsroom) -> None:
    newsroom.tell({"house": '{name: a house, at: "33.4321, 43.9123", protect: 5 km}'})
    lock = newsroom.build()
    newsroom.tell({"house": '{name: a house, at: "33.9876, 43.9123", protect: 5 km}'})
    assert newsroom.build() != lock
    newsroom.tell({"house": '{name: a house, at: "33.9876, 43.9123", protect: 50 km}'})
    assert newsroom.run("build", "--locked")[0] == 4
    newsroom.build()


def test_a_place_that_becomes_protected_was_told_before_and_that_is_said(
    newsroom: Newsroom,
) -> None:
    newsroom.tell({"house": '{name: a house, at: "33.4321, 43.9123"}'})
    assert "33.4321" in newsroom.build()
    newsroom.tell({"house": '{name: a house, at: "33.4321, 43.9123", protect: 5 km}'})
    code, _, err = newsroom.run("build", "--locked")
    assert code == 4
    assert "house: protected now\n" in err  # and not how far its cells are from it
    code, _, err = newsroom.run("build")
    assert code == 0
    assert "floods.places.geojson:1: note: place 'house' is protected from now on, but earl" in err
    assert "33.4321" not in newsroom.lock()
    assert "note" not in newsroom.run("build")[2]


def test_a_place_that_is_protected_under_another_id_may_have_been_told_before(
    newsroom: Newsroom,
) -> None:
    newsroom.tell({"hawra": "Hawrabad", "camp": '{at: "33.6, 43.1"}'})
    newsroom.build()
    newsroom.tell({"house": "{name: a house, where: Hawrabad, protect: 5 km}"})
    code, _, err = newsroom.run("build")
    assert code == 0
    assert "note: place 'house' is new and protected, and another is gone: if that was" in err
    newsroom.tell({"flat": "{name: a flat, where: Hawrabad, protect: 5 km}"})
    assert "note" not in newsroom.run("build")[2]


# --- online


def test_what_was_found_online_is_kept_and_builds_offline(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAPSTORY_CACHE", str(newsroom.folder / "cache"))
    newsroom.tell({"hawra": "Hawrabad", "gate": "Qalat Gate", "ring": "10 km from Qalat Gate"})
    assert newsroom.run("build")[0] == 1
    gate = osm_place(name="Qalat Gate", namedetails={"name": "Qalat Gate"})
    with serve(answer([gate])) as server:
        asking = ("--online", "nominatim", "--server", server.url, "--agent", "desk@paper.example")
        code, out, err = newsroom.run("locate", *asking)
        assert code == 0, err
        assert [asked.query["q"] for asked in server.asked] == ["Qalat Gate"]
    assert re.search(
        r"^  gate +Qalat Gate, .* OpenStreetMap \(Nominatim\) .* new$", out, re.MULTILINE
    )
    lock = newsroom.lock()
    assert newsroom.build("--locked") == lock
    features = newsroom.features()
    for id_ in ("gate", "ring"):
        properties = features[id_]["properties"]
        assert isinstance(properties, dict)
        assert properties["credit"].startswith("© OpenStreetMap contributors")
    places = read_map_story(newsroom.folder / "stories" / "floods.yaml").places
    assert places["credit"]["ring"] == places["credit"]["gate"] != ""
    assert places["credit"]["hawra"] == ""
    # Found again without a network, it stays; with the network, somebody must answer.
    assert newsroom.run("locate", "--refresh")[0] == 0
    assert newsroom.lock() == lock
    newsroom.tell({"gate": "Qalat Gate", "other": "Qalat Tower"})
    code, _, err = newsroom.run("locate", *asking)
    assert code == 4
    assert newsroom.lock() == lock


# --- the file


def test_building_from_a_clone_leaves_the_lock_of_the_first_story_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "stories").mkdir()
    shutil.copy(ROOT / "stories" / "anbar-2015.yaml", tmp_path / "stories")
    (tmp_path / "geodata").mkdir()
    for name in ("gazetteer.csv", "anbar-2015.places.geojson"):
        shutil.copy(ROOT / "geodata" / name, tmp_path / "geodata")
    lock = tmp_path / "geodata" / "anbar-2015.places.geojson"
    before = lock.read_bytes()
    monkeypatch.chdir(tmp_path)
    for words in (["build", "--locked"], ["build"], ["check"]):
        monkeypatch.setattr(sys, "argv", ["mapstory", *words])
        mapstory.cli.main()
        assert "lock" not in capsys.readouterr().err
        assert lock.read_bytes() == before


def test_the_first_story_is_the_same_with_its_lock_and_without(tmp_path: Path) -> None:
    for folder in ("stories", "geodata"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    story = tmp_path / "stories" / "anbar-2015.yaml"
    locked = read_map_story(story)
    lock_path(story, "anbar-2015").unlink()
    fresh = read_map_story(story)
    assert fresh.found.kept is None
    assert fresh.page().files == locked.page().files


def shapes_of(lock: Lock) -> dict[str, dict[str, object]]:
    return {f["id"]: f["geometry"] for f in json.loads(render_lock(lock))["features"]}


def located(
    folder: Path, places: dict[str, str], *, look_in: str = "", lock: Lock | None = None
) -> Located:
    path = folder / "stories" / "s.yaml"
    path.parent.mkdir(exist_ok=True)
    told = "".join(f"  {id_}: {where}\n" for id_, where in places.items())
    head = f"look_in: {look_in}\n" if look_in else ""
    path.write_text(
        f"title: T\n{head}places:\n{told}events: [{{title: E, text: x}}]\n", encoding="utf-8"
    )
    story, _ = parse_story(read_source(path), path=path)
    return locate(story, read_gazetteer(folder / "geodata"), lock=lock)


def test_shapes_are_as_rfc_7946_has_them(tmp_path: Path) -> None:
    found = located(
        tmp_path,
        {
            "fiji": "{area: Fiji}",
            "iraq": "{area: Iraq}",
            "edge": '{at: "-17.0, 179.9", precision: 60 km}',
            "ring": "200 km from edge",
            "pole": '{at: "89.9, 0", precision: 60 km}',
        },
    )
    assert found.problems == []
    drawn = shapes_of(found.lock)
    assert len(drawn) == 5
    for id_, geometry in drawn.items():
        shape = shapely.from_geojson(json.dumps(geometry))
        assert shape.is_valid, id_
        west, south, east, north = shape.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        for part in shapely.get_parts(shape):
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)
            # No edge leads around the globe: what crosses ±180° is cut there.
            longitudes = shapely.get_coordinates(part.exterior)[:, 0]
            assert id_ == "pole" or longitudes.max() - longitudes.min() < 180
    for id_ in ("fiji", "edge", "ring"):
        west, _, east, _ = shapely.from_geojson(json.dumps(drawn[id_])).bounds
        assert (round(west, 3), round(east, 3)) == (-180, 180)
    figures = re.findall(rb"-?\d+\.(\d+)", render_lock(found.lock))
    assert max(map(len, figures)) <= 6


def test_what_is_published_is_what_is_kept(tmp_path: Path) -> None:
    places = {"a": "Ramadi", "b": "10 km from a", "c": "{area: Anbar}", "d": "somewhere in c"}
    found = located(tmp_path, places, look_in="Iraq")
    kept = parse_lock(render_lock(found.lock), path="x")
    again = located(tmp_path, places, look_in="Iraq", lock=kept)
    assert render_lock(again.lock) == render_lock(found.lock)
    for column in found.table.columns:
        assert (found.table[column] == again.table[column]).all(), column
    for id_, geometry in shapes_of(kept).items():
        shape = shapely.from_geojson(json.dumps(geometry))
        assert shapely.equals_exact(shape, found.table.geometry[id_])


def test_chains_longer_than_python_may_recurse_are_followed(tmp_path: Path) -> None:
    count = sys.getrecursionlimit() + 100
    places = {f"p{n}": f"in p{n + 1}" for n in range(count)} | {f"p{count}": "{area: Bahrain}"}
    found = located(tmp_path, places)
    assert len(found.table) == count + 1
    assert len(found.lock.by_place["p0"].question) == count + 1


def test_a_phrase_that_cannot_be_read_is_told_by_the_story_alone(tmp_path: Path) -> None:
    places = {"a": "3 km form Ramadi", "b": "5 km from a", "c": "Ramadi"}
    found = located(tmp_path, places, look_in="Iraq")
    assert list(found.table.index) == ["c"]
    assert found.problems == []


def test_places_in_a_loop_are_told_by_the_story_and_hinder_no_other(tmp_path: Path) -> None:
    places = {"a": "5 km from b", "b": "5 km from a", "c": "in d", "d": "Ramadi"}
    found = located(tmp_path, places, look_in="Iraq")
    assert list(found.table.index) == ["c", "d"]
    assert found.problems == []


NAMED = {
    "hawra": "Hawrabad",
    "mill": "Old Millbridge",
    "post": "{name: the post, where: Post Seventeen}",
    "anbar": "{area: Anbar}",
    "ramadi": "Ramadi",
    "crossing": "on the way from hawra to mill",
    "camp": "10 km from the crossing",
    "field": "5 km from Ramadi",
    "point": '{at: "33.1, 44.05"}',
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "geodata").mkdir()
    lines = ["name,lat,lon,precision_m,source"]
    lines += [f"{name},{lat},{lon},1000,The desk" for name, (lat, lon) in ROWS.items()]
    (folder / "geodata" / "gazetteer.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_places_makes_no_difference(project: Path, seed: int) -> None:
    order = list(NAMED)
    random.Random(seed).shuffle(order)  # noqa: S311, no secret
    shuffled = located(project, {id_: NAMED[id_] for id_ in order}, look_in="Iraq")
    plain = located(project, NAMED, look_in="Iraq")
    assert render_lock(shuffled.lock) == render_lock(plain.lock)


@settings(max_examples=12)
@given(kept=st.sets(st.sampled_from(sorted(NAMED.keys() - {"camp", "crossing"}))))
def test_what_is_added_or_taken_away_moves_nothing_else(project: Path, kept: set[str]) -> None:
    some = located(project, {id_: NAMED[id_] for id_ in sorted(kept)}, look_in="Iraq").lock
    all_ = located(project, NAMED, look_in="Iraq", lock=some).lock
    assert all(all_.by_place[id_] == some.by_place[id_] for id_ in kept)
    back = located(project, {id_: NAMED[id_] for id_ in sorted(kept)}, look_in="Iraq", lock=all_)
    assert render_lock(back.lock) == render_lock(some)


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
DEGREES = st.floats(-89, 89).map(lambda value: round(value, 6) + 0.0)
METRES = st.floats(0, 1e6).map(lambda value: round(value, 1))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    lon, lat = draw(DEGREES), draw(DEGREES)
    candidates = [
        Candidate(
            *(draw(TEXT), draw(TEXT), "", True, draw(TEXT), lon, lat, draw(TEXT), draw(TEXT)),
            population=draw(st.none() | st.integers(0, 10**8)),
            uncertainty_m=draw(METRES),
            source=draw(TEXT),
            tier=draw(st.integers(0, 3)),
            credit=draw(TEXT),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    margin = draw(st.floats(0, 100) | st.just(float("inf")))
    matches = [match_of(draw(TEXT), candidates[0], candidates, margin)] if candidates else []
    area = shapely.box(lon, lat, lon + 0.5, lat + 0.5)
    shape = draw(st.sampled_from([shapely.Point(lon, lat), area.boundary, area]))
    extent = settled(Extent(shape, draw(METRES), (lon, lat), margin_m=draw(METRES)))
    return Answer(
        draw(TEXT), draw(TEXT), draw(TEXT), tuple(draw(st.lists(TEXT, min_size=1, max_size=3))),
        extent, draw(TEXT), tuple(matches), draw(TEXT), draw(TEXT),
    )  # fmt: skip


@given(st.lists(answers(), max_size=4, unique_by=lambda answer: answer.place))
def test_a_lock_is_read_as_it_was_written(written: list[Answer]) -> None:
    content = render_lock(Lock(tuple(written)))
    read = parse_lock(content, path="x")
    assert render_lock(read) == content
    assert changes_between(Lock(tuple(written)), read) == []
    assert changes_between(read, Lock(tuple(written))) == []


@given(content=st.binary(max_size=60) | TEXT.map(str.encode))
def test_any_other_file_is_a_problem_and_never_a_crash(content: bytes) -> None:
    with pytest.raises(StoryError):
        parse_lock(content, path="x")


@given(shape=st.lists(st.tuples(DEGREES, DEGREES), min_size=3, max_size=8))
def test_settled_once_is_settled(shape: list[tuple[float, float]]) -> None:
    drawn = shapely.make_valid(shapely.Polygon(shape))
    once = settled(Extent(drawn, 1.23456, (1.23456789, 2.0), margin_m=0.0))
    twice = settled(once)
    assert once.geometry.is_valid
    assert shapely.equals_exact(once.geometry, twice.geometry)
    assert (once.uncertainty_m, once.centre) == (1.2, (1.234568, 2.0))
