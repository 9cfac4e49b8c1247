from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import mapstory
from mapstory.build import build_site, read_map_story
from mapstory.errors import StoryError

ROOT = Path(__file__).parents[1]
ANBAR = ROOT / "stories" / "anbar-2015.yaml"
GOLDEN = Path(__file__).parent / "golden"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("file", ["index.html", "anbar-2015/index.html"])
def test_the_page_is_as_it_was(file: str, tmp_path: Path, *, update_golden: bool) -> None:
    build_site([read_map_story(ANBAR)], tmp_path / "site", whole=True)
    built = (tmp_path / "site" / file).read_text(encoding="utf-8")
    golden = GOLDEN / file
    if update_golden:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(built, encoding="utf-8")
    assert built == golden.read_text(encoding="utf-8")


def test_two_machines_write_the_same_bytes(tmp_path: Path) -> None:
    worlds = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Baghdad", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", "TZ": "America/Chicago", "LC_ALL": "C.UTF-8"},
    ]
    sites = []
    for number, world in enumerate(worlds):
        folder = tmp_path / f"place-{number}" / ("deeper" * number)
        folder.mkdir(parents=True)
        out = folder / "site"
        subprocess.run(
            [sys.executable, "-m", "mapstory", "build", "--locked", "--out", str(out)],
            cwd=ROOT, env={**os.environ, **world}, check=True,
        )  # fmt: skip
        sites.append(tree(out))
    assert sites[0].keys() == sites[1].keys()
    assert sites[0] == sites[1]


def test_the_page_names_no_other_host_but_in_links(tmp_path: Path) -> None:
    build_site([read_map_story(ANBAR)], tmp_path / "site", whole=True)
    page = tmp_path / "site" / "anbar-2015" / "index.html"
    html = unescape(page.read_text(encoding="utf-8"))
    assert re.search(
        r"default-src 'none'; script-src 'self' 'sha256-[\w+/]{43}='; style-src 'self'", html
    )
    assert "unsafe-inline" not in html
    assert "style=" not in html
    assert " src=" in html
    assert 'src="http' not in html
    assert 'src="//' not in html
    assert not any(word in html for word in ("cdn", "jquery", "bootstrap", "user-scalable"))


def test_a_build_without_a_network_is_a_build(tmp_path: Path) -> None:
    code = (
        "import sys, socket\n"
        "def refuse(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
        "        raise SystemExit(event)\n"
        "sys.addaudithook(refuse)\n"
        "from mapstory.build import build_site, read_map_story\n"
        "from pathlib import Path\n"
        "build_site([read_map_story(sys.argv[1])], Path(sys.argv[2]), whole=True)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(ANBAR), str(tmp_path / "site")], check=True)
    assert (tmp_path / "site" / "anbar-2015" / "index.html").exists()


def test_read_gives_a_story_a_table_and_a_folium_map(tmp_path: Path) -> None:
    import folium  # noqa: PLC0415

    story = mapstory.read(ANBAR)
    assert story.places.crs.to_epsg() == 4326
    story_map = story.map()
    assert isinstance(story_map, folium.Map)
    folium.PolyLine([[33, 43], [34, 44]]).add_to(story_map)
    story_map.save(str(tmp_path / "anbar.html"))
    saved = (tmp_path / "anbar.html").read_text(encoding="utf-8")
    assert "Two days on foot to a camp" in saved
    assert "mapstory.tell(" in saved
    assert "L.polyline(" in saved
    assert "<iframe srcdoc=" in story.map()._repr_html_()


def test_read_raises_every_problem_of_a_story(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(
        "title: T\nplaces: {a: Ramadi}\nevents:\n  - {at: b, txet: x}\n", encoding="utf-8"
    )
    with pytest.raises(StoryError) as raised:
        mapstory.read(path)
    said = str(raised.value)
    assert "txet" in said
    assert "'b'" in said
