"""Web Mercator (EPSG:3857) in pixels at zoom 0, where the world is 256 pixels wide."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

WORLD_PX = 256.0

_Floats = NDArray[np.float64]


def projected(lon: ArrayLike, lat: ArrayLike) -> tuple[_Floats, _Floats]:
    """Return x to the east and y to the south of the corner at 180° W, 85.05° N."""
    x = WORLD_PX * (np.asarray(lon, dtype=float) / 360 + 0.5)
    y = WORLD_PX * (0.5 - np.arctanh(np.sin(np.radians(lat))) / (2 * np.pi))
    return x, y


def unprojected(x: ArrayLike, y: ArrayLike) -> tuple[_Floats, _Floats]:
    """Return the longitude and the latitude, in degrees, of a point in pixels at zoom 0."""
    lon = 360 * (np.asarray(x, dtype=float) / WORLD_PX - 0.5)
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * np.asarray(y, dtype=float) / WORLD_PX))))
    return lon, lat
