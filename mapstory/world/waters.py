"""
The world's seas, gulfs, straits and large lakes by name, and where a map writes their names.

`waters.csv` is this project's own table: an id, the kind, the name in five languages, and one
label or more, each a point (lon, lat) in the water, the angle of its name in degrees clockwise,
as a map in Web Mercator has it, and how far the water reaches along it, in km, to about a fifth.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast

LANGUAGES = ("en", "ar", "fr", "de", "es")

Kind = Literal["ocean", "sea", "gulf", "strait", "lake"]


@dataclass(frozen=True)
class Stretch:
    """Where a name may be written: around a point, at an angle, over so many km."""

    lon: float
    lat: float
    angle: float
    extent_km: float


@dataclass(frozen=True)
class Water:
    """A water of the table; the first stretch is its largest. `names` is by language."""

    id: str
    kind: Kind
    names: Mapping[str, str]
    stretches: tuple[Stretch, ...]

    def name(self, language: str) -> str:
        """Return what the water is called in a language (BCP 47), or else in English."""
        return self.names.get(language.lower().split("-")[0], self.names["en"])


@cache
def waters() -> Sequence[Water]:
    """Return the waters of the table, the largest first."""
    text = (resources.files("mapstory.world") / "waters.csv").read_text(encoding="utf-8")
    found = [
        Water(
            id=row["id"],
            kind=cast("Kind", row["kind"]),
            names={language: row[language] for language in LANGUAGES},
            stretches=tuple(
                Stretch(*(float(number) for number in part.split()))
                for part in row["labels"].split(";")
            ),
        )
        for row in csv.DictReader(text.splitlines())
    ]
    return sorted(found, key=lambda water: -water.stretches[0].extent_km)
