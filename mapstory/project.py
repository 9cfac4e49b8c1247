"""The folders of a project: stories/ and geodata/, and the story files in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mapstory.errors import FileError

STORIES = "stories"
GEODATA = "geodata"


def project_of(path: Path) -> Path:
    """
    Return the folder of the project that a story file is in: the one that holds stories/.

    A story that is in no folder called stories is a project of its own.
    """
    folder = path.absolute().parent
    for parent in (folder, *folder.parents):
        if parent.name == STORIES:
            return parent.parent
    return folder


def story_files(named: Sequence[str]) -> list[Path]:
    """Return the files that are named or, where none is, every story in `stories/`, by name."""
    if named:
        return [Path(name) for name in named]
    found = sorted(
        path for path in Path(STORIES).glob("*.y*ml") if path.suffix in {".yaml", ".yml"}
    )
    if not found:
        raise FileError(
            "there is no story in the folder 'stories' here\n"
            "  fix: go to the project's folder, or name the story: mapstory build my-story.yaml"
        )
    return found


def stories_beside(story: Path) -> list[Path]:
    """Return all story files of the project that a story is in, itself among them, by name."""
    project = project_of(story)
    stories = project / STORIES
    in_folder = stories in story.absolute().parents
    return sorted(stories.rglob("*.y*ml") if in_folder else project.glob("*.y*ml"))
