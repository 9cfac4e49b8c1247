from __future__ import annotations

from pathlib import Path

import pytest

from mapstory.errors import StoryError
from mapstory.images import read_pictures
from mapstory.source import read_source
from mapstory.story import parse_story

MISTAKES = sorted((Path(__file__).parent / "mistakes").glob("*.yaml"))


def told_about(path: Path) -> str:
    """Return everything that is told about a story, as one message."""
    try:
        story, problems = parse_story(read_source(path), path=path)
        problems = sorted(problems + read_pictures(story)[1])
    except StoryError as error:
        problems = error.problems
    return "\n\n".join(map(str, problems)) + "\n"


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_mistake_is_told_in_these_words(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, update_golden: bool
) -> None:
    monkeypatch.chdir(path.parents[1])
    expected = path.with_suffix(".txt")
    told = told_about(path)
    if update_golden:
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


def test_every_message_has_a_mistake() -> None:
    pairs = {path.stem for path in MISTAKES}
    assert {path.stem for path in MISTAKES[0].parent.glob("*.txt")} == pairs
    assert len(pairs) >= 45
