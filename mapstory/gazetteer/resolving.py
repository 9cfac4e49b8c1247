"""The names of one story, resolved together: for measuring, and for programs."""

from __future__ import annotations

from collections.abc import Sequence

from mapstory import world
from mapstory.errors import UsageError
from mapstory.gazetteer.choosing import choose_together
from mapstory.world import Feature

_LEAST = 0.0
"""
The margin: whatever is ahead, if something of the story is near it. Nobody can be asked here, and
a story file, which asks, wants five times the people.
"""


def resolve(names: Sequence[str], look_in: str | None = None) -> list[tuple[float, float] | None]:
    """
    Return (lat, lon) of what each name of one story means, or None where that cannot be said.

    Degrees, EPSG:4326, latitude first; in the order of the names, which decides nothing. The
    world as shipped is asked, offline, and no newsroom's gazetteer. Names are chosen
    together as in a story file, but with a lower margin. With `look_in`, a country or a
    first-level division by name or ISO code, only what lies there. Raises UsageError
    (a ValueError) where there is no such area.
    """
    from mapstory.gazetteer import Gazetteer  # noqa: PLC0415, which offers this function

    gazetteer = Gazetteer()
    areas = _areas(look_in) if look_in else []
    asked = {name: gazetteer.candidates(name, look_in=areas) for name in names}
    choices = choose_together(
        list(asked.items()), looking=bool(areas), least=_LEAST, reviewed=False
    )
    chosen = {choice.name: choice.chosen for choice in choices}
    return [(c.lat, c.lon) if (c := chosen[name]) else None for name in names]


def _areas(look_in: str) -> list[Feature]:
    from mapstory.gazetteer import Gazetteer  # noqa: PLC0415, the same

    coded = world.feature(look_in.strip().upper())
    if coded and coded.kind in ("country", "division"):
        return [coded]
    (choice,) = choose_together([(look_in, Gazetteer().area(look_in))], least=_LEAST)
    feature = world.feature(choice.candidates[0].id) if choice.candidates else None
    if feature is None:
        raise UsageError(f"look_in: there is no country or division called '{look_in}'")
    return [feature]
