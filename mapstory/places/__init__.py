"""
Every place of a story on the globe: one GeoDataFrame, EPSG:4326, one row a place.

`questions.py` says what each place asks, `choices.py` what names mean, `desk.py` and `search.py`
find the places, `localities.py` draws phrases, `locate.py` makes the table and the lock, and
`story_file.py` does all of it for a file of a project.
"""

from mapstory.places.choices import Online
from mapstory.places.locate import COLUMNS, Located, locate, locate_places
from mapstory.places.questions import LookUp
from mapstory.places.story_file import (
    LocatedStory,
    OnlineFor,
    asking_online,
    locate_story,
    refuse_leaks_in,
    table_of,
    write_found,
)

__all__ = [
    "COLUMNS",
    "Located",
    "LocatedStory",
    "LookUp",
    "Online",
    "OnlineFor",
    "asking_online",
    "locate",
    "locate_places",
    "locate_story",
    "refuse_leaks_in",
    "table_of",
    "write_found",
]
