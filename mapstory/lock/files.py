"""Where locks are, and how they are read and written: after everything else, all or none."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from mapstory.contract import id_from
from mapstory.errors import FileError, StoryError
from mapstory.lock.geojson import parse_lock
from mapstory.lock.model import Lock
from mapstory.project import GEODATA, project_of, stories_beside

_ENDING = ".places.geojson"
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


def lock_path(story: Path, slug: str) -> Path:
    """Return where the lock of a story is: in geodata/ of its project, whether it exists or not."""
    return project_of(story) / GEODATA / f"{slug}{_ENDING}"


def read_lock(path: Path) -> Lock | None:
    """
    Return the lock in a file, None if there is no such file.

    Raises StoryError with what is wrong in it, FileError where it cannot be read.
    """
    try:
        return parse_lock(path.read_bytes(), path=typed(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        message = f"{typed(path)}: the lock cannot be read: {error.strerror or error}"
        raise FileError(
            f"{message}\n  fix: see what stands there, and whether you may read it"
        ) from error


def orphans(story: Path) -> list[Path]:
    """Return the locks of the project whose story is not there any more, or has a new name."""
    slugs = {id_from(path.stem) or "story" for path in stories_beside(story)}
    locks = sorted((project_of(story) / GEODATA).glob(f"*{_ENDING}"))
    return [path for path in locks if path.name.removesuffix(_ENDING) not in slugs]


def known_answers(story: Path) -> Lock:
    """
    Return what the orphans of a project hold: what a story that has no lock yet starts from.

    So a story that was renamed keeps its places, but for protected ones, of which nothing is kept
    by which one could know them again. A broken orphan counts as none.
    """
    found: list[Lock] = []
    for path in orphans(story):
        with suppress(StoryError, FileError):
            found.append(read_lock(path) or Lock())
    return Lock(tuple(answer for lock in found for answer in lock.answers if answer.question))


@contextmanager
def replaced_after(files: Mapping[Path, bytes]) -> Iterator[list[Path]]:
    """
    Write these files when the block has ended well, and none of them if it raises.

    They are put beside their places first, so that a full disk is met before the block runs.
    The block is given those that may not be written, in a folder that is read-only: they stay
    as they are. Raises FileError for any other reason why one cannot be written.
    """
    staged: dict[Path, Path] = {}
    made: list[Path] = []
    refused: list[Path] = []
    try:
        for path, content in files.items():
            fresh = path.with_name(f".{path.name}.new")
            try:
                if not path.parent.exists():
                    path.parent.mkdir(parents=True)
                    made.append(path.parent)
                staged[path] = fresh
                fresh.write_bytes(content)
            except OSError as error:
                if error.errno not in _NOT_ALLOWED:
                    raise _cannot_write(path, error) from error
                staged.pop(path, None)
                refused.append(path)
        yield refused
        for path, fresh in staged.items():
            try:
                fresh.replace(path)
            except OSError as error:
                raise _cannot_write(path, error) from error
    finally:
        for fresh in staged.values():
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()  # only where nothing was put into it


def typed(path: Path) -> str:
    """Return a path as somebody would type it: from here, if it is below here."""
    with suppress(OSError, ValueError):
        path = path.absolute().relative_to(Path.cwd())
    return path.as_posix()


def _cannot_write(path: Path, error: OSError) -> FileError:
    return FileError(
        f"{typed(path)}: the lock cannot be written: {os.strerror(error.errno or 0)}\n"
        f"  fix: see that '{typed(path.parent)}' is a folder with room in it"
    )
