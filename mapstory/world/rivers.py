"""
The world's large and newsworthy rivers by name, and which of the unnamed courses are theirs.

`rivers.csv` is this project's own table. Beside the names, a river has points (lon, lat) in
degrees: towns, bridges and gauges on its banks, to about 2 km. The courses of `world.sqlite`
that they lie on are the river's; a river that the 1:50m data leave out has none. `into` is the
river of the table that it flows into, and `mouth` where it does, or where it meets the sea.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from mapstory import world
from mapstory.world.key import key_of

if TYPE_CHECKING:
    from shapely.geometry import MultiLineString
    from shapely.geometry.base import BaseGeometry

ON_COURSE_M = 12_000.0
"""How far a point of the table may lie from the course that is taken for the river's."""

COURSE_ERROR_M = 6_000.0
"""
How far a river may be from its drawn course: of the table's points on rivers that are drawn, 95
of 100 lie within so much of the course (`tests/test_rivers.py` measures it).
"""

_WORD = re.compile(
    r"\b(?:the|river|rivers|nahr|nehri|rio|río|fleuve|fluss|fluß|strom|reka|jiang|daria|darya)\b"
    r"|نهر",
    re.IGNORECASE,
)
_BOX_DEG = 0.3
_GAP_DEG = 0.5  # what a lake or a reservoir takes out of a course
_MOUTH_DEG, _SAME_DEG = 0.05, 0.001
_DEGREE_M = 111_195.0  # of a great circle, on a sphere of 6,371 km
_LANGUAGES = ("en", "ar", "fr", "de", "es")


@dataclass(frozen=True)
class River:
    """A river of the table. `names` is by language; positions are (lon, lat)."""

    id: str
    names: Mapping[str, str]
    other_names: tuple[str, ...]
    into: str
    mouth: tuple[float, float] | None
    points: tuple[tuple[float, float], ...]

    def name(self, language: str) -> str:
        """Return what the river is called in a language (BCP 47), or else in English."""
        return self.names.get(language.lower().split("-")[0], self.names["en"])


def river_named(name: str) -> River | None:
    """Return the river of this name in any language, with or without the word for river."""
    found = _by_key()
    return found.get(key_of(name)) or found.get(_key(name))


def rivers_like(name: str, *, limit: int = 3) -> list[River]:
    """Return the rivers whose names are spelt most like this one, the likest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415, only after a miss

    found = _by_key()
    alike = process.extract(
        _key(name), list(found), scorer=fuzz.ratio, score_cutoff=70.0, limit=3 * limit
    )
    return list({found[key].id: found[key] for key, _, _ in alike}.values())[:limit]


def rivers() -> Mapping[str, River]:
    """Return the rivers of the table by id."""
    return _table()


@cache
def course_of(identity: str) -> MultiLineString | None:
    """
    Return the drawn course of the river with this id, EPSG:4326; None where none is drawn.

    Each point chooses the nearest course within `ON_COURSE_M`. The data may have two rivers in
    one course, as the two called Colorado or the Paraguay and the lower Paraná. So only what
    hangs together with a point stays, a river of the table ends at its mouth, and what is another
    one's that flows into it is not its own.
    """
    import shapely  # noqa: PLC0415, names are looked up without it

    river = _table()[identity]
    nearest = [(point, _nearest_course(point)) for point in river.points]
    chosen = {course.wkb: course for _, course in nearest if course is not None}
    if not chosen:
        return None
    starts = shapely.union_all([shapely.Point(at) for at, course in nearest if course is not None])
    mouth = shapely.Point(river.mouth) if river.into and river.mouth else shapely.Point()
    others = [course_of(other.id) for other in _table().values() if other.into == identity]
    whole = shapely.union_all(list(chosen.values()))
    whole = shapely.difference(whole, shapely.buffer(mouth, _MOUTH_DEG))
    whole = shapely.difference(whole, shapely.buffer(shapely.union_all(others), _SAME_DEG))
    left = shapely.get_parts(shapely.line_merge(whole)).tolist()
    course = [piece for piece in left if piece.dwithin(starts, _BOX_DEG)]
    fresh = course
    while fresh:
        left = [piece for piece in left if piece not in course]
        fresh = [piece for piece in left if any(_go_on(piece, one, mouth) for one in fresh)]
        course = course + fresh
    return shapely.MultiLineString(course)


def _go_on(piece: BaseGeometry, other: BaseGeometry, mouth: BaseGeometry) -> bool:
    """Tell whether one piece of a course goes on in another, and not by way of its mouth."""
    import shapely  # noqa: PLC0415, names are looked up without it

    link = shapely.shortest_line(piece, other)
    return link.length <= _GAP_DEG and not link.dwithin(mouth, 2 * _MOUTH_DEG)


def _nearest_course(point: tuple[float, float]) -> MultiLineString | None:
    import shapely  # noqa: PLC0415, names are looked up without it

    lon, lat = point
    across = math.cos(math.radians(lat))
    wide = _BOX_DEG / across
    courses = world.rivers_within((lon - wide, lat - _BOX_DEG, lon + wide, lat + _BOX_DEG))
    best, nearest_m = None, ON_COURSE_M
    for course, _ in courses:
        flat = shapely.transform(course, lambda points: (points - point) * (across, 1.0))
        metres = shapely.distance(flat, shapely.Point(0, 0)) * _DEGREE_M
        if metres < nearest_m:
            best, nearest_m = course, metres
    return best


@cache
def _table() -> Mapping[str, River]:
    text = (resources.files("mapstory.world") / "rivers.csv").read_text(encoding="utf-8")
    return {
        row["id"]: River(
            id=row["id"],
            names={language: row[language] for language in _LANGUAGES},
            other_names=tuple(_split(row["other_names"])),
            into=row["into"],
            mouth=next(_positions(row["mouth"]), None),
            points=tuple(_positions(row["points"])),
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _by_key() -> Mapping[str, River]:
    found: dict[str, River] = {}
    for main in (True, False):  # a main name outranks another river's other name
        for river in _table().values():
            for name in river.names.values() if main else (river.id, *river.other_names):
                for key in (key_of(name), _key(name)):
                    found.setdefault(key, river)
    found.pop("", None)
    return found


def _key(name: str) -> str:
    return key_of(_WORD.sub(" ", name))


def _split(cell: str) -> Iterator[str]:
    return (part.strip() for part in cell.split(";") if part.strip())


def _positions(cell: str) -> Iterator[tuple[float, float]]:
    for part in _split(cell):
        lon, lat = part.split()
        yield float(lon), float(lat)
