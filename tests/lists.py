"""What tests of the newsroom's imported lists share: files to add, and what became of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mapstory.errors import StoryError
from mapstory.gazetteer.adding import Added, add_list
from mapstory.gazetteer.imported import read_lists
from mapstory.gazetteer.listed import ListedPlace

GEONAMES_CREDIT = "GeoNames, CC BY 4.0: https://www.geonames.org"
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0: https://www.openstreetmap.org/copyright"


def add(folder: Path, file: str, content: str | bytes, **options: Any) -> Added:
    """Write a file of this name beside geodata/, and add it there."""
    path = folder / file
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return add_list(path, folder / "geodata", **options)


def places(folder: Path) -> dict[str, ListedPlace]:
    lists = read_lists(folder / "geodata")
    return {place.id: place for found in lists for place in found.places()}


def only(folder: Path) -> ListedPlace:
    (place,) = places(folder).values()
    return place


def told(folder: Path, file: str, content: str | bytes, **options: Any) -> list[str]:
    """Return the problems of a file, of which nothing was written."""
    with pytest.raises(StoryError) as caught:
        add(folder, file, content, **options)
    assert not (folder / "geodata").exists()
    return [f"{p.line}:{p.column} {p.what} | {p.fix}" for p in caught.value.problems]


BOX = [[[43.0, 33.0], [44.0, 33.0], [44.0, 34.0], [43.0, 34.0], [43.0, 33.0]]]
HOUSE = [[[43.3, 33.4], [43.301, 33.4], [43.301, 33.401], [43.3, 33.401], [43.3, 33.4]]]


def feature(properties: dict[str, Any], at: Any = (43.3, 33.4), **others: Any) -> dict[str, Any]:
    kind = "Point" if isinstance(at, tuple) else "Polygon"
    geometry = at if isinstance(at, dict) or at is None else {"type": kind, "coordinates": at}
    return {"type": "Feature", "properties": properties, "geometry": geometry} | others


def collection(*features: Any, **others: Any) -> str:
    whole = {"type": "FeatureCollection", "generator": "overpass-turbo"} | others
    return json.dumps(whole | {"features": list(features)}, ensure_ascii=False, indent=1)


def dump_line(
    number: int | str = 98717,
    name: str = "Ar Ramādī",
    *,
    ascii_name: str = "Ar Ramadi",
    alternates: str = "Ramadi,الرمادي",
    lat: str = "33.42056",
    lon: str = "43.30778",
    code: str = "P\tPPLA",
    country: str = "IQ",
    population: str = "223500",
) -> str:
    cells = [str(number), name, ascii_name, alternates, lat, lon, code, country, "", "01", "", "",
             "", population, "", "49", "Asia/Baghdad", "2022-11-14"]  # fmt: skip
    return "\t".join(cells) + "\n"
