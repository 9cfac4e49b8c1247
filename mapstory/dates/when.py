"""What a date is: days of the calendar, and how finely they were told."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["day", "month", "year"]


@dataclass(frozen=True)
class When:
    """
    A day, a month, a year or a span of them, from its first day to its last, both included.

    `unit` is how finely it was told: readers are never told it more finely than that.
    `approximate` means that it may also lie somewhat outside these days.
    """

    start: date
    end: date
    approximate: bool
    unit: Unit

    @property
    def iso(self) -> str:
        """The start as `<time datetime>` takes it: 2015-05-17, 2015-05 or 2006."""
        return self.start.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.unit]]


class DateError(ValueError):
    """
    A date that cannot be read: what is wrong, and what to write instead.

    `start` and `end` are the offsets of the wrong part in the text; `end` is None where
    it reaches to the end of the text.
    """

    def __init__(self, what: str, fix: str, *, start: int = 0, end: int | None = None) -> None:
        super().__init__(f"{what}: {fix}")
        self.what, self.fix = what, fix
        self.start, self.end = start, end


FORMS = (
    "write 2015-05-24, 2015-05, 2015, a range such as 2015-05-15/2015-05-25, or words such as "
    "'a week before' or 'the past ten days', with ~ in front for about"
)
"""What to write where nothing better can be said."""

# Not from the calendar module: its names follow the locale of the machine.
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def on_calendar(year: int, month: int | None = None, day: int | None = None) -> When:
    """Return a year, a month or a day of the calendar. Raises DateError where there is none."""
    if year == 0:
        raise DateError("there is no year 0", "write a year from 0001 to 9999")
    if month is None:
        return When(date(year, 1, 1), date(year, 12, 31), approximate=False, unit="year")
    if not 1 <= month <= len(MONTH_NAMES):
        swapped = iso_or_none(year, day or 0, month)
        fix = swapped or "a month from 01 to 12 after the year, such as 2015-05-24"
        raise DateError(f"there is no month {month}", f"write {fix}")
    days = monthrange(year, month)[1]
    if day is None:
        return When(date(year, month, 1), date(year, month, days), approximate=False, unit="month")
    if not 1 <= day <= days:
        raise DateError(
            f"{MONTH_NAMES[month - 1]} {year} has {days} days; there is no day {day}",
            f"write a day from {year:04}-{month:02}-01 to {year:04}-{month:02}-{days}",
        )
    return When(date(year, month, day), date(year, month, day), approximate=False, unit="day")


def iso_or_none(year: int, month: int, day: int) -> str | None:
    """Return a day as 2015-05-24, or None where the calendar has no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
