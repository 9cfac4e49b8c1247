"""Values that hold others: lists, one or several, one thing or another, ids with values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mapstory.contract.scalars import ID_PATTERN, check_id
from mapstory.contract.value import Scalar, Schema, Spot, T_co, Value, like
from mapstory.source.nodes import Mapping, Node, Sequence, Text


@dataclass(frozen=True)
class ListOf(Value[tuple[T_co, ...]]):
    """A list of at least one value."""

    item: Value[T_co]
    says: str
    example: str

    def _read(self, node: Node, spot: Spot) -> tuple[T_co, ...] | None:
        if not isinstance(node, Sequence):
            self.refuse_shape(node, spot)
            return None
        if not node.items:
            spot.tell(node, f"{spot} is empty", like(spot.key, self.example))
        several = len(node.items) > 1
        read = [
            self.item.read(item, replace(spot, number=number, several=several))
            for number, item in enumerate(node.items, start=1)
        ]
        return tuple(value for value in read if value is not None)

    def refuse_shape(self, node: Node, spot: Spot) -> None:
        """Tell that a list is missing its dashes."""
        if not isinstance(node, Mapping) or not node.entries:
            super().refuse_shape(node, spot)
            return
        key, value = node.entries[0]
        typed = f"{key.value}: {value.value if isinstance(value, Text) else '…'}"
        row = node.source.lines[node.line - 1][node.column - 1 :][: node.width]
        if key.value.startswith("-"):
            spot.tell(key, "there is no space after '-'", f"write - {typed.removeprefix('-')}")
            return
        fix = f"begin each with '- ', and indent what belongs to it: - {typed}"
        if row.startswith("{"):
            fix = f"write {spot.name}: [{row}]"
        spot.tell(node, f"{spot} is keys with values, and should be {self.says}", fix)

    def schema(self) -> Schema:
        """Describe the list as JSON Schema."""
        return {"type": "array", "minItems": 1, "items": self.item.schema()}


@dataclass(frozen=True)
class OneOrMany(Value[tuple[T_co, ...]]):
    """A value, or a list of such values."""

    item: Value[T_co]
    says: str
    example: str

    def _read(self, node: Node, spot: Spot) -> tuple[T_co, ...] | None:
        if isinstance(node, Sequence):
            return ListOf(self.item, self.says, self.example).read(node, spot)
        value = self.item.read(node, spot)
        return None if value is None else (value,)

    def schema(self) -> Schema:
        """Describe both ways as JSON Schema."""
        item = self.item.schema()
        return {"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]}


@dataclass(frozen=True)
class Either(Value[T_co]):
    """A text, or else something with a shape: which it is shows from how it was typed."""

    text: Scalar[T_co]
    other: Value[T_co]
    says: str
    example: str

    def _read(self, node: Node, spot: Spot) -> T_co | None:
        if isinstance(node, Text):
            return self.text.read(node, spot)
        return self.other.read(node, spot)

    def schema(self) -> Schema:
        """Describe both ways as JSON Schema."""
        return {"anyOf": [self.text.schema(), self.other.schema()]}


@dataclass(frozen=True)
class MappingOf(Value[dict[str, tuple[Text, T_co | None]]]):
    """Ids that the writer chooses, each with a value (None where that cannot be read)."""

    value: Value[T_co]
    says: str
    example: str

    def _read(self, node: Node, spot: Spot) -> dict[str, tuple[Text, T_co | None]] | None:
        if not isinstance(node, Mapping):
            self.refuse_shape(node, spot)
            return None
        if not node.entries:
            spot.tell(node, f"{spot} is empty", like(spot.key, self.example))
        read = {}
        for key, value in node.entries:
            check_id(key, spot)
            read[key.value] = key, self.value.read(value, replace(spot, id=key.value))
        return read

    def schema(self) -> Schema:
        """Describe ids and values as JSON Schema."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": ID_PATTERN},
            "additionalProperties": self.value.schema(),
        }
