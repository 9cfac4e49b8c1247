"""What a phrase draws, and what readers are told about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mapstory import uncertainty
from mapstory.phrases import Border, Both, Inside, Locality, Named, Offset, Way
from mapstory.places.found import CannotSayError
from mapstory.uncertainty import Extent
from mapstory.wording import format_distance, say, words

_BORDER_ERROR_M = 5_080.0
"""
How far a drawn border may be from the real one: 1/50 inch at Natural Earth's scale of
1:10,000,000, after the United States National Map Accuracy Standards (1947), which Chapman &
Wieczorek (2020) use for the uncertainty of a map. Places on a border carry it.
"""

_KINDS = {Offset: "ring", Border: "border", Way: "way", Inside: "inside"}


@dataclass(frozen=True)
class Told:
    """What is said of a phrase: its method, the reader's sentence, and the label on the map."""

    method: str
    precision: str
    words: str


FeatureOf = Callable[[Named, Literal["place", "area"]], Extent]
"""From a name in a phrase, and whether a point or an area is needed, to where it is."""


def extent_of_locality(locality: Locality, feature: FeatureOf) -> Extent:
    """Return what a phrase draws. Raises CannotSayError where nothing fits all of it."""
    if isinstance(locality, Offset):
        distance = locality.distance
        return uncertainty.ring(
            feature(locality.feature, "place"),
            distance_m=distance.metres,
            precision_m=distance.precision_m,
        )
    if isinstance(locality, Border):
        shape = feature(locality.feature, "area").geometry
        return uncertainty.border(shape, error_m=_BORDER_ERROR_M)
    if isinstance(locality, Way):
        return uncertainty.way(feature(locality.origin, "place"), feature(locality.target, "place"))
    if isinstance(locality, Inside):
        return uncertainty.within(feature(locality.feature, "area").geometry)
    first, *others = (extent_of_locality(part, feature) for part in locality.parts)
    for other in others:
        meeting = uncertainty.both(first, other)
        if meeting is None:
            raise CannotSayError(
                "no place fits all of this: its parts do not meet on the map",
                "take one part out, or give the place as an area",
            )
        first = meeting
    return first


def tell_locality(
    locality: Locality, phrase: str, *, language: str, name_of: Callable[[Named], str]
) -> Told:
    """Return what readers are told of a phrase, in the language of the story."""
    parts = locality.parts if isinstance(locality, Both) else (locality,)
    kinds = "_".join(_KINDS[type(part)] for part in parts)
    values: dict[str, str] = {}
    for part in parts:
        values |= _values(part, language, name_of)
    ending = kinds if f"precision_{kinds}" in words(language) else "phrase"
    return Told(
        method=kinds.replace("_", " and "),
        precision=say(language, f"precision_{ending}", **values, phrase=phrase),
        words=say(language, f"label_{ending}", **values),
    )


def _values(part: Locality, language: str, name_of: Callable[[Named], str]) -> dict[str, str]:
    """Return what the sentences about a phrase call its parts."""
    if isinstance(part, Offset):
        distance = format_distance(part.distance.metres, language)
        return {"distance": distance, "feature": name_of(part.feature)}
    if isinstance(part, Way):
        return {"origin": name_of(part.origin), "target": name_of(part.target)}
    if isinstance(part, Border | Inside):
        return {"area": name_of(part.feature)}
    return {}
