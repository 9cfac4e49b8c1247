"""
How like two names are: as they may sound, by their consonants, and by their words.

Everything here works on keys (`mapstory.world.key`). What takes bytes codes many at once, one
key a line. The codes are coarse on purpose: languages write one sound as sh, ch, sch or š, and
Arabic and Hebrew leave most vowels out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

SKELETON_LETTERS = "bcfklmnrst0123456789"
"""What skeletons are made of."""

_SOUNDS = tuple(
    tuple(text.encode().split())
    for text in (
        *("sch s", "tch c", "dzh j", "zh j", "sh s", "ch c", "kh k", "gh g", "ph f", "th t"),
        *("dh d", "ts c", "tz c", "dj j", "ck k", "qu k", "x ks"),
    )
)
_VOWELS = ((b"ou", b"u"), (b"oo", b"u"), (b"ee", b"i"))
_SPOKEN = bytes.maketrans(b"qcwzjyeo", b"kkvsgiau")
_CONSONANTS = bytes.maketrans(b"pvdgqzj", b"bftkkss")
_LETTERS = [bytes([letter]) for letter in b"abcdfgijklmnprstuv0123456789"]

_WEIGHTS = (0.45, 0.25, 0.30)
"""
How much it counts that names sound alike, and have consonants and words in common. Fitted (a
conditional logit) to 700 spellings in GeoNames that were held out, as those of
tests/benchmarks/spellings.py are, and checked with 2,200 others.
"""

_SAME_WORD = 70.0


def skeletons(keys: bytes) -> bytes:
    """Return the consonants of keys, in ten classes: fallujah is flk, al mawsil msl."""
    return _without_doubles(_plain(keys).translate(_CONSONANTS, b"aeiouyhw "))


def spoken(keys: bytes) -> bytes:
    """Return keys as they may sound: fallujah and faluga are faluga."""
    keys = _plain(keys)
    for before, after in _VOWELS:
        keys = keys.replace(before, after)
    return _without_doubles(keys.translate(_SPOKEN, b"h "))


def skeleton_of(key: str) -> str:
    """Return the consonants of one key."""
    return skeletons(key.encode()).decode()


def spoken_of(key: str) -> str:
    """Return one key as it may sound."""
    return spoken(key.encode()).decode()


def words_of(keys: Iterable[str]) -> dict[str, int]:
    """Return how often each word is in these keys, and under "" how many words there are."""
    words = " ".join(keys).split()
    return {"": len(words) + 1} | Counter(words)


def _plain(keys: bytes) -> bytes:
    for before, after in _SOUNDS:
        keys = keys.replace(before, after)
    return keys


def _without_doubles(codes: bytes) -> bytes:
    for letter in _LETTERS:
        codes = codes.replace(2 * letter, letter)
    return codes


class Coded(NamedTuple):
    """A key and its codes."""

    key: str
    spoken: str
    skeleton: str


def skeletons_near(skeleton: str) -> Iterator[str]:
    """Yield a skeleton and those that have one letter more, one less or one other."""
    ends = [(skeleton[:at], skeleton[at:]) for at in range(len(skeleton) + 1)]
    others = {skeleton, *(left + right[1:] for left, right in ends)}
    for letter in SKELETON_LETTERS:
        others |= {left + letter + right for left, right in ends}
        others |= {left + letter + right[1:] for left, right in ends if right}
    yield from sorted({*_without_doubles("\n".join(others).encode()).decode().split("\n")})


def likeness(asked: Coded, other: Coded, words: Mapping[str, int]) -> float:
    """
    Return how like two names are, from 0 to 100.

    The rarer a word is among the names from which `other` comes, whose `words_of` these are,
    the more it counts: San says little in Spain.
    """
    from rapidfuzz import fuzz  # noqa: PLC0415, only after a miss

    found = (
        fuzz.ratio(asked.spoken, other.spoken),
        fuzz.ratio(asked.skeleton, other.skeleton),
        100 * max(_shared(asked.key, other.key, words), _shared(other.key, asked.key, words)),
    )
    return sum(weight * part for weight, part in zip(_WEIGHTS, found, strict=True))


def _shared(key: str, other: str, known: Mapping[str, int]) -> float:
    """Return the share of a key's words, by rarity, that are in the other, alike at least."""
    from rapidfuzz import fuzz  # noqa: PLC0415, only after a miss

    words, others = key.split(), other.split()
    weights = [math.log(known[""] / known.get(word, 1)) for word in words]
    best = [
        1.0 if word in others else max(fuzz.ratio(word, each) for each in others) / 100
        for word in words
    ]
    like = sum(w * b for w, b in zip(weights, best, strict=True) if b >= _SAME_WORD / 100)
    return like / sum(weights) if any(weights) else 0.0
