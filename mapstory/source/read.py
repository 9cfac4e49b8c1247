"""
Path -> Node: the file itself.

Nothing is guessed from how a value looks: `no`, 12:30, 0123 and 3.10 stay what was typed.
PyYAML's pure-Python parser takes the file apart, event by event; the composer puts the
events together, so that an anchor, a tag, depth or size can do no more than be refused.
"""

from __future__ import annotations

import difflib
import os
import re
from contextlib import suppress
from pathlib import Path

import yaml

from mapstory.errors import FileError, Problem, StoryError
from mapstory.source.composer import CONTROL, Composer
from mapstory.source.lines import replaced
from mapstory.source.nodes import Node, Source
from mapstory.source.syntax import Mistake, explain

MOST_BYTES = 1_000_000

_MOST_MISTAKES = 20
_LINE_END = re.compile("\r\n|\r|\n")
# PyYAML takes these for line breaks, which YAML 1.2 and every editor do not.
_SEPARATORS = "\x85\u2028\u2029"


def read_source(path: Path) -> Node:
    """
    Return what a YAML file holds, with positions.

    What could be read past (a duplicate key, an alias, a tag, a second document, a line that
    could be mended for reading on) is in `source.faults` of the node, for the reader
    of the story to tell together with everything else.

    Raises FileError when the file cannot be read, and StoryError when nothing in it can.
    """
    name = _as_typed(path)
    text = _decode(_read_bytes(path, name), name)
    source = Source(name, tuple(_LINE_END.split(text)))
    _refuse_control_characters(source)
    lines = [CONTROL.sub("\N{REPLACEMENT CHARACTER}", line) for line in source.lines]
    for _ in range(_MOST_MISTAKES):
        told = len(source.faults)
        try:
            return _compose(source, lines)
        except yaml.MarkedYAMLError as error:
            mistake = explain(error, lines)
        if mistake.mended is None:
            source.faults.append(_told(source, mistake))
            break
        # What was read before the mistake will be read again, and told then.
        source.faults[told:] = [_told(source, mistake)]
        lines = mistake.mended
    raise StoryError(source.faults)


def _as_typed(path: Path) -> str:
    """Return the path as a writer would type it: from here, if it is below here."""
    with suppress(OSError, ValueError):
        path = path.absolute().relative_to(Path.cwd())
    return path.as_posix()


def _read_bytes(path: Path, name: str) -> bytes:
    if path.is_dir():
        inside = sorted(child.name for child in path.glob("*.y*ml"))
        raise FileError(
            f"{name}: this is a folder, not a story\n"
            f"  fix: name the file in it, such as {name}/{inside[0] if inside else 'my-story.yaml'}"
        )
    try:
        if path.exists() and not path.is_file():
            raise FileError(
                f"{name}: this is not a file\n  fix: name a story file that ends in .yaml"
            )
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise FileError(f"{name}: there is no such file\n  fix: {_other_file(path)}") from error
    except (OSError, ValueError) as error:
        reason = (
            os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        ).lower()
        raise FileError(
            f"{name}: this file cannot be read: {reason}\n  fix: check that you may open it"
        ) from error
    if len(content) > MOST_BYTES:
        raise StoryError(
            [
                Problem(
                    name,
                    0,
                    0,
                    "the file is larger than 1 MB",
                    "keep shapes in a file of their own, in geodata/, and name it with 'file:'",
                )
            ]
        )
    return content


def _other_file(path: Path) -> str:
    siblings = [child.name for child in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
    for close in difflib.get_close_matches(path.name, siblings, n=1):
        return f"did you mean {_as_typed(path.parent / close)}?"
    return "check the folder and the name, as `ls` shows them"


def _decode(content: bytes, name: str) -> str:
    advice = "save it again as UTF-8 (in most editors: Save As, Encoding, UTF-8)"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[:2].count(0) == 1:
        raise StoryError(
            [Problem(name, 0, 0, "the file is in UTF-16, and a story is in UTF-8", advice)]
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = len(_LINE_END.split(before.decode("utf-8-sig", "replace")))
        row = _LINE_END.split(content.decode("cp1252", "replace"))[line - 1]
        column = len(before) - max(before.rfind(b"\n"), before.rfind(b"\r"))
        what = f"the file is not in UTF-8: byte 0x{content[error.start]:02X} means nothing there"
        guess = row[column - 1 : column]
        if guess.isprintable():
            what += f" (it may be meant as '{guess}')"
        source = Source(name, ("",) * (line - 1) + (row,))
        raise StoryError([source.problem(line, column, 1, what, advice)]) from error


def _refuse_control_characters(source: Source) -> None:
    for number, line in enumerate(source.lines, start=1):
        for match in CONTROL.finditer(line):
            what = f"there is an invisible control character here (U+{ord(match.group()):04X})"
            fix = "delete it, and type the text around it anew"
            source.faults.append(source.problem(number, match.start() + 1, 1, what, fix))


def _told(source: Source, mistake: Mistake) -> Problem:
    return source.problem(
        mistake.line + 1, mistake.column + 1, mistake.width, mistake.what, mistake.fix
    )


def _compose(source: Source, lines: list[str]) -> Node:
    text = "\n".join(lines)
    stand_ins = _stand_ins(text)
    told = len(source.faults)
    loader = yaml.SafeLoader(text.translate(stand_ins))
    typed = {ord(new): chr(old) for old, new in stand_ins.items()}
    composer = Composer(source, loader, typed)
    try:
        root = composer.document()
    finally:
        loader.dispose()
    if composer.second is None:
        return root
    # Most often the line was not meant so, and the rest of the story is below it.
    whole = replaced(lines, composer.second, "")
    first = source.faults[told:]
    del source.faults[told:]
    try:
        root = _compose(source, whole)
    except (StoryError, yaml.MarkedYAMLError):
        source.faults[told:] = first
    else:
        source.faults.append(first[-1])
    return root


def _stand_ins(text: str) -> dict[int, str]:
    """Return a character for each separator in the text: one that it has in no form."""
    lower = text.lower()
    unused = (
        chr(n)
        for n in range(0x10FFFD, 0x10000, -1)
        if chr(n) not in text and f"{n:08x}" not in lower
    )
    return {ord(separator): next(unused) for separator in _SEPARATORS if separator in text}
