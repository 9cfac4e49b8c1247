from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mapstory.errors import FileError, Problem, StoryError
from mapstory.source import Mapping, Node, Sequence, Text, read_source
from mapstory.story import parse_story

CANARIES = (
    *("{{7*191}}", "{% for x in y %}", "{# x #}", "${x}", "`", "</script>", "<!--", "-->"),
    *("<img onerror=alert(1)>", "a\u2028b", "a\u2029b", "a\x85b", "\\n", "\U0010fffd", "é\u0301"),
)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return tmp_path / "story.yaml"


def read(path: Path, text: str | bytes) -> Node:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_source(path)


def problems_of(path: Path, text: str | bytes) -> list[Problem]:
    """Return what is told of a file, as far as its YAML goes."""
    try:
        return sorted(read(path, text).source.faults)
    except StoryError as error:
        return error.problems


def values_of(node: Node) -> object:
    """Return a node as plain Python, to compare."""
    if isinstance(node, Mapping):
        return {key.value: values_of(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [values_of(item) for item in node.items]
    assert isinstance(node, Text)
    return node.value


def entry(node: Node, key: str) -> Text:
    assert isinstance(node, Mapping)
    value = next(value for name, value in node.entries if name.value == key)
    assert isinstance(value, Text)
    return value


def test_nothing_is_guessed_from_how_a_value_looks(story: Path) -> None:
    typed = ["no", "yes", "null", "~", "12:30", "0123", "3.10", "1_000", "+44", ".nan", "1e999"]
    typed += ["2015-05-18", "0x1F", "true", "0o17", "1:2:3"]
    node = read(story, f"a: [{', '.join(typed)}]\n")
    assert values_of(node) == {"a": typed}


def test_every_value_knows_its_line_and_column(story: Path) -> None:
    node = read(story, 'title: One\nevents:\n  - when: "two"\n    at: [a, bc]\n')
    assert isinstance(node, Mapping)
    (event,) = node.entries[1][1].items  # type: ignore[attr-defined]
    assert (event.line, event.column, event.width) == (3, 5, len("when"))
    when, at = (value for _, value in event.entries)
    assert (when.line, when.column, when.width) == (3, 11, len('"two"'))
    assert (at.line, at.column, at.width) == (4, 9, len("[a, bc]"))
    assert [(item.line, item.column) for item in at.items] == [(4, 10), (4, 13)]


@pytest.mark.parametrize(
    "typed",
    [
        "plain at x",
        "'it''s at x'",
        r'"\u0061 \"t\" \n at x"',
        "|\n    lines\n\n    at x\n",
        ">-\n    folded\n    lines\n    at x\n",
        "plain\n    and folded at x",
        '"quoted \\\n    and folded at x"',
    ],
)
def test_caret_is_under_a_part_of_a_text_however_it_was_typed(story: Path, typed: str) -> None:
    text = entry(read(story, f"b: 1\na: {typed}\n"), "a")
    problem = text.problem("what", "fix", start=text.value.index("x"), width=1)
    assert problem.excerpt[problem.column - 1] == "x"
    assert problem.line == 2 + typed.rstrip().count("\n")


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.sampled_from("'\"|>")
)
def test_every_character_knows_where_it_was_typed(
    tmp_path_factory: pytest.TempPathFactory, value: str, style: str
) -> None:
    typed = yaml.dump({"a": value}, default_style=style, allow_unicode=True, width=30)
    text = entry(read(tmp_path_factory.getbasetemp() / "typed.yaml", typed), "a")
    assert text.value == value.replace("\ufeff", "\N{REPLACEMENT CHARACTER}")
    for offset, character in enumerate(text.value):
        line, column = text.spot(offset)
        there = text.source.lines[line - 1][column - 1 : column]
        assert character.isspace() or there in {character, "\\"}


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("style", ["'", '"', "|"])
def test_text_is_what_was_typed(story: Path, canary: str, style: str) -> None:
    typed = {
        "'": "'" + canary.replace("'", "''") + "'",
        '"': '"' + canary.replace("\\", "\\\\").replace('"', '\\"') + '"',
        "|": f"|-\n  {canary}",
    }[style]
    node = read(story, f"before: x\ntext: {typed}\nafter: y\n")
    assert values_of(node) == {"before": "x", "text": canary, "after": "y"}
    assert entry(node, "after").line == (4 if style == "|" else 3)


def test_separators_inside_plain_text_are_kept_and_are_no_line_breaks(story: Path) -> None:
    node = read(story, "a: x\u2028y\x85z\u2029w\nb: c\n")
    assert values_of(node) == {"a": "x\u2028y\x85z\u2029w", "b": "c"}
    assert entry(node, "b").line == 2


def test_byte_order_mark_and_windows_line_ends_are_nothing(story: Path) -> None:
    node = read(story, b"\xef\xbb\xbfa: b\r\nc: |\r\n  d\r\n  e\r\n")
    assert values_of(node) == {"a": "b", "c": "d\ne\n"}
    assert node.source.lines[0] == "a: b"


REFUSED = [
    ("a: &x b\n", 1, 4, "'&x' is an anchor"),
    ("a: *x\n", 1, 4, "'*x' is an alias"),
    ("a: !!str b\n", 1, 4, "'!!str' is a tag"),
    ("a: !b c\n", 1, 4, "'!b' is a tag"),
    ("a:\n  <<: {b: c}\n", 2, 3, "'<<' merges keys"),
    ("a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' is already in line 1"),
    ("a: {b: 1, b: 2}\n", 1, 11, "the key 'b' is already earlier in this line"),
    ("a: b\n---\nc: d\n", 2, 1, "'---' begins a second document"),
    ("? [a, b]\n: c\n", 1, 1, "cannot make sense of them"),
    ("a: {{b}}\n", 1, 4, "cannot make sense of them"),
    ('a: "x\\0y"\n', 1, 4, "a control character in it, written as an escape"),
    ('a: "\\ud800"\n', 1, 4, "a control character in it, written as an escape"),
    ('a: "\\U00110000"\n', 1, 5, "a backslash in double quotes"),
    ("a: x\x00y\n", 1, 5, "an invisible control character here (U+0000)"),
    ("a: x\x1by\n", 1, 5, "an invisible control character here (U+001B)"),
    ("a: b\n\ufeffc: d\n", 2, 1, "an invisible control character here (U+FEFF)"),
    (f"a: {'x' * 100_001}\n", 1, 4, "this text is longer than 100,000 characters"),
    ("%YAML 2.0\n---\na: b\n", 1, 1, "a line cannot begin with '%'"),
    ("", 1, 1, "the file is empty"),
    ("# nothing yet\n", 1, 1, "the file is empty"),
    ("---\n", 1, 1, "the file is empty"),
    (
        "a: caf\u00e9\n".encode("latin-1"),
        1,
        7,
        "byte 0xE9 means nothing there (it may be meant as 'é')",
    ),
    (b"a: b\r\nc: \xff\xfe\n", 2, 4, "not in UTF-8: byte 0xFF"),
    ("a: b\n".encode("utf-16"), 0, 0, "the file is in UTF-16"),
    ("a: b\n".encode("utf-16-be"), 0, 0, "the file is in UTF-16"),
    ("a: b\n" * 200_000 + "x", 0, 0, "the file is larger than 1 MB"),
    ("[" * 51 + "]" * 51, 1, 51, "nested more than 50 deep"),
    ("".join(" " * n + "a:\n" for n in range(60)), 51, 51, "nested more than 50 deep"),
]


@pytest.mark.parametrize("text, line, column, what", REFUSED)
def test_refused_with_its_place(
    story: Path, text: str | bytes, line: int, column: int, what: str
) -> None:
    told = [p for p in problems_of(story, text) if what in p.what]
    assert [(p.line, p.column, p.warning) for p in told] == [(line, column, False)]
    assert told[0].fix


def test_fifty_levels_and_a_megabyte_are_read(story: Path) -> None:
    assert problems_of(story, "[" * 50 + "]" * 50) == []
    assert problems_of(story, "a: b\n#" + "x" * 999_993 + "\n") == []


@pytest.mark.parametrize("opening", ["[", "{", "- ", "{a: ", "? "])
def test_deep_nesting_is_refused_quickly(story: Path, opening: str) -> None:
    started = time.monotonic()
    (problem,) = problems_of(story, opening * 100_000)
    assert "nested more than 50 deep" in problem.what
    assert time.monotonic() - started < 15


def test_alias_bomb_is_refused_without_going_off(story: Path) -> None:
    rows = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    told = problems_of(story, "\n".join(rows))
    assert {p.line for p in told} == set(range(1, 41))
    assert all("an alias" in p.what or "an anchor" in p.what for p in told)


def test_all_mistakes_of_a_file_are_told_at_once(story: Path) -> None:
    text = 'a: b: c\nd:e\nf: "g\nh: @i\nj: [k, l\nm: n\n'
    assert [p.line for p in problems_of(story, text)] == [1, 2, 3, 4, 5]


def test_lines_that_could_be_mended_are_read_as_they_were_meant(story: Path) -> None:
    node = read(story, 'a: b: c\nd:e\nf: "g\nh: @i\nj: [k, l\nm: n\n')
    assert values_of(node) == {
        "a": "b: c",
        "d": "e",
        "f": "g",
        "h": "@i",
        "j": ["k", "l"],
        "m": "n",
    }


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "anbar-2015.yaml").write_text("title: x\n")
    for path, told in (
        ("anbar-2016.yaml", "there is no such file\n  fix: did you mean anbar-2015.yaml?"),
        (
            ".",
            "this is a folder, not a story\n  fix: name the file in it, such as ./anbar-2015.yaml",
        ),
        ("\0.yaml", "this file cannot be read"),
    ):
        with pytest.raises(FileError) as caught:
            read_source(Path(path))
        assert str(caught.value).startswith(f"{path}: {told}")


def test_path_is_told_as_it_would_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stories").mkdir()
    node = read(tmp_path / "stories" / "a.yaml", "a: b\n")
    assert node.source.path == "stories/a.yaml"


@given(st.text())
def test_any_text_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    check_any(tmp_path_factory.getbasetemp() / "any.yaml", text)


@given(st.text(alphabet="ab: -[]{}'\"#|>&*!%@`\t\n\\,?~\u00a0\u2028\x85."))
def test_any_punctuation_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    check_any(tmp_path_factory.getbasetemp() / "any.yaml", text)


@given(st.binary())
def test_any_bytes_are_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    check_any(tmp_path_factory.getbasetemp() / "any.yaml", content)


def check_any(path: Path, text: str | bytes) -> None:
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        _, problems = parse_story(read(path, content), path=path)
    except StoryError as error:
        problems = error.problems
    for problem in problems:
        assert problem.what
        assert problem.fix
        assert problem.path.endswith("any.yaml")
