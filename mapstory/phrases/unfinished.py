"""Phrases that go wrong after their opening: what is wrong with them, and what to write instead."""

from __future__ import annotations

import re

from mapstory.phrases.offsets import ON_THE_WAY, ROAD
from mapstory.phrases.part import Part, another
from mapstory.phrases.things import BORDER, HEADING, SHORE, SIDE, form

EDGE = "(?:outskirts|edges?|fringes?|suburbs|periphery|perimeter|gates)"
NEAR = (
    "(?:near|nearby|close to|next to|adjacent to|beside|alongside|around|not far from"
    "|(?:a )?(?:short|small) (?:distance|way|walk|drive|ride) (?:away )?from"
    "|(?:in|at|on) (?:or|and) (?:near|around)"
    "|in the (?:general |immediate )?(?:area|vicinity|neighbou?rhood|surroundings) (?:of|around))"
)
PART = "(?:part|half|end|corner|side|third|quarter)s?"
SHARE = (
    "(?:(?:about|roughly|around|nearly|almost) )?"
    r"(?:(?P<mid>half(?:\s|-)?way|midway|in the middle)"
    "|(?P<share>(?:a|one) (?:third|quarter)|two thirds|three quarters) of the way)"
)

_WORD = rf"(?=[^\W\d_]{{4}}){HEADING}"
_TWO = "Ramadi and Baghdad"
_UNDER_WAY = f"(?:on|along) (?:the )?(?:main )?{ROAD}|en route"

_OPENINGS = tuple(  # each with the word that leads on from it, if it takes one, and an example
    (form(f"(?P<opening>{words})(?: (?:{link}))?(?: the)?"), link.split("|")[0], example)
    for words, link, example in (
        (NEAR, "", "Ramadi"),
        (
            f"(?:(?:just|immediately|right|somewhere) )?(?:to )?(?:the )?{_WORD}",
            "of|from",
            "Ramadi",
        ),
        (f"(?:(?:on|in|at) )?(?:the )?(?:very )?{SIDE}{EDGE}", "of", "Ramadi"),
        ("(?:(?:just|right|immediately) )?outside(?: of)?", "", "Ramadi"),
        ("(?:at sea )?off", "", "Lebanon"),
        (f"(?:on|at|along|(?:at sea )?off) (?:the )?{SIDE}{SHORE}", "of", "Lebanon"),
        ("along", "", "the Tigris"),
        (r"(?:on|at|along) (?:the )?(?:[^\W\d_]+ )?banks?", "of", "the Tigris"),
        ("(?:at|near) (?:the )?mouth|the mouth", "of", "the Tigris"),
        (
            "(?:at|near) (?:the )?(?:confluence|meeting|junction)|the (?:confluence|junction)",
            "of",
            "the Tigris and the Diyala",
        ),
        (f"in (?:the )?(?:far |extreme )?{_WORD}(?: {PART})?", "of", "Iraq"),
        ("in (?:the )?(?:very )?(?:centre|center|middle|heart)", "of", "Iraq"),
        (rf"(?!halfway$|midway$){SHARE}", "between|of|from|to", _TWO),
        ("between", "", _TWO),
        (_UNDER_WAY, "from|to|between", "Ramadi to Baghdad"),
        (f"(?:on|at|along) (?:the )?{BORDER}", "of|with|between", "Anbar"),
        ("somewhere", "in", "Anbar"),
        ("(?:somewhere )?(?:in|inside|within|across|throughout)", "", "Anbar"),
    )
)
_OPEN_END = re.compile(r"\s(?:of|from|to|between|with|the)$", re.IGNORECASE)

_BROKEN = tuple(
    (form(words), instead)
    for words, instead in (
        (f"(?:{ON_THE_WAY}|from) X (?:and|to) Y", "'on the way from {x} to {y}'"),
        (f"(?:{_UNDER_WAY}) from X", "'on the way from {x} to {other}'"),
        (f"(?:{_UNDER_WAY}) to X", "'on the way from {other} to {x}'"),
        (f"{SHARE} (?:between|of|from|to|towards?) X", "'halfway between {x} and {other}'"),
        (f"(?-i:{SHARE}) X", "'halfway between {x} and {other}'"),
        ("(?-i:between) X", "'between {x} and {other}', with both names"),
        (
            "(?:at |near )?(?:the )?(?:confluence|meeting|junction) (?:of|with) X",
            "'at the confluence of the {x} and the {stream}', with both rivers",
        ),
        (
            "(?-i:where) X (?:meets?|joins?|flows? into|runs? into)",
            "'where the {x} meets the {stream}', with both rivers",
        ),
        (
            rf"(?:on|from) the X side of (?:the|its) {BORDER} (?P<y>(?-i:[a-z]).+)",
            "'on the {x} side of the border, {y}'",
        ),
        ("somewhere X", "'somewhere in {x}'"),
        (
            "on the X (?P<y>(?-i:near|between|close|outside|in|north|south|east|west).*)",
            "'along the {x}, {y}'",
        ),
        ("on the X", "'along the {x}' for a river, or 'in {x}' or 'near {x}'"),
        (r"(?-i:at|on|by|up|down) (?=(?-i:[A-Z]))X", "'in {x}' or 'near {x}'"),
        (
            rf"(?-i:across|over) the {BORDER} from X",
            "'near {x}, in Syria', with the country across the border",
        ),
        (r"(?-i:[a-z]).* from X", "'10 km from {x}', '10 km north of {x}' or 'near {x}'"),
    )
)


def refuse_open_end(part: Part) -> None:
    """Refuse the opening of a phrase that says not of what, such as "north of" or "near"."""
    text = str(part)
    for pattern, link, example in _OPENINGS:
        match = part.match(pattern)
        if match and (_OPEN_END.search(text) or not _is_capitalised(text)):
            opening = part.whole[slice(*match.span("opening"))]
            rest = " ".join(filter(None, (opening, link, example)))
            raise part.error(f"'{part}' does not say of what", f"write such as '{rest}'")


def refuse_broken(part: Part) -> None:
    """Refuse a part that begins as a phrase, and goes on as none."""
    for pattern, instead in _BROKEN:
        if match := part.match(pattern):
            words = dict(part.words(match))
            names = {
                "other": another(words["x"]),
                "stream": another(words["x"], ("Diyala", "Tigris")),
            }
            fix = f"write {instead.format(**names, **words)}"
            raise part.error(f"'{part}' cannot be read", fix)


def _is_capitalised(text: str) -> bool:
    """Tell whether every word has a capital, as in a name."""
    return all(word[0].isupper() for word in text.split())
