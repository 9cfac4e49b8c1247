"""
The grammar of vague places: what a reporter writes, read into a value. No geometry here.

    phrase   = part { "," part }                       at most four; each narrows the one before
    part     = offset | [ "somewhere" ] ( border | way | inside )
    offset   = [ "about" | "around" | "some" | … ] distance [ "away" ] "from" name
    distance = ( "10" | "2.5" | "2,5" | "one" … "twelve" | "a" | "half a" ) unit
    unit     = "km" | "m" | "mi" | "miles" | "nautical miles" | … and the words in full
    border   = [ "on" | "at" | "along" ] "the border of" name | "on" name "'s border"
    way      = [ "on" | "along" ] "the way" ( "from" name "to" name | "to" name "from" name )
    inside   = ( "in" | "inside" | "within" ) name
    name     = an id or a name, in any script; in quotes it may hold commas and the words above

Case and articles do not matter, with two exceptions that keep names whole: "The Hague", with
both its capitals, keeps its article; and "In Salah", a capital In before a capital, is refused as
ambiguous, for it is a town in Algeria. A text that is quoted as a whole is always a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Named:
    """An id or a name inside a phrase, without its article or quotes, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Distance:
    """A distance, half of the precision that its figure shows, and the words as written."""

    metres: float
    precision_m: float
    text: str


@dataclass(frozen=True)
class Offset:
    """At a distance from a place, in a direction that nobody reported."""

    distance: Distance
    feature: Named
    about: bool


@dataclass(frozen=True)
class Border:
    """On the boundary of an area, its coast included."""

    feature: Named


@dataclass(frozen=True)
class Way:
    """On the way from one place to another."""

    origin: Named
    target: Named


@dataclass(frozen=True)
class Inside:
    """Anywhere within a place."""

    feature: Named


@dataclass(frozen=True)
class Both:
    """Where all parts hold at once."""

    parts: tuple[Locality, ...]


Locality = Offset | Border | Way | Inside | Both


class PhraseError(ValueError):
    """A phrase that cannot be read or drawn: `start` and `end` delimit the words at fault."""

    def __init__(self, what: str, fix: str, start: int, end: int) -> None:
        super().__init__(what)
        self.what, self.fix, self.start, self.end = what, fix, start, end


def parse_phrase(text: str) -> Locality | None:
    """
    Return what a phrase says, or None when the text is not a phrase but a name to look up.

    Raises PhraseError for a phrase that cannot be read, or that this version cannot draw.
    """
    if len(text) > LONGEST:
        what = f"a place is said in at most {LONGEST} letters"
        raise PhraseError(what, "keep where it is, and tell the rest in the text", 0, len(text))
    masked = _QUOTED.sub(lambda match: _MASK * len(match.group()), text)
    parts = [_Part(text, masked, *match.span()) for match in _BETWEEN_COMMAS.finditer(masked)]
    found = [_read(part) for part in parts]
    if not any(found):
        return None
    if loose := _LOOSE_COMMA.search(masked):
        fix = "take the comma out, or write the phrase that it should join"
        raise PhraseError("the comma joins nothing", fix, loose.start(), loose.end())
    if len(parts) > MOST_PARTS:
        what = f"a phrase joins at most {MOST_PARTS} parts; '{parts[MOST_PARTS]}' is one more"
        raise parts[MOST_PARTS].error(what, "keep the parts that say most, and leave this one out")
    localities = []
    for part, locality in zip(parts, found, strict=True):
        if locality is None:
            what = f"'{part}' is a name, and a comma joins phrases only"
            fix = f"write 'in {part}', or put a name that holds a comma in quotes"
            raise part.error(what, fix)
        localities.append(locality)
    return localities[0] if len(localities) == 1 else Both(tuple(localities))


def names_in(locality: Locality) -> tuple[Named, ...]:
    """Return the names that a phrase uses, from left to right."""
    if isinstance(locality, Both):
        return tuple(name for part in locality.parts for name in names_in(part))
    if isinstance(locality, Way):
        return tuple(sorted((locality.origin, locality.target), key=lambda name: name.start))
    return (locality.feature,)


def unquoted(text: str) -> str:
    """Return a name to look up without the quotes that told it from a phrase."""
    text = text.strip()
    return text[1:-1].strip() if _QUOTED.fullmatch(text) else text


MOST_PARTS = 4
LONGEST = 300
FARTHEST_M = 20_003_931  # from pole to pole along a meridian of WGS84

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: Decimal(value) for value, word in enumerate((*_WORDS, "eleven", "twelve"), 1)}
_NUMBERS |= {"a": Decimal(1), "an": Decimal(1), "half a": Decimal("0.5"), "half an": Decimal("0.5")}
_UNITS = {
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), Decimal(1000)),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), Decimal(1)),
    **dict.fromkeys(("mi", "mile", "miles"), Decimal("1609.344")),
    **dict.fromkeys(("nautical mile", "nautical miles", "nmi"), Decimal(1852)),
}

_MASK = "\ue000"  # blots out quoted names, so that no word and no comma in them is read
_PAIRS = (("'", "'"), ('"', '"'), ("‘", "’"), ("“", "”"), ("„", "“"), ("«", "»"))
_PAIRED = "|".join(rf"{first}(?:(?!\s{first}).)+?{last}" for first, last in _PAIRS)
_QUOTED = re.compile(rf"(?<![^\s,،])(?:{_PAIRED})(?=$|[\s,،])", re.DOTALL)
_COMMA = r"(?:(?<!\d)[,،]|[,،](?!\d))"  # one between digits is a decimal comma
_BETWEEN_COMMAS = re.compile(rf"(?:(?!{_COMMA})\S)(?:(?:(?!{_COMMA}).)*(?!{_COMMA})\S)?", re.DOTALL)
_LOOSE_COMMA = re.compile(r"[,،](?=\s*(?:[,،]|$))|(?<!\S)[,،]")
_ARTICLE = re.compile(r"(?!The\s+[^\W\d_a-z])(?:the|The|THE)\s+")
_WORD = re.compile(r"\S+")
_TYPED = str.maketrans(",−", ".-")


def _form(words: str) -> re.Pattern[str]:
    """Return the pattern of a form: a space is any white space, X and Y are names."""
    pattern = words.replace(" ", r"\s+").replace("X", "(?P<x>.+?)").replace("Y", "(?P<y>.+)")
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


_ON, _BORDER = "(?:on|at|along)", "(?:border|boundary|frontier)"
_ROAD = "(?:way|road|route)"
_WAY = f"(?:(?:on|along) )?(?:the )?{_ROAD}"
_NUMBER = rf"(?:[-+−]?\d+(?:[.,]\d+)*|(?:{'|'.join(sorted(_NUMBERS, reverse=True))})\b)"
_DISTANCE = rf"{_NUMBER}\s*(?:{'|'.join(sorted(_UNITS, reverse=True))})\b"
_POINT = "(?:north|south|east|west)"
_ABBREVIATED = r"[ns]{1,2}[ew]?|[ew](?:[ns][ew])?|\d+\s*(?:°|degrees)"
_HEADING = rf"(?:(?:due )?{_POINT}(?:[\s-]?{_POINT})*|{_ABBREVIATED})"
_ABOUT = "(?P<about>(?:about|around|some|roughly|nearly|almost|approximately|circa) |~)?"
_UNIT = r"(?P<unit>nautical miles?|[^\W\d_]+)?"
_OFFSET = _form(rf"{_ABOUT}(?P<number>{_NUMBER})?\s*{_UNIT}(?P<rest>.*)")
_FROM = _form(" (?:away )?from (?P<x>.+)")
_AIM = _form(r"(?<!\S)(?:from|off|of) (?P<x>.+)")

_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Locality]], ...] = (
    (_form(f"(?:somewhere )?(?:{_ON} )?(?:the )?{_BORDER} of X"), Border),
    (_form(rf"(?:somewhere )?{_ON} X(?:['’]s|(?<=s)['’]) {_BORDER}"), Border),
    (_form(f"(?:somewhere )?{_WAY} from X to Y"), Way),
    (_form(f"(?:somewhere )?{_WAY} to Y from X"), Way),
    (_form("(?:somewhere )?(?:in|inside|within) X"), Inside),
)

# What a later version draws, each with the nearest wording that this one can.
_AT = "or give coordinates ('at:') with a 'precision:'"
_NOT_YET = tuple(
    (_form(words), instead)
    for words, instead in (
        ("(?:somewhere )?(?:near|close to|next to) X", f"'10 km from {{x}}', {_AT}"),
        ("(?:just )?outside (?:of )?X", f"'5 km from {{x}}', {_AT}"),
        ("(?:on|at|in) (?:the )?(?:outskirts|edge) of X", f"'5 km from {{x}}', {_AT}"),
        ("(?:somewhere )?between X and Y", "'on the way from {x} to {y}'"),
        (r"(?:half(?:\s|-)?way|midway) between X and Y", "'on the way from {x} to {y}'"),
        (r"(?:half(?:\s|-)?way|midway) from X to Y", "'on the way from {x} to {y}'"),
        (f"(?:within|inside) (?P<d>{_DISTANCE}) (?:of|from) X", f"'{{d}} from {{x}}', {_AT}"),
        (f"{_ABOUT}(?P<d>{_DISTANCE}) (?:to the )?{_HEADING} (?:of|from) X", "'{d} from {x}'"),
        (f"(?:(?:in|to) the )?{_HEADING} of X", f"'in {{x}}' or '10 km from {{x}}', {_AT}"),
    )
)

# Openings of a phrase that goes wrong after them, each with a phrase that can be read.
_BROKEN = tuple(
    (_form(words), instead)
    for words, instead in (
        (f"{_ON} (?:the )?{_BORDER}(?: of)?", "'on the border of anbar', with the area's name"),
        (
            f"{_ON} (?:the )?{_BORDER} between X and Y",
            "'on the border of {x}, on the border of {y}'",
        ),
        (f"{_ON} (?:the )?X {_BORDER}", "'on the border of {x}', with the area's name"),
        (f"(?:{_WAY} between|from) X (?:and|to) Y", "'on the way from {x} to {y}'"),
        (f"{_ON} (?:the )?{_ROAD} from X", "'on the way from {x} to baghdad', with where it leads"),
        (f"{_ON} (?:the )?{_ROAD} to X", "'on the way from baghdad to {x}', with where it starts"),
        (f"{_ON} (?:the )?{_ROAD}", "'on the way from ramadi to baghdad', with both names"),
        ("somewhere|(?:somewhere )?(?:in|inside|within)", "'somewhere in anbar', with the name"),
        ("somewhere X", "'somewhere in {x}'"),
        ("on the X", "'on the border of anbar' or 'on the way from ramadi to baghdad'"),
    )
)

_NOT_A_NAME = re.compile(  # in lower case only: "Near East" is a name
    rf"(?:the )?(?:{_BORDER}|way|road|outskirts|edge|{_POINT}) (?:of|from|to|between) .*"
    rf"|(?:on|near|between|outside|somewhere|within|inside|in|about|around) .*"
    rf"|{_DISTANCE}.*|(?:.*\s)?(?:from|to)\s.*|the",
    re.DOTALL,
)


@dataclass(frozen=True)
class _Part:
    """One part of a phrase: where it stands, and the text with its quoted names blotted out."""

    whole: str
    masked: str
    start: int
    end: int

    def __str__(self) -> str:
        return self.whole[self.start : self.end]

    def match(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """Return how a form matches all of the part."""
        return form.fullmatch(self.masked, self.start, self.end)

    def error(self, what: str, fix: str, span: tuple[int, int] | None = None) -> PhraseError:
        """Return the error of these words, or of the whole part."""
        return PhraseError(what, fix, *(span or (self.start, self.end)))

    def word_at(self, start: int) -> tuple[str, tuple[int, int]]:
        """Return the next word at or after a position, and its span; an empty one at the end."""
        word = _WORD.search(self.whole, start, self.end)
        return (word.group(), word.span()) if word else ("", (self.end, self.end))

    def words(self, match: re.Match[str]) -> dict[str, str]:
        """Return what the names of a form matched, as they are to stand in a fix."""
        spans = {group: match.span(group) for group, value in match.groupdict().items() if value}
        return {group: self.whole[self.past_article(a) : b] for group, (a, b) in spans.items()}

    def past_article(self, start: int) -> int:
        """Return where the name begins that stands there."""
        article = _ARTICLE.match(self.whole, start, self.end)
        return article.end() if article else start

    def name(self, start: int, end: int) -> Named:
        """Return the name that stands there, and refuse a phrase in its place."""
        if _QUOTED.fullmatch(self.whole, start, end):
            return Named(self.whole[start + 1 : end - 1], start + 1, end - 1)
        start = self.past_article(start)
        name = Named(self.whole[start:end], start, end)
        if _NOT_A_NAME.fullmatch(self.masked, start, end):
            what = f"'{name.text}' cannot be read as the name of one place"
            fix = "give it an id of its own under places and write that id here; or quote a name"
            raise self.error(what, fix, (start, end))
        return name


def _read(part: _Part) -> Locality | None:
    """Return what one part says, or None when it is a name."""
    for form, instead in _NOT_YET:
        if match := part.match(form):
            what = f"'{part}' is understood, but this version cannot draw it yet"
            raise part.error(what, f"write {instead.format(**part.words(match))}")
    for form, build in _FORMS:
        if match := part.match(form):
            names = [part.name(*match.span(group)) for group in sorted(match.groupdict())]
            _check_names(part, names)
            return build(*names)
    if offset := _read_offset(part):
        return offset
    for form, instead in _BROKEN:
        if match := part.match(form):
            fix = f"write {instead.format(**part.words(match))}"
            raise part.error(f"'{part}' cannot be read", fix)
    return None


def _check_names(part: _Part, names: list[Named]) -> None:
    """Refuse a way from a place to itself, and what may be a name although it reads as a phrase."""
    first, last = names[0].text, names[-1].text
    if len(names) > 1 and first.casefold() == last.casefold():
        fix = "write 'on the way from ramadi to baghdad', with two different places"
        raise part.error(f"'{part}' leads back to where it starts", fix)
    if re.fullmatch(rf"In\s+{re.escape(first)}", str(part)) and first[0].isupper():
        fix = f"write 'in {first}' for a place inside it, or quote a name: \"'{part}'\""
        raise part.error(f"'{part}' may be a phrase or a name", fix)


def _read_offset(part: _Part) -> Offset | None:
    """Return "about 10 km from X", or None when the part is not a distance from a place."""
    match = part.match(_OFFSET)
    if match is None:
        return None
    aim = _AIM.search(part.masked, part.start, part.end)
    unit = " ".join((match["unit"] or "").lower().split())
    if match["number"] is None or unit not in _UNITS or (unit == "mile" and not aim):
        if aim and not aim.group().lower().startswith("of "):
            _check_distance(part, match, unit, part.words(aim)["x"])
        return None  # 6th of October City, Two Rivers, 100 Mile House
    text = " ".join(part.whole[match.start("number") : match.end("unit")].split())
    if origin := _FROM.fullmatch(part.masked, match.start("rest"), part.end):
        distance = _distance(part, match.span("number"), unit, text)
        return Offset(distance, part.name(*origin.span("x")), match["about"] is not None)
    word, span = part.word_at(match.start("rest"))
    if word.lower() in ("", "from", "away"):
        fix = f"write '{text} from crossing', with the name of the place"
        raise part.error(f"'{part}' does not say from where", fix)
    fix = f"write '{text} from {part.words(aim)['x'] if aim else 'crossing'}'"
    raise part.error(f"'{word}' cannot be read after a distance", fix, span)


def _check_distance(part: _Part, match: re.Match[str], unit: str, where: str) -> None:
    """Refuse words that stand before "from …" as if they were a distance."""
    fix = f"write '10 km from {where}': one number, then km, m, mi, miles or nautical miles"
    if match["number"] is not None:
        word, span = part.word_at(match.end("number"))
        raise part.error(f"'{word}' is not a unit of distance", fix, span)
    if match["about"] or unit in _UNITS or re.search(_DISTANCE, part.masked[part.start : part.end]):
        word, span = part.word_at(match.end("about") if match["about"] else part.start)
        raise part.error(f"'{word}' stands where the distance should", fix, span)


def _distance(part: _Part, span: tuple[int, int], unit: str, text: str) -> Distance:
    """Return a distance from its number; refuse zero, less, too much, and two readings."""
    number = " ".join(part.whole[slice(*span)].lower().split())
    fix = f"write a number that can be read in one way, such as '10 {unit}' or '2.5 {unit}'"
    if len(re.findall("[.,]", number)) > 1 or re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", number):
        raise part.error(f"'{number}' may hold thousands or a decimal", fix, span)
    value = _NUMBERS[number] if number in _NUMBERS else Decimal(number.translate(_TYPED))
    metres, precision_m = value * _UNITS[unit], _half_precision(value) * _UNITS[unit]
    if not 0 < metres <= FARTHEST_M:
        fix = f"write a number above 0 and below {FARTHEST_M / _UNITS[unit]:.0f}"
        raise part.error(f"no two places are '{text}' apart", fix, span)
    return Distance(float(metres), float(precision_m), text)


def _half_precision(value: Decimal) -> Decimal:
    """
    Return half of the precision that a distance shows, in the unit that it was written in.

    For a fraction, half of one over its denominator (10.25 is 10 1/4: 1/8; 10.6: 1/20). For a
    whole number, half of the power of ten that it is a multiple of, but no more than a tenth of
    the power that it reaches: 10, 30 and 33 show 1; 100, 140 and 200 show 10. After the table in
    Chapman & Wieczorek 2020, "Uncertainty Related to Offset Precision", doi 10.15468/doc-gg7h-s853.
    """
    if value % 1 == 0:
        power = 10 ** max(0, value.adjusted() - 1)
        while value % power:
            power //= 10
        return Decimal(power) / 2
    for denominator in (2, 4, 8):
        if value * denominator % 1 == 0:
            return 1 / Decimal(2 * denominator)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) / 2
