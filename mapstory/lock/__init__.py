"""
The lock: where every place of a story was found, kept so that it stays there and can be reviewed.

One file a story, geodata/<story>.places.geojson, RFC 7946: a code host draws it, and a review of
its diff shows what moved. It is written by a build and never by hand; what should be elsewhere
is said in the story.
"""

from mapstory.lock.changes import Change, changes_between
from mapstory.lock.files import (
    known_answers,
    lock_path,
    orphans,
    read_lock,
    replaced_after,
    typed,
)
from mapstory.lock.geojson import parse_lock, render_lock
from mapstory.lock.model import DECIMALS, Answer, Lock, Match, Rival, match_of, settled
from mapstory.lock.report import report
from mapstory.lock.upkeep import (
    LockFile,
    contents_of,
    notes_on_exposed,
    notes_on_orphans,
    notes_on_stale,
    notes_on_unwritten,
    refuse_stale,
    write_locks,
)

__all__ = [
    "DECIMALS",
    "Answer",
    "Change",
    "Lock",
    "LockFile",
    "Match",
    "Rival",
    "changes_between",
    "contents_of",
    "known_answers",
    "lock_path",
    "match_of",
    "notes_on_exposed",
    "notes_on_orphans",
    "notes_on_stale",
    "notes_on_unwritten",
    "orphans",
    "parse_lock",
    "read_lock",
    "refuse_stale",
    "render_lock",
    "replaced_after",
    "report",
    "settled",
    "typed",
    "write_locks",
]
