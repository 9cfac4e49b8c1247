"""Distances as they are reported: figures, ranges, "a few", and how long a way takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mapstory.phrases.locality import Distance, Journey
from mapstory.phrases.part import Part, PhraseError

FARTHEST_M = 20_003_931  # from pole to pole along a meridian of WGS84

_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: Decimal(value) for value, word in enumerate(_ONES, 1)}
_NUMBERS |= {word: Decimal(10 * value) for value, word in enumerate(_TENS, 2)}
_NUMBERS |= {f"{ten}-{one}": _NUMBERS[ten] + _NUMBERS[one] for ten in _TENS for one in _ONES[:9]}
_NUMBERS |= {"a hundred": Decimal(100), "one hundred": Decimal(100), "a": Decimal(1)}
_NUMBERS |= {"an": Decimal(1), "half a": Decimal("0.5"), "half an": Decimal("0.5")}
_NUMBERS |= {"a quarter of a": Decimal("0.25"), "a quarter of an": Decimal("0.25")}
_NUMBERS |= {"three quarters of a": Decimal("0.75"), "three quarters of an": Decimal("0.75")}
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}

_FEW = {
    "a couple of": (1, 3),
    "a couple": (1, 3),
    "a few": (2, 6),
    "a few hundred": (200, 600),
    "several hundred": (300, 900),
    "several": (3, 9),
    "a dozen": (10, 15),
    "tens of": (20, 90),
    "dozens of": (20, 90),
    "scores of": (40, 90),
    "hundreds of": (200, 900),
}
"""
What numbers without a figure stand for, at least and at most: a convention of this project, for
no source of georeferencing gives one.
"""

_UNITS = {
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), "1000"),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), "1"),
    **dict.fromkeys(("mi", "mile", "miles"), "1609.344"),
    **dict.fromkeys(("nautical mile", "nautical miles", "nmi"), "1852"),
    **dict.fromkeys(("yard", "yards", "yd"), "0.9144"),
    **dict.fromkeys(("foot", "feet", "ft"), "0.3048"),
}

_MOST = {"minute": 999, "hour": 72, "day": 30}
_TIMES = {"min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour"}
_DAYS_IN_A_WEEK = 7

_SAY_UNITS = "one number, then km, m, mi, miles or nautical miles"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words.replace(" ", r"\s+"), re.IGNORECASE | re.DOTALL)


def _any(words: dict[str, str] | dict[str, Decimal] | dict[str, tuple[int, int]]) -> str:
    return "|".join(sorted(words, reverse=True)).replace("-", r"[\s-]?")


_FIGURE = r"[-+−]?\d+(?:[.,]\d+)*(?:\s?[½¼¾])?|[½¼¾]"
_COMPOUND = rf"(?:{'|'.join(_TENS)})(?:[\s-]?(?:{'|'.join(_ONES[:9])}))?"  # much shorter than each
_SIMPLE = _any({word: value for word, value in _NUMBERS.items() if not word.startswith(_TENS)})
NUMBER = rf"(?:(?:{_FIGURE})|(?:{_COMPOUND}|{_SIMPLE})\b)"
UNIT = rf"(?:{_any(_UNITS)})\b"
_HALF = "(?: and a half)?"
_ABOUT = (
    "(?:(?:only |just )?(?:about|around|some|roughly|nearly|almost|approximately|approx|circa|ca)"
    r"(?:\.|\b) |[~≈]\s*)"
)
_LIMIT = (
    "(?:within|inside|in under|less than|under|up to|at most|(?:no|not) (?:more|farther) than) "
)
_FLOOR = "(?:more than|over|at least|no less than|not less than|upwards of|beyond) "
_LEAD = _pattern(
    f"(?:at )?(?:a distance of )?(?:(?P<limit>{_LIMIT})|(?P<floor>{_FLOOR}))?"
    f"(?P<about>{_ABOUT})?(?P<late>{_LIMIT})?"
)
_SINGLE = _pattern(rf"(?P<number>{NUMBER}{_HALF})\s*(?P<unit>{UNIT})(?P<half> and a half\b)?")
_RANGE = _pattern(
    rf"(?:(?:between|from) )?(?P<near>{NUMBER}{_HALF})(?:\s*(?P<nearer>{UNIT}))?"
    rf"(?: (?:and|to|or) |(?<=\d)\s*[-–—]\s*(?=\d))(?P<far>{NUMBER}{_HALF})\s*(?P<unit>{UNIT})"
)
_VAGUE = _pattern(rf"(?P<number>{_any(_FEW)}) (?P<unit>{UNIT})")
_CONVERTED = _pattern(rf"(?: or so\b)?(?:\s*\(\s*{_ABOUT}?{NUMBER}\s*{UNIT}\s*\))?")
_JOURNEY = _pattern(
    rf"(?:an? )?(?P<number>{NUMBER}{_HALF})[\s-]*"
    r"(?P<unit>minute|min|hour|hr|day|week)(?:['’]s|s['’]?)?\b['’]?(?P<half> and a half\b)?"
    r"(?:[\s-]+(?:of )?(?:(?P<foot>on foot|by foot|walk(?:ing)?|march(?:ing)?|hik(?:e|ing)|trek)"
    r"|(?P<road>by (?:car|road|bus|truck|lorry|taxi)|driv(?:e|ing)|(?:car|bus|taxi|road) "
    r"(?:ride|journey|trip))|(?P<other>by (?!the)[^\W\d_]+|(?:[^\W\d_]+ )?(?:ride|journey|trip)"
    r"|flight|sail(?:ing)?))\b)?"
)
_OPENING = _pattern(rf"{NUMBER}\s*{UNIT}")


@dataclass(frozen=True)
class Amount:
    """How far, as a phrase begins: what was read, whether "about" was said, and where it ends."""

    far: Distance | Journey
    about: bool
    limited: bool
    text: str
    end: int


def read_amount(part: Part, start: int) -> Amount | None:
    """
    Return the distance that stands at a position, or None if none does.

    Raises PhraseError for one that nothing can be drawn from.
    """
    lead = _LEAD.match(part.masked, start, part.end)
    at = lead.end() if lead else start
    limited = lead is not None and bool(lead["limit"] or lead["late"])
    found = _journey(part, at, at_most=limited) or _distance_at(part, at, limited=limited)
    if found is None:
        return None
    far, text, end = found
    if lead and lead["floor"]:
        fix = f"write both ends, such as 'between 10 and 20 km from {part.aimed_at()}'"
        what = f"'{' '.join(lead['floor'].split())} {text}' may be any distance up to the pole"
        raise part.error(what, fix, (start, end))
    about = lead is not None and bool(lead["about"])
    return Amount(far, about, limited, text, end)


def has_distance(part: Part) -> bool:
    """Tell whether a figure with a unit stands anywhere in a part."""
    return part.search(_OPENING) is not None


_MISSING = _pattern(rf"(?P<lead>{_LIMIT}|{_FLOOR})?(?P<about>{_ABOUT})?(?P<number>{NUMBER})?")


def refuse_half_distance(part: Part, start: int, where: str) -> None:
    """Refuse words that stand before "from …" as if they were a distance, and are none."""
    fix = f"write '10 km from {where}': {_SAY_UNITS}"
    match = _MISSING.match(part.masked, start, part.end)
    if match is None:
        return
    word, span = part.word_at(match.end())
    if match["number"] is not None:
        raise part.error(f"'{word}' is not a unit of distance", fix, span)
    if match.end() > start or word.lower() in _UNITS or has_distance(part):
        raise part.error(f"'{word}' stands where the distance should", fix, span)


def _distance_at(part: Part, at: int, *, limited: bool) -> tuple[Distance, str, int] | None:
    ranged = _RANGE.match(part.masked, at, part.end)
    if ranged and not limited:
        text = " ".join(part.whole[ranged.start() : ranged.end()].split())
        units = ranged["nearer"] or ranged["unit"], ranged["unit"]
        ends = [
            _figure(part, ranged.span(group), _plain(unit), text)
            for group, unit in zip(("near", "far"), units, strict=True)
        ]
        near, far = sorted(ends, key=lambda distance: distance.metres)
        precision_m = max(near.precision_m, far.precision_m)
        end = _past_conversion(part, ranged.end())
        return Distance(far.metres, precision_m, text, near.metres), text, end
    vague = _VAGUE.match(part.masked, at, part.end)
    if vague:
        text = " ".join(part.whole[vague.start() : vague.end()].split())
        least, most = _FEW[_plain(vague["number"])]
        unit_m = float(_UNITS[_plain(vague["unit"])])
        nearest_m = 0.0 if limited else least * unit_m
        return Distance(most * unit_m, 0.0, text, nearest_m), text, vague.end()
    single = _SINGLE.match(part.masked, at, part.end)
    if single is None:
        return None
    text = " ".join(part.whole[single.start() : single.end()].split())
    half = single["half"] is not None
    distance = _figure(part, single.span("number"), _plain(single["unit"]), text, half=half)
    if limited:
        distance = Distance(distance.metres, distance.precision_m, text, nearest_m=0.0)
    return distance, text, _past_conversion(part, single.end())


def _past_conversion(part: Part, at: int) -> int:
    """Return where the phrase goes on after the same distance in other units: (62 miles)."""
    converted = _CONVERTED.match(part.masked, at, part.end)
    return converted.end() if converted else at


def _journey(part: Part, at: int, *, at_most: bool) -> tuple[Journey, str, int] | None:
    match = _JOURNEY.match(part.masked, at, part.end)
    if match is None:
        return None
    text = " ".join(part.whole[match.start() : match.end()].split())
    if not (match["foot"] or match["road"]):
        aimed = _AIMED.match(part.masked, match.end(), part.end)
        if not (match["other"] or aimed or text.islower()):
            return None  # the name of a place, such as Seven Days
        raise _without_way(part, match, text)
    number = part.whole[slice(*match.span("number"))]
    value = _value(part, number, match.span("number"), "hours") + (
        Decimal("0.5") if match["half"] else 0
    )
    unit = _TIMES.get(match["unit"].lower(), match["unit"].lower())
    if unit == "week":
        unit, value = "day", value * _DAYS_IN_A_WEEK
    if not 0 < value <= _MOST[unit]:
        what = f"nobody is '{text}' away"
        raise part.error(what, f"write at most {_MOST[unit]} {unit}s, or a distance", match.span())
    units = {"minute": "minute", "hour": "hour", "day": "day"}
    by = "foot" if match["foot"] else "road"
    journey = Journey(float(value), units[unit], by, text, at_most)  # type: ignore[arg-type]
    return journey, text, match.end()


_AIMED = _pattern(r"(?P<words>(?: (?-i:[^\W\d_A-Z]|-)+)*?) (?:from|(?:[^\W\d_]|-)+ of)(?: .+|$)")


def _without_way(part: Part, match: re.Match[str], text: str) -> PhraseError:
    """Return the error of a time that says neither a walk nor a drive."""
    aimed = _AIMED.match(part.masked, match.end(), part.end)
    words = part.whole[slice(*aimed.span("words"))] if aimed else ""
    one = _plain(match["number"]) in ("a", "an", "one", "1", "half a", "half an")
    time = f"{_plain(match['number'])} {match['unit'].lower()}{'' if one else 's'}"
    where = part.whole[match.end() + len(words) : part.end].strip() if aimed else ""
    where = where if len(where.split()) > 1 else f"from {part.aimed_at()}"
    what = f"'{text}{words}' does not say how far: that takes a walk or a drive"
    fix = f"write '{time} on foot {where}' or '{time} by road {where}', or a distance"
    return part.error(what, fix, (match.start(), match.end() + len(words)))


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def _value(part: Part, number: str, span: tuple[int, int], unit: str) -> Decimal:
    """Return the number that figures or words stand for; refuse what can be read in two ways."""
    plain = _plain(number)
    half = Decimal("0.5") if plain.endswith(" and a half") else Decimal(0)
    plain = plain.removesuffix(" and a half")
    words = {word.replace("-", " "): value for word, value in _NUMBERS.items()}
    if plain.replace("-", " ") in words:
        return words[plain.replace("-", " ")] + half
    if plain[-1] in _FRACTIONS:
        half, plain = _FRACTIONS[plain[-1]], plain[:-1].strip() or "0"
    if len(re.findall("[.,]", plain)) > 1 or re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
        fix = f"write a number that can be read in one way, such as '10 {unit}' or '2.5 {unit}'"
        raise part.error(f"'{plain}' may hold thousands or a decimal", fix, span)
    return Decimal(plain.replace(",", ".").replace("−", "-")) + half


def _figure(
    part: Part, span: tuple[int, int], unit: str, text: str, *, half: bool = False
) -> Distance:
    """Return a distance from its number; refuse zero, less, too much, and two readings."""
    value = _value(part, part.whole[slice(*span)], span, unit) + (Decimal("0.5") if half else 0)
    unit_m = Decimal(_UNITS[unit])
    metres, precision_m = value * unit_m, _half_precision(value) * unit_m
    if not 0 < metres <= FARTHEST_M:
        fix = f"write a number above 0 and below {FARTHEST_M / unit_m:.0f}"
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
