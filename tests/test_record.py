from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

import mapstory.build
import mapstory.cli
from mapstory import record
from mapstory.build import Built, MapStory
from tests.photographs import photo

STORY = """\
title: A front
summary: It moves.
basemap: none
places:
  camp: {at: "33.40, 43.91", precision: 500 m}
  front: {file: ../geodata/lines/front.geojson}
events:
  - title: Something happens
    at: [camp, front]
    text: Words.
    alt: A camp.
    image: {file: images/square.jpg, alt: A square.}
    sources: [{publisher: Desk}]
"""
FRONT = '{"type": "LineString", "coordinates": [[43.9, 33.4], [44.0, 33.5]]}'
ROWS = "name,lat,lon,source\nHawrabad,33.4,43.9,The desk\n"
NOTE = "the image of the event ('Something happens') has no 'credit'"
PROTECTED = STORY.replace("precision: 500 m", "protect: 5 km").replace(
    "33.40, 43.91", "31.21, 42.37"
)


class Desk:
    """A project on disk, worked on with the real command line; it knows what was built."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.examined = folder, capsys, 0
        for name in ("stories/images", "geodata/lines"):
            (folder / name).mkdir(parents=True)
        self.write("stories/front.yaml", STORY)
        self.write("geodata/lines/front.geojson", FRONT)
        photo().save(folder / "stories/images/square.jpg")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, *words: str) -> tuple[int, str]:
        """Build, and return the exit code and what was told."""
        sys.argv = ["mapstory", "build", *words]
        self.capsys.readouterr()
        code = 0
        try:
            mapstory.cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        return code, self.capsys.readouterr().err

    def builds(self, *words: str) -> bool:
        """Build, which must go well, and tell whether a story was read for it."""
        before = self.examined
        code, told = self.run(*words)
        assert code == 0, told
        return self.examined > before

    def records(self) -> list[Path]:
        return sorted((self.folder / ".mapstory").glob("*.json"))


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    monkeypatch.setattr(sys, "argv", ["mapstory"])
    made, examine = Desk(project, capsys), mapstory.build.examine

    def counted(path: Path) -> object:
        made.examined += 1
        return examine(path)

    monkeypatch.setattr(mapstory.build, "examine", counted)
    return made


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder, and when it was written."""
    found = {path: path.stat() for path in [folder, *folder.rglob("*")]}
    return {str(path): (status.st_mtime_ns, status.st_ino) for path, status in found.items()}


# --- nothing changed


def test_where_nothing_changed_the_same_is_told_and_nothing_is_written(desk: Desk) -> None:
    first = desk.run()
    assert NOTE in first[1]
    before = tree(desk.folder)
    assert desk.run() == first
    assert desk.examined == 1
    assert tree(desk.folder) == before


def test_where_nothing_changed_nothing_heavy_is_loaded(desk: Desk) -> None:
    code = (
        "import sys, mapstory.cli\n"
        "sys.argv = ['mapstory', 'build']\n"
        "mapstory.cli.main()\n"
        "heavy = {'folium', 'geopandas', 'pandas', 'numpy', 'shapely', 'yaml', 'babel'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    command = [sys.executable, "-c", code]
    first = subprocess.run(command, cwd=desk.folder, capture_output=True, text=True, check=False)
    assert "geopandas" in first.stderr
    again = subprocess.run(command, cwd=desk.folder, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert again.stderr.strip() == first.stderr.strip().rpartition("\n")[0].strip()


def test_a_terminal_is_told_the_same_too(desk: Desk) -> None:
    def told() -> str:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "mapstory", "build"]
        subprocess.run(command, cwd=desk.folder, stderr=theirs, check=True, timeout=120)
        os.close(theirs)
        said = os.read(ours, 10_000).decode()
        os.close(ours)
        return said

    first = told()
    assert "site: 1 story" in first
    assert desk.records()
    assert told() == first


def test_each_order_has_a_record_of_its_own(desk: Desk) -> None:
    orders = [(), ("--locked",), ("--out", "preview"), ("stories/front.yaml",)]
    for order in orders:
        assert desk.builds(*order)
    assert len(desk.records()) == len(orders)
    for order in orders:
        assert not desk.builds(*order)


def test_the_folder_of_records_keeps_itself_out_of_version_control(desk: Desk) -> None:
    desk.builds()
    assert (desk.folder / ".mapstory" / ".gitignore").read_text(encoding="utf-8").endswith("\n*\n")
    subprocess.run(["git", "init", "--quiet"], cwd=desk.folder, check=True)  # noqa: S607
    told = subprocess.run(
        ["git", "status", "--porcelain"],  # noqa: S607
        cwd=desk.folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "stories/" in told.stdout
    assert ".mapstory" not in told.stdout


# --- anything changed


def edit(name: str, old: str, new: str) -> Callable[[Desk], None]:
    """An edit that leaves size and time of the file as they were."""

    def change(desk: Desk) -> None:
        path = desk.folder / name
        status = path.stat()
        text = path.read_text(encoding="utf-8")
        assert old in text
        assert len(old) == len(new)
        path.write_text(text.replace(old, new), encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    return change


def add(name: str, text: str) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        (desk.folder / name).parent.mkdir(parents=True, exist_ok=True)
        desk.write(name, text)

    return change


def remove(name: str) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        path = desk.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def link_elsewhere(desk: Desk) -> None:
    path = desk.folder / "geodata/lines/front.geojson"
    path.rename(path.with_name("other.geojson"))
    path.symlink_to("other.geojson")


def move_project(desk: Desk) -> None:
    moved = desk.folder.with_name("moved")
    desk.folder.rename(moved)
    desk.folder = moved
    os.chdir(moved)


CHANGES = {
    "story": edit("stories/front.yaml", "Words.", "Wards."),
    "shape": edit("geodata/lines/front.geojson", "44.0", "44.1"),
    "picture": lambda desk: photo(640).save(desk.folder / "stories/images/square.jpg"),
    "what SQLite keeps beside a file": add("geodata/lines/front.geojson-wal", "x"),
    "link": link_elsewhere,
    "lock": edit("geodata/front.places.geojson", "Where map", "There map"),
    "no lock": remove("geodata/front.places.geojson"),
    "gazetteer": edit("geodata/gazetteer.csv", "33.4,", "33.5,"),
    "no gazetteer": remove("geodata/gazetteer.csv"),
    "gazetteer of features": add(
        "geodata/gazetteer.geojson", '{"type": "FeatureCollection", "features": []}'
    ),
    "another lock": add(
        "geodata/gone.places.geojson", '{"type": "FeatureCollection", "features": []}'
    ),
    "another story": add("stories/more.yaml", STORY),
    "a story's name in a folder": add("stories/2014/gone.yaml", STORY),
    "page": edit("site/front/index.html", "Words.", "Wards."),
    "no page": remove("site/front/index.html"),
    "more in a page's folder": add("site/front/draft.html", "x"),
    "no index": remove("site/index.html"),
    "no site": remove("site"),
    "project": move_project,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changed_is_built(desk: Desk, change: Callable[[Desk], None]) -> None:
    desk.write("geodata/gazetteer.csv", ROWS)
    desk.builds()
    assert not desk.builds()
    change(desk)
    examined = desk.examined
    desk.run()  # a lock that somebody broke stops it, which it can tell only by reading it
    assert desk.examined > examined


def test_what_stands_beside_the_pages_is_nobodys_business(desk: Desk) -> None:
    desk.builds()
    add("site/robots.txt", "x")(desk)
    assert not desk.builds()


def test_another_program_python_package_or_gdal_builds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program, packages = tmp_path / "program", tmp_path / "packages"
    (program / "words").mkdir(parents=True)
    (program / "words" / "en.json").write_text("{}", encoding="utf-8")
    (packages / "shapely-2.1.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages)])
    monkeypatch.setattr(record, "__file__", str(program / "record.py"))
    record._program.cache_clear()  # noqa: SLF001, another process
    desk.builds()
    assert not desk.builds()

    (program / "words" / "en.json").write_text("[]", encoding="utf-8")
    record._program.cache_clear()  # noqa: SLF001, the same
    assert desk.builds()
    (packages / "shapely-2.1.dist-info").rename(packages / "shapely-2.2.dist-info")
    assert desk.builds()
    monkeypatch.setattr(sys, "version", "4.0")
    assert desk.builds()
    monkeypatch.setenv("OGR_GEOJSON_MAX_OBJ_SIZE", "0")
    assert desk.builds()
    monkeypatch.setenv("MAPSTORY_AGENT", "desk@paper.example")
    assert not desk.builds()
    monkeypatch.undo()
    record._program.cache_clear()  # noqa: SLF001, the same


# --- records that count for nothing


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda content: content[:-1],
    "one letter": lambda content: content.replace(b"made_from", b"made_form"),
    "another digest": lambda content: content.replace(b" ", b" 0", 1),
    "no record": lambda _: b"\xff{}",
    "of another version": lambda content: content.replace(b"record/1", b"record/2", 1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_record_is_none(desk: Desk, damage: Callable[[bytes], bytes]) -> None:
    desk.builds()
    [path] = desk.records()
    path.write_bytes(damage(path.read_bytes()))
    assert desk.builds()
    assert not desk.builds()


def test_a_record_that_cannot_be_read_or_written_is_none(desk: Desk) -> None:
    desk.write(".mapstory", "somebody's file")
    assert desk.builds()
    assert desk.builds()
    assert (desk.folder / ".mapstory").read_text(encoding="utf-8") == "somebody's file"


@pytest.mark.parametrize(
    "name", ["story", "shape", "gazetteer of features", "a story's name in a folder", "page"]
)
def test_what_changes_while_it_is_built_is_built_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = mapstory.build.build_and_lock

    def meanwhile(stories: Sequence[MapStory], out: Path, *, whole: bool) -> Built:
        built = real(stories, out, whole=whole)
        CHANGES[name](desk)
        return built

    with monkeypatch.context() as patch:
        patch.setattr(mapstory.build, "build_and_lock", meanwhile)
        assert desk.builds()
    assert desk.builds()
    assert not desk.builds()


def test_a_build_that_fails_or_is_stopped_leaves_no_record(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mapstory.build, "write_site", stop)
        assert desk.run()[0] == 130
    assert desk.records() == []
    desk.builds()
    edit("stories/front.yaml", "at: [camp", "at: [comp")(desk)
    assert desk.run()[0] == 1
    assert desk.run()[0] == 1
    edit("stories/front.yaml", "at: [comp", "at: [camp")(desk)
    assert not desk.builds()


def test_a_lock_that_could_not_be_written_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(mapstory.build, "replaced_after", lambda locks: nullcontext(list(locks)))
        assert "the lock may not be written" in desk.run()[1]
    assert desk.builds()
    assert (desk.folder / "geodata" / "front.places.geojson").exists()


@pytest.mark.parametrize("out", [".", "..", ".mapstory"])
def test_no_record_is_kept_in_a_site(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, out: str
) -> None:
    (tmp_path / "site" / "here").mkdir(parents=True)
    (tmp_path / "site" / "stories.json").write_text('{"stories": []}', encoding="utf-8")
    (tmp_path / "site" / "here" / "stories.json").write_text('{"stories": []}', encoding="utf-8")
    monkeypatch.chdir(tmp_path / "site" / "here")
    story = str(desk.folder / "stories" / "front.yaml")
    assert desk.builds(story, "--out", out)
    found = [path.name for path in (tmp_path / "site").rglob("*.json")]
    assert set(found) == {"stories.json"}


def test_of_what_is_protected_nothing_is_kept(desk: Desk) -> None:
    desk.builds()
    desk.builds("--out", "preview")
    assert len(desk.records()) == 2
    desk.write("stories/house.yaml", PROTECTED)
    assert desk.builds("stories/front.yaml", "--out", "preview")
    assert desk.records() == []
    assert desk.builds()
    assert desk.builds()
    assert desk.records() == []


def test_records_of_sites_that_are_gone_go(desk: Desk) -> None:
    desk.builds("--out", "preview")
    [old] = desk.records()
    shutil.rmtree("preview")
    desk.builds()
    assert old not in desk.records()
    assert len(desk.records()) == 1
