"""Lettering: how much room words take in fonts that nobody knows, and where their lines break."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

_NARROWEST = {
    **dict.fromkeys("ijl|'’", 0.33),
    **dict.fromkeys(".,:;! ", 0.38),
    **dict.fromkeys("ftIJ", 0.42),
    **dict.fromkeys('r()[]-/"“”', 0.5),
    **dict.fromkeys("cksvxyz", 0.6),
    **dict.fromkeys("w—", 0.84),
    **dict.fromkeys("mMW@%", 1.05),
    **dict.fromkeys("DGHNOQU", 0.82),
    **dict.fromkeys("жмшщфюыЖМШЩФЮЫ", 1.12),
}
_BOLD = 1.13
LINE = 1.2
"""The height of a line, in ems."""


def width_of(text: str, *, bold: bool = False) -> float:
    """
    Return about how wide a line is, in ems: rather too much than too little.

    The figures are those of DejaVu Sans, the widest of the faces that browsers take for
    `system-ui`, and a little more.
    """
    return sum(_advance(character) for character in text) * (_BOLD if bold else 1.0)


def lines_of(text: str, most: float, *, bold: bool = False) -> list[str]:
    """Return a text in as few lines of at most this many ems as it takes, about equally long."""
    pieces = _pieces(text)
    if width_of(text, bold=bold) <= most:
        return [text.strip()]
    count = len(_filled(pieces, most, bold=bold))
    widths = [most * share / 20 for share in range(1, 21)]
    return next(
        lines for width in widths if len(lines := _filled(pieces, width, bold=bold)) <= count
    )


@cache
def _advance(character: str) -> float:
    if character in _NARROWEST:
        return _NARROWEST[character]
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if unicodedata.bidirectional(character) == "AL":
        return 0.72
    if category == "Lu":
        return 0.76
    return 0.68


def _pieces(text: str) -> list[str]:
    """Return what a line may end after: words, and each character of a script without spaces."""
    pieces = [""]
    for here, following in pairwise(f"{text.strip()}\0"):
        pieces[-1] += here
        wide = unicodedata.east_asian_width(here) in "WF" and following != "\0"
        if here.isspace() or (wide and unicodedata.east_asian_width(following) in "WF"):
            pieces.append("")
    return [piece for piece in pieces if piece]


def _filled(pieces: Sequence[str], most: float, *, bold: bool) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_of((lines[-1] + piece).strip(), bold=bold) > most:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]
