"""Dates of events in, a time axis out: where each event lies between the first day and the last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mapstory.dates import Unit, When, format_when

_APART = 9.0
"""Per cent: 24 px, the least target of WCAG 2.5.8, on the narrowest axis (268 px in 320 px)."""

_CRAMPED = 4
"""How many times as long as all others a span must be to run on beyond the axis."""

_MOVED = (4.0, 9.0, 100.0)
"""Per cent that a mark may be moved to make room for others on one, two and three lanes."""


@dataclass(frozen=True)
class Mark:
    """
    Where an event lies on the axis, in per cent of its width from where the writing begins.

    `lane` counts from the line up. `soft` ends are not known to the day.
    """

    start: float
    end: float
    lane: int
    soft: bool


@dataclass(frozen=True)
class Axis:
    """A mark an event in the order of telling, and the words at both ends."""

    marks: tuple[Mark, ...]
    first: str
    last: str

    @property
    def style(self) -> str:
        """
        Return the CSS that puts the links of the events in their places.

        Numbers only. In the story's own style sheet, since its policy lets no element have one.
        """
        lanes = max(mark.lane for mark in self.marks) + 1
        rules = [
            f".mapstory-axis li:nth-child({number}){{--at:{mark.start:g}%;"
            f"--for:{mark.end - mark.start:.4g}%;--lane:{mark.lane}}}"
            for number, mark in enumerate(self.marks, start=1)
        ]
        return f".mapstory-axis{{--lanes:{lanes}}}{''.join(rules)}\n"


def arrange_axis(dates: Sequence[When | None], language: str) -> Axis | None:
    """
    Return the axis of events on these dates, in the order of telling.

    None where there is no time to show: fewer than two events have dates, or all share one
    day; also where there are more than the lanes hold. An event without a date lies where
    the one before it ends. A span beside which the others are one dot is one
    itself, at the end where it runs on beyond the axis.
    """
    known = [when for when in dates if when]
    if len(known) < 2:  # noqa: PLR2004, an axis has two ends
        return None
    core = _core(known)
    first, last = min(when.start for when in core), max(when.end for when in core)
    if first == last:
        return None
    spans = _spans(dates, first, last)
    placed = next((found for lanes in (1, 2, 3) if (found := _placed(spans, lanes))), None)
    if not placed:
        return None
    softness = [
        when is None or when.approximate or when.start < first or when.end > last for when in dates
    ]
    return Axis(
        tuple(
            Mark(round(at, 2), round(round(at, 2) + round(end - start, 2), 2), lane, soft)
            for (at, lane), (start, end), soft in zip(placed, spans, softness, strict=True)
        ),
        first=_label((when.unit for when in core if when.start == first), first, language),
        last=_label((when.unit for when in core if when.end == last), last, language),
    )


def _core(known: Sequence[When]) -> list[When]:
    """Return the dates without the spans, such as a year, beside which the others are one dot."""
    shortest_first = sorted(known, key=lambda when: (when.end - when.start, when.start))
    for count in range(len(known) - 1, 1, -1):
        others, next_longer = shortest_first[:count], shortest_first[count]
        if next_longer.start == next_longer.end or not _reach(others):
            break
        if _reach(others) * _CRAMPED <= _reach(known):
            return _core(others)
    return list(known)


def _reach(dates: Sequence[When]) -> timedelta:
    return max(when.end for when in dates) - min(when.start for when in dates)


def _spans(dates: Sequence[When | None], first: date, last: date) -> list[tuple[float, float]]:
    """Return from where to where each event lies, in per cent; what runs on beyond, at that end."""
    whole = last - first
    spans: list[tuple[float, float]] = []
    for when in dates:
        if when is None:
            start = end = spans[-1][1] if spans else 0.0
        elif when.start < first or when.end > last:
            start = end = 100.0 if when.end - last >= first - when.start else 0.0
        else:
            start, end = (100 * ((day - first) / whole) for day in (when.start, when.end))
        spans.append((start, end))
    return spans


def _placed(spans: Sequence[tuple[float, float]], lanes: int) -> list[tuple[float, int]] | None:
    """Return where each span begins and on which lane, or None where that moves one too far."""
    order = sorted(range(len(spans)), key=lambda index: (*spans[index], index))
    members: list[list[int]] = [[] for _ in range(lanes)]
    free = [-_APART] * lanes
    room = [100 + _APART] * lanes
    for index in order:
        start, end = spans[index]
        need = end - start + _APART
        ranked = [
            (room[lane] < need, max(0.0, free[lane] + _APART - start), -room[lane], lane)
            for lane in range(lanes)
        ]
        lane = min(ranked)[-1]
        members[lane].append(index)
        room[lane] -= need
        free[lane] = max(start, free[lane] + _APART) + end - start
    placed = [(0.0, 0)] * len(spans)
    for lane, indices in enumerate(members):
        starts = _apart([spans[index] for index in indices])
        if starts is None:
            return None
        for index, start in zip(indices, starts, strict=True):
            if abs(start - spans[index][0]) > _MOVED[lanes - 1]:
                return None
            placed[index] = (start, lane)
    return placed


def _apart(spans: Sequence[tuple[float, float]]) -> list[float] | None:
    """
    Return where spans begin that are moved as little as makes room, or None where there is none.

    The least squares under an order: pool adjacent violators (Ayer and others 1955).
    """
    shifts = [0.0]
    for start, end in spans:
        shifts.append(shifts[-1] + end - start + _APART)
    room = 100 - (shifts[-1] - _APART)
    if room < 0:
        return None
    blocks: list[tuple[float, int]] = []
    for (start, _), shift in zip(spans, shifts, strict=False):
        block = (start - shift, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, count = blocks.pop()
            total = count + block[1]
            block = ((mean * count + block[0] * block[1]) / total, total)
        blocks.append(block)
    flat = [mean for mean, count in blocks for _ in range(count)]
    return [min(max(at, 0.0), room) + shift for at, shift in zip(flat, shifts, strict=False)]


def _label(units: Iterable[Unit], day: date, language: str) -> str:
    """Return a day as finely as any of the dates that begin or end with it was told."""
    finest = min(units, key=("day", "month", "year").index)
    return format_when(When(day, day, approximate=False, unit=finest), language)
