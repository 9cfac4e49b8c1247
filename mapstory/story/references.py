"""Ids that one part of a story gives and another uses: places and groups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from mapstory.contract import Spot, id_from
from mapstory.coordinates import CoordinateError, parse_coordinates
from mapstory.phrases import PhraseError, parse_phrase
from mapstory.source import Text

_MOST_LISTED = 12
_LONGEST = 200


@dataclass(frozen=True)
class Names:
    """
    The ids under one key, such as 'places', with what readers are told for each.

    `unread` says that the key is there and could not be read, so that nothing can be said of
    ids. `used` fills up with those that `find` was asked for.
    """

    noun: str
    key: str
    names: Mapping[str, str]
    example: str
    unread: bool = False
    used: set[str] = field(default_factory=set)

    def find(self, text: Text, spot: Spot) -> str | None:
        """Return an id that is used, or tell that there is none such; a wrong case is read past."""
        if text.value in self.names:
            self.used.add(text.value)
            return text.value
        if self.unread:
            return None
        typed = " ".join(text.value[:_LONGEST].split())
        what = f"{spot} names '{text.brief}', and there is no {self.noun} with this id"
        plain, ids = _plain(typed), self._plain_ids
        meant = ids.get(plain)
        close = get_close_matches(plain, ids, n=1)
        several = self._several(typed)
        if meant:
            self.used.add(meant)
            fix = f"write its id: {meant}"
        elif several:
            self.used.update(several)
            fix = f"write several as a list: {spot.key}: [{', '.join(several)}]"
        elif close:
            fix = (
                f"did you mean '{ids[close[0]]}'? Or add it under '{self.key}': {self._line(typed)}"
            )
        else:
            fix = f"add it under '{self.key}': {self._line(typed)}{self._known()}"
        if self.key == "places" and not meant and (given := _given(typed)):
            fix = (
                f"add it under 'places', such as my-place: {given}; and write {spot.key}: my-place"
            )
        spot.tell(text, what, fix)
        return meant

    @cached_property
    def _plain_ids(self) -> dict[str, str]:
        names = {_plain(name): id_ for id_, name in self.names.items()}
        return names | {_plain(id_): id_ for id_ in self.names}

    def _several(self, typed: str) -> list[str]:
        parts = [part.strip() for part in re.split(r"[,;/&+]|\band\b", typed)]
        return parts if len(parts) > 1 and all(part in self.names for part in parts) else []

    def _line(self, typed: str) -> str:
        id_ = id_from(typed) or "my-place"
        return (
            f"{id_}: {self.example}"
            if self.example
            else f"{id_}: {typed if id_ != typed else typed.title()}"
        )

    def _known(self) -> str:
        if not self.names:
            return ""
        listed = list(self.names)[:_MOST_LISTED]
        more = ", …" if len(self.names) > _MOST_LISTED else ""
        return f"; or use one of: {', '.join(listed)}{more}"


def _plain(name: str) -> str:
    return id_from(name).replace("-", "")


def _given(text: str) -> str:
    """Return how a place is given that is a phrase or coordinates, and not an id; else ""."""
    try:
        parse_coordinates(text)
    except CoordinateError:
        if re.fullmatch(r"[-+]?[0-9]+([.,][0-9]+)?", text):  # one of two in a list
            return '{at: "33.40, 43.91"}'
    else:
        return f'{{at: "{text}"}}'
    try:
        return text if parse_phrase(text) else ""
    except PhraseError:
        return text
