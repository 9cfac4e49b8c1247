"""A lock on disk beside what it must become: whether it is out of date, and what to say then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mapstory.errors import FileError, Problem, UnavailableError
from mapstory.lock.changes import PROTECTED, Change, changes_between
from mapstory.lock.files import orphans, replaced_after, typed
from mapstory.lock.geojson import render_lock
from mapstory.lock.model import Lock


@dataclass(frozen=True)
class LockFile:
    """The lock of a story: `kept` as it is on disk, None where there is none, and `fresh` now."""

    path: Path
    kept: Lock | None
    fresh: Lock

    @cached_property
    def content(self) -> bytes:
        """The file as it must be."""
        return render_lock(self.fresh)

    @cached_property
    def is_stale(self) -> bool:
        """Whether the file on disk says anything else, in whatever form."""
        return self.fresh != self.kept and self.content != render_lock(self.kept or Lock())

    @cached_property
    def changes(self) -> list[Change]:
        """What a review will show."""
        return changes_between(self.kept or Lock(), self.fresh)


def contents_of(locks: Iterable[LockFile]) -> dict[Path, bytes]:
    """Return what must be written, by path: nothing for a lock that is up to date."""
    return {lock.path: lock.content for lock in locks if lock.is_stale}


def write_locks(locks: Iterable[LockFile]) -> None:
    """Write the locks that are not up to date, all or none. Raises FileError."""
    with replaced_after(contents_of(locks)) as refused:
        if refused:
            names = ", ".join(typed(path) for path in refused)
            raise FileError(f"{names}: this may not be written\n  fix: make its folder writable")


def refuse_stale(locks: Iterable[LockFile]) -> None:
    """Raise UnavailableError where a lock does not hold all that its story asks."""
    told = []
    for lock in locks:
        if lock.is_stale:
            rows = "".join(f"\n    {change.place}: {change}" for change in lock.changes)
            what = "is not there" if lock.kept is None else "is not up to date"
            told.append(f"{typed(lock.path)}: the lock {what}{rows}")
    if told:
        fix = "run `mapstory build` without --locked, review what it changes, and commit the lock"
        raise UnavailableError("\n".join([*told, f"  fix: {fix}"]))


def notes_on_stale(locks: Iterable[LockFile]) -> list[Problem]:
    """Return, as notes, which locks are out of date; a story that has none yet is no news."""
    notes = []
    for lock in locks:
        if lock.kept is not None and lock.is_stale:
            rows = ", ".join(f"{change.place} ({change})" for change in lock.changes)
            what = f"the lock is out of date: {rows}"
            notes.append(_note(lock.path, what, "run `mapstory build`, and review the lock"))
    return notes


def notes_on_exposed(locks: Iterable[LockFile]) -> list[Problem]:
    """Return, as notes, which places are protected now, and stand in the open in older locks."""
    locks = list(locks)
    fix = "take it out of the history too, and out of what was published, if it must not be known"
    notes = [
        _note(
            lock.path,
            f"place '{change.place}' is protected from now on, but earlier versions of this file, "
            "in version control and its copies, still tell where it is",
            fix,
        )
        for lock in locks
        for change in lock.changes
        if change.what == PROTECTED
    ]
    for lock in locks:
        open_before = {a.place for a in (lock.kept or Lock()).answers if a.protect_m is None}
        gone = any(c.what == "gone" and c.place in open_before for c in lock.changes)
        new = [c.place for c in lock.changes if c.what == "new" and _is_protected(lock, c.place)]
        what = "is new and protected, and another is gone: if that was the same place, earlier"
        rest = "versions of this file, in version control and its copies, still tell where it is"
        notes += [_note(lock.path, f"place '{place}' {what} {rest}", fix) for place in new if gone]
    return notes


def _is_protected(lock: LockFile, place: str) -> bool:
    return lock.fresh.by_place[place].protect_m is not None


def notes_on_orphans(stories: Iterable[Path]) -> list[Problem]:
    """Return, as notes, which locks in the projects of these story files belong to no story."""
    folders = {story.absolute().parent: story for story in stories}  # one story of each
    found = dict.fromkeys(path for story in folders.values() for path in orphans(story))
    what = "this is the lock of a story that is not there"
    return [_note(path, what, "delete it, or give the story its name again") for path in found]


def notes_on_unwritten(locks: Sequence[Path]) -> list[Problem]:
    """Return, as notes, which locks a build could not write."""
    what = "the lock may not be written: nothing keeps the places where they were found"
    return [_note(path, what, "make the folder writable, and build again") for path in locks]


def _note(path: Path, what: str, fix: str) -> Problem:
    """Return a note that says in its one line what to do too."""
    return Problem(typed(path), 1, 1, f"{what}; {fix}", fix, warning=True)
