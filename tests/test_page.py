from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from mapstory.build import read_map_story
from mapstory.page import Page, render_index, render_page
from mapstory.publish import Entry
from mapstory.wording import words

STORY = """\
title: "The <b>road</b> & the {{7*191}} camp"
summary: "What was \\"reported\\" & what was not."
byline: Foreign desk
dateline: 2015-05-24
language: en
basemap: none
groups:
  army: {label: The army, color: blue}
  away: {label: People on the road, color: orange}
  never: {label: Named and never shown, color: vermillion}
places:
  town: {at: "33.4256, 43.2992", name: Ramadi, kind: town}
  city: {at: "33.3406, 44.4009", name: Baghdad, kind: capital}
events:
  - id: first
    title: The "first" <step>
    when: 2015-05
    at: town
    show: [{place: town, group: army}]
    text: "Told of [Ramadi](place:town) and [the army](group:army)."
    alt: A town.
    sources:
      - {publisher: A paper, url: "https://example.org/a?b=1&c=2", date: 2015-05-23, note: P. 3}
      - {publisher: A witness}
  - id: second
    title: The road
    at: [town, city]
    moves: [{from: town, to: city, group: away, label: on foot}]
    text: No markup <i>here</i>.
    status: claimed
    sources: [{url: "https://example.org/only"}]
  - id: third
    title: Nowhere
    text: No place at all.
corrections:
  - {date: 2015-05-26, text: "An earlier version named <another> town."}
"""

ARABIC = """\
title: معركة الأنبار
summary: ما نُقل وما لم يُنقل.
language: ar
dateline: 2015-05-24
basemap: none
places:
  town: {at: "33.4256, 43.2992", name: الرمادي, kind: town}
events:
  - title: سقوط الرمادي
    at: town
    text: "سقطت [الرمادي](place:town)."
    sources: [{publisher: صحيفة}]
  - title: الطريق
    text: لا مكان.
"""

VOID = {"meta", "link", "br", "img", "hr", "input"}


@dataclass
class Element:
    """An element of a page as a browser reads it: its attributes, and what is in it."""

    tag: str
    attrs: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        parts = (part if isinstance(part, str) else part.text for part in self.inside)
        return " ".join("".join(parts).split())

    def __iter__(self) -> Iterator[Element]:
        yield self
        for part in self.inside:
            if isinstance(part, Element):
                yield from part

    def all(self, tag: str | None = None, class_: str | None = None) -> list[Element]:
        return [
            each
            for each in self
            if tag in {None, each.tag}
            and (class_ is None or class_ in each.attrs.get("class", "").split())
        ]

    def one(self, tag: str | None = None, class_: str | None = None) -> Element:
        (found,) = self.all(tag, class_)
        return found


class Reader(HTMLParser):
    """Reads HTML and holds it to closing every element that it opens, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parsed(html: str) -> Element:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root]
    assert html.startswith("<!doctype html>")
    return reader.root.one("html")


def rendered(folder: Path, text: str, *, name: str = "story") -> Page:
    path = folder / "stories" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_map_story(path).page()


def html_of(page: Page) -> Element:
    return parsed(page.files[f"{page.entry.slug}/index.html"].decode())


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return rendered(tmp_path_factory.mktemp("english"), STORY)


@pytest.fixture(scope="module")
def html(page: Page) -> Element:
    return html_of(page)


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Element:
    return html_of(rendered(tmp_path_factory.mktemp("arabic"), ARABIC))


def pieces_of(element: Element) -> list[str]:
    """What the elements just inside an element say, one by one."""
    return [each.text for each in element.inside if isinstance(each, Element)]


def hash_of(script: Element) -> str:
    (content,) = script.inside
    assert isinstance(content, str)
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def only(elements: list[Element], test: Callable[[Element], bool]) -> Element:
    (found,) = [element for element in elements if test(element)]
    return found


# --- the page


def test_the_page_says_its_language_and_direction(html: Element) -> None:
    article = html.one("article")
    for element in (html, article):
        assert (element.attrs["lang"], element.attrs["dir"]) == ("en", "ltr")
    assert len(html.all("main")) == 1


def test_what_a_writer_types_is_what_a_reader_reads(html: Element) -> None:
    title = "The <b>road</b> & the {{7*191}} camp"
    assert html.one("title").text == title
    assert html.one("h1").text == title
    description = only(html.all("meta"), lambda meta: meta.attrs.get("name") == "description")
    assert description.attrs["content"] == 'What was "reported" & what was not.'
    assert html.one("p", "mapstory-summary").text == 'What was "reported" & what was not.'
    assert pieces_of(html.one("p", "mapstory-byline")) == ["Foreign desk", "24 May 2015"]
    assert "1337" not in html.text


def test_headings_step_down_one_at_a_time(html: Element) -> None:
    levels = [int(each.tag[1]) for each in html if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_each_step_is_a_section_that_its_heading_names(html: Element) -> None:
    steps = html.all("section", "mapstory-step")
    assert [step.attrs["id"] for step in steps] == ["step-first", "step-second", "step-third"]
    for step in steps:
        heading = step.one("h2")
        assert step.attrs["aria-labelledby"] == heading.attrs["id"]
    assert [step.one("h2").text for step in steps] == [
        'The "first" <step>',
        "The road",
        "Nowhere",
    ]
    assert [step.attrs["data-counter"] for step in steps] == ["1 of 3", "2 of 3", "3 of 3"]
    assert steps[0].attrs["data-announced"] == 'Step 1 of 3: The "first" <step>'


def test_a_step_says_when_where_and_how_well_it_is_known(html: Element) -> None:
    first, second, third = html.all("section", "mapstory-step")
    assert pieces_of(first.one("p", "mapstory-when")) == ["May 2015", "Ramadi"]
    assert first.one("time").attrs["datetime"] == "2015-05"
    assert pieces_of(second.one("p", "mapstory-when")) == ["Ramadi", "Baghdad"]
    assert third.all("p", "mapstory-when") == []
    assert first.one("p", "mapstory-alt").text == "What the map shows: A town."
    assert first.all("p", "mapstory-status") == []
    status = second.one("p", "is-claimed")
    assert status.one("b").text == words("en")["status_claimed"]
    assert status.text.endswith(words("en")["status_claimed_means"])
    places = second.one("div", "mapstory-places")
    known = words("en")["precision_point"]
    assert [item.text for item in places.all("li")] == [f"Ramadi {known}", f"Baghdad {known}"]
    assert third.all("div", "mapstory-places") == []


def test_the_words_of_a_step_are_whole_before_any_script_runs(html: Element) -> None:
    texts = [step.one("div", "mapstory-text").text for step in html.all("section", "mapstory-step")]
    assert texts == [
        "Told of Ramadi and the army.",
        "No markup <i>here</i>.",
        "No place at all.",
    ]


def test_whatever_is_pressed_is_a_button_with_a_name(html: Element) -> None:
    buttons = html.all("button")
    assert all(button.attrs["type"] == "button" for button in buttons)
    assert all(button.text or button.attrs.get("aria-label") for button in buttons)
    assert {name for button in buttons for name in button.attrs["class"].split()} >= {
        "mapstory-previous",
        "mapstory-next",
        "mapstory-restart",
        "mapstory-zoom-in",
        "mapstory-zoom-out",
        "mapstory-place",
    }
    assert html.one("button", "mapstory-previous").attrs["aria-disabled"] == "true"
    following = html.one("button", "mapstory-next")
    assert "aria-disabled" not in following.attrs
    assert following.text == 'Start The "first" <step>'
    for element in html:
        assert not [name for name in element.attrs if name.startswith("on")]
        if element.tag not in {"a", "button"}:
            assert element.attrs.get("role") not in {"button", "link"}


def test_each_step_has_a_link_and_each_link_a_step(html: Element) -> None:
    trail = html.one("nav")
    assert trail.attrs["aria-label"]
    links = trail.all("a")
    assert [link.attrs["href"] for link in links] == ["#step-first", "#step-second", "#step-third"]
    assert [link.text for link in links] == [
        '1 The "first" <step> May 2015',
        "2 The road",
        "3 Nowhere",
    ]
    assert [link.attrs.get("aria-current") for link in links] == [None, None, None]
    # By the number and the headline: the title beside them is laid out only where it is shown.
    named = {each.attrs["id"]: each.text for each in html if "id" in each.attrs}
    names = [" ".join(named[i] for i in link.attrs["aria-labelledby"].split()) for link in links]
    assert names == ['1 The "first" <step>', "2 The road", "3 Nowhere"]


def test_ids_are_there_once_and_what_points_at_one_finds_it(html: Element) -> None:
    ids = [each.attrs["id"] for each in html if "id" in each.attrs]
    assert len(ids) == len(set(ids))
    for each in html:
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            assert set(each.attrs.get(name, "").split()) <= set(ids)
        if each.attrs.get("href", "").startswith("#"):
            assert each.attrs["href"][1:] in ids


def test_the_opening_and_the_end_are_states_of_their_own(html: Element) -> None:
    opening, *steps, end = html.all(class_="mapstory-state")
    assert "is-current" in opening.attrs["class"].split()
    assert opening.one("h1").text == "The <b>road</b> & the {{7*191}} camp"
    assert opening.attrs["data-counter"] == "3 steps"
    assert opening.attrs["data-announced"] == f"{opening.one('h1').text}. 3 steps."
    assert opening.one("p", "mapstory-alt").text == (
        "What the map shows: All that the story shows: Ramadi, Baghdad."
    )
    assert len(steps) == 3
    assert end.attrs["id"] == "end"
    assert end.one("h2").text == "Sources and credits"
    assert end.all("h3")[0].text == "Sources"


def test_the_end_lists_the_sources_of_the_whole_story_each_once(tmp_path: Path) -> None:
    event = "  - {title: %s, text: x, sources: [{publisher: A paper, note: P. %d}]}\n"
    text = "title: T\nbasemap: none\nevents:\n" + event % ("One", 3) + event % ("Two", 4)
    sources = html_of(rendered(tmp_path, text)).one("section", "mapstory-all-sources")
    assert sources.one("h3").text == "Source"
    assert [item.text for item in sources.all("li")] == ["A paper"]  # the pages are in the steps


def test_a_story_of_one_step_has_nothing_before_or_after_it(tmp_path: Path) -> None:
    text = "title: T\nbasemap: none\nevents:\n  - {title: Only, text: x}\n"
    html = html_of(rendered(tmp_path, text))
    assert html.one("button", "mapstory-next").attrs["aria-disabled"] == "true"
    assert html.one("button", "mapstory-next").text == "Next"
    assert {"is-first", "is-last"} <= set(html.one("article").attrs["class"].split())
    for absent in ("mapstory-summary", "mapstory-byline", "mapstory-legend", "mapstory-sources"):
        assert html.all(class_=absent) == []
    assert html.all(class_="mapstory-corrections") == []
    assert len(html.all(class_="mapstory-state")) == 1


def test_the_legend_has_the_groups_that_are_on_the_map_and_no_other(html: Element) -> None:
    legend = html.one("ul", "mapstory-legend")
    assert legend.attrs["aria-label"]
    assert [(item.attrs["data-group"], item.text) for item in legend.all("li")] == [
        ("army", "The army"),
        ("away", "People on the road"),
    ]


def test_sources_are_told_with_what_is_known_of_them(html: Element) -> None:
    first, second, third = html.all("section", "mapstory-step")
    sources = first.one("div", "mapstory-sources")
    assert sources.one("h3").text == "Sources"
    paper, witness = sources.all("li")
    assert pieces_of(paper) == ["A paper", ", 23 May 2015", "P. 3"]
    assert witness.text == "A witness"
    alone = second.one("div", "mapstory-sources")
    assert alone.one("h3").text == "Source"
    assert alone.one("a").text == "https://example.org/only"
    assert third.all("div", "mapstory-sources") == []


def test_a_link_to_another_site_tells_it_nothing(html: Element) -> None:
    links = [link for link in html.all("a") if "//" in link.attrs["href"]]
    assert [link.attrs["href"] for link in links] == [
        "https://example.org/a?b=1&c=2",
        "https://example.org/only",
    ] * 2  # at the step, and at the end
    for link in links:
        assert set(link.attrs["rel"].split()) >= {"noopener", "noreferrer"}


def test_corrections_stand_on_the_page_with_their_day(html: Element) -> None:
    corrections = html.one("section", "mapstory-corrections")
    assert corrections.one("h3").text == "Corrections"
    assert corrections.one("p").text == "26 May 2015 An earlier version named <another> town."
    assert corrections.one("time").attrs["datetime"] == "2015-05-26"


# --- what the page may run and load


def test_one_script_runs_and_one_block_holds_the_data(page: Page, html: Element) -> None:
    inline, running, block = html.all("script")
    assert inline.attrs == {}
    assert running.inside == []
    assert set(running.attrs) == {"defer", "src"}
    assert f"{page.entry.slug}/{running.attrs['src']}" in page.files
    assert block.attrs["type"] == "application/json"
    (data,) = block.inside
    assert isinstance(data, str)
    told = json.loads(data)
    anchors = ["", "step-first", "step-second", "step-third", "end"]
    assert [step["anchor"] for step in told["steps"]] == anchors
    assert told["steps"][1]["title"] == 'The "first" <step>'
    script = page.files[f"{page.entry.slug}/{running.attrs['src']}"].decode()
    assert f'"{block.attrs["id"]}"' in script
    assert f'"{html.one(class_="folium-map").attrs["id"]}"' in script


def test_the_policy_lets_nothing_run_but_the_pages_own_files(page: Page, html: Element) -> None:
    policy = only(
        html.all("meta"), lambda m: m.attrs.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in policy.attrs["content"].split("; "))
    inline = only(html.all("script"), lambda script: not {"src", "type"} & script.attrs.keys())
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'self' {hash_of(inline)}",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    head = [each for each in html.one("head").inside if isinstance(each, Element)]
    assert head.index(policy) < min(
        number for number, each in enumerate(head) if each.tag in {"script", "link", "style"}
    )
    assert html.all("style") == []
    assert [each.tag for each in html if "style" in each.attrs] == []
    for content in page.files.values():
        assert b"unsafe-inline" not in content


def test_every_file_of_a_page_is_linked_relatively_and_every_link_is_a_file(
    page: Page, html: Element
) -> None:
    loaded = [
        each.attrs.get("src") or each.attrs["href"]
        for each in html
        if "src" in each.attrs or each.tag == "link"
    ]
    files = {path for path in page.files if path != page.entry.picture}
    files = {path.removeprefix("story/") for path in files} - {"index.html"}
    assert files == {link for link in loaded if not link.startswith("data:")}
    assert all(path.startswith("story/") for path in page.files)
    inner = [a.attrs["href"] for a in html.all("a") if "//" not in a.attrs["href"]]
    assert [link for link in inner if not link.startswith("#")] == ["../index.html"]
    style = next(content for path, content in page.files.items() if path.endswith(".css"))
    assert re.findall(rb"url\((?!['\"]?data:)", style) == []
    assert b"@import" not in style
    # Made smaller, a descendant stays a descendant: also where a rule stands in a container query.
    assert b".mapstory-reading :is(a, button, h1, h2)" in style
    assert b".mapstory :focus-visible" in style


def test_what_a_writer_types_cannot_close_the_block_or_open_an_element(tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=alert(1)><!--<script>"
    event = f"  - {{title: '{hostile}', text: '{hostile}'}}\n"
    text = f"title: '{hostile}'\nbasemap: none\nevents:\n{event}"
    html = html_of(rendered(tmp_path, text))
    assert html.all("img") == []
    assert len(html.all("script")) == 3
    assert html.one("h1").text == hostile
    assert html.one("section", "mapstory-step").one("h2").text == hostile
    assert html.one("div", "mapstory-text").text == hostile
    (data,) = html.all("script")[-1].inside
    assert isinstance(data, str)
    assert json.loads(data)["steps"][0]["title"] == hostile


# --- Arabic, and odd names


def test_a_story_in_arabic_runs_from_right_to_left_in_arabic(arabic: Element) -> None:
    for element in (arabic, arabic.one("article")):
        assert (element.attrs["lang"], element.attrs["dir"]) == ("ar", "rtl")
    assert arabic.one("h1").text == "معركة الأنبار"
    assert [link.attrs["href"] for link in arabic.one("nav").all("a")] == [
        "#step-سقوط-الرمادي",
        "#step-الطريق",
    ]
    assert arabic.one("button", "mapstory-next").text == "ابدأ سقوط الرمادي"
    assert arabic.one("p", "mapstory-counter").text == "عدد الخطوات: 2"
    assert arabic.one("div", "mapstory-sources").text == "المصدر صحيفة"
    assert arabic.one("div", "mapstory-places").one("li").text == (
        f"الرمادي {words('ar')['precision_point']}"
    )
    (data,) = arabic.all("script")[-1].inside
    assert isinstance(data, str)
    assert (json.loads(data)["language"], json.loads(data)["dir"]) == ("ar", "rtl")


@pytest.mark.parametrize(
    "name, slug",
    [
        ("2015 Anbar", "2015-anbar"),
        ("Čapljina & Żółw", "capljina-zołw"),
        ("الأنبار", "الأنبار"),
        ("戦い 1", "戦い-1"),
        ("𝔄", "a"),
        ("new", "new"),
    ],
)
def test_any_name_of_a_file_makes_identifiers_that_a_browser_reads(
    name: str, slug: str, tmp_path: Path
) -> None:
    page = rendered(
        tmp_path, "title: T\nbasemap: none\nevents:\n  - {title: E, text: x}\n", name=name
    )
    assert page.entry.slug == slug
    html = html_of(page)
    script = page.files[f"{slug}/{html.all('script')[1].attrs['src']}"].decode()
    ours = script[script.rindex("mapstory.begin(") :]
    variables = re.findall(r"([^\s,;]+)=L\.", ours)
    assert len(variables) == 2  # the map and the one layer
    assert all(re.fullmatch(r"[A-Za-z_]\w*", variable, re.ASCII) for variable in variables)
    assert f'"{html.all("script")[-1].attrs["id"]}"' in ours


def test_two_stories_on_one_page_share_no_name(tmp_path: Path) -> None:
    text = "title: T\nbasemap: none\nevents:\n  - {title: E, text: x}\n"
    blocks = set()
    for name in ("الأنبار", "الانبار", "a b", "ab", "a-5f-b"):
        blocks.add(html_of(rendered(tmp_path, text, name=name)).all("script")[-1].attrs["id"])
    assert len(blocks) == 5


# --- credits


def test_what_the_sources_of_places_ask_for_is_said_and_linked_once(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(STORY, encoding="utf-8")
    told = read_map_story(path)
    osm = "© OpenStreetMap contributors, ODbL 1.0: https://www.openstreetmap.org/copyright"
    told.places["credit"] = [f"{osm}\nA <b>paper</b>: javascript:alert(1)", osm]
    html = html_of(render_page(told.story, told.places, told.narrative, told.atlas, told.pictures))
    said = pieces_of(html.one("section", "mapstory-credits"))
    assert said[-2:] == [
        "© OpenStreetMap contributors, ODbL 1.0.",
        "A <b>paper</b>: javascript:alert(1).",
    ]
    for where in (html.one("section", "mapstory-credits"), html.one("p", "mapstory-credit")):
        link = where.one("a")
        assert link.text == "© OpenStreetMap contributors, ODbL 1.0"
        assert link.attrs["href"] == "https://www.openstreetmap.org/copyright"


def test_nothing_is_credited_that_is_not_on_the_page(html: Element) -> None:
    assert pieces_of(html.one("section", "mapstory-credits")) == [
        "Credits",
        words("en")["credit_towns"],
    ]


# --- the list of stories


def entry(slug: str, dateline: str, **changes: str) -> Entry:
    values = {
        "slug": slug,
        "title": slug.title(),
        "summary": "",
        "language": "en",
        "direction": "ltr",
        "dateline_text": f"on {dateline}" if dateline else "",
        "dateline_iso": dateline,
    }
    return Entry(**(values | changes), steps=9, picture=f"{slug}/opening.svg")


def index_of(*entries: Entry) -> Element:
    return parsed(render_index(entries)["index.html"].decode())


def test_the_list_has_the_latest_story_first_and_equals_by_title() -> None:
    html = index_of(
        entry("undated", ""),
        entry("older", "2014-12-31"),
        entry("beta", "2015-05-24"),
        entry("latest", "2016"),
        entry("alpha", "2015-05-24"),
    )
    order = ["latest", "alpha", "beta", "older", "undated"]
    assert [a.attrs["href"] for a in html.all("a")] == [f"{slug}/index.html" for slug in order]
    assert [h.text for h in html.all("h2")] == [slug.title() for slug in order]
    assert [time.attrs["datetime"] for time in html.all("time")] == [
        "2016", "2015-05-24", "2015-05-24", "2014-12-31",
    ]  # fmt: skip
    assert len(html.all("h1")) == 1


def test_the_list_does_not_depend_on_the_order_in_which_stories_were_built() -> None:
    entries = [entry("a", "2015"), entry("b", "2015"), entry("c", "2016"), entry("d", "")]
    assert render_index(entries) == render_index(entries[::-1])


def test_the_list_is_in_the_language_of_its_stories_if_they_share_one() -> None:
    arabic = entry("anbar", "2015", title="الأنبار", language="ar", direction="rtl")
    shared = index_of(arabic)
    assert (shared.attrs["lang"], shared.attrs["dir"]) == ("ar", "rtl")
    assert shared.one("h1").text == "كل القصص"
    mixed = index_of(arabic, entry("road", "2014"))
    assert (mixed.attrs["lang"], mixed.attrs["dir"]) == ("en", "ltr")
    assert [(item.attrs["lang"], item.attrs["dir"]) for item in mixed.all("li")] == [
        ("ar", "rtl"),
        ("en", "ltr"),
    ]


def test_the_list_runs_nothing_and_writes_what_is_typed() -> None:
    title = "<script>alert(1)</script> & {{7*7}}"
    files = render_index([entry("a", "2015", title=title, summary='"so"')])
    html = parsed(files["index.html"].decode())
    assert html.all("script") == html.all("style") == []
    assert html.one("h2").text == title
    assert html.one("p", "mapstory-index-summary").text == '"so"'
    links = {link.attrs["href"] for link in html.all("link")} - {"data:,"}
    assert links == set(files) - {"index.html", "stories.json", ".nojekyll"}
    assert "unsafe-inline" not in files["index.html"].decode()
    (told,) = json.loads(files["stories.json"])["stories"]
    assert told["title"] == title


def test_a_card_has_a_map_and_says_how_long_a_story_is_and_in_which_language() -> None:
    arabic = entry("anbar", "2015", language="ar", direction="rtl")
    html = index_of(arabic, entry("road", "2014"))
    assert [facts.text for facts in html.all("p", "mapstory-index-facts")] == [
        "عدد الخطوات: 9 العربية",
        "9 steps English",
    ]
    assert [image.attrs["src"] for image in html.all("img")] == [
        "anbar/opening.svg",
        "road/opening.svg",
    ]
    assert {image.attrs["alt"] for image in html.all("img")} == {""}
    alone = index_of(entry("road", "2014"))
    assert alone.one("p", "mapstory-index-facts").text == "9 steps"


def test_a_list_of_no_stories_is_a_page() -> None:
    html = index_of()
    assert html.one("h1").text == "All stories"
    assert html.all("li") == []


def test_a_story_without_a_summary_is_listed_with_how_it_begins(tmp_path: Path) -> None:
    text = "title: T\nbasemap: none\nevents:\n  - {title: E, text: It **began** here.}\n"
    assert rendered(tmp_path, text).entry.summary == "It began here."
    assert rendered(tmp_path, STORY).entry.summary == 'What was "reported" & what was not.'
