"""Pages onto disk: hashed assets, a folder beside the old one, and one swap when all is well."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mapstory.errors import FileError

MANIFEST = "stories.json"

Files = Mapping[str, bytes]
"""Relative path, with forward slashes, to content."""


def hashed_name(name: str, content: bytes) -> str:
    """Return the file name with eight hex digits of its SHA-256, so that caches never lie."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}"


@dataclass(frozen=True)
class Entry:
    """
    A story in the list of all stories.

    `steps` is how many events it tells, and `picture` the path of its map within the site, or
    empty.
    """

    slug: str
    title: str
    summary: str
    language: str
    direction: str
    dateline_text: str
    dateline_iso: str
    steps: int = 0
    picture: str = ""


def manifest(entries: Sequence[Entry]) -> bytes:
    """Return the list of stories as JSON: what `listed_in` reads back."""
    value = {"schema": "mapstory.stories/1", "stories": [asdict(entry) for entry in entries]}
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def listed_in(out: Path) -> list[Entry]:
    """Return the stories that the site in `out` lists: none if there is no site."""
    try:
        stories = json.loads((out / MANIFEST).read_bytes())["stories"]
        return [Entry(**story) for story in stories]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileError(
            f"{out / MANIFEST} cannot be read\n  fix: build all stories: mapstory build"
        ) from error


def write_site(files: Files, out: Path, *, stories: Sequence[str]) -> None:
    """
    Write the files as the folder `out`, all or nothing.

    They are written to a temporary folder beside `out`, together with what stays of the
    old site: the pages of those of `stories` that are not among the files, and what
    somebody else put beside them. Then the two folders are swapped: a build that fails
    leaves `out` as it was. Raises FileError.
    """
    out = out.resolve()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        refuse_foreign(out)
        gone = {entry.slug for entry in listed_in(out)} - set(stories)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            _fill(fresh, files)
            for old in _staying(out, gone=gone, written={path.name for path in fresh.iterdir()}):
                _copy(old, fresh / old.name)
            fresh.chmod(0o755)
            _swap(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except FileError:
        raise
    except OSError as error:
        raise FileError(
            f"{out}: the site cannot be written: {error.strerror or error}\n"
            "  fix: name a folder that can be written with --out"
        ) from error


def refuse_foreign(out: Path) -> None:
    """Raise FileError where `out` is no folder, or holds files and no site that we wrote."""
    try:
        held = {path.name for path in out.iterdir()}
    except FileNotFoundError:
        return
    except NotADirectoryError:
        message = f"{out} is a file\n  fix: name the folder of the site with --out"
        raise FileError(message) from None
    except OSError as error:
        raise FileError(f"{out} cannot be read: {error.strerror}") from error
    if MANIFEST not in held and held - {".gitkeep"}:
        raise FileError(
            f"{out} holds files, and no site that mapstory wrote\n"
            "  fix: name an empty or a new folder with --out"
        )


def _staying(out: Path, *, gone: set[str], written: set[str]) -> list[Path]:
    old = sorted(out.iterdir()) if out.exists() else []
    return [path for path in old if path.name not in gone | written]


def _fill(folder: Path, files: Files) -> None:
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


def _swap(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    out.rename(old / out.name)
    try:
        fresh.rename(out)
    except OSError:
        (old / out.name).rename(out)
        raise
    shutil.rmtree(old)
