from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from mapstory.source import read_source
from mapstory.story import parse_story, schema

ROOT = Path(__file__).parents[1]
MISTAKES = ROOT / "tests" / "mistakes"
ADVICE = [*MISTAKES.glob("advice-*.yaml"), *MISTAKES.glob("*-used-nowhere.yaml")]
VALID = sorted([*(ROOT / "stories").glob("*.yaml"), *ADVICE])
REFUSED_BY_SHAPE = [
    *("key-unknown", "key-capital", "key-other-word", "protect-without-unit"),
    *("image-is-text", "layout-unknown", "title-missing"),
    *("title-empty", "events-missing", "events-empty", "event-without-title", "event-is-text"),
    *("group-without-color", "place-without-where", "source-without-publisher", "view-as-list"),
    *("basemap-without-attribution", "basemap-url-and-file", "basemap-key-unknown"),
    *("move-without-target", "places-as-list", "events-without-dashes", "title-is-list"),
    *("moves-without-dash", "group-is-text", "id-not-a-slug", "event-id-not-a-slug", "color-red"),
    *("color-hex", "status-other-word", "keep-misspelt", "kind-misspelt", "link-without-scheme"),
    *("link-that-runs", "coordinates-three", "place-twice-where", "correction-without-text"),
]


@pytest.fixture(scope="module")
def validator() -> Any:
    return jsonschema.Draft7Validator(schema())


def as_editor_reads(path: Path) -> Any:
    """Return a story as an editor's YAML 1.2 would: numbers are numbers, dates are text."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in resolvers if not tag.endswith(("timestamp", "bool"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506, made from SafeLoader


def as_text(path: Path) -> Any:
    """Return a story with every value as it was typed."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506, only text


def test_schema_is_up_to_date() -> None:
    written = (ROOT / "mapstory.schema.json").read_text(encoding="utf-8")
    made = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    assert made == written, "run: python -m mapstory.story > mapstory.schema.json"


def test_schema_is_a_draft_07_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema())
    assert schema()["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_every_story_that_is_read_is_valid(path: Path, validator: Any) -> None:
    _, problems = parse_story(read_source(path), path=path)
    assert all(problem.warning for problem in problems)
    for story in (as_editor_reads(path), as_text(path)):
        assert [error.message for error in validator.iter_errors(story)] == []


@pytest.mark.parametrize("name", REFUSED_BY_SHAPE)
def test_what_is_refused_for_its_shape_is_not_valid(name: str, validator: Any) -> None:
    assert not validator.is_valid(as_editor_reads(MISTAKES / f"{name}.yaml"))


def test_every_key_is_described_and_has_examples_that_are_valid() -> None:
    checked = 0
    for part in parts_of(schema()):
        for key in part.get("properties", {}).values():
            assert key["description"].endswith((".", ")"))
        for example in part.get("examples", ()):
            checked += 1
            jsonschema.Draft7Validator(part).validate(example)
    assert checked > 20


def parts_of(part: Any) -> list[dict[str, Any]]:
    """Return every schema inside a schema, itself included."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    own = [part] if isinstance(part, dict) and "title" not in part.get("description", {}) else []
    return own + [found for value in inner for found in parts_of(value)]
