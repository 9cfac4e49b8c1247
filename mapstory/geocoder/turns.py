"""
Whose turn it is to ask a server: one request at a time, and a pause after each.

A file in the user's cache folder, one a server, is locked while somebody asks and holds when
that was: so the pause is kept by all runs of this user together, also by those that start
one after the other. OpenStreetMap's policy asks for at most one request a second for the whole
application, one at a time (operations.osmfoundation.org/policies/nominatim).
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mapstory.errors import FileError
from mapstory.geocoder.outage import OutageError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LONGEST_HOLD_S = 86_400.0
"""A day: the longest that anybody is believed who asks to be left alone."""

_POLL_S = 0.02


@dataclass(frozen=True)
class Turns:
    """
    The turns at one server, given by its host.

    Seconds: `pause_s` from the end of a request to the next one, `patience_s` the longest
    that one waits for its turn.
    """

    folder: Path
    host: str
    pause_s: float
    patience_s: float

    @contextmanager
    def turn(self) -> Iterator[None]:
        """
        Wait for the turn, and keep it while the request is under way.

        Raises OutageError where the wait would be too long: others are asking, or the server
        has asked to be left alone. FileError where the folder cannot be written.
        """
        with self._locked() as file:
            asked, not_before = _read(file)
            now = time.time()
            time.sleep(max(0.0, min(asked, now) + self.pause_s - now))
            if not_before - time.time() > self.patience_s:
                raise OutageError(f"it asks to be left alone until {_clock(not_before)}")
            time.sleep(max(0.0, not_before - time.time()))
            # Written before, for the case that this run is killed, and after.
            _write(file, time.time(), 0.0)
            try:
                yield
            finally:
                _write(file, time.time(), 0.0)

    def hold_off(self, seconds: float) -> None:
        """Note that the server asks to be left alone for so long, for this run and all others."""
        with self._locked() as file:
            asked, _ = _read(file)
            _write(file, asked, time.time() + seconds)

    @property
    def _path(self) -> Path:
        return self.folder / f"{re.sub('[^a-z0-9.-]', '_', self.host.lower())}.turn"

    @contextmanager
    def _locked(self) -> Iterator[int]:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise FileError(
                f"{self._path}: the file that keeps requests apart cannot be written: "
                f"{(error.strerror or str(error)).lower()}\n"
                "  fix: name a folder that you may write with MAPSTORY_CACHE=/path/to/folder"
            ) from error
        try:
            give_up = time.monotonic() + self.patience_s
            while not _lock(file):
                if time.monotonic() > give_up:
                    raise OutageError("another run of mapstory is asking it all the time")
                time.sleep(_POLL_S)
            yield file
        finally:
            os.close(file)  # and with it goes the lock


def _lock(file: int) -> bool:
    """Return whether the lock is ours now; it ends with the process, however that ends."""
    try:
        if sys.platform == "win32":
            os.lseek(file, 0, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read(file: int) -> tuple[float, float]:
    """
    Return when the last request was, and the time before which there may be no other.

    Seconds since 1970. What cannot be read counts as a request made now; a time that is more
    than a day ahead is that of a clock which has been set back since, and does not count.
    """
    os.lseek(file, 0, os.SEEK_SET)
    content = os.read(file, 200)
    if not content:
        return 0.0, 0.0
    now = time.time()
    try:
        asked, not_before = json.loads(content)
        asked, not_before = float(asked), float(not_before)
    except (ValueError, TypeError):
        return now, 0.0
    return asked, not_before if not_before - now <= LONGEST_HOLD_S else 0.0


def _write(file: int, asked: float, not_before: float) -> None:
    content = json.dumps([round(asked, 3), round(not_before, 3)]).encode()
    os.lseek(file, 0, os.SEEK_SET)
    os.write(file, content)
    os.ftruncate(file, len(content))


def _clock(seconds: float) -> str:
    local = time.localtime(seconds)
    today = time.strftime("%F", local) == time.strftime("%F")
    return time.strftime("%H:%M" if today else "%F %H:%M", local)
