"""Protected places from end to end: the program is run, and all it writes and says is searched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from math import pi
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

import mapstory
from mapstory import build
from mapstory.build import build_site, examine, read_map_story
from mapstory.errors import StoryError
from mapstory.page import Page
from mapstory.places import desk, protection
from mapstory.places.found import Found
from mapstory.places.protection import find_protected
from mapstory.protect import LeakError, Secret
from mapstory.protect.grid import cell_at
from mapstory.story import Place, Story

PROGRAM = (sys.executable, "-m", "mapstory")
GEOD = Geod(ellps="WGS84")
CELL = cell_at((41.3, 32.2), 5_000)  # in the desert, far from any town
TRUE, OTHER = CELL.inside(0.33, 0.36), CELL.inside(0.81, 0.7)
NEAR_DEG = 0.012  # 1.1 km: a pair of published figures as near as this to the truth is a leak

STORY = """\
title: A story
summary: It can be told.
dateline: 2015-05-24
basemap: {basemap}
places:
{places}
events:
  - title: Something happens
    at: [{ids}]
    text: {text}
    alt: What there is.
    sources: [{{publisher: Desk}}]
"""


def write_story(
    folder: Path, places: str, *, text: str = "Words.", basemap: str = "none", name: str = "story"
) -> Path:
    path = folder / "stories" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    (folder / "geodata").mkdir(exist_ok=True)
    lines = [line for line in places.strip().splitlines() if line.strip()]
    ids = [line.split(":")[0] for line in lines if not line.startswith(" ")]
    told = STORY.format(
        places="\n".join(f"  {line}" for line in lines), ids=", ".join(ids), text=text,
        basemap=basemap,
    )  # fmt: skip
    path.write_text(told, encoding="utf-8")
    return path


def run(
    folder: Path, *words: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, **(env or {})},
    )  # fmt: skip


def written(folder: Path) -> dict[str, bytes]:
    """All that a build wrote: the site, and what is new in geodata."""
    files = [*(folder / "site").rglob("*"), *(folder / "geodata").glob("*.places.geojson")]
    return {str(p.relative_to(folder)): p.read_bytes() for p in files if p.is_file()}


# --- a searcher that shares nothing with the one in the program


def path_points(data: str, origin: list[float], unit: float) -> Iterator[tuple[float, float]]:
    """The corners of a path of whole units of Web Mercator, as longitude and latitude."""
    to_degrees = Transformer.from_crs(3857, 4326, always_xy=True)
    metres = 2 * pi * 6378137 / 256
    x, y = origin
    for line in re.findall(r"m[^m]*", data):
        numbers = [int(n) * unit for n in re.findall(r"-?\d+", line)]
        start = None
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            start = start or (x, y)
            yield to_degrees.transform((x - 128) * metres, (128 - y) * metres)
        if line.endswith("z") and start:
            x, y = start


def polyline_points(packed: str) -> list[tuple[float, float]]:
    points, values, value, shift = [], [0, 0], 0, 0
    which = 0
    for character in packed:
        chunk = ord(character) - 63
        if not 0 <= chunk < 64:
            return []
        value |= (chunk & 31) << shift
        shift += 5
        if chunk < 32:
            values[which] += ~(value >> 1) if value & 1 else value >> 1
            if which:
                points.append((values[0] / 1e4, values[1] / 1e4))
            which, value, shift = 1 - which, 0, 0
    return points


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)


def sightings(content: bytes, lon: float, lat: float, near: float = NEAR_DEG) -> list[str]:
    """Everything in a file that could be the position: as degrees, minutes, metres or a line."""
    text = unescape(content.decode("utf-8"))
    found = []
    numbers = [float(n) for n in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", text)]
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat)
    for a, b in pairwise(numbers):
        for first, second in ((a, b), (b, a)):
            if abs(first - lon) < near and abs(second - lat) < near:
                found.append(f"{a}, {b}")
            if abs(first - x) < near * 111_000 and abs(second - y) < near * 111_000:
                found.append(f"metres {a}, {b}")
    for degrees in (lon, lat):
        minutes = int(degrees % 1 * 60)
        found += re.findall(rf"{int(degrees)}\s*°\s*0?{minutes}\s*[′'].{{0,12}}", text)
    for block in re.findall(
        r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL
    ):
        grid = json.loads(block).get("grid")
        for path in re.findall(r'class="mapstory-shape" d="([^"]*)"', text) if grid else ():
            found += [
                f"path through {p}"
                for p in path_points(path, grid["origin"], grid["unit"])
                if abs(p[0] - lon) < near and abs(p[1] - lat) < near
            ]
        for string in strings_in(json.loads(block)):
            found += [
                f"line through {p}"
                for p in polyline_points(string)
                if abs(p[0] - lat) < near and abs(p[1] - lon) < near
            ]
    return found


def test_the_searcher_of_these_tests_finds_what_is_there(tmp_path: Path) -> None:
    lon, lat = TRUE
    write_story(tmp_path, f'house: {{name: a house, at: "{lat:.5f}, {lon:.5f}"}}')
    assert run(tmp_path, "build").returncode == 0
    seen = {name for name, content in written(tmp_path).items() if sightings(content, lon, lat)}
    assert {"site/story/index.html", "geodata/story.places.geojson"} <= seen


# --- what is published

AT = 'house: {{name: a safe house, at: "{lat:.6f}, {lon:.6f}", kind: hospital, protect: 5 km}}'
LEANING = """
post: 3 km from house
road: on the way from house to Baghdad
"""


def at(position: tuple[float, float], form: str = AT) -> str:
    return form.format(lon=position[0], lat=position[1])


def test_the_true_position_is_nowhere_in_the_output(tmp_path: Path) -> None:
    write_story(tmp_path, at(TRUE) + LEANING, basemap="atlas")
    ended = run(tmp_path, "build")
    assert (ended.returncode, ended.stdout) == (0, "")
    files = written(tmp_path)
    assert len(files) == 9
    for name, content in files.items():
        assert sightings(content, *TRUE) == [], name
    page = files["site/story/index.html"].decode()
    assert "The position is deliberately imprecise, no finer than about 5 km" in page
    block = json.loads(
        page.split('<script type="application/json"')[1].split(">", 1)[1].split("</")[0]
    )
    assert "house" not in block["shapes"]  # which has the points
    assert re.search(r'<path id="shape-house" class="mapstory-shape" d="m[-\d ]+z"/>', page)
    marks = [mark for layer in block["layers"] for mark in layer["marks"]]
    [house] = [mark for mark in marks if mark["place"] == "house"]
    assert (house["soft"], house["words"]) == (True, "deliberately imprecise")


def test_two_positions_in_one_cell_make_the_same_bytes_and_messages(tmp_path: Path) -> None:
    outcomes = []
    for number, position in enumerate((TRUE, OTHER)):
        folder = tmp_path / str(number)
        write_story(folder, at(position) + LEANING, basemap="atlas")
        built = run(folder, "build")
        checked = run(folder, "check", "--json")
        located = run(folder, "locate")
        outcomes.append(
            (
                (built.returncode, built.stdout, built.stderr),
                (checked.returncode, checked.stdout, checked.stderr),
                (located.returncode, located.stdout, located.stderr),
                written(folder),
            )
        )
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0][0] == 0


@hypothesis.settings(max_examples=12, deadline=None)
@given(
    lon=st.floats(-179.9, 179.9), lat=st.floats(-84, 84),
    protect_m=st.sampled_from([300, 5_000, 80_000]), east=st.floats(0.01, 0.99),
    south=st.floats(0.01, 0.99), precision=st.sampled_from(["", "precision: 50 m, "]),
)  # fmt: skip
def test_whatever_the_cell_its_places_are_told_alike(
    *, lon: float, lat: float, protect_m: int, east: float, south: float, precision: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("cell")
    pages = []
    for x, y in (
        (lon, lat),
        cell_at((round(lon, 6), round(lat, 6)), protect_m).inside(east, south),
    ):
        place = f'house: {{name: h, at: "{y:.6f}, {x:.6f}", {precision}protect: {protect_m} m}}'
        told = read_map_story(write_story(folder, f"{place}\npost: 1 km from house"))
        pages.append((told.page().files, told.found.lock_file.content, repr(told)))
    assert pages[0] == pages[1]


def test_the_published_cell_holds_the_place_and_is_as_wide_as_promised(tmp_path: Path) -> None:
    table = read_map_story(write_story(tmp_path, at(TRUE))).places
    shape = table.geometry["house"]
    west, south, east, north = shape.bounds
    assert shape.contains(shapely.Point(*TRUE))
    assert 5_000 <= GEOD.inv(west, north, east, north)[2] < 11_000
    assert 5_000 <= GEOD.inv(west, south, west, north)[2] < 11_000


def test_what_read_returns_says_nothing_either(tmp_path: Path) -> None:
    told = mapstory.read(write_story(tmp_path, at(TRUE) + LEANING))
    lon, lat = TRUE
    shown = f"{told.story!r} {told!r} {told.places.drop(columns='geometry').to_dict()!r}"
    for figure in (f"{lon:.3f}", f"{lat:.3f}"):
        assert figure not in shown
    row = told.places.loc["house"]
    assert (row["asked"], row["source"], row["method"]) == ("", "", "protected")


def test_several_protections_of_one_place_give_no_more_than_the_finest(tmp_path: Path) -> None:
    lon, lat = TRUE
    places = "\n".join(
        f'place-{n}: {{name: p{n}, at: "{lat:.6f}, {lon:.6f}", precision: {precision}, '
        f"protect: {protect} km}}"
        for n, (protect, precision) in enumerate(
            [(5, "10 m"), (5, "4 km"), (7, "900 m"), (12, "9 km"), (30, "50 km"), (6.5, "1 km")]
        )
    )
    table = read_map_story(write_story(tmp_path, places)).places
    common = shapely.intersection_all(list(table.geometry))
    west, south, east, north = common.bounds
    assert GEOD.inv(west, north, east, north)[2] >= 5_000
    assert GEOD.inv(west, south, west, north)[2] >= 5_000


def test_a_name_that_is_looked_up_is_withheld_and_draws_no_pin(tmp_path: Path) -> None:
    write_story(
        tmp_path,
        "base: {name: a base, where: Falluja, protect: 20 km}\n"
        "clinic: {name: a clinic, where: 2 km from Falluja, protect: 20 km}",
        basemap="none",
    )
    ended = run(tmp_path, "build")
    assert ended.returncode == 0, ended.stderr
    for name, content in written(tmp_path).items():
        assert sightings(content, 43.78599, 33.34913) == [], name
        # The lengths of the scale bar are the same on every page.
        told = re.sub(r'"scale":\[.*?\],"atlas"', "", content.decode().casefold())
        assert not any(word in told for word in ("falluja", "fallūja", "2 km", "geonames:")), name


def test_an_own_file_is_withheld_with_its_name_and_what_it_calls_the_place(tmp_path: Path) -> None:
    lon, lat = TRUE
    path = write_story(
        tmp_path, "house: {name: a house, file: ../geodata/well-of-zahra.geojson, protect: 5 km}"
    )
    ring = [[lon + dx, lat + dy] for dx, dy in ((0, 0), (0.001, 0), (0, 0.001), (0, 0))]
    feature = {
        "type": "Feature", "properties": {"name": "The well of Zahra"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip
    (tmp_path / "geodata" / "well-of-zahra.geojson").write_text(json.dumps(feature))
    ended = run(tmp_path, "build")
    assert ended.returncode == 0, ended.stderr
    for name, content in written(tmp_path).items():
        assert sightings(content, lon, lat) == [], name
        assert b"zahra" not in content.lower(), name
    assert read_map_story(path).places.geometry["house"].covers(shapely.Polygon(ring))


def test_a_phrase_about_public_places_keeps_its_shape_in_cells(tmp_path: Path) -> None:
    places = """
anbar: {area: Anbar}
camp: {name: the camp, where: somewhere in anbar, protect: 5 km}
"""
    table = read_map_story(write_story(tmp_path, places)).places
    camp, anbar = table.geometry["camp"], table.geometry["anbar"]
    assert camp.covers(anbar)
    assert camp.area < 1.2 * anbar.area


def test_a_public_name_is_chosen_alike_wherever_the_protected_place_is(tmp_path: Path) -> None:
    # Springfield means several places; a protected one beside one of them must not decide it.
    outcomes = []
    for number, (lon, lat) in enumerate(((-89.64, 39.80), (-72.58, 42.10))):
        path = write_story(
            tmp_path / str(number),
            f'house: {{name: h, at: "{lat}, {lon}", protect: 5 km}}\ntown: Springfield',
        )
        told, problems = examine(path)
        town = told.places.loc["town"].drop("geometry").to_dict() if told else None
        outcomes.append((town, [(problem.what, problem.fix) for problem in problems]))
    assert outcomes[0] == outcomes[1]


# --- what is said

MISTAKES = {
    "swapped": 'house: {at: "41.32917E 32.21763N", protect: 5 km}',
    "commas": 'house: {at: "32,21763 41,32917", protect: 5 km}',
    "out of range": 'house: {at: "32.21763, 413.2917", protect: 5 km}',
    "three numbers": 'house: {at: "32.21763, 41.32917, 85", protect: 5 km}',
    "unknown key": 'house: {att: "32.21763, 41.32917", protect: 5 km}',
    "quite unknown key": 'house: {xyz: "32.21763, 41.32917", protect: 5 km}',
    "protect without unit": 'house: {at: "32.21763, 41.32917", protect: 5}',
    "protect misspelt": 'house: {at: "32.21763, 41.32917", protct: 5 km, knd: camp}',
    "hide instead": 'house: {at: "32.21763, 41.32917", hide: 5 km}',
    "twice": 'house: {at: "32.21763, 41.32917", where: Zahrabad, protect: 5 km}',
    "kind": 'house: {at: "32.21763, 41.32917", kind: hut, protect: 5 km}',
    "no such name": "house: {name: h, where: Zahrabad, protect: 5 km}",
    "no such area": "house: {name: h, area: Zahrabad, protect: 5 km}",
    "no such name in a phrase": "house: {name: h, where: 3 km from Zahrabad, protect: 5 km}",
    "phrase half read": "house: {name: h, where: 3 km form Zahrabad, protect: 5 km}",
    "no such file": "house: {name: h, file: ../geodata/zahrabad.geojson, protect: 5 km}",
    "file outside": "house: {name: h, file: ../../../zahrabad.geojson, protect: 5 km}",
    "absolute file": "house: {name: h, file: /zahrabad/zahrabad.geojson, protect: 5 km}",
    "id says it": "zahrabad: {name: h, where: Zahrabad, protect: 5 km}",
    "a list": "house: {at: [32.21763, 41.32917, 3], protect: 5 km}",
    "block": 'house:\n  at: "32.21763, 413.2917"\n  protect: 5 km\n  name: [x, 32.21763]',
    "bracket": 'house: {at: "32.21763, 41.32917", protect: 5 km',
    "quote": 'house: {at: "32.21763, 41.32917, protect: 5 km}',
    "tab": 'house:\n\tat: "32.21763, 41.32917"\n\tprotect: 5 km',
    "no space": 'house: {at:"32.21763, 41.32917", protect: 5 km}',
    "no key": "house: {name: h, Zahrabad, protect: 5 km}",
    "no colon": 'house:\n  at "32.21763, 41.32917"\n  protect: 5 km',
    "protect without colon": 'house:\n  att: "32.21763, 41.32917"\n  protect 5 km',
    "duplicate": 'house: {at: "32.21763, 41.32917", at: "32.21763, 41.32917", protect: 5 km}',
    "alias": 'house: &x {at: "32.21763, 41.32917", protect: 5 km}',
    "tag": 'house: {at: !point "32.21763, 41.32917", protect: 5 km}',
}
TOLD = re.compile(r"32[.,°]\s?2|41[.,°]\s?3|413[.,]2|21763|2917|zahr", re.IGNORECASE)


def test_no_message_repeats_where_a_protected_place_is(tmp_path: Path) -> None:
    for number, mistake in enumerate(MISTAKES.values()):
        lines = f"public: Baghdad\n{mistake}"
        # An id that gives it away is published, so it is looked for in the message alone.
        write_story(tmp_path, lines, name=f"story-{number:02}")
        story = tmp_path / "stories" / f"story-{number:02}.yaml"
        text = story.read_text(encoding="utf-8")
        story.write_text(re.sub(r"at: \[.*\]", "at: [public]", text), encoding="utf-8")
    for words in (("check", "--json"), ("check",), ("build",), ("locate",)):
        ended = run(tmp_path, *words, env={"MAPSTORY_DEBUG": "1"})
        said = ended.stdout + ended.stderr
        assert ended.returncode == 1, said
        leaks = [line for line in said.splitlines() if TOLD.search(line)]
        assert leaks == [], words
    report = json.loads(run(tmp_path, "check", "--json").stdout)
    faulty = {problem["path"] for problem in report["problems"] if not problem["warning"]}
    missing = [
        name
        for number, name in enumerate(MISTAKES)
        if f"stories/story-{number:02}.yaml" not in faulty
    ]
    assert missing == []


def test_a_row_of_the_gazetteer_that_may_say_it_is_not_quoted(tmp_path: Path) -> None:
    write_story(tmp_path, "house: {name: h, where: Zahrabad farm, protect: 5 km}")
    rows = "name,lat,lon,source\nBaghdad Gate,33.x,44.4,desk\nZahrabad farm,32.21763x,41.32917,desk"
    (tmp_path / "geodata" / "gazetteer.csv").write_text(rows, encoding="utf-8")
    said = run(tmp_path, "check").stderr
    assert "gazetteer.csv:3: there is a mistake in a row that may say where a protected" in said
    assert "Baghdad Gate,33.x" in said
    assert not TOLD.search(said)


def test_a_lock_that_was_changed_is_told_whatever_line_of_the_story_is_protected(
    tmp_path: Path,
) -> None:
    write_story(tmp_path, at(TRUE) + "\n" + "\n".join(f"a{n}: Baghdad" for n in range(3)))
    assert run(tmp_path, "build").returncode == 0
    lock = tmp_path / "geodata" / "story.places.geojson"
    changed = lock.read_text(encoding="utf-8").replace('"how": "where"', '"how": "at"', 1)
    lock.write_text(changed, encoding="utf-8")
    said = run(tmp_path, "build").stderr
    assert "place 'a0' was changed by hand" in said
    assert "delete the feature of 'a0'" in said


def test_other_places_of_such_a_story_are_told_of_as_ever(tmp_path: Path) -> None:
    write_story(tmp_path, at(TRUE) + "\nother: {name: o, where: Baghdad, knd: camp}")
    said = run(tmp_path, "check").stderr
    assert "place 'other' has an unknown key 'knd'" in said
    assert "other: {name: o, where: Baghdad, knd: camp}" in said
    assert "did you mean 'kind'?" in said


def test_a_mistake_of_ours_is_not_quoted(tmp_path: Path) -> None:
    write_story(tmp_path, at(TRUE))
    code = (
        "import sys, mapstory.{module} as room, mapstory.cli as cli\n"
        "def broken(*a, **k): raise ValueError('at 32.21763, 41.32917')\n"
        "room.{function} = broken\n"
        "sys.argv = ['mapstory', 'build']\n"
        "cli.main()\n"
    )
    for module, function in (
        ("places.search", "parse_coordinates"),
        ("places.story_file", "parse_story"),
        ("places.story_file", "locate"),
        ("places.protection", "generalise"),
    ):
        ended = subprocess.run(
            [sys.executable, "-c", code.format(module=module, function=function)], cwd=tmp_path,
            capture_output=True, text=True, check=False, env={**os.environ, "MAPSTORY_DEBUG": "1"},
        )  # fmt: skip
        assert ended.returncode == 70, (module, ended.stderr)
        assert "mapstory made a mistake" in ended.stderr
        assert not TOLD.search(ended.stdout + ended.stderr), (module, function)


# --- what gives it away all the same


def refused(folder: Path, places: str, **words: str) -> str:
    write_story(folder, places, **words)
    ended = run(folder, "build")
    assert ended.returncode == 1, ended.stderr
    assert not (folder / "site").exists()
    assert not list((folder / "geodata").glob("*.places.geojson"))
    assert not re.search(r"32[.,]2|41[.,]3", ended.stderr)
    return ended.stderr


@pytest.mark.parametrize(
    "text",
    [
        "It is at {lat:.3f}, {lon:.3f}.",
        "It is at {lon:.2f} E, {lat:.2f} N.",
        "'[Here](https://maps.example.org/?q={lat:.5f},{lon:.5f})'",
    ],
)
def test_text_that_gives_the_position_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    told = text.format(lon=TRUE[0], lat=TRUE[1])
    said = refused(tmp_path, at(TRUE), text=told)
    assert "stories/story.yaml:10: this line says where the protected place 'house' is" in said


def test_no_other_problem_of_such_a_line_shows_it(tmp_path: Path) -> None:
    link = f"'[It](place:hose) is at {TRUE[1]:.5f}, {TRUE[0]:.5f}'"
    said = refused(tmp_path, at(TRUE), text=link)
    assert "hose" in said
    assert "says where the protected place" in said


def test_a_public_place_at_the_same_position_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, at(TRUE) + f'\nother: {{name: o, at: "{TRUE[1]:.4f}, {TRUE[0]:.4f}"}}')
    assert "the protected place 'house'" in said


def test_another_story_of_the_site_gives_it_away(tmp_path: Path) -> None:
    write_story(tmp_path, f'o: {{name: o, at: "{TRUE[1]:.5f}, {TRUE[0]:.5f}"}}', name="other")
    said = refused(tmp_path, at(TRUE))
    assert "other/index.html would say where the protected place 'house' is" in said


@pytest.mark.parametrize(
    "place",
    [
        "house: {name: Falluja, protect: 5 km}",
        "house: {where: Falluja, protect: 5 km}",
        "house: {name: a house in al-Fallujah, where: Falluja, protect: 5 km}",
        "house: {name: outside Falluja, where: 3 km from Falluja, protect: 5 km}",
        "falluja-house: {name: a house, where: Falluja, protect: 5 km}",
    ],
)
def test_an_id_or_a_name_that_says_what_was_looked_up_is_refused(
    tmp_path: Path, place: str
) -> None:
    said = refused(tmp_path, place)
    assert "a protected place has an id or a name that says where it is" in said
    assert "falluja" not in said.casefold()


def test_a_public_place_that_narrows_a_protected_one_down_is_refused(tmp_path: Path) -> None:
    places = f"""
{at(TRUE)}
square: {{name: the square, file: ../geodata/square.geojson}}
gate: 100 m from house, within square
"""
    (tmp_path / "geodata").mkdir()
    box = shapely.Point(*TRUE).buffer(0.005)
    (tmp_path / "geodata" / "square.geojson").write_text(shapely.to_geojson(box))
    said = refused(tmp_path, places)
    assert "place 'gate' is said by way of a protected place" in said
    assert "protect it as well" in said
    assert "100 m" not in said


def test_a_public_place_at_its_gazetteers_position_is_no_leak(tmp_path: Path) -> None:
    city = read_map_story(write_story(tmp_path, "baghdad: Baghdad")).places.geometry["baghdad"]
    house = at((city.x, city.y)).replace("5 km", "20 km")
    write_story(tmp_path, f"{house}\nbaghdad: Baghdad")
    ended = run(tmp_path, "build")
    assert ended.returncode == 0, ended.stderr


# --- and if protection itself were broken


def test_a_build_whose_protection_does_nothing_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_story(tmp_path, at(TRUE))
    monkeypatch.setattr(protection, "generalise", lambda extent, _: extent)
    with pytest.raises(LeakError):
        build_site([read_map_story(path)], tmp_path / "site", whole=True)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("field", ["extent", "precision", "name", "words"])
def test_whatever_depends_on_the_true_position_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    path = write_story(tmp_path, at(TRUE))
    real = find_protected

    def careless(
        place: Place, locate: Callable[[Place], Found], *, story: Story
    ) -> tuple[Found, Secret]:
        found, secret = real(place, locate, story=story)
        lon, lat = locate(place).extent.centre
        told: dict[str, Any] = {
            "extent": replace(found.extent, uncertainty_m=7_000 + lon),
            "precision": f"Hidden {int(lon * 1e6) % 997}.",
            "name": f"house {lon * 7:.1f}",
            "words": f"{lat % 0.01:.4f}",
        }
        return replace(found, **{field: told[field]}), secret

    monkeypatch.setattr(desk, "find_protected", careless)
    with pytest.raises(LeakError) as raised:
        build_site([read_map_story(path)], tmp_path / "site", whole=True)
    assert "would be another file if a protected place were elsewhere in its cell" in str(
        raised.value
    )
    assert not (tmp_path / "site").exists()


def test_a_position_that_a_stage_would_write_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_story(tmp_path, at(TRUE))
    real = build.render_page

    def careless(*story: Any, **more: Any) -> Page:
        page = real(*story, **more)
        note = f"<!-- {TRUE[1]:.4f} {TRUE[0]:.4f} -->".encode()
        files = {name: content + note for name, content in page.files.items()}
        return Page(page.entry, files)

    monkeypatch.setattr(build, "render_page", careless)
    with pytest.raises(LeakError, match="as decimal degrees"):
        build_site([read_map_story(path)], tmp_path / "site", whole=True)


# --- the rest


def test_a_protect_that_cannot_be_read_stops_the_build(tmp_path: Path) -> None:
    path = write_story(tmp_path, at(TRUE).replace("5 km", "5"))
    with pytest.raises(StoryError, match="write the unit too"):
        read_map_story(path)


@pytest.mark.parametrize(
    "language,said,label",
    [
        ("en", "deliberately imprecise, no finer than about 5 km", "deliberately imprecise"),
        ("de", "absichtlich ungenau, nicht feiner als etwa 5 km", "absichtlich ungenau"),
        ("fr", "volontairement imprécise", "volontairement imprécis"),
        ("es", "deliberadamente imprecisa", "deliberadamente impreciso"),
        ("ar", "الموقع غير دقيق عمدًا", "غير دقيق عمدًا"),
    ],
)
def test_readers_are_told_in_their_language(
    tmp_path: Path, language: str, said: str, label: str
) -> None:
    path = write_story(tmp_path, at(TRUE))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title:", f"language: {language}\ntitle:", 1), encoding="utf-8")
    row = read_map_story(path).places.loc["house"]
    assert said in row["precision"]
    assert row["words"] == label


def test_a_place_that_was_locked_before_it_was_protected_leaves_the_lock(tmp_path: Path) -> None:
    lon, lat = TRUE
    write_story(tmp_path, f'house: {{name: a house, at: "{lat:.6f}, {lon:.6f}"}}')
    assert run(tmp_path, "build").returncode == 0
    assert sightings(written(tmp_path)["geodata/story.places.geojson"], lon, lat)
    write_story(tmp_path, at(TRUE))
    ended = run(tmp_path, "build")
    assert ended.returncode == 0, ended.stderr
    for name, content in written(tmp_path).items():
        assert sightings(content, lon, lat) == [], name
    assert run(tmp_path, "build", "--locked").returncode == 0
