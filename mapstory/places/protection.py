"""Protected places: found like any other, and known from then on by their cells alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import geopandas as gpd
import shapely

from mapstory.coordinates import CoordinateError
from mapstory.errors import Problem
from mapstory.phrases import Both, Inside, Locality, PhraseError, names_in, parse_phrase, unquoted
from mapstory.places.found import CannotSayError, Found, ToldError
from mapstory.protect import (
    Secret,
    UnquotedError,
    decoy_of,
    generalise,
    has_room,
    outline,
    outlines,
    unquoted_error,
)
from mapstory.story import Place, Story, ids_by_name, uses_of
from mapstory.uncertainty import Extent, named_place
from mapstory.wording import format_distance, say
from mapstory.world.key import key_of, without_kind

METHOD = "protected"
"""What the table of places says of how a protected place was found: nothing else."""

_ROOM = 4
"""
How many times the protected distance an own file's area must have room for before its outline,
in cells, is published: the outline of a smaller one would tell too well where its middle is.
"""

_MOST_POSITIONS = 200
_TELLING, _ALIKE = 5, 80.0  # letters from which on a name can be told by one that is so alike

_FIXES: Mapping[str, str] = {
    "where": "see that every name in it is spelt as gazetteers spell it and lies within `look_in`, "
    "that a name means one place only, and that the parts of a phrase meet; "
    "or give coordinates with `at:`",
    "at": "see that latitude comes first, and that the point lies where the story looks",
    "area": "write the name of a country or a first-level division",
    "file": "see that the file is there and can be read, with at least one shape on the globe",
}


def find_protected(
    place: Place, locate: Callable[[Place], Found], *, story: Story
) -> tuple[Found, Secret]:
    """
    Return what may be known of a protected place, and what must not get out.

    Whatever goes wrong while it is located is told without a word of where it is: in a
    CannotSayError if the writer can mend it, else in an UnquotedError.
    """
    true, failure = _located(place, locate)
    if true is None:
        raise failure
    locality = parse_phrase(place.asked.value) if place.how == "where" else None
    extent, protect_m = _extent_of(place, true), place.protect_m or 0.0
    room_m = _room_of(place, locality, story) * protect_m
    outlined = outlines if place.how == "file" else outline
    cells = outlined(extent, protect_m, room_m=room_m) if room_m else generalise(extent, protect_m)
    is_outline = cells != generalise(extent, protect_m)
    if not is_outline:
        _refuse_names(place, locality, story)
    language = story.language
    found = Found(
        cells,
        METHOD,
        "",
        say(language, "precision_protected", distance=format_distance(protect_m, language)),
        words=say(language, "label_protected"),
        soft=True,
        name=place.name,
    )
    secret = Secret(
        place.id,
        protect_m,
        positions=_positions(extent, corners=place.how == "file"),
        own=place.how in {"at", "file"} or true.method == "newsroom",
        decoy=None if is_outline else decoy_of(extent, protect_m),
        published=() if is_outline else _positions(cells, corners=True),
    )
    return found, secret


def refuse_narrowing(story: Story, places: gpd.GeoDataFrame) -> list[Problem]:
    """
    Return a problem for each place that says more of a protected one than is published of it.

    "200 m from the hospital, on the border of anbar" would put the hospital within 200 m of the
    border. A place that leans on a protected one must leave room for as much as that one does.
    """
    uses = {id_: {use.place for use in found} for id_, found in uses_of(story.places).items()}
    problems = []
    for place in story.places.values():
        if place.protect_m is not None or place.id not in places.index:
            continue
        leant = _all_uses(place.id, uses)
        distances = (story.places[other].protect_m for other in leant if other in story.places)
        room_m = max((metres for metres in distances if metres is not None), default=0.0)
        if room_m and not has_room(places.geometry[place.id], room_m):
            what = (
                f"place '{place.id}' is said by way of a protected place, and so finely that it "
                "would tell more than is published of that one"
            )
            fix = "protect it as well, or leave out what narrows it down"
            problems.append(replace(place.asked.problem(what, fix), excerpt=""))
    return problems


def _all_uses(place: str, uses: Mapping[str, set[str]]) -> set[str]:
    """Return all places on which one leans, also by way of others."""
    found: set[str] = set()
    ahead = list(uses.get(place, ()))
    while ahead:
        other = ahead.pop()
        if other not in found:
            found.add(other)
            ahead += uses.get(other, ())
    return found


def _located(
    place: Place, locate: Callable[[Place], Found]
) -> tuple[Found | None, CannotSayError | ToldError | UnquotedError]:
    """
    Return where a place is, or the error that may be told.

    The caller raises it, when the true one has gone: an error that is raised while another is
    handled carries that one along, with all that it says.
    """
    try:
        return locate(place), ToldError()
    except (ToldError, PhraseError, CoordinateError):
        return None, ToldError()
    except CannotSayError:
        what = "where this place is cannot be worked out; it is protected, so no more is told here"
        return None, CannotSayError(what, _FIXES[place.how])
    except Exception as error:  # noqa: BLE001, whatever it says may say where the place is
        return None, unquoted_error(error)


def _extent_of(place: Place, found: Found) -> Extent:
    """Return the extent; a circle around coordinates as these, for its outline tells its centre."""
    if place.how == "at":
        lon, lat = found.extent.centre
        return named_place(lon, lat, found.extent.uncertainty_m)
    return found.extent


def _room_of(place: Place, locality: Locality | None, story: Story) -> float:
    """
    Return how many times the protected distance an area must be wide to be told by its outline.

    0 for what never is: an outline in cells tells well where the middle of a ring or a disc is.
    It may where that is public anyway: for a province, or for a phrase about places of the story
    that are not protected themselves.
    """
    if place.how == "file":
        return _ROOM
    if place.how == "area":
        return 1
    parts = locality.parts if isinstance(locality, Both) else (locality,)
    if all(isinstance(part, Inside) for part in parts):
        return 1
    if locality is None:
        return 0
    ids = ids_by_name(story.places)
    known = [story.places.get(ids.get(name.text.casefold(), "")) for name in names_in(locality)]
    return 1 if all(other and other.protect_m is None for other in known) else 0


def _refuse_names(place: Place, locality: Locality | None, story: Story) -> None:
    """Refuse an id, or a name for readers, that says the name under which the place was found."""
    if place.how not in {"where", "area"}:
        return
    ids = ids_by_name(story.places)
    asked = [name.text for name in names_in(locality)] if locality else [place.asked.value]
    keys = {
        key_of(form)
        for name in asked
        if not (locality and name.casefold() in ids)
        for form in (unquoted(name), without_kind(unquoted(name)))
        if key_of(form)
    }
    told = [key_of(place.name).split(), key_of(place.id.replace("-", " ")).split()]
    if any(_is_said(key.split(), words) for key in keys for words in told):
        raise CannotSayError(
            "a protected place has an id or a name that says where it is, and readers see both",
            "give it another id, what is looked up in `where:`, and in `name:` what readers may be "
            "told, such as `house: {name: a safe house, where: …, protect: 5 km}`",
        )


def _is_said(name: list[str], words: list[str]) -> bool:
    """Tell whether words hold a name, in this spelling or in one like it: Falluja, Fallujah."""
    from rapidfuzz import fuzz  # noqa: PLC0415, only where a place is protected

    windows = [words[at : at + len(name)] for at in range(len(words) - len(name) + 1)]
    alike = [fuzz.ratio("".join(name), "".join(window)) for window in windows]
    return name in windows or (len("".join(name)) >= _TELLING and max(alike, default=0) >= _ALIKE)


def _positions(extent: Extent, *, corners: bool) -> tuple[tuple[float, float], ...]:
    """Return what the output is searched for: the middle of a place, and corners of its shape."""
    found = shapely.get_coordinates(extent.geometry)
    found = found[:: 1 + len(found) // _MOST_POSITIONS] if corners else found[:0]
    return tuple(dict.fromkeys((float(lon), float(lat)) for lon, lat in (extent.centre, *found)))
