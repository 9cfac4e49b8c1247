"""The pictures of a story: on its page, in a notebook, and where people are protected."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from mapstory.build import build_site, examine, read_map_story
from mapstory.places import refuse_leaks_in
from tests.photographs import CAMERAS, IMAGE, STORY, photo, project

SECRETS = {
    b"Exif": "the EXIF block",
    b"GPS": "GPS",
    b"http://ns.adobe.com": "XMP",
    b"Jane Doe": "a name",
    b"Photoshop": "IPTC",
    b"DistinctCamera": "the make of the camera",
    b"\xff\xd8\xff": "a JPEG thumbnail",
    b"ICCP": "a colour profile",
    b"EXIF": "an EXIF chunk",
    b"XMP ": "an XMP chunk",
}


@pytest.mark.parametrize("kind", CAMERAS)
def test_nothing_that_a_camera_or_a_program_wrote_is_published(kind: str, tmp_path: Path) -> None:
    content = CAMERAS[kind]()
    held = [name for secret, name in SECRETS.items() if secret in content]
    assert {"a name", "XMP", "the make of the camera"} <= set(held)
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)[2] == (33.0, 24.0, 44.4)
    build_site([read_map_story(project(tmp_path, image=content))], tmp_path / "site", whole=True)
    written = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    pictures = [path for path in written if path.suffix == ".webp"]
    assert len(pictures) == 3
    for path in pictures:
        told = [name for secret, name in SECRETS.items() if secret in written[path]]
        assert told == []
        image = Image.open(io.BytesIO(written[path]))
        assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
        assert dict(image.getexif()) == {}
        # One chunk of pixels in its container, and so no room for anything else.
        assert written[path][12:15] == b"VP8"
        assert int.from_bytes(written[path][16:20], "little") in range(
            len(written[path]) - 21, len(written[path]) - 19
        )
    for path, held_bytes in written.items():
        assert b"jane" not in str(path.relative_to(tmp_path)).encode()
        assert b"jane" not in held_bytes.lower()


def test_a_link_that_leads_out_of_the_project_is_never_read(tmp_path: Path) -> None:
    path = project(tmp_path / "project")
    picture = path.parent / "images" / "jane-doe.jpg"
    picture.rename(tmp_path / "elsewhere.jpg")
    picture.symlink_to(tmp_path / "elsewhere.jpg")
    _, problems = examine(path)
    (problem,) = problems
    assert problem.what == (
        "'file' of the image of the event ('The square') is outside the project's folder"
    )


def test_a_small_picture_is_noted(tmp_path: Path) -> None:
    file = io.BytesIO()
    photo(300, 200).save(file, "JPEG")
    map_story, problems = examine(project(tmp_path, image=file.getvalue()))
    assert map_story
    (problem,) = (each for each in problems if "image" in each.what)
    assert problem.warning
    assert problem.what == (
        "the image of event 'The square' is 300 pixels wide, and looks small or blurred "
        "on most screens"
    )


# --- in the page and in a notebook


def test_the_page_keeps_the_box_free_and_says_the_words_as_typed(tmp_path: Path) -> None:
    story = read_map_story(project(tmp_path))
    page = story.page()
    html = page.files["pictures/index.html"].decode()
    names = [path for path in page.files if path.endswith(".webp")]
    assert [name.split(".")[0] for name in names] == [
        f"pictures/assets/image-{width}" for width in (400, 800, 900)
    ]
    small, middle, large = (name.removeprefix("pictures/") for name in names)
    assert (
        f'<img src="{middle}" srcset="{small} 400w, {middle} 800w, {large} 900w" '
        'sizes="(scripting: none) 540px, (min-width: 900px) 332px, min(540px, 100vw - 40px)" '
        'width="540" height="360" '
        'alt="A &#34;torn&#34; flag &amp; &lt;more&gt;." loading="lazy">'
    ) in html
    assert '<span class="mapstory-caption" dir="auto">The square.</span>' in html
    assert '<span class="mapstory-image-credit" dir="auto">Photo: A. Reporter</span>' in html


def test_several_pictures_stand_in_one_step_in_their_order(tmp_path: Path) -> None:
    two = (
        "    image:\n      - {file: images/jane-doe.jpg, alt: First., credit: A}\n"
        "      - {file: images/jane-doe.jpg, alt: Second., credit: B}\n"
    )
    page = read_map_story(project(tmp_path, STORY.replace(IMAGE, two))).page()
    html = page.files["pictures/index.html"].decode()
    assert html.index('alt="First."') < html.index('alt="Second."')
    assert len([path for path in page.files if path.endswith(".webp")]) == 3


def test_a_notebook_has_the_pictures_in_it(tmp_path: Path) -> None:
    html = read_map_story(project(tmp_path)).map().get_root().render()
    assert html.count('<img src="data:image/webp;base64,') == 1
    assert "assets/image-" not in html
    assert "srcset" not in html.split("<figure")[1].split("</figure>")[0]


# --- where people are protected


PROTECTED = STORY.replace(
    '{at: "33.4256, 43.2992", name: Ramadi, kind: town}',
    '{at: "33.41234, 43.12345", name: a safe house, protect: 5 km}',
)


def test_a_photograph_taken_at_a_protected_place_does_not_tell_it(tmp_path: Path) -> None:
    story = read_map_story(project(tmp_path, PROTECTED))
    build_site([story], tmp_path / "site", whole=True)
    assert len(list((tmp_path / "site").rglob("*.webp"))) == 3


def test_pixels_are_not_taken_for_the_figures_of_a_position(tmp_path: Path) -> None:
    story = read_map_story(project(tmp_path, PROTECTED))
    refuse_leaks_in({"pictures/assets/image-400.webp": b"RIFF 33.41234, 43.12345"}, [story.found])


def test_pictures_are_encoded_once_though_a_protected_story_is_built_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[tuple[int, int]] = []
    save = Image.Image.save

    def counting(self: Image.Image, *args: object, **options: object) -> None:
        encoded.append(self.size)
        save(self, *args, **options)  # type: ignore[arg-type]

    story = read_map_story(project(tmp_path, PROTECTED))
    monkeypatch.setattr(Image.Image, "save", counting)
    build_site([story], tmp_path / "site", whole=True)
    assert encoded == [(400, 267), (800, 533), (900, 600)]


def test_a_mistake_in_an_image_is_told_without_what_is_protected(tmp_path: Path) -> None:
    image = "{file: images/gone.jpg, alt: A house at 33.41234 43.12345., credit: A}"
    story = PROTECTED.replace(IMAGE, f"    image: {image}\n")
    _, problems = examine(project(tmp_path, story))
    assert problems
    assert not any("33.41234" in str(problem) for problem in problems)
