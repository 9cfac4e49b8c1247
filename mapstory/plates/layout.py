"""Layouts: how a plate is dressed for a narrow and for a wide figure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.plates.camera import HEIGHT, WIDTH

_EDGE = 6.0  # no name stands closer to the edge


@dataclass(frozen=True)
class Layout:
    """
    What is measured in pixels of the screen: pins, arrows and names, at a width of the figure.

    `text` is the largest that the style makes the text, in units of this layout: it gets
    smaller the wider the figure is, so that it is read at about 13 pixels at any width. A line
    of a name is at most `line_em` ems wide.
    """

    name: str
    width: float
    text: float
    line_em: float
    story_names: int
    towns: int
    regions: int

    @cached_property
    def by(self) -> float:
        """How many units of paper one of its own is."""
        return WIDTH / self.width

    @cached_property
    def frame(self) -> BaseGeometry:
        """The room in which names stand, in its own units."""
        return shapely.box(_EDGE, _EDGE, WIDTH / self.by - _EDGE, HEIGHT / self.by - _EDGE)


LAYOUTS = (
    Layout("narrow", 340.0, 13.0, line_em=9.5, story_names=6, towns=4, regions=4),
    Layout("wide", 600.0, 15.5, line_em=12.0, story_names=9, towns=5, regions=6),
)
