"""The events of a story: their ids, dates, sources, and the places and groups that they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from mapstory.contract import Fields, Key, Spot, id_from
from mapstory.coordinates import CoordinateError, parse_coordinates
from mapstory.dates import DateError, When, parse_when
from mapstory.source import Text
from mapstory.story.event_keys import EventKeys, MoveKeys, ShowKeys, SourceKeys, ViewKeys
from mapstory.story.images import read_images
from mapstory.story.keys import CorrectionKeys
from mapstory.story.model import Citation, Correction, Event, Move, Show
from mapstory.story.references import Names
from mapstory.text import check_markdown

_LINKED = re.compile(r"\]\(\s*<?(group|place):([^\s)>]+)")
_MOST_FAULTS = 50
_SOME_DAY = When(date(2015, 5, 24), date(2015, 5, 24), approximate=False, unit="day")


@dataclass(frozen=True)
class Known:
    """
    What an event can name: places, groups, and the day from which its dates count.

    `unsure` says that a dateline is there and could not be read.
    """

    places: Names
    groups: Names
    dateline: When | None
    unsure: bool = False


def read_date(text: Text | None, spot: Spot, *, dateline: When | None) -> When | None:
    """Return the days that a date means, or tell why it cannot be read."""
    if text is None:
        return None
    try:
        return parse_when(text.value, dateline=dateline)
    except DateError as error:
        end = len(text.value) if error.end is None else error.end
        whole = error.start == 0 and end == len(text.value)
        width = None if whole else max(1, end - error.start)
        spot.tell(text, f"{spot}: {error.what}", error.fix, start=error.start, width=width)
    return None


def read_own_date(text: Text | None, spot: Spot, *, dateline: When | None) -> When | None:
    """Return the days of a date that counts from no other: a source's, or the dateline itself."""
    if text is None:
        return None
    if _counts(text):
        day = parse_when(text.value, dateline=dateline).iso if dateline else "2015-05-24"
        fix = f"write the date itself, such as {spot.key}: {day}"
        spot.tell(text, f"{spot} is '{text.brief}', and must not count from another date", fix)
        return None
    return read_date(text, spot, dateline=None)


def _counts(text: Text) -> bool:
    """Tell whether a date counts from the dateline, whatever day that is."""
    try:
        parse_when(text.value, dateline=_SOME_DAY)
    except DateError:
        return False
    try:
        parse_when(text.value, dateline=None)
    except DateError:
        return True
    return False


def read_events(items: Sequence[Fields], known: Known, *, path: Path) -> tuple[Event, ...]:
    """Return the events of the story file at `path`, in order, and tell what is wrong with them."""
    ids = _ids(items)
    return tuple(
        _event(fields, id_, known, steps=ids, path=path)
        for fields, id_ in zip(items, ids, strict=True)
    )


def read_corrections(items: Sequence[Fields]) -> tuple[Correction, ...]:
    """Return the corrections whose date and text could be read."""
    read = []
    for fields in items:
        when = read_own_date(
            fields[CorrectionKeys.date], fields.at(CorrectionKeys.date), dateline=None
        )
        text = fields[CorrectionKeys.text]
        if when and text:
            read.append(Correction(when, text.value))
    return tuple(read)


def _ids(items: Sequence[Fields]) -> list[str]:
    """Return an id for every event, given or made from its title, and tell of any that repeats."""
    ids: dict[str, Fields] = {}
    made: list[str] = []
    for number, fields in enumerate(items, start=1):
        given, title = fields[EventKeys.id], fields[EventKeys.title]
        id_ = given.value if given else id_from(title.value) if title else ""
        if not id_:
            if title:
                what = (
                    f"the title of {fields.spot.owner} has no letter or digit to make its link from"
                )
                fields.spot.tell(title, what, f"add a line: id: event-{number}")
            id_ = f"-{number}"  # no writer's id begins with a hyphen
        if id_ in ids:
            _refuse_same_id(id_, fields, ids[id_])
        ids.setdefault(id_, fields)
        made.append(id_)
    return made


def _refuse_same_id(id_: str, fields: Fields, other: Fields) -> None:
    given, title = fields[EventKeys.id], fields[EventKeys.title]
    given_there, title_there = other[EventKeys.id], other[EventKeys.title]
    there = given_there or title_there
    named = f"{other.spot.owner} in line {there.line if there else other.node.line}"
    fix = f"give one of them another id, such as id: {id_}-2"
    if given or given_there:
        what = f"{fields.spot.owner} has the id '{id_}', and so has {named}"
    elif title and title_there and title.value == title_there.value:
        what = f"{fields.spot.owner} has the same title as {named}, and so the same link"
        fix = f"give one of them another title, or a line such as id: {id_}-2"
    else:
        what = (
            f"the title of {fields.spot.owner} makes the link '{id_}', and so does that of {named}"
        )
        fix = f"add a line such as id: {id_}-2"
    if node := given or title:
        fields.spot.tell(node, what, fix)


def _event(fields: Fields, id_: str, known: Known, *, steps: Sequence[str], path: Path) -> Event:
    typed = fields[EventKeys.when]
    unknown = typed is not None and known.unsure and _counts(typed)
    spot = fields.at(EventKeys.when)
    when = None if unknown else read_date(typed, spot, dateline=known.dateline)
    view = fields[EventKeys.view]
    event = Event(
        id=id_,
        title=fields.words(EventKeys.title),
        when=when,
        at=_places(fields, EventKeys.at, known),
        show=_shown(fields, known),
        moves=_moves(fields, known),
        text=_markdown(fields, known, steps=steps),
        alt=fields.words(EventKeys.alt),
        image=read_images(fields[EventKeys.image] or (), path=path),
        status=fields[EventKeys.status] or "reported",
        sources=_citations(fields, known),
        view=_places(view, ViewKeys.fit, known) if view else (),
        keep=fields[EventKeys.keep] or "dimmed",
        node=fields.node,
    )
    _advise(fields)
    return event


def _places(fields: Fields, key: Key[tuple[Text, ...]], known: Known) -> tuple[str, ...]:
    texts = fields[key] or ()
    pair = ", ".join(text.value for text in texts)
    if _are_coordinates(pair):
        what = f"{fields.at(key)} is coordinates, and should be the id of a place"
        place = f'my-place: {{at: "{pair}"}}'
        fix = f"add them under 'places', such as {place}; and write {key.name}: my-place"
        fields.spot.tell(texts[0], what, fix)
        return ()
    found = (known.places.find(text, fields.at(key)) for text in texts)
    return tuple(dict.fromkeys(place for place in found if place))


def _are_coordinates(text: str) -> bool:
    try:
        parse_coordinates(text)
    except CoordinateError:
        return False
    return True


def _one(fields: Fields, key: Key[Text], names: Names) -> str | None:
    text = fields[key]
    return names.find(text, fields.at(key)) if text else None


def _shown(fields: Fields, known: Known) -> tuple[Show, ...]:
    shown = []
    for item in fields[EventKeys.show] or ():
        group = None
        if isinstance(item, Text):
            place = known.places.find(item, fields.at(EventKeys.show))
        else:
            place = _one(item, ShowKeys.place, known.places)
            group = _one(item, ShowKeys.group, known.groups)
        if place:
            shown.append(Show(place, group))
    return tuple(shown)


def _moves(fields: Fields, known: Known) -> tuple[Move, ...]:
    moves = []
    for item in fields[EventKeys.moves] or ():
        origin = _one(item, MoveKeys.origin, known.places)
        target = _one(item, MoveKeys.target, known.places)
        group = _one(item, MoveKeys.group, known.groups)
        if origin and origin == target:
            what = f"{item.spot.owner} goes from '{origin}' to '{origin}', which is no move"
            fix = "give two different places; to mark one place, name it in 'show'"
            item.spot.tell(item.nodes["to"], what, fix)
        elif origin and target:
            label = item.words(MoveKeys.label)
            moves.append(Move(origin, target, group, label, item[MoveKeys.count]))
    return tuple(moves)


def _citations(fields: Fields, known: Known) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            publisher=item.words(SourceKeys.publisher),
            url=item[SourceKeys.url] or "",
            date=read_own_date(
                item[SourceKeys.date], item.at(SourceKeys.date), dateline=known.dateline
            ),
            note=item.words(SourceKeys.note),
        )
        for item in fields[EventKeys.sources] or ()
    )


def _markdown(fields: Fields, known: Known, *, steps: Sequence[str]) -> str:
    text = fields[EventKeys.text]
    if text is None:
        return ""
    for kind, id_ in _LINKED.findall(text.value):
        (known.groups if kind == "group" else known.places).used.add(id_)
    lines = text.value.split("\n")
    faults = check_markdown(
        text.value, groups=known.groups.names, places=known.places.names, steps=steps
    )
    for fault in faults[:_MOST_FAULTS]:
        line = lines[fault.line]
        start = sum(len(before) + 1 for before in lines[: fault.line])
        column, width = _part_at_fault(line, fault.what)
        what = f"{fields.at(EventKeys.text)}: {fault.what}"
        fields.spot.tell(text, what, fault.fix, start=start + column, width=width)
    return text.value


def _part_at_fault(line: str, what: str) -> tuple[int, int]:
    """Return where in a line the words are that a fault quotes, and how long; else the line."""
    for quoted in re.findall(r"'([^']+)'", what):
        if quoted in line:
            return line.index(quoted), len(quoted)
    text = line.strip()
    return line.index(text), len(text) or 1


def _advise(fields: Fields) -> None:
    """Tell, as notes, what a good step has and this one has not."""
    spot, node = replace(fields.spot), fields.nodes.get("title", fields.node)
    if not any(key in fields.nodes for key in ("at", "show", "moves", "view")):
        fix = "add where it happened, such as at: ramadi; or what to show: show: [ramadi]"
        spot.tell(node, f"{spot.owner} shows no place on the map", fix, warning=True)
    if "alt" not in fields.nodes:
        what = f"{spot.owner} has no 'alt', so those who cannot see its map are told nothing of it"
        fix = "add a line such as alt: An arrow runs from Ramadi to the border."
        spot.tell(node, what, fix, warning=True)
    if "sources" not in fields.nodes:
        what = f"{spot.owner} has no 'sources'"
        fix = "add a line such as sources: [{publisher: Sky News, date: 2015-05-25}]"
        spot.tell(node, what, fix, warning=True)
