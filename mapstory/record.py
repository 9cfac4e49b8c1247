"""
What the last build was made from and what it left: where all of it is the same, a build is done.

A record is a small file in .mapstory/ of the folder in which the command runs, and never in a
site. It holds one digest of all that a build was made from, one of all that it wrote, and what
it told; whatever is not as it was then, or cannot be read, means a build.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mapstory.project import GEODATA, project_of, stories_beside

_FOLDER = Path(".mapstory")
_KIND = b"mapstory.record/1"
_TABLES = (".csv", ".geojson")  # of the newsroom's gazetteers, and of locks
_BESIDE = ("-wal", "-journal")  # where SQLite, and so a GeoPackage or MBTiles, keeps what is new
_READ_BY_GDAL = ("CPL_", "GDAL_", "OGR_", "PROJ_")
_INSTALLED = (".dist-info", ".egg-info")
_IGNORED = b"# What `mapstory build` remembers of its last build; delete it at will.\n*\n"

_Digests = dict[str, str]
"""By the name of something, what it is now."""


@dataclass(frozen=True)
class Order:
    """A build as it was asked for; `whole` says that `stories` are all that there are."""

    stories: tuple[Path, ...]
    out: Path
    whole: bool
    locked: bool

    @property
    def path(self) -> Path:
        """Where the record of such builds is."""
        named = [] if self.whole else [str(story) for story in self.stories]
        said = json.dumps([str(self.out), self.locked, self.whole, named])
        return _FOLDER / f"{_digest(said.encode())[:16]}.json"


@dataclass(frozen=True)
class Record:
    """
    A build that went well.

    `named` are the files that its stories name, and `parts` what it wrote into the folder `out`:
    files, or folders with all that is in them. `made_from` and `wrote` are digests. `notes` are
    the lines that it told, and `end` is its last word.
    """

    out: str
    made_from: str
    named: tuple[str, ...]
    parts: tuple[str, ...]
    wrote: str
    notes: tuple[str, ...]
    end: str


class Start:
    """A build as it starts: everything that is known by then to go into it is looked at."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._began_ns = time.time_ns()
        self._inputs: _Digests | None = None
        with suppress(OSError):
            self._inputs = _inputs_of(order)

    def last(self) -> Record | None:
        """Return the record of the last such build if everything is as it was then, else None."""
        record = _read_record(self._order.path)
        if record is None or self._inputs is None:
            return None
        try:
            made_from = _of_all({**self._inputs, **_digests_of_named(record.named)})
            wrote = _of_all(_digests_below(self._order.out, record.parts))
        except OSError:
            return None
        is_same = (made_from, wrote) == (record.made_from, record.wrote)
        return record if is_same else None

    def keep(
        self,
        *,
        named: Iterable[Path],
        files: Mapping[str, bytes],
        locks: Mapping[Path, bytes],
        notes: Iterable[str],
        end: str,
    ) -> None:
        """
        Write the record of this build, which wrote these files and locks.

        There is none where it cannot be written, where it would be in the site, and where
        anything but those locks is not what it was when the build started.
        """
        order = self._order
        paths = tuple(dict.fromkeys(map(str, named)))
        with suppress(OSError):
            inputs = _inputs_of(order)
            is_apart = not _FOLDER.resolve().is_relative_to(order.out.resolve())
            has_stayed = inputs == self._inputs_with(locks) and not any(
                _is_written_since(path, self._began_ns) for path in paths
            )
            if is_apart and has_stayed:
                record = Record(
                    out=str(order.out),
                    made_from=_of_all({**inputs, **_digests_of_named(paths)}),
                    named=paths,
                    parts=tuple(sorted({name.partition("/")[0] for name in files})),
                    wrote=_of_all({name: _digest(content) for name, content in files.items()}),
                    notes=tuple(notes),
                    end=end,
                )
                _write_record(record, order.path)

    def _inputs_with(self, locks: Mapping[Path, bytes]) -> _Digests | None:
        """Return what the inputs were when the build started, but for the locks it wrote."""
        ours = {str(path): _of_input(path, _digest(content)) for path, content in locks.items()}
        return None if self._inputs is None else self._inputs | ours


def drop_records() -> None:
    """Delete all records: of what is protected, not even a digest is kept."""
    for path in _FOLDER.glob("*.json"):
        with suppress(OSError):
            path.unlink()


def _inputs_of(order: Order) -> _Digests:
    """
    Return digests of all that a build is known to be made from before it has read a story.

    Of other stories of a project only the names count. Raises OSError where one cannot be read.
    """
    folders = {path.absolute().parent: path for path in order.stories}  # one story of each
    beside = {str(path) for story in folders.values() for path in stories_beside(story)}
    tables = {path for story in folders.values() for path in _tables_of(project_of(story))}
    files = {path.absolute() for path in order.stories} | tables
    environment = {k: v for k, v in os.environ.items() if k.startswith(_READ_BY_GDAL)}
    python = [sys.version, sys.platform, sorted(environment.items())]
    return {
        "stories": json.dumps([[str(path) for path in order.stories], sorted(beside)]),
        "python": json.dumps([python, _installed()]),
        "mapstory": _program(),
        **{str(path): _of_input(path, _digest_of(path)) for path in files},
    }


def _tables_of(project: Path) -> list[Path]:
    """Return the files with places that every story of a project may lean on."""
    with suppress(FileNotFoundError, NotADirectoryError):
        found = (project / GEODATA).iterdir()
        return [path for path in found if path.suffix.lower() in _TABLES]
    return []


def _digests_of_named(paths: Iterable[str]) -> _Digests:
    """Return digests of files that stories name, and of what SQLite keeps beside them, if any."""
    names = [f"{path}{ending}" for path in paths for ending in ("", *_BESIDE)]
    found = {name: Path(name) for name in names if Path(name).exists()}
    return {name: _of_input(path, _digest_of(path)) for name, path in found.items()}


def _digests_below(out: Path, parts: Iterable[str]) -> _Digests:
    """Return digests of files of a folder, and of all files in folders of it, by their paths."""
    found: _Digests = {}
    for part in parts:
        paths = (out / part).rglob("*") if (out / part).is_dir() else [out / part]
        files = [path for path in paths if not path.is_dir()]
        found |= {path.relative_to(out).as_posix(): _digest_of(path) for path in files}
    return found


@cache
def _program() -> str:
    """Return a digest of mapstory itself and of the data that comes with it."""
    folder = Path(__file__).parent
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return _of_all({path.relative_to(folder).as_posix(): _digest_of(path) for path in files})


def _installed() -> list[tuple[str, int]]:
    """Return the packages that Python finds: name and version, and when it was installed."""
    found = []
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            found += [
                (entry.name, entry.stat().st_mtime_ns)
                for entry in entries
                if entry.name.endswith(_INSTALLED)
            ]
    return sorted(found)


def _is_written_since(path: str, began_ns: int) -> bool:
    """Tell whether a file was written, moved or renamed after a time, as far as its system says."""
    status = Path(path).stat()
    return max(status.st_mtime_ns, status.st_ctime_ns) >= began_ns


def _of_input(path: Path, digest: str) -> str:
    """Return what is known of an input: what is in it, and where a link to it leads."""
    return f"{path.resolve()} {digest}"


def _of_all(digests: _Digests) -> str:
    return _digest(json.dumps(sorted(digests.items())).encode())


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_record(path: Path) -> Record | None:
    """Return the record in a file, None where there is none or it is not as it was written."""
    try:
        head, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if head != _head_of(content):
        return None
    said = json.loads(content)
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    return Record(**fields)


def _write_record(record: Record, path: Path) -> None:
    """Write a record in one go, and delete those of sites that are not there any more."""
    _FOLDER.mkdir(exist_ok=True)
    if not (_FOLDER / ".gitignore").exists():
        (_FOLDER / ".gitignore").write_bytes(_IGNORED)
    content = json.dumps(asdict(record), indent=1).encode()
    number, fresh = tempfile.mkstemp(dir=_FOLDER)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(_head_of(content) + b"\n" + content)
        Path(fresh).replace(path)
    finally:
        Path(fresh).unlink(missing_ok=True)
    for other in _FOLDER.glob("*.json"):
        known = _read_record(other)
        if known is None or not Path(known.out).exists():
            other.unlink(missing_ok=True)


def _head_of(content: bytes) -> bytes:
    """Return the first line of a record: its kind, and the digest that shows it is whole."""
    return _KIND + b" " + _digest(content).encode()
