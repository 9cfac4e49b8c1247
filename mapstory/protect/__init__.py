"""
What must not be published finely: the last stop before anything else sees where a place is.

- `grid.py` and `generalise.py`: which cells are published instead of a place.
- `secrets.py`: what must not get out, and decoys from which the same must be built.
- `silence.py`: messages that do not repeat where a protected place is.
- `search.py` and `forms.py`: whether it stands in what is written after all, in any form.
"""

from mapstory.protect.generalise import generalise, has_room, outline, outlines
from mapstory.protect.search import LeakError, refuse_difference, refuse_leaks, told_in_story
from mapstory.protect.secrets import Decoy, Secret, decoy_of, decoyed, withheld
from mapstory.protect.silence import UnquotedError, hushed, may_protect, silenced, unquoted_error

__all__ = [
    "Decoy",
    "LeakError",
    "Secret",
    "UnquotedError",
    "decoy_of",
    "decoyed",
    "generalise",
    "has_room",
    "hushed",
    "may_protect",
    "outline",
    "outlines",
    "refuse_difference",
    "refuse_leaks",
    "silenced",
    "told_in_story",
    "unquoted_error",
    "withheld",
]
