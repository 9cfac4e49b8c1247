"""Phrases that begin with how far: "10 km north-east of Ramadi", "two days' walk from the camp"."""

from __future__ import annotations

import re
from collections.abc import Callable

from mapstory.phrases.compass import DEGREES
from mapstory.phrases.distances import Amount, read_amount
from mapstory.phrases.locality import (
    Border,
    Both,
    Distance,
    Inside,
    Locality,
    Offset,
    Orthogonal,
    Sea,
    Way,
)
from mapstory.phrases.part import Part, PhraseError
from mapstory.phrases.things import HEADING, SHORE, SIDE, Reading, S, form

ROAD = "(?:way|road|route|highway|motorway|path|track)"
ON_THE_WAY = f"(?:(?:on|along) )?(?:the )?(?:main )?{ROAD}"
_ON_THE_WAY = f"(?:on|along|down|up) (?:the )?(?:main )?{ROAD}"
_BEARING = r"(?:(?:on|at) )?(?:a |the )?(?:(?:bearing|azimuth|heading) (?:of )?)?"
_DEGREES = rf"{_BEARING}(?P<heading>{DEGREES})(?: bearing)?"
_BARE_DEGREES = r"(?:(?:on|at) )?(?:a |the )?(?:bearing|azimuth|heading) (?:of )?(?P<heading>\d+)"


def read_offset(part: Part, start: int) -> Locality | None:
    """Return what a phrase says that begins with a distance, or None if it does not."""
    amount = read_amount(part, start)
    if amount is None:
        return None
    if found := _orthogonal(part, amount):
        return found
    for pattern, build in _RELATIONS:
        if match := part.match(pattern, amount.end):
            return build(Reading(part, match), amount)
    if amount.limited and (match := part.match(_OF, amount.end)):
        return _offset(Reading(part, match), amount)
    if amount.text.lower().endswith(" mile") and not part.search(_AIM):
        return None  # 100 Mile House
    raise _from_nowhere(part, amount)


def _from_nowhere(part: Part, amount: Amount) -> PhraseError:
    """Return the error of a distance after which nothing says from where."""
    word, span = part.word_at(amount.end)
    name = part.aimed_at()
    if word[:1].isupper() and not part.search(_AIM):
        name = part.whole[span[0] : part.end]
    if part.match(_OFF_THE_COAST, amount.end):
        fix = f"write such as '{amount.text} off the coast of Lebanon'"
        return part.error(f"'{part}' does not say from where", fix)
    if word.lower() in ("", "from", "away", "off", "of"):
        fix = f"write '{amount.text} from {name}', with the name of the place"
        return part.error(f"'{part}' does not say from where", fix)
    if part.match(_ONLY_HEADING, amount.end):
        said = part.whole[span[0] : part.end].removesuffix(" of")
        fix = f"write '{amount.text} {said} of {name}', with the name of the place"
        return part.error(f"'{part}' does not say from where", fix)
    along = "along the Tigris, " if word.lower() in ("upstream", "downstream", "upriver") else ""
    fix = f"write '{along}{amount.text} from {name}'"
    return part.error(f"'{word}' cannot be read after a distance", fix, span)


def _offset(reading: Reading, amount: Amount) -> Locality:
    heading = reading.side()
    return Offset(amount.far, reading.thing(), amount.about, heading)


def _on_the_way(reading: Reading, amount: Amount) -> Locality:
    """Return "20 km from A on the road to B": as far from A as that, and on the way."""
    origin, target = reading.ends()
    return Both((Way(origin, target), Offset(amount.far, origin, amount.about, reading.side())))


def _sea(reading: Reading, amount: Amount) -> Locality:
    if not isinstance(amount.far, Distance):
        fix = "write a distance, such as '10 km off the coast of Libya'"
        raise reading.part.error(f"'{amount.text}' is no distance at sea", fix)
    return Sea(reading.name(), reading.side(), amount.far)


def _across_the_border(reading: Reading, amount: Amount) -> Locality:
    """Return "10 km inside Syria": in it, and as far from its border."""
    area = reading.name()
    return Both((Inside(area), Offset(amount.far, Border(area), amount.about)))


_AIM = form(r"(?<!\S)(?:from|off|of) X$")
_OF = form(" of X")
_ONLY_HEADING = form(f" (?:to the )?{HEADING}(?: of)?")
_OFF_THE_COAST = form(f" off (?:the )?{SIDE}{SHORE}(?: of)?")
_FIRST_LEG = form(f" (?:to the )?{HEADING}(?: and|,| &) ")
_LAST_LEG = form(f" (?:to the )?{HEADING} (?:of|from) X")

_RELATIONS: tuple[tuple[re.Pattern[str], Callable[[Reading, Amount], Locality]], ...] = (
    (form(f" (?:away )?from X {_ON_THE_WAY} (?:to|towards?) Y"), _on_the_way),
    (form(f" (?:to the )?{HEADING} (?:of|from) X {_ON_THE_WAY} (?:to|towards?) Y"), _on_the_way),
    (form(f" {_ON_THE_WAY} from X (?:to|towards?) Y"), _on_the_way),
    (form(f" (?:up|down|along) the {ROAD} from X"), _offset),
    (form(" (?:away |distant )?from X"), _offset),
    (form(f" (?:(?:to|towards?) )?(?:the )?{HEADING} (?:of|from) X"), _offset),
    (form(rf"\s*{_DEGREES} (?:of|from) X".replace(r"\s* ", r"\s*")), _offset),
    (form(f" {_BARE_DEGREES} from X"), _offset),
    (form(" (?:just )?(?:outside(?: of)?|beyond|past|behind|short of|in front of) X"), _offset),
    (form(f" off (?:the )?{SIDE}{SHORE} of X"), _sea),
    (form(f" off X{S} {SIDE}{SHORE}"), _sea),
    (form(f" off (?!(?:the )?{SHORE}$)X"), _sea),
    (form(" (?:deep )?(?:inside|into|within) X"), _across_the_border),
)


def _orthogonal(part: Part, amount: Amount) -> Locality | None:
    """Return "5 km east and 3 km north of X", or None for what has no two such parts."""
    first = _FIRST_LEG.match(part.masked, amount.end, part.end)
    other = read_amount(part, first.end()) if first else None
    last = part.match(_LAST_LEG, other.end) if other else None
    if first is None or other is None or last is None:
        return None
    headings = Reading(part, first).heading(), Reading(part, last).heading()
    far = amount.far, other.far
    if not (isinstance(far[0], Distance) and isinstance(far[1], Distance)):
        return None
    if any(heading.azimuth % 90 for heading in headings) or (
        (headings[0].azimuth - headings[1].azimuth) % 180 == 0
    ):
        what = "two distances go north or south and east or west"
        fix = "write such as '5 km east and 3 km north of Ramadi', or one distance and direction"
        raise part.error(what, fix, (first.start("heading"), last.end("heading")))
    return Orthogonal((far[0], far[1]), headings, Reading(part, last).thing())
