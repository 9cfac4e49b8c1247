"""
What is particular to a provider: how it is asked, and what its answers mean.

Each is one of geopy's geocoders, by geopy's name. Those that are not named here are asked with
nothing but the name, and of their answers the address and the point are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mapstory.gazetteer import radius_of_town
from mapstory.gazetteer.kinds import kind_of_code, kind_of_tags
from mapstory.geocoder import answers
from mapstory.geocoder.answers import Answer
from mapstory.geocoder.regions import Question

OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0: https://www.openstreetmap.org/copyright"
"""What https://www.openstreetmap.org/copyright asks for, with the link that it asks for."""

GEONAMES_CREDIT = "GeoNames, CC BY 4.0: https://www.geonames.org"

_MOST = 40  # results that are asked for: the most that Nominatim gives
_OSM_TYPES = {"N": "node", "W": "way", "R": "relation"}
_TYPICAL = {"city": 300_000, "town": 30_000, "village": 3_000}
"""
People in a place of OpenStreetMap of which none are told: what is half-way, in powers of ten,
between the least and the most of https://wiki.openstreetmap.org/wiki/Key:place.
"""

_AREAS = ("country", "division", "district", "region")  # a server's have no outline here

Point = tuple[float, float]
"""(lon, lat) in degrees, EPSG:4326."""


def _read_any(_raw: Mapping[str, Any], address: str, at: Point) -> Answer | None:
    name, *within = address.split(",")
    return Answer(
        id="",
        names=answers.names([name]),
        other_names=(),
        kind="place",
        lon=at[0],
        lat=at[1],
        country="",
        population=None,
        reach_m=None,
        within=answers.names(within),
        credit="",
    )


def _at_any(_raw: Mapping[str, Any], location: Any) -> object:
    """Return (lon, lat) as geopy has it; what is missing is 0° there, and nothing is at 0°, 0°."""
    at = (location.longitude, location.latitude)
    return None if at == (0, 0) else at


def _at_geometry(raw: Mapping[str, Any], _location: Any) -> object:
    return answers.mapping(raw.get("geometry")).get("coordinates")


@dataclass(frozen=True)
class Provider:
    """
    One of geopy's geocoders.

    `options` are those of its `geocode` for a question in a language, and `extra` goes at the
    end of every address, as it is. `is_answer` tells whether JSON has the form that it documents.
    `at` finds (lon, lat) in the raw JSON of one result, where geopy takes what is missing
    for 0° and what is past 180° for something else; `read` makes an answer of such a result, its
    address and its point.
    """

    title: str
    credit: str = ""
    server: str = ""
    language: str = ""
    extra: str = ""
    options: Callable[[Question, str], Mapping[str, Any]] = lambda _question, _language: {}
    is_answer: Callable[[object], bool] = lambda said: isinstance(said, dict | list)
    at: Callable[[Mapping[str, Any], Any], object] = _at_any
    read: Callable[[Mapping[str, Any], str, Point], Answer | None] = _read_any


def provider_of(name: str) -> Provider:
    """Return what is known of a geocoder of geopy's, by its name there."""
    return _PROVIDERS.get(name) or Provider(name, credit=name)


# --- Nominatim: https://nominatim.org/release-docs/latest/api/Search


def _ask_nominatim(question: Question, language: str) -> Mapping[str, Any]:
    options: dict[str, Any] = {
        "limit": _MOST,
        "addressdetails": True,
        "namedetails": True,
        "extratags": True,
        "language": language or False,
        "country_codes": [code.lower() for code in question.countries_of_osm],
    }
    if question.box and not question.countries_say_all:
        west, south, east, north = question.box
        options |= {"viewbox": [(south, west), (north, east)], "bounded": True}
    return options


def _read_nominatim(raw: Mapping[str, Any], address: str, at: Point) -> Answer | None:
    called = answers.mapping(raw.get("namedetails"))
    # Nominatim marks names that it took over from a place node which belongs to a boundary.
    by_tag = {str(tag).removeprefix("_place_"): name for tag, name in called.items()}
    names = answers.names([raw.get("name"), by_tag.get("name"), by_tag.get("name:en")])
    first = answers.text(address.partition(",")[0])
    parts = answers.mapping(raw.get("address"))
    tags = answers.mapping(raw.get("extratags"))
    key = answers.text(raw.get("category") or raw.get("class"))
    value = answers.text(raw.get("type"))
    settled = answers.text(raw.get("addresstype")) if key == "boundary" else ""
    kind = kind_of_tags({"place": settled} if settled else {key: value})
    population = answers.people(tags.get("population"))
    west, east = _pair(raw.get("boundingbox"), 2)
    south, north = _pair(raw.get("boundingbox"), 0)
    return Answer(
        id=_osm_id(answers.text(raw.get("osm_type")), raw.get("osm_id"), at),
        names=names or answers.names([first]),
        other_names=answers.names(by_tag.values()),
        kind=_kind(kind),
        lon=at[0],
        lat=at[1],
        country=answers.country(parts.get("country_code")),
        population=population,
        # The box of a town that is one point is no more than Nominatim's guess.
        reach_m=radius_of_town(population or _TYPICAL.get(value))
        if kind == "town" and raw.get("osm_type") == "node"
        else answers.reach_m(*at, (west, south, east, north)),
        within=answers.names(value for tag, value in parts.items() if "code" not in str(tag)),
        credit=OSM_CREDIT,
    )


# --- Photon: https://github.com/komoot/photon/blob/master/docs/api-v1.md


def _ask_photon(question: Question, language: str) -> Mapping[str, Any]:
    options: dict[str, Any] = {"limit": _MOST, "language": language or False}
    if question.box:
        west, south, east, north = question.box
        options["bbox"] = [(south, west), (north, east)]
    return options


def _read_photon(raw: Mapping[str, Any], address: str, at: Point) -> Answer | None:
    said = answers.mapping(raw.get("properties"))
    value = answers.text(said.get("osm_value"))
    kind = kind_of_tags({answers.text(said.get("osm_key")): value})
    west, north = _pair(said.get("extent"), 0)
    east, south = _pair(said.get("extent"), 2)
    within = [said.get(key) for key in ("district", "city", "county", "state", "country")]
    return Answer(
        id=_osm_id(_OSM_TYPES.get(answers.text(said.get("osm_type")), ""), said.get("osm_id"), at),
        names=answers.names([said.get("name")]) or answers.names([address.partition(",")[0]]),
        other_names=(),
        kind=_kind(kind),
        lon=at[0],
        lat=at[1],
        country=answers.country(said.get("countrycode")),
        population=None,
        reach_m=answers.reach_m(*at, (west, south, east, north))
        or (radius_of_town(_TYPICAL.get(value)) if kind == "town" else None),
        within=answers.names(within),
        credit=OSM_CREDIT,
    )


# --- Pelias: https://github.com/pelias/documentation/blob/master/response.md

_LAYERS = {
    **dict.fromkeys(("locality", "localadmin"), "town"),
    **dict.fromkeys(("borough", "neighbourhood", "macrohood"), "quarter"),
    **dict.fromkeys(("ocean", "marinearea"), "water"),
    **dict.fromkeys(("country", "dependency", "region", "macroregion", "county"), "area"),
    **dict.fromkeys(("macrocounty", "empire", "continent"), "area"),
}
_PELIAS_CREDITS = {
    "openstreetmap": OSM_CREDIT,
    "geonames": GEONAMES_CREDIT,
    "openaddresses": "OpenAddresses: https://openaddresses.io",
    "whosonfirst": "Who’s On First: https://whosonfirst.org/docs/licenses/",
}


def _ask_pelias(question: Question, language: str) -> Mapping[str, Any]:
    options: dict[str, Any] = {"language": language or None}
    if question.countries:
        options["countries"] = list(question.countries_of_osm)
    if question.box and not question.countries_say_all:
        west, south, east, north = question.box
        options["boundary_rect"] = [(south, west), (north, east)]
    return options


def _read_pelias(raw: Mapping[str, Any], address: str, at: Point) -> Answer | None:
    said = answers.mapping(raw.get("properties"))
    layer = answers.text(said.get("layer"))
    gid = answers.text(said.get("gid"))
    within = [said.get(key) for key in ("localadmin", "county", "region", "country")]
    return Answer(
        id=f"pelias:{gid}" if gid else _id_at("pelias", at),
        names=answers.names([said.get("name")]) or answers.names([address]),
        other_names=(),
        kind=_LAYERS.get(layer, layer.replace("_", " ") or "place"),
        lon=at[0],
        lat=at[1],
        country=answers.country(said.get("country_code")),
        population=answers.people(said.get("population")),
        reach_m=answers.reach_m(*at, raw.get("bbox")),
        within=answers.names(within),
        credit=_PELIAS_CREDITS.get(answers.text(said.get("source")), "Pelias"),
    )


# --- GeoNames: https://www.geonames.org/export/geonames-search.html


def _ask_geonames(question: Question, _language: str) -> Mapping[str, Any]:
    return {"country": list(question.countries)}


def _read_geonames(raw: Mapping[str, Any], address: str, at: Point) -> Answer | None:
    number = raw.get("geonameId")
    alternates = raw.get("alternateNames")
    others = alternates if isinstance(alternates, list) else []
    box = answers.mapping(raw.get("bbox"))
    sides = tuple(box.get(side) for side in ("west", "south", "east", "north"))
    kind = kind_of_code(answers.text(raw.get("fcl")), answers.text(raw.get("fcode")))
    return Answer(
        id=f"geonames:{number}" if type(number) is int else _id_at("geonames", at),
        names=answers.names([raw.get("name"), raw.get("toponymName")])
        or answers.names([address.partition(",")[0]]),
        other_names=answers.names(answers.mapping(other).get("name") for other in others),
        kind=_kind(kind),
        lon=at[0],
        lat=at[1],
        country=answers.country(raw.get("countryCode")),
        population=answers.people(raw.get("population")),
        reach_m=answers.reach_m(*at, sides),
        within=answers.names(
            [raw.get("adminName2"), raw.get("adminName1"), raw.get("countryName")]
        ),
        credit=GEONAMES_CREDIT,
    )


def _pair(values: object, start: int) -> tuple[object, object]:
    """Return two neighbours of a list of four."""
    if not isinstance(values, list) or len(values) != 4:  # noqa: PLR2004, the sides of a box
        return None, None
    return values[start], values[start + 1]


def _osm_id(kind: str, number: object, at: Point) -> str:
    known = kind in _OSM_TYPES.values() and type(number) is int and number > 0
    return f"osm:{kind}/{number}" if known else _id_at("osm", at)


def _id_at(source: str, at: Point) -> str:
    """Return an id for what has none: five decimals of a degree are about a metre."""
    return f"{source}:{at[1]:.5f},{at[0]:.5f}"


def _kind(kind: str) -> str:
    """Countries and divisions have an outline in `mapstory.world`; those of a server have none."""
    return "area" if kind in _AREAS else kind[:40] or "place"


def _has_list(key: str) -> Callable[[object], bool]:
    return lambda said: isinstance(said, dict) and isinstance(said.get(key), list)


_NOMINATIM = Provider(
    title="OpenStreetMap (Nominatim)",
    credit=OSM_CREDIT,
    server="https://nominatim.openstreetmap.org",
    language="en",
    # Or else two villages of one name in one province come back as one, and look certain.
    extra="dedupe=0",
    options=_ask_nominatim,
    is_answer=lambda said: isinstance(said, list) or (isinstance(said, dict) and "error" in said),
    at=lambda raw, _location: (raw.get("lon"), raw.get("lat")),
    read=_read_nominatim,
)
_PELIAS = Provider(
    title="Pelias",
    language="en",
    options=_ask_pelias,
    is_answer=_has_list("features"),
    at=_at_geometry,
    read=_read_pelias,
)
_PROVIDERS = {
    "nominatim": _NOMINATIM,
    "openmapquest": replace(_NOMINATIM, title="OpenStreetMap (MapQuest)", server=""),
    "pickpoint": replace(_NOMINATIM, title="OpenStreetMap (PickPoint)", server=""),
    "pelias": _PELIAS,
    "geocodeearth": replace(_PELIAS, title="Geocode Earth"),
    "photon": Provider(
        title="OpenStreetMap (Photon)",
        credit=OSM_CREDIT,
        server="https://photon.komoot.io",
        language="en",
        options=_ask_photon,
        is_answer=_has_list("features"),
        at=_at_geometry,
        read=_read_photon,
    ),
    "geonames": Provider(
        title="GeoNames",
        credit=GEONAMES_CREDIT,
        # geopy's own default is not encrypted, and the account's name is in every address.
        server="https://secure.geonames.org",
        extra=f"style=FULL&maxRows={_MOST}",
        options=_ask_geonames,
        is_answer=lambda said: (
            isinstance(said, dict) and (isinstance(said.get("geonames"), list) or "status" in said)
        ),
        at=lambda raw, _location: (raw.get("lng"), raw.get("lat")),
        read=_read_geonames,
    ),
}
