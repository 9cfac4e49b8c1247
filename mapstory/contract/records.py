"""Things with keys: what each may say of itself, read and described like any other value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping as AbcMapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Generic, TypeVar, cast

from mapstory.contract.value import Schema, Spot, T_co, Value, like
from mapstory.source.nodes import Mapping, Node, Sequence, Text

T = TypeVar("T")

_LONGEST_WRAPPED = 100
# How alike an unknown key and a word must be (1: the same) for a guess to be one that holds.
_CERTAIN, _POSSIBLE = 0.8, 0.6


@dataclass(frozen=True)
class Key(Generic[T_co]):
    """
    A key, what its value may be and means.

    `also` are other words that writers try for it; `like` are words for a part of it.
    """

    name: str
    value: Value[T_co]
    says: str
    required: bool = False
    also: str = ""
    like: str = ""


@dataclass(frozen=True)
class Fields:
    """What one thing says of itself: the values that could be read, by key."""

    node: Mapping
    spot: Spot
    values: AbcMapping[str, object]
    nodes: AbcMapping[str, Node]

    def __getitem__(self, key: Key[T]) -> T | None:
        """Return the value of a key; None if it is not there, or could not be read."""
        return cast("T | None", self.values.get(key.name))

    def words(self, key: Key[Text]) -> str:
        """Return the text of a key as it was typed, or "" if there is none."""
        text = self[key]
        return text.value if text else ""

    def at(self, key: Key[T]) -> Spot:
        """Return where the value of a key stands."""
        return replace(self.spot, key=key.name)


class Rule:
    """What must hold among the keys of one thing."""

    def check(self, fields: Fields) -> None:
        """Tell if it does not hold."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """Describe the rule as JSON Schema."""
        raise NotImplementedError


@dataclass(frozen=True)
class AnyOf(Rule):
    """At least one of some keys."""

    keys: tuple[str, ...]
    example: str

    def check(self, fields: Fields) -> None:
        """Tell if none of the keys is there."""
        if not any(key in fields.nodes for key in self.keys):
            names = " nor ".join(f"'{key}'" for key in self.keys)
            spot = fields.spot
            spot.tell(fields.node, f"{spot.owner} has neither {names}", f"write {self.example}")

    def schema(self) -> Schema:
        """Describe the rule as JSON Schema."""
        return {"anyOf": [{"required": [key]} for key in self.keys]}


@dataclass(frozen=True)
class OnlyOne(Rule):
    """At most one of some keys, since each says the same thing in another way."""

    keys: tuple[str, ...]
    says: str

    def check(self, fields: Fields) -> None:
        """Tell of the second key, and of any further one."""
        found = [key for key in self.keys if key in fields.nodes]
        for key in found[1:]:
            what = f"{fields.spot.owner} says {self.says} twice, with '{found[0]}' and with '{key}'"
            fields.spot.tell(fields.nodes[key], what, f"keep one of them: {found[0]} or {key}")

    def schema(self) -> Schema:
        """Describe the rule as JSON Schema."""
        pairs = [[a, b] for i, a in enumerate(self.keys) for b in self.keys[i + 1 :]]
        return {"not": {"anyOf": [{"required": pair} for pair in pairs]}}


@dataclass(frozen=True)
class Record(Value[Fields]):
    """
    A thing with keys.

    `noun` is what a message calls it, `title` the key by which a writer knows which one is
    meant, and `wraps` shows what to write around a text that stands in its place.
    """

    noun: str
    keys: tuple[Key[object], ...]
    says: str
    example: str
    title: str = ""
    wraps: str = ""
    rules: tuple[Rule, ...] = field(default=())

    def _read(self, node: Node, spot: Spot) -> Fields | None:
        if not isinstance(node, Mapping):
            self.refuse_shape(node, spot)
            return None
        spot = replace(spot, owner=self._called(node, spot), key="", number=0, several=False, id="")
        known = {key.name: key for key in self.keys}
        typed = {key.value for key, _ in node.entries}
        nodes: dict[str, Node] = {}
        values: dict[str, object] = {}
        for name, value in node.entries:
            key, certain = known.get(name.value), True
            if key is None:
                key, certain = self._meant(name.value, spot)
                self._refuse_key(name, spot, key)
            if key is None or (key.name in nodes or key.name in typed - {name.value}):
                continue
            nodes[key.name] = value
            if certain:
                inside = replace(spot, key=key.name, required=key.required)
                values[key.name] = key.value.read(value, inside)
        fields = Fields(node, spot, values, nodes)
        self._refuse_missing(fields)
        for rule in self.rules:
            rule.check(fields)
        return fields

    def refuse_shape(self, node: Node, spot: Spot) -> None:
        """Tell that a thing is not given by its keys, with what was typed put under one of them."""
        typed = node.value if isinstance(node, Text) else ""
        if isinstance(node, Sequence):
            typed = ", ".join(item.value for item in node.items if isinstance(item, Text))
        fits = typed.strip() and "\n" not in typed and len(typed) <= _LONGEST_WRAPPED
        if not self.wraps or not fits or re.match(r"[\w-]+:\S", typed):
            super().refuse_shape(node, spot)
            return
        shape = "a text" if isinstance(node, Text) else "a list"
        wrapped = self.wraps.replace("…", typed)
        what = f"{spot} is {shape}, and should be {self.says}"
        spot.tell(node, what, like(spot.name, wrapped))

    def _called(self, node: Mapping, spot: Spot) -> str:
        """Return what a message calls this thing: event 3 ('At the crossing')."""
        if spot.id:
            return f"{self.noun} '{spot.id}'"
        titles = [v.brief for k, v in node.entries if k.value == self.title and isinstance(v, Text)]
        number = f" {spot.number}" if spot.several else ""
        parent = "" if spot.owner in {"", "the story"} else f" of {spot.owner}"
        title = f" ('{titles[0]}')" if titles and titles[0] else ""
        if parent and not number:
            title = ""
        return f"{'' if number else 'the '}{self.noun}{number}{title}{parent}"

    def _meant(self, name: str, spot: Spot) -> tuple[Key[object] | None, bool]:
        """Return the key that an unknown one was meant to be, and whether that is certain."""
        words = {_plain(word): key for key in self.keys for word in (key.name, *key.also.split())}
        parts = {word: key for key in self.keys for word in key.like.split()}
        plain = _plain(name)
        if plain in words:
            return words[plain], True
        if plain in parts:
            return parts[plain], False
        if name in spot.elsewhere:
            return None, False
        for certain, cutoff in ((True, _CERTAIN), (False, _POSSIBLE)):
            for close in get_close_matches(plain, words, n=1, cutoff=cutoff):
                return words[close], certain
        return None, False

    def _refuse_key(self, name: Text, spot: Spot, meant: Key[object] | None) -> None:
        allowed = ", ".join(key.name for key in self.keys)
        article = "an" if self.noun[0] in "aeiou" else "a"
        may = f"{article.capitalize()} {self.noun} may have: {allowed}"
        if self.noun == "story":
            may = f"A story may have: {allowed}"
        other = spot.elsewhere.get(name.value)
        if meant and meant.name == name.value.strip("".join(_UNSEEN)):
            what = f"{spot.owner} has an invisible character beside the key '{meant.name}'"
            spot.tell(name, what, f"delete the whole line, and type it anew: {meant.name}: …")
            return
        what = f"{spot.owner} has an unknown key '{name.value}'"
        if meant:
            example = ""
            if _plain(name.value) in meant.like.split():
                example = f", such as {meant.name}: {meant.value.example}"
            spot.tell(name, what, f"did you mean '{meant.name}'{example}? {may}")
        elif other:
            spot.tell(name, what, f"that key belongs to {other}: move it there. {may}")
        else:
            spot.tell(name, what, f"take it out. {may}")

    def _refuse_missing(self, fields: Fields) -> None:
        for key in self.keys:
            if key.required and key.name not in fields.nodes:
                what = f"{fields.spot.owner} has no '{key.name}'"
                fields.spot.tell(fields.node, what, like(key.name, key.value.example, verb="add"))

    def schema(self) -> Schema:
        """Describe the thing, its keys and rules as JSON Schema."""
        described: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                key.name: {"description": key.says, **key.value.schema()} for key in self.keys
            },
        }
        if required := [key.name for key in self.keys if key.required]:
            described["required"] = required
        if self.rules:
            described["allOf"] = [rule.schema() for rule in self.rules]
        return described


def keys_of(table: type) -> tuple[Key[object], ...]:
    """Return the keys of a table, in the order in which they stand there."""
    return tuple(value for value in vars(table).values() if isinstance(value, Key))


def owners(records: Iterable[Record]) -> dict[str, str]:
    """Return which things have a key, in words, for every key."""
    found: dict[str, list[str]] = {}
    for record in records:
        for key in record.keys:
            found.setdefault(key.name, []).append(record.says)
    return {name: " or ".join(things) for name, things in found.items()}


_UNSEEN = frozenset("\xa0\u2007\u202f\u200b\u200c\u200d\u200e\u200f\u2060 \t")


def _plain(name: str) -> str:
    """Return a key without case, accents, quotes, dashes and what cannot be seen."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in letters if c.isalnum())
