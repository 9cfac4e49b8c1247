"""YAML events -> nodes: what a story has no use for is refused, and read past where it can be."""

from __future__ import annotations

import re
from collections.abc import Mapping as AbcMapping
from typing import cast

import yaml

from mapstory.errors import StoryError
from mapstory.source.nodes import Mapping, Node, Sequence, Source, Text, Unreadable
from mapstory.source.quotes import quoted

LONGEST_TEXT = 100_000
DEEPEST = 50

# What YAML 1.2 calls non-printable, and the byte order mark, which nobody means to type.
CONTROL = re.compile("[\0-\b\v\f\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def _start(event: yaml.Event) -> yaml.Mark:
    """Return where an event begins: PyYAML's parser always says."""
    return cast("yaml.Mark", event.start_mark)


def _end(event: yaml.Event) -> yaml.Mark:
    """Return where an event ends."""
    return cast("yaml.Mark", event.end_mark)


class Composer:
    """
    Puts the events of one document together; `stand_ins` are characters to be put back.

    What was refused and read past is in `source.faults` afterwards, and the line (from 0) where a
    second document begins is in `second`.
    """

    def __init__(
        self, source: Source, loader: yaml.SafeLoader, stand_ins: AbcMapping[int, str]
    ) -> None:
        self._source = source
        self._loader = loader
        self.second: int | None = None
        self._stand_ins = stand_ins

    def document(self) -> Node:
        """
        Return the file's one document.

        Raises yaml.MarkedYAMLError where PyYAML gives up, and StoryError where there is
        nothing to read or too deep a nesting to read on.
        """
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise self._empty()
        root = self._node(self._next(), depth=1)
        if isinstance(root, Text) and not root.value:
            raise self._empty()
        self._next()
        after = self._next()
        if isinstance(after, yaml.DocumentStartEvent):
            what = "'---' begins a second document, and a story is one"
            self._fault(after, what, "take this line out", width=3)
            self.second = _start(after).line
        return root

    def _next(self) -> yaml.Event:
        try:
            return cast("yaml.Event", self._loader.get_event())  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError) as error:  # chr() of an escape beyond Unicode
            mark = self._loader.get_mark()
            raise yaml.scanner.ScannerError(
                "while scanning a double-quoted scalar",
                mark,
                "found unknown escape character",
                mark,
            ) from error

    def _empty(self) -> StoryError:
        empty = self._source.problem(
            1, 1, 1, "the file is empty", "begin with a title, such as: title: The battle for Anbar"
        )
        return StoryError(self._source.faults or [empty])

    def _fault(
        self, event: yaml.Event, what: str, fix: str, *, width: int = 1, warning: bool = False
    ) -> None:
        mark = _start(event)
        problem = self._source.problem(
            mark.line + 1, mark.column + 1, width, what, fix, warning=warning
        )
        self._source.faults.append(problem)

    def _node(self, event: yaml.Event, *, depth: int, item: bool = False) -> Node:
        if depth > DEEPEST and isinstance(event, yaml.CollectionStartEvent):
            self._fault(
                event,
                f"lists and keys are nested more than {DEEPEST} deep here",
                "close the brackets that are open before it; no part of a story goes deeper than 6",
            )
            raise StoryError(self._source.faults)
        self._refuse_properties(event)
        match event:
            case yaml.ScalarEvent():
                return self._text(event)
            case yaml.SequenceStartEvent():
                return self._sequence(event, depth=depth)
            case yaml.MappingStartEvent():
                return self._mapping(event, depth=depth, item=item)
            case _:
                return Unreadable(self._source, *self._place(event))

    def _place(self, event: yaml.Event) -> tuple[int, int, int]:
        """Return line and column, from 1, and the width within the first line."""
        start = _start(event)
        return start.line + 1, start.column + 1, self._width(event, event)

    def _width(self, first: yaml.Event, last: yaml.Event) -> int:
        """Return how much of its first line a value takes."""
        start, end = _start(first), _end(last)
        if start.line != end.line:
            return max(1, len(self._source.lines[start.line]) - start.column)
        return max(1, end.column - start.column)

    def _refuse_properties(self, event: yaml.Event) -> None:
        """Tell of an alias, an anchor or a tag."""
        anchor: str | None = getattr(event, "anchor", None)
        tag: str | None = getattr(event, "tag", None)
        if anchor is None and tag is None:
            return
        line = self._source.lines[_start(event).line][_start(event).column :]
        end = _end(event)
        typed = "".join(line.split()[:1])
        if isinstance(event, yaml.ScalarEvent) and end.line == _start(event).line:
            typed = line[: end.column - _start(event).column]
        fix = f"where it is text, put it in quotes: {quoted(typed)}"
        if isinstance(event, yaml.AliasEvent) and anchor:
            what = f"'*{anchor}' is an alias to YAML, which a story has no use for"
            self._fault(event, what, f"write out what it stands for; {fix}", width=len(anchor) + 1)
        elif anchor is not None:
            what = f"'&{anchor}' is an anchor to YAML, which a story has no use for"
            self._fault(event, what, f"take it out; {fix}", width=len(anchor) + 1)
        if tag is not None:
            word = "".join(typed.split()[:1]) or tag
            what = f"'{word}' is a tag to YAML, which a story has no use for"
            self._fault(event, what, f"take it out; {fix}", width=len(word))

    def _text(self, event: yaml.ScalarEvent) -> Text:
        value = event.value.translate(self._stand_ins)
        style = event.style or ""
        line, column, width = self._place(event)
        if len(value) > LONGEST_TEXT:
            what = f"this text is longer than {LONGEST_TEXT:,} characters"
            self._fault(event, what, "shorten it, or tell it in several events")
        if CONTROL.search(value):
            what = "this text has a control character in it, written as an escape"
            self._fault(event, what, "take out the escape that begins with \\", width=width)
            value = CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
        if style in {"|", ">"}:
            width = 1
        if not style and value:
            self._warn_of_comment(event)
            self._warn_of_dash(event)
        end = _end(event)
        return Text(self._source, line, column, width, value, style, end.line + 1, end.column + 1)

    def _warn_of_comment(self, event: yaml.ScalarEvent) -> None:
        """Tell of text that a '#' cuts off: 'Checkpoint #5 falls' reads as 'Checkpoint'."""
        start, end = _start(event), _end(event)
        row = self._source.lines[end.line]
        rest = row[end.column :]
        # A colour's code after its name is a comment that is meant as one.
        if start.line == end.line and re.match(r" +#(?![\s#!]|[0-9A-Fa-f]{6}\b)", rest):
            what = "what follows ' #' is a comment, so the text ends before it"
            text = row[start.column :].rstrip()
            fix = f"put the whole text in quotes: {quoted(text)}; or put a space after '#'"
            column = end.column + len(rest) - len(rest.lstrip()) + 1
            width = len(rest.strip())
            self._source.faults.append(
                self._source.problem(end.line + 1, column, width, what, fix, warning=True)
            )

    def _warn_of_dash(self, event: yaml.ScalarEvent) -> None:
        """Tell of a list item that is indented deeper than its list, and so is read as text."""
        for number in range(_start(event).line + 1, _end(event).line + 1):
            row = self._source.lines[number]
            if row.lstrip().startswith("- "):
                column = len(row) - len(row.lstrip()) + 1
                what = "this line is read as part of the text above, because it is indented deeper"
                fix = "if it is an item of the list, put it under the '-' of the items above"
                self._source.faults.append(
                    self._source.problem(number + 1, column, 1, what, fix, warning=True)
                )

    def _sequence(self, event: yaml.SequenceStartEvent, *, depth: int) -> Sequence:
        items = []
        line, column, width = self._place(event)
        while not isinstance(inner := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(inner, depth=depth + 1, item=not event.flow_style))
        if event.flow_style:
            width = self._width(event, inner)
        return Sequence(self._source, line, column, width, tuple(items))

    def _mapping(self, event: yaml.MappingStartEvent, *, depth: int, item: bool) -> Node:
        entries: dict[str, tuple[Text, Node]] = {}
        line, column, width = self._place(event)
        told = len(self._source.faults)
        readable, restarted = True, False
        while not isinstance(inner := self._next(), yaml.MappingEndEvent):
            key = self._node(inner, depth=depth + 1)
            value_event = self._next()
            value = self._node(value_event, depth=depth + 1)
            if isinstance(key, Sequence | Mapping):
                del self._source.faults[told:]
                self._refuse_brackets(event)
                readable = False
            elif event.flow_style and _end(inner).index == _end(value_event).index:
                self._refuse_lone(inner, entries)
            elif isinstance(key, Text) and key.value in entries:
                if not restarted:
                    restarted = item and key.value == next(iter(entries))
                    self._refuse_same(inner, entries[key.value][0], key, restarted=restarted)
            elif isinstance(key, Text) and self._accept(key, inner):
                entries[key.value] = key, value
        if event.flow_style:
            width = self._width(event, inner)
        elif entries:
            width = next(iter(entries.values()))[0].width
        if not readable:
            return Unreadable(self._source, line, column, width)
        return Mapping(self._source, line, column, width, tuple(entries.values()))

    def _refuse_brackets(self, event: yaml.Event) -> None:
        """Tell of brackets where a key should be: `title: {{name}}`."""
        row = self._source.lines[_start(event).line][_start(event).column :].rstrip()
        what = "YAML takes these brackets for lists and keys, and cannot make sense of them"
        self._fault(event, what, f"put the text in quotes: {quoted(row)}", width=len(row))

    def _accept(self, key: Text, event: yaml.Event) -> bool:
        row = self._source.lines[key.line - 1]
        if key.value[:1].isspace() and not row[: key.column].strip() and not key.style:
            mark = _start(event)
            raise yaml.scanner.ScannerError(None, None, "a space that is none", mark)
        if key.value == "<<" and not key.style:
            what = "'<<' merges keys from elsewhere, which a story has no use for"
            self._fault(event, what, "write the keys out, each in a line of its own", width=2)
            return False
        return True

    def _refuse_same(self, event: yaml.Event, first: Text, key: Text, *, restarted: bool) -> None:
        """Tell of a key that stands twice; the first key of an item may begin another item."""
        where, which = f"in line {first.line}", f", in line {first.line} or in line {key.line}"
        if first.line == key.line:
            where, which = "earlier in this line", ""
        what = f"the key '{key.value}' is already {where}, and a key can stand only once"
        fix = f"keep one of the two{which}"
        if restarted:
            fix = f"if the next item of the list begins here, put '- ' before it: - {key.value}: …"
        self._fault(event, what, fix, width=key.width)

    def _refuse_lone(self, event: yaml.Event, entries: dict[str, tuple[Text, Node]]) -> None:
        """Tell of a word between commas that has no colon: `{at: 33.40, 43.91}`."""
        line, column, width = self._place(event)
        word = self._source.lines[line - 1][column - 1 : column - 1 + width]
        unreadable = Unreadable(self._source, line, column, width)
        fix = f"write '{word}: …', or take it out"
        if found := re.fullmatch(r"([\w-]+):(\S+)", word):
            fix = f"put a space after the colon: {found[1]}: {found[2]}"
            key = Text(self._source, line, column, len(found[1]), found[1])
            entries.setdefault(found[1], (key, unreadable))
        elif entries:
            key = next(reversed(entries.values()))[0]
            entries[key.value] = key, unreadable
            whole = self._source.lines[line - 1][key.column - 1 : column - 1 + width]
            fix = "a comma ends a value inside {…}; put the text in quotes"
            if key.line == line and ": " in whole:
                fix += f": {key.value}: {quoted(whole.split(': ', 1)[1])}"
        what = f"'{word}' stands alone between commas, without 'key: '"
        self._fault(event, what, fix, width=width)
