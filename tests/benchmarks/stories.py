"""
How many of the names of news stories are resolved to where they are.

    python -m tests.benchmarks.stories CORPUS.json… [--vary] [--misses N]

A corpus is {"corpus": name, "articles": [[[name, lat, lon], …], …]}: gold toponyms in the order of
the text, such as those of LGL (Lieberman et al. 2010) or GeoVirus (Gritta et al. 2018). For the
whole and for each half (articles of even and of odd number) are told: the share of the names
answered, within 161 km (100 miles), within 10 km, and within 161 km of those answered.

With --vary every constant of choosing is halved and doubled in turn, which shows how little hangs
on it: fit on one half, look at the other, and round.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mapstory.gazetteer import Candidate, Gazetteer, choose_together, choosing, nearness
from mapstory.gazetteer.twins import metres_apart

VARIED = [
    (choosing, "_STORY"),
    (choosing, "_ALTERNATE"),
    (choosing, "_VOUCHED"),
    (choosing, "_ALONE"),
    (choosing, "_LARGE"),
    (choosing, "_SMALL"),
    (choosing, "_PASSES"),
    (choosing, "_LEAST_SHARE"),
    (nearness, "SAME_DIVISION"),
    (nearness, "SAME_COUNTRY"),
    (nearness, "_NEAR"),
]
WORLD = Gazetteer()
NEAR_KM, CLOSE_KM = 161, 10
Article = Sequence[tuple[str, float, float]]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0].strip())
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--vary", action="store_true")
    parser.add_argument("--misses", type=int, default=0)
    asked = parser.parse_args(arguments)
    corpora = [json.loads(path.read_text(encoding="utf-8")) for path in asked.corpora]
    print(f"{'':32}{'answered':>9}{'161 km':>8}{'10 km':>8}{'of answered':>12}")
    for corpus in corpora:
        articles = corpus["articles"]
        for half, part in (("", articles), (", even", articles[::2]), (", odd", articles[1::2])):
            print(f"{corpus['corpus'] + half:32}{_told(part)}")
        for name, times in _misses(articles).most_common(asked.misses):
            print(f"{times:8} {name}")
    for module, constant in VARIED if asked.vary else []:
        for factor in (0.5, 2.0):
            before = getattr(module, constant)
            setattr(module, constant, type(before)(before * factor))
            for corpus in corpora:
                label = f"{constant} × {factor:g}, {corpus['corpus']}"
                print(f"{label:32}{_told(corpus['articles'])}")
            setattr(module, constant, before)
    return 0


def _told(articles: Sequence[Article]) -> str:
    distances = [km for article in articles for _, km in _distances(article)]
    answered = [km for km in distances if km is not None]
    near = sum(km <= NEAR_KM for km in answered)
    close = sum(km <= CLOSE_KM for km in answered)
    count = len(distances)
    return (
        f"{len(answered) / count:9.3f}{near / count:8.3f}{close / count:8.3f}"
        f"{near / max(1, len(answered)):12.3f}"
    )


def _misses(articles: Sequence[Article]) -> Counter[str]:
    pairs = [pair for article in articles for pair in _distances(article)]
    return Counter(name for name, km in pairs if km is None or km > NEAR_KM)


def _distances(article: Article) -> list[tuple[str, float | None]]:
    """Return each gold name with how far off it is, in km; None where it is not answered."""
    asked = {name: _candidates(name) for name, _, _ in article}
    choices = choose_together(list(asked.items()), least=0.0)
    chosen = {choice.name: choice.chosen for choice in choices}
    return [
        (name, metres_apart(found, _point(lat, lon)) / 1_000 if (found := chosen[name]) else None)
        for name, lat, lon in article
    ]


@cache
def _candidates(name: str) -> list[Candidate]:
    return WORLD.candidates(name)


def _point(lat: float, lon: float) -> Candidate:
    nothing: dict[str, Any] = dict.fromkeys(
        ("id", "name", "matched", "kind", "country", "division", "source"), ""
    )
    return Candidate(main=True, lon=lon, lat=lat, population=None, uncertainty_m=0.0, **nothing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
