"""How much room a name takes on the map, before any browser has set it."""

from __future__ import annotations

from typing import Final

from mapstory.atlas.model import Kind

LETTER_PX: Final[dict[Kind, float]] = {
    "country": 11.2,
    "division": 9.0,
    "region": 9.0,
    "sea": 8.2,
    "lake": 7.0,
    "river": 6.6,
    "town": 6.4,
}
"""Mean width of a letter as styles/names.css sets it, its spacing included."""

_ARABIC_PX = 6.5  # joined letters, in every style


def length_px(name: str, kind: Kind) -> float:
    """Return about how long a name is, in pixels."""
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in name)
    return (_ARABIC_PX if arabic else LETTER_PX[kind]) * max(3, len(name))
