from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from mapstory.text import Fault, check_markdown, plain, render_markdown

COLORS = {"is": "vermillion", "government": "blue"}
PLACES = {"karmah", "camp", "كرمة"}
STEPS = {"flight", "ramadi-falls"}

TAGS = {
    "p": set(),
    "strong": set(),
    "em": set(),
    "s": set(),
    "code": set(),
    "br": set(),
    "hr": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "blockquote": set(),
    "span": {"class", "title"},
    "button": {"type", "class", "data-place", "data-group", "title"},
    "a": {"href", "target", "rel", "title"},
}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


class Reading(HTMLParser):
    """What a browser makes of the HTML: its tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def check(text: str) -> list[Fault]:
    return check_markdown(text, groups=COLORS, places=PLACES, steps=STEPS)


def render(text: str) -> Markup:
    return render_markdown(text, colors=COLORS)


def read(text: str) -> Reading:
    return Reading(str(render(text)))


VERMILLION = (
    '<button type="button" class="mapstory-group mapstory-color-vermillion" data-group="is">'
)
BUTTON = '<button type="button" class="mapstory-place" data-place="'
KEPT = '<span class="mapstory-kept">'
NEW = ' target="_blank" rel="noopener"'


@pytest.mark.parametrize(
    "text,html",
    [
        ("**b** *i* ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>\n"),
        ("one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>\n"),
        ("one  \ntwo", "<p>one<br>\ntwo</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
        (
            "[Islamic *State*](group:is)",
            f"<p>{VERMILLION}Islamic <em>State</em></button></p>\n",
        ),
        ("[al Karmah](place:karmah)", f'<p>{BUTTON}karmah">al Karmah</button></p>\n'),
        (
            'At ("[al Karmah](place:karmah)"), and',
            f'<p>At {KEPT}(&quot;{BUTTON}karmah">al Karmah</button>&quot;),</span> and</p>\n',
        ),
        (
            "[al Karmah](place:karmah)’s",
            f'<p>{KEPT}{BUTTON}karmah">al Karmah</button>’</span>s</p>\n',
        ),
        ("[الكرمة](place:كرمة)", f'<p>{BUTTON}كرمة">الكرمة</button></p>\n'),
        ("[earlier](#step-flight)", '<p><a href="#step-flight">earlier</a></p>\n'),
        (
            '[w](https://e.org/ä?b=1&c="2 "title")',
            f'<p><a href="https://e.org/%C3%A4?b=1&amp;c=%222"{NEW} title="title">w</a></p>\n',
        ),
        (
            "<HTTP://example.org>",
            f'<p><a href="HTTP://example.org"{NEW}>HTTP://example.org</a></p>\n',
        ),
        ("<desk@example.org>", '<p><a href="mailto:desk@example.org">desk@example.org</a></p>\n'),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert check(text) == []
    assert render(text) == html


CANARIES = [
    "{{7*191}}",
    "{% for",
    "{# x #}",
    "${x}",
    "`",
    "</script>",
    "<!--",
    "<img onerror=alert(1) src=x>",
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "a\u2028b\u2029c",
    "<b>bold</b>",
    "<?php x ?>",
    "<![CDATA[x]]>",
    "<!DOCTYPE html>",
    "| a | b |",
    "[Note]: word",
    "[sic] (https://example.org)",
    "www.example.org https://example.org",
    "(c) -- ... \"quoted\" 'so'",
    "C:\\Users",
    "snake_case_word 2 * 3 * 4",
    "a & b; AT&T",
    "jav\tascript:alert(1)",
]


@pytest.mark.parametrize("canary", CANARIES)
def test_what_is_not_markdown_comes_out_as_it_was_typed(canary: str) -> None:
    for text in (f"x {canary} x", f"*x* {canary} x"):
        assert check(text) == []
        reading = read(text)
        assert reading.text == f"{text.replace('*x*', 'x')}\n"
        assert {tag for tag, _ in reading.tags} <= {"p", "em"}
        assert plain(text) == " ".join(text.replace("*x*", "x").split())


@pytest.mark.parametrize(
    "text,shown",
    [
        ("    indented", "indented"),
        ("[Note]: he said", "[Note]: he said"),
        ("[Note]: he", "[Note]: he"),
        ("```js\nx\n```", "js x"),
        ("<div>\n*x*\n</div>", "<div> x </div>"),
        ("&lt;b&gt; &copy;", "<b> ©"),
    ],
)
def test_no_word_is_swallowed(text: str, shown: str) -> None:
    assert check(text) == []
    assert " ".join(read(text).text.split()) == shown


AS_TEXT = "put a backslash before its first bracket to show it as text"
NOT_MADE = f"begin it with https://, mailto:, group:, place: or #step-, or {AS_TEXT}"


@pytest.mark.parametrize(
    "text,what,fix",
    [
        (
            "[x](group:iss)",
            "there is no group 'iss' in the story",
            "did you mean 'group:is'?",
        ),
        (
            "[x](group:zzz)",
            "there is no group 'zzz' in the story",
            "write one of: group:government, group:is",
        ),
        (
            "[x](place:karma)",
            "there is no place 'karma' in the story",
            "did you mean 'place:karmah'?",
        ),
        (
            "[x](#step-fligth)",
            "there is no step 'fligth' in the story",
            "did you mean '#step-flight'?",
        ),
        ("[x](#flight)", "there is no step 'flight' in the story", "did you mean '#step-flight'?"),
        ("[x](groups:is)", "links to 'groups:…' are not made", "did you mean 'group:'?"),
        ("[x](Place:karmah)", "links to 'Place:…' are not made", "did you mean 'place:'?"),
        (
            "[x](place: karmah)",
            "a link to a group, a place or a step cannot be read",
            "write it without spaces, such as [word](place:karmah)",
        ),
        (
            "[x] (group:is)",
            "a link to a group, a place or a step cannot be read",
            "write it without spaces, such as [word](place:karmah)",
        ),
        (
            "[x](//example.org/a)",
            "the address '//example.org/a' is not whole",
            "write https://example.org/a",
        ),
        (
            "[x](www.example.org)",
            "the address 'www.example.org' is not whole",
            "write https://www.example.org",
        ),
        (
            "[x](page.html)",
            "the address 'page.html' is not whole",
            f"write it whole, beginning with https://, or {AS_TEXT}",
        ),
        ("[x]()", "a link leads nowhere", f"write its address, or {AS_TEXT}"),
        (
            "[x](https://)",
            "'https://' is not a web address",
            "write it whole, such as https://example.org/page",
        ),
        (
            "[x](http://[bad)",
            "'http://[bad' is not a web address",
            "write it whole, such as https://example.org/page",
        ),
        (
            "[x](mailto:desk)",
            "'mailto:desk' is not a mail address",
            "write it as mailto:desk@example.org",
        ),
        (
            "[x](<https://example.org/a b>)",
            "the address 'https://example.org/a b' has a space or a backslash in it",
            "write %20 for a space",
        ),
        ("[x](javascript:alert(1))", "links to 'javascript:…' are not made", NOT_MADE),
        ("[x](JaVaScript:alert(1))", "links to 'JaVaScript:…' are not made", NOT_MADE),
        ("[x](&#106;avascript:y)", "links to 'javascript:…' are not made", NOT_MADE),
        ("[x](javascript&colon;y)", "links to 'javascript:…' are not made", NOT_MADE),
        ("[x](vbscript:y)", "links to 'vbscript:…' are not made", NOT_MADE),
        ("[x](data:text/html,y)", "links to 'data:…' are not made", NOT_MADE),
        ("[x](file:///etc/passwd)", "links to 'file:…' are not made", NOT_MADE),
        ("<javascript:alert(1)>", "links to 'javascript:…' are not made", NOT_MADE),
        ("[](place:karmah)", "a link has no words", "write them between the square brackets"),
        (
            "[a <https://example.org> b](group:is)",
            "a link stands inside another link",
            "take one of the two away",
        ),
        (
            "![x](a.png)",
            "a picture stands in the text",
            "take it out: pictures come with a later version",
        ),
        (
            "# Title",
            "the text has a heading, and the step's title is its heading",
            "use **bold**, or put a backslash before the # to show it",
        ),
        (
            "Title\n---",
            "the text has a heading, and the step's title is its heading",
            "use **bold**, or leave an empty line above the ---",
        ),
        (
            ">" * 200 + " x",
            "lists and quotations stand too deep in one another",
            "take out a few",
        ),
    ],
)
def test_what_cannot_be_published_is_refused_with_what_to_write(
    text: str, what: str, fix: str
) -> None:
    assert check(text) == [Fault(0, what, fix)]


def test_a_story_without_groups_says_so() -> None:
    faults = check_markdown("[x](group:is)", groups=(), places=(), steps=())
    assert [fault.fix for fault in faults] == [
        "the story has no groups: add one, or take the link away"
    ]


def test_a_fault_has_the_line_of_its_link() -> None:
    text = (
        "Fine [x](group:is).\n\nSecond\nparagraph `code\nruns on` [x](group:no)\n\n"
        "- a\n- b\n  [x](place:no)\n\n> q\n> [x](place:no)\r\n\r\n# Title"
    )
    assert [fault.line for fault in check(text)] == [4, 8, 11, 13]


@pytest.mark.parametrize(
    "text,said",
    [
        ("**Ramadi** [falls](group:is)\nat  last.\n\n- `x`\n- y", "Ramadi falls at last. x y"),
        ("one\\\ntwo", "one two"),
        ("<b>&amp;", "<b>&"),
        ("", ""),
    ],
)
def test_plain_is_the_words_on_one_line(text: str, said: str) -> None:
    assert plain(text) == said


MARKED = st.text(
    st.one_of(
        st.sampled_from("*_`[]()<>!#|~-+>.:&;\\\"'{}%$/ \n\t1\u2028\xa0ab"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *CANARIES,
                *(
                    "[a](",
                    "](",
                    ")",
                    "<",
                    ">",
                    "javascript:x",
                    "&#106;avascript:",
                    "//h",
                    "![",
                    "**",
                ),
                *("[x](group:is)", "[x](place:karmah)", "[x](#step-flight)", "https://e.org", "\n"),
                *('"', "'", " onclick=x ", "data:", "mailto:a@b", "> ", "- ", "\\"),
            ]
        ),
        MARKED,
    ),
    max_size=12,
).map("".join)


@given(st.one_of(MARKED, PIECES))
@example('[x](<place:"><script>alert(1)</script>>)')
@example('[x](https://e.org/"onmouseover="alert(1))')
@example("[x](https://e.org '\"><script>')")
def test_nothing_that_a_writer_types_runs(text: str) -> None:
    faults = check(text)
    reading = read(text)
    assert reading.open == []
    for tag, attributes in reading.tags:
        assert tag in TAGS or (tag in HEADINGS and faults)
        assert attributes.keys() <= TAGS.get(tag, set())
        address = attributes.get("href") or ""
        if tag == "a":
            assert re.match(r"https?://|mailto:|#step-", address, re.IGNORECASE)
        assert attributes.get("class") in (
            None,
            "mapstory-kept",
            "mapstory-place",
            "mapstory-group mapstory-color-vermillion",
            "mapstory-group mapstory-color-blue",
        )
    if not faults:
        buttons = [a for t, a in reading.tags if t == "button"]
        assert all(a.get("data-place") in {None, *PLACES} for a in buttons)
        assert all(a.get("data-group") in {None, *COLORS} for a in buttons)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60))
def test_what_is_escaped_comes_out_as_the_same_text(text: str) -> None:
    words = " ".join(text.split())
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)
    escaped = re.sub(r"^([0-9]+)", r"&#8203;\1", escaped)
    assert check(escaped) == []
    assert read(escaped).text.removeprefix("\u200b").strip() == words.strip()


@given(st.text("abc de*_`~#>-+.1!|{}%$\n\u2028é\u0627", max_size=60))
def test_no_letter_is_lost_or_made(text: str) -> None:
    def letters(words: str) -> list[str]:
        return [letter for letter in words if letter.isalpha()]

    assert letters(read(text).text) == letters(text)
    assert letters(plain(text)) == letters(text)


@pytest.mark.parametrize("piece", ["[", "![", "[a](", "*a _b ", "`", "> ", "<", "&", "~~a ", "[]("])
def test_long_heaps_of_signs_are_read_in_good_time(piece: str) -> None:
    text = piece * 1000
    check(text)
    assert read(text).open == []
