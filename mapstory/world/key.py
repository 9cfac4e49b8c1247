"""The key under which a name is kept and looked up, whatever way and script it is written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_ARABIC = str.maketrans(
    {**dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىیئ", "ي"), **dict.fromkeys("ةہھ", "ه")}
    | {"ک": "ك", "ؤ": "و", "ء": "", "ـ": ""}
)
"""
Arabic letters that the languages of the region, and writers in a hurry, write differently in
one and the same name.
"""

_ARABIC_VOWELS = str.maketrans("اع", "aa")  # anyascii leaves them out

_MARKS = re.compile("[\u0300-\u036f]")  # of Latin, Greek and Cyrillic letters
_VOWELS = re.compile("[\u064b-\u065f\u0670\u05b0-\u05c7\u200b-\u200f\u00ad]")  # Arabic, Hebrew

# Signs inside a word: al-Ma'arri, Sana‘a, Haʻapai, St., soft signs.
_STOP = re.compile(r"(?<=[a-z]{2})\.(?=[a-z]{2})")  # St.Louis, but not U.S.
_SILENT = re.compile("[.'`´‘’ʹʻʼʽʾʿ′״׳\"]")

# The Arabic article before moon letters and, assimilated, before sun letters.
# "El" counts only with its hyphen: El Salvador is not Salvador, nor El Paso Paso.
_ARTICLE = re.compile(
    r"(?<![a-z0-9])(?:al[ -]|[eu]l-|[aeu](sh|th|dh|[nrstdzl])-(?=\1)"
    r"|[ae](sh|th|dh|[nrstdzl]) (?=\2))(?=[a-z])"
)
_ARABIC_ARTICLE = re.compile(r"(?<!\w)ال(?=\w\w)")

_SAME = {
    **dict.fromkeys(("saint", "sainte", "sankt", "sint", "ste"), "st"),
    "mount": "mt",
    "fort": "ft",
    "sta": "santa",
    "sto": "santo",
    "pto": "puerto",
}
"""Words that are written short or in full; Saint, Sainte and Sankt are one word."""

_BY_EAR = (
    *(("ee", "i"), ("ou", "u"), ("oo", "u"), ("o", "u"), ("ey", "ay"), ("ei", "ay"), ("ai", "ay")),
    *(("au", "aw"), ("dj", "j")),
)
_DOUBLED = re.compile(r"(.)\1+")
_SILENT_END = re.compile(r"(?<=[ae])h\b")

_KINDS_BEFORE = (
    "(?:city|town|township|village|municipality|commune|borough|county|parish|district|department|"
    "province|governorate|prefecture|region|state|canton|oblast|voivodeship|emirate|republic) of|"
    "muhafazat|muhafazah|wilayat|madinat|qada|nahiyat|liwa|"
    "(?:ville|commune|province|région|gouvernorat|préfecture|canton|district|département|état) "
    "(?:de|du|des)|"
    "(?:ciudad|municipio|provincia|departamento|gobernación|región|estado|distrito|cidade|"
    "município|província) (?:de|del|do|da|di)|"
    "(?:provinz|gouvernement|region|bezirk|landkreis|kreis|distrikt|stadt|bundesstaat)|"
    "محافظة|ولاية|مدينة|قضاء|ناحية|بلدة|قرية|إقليم|منطقة|مقاطعة|لواء"
)
_KINDS_AFTER = (
    "city|town|township|village|municipality|borough|county|parish|district|department|province|"
    "governorate|prefecture|region|state|canton|oblast|voivodeship|emirate|muhafazat|provinz|"
    "gouvernement"
)
_BEFORE = (
    rf"(?i)^(?:(?:the|la|le|el) )?(?:(?:{_KINDS_BEFORE}) (?:the |la |l['’])?"
    r"|(?:ville|province|région|gouvernorat|préfecture|département|état) (?:de l|d)['’])"
)
_AFTER = rf"(?i),? (?:{_KINDS_AFTER})$"


def key_of(name: str, *, romanise: Callable[[str], str] | None = None) -> str:
    """
    Return the key of a name: "al-Fallūjah", "Al Fallujah" and "FALLUJAH" have the same.

    Any script is written in the letters a to z, and digits, by `romanise`, which is anyascii
    if none is given. Case, marks, hyphens, apostrophes and punctuation do not count, nor do
    the Arabic article and a leading "the"; saint, mount and fort are as good as st, mt and ft.
    A name without letters and digits has the empty key.
    """
    text = name.casefold()
    if not text.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        if not plain.isascii():
            plain = _VOWELS.sub("", unicodedata.normalize("NFKC", text)).translate(_ARABIC)
            plain = _ARABIC_ARTICLE.sub("", plain).translate(_ARABIC_VOWELS)
            plain = (romanise or _romanised)(plain).lower()
        text = plain
    text = _SILENT.sub("", _STOP.sub(" ", text)).replace("&", " and ")
    words = re.findall("[a-z0-9]+", _ARTICLE.sub("", text)) or re.findall("[a-z0-9]+", text)
    if words[:1] == ["the"] and len(words) > 1:
        del words[0]
    return " ".join(_SAME.get(word, word) for word in words)


def key_by_ear(key: str) -> str:
    """
    Return what is left of a key where Arabic, Persian or Kurdish was written down by ear.

    Long vowels are written with one letter or two (Heet is Hit, Dohouk Duhuk), consonants
    single or double, ay as ai or ei, and the h at the end of words not at all. It begins with
    "~": the index keeps these keys for the countries concerned, besides their others.
    """
    heard = key.removeprefix("el ")
    for written, sound in _BY_EAR:
        heard = heard.replace(written, sound)
    return "~" + _SILENT_END.sub("", _DOUBLED.sub(r"\1", heard))


def without_kind(name: str) -> str:
    """
    Return a name without what it is a name of: Anbar province and the city of Anbar are Anbar.

    English, French, Spanish, Portuguese, German and Arabic kinds of towns and divisions. It is
    for names that are not found as they are: Kansas City is not Kansas.
    """
    name = name.strip()
    return re.sub(_AFTER, "", re.sub(_BEFORE, "", name)).strip() or name


def _romanised(text: str) -> str:
    from anyascii import anyascii  # noqa: PLC0415, names in plain Latin letters need no more

    return anyascii(text)
