"""Where the rivers of the world are that a phrase names."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.phrases import Named
from mapstory.places.found import CannotSayError
from mapstory.uncertainty import Extent, disc, radial
from mapstory.uncertainty.geodesic import midpoint, nearest
from mapstory.world.rivers import COURSE_ERROR_M, River, course_of, river_named, rivers_like

_MOUTH_ERROR_M = 5_000.0
"""How far off a mouth of the table may be, which is given to hundredths of a degree or so."""

_MEET_M = 4 * COURSE_ERROR_M
"""So far apart two drawn courses may pass and still meet: twice the error of each."""


def extent_of_river(named: Named) -> Extent:
    """
    Return the drawn course of a river of the world, with how far off it may be.

    Raises CannotSayError where no river is called so, or none is drawn.
    """
    river = _river(named)
    course = course_of(river.id)
    if course is None:
        raise CannotSayError(
            f"the course of the {river.names['en']} is not in the map's data",
            "give the stretch as a file (`file:`), or say it by a town, such as 'near ramadi'",
            start=named.start,
            width=named.end - named.start,
        )
    centre, radial_m = radial(course)
    return Extent(course, radial_m + COURSE_ERROR_M, centre, margin_m=COURSE_ERROR_M)


def extent_of_mouth(named: Named) -> Extent:
    """Return where a river of the world meets the sea, a lake or the river that it flows into."""
    river = _river(named)
    if river.mouth is None:
        raise no_meeting(named, f"where the {river.names['en']} ends is not in the map's data")
    return disc(*river.mouth, _MOUTH_ERROR_M)


def extent_of_confluence(first: Named, second: Named) -> Extent:
    """
    Return where two rivers of the world meet.

    A river's mouth where the table has it, else where the two drawn courses come nearest to one
    another. Raises CannotSayError where they do not.
    """
    rivers = _river(first), _river(second)
    for one, other in (rivers, rivers[::-1]):
        if one.into == other.id and one.mouth:
            return disc(*one.mouth, _MOUTH_ERROR_M)
    courses = [course_of(river.id) for river in rivers]
    if courses[0] is not None and courses[1] is not None:
        near = nearest_to_each_other(courses[0], courses[1])
        if near is not None:
            return near
    names = " and the ".join(river.names["en"] for river in rivers)
    raise no_meeting(second, f"the map's data have no point where the {names} meet")


def nearest_to_each_other(first: BaseGeometry, second: BaseGeometry) -> Extent | None:
    """Return where two courses come nearest to one another, or None if that is not near."""
    link = shapely.shortest_line(first, second)
    start = shapely.get_coordinates(link)[0]
    on_second = nearest(second, (start[0], start[1]))
    on_first = nearest(first, on_second)
    centre, apart_m = midpoint(on_first, on_second)
    return disc(*centre, apart_m / 2 + COURSE_ERROR_M) if apart_m <= _MEET_M else None


def _river(named: Named) -> River:
    found = river_named(named.text)
    if found is not None:
        return found
    like = [f"the {river.names['en']}" for river in rivers_like(named.text)]
    meant = f"did you mean {' or '.join(like)}? Or give" if like else "give"
    raise CannotSayError(
        f"no river is called '{named.text}' in the map's data",
        f"{meant} it as a place of its own, with a file (`file:`)",
        start=named.start,
        width=named.end - named.start,
    )


def no_meeting(named: Named, what: str) -> CannotSayError:
    """Return the error of a point on a river that is not on the map."""
    return CannotSayError(
        what,
        "give the point by coordinates (`at:`) with a precision",
        start=named.start,
        width=named.end - named.start,
    )
