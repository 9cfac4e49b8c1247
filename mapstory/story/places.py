"""The places of a story: how each says where it is, and whether that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from mapstory.contract import Fields, Spot
from mapstory.coordinates import CoordinateError, parse_coordinates
from mapstory.phrases import Named, PhraseError, names_in, parse_phrase, unquoted
from mapstory.source import Text
from mapstory.story.files import SHAPE_ENDINGS, check_file
from mapstory.story.keys import PROTECT_LIMITS_M, PlaceKeys
from mapstory.story.model import Place

_LONGEST = 300

_How = Literal["where", "at", "area", "file"]


class Use(NamedTuple):
    """A place that the phrase of another one names."""

    place: str
    text: Text
    named: Named


def read_places(
    entries: Mapping[str, tuple[Text, Text | Fields | None]], *, spot: Spot, path: Path
) -> dict[str, Place]:
    """Return the places whose value could be read, by id, and tell what is wrong with them."""
    places = {}
    for id_, (key, value) in entries.items():
        if isinstance(value, Text):
            place = _place(id_, "where", value, None, key)
        elif value is not None and (asked := _asked(value)):
            place = _place(id_, *asked, value, key)
        else:
            continue
        places[id_] = place
        _check(place, Spot(spot.problems, f"place '{id_}'", place.how), path=path)
        if isinstance(value, Fields):
            _refuse_idle_precision(value, place)
    _refuse_loops(places, spot)
    return places


def ids_by_name(places: Mapping[str, Place]) -> dict[str, str]:
    """
    Return the ids of places by what a phrase may call them, in lower case (`str.casefold`).

    That is the id, or the name that the writer gave, with and without its article: phrases
    drop it. An id outranks another place's name. Any other name is one to look up.
    """
    named = [(place.name.casefold(), place.id) for place in places.values() if place.named]
    bare = {re.sub(r"^(?:the|an?) ", "", name): id_ for name, id_ in named}
    return bare | dict(named) | {place.id.casefold(): place.id for place in places.values()}


def uses_of(places: Mapping[str, Place]) -> dict[str, list[Use]]:
    """Return, for each place, the other places of the story that its phrase names."""
    ids = ids_by_name(places)
    return {
        place.id: [
            Use(ids[named.text.casefold()], place.asked, named)
            for named in _names(place)
            if named.text.casefold() in ids
        ]
        for place in places.values()
    }


def _asked(fields: Fields) -> tuple[_How, Text] | None:
    """Return the key that says where a place is, and what it says."""
    ways: tuple[tuple[_How, Text | None], ...] = (
        ("where", fields[PlaceKeys.where]),
        ("at", fields[PlaceKeys.at]),
        ("area", fields[PlaceKeys.area]),
        ("file", fields[PlaceKeys.file]),
    )
    given = [(how, text) for how, text in ways if text is not None]
    if given:
        return given[0]
    alone = not any(how in fields.nodes for how, _ in ways)
    name = fields[PlaceKeys.name]
    return ("where", name) if name is not None and alone else None


def _place(id_: str, how: _How, asked: Text, fields: Fields | None, key: Text) -> Place:
    name = fields[PlaceKeys.name] if fields else None
    kind = fields[PlaceKeys.kind] if fields else None
    told = unquoted(asked.value)
    if how in {"at", "file"} or (how == "where" and _is_phrase(asked.value)):
        told = id_.replace("-", " ")
    return Place(
        id=id_,
        name=name.value if name else told,
        kind=kind or ("area" if how == "area" else "place"),
        how=how,
        asked=asked,
        precision_m=fields[PlaceKeys.precision] if fields else None,
        node=fields.node if fields else key,
        named=name is not None,
        protect_m=_protect_m(fields) if fields else None,
    )


def _protect_m(fields: Fields) -> float | None:
    """Return how coarsely a place is published; a `protect` that cannot be read means the most."""
    if PlaceKeys.protect.name not in fields.nodes:
        return None
    return fields[PlaceKeys.protect] or PROTECT_LIMITS_M[1]


def _is_phrase(text: str) -> bool:
    try:
        return len(text) <= _LONGEST and parse_phrase(text) is not None
    except PhraseError:
        return True


def _names(place: Place) -> tuple[Named, ...]:
    try:
        is_short = len(place.asked.value) <= _LONGEST
        locality = parse_phrase(place.asked.value) if place.how == "where" and is_short else None
    except PhraseError:
        return ()
    return names_in(locality) if locality else ()


def _check(place: Place, spot: Spot, *, path: Path) -> None:
    """Tell what is wrong with how a place says where it is."""
    if len(place.asked.value) > _LONGEST:
        what = f"{spot} is longer than {_LONGEST} characters, which no place needs"
        spot.tell(
            place.asked, what, "write a name, a phrase or coordinates, and the story in 'text'"
        )
    elif place.how == "at":
        _check_coordinates(place.asked, spot)
    elif place.how == "file":
        check_file(
            place.asked, spot, path=path, endings=SHAPE_ENDINGS, example="../geodata/front.geojson"
        )
    elif place.how == "area":
        if _is_phrase(place.asked.value):
            what = f"{spot} is a phrase, and should be the name of a country or a division"
            spot.tell(place.asked, what, f"write where: {place.asked.value}")
    else:
        _check_where(place, spot)


def _check_where(place: Place, spot: Spot) -> None:
    asked = place.asked
    try:
        parse_phrase(asked.value)
    except PhraseError as error:
        width = max(1, error.end - error.start)
        what = f"place '{place.id}': {error.what}"
        spot.tell(asked, what, error.fix, start=error.start, width=width)
        return
    other = _other_way(asked.value)
    if other:
        key, what = other
        spot.tell(
            asked,
            f"place '{place.id}' is given as {what}, which is not a name to look up",
            f'write {place.id}: {{{key}: "{asked.value}"}}',
        )


def _other_way(typed: str) -> tuple[str, str] | None:
    """Return the key for text that is no name, such as coordinates, and what it is."""
    try:
        parse_coordinates(typed)
    except CoordinateError:
        pass
    else:
        return "at", "coordinates"
    return ("file", "a file") if typed.lower().endswith(SHAPE_ENDINGS) else None


def _check_coordinates(asked: Text, spot: Spot) -> None:
    try:
        parse_coordinates(asked.value)
    except CoordinateError as error:
        spot.tell(asked, f"{spot}: {error.what}", error.fix.replace('write "', 'write at: "', 1))


def _refuse_idle_precision(fields: Fields, place: Place) -> None:
    """Tell of a precision that nothing would obey."""
    phrase = place.how == "where" and _is_phrase(place.asked.value)
    if fields[PlaceKeys.precision] is None or not (place.how in {"area", "file"} or phrase):
        return
    spot = fields.at(PlaceKeys.precision)
    means = (
        "a phrase says itself how exact it is" if phrase else f"'{place.how}' gives the whole shape"
    )
    what = f"{spot} has no effect: {means}"
    spot.tell(
        fields.nodes["precision"], what, "take 'precision' out, or give coordinates with 'at'"
    )


def _refuse_loops(places: Mapping[str, Place], spot: Spot) -> None:
    """Tell, once for each, of places that say where they are by one another."""
    told: set[str] = set()
    for loop in _loops(uses_of(places)):
        members = [use.place for use in loop]
        if told & set(members):
            continue
        told |= set(members)
        use, last = loop[0], members[-1]
        shown = " → ".join((last, *members))
        what = f"places cannot say where they are by one another: {shown}"
        fix = f"say where '{use.place}' is without '{members[1 % len(members)]}'"
        if len(loop) == 1:
            what = f"place '{last}' cannot say where it is by itself: {shown}"
            fix = "say where it is by another place"
        fix += f', or with coordinates, such as {use.place}: {{at: "33.40, 43.91"}}'
        width = use.named.end - use.named.start
        spot.tell(use.text, what, fix, start=use.named.start, width=width)


def _loops(uses: Mapping[str, list[Use]]) -> Iterator[list[Use]]:
    """Yield ways that lead from a place back to itself, each from the first place on it."""
    done: set[str] = set()
    for first in uses:
        way: list[Use] = []
        depths = {first: 0}
        ahead = [iter(uses[first] if first not in done else ())]
        while ahead:
            use = next(ahead[-1], None)
            if use is None:
                ahead.pop()
                done.add(way[-1].place if way else first)
                depths.pop(way.pop().place if way else first)
            elif use.place in depths:
                yield [*way[depths[use.place] :], use]
            elif use.place not in done:
                depths[use.place] = len(ahead)
                way.append(use)
                ahead.append(iter(uses[use.place]))
