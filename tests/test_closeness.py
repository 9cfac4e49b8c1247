from __future__ import annotations

from pathlib import Path

import pytest

from mapstory.atlas.closeness import coarse_zoom
from mapstory.build import examine

STORY = """\
title: Close
summary: A story from near by.
dateline: 2020-05-05
{basemap}
places:
  farm: {{name: A farm, at: "33.40, 43.29", precision: 50 m}}
  mill: {{name: A mill, at: "33.41, 43.30", precision: 50 m}}
  mosul: Mosul
events:
  - title: At the farm
    at: farm
    text: One.
    alt: One.
    sources: [{{publisher: A}}]
  - title: On the whole
    at: [farm, mosul]
    text: Two.
    alt: Two.
    sources: [{{publisher: A}}]
{more}"""
AT_BOTH = """\
  - title: At both
    at: [farm, mill]
    text: Three.
    alt: Three.
    sources: [{publisher: A}]
"""
CARRIES = (
    "closer than the drawn base map carries: its coasts and borders may be 500 m from where they "
    "are; name a provider of tiles, as in basemap: OpenStreetMap.Mapnik, or bring a file of them, "
    "as in basemap: {file: tiles.mbtiles}"
)


def notes(tmp_path: Path, *, basemap: str = "", more: str = "") -> list[tuple[int, str]]:
    path = tmp_path / "close.yaml"
    path.write_text(STORY.format(basemap=basemap, more=more), encoding="utf-8")
    told, problems = examine(path)
    assert told is not None
    assert all(problem.warning for problem in problems)
    told_of = [(problem.line, problem.what) for problem in problems]
    return [(line, what) for line, what in told_of if "is used by no event" not in what]


def test_a_camera_closer_than_the_data_is_told_with_the_ways_out(tmp_path: Path) -> None:
    assert notes(tmp_path) == [(10, f"event 1 ('At the farm') looks {CARRIES}")]


def test_all_such_events_are_told_in_one_note(tmp_path: Path) -> None:
    assert notes(tmp_path, more=AT_BOTH) == [
        (10, f"events 1 ('At the farm') and 3 ('At both') look {CARRIES}")
    ]


@pytest.mark.parametrize("basemap", ["basemap: none", "basemap: OpenStreetMap.Mapnik"])
def test_on_another_base_map_nothing_is_told(tmp_path: Path, basemap: str) -> None:
    assert [what for _, what in notes(tmp_path, basemap=basemap) if "closer than" in what] == []


def test_two_millimetres_on_the_screen_are_500_metres() -> None:
    for lat, stretched in ((0.0, 1.0), (60.0, 2.0)):
        metres_a_pixel = 40_075_017 / 256 / 2 ** coarse_zoom(lat) / stretched
        assert 2 / 0.28 * metres_a_pixel == pytest.approx(500, rel=0.01)
