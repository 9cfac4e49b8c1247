"""From the words of a phrase to a locality, or to what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable

from mapstory.phrases.distances import has_distance, read_amount, refuse_half_distance
from mapstory.phrases.locality import (
    Between,
    Border,
    Both,
    Distance,
    Inside,
    Locality,
    Near,
    Outside,
    Outskirts,
    River,
    Sea,
    Side,
    Toward,
    Way,
)
from mapstory.phrases.offsets import ON_THE_WAY, ROAD, read_offset
from mapstory.phrases.part import Part, PhraseError, loose_comma, parts_of
from mapstory.phrases.things import (
    BORDER,
    HEADING,
    SHORE,
    SIDE,
    Reading,
    S,
    described_thing,
    form,
)
from mapstory.phrases.unfinished import EDGE, NEAR, PART, SHARE, refuse_broken, refuse_open_end

MOST_PARTS = 4
LONGEST = 300


def parse_phrase(text: str) -> Locality | None:
    """
    Return what a phrase says, or None when the text is not a phrase but a name to look up.

    Raises PhraseError for a phrase that cannot be read.
    """
    if len(text) > LONGEST:
        what = f"a place is said in at most {LONGEST} letters"
        raise PhraseError(what, "keep where it is, and tell the rest in the text", 0, len(text))
    parts = parts_of(text)
    found = [_read(part) for part in parts]
    if not any(found):
        return None
    if loose := loose_comma(parts):
        fix = "take the comma out, or write the phrase that it should join"
        raise PhraseError("the comma joins nothing", fix, loose.start(), loose.end())
    if len(parts) > MOST_PARTS:
        what = f"a phrase joins at most {MOST_PARTS} parts; '{parts[MOST_PARTS]}' is one more"
        raise parts[MOST_PARTS].error(what, "keep the parts that say most, and leave this one out")
    localities: list[Locality] = []
    for part, locality in zip(parts, found, strict=True):
        if locality is None:
            what = f"'{part}' is a name, and a comma joins phrases only"
            fix = f"write 'in {part}', or put a name that holds a comma in quotes"
            raise part.error(what, fix)
        localities += locality.parts if isinstance(locality, Both) else [locality]
    return localities[0] if len(localities) == 1 else Both(tuple(localities))


def parse_distance(text: str) -> Distance | None:
    """
    Return a plain distance, such as "10 km" or "half a mile", or None for any other text.

    Raises PhraseError for one that no two places are apart, or that can be read in two ways.
    """
    text = text.strip()
    amount = read_amount(Part(text, text, 0, len(text)), 0)
    if amount is None or amount.about or amount.limited or amount.end < len(text):
        return None
    far = amount.far
    return far if isinstance(far, Distance) and far.nearest_m is None else None


_SOMEWHERE = re.compile(
    r"(?:somewhere|some place|(?-i:an? (?:[a-z]+ )?(?:place|point|spot|village|hamlet|town|camp"
    r"|farm|house|checkpoint|base|area|field|road|site))"
    r"|(?-i:(?:somewhere )?(?:in|on) (?:the |an? )?(?:open )?(?:desert|countryside|mountains?|hills"
    r"|plains?|steppe|marshes|marsh|forest|woods|valley|village|fields|farmland|waters|area|region)"
    r"(?!\s+(?:of|around)\b)))\s+",
    re.IGNORECASE,
)
"""What says nothing of where: "in the desert" between Rutba and Ramadi."""


def _read(part: Part) -> Locality | None:
    """Return what one part says, or None when it is a name."""
    somewhere = _SOMEWHERE.match(part.masked, part.start, part.end)
    start = somewhere.end() if somewhere else part.start
    if offset := read_offset(part, start):
        return offset
    aimed = part.search(_AIM)
    if aimed and _HALF.match(part.masked, start):
        refuse_half_distance(part, start, part.words(aimed)["x"])
    refuse_open_end(part)
    for pattern, build in _FORMS:
        if (match := part.match(pattern, start)) and (found := build(Reading(part, match))):
            return found
    if aimed and has_distance(part):
        refuse_half_distance(part, start, part.words(aimed)["x"])
    refuse_broken(part)
    return None


_ON = "(?:on|at|along)"
_LOWER_SIDE = (
    r"(?P<heading>(?-i:(?:north|south)[\s-]?(?:east|west)|(?:north|south|east|west)"
    r"(?:(?:[\s-]?(?:north|south|east|west))*ern|(?=\s+[^\W\d_a-z]))))(?!\s+(?:of|from)\b)"
)
_WHOLE_NAMES = frozenset(
    (
        *("northern ireland", "northern cyprus", "northern territory", "northern mariana islands"),
        *("northern cape", "eastern cape", "western cape", "western sahara", "western australia"),
        *("northern province", "southern province", "eastern province", "western province"),
        *("central province", "northern region", "southern region", "eastern region"),
        *("western region", "central region", "western area", "northern bahr el ghazal"),
        *("western bahr el ghazal", "eastern equatoria", "western equatoria", "central equatoria"),
        *("central african republic", "northern borders", "eastern desert", "western desert"),
        *(
            "east of england",
            "near east",
            "the near east",
            "south sudan",
            "north korea",
            "south korea",
        ),
        *("south africa", "north macedonia", "east timor", "west bank", "the west bank"),
        *("north ossetia", "south ossetia", "north carolina", "south carolina", "north dakota"),
        *("south dakota", "west virginia", "west bengal", "south australia", "north sinai"),
        *("south sinai", "north kivu", "south kivu", "north darfur", "south darfur", "west darfur"),
        *("east darfur", "north kordofan", "south kordofan", "west kordofan"),
    )
)
"""Names that look like a phrase when they are written without capitals."""


def _on_a_thing(reading: Reading) -> Locality | None:
    """Return what stands after "on", unless it is a name: that says too little."""
    return described_thing(Part(reading.part.whole, reading.part.masked, *reading.match.span("x")))


def _inside(reading: Reading) -> Locality:
    """Refuse what may be a name although it reads as a phrase: In Salah."""
    name = reading.name()
    whole = str(reading.part)
    if re.fullmatch(rf"In\s+{re.escape(name.text)}", whole) and name.text[0].isupper():
        fix = f"write 'in {name.text}' for a place inside it, or quote a name: \"'{whole}'\""
        raise reading.part.error(f"'{whole}' may be a phrase or a name", fix)
    return Inside(name)


def _side(reading: Reading) -> Locality | None:
    """Return a part of an area, "northern Iraq", unless it is all a name: Northern Ireland."""
    start = reading.match.start("whole")
    whole = reading.part.named(start, reading.match.end("whole"))
    if " ".join(whole.text.casefold().split()) not in _WHOLE_NAMES:
        return Side(reading.name(), reading.side())
    return Inside(whole) if reading.has("within") else None


def _between(reading: Reading) -> Locality:
    return Between(*reading.pair(), share=_share(reading))


def _share(reading: Reading) -> float | None:
    """Return how much of the way was said to be gone."""
    if reading.has("mid"):
        return 1 / 2
    if not reading.has("share"):
        return None
    many, part = reading.match["share"].lower().split()
    count = {"a": 1, "one": 1, "two": 2, "three": 3}[many]
    return count / {"third": 3, "quarter": 4}[part.removesuffix("s")]


def _side_of_border(reading: Reading) -> Locality:
    """Return "on the Syrian side of the border": in Syria, near that border."""
    area = reading.name()
    other = reading.name("y") if reading.has("y") else None
    return Both((Inside(area), Near(Border(area, other))))


def _toward(reading: Reading) -> Locality | None:
    if str(reading.part).casefold() in _WHOLE_NAMES:
        return None
    return Toward(reading.heading(), reading.thing(), near=reading.has("just"))


def _near(reading: Reading) -> Locality | None:
    whole = " ".join(str(reading.part).casefold().split())
    return None if whole in _WHOLE_NAMES else Near(reading.thing())


_AIM = form(r"(?<!\S)(?:from|off) X$")
_HALF = re.compile(
    r"(?!.*way\b)(?:about|around|some|roughly|nearly|almost|approximately|circa|less than|more than"
    r"|up to|over|within|[-+−]?\d[\d.,]*)(?!\w).*",
    re.IGNORECASE | re.DOTALL,
)

_FORMS: tuple[tuple[re.Pattern[str], Callable[[Reading], Locality | None]], ...] = (
    (form(f"{SHARE} (?:between|of) X and Y"), _between),
    (
        form(f"{SHARE} (?:along {ON_THE_WAY} )?from X to Y"),
        lambda r: Between(*r.ends(), _share(r)),
    ),
    (form("between X and Y"), _between),
    (form(f"{ON_THE_WAY} between X and Y"), lambda r: Way(*r.pair())),
    (form(f"(?:{ON_THE_WAY}|en route) from X to Y"), lambda r: Way(*r.ends())),
    (form(f"(?:{ON_THE_WAY}|en route) to Y from X"), lambda r: Way(*r.ends())),
    (form(f"(?:on|along) (?:the )?(?:main )?X_Y {ROAD}"), lambda r: Way(*r.ends())),
    (form(f"(?:on|along) (?:the )?(?:main )?X to Y {ROAD}"), lambda r: Way(*r.ends())),
    (
        form(f"(?:(?:on|in|at) (?:the )?|the )(?:very )?{SIDE}{EDGE} of X"),
        lambda r: Outskirts(r.thing(), r.side()),
    ),
    (form(f"(?:on|in|at) X{S} {SIDE}{EDGE}"), lambda r: Outskirts(r.thing(), r.side())),
    (form("(?:just |right |immediately )?outside (?:of )?X"), lambda r: Outside(r.thing())),
    (form(f"(?:at sea )?off (?:the )?{SIDE}{SHORE} of X"), lambda r: Sea(r.name(), r.side())),
    (form(f"(?:at sea )?off X{S} {SIDE}{SHORE}"), lambda r: Sea(r.name(), r.side())),
    (form("(?:at sea )?off X"), lambda r: Sea(r.name())),
    (form(f"{NEAR} X"), _near),
    (form("in the X (?:area|vicinity|neighbou?rhood)"), lambda r: Near(r.thing())),
    (
        form(f"(?:on|from) the X side of (?:the|its) {BORDER}(?: (?:with|to) Y)?"),
        _side_of_border,
    ),
    (
        form(
            f"(?:(?:just|right) )?(?:across|over|inside|beyond) the {BORDER},? (?:in|into|inside) X"
        ),
        _side_of_border,
    ),
    (form("just (?:inside|within|across the border of) X"), _side_of_border),
    (form(f"(?:in )?the (?:far |extreme )?{HEADING} of X"), lambda r: Side(r.name(), r.side())),
    (form(f"in (?:far |extreme )?{HEADING} of X"), lambda r: Side(r.name(), r.side())),
    (
        form(f"(?:in |on )?(?:the )?(?:far )?{HEADING} {PART} of X"),
        lambda r: Side(r.name(), r.side()),
    ),
    (
        form("(?:in )?(?:the )?(?:very )?(?:centre|center|middle|heart|central part) of X"),
        lambda r: Side(r.name(), None),
    ),
    (form(f"(?P<within>in )?(?:far )?(?P<whole>{_LOWER_SIDE} X)"), _side),
    (form("(?P<within>in )?(?P<whole>(?-i:central) X)"), _side),
    (
        form(f"(?P<just>(?:just|immediately|right) )?(?:to )?(?:the )?{HEADING} of X"),
        _toward,
    ),
    (form(f"(?:{_ON}|by|beside|down|up) X"), _on_a_thing),
    (form("along X"), lambda r: River(r.name())),
    (
        form(
            f"(?P<x>(?:the )?{BORDER} (?:of|with|between) .+"
            f"|(?:the )?{SIDE}{SHORE} of .+|(?:the )?(?:confluence|mouth) of .+"
            r"|where .+ (?:meets?|joins?|flows? into) .+|(?:the )?(?:[^\W\d_]+ )?banks? of .+)"
        ),
        _on_a_thing,
    ),
    (form(f"(?:in|inside|within|across(?! the {BORDER}\\b)|throughout) X"), _inside),
)
