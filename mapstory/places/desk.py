"""Finds the places of one story, each once, in the order in which they lean on one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from mapstory import world
from mapstory.coordinates import CoordinateError, parse_coordinates
from mapstory.errors import Problem
from mapstory.gazetteer import Candidate, Gazetteer, choose
from mapstory.lock import Answer, Lock, settled
from mapstory.phrases import PhraseError
from mapstory.places.choices import Choices, Online, point_of
from mapstory.places.found import CannotSayError, Found, ToldError
from mapstory.places.protection import find_protected
from mapstory.places.questions import LookUp, Questions
from mapstory.places.search import Search
from mapstory.protect import Secret
from mapstory.source import Text
from mapstory.story import Place, Story
from mapstory.world import Feature


class Row(NamedTuple):
    """A place that was found, and what is kept of it."""

    place: Place
    found: Found
    answer: Answer


class Desk:
    """
    Finds the places of one story and keeps what could not be found.

    A place that `lock` has the answer for stays where it is. `online` is asked for names
    that no gazetteer clearly has. `rows` are what was found, by id, and `secrets` what the
    protected places are really.
    """

    def __init__(
        self,
        story: Story,
        gazetteer: Gazetteer,
        *,
        lock: Lock | None = None,
        online: Online | None = None,
    ) -> None:
        self.story = story
        self.gazetteer = gazetteer
        self.lock = lock or Lock()
        self.problems: list[Problem] = []
        self.secrets: list[Secret] = []
        self.rows: dict[str, Row] = {}
        self._found: dict[str, Found] = {}
        self._steady: set[str] = set()
        self.questions = Questions(story)
        self.look_in = [region for text in story.look_in if (region := self._region(text))]
        self.choices = Choices(gazetteer, self.look_in, lock=self.lock, online=online)

    def find_all(self) -> None:
        """Look up all names together, and then find every place that can be found."""
        places = [self.story.places[id_] for id_ in self.questions.order]
        public = [place for place in places if place.protect_m is None]
        names = [name for place in public for name in self._look_ups(place)]
        if self._knows_where:
            self.choices.settle(names, certain=_certain(public))
        for place in places:
            try:
                row = self._find(place)
            except CannotSayError as no:
                problem = place.asked.problem(no.what, no.fix, start=no.start, width=no.width)
                self.problems.append(problem)
            except (ToldError, PhraseError, CoordinateError):
                pass  # the story, or another place, has told what is wrong
            else:
                self.rows[place.id], self._found[place.id] = row, row.found

    @property
    def _knows_where(self) -> bool:
        """Whether all of `look_in` could be read: without it every name would be in doubt."""
        return len(self.look_in) == len(self.story.look_in)

    def _find(self, place: Place) -> Row:
        if place.protect_m is not None:
            return self._find_protected(place, place.protect_m)
        question = self.questions.of(place)
        kept = self._kept(place, question)
        found = self._search(place, self.choices, kept).locate(place)
        self._advise_of_own_rows(place)
        if kept:
            answer = replace(kept, place=place.id, asked=place.asked.value, how=place.how)
            self._steady.add(place.id)
            return Row(place, found, answer)
        matches = tuple(self.choices.match(name) for name in self._look_ups(place))
        if len(question) == 1 and any(self.lock.match(match.question) for match in matches):
            self._steady.add(place.id)  # a name that another place had looked up already
        answer = Answer(
            place=place.id,
            asked=place.asked.value,
            how=place.how,
            question=question,
            extent=found.extent,
            method=found.method,
            matches=matches,
            called=found.called,
            credit=self._credit(place, [match.chosen.credit for match in matches]),
        )
        return Row(place, found, answer)

    def _kept(self, place: Place, question: tuple[str, ...]) -> Answer | None:
        """
        Return the answer that the lock has, if what the place leans on is where the lock has it.

        It is not where somebody took the answer of that place alone out of the lock.
        """
        others = self.questions.asking[place.id].others.values()
        if not question or not all(other in self._steady for other in others):
            return None
        return self.lock.answer(question, place=place.id)

    def _search(self, place: Place, choices: Choices, kept: Answer | None = None) -> Search:
        asking = self.questions.asking[place.id]
        return Search(self.story, self.look_in, asking, choices, self._found, kept)

    def _find_protected(self, place: Place, protect_m: float) -> Row:
        def locate(place: Place) -> Found:
            names = self._look_ups(place) if self._knows_where else ()
            return self._search(place, self.choices.apart(names)).locate(place)

        found, secret = find_protected(place, locate, story=self.story)
        found = replace(found, extent=settled(found.extent))
        self.secrets.append(secret)
        self.questions.publish(place, found.extent)
        self._steady.add(place.id)  # what leans on it has all that is published in its question
        answer = Answer(
            place=place.id,
            asked="",
            how="",
            question=(),
            extent=found.extent,
            method=found.method,
            protect_m=protect_m,
        )
        self._refuse_silent_move(place, answer)
        return Row(place, found, answer)

    def _refuse_silent_move(self, place: Place, answer: Answer) -> None:
        """
        Refuse a protected place that is elsewhere than in the lock, and name who can say so.

        The lock keeps nothing of what it asks, so that nobody can tell here whether the
        writer moved it or a gazetteer did. What no gazetteer could move, the writer did.
        """
        before = self.lock.by_place.get(place.id)
        if before is None or before.protect_m != answer.protect_m or before.extent == answer.extent:
            return
        if self._look_ups(place):
            raise CannotSayError(
                f"the protected place '{place.id}' is not published where its lock has it, and "
                "the lock keeps nothing that would tell why",
                "if it is you who moved it, run `mapstory locate --refresh` with this story",
            )

    def _advise_of_own_rows(self, place: Place) -> None:
        """Tell, as a note, of rows of the newsroom's own that the lock does not follow."""
        for name in self._look_ups(place):
            row = self.choices.outdated(name)
            if row:
                what = (
                    f"the newsroom's own gazetteer now has '{name.name}' at "
                    f"{row.lat:.4f}, {row.lon:.4f}, and the lock keeps it where it was"
                )
                fix = "to take the row over, run `mapstory locate --refresh` with this story"
                self.problems.append(place.asked.problem(what, fix, warning=True))

    def _look_ups(self, place: Place) -> tuple[LookUp, ...]:
        return self.questions.asking[place.id].look_ups

    def _credit(self, place: Place, credits_: Sequence[str]) -> str:
        """Return the attributions of all that a place leans on, each once."""
        others = self.questions.asking[place.id].others.values()
        leaning = [self.rows[other].answer.credit for other in others]
        lines = [line for text in (*credits_, *leaning) for line in text.splitlines()]
        return "\n".join(dict.fromkeys(line for line in lines if line))

    def _region(self, text: Text) -> Feature | None:
        candidates = self.gazetteer.area(text.value)
        chosen = choose(candidates)
        feature = world.feature(chosen.id) if chosen else None
        if feature is None:
            self.problems.append(text.problem(*self._no_region(text.value, candidates)))
        return feature

    def _no_region(self, name: str, candidates: Sequence[Candidate]) -> tuple[str, str]:
        """Return what is wrong with a name in `look_in`, and how to mend it."""
        if candidates:
            told = "; ".join(
                f"`{c.id}` is {', '.join(filter(None, (c.name, c.within)))}" for c in candidates[:6]
            )
            return f"look_in: '{name}' could be one of several areas", f"write its code: {told}"
        wider = [c for c in self.gazetteer.candidates(name) if c.kind == "region" and c.country]
        if wider and (country := world.country(wider[0].country)):
            what = f"look_in: '{name}' is a region, and mapstory has no outline of it"
            return what, f"write the country, {country.name}, or the divisions in it"
        near = [n for n in self.gazetteer.suggestions(name) if self.gazetteer.area(n)]
        fix = f"did you mean {' or '.join(near)}?" if near else "name a country, or a division"
        return f"look_in: there is no area called '{name}'", fix


def _certain(places: Sequence[Place]) -> list[Candidate]:
    """Return the places that are given by coordinates."""
    found = []
    for place in places:
        if place.how == "at":
            try:
                point = parse_coordinates(place.asked.value)
            except CoordinateError:
                continue
            found.append(point_of(point.lon, point.lat))
    return found
