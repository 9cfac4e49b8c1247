"""The pictures of a story: read, turned upright, and written for screens as pixels alone."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from PIL import Image as Pillow
from PIL import ImageCms, UnidentifiedImageError

from mapstory.errors import Problem
from mapstory.project import project_of
from mapstory.story import Story

WIDTHS = (400, 800, 1200)
"""Pixels: the widths at which a picture is published, none of them more than it has."""

_LARGEST = WIDTHS[-1]  # pixels of either side: three for each that a card has
_SMALLEST = 320  # pixels of width below which a picture looks lost in a card
_SHOWN = (656, 360)  # CSS pixels of the largest box in which a page shows a picture
_MOST_BYTES, _MOST_PIXELS = 40_000_000, 60_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY = 80

# EXIF 2.32, tag 0x0112: how the pixels lie, and what turns them upright.
_ORIENTATION = 0x0112
_TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}


class ImageError(ValueError):
    """The file cannot be shown: what is wrong with it, and what to do about it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


class Size(NamedTuple):
    """A picture as it is published at one width, in pixels; `content` is a WebP file."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Picture:
    """
    A picture, upright, in sRGB, no larger than it is published, and nothing but its pixels.

    `drawn` says that it was saved without loss, as drawings and screenshots are.
    """

    pixels: Pillow.Image = field(repr=False)
    drawn: bool = False

    @cached_property
    def sizes(self) -> tuple[Size, ...]:
        """The picture at its widths, the narrowest first: the same bytes from the same pixels."""
        most = self.pixels.width
        return tuple(self._at(width) for width in (*(w for w in WIDTHS if w < most), most))

    @property
    def box(self) -> tuple[int, int]:
        """Width and height at which a page shows the picture, at most, in CSS pixels."""
        width, height = self.pixels.size
        share = min(1.0, _SHOWN[0] / width, _SHOWN[1] / height)
        return max(1, round(width * share)), max(1, round(height * share))

    def _at(self, width: int) -> Size:
        height = max(1, round(self.pixels.height * width / self.pixels.width))
        pixels = self.pixels
        if pixels.size != (width, height):
            pixels = pixels.resize((width, height), Pillow.Resampling.LANCZOS)
        content = _webp(pixels, lossless=False)
        if self.drawn:
            content = min(content, _webp(pixels, lossless=True), key=len)
        return Size(width, height, content)


Pictures = Mapping[str, Picture]
"""The pictures of a story by their paths, as the writer typed them."""


def read_pictures(story: Story) -> tuple[Pictures, list[Problem]]:
    """Return the pictures of a story's events, and what is wrong with those that lack."""
    pictures: dict[str, Picture] = {}
    problems: list[Problem] = []
    for event in story.events:
        for image in event.image:
            typed, whose = image.file.value, f"the image of event '{event.title}'"
            try:
                if typed not in pictures:
                    pictures[typed] = open_picture(_inside(typed, story))
            except ImageError as error:
                problems.append(image.file.problem(f"{whose}: {error.what}", error.fix))
                continue
            width = pictures[typed].pixels.width
            if width < _SMALLEST:
                what = f"{whose} is {width} pixels wide, and looks small or blurred on most screens"
                fix = "name a larger copy, best of 1200 pixels or more"
                problems.append(image.file.problem(what, fix, warning=True))
    return pictures, problems


def _inside(typed: str, story: Story) -> Path:
    path = (story.path.parent / typed.strip()).resolve()
    if not path.is_relative_to(project_of(story.path).resolve()):  # since the story was read
        raise ImageError("its file is outside the project's folder", "put it into the project")
    return path


def open_picture(path: Path) -> Picture:
    """
    Return the picture in a file: JPEG, PNG, WebP or GIF, whatever its ending says.

    Of what a camera or a program wrote beside the pixels nothing is taken but which way is up
    and the meaning of the colours. Raises ImageError for a file that is missing, larger than
    40 MB or 60 million pixels, broken, moving, or something else.
    """
    content = _content_of(path)
    name = path.name
    try:
        with warnings.catch_warnings(action="ignore"):  # Pillow's, which mean nothing to a writer
            image = Pillow.open(io.BytesIO(content), formats=_FORMATS)
            _refuse_unshown(image, name)
            return Picture(_plain(image), drawn=image.format in {"PNG", "GIF"})
    except ImageError:
        raise
    except Pillow.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except UnidentifiedImageError as error:
        raise ImageError(*_unlike(content, name)) from error
    except Exception as error:  # decoders raise whatever a broken file makes them stumble over
        raise ImageError(
            f"'{name}' is broken: not all of the picture can be read",
            "copy the file anew, or save it again from a program that still shows it",
        ) from error


def _content_of(path: Path) -> bytes:
    if not path.is_file():
        name = next(_alike(path), "")
        raise ImageError(
            f"there is no file '{path.name}' in the folder '{path.parent.name}'",
            f"did you mean '{name}'?"
            if name
            else "put it there, or correct the path, which starts from the story's own folder",
        )
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ImageError(
                f"'{path.name}' is larger than {_MOST_BYTES // 1_000_000} MB",
                "export it smaller: 2400 pixels wide is more than any screen of a reader needs",
            )
        return path.read_bytes()
    except OSError as error:
        raise ImageError(
            f"'{path.name}' cannot be opened: {error.strerror or error}",
            "see whether you may read the file, and whether the disk is well",
        ) from error


def _alike(path: Path) -> Iterator[str]:
    """Yield names of files beside one that is missing, for which it may be meant."""
    try:
        names = {other.name.casefold(): other.name for other in sorted(path.parent.iterdir())}
    except OSError:
        return
    for close in get_close_matches(path.name.casefold(), names, n=1, cutoff=0.8):
        yield names[close]


def _refuse_unshown(image: Pillow.Image, name: str) -> None:
    if image.width * image.height > _MOST_PIXELS:
        raise _too_many_pixels(name)
    # Cameras keep a second picture in one JPEG file ("MPO"): the first is the one that is shown.
    if image.format in {"GIF", "PNG", "WEBP"} and getattr(image, "n_frames", 1) > 1:
        raise ImageError(
            f"'{name}' moves, and a story shows still pictures",
            "save the frame that says most as JPEG or PNG",
        )


def _too_many_pixels(name: str) -> ImageError:
    return ImageError(
        f"'{name}' has more than {_MOST_PIXELS // 1_000_000} million pixels",
        "export it smaller: 2400 pixels wide is more than any screen of a reader needs",
    )


def _unlike(content: bytes, name: str) -> tuple[str, str]:
    """Return what a file is that is no picture, and what to do."""
    start = content[:1000].lstrip(b"\xef\xbb\xbf\0 \t\r\n").lower()
    if not start:
        return f"'{name}' is empty", "copy the file anew"
    if b"<svg" in start:
        what = f"'{name}' is an SVG whatever it is called, and an SVG can run scripts"
        return what, "export the drawing as PNG, about 1600 pixels wide"
    if start.startswith(b"<"):
        what = f"'{name}' is a web page, not the picture on it"
        return what, "save the picture itself: in a browser, press on it and choose 'Save image as'"
    what = f"'{name}' is not a picture that can be read, whatever it is called"
    return what, "open it in a program that shows it, and export it as JPEG, a drawing as PNG"


def _plain(image: Pillow.Image) -> Pillow.Image:
    """Return the pixels of a picture: upright, in sRGB, on white, and small enough to publish."""
    image.draft(None, (2 * _LARGEST, 2 * _LARGEST))  # a JPEG need not be unpacked in full
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    profile = image.info.get("icc_profile")
    share = min(1.0, _LARGEST / image.width, _LARGEST / image.height)
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    image = _mixable(image)
    if image.size != size:
        image = image.resize(size, Pillow.Resampling.LANCZOS, reducing_gap=3.0)
    if "A" in image.getbands():
        white = Pillow.new("RGBA", image.size, "white")
        image = Pillow.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    image = _in_srgb(image, profile)
    image = image if turn is None else image.transpose(turn)
    return Pillow.frombytes("RGB", image.size, image.tobytes())  # and nothing that came with it


def _mixable(image: Pillow.Image) -> Pillow.Image:
    """Return a picture of whose neighbouring pixels a mean can be taken."""
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if image.mode in {"P", "PA"} or image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _in_srgb(image: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    """Return a picture in the colours that every screen takes it for."""
    if profile:
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ours = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, theirs, ours, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that is broken, or of another kind of colours: browsers drop it too
        else:
            return converted or image
    return image.convert("RGB")


def _webp(image: Pillow.Image, *, lossless: bool) -> bytes:
    """Return a WebP file: every browser since 2020 shows it, and it is a third less than JPEG."""
    file = io.BytesIO()
    image.save(file, "WEBP", lossless=lossless, quality=_QUALITY, method=4)
    return file.getvalue()
