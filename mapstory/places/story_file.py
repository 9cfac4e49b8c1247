"""From a story file to its places, with the gazetteer and the lock of its project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path

from shapely import get_coordinates

from mapstory.errors import Problem, StoryError
from mapstory.gazetteer import Candidate, Gazetteer, read_gazetteer
from mapstory.geocoder import open_geocoder
from mapstory.lock import (
    Change,
    Lock,
    LockFile,
    changes_between,
    known_answers,
    lock_path,
    read_lock,
    report,
    typed,
    write_locks,
)
from mapstory.places.choices import Online
from mapstory.places.locate import Located, locate
from mapstory.places.protection import refuse_narrowing
from mapstory.places.questions import LookUp
from mapstory.project import GEODATA, project_of
from mapstory.protect import decoyed, hushed, refuse_leaks, silenced, told_in_story, withheld
from mapstory.source import Node, read_source
from mapstory.story import Story, parse_story
from mapstory.world import Feature

_ONLINE_TIER = 3

OnlineFor = Callable[[Path], Online]
"""From the folder geodata/ of a project to whom its names may be asked of online."""


@dataclass(frozen=True)
class LocatedStory:
    """
    A story with its places found; `kept` is its lock as it is on disk, None if it has none.

    Where its protected places are, `story` no longer says. `twin` finds the places again as if
    each of these were elsewhere in its cells: all that is written must be the same.
    """

    story: Story
    located: Located
    kept: Lock | None
    twin: Callable[[], LocatedStory] | None = field(default=None, repr=False)

    @cached_property
    def lock_file(self) -> LockFile:
        """The story's lock, where it is or will be."""
        path = lock_path(self.story.path, self.story.slug)
        return LockFile(path, self.kept, self.located.lock)


def locate_story(
    path: Path,
    *,
    refresh: bool = False,
    online: OnlineFor | None = None,
    check: Callable[[Story], list[Problem]] | None = None,
) -> tuple[LocatedStory | None, list[Problem]]:
    """
    Return the places of a story file, or None if they cannot be told yet, and every problem.

    What the story's lock answers stays as it is, or is found again with `refresh`; then a
    place that only `online` could find keeps what was chosen, unless it is asked again.
    What `check` finds wrong with the rest of the story is told with all else.
    """
    with hushed(path):
        return _locate_story(path, refresh=refresh, online=online, check=check)


def _locate_story(
    path: Path,
    *,
    refresh: bool,
    online: OnlineFor | None,
    check: Callable[[Story], list[Problem]] | None,
) -> tuple[LocatedStory | None, list[Problem]]:
    geodata = project_of(path) / GEODATA
    root: Node | None = None
    try:
        root = read_source(path)
        story, problems = parse_story(root, path=path)
        problems += check(story) if check else []
        gazetteer = read_gazetteer(geodata)
        kept = read_lock(lock_path(path, story.slug))
        known = kept or known_answers(path)
        ask = online(geodata) if online else _chosen_online(known) if refresh else None
        located = locate(story, gazetteer, lock=None if refresh else known, online=ask)
    except StoryError as error:  # also of a list that the gazetteer reads as it is asked
        return None, silenced(error.problems, root=root, path=path)
    telling = told_in_story(root, located.secrets)
    problems += [*located.problems, *refuse_narrowing(story, located.table), *telling]
    lines = {problem.line for problem in telling}
    problems = silenced(sorted(problems), root=root, path=path, telling=lines)
    if any(not problem.warning for problem in problems):
        return None, problems
    twin = None
    if located.secrets and not (refresh or online):
        decoys = decoyed(story, located.secrets)
        twin = partial(_located_twin, decoys, gazetteer, known=known, kept=kept)
    return LocatedStory(withheld(story), located, kept, twin), problems


def _located_twin(
    story: Story, gazetteer: Gazetteer, *, known: Lock, kept: Lock | None
) -> LocatedStory:
    return LocatedStory(withheld(story), locate(story, gazetteer, lock=known), kept)


def _chosen_online(known: Lock) -> Online:
    def again(look_up: LookUp, _: Sequence[Feature]) -> list[Candidate]:
        match = known.match(str(look_up))
        return [match.chosen] if match and match.chosen.tier == _ONLINE_TIER else []

    return again


def asking_online(provider: str, *, server: str, agent: str) -> OnlineFor:
    """
    Return how to ask a geocoder: one for each project, however many stories it has.

    Raises what `mapstory.geocoder.open_geocoder` raises, when it is first asked.
    """

    @cache
    def opened(geodata: Path) -> Online:
        geocoder = open_geocoder(provider, folder=geodata, server=server, agent=agent)
        return lambda look_up, look_in: geocoder.candidates(look_up.name, look_in=look_in)

    return opened


def table_of(story: LocatedStory, *, compare: bool) -> list[str]:
    """Return lines about the places of a story; with `compare`, also what a refresh would move."""
    lock = story.located.lock
    ahead: list[Change] = []
    lines = [f"{typed(story.story.path)} ▸ {typed(story.lock_file.path)}"]
    if compare:
        fresh, _ = locate_story(story.story.path, refresh=True)
        if fresh:
            ahead = changes_between(lock, fresh.located.lock)
        else:
            lines.append("  (--refresh would not find every place again)")
    return lines + [f"  {line}" for line in report(lock, story.lock_file.changes, ahead)]


def refuse_leaks_in(files: Mapping[str, bytes], stories: Sequence[LocatedStory]) -> None:
    """Raise LeakError if files, by path, tell where a protected place of these stories is."""
    secrets = [secret for story in stories for secret in story.located.secrets]
    tables = [story.located.table for story in stories]
    named = [table.geometry[table["method"] == "gazetteer"] for table in tables]
    public = [(float(lon), float(lat)) for shapes in named for lon, lat in get_coordinates(shapes)]
    refuse_leaks(files, secrets, public=public)


def write_found(stories: Sequence[LocatedStory]) -> None:
    """Write the locks of these stories, all or none. Raises FileError, or LeakError."""
    locks = [story.lock_file for story in stories]
    refuse_leaks_in({typed(lock.path): lock.content for lock in locks}, stories)
    write_locks(locks)
