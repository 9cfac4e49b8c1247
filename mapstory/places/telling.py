"""Messages about names that mean several things, or nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mapstory.gazetteer import Candidate, Choice, choose_together
from mapstory.gazetteer.twins import metres_apart

_TOLD = 6
_POINT_M = 100.0  # what reaches no farther than that is a point


def tell_ambiguous(
    name: str, choice: Choice, *, others: Sequence[Candidate] = ()
) -> tuple[str, str]:
    """
    Return what is wrong, with a table of the candidates, and how to mend it.

    Each candidate has two lines: what it is, where, how far from the nearest of `others`, which
    are the places of the story that are known, and who says so; then what to write for it.
    """
    told = choice.candidates[:_TOLD]
    rows = "".join(
        f"\n    {_described(candidate, others)}\n      write: {_line(name, candidate, choice)}"
        for candidate in told
    )
    more = len(choice.candidates) - len(told)
    rows += f"\n    and {more} more" if more else ""
    if math.isinf(choice.margin):
        what = f"'{name}' can only be this, and little speaks for it:{rows}"
        return what, "if it is meant, write that; else give the place by its coordinates (`at:`)"
    what = f"'{name}' could be one of these, and none is clearly meant:{rows}"
    return (
        what,
        "write what stands below the one that is meant, or say where to look with `look_in`",
    )


def tell_missing(
    name: str,
    *,
    noun: str = "place",
    inside: Sequence[str] = (),
    near: Sequence[str] = (),
    elsewhere: Candidate | None = None,
) -> tuple[str, str]:
    """
    Return that nothing is called so, and how to mend it.

    `inside` are the regions in which it was looked for, `near` names that are spelt alike, and
    `elsewhere` is what has the name outside of those regions.
    """
    where = f" in {', '.join(inside)}" if inside else ""
    what = f"there is no {noun} called '{name}'{where} in the gazetteers"
    fixes = [f"did you mean {' or '.join(near)}?"] if near else []
    if elsewhere and elsewhere.within:
        country = elsewhere.within.split(", ")[-1]
        fixes.append(f"add {country} to `look_in` if it is {name} there that is meant.")
    fixes.append(
        "give it by coordinates (`at:`), add a row to geodata/gazetteer.csv, "
        "or ask a geocoder with `mapstory locate --online PROVIDER`"
    )
    return what, " Or ".join(fixes)


def _described(candidate: Candidate, others: Sequence[Candidate]) -> str:
    people = f" of {candidate.population:,} people" if candidate.population else ""
    where = f" in {candidate.within}" if candidate.within else ""
    return (
        f"{candidate.name}, {candidate.kind}{people}{where}"
        f"{_distance(candidate, others)} ({candidate.source})"
    )


def _distance(candidate: Candidate, others: Sequence[Candidate]) -> str:
    """Return how far from the rest of the story a candidate is, in words."""
    named = [other for other in others if other.name and other.id != candidate.id]
    if not named:
        return ""
    metres, nearest = min(
        ((metres_apart(candidate, other), other) for other in named),
        key=lambda pair: (pair[0], pair[1].id),
    )
    return f", {_rounded(metres / 1_000):,} km from {nearest.name}"


def _rounded(km: float) -> int:
    """Return kilometres to two digits: nobody chooses by the third."""
    digits = max(0, len(str(int(km))) - 2)
    return max(1, int(round(km, -digits)))


def _line(name: str, candidate: Candidate, choice: Choice) -> str:
    """
    Return what a writer can paste to mean this candidate and no other.

    A division by its code, a country by its name and code. A town by its name and the division
    or the country that it lies in, if that is enough to mean it. Else by coordinates.
    """
    if candidate.kind == "division":
        return f"{{area: {candidate.id}, name: {_quoted(name)}}}"
    if candidate.kind == "country":
        return f'{{area: "{name} ({candidate.id})", name: {_quoted(name)}}}'
    for home in candidate.within.split(", ") if candidate.kind == "town" else ():
        located = f"{name}, {home}"
        if (
            home
            and _means(located, [c for c in choice.candidates if _lies_in(c, home)]) is candidate
        ):
            return f'"{located}"'
    at = f"{candidate.lat:.4f}, {candidate.lon:.4f}"
    return f'{{name: {_quoted(name)}, at: "{at}"{_precision(candidate)}}}'


def _precision(candidate: Candidate) -> str:
    """Return how far a candidate reaches, as a story says it: a town is no point."""
    metres = candidate.uncertainty_m
    if metres < _POINT_M:
        return ""
    digits = 10 ** (len(str(int(metres))) - 2)
    rounded = math.ceil(metres / digits) * digits
    length = f"{rounded / 1_000:g} km" if rounded >= 1_000 else f"{rounded} m"  # noqa: PLR2004
    return f", precision: {length}"


def _lies_in(candidate: Candidate, home: str) -> bool:
    return home in (candidate.name, *candidate.within.split(", "))


def _means(name: str, candidates: Sequence[Candidate]) -> Candidate | None:
    return choose_together([(name, candidates)])[0].chosen


def _quoted(name: str) -> str:
    plain = all(c.isalnum() or c in " -'’" for c in name) and name[:1].isalpha()
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
