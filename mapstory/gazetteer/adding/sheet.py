"""A table of places as anyone makes one: CSV, or parted by tabs, with headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mapstory.gazetteer.adding.faults import UNNAMED, Faults
from mapstory.gazetteer.adding.osm import identity_of, is_openstreetmap
from mapstory.gazetteer.figures import CellError, off_globe, parse_figure, parse_population
from mapstory.gazetteer.kinds import kind_of_tags
from mapstory.gazetteer.listed import (
    COLUMNS,
    GEONAMES,
    LIMIT_NAME,
    OPENSTREETMAP,
    ListedPlace,
    names_of,
    plain,
)
from mapstory.gazetteer.table import Cell, TableError, parse_rows

_HEADINGS = {
    "id": "id ref code pcode",
    "geonameid": "geonameid geoname_id geonames_id",
    "name": "name title place_name placename toponym",
    "translations": "translations",
    "alternate_names": "alternate_names alternatenames alternate_name alternative_names alt_names "
    "alt_name other_names aliases alias aka variants spellings asciiname",
    "kind": "kind type category class feature_type place_type",
    "country": "country country_code countrycode iso2 cc",
    "lat": "lat latitude y lat_dd ycoord y_coord point_y @lat decimallatitude",
    "lon": "lon lng long longitude x lon_dd xcoord x_coord point_x @lon decimallongitude",
    "precision_m": "precision_m precision accuracy_m accuracy uncertainty_m "
    "coordinateuncertaintyinmeters",
    "population": "population pop people",
    "source": "source sources publisher",
    "credit": "credit attribution licence license",
    "note": "note notes comment comments remark remarks description",
}
_COLUMN = {heading: column for column, said in _HEADINGS.items() for heading in said.split()}
_IN_A_LANGUAGE = re.compile(r"name[:_][a-z]{2,3}(?:[-_][a-z0-9]+)*")
_OTHER_NAME = re.compile(r"(?:alt|old|short|official|local|int)_name(?:[:_][a-z0-9_-]+)?")
_MANY = ("translations", "alternate_names")
_MADE_AGAIN = ("division", "keys", "")  # whatever they say

_FULL_ID = re.compile(r"[a-z][a-z0-9-]*:[^\s|]+")
_COUNTRY = re.compile("[A-Z]{2}|")
_EXAMPLE = "name,lat,lon,alternate_names,kind,source"


@dataclass(frozen=True)
class Defaults:
    """What holds for every row of a file that does not say otherwise."""

    list_name: str
    source: str = ""
    credit: str = ""


def column_of(heading: str) -> str:
    """Return the column of a list that a heading means; empty where it means none."""
    plain_heading = re.sub(r"[\s-]+", "_", heading.strip().casefold())
    if plain_heading in _COLUMN:
        return _COLUMN[plain_heading]
    if _IN_A_LANGUAGE.fullmatch(plain_heading):
        return "translations"
    return "alternate_names" if _OTHER_NAME.fullmatch(plain_heading) else ""


def place_of_columns(
    said: Mapping[str, str], defaults: Defaults, at: tuple[float, float] | None = None
) -> tuple[ListedPlace | None, list[CellError]]:
    """
    Return the place that a row tells, or None with everything that is wrong in it.

    `said` has texts by the columns of a list and `geonameid`. A place without an id has an
    empty one. `at` is (lon, lat) where the row's own columns do not say it.
    """
    wrong: list[CellError] = []
    name = plain(said.get("name", ""))
    if not name:
        wrong.append(CellError("name", "the row has no name", "write the name of the place"))
    elif len(name) > LIMIT_NAME:
        what = f"a name of {len(name):,} characters cannot be"
        wrong.append(CellError("name", what, "write the name alone; there is a column note"))
    source = plain(said.get("source", "")) or defaults.source
    if said.get("geonameid"):
        source = source or GEONAMES.source
    if not source:
        fix = "write where this is known from, or say it for the whole file with --source"
        wrong.append(CellError("source", f"{name or 'the row'} has no source", fix))
    country = said.get("country", "").strip()
    credit = plain(said.get("credit", "")) or defaults.credit
    if source == GEONAMES.source:
        credit = credit or GEONAMES.credit
    figures = {
        column: _figure(column, said.get(column, ""), wrong)
        for column in ("lat", "lon", "precision_m")
        if said.get(column, "").strip() or (column != "precision_m" and at is None)
    }
    if at is None:
        at = (figures.get("lon", 0.0), figures.get("lat", 0.0))
        wrong += off_globe({"lat": at[1], "lon": at[0]})
    place = ListedPlace(
        id=_identity(said, defaults, wrong),
        name=name,
        lon=at[0],
        lat=at[1],
        kind=plain(said.get("kind", "")).casefold() or "place",
        translations=names_of(_parted(said, "translations"), besides=[name]),
        alternate_names=names_of(_parted(said, "alternate_names"), besides=[name]),
        country=country if _COUNTRY.fullmatch(country) else "",
        precision_m=figures.get("precision_m"),
        population=parse_population(said.get("population", "")),
        source=source,
        credit=credit,
        note=plain(said.get("note", "")),
    )
    return (None if wrong else place), wrong


def _figure(column: str, text: str, wrong: list[CellError]) -> float:
    if not text.strip():
        wrong.append(CellError(column, f"the row has no {column}", f"write {COLUMNS[column]}"))
        return 0.0
    try:
        return parse_figure(column, text)
    except CellError as error:
        wrong.append(error)
        return 0.0


def _identity(said: Mapping[str, str], defaults: Defaults, wrong: list[CellError]) -> str:
    if number := said.get("geonameid", "").strip():
        if not number.isdecimal():
            what = f"'{number}' is no number of GeoNames"
            wrong.append(CellError("geonameid", what, "write the digits of its geonameid"))
        return f"geonames:{number}"
    own = plain(said.get("id", "")).replace(" ", "-")
    return own if not own or _FULL_ID.fullmatch(own) else f"{defaults.list_name}:{own}"


def _parted(said: Mapping[str, str], column: str) -> list[str]:
    return re.split("[|;\n]", said.get(column, ""))


def read_sheet(text: str, faults: Faults, defaults: Defaults) -> Iterator[tuple[int, ListedPlace]]:
    """
    Yield the places of a table, each with its line; what is wrong goes to `faults`.

    The cells are parted by commas, semicolons or tabs, whichever the first line has most of.
    Where it is not commas, figures may have a decimal comma. The line "sep=;" that
    spreadsheets write before the headings is known.
    """
    lines = text.split("\n")
    marked = re.fullmatch("sep=([,;\t])[,;\t]*", lines[0])
    header = lines[1 if marked and len(lines) > 1 else 0]
    separator = marked[1] if marked else max(",;\t", key=header.count)
    reading = _Reading(lines, faults, defaults, separator)
    rows = parse_rows(text, separator)
    try:
        if marked:
            next(rows)
        if not reading.is_header(next(rows, [])):
            return
        for row in rows:
            if place := reading.place(row):
                yield row[0].line, place
    except TableError as error:
        reading.tell(Cell("", error.line, error.column), error.what, error.fix)


class _Reading:
    """Reads the rows of one table by its header."""

    def __init__(
        self, lines: Sequence[str], faults: Faults, defaults: Defaults, separator: str
    ) -> None:
        self.lines, self.faults, self.defaults = lines, faults, defaults
        self.separator = separator
        self.headings: list[str] = []
        self.columns: list[str] = []
        self.from_osm = False

    def is_header(self, row: Sequence[Cell]) -> bool:
        """Note what each column means, and tell whether all that must be there is."""
        self.headings = [cell.value.strip() for cell in row]
        self.columns = [column_of(heading) for heading in self.headings]
        for at, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            if column and column not in _MANY and column in self.columns[:at]:
                other = self.headings[self.columns.index(column)]
                what = f"the columns '{other}' and '{cell.value.strip()}' both say the {column}"
                self.tell(cell, what, "take one of the two out")
                return False
        missing = [column for column in ("name", "lat", "lon") if column not in self.columns]
        if missing:
            what = f"the first line names no column for {' and '.join(missing)}"
            fix = f"begin the file with the names of its columns, such as {_EXAMPLE}"
            self.tell(row[0] if row else Cell("", 1, 1), what, fix)
            return False
        unused = [
            heading
            for heading, column in zip(self.headings, self.columns, strict=True)
            if not column and heading.casefold() not in _MADE_AGAIN
        ]
        self.from_osm = is_openstreetmap(dict.fromkeys(self.headings))
        self.faults.unused = [] if self.from_osm else unused
        return True

    def place(self, row: Sequence[Cell]) -> ListedPlace | None:
        """Return the place of a row; None with what is wrong told, or where it has no name."""
        if extra := [cell for cell in row[len(self.columns) :] if cell.value.strip()]:
            what = f"the row has {len(row)} cells for the {len(self.columns)} columns of the header"
            sign = {"\t": "tab"}.get(self.separator, self.separator)
            self.tell(extra[0], what, f"put quotes around a text that has a {sign} in it")
            return None
        said: dict[str, str] = {}
        for column, cell in zip(self.columns, row, strict=False):
            value = cell.value
            if column in ("lat", "lon", "precision_m") and self.separator != ",":
                value = value.replace(",", ".")
            said[column] = f"{said[column]}|{value}" if column in said else value
        if self.from_osm:
            tags = {h: cell.value for h, cell in zip(self.headings, row, strict=False)}
            if not said.get("name", "").strip():
                self.faults.left_out[UNNAMED] += 1
                return None
            said |= {"id": identity_of(tags), "kind": kind_of_tags(tags)}
            said |= {"source": OPENSTREETMAP.source, "credit": OPENSTREETMAP.credit}
        place, wrong = place_of_columns(said, self.defaults)
        for error in wrong:
            at = self.columns.index(error.column) if error.column in self.columns else 0
            self.tell(row[min(at, len(row) - 1)], error.what, error.fix)
        return place

    def tell(self, cell: Cell, what: str, fix: str) -> None:
        """Keep a problem of one cell."""
        excerpt = self.lines[cell.line - 1] if cell.line <= len(self.lines) else ""
        width = max(1, min(len(cell.value.split("\n")[0]), len(excerpt) - cell.column + 1))
        self.faults.tell(
            what, fix, line=cell.line, column=cell.column, excerpt=excerpt, width=width
        )
