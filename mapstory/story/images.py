"""The images of an event: where each is, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mapstory.contract import Fields
from mapstory.story.event_keys import ImageKeys
from mapstory.story.files import IMAGE_ENDINGS, check_file
from mapstory.story.model import Image


def read_images(items: Sequence[Fields], *, path: Path) -> tuple[Image, ...]:
    """Return the images that have words and may be read for the story file at `path`."""
    images = []
    for fields in items:
        file, alt = fields[ImageKeys.file], fields[ImageKeys.alt]
        spot = fields.at(ImageKeys.file)
        inside = file and check_file(
            file, spot, path=path, endings=IMAGE_ENDINGS, example=ImageKeys.file.value.example
        )
        _advise(fields)
        if file and alt and inside:
            caption, credit = fields.words(ImageKeys.caption), fields.words(ImageKeys.credit)
            images.append(Image(file, alt.value, caption, credit))
    return tuple(images)


def _advise(fields: Fields) -> None:
    """Tell, as notes, what an image lacks, or says twice."""
    spot = fields.spot
    if "credit" not in fields.nodes:
        what = f"{spot.owner} has no 'credit', so readers are not told whose it is"
        fix = 'add a line such as credit: "Photo: A. Reporter"'
        spot.tell(fields.nodes.get("file", fields.node), what, fix, warning=True)
    alt, caption = fields.words(ImageKeys.alt), fields.words(ImageKeys.caption)
    if alt and alt.split() == caption.split():
        what = (
            f"{spot.owner} says the same in 'alt' and in 'caption', so screen readers say it twice"
        )
        fix = "say in 'alt' what is to be seen, and in 'caption' what it means"
        spot.tell(fields.nodes["caption"], what, fix, warning=True)
