"""Names: what the story writes on a plate, and where there is room for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.narrative import State
from mapstory.plates.camera import HEIGHT, WIDTH
from mapstory.plates.layout import Layout
from mapstory.plates.lettering import LINE, lines_of, width_of
from mapstory.plates.marks import HALO_RADIUS, Drawn, Flight
from mapstory.plates.placing import (
    Anchor,
    Placed,
    Size,
    Wish,
    along,
    beside,
    outside,
    place_names,
    within,
)

_WORDS_EM = 0.92
_SHOWN, _OLDER, _LAST = 10, 20, 30
_RANKS: Mapping[State, int] = {"told": 0, "shown": _SHOWN, "dimmed": _OLDER}


@dataclass(frozen=True)
class Name:
    """
    A name as it is written: its lines, its words in small italics below, and its class.

    `em` is the size of its lines, as a share of the text of its plate.
    """

    key: str
    text: str
    look: str
    lines: Sequence[str]
    words: Sequence[str] = ()
    em: float = 1.0
    bold: bool = True
    tracking: float = 0.0
    rank: int = 0

    def size(self, text: float) -> Size:
        """Return the room that it takes where the text of the plate is this large."""
        wide = [
            self.em * (width_of(line, bold=self.bold) + self.tracking * len(line))
            for line in self.lines
        ]
        wide += [_WORDS_EM * width_of(line) for line in self.words]
        return Size(max(wide) * text, self.height * text)

    @property
    def height(self) -> float:
        """Its height, in ems of the plate's text."""
        return LINE * (self.em * len(self.lines) + _WORDS_EM * len(self.words))


@dataclass(frozen=True)
class Written:
    """A name where it stands."""

    name: Name
    placed: Placed


def story_names(
    marks: Sequence[Drawn], flights: Sequence[Flight], layout: Layout, *, rtl: bool
) -> list[tuple[Name, Sequence[Anchor]]]:
    """
    Return what the story says on a plate, the most important first, each with where it may stand.

    Told places say how well they are known; older points keep a small name.
    """
    told = shapely.union_all(
        [each.shape for each in marks if each.state == "told" and each.dimension > 1]
    )
    names: list[tuple[Name, Sequence[Anchor]]] = []
    # The latest of the older ones are the likeliest to be looked for.
    for drawn in reversed(marks):
        if drawn.state == "dimmed" and not drawn.is_point:
            continue
        if not layout.frame.intersects(drawn.shape):
            continue
        name = _name_of_mark(drawn, layout)
        names.append((name, _anchors(drawn, name.size(layout.text), told, layout, rtl=rtl)))
    for flight in flights:
        if flight.arrow.label and flight.state != "dimmed":
            name = _name_of_flight(flight, layout)
            names.append((name, outside(flight.curve, name.size(layout.text))))
    return sorted(names, key=lambda pair: pair[0].rank)


def place_story(
    names: Sequence[tuple[Name, Sequence[Anchor]]],
    marks: Sequence[Drawn],
    flights: Sequence[Flight],
    layout: Layout,
) -> list[Written]:
    """
    Return the story's names where they stand.

    They stand clear of everything drawn. Those of now that find no room there may stand on lines
    and on what is older; those that are told at the last on anything but another name. Others are
    left out.
    """
    hard = shapely.union_all(list(_pins([each for each in marks if each.state != "dimmed"])))
    everything = shapely.union_all([hard, *_pins(marks), *_lines(marks, flights)])
    by_key = {name.key: name for name, _ in names}
    wishes = [Wish(name.key, name.size(layout.text), anchors) for name, anchors in names]
    placed: list[Placed] = []
    for obstacles, below in ((everything, _LAST), (hard, _OLDER), (shapely.Point(), _SHOWN)):
        done = {each.key for each in placed}
        missing = [w for w in wishes if w.key not in done and by_key[w.key].rank < below]
        placed += place_names(
            missing,
            frame=layout.frame,
            obstacles=obstacles,
            placed=placed,
            most=layout.story_names - len(placed),
        )
    return [Written(by_key[each.key], each) for each in placed]


def drawn_over(marks: Sequence[Drawn], flights: Sequence[Flight]) -> BaseGeometry:
    """Return what no name of the base map may stand on."""
    return shapely.union_all([*_pins(marks), *_lines(marks, flights)])


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two names share a word that is more than an article."""
    words = _words(one)
    heavy = {word for word in words if len(word) > 3 or len(words) == 1}  # noqa: PLR2004, an article
    return bool(heavy & set(_words(other)))


@lru_cache(maxsize=4096)
def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.lower().replace(",", " ").replace("-", " ").split()


def _name_of_mark(drawn: Drawn, layout: Layout) -> Name:
    mark, state = drawn.mark, drawn.state
    told_point = state == "told" and drawn.is_point
    look = f"is-{state}" + (" is-point" if drawn.is_point else "")
    said = mark.words if mark.soft and state != "dimmed" else ""
    bold = state != "dimmed"
    return Name(
        key=mark.id,
        text=mark.label,
        look=look,
        lines=lines_of(mark.label, layout.line_em, bold=bold),
        words=lines_of(said, layout.line_em / _WORDS_EM) if said else (),
        em=1.08 if told_point else 1.0 if bold else _WORDS_EM,
        bold=bold,
        rank=_RANKS[state] + (0 if drawn.is_point else 2 if mark.soft else 3),
    )


def _name_of_flight(flight: Flight, layout: Layout) -> Name:
    return Name(
        key=flight.arrow.id,
        text=flight.arrow.label,
        look=f"is-{flight.state}",
        lines=lines_of(flight.arrow.label, layout.line_em, bold=True),
        rank=_RANKS[flight.state] + 1,
    )


def _anchors(
    drawn: Drawn, size: Size, told: BaseGeometry, layout: Layout, *, rtl: bool
) -> list[Anchor]:
    if drawn.is_point:
        return [spot for at in drawn.points() for spot in beside(at, drawn.radius, rtl=rtl)]
    if drawn.dimension > 1:
        roomy = [] if drawn.is_tiny else within(drawn.shape, size, layout.frame)
        return [*roomy, *beside(drawn.middle, HALO_RADIUS, rtl=rtl)]
    spots = along(drawn.shape, 14.0 if drawn.mark.soft else 8.0, layout.frame)
    # What names a line would seem to name the area that it stands in.
    return sorted(spots, key=lambda spot: told.intersects(shapely.centroid(spot.box(size))))


def _pins(marks: Sequence[Drawn]) -> Iterator[BaseGeometry]:
    for drawn in marks:
        for x, y in drawn.points() if drawn.is_point else ():
            yield shapely.Point(x, y).buffer(drawn.radius + 1)
        if drawn.is_tiny:
            yield shapely.Point(drawn.middle).buffer(HALO_RADIUS + 1)


def _lines(marks: Sequence[Drawn], flights: Sequence[Flight]) -> Iterator[BaseGeometry]:
    yield from (flight.curve.area.buffer(3) for flight in flights)
    for drawn in marks:
        if drawn.dimension == 1 and drawn.state != "dimmed":
            near = shapely.clip_by_rect(drawn.shape, -20, -20, WIDTH + 20, HEIGHT + 20)
            yield near.buffer(9 if drawn.mark.soft else 3)
