"""The key under which a name is kept and looked up, whatever way it is written."""

from __future__ import annotations

import re
import unicodedata

# Letters that have no canonical decomposition, and Arabic letters that the languages
# of the region write differently in one and the same name.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ی": "ي",
        "ى": "ي",
        "ک": "ك",
        "ة": "ه",
    }
)

# Signs inside a word: al-Ma'arri, Sana‘a, Haʻapai, St., and the Arabic tatweel.
_SILENT = re.compile("[.'`´‘’ʹʻʼʾʿ′\u0640]")

# The Arabic article before moon letters and, assimilated, before sun letters; "the".
# "El" counts only with its hyphen: El Salvador is not Salvador, nor El Paso Paso.
_ARTICLE = re.compile(r"^(?:al[ -]|el-|[ae](sh|th|dh|[nrstdz])[ -](?=\1)|the |ال(?=...))")

_KIND = "province|governorate|prefecture|state|county|district|department|region|oblast|voivodeship"
_BEFORE = re.compile(rf"^(?:(?:{_KIND}) of (?:the )?|muhafazat |محافظة |ولاية )", re.IGNORECASE)
_AFTER = re.compile(rf",? (?:{_KIND}|muhafazat)$", re.IGNORECASE)

# Virama, nukta and the voicing of kana make another letter: they are no mere marks.
_OF_THE_LETTER = (0, 7, 8, 9)


def key_of(name: str) -> str:
    """
    Return the key of a name: "al-Fallūjah", "Al Fallujah" and "FALLUJAH" have the same.

    Case, marks, hyphens, apostrophes and punctuation do not count, nor does a leading
    Arabic or English article. Nothing is transliterated: each script has its own keys.
    A name without letters and digits has the empty key.
    """
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(c for c in text if unicodedata.combining(c) in _OF_THE_LETTER)
    text = _words(_SILENT.sub("", text).translate(_LETTERS), hyphen="-")
    return _words(_ARTICLE.sub("", text)) or _words(text)


def without_kind(name: str) -> str:
    """Return the name of a division without its kind: Anbar province is Anbar."""
    name = name.strip()
    return _AFTER.sub("", _BEFORE.sub("", name)).strip() or name


def _words(text: str, *, hyphen: str = " ") -> str:
    spaced = "".join(c if _is_written(c) else hyphen if c == "-" else " " for c in text)
    return unicodedata.normalize("NFKC", " ".join(spaced.split()))


def _is_written(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
