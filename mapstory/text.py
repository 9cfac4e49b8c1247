"""The Markdown of a story's text: checked for the writer, and made into HTML that runs nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup


@dataclass(frozen=True)
class Fault:
    """What is wrong in a text, and what to write instead. `line` counts from 0 in the text."""

    line: int
    what: str
    fix: str


def check_markdown(
    text: str, *, groups: Collection[str], places: Collection[str], steps: Collection[str]
) -> list[Fault]:
    """
    Return what has to change before the text can be published, in the order of its lines.

    Refused are headings, pictures, and links that lead nowhere: to a group, a place or a step
    that the story does not have, or to an address that is not whole. HTML is not a fault:
    its signs are shown as they were typed.
    """
    known = {"group:": groups, "place:": places, "#step-": steps}
    lines = re.split("\r\n?|\n", text)
    blocks = _MARKDOWN.parse(text)
    faults = [fault for block in blocks for fault in _faults_in(block, lines, known)]
    deep = next((block for block in blocks if block.level > _DEEPEST), None)
    if deep is not None:
        faults.append(
            Fault(
                _line(deep), "lists and quotations stand too deep in one another", "take out a few"
            )
        )
    return sorted(faults, key=lambda fault: fault.line)


def render_markdown(text: str, *, colors: Mapping[str, str]) -> Markup:
    """
    Return the HTML of a text in which `check_markdown` finds no fault.

    `colors` gives the colour of each group by name. `[word](group:is)` shows the word on the
    group's colour and, as `[word](place:karmah)`, is a button that the page's script
    joins to the map; `[word](#step-flight)` leads to another step. Everything else
    that is not Markdown is text, escaped; a link that a check would refuse is left as its words.
    """
    html = _MARKDOWN.render(text, {"colors": colors, "closing": []})
    html = _MARKED_BUTTON.sub(_kept_together, html)
    return Markup(html)  # noqa: S704, the parser's html option is off and the renderer escapes


def plain(text: str) -> str:
    """Return the words of a text on one line, without its markup."""
    words = (_plain(block) for block in _MARKDOWN.parse(text) if block.type == "inline")
    return " ".join(" ".join(words).split())


_DEEPEST = 20
"""The parser drops what stands more than 100 blocks deep; a reader is lost long before."""

_AS_TEXT = "put a backslash before its first bracket to show it as text"
_SCHEMES = ("group:", "place:", "https:", "http:", "mailto:")
_MARK = r"(?:&#?\w+;|[^\w\s<>&])"
_MARKED_BUTTON = re.compile(
    rf"({_MARK}{{0,3}})(<button [^>]*>(?:(?!<button).)*?</button>)({_MARK}{{0,3}})", re.DOTALL
)
"""A button and the marks that touch it: a line may break beside a button, whatever stands there."""

_UNREAD_LINK = re.compile(r"\]\s*\(\s*(?:(?:group|place)\s*:|#step-)")


class _Renderer(RendererHTML):
    """HTML as the parser writes it, but for links, which have four meanings here."""

    def link_open(self, tokens: Sequence[Token], idx: int, _: Any, env: Any) -> str:
        opening, closing = _link_tags(_href(tokens[idx]), env["colors"])
        title = tokens[idx].attrs.get("title")
        if title and opening:
            opening = f'{opening[:-1]} title="{escapeHtml(str(title))}">'
        env["closing"].append(closing)
        return opening

    def link_close(self, _tokens: Sequence[Token], _idx: int, _: Any, env: Any) -> str:
        return str(env["closing"].pop())

    def image(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return escapeHtml(tokens[idx].content)


class _Markdown(MarkdownIt):
    """A parser that keeps every link as it was typed, so that a bad one can be told."""

    def validateLink(self, _url: str) -> bool:  # noqa: N802, the parser's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


_MARKDOWN = _Markdown("js-default", renderer_cls=_Renderer).disable(
    # What a newsroom's text does not need, and what would swallow words that are not meant so:
    # an indented line as code, the word after ``` as a language, "[Note]: …" as a definition.
    ["table", "code", "fence", "reference", "html_block", "html_inline", "linkify"]
)


def _kept_together(found: re.Match[str]) -> str:
    before, _, after = found.groups()
    return f'<span class="mapstory-kept">{found[0]}</span>' if before or after else found[0]


def _link_tags(href: str, colors: Mapping[str, str]) -> tuple[str, str]:
    """Return the start and the end tag of a link; both are empty for one that leads nowhere."""
    kind, _, name = href.partition(":")
    if kind == "group" and name in colors:
        group, color = escapeHtml(name), escapeHtml(colors[name])
        classes = f"mapstory-group mapstory-color-{color}"
        return f'<button type="button" class="{classes}" data-group="{group}">', "</button>"
    if kind == "place" and name:
        place = escapeHtml(name)
        return f'<button type="button" class="mapstory-place" data-place="{place}">', "</button>"
    if href.startswith("#step-"):
        return f'<a href="{escapeHtml(href)}">', "</a>"
    if _wrong_with_address(href) is None:
        there = ' target="_blank" rel="noopener"' if kind.lower() != "mailto" else ""
        return f'<a href="{escapeHtml(normalizeLink(href))}"{there}>', "</a>"
    return "", ""


def _faults_in(
    block: Token, lines: Sequence[str], known: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    if block.type == "heading_open":
        yield Fault(_line(block), *_heading(block))
    line, links, said = _line(block), 0, True
    for token in block.children or ():
        if token.type == "link_open":
            rest = range(line, block.map[1] if block.map else line)
            here = next((n for n in rest if _href(token) in lines[n]), line)
            wrong = _wrong_with(_href(token), known) if links == 0 else _NESTED
            yield from [Fault(here, *wrong)] if wrong else []
            links, said = links + 1, False
        elif token.type == "link_close":
            yield from [] if said else [Fault(line, *_WORDLESS)]
            links, said = links - 1, True
        elif token.type == "image":
            yield Fault(line, *_PICTURE)
        elif token.type == "text" and _UNREAD_LINK.search(token.content):
            yield Fault(line, *_UNREADABLE)
        line += token.type in ("softbreak", "hardbreak")
        said = said or bool(token.content.strip())


_NESTED = "a link stands inside another link", "take one of the two away"
_WORDLESS = "a link has no words", "write them between the square brackets"
_PICTURE = "a picture stands in the text", "take it out: pictures come with a later version"
_UNREADABLE = (
    "a link to a group, a place or a step cannot be read",
    "write it without spaces, such as [word](place:karmah)",
)


def _heading(block: Token) -> tuple[str, str]:
    if block.markup.startswith("#"):
        fix = "use **bold**, or put a backslash before the # to show it"
    else:
        fix = f"use **bold**, or leave an empty line above the {block.markup * 3}"
    return "the text has a heading, and the step's title is its heading", fix


def _wrong_with(href: str, known: Mapping[str, Collection[str]]) -> tuple[str, str] | None:
    """Return what is wrong with a link and what to write instead; None: it leads somewhere."""
    for prefix, names in known.items():
        if href.startswith(prefix):
            name = href.removeprefix(prefix)
            return None if name in names else _unknown(prefix, name, names)
    if href.startswith("#"):
        return _unknown("#step-", href[1:], known["#step-"])
    return _wrong_with_address(href)


def _unknown(prefix: str, name: str, names: Collection[str]) -> tuple[str, str]:
    kind = prefix.strip("#:-")
    what = f"there is no {kind} '{name}' in the story"
    close = get_close_matches(name, sorted(names), n=1)
    if close:
        return what, f"did you mean '{prefix}{close[0]}'?"
    if names:
        return what, f"write one of: {', '.join(prefix + each for each in sorted(names))}"
    return what, f"the story has no {kind}s: add one, or take the link away"


def _wrong_with_address(href: str) -> tuple[str, str] | None:
    """Return what is wrong with a link that leaves the page; None: it is a whole address."""
    if not href:
        return "a link leads nowhere", f"write its address, or {_AS_TEXT}"
    if re.search(r"[\s\x00-\x1f\x7f\\]", href):
        return f"the address '{href}' has a space or a backslash in it", "write %20 for a space"
    scheme = re.match("[A-Za-z][A-Za-z0-9+.-]*:", href)
    if scheme is not None:
        return _wrong_with_scheme(href, scheme[0])
    what = f"the address '{href}' is not whole"
    if href.startswith(("//", "www.")):
        return what, f"write https://{href.removeprefix('//')}"
    return what, f"write it whole, beginning with https://, or {_AS_TEXT}"


def _wrong_with_scheme(href: str, scheme: str) -> tuple[str, str] | None:
    if scheme.lower() in ("http:", "https:"):
        fix = "write it whole, such as https://example.org/page"
        return None if _host(href) else (f"'{href}' is not a web address", fix)
    if scheme.lower() == "mailto:":
        mail = re.fullmatch("mailto:[^@?]+@[^@?]+([?].*)?", href, re.IGNORECASE)
        fix = "write it as mailto:desk@example.org"
        return None if mail else (f"'{href}' is not a mail address", fix)
    what = f"links to '{scheme}…' are not made"
    close = get_close_matches(scheme.lower(), _SCHEMES, n=1, cutoff=0.7)
    if close:
        return what, f"did you mean '{close[0]}'?"
    return what, f"begin it with https://, mailto:, group:, place: or #step-, or {_AS_TEXT}"


def _host(href: str) -> str | None:
    try:
        return urlsplit(href).hostname
    except ValueError:
        return None


def _href(token: Token) -> str:
    return str(token.attrs.get("href", ""))


def _line(block: Token) -> int:
    return block.map[0] if block.map else 0


def _plain(block: Token) -> str:
    said = (" " if "break" in token.type else token.content for token in block.children or ())
    return "".join(said)
