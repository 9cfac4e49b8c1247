"""Hatching: the first group with areas is filled, those after it are hatched, so both are seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from mapstory.narrative import Narrative
from mapstory.plates.symbols import written_hatch, written_scaled_hatch


@dataclass
class Hatching:
    """
    The fillings of a story: `patterns` has the id of each group that is hatched.

    A filling is as large as what it fills is drawn, so there is one more for each scale at which
    the shapes of places are shown.
    """

    colors: Mapping[str, str]
    patterns: Mapping[str, str]
    _scales: list[float] = field(default_factory=list)
    _scaled: set[tuple[str, float]] = field(default_factory=set)

    def scaled(self, group: str, scale: float) -> str:
        """Return the id of a group's filling for what is drawn at this scale."""
        if scale not in self._scales:
            self._scales.append(scale)
        self._scaled.add((group, scale))
        return self._identity(group, scale)

    def written(self) -> Markup:
        """Return all fillings that were asked for, and those that everything else uses."""
        angles = {group: -45 if n % 2 else 45 for n, group in enumerate(self.patterns)}
        plain = [
            written_hatch(pattern, self.colors[group], angle=angles[group])
            for group, pattern in self.patterns.items()
        ]
        scaled = [
            written_scaled_hatch(
                self._identity(group, scale),
                self.patterns[group],
                angle=angles[group],
                by=1 / scale,
            )
            for group, scale in sorted(self._scaled)
        ]
        return Markup("").join([*plain, *scaled])

    def _identity(self, group: str, scale: float) -> str:
        return f"{self.patterns[group]}-{self._scales.index(scale) + 1}"


def hatching_of(
    narrative: Narrative, shapes: Mapping[str, BaseGeometry], colors: Mapping[str, str]
) -> Hatching:
    """Return the fillings of a story."""
    with_areas = {
        mark.group
        for layer in narrative.layers
        for mark in layer.marks
        if not mark.soft and shapely.get_dimensions(shapes[mark.place]) > 1
    }
    areas = [group for group in colors if group in with_areas]
    return Hatching(colors, {group: f"mapstory-hatch-{group}" for group in areas[1:]})
