"""Turn a story file that names places and events into a map that steps through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mapstory.build import MapStory

__all__ = ["read"]


def read(path: str | Path) -> MapStory:
    """
    Return the story of a file with its places found and its steps arranged.

    `.map()` of what is returned is a `folium.Map`; `.places` the GeoDataFrame. Raises
    StoryError with every problem of the file, or FileError when it cannot be read.
    """
    from mapstory.build import read_map_story  # noqa: PLC0415, `import mapstory` stays quick

    return read_map_story(path)
