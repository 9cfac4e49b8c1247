"""Shapes from a file that the newsroom keeps: GeoJSON, GeoPackage, KML or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

_MAX_BYTES = 20_000_000
_MAX_VERTICES = 200_000
_LON, _LAT = ("lon", "lng", "long", "longitude", "x"), ("lat", "latitude", "y")


class ShapeError(ValueError):
    """The file cannot be used: what is wrong with it, and what to do about it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


@dataclass(frozen=True)
class Shapes:
    """All shapes of a file as one geometry, EPSG:4326 (lon, lat), and the names they bear."""

    geometry: BaseGeometry
    names: tuple[str, ...]


def read_shapes(path: Path) -> Shapes:
    """
    Return what a file draws.

    The ending says the format: .geojson or .json (RFC 7946), .gpkg, .kml, or .csv with
    columns lat and lon. Raises ShapeError for a file that is missing, larger than 20 MB,
    of more than 200,000 vertices, unreadable, empty, or outside of the globe.
    """
    if not path.is_file():
        raise ShapeError(
            f"there is no file '{path.name}' in the folder '{path.parent.name}'",
            "put it there, or correct the path, which starts from the story's own folder",
        )
    if path.stat().st_size > _MAX_BYTES:
        raise ShapeError(
            f"'{path.name}' is larger than 20 MB",
            "simplify the shapes, or cut out the part the story needs",
        )
    readers = {".csv": _read_csv, ".gpkg": _read_ogr, ".kml": _read_ogr}
    shapes, names = readers.get(path.suffix.lower(), _read_geojson)(path)
    shapes = [shape for shape in shapes if shape and not shape.is_empty]
    _check(path, shapes)
    geometry = shapely.union_all([shapely.make_valid(shapely.force_2d(shape)) for shape in shapes])
    return Shapes(geometry=geometry, names=tuple(dict.fromkeys(name for name in names if name)))


def _check(path: Path, shapes: list[BaseGeometry]) -> None:
    if not shapes:
        raise ShapeError(
            f"'{path.name}' holds no shape",
            "save the layer again, with at least one feature that has a geometry",
        )
    if sum(shapely.get_num_coordinates(shape) for shape in shapes) > _MAX_VERTICES:
        raise ShapeError(
            f"'{path.name}' has more than 200,000 vertices",
            "simplify the shapes: a reader's screen shows a few thousand",
        )
    west, south, east, north = shapely.total_bounds(shapes)
    if not shapely.box(-180, -90, 180, 90).covers(shapely.box(west, south, east, north)):
        raise ShapeError(
            f"'{path.name}' reaches outside of the globe (longitudes {west:g} to {east:g}, "
            f"latitudes {south:g} to {north:g})",
            "save it in longitude and latitude (EPSG:4326), longitude first",
        )


def _read_geojson(path: Path) -> tuple[list[BaseGeometry], list[str]]:
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_not_finite)
    except UnicodeDecodeError as error:
        raise ShapeError(f"'{path.name}' is not UTF-8 text", "save it again as UTF-8") from error
    except json.JSONDecodeError as error:
        raise ShapeError(
            f"'{path.name}' is not JSON: line {error.lineno}, column {error.colno}: {error.msg}",
            "export it again as GeoJSON",
        ) from error
    except RecursionError as error:
        raise ShapeError(
            f"'{path.name}' is nested too deeply", "export it again as GeoJSON"
        ) from error
    features = list(_features(path, value))
    try:
        shapes = [shapely.from_geojson(json.dumps(feature.get("geometry"))) for feature in features]
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise ShapeError(
            f"'{path.name}' is JSON, but a geometry in it is not GeoJSON",
            "export it again as GeoJSON",
        ) from error
    return shapes, [_name(feature.get("properties")) for feature in features]


def _features(path: Path, value: Any) -> Iterable[dict[str, Any]]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "FeatureCollection" and isinstance(value.get("features"), list):
        found = [each for each in value["features"] if isinstance(each, dict)]
        return [each for each in found if each.get("geometry") is not None]
    if kind == "Feature" and value.get("geometry") is not None:
        return [value]
    if isinstance(kind, str) and ("coordinates" in value or "geometries" in value):
        return [{"geometry": value}]
    raise ShapeError(
        f"'{path.name}' is JSON but not GeoJSON: it is no FeatureCollection, Feature or geometry",
        "export it again as GeoJSON",
    )


def _name(properties: Any) -> str:
    name = properties.get("name") if isinstance(properties, dict) else None
    return name.strip() if isinstance(name, str) else ""


def _not_finite(constant: str) -> float:
    raise ShapeError(
        f"the file holds {constant}, which is no number on a map", "export it again as GeoJSON"
    )


def _read_ogr(path: Path) -> tuple[list[BaseGeometry], list[str]]:
    import geopandas as gpd  # noqa: PLC0415, half a second that most stories need not wait for
    from pyogrio.errors import DataSourceError  # noqa: PLC0415, comes with geopandas

    try:
        frame = gpd.read_file(path)
    except (DataSourceError, ValueError) as error:
        raise ShapeError(
            f"'{path.name}' cannot be read as {path.suffix[1:].upper()}",
            "export it again, or as GeoJSON",
        ) from error
    if frame.crs is not None:
        frame = frame.to_crs(4326)
    column = next((c for c in frame.columns if str(c).lower() == "name"), None)
    names = [] if column is None else [str(n).strip() for n in frame[column] if isinstance(n, str)]
    return list(frame.geometry), names


def _read_csv(path: Path) -> tuple[list[BaseGeometry], list[str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ShapeError(
            f"'{path.name}' cannot be read as CSV", "save it again as CSV in UTF-8"
        ) from error
    header = {str(key).strip().lower(): key for key in (rows[0] if rows else {})}
    lon, lat = (next((header[n] for n in names if n in header), None) for names in (_LON, _LAT))
    if lon is None or lat is None:
        raise ShapeError(
            f"'{path.name}' has no columns 'lat' and 'lon' in its first line",
            "name the two columns lat and lon",
        )
    shapes: list[BaseGeometry] = []
    for number, row in enumerate(rows, start=2):
        try:
            shapes.append(shapely.Point(float(row[lon]), float(row[lat])))
        except (TypeError, ValueError) as error:
            raise ShapeError(
                f"'{path.name}', line {number}: '{row[lat]}, {row[lon]}' are not two numbers",
                "write degrees with a decimal point, such as 33.40 and 43.91",
            ) from error
    return shapes, [str(row.get(header.get("name", ""), "") or "").strip() for row in rows]
