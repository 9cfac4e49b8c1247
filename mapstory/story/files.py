"""The files that a story names: each inside its project, by a path from the story's own folder."""

from __future__ import annotations

import os.path
import re
from pathlib import Path, PurePosixPath, PureWindowsPath

from mapstory.contract import Spot
from mapstory.project import project_of
from mapstory.source import Text

SHAPE_ENDINGS = (".geojson", ".json", ".gpkg", ".kml", ".csv")
"""The kinds of files with shapes that a place may name."""

IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
"""The kinds of files with a picture that an event may name."""

_OTHER_PICTURES = {
    ".svg": (
        "and an SVG can run scripts in a reader's browser",
        "export the drawing as PNG, about 1600 pixels wide",
    ),
    **dict.fromkeys(
        (".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp", ".psd", ".pdf", ".dng", ".raw"),
        ("which is not a kind of picture that can be read", "export it as JPEG, a drawing as PNG"),
    ),
}
"""Pictures that writers have and no story takes, by their endings: why, and what to do."""


def check_file(
    asked: Text, spot: Spot, *, path: Path, endings: tuple[str, ...], example: str
) -> bool:
    """Return whether a path may be read for the story file at `path`, or tell why not."""
    typed = asked.value.strip()
    inside = f"write its path from the story's folder, such as file: {example}"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", typed) or typed.startswith("//"):
        what = f"{spot} is a web address, and nothing is fetched for a story"
        fix = f"save the file in the project, and {inside}"
    elif "\\" in typed:
        what = f"{spot} has a backslash, which works on one system only"
        fix = f"write {typed.replace(chr(92), '/')}"
    elif _is_absolute(typed):
        what = f"{spot} is a path that only this machine has"
        fix = f"put the file into the project, and {inside}"
    elif not typed.lower().endswith(endings):
        why = "which is not a kind of file that can be read"
        fix = f"name a file that ends in one of: {', '.join(endings)}"
        if endings is IMAGE_ENDINGS:
            why, fix = _OTHER_PICTURES.get(PurePosixPath(typed).suffix.lower(), (why, fix))
        what = f"{spot} is '{typed}', {why}"
    elif _leaves_project(typed, path):
        what = f"{spot} is outside the project's folder"
        fix = f"put the file into the project, and {inside}"
    else:
        return True
    spot.tell(asked, what, fix)
    return False


def _is_absolute(typed: str) -> bool:
    drive = PureWindowsPath(typed).drive
    return PurePosixPath(typed).is_absolute() or bool(drive) or typed.startswith("~")


def _leaves_project(typed: str, path: Path) -> bool:
    """Tell whether a path leads out of the project, also by a symbolic link."""
    project = project_of(path)
    plain = Path(os.path.normpath(path.absolute().parent / typed))
    try:
        real = plain.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of symbolic links, or a zero byte
        return True
    return not (plain.is_relative_to(project) and real.is_relative_to(project.resolve()))
