"""What a phrase draws: the one room where phrases meet geometry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import shapely

from mapstory import phrases, uncertainty
from mapstory.phrases import (
    Between,
    Border,
    Both,
    Coast,
    Confluence,
    Distance,
    Feature,
    Inside,
    Journey,
    Locality,
    Named,
    Near,
    Need,
    Offset,
    Orthogonal,
    Outside,
    Outskirts,
    River,
    Sea,
    Side,
    Toward,
    Way,
)
from mapstory.places.coasts import BORDER_ERROR_M, OFF_THE_COAST_M, at_sea, coast_of
from mapstory.places.found import CannotSayError
from mapstory.places.neighbours import reach_toward
from mapstory.places.rivers import (
    extent_of_confluence,
    extent_of_mouth,
    nearest_to_each_other,
    no_meeting,
)
from mapstory.places.sentences import Told, tell_locality
from mapstory.uncertainty import Extent
from mapstory.uncertainty.geodesic import around
from mapstory.world.rivers import river_named

__all__ = ["FeatureOf", "Told", "extent_of_locality", "names_needed", "tell_locality"]

_MEETING_M = 1_000.0
"""
How far apart two areas may be drawn and still share a border: those of one source meet exactly,
and a newsroom's own shape hardly does.
"""

_COUNTRIES = frozenset(("congo", "gambia"))  # which have an article too

FeatureOf = Callable[[Named, Need], Extent]
"""From a name in a phrase, and what it must be, to where it is."""


def extent_of_locality(locality: Locality, feature: FeatureOf) -> Extent:
    """
    Return what a phrase draws: somewhere in it the place is.

    Raises CannotSayError where nothing fits all of it.
    """
    return replace(_Drawing(feature).locality(locality), whole=False)


def names_needed(locality: Locality) -> tuple[tuple[Named, Need], ...]:
    """
    Return the names that a phrase uses, from left to right, each with what it must be.

    Of a place a river may be meant, if its name has an article: 10 km from the Euphrates.
    """
    return tuple((name, _need(name, need)) for name, need in phrases.names_needed(locality))


def _need(named: Named, need: Need) -> Need:
    river = river_named(named.text) if need == "place" and named.article else None
    return "river" if river and river.id not in _COUNTRIES else need


class _Drawing:
    """Draws localities with the places that `feature` finds."""

    def __init__(self, feature: FeatureOf) -> None:
        self._feature = feature

    def locality(self, said: Locality) -> Extent:  # noqa: C901, PLR0911, PLR0912, a case a kind
        """Return what is drawn of a locality."""
        match said:
            case Both(parts):
                return self._both(parts)
            case Offset():
                return self._offset(said)
            case Orthogonal(distances, headings, feature):
                return uncertainty.orthogonal(
                    self.thing(feature), distances=distances, headings=headings
                )
            case Toward():
                return self._toward(said)
            case Near(feature):
                return uncertainty.near(self.thing(feature))
            case Outside(feature):
                return uncertainty.outside(self.thing(feature))
            case Outskirts(feature, side):
                return uncertainty.outskirts(self.thing(feature), side=side)
            case Between(first, second, share):
                return uncertainty.between(self.thing(first), self.thing(second), share=share)
            case Way(origin, target):
                return uncertainty.way(self.thing(origin), self.thing(target))
            case Sea():
                return self._sea(said)
            case Inside(feature):
                return _as_area(self._feature(feature, "inside"))
            case Side(feature, side):
                return uncertainty.side(self._feature(feature, "inside"), side)
            case _:
                return self._thing(said)

    def thing(self, said: Feature) -> Extent:
        """Return where the thing is that a phrase starts from, in no more detail than it needs."""
        return uncertainty.simpler(self._thing(said))

    def _thing(self, said: Feature) -> Extent:
        match said:
            case Named():
                return self._feature(said, _need(said, "place"))
            case Border(feature, beside):
                return self._border(feature, beside)
            case Coast(feature, side):
                coast = coast_of(self._feature(feature, "place"), side)
                if coast is None:
                    raise _no_sea(feature)
                return coast
            case River(feature):
                return self._feature(feature, "river")
            case Confluence(feature, other):
                return self._confluence(feature, other) if other else extent_of_mouth(feature)

    def _offset(self, said: Offset) -> Extent:
        distance = _distance(said.distance)
        feature = self.thing(said.feature)
        if said.heading is None:
            return uncertainty.ring(
                feature,
                distance_m=distance.metres,
                precision_m=distance.precision_m,
                nearest_m=distance.nearest_m,
            )
        return uncertainty.sector(
            feature,
            distance_m=distance.metres,
            precision_m=distance.precision_m,
            nearest_m=distance.nearest_m,
            heading=said.heading,
        )

    def _toward(self, said: Toward) -> Extent:
        feature = self.thing(said.feature)
        far_m = uncertainty.near_m(feature) if said.near else reach_toward(feature, said.heading)
        return uncertainty.toward(feature, heading=said.heading, far_m=far_m)

    def _border(self, named: Named, beside: Named | None) -> Extent:
        area = self._feature(named, "area").geometry
        line = uncertainty.border(area, error_m=BORDER_ERROR_M)
        if beside is None:
            return line
        other = self._feature(beside, "area").geometry
        frame = uncertainty.within(around(other, _MEETING_M))
        shared = uncertainty.both(replace(line, margin_m=0.0), frame)
        if shared is None or shapely.get_dimensions(shared.geometry) < 1:
            raise CannotSayError(
                f"'{named.text}' and '{beside.text}' have no border with one another on the map",
                "name the two areas that meet there",
                start=min(named.start, beside.start),
                width=abs(beside.start - named.start) + len(max(named, beside, key=_start).text),
            )
        uncertainty_m = shared.uncertainty_m + BORDER_ERROR_M
        return replace(shared, margin_m=BORDER_ERROR_M, uncertainty_m=uncertainty_m)

    def _confluence(self, first: Named, second: Named) -> Extent:
        if river_named(first.text) and river_named(second.text):
            return extent_of_confluence(first, second)
        courses = [self._feature(named, "river").geometry for named in (first, second)]
        if near := nearest_to_each_other(courses[0], courses[1]):
            return near
        raise no_meeting(second, f"'{first.text}' and '{second.text}' do not meet on the map")

    def _sea(self, said: Sea) -> Extent:
        feature = self._feature(said.feature, "place")
        if said.distance is None:
            zone = uncertainty.ring(
                feature, distance_m=OFF_THE_COAST_M, precision_m=0.0, nearest_m=0.0
            )
        else:
            zone = self._offset(Offset(said.distance, said.feature, about=False))
        sea = at_sea(zone)
        if sea is None:
            raise _no_sea(said.feature)
        if said.side is None:
            return sea
        return uncertainty.on_side(sea, said.side, start=feature.centre)

    def _both(self, parts: tuple[Locality, ...]) -> Extent:
        first, *others = (self.locality(part) for part in parts)
        for other in others:
            meeting = uncertainty.both(first, other)
            if meeting is None:
                raise CannotSayError(
                    "no place fits all of this: its parts do not meet on the map",
                    "take one part out, or give the place as an area",
                )
            first = meeting
        return first


def _distance(said: Distance | Journey) -> Distance:
    return uncertainty.travelled(said) if isinstance(said, Journey) else said


def _as_area(extent: Extent) -> Extent:
    """Return the circle around what is known by a point, for an inside must have one."""
    if shapely.get_dimensions(extent.geometry) > 0:
        return extent
    return uncertainty.disc(*extent.centre, extent.uncertainty_m)


def _start(named: Named) -> int:
    return named.start


def _no_sea(named: Named) -> CannotSayError:
    return CannotSayError(
        f"there is no sea at '{named.text}' on the map",
        "name a place at the coast, or give the point by coordinates (`at:`) with a precision",
        start=named.start,
        width=named.end - named.start,
    )
