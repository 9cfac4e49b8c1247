"""
The grammar of vague places: what a reporter writes, read into a value. No geometry here.

    phrase   = part { "," part }                       at most four; each narrows the one before
    part     = offset | [ "somewhere" ] ( toward | near | between | way | border | coast | sea
             | river | confluence | side | inside )
    offset   = amount ( [ "away" ] "from" | [ "to the" ] heading "of" | "on a bearing of" degrees
               "from" | "outside" | "off" … ) thing
             | distance heading "and" distance heading "of" thing
    amount   = [ "within" | "less than" | "up to" ] [ "about" | "around" | … ] ( distance
             | [ "between" ] number [ unit ] ( "and" | "to" | "-" ) distance | journey )
    distance = ( "10" | "2.5" | "2,5" | "one" … "ninety-nine" | "a" | "half a" | "a few" ) unit
    unit     = "km" | "m" | "mi" | "miles" | "nautical miles" | … and the words in full
    journey  = number "days'" | "hours'" | "minutes'" ( "walk" | "drive" | "on foot" | "by road" )
    heading  = one of 32 points of the compass, in words or letters | degrees
    toward   = [ "just" ] [ "to the" ] heading "of" thing
    near     = ( "near" | "close to" | … | "outside" | "on the outskirts of" ) thing
    between  = [ "halfway" | "a third of the way" | … ] "between" thing "and" thing
    way      = [ "on" | "along" ] "the way" ( "from" thing "to" thing | "to" thing "from" thing )
    border   = [ "on" | "at" | "along" ] ( "the border of" name [ "with" name ]
             | "the border between" name "and" name | "the" name "border" )
    coast    = "on the coast of" name;  sea = [ distance ] "off the coast of" name
    river    = ( "along" | "on the banks of" ) "the" name [ "river" ] | "on the" name "river"
    confluence = "at the confluence of the" name "and the" name | "at the mouth of the" name
    side     = "in the" ( heading | "centre" ) "of" name | "in" heading-"ern" name
    inside   = ( "in" | "inside" | "within" ) name
    thing    = name, or a border, coast, river or confluence as above
    name     = an id or a name, in any script; in quotes it may hold commas and the words above

Case and articles do not matter, with three exceptions that keep names whole: "The Hague", with
both its capitals, keeps its article; "Northern Ireland", a capital before a capital, is a name
and "northern Iraq" a part of Iraq; and "In Salah", a capital In before a capital, is refused as
ambiguous, for it is a town in Algeria. A text that is quoted as a whole is always a name.
"""

from mapstory.phrases.compass import POINTS, Heading
from mapstory.phrases.grammar import LONGEST, MOST_PARTS, parse_distance, parse_phrase
from mapstory.phrases.locality import (
    Between,
    Border,
    Both,
    Coast,
    Confluence,
    Distance,
    Feature,
    Inside,
    Journey,
    Locality,
    Named,
    Near,
    Need,
    Offset,
    Orthogonal,
    Outside,
    Outskirts,
    River,
    Sea,
    Side,
    Toward,
    Way,
    names_in,
    names_needed,
)
from mapstory.phrases.part import PhraseError, unquoted

__all__ = [
    "LONGEST",
    "MOST_PARTS",
    "POINTS",
    "Between",
    "Border",
    "Both",
    "Coast",
    "Confluence",
    "Distance",
    "Feature",
    "Heading",
    "Inside",
    "Journey",
    "Locality",
    "Named",
    "Near",
    "Need",
    "Offset",
    "Orthogonal",
    "Outside",
    "Outskirts",
    "PhraseError",
    "River",
    "Sea",
    "Side",
    "Toward",
    "Way",
    "names_in",
    "names_needed",
    "parse_distance",
    "parse_phrase",
    "unquoted",
]
