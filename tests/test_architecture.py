"""The chain runs one way: a module imports only what stands before it in this list."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import mapstory

ORDER = [
    "errors", "project", "source", "wording", "dates", "text", "coordinates", "phrases", "contract",
    "tiles", "story", "images", "world", "gazetteer", "geocoder", "uncertainty", "shapes", "lock",
    "protect", "places", "bounds", "narrative", "axis", "article", "atlas", "plates", "scale",
    "gallery", "drawing", "minify", "leaflet_parts", "leaflet", "bundle", "publish", "figures",
    "credits", "page", "record", "build", "cli", "__main__",
]  # fmt: skip
ROOT = Path(mapstory.__file__).parent


def imports_of(path: Path) -> set[str]:
    """The modules of mapstory that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "mapstory":
            found |= {alias.name for alias in node.names}
        elif (
            isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("mapstory.")
        ):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("mapstory.")}
    return found


def test_every_module_has_its_place_and_no_arrow_points_back() -> None:
    back = []
    for path in sorted(ROOT.rglob("*.py")):
        room = path.relative_to(ROOT).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        assert room in ORDER, f"{room} has no place in the chain yet"
        back += [
            f"{path.relative_to(ROOT)} imports {other}"
            for other in sorted(imports_of(path))
            if other != room and ORDER.index(other) > ORDER.index(room)
        ]
    assert back == []


def test_every_room_of_the_list_exists() -> None:
    rooms = {path.name.removesuffix(".py") for path in ROOT.iterdir()}
    assert [room for room in ORDER if room not in rooms] == []


def test_help_and_import_load_neither_folium_nor_geopandas() -> None:
    code = (
        "import sys, mapstory, mapstory.cli\n"
        "heavy = {'folium', 'geopandas', 'shapely'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or None)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
