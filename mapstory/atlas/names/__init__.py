"""The names on a base map: those of land, waters, rivers and towns."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

from mapstory.atlas.land import Division
from mapstory.atlas.model import Label
from mapstory.atlas.names.land import country_labels, division_labels
from mapstory.atlas.names.rivers import river_labels
from mapstory.atlas.names.towns import town_labels
from mapstory.atlas.names.waters import water_labels
from mapstory.atlas.views import View

_CLOSER = 1.0  # zooms that readers are thought to go closer by themselves


def labels_of(
    faces: Sequence[tuple[BaseGeometry, str]],
    divisions: Sequence[Division],
    cut: BaseGeometry,
    views: Sequence[View],
    *,
    home: set[str],
    meridian: float,
    language: str,
) -> tuple[Label, ...]:
    """Return all names within the cut, in the language (BCP 47) or as they are mostly known."""
    labels = (
        *country_labels(faces, divisions, cut, views, language=language),
        *division_labels(divisions, cut, home=home, language=language),
        *water_labels(cut, meridian, language=language),
        *river_labels(cut, meridian, views, language=language),
        *town_labels(cut, meridian, views, language=language),
    )
    # Natural Earth has islets without a name.
    return tuple(
        label
        for label in labels
        if label.name and label.at.intersects(cut) and _is_seen(label, views)
    )


def _is_seen(label: Label, views: Sequence[View]) -> bool:
    """Tell whether a camera of the story, or a reader a zoom closer, comes to see the name."""
    least = (label.zoom or 0.0) - _CLOSER
    return any(
        least <= view.zoom and (view is views[0] or label.at.intersects(view.box)) for view in views
    )
