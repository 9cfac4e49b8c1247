"""The chain, from story files to the site: nothing else composes the stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from mapstory.atlas import Atlas, draw_atlas, notes_on_closeness
from mapstory.errors import Problem, StoryError
from mapstory.images import Picture, Pictures, read_pictures
from mapstory.leaflet import StoryMap
from mapstory.lock import contents_of, replaced_after, typed
from mapstory.narrative import Narrative, arrange_narrative
from mapstory.page import Page, identifier, render_index, render_map, render_page
from mapstory.places import LocatedStory, locate_story, refuse_leaks_in
from mapstory.project import stories_beside
from mapstory.protect import may_protect, refuse_difference
from mapstory.publish import listed_in, write_site
from mapstory.story import Story
from mapstory.tiles import TileError, TileLayer, copy_tiles
from mapstory.wording import direction


@dataclass(frozen=True)
class MapStory:
    """
    A story with its places found and its steps arranged.

    `places` is a GeoDataFrame, EPSG:4326, one row a place; its columns are described in
    `mapstory.places.COLUMNS`.
    """

    found: LocatedStory
    narrative: Narrative
    atlas: Atlas | None
    pictures: Pictures
    tiles: TileLayer | None = None

    @property
    def story(self) -> Story:
        """The story as it was told."""
        return self.found.story

    @property
    def places(self) -> gpd.GeoDataFrame:
        """The table of its places."""
        return self.found.located.table

    def map(self) -> StoryMap:
        """Return a new `folium.Map` that steps: show it, add folium layers, or `.save()` it."""
        return render_map(
            self.story, self.places, self.narrative, self.atlas, self.pictures, tiles=self.tiles
        )

    def page(self) -> Page:
        """Return the story's page and what it links to, ready to be written."""
        return render_page(
            self.story, self.places, self.narrative, self.atlas, self.pictures, tiles=self.tiles
        )


def examine(path: Path) -> tuple[MapStory | None, list[Problem]]:
    """Return what a file tells, or None if it cannot be told yet, and every problem in it."""
    pictures: dict[str, Picture] = {}

    def check(story: Story) -> list[Problem]:
        read, faults = read_pictures(story)
        pictures.update(read)
        return faults

    found, problems = locate_story(path, check=check)
    if found is None:
        return None, problems
    try:
        told = _arranged(found, pictures)
        return told, [*problems, *notes_on_closeness(told.story, told.narrative)]
    except StoryError as error:
        return None, [*problems, *error.problems]


def _arranged(found: LocatedStory, pictures: Pictures) -> MapStory:
    story, places = found.story, found.located.table
    narrative = arrange_narrative(story, places)
    atlas = (
        draw_atlas(narrative, places, language=story.language, name=identifier(story.slug))
        if story.basemap.atlas
        else None
    )
    return MapStory(found, narrative, atlas, pictures, _tiles(story, narrative))


def _tiles(story: Story, narrative: Narrative) -> TileLayer | None:
    """Return the tiles under a story, if any. Raises StoryError for a file that is of no use."""
    basemap = story.basemap
    if basemap.file is None:
        return basemap.tiles
    try:
        return copy_tiles(
            story.path.parent / basemap.file.value.strip(),
            [narrative.bounds, *(step.bounds for step in narrative.steps)],
            attribution=basemap.attribution,
            card_right=direction(story.language) == "rtl",
        )
    except TileError as error:
        problem = basemap.file.problem(f"'file' of the base map: {error.what}", error.fix)
        raise StoryError([problem]) from error


def read_map_story(path: str | Path) -> MapStory:
    """Return the story of a file. Raises StoryError with all of its problems."""
    map_story, problems = examine(Path(path))
    if map_story is None:
        raise StoryError(problems)
    return map_story


def build_site(stories: Sequence[MapStory], out: Path, *, whole: bool) -> dict[str, bytes]:
    """
    Write the pages of these stories and the list of all stories to `out`; return these files.

    `whole` says that these are all the stories there are: pages of any other are taken
    away. Otherwise they stay, and stay listed.
    """
    pages = [story.page() for story in stories]
    others = [] if whole else listed_in(out)
    built = {page.entry.slug for page in pages}
    entries = [page.entry for page in pages] + [
        entry for entry in others if entry.slug not in built
    ]
    files = {name: content for page in pages for name, content in page.files.items()}
    files |= render_index(entries)
    _refuse_leaks(stories, files)
    write_site(files, out, stories=[entry.slug for entry in entries])
    return files


def _refuse_leaks(stories: Sequence[MapStory], files: Mapping[str, bytes]) -> None:
    """Raise LeakError if what is about to be written tells where a protected place is."""
    if not any(story.found.located.secrets for story in stories):
        return
    written = dict(files)
    for story in stories:
        written |= _lock_of(story)
    refuse_leaks_in(written, [story.found for story in stories])
    for story in stories:
        if story.found.twin:
            twin = _arranged(story.found.twin(), story.pictures)
            again = {**twin.page().files, **_lock_of(twin)}
            refuse_difference({name: written.get(name) for name in again}, again)


def _lock_of(story: MapStory) -> dict[str, bytes]:
    lock = story.found.lock_file
    return {typed(lock.path): lock.content}


@dataclass(frozen=True)
class Built:
    """
    What a build wrote: files of the site by their path within it, and locks.

    `unwritten` are locks in folders that are read-only: the site is good all the same.
    """

    files: Mapping[str, bytes]
    locks: Mapping[Path, bytes]
    unwritten: list[Path]


def build_and_lock(stories: Sequence[MapStory], out: Path, *, whole: bool) -> Built:
    """Write the site and then the locks, or neither."""
    locks = contents_of(story.found.lock_file for story in stories)
    with replaced_after(locks) as unwritten:
        files = build_site(stories, out, whole=whole)
    written = {path: content for path, content in locks.items() if path not in unwritten}
    return Built(files, written, unwritten)


def protects_places(stories: Sequence[MapStory]) -> bool:
    """Tell whether places of these stories are protected, or of any story in their projects."""
    if any(story.found.located.secrets for story in stories):
        return True
    folders = {story.story.path.absolute().parent: story.story.path for story in stories}
    return any(may_protect(path) for one in folders.values() for path in stories_beside(one))
