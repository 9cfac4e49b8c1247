"""The newsroom's own gazetteer, gazetteer.csv and gazetteer.geojson, with every mistake told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from mapstory.errors import FileError, Problem, StoryError
from mapstory.gazetteer.features import FeatureError, parse_features
from mapstory.gazetteer.figures import CellError, off_globe, parse_figure
from mapstory.gazetteer.table import Cell, TableError, parse_table
from mapstory.world.key import key_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

COLUMNS = {
    "name": "what readers are told",
    "alternate_names": "other names and spellings, with | between them",
    "kind": "what it is: town, camp, bridge, …",
    "lat": "latitude in decimal degrees, north positive",
    "lon": "longitude in decimal degrees, east positive",
    "precision_m": "how far from there the place may be, in metres",
    "source": "where this is known from, so that it can be checked",
    "note": "anything else that an editor should know",
}
"""
The columns of gazetteer.csv, of which name, lat, lon and source must be there. A feature of
gazetteer.geojson has them as properties, but for lat and lon.
"""

_REQUIRED = ("name", "lat", "lon", "source")
_LIMIT_BYTES = 10_000_000
_LIMIT_EXCERPT = 200
_DIGITS = 4  # decimals of a degree in which two rows of one name are the same place


@dataclass(frozen=True)
class Entry:
    """
    One place of the newsroom's own.

    (lon, lat) in degrees, EPSG:4326, is the place, or a point inside its `shape`, of which
    the farthest end is then `reach_m` metres away. `precision_m` is None where none is given.
    """

    id: str
    name: str
    alternate_names: tuple[str, ...]
    kind: str
    lon: float
    lat: float
    precision_m: float | None
    source: str
    note: str
    shape: BaseGeometry | None = None
    reach_m: float = 0.0


def read_entries(folder: Path) -> list[Entry]:
    """
    Return the places in the gazetteer files of a folder, which may have neither.

    Raises StoryError with every row that is wrong, and FileError for a file that is there
    and cannot be read.
    """
    desks = [
        _Desk(path)
        for path in (folder / "gazetteer.csv", folder / "gazetteer.geojson")
        if path.exists()
    ]
    rows = [row for desk in desks for row in desk.rows()]
    for desk in desks:
        desk.refuse_repeats(rows)
    problems = [problem for desk in desks for problem in desk.problems]
    if problems:
        raise StoryError(problems)
    return _identified([entry for _, _, entry in rows])


def _identified(entries: list[Entry]) -> list[Entry]:
    """Give every entry an id of its name and, where several have that, of its coordinates."""
    slugs = [key_of(entry.name).replace(" ", "-") for entry in entries]
    times = Counter(slugs)
    return [
        replace(entry, id=f"newsroom:{slug}")
        if slug and times[slug] == 1
        else replace(entry, id=f"newsroom:{slug}@{entry.lat:.4f},{entry.lon:.4f}")
        for entry, slug in zip(entries, slugs, strict=True)
    ]


_Row = tuple["_Desk", Cell, Entry]


class _Desk:
    """Reads one file and keeps what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._lines: list[str] = []

    def rows(self) -> list[_Row]:
        """Return the entries that are right, each with the cell where it begins."""
        text = self._text()
        self._lines = text.split("\n")
        try:
            records = self._features(text) if self.path.suffix == ".geojson" else self._table(text)
            return [(self, start, entry) for start, entry in records if entry]
        except (TableError, FeatureError) as error:
            self._tell(Cell("", error.line, error.column), error.what, error.fix)
        return []

    def refuse_repeats(self, rows: list[_Row]) -> None:
        """Note every row of this file that says again what an earlier row said."""
        seen: dict[tuple[str, float, float], tuple[Path, int]] = {}
        for desk, start, entry in rows:
            place = (key_of(entry.name) or entry.name, *_rounded(entry))
            path, line = seen.setdefault(place, (desk.path, start.line))
            if desk is self and (path, line) != (desk.path, start.line):
                where = f"line {line}" if path == self.path else f"line {line} of {path.name}"
                what = f"'{entry.name}' is there already, in {where}, at the same coordinates"
                fix = "keep one of the two, with all names in its alternate_names"
                self._tell(start, what, fix)

    def _text(self) -> str:
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise FileError(f"{self.path} cannot be read: {error.strerror}") from error
        if len(data) > _LIMIT_BYTES:
            fix = "keep only the places that the newsroom's stories need"
            self._tell(Cell("", 0, 0), "the file is larger than 10 MB", fix)
            return ""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            fix = "save it again as UTF-8 (in a spreadsheet: “CSV UTF-8”)"
            self._tell(Cell("", line, 0), "the file is not UTF-8 text", fix)
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _table(self, text: str) -> Iterator[tuple[Cell, Entry | None]]:
        rows = parse_table(text)
        if not rows:
            if not self.problems:
                fix = f"begin with the line: {','.join(COLUMNS)}"
                self._tell(Cell("", 1, 1), "the file is empty", fix)
            return
        header, *body = rows
        names = [cell.value.strip().lower() for cell in header]
        if not self._is_header(header, names):
            return
        for row in body:
            if extra := [cell for cell in row[len(names) :] if cell.value.strip()]:
                what = (
                    f"the row has {len(row)} cells for the {len(names)} columns of the first line"
                )
                fix = 'put quotes around a text that has a comma in it: "Hit, Anbar"'
                self._tell(extra[0], what, fix)
                continue
            yield row[0], self._entry(dict(zip(names, row, strict=False)), row[0])

    def _is_header(self, header: list[Cell], names: list[str]) -> bool:
        before = len(self.problems)
        if len(header) == 1 and re.search("[;\t]", header[0].value):
            what = "the columns are not separated by commas"
            self._tell(header[0], what, "save it as CSV with commas between the columns")
            return False
        if not set(names) & set(COLUMNS):
            what = "the first line does not name the columns"
            self._tell(header[0], what, f"begin the file with: {','.join(COLUMNS)}")
            return False
        for at, (cell, name) in enumerate(zip(header, names, strict=True)):
            if not name:
                self._tell(cell, f"column {at + 1} has no name", "name it, or take it out")
            elif name not in COLUMNS:
                like = get_close_matches(name, COLUMNS, n=1)
                fix = f"did you mean {like[0]}? The" if like else "take it out; the"
                what = f"there is no column '{cell.value.strip()}' in a gazetteer"
                self._tell(cell, what, f"{fix} columns are {', '.join(COLUMNS)}")
            elif name in names[:at]:
                self._tell(cell, f"the column '{name}' is there twice", "keep one of the two")
        missing = [name for name in _REQUIRED if name not in names]
        if missing and len(self.problems) == before:
            what = f"the first line does not name every column: {', '.join(missing)} must be there"
            self._tell(header[0], what, f"begin the file with: {','.join(COLUMNS)}")
        return len(self.problems) == before

    def _features(self, text: str) -> Iterator[tuple[Cell, Entry | None]]:
        for feature in parse_features(text) if text else ():
            start = Cell("", feature.line, feature.column)
            for what, fix in feature.faults:
                self._tell(start, what, fix)
            cells = {
                name: replace(start, value=value) for name, value in feature.properties.items()
            }
            entry = self._entry(cells, start, at=feature.at)
            if entry:
                entry = replace(entry, shape=feature.shape, reach_m=feature.reach_m)
            yield start, entry

    def _entry(
        self, cells: dict[str, Cell], start: Cell, *, at: tuple[float, float] | None = None
    ) -> Entry | None:
        """Return the place that a row tells, or None with every problem of the row noted."""
        before = len(self.problems)
        said = {name: cells[name].value.strip() if name in cells else "" for name in COLUMNS}
        if not said["name"]:
            self._tell(cells.get("name", start), "the row has no name", f"write {COLUMNS['name']}")
        if not said["source"]:
            what = f"{said['name'] or 'the row'} has no source"
            self._tell(cells.get("source", start), what, f"write {COLUMNS['source']}")
        lon, lat = at or self._point(cells, start)
        precision_m = (
            self._number("precision_m", cells["precision_m"]) if said["precision_m"] else None
        )
        if len(self.problems) > before:
            return None
        return Entry(
            id="",
            name=said["name"],
            alternate_names=tuple(
                n for n in map(str.strip, said["alternate_names"].split("|")) if n
            ),
            kind=said["kind"] or "place",
            lon=lon,
            lat=lat,
            precision_m=precision_m,
            source=said["source"],
            note=said["note"],
        )

    def _point(self, cells: dict[str, Cell], start: Cell) -> tuple[float, float]:
        """Return (lon, lat) as the cells of a row say it."""
        said = {name: cells.get(name, start) for name in ("lat", "lon")}
        missing = [name for name, cell in said.items() if not cell.value.strip() or cell is start]
        for name in missing:
            self._tell(said[name], f"the row has no {name}", f"write {COLUMNS[name]}")
        at = {name: self._number(name, said[name]) for name in said if name not in missing}
        for error in off_globe(at):
            self._tell(said[error.column], error.what, error.fix)
        return (at.get("lon", 0.0), at.get("lat", 0.0))

    def _number(self, column: str, cell: Cell) -> float:
        """Return the number in a cell; 0, with a problem noted, where there is none."""
        try:
            return parse_figure(column, cell.value)
        except CellError as error:
            self._tell(cell, error.what, error.fix)
            return 0.0

    def _tell(self, cell: Cell, what: str, fix: str) -> None:
        line = self._lines[cell.line - 1] if 0 < cell.line <= len(self._lines) else ""
        excerpt = line if len(line) <= _LIMIT_EXCERPT else ""
        width = max(1, min(len(cell.value.split("\n")[0]), len(excerpt) - cell.column + 1))
        self.problems.append(
            Problem(str(self.path), cell.line, cell.column, what, fix, excerpt=excerpt, width=width)
        )


def _rounded(entry: Entry) -> tuple[float, float]:
    return round(entry.lon, _DIGITS), round(entry.lat, _DIGITS)
