"""Every key that an event may have."""

from __future__ import annotations

from mapstory.contract import (
    AnyOf,
    Either,
    Fields,
    Id,
    Key,
    ListOf,
    OneOf,
    OneOrMany,
    Record,
    Words,
    keys_of,
)
from mapstory.source import Text
from mapstory.story.values import Count, Link

_PLACE_ID = Words("the id of a place", "ramadi")
_PLACES = OneOrMany(_PLACE_ID, "the id of a place, or a list of them", "ramadi")
_GROUP_ID = Words("the id of a group", "displaced")
DATE = Words("a date", "2015-05-24")


class ShowKeys:
    """What else is on the map."""

    place = Key("place", _PLACE_ID, "The id of a place.", required=True, also="at id where")
    group = Key("group", _GROUP_ID, "The id of a group, for its colour.", also="by color who")


class MoveKeys:
    """Who or what went from one place to another."""

    origin = Key(
        "from",
        _PLACE_ID,
        "The id of the place where it began.",
        required=True,
        also="origin start",
    )
    target = Key(
        "to",
        _PLACE_ID,
        "The id of the place where it went.",
        required=True,
        also="target destination end into",
    )
    group = Key("group", _GROUP_ID, "The id of a group, for its colour.", also="by color who")
    label = Key(
        "label",
        Words("a text", '"112,000 people in ten days"'),
        "What stands beside the arrow.",
        also="text name title",
    )
    count = Key("count", Count(), "How many: arrows are wider for more.", also="number people size")


class SourceKeys:
    """Where a claim comes from."""

    publisher = Key(
        "publisher",
        Words("a text", "Sky News"),
        "Who published it.",
        also="name outlet source by title",
    )
    url = Key("url", Link(), "The address of the page.", also="link href web address")
    date = Key("date", DATE, "When it was published.", also="when published day")
    note = Key(
        "note",
        Words("a text", "Seen by its reporters."),
        "Who in it says so, and how they know.",
        also="notes comment text quote",
    )


class ImageKeys:
    """A picture beside the words."""

    file = Key(
        "file",
        Words("the path of a picture", "images/flag.jpg"),
        "The picture, seen from the story's folder: JPEG, PNG, WebP or a still GIF.",
        required=True,
        also="src path url href image picture photo",
    )
    alt = Key(
        "alt",
        Words("a text", "A torn flag on a lamp post."),
        "What is to be seen, in words, for those who cannot see it.",
        required=True,
        also="alttext alternative description",
    )
    caption = Key(
        "caption",
        Words("a text", "The main square of Ramadi, a day before."),
        "What readers are told below it.",
        also="text title legend",
    )
    credit = Key(
        "credit",
        Words("a text", "Photo: A. Reporter"),
        "Who made it, and whose it is.",
        also="by author photographer source copyright attribution licence license",
    )


class ViewKeys:
    """What the camera frames."""

    fit = Key(
        "fit",
        _PLACES,
        "The ids of the places that must be in view.",
        required=True,
        also="places at bounds show",
    )


SHOWN = Record(
    "shown place", keys_of(ShowKeys), "a place to show", "{place: anbar, group: is}", "place"
)
MOVE = Record("move", keys_of(MoveKeys), "a move", "{from: ramadi, to: crossing}", "label")
SOURCE = Record(
    "source",
    keys_of(SourceKeys),
    "a source",
    "{publisher: Sky News, date: 2015-05-25}",
    "publisher",
    "{publisher: …}",
    (AnyOf(("publisher", "url"), "publisher: Sky News"),),
)
IMAGE = Record(
    "image",
    keys_of(ImageKeys),
    "an image",
    "{file: images/flag.jpg, alt: A torn flag on a lamp post.}",
    "file",
    "{file: …, alt: A torn flag on a lamp post.}",
)
VIEW = Record("view", keys_of(ViewKeys), "a view", "{fit: [ramadi, crossing]}", wraps="{fit: […]}")


class EventKeys:
    """One step of the story."""

    id = Key(
        "id",
        Id("an id", "ramadi-falls"),
        "The step's name in links; made from the title where it is left out.",
        also="slug key",
    )
    title = Key(
        "title",
        Words("a text", "Ramadi falls"),
        "The headline of the step.",
        required=True,
        also="headline name heading",
    )
    when = Key(
        "when",
        Words("a date", "a week before"),
        "2015-05-18, 2015-05, 2015-05-15/2015-05-25, ~2015-05-18, "
        "or counted from the dateline: a week before.",
        also="date day time dates",
    )
    at = Key(
        "at",
        _PLACES,
        "Where it happened: one place or several.",
        also="place places where location",
    )
    show = Key(
        "show",
        OneOrMany(
            Either[Text | Fields](
                _PLACE_ID,
                SHOWN,
                "the id of a place, or {place: …, group: …}",
                "{place: anbar, group: is}",
            ),
            "places to show",
            "[{place: anbar, group: is}]",
        ),
        "What else is on the map in this step.",
        also="shows display",
    )
    moves = Key(
        "moves",
        ListOf(
            MOVE,
            "a list of moves",
            "[{from: ramadi, to: crossing}]",
        ),
        "Who or what went from one place to another.",
        also="move arrows arrow movement movements routes",
    )
    text = Key(
        "text",
        Words("a text", "The provincial capital falls."),
        "What the step says, in Markdown without HTML.",
        also="body description content story summary",
    )
    alt = Key(
        "alt",
        Words("a text", "An arrow runs from Ramadi to the border."),
        "What the map of this step shows, in words, for those who cannot see it.",
        also="alttext alternative",
    )
    image = Key(
        "image",
        OneOrMany(
            IMAGE,
            "an image, or a list of them",
            "{file: images/flag.jpg, alt: A torn flag on a lamp post.}",
        ),
        "A picture beside the words, or several.",
        also="picture photo images img",
    )
    status = Key(
        "status",
        OneOf(
            "a status",
            "claimed",
            ("reported", "claimed", "verified", "disputed"),
            {
                "confirmed": "verified",
                "alleged": "claimed",
                "unverified": "reported",
                "unconfirmed": "reported",
                "contested": "disputed",
                "denied": "disputed",
            },
        ),
        "How sure it is: reported (default), claimed by a party, verified, disputed.",
        also="state certainty confidence",
    )
    sources = Key(
        "sources",
        ListOf(
            SOURCE,
            "a list of sources",
            "[{publisher: Sky News, date: 2015-05-25}]",
        ),
        "Where the claim comes from.",
        also="source references citations links",
    )
    view = Key(
        "view",
        VIEW,
        "What the camera frames, where that is not `at`, `show` and `moves`.",
        also="camera zoom bounds fit",
    )
    keep = Key(
        "keep",
        OneOf(
            "a word",
            "dimmed",
            ("dimmed", "shown", "hidden"),
            {
                "dim": "dimmed",
                "show": "shown",
                "visible": "shown",
                "hide": "hidden",
                "no": "hidden",
                "yes": "shown",
                "false": "hidden",
                "true": "shown",
            },
        ),
        "What becomes of it in later steps: dimmed (default), shown or hidden.",
        also="after later",
    )


EVENT = Record(
    "event",
    keys_of(EventKeys),
    "an event",
    "title: Ramadi falls\nwhen: a week before\nat: ramadi",
    "title",
    "- title: …",
)
