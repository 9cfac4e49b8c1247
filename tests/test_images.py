"""Pictures: what is read of a file, and what is written of it."""

from __future__ import annotations

import io
import random
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageOps

from mapstory.images import ImageError, Picture, open_picture
from tests.photographs import CAMERAS, camera_jpeg, photo


def corners(image: Image.Image) -> list[str]:
    names = {(1, 0, 0): "red", (0, 1, 0): "green", (0, 0, 1): "blue", (1, 1, 1): "white"}
    w, h = image.size
    found = []
    for at in ((5, 5), (w - 6, 5), (5, h - 6), (w - 6, h - 6)):
        pixel = image.convert("RGB").getpixel(at)
        assert isinstance(pixel, tuple)
        found.append(names.get(tuple(round(c / 255) for c in pixel), str(pixel)))
    return found


def seen(picture: Picture) -> Image.Image:
    """Return the largest of a picture's files as a reader's browser decodes it."""
    image = Image.open(io.BytesIO(picture.sizes[-1].content))
    image.load()
    return image


def told(path: Path) -> str:
    with pytest.raises(ImageError) as caught:
        open_picture(path)
    return f"{caught.value.what}\n  fix: {caught.value.fix}"


def test_a_picture_is_published_at_widths_that_it_has(tmp_path: Path) -> None:
    def sizes(width: int, height: int) -> list[tuple[int, int]]:
        photo(width, height).save(tmp_path / "a.jpg")
        picture = open_picture(tmp_path / "a.jpg")
        for size in picture.sizes:
            assert Image.open(io.BytesIO(size.content)).size == size[:2]
        return [size[:2] for size in picture.sizes]

    assert sizes(3000, 2000) == [(400, 267), (800, 533), (1200, 800)]
    assert sizes(1200, 900) == [(400, 300), (800, 600), (1200, 900)]
    assert sizes(900, 600) == [(400, 267), (800, 533), (900, 600)]
    assert sizes(400, 300) == [(400, 300)]
    assert sizes(120, 90) == [(120, 90)]
    assert sizes(1500, 2000) == [(400, 533), (800, 1067), (900, 1200)]
    assert sizes(3000, 1) == [(400, 1), (800, 1), (1200, 1)]
    assert sizes(5000, 2500) == [(400, 200), (800, 400), (1200, 600)]


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_picture_is_upright_however_the_camera_was_held(turned: int, tmp_path: Path) -> None:
    # What lies like this is upright once Pillow's own reading of the tag has turned it.
    lying = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[turned]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = turned
    image = photo(1300, 780)
    (image.transpose(lying) if lying is not None else image).save(tmp_path / "a.jpg", exif=exif)
    with Image.open(tmp_path / "a.jpg") as reference:
        assert corners(ImageOps.exif_transpose(reference)) == ["red", "green", "blue", "white"]
    picture = open_picture(tmp_path / "a.jpg")
    assert seen(picture).size == (1200, 720)
    assert corners(seen(picture)) == ["red", "green", "blue", "white"]


def test_colours_are_those_that_the_profile_means(tmp_path: Path) -> None:
    grey = Image.new("L", (500, 400), 128)
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    wide = Image.new("RGB", (500, 400), (100, 180, 90))
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name, image, profile in (
        ("same", wide, swapped), ("none", wide, b""), ("broken", wide, b"no profile at all"),
        ("of-lab", wide, lab), ("grey", grey, swapped),
    ):  # fmt: skip
        image.save(tmp_path / f"{name}.png", icc_profile=profile)
        pixel = open_picture(tmp_path / f"{name}.png").pixels.getpixel((200, 200))
        expected = (128,) * 3 if image is grey else (100, 180, 90)
        assert isinstance(pixel, tuple)
        assert max(abs(a - b) for a, b in zip(pixel, expected, strict=True)) <= 2, name


@pytest.mark.parametrize(
    "mode, color, expected",
    [
        ("L", 90, (90, 90, 90)), ("1", 0, (0, 0, 0)), ("I;16", 0x8000, (128, 128, 128)),
        ("P", 0, (0, 0, 0)), ("RGBA", (0, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (200, 0, 0, 128), (227, 127, 127)), ("LA", (0, 0), (255, 255, 255)),
    ],
)  # fmt: skip
def test_every_kind_of_pixel_is_read_and_nothing_is_seen_through(
    mode: str, color: object, expected: tuple[int, ...], tmp_path: Path
) -> None:
    Image.new(mode, (500, 400), color).save(tmp_path / "a.png")  # type: ignore[arg-type]
    pixels = open_picture(tmp_path / "a.png").pixels
    assert pixels.mode == "RGB"
    assert pixels.getpixel((100, 100)) == expected


def test_a_cmyk_jpeg_is_read(tmp_path: Path) -> None:
    Image.new("CMYK", (500, 400), (0, 255, 255, 0)).save(tmp_path / "a.jpg")
    pixel = open_picture(tmp_path / "a.jpg").pixels.getpixel((9, 9))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert max(pixel[1:]) < 60


def test_a_drawing_stays_sharp_where_that_costs_nothing(tmp_path: Path) -> None:
    drawing = Image.new("RGB", (800, 500), "white")
    ImageDraw.Draw(drawing).rectangle((100, 100, 300, 300), fill=(200, 30, 30))
    drawing.save(tmp_path / "a.png")
    assert seen(open_picture(tmp_path / "a.png")).tobytes() == drawing.tobytes()


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(camera_jpeg())
    assert open_picture(tmp_path / "a.jpg").sizes == open_picture(tmp_path / "a.jpg").sizes


def test_a_picture_of_two_in_one_file_is_the_first_as_phones_write_them(tmp_path: Path) -> None:
    photo().save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[photo(90, 60)])
    assert seen(open_picture(tmp_path / "a.jpg")).size == (900, 600)


def test_an_ending_that_is_another_pictures_does_not_matter(tmp_path: Path) -> None:
    photo().save(tmp_path / "a.jpg", "PNG")
    assert corners(seen(open_picture(tmp_path / "a.jpg"))) == ["red", "green", "blue", "white"]


# --- what is refused


def test_a_picture_that_moves_is_refused(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (500, 400), color) for color in ("red", "blue")]
    for kind in ("gif", "webp", "png"):
        path = tmp_path / f"a.{kind}"
        frames[0].save(path, save_all=True, append_images=frames[1:])
        assert told(path) == (
            f"'a.{kind}' moves, and a story shows still pictures\n"
            "  fix: save the frame that says most as JPEG or PNG"
        )
    frames[0].save(tmp_path / "still.gif")
    assert seen(open_picture(tmp_path / "still.gif")).size == (500, 400)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    for side in (8_000, 10_000, 20_000):  # ours, what Pillow warns of, what it refuses
        Image.new("1", (side, side)).save(tmp_path / "a.png")
        assert (tmp_path / "a.png").stat().st_size < 100_000
        assert told(tmp_path / "a.png") == (
            "'a.png' has more than 60 million pixels\n"
            "  fix: export it smaller: 2400 pixels wide is more than any screen of a reader needs"
        )


def test_a_picture_of_too_many_bytes_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(40_000_001)
    assert told(tmp_path / "a.jpg") == (
        "'a.jpg' is larger than 40 MB\n"
        "  fix: export it smaller: 2400 pixels wide is more than any screen of a reader needs"
    )


@pytest.mark.parametrize("kind", CAMERAS)
def test_a_picture_that_is_cut_off_is_refused(kind: str, tmp_path: Path) -> None:
    content = CAMERAS[kind]()
    (tmp_path / "a.jpg").write_bytes(content[: len(content) * 2 // 3])
    assert told(tmp_path / "a.jpg") == (
        "'a.jpg' is broken: not all of the picture can be read\n"
        "  fix: copy the file anew, or save it again from a program that still shows it"
    )


@pytest.mark.parametrize("kind", CAMERAS)
def test_damage_is_refused_or_shown_and_never_a_crash(kind: str, tmp_path: Path) -> None:
    content = CAMERAS[kind]()
    chance = random.Random(7)  # noqa: S311, which bytes are damaged is no secret
    for _ in range(40):
        damaged = bytearray(content)
        for _ in range(8):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        (tmp_path / "a.jpg").write_bytes(damaged)
        with suppress(ImageError):
            assert open_picture(tmp_path / "a.jpg").pixels.mode == "RGB"


@pytest.mark.parametrize(
    "content, what",
    [
        (b"", "'a.jpg' is empty"),
        (b"\n<!doctype html><p>", "'a.jpg' is a web page, not the picture on it"),
        (b'<?xml version="1.0"?><svg/>',
         "'a.jpg' is an SVG whatever it is called, and an SVG can run scripts"),
        (b"%PDF-1.7", "'a.jpg' is not a picture that can be read, whatever it is called"),
        (b"BM" + bytes(60), "'a.jpg' is not a picture that can be read, whatever it is called"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_picture_is_told_for_what_it_is(
    content: bytes, what: str, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    assert told(tmp_path / "a.jpg").split("\n")[0] == what


def test_a_name_in_other_letters_is_not_the_file_on_any_disk(tmp_path: Path) -> None:
    photo().save(tmp_path / "Flag.JPG", "JPEG")
    if (tmp_path / "flag.jpg").exists():
        pytest.skip("this disk does not tell letters apart")
    assert told(tmp_path / "flag.jpg").endswith("fix: did you mean 'Flag.JPG'?")
