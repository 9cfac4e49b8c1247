"""
The keys under which the index keeps one name, where it may be asked for in several ways.

Only the script that makes world.sqlite needs this, and ICU with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from mapstory.world.key import key_by_ear, key_of

Romanise = Callable[[str], str]

_ARABIC_SPOKEN = {
    "AE", "BH", "DJ", "DZ", "EG", "EH", "ER", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR",
    "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TD", "TN", "YE",
}  # fmt: skip
"""Countries where Arabic is an official language or, in Eritrea, a working one (ISO 3166-1)."""

_ARABIC_WRITTEN = _ARABIC_SPOKEN | {"AF", "IR", "PK"}

_ARTICLE = re.compile(r"(?:[ae]l|[ae](?:sh|th|dh|[nrstdzl]))[ -]", re.IGNORECASE)

_TWO_LETTERS = tuple(
    str.maketrans({letter: two for letters, two in pairs for letter in letters})
    for pairs in (
        (("äÄ", "ae"), ("öøÖØ", "oe"), ("üÜ", "ue"), ("åÅ", "aa")),
        (("šşŠŞ", "sh"), ("čçČÇ", "ch"), ("žŽ", "zh"), ("đĐ", "dj")),
    )
)
"""Letters that are written with two as well: in German and Danish, and in English for others."""


def keys_in_index(name: str, country: str, *, romanise: Romanise) -> list[str]:
    """
    Return the keys of a name, that of `key_of` first.

    The others are for what no rule can do when a name is asked for, as it would do harm
    elsewhere: `romanise`, which is ICU, writes other scripts in Latin letters otherwise than
    anyascii does; some letters are written with two; and in countries where Arabic is spoken
    an article "el" stands for "al", and -ah, -iyyah for -a, -iya.
    """
    keys = [key_of(name), key_of(name, romanise=romanise)]
    keys += [key_of(name.translate(table)) for table in _TWO_LETTERS]
    if country in _ARABIC_SPOKEN:
        article = bool(_ARTICLE.match(name))
        keys += [other for key in keys for other in _arabic(key, article=article)]
    return [key for key in dict.fromkeys(keys) if key]


def keys_by_ear(keys: Iterable[str], country: str) -> list[str]:
    """Return the keys by ear of a name, where its country writes Arabic: see `key_by_ear`."""
    if country not in _ARABIC_WRITTEN:
        return []
    return list(dict.fromkeys(key_by_ear(key) for key in keys))


def _arabic(key: str, *, article: bool) -> list[str]:
    bare = key.removeprefix("el ") if len(key) > len("el xx") else key
    words = bare.replace("iyya", "iya").split()
    short = [word[:-1] if len(word) > 3 and word.endswith("ah") else word for word in words]  # noqa: PLR2004
    long = [f"{word}h" if len(word) > 3 and word.endswith("a") else word for word in words]  # noqa: PLR2004
    forms = [bare, " ".join(words), " ".join(short), " ".join(long)]
    return [*forms, *(f"el {form}" for form in forms if article)]


def by_icu(text: str) -> str:
    """Return a text of any script in Latin letters, as ICU writes it."""
    return str(_transliterator().transliterate(text))


@cache
def _transliterator() -> Any:
    import icu  # noqa: PLC0415, tests make a small world without it

    rules = "Any-Latin; Latin-ASCII; NFD; [:Nonspacing Mark:] Remove; Lower"
    return icu.Transliterator.createInstance(rules)
