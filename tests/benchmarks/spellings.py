"""
How often a place is found by a spelling that the index does not have.

    python -m tests.benchmarks.spellings FOLDER [--places 1000] [--seed 1] [--strict]

FOLDER holds the packages that `mapstory.world.make` reads. A sample of places is drawn, so many
by a spelling in Latin letters, in Cyrillic, in Arabic and in other scripts. From each place that
one spelling is taken out, and as many other places are taken out altogether. Then the index is
made anew (a few minutes) and asked, always with the place's country:

first, first five   the place by the spelling that was taken out, among the candidates and, behind
                    them, the names that are alike
answered            anything at all
pinned              a place that is not there, by one of its names: how often `resolve` says
                    where it is, and how often that is more than 161 km (100 miles) off

GeoNames' machine has spelt out most names of other scripts in small Latin letters (rmady), and
such a spelling gives away the name that it was made from. With --strict those go with it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pyproj import Geod

from mapstory import world
from mapstory.gazetteer import Gazetteer, resolve
from mapstory.world import database
from mapstory.world.make import Facts, read_facts, write_world
from mapstory.world.packages import Names
from mapstory.world.sites import Town

_SHARES = {"LATIN": 0.73, "CYRILLIC": 0.09, "ARABIC": 0.09, "other": 0.09}
"""Of the spellings in GeoNames' cities500 about so many are in these scripts."""

_NEAR_M = 161_000.0

Asked = tuple[Town, str]


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--places", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strict", action="store_true")
    given = parser.parse_args(arguments)
    facts = read_facts(given.folder)
    spelt = list(_spellings(facts.towns, given.places, random.Random(given.seed)))
    absent = list(_absent(facts.towns, spelt, given.places, random.Random(given.seed)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.sqlite"
        print(write_world(_without(facts, spelt, absent, strict=given.strict), path))
        database.PATH = path
        _tell_spellings(spelt)
        _tell_absent(absent)
        database.database().close()
    return 0


def _spellings(towns: Iterable[Town], number: int, draw: random.Random) -> Iterator[Asked]:
    """Yield towns, each with one of its alternate names, by scripts as `_SHARES` has it."""
    by_script: dict[str, list[Asked]] = defaultdict(list)
    for town in towns:
        others: dict[str, list[str]] = defaultdict(list)
        for name in sorted({*town.names.other} - {*town.names.main}):
            if not _by_machine(name):
                others[_script(name)].append(name)
        for script, names in sorted(others.items()):
            by_script[script].append((town, draw.choice(names)))
    for script, share in _SHARES.items():
        yield from draw.sample(by_script[script], round(share * number))


def _absent(
    towns: Iterable[Town], spelt: Iterable[Asked], number: int, draw: random.Random
) -> Iterator[Asked]:
    """Yield other towns, each with any one of its names."""
    taken = {town.geonameid for town, _ in spelt}
    for town in draw.sample([town for town in towns if town.geonameid not in taken], number):
        names = [name for name in town.names.other if not _by_machine(name)]
        yield town, draw.choice(sorted({*town.names.main, *names}))


def _without(facts: Facts, spelt: list[Asked], absent: list[Asked], *, strict: bool) -> Facts:
    held = {town.geonameid: name for town, name in spelt}
    gone = {town.geonameid for town, _ in absent}
    kept = []
    for town in facts.towns:
        if town.geonameid in gone:
            continue
        name = held.get(town.geonameid)
        if name is None:
            kept.append(town)
            continue
        others = tuple(
            other
            for other in town.names.other
            if other != name and not (strict and _by_machine(other))
        )
        kept.append(replace(town, names=Names(town.names.main, others)))
    return replace(facts, towns=kept)


def _tell_spellings(spelt: Sequence[Asked]) -> None:
    gazetteer = Gazetteer()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for town, name in sorted(spelt, key=lambda asked: asked[0].country):
        country = world.country(town.country)
        ids = [
            found.id for found in gazetteer.candidates(name, look_in=[country] if country else [])
        ]
        ids += [found.id for found, _, _ in world.names_like(name, inside=[town.country])]
        ids = list(dict.fromkeys(ids))
        right = f"geonames:{town.geonameid}"
        for group in (_script(name), "all"):
            for at, one in enumerate((True, ids[:1] == [right], right in ids[:5], bool(ids))):
                counts[group][at] += one
    print(f"{'script':10} {'n':>6} {'first':>6} {'five':>6} {'answered':>9}")
    for group, (number, first, five, answered) in counts.items():
        shares = (first / number, five / number, answered / number)
        print("{:10} {:6} {:6.3f} {:6.3f} {:9.3f}".format(group, number, *shares))


def _tell_absent(absent: Sequence[Asked]) -> None:
    pinned = far = 0
    for town, name in absent:
        (found,) = resolve([name], look_in=town.country)
        if found:
            lat, lon = found
            *_, metres = Geod(ellps="WGS84").inv(town.lon, town.lat, lon, lat)
            pinned, far = pinned + 1, far + (metres > _NEAR_M)
    number = len(absent)
    print(f"not there: {number}; pinned {pinned / number:.3f}, of those far off {far / number:.3f}")


def _by_machine(name: str) -> bool:
    return name.isascii() and name == name.lower()


def _script(name: str) -> str:
    letter = next(filter(str.isalpha, name), "a")
    script = unicodedata.name(letter, "?").split()[0]
    return script if script in _SHARES else "other"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
