"""Pictures as a page shows them: which file at which width, in which box, with which words."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mapstory.images import Picture, Pictures, Size
from mapstory.publish import Files, hashed_name
from mapstory.story import Image, Story

_CARD = 332  # CSS pixels: the words' width in the card of styles/stage.css
_MARGINS = 40  # CSS pixels: what they leave free on a phone
_NOTEBOOK = 800  # pixels of width within which a picture is put into a notebook


@dataclass(frozen=True)
class Figure:
    """
    A picture and its words, all of them text; `width` and `height` are in CSS pixels.

    They are of the box that the page keeps free before the picture is there: the largest in
    which it is shown.
    """

    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


Figures = Mapping[str, Sequence[Figure]]
"""The figures of each event that has any, by its id."""


def linked_figures(story: Story, pictures: Pictures) -> tuple[Figures, Files]:
    """
    Return the figures of a story's page, and the files that they link to, by relative path.

    The files are named after what is in them: the writer's name for a picture may be a person's.
    """
    files: dict[str, bytes] = {}

    def linked(image: Image, picture: Picture) -> Figure:
        links = [(_path(size), size) for size in picture.sizes]
        files.update((path, size.content) for path, size in links)
        srcset = ", ".join(f"{path} {size.width}w" for path, size in links)
        path, _ = next((each for each in links if each[1].width >= _NOTEBOOK), links[-1])
        return _figure(image, picture, src=path, srcset=srcset if len(links) > 1 else "")

    figures = {
        event.id: [linked(image, pictures[image.file.value]) for image in event.image]
        for event in story.events
        if event.image
    }
    return figures, files


def enclosed_figures(story: Story, pictures: Pictures) -> Figures:
    """Return the figures of a story with the pictures in them, for a page that has no files."""
    return {
        event.id: [_enclosed(image, pictures[image.file.value]) for image in event.image]
        for event in story.events
        if event.image
    }


def _enclosed(image: Image, picture: Picture) -> Figure:
    size = max((s for s in picture.sizes if s.width <= _NOTEBOOK), key=lambda s: s.width)
    coded = base64.b64encode(size.content).decode()
    return _figure(image, picture, src=f"data:image/webp;base64,{coded}", srcset="")


def _figure(image: Image, picture: Picture, *, src: str, srcset: str) -> Figure:
    width, height = picture.box
    article, card = f"(scripting: none) {width}px", f"(min-width: 900px) {min(width, _CARD)}px"
    return Figure(
        src=src,
        srcset=srcset,
        sizes=f"{article}, {card}, min({width}px, 100vw - {_MARGINS}px)" if srcset else "",
        width=width,
        height=height,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
    )


def _path(size: Size) -> str:
    return f"assets/{hashed_name(f'image-{size.width}.webp', size.content)}"
