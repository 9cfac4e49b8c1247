"""
Names looked up online, politely: geopy's geocoders, asked once, and their answers kept.

Nothing here is used by a build. `open_geocoder` reads how one is asked (`settings.py`); a question
goes to the answers that are kept (`kept.py`), or else, at its turn (`turns.py`), to the server
(`server.py`, `web.py`); what comes back is read with distrust (`answers.py`, `providers.py`) and
held against where the story looks (`regions.py`). Not found is an empty list; no answer is an
UnavailableError, always.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mapstory import world
from mapstory.errors import UnavailableError
from mapstory.gazetteer import Candidate, radius_of_town
from mapstory.geocoder.answers import Answer, text
from mapstory.geocoder.kept import Kept, cache_folder
from mapstory.geocoder.regions import Question, lies_in, question_about
from mapstory.world import Feature
from mapstory.world.key import key_of, without_kind

if TYPE_CHECKING:
    from mapstory.geocoder.server import Server

__all__ = ["Geocoder", "open_geocoder", "without_twins"]

_ONLINE = 3
_LEAST_M = 30.0
"""Metres: what Chapman & Wieczorek (2020) give for a position taken by GPS and no more said."""

_POINT_M = 1_000.0  # for what a server gives neither a box nor people
_SAME_PLACE_M = 5_000.0


def open_geocoder(name: str, *, folder: Path, server: str = "", agent: str = "") -> Geocoder:
    """
    Return a geocoder of geopy's, by geopy's name of it, ready to be asked. Sends nothing.

    `folder` is the project's `geodata`, in which geocoder.yaml may say more; `server` and
    `agent` come before what is said there. Raises UsageError where something must be typed
    or set first, StoryError with the problems of geocoder.yaml, FileError where it cannot be read.
    """
    from mapstory.geocoder.server import Server  # noqa: PLC0415, geopy takes 100 ms
    from mapstory.geocoder.settings import read_settings  # noqa: PLC0415, the same

    settings = read_settings(name, folder=folder, server=server, agent=agent)
    cache = cache_folder()
    return Geocoder(Server(settings, folder=cache), Kept(cache))


class Geocoder:
    """Looks names up online; what was asked before is not asked again."""

    def __init__(self, server: Server, kept: Kept) -> None:
        self._server, self._kept = server, kept
        self._asked: dict[str, tuple[Answer, ...]] = {}
        self._answered = 0

    def candidates(
        self, name: str, *, look_in: Sequence[Feature] = (), remember: bool = True
    ) -> list[Candidate]:
        """
        Return what is called so, in the server's order of importance.

        With `look_in`, only what lies in one of these countries and divisions. Empty if the
        server knows nothing that is called so. With `remember` False, as for a place that is
        protected, the answer is not kept, nor is the name told in an error.

        Raises UnavailableError where there is no answer.
        """
        found = self._answers(name, look_in, remember=remember)
        return _each_once(
            [
                self._candidate(answer, spelling, main=spelling in answer.names)
                for answer in found
                if (spelling := _spelling(answer, name))
            ]
        )

    def near(
        self, name: str, *, look_in: Sequence[Feature] = (), remember: bool = True
    ) -> list[Candidate]:
        """
        Return what the server offers for a name though it is called otherwise: to be told only.

        It is the same answer as that of `candidates`, and not asked for twice.
        """
        found = self._answers(name, look_in, remember=remember)
        return _each_once(
            [
                self._candidate(answer, answer.names[0], main=True)
                for answer in found
                if not _spelling(answer, name)
            ]
        )

    def _answers(self, name: str, look_in: Sequence[Feature], *, remember: bool) -> list[Answer]:
        written = text(name)
        if not written:
            return []  # longer than any name, or nothing that can be seen
        question = question_about(written, look_in)
        settings = self._server.settings
        how = [settings.name, settings.server, settings.language, settings.options]
        key = json.dumps([*how, asdict(question)], sort_keys=True, ensure_ascii=False)
        if key not in self._asked:
            found = self._kept.get(key) if remember else None
            if found is None:
                found = self._ask(question, remember=remember)
                if remember:
                    self._kept.put(key, found)
                    self._answered += 1
            self._asked[key] = found
        return [answer for answer in self._asked[key] if lies_in(answer, look_in)]

    def _ask(self, question: Question, *, remember: bool) -> tuple[Answer, ...]:
        from mapstory.geocoder.outage import OutageError  # noqa: PLC0415, geopy takes 100 ms

        try:
            return self._server.ask(question)
        except OutageError as outage:
            about = f"'{question.text}'" if remember else "a protected place"
            raise UnavailableError(self._told(outage.what, outage.fix, about)) from None

    def _told(self, what: str, fix: str, about: str) -> str:
        settings = self._server.settings
        where = f"{settings.provider.title}{settings.server and f' at {settings.server}'}"
        rows = [f"{where} gave no answer about {about}: {what}"]
        if self._answered:
            answers = "1 answer" if self._answered == 1 else f"{self._answered} answers"
            rows.append(f"  {answers} that came before are kept: run again to go on from there")
        otherwise = "try again later, ask another with --server or --online"
        rows.append(f"  fix: {fix or otherwise}, or give the place by its coordinates (`at:`)")
        return "\n".join(rows)

    def _candidate(self, answer: Answer, matched: str, *, main: bool) -> Candidate:
        home = world.division_at(answer.lon, answer.lat)
        reach_m = answer.reach_m
        if reach_m is None:
            reach_m = radius_of_town(answer.population) if answer.kind == "town" else _POINT_M
        return Candidate(
            id=answer.id,
            name=answer.names[0],
            matched=matched,
            main=main,
            kind=answer.kind,
            lon=answer.lon,
            lat=answer.lat,
            country=home.country if home else answer.country,
            division=home.id if home else "",
            population=answer.population,
            uncertainty_m=max(reach_m, _LEAST_M),
            source=self._server.settings.provider.title,
            tier=_ONLINE,
            credit=answer.credit,
        )


def without_twins(online: Sequence[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    """
    Return the candidates of a geocoder that are no place which is among the others already.

    Both were asked for by the same name. The same place has the same id, or is of the same kind
    and within the reach of the other, but no farther than 5 km.
    """
    return [c for c in online if not any(_same_place(c, other) for other in others)]


def _each_once(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out what comes a second time: OpenStreetMap has towns as a point and as an area."""
    once: list[Candidate] = []
    for candidate in candidates:
        once += without_twins([candidate], once)
    return once


def _same_place(one: Candidate, other: Candidate) -> bool:
    from geopy.distance import great_circle  # noqa: PLC0415, only for what was downloaded

    if one.id == other.id:
        return True
    apart_m = great_circle((one.lat, one.lon), (other.lat, other.lon)).m
    reach_m = min(max(one.uncertainty_m, other.uncertainty_m), _SAME_PLACE_M)
    return one.kind == other.kind and float(apart_m) <= reach_m


def _spelling(answer: Answer, name: str) -> str:
    """
    Return the name of an answer that is this one in another spelling; empty if it has none.

    What is merely alike is none: a server's own search takes Al Anbar for Al Karmah. After a
    comma may stand what the place lies in: "Karmah, Anbar".
    """
    first, *rest = name.split(",")
    within = {_key(part) for part in answer.within}
    wanted = {key_of(name) or name}
    if all(_key(part) in within for part in rest):
        wanted.add(key_of(first))
    spellings = (*answer.names, *answer.other_names)
    return next((other for other in spellings if (key_of(other) or other) in wanted), "")


def _key(name: str) -> str:
    return key_of(without_kind(name))
