"""
Answers that are kept, so that no question is asked twice.

They are in `answers.sqlite` in the user's cache folder, which only the user can read: what a
newsroom looks up may be nobody's business. What is found is kept for 30 days, and that a name is
not known for one: maps grow. Nothing about a protected place is ever kept.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mapstory.errors import FileError
from mapstory.geocoder.answers import Answer, answer_from_json

FOUND_S, NOT_FOUND_S = 30 * 86_400, 86_400
"""Seconds for which an answer is kept that names something, and one that names nothing."""

MOST_ANSWERS = 10_000

_VERSION = 1
"""To be raised when `Answer`, or how answers are read, changes: older ones are then asked anew."""


def cache_folder() -> Path:
    """
    Return the folder in which mapstory keeps what it may lose.

    MAPSTORY_CACHE names it; else it is `mapstory` in the folder that the system has for this:
    $XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, %LOCALAPPDATA%.
    """
    if named := os.environ.get("MAPSTORY_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "mapstory"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/mapstory"
    # A relative path is no path, says the XDG Base Directory Specification.
    named = os.environ.get("XDG_CACHE_HOME") or ""
    return (Path(named) if Path(named).is_absolute() else Path.home() / ".cache") / "mapstory"


@dataclass(frozen=True)
class Kept:
    """The answers kept in a folder."""

    folder: Path

    def get(self, question: str) -> tuple[Answer, ...] | None:
        """Return the answer to a question that was asked before; None if it is to be asked."""
        if not self._path.exists():
            return None
        with self._open() as database:
            query = "SELECT asked, answers FROM answer WHERE question = ?"
            row = database.execute(query, (question,)).fetchone()
        try:
            asked, said = row or (0.0, "")
            answers = tuple(map(answer_from_json, json.loads(said)))
        except (ValueError, TypeError):
            return None
        age = time.time() - asked
        return answers if 0 <= age < (FOUND_S if answers else NOT_FOUND_S) else None

    def put(self, question: str, answers: Sequence[Answer]) -> None:
        """Keep an answer. Of more than 10,000, those asked the longest ago are let go."""
        said = json.dumps([answer.to_json() for answer in answers], ensure_ascii=False)
        with self._open() as database:
            row = (question, time.time(), said)
            database.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", row)
            oldest = "SELECT question FROM answer ORDER BY asked DESC LIMIT -1 OFFSET ?"
            late = f"DELETE FROM answer WHERE asked < ? OR question IN ({oldest})"  # noqa: S608, nothing of it is typed
            database.execute(late, (time.time() - FOUND_S, MOST_ANSWERS))

    @property
    def _path(self) -> Path:
        return self.folder / "answers.sqlite"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file in one transaction; one that is damaged is begun anew."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            try:
                database = self._connected()
            except sqlite3.OperationalError:
                raise  # locked, or not to be written
            except sqlite3.DatabaseError:
                self._path.unlink()
                database = self._connected()
            with closing(database), database:
                yield database
        except (OSError, sqlite3.Error) as error:
            raise FileError(
                f"{self._path}: the answers of geocoders cannot be kept here: {error}\n"
                "  fix: name a folder that you may write with MAPSTORY_CACHE=/path/to/folder"
            ) from error

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=30.0)
        try:
            with database:
                if database.execute("PRAGMA user_version").fetchone() != (_VERSION,):
                    database.execute("DROP TABLE IF EXISTS answer")
                    database.execute(f"PRAGMA user_version = {_VERSION}")
                create = "answer (question TEXT PRIMARY KEY, asked REAL, answers TEXT)"
                database.execute(f"CREATE TABLE IF NOT EXISTS {create}")
        except sqlite3.Error:
            database.close()
            raise
        return database
