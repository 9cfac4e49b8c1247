"""The camera of a plate: which part of the Web Mercator world it shows, and how large."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapstory.atlas.mercator import projected
from mapstory.bounds import Bounds

WIDTH, HEIGHT = 600.0, 450.0
"""The paper of a plate, in its own units: those of its `viewBox`."""

_MARGIN = 30.0  # kept free on every side, for names
_BEYOND = 20.0
_CLOSEST_ZOOM = 16.0  # of a frame that has no extent at all


@dataclass(frozen=True)
class Camera:
    """`left` and `top` are in pixels of Web Mercator at zoom 0, each `scale` units of paper."""

    left: float
    top: float
    scale: float

    @property
    def zoom(self) -> float:
        """The zoom at which the world is as large as on this paper, where its unit is a pixel."""
        return math.log2(self.scale)

    def drawn(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in degrees (EPSG:4326) as it lies on the paper, in its units."""

        def on_paper(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
            x, y = projected(degrees[:, 0], degrees[:, 1])
            return np.stack([(x - self.left) * self.scale, (y - self.top) * self.scale], axis=1)

        return shapely.transform(shape, on_paper)

    def transform(self, origin: tuple[float, float], unit: float) -> str:
        """Return the transform that puts what is drawn in units from an origin on the paper."""
        x, y = (origin[0] - self.left) * self.scale, (origin[1] - self.top) * self.scale
        return f"translate({figure(x)} {figure(y)})scale({unit * self.scale:.4g})"


def camera_of(bounds: Bounds) -> Camera:
    """Return the camera that shows a box (degrees, longitudes running on) as large as may be."""
    west, south, east, north = bounds
    (left, right), (top, bottom) = projected([west, east], [north, south])
    across, down = max(float(right - left), 1e-9), max(float(bottom - top), 1e-9)
    fitting = min((WIDTH - 2 * _MARGIN) / across, (HEIGHT - 2 * _MARGIN) / down)
    scale = min(fitting, 2.0**_CLOSEST_ZOOM)
    return Camera(
        left=float(left + right) / 2 - WIDTH / 2 / scale,
        top=float(top + bottom) / 2 - HEIGHT / 2 / scale,
        scale=scale,
    )


def paper() -> BaseGeometry:
    """Return the paper and a little more: what lies outside is not drawn."""
    return shapely.box(-_BEYOND, -_BEYOND, WIDTH + _BEYOND, HEIGHT + _BEYOND)


def figure(value: float) -> str:
    """Return a length on paper as it is written: to a tenth of its unit."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def whole(value: float) -> str:
    """Return a length on paper to a whole unit: where a name or a pin stands."""
    return str(round(value))
