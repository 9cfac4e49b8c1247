"""What readers are told of a phrase: a sentence and a label, composed from what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mapstory.phrases import (
    POINTS,
    Between,
    Border,
    Both,
    Coast,
    Confluence,
    Distance,
    Feature,
    Heading,
    Inside,
    Journey,
    Locality,
    Named,
    Near,
    Offset,
    Orthogonal,
    Outside,
    Outskirts,
    River,
    Sea,
    Side,
    Toward,
    Way,
)
from mapstory.uncertainty import travelled
from mapstory.wording import (
    format_distance,
    format_duration,
    format_radius,
    format_share,
    say,
)
from mapstory.world.rivers import river_named

NameOf = Callable[[Named], str]
"""From a name in a phrase to what readers are told of that place."""

_ALSO_IN = (Inside, Side)


@dataclass(frozen=True)
class Told:
    """What is said of a phrase: its method, the reader's sentence, and the label on the map."""

    method: str
    precision: str
    words: str


def tell_locality(locality: Locality, phrase: str, *, language: str, name_of: NameOf) -> Told:
    """
    Return what readers are told of a phrase, in the language of the story.

    Each part says where; the first also what was not reported of it, unless another part
    answers that.
    """
    del phrase  # its words are the writer's, and in English
    parts = locality.parts if isinstance(locality, Both) else (locality,)
    teller = _Teller(language, name_of)
    first, *others = parts
    where = teller.where(first)
    for other in others:
        more = teller.where(other, first=False)
        where = teller.say("where_and", where=where, more=more)
    unknown = teller.unknown(first, others)
    if unknown:
        sentence = teller.say("precision_where_unknown", where=where, unknown=unknown)
    else:
        sentence = teller.say("precision_where", where=where)
    telling = next((part for part in parts if not isinstance(part, _ALSO_IN)), first)
    return Told(" and ".join(map(_method, parts)), sentence, teller.label(telling))


def _method(part: Locality) -> str:
    """Return the field's term for how a part is drawn."""
    match part:
        case Offset(heading=None):
            return "ring"
        case Offset():
            return "sector"
        case _:
            return type(part).__name__.lower()


@dataclass(frozen=True)
class _Teller:
    """Says the parts of a phrase in one language."""

    language: str
    name_of: NameOf

    def say(self, key: str, **values: str) -> str:
        return say(self.language, key, **values)

    def where(  # noqa: C901, PLR0911, PLR0912, a case a kind
        self, part: Locality, *, first: bool = True
    ) -> str:
        """Return where a part is, as it goes on after "somewhere" or after another part."""
        match part:
            case Offset(heading=None):
                return self.say("where_ring", **self._offset(part))
            case Offset():
                return self.say("where_sector", **self._offset(part))
            case Orthogonal():
                return self.say("where_orthogonal", **self._orthogonal(part))
            case Toward(heading, feature, near):
                key = "where_toward_near" if near else "where_toward"
                values = {"direction": self._direction(heading), "feature": self._thing(feature)}
                return self.say(key, **values)
            case Near(feature):
                return self.say("where_near", feature=self._thing(feature))
            case Outside(feature):
                return self.say("where_outside", feature=self._thing(feature))
            case Outskirts(feature, side):
                edge = self.say("where_outskirts", feature=self._thing(feature))
                return self._on_side(edge, side)
            case Between():
                return self._between(part)
            case Way(origin, target):
                ends = {"origin": self._thing(origin), "target": self._thing(target)}
                return self.say("where_way", **ends)
            case Sea(feature, side, distance):
                return self._on_side(self._sea(feature, distance), side)
            case Inside(feature):
                key = "where_inside" if first else "more_inside"
                return self.say(key, area=self._name(feature))
            case Side(feature, side):
                area = self._name(feature)
                if side is None:
                    return self.say("where_middle", area=area)
                return self.say("where_side", part=self._part(side), area=area)
            case Border() | Coast() | River() | Confluence():
                return self._described("where", part)
            case Both(parts):
                return ", ".join(map(self.where, parts))

    def label(self, part: Locality) -> str:
        """Return a part in the few words that stand on the map."""
        match part:
            case Offset(heading=heading) if heading is not None:
                return self.say("label_sector", **self._offset(part))
            case Border():
                return self.say("label_border")
            case River():
                return self.say("label_river")
            case Way(_, target):
                return self.say("label_way", target=self._thing(target))
            case Inside() | Side():
                return self.say("label_where", where=self.where(part))
            case _:
                return self.where(part)

    def unknown(  # noqa: C901, PLR0911, a case a kind
        self, part: Locality, others: list[Locality]
    ) -> str:
        """Return what was not reported of a part; "" for what was, or what others answer."""
        alone = all(isinstance(other, _ALSO_IN) for other in others)
        match part:
            case Offset(distance=Journey() as journey, heading=heading):
                key = "unknown_journey" if heading is None and alone else "unknown_journey_length"
                reach = travelled(journey)
                return self.say(
                    key,
                    least=format_distance(reach.nearest_m or 0.0, self.language),
                    most=format_radius(reach.metres, self.language),
                )
            case Offset(distance=Distance(nearest_m=0.0), heading=None) if alone:
                return self.say("unknown_inside")
            case Offset(heading=None) if alone:
                return self.say("unknown_direction")
            case Toward() if alone:
                return self.say("unknown_distance")
            case Near() | Outside() if alone:
                return self.say("unknown_nearness")
            case Outskirts(side=None) if alone:
                return self.say("unknown_side")
            case Between(share=None) if alone:
                return self.say("unknown_between")
            case Sea(distance=None) if alone:
                return self.say("unknown_place")
            case Border() | Coast():
                return self.say("unknown_point")
            case Way() | River():
                return self.say("unknown_stretch")
            case Inside() | Side() if alone:
                return self.say("unknown_inside")
            case _:
                return ""

    def _offset(self, part: Offset) -> dict[str, str]:
        values = {"amount": self._amount(part.distance), "feature": self._thing(part.feature)}
        if part.heading is not None:
            values["direction"] = self._direction(part.heading)
        return values

    def _orthogonal(self, part: Orthogonal) -> dict[str, str]:
        first, second = (format_distance(d.metres, self.language) for d in part.distances)
        along, across = map(self._direction, part.headings)
        thing = self._thing(part.feature)
        values = {"first": first, "second": second, "feature": thing}
        return values | {"direction": along, "across": across}

    def _between(self, part: Between) -> str:
        ends = {"first": self._thing(part.first), "second": self._thing(part.second)}
        if part.share is None:
            return self.say("where_between", **ends)
        if part.share == 1 / 2:
            return self.say("where_halfway", **ends)
        return self.say("where_share", share=format_share(part.share, self.language), **ends)

    def _sea(self, feature: Named, distance: Distance | None) -> str:
        name = self._name(feature)
        if distance is None:
            return self.say("where_sea", area=name)
        return self.say("where_sea_far", area=name, amount=self._amount(distance))

    def _on_side(self, where: str, side: Heading | None) -> str:
        if side is None:
            return where
        return self.say("where_and", where=where, more=self._part(side))

    def _amount(self, far: Distance | Journey) -> str:
        """Return how far, as reported: about, at most, or between two figures."""
        if isinstance(far, Journey):
            duration = format_duration(far.count, far.unit, self.language)
            key = "amount_most" if far.at_most else "amount_about"
            return self.say(key, distance=self.say(f"journey_{far.by}", duration=duration))
        most = format_distance(far.metres, self.language)
        if far.nearest_m is None:
            return self.say("amount_about", distance=most)
        if far.nearest_m == 0:
            return self.say("amount_most", distance=most)
        least = format_distance(far.nearest_m, self.language)
        return self.say("amount_range", least=least, most=most)

    def _thing(self, said: Feature) -> str:
        return self._name(said) if isinstance(said, Named) else self._described("thing", said)

    def _described(self, form: str, said: Border | Coast | River | Confluence) -> str:
        match said:
            case Border(feature, None):
                return self.say(f"{form}_border", area=self._name(feature))
            case Border(feature, beside) if beside is not None:
                names = {"area": self._name(feature), "other": self._name(beside)}
                return self.say(f"{form}_border_shared", **names)
            case Coast(feature, side):
                coast = self.say(f"{form}_coast", area=self._name(feature))
                return self._on_side(coast, side)
            case River(feature):
                return self.say(f"{form}_river", river=self._river(feature))
            case Confluence(feature, other) if other is not None:
                rivers = {"river": self._river(feature), "other": self._river(other)}
                return self.say(f"{form}_confluence", **rivers)
            case _:
                return self.say(f"{form}_mouth", river=self._river(said.feature))

    def _river(self, named: Named) -> str:
        """Return the name of a river without the word for it, which the sentences have."""
        told = self.name_of(named)
        river = river_named(named.text)
        if river and told == named.text:
            return river.name(self.language)
        return told[4:] if told.lower().startswith("the ") else told

    def _name(self, named: Named) -> str:
        """
        Return what a place is called.

        In English with the article that the writer gave it, "the crossing", but not before a
        proper name: that has its own, if any.
        """
        told = self.name_of(named)
        river = river_named(named.text) if named.article and told == named.text else None
        if river:
            article = "the " if self.language.startswith("en") else ""
            return article + river.name(self.language)
        plain = named.text.casefold().replace("-", " ")
        is_proper = told[:1].isupper()
        same = told.casefold() == plain and not is_proper
        if named.article and same and self.language.startswith("en"):
            return f"{named.article.lower()} {told}"
        return told

    def _part(self, side: Heading) -> str:
        """Return "in the north", to the nearest of eight directions."""
        eight = POINTS[::2]
        return self.say(f"part_{eight[round(side.azimuth / 360 * len(eight)) % len(eight)]}")

    def _direction(self, heading: Heading) -> str:
        return self.say(f"direction_{heading.point}")
