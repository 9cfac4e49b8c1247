"""
Dates: read as reporting gives them, such as "a week before", and told as readers write them.

`when.py` is what a date is, `words.py` the words of the grammar.
"""

from mapstory.dates.format import format_when
from mapstory.dates.parse import parse_when
from mapstory.dates.when import DateError, Unit, When

__all__ = ["DateError", "Unit", "When", "format_when", "parse_when"]
