"""What a lock says, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from mapstory.gazetteer import Candidate
from mapstory.lock.changes import Change, distance_text
from mapstory.lock.model import Answer, Lock

_HEAD = ("place", "where", "from", "known to", "lock")
_WIDEST = 60


def report(lock: Lock, changes: Sequence[Change], ahead: Sequence[Change]) -> list[str]:
    """
    Return lines that tell of each place what was chosen, from where, and how well it is known.

    `changes` is what is different from the lock as it was, `ahead` what `--refresh` would change.
    Under a phrase stand the names that were looked up in it. Of a protected place nothing is
    told but what is published.
    """
    became = {change.place: str(change) for change in changes}
    coming = {change.place: change for change in ahead if change.moves}
    rows = [_HEAD]
    for answer in lock.answers:
        state = became.get(answer.place, "as locked")
        if answer.place in coming:
            state += f"; a refresh: {coming[answer.place]}"
        rows += _rows(answer, state)
    rows += [(change.place, "", "", "", "gone") for change in changes if change.what == "gone"]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    cells = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in cells]


def _rows(answer: Answer, state: str) -> list[tuple[str, str, str, str, str]]:
    known = f"±{distance_text(answer.extent.uncertainty_m)}"
    if answer.protect_m is not None:
        return [(answer.place, "protected", "", known, state)]
    matches = [
        (_short(_named(match.chosen)), _short(match.chosen.source)) for match in answer.matches
    ]
    looked_up = len(answer.question) == 1 and matches
    where, source = matches[0] if looked_up else (_short(answer.asked), answer.method)
    rows = [(answer.place, where, source, known, state)]
    return rows + [("", f"  {name}", found, "", "") for name, found in matches if not looked_up]


def _named(chosen: Candidate) -> str:
    within = f" in {chosen.within}" if chosen.within else ""
    return f"{chosen.name}, {chosen.kind}{within}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _WIDEST else f"{plain[: _WIDEST - 1]}…"
