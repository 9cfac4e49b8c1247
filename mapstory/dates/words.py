"""The words of dates, in lower case: months, weekdays, numbers, units and ways to go."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mapstory.dates.when import MONTH_NAMES

MONTHS: Mapping[str, int] = {
    form.lower(): number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for form in (name, name[:3], *(["sept"] if name == "September" else []))
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
VAGUE = {"few": 3, "a few": 3, "couple of": 2, "a couple of": 2}
COUNTS: Mapping[str, int] = (
    {word: number for number, word in enumerate(_NUMBERS, start=1)} | {"a": 1, "an": 1} | VAGUE
)
SIGNS: Mapping[str, int] = (
    dict.fromkeys(("before", "earlier", "ago", "past", "last", "recent", "previous"), -1)
    | dict.fromkeys(("this", "that", "same"), 0)
    | dict.fromkeys(("after", "later", "next", "coming", "following"), 1)
)
FINENESS: Mapping[str, int] = {"day": 0, "week": 0, "month": 1, "year": 2}
ISO = re.compile("(?P<year>[0-9]+)(?:-(?P<month>[0-9]+))?(?:-(?P<day>[0-9]+))?")


def pattern(form: str) -> re.Pattern[str]:
    """Compile a form of the grammar: a word in capitals stands for those listed above."""
    listed = {"COUNT": COUNTS, "MONTH": MONTHS, "WEEKDAY": WEEKDAYS, "UNIT": FINENESS}
    digits = {"COUNT": "[0-9]{1,4}|", "DAY": "[0-9]{1,2}", "YEAR": "[0-9]{4}"}

    def spelled(found: re.Match[str]) -> str:
        name = found[0]
        longest_first = sorted(listed.get(name, ()), key=len, reverse=True)
        return f"(?P<{name.lower()}>{digits.get(name, '')}{'|'.join(longest_first)})"

    return re.compile(re.sub("[A-Z]{2,}", spelled, form))
