"""What every declaration shares: where a value stands, and how one that is wrong is told."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping as AbcMapping
from dataclasses import dataclass, field
from textwrap import indent
from typing import Any, Generic, TypeVar

from mapstory.errors import Problem
from mapstory.source.nodes import Node, Sequence, Text, Unreadable
from mapstory.source.quotes import quoted

T_co = TypeVar("T_co", covariant=True)
Schema = dict[str, Any]

# What is text here (a number, `no`) an editor may take for something else.
TEXT_SCHEMA: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}

ANY_TEXT = "a text"
"""What a value is called that may be any text at all."""

# What is pasted over several lines stands below the word "fix".
_BELOW_FIX = " " * len("  fix: ")
_MISSING_SPACE = re.compile(r"([^\W\d][\w-]*):([^\s/].*)")


@dataclass(frozen=True)
class Spot:
    """
    Where in a story a value stands, in the writer's words, and where its problems go.

    `owner` is the thing whose key it is ("event 3 ('At the crossing')"), `number` counts from 1
    within a list (of `several`), and `elsewhere` tells which things have a key.
    """

    problems: list[Problem]
    owner: str
    key: str = ""
    number: int = 0
    several: bool = False
    id: str = ""
    required: bool = False
    elsewhere: AbcMapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the value's place in words, such as "'when' of event 3 ('At the crossing')"."""
        if self.id:
            return f"'{self.id}' in '{self.key}'"
        item = f"item {self.number} of " if self.number else ""
        return f"{item}'{self.key}' of {self.owner}" if self.key else self.owner

    @property
    def name(self) -> str:
        """Return what stands before the value in the file: its key, its id, or a dash."""
        return "-" if self.number else self.id or self.key

    def tell(
        self,
        node: Node,
        what: str,
        fix: str,
        *,
        start: int = 0,
        width: int | None = None,
        warning: bool = False,
    ) -> None:
        """Add a problem with a node to those that were found."""
        self.problems.append(node.problem(what, fix, start=start, width=width, warning=warning))


class Value(ABC, Generic[T_co]):
    """A kind of value: what it is called, what one looks like, how it is read and described."""

    says: str
    example: str

    def read(self, node: Node, spot: Spot) -> T_co | None:
        """Return the value, or None if it cannot be read; its problems are then told."""
        return None if isinstance(node, Unreadable) else self._read(node, spot)

    @abstractmethod
    def _read(self, node: Node, spot: Spot) -> T_co | None:
        """Read a node that was not refused before."""

    @abstractmethod
    def schema(self) -> Schema:
        """Describe the value as JSON Schema."""

    def refuse_shape(self, node: Node, spot: Spot) -> None:
        """Tell that a value is a text, a list or keys where it should be something else."""
        typed = _typed(node)
        fix = like(spot.name, self.example)
        if isinstance(node, Text):
            if told_empty(node, spot, example=self.example):
                return
            shape = "a text"
            if found := _MISSING_SPACE.fullmatch(node.value):
                fix = f"put a space after the colon: {found[1]}: {found[2]}"
        elif isinstance(node, Sequence):
            shape = "a list"
        else:
            shape = "keys with values of their own"
        if typed[0] in "[{" and self.says == ANY_TEXT:
            fix = f"text that begins with '{typed[0]}' goes in quotes: {spot.name}: {quoted(typed)}"
        spot.tell(node, f"{spot} is {shape}, and should be {self.says}", fix)


class Scalar(Value[T_co]):
    """A value that is one text."""

    def _read(self, node: Node, spot: Spot) -> T_co | None:
        if not isinstance(node, Text):
            self.refuse_shape(node, spot)
            return None
        return None if told_empty(node, spot, example=self.example) else self.parse(node, spot)

    @abstractmethod
    def parse(self, text: Text, spot: Spot) -> T_co | None:
        """Read a text that is not empty."""

    def schema(self) -> Schema:
        """Describe the value as JSON Schema."""
        return {**TEXT_SCHEMA, "examples": [self.example.strip('"')]}


def told_empty(text: Text, spot: Spot, *, example: str) -> bool:
    """Tell of a text with nothing in it; a '#' may have made all of it a comment."""
    if text.value.strip():
        return False
    fix = like(spot.name, example)
    if not spot.required:
        fix = f"take the line out, or {fix}"
    rest = text.source.lines[text.line - 1][text.column - 1 :].strip()
    if not rest and _is_followed_level(text):
        fix += "; what belongs to it has more spaces before it"
    if rest.startswith("#"):
        fix = f"what follows '#' is a comment; if it is text, put it in quotes: {quoted(rest)}"
    spot.tell(text, f"{spot} is empty", fix)
    return True


def _is_followed_level(text: Text) -> bool:
    """Tell whether the line after an empty key begins where the key does, with a key too."""
    lines = text.source.lines
    row = lines[text.line - 1]
    below = next((line for line in lines[text.line :] if line.strip()), "")
    start = len(row) - len(row.lstrip())
    return below[:start].isspace() and bool(re.match(r"[\w-]+:( |$)", below[start:]))


def like(key: str, example: str, *, verb: str = "write") -> str:
    """Return what to write: a key with an example of its value, over several lines if need be."""
    if "\n" not in example:
        return f"{verb} {example}" if key == "-" else f"{verb} {key}: {example}"
    block = indent(example, "  ")
    block = f"- {block.lstrip()}" if key == "-" else f"{key}:\n{block}"
    return f"{verb} it like this:\n{indent(block, _BELOW_FIX)}"


def _typed(node: Node) -> str:
    """Return the first line of a value as it was typed."""
    row = node.source.lines[node.line - 1]
    return row[node.column - 1 : node.column - 1 + node.width] or " "
