"""What the names of a story mean: all of them looked up together, each question answered once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from mapstory import world
from mapstory.gazetteer import Candidate, Choice, Gazetteer, choose_together
from mapstory.geocoder import without_twins
from mapstory.lock import Lock, Match, match_of
from mapstory.places.found import CannotSayError, ToldError
from mapstory.places.questions import LookUp
from mapstory.places.telling import tell_ambiguous, tell_missing
from mapstory.world import Feature

_FEW, _MOST = 3, 5
"""Names that are spelt alike where the story is: with fewer, those of the world are told too."""

Online = Callable[[LookUp, Sequence[Feature]], Sequence[Candidate]]
"""From a name that no gazetteer clearly has, and where to look, to what somebody else knows."""


class Choices:
    """
    The choices of one story.

    What the lock has stays chosen, and counts for the others as certain; the rest is chosen
    together, in an order that does not depend on that of the story.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        look_in: Sequence[Feature],
        *,
        lock: Lock,
        online: Online | None = None,
    ) -> None:
        self.gazetteer = gazetteer
        self.look_in = look_in
        self.lock = lock
        self.online = online
        self._matches: dict[LookUp, Match] = {}
        self._unclear: dict[LookUp, Choice] = {}

    def settle(self, look_ups: Iterable[LookUp], *, certain: Sequence[Candidate] = ()) -> None:
        """Choose for all of these names; `certain` are places whose position is known."""
        asked = sorted(set(look_ups) - self._matches.keys() - self._unclear.keys())
        for look_up in asked:
            if match := self.lock.match(str(look_up)):
                self._matches[look_up] = match
        open_ones = {
            look_up: self._candidates(look_up) for look_up in asked if look_up not in self._matches
        }
        self._choose(open_ones, certain)
        if self.online is None:
            return
        offered = {
            look_up: [
                *choice.candidates,
                *without_twins(self.online(look_up, self.look_in), choice.candidates),
            ]
            for look_up, choice in self._unclear.items()
            if look_up.need != "area"  # nobody online tells outlines
        }
        self._choose(offered, certain)

    def apart(self, look_ups: Iterable[LookUp]) -> Choices:
        """
        Return these choices with those of a protected place, made apart.

        They follow the others and leave no trace in them: from a margin one could reckon where
        a place is that was weighed. Neither the lock nor anybody online is asked.
        """
        alone = Choices(self.gazetteer, self.look_in, lock=Lock())
        alone._matches = dict(self._matches)
        alone.settle(look_ups)
        return alone

    def match(self, look_up: LookUp) -> Match:
        """Return what a name means. Raises CannotSayError where that is not clear."""
        if look_up in self._matches:
            return self._matches[look_up]
        choice = self._unclear.get(look_up)
        if choice is None:
            raise ToldError  # it was not looked up, for nobody can tell where
        what, fix = (
            tell_ambiguous(look_up.name, choice, others=[m.chosen for m in self._matches.values()])
            if choice.candidates
            else self._tell_missing(look_up)
        )
        raise CannotSayError(what, fix)

    def drawn(self, look_up: LookUp) -> Candidate:
        """Return what a name means, with the shape that its source has if the lock chose it."""
        chosen = self.match(look_up).chosen
        if self.lock.match(str(look_up)) is None:
            return chosen
        same = (each for each in self._candidates(look_up) if each.id == chosen.id)
        return replace(chosen, shape=next((each.shape for each in same), None))

    def outdated(self, look_up: LookUp) -> Candidate | None:
        """Return the row of the newsroom's own that now says otherwise than what was chosen."""
        match = self._matches.get(look_up)
        if match is None or self.lock.match(match.question) is None:
            return None
        own = [each for each in self._candidates(look_up) if each.newsroom]
        if len(own) != 1:
            return None
        now = match_of("", own[0], (), 0.0).chosen
        then = match.chosen
        same = (now.lon, now.lat, now.uncertainty_m) == (then.lon, then.lat, then.uncertainty_m)
        return None if same and then.newsroom else own[0]

    def _choose(
        self, asked: Mapping[LookUp, Sequence[Candidate]], certain: Sequence[Candidate]
    ) -> None:
        chosen = (match.chosen for match in self._matches.values())
        fixed = sorted([*certain, *chosen], key=lambda each: (each.id, each.lon, each.lat))
        names = [(look_up.name, candidates) for look_up, candidates in asked.items()]
        choices = choose_together(names, fixed=fixed, looking=bool(self.look_in))
        for look_up, choice in zip(asked, choices, strict=True):
            if choice.chosen is None:
                self._unclear[look_up] = choice
            else:
                self._unclear.pop(look_up, None)
                self._matches[look_up] = match_of(
                    str(look_up), choice.chosen, choice.candidates, choice.margin
                )

    def _candidates(self, look_up: LookUp) -> Sequence[Candidate]:
        name, find = look_up.name, self.gazetteer.candidates
        if look_up.need == "place":
            return find(name, look_in=self.look_in)
        areas = self.gazetteer.area(name, look_in=self.look_in)
        if areas or look_up.need == "area":
            return areas or [c for c in self.gazetteer.area(name) if c.kind == "country" and c.main]
        return find(name, look_in=self.look_in)

    def _tell_missing(self, look_up: LookUp) -> tuple[str, str]:
        name, area = look_up.name, look_up.need == "area"
        find = self.gazetteer.area if area else self.gazetteer.candidates
        where = self.look_in or self._countries()
        near = self.gazetteer.suggestions(name, look_in=where)
        if not self.look_in and len(near) < _FEW:
            near = list(dict.fromkeys([*near, *self.gazetteer.suggestions(name)]))[:_MOST]
        if area:
            near = [other for other in near if self.gazetteer.area(other, look_in=self.look_in)]
        return tell_missing(
            name,
            noun="area" if area else "place",
            inside=look_up.regions,
            near=near,
            elsewhere=next((c for c in find(name) if c.main and c.within), None),
        )

    def _countries(self) -> list[Feature]:
        """Return the countries in which most of the names that are clear lie."""
        counts = Counter(match.chosen.country for match in self._matches.values())
        counts.pop("", None)
        most = max(counts.values(), default=0)
        found = (world.country(code) for code, count in sorted(counts.items()) if 2 * count > most)
        return [country for country in found if country]


def point_of(lon: float, lat: float) -> Candidate:
    """Return coordinates as a candidate, so that they count as certain for names near them."""
    home = world.division_at(lon, lat)
    return Candidate(
        id=f"at {lat}, {lon}",
        name="",
        matched="",
        main=True,
        kind="point",
        lon=lon,
        lat=lat,
        country=home.country if home else "",
        division=home.id if home else "",
        population=None,
        uncertainty_m=0.0,
        source="",
        tier=0,
    )
