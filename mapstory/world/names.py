"""Names: what is called so, and what is called nearly so."""

from __future__ import annotations

import math
import unicodedata
import zlib
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from mapstory.world.database import database, lines_of
from mapstory.world.features import feature, feature_at
from mapstory.world.key import key_by_ear, key_of
from mapstory.world.likeness import (
    Coded,
    likeness,
    skeleton_of,
    skeletons,
    skeletons_near,
    spoken,
    spoken_of,
    words_of,
)
from mapstory.world.model import Feature

_MAIN, _TENFOLD = 12.0, 2.0
"""
Likeness that a main name has before another, from the fit of `likeness`; and what ten times as
many people are worth where no area is given: then it is the large town that is meant more often.
"""

_LEAST = 50.0  # what is less alike is left out
_BEHIND, _BEHIND_ANYWHERE = 30.0, 15.0  # and what is so far behind the likest: the world is full
_ALIKE, _SIFTED = 60, 300  # names to be looked at more closely, by each of the codes
_COMMON = 300  # a word of more names than this says too little to look all of them over


def features_named(key: str) -> list[tuple[Feature, str, bool]]:
    """
    Return the features that have a name with this key.

    With each comes that name as it is written, and whether it is the feature's main one.
    `mapstory.world.key.key_of` makes keys; where they have spaces does not matter. In countries
    that write Arabic, names that sound the same are found as well (`key_by_ear`); they are not
    main ones.
    """
    if not key:
        return []
    named = _named(key)
    known = {name.reference for name in named}
    named += [name for name in _named(key_by_ear(key)) if name.reference not in known]
    return [(name.feature, name.written, name.main) for name in named]


def _named(key: str) -> list[_Name]:
    squeezed = key.replace(" ", "")
    lines = lines_of("name_block", _block_at(place_in_order(key)))
    return [_name(line) for line in lines if line.split("\t", 1)[0].replace(" ", "") == squeezed]


def names_like(
    name: str, *, limit: int = 5, inside: Collection[str] = ()
) -> list[tuple[Feature, str, float]]:
    """
    Return features with a name like this one, the likest first.

    With each comes that name as it is written, or the main one where that is of another
    script, and how alike it is, from 0 to 100 (`mapstory.world.likeness`). What is main is
    preferred to what is a little liker. With `inside`, ids of countries and divisions, only
    what lies in one of them, and all names there are looked at; without it those whose
    consonants are the same but for one. Airports come only where the name speaks of one.
    """
    key = key_of(name)
    if not key:
        return []
    asked = Coded(key, spoken_of(key), skeleton_of(key))
    countries = _countries(inside)
    pools = [_names_in(code) for code in sorted(countries)] or [_names_near(asked)]
    flying = any(word.startswith(("air", "aer")) for word in key.split())
    best: dict[str, tuple[float, float, Feature, str]] = {}
    for pool in pools:
        for at in pool.alike(asked, _ALIKE if countries.issuperset(inside) else _SIFTED):
            alike = likeness(asked, pool.coded(at), pool.words)
            if alike < _LEAST:
                continue
            found = _name(pool.lines[at])
            feature = found.feature
            if not _is_in(feature, inside) or (feature.kind == "airport" and not flying):
                continue
            people = 0 if inside else math.log10((feature.population or 0) + 1)
            rank = alike + _MAIN * found.main + _TENFOLD * people
            if feature.id not in best or rank > best[feature.id][0]:
                best[feature.id] = (rank, alike, feature, found.written)
    told = sorted(best.values(), key=lambda each: (-each[0], each[2].id))[:limit]
    behind = _BEHIND if inside else _BEHIND_ANYWHERE
    least = max((alike for _, alike, _, _ in told), default=0.0) - behind
    script = _script(name)
    return [
        (feature, written if _script(written) == script else feature.name, alike)
        for _, alike, feature, written in told
        if alike >= least
    ]


def place_in_order(key: str) -> str:
    """Return what names are in order of: first their consonants, then their letters."""
    return f"{skeleton_of(key)} {key.replace(' ', '')}"


class _Name(NamedTuple):
    """A line of a block: see `features.feature_at` for its `reference`."""

    key: str
    reference: str
    main: bool
    spelling: str

    @property
    def feature(self) -> Feature:
        """What is called so."""
        return feature_at(self.reference)

    @property
    def written(self) -> str:
        """The name as its source writes it."""
        if self.spelling == "=":
            return self.feature.name
        return self.spelling or self.key.removeprefix("~").title()


def _name(line: str) -> _Name:
    key, reference, main, spelling = line.split("\t")
    return _Name(key, reference, main == "1", spelling)


class _Pool(NamedTuple):
    """Names among which to look for what is alike: their lines, keys and codes side by side."""

    lines: list[str]
    keys: list[str]
    spoken: list[str]
    skeletons: list[str]
    words: dict[str, int]

    def coded(self, at: int) -> Coded:
        """Return the codes of one name."""
        return Coded(self.keys[at], self.spoken[at], self.skeletons[at])

    def alike(self, asked: Coded, limit: int) -> set[int]:
        """Return where the names are that sound most alike, or have consonants or a word alike."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415, only after a miss

        found = {
            at
            for code, codes in ((asked.spoken, self.spoken), (asked.skeleton, self.skeletons))
            for _, _, at in process.extract(code, codes, scorer=fuzz.ratio, limit=limit)
        }
        known = [word for word in asked.key.split() if word in self.words]
        rarest = min(known, key=lambda word: self.words[word], default="")
        if rarest and self.words[rarest] <= _COMMON:
            having = (at for at, key in enumerate(self.keys) if rarest in key)
            found.update(at for at in having if rarest in self.keys[at].split())
        return found


def _pool(lines: list[str]) -> _Pool:
    keys = [line.split("\t", 1)[0] for line in lines]
    blob = "\n".join(keys).encode()
    sounds, consonants = (code.decode().split("\n") for code in (spoken(blob), skeletons(blob)))
    return _Pool(lines, keys, sounds, consonants, words_of(keys))


@lru_cache(maxsize=4)
def _names_in(country: str) -> _Pool:
    """Return all names of a country; every block is looked through for them."""
    mark, lines = f"\t{country}", list[str]()
    for (block,) in database().execute("SELECT lines FROM name_block ORDER BY number"):
        text = zlib.decompress(block)
        if mark.encode() in text:
            lines += [line for line in text.decode().split("\n") if mark in line]
    return _pool([line for line in lines if _is_of(country, line)])


def _is_of(country: str, line: str) -> bool:
    return line.split("\t", 2)[1].startswith(country) and not line.startswith("~")


def _names_near(asked: Coded) -> _Pool:
    """Return the names of the world whose consonants are those of a name but for one, and more."""
    blocks: set[int] = set()
    for skeleton in skeletons_near(asked.skeleton):
        blocks.update(range(_block_at(f"{skeleton} "), _block_at(f"{skeleton}!") + 1))
    return _pool([line for number in sorted(blocks) for line in lines_of("name_block", number)])


def _block_at(position: str) -> int:
    """Return the number of the block in which a position in the order of names is."""
    query = "SELECT number FROM name_block WHERE first <= ? ORDER BY first DESC LIMIT 1"
    row = database().execute(query, (position,)).fetchone()
    return int(row[0]) if row else 0


def _countries(inside: Collection[str]) -> set[str]:
    """Return the countries in which all of these areas lie; none where that is not known."""
    countries = {found.country for area in inside if (found := feature(area))}
    return set() if "" in countries else countries


def _is_in(found: Feature, areas: Collection[str]) -> bool:
    return not areas or not {found.id, found.country, found.division}.isdisjoint(areas)


def _script(text: str) -> str:
    first = next(filter(str.isalpha, text), "a")
    return unicodedata.name(first, "?").split()[0]
