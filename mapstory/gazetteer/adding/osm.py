"""What the tags and ids of OpenStreetMap say, in the ways in which extracts write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapstory.gazetteer.figures import parse_population
from mapstory.gazetteer.kinds import kind_of_tags
from mapstory.gazetteer.listed import OPENSTREETMAP, ListedPlace, names_of, plain

_TYPES = {"n": "node", "w": "way", "r": "relation"}
_ID = re.compile(r"(n|node|w|way|r|relation)/?(\d+)")
_AREA = re.compile(r"a(\d+)")
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*+)"=>"((?:[^"\\]|\\.)*+)"')

_LANGUAGE = r"(?::[a-z]{2,3}(?:[-_][A-Za-z0-9]+)*)?"
_MAIN = re.compile(rf"(?:name|int_name|official_name){_LANGUAGE}")
_OTHER = re.compile(rf"(?:alt|old|short|loc|nat|reg)_name\d*{_LANGUAGE}")
_COUNTRY = re.compile("[A-Z]{2}")


def identity_of(properties: Mapping[str, Any], own: Any = None) -> str:
    """
    Return the id of an element, such as "osm:node/123"; empty where none is told.

    `own` is the id of the GeoJSON feature itself. overpass-turbo has "@id": "node/123",
    osmtogeojson "type" and "id", osmium "@type" and "@id" or n123 (and a246 for the area of
    way 123), QuickOSM "full_id", GDAL "osm_id" for nodes and "osm_way_id".
    """
    number = next((properties[k] for k in ("@id", "osm_id", "id") if properties.get(k)), "")
    kind = next((properties[k] for k in ("@type", "osm_type", "type") if properties.get(k)), "")
    for text in (properties.get("@id"), own, properties.get("full_id"), f"{kind}/{number}"):
        if found := _ID.fullmatch(str(text)):
            return f"osm:{_TYPES[found[1][0]]}/{found[2]}"
        if found := _AREA.fullmatch(str(text)):
            area = int(found[1])
            return f"osm:{'relation' if area % 2 else 'way'}/{area // 2}"
    if properties.get("osm_way_id"):
        return f"osm:way/{properties['osm_way_id']}"
    if "osm_way_id" in properties and properties.get("osm_id"):
        return f"osm:relation/{properties['osm_id']}"
    return ""


def tags_of(properties: Mapping[str, Any]) -> dict[str, str]:
    """
    Return the tags among the properties of a feature.

    osmtogeojson has them in one object "tags", GDAL those that it does not know in one text.
    """
    tags = {key: str(value) for key, value in properties.items() if isinstance(value, str | int)}
    if isinstance(nested := properties.get("tags"), dict):
        tags |= {str(key): str(value) for key, value in nested.items()}
    for key, value in _HSTORE.findall(tags.pop("other_tags", "")):
        tags.setdefault(key, value.replace('\\"', '"'))
    return tags


def is_openstreetmap(properties: Mapping[str, Any], own: Any = None) -> bool:
    """Tell whether a feature, or the row of a table, was taken from OpenStreetMap."""
    return "osm_id" in properties or "@id" in properties or bool(identity_of(properties, own))


def place_of_tags(
    tags: Mapping[str, str], identity: str, at: tuple[float, float]
) -> ListedPlace | None:
    """
    Return what is at (lon, lat); None where the tags hold no name.

    Its names in other languages are as good as its own. The English one comes first if the
    own is not in Latin letters, as in the other gazetteers.
    """
    main = names_of(
        [tags["name"], *_values(tags, _MAIN)] if "name" in tags else _values(tags, _MAIN)
    )
    if not main:
        return None
    english = plain(tags.get("name:en", ""))
    if english in main and not re.search("[A-Za-z]", main[0]):
        main = (english, *(name for name in main if name != english))
    country = tags.get("addr:country", tags.get("ISO3166-1:alpha2", ""))
    return ListedPlace(
        id=identity,
        name=main[0],
        lon=at[0],
        lat=at[1],
        kind=kind_of_tags(tags),
        translations=main[1:],
        alternate_names=names_of(_values(tags, _OTHER), besides=main),
        country=country if _COUNTRY.fullmatch(country) else "",
        population=parse_population(tags.get("population", "")),
        source=OPENSTREETMAP.source,
        credit=OPENSTREETMAP.credit,
    )


def _values(tags: Mapping[str, str], keys: re.Pattern[str]) -> list[str]:
    return [value for key in sorted(tags) if keys.fullmatch(key) for value in tags[key].split(";")]
