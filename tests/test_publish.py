from __future__ import annotations

from pathlib import Path

import pytest

from mapstory.errors import FileError
from mapstory.publish import Entry, hashed_name, listed_in, manifest, write_site


def entry(slug: str) -> Entry:
    return Entry(slug, slug.title(), "", "en", "ltr", "", "", steps=2, picture="")


def site(out: Path, *slugs: str, mark: str = "new") -> None:
    files = {f"{slug}/index.html": mark.encode() for slug in slugs}
    write_site({**files, "stories.json": manifest([entry(s) for s in slugs])}, out, stories=slugs)


def contents(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): path.read_text(encoding="utf-8")
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "stories.json"
    }


def test_a_new_site_is_written_and_listed(tmp_path: Path) -> None:
    site(tmp_path / "deep" / "site", "one", "two")
    assert contents(tmp_path / "deep" / "site") == {
        "one/index.html": "new",
        "two/index.html": "new",
    }
    assert listed_in(tmp_path / "deep" / "site") == [entry("one"), entry("two")]


def test_a_story_that_is_no_longer_told_goes_and_what_others_put_there_stays(
    tmp_path: Path,
) -> None:
    out = tmp_path / "site"
    site(out, "one", "two", mark="old")
    (out / "CNAME").write_text("maps.example.org", encoding="utf-8")
    site(out, "two")
    assert contents(out) == {"CNAME": "maps.example.org", "two/index.html": "new"}


def test_stories_that_were_not_built_this_time_stay(tmp_path: Path) -> None:
    out = tmp_path / "site"
    site(out, "one", "two", mark="old")
    files = {"two/index.html": b"new", "stories.json": manifest([entry("one"), entry("two")])}
    write_site(files, out, stories=["one", "two"])
    assert contents(out) == {"one/index.html": "old", "two/index.html": "new"}


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work", encoding="utf-8")
    with pytest.raises(FileError, match="no site that mapstory wrote"):
        site(tmp_path, "one")
    assert contents(tmp_path) == {"thesis.txt": "ten years of work"}


def test_out_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("x", encoding="utf-8")
    with pytest.raises(FileError, match="is a file"):
        site(tmp_path / "site", "one")


def test_a_failure_while_writing_leaves_the_old_site_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    site(out, "one", mark="old")

    def full(self: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(FileError, match="No space left on device"):
        site(out, "one")
    assert contents(out) == {"one/index.html": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_broken_list_of_stories_is_told(tmp_path: Path) -> None:
    (tmp_path / "stories.json").write_text("{", encoding="utf-8")
    with pytest.raises(FileError, match="cannot be read"):
        listed_in(tmp_path)


def test_hashed_names_change_with_the_content() -> None:
    assert hashed_name("story.js", b"a") == "story.ca978112.js"
    assert hashed_name("story.js", b"b") != hashed_name("story.js", b"a")
