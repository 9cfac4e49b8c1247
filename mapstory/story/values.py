"""Values that only a story has: distances, colours, languages, links, counts, coordinates."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from mapstory.contract import TEXT_SCHEMA, Scalar, Schema, Spot, Value, like
from mapstory.phrases import PhraseError, parse_distance
from mapstory.source import Node, Sequence, Text

_LONGEST = 40
_KILOMETRE_M = 1_000.0

COLORS: Mapping[str, str] = {
    "vermillion": "#D55E00",
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "yellow": "#F0E442",
    "black": "#222222",
}
"""The palette of groups, after Okabe and Ito: colours that colour-blind readers can tell apart."""

_NEAR_COLORS: Mapping[str, str] = {
    **dict.fromkeys(
        ("red", "vermilion", "crimson", "scarlet", "maroon", "rust", "brick"), "vermillion"
    ),
    **dict.fromkeys(("navy", "dark blue", "indigo"), "blue"),
    **dict.fromkeys(("amber", "brown", "ochre"), "orange"),
    **dict.fromkeys(("teal", "lime", "olive", "dark green", "light green"), "green"),
    **dict.fromkeys(("pink", "violet", "magenta", "mauve", "lilac"), "purple"),
    **dict.fromkeys(("light blue", "cyan", "turquoise", "sky blue", "aqua"), "sky"),
    **dict.fromkeys(("gold", "light yellow"), "yellow"),
    **dict.fromkeys(("grey", "gray", "dark grey", "white", "silver"), "black"),
}
_HEX = re.compile(r"#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")


@dataclass(frozen=True)
class Color(Scalar[str]):
    """A colour of the palette, by name."""

    says: str = "a colour of the palette"
    example: str = "vermillion"

    def parse(self, text: Text, spot: Spot) -> str | None:
        """Return the name. Any other colour is told, with the nearest that there is."""
        word = " ".join(re.sub("[-_]", " ", text.value.casefold()).split())
        if text.value in COLORS:
            return text.value
        near = word if word in COLORS else _NEAR_COLORS.get(word)
        if found := _HEX.fullmatch(text.value.strip()):
            near = _nearest_color(found[1])
        if near is None:
            close = get_close_matches(word, [*COLORS, *_NEAR_COLORS], n=1)
            near = _NEAR_COLORS.get(close[0], close[0]) if close else None
        fix = f"write one of: {', '.join(COLORS)}"
        if near:
            fix = f"did you mean '{near}'? The palette has: {', '.join(COLORS)}"
        spot.tell(text, f"{spot} is '{text.brief}', which the palette does not have", fix)
        return near

    def schema(self) -> Schema:
        """Describe the palette as JSON Schema."""
        return {"enum": list(COLORS)}


def _nearest_color(code: str) -> str:
    def channels(digits: str) -> tuple[int, ...]:
        whole = "".join(2 * d for d in digits) if len(digits) < len("RRGGBB") else digits
        return tuple(int(whole[n : n + 2], 16) for n in (0, 2, 4))

    wanted = channels(code)

    def distance(name: str) -> int:
        return sum((a - b) ** 2 for a, b in zip(wanted, channels(COLORS[name][1:]), strict=True))

    return min(COLORS, key=distance)


@dataclass(frozen=True)
class Length(Scalar[float]):
    """A distance with its unit, in metres; `limits` are the least and the most that it may be."""

    says: str = "a distance"
    example: str = "500 m"
    limits: tuple[float, float] = (0.0, math.inf)

    def parse(self, text: Text, spot: Spot) -> float | None:
        """Return the distance in metres: what a phrase could say, such as "2.5 km"."""
        what, fix = (
            f"{spot} is '{text.brief}', which is not a distance",
            "write a number and m, km or mi",
        )
        if re.fullmatch(r"[\d.,\s]+", text.value):
            fix = f"write the unit too, such as {spot.key}: {text.value.strip()} m"
        try:
            distance = parse_distance(text.value.strip()[:_LONGEST])
        except PhraseError as error:
            distance, fix = None, error.fix
        if distance is not None:
            metres = distance.metres
            least_m, most_m = self.limits
            if least_m <= metres <= most_m:
                return metres
            much = "little" if metres < least_m else "much"
            what = f"{spot} is '{text.brief}', which is too {much}"
            fix = f"write a distance from {least_m:g} m to {most_m / _KILOMETRE_M:g} km"
        spot.tell(text, what, fix)
        return None

    def schema(self) -> Schema:
        """Describe a distance as JSON Schema."""
        return {"type": "string", "examples": ["500 m", "5 km"]}


@dataclass(frozen=True)
class Count(Scalar[int]):
    """How many: a whole number above 0."""

    says: str = "a number"
    example: str = "112000"

    def parse(self, text: Text, spot: Spot) -> int | None:
        """Return the number; thousands may be set apart with commas or spaces."""
        typed = text.value.strip()
        if re.fullmatch(r"[1-9][0-9]{0,2}([,\s_’'][0-9]{3})+|[1-9][0-9]{0,11}", typed):
            return int(re.sub("[^0-9]", "", typed))
        fix = "write the number alone, and any words in 'label'"
        if found := re.search(r"[0-9][0-9.,\s]*(?=[km]?\b)", typed[:_LONGEST], re.IGNORECASE):
            digits = re.sub("[^0-9]", "", found[0])
            thousands = {"k": "000", "m": "000000"}.get(
                typed[found.end() : found.end() + 1].lower(), ""
            )
            fix += f": {spot.key}: {digits.lstrip('0') or '1'}{thousands}"
        spot.tell(text, f"{spot} is '{text.brief}', which is not a whole number above 0", fix)
        return None

    def schema(self) -> Schema:
        """Describe a count as JSON Schema."""
        return {"type": ["integer", "string"], "examples": [112000]}


@dataclass(frozen=True)
class Language(Scalar[str]):
    """A language as a BCP 47 tag."""

    says: str = "a language tag"
    example: str = "en"

    def parse(self, text: Text, spot: Spot) -> str | None:
        """Return the tag, cased as BCP 47 recommends: en, pt-BR, zh-Hant."""
        first, *rest = text.value.strip().replace("_", "-").split("-")
        english = _english()
        known = first.lower() in english.languages and all(map(_is_subtag, rest))
        if known and "_" not in text.value:
            return "-".join((first.lower(), *map(_cased, rest)))
        word = text.value.strip().casefold()
        codes = _language_names()
        close = [] if word in codes else get_close_matches(word, codes, n=1, cutoff=0.8)
        if known:
            fix = f"write {spot.key}: {'-'.join((first.lower(), *map(_cased, rest)))}"
        elif word in codes:
            fix = f"write {spot.key}: {codes[word]}"
        elif close:
            fix = f"did you mean '{codes[close[0]]}', for {english.languages[codes[close[0]]]}?"
        else:
            fix = "write its BCP 47 tag, such as en, ar, pt-BR or zh-Hant"
        spot.tell(text, f"{spot} is '{text.brief}', which is no language tag", fix)
        return None

    def schema(self) -> Schema:
        """Describe a language tag as JSON Schema."""
        return {
            "type": ["string", "boolean"],  # `no` is Norwegian here
            "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
            "examples": ["en", "ar", "pt-BR"],
        }


@cache
def _english() -> Locale:
    return Locale("en")


@cache
def _language_names() -> Mapping[str, str]:
    """Return the tag of every language by its name in English and, where short, in itself."""
    names = {str(name).casefold(): str(code) for code, name in _english().languages.items()}
    own = {}
    for code in (
        "ar",
        "de",
        "es",
        "fa",
        "fr",
        "he",
        "it",
        "ja",
        "nl",
        "pt",
        "ru",
        "tr",
        "uk",
        "zh",
    ):
        own[str(Locale(code).get_language_name(code)).casefold()] = code
    return {**own, **names}


def _is_subtag(part: str) -> bool:
    if part.title() in _english().scripts or part.upper() in _english().territories:
        return True
    return bool(re.fullmatch("[0-9][0-9a-z]{3}|[0-9a-z]{5,8}", part.lower()))


def _cased(part: str) -> str:
    return (
        part.title()
        if len(part) == len("Hant")
        else part.upper()
        if len(part) == len("BR")
        else part
    )


@dataclass(frozen=True)
class Link(Scalar[str]):
    """The address of a web page, with http:// or https://."""

    says: str = "the address of a web page"
    example: str = "https://www.example.org/report"

    def parse(self, text: Text, spot: Spot) -> str | None:
        """Return the address."""
        typed = text.value.strip()
        if fix := _wrong_with_link(typed):
            spot.tell(text, f"{spot} is '{text.brief}', which is not a whole web address", fix)
            return None
        return typed

    def schema(self) -> Schema:
        """Describe an address as JSON Schema."""
        return {
            "type": "string",
            "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
            "examples": [self.example],
        }


def _wrong_with_link(typed: str) -> str:
    """Return what to write instead of an address, or "" if it is one."""
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        return "copy it anew from the browser's address bar"
    if parts.scheme in {"http", "https"} and host and not re.search(r'[\s<>"\\^`{|}]', typed):
        return ""
    if found := re.search(r"https?://[^\s<>()\[\]\"]+", typed):
        return f"write the address alone: {found[0]}"
    if re.fullmatch(r"//[\w.-]+\.\w+(/\S*)?", typed):
        return f"write https:{typed}"
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", typed) and not parts.scheme:
        return f"write https://{typed}"
    return "write it from https:// on, as the browser's address bar shows it"


@dataclass(frozen=True)
class CoordinateText(Value[Text]):
    """Coordinates: a text, or a list of two numbers, which is joined with a comma."""

    says: str = "coordinates"
    example: str = '"33.40, 43.91"'

    def _read(self, node: Node, spot: Spot) -> Text | None:
        if isinstance(node, Text):
            return node
        numbers = (
            [item for item in node.items if isinstance(item, Text)]
            if isinstance(node, Sequence)
            else []
        )
        if not isinstance(node, Sequence) or not numbers or len(numbers) != len(node.items):
            fix = like(spot.key, self.example)
            spot.tell(node, f"{spot} should be latitude and longitude", fix)
            return None
        first = numbers[0]
        return replace(
            first, value=", ".join(number.value for number in numbers), style="", end_line=0
        )

    def schema(self) -> Schema:
        """Describe both ways as JSON Schema."""
        number = {"type": ["number", "string"]}
        pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
        return {"anyOf": [{**TEXT_SCHEMA, "examples": ["33.40, 43.91", "33°06′N 44°03′E"]}, pair]}
