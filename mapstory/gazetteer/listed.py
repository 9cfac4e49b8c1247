"""A place of an imported list (geodata/gazetteer-….csv, .geojson), and the line that holds it."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mapstory.gazetteer.figures import parse_figure, parse_population
from mapstory.world.key import key_of

COLUMNS = {
    "id": "who has the place, and under which number: geonames:99454, osm:node/123",
    "name": "its name",
    "translations": "its name in other languages, with | between them",
    "alternate_names": "other names and spellings, with | between them",
    "kind": "what it is: town, hospital, crossing, …",
    "country": "the country's code of two letters (ISO 3166-1)",
    "division": "the first-level division's code (ISO 3166-2)",
    "lat": "latitude in decimal degrees, north positive",
    "lon": "longitude in decimal degrees, east positive",
    "precision_m": "how far from there the place may reach or be, in metres",
    "population": "people who live there",
    "source": "where this is known from",
    "credit": "what the source asks to be said where it is used",
    "note": "anything else",
    "keys": "how the names are looked up; made by mapstory",
}
"""
The columns of an imported list, and the properties of its features. One line is one place.

The keys stand last, between bars (|karmah|garma|), so that a list is searched as the text
that it is, without a look at each of its rows.
"""

HEADER = ",".join(COLUMNS)
FEATURES_BEGIN = '{"type":"FeatureCollection","features":[\n'
FEATURES_END = "\n]}\n"
LIMIT_NAME = 255
"""Characters of a name: what OpenStreetMap allows. GeoNames allows 200."""


@dataclass(frozen=True)
class Origin:
    """Who says where a place is, and the credit that this asks for where it is used."""

    source: str
    credit: str


GEONAMES = Origin("GeoNames", "GeoNames, CC BY 4.0: https://www.geonames.org")
OPENSTREETMAP = Origin(
    "OpenStreetMap",
    "© OpenStreetMap contributors, ODbL 1.0: https://www.openstreetmap.org/copyright",
)

_JOINERS = "\u200c\u200d"  # letters of Persian and of Indic scripts are joined and parted by them
_DEGREES = 7  # decimals: a centimetre, as OpenStreetMap has it


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """
    One place of an imported list.

    (lon, lat) in degrees, EPSG:4326, is the place, or a point inside what `geometry` draws, a
    GeoJSON geometry as text that is empty for a point. `precision_m` is the radius around it
    that holds the whole, None where the source does not say. `country` and `division` are
    ids of `mapstory.world`, empty where the place lies in none.
    """

    id: str
    name: str
    lon: float
    lat: float
    kind: str = "place"
    translations: tuple[str, ...] = ()
    alternate_names: tuple[str, ...] = ()
    country: str = ""
    division: str = ""
    precision_m: float | None = None
    population: int | None = None
    source: str = ""
    credit: str = ""
    note: str = ""
    geometry: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All of its names, the main ones first."""
        return (self.name, *self.translations, *self.alternate_names)

    def named_as(self, key: str) -> tuple[str, bool] | None:
        """Return the name with this key as it is written, and whether it is a main one."""
        for at, name in enumerate(self.names):
            if key_of(name) == key:
                return name, at <= len(self.translations)
        return None


def plain(text: str) -> str:
    """
    Return a text in one line, without what is not seen: controls, marks of direction.

    What turns the direction of a text would turn the text around it too. The bar, which
    parts names in a list, becomes a slash.
    """
    if text.isprintable() and "|" not in text and "  " not in text:
        return text.strip(" ")
    seen = (" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text)
    kept = "".join(c for c in seen if c.isprintable() or c in _JOINERS)
    return " ".join(kept.replace("|", "/").split()).strip(_JOINERS)


def names_of(texts: Iterable[str], *, besides: Iterable[str] = ()) -> tuple[str, ...]:
    """Return names without those that are empty, too long to be names, or said already."""
    given = {plain(text): None for text in texts}
    said = set(besides)
    return tuple(name for name in given if name and len(name) <= LIMIT_NAME and name not in said)


def keys_of(place: ListedPlace) -> str:
    """Return the cell with the keys of all names of a place, as a list holds it."""
    keys = dict.fromkeys(key for name in place.names if (key := key_of(name)))
    return f"|{'|'.join(keys)}|"


def csv_lines(places: Iterable[ListedPlace]) -> str:
    """Return a list of points, sorted by id: the header, and one line a place."""
    lines = io.StringIO()
    write = csv.writer(lines, lineterminator="\n").writerow
    write(COLUMNS)
    for place in sorted(places, key=_order):
        write(_row(place).values())
    return lines.getvalue()


def geojson_lines(places: Iterable[ListedPlace]) -> str:
    """Return a list of shapes, sorted by id, as a FeatureCollection with one line a place."""
    lines = []
    for place in sorted(places, key=_order):
        properties = {name: value for name, value in _row(place).items() if value}
        told = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
        lines.append(f'{{"type":"Feature","properties":{told},"geometry":{place.geometry}}}')
    return FEATURES_BEGIN + ",\n".join(lines) + FEATURES_END


def parse_csv_line(line: str) -> ListedPlace:
    """Return the place of a line. Raises ValueError where the line holds none."""
    try:
        (cells,) = csv.reader([line], strict=True)
    except csv.Error as error:
        raise ValueError(str(error)) from error
    return _place(dict(zip(COLUMNS, cells, strict=True)))


def parse_geojson_line(line: str) -> ListedPlace:
    """Return the place of a line. Raises ValueError where the line holds none."""
    feature = json.loads(line.rstrip(",\n"))
    try:
        geometry = json.dumps(feature["geometry"], separators=(",", ":"))
        said = {name: str(value) for name, value in feature["properties"].items()}
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no feature of a list") from error
    return _place(dict.fromkeys(COLUMNS, "") | said, geometry=geometry)


def _row(place: ListedPlace) -> dict[str, str]:
    return {
        "id": place.id,
        "name": place.name,
        "translations": "|".join(place.translations),
        "alternate_names": "|".join(place.alternate_names),
        "kind": place.kind,
        "country": place.country,
        "division": place.division,
        "lat": _digits(place.lat, _DEGREES),
        "lon": _digits(place.lon, _DEGREES),
        "precision_m": "" if place.precision_m is None else _digits(place.precision_m, 1),
        "population": "" if place.population is None else str(place.population),
        "source": place.source,
        "credit": place.credit,
        "note": place.note,
        "keys": keys_of(place),
    }


def _place(said: Mapping[str, str], *, geometry: str = "") -> ListedPlace:
    if not said["id"] or not said["name"]:
        raise ValueError("a place without an id or a name")
    return ListedPlace(
        id=said["id"],
        name=said["name"],
        translations=tuple(filter(None, said["translations"].split("|"))),
        alternate_names=tuple(filter(None, said["alternate_names"].split("|"))),
        kind=said["kind"],
        country=said["country"],
        division=said["division"],
        lat=parse_figure("lat", said["lat"]),
        lon=parse_figure("lon", said["lon"]),
        precision_m=(
            parse_figure("precision_m", said["precision_m"]) if said["precision_m"] else None
        ),
        population=parse_population(said["population"]),
        source=said["source"],
        credit=said["credit"],
        note=said["note"],
        geometry=geometry,
    )


def _order(place: ListedPlace) -> tuple[str, int, str]:
    """Return what sorts geonames:9 before geonames:10."""
    source, _, number = place.id.partition(":")
    return source, int(number) if number.isdecimal() else 0, number


def _digits(number: float, decimals: int) -> str:
    text = f"{number:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
