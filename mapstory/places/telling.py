"""Messages about names that mean several things, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from mapstory.gazetteer import Candidate

_TOLD = 6


def tell_ambiguous(name: str, candidates: Sequence[Candidate]) -> tuple[str, str]:
    """Return what is wrong, with a table of the candidates, and how to mend it."""
    rows = "".join(
        f"\n    {candidate.name}, {candidate.kind}"
        + (f" in {candidate.within}" if candidate.within else "")
        + (f", {candidate.population:,} people" if candidate.population else "")
        + f": {candidate.lat:.4f}, {candidate.lon:.4f} ({candidate.source})"
        for candidate in candidates[:_TOLD]
    )
    more = f"\n    and {len(candidates) - _TOLD} more" if len(candidates) > _TOLD else ""
    first = candidates[0]
    home = first.within.split(", ")[0]
    look_in = f"narrow `look_in` (such as `look_in: {home}`), or " if home else ""
    what = f"'{name}' could be one of these, and none is clearly meant:{rows}{more}"
    paste = f'`{{name: {name}, at: "{first.lat:.4f}, {first.lon:.4f}"}}`'
    return what, f"{look_in}give the one you mean by its coordinates, such as {paste}"
