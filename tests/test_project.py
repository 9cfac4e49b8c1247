from __future__ import annotations

from pathlib import Path

from mapstory.project import project_of


def test_project_is_the_folder_that_holds_stories(tmp_path: Path) -> None:
    assert project_of(tmp_path / "p" / "stories" / "a.yaml") == tmp_path / "p"
    assert project_of(tmp_path / "p" / "stories" / "2015" / "a.yaml") == tmp_path / "p"
    assert project_of(tmp_path / "p" / "a.yaml") == tmp_path / "p"
