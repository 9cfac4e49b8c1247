"""That a server gave no answer, or none that means anything: never the same as "not found"."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from urllib.parse import quote

from geopy.exc import GeocoderServiceError


class OutageError(GeocoderServiceError):  # type: ignore[misc]  # geopy has no types
    """
    There is no answer, or none that means anything. It does not leave this room.

    The message says so of the server, "it …"; `fix` is what helps, if that is known. It is an
    error of geopy's own kind, so that it comes through geopy unchanged.
    """

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


def masked(text: str, secrets: Collection[str]) -> str:
    """Return a text in which no secret can be read, also as it is written in JSON or an address."""
    for secret in secrets:
        for written in (secret, json.dumps(secret)[1:-1], quote(secret, safe="")):
            text = text.replace(written, "…")
    return text


def printable(value: object, *, longest: int = 200) -> str:
    """Return what a server says as one line that can do nothing on a terminal."""
    text = re.sub(r"<[^<>]*>", " ", value) if isinstance(value, str) else ""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
