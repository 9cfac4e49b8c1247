"""Whose tiles they are: attributions, which come as HTML or as words, as text with links."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from mapstory.tiles.model import Credit, Part

_LINK = re.compile(r"https?://[^\s<>\"]+")


def read_attribution(attribution: str) -> Credit:
    """Return what a provider asks for, of whose HTML only text and links are kept, or words."""
    if not re.search(r"<\w|&\w+;|&#", attribution):
        return read_credit(attribution)
    reader = _Reader()
    reader.feed(attribution)
    reader.close()
    return _trimmed(reader.parts)


def read_credit(words: str) -> Credit:
    """Return words with the address after their last colon: "© OpenStreetMap: https://…"."""
    text, _, url = words.strip().rpartition(": ")
    if text and _LINK.fullmatch(url):
        return (Part(text, url),)
    return _trimmed([Part(words)])


def _trimmed(parts: list[Part]) -> Credit:
    """Return parts with single spaces, and none around the whole."""
    texts = [re.sub(r"\s+", " ", part.text) for part in parts]
    if texts:
        texts[0], texts[-1] = texts[0].lstrip(), texts[-1].rstrip()
    return tuple(
        Part(text, part.url) for part, text in zip(parts, texts, strict=True) if text.strip(" ")
    )


class _Reader(HTMLParser):
    """Keeps the text of HTML, and the links in it that lead to the web."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Part] = []
        self._url = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            url = (dict(attrs).get("href") or "").strip()
            self._url = url if _LINK.fullmatch(url) else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._url = ""

    def handle_data(self, data: str) -> None:
        if self.parts and self.parts[-1].url == self._url:
            data = self.parts.pop().text + data
        self.parts.append(Part(data, self._url))
