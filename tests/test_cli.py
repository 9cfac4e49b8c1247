from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m", "mapstory")
GOOD = """\
title: A good story
summary: It can be told.
basemap: none
places:
  camp: {at: "33.40, 43.91", precision: 500 m}
events:
  - title: Something happens
    at: camp
    text: Words.
    alt: A camp.
    sources: [{publisher: Desk}]
"""
BAD = GOOD.replace("at: camp", "at: canp").replace("A good story", "A bad story")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "good.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def run(desk: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], cwd=desk, capture_output=True, text=True, check=False, timeout=120
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_build_writes_the_site_and_is_quiet_where_nobody_watches(desk: Path) -> None:
    ended = run(desk, "build")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert {"index.html", "stories.json", ".nojekyll", "good/index.html"} <= set(
        tree(desk / "site")
    )


def test_a_build_that_fails_tells_all_and_leaves_the_last_good_site(desk: Path) -> None:
    run(desk, "build")
    before = tree(desk / "site")
    (desk / "stories" / "bad.yaml").write_text(BAD, encoding="utf-8")
    ended = run(desk, "build")
    assert ended.returncode == 1
    assert "stories/bad.yaml:8:9: " in ended.stderr
    assert "did you mean" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert tree(desk / "site") == before
    assert sorted(p.name for p in desk.iterdir()) == [".mapstory", "geodata", "site", "stories"]


def test_one_story_can_be_built_beside_the_others(desk: Path) -> None:
    (desk / "stories" / "other.yaml").write_text(GOOD.replace("good", "second"), encoding="utf-8")
    run(desk, "build")
    ended = run(desk, "build", "stories/other.yaml")
    assert ended.returncode == 0
    listed = json.loads((desk / "site" / "stories.json").read_text(encoding="utf-8"))["stories"]
    assert [story["slug"] for story in listed] == ["good", "other"]
    assert (desk / "site" / "good" / "index.html").exists()


def test_check_as_json_is_one_object_with_every_problem(desk: Path) -> None:
    (desk / "stories" / "bad.yaml").write_text(BAD, encoding="utf-8")
    ended = run(desk, "check", "--json")
    assert ended.returncode == 1
    report = json.loads(ended.stdout)
    assert report["ok"] is False
    assert report["stories"] == ["stories/bad.yaml", "stories/good.yaml"]
    [problem] = [p for p in report["problems"] if not p["warning"]]
    assert (problem["path"], problem["line"], problem["column"]) == ("stories/bad.yaml", 8, 9)


def test_check_of_a_good_story_ends_well_and_writes_nothing(desk: Path) -> None:
    ended = run(desk, "check")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert sorted(p.name for p in desk.iterdir()) == ["stories"]


@pytest.mark.parametrize(
    "words,code,said",
    [
        (["biuld"], 2, "No such command 'biuld'"),
        (["build", "--outt", "x"], 2, "No such option"),
        (["build", "stories/none.yaml"], 3, "stories/none.yaml"),
        (["build", "stories"], 3, "stories"),
        (["build", "--out", "stories"], 3, "no site that mapstory wrote"),
        (["build", "--out", "stories/good.yaml"], 3, "is a file"),
        (["build", "--locked"], 4, "the lock is not there"),
        (["locate", "--server", "https://nominatim.paper.example"], 2, "add --online"),
        (["locate", "stories/none.yaml"], 3, "stories/none.yaml"),
    ],
)
def test_exit_codes(desk: Path, words: list[str], code: int, said: str) -> None:
    ended = run(desk, *words)
    assert ended.returncode == code, ended.stderr
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_no_stories_at_all_is_a_file_error_that_says_what_to_do(tmp_path: Path) -> None:
    ended = run(tmp_path, "build")
    assert ended.returncode == 3
    assert "mapstory build my-story.yaml" in ended.stderr


def test_two_stories_may_not_share_a_name(desk: Path) -> None:
    (desk / "stories" / "good.yml").write_text(GOOD, encoding="utf-8")
    ended = run(desk, "build")
    assert ended.returncode == 3
    assert "rename one of them" in ended.stderr


def test_a_bug_of_ours_is_70_and_says_so(desk: Path) -> None:
    code = (
        "import sys, mapstory.build as b, mapstory.cli as c\n"
        "b.build_site = lambda *a, **k: 1 / 0\n"
        "sys.argv = ['mapstory', 'build']\n"
        "c.main()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=desk, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 70
    assert "mapstory made a mistake" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_on_a_terminal_it_tells_how_far_it_is(desk: Path) -> None:
    ours, theirs = pty.openpty()
    subprocess.run([*PROGRAM, "build"], cwd=desk, stderr=theirs, check=True, timeout=120)
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "stories/good.yaml" in said
    assert "site: 1 story" in said


def test_version_and_help() -> None:
    for words in (
        ["--version"],
        ["--help"],
        ["build", "--help"],
        ["check", "--help"],
        ["locate", "--help"],
    ):
        ended = subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False)
        assert ended.returncode == 0
        assert "mapstory" in ended.stdout


def test_every_command_is_in_the_readme() -> None:
    from mapstory.cli import cli  # noqa: PLC0415

    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for name, command in cli.commands.items():
        assert f"mapstory {name}" in readme
        for option in command.params:
            if option.param_type_name == "option":
                assert option.opts[0] in readme
