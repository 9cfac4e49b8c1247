"""Ids made from what writers call things: the same title gives the same id, on any machine."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 60


def id_from(text: str) -> str:
    """
    Return the id that a title, a name or a file's name makes, or "" if it has no letter or digit.

    Lower-case letters and digits with single hyphens between them. Latin letters lose their
    accents ("Čapljina" makes "capljina"); letters of other scripts stay as they are,
    in Unicode's NFKC, since a link may hold any letter and a transliteration would be a
    guess. An id is cut after 60 characters, at a hyphen where there is one.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = ""
    latin = False
    for character in folded:
        if unicodedata.combining(character) and latin:
            continue
        latin = "LATIN" in unicodedata.name(character, "")
        letters += character
    letters = "".join(
        character if unicodedata.category(character)[0] in "LMN" else "-"
        for character in unicodedata.normalize("NFKC", re.sub("['’ʼ]", "", letters))
    )
    words = re.sub("-+", "-", letters).strip("-")
    if len(words) > _LONGEST:
        words = words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return words
