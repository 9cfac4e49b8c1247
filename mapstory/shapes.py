"""Shapes from a file that the newsroom keeps: GeoJSON, GeoPackage, KML or CSV."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_MAX_BYTES = 20_000_000
_MAX_VERTICES = 200_000
_FARTHEST_M = 20_037_509.0  # half of the equator: no place is farther off
_DRIVERS = ("GPKG", "KML", "LIBKML")
_LON, _LAT = ("lon", "lng", "long", "longitude", "x"), ("lat", "latitude", "y")


class _Drawn(NamedTuple):
    """A feature: its shape, if it has one, and what its properties say."""

    shape: BaseGeometry | None
    name: str
    source: str
    precision_m: float | None


class ShapeError(ValueError):
    """The file cannot be used: what is wrong with it, and what to do about it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


@dataclass(frozen=True)
class Shapes:
    """
    All shapes of a file as one geometry, EPSG:4326 (lon, lat), and the names they bear.

    `source` is after what they were drawn, if all say the same, and `precision_m` how far off
    the least exact of them may be; both as their properties of these names say.
    """

    geometry: BaseGeometry
    names: tuple[str, ...]
    source: str = ""
    precision_m: float | None = None


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
    try:
        found = readers.get(path.suffix.lower(), _read_geojson)(path)
    except OSError as error:
        raise ShapeError(
            f"'{path.name}' cannot be opened: {error.strerror or error}",
            "see whether you may read the file, and whether the disk is well",
        ) from error
    drawn = [each for each in found if each.shape is not None and not each.shape.is_empty]
    shapes = [each.shape for each in drawn if each.shape is not None]
    _check(path, shapes)
    geometry = shapely.union_all([shapely.make_valid(shapely.force_2d(shape)) for shape in shapes])
    sources = {each.source for each in drawn}
    return Shapes(
        geometry=geometry,
        names=tuple(dict.fromkeys(each.name for each in drawn if each.name)),
        source=sources.pop() if len(sources) == 1 else "",
        precision_m=max((each.precision_m for each in drawn if each.precision_m), default=None),
    )


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
    if not np.isfinite(shapely.get_coordinates(shapes)).all():
        raise ShapeError(
            f"'{path.name}' holds a coordinate that is no number on a map",
            "correct it, or take out the feature that has it",
        )
    west, south, east, north = shapely.total_bounds(shapes)
    if not shapely.box(-180, -90, 180, 90).covers(shapely.box(west, south, east, north)):
        raise ShapeError(
            f"'{path.name}' reaches outside of the globe (longitudes {west:g} to {east:g}, "
            f"latitudes {south:g} to {north:g})",
            "save it in longitude and latitude (EPSG:4326), longitude first",
        )


def _read_geojson(path: Path) -> Iterable[_Drawn]:
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
    except ShapeError:
        raise
    except ValueError as error:  # Python reads no whole number of more than 4,300 digits
        raise ShapeError(
            f"'{path.name}' holds a number that is too long", "export it again as GeoJSON"
        ) from error
    features = _features(path, value)
    try:
        shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    except (shapely.errors.ShapelyError, RecursionError) as error:
        raise ShapeError(
            f"'{path.name}' is JSON, but a geometry in it is not GeoJSON",
            "export it again as GeoJSON",
        ) from error
    said = (feature.get("properties") for feature in features)
    return [_drawn(shape, each) for shape, each in zip(shapes, said, strict=True)]


def _features(path: Path, value: Any) -> list[dict[str, Any]]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "FeatureCollection" and isinstance(value.get("features"), list):
        found = [each for each in value["features"] if isinstance(each, dict)]
    elif kind == "Feature":
        found = [value]
    elif isinstance(kind, str) and ("coordinates" in value or "geometries" in value):
        found = [{"geometry": value}]
    else:
        raise ShapeError(
            f"'{path.name}' is JSON but not GeoJSON: "
            "it is no FeatureCollection, Feature or geometry",
            "export it again as GeoJSON",
        )
    return [each for each in found if each.get("geometry") is not None]


def _drawn(shape: BaseGeometry | None, properties: Any) -> _Drawn:
    said = {} if not isinstance(properties, dict) else properties
    said = {str(key).strip().lower(): value for key, value in said.items()}
    name, source = _words(said.get("name")), _words(said.get("source"))
    return _Drawn(shape, name, source, _metres(said.get("precision_m")))


def _words(value: Any) -> str:
    # JSON may hold half of a surrogate pair, which no page can be written with.
    return value.encode(errors="replace").decode().strip() if isinstance(value, str) else ""


def _metres(value: Any) -> float | None:
    try:
        metres = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return metres if 0 < metres < _FARTHEST_M else None


def _not_finite(constant: str) -> float:
    raise ShapeError(
        f"the file holds {constant}, which is no number on a map", "export it again as GeoJSON"
    )


def _read_ogr(path: Path) -> Iterable[_Drawn]:
    """Return what all layers of a file hold: KML has one a folder."""
    import geopandas as gpd  # noqa: PLC0415, half a second that most stories need not wait for
    import pyogrio  # noqa: PLC0415, comes with geopandas
    from pyproj.exceptions import ProjError  # noqa: PLC0415, the same

    drawn: list[_Drawn] = []
    try:
        with warnings.catch_warnings(action="ignore"):  # GDAL's, which mean nothing to a writer
            layers = [layer for layer, geometry in pyogrio.list_layers(path) if geometry]
            for layer in layers:
                # GDAL goes by the content, and that may be a recipe which reads other files.
                if pyogrio.read_info(path, layer=layer)["driver"] not in _DRIVERS:
                    raise pyogrio.errors.DataSourceError("neither GeoPackage nor KML")
                frame = gpd.read_file(path, layer=layer)
                placed = frame.geometry if frame.crs is None else frame.geometry.to_crs(4326)
                said = frame.drop(columns=frame.geometry.name).to_dict("records")
                drawn += map(_drawn, placed, said)
    except ProjError as error:
        raise ShapeError(
            f"'{path.name}' is in a coordinate system that cannot be put on the globe",
            "save it in longitude and latitude (EPSG:4326)",
        ) from error
    except (RuntimeError, ValueError) as error:  # what pyogrio's own errors are
        raise ShapeError(
            f"'{path.name}' cannot be read as {path.suffix[1:].upper()}",
            "export it again, or as GeoJSON",
        ) from error
    return drawn


def _read_csv(path: Path) -> Iterable[_Drawn]:
    try:
        table = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        header = {key.strip().lower(): key for key in table.fieldnames or ()}
        rows = [(row, table.line_num) for row in table]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ShapeError(
            f"'{path.name}' cannot be read as CSV", "save it again as CSV in UTF-8"
        ) from error
    lon, lat = (next((header[n] for n in names if n in header), None) for names in (_LON, _LAT))
    if lon is None or lat is None:
        raise ShapeError(
            f"'{path.name}' has no columns 'lat' and 'lon' in its first line",
            "name the two columns lat and lon, with commas between the columns",
        )
    drawn: list[_Drawn] = []
    for row, number in rows:
        try:
            point = shapely.Point(float(row[lon]), float(row[lat]))
        except (TypeError, ValueError) as error:
            raise ShapeError(
                f"'{path.name}', line {number}: '{row[lat] or ''}, {row[lon] or ''}' "
                "are not two numbers",
                "write degrees with a decimal point, such as 33.40 and 43.91",
            ) from error
        drawn.append(_drawn(point, row))
    return drawn
