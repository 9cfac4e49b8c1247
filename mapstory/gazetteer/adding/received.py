"""Opens a file of places that someone else made, whatever it is, and reads it as that."""

from __future__ import annotations

import codecs
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from mapstory.errors import FileError
from mapstory.gazetteer.adding.dump import looks_like_dump, read_dump
from mapstory.gazetteer.adding.extract import read_collection, read_sequence
from mapstory.gazetteer.adding.faults import Faults
from mapstory.gazetteer.adding.sheet import Defaults, read_sheet
from mapstory.gazetteer.adding.wanted import Wanted
from mapstory.gazetteer.listed import ListedPlace

_LIMIT_BYTES = 200_000_000
"""Of a file that must be read whole. Dumps and newline-delimited GeoJSON have no limit."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXTS = {".txt", ".tsv", ".csv", ".json", ".geojson", ".geojsonl", ".geojsonseq", ".ndjson"}
_UTF8 = "save it again as UTF-8 (in a spreadsheet: “CSV UTF-8”)"
_EXPORT = "export it as GeoJSON or CSV, and add that"


def read_received(
    path: Path, faults: Faults, defaults: Defaults, wanted: Wanted
) -> Iterator[tuple[int, ListedPlace]]:
    """
    Yield the places of a file, each with its line; what is wrong goes to `faults`.

    The file is a dump of GeoNames, GeoJSON or a table, and may be packed alone in a zip, as
    GeoNames offers its dumps. What it is, its content tells. Raises FileError for what
    cannot be read or is none of these.
    """
    try:
        with _opened(path) as stream:
            head = stream.readline(_LIMIT_BYTES)
            first = _first_line(head)
            if first.startswith("<"):
                raise FileError(f"{path} is XML\n  fix: {_EXPORT}")
            if looks_like_dump(first):
                yield from read_dump(_after(head, stream), faults, wanted)
            elif _is_feature(first):
                yield from read_sequence(_lines(_after(head, stream), faults), faults, defaults)
            else:
                text = _whole(head, stream, faults)
                read = read_collection if first.startswith(("{", "[")) else read_sheet
                yield from read(text, faults, defaults) if not faults.count else ()
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{path} cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError) as error:
        raise FileError(f"{path} cannot be unpacked: {error}\n  fix: unpack it first") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            yield stream
        return
    with (
        zipfile.ZipFile(path) as packed,
        packed.open(_only_text(path, packed.namelist())) as stream,
    ):
        yield stream


def _only_text(path: Path, names: list[str]) -> str:
    if {"[Content_Types].xml", "mimetype"} & set(names):
        raise FileError(f"{path} is a spreadsheet\n  fix: save it as “CSV UTF-8”, and add that")
    texts = [
        name
        for name in names
        if PurePosixPath(name).suffix.lower() in _TEXTS
        and not name.startswith("__MACOSX")
        and not PurePosixPath(name).name.lower().startswith(("readme", "."))
    ]
    if len(texts) != 1:
        found = ", ".join(texts or names) or "nothing"
        raise FileError(
            f"{path} must hold one file of places, and holds {found}\n"
            "  fix: unpack it, and add the one that is meant"
        )
    return texts[0]


def _first_line(head: bytes) -> str:
    if head.startswith(_UTF16):
        return head.decode("utf-16", "replace").strip("\x1e \t\r\n")
    return head.decode("utf-8-sig", "replace").strip("\x1e \t\r\n")


def _is_feature(line: str) -> bool:
    """Tell whether a line is one whole feature, as in newline-delimited GeoJSON."""
    try:
        value = json.loads(line) if line.startswith("{") else None
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and value.get("type") == "Feature"


def _after(head: bytes, stream: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from stream


def _lines(raw: Iterable[bytes], faults: Faults) -> Iterator[str]:
    for number, line in enumerate(raw, 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            faults.tell("the line is not UTF-8 text", _UTF8, line=number)
            yield ""


def _whole(head: bytes, stream: IO[bytes], faults: Faults) -> str:
    data = head + stream.read(_LIMIT_BYTES - len(head) + 1)
    if len(data) > _LIMIT_BYTES:
        raise FileError(
            f"{faults.path} is larger than {_LIMIT_BYTES // 1_000_000} MB\n"
            "  fix: take only the places that the newsroom needs, or export it as "
            "newline-delimited GeoJSON (.geojsonseq), which is read line by line"
        )
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        return re.sub("\r\n?", "\n", data.decode(encoding))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1 if encoding == "utf-8-sig" else 0
        faults.tell(
            f"the file is not {encoding.removesuffix('-sig').upper()} text", _UTF8, line=line
        )
        return ""
