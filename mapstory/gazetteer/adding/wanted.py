"""What of a file is to be taken into a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mapstory.gazetteer.listed import ListedPlace
from mapstory.world import Feature
from mapstory.world.key import key_of


@dataclass(frozen=True)
class Wanted:
    """
    Kinds, areas and names, of which each is everything where none is given.

    Areas are countries and first-level divisions.
    """

    kinds: Sequence[str] = ()
    areas: Sequence[Feature] = ()
    names: Sequence[str] = ()

    def may_have(self, kind: str, country: str) -> bool:
        """Tell quickly whether a line may be wanted; `country` is empty where it is not told."""
        if self.kinds and kind not in self.kinds:
            return False
        return not (self.areas and country) or any(a.country == country for a in self.areas)

    def has(self, place: ListedPlace) -> bool:
        """Tell whether a place, of which country and division are known, is wanted."""
        inside = {area.id for area in self.areas} & {place.country, place.division}
        return (
            self.may_have(place.kind, place.country)
            and (not self.areas or bool(inside))
            and self.is_called(place)
        )

    def is_called(self, place: ListedPlace) -> bool:
        """Tell whether a place has one of the names."""
        return not self.names or not {key_of(name) for name in self.names}.isdisjoint(
            key_of(name) for name in place.names
        )
