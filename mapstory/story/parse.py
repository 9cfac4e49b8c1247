"""Node -> Story: what can be read of it, and every problem, in one go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mapstory.contract import Fields, Spot, id_from
from mapstory.errors import Problem
from mapstory.source import Mapping as MappingNode
from mapstory.source import Node, Text, Unreadable
from mapstory.story.basemaps import read_basemap
from mapstory.story.events import Known, read_corrections, read_events, read_own_date
from mapstory.story.keys import ELSEWHERE, STORY, GroupKeys, StoryKeys
from mapstory.story.model import Group, Story
from mapstory.story.places import read_places, uses_of
from mapstory.story.references import Names


def parse_story(node: Node, *, path: Path) -> tuple[Story, list[Problem]]:
    """
    Return what could be read of a story, and every problem, warnings too, in their order.

    What could not be read is left out of the story, so that its places can still be looked
    up and told of in the same run. `path` is the story file's: its name makes the slug, and
    the files that places name are seen from its folder.
    """
    problems = list(node.source.faults)
    spot = Spot(problems, "the story", elsewhere=ELSEWHERE)
    if not isinstance(node, MappingNode):
        _refuse_root(node, spot)
    fields = STORY.read(node, spot) if isinstance(node, MappingNode) else None
    if fields is None:
        fields = Fields(MappingNode(node.source, 1, 1, 1, ()), spot, {}, {})
    story = _story(fields, path=path)
    return story, sorted(dict.fromkeys(problems))


def _refuse_root(node: Node, spot: Spot) -> None:
    if not isinstance(node, Unreadable):
        shape = "text" if isinstance(node, Text) else "a list"
        example = (
            "\n       title: The battle for Anbar\n       events:\n         - title: Ramadi falls"
        )
        what = f"the file is {shape}, and a story is keys with values"
        spot.tell(node, what, f"begin like this:{example}")


def _story(fields: Fields, *, path: Path) -> Story:
    spot = fields.spot
    dateline = read_own_date(
        fields[StoryKeys.dateline], fields.at(StoryKeys.dateline), dateline=None
    )
    group_entries, place_entries = fields[StoryKeys.groups] or {}, fields[StoryKeys.places] or {}
    groups = _groups(group_entries, spot)
    places = read_places(place_entries, spot=spot, path=path)
    told_places = {id_: places[id_].name if id_ in places else id_ for id_ in place_entries}
    told_groups = {id_: groups[id_].label if id_ in groups else id_ for id_ in group_entries}
    unread = {key for key in fields.nodes if fields.values.get(key) is None}
    known = Known(
        Names("place", "places", told_places, "", "places" in unread),
        Names("group", "groups", told_groups, "{label: …, color: blue}", "groups" in unread),
        dateline=dateline,
        unsure=dateline is None and "dateline" in fields.nodes,
    )
    events = read_events(fields[StoryKeys.events] or (), known, path=path)
    for uses in uses_of(places).values():
        known.places.used.update(use.place for use in uses)
    _advise(fields, known)
    return Story(
        slug=id_from(path.stem) or "story",
        path=path,
        title=fields.words(StoryKeys.title),
        summary=fields.words(StoryKeys.summary),
        byline=fields.words(StoryKeys.byline),
        dateline=dateline,
        language=fields[StoryKeys.language] or "en",
        look_in=fields[StoryKeys.look_in] or (),
        layout=fields[StoryKeys.layout] or "steps",
        pins=fields[StoryKeys.pins] or "symbols",
        basemap=read_basemap(fields[StoryKeys.basemap], path=path),
        groups=groups,
        places=places,
        events=events,
        corrections=read_corrections(fields[StoryKeys.corrections] or ()),
    )


def _groups(entries: Mapping[str, tuple[Text, Fields | None]], spot: Spot) -> dict[str, Group]:
    """Return the groups that have a label and a colour, and advise against using one twice."""
    groups: dict[str, Group] = {}
    for id_, (_, fields) in entries.items():
        if fields is None:
            continue
        label, color = fields[GroupKeys.label], fields[GroupKeys.color]
        if label is None or color is None:
            continue
        same = next((group for group in groups.values() if group.color == color), None)
        if same:
            what = f"groups '{same.id}' and '{id_}' have the same colour on the map"
            node = fields.nodes["color"]
            spot.tell(node, what, "give one of them another colour of the palette", warning=True)
        groups[id_] = Group(id_, label.value, color)
    return groups


def _advise(fields: Fields, known: Known) -> None:
    """Tell, as notes, what the story has and does not use, and what it lacks."""
    spot = fields.spot
    if "summary" not in fields.nodes and fields.nodes:
        what = "the story has no summary, and lists of stories and social cards show one"
        fix = "add a line such as summary: Two or three sentences in plain text."
        spot.tell(fields.nodes.get("title", fields.node), what, fix, warning=True)
    if any(not problem.warning for problem in spot.problems):
        return  # an id that is misspelt where it is used would be told twice
    for names, entries in (
        (known.places, fields[StoryKeys.places] or {}),
        (known.groups, fields[StoryKeys.groups] or {}),
    ):
        uses = "'at', 'show', 'moves' or 'view'" if names.noun == "place" else "'show' or 'moves'"
        for id_, (key, _) in entries.items():
            if id_ not in names.used:
                what = f"{names.noun} '{id_}' is used by no event"
                fix = f"name it in {uses} of an event, or take it out"
                spot.tell(key, what, fix, warning=True)
