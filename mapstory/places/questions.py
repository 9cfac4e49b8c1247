"""What each place of a story asks: all that its answer depends on, in words that name no id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

import shapely

from mapstory.lock import DECIMALS
from mapstory.phrases import (
    Locality,
    Named,
    Need,
    PhraseError,
    parse_phrase,
    unquoted,
)
from mapstory.places.localities import names_needed
from mapstory.project import project_of
from mapstory.story import Place, Story, ids_by_name, uses_of
from mapstory.uncertainty import Extent


class LookUp(NamedTuple):
    """A name to look up, what it must be, and the regions in which it is looked for, as written."""

    name: str
    need: Need
    regions: tuple[str, ...]

    def __str__(self) -> str:
        """Return the question: "name 'Ramadi' in Iraq"."""
        noun = {"place": "name", "inside": "place or area"}.get(self.need, self.need)
        where = f" in {' or '.join(self.regions)}" if self.regions else ""
        return f"{noun} '{self.name}'{where}"


class _Line(NamedTuple):
    """A question with the numbers of the lines before it that it leans on, between its words."""

    words: tuple[str, ...]
    on: tuple[int, ...]

    def __str__(self) -> str:
        numbers = [f"[{number + 1}]" for number in self.on]
        return "".join(a + b for a, b in zip(self.words, [*numbers, ""], strict=True))


@dataclass(frozen=True)
class Asking:
    """
    How a place says where it is: the phrase, or None; the names to look up, in order of the text.

    `names` are the names of a phrase with what each must be; `others` the ids of those that are
    places of the story, by where they begin.
    """

    locality: Locality | None
    names: tuple[tuple[Named, Need], ...]
    others: dict[int, str]
    look_ups: tuple[LookUp, ...]


class Questions:
    """The questions of one story: `order` has each place after those that it leans on."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.ids = ids_by_name(story.places)
        self.regions = tuple(sorted(text.value for text in story.look_in))
        self.asking: dict[str, Asking] = {}
        for id_ in _leaning_last(story):
            with suppress(PhraseError):  # which the story has told
                self.asking[id_] = self._asking(story.places[id_])
        self.order = list(self.asking)
        self._lines: dict[str, tuple[_Line, ...]] = {}

    def of(self, place: Place) -> tuple[str, ...]:
        """
        Return the question of a place, as a lock keeps it; () where it cannot be put.

        The places that it leans on must have been asked for, or published, before.
        """
        self._lines[place.id] = lines = self._lines_of(place)
        return tuple(str(line) for line in lines)

    def publish(self, place: Place, extent: Extent) -> None:
        """Let the questions that lean on a protected place tell only what is published of it."""
        shape = shapely.to_wkt(extent.geometry, rounding_precision=DECIMALS)
        self._lines[place.id] = (_Line((f"protected place, published as {shape}",), ()),)

    def _asking(self, place: Place) -> Asking:
        asked = place.asked.value
        locality = parse_phrase(asked) if place.how == "where" else None
        names = names_needed(locality) if locality else ()
        ids = {name.start: self.ids.get(name.text.casefold()) for name, _ in names}
        others = {start: id_ for start, id_ in ids.items() if id_}
        look_ups = [
            LookUp(name.text, need, self.regions)
            for name, need in names
            if name.start not in others and need != "river"
        ]
        if not locality and place.how in ("where", "area"):
            need: Need = "area" if place.how == "area" else "place"
            look_ups = [LookUp(unquoted(asked), need, self.regions)]
        return Asking(locality, names, others, tuple(look_ups))

    def _lines_of(self, place: Place) -> tuple[_Line, ...]:
        asking, asked = self.asking[place.id], " ".join(place.asked.value.split())
        precision = f", precision {place.precision_m:g} m" if place.precision_m is not None else ""
        if asking.locality:
            return self._phrase(place, asking)
        if asking.look_ups:
            return (_Line((f"{asking.look_ups[0]}{precision}",), ()),)
        if place.how == "at":
            return (_Line((f"at {asked}{precision}",), ()),)
        if place.how == "file" and (digest := _digest(self.story, place)):
            return (_Line((f"file {asked}, {digest}",), ()),)
        return ()

    def _phrase(self, place: Place, asking: Asking) -> tuple[_Line, ...]:
        """Return the lines of all names of a phrase, each once, and last its own words."""
        lines: dict[_Line, int] = {}
        words: list[str] = []
        on: list[int] = []
        looked_up = iter(asking.look_ups)
        end = 0
        for name, need in asking.names:
            other = asking.others.get(name.start)
            if other:
                own = self._lines.get(other, ())
            elif need == "river":
                own = (_Line((f"river '{name.text}'",), ()),)
            else:
                own = (_Line((str(next(looked_up)),), ()),)
            if not own:
                return ()
            words.append(_plain(place.asked.value[end : name.start]))
            on.append(_merge(own, lines))
            end = name.end
        words.append(_plain(place.asked.value[end:]))
        return (*lines, _Line(tuple(words), tuple(on)))


def _merge(own: Iterable[_Line], lines: dict[_Line, int]) -> int:
    """Add the lines that are missing, and return the number of the last of them."""
    numbers: list[int] = []
    for line in own:
        moved = _Line(line.words, tuple(numbers[number] for number in line.on))
        numbers.append(lines.setdefault(moved, len(lines)))
    return numbers[-1]


def _leaning_last(story: Story) -> list[str]:
    """Return the ids of places, each after those it leans on; no loop is among them."""
    uses = {id_: {use.place for use in found} for id_, found in uses_of(story.places).items()}
    sorter = TopologicalSorter(uses)
    order: list[str] = []
    with suppress(CycleError):  # which the story has told; the others can be found all the same
        sorter.prepare()
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return order


def _plain(words: str) -> str:
    """Return words with single spaces, which between words and a name stay where they were."""
    plain = " ".join(words.split())
    if not plain:
        return " " if words else ""
    return " " * words[0].isspace() + plain + " " * words[-1].isspace()


def _digest(story: Story, place: Place) -> str:
    """
    Return a digest of a file of the newsroom's, "" if it cannot be read.

    SHA-256, cut to 16 digits. Line ends do not count: version control changes them.
    """
    path = (story.path.parent / place.asked.value).resolve()
    if not path.is_relative_to(project_of(story.path).resolve()):
        return ""
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    digest = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
    return f"sha256 {digest[:16]}"
