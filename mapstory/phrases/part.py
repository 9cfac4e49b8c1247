"""A phrase in its parts: commas, quotes, and where each word stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mapstory.phrases.locality import Named

_MASK = "\ue000"  # blots out quoted names, so that no word and no comma in them is read
_PAIRS = (("'", "'"), ('"', '"'), ("‘", "’"), ("“", "”"), ("„", "“"), ("«", "»"))
_PAIRED = "|".join(rf"{first}(?:(?!\s{first}).)+?{last}" for first, last in _PAIRS)
_QUOTED = re.compile(rf"(?<![^\s,،])(?:{_PAIRED})(?=$|[\s,،])", re.DOTALL)
_COMMA = (  # one between digits is a decimal comma, and one after "the capital" joins its name
    r"(?:(?:(?<!\d)[,،]|[,،](?!\d))(?<!capital,)(?<!capital city,)"
    r"|(?<=capital),(?!\s+[^\W\d_a-z])|(?<=capital city),(?!\s+[^\W\d_a-z]))"
)
_BETWEEN_COMMAS = re.compile(rf"(?:(?!{_COMMA})\S)(?:(?:(?!{_COMMA}).)*(?!{_COMMA})\S)?", re.DOTALL)
_LOOSE_COMMA = re.compile(r"[,،](?=\s*(?:[,،]|$))|(?<!\S)[,،]")
_ARTICLE = re.compile(r"(?!The\s+[^\W\d_a-z])(?:the|The|THE)\s+")
_CAPITAL = re.compile(
    r"(?:(?:the|its|(?:the )?[\w’'-]+(?:['’]s)?)\s+)?(?:[a-z]+\s+)?capital(?:\s+city)?"
    r"(?:,|\s+of)?\s+(?=[^\W\d_a-z])"
)
"""What stands before the name of a capital: "the provincial capital, Ramadi"."""
_AIM = re.compile(r"(?<!\S)(?:from|off|of)\s+(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"\S+")


_EXAMPLES = ("Baghdad", "Ramadi")


def another(name: str, examples: tuple[str, str] = _EXAMPLES) -> str:
    """Return a name for a fix that is not the writer's own."""
    return next(each for each in examples if each.casefold() != name.casefold())


class PhraseError(ValueError):
    """A phrase that cannot be read: `start` and `end` delimit the words at fault."""

    def __init__(self, what: str, fix: str, start: int, end: int) -> None:
        super().__init__(what)
        self.what, self.fix, self.start, self.end = what, fix, start, end


def unquoted(text: str) -> str:
    """Return a name to look up without the quotes that told it from a phrase."""
    text = text.strip()
    return text[1:-1].strip() if _QUOTED.fullmatch(text) else text


def parts_of(text: str) -> list[Part]:
    """Return the parts of a phrase, which commas set apart."""
    masked = _QUOTED.sub(lambda match: _MASK * len(match.group()), text)
    return [Part(text, masked, *match.span()) for match in _BETWEEN_COMMAS.finditer(masked)]


def loose_comma(parts: list[Part]) -> re.Match[str] | None:
    """Return a comma that has nothing before or after it, if there is one."""
    return _LOOSE_COMMA.search(parts[0].masked) if parts else None


@dataclass(frozen=True)
class Part:
    """One part of a phrase: where it stands, and the text with its quoted names blotted out."""

    whole: str
    masked: str
    start: int
    end: int

    def __str__(self) -> str:
        return self.whole[self.start : self.end]

    def match(self, form: re.Pattern[str], start: int | None = None) -> re.Match[str] | None:
        """Return how a form matches all of the part, or all from a position on."""
        return form.fullmatch(self.masked, self.start if start is None else start, self.end)

    def search(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """Return the first place in the part where a form matches."""
        return form.search(self.masked, self.start, self.end)

    def error(self, what: str, fix: str, span: tuple[int, int] | None = None) -> PhraseError:
        """Return the error of these words, or of the whole part."""
        return PhraseError(what, fix, *(span or (self.start, self.end)))

    def word_at(self, start: int) -> tuple[str, tuple[int, int]]:
        """Return the next word at or after a position, and its span; an empty one at the end."""
        word = _WORD.search(self.whole, start, self.end)
        return (word.group(), word.span()) if word else ("", (self.end, self.end))

    def words(self, match: re.Match[str]) -> Mapping[str, str]:
        """Return what the names of a form matched, as they are to stand in a fix."""
        spans = {group: match.span(group) for group, value in match.groupdict().items() if value}
        return {group: self.whole[self.past_article(a) : b] for group, (a, b) in spans.items()}

    def past_article(self, start: int) -> int:
        """Return where the name begins that stands there."""
        lead = _CAPITAL.match(self.whole, start, self.end)
        article = _ARTICLE.match(self.whole, start, self.end)
        return next((found.end() for found in (lead, article) if found), start)

    def aimed_at(self) -> str:
        """Return the name after the first "from", "of" or "off", for a fix; or else an example."""
        aim = _AIM.search(self.masked, self.start, self.end)
        return self.whole[self.past_article(aim.end()) : self.end] if aim else _EXAMPLES[1]

    def named(self, start: int, end: int) -> Named:
        """Return what stands there as a name, without its article or its quotes."""
        if _QUOTED.fullmatch(self.whole, start, end):
            return Named(self.whole[start + 1 : end - 1], start + 1, end - 1)
        bare = self.past_article(start)
        article = self.whole[start:bare].strip()
        article = article if article.lower() == "the" else ""
        if _QUOTED.fullmatch(self.whole, bare, end):
            return Named(self.whole[bare + 1 : end - 1], bare + 1, end - 1, article)
        return Named(self.whole[bare:end], bare, end, article)
