"""The sheet: what the browser is given of the base map, read back."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon, box

from mapstory.atlas import Sheet
from mapstory.atlas.mercator import projected, unprojected
from mapstory.atlas.sheet import draw_sheet

BOUNDS = (40.0, 30.0, 46.0, 35.0)
COAST = Polygon([(41, 31), (45, 31.2), (44.5, 33.7), (42, 34)], [[(42, 32), (43, 32), (42.5, 33)]])
NORTH = LineString([(41, 34), (43.21, 34.5), (45, 34)])


def drawn(**layers: list[shapely.Geometry]) -> Sheet:
    return draw_sheet(layers, name="anbar", bounds=BOUNDS, zoom=9.0)


def paths_of(sheet: Sheet) -> dict[str, str]:
    found = re.findall(r'<path class="([\w -]+)" d="([-\d mz]+)"/>', sheet.markup)
    return dict(found)


def runs_of(data: str) -> list[tuple[np.ndarray, bool]]:  # type: ignore[type-arg]
    """The points of each subpath, and whether it is closed: as a browser reads `m` and `z`."""
    runs = []
    pen = np.zeros(2)
    for numbers, end in re.findall(r"m([-\d ]+)(z?)", data):
        steps = np.array([int(n) for n in re.findall(r"-?\d+", numbers)]).reshape(-1, 2)
        points = pen + np.cumsum(steps, axis=0)
        runs.append((points, end == "z"))
        pen = points[0] if end else points[-1]
    return runs


def on_sheet(sheet: Sheet, line: shapely.Geometry) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([sheet.at(lon, lat) for lon, lat in shapely.get_coordinates(line)])


def test_web_mercator_is_that_of_the_map() -> None:
    x, y = projected([-180, 0, 43.3], [85.0511287798066, 0, 33.4])
    assert x == pytest.approx([0, 128, 158.79111], abs=1e-5)
    assert y == pytest.approx([0, 128, 102.77679], abs=1e-5)
    lon, lat = unprojected(x, y)
    assert lon == pytest.approx([-180, 0, 43.3])
    assert lat == pytest.approx([85.0511287798066, 0, 33.4], abs=1e-9)


def test_a_path_reads_back_to_where_its_points_are_within_half_a_unit() -> None:
    sheet = drawn(land=[COAST], border=[NORTH])
    rings = runs_of(paths_of(sheet)["land"])
    assert [closed for _, closed in rings] == [True, True]
    for (points, _), ring in zip(rings, shapely.get_rings(COAST), strict=True):
        assert np.abs(points - on_sheet(sheet, ring)[:-1]).max() <= 0.5
    ((line, closed),) = runs_of(paths_of(sheet)["border"])
    assert not closed
    assert np.abs(line - on_sheet(sheet, NORTH)).max() <= 0.5


def test_a_unit_is_half_a_pixel_at_the_zoom_and_the_corner_is_its_origin() -> None:
    sheet = drawn(land=[COAST])
    assert sheet.unit * 2**9 == 0.5
    west, _, _, north = BOUNDS
    assert sheet.at(west, north) == pytest.approx((0, 0), abs=1)
    assert min(sheet.at(west, north)) >= 0


def test_neighbours_share_what_they_share_on_the_sheet_too() -> None:
    left = Polygon([(41, 31), (43.1234, 31.4), (43.2345, 32.1), (42.9, 33), (41, 33)])
    right = Polygon([(43.1234, 31.4), (45, 31), (45, 33), (42.9, 33), (43.2345, 32.1)])
    sheet = drawn(a=[left], b=[right])
    ((one, _),), ((other, _),) = (runs_of(paths_of(sheet)[name]) for name in "ab")
    shared = {tuple(point) for point in one.tolist()} & {tuple(point) for point in other.tolist()}
    assert len(shared) == 3


def test_what_adds_nothing_is_left_out() -> None:
    speck = box(42, 32, 42.00001, 32.00001)
    straight = LineString([(41, 34), (42, 34), (43, 34), (43, 34.00001), (44, 34)])
    sheet = drawn(land=[speck], border=[straight], nothing=[])
    assert list(paths_of(sheet)) == ["border"]
    ((line, _),) = runs_of(paths_of(sheet)["border"])
    assert len(line) == 2


def test_a_line_that_turns_back_keeps_its_end() -> None:
    spur = LineString([(41, 34), (44, 34), (42, 34)])
    ((line, _),) = runs_of(paths_of(drawn(border=[spur]))["border"])
    assert len(line) == 3


def test_numbers_are_spelt_as_short_as_they_can_be() -> None:
    sheet = draw_sheet(
        {"line": [LineString([(0, 0), (1.40625, 0), (1.40625, 1.40611), (0, 2.81)])]},
        name="a",
        bounds=(0, 0, 10, 10),
        zoom=-1,
    )
    assert paths_of(sheet)["line"] == "m0 8 1 0 0-1-1-1"


def test_the_group_is_named_by_its_story_and_says_what_it_is() -> None:
    sheet = drawn(land=[COAST])
    assert sheet.id == "sheet_anbar"
    assert sheet.markup.startswith('<g id="sheet_anbar" class="mapstory-sheet"><path class="land"')
