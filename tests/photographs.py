"""Pictures as cameras and programs write them, with all that they add, and a story with one."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

STORY = """\
title: Pictures
summary: A story with pictures.
dateline: 2015-05-24
basemap: none
places:
  town: {at: "33.4256, 43.2992", name: Ramadi, kind: town}
events:
  - title: The square
    at: town
    image:
      file: images/jane-doe.jpg
      alt: A "torn" flag & <more>.
      caption: The square.
      credit: "Photo: A. Reporter"
    text: One.
    alt: A town.
    sources: [{publisher: A paper}]
"""
IMAGE = STORY[STORY.index("    image:") : STORY.index("    text:")]


def photo(width: int = 900, height: int = 600) -> Image.Image:
    """Return a picture whose corners tell which way up it is: red, green, blue, white."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    w, h = width // 3, max(1, height // 3)
    draw.rectangle((0, 0, w, h), fill=(255, 0, 0))
    draw.rectangle((width - w, 0, width, h), fill=(0, 255, 0))
    draw.rectangle((0, height - h, w, height), fill=(0, 0, 255))
    draw.rectangle((width - w, height - h, width, height), fill=(255, 255, 255))
    return image


def exif_of_a_phone() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "DistinctCamera"
    exif[0x013B] = "Jane Doe"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 24.0, 44.4), 3: "E", 4: (43.0, 7.0, 24.4)})
    return exif


def camera_jpeg() -> bytes:
    """Return a JPEG with all that is added to one: EXIF, a thumbnail, XMP, IPTC, a comment."""
    thumbnail = io.BytesIO()
    photo(160, 120).save(thumbnail, "JPEG")
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/" a="http://ns.adobe.com/xap/1.0/">Jane Doe</x:xmpmeta>'
    )
    iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x0c\x1c\x02P\0\x08Jane Doe"
    file = io.BytesIO()
    photo().save(
        file,
        "JPEG",
        exif=exif_of_a_phone().tobytes() + thumbnail.getvalue(),
        xmp=xmp,
        comment=b"Jane Doe",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    content = file.getvalue()
    segment = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    return content[:2] + segment + content[2:]


def camera_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Jane Doe")
    words.add_itxt("XML:com.adobe.xmp", "http://ns.adobe.com/xap/1.0/ Jane Doe")
    file = io.BytesIO()
    photo().save(file, "PNG", exif=exif_of_a_phone(), pnginfo=words)
    return file.getvalue()


def camera_webp() -> bytes:
    file = io.BytesIO()
    xmp = b"http://ns.adobe.com/xap/1.0/ Jane Doe"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo().save(file, "WEBP", exif=exif_of_a_phone(), xmp=xmp, icc_profile=profile)
    return file.getvalue()


CAMERAS: dict[str, Callable[[], bytes]] = {
    "jpg": camera_jpeg, "png": camera_png, "webp": camera_webp,
}  # fmt: skip


def project(folder: Path, story: str = STORY, image: bytes = b"") -> Path:
    path = folder / "stories" / "pictures.yaml"
    (path.parent / "images").mkdir(parents=True)
    path.write_text(story, encoding="utf-8")
    (path.parent / "images" / "jane-doe.jpg").write_bytes(image or camera_jpeg())
    return path
