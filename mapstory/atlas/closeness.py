"""Whether a story looks closer at its base map than the drawn data carry."""

from __future__ import annotations

import numpy as np

from mapstory.atlas.detail import frame_zoom
from mapstory.bounds import Bounds, near
from mapstory.errors import Problem
from mapstory.narrative import Narrative
from mapstory.story import Story

ERROR_M = 500.0
"""About how far a coast or a border is from where it is: Natural Earth's 1:10m, at 0.003°."""

_COARSE_MM = 2.0
"""
How much of that on the screen is plainly wrong: twice what can be told on a map at all, a
thousandth of its scale in metres (W. Tobler, Measuring spatial resolution, 1987).
"""

_SCALE_AT_ZOOM_0 = 559_082_264.0287178
"""Of Web Mercator at the equator, for pixels of 0.28 mm (OGC 07-057r7, annex E.4)."""


def coarse_zoom(lat: float) -> float:
    """Return the zoom from which on the drawn map is plainly coarse, at a latitude in degrees."""
    scale = ERROR_M / _COARSE_MM * 1_000
    return float(np.log2(_SCALE_AT_ZOOM_0 * np.cos(np.radians(lat)) / scale))


def notes_on_closeness(story: Story, narrative: Narrative) -> list[Problem]:
    """Return a note that names the events whose camera looks too close, if there are any."""
    if not story.basemap.atlas or story.basemap.tiles or story.basemap.file:
        return []
    bounds = {step.id: step.bounds for step in narrative.steps}
    close = [
        (number, event)
        for number, event in enumerate(story.events, start=1)
        if (event.view or event.at or event.show or event.moves) and _is_close(bounds[event.id])
    ]
    if not close:
        return []
    named = [f"{number} ('{event.title}')" for number, event in close]
    if len(named) == 1:
        subject = f"event {named[0]} looks"
    else:
        subject = f"events {', '.join(named[:-1])} and {named[-1]} look"
    what = (
        f"{subject} closer than the drawn base map carries: its coasts and borders may be "
        f"{ERROR_M:.0f} m from where they are"
    )
    fix = (
        "name a provider of tiles, as in basemap: OpenStreetMap.Mapnik, or bring a file of them, "
        "as in basemap: {file: tiles.mbtiles}"
    )
    return [close[0][1].node.problem(f"{what}; {fix}", fix, warning=True)]


def _is_close(bounds: Bounds) -> bool:
    frame = near(bounds, 0.0)
    return frame_zoom(frame) > coarse_zoom((frame[1] + frame[3]) / 2)
