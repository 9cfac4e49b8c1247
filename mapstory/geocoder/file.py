"""
geodata/geocoder.yaml: what a project says of the geocoders that it asks.

    agent: desk@paper.example                    # who asks, and can be written to
    nominatim:
      server: https://nominatim.paper.example    # left out: the provider's own
      pause: 0.2                                 # seconds between requests (1)
      timeout: 20                                # seconds for an answer (10)
      patience: 60                               # seconds for a turn, and for all tries (60)
      language: ar                               # of the names that come back (en)
    opencage:
      credit: "OpenCage: https://opencagedata.com/credits"
      country: iq                                # any option of geopy's for this geocoder

A key is not read from it, but from the environment: `MAPSTORY_OPENCAGE_API_KEY` for what
geopy's OpenCage takes as `api_key`, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from inspect import Parameter
from pathlib import Path
from typing import Any

from mapstory.contract import Fields, Key, OneOrMany, Record, Scalar, Schema, Spot, Value, Words
from mapstory.errors import Problem, StoryError
from mapstory.geocoder.signature import geocoder_names, options_of, secrets_of, variable_of
from mapstory.source import Node, Sequence, Text, read_source

FILE = "geocoder.yaml"

_MOST_S = 3_600.0


@dataclass(frozen=True)
class Said:
    """What the file says of one geocoder; empty or None where it says nothing."""

    agent: str = ""
    server: str = ""
    pause_s: float | None = None
    timeout_s: float | None = None
    patience_s: float | None = None
    language: str = ""
    credit: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def read_file(path: Path, name: str) -> Said:
    """
    Return what geocoder.yaml says of a geocoder; nothing if there is no such file.

    Raises StoryError with every problem in it, FileError where it cannot be read. No line of
    it is shown with a problem: somebody may have written a key there.
    """
    if not path.exists() or _is_empty(path):
        return Said()
    problems: list[Problem] = []
    fields = None
    try:
        node = read_source(path)
        problems += node.source.faults
        fields = _whole_file().read(node, Spot(problems, "the file"))
    except StoryError as error:
        problems += error.problems
    if problems:
        raise StoryError([replace(problem, excerpt="") for problem in problems])
    if fields is None:
        return Said()
    part = fields.values.get(name)
    return _said(fields.words(_AGENT), part if isinstance(part, Fields) else None, name)


def _is_empty(path: Path) -> bool:
    """Tell whether there is nothing in a file but comments."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return False  # read_source tells why
    return all(not line.strip() or line.lstrip().startswith(b"#") for line in lines)


class _Seconds(Scalar[float]):
    """A number of seconds."""

    says = "a number of seconds"
    example = "20"

    def __init__(self, least: float = 0.0) -> None:
        self.least = least

    def parse(self, text: Text, spot: Spot) -> float | None:
        """Return the number. Its unit may stand behind it."""
        number = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?) ?(?:s|seconds?)?", text.value.strip())
        if number and self.least <= float(number[1]) <= _MOST_S:
            return float(number[1])
        what = f"{spot} is no number of seconds from {self.least:g} to {_MOST_S:g}"
        spot.tell(text, what, f"write it like this: {spot.key}: {self.example}")
        return None

    def schema(self) -> Schema:
        """Describe the seconds as JSON Schema."""
        return {"type": "number", "minimum": self.least, "maximum": _MOST_S}


class _Flag(Scalar[bool]):
    """Yes or no."""

    says = "yes or no"
    example = "yes"

    def parse(self, text: Text, spot: Spot) -> bool | None:
        """Return whether it is yes."""
        word = text.value.strip().lower()
        if word not in ("yes", "no", "true", "false"):
            spot.tell(text, f"{spot} is neither yes nor no", f"write {spot.key}: yes")
            return None
        return word in ("yes", "true")

    def schema(self) -> Schema:
        """Describe the words as JSON Schema."""
        return {"type": "boolean"}


class _Secret(Value[str]):
    """A key, which has no place in a file."""

    says = "left out"
    example = ""

    def __init__(self, variable: str) -> None:
        self.variable = variable

    def _read(self, node: Node, spot: Spot) -> None:
        what = f"{spot} is a secret, and secrets are never read from a file"
        fix = f"take it out, and set {self.variable} in the environment; it may have been seen here"
        spot.tell(node, what, fix)

    def schema(self) -> Schema:
        """Describe the value as one that is never valid."""
        return {"not": {}}


_AGENT: Key[Text] = Key("agent", Words("a text", "desk@paper.example"), "Who asks.")
_SERVER: Key[Text] = Key(
    "server",
    Words("an address", "https://nominatim.paper.example"),
    "Where the geocoder is; left out: where geopy knows it.",
    also="url",
)
_PAUSE: Key[float] = Key("pause", _Seconds(), "Seconds from one request to the next.")
_TIMEOUT: Key[float] = Key("timeout", _Seconds(least=0.1), "Seconds for an answer.")
_PATIENCE: Key[float] = Key("patience", _Seconds(), "Seconds for a turn, and for all tries.")
_LANGUAGE: Key[Text] = Key("language", Words("a language", "en"), "Of the names that come back.")
_CREDIT: Key[Text] = Key(
    "credit",
    Words("a text", "OpenCage: https://opencagedata.com/credits"),
    "What readers are told of where a place is from, as the provider's terms ask for it.",
)
_KEYS = (_SERVER, _PAUSE, _TIMEOUT, _PATIENCE, _LANGUAGE, _CREDIT)
_TEXT = Words("a text", "…")


def _whole_file() -> Record:
    says, example = "keys with values", "agent: desk@paper.example"
    parts = [
        Key(name, Record(f"part '{name}'", _keys_of(name), says, "server: https://…"), "")
        for name in geocoder_names()
    ]
    return Record("file", (_AGENT, *parts), says, example)


def _keys_of(name: str) -> tuple[Key[Any], ...]:
    """Return what the part of one geocoder may say."""
    own = {key.name for key in _KEYS}
    secrets = [Key(key, _Secret(variable_of(name, key)), "") for key in secrets_of(name)]
    options = [Key(n, _value(p), "") for n, p in options_of(name).items() if n not in own]
    return (*_KEYS, *secrets, *options)


def _value(parameter: Parameter) -> Value[Any]:
    if isinstance(parameter.default, bool):
        return _Flag()
    return OneOrMany(_TEXT, "a text, or a list of them", "…")


def _said(agent: str, fields: Fields | None, name: str) -> Said:
    if fields is None:
        return Said(agent)
    own = {key.name for key in _KEYS}
    return Said(
        agent=agent,
        server=fields.words(_SERVER),
        pause_s=fields[_PAUSE],
        timeout_s=fields[_TIMEOUT],
        patience_s=fields[_PATIENCE],
        language=fields.words(_LANGUAGE),
        credit=fields.words(_CREDIT),
        options={
            option: _plain(fields.values[option], fields.nodes[option])
            for option in options_of(name)
            if option not in own and option in fields.values
        },
    )


def _plain(value: object, node: Node) -> object:
    """Return an option as geopy takes it: a text, a list of texts, or whether."""
    if not isinstance(value, tuple):
        return value
    texts = [text.value for text in value]
    return texts if isinstance(node, Sequence) else texts[0]
