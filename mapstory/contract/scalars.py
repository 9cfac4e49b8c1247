"""Values that are one text: any text, one of a few words, an id, or nothing yet."""

from __future__ import annotations

from collections.abc import Mapping as AbcMapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from mapstory.contract.ids import id_from
from mapstory.contract.value import Scalar, Schema, Spot
from mapstory.source.nodes import Text

ID_PATTERN = r"^[^\sA-Z_.,:/#?&%'-]+(-[^\sA-Z_.,:/#?&%'-]+)*$"
"""Words of lower-case letters and digits, joined by hyphens: near enough for an editor."""


@dataclass(frozen=True)
class Words(Scalar[Text]):
    """Any text: kept as it was typed, with its position."""

    says: str
    example: str

    def parse(self, text: Text, spot: Spot) -> Text:  # noqa: ARG002  # any text will do
        """Return the text itself."""
        return text


@dataclass(frozen=True)
class OneOf(Scalar[str]):
    """
    One of a few words.

    `meant` gives the word for others that writers may try.
    """

    says: str
    example: str
    words: tuple[str, ...]
    meant: AbcMapping[str, str] = field(default_factory=dict)

    def parse(self, text: Text, spot: Spot) -> str | None:
        """Return the word. A slip of the pen is told, and still read as what it means."""
        if text.value in self.words:
            return text.value
        word = " ".join(text.value.casefold().split())
        folded = {option.casefold(): option for option in self.words}
        folded |= {option.replace(" ", "-"): option for option in self.words}
        meant = folded.get(word) or self.meant.get(word)
        close = meant or next(iter(get_close_matches(word, folded, n=1)), None)
        fix = f"write one of: {', '.join(self.words)}"
        if close:
            fix = f"did you mean '{folded.get(close, close)}'? It may be: {', '.join(self.words)}"
        spot.tell(text, f"{spot} cannot be '{text.brief}'", fix)
        return meant

    def schema(self) -> Schema:
        """Describe the words as JSON Schema."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Id(Scalar[Text]):
    """An id that the writer chooses."""

    says: str
    example: str

    def parse(self, text: Text, spot: Spot) -> Text:
        """Return the id, also one that should be written otherwise."""
        check_id(text, spot)
        return text

    def schema(self) -> Schema:
        """Describe the id as JSON Schema."""
        return {"type": ["string", "number"], "pattern": ID_PATTERN, "examples": [self.example]}


def check_id(text: Text, spot: Spot) -> None:
    """Tell of an id that is not lower-case letters, digits and hyphens."""
    proposed = id_from(text.value)
    if text.value != proposed:
        what = f"'{text.brief}' cannot be an id: ids are lower-case letters, digits and hyphens"
        spot.tell(text, what, f"write {proposed or 'a word'}, here and wherever it is used")
