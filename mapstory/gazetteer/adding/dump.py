"""GeoNames' dump of a country (IQ.txt) or of the world (allCountries.txt), line by line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from mapstory.gazetteer.adding.faults import Faults
from mapstory.gazetteer.adding.wanted import Wanted
from mapstory.gazetteer.figures import CellError, off_globe, parse_figure
from mapstory.gazetteer.kinds import kind_of_code
from mapstory.gazetteer.listed import GEONAMES, LIMIT_NAME, ListedPlace, names_of, plain

COLUMNS = (
    *("geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude"),
    *("feature class", "feature code", "country code", "cc2", "admin1 code", "admin2 code"),
    *("admin3 code", "admin4 code", "population", "elevation", "dem", "timezone"),
    "modification date",
)
"""
The columns of the table 'geoname', which has no header, parted by tabs, in UTF-8, without
quotes: https://download.geonames.org/export/dump/readme.txt
"""

_COUNTRY = re.compile("[A-Z]{2}|")
_LAT, _LON, _CLASS, _CODE, _COUNTRY_AT, _POPULATION = 4, 5, 6, 7, 8, 14
_AGAIN = "download the file again, or mend the line"


def looks_like_dump(line: str) -> bool:
    """Tell whether a first line begins as a dump's does: with a number and a tab."""
    return re.match(r"\ufeff?\d+\t", line) is not None


def read_dump(
    lines: Iterable[bytes], faults: Faults, wanted: Wanted
) -> Iterator[tuple[int, ListedPlace]]:
    """Yield the places that are wanted, each with its line; what is wrong goes to `faults`."""
    for number, raw in enumerate(lines, 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode("utf-8", "replace")
            what = "the line is not UTF-8 text"
            faults.tell(what, _AGAIN, line=number, column=len(before) + 1)
            continue
        if not text.strip():
            continue
        cells = text.split("\t")
        if len(cells) != len(COLUMNS):
            what = f"the line has {len(cells)} columns, and a dump of GeoNames has {len(COLUMNS)}"
            faults.tell(
                what,
                "take a country's file or allCountries.txt from download.geonames.org/export/dump",
                line=number,
                column=1,
                excerpt=text,
            )
            continue
        kind = kind_of_code(cells[_CLASS], cells[_CODE])
        if not wanted.may_have(kind, cells[_COUNTRY_AT]):
            faults.leave_unwanted(kind)
        elif place := _place(cells, kind, faults, number):
            if wanted.is_called(place):
                yield number, place
            else:
                faults.leave_unwanted(kind)


def _place(cells: list[str], kind: str, faults: Faults, line: int) -> ListedPlace | None:
    number, written, written_ascii, alternates = cells[:4]
    name = plain(written)
    before = faults.count
    at = {}
    for column, cell in (("lat", _LAT), ("lon", _LON)):
        try:
            at[column] = parse_figure(column, cells[cell])
        except CellError as error:
            faults.tell_cell(cells, cell, error.what, error.fix, line=line)
    for off in off_globe(at):
        cell = {"lat": _LAT, "lon": _LON}[off.column]
        faults.tell_cell(cells, cell, off.what, off.fix, line=line)
    if not number.isdecimal():
        faults.tell_cell(cells, 0, f"'{number}' is no number of GeoNames", _AGAIN, line=line)
    if not name or len(name) > LIMIT_NAME:
        what = "the place has no name" if not name else "the name is longer than a name can be"
        faults.tell_cell(cells, 1, what, _AGAIN, line=line)
    if not _COUNTRY.fullmatch(cells[_COUNTRY_AT]):
        what = f"'{cells[_COUNTRY_AT]}' is no country code of two letters"
        faults.tell_cell(cells, _COUNTRY_AT, what, _AGAIN, line=line)
    people = cells[_POPULATION] or "0"
    if not people.isdecimal():
        what = f"the population '{people}' is no number"
        faults.tell_cell(cells, _POPULATION, what, _AGAIN, line=line)
    if faults.count > before:
        return None
    return ListedPlace(
        id=f"geonames:{int(number)}",
        name=name,
        lon=at["lon"],
        lat=at["lat"],
        kind=kind,
        translations=names_of([written_ascii], besides=[name, _without_marks(name)]),
        alternate_names=names_of(alternates.split(","), besides=[name, plain(written_ascii)]),
        country=cells[_COUNTRY_AT],
        population=int(people) or None,
        source=GEONAMES.source,
        credit=GEONAMES.credit,
    )


def _without_marks(name: str) -> str:
    """Return a name in ASCII where that takes no more than leaving out its marks."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
