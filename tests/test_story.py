from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mapstory.errors import Problem
from mapstory.source import read_source
from mapstory.story import Basemap, Move, Show, Story, parse_story

STORY = """\
title: The battle for Anbar
summary: Two sentences.
byline: Foreign desk
dateline: ~2015-05-24
language: EN-gb
look_in: [Iraq, Syria]
layout: steps
basemap: none
groups:
  is: {label: Islamic State, color: vermillion}
  displaced: {label: People fleeing, color: orange}
places:
  anbar: {area: Anbar, name: Anbar province}
  ramadi: Ramadi
  baghdad: {name: Baghdad, kind: capital, precision: 2.5 km}
  camp: around 10 km from the last-crossing, within Anbar Province
  last-crossing: {name: the crossing, where: on the border of anbar, kind: crossing}
  bridge: {at: [33.1, 44.05], precision: 500 m, kind: bridge}
  front: {file: ../geodata/front.geojson}
events:
  - title: Ramadi falls
    when: a week before
    at: ramadi
    show: [{place: anbar, group: is}, baghdad]
    moves:
      - {from: ramadi, to: last-crossing, group: displaced, label: "112,000 people", count: 112 000}
    text: |
      [Islamic State](group:is) takes it.
    alt: A map.
    status: claimed
    sources:
      - {publisher: Sky News, url: https://example.org/a, date: 2015-05-25, note: Seen.}
      - {url: http://example.org}
    view: {fit: [ramadi, bridge]}
    keep: hidden
  - {id: camp, title: A camp, at: [camp, front], alt: A map., sources: [{publisher: Sky News}]}
corrections:
  - {date: 2015-05-27, text: An earlier version placed it wrongly.}
"""


def parse(tmp_path: Path, text: str, name: str = "anbar-2015.yaml") -> tuple[Story, list[Problem]]:
    path = tmp_path / "project" / "stories" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return parse_story(read_source(path), path=path)


def told(tmp_path: Path, text: str) -> list[str]:
    return [problem.what for problem in parse(tmp_path, text)[1]]


def test_story_as_a_whole(tmp_path: Path) -> None:
    story, problems = parse(tmp_path, STORY)
    assert problems == []
    assert (story.slug, story.title, story.byline) == (
        "anbar-2015",
        "The battle for Anbar",
        "Foreign desk",
    )
    assert story.dateline is not None
    assert (story.dateline.start, story.dateline.approximate) == (date(2015, 5, 24), True)
    assert (story.language, story.layout, story.basemap) == (
        *("en-GB", "steps", Basemap(atlas=False)),
    )
    assert [text.value for text in story.look_in] == ["Iraq", "Syria"]
    assert [(g.id, g.label, g.color) for g in story.groups.values()] == [
        ("is", "Islamic State", "vermillion"),
        ("displaced", "People fleeing", "orange"),
    ]
    (correction,) = story.corrections
    assert correction.date.start == date(2015, 5, 27)


def test_places(tmp_path: Path) -> None:
    story, _ = parse(tmp_path, STORY)
    assert [
        (p.id, p.how, p.asked.value, p.name, p.named, p.kind, p.precision_m)
        for p in story.places.values()
    ] == [
        ("anbar", "area", "Anbar", "Anbar province", True, "area", None),
        ("ramadi", "where", "Ramadi", "Ramadi", False, "place", None),
        ("baghdad", "where", "Baghdad", "Baghdad", True, "capital", 2500.0),
        (
            *("camp", "where", "around 10 km from the last-crossing, within Anbar Province"),
            *("camp", False, "place", None),
        ),
        (
            "last-crossing",
            "where",
            "on the border of anbar",
            "the crossing",
            True,
            "crossing",
            None,
        ),
        ("bridge", "at", "33.1, 44.05", "bridge", False, "bridge", 500.0),
        ("front", "file", "../geodata/front.geojson", "front", False, "place", None),
    ]
    asked = story.places["camp"].asked
    problem = asked.problem("what", "fix", start=asked.value.index("last"), width=4)
    assert problem.excerpt[problem.column - 1 :].startswith("last-crossing")


def test_events(tmp_path: Path) -> None:
    story, _ = parse(tmp_path, STORY)
    falls, camp = story.events
    assert (falls.id, falls.title, falls.status, falls.keep) == (
        *("ramadi-falls", "Ramadi falls", "claimed", "hidden"),
    )
    assert falls.when is not None
    assert falls.when.start == date(2015, 5, 17)
    assert falls.at == ("ramadi",)
    assert falls.show == (Show("anbar", "is"), Show("baghdad", None))
    assert falls.moves == (Move("ramadi", "last-crossing", "displaced", "112,000 people", 112_000),)
    assert falls.text == "[Islamic State](group:is) takes it.\n"
    assert falls.view == ("ramadi", "bridge")
    sky, other = falls.sources
    assert (sky.publisher, sky.url, sky.note) == ("Sky News", "https://example.org/a", "Seen.")
    assert sky.date is not None
    assert (other.publisher, other.url, other.date) == ("", "http://example.org", None)
    assert (camp.id, camp.at, camp.status, camp.keep) == (
        *("camp", ("camp", "front"), "reported", "dimmed"),
    )
    assert (camp.text, camp.when, camp.show, camp.moves, camp.view) == ("", None, (), (), ())


@pytest.mark.parametrize(
    "name, slug",
    [("Anbar 2015.yaml", "anbar-2015"), ("الأنبار.yaml", "الأنبار"), ("!.yaml", "story")],
)
def test_slug_is_made_from_the_name_of_the_file(tmp_path: Path, name: str, slug: str) -> None:
    assert parse(tmp_path, STORY, name)[0].slug == slug


def test_defaults_of_the_shortest_story(tmp_path: Path) -> None:
    text = "title: x\nevents:\n  - title: سقوط الرمادي\n"
    story, problems = parse(tmp_path, text)
    assert all(problem.warning for problem in problems)
    assert (story.language, story.layout, story.basemap, story.dateline) == (
        *("en", "steps", Basemap(), None),
    )
    assert story.events[0].id == "سقوط-الرمادي"


def test_what_can_be_read_is_returned_beside_the_problems(tmp_path: Path) -> None:
    text = STORY.replace("ramadi: Ramadi", "Ramadi: Ramadi\n  other: {at: nowhere}")
    text = text.replace("color: orange", "color: zzzzzz").replace("at: ramadi\n", "at: Ramadi\n")
    text = text.replace("- {id: camp,", "- {id: camp, whn: now,").replace(
        "keep: hidden", "keep: [x]"
    )
    story, problems = parse(tmp_path, text)
    assert len([problem for problem in problems if not problem.warning]) > 4
    assert {"Ramadi", "other", "anbar"} <= set(story.places)
    assert list(story.groups) == ["is"]
    assert [event.id for event in story.events] == ["ramadi-falls", "camp"]
    assert story.events[0].at == ("Ramadi",)
    assert story.events[0].keep == "dimmed"


def test_a_key_that_is_misspelt_is_read_as_it_was_meant(tmp_path: Path) -> None:
    story, problems = parse(tmp_path, STORY.replace("title: Ramadi falls", "Title: Ramadi falls"))
    assert [p.what for p in problems] == ["event 1 has an unknown key 'Title'"]
    assert story.events[0].title == "Ramadi falls"


@pytest.mark.parametrize(
    "canary", ["{{7*191}}", "${x}", "</script>", "<img onerror=x>", "a\u2028b", "`", "{# x #}"]
)
def test_every_text_of_a_story_is_what_was_typed(tmp_path: Path, canary: str) -> None:
    typed = "'" + canary + "'"
    text = f"""\
title: {typed}
summary: {typed}
byline: {typed}
look_in: {typed}
groups: {{is: {{label: {typed}, color: blue}}}}
places:
  a: {{name: {typed}, at: "33.1, 44.1"}}
  b: {{name: {typed}, area: {typed}}}
events:
  - id: x
    title: {typed}
    at: a
    moves: [{{from: a, to: b, group: is, label: {typed}}}]
    text: {typed}
    alt: {typed}
    sources: [{{publisher: {typed}, note: {typed}}}]
corrections: [{{date: 2015-05-27, text: {typed}}}]
"""
    story, problems = parse(tmp_path, text)
    assert problems == []
    event, (a, b) = story.events[0], story.places.values()
    assert {
        *(story.title, story.summary, story.byline, story.look_in[0].value),
        *(story.groups["is"].label, a.name, b.name, b.asked.value),
        *(event.title, event.moves[0].label, event.text, event.alt),
        *(event.sources[0].publisher, event.sources[0].note, story.corrections[0].text),
    } == {canary}


def test_loop_is_told_once_and_lines_into_it_are_not(tmp_path: Path) -> None:
    places = "".join(f"  p{n}: 10 km from p{n + 1}\n" for n in range(3_000))
    rest = "  p3000: 1 km from p2999\nevents: [{title: a, at: p0}]\n"
    loops = [what for what in told(tmp_path, f"title: x\nplaces:\n{places}{rest}") if "→" in what]
    assert loops == ["places cannot say where they are by one another: p2999 → p3000 → p2999"]


def test_names_in_a_phrase_are_ids_or_names_in_any_case(tmp_path: Path) -> None:
    places = "  a: {name: The Bridge, where: 1 km from b}\n  b: 2 km from the bridge\n"
    text = f"title: x\nplaces:\n{places}events: [{{title: a, at: a}}]\n"
    assert "places cannot say where they are by one another: a → b → a" in told(tmp_path, text)


@pytest.mark.parametrize(
    "typed",
    ["../geodata/a.geojson", "a.GeoJSON", "images/../a.csv", "sub/a.gpkg", "../a.json", "a b.kml"],
)
def test_file_inside_the_project_is_taken(tmp_path: Path, typed: str) -> None:
    text = f"title: x\nplaces: {{a: {{file: {typed}}}}}\nevents: [{{title: a, at: a}}]\n"
    story, problems = parse(tmp_path, text)
    assert all(problem.warning for problem in problems)
    assert story.places["a"].asked.value == typed


@pytest.mark.parametrize(
    "typed, what",
    [
        ("../../a.geojson", "is outside the project's folder"),
        ("link/a.geojson", "is outside the project's folder"),
        ("../geodata/../../../a.csv", "is outside the project's folder"),
        ("/a.geojson", "is a path that only this machine has"),
        ("~/a.geojson", "is a path that only this machine has"),
        ("C:/a.geojson", "is a path that only this machine has"),
        ("..\\a.geojson", "has a backslash"),
        ("https://example.org/a.geojson", "is a web address"),
        ("file:///a.geojson", "is a web address"),
        ("a.shp", "is not a kind of file"),
        ("a.geojson.exe", "is not a kind of file"),
    ],
)
def test_file_elsewhere_is_refused(tmp_path: Path, typed: str, what: str) -> None:
    (tmp_path / "project" / "stories").mkdir(parents=True)
    (tmp_path / "project" / "stories" / "link").symlink_to(tmp_path)
    text = f"title: x\nplaces: {{a: {{file: '{typed}'}}}}\nevents: [{{title: a, at: a}}]\n"
    assert [w for w in told(tmp_path, text) if w.startswith("'file' of place 'a'") and what in w]


@pytest.mark.parametrize(
    "typed, language",
    [("ar", "ar"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("ckb", "ckb"), ("no", "no")],
)
def test_language_tags(tmp_path: Path, typed: str, language: str) -> None:
    story, _ = parse(tmp_path, STORY.replace("EN-gb", typed))
    assert story.language == language


@pytest.mark.parametrize(
    "typed, fix",
    [
        ("english", "write language: en"),
        ("Deutsch", "write language: de"),
        ("العربية", "write language: ar"),
        ("en_GB", "write language: en-GB"),
        ("Frensh", "did you mean 'fr', for French?"),
        ("en-XX", "write its BCP 47 tag, such as en, ar, pt-BR or zh-Hant"),
        ("qqq", "write its BCP 47 tag, such as en, ar, pt-BR or zh-Hant"),
    ],
)
def test_other_languages_are_refused_with_the_tag(tmp_path: Path, typed: str, fix: str) -> None:
    _, (problem,) = parse(tmp_path, STORY.replace("EN-gb", typed))
    assert problem.fix == fix


@pytest.mark.parametrize("typed", ["112000", "112,000", "112 000", "112’000", "1"])
def test_counts(tmp_path: Path, typed: str) -> None:
    story, problems = parse(tmp_path, STORY.replace("112 000", f'"{typed}"'))
    assert problems == []
    assert story.events[0].moves[0].count == int("".join(filter(str.isdigit, typed)))


@pytest.mark.parametrize("typed", ["0", "-5", "112.000", "1e5", "many", "112k", "1,12", "9" * 20])
def test_other_counts_are_refused(tmp_path: Path, typed: str) -> None:
    _, (problem,) = parse(tmp_path, STORY.replace("112 000", f'"{typed}"'))
    assert "is not a whole number above 0" in problem.what


@pytest.mark.parametrize(
    "typed, fix",
    [
        ("www.example.org/a", "write https://www.example.org/a"),
        ("example.org", "write https://example.org"),
        ("//example.org/a", "write https://example.org/a"),
        ("[a](https://example.org/a)", "write the address alone: https://example.org/a"),
        ("<https://example.org>", "write the address alone: https://example.org"),
        ("javascript:alert(1)", "write it from https:// on, as the browser's address bar shows it"),
        ("https://", "write it from https:// on, as the browser's address bar shows it"),
        ("ftp://example.org", "write it from https:// on, as the browser's address bar shows it"),
        ("https://[example", "copy it anew from the browser's address bar"),
        ("Sky News", "write it from https:// on, as the browser's address bar shows it"),
    ],
)
def test_links_that_are_none(tmp_path: Path, typed: str, fix: str) -> None:
    _, (problem,) = parse(tmp_path, STORY.replace("url: http://example.org", f"url: '{typed}'"))
    assert problem.fix == fix


@pytest.mark.parametrize(
    "typed, color",
    [
        *(("red", "vermillion"), ("#D55E00", "vermillion"), ("#d50", "vermillion")),
        *(("Blue", "blue"), ("skyblue", "sky"), ("pink", "purple"), ("grey", "black")),
        *(("#0000FF", "blue"), ("yelow", "yellow"), ("#222", "black")),
    ],
)
def test_other_colors_are_refused_with_the_nearest(tmp_path: Path, typed: str, color: str) -> None:
    story, (problem,) = parse(tmp_path, STORY.replace("color: vermillion", f"color: '{typed}'"))
    assert problem.fix.startswith(f"did you mean '{color}'? The palette has: vermillion, blue,")
    assert story.groups["is"].color == color


def test_links_in_text_count_as_use(tmp_path: Path) -> None:
    text = """\
title: x
summary: y
groups: {is: {label: IS, color: blue}, b: {label: B, color: black}}
places: {a: A, c: C, d: D}
events:
  - title: t
    at: a
    alt: y
    sources: [{publisher: z}]
    text: "[x](group:is) [y](place:c)"
"""
    assert told(tmp_path, text) == [
        "group 'b' is used by no event",
        "place 'd' is used by no event",
    ]
