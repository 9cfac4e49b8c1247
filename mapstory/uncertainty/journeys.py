"""How far a walk or a drive may lead."""

from __future__ import annotations

from mapstory.phrases import Distance, Journey
from mapstory.uncertainty.ways import WAY_FACTOR

_SPEEDS_KMH = {"foot": (3.4, 5.2), "road": (38.0, 107.0)}
"""
The slowest and the fastest that people usually go. On foot: the mean speeds of groups of healthy
adults, from women of 80 and older (0.943 m/s) to men in their forties (1.434 m/s), in Bohannon &
Williams Andrews 2011, "Normal walking speed", Physiotherapy 97: 182-189, doi
10.1016/j.physio.2010.12.004. By road: the mean speeds between large cities of 162 countries, in
Moszoro & Soto 2022, "Road Quality and Mean Speed Score", IMF Working Paper 22/95.
"""

_HOURS_A_DAY = (4.0, 10.0)
"""How many hours a day people are on the way: a convention of this project."""

_HOURS = {"minute": 1 / 60, "hour": 1.0}


def travelled(journey: Journey) -> Distance:
    """
    Return how far from its start a journey may have led, in a straight line.

    At most all of its time at the fastest, without a bend. At least all of its time at the
    slowest, on ways `WAY_FACTOR` times as long as the straight line; nothing, where the journey
    is said to take at most so long.
    """
    slow, fast = _SPEEDS_KMH[journey.by]
    if journey.unit == "day":
        few, many = (hours * journey.count for hours in _HOURS_A_DAY)
    else:
        few = many = _HOURS[journey.unit] * journey.count
    nearest_m = 0.0 if journey.at_most else 1_000 * slow * few / WAY_FACTOR
    return Distance(1_000 * fast * many, 0.0, journey.text, nearest_m)
