"""
The lists that `mapstory gazetteer add` wrote: geodata/gazetteer-….csv and gazetteer-….geojson.

A list may have tens of thousands of places, of which a story names a few. So it is not
parsed: it is searched as text for the key of a name, and only the lines found are read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mapstory.errors import FileError, Problem, StoryError
from mapstory.gazetteer.candidate import Candidate, radius_of_town
from mapstory.gazetteer.listed import (
    FEATURES_BEGIN,
    HEADER,
    ListedPlace,
    csv_lines,
    geojson_lines,
    keys_of,
    parse_csv_line,
    parse_geojson_line,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_SPOT_M = 1_000.0
_PROBED = 50
_ALIKE = 70.0
_CLOSEST = 20

_KEYS = {
    ".csv": re.compile(rb",\|([^,\"\n]*)\|$", re.MULTILINE),
    ".geojson": re.compile(rb'"keys":"\|([^"]*)\|"'),
}
_BEGINS = {".csv": HEADER.encode(), ".geojson": FEATURES_BEGIN.strip().encode()}
_ROWS = {".csv": b"\n", ".geojson": b'{"type":"Feature",'}
_ROWS_WITH_KEYS = {".csv": b"|\n", ".geojson": b'"keys":"|'}
_CONFLICT = (b"<<<<<<<", b"=======", b">>>>>>>")
_AGAIN = "add it again from its source, or take the file away"

EXTENTS_M = {
    "area": 10_000.0, "base": 3_000.0, "canal": 10_000.0, "desert": 50_000.0,
    "district": 20_000.0, "forest": 5_000.0, "former area": 20_000.0, "island": 5_000.0,
    "lake": 5_000.0, "marsh": 10_000.0, "mountain": 5_000.0, "oil field": 5_000.0,
    "park": 5_000.0, "plain": 20_000.0, "railway": 25_000.0, "region": 50_000.0,
    "reservoir": 5_000.0, "river": 25_000.0, "road": 25_000.0, "seabed": 25_000.0,
    "valley": 10_000.0, "wadi": 10_000.0, "water": 10_000.0,
}  # fmt: skip
"""
How far, in metres, a thing of a kind may reach from the one point that a list has for it.

GeoNames tells no extents; these are our own guesses, meant to be too wide rather than too
narrow, so that a river or a district is never taken for a spot. Anything else: 1 km, and
a town by how many people it has.
"""


@dataclass(frozen=True)
class ImportedList:
    """One list: where it is, and its lines, the first of which is not a place."""

    path: Path
    lines: bytes = field(repr=False)

    def candidates(self, key: str) -> list[Candidate]:
        """Return what the list has under the key of a name."""
        return [_candidate(place, written, main=main) for place, written, main in self.named(key)]

    def candidates_like(self, key: str) -> list[Candidate]:
        """Return what the list has under names that are spelt alike, the likest first."""
        return [_candidate(place, written, main=False) for place, written, _ in self.like(key)]

    def named(self, key: str) -> Iterator[tuple[ListedPlace, str, bool]]:
        """
        Yield the places that have a name with this key.

        With each comes that name as it is written, and whether it is a main one.
        """
        asked = f"|{key}|".encode()
        at = self.lines.find(asked) if key else -1
        while at >= 0:
            place = self.around(at)
            if found := place.named_as(key):
                yield (place, *found)
            at = self.lines.find(asked, self.lines.find(b"\n", at))

    def like(self, key: str) -> Iterator[tuple[ListedPlace, str, float]]:
        """
        Yield places that have a name with a key like this one, the likest first.

        With each comes that name, and its likeness: rapidfuzz's ratio, from 70 to 100.
        """
        from rapidfuzz import fuzz, process  # noqa: PLC0415, only after a miss

        cells = _KEYS[self.path.suffix].findall(self.lines)
        keys = dict.fromkeys(b"|".join(cells).decode().split("|"))
        for other, likeness, _ in process.extract(
            key, list(keys), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_CLOSEST
        ):
            for place, written, _ in self.named(other):
                yield place, written, likeness

    def places(self) -> Iterator[ListedPlace]:
        """Yield every place of the list. Raises StoryError at the first line that holds none."""
        at = self.lines.find(b"\n") + 1
        while at < len(self.lines) and not self.lines.startswith(b"]", at):
            yield self.around(at)
            at = self.lines.find(b"\n", at) + 1

    def around(self, at: int) -> ListedPlace:
        """Return the place of the line that holds an index of `lines`."""
        line = self.line_around(at)
        parse = parse_csv_line if self.path.suffix == ".csv" else parse_geojson_line
        try:
            return parse(line.decode())
        except ValueError as error:
            number = self.lines.count(b"\n", 0, at) + 1
            what = "this line is not as mapstory wrote it"
            if line.startswith(_CONFLICT):
                what = "two versions of the list meet here, and were not merged"
            raise StoryError([Problem(str(self.path), number, 1, what, _AGAIN)]) from error

    def line_around(self, at: int) -> bytes:
        """Return the line that holds an index of `lines`."""
        return self.lines[self.lines.rfind(b"\n", 0, at) + 1 : self.lines.find(b"\n", at)]


def _candidate(place: ListedPlace, written: str, *, main: bool) -> Candidate:
    reach_m = place.precision_m or EXTENTS_M.get(place.kind, _SPOT_M)
    if place.kind == "town" and place.precision_m is None:
        reach_m = radius_of_town(place.population)
    return Candidate(
        id=place.id,
        name=place.name,
        matched=written,
        main=main,
        kind=place.kind,
        lon=place.lon,
        lat=place.lat,
        country=place.country,
        division=place.division,
        population=place.population,
        uncertainty_m=reach_m,
        source=place.source,
        tier=1,
        credit=place.credit,
        shape=_shape(place.geometry) if place.geometry else None,
    )


def _shape(geometry: str) -> BaseGeometry:
    import shapely  # noqa: PLC0415, only where there are shapes

    return shapely.from_geojson(geometry)


def read_lists(folder: Path) -> list[ImportedList]:
    """
    Return the imported lists of a folder, by name; there may be none.

    Raises StoryError for a file that mapstory did not write as it is, and FileError for one
    that cannot be read.
    """
    return [read_list(path) for path in list_files(folder)]


def list_files(folder: Path, name: str = "*") -> list[Path]:
    """Return the files of all lists in a folder, or of the one of this name."""
    found = [*folder.glob(f"gazetteer-{name}.csv"), *folder.glob(f"gazetteer-{name}.geojson")]
    # A story may be called so too, and its lock is gazetteer-….places.geojson.
    return sorted(path for path in found if not path.name.endswith(".places.geojson"))


def read_list(path: Path) -> ImportedList:
    """Return the list in a file, with keys as this version of mapstory makes them."""
    try:
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error
    if not data.startswith(_BEGINS[path.suffix]):
        what = "this is no list that `mapstory gazetteer add` wrote"
        fix = "add it with that command, or put its rows into gazetteer.csv"
        raise StoryError([Problem(str(path), 1, 1, what, fix)])
    if data.startswith(b"\r\n", len(_BEGINS[path.suffix])):
        data = data.replace(b"\r\n", b"\n")
    found = ImportedList(path, data.rstrip() + b"\n")
    return found if _is_fresh(found) else _with_new_keys(found)


def _is_fresh(found: ImportedList) -> bool:
    """
    Tell whether the keys of a list are those that its names have now.

    They are not where a row was added by hand without any, or where another version of
    mapstory, which made other keys, wrote the list. A few rows from all over it show that.
    """
    lines, keys = found.lines, _ROWS_WITH_KEYS[found.path.suffix]
    body = lines.find(b"\n") + 1
    if lines.count(_ROWS[found.path.suffix], body) != lines.count(keys, body):
        return False
    last = lines.rfind(keys)
    probes = range(body, last, max(1, (last - body) // _PROBED))
    return all(keys_of(found.around(at)).encode() in found.line_around(at) for at in probes)


def _with_new_keys(found: ImportedList) -> ImportedList:
    write = csv_lines if found.path.suffix == ".csv" else geojson_lines
    return ImportedList(found.path, write(found.places()).encode())
