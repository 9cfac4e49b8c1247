"""Whatever a writer or a data file says comes out as that text, and nothing of it runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from mapstory.build import build_site, read_map_story

CANARIES = {
    "jinja": "{{7*191}}",
    "block": "{% for",
    "comment": "{# x #}",
    "script": "${window.ran=1}",
    "backtick": "a`b",
    "close": "</script><script>window.ran=1</script>",
    "html": "<!-- <img src=x onerror=window.ran=1>",
    "lines": "a\u2028b\u2029c",
    "quotes": "\"'\\ \\u0041 &amp; &lt;",
    "import": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
}


def project(folder: Path, canary: str) -> Path:
    """A story with the canary in every string that a writer may choose, and in its data files."""
    (folder / "stories").mkdir()
    (folder / "geodata").mkdir()
    square = [[[44, 33], [44.2, 33], [44.2, 33.2], [44, 33.2], [44, 33]]]
    shape = {
        "type": "Feature",
        "properties": {"name": f"shape {canary}", canary: canary},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    (folder / "geodata" / "shape.geojson").write_text(json.dumps(shape), encoding="utf-8")
    row = '"{0}","{1}",town,33.4,43.9,3000,"{2}","{2}"\n'
    own = "name,alternate_names,kind,lat,lon,precision_m,source,note\n" + row.format(
        "Own town", f"other {canary}".replace('"', '""'), f"source {canary}".replace('"', '""')
    )
    (folder / "geodata" / "gazetteer.csv").write_text(own, encoding="utf-8")
    said = f"said {canary} end"
    story = {
        "title": f"title {canary}",
        "summary": f"summary {canary}",
        "byline": f"byline {canary}",
        "dateline": "2015-05-24",
        "look_in": "Iraq",
        "groups": {"g": {"label": f"label {canary}", "color": "blue"}},
        "places": {
            "own": {"name": f"own {canary}", "at": "33.4, 43.9"},
            "listed": "Own town",
            "shape": {"file": "../geodata/shape.geojson"},
            "ring": {"name": f"ring {canary}", "where": "around 10 km from own"},
        },
        "events": [
            {
                "id": "one",
                "title": f"event {canary}",
                "at": ["own", "listed", "shape", "ring"],
                "show": [{"place": "own", "group": "g"}],
                "moves": [{"from": "own", "to": "shape", "label": f"move {canary}", "group": "g"}],
                "text": said,
                "alt": f"alt {canary}",
                "sources": [
                    {
                        "publisher": f"publisher {canary}",
                        "note": f"note {canary}",
                        "date": "2015-05-01",
                    }
                ],
            }
        ],
        "corrections": [{"date": "2015-06-01", "text": f"correction {canary}"}],
    }
    path = folder / "stories" / "canary.yaml"
    path.write_text(json.dumps(story, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    return path


@pytest.mark.parametrize("canary", CANARIES.values(), ids=list(CANARIES))
def test_every_string_arrives_as_it_was_and_nothing_runs(
    open_page: Callable[..., Page], tmp_path: Path, canary: str
) -> None:
    story = read_map_story(project(tmp_path, canary))
    build_site([story], tmp_path / "site", whole=True)
    page = open_page((tmp_path / "site" / "canary" / "index.html").as_uri())
    page.wait_for_function("() => document.querySelector('.is-drawn:not(.mapstory-flying)')")
    text = " ".join(page.evaluate("document.body.textContent").split())
    flat = " ".join(canary.split())
    for said in (
        "title", "byline", "event", "own", "ring", "shape", "publisher", "note", "alt", "correction",
        "label",
    ):  # fmt: skip
        assert f"{said} {flat}" in text, said
    labels = page.locator(".mapstory-label").all_text_contents()
    assert any(canary.split(maxsplit=1)[0] in label for label in labels)
    assert page.evaluate("window.ran") is None
    assert "1337" not in text
    assert f"title {flat}" in " ".join(page.title().split())
    assert flat in " ".join(page.get_attribute("meta[name=description]", "content").split())  # type: ignore[union-attr]
    block = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/json\"]').textContent)"
    )
    assert block["layers"][0]["moves"][0]["label"] == f"move {canary}"


@pytest.mark.parametrize("canary", CANARIES.values(), ids=list(CANARIES))
def test_a_saved_notebook_map_runs_nothing_either(
    open_page: Callable[..., Page], tmp_path: Path, canary: str
) -> None:
    story_map = read_map_story(project(tmp_path, canary)).map()
    story_map.save(str(tmp_path / "saved.html"))
    page = open_page((tmp_path / "saved.html").as_uri())
    page.locator(".leaflet-container").wait_for()
    text = " ".join(page.evaluate("document.body.textContent").split())
    assert f"event {' '.join(canary.split())}" in text
    assert page.evaluate("window.ran") is None
    assert "1337" not in text
