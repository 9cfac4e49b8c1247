"""
Chooses what the names of one story mean, all of them together.

Every candidate has a weight in powers of ten of people: what it is worth by itself, and how
much of the rest of the story lies near it. A town of 1,000 that all the other names of the
story lie near weighs as much as a city of ten million that none does.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from mapstory.gazetteer.candidate import Candidate
from mapstory.gazetteer.nearness import Nearness
from mapstory.gazetteer.twins import metres_apart
from mapstory.world.key import key_by_ear, key_of

LEAST = math.log10(5)
"""By how much the best must be ahead in a story file: five times the people."""

_LARGE = 250_000
"""
People in a city that is meant rather than the division named after it, and that is known by its
other names too. The threshold is that of the measurements with two corpora of news.
"""

_SMALL = 15_000
"""
People in a town that is meant where it is the only name of a story, or in a country in which the
story is or looks: GeoNames' own threshold for its shorter list.
"""

_SEEN = 5_000
"""
People in a town that is meant by its main name if it is the only one where the story looks.
Of 1,348 towns below that, taken out, 0.6 % left another in their country that would be meant.
"""

_NOTED = 100_000
"""
People in a town that is meant though all of the story is elsewhere; and in one that, as the only
name of a story, is known by its other names too if no other place has the name: الفلوجة.
"""

_HEARD = 75_000
"""People in a town that is known by an odd other name if nothing but `look_in` speaks for it."""

_ALONE = math.log10(20)
"""By how much the best must be ahead where nothing near it is in the story: twenty times."""

_VOUCHED = 0.15
"""
How near the rest of the story must be to vouch for a candidate, of 1 where all of it lies in the
same division: more than that all of it lies in the same country.
"""

# Fitted on halves of two corpora of news and rounded. Half or twice of any of them changes the
# share of names that are right by two in a hundred at most, of most by less than one: see
# tests/benchmarks/stories.py.
_ABBREVIATED = 3  # letters of an abbreviation, at most
_STORY = 5.0  # what it is worth if all the rest of the story is near
_ALTERNATE = 2.0  # what an alternate name costs
_PASSES = 4
_LEAST_SHARE = 0.03  # of a candidate that others listen to
_ALIKE = 70.0  # of 100, rapidfuzz's ratio of keys
_A_LITTLE = 0.01
_DIGITS = 9  # of a weight that count: sums differ in the last with the order of the names
_VOWELS = dict.fromkeys(map(ord, "aeiouwyh "))  # what the Arabic script leaves out, about


@dataclass(frozen=True)
class Choice:
    """
    What was chosen for one name, and what else it could have been.

    `candidates` are all, best first; `chosen` is the first of them, or None where it does not
    clearly beat the next or nothing vouches for it. `margin` is how far the first is ahead, in
    powers of ten of people (0.7: five times as many); infinite if it is alone.
    """

    name: str
    chosen: Candidate | None
    candidates: tuple[Candidate, ...]
    margin: float


@dataclass
class _Name:
    """
    One name while it is being chosen: per candidate a weight, and a share that adds up to 1.

    `seats` has, by the number of a division among the candidates, that of the town of its name
    that lies in it.
    """

    name: str
    candidates: list[Candidate]
    worth: list[float]
    outdone: list[Candidate] = field(default_factory=list)
    seats: dict[int, int] = field(default_factory=dict)
    weights: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    near: list[float] = field(default_factory=list)

    def weigh(self, near: Sequence[float]) -> None:
        """Weigh by what is near; a town comes before the division of its name even so."""
        self.near = list(near)
        for division, town in self.seats.items():
            self.near[town] = max(near[division], self.near[town])
        self.weights = [w + _STORY * n for w, n in zip(self.worth, self.near, strict=True)]
        for division, town in self.seats.items():
            least = self.weights[town] - _A_LITTLE
            self.weights[division] = min(self.weights[division], least)
        most = max(self.weights, default=0.0)
        parts = [10 ** (weight - most) for weight in self.weights]
        self.shares = [part / sum(parts) for part in parts]


def choose_together(
    asked: Sequence[tuple[str, Sequence[Candidate]]],
    *,
    fixed: Sequence[Candidate] = (),
    looking: bool = False,
    least: float = LEAST,
    reviewed: bool = True,
) -> list[Choice]:
    """
    Return what each of these names means, in the order of the names.

    The order decides nothing. `fixed` are places that are certain: they count as near or far,
    and are not chosen. `looking` says that the candidates were limited to where the story
    looks: then an alternate name of a small town is enough. `least` is the margin by which
    the best must be ahead where something of the story is near it. `reviewed` says that a person
    sees what was chosen, as in a lock: then a lone town of some size is enough where the
    story looks.
    """
    names = [_named(name, candidates) for name, candidates in asked]
    certain = [_Name("", [candidate], [0.0]) for candidate in fixed]
    everything = [name for name in (*names, *certain) if name.candidates]
    _weigh_together(everything)
    alone = len(everything) == 1
    return [
        _choice(name, alone=alone, looking=looking, least=least, reviewed=reviewed)
        for name in names
    ]


def _weigh_together(names: Sequence[_Name]) -> None:
    """Weigh the candidates of each name by what all the others may mean, in a few passes."""
    nearness = Nearness([candidate for name in names for candidate in name.candidates])
    ends = list(accumulate((len(name.candidates) for name in names), initial=0))
    spans = [range(*ends) for ends in pairwise(ends)]
    for name in names:
        name.weigh([0.0] * len(name.candidates))
    for _ in range(_PASSES if len(names) > 1 else 0):
        heard = [
            (place, share, at)
            for at, (name, span) in enumerate(zip(names, spans, strict=True))
            for place, share in zip(span, name.shares, strict=True)
            if share >= _LEAST_SHARE
        ]
        near = [
            [
                sum(share * nearness.of(one, other) for other, share, of in heard if of != at)
                for one in span
            ]
            for at, span in enumerate(spans)
        ]
        for name, sums in zip(names, near, strict=True):
            name.weigh([each / (len(names) - 1) for each in sums])


def _named(name: str, candidates: Sequence[Candidate]) -> _Name:
    """Return a name with what its candidates are worth; the newsroom's own leave no others."""
    own = [candidate for candidate in candidates if candidate.newsroom]
    others = [candidate for candidate in candidates if not candidate.newsroom]
    if own:
        return _Name(name, own, [importance(candidate) for candidate in own], others)
    return _Name(name, others, _worths(name, others), seats=_seats(others))


def _worths(name: str, candidates: Sequence[Candidate]) -> list[float]:
    """
    Return what the candidates of one name are worth by themselves.

    A large city is called at least as well as the division that it lies in: GeoNames writes
    Basrah, and Natural Earth calls the governorate Basra.
    """
    costs = {c.id: _cost(name, c) for c in candidates}
    worths = []
    for c in candidates:
        home = costs.get(c.division, math.inf) if _is_large(c) else math.inf
        worths.append(importance(c) - min(costs[c.id], home))
    return worths


def _seats(candidates: Sequence[Candidate]) -> dict[int, int]:
    """Return the largest town of its own name, as Idlib, that lies in each division."""
    towns: dict[str, int] = {}
    for at, town in enumerate(candidates):
        if town.kind == "town" and town.main:
            other = candidates[towns.setdefault(town.division, at)]
            if (town.population or 0) > (other.population or 0):
                towns[town.division] = at
    return {
        at: towns[division.id]
        for at, division in enumerate(candidates)
        if division.kind == "division" and division.id in towns
    }


def importance(candidate: Candidate) -> float:
    """
    Return what a candidate is worth by itself, in powers of ten of people.

    A country counts three times its people, a capital twice, a division a fifth of those in its
    towns and at least 60,000: a large city comes before the division that it lies in. Regions
    and waters count by their size, as much as a country where they reach 2,000 km. What has no
    people counts as 200 if it is a town, as 1,000 if it is an airport, as 100,000 if it is a
    county, else as ten.
    """
    people = candidate.population or 0
    match candidate.kind:
        case "country":
            worth = math.log10(3 * max(people, 30_000))
        case "division":
            worth = math.log10(max(people, 300_000) / 5)
        case "region" | "water":
            worth = 2.5 + 1.5 * math.log10(max(candidate.uncertainty_m, 1_000) / 1_000)
        case "county":
            worth = 5.0
        case "town":
            worth = math.log10(max(people, 200) * (2 if candidate.capital else 1))
        case "airport":
            worth = 3.0
        case _:
            worth = math.log10(max(people, 10))
    return worth


def _cost(name: str, candidate: Candidate) -> float:
    """Return what it costs that a name is no main one: twice as much in other letters."""
    if candidate.main or _is_short_form(candidate):
        return 0.0
    if not name or _script(name) == _script(candidate.matched):
        return _ALTERNATE
    # An abbreviation is not written in other letters: الكوت is Kut, and no KWT.
    code = candidate.kind == "country" and len(key_of(name)) <= _ABBREVIATED
    return 5 * _ALTERNATE if code else 2 * _ALTERNATE


def _script(text: str) -> str:
    letter = next((c for c in text if c.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0]


def _is_short_form(candidate: Candidate) -> bool:
    """Tell whether the main name of a division or of a large city only says more."""
    if not (candidate.kind == "division" or _is_large(candidate)):
        return False
    return key_of(candidate.name).startswith(f"{key_of(candidate.matched)} ")


def _is_large(candidate: Candidate) -> bool:
    return candidate.kind == "town" and (candidate.population or 0) >= _LARGE


# --- the choice


def _choice(name: _Name, *, alone: bool, looking: bool, least: float, reviewed: bool) -> Choice:
    order = sorted(
        range(len(name.candidates)),
        key=lambda at: (-round(name.weights[at], _DIGITS), name.candidates[at].id),
    )
    rivals = _without_namesakes(name.candidates, order)
    ranked = [name.candidates[at] for at in (*rivals, *(a for a in order if a not in rivals))]
    candidates = (*ranked, *name.outdone)
    if not candidates:
        return Choice(name.name, None, (), 0.0)
    weights = [name.weights[at] for at in rivals]
    margin = weights[0] - weights[1] if len(weights) > 1 else math.inf
    best, *others = candidates[: len(rivals)]
    if any(_are_parts_of_one(best, other) for other in others):
        margin = 0.0
    located = _says_where(name.name, best)
    looking = looking or located
    if best.newsroom or located or name.near[rivals[0]] >= _VOUCHED:
        clear = margin >= least and (looking or not _is_hearsay(best))
    else:
        noted = (best.population or 0) >= _NOTED
        only = alone and len(rivals) == 1 and noted
        trusted = only or not _is_by_the_way(best) or (alone and _is_spelling(best))
        heard = (best.population or 0) >= _HEARD or not _is_hearsay(best)
        trusted = trusted or (looking and heard)
        sought = reviewed and looking and len(candidates) == 1 and _is_seen(best)
        here = alone or looking or name.near[rivals[0]] >= _A_LITTLE
        people = _SMALL if here else _NOTED
        clear = sought or (margin >= _ALONE and trusted and _is_known(best, others, people))
    return Choice(name.name, best if clear else None, candidates, margin)


def _without_namesakes(candidates: Sequence[Candidate], order: Sequence[int]) -> list[int]:
    """
    Return those of the order that are rivals of the first: no mere namesakes of it.

    What lies in a country is no rival of it, nor a city of the division that it lies in, nor the
    other way round: Luxembourg, Baghdad. A large city has no rival among divisions, and a town
    none within its own reach: GeoNames has Lexington and Lexington-Fayette.
    """
    if not order:
        return []
    best = candidates[order[0]]
    return [at for at in order if at == order[0] or not _is_namesake(candidates[at], best)]


def _is_namesake(candidate: Candidate, best: Candidate) -> bool:
    if "country" in (candidate.kind, best.kind) and candidate.country == best.country:
        return True
    kinds = {candidate.kind, best.kind}
    if kinds == {"town"}:
        return metres_apart(candidate, best) <= best.uncertainty_m
    if kinds != {"town", "division"}:
        return False
    return candidate.division == best.division or _is_large(best)


def _are_parts_of_one(best: Candidate, other: Candidate) -> bool:
    """Tell whether a name is that of something larger than both: West Yorkshire, of Leeds."""
    same = best.kind == other.kind == "division" and best.country == other.country
    return same and not any(c.main or _is_short_form(c) for c in (best, other))


def _says_where(name: str, candidate: Candidate) -> bool:
    """Tell whether a name itself says where a candidate is: "Paris, Texas"."""
    return bool(set(name) & set(",(")) and key_of(name) != key_of(candidate.matched)


def _is_known(candidate: Candidate, rivals: Sequence[Candidate], people: int) -> bool:
    """
    Tell whether a candidate is known well enough if nothing of the story is near it.

    A town must be a capital, a large city, or of so many people and the only one in its country
    that is called so: smaller ones share their names with too many that no gazetteer has.
    """
    if candidate.kind == "county":
        return candidate.main  # Sarpy alone is no Sarpy County
    if candidate.kind != "town" or candidate.capital or _is_large(candidate):
        return True
    only = all(rival.country != candidate.country for rival in rivals)
    return only and (candidate.population or 0) >= people


def _is_seen(candidate: Candidate) -> bool:
    """Tell whether a town of some size is called by its main name, or what sounds like it."""
    name, main = (key_by_ear(key_of(each)) for each in (candidate.matched, candidate.name))
    return (candidate.population or 0) >= _SEEN and (candidate.main or name == main)


def _is_by_the_way(candidate: Candidate) -> bool:
    """Tell whether only the alternate name of a smaller town speaks for a candidate."""
    named = candidate.main or candidate.newsroom
    return candidate.kind == "town" and not named and not _is_large(candidate)


def _is_hearsay(candidate: Candidate) -> bool:
    """
    Tell whether only an odd alternate name of a smaller town speaks for a candidate.

    Lists of alternate names hold errors: GeoNames has "al Karmah" as a name of Maharda in
    Syria. Where nothing says in which country to look, that is not enough for a pin.
    """
    return _is_by_the_way(candidate) and not _is_alike(candidate)


def _is_spelling(candidate: Candidate) -> bool:
    """Tell whether a name is but another spelling of the main one, in the same letters."""
    return _script(candidate.matched) == _script(candidate.name) and _is_alike(candidate)


def _is_alike(candidate: Candidate) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415, few names need it

    one, other = key_of(candidate.matched), key_of(candidate.name)
    if other.startswith(f"{one} ") or other.endswith(f" {one}"):
        return True  # Iguala, of Iguala de la Independencia
    consonants = one.translate(_VOWELS), other.translate(_VOWELS)
    return max(fuzz.ratio(one, other), fuzz.ratio(*consonants)) >= _ALIKE
