"""What a phrase starts from: names, and things on the map that are described by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mapstory.phrases.compass import WORD, Heading, parse_heading
from mapstory.phrases.distances import NUMBER, UNIT
from mapstory.phrases.locality import Border, Coast, Confluence, Feature, Named, River
from mapstory.phrases.part import Part

HEADING = f"(?P<heading>(?:due |directly )?{WORD})"
SIDE = f"(?:(?:far )?{HEADING} )?"
SHORE = "(?:coast|coastline|shore|shoreline)"
BORDER = "(?:border|boundary|frontier)(?: crossing)?"
S = r"(?:['’]s|(?<=s)['’])"
X_Y = r"(?P<x>[^-–—]+?)\s*[-–—]\s*(?P<y>[^-–—]+?)"
"""Two names with a dash between them; a name that has one of its own needs quotes."""


def form(words: str) -> re.Pattern[str]:
    """Return the pattern of a form: a space is any white space, X and Y are names."""
    pattern = words.replace("X_Y", X_Y).replace(" ", r"\s+")
    pattern = pattern.replace("X", "(?P<x>.+?)").replace("Y", "(?P<y>.+?)")
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


_JOINED = frozenset(
    (
        *("bosnia and herzegovina", "trinidad and tobago", "antigua and barbuda"),
        *("saint kitts and nevis", "st kitts and nevis", "st. kitts and nevis"),
        *("saint vincent and the grenadines", "st vincent and the grenadines"),
        *("sao tome and principe", "são tomé and príncipe", "turks and caicos"),
        *("jammu and kashmir", "newfoundland and labrador", "tyne and wear", "wallis and futuna"),
        *(
            "andaman and nicobar islands",
            "kohgiluyeh and boyer-ahmad",
            "heard and mcdonald islands",
        ),
        *("sistan and baluchestan", "chaharmahal and bakhtiari", "dumfries and galloway"),
        *(
            "perth and kinross",
            "argyll and bute",
            "brighton and hove",
            "south georgia and the south sandwich islands",
        ),
    )
)
"""Names with "and" in them, which is not the one between two places."""

_PLACE_ON = r"(?:in|on|near|within|inside|outside|along|between)"
_NOT_A_NAME = re.compile(  # in lower case only: "Near East" is a name
    rf"(?:the )?(?:{BORDER}|way|road|outskirts|edge|north|south|east|west) "
    r"(?:of|from|to|between) .*"
    r"|(?:on|near|between|outside|somewhere|within|inside|in|about|around|off) .*"
    rf"|{NUMBER}\s*{UNIT}.*|(?:.*\s)?(?:from|to)\s.*|the",
    re.DOTALL,
)
_LEADING = re.compile(r"((?:of|from|with|to|towards?|away)\s+)(?:the\s+)?[^\s].*", re.DOTALL)
_RUNS_ON = re.compile(rf".+\s({_PLACE_ON})\s.+", re.DOTALL)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """A form and the part of a phrase that it matches: what its groups say."""

    part: Part
    match: re.Match[str]

    def has(self, group: str) -> bool:
        """Tell whether the form has this group, and it matched."""
        return group in self.match.re.groupindex and self.match[group] is not None

    def name(self, group: str = "x") -> Named:
        """Return the name that a group matched, and refuse a phrase in its place."""
        return name_at(self.part, *self.match.span(group))

    def thing(self, group: str = "x") -> Feature:
        """Return the name, or the thing that is described by one."""
        return thing_at(self.part, *self.match.span(group))

    def pair(self) -> tuple[Feature, Feature]:
        """Return the things on either side of the "and" between X and Y."""
        first, second = self._sides_of_and()
        return self._two(thing_at(self.part, *first), thing_at(self.part, *second))

    def names(self) -> tuple[Named, Named]:
        """Return the names on either side of the "and" between X and Y."""
        first, second = self._sides_of_and()
        names = name_at(self.part, *first), name_at(self.part, *second)
        self._two(*names)
        return names

    def ends(self) -> tuple[Feature, Feature]:
        """Return the things that X and Y are."""
        return self._two(self.thing("x"), self.thing("y"))

    def heading(self) -> Heading:
        """Return the direction that was said."""
        span = self.match.span("heading")
        text = self.part.whole[slice(*span)]
        if found := parse_heading(text):
            return found
        fix = "write a point of the compass, such as north-east or NE, or degrees, such as 45°"
        raise self.part.error(f"'{text.strip()}' is no direction", fix, span)

    def side(self) -> Heading | None:
        """Return the direction that was said, if there was one."""
        return self.heading() if self.has("heading") else None

    def _sides_of_and(self) -> tuple[tuple[int, int], tuple[int, int]]:
        start, end = self.match.start("x"), self.match.end("y")
        splits = list(_AND.finditer(self.part.masked, start, end))
        sides = [((start, split.start()), (split.end(), end)) for split in splits]
        if len(sides) > 1:
            sides = [pair for pair in sides if all(self._is_one(*span) for span in pair)]
        if len(sides) == 1:
            return sides[0]
        what = f"'{self.part}' can be read in more than one way"
        example = "between Croatia and 'Bosnia and Herzegovina'"
        fix = f"put a name that holds 'and' in quotes, such as: {example}"
        raise self.part.error(what, fix)

    def _is_one(self, start: int, end: int) -> bool:
        name = self.part.whole[self.part.past_article(start) : end]
        is_joined = " ".join(name.casefold().split()) in _JOINED
        return is_joined or not _AND.search(self.part.masked, start, end)

    def _two(self, first: Feature, second: Feature) -> tuple[Feature, Feature]:
        """Return both, and refuse a way from a place to itself."""
        if (
            isinstance(first, Named)
            and isinstance(second, Named)
            and first.text.casefold() == second.text.casefold()
        ):
            fix = "write 'on the way from Ramadi to Baghdad', with two different places"
            raise self.part.error(f"'{self.part}' leads back to where it starts", fix)
        return first, second


def name_at(part: Part, start: int, end: int) -> Named:
    """Return the name that stands there, and refuse a phrase in its place."""
    name = part.named(start, end)
    masked = part.masked[name.start : name.end]
    span = (name.start, name.end)
    what = f"'{name.text}' cannot be read as the name of one place"
    if found := _LEADING.fullmatch(masked):
        text, at = str(part), name.start - part.start
        without = f"{text[:at]}{text[at + len(found[1]) :]}"
        far = f", or with a distance '{text[:at].rstrip()} 5 km {text[at:]}'"
        limit = text[:at].strip().lower() == "within"
        word = found[1].strip()
        fix = f"write '{without}'{far if limit else ''}"
        raise part.error(
            f"'{word}' is one word too many", fix, (name.start, name.start + len(word))
        )
    if _NOT_A_NAME.fullmatch(masked):
        fix = "give it an id of its own under places and write that id here; or quote a name"
        raise part.error(what, fix, span)
    if found := _RUNS_ON.fullmatch(masked):
        fix = f"put a comma before '{found[1]}'; or quote a name"
        raise part.error(what, fix, span)
    return name


def thing_at(part: Part, start: int, end: int) -> Feature:
    """Return the thing that stands there: a border, a coast, a river; or else a name."""
    inner = Part(part.whole, part.masked, start, end)
    return described_thing(inner) or name_at(part, start, end)


def described_thing(part: Part) -> Border | Coast | River | Confluence | None:
    """Return what a part describes without a preposition, such as the border of anbar."""
    for pattern, build in _THINGS:
        if match := part.match(pattern):
            return build(Reading(part, match))
    return None


_THINGS: tuple[
    tuple[re.Pattern[str], Callable[[Reading], Border | Coast | River | Confluence]], ...
] = (
    (form(f"(?:the )?{BORDER} between X and Y"), lambda r: Border(*r.names())),
    (form(f"(?:the )?{BORDER} of X with Y"), lambda r: Border(r.name("x"), r.name("y"))),
    (form(f"(?:the )?{BORDER} (?:of|with) X"), lambda r: Border(r.name())),
    (form(f"X{S} {BORDER} with Y"), lambda r: Border(r.name("x"), r.name("y"))),
    (form(f"X{S} {BORDER}"), lambda r: Border(r.name())),
    (form(f"(?:the )?X_Y (?-i:{BORDER})"), lambda r: Border(r.name("x"), r.name("y"))),
    (form(f"(?:the )?(?!the )X (?-i:{BORDER})"), lambda r: Border(r.name())),
    (form(f"(?:the )?{SIDE}{SHORE} of X"), lambda r: Coast(r.name(), r.side())),
    (form(f"X{S} {SIDE}{SHORE}"), lambda r: Coast(r.name(), r.side())),
    (
        form("(?:the )?(?:confluence|meeting|junction) of X and Y(?: rivers)?"),
        lambda r: Confluence(*r.names()),
    ),
    (
        form("where X (?:meets?|joins?|flows? into|runs? into) Y"),
        lambda r: Confluence(r.name("x"), r.name("y")),
    ),
    (form("(?:the )?mouth of X"), lambda r: Confluence(r.name(), None)),
    (form(r"(?:the )?(?:[^\W\d_]+ )?banks? of X(?: river)?"), lambda r: River(r.name())),
    (form(r"(?:the )?(?!the )X(?-i: river)"), lambda r: River(r.name())),
    (form(r"the X river"), lambda r: River(r.name())),
    (form(r"(?:(?:the )?(?-i:river)|the river) X"), lambda r: River(r.name())),
)
