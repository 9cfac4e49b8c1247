"""
How long `mapstory build` takes, beside a plain folium script of the same story.

    python -m tests.benchmarks.building [STORY] [--runs 7]

Each time is that of a process that has just started, in seconds, the median of so many, in turn:
the plain script, a build into an empty folder, the same again with nothing changed, and a build
of every story in stories/, all in a copy of the project, locks included. The plain script has its
coordinates typed in; nothing is looked up.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from mapstory.build import read_map_story
from mapstory.project import story_files
from tests.benchmarks.pages.plain import plain_script

MAPSTORY = (sys.executable, "-m", "mapstory", "build")


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("story", nargs="?")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args(arguments)
    story = given.story or str(story_files([])[0])
    with tempfile.TemporaryDirectory() as folder:
        for part in ("stories", "geodata"):
            shutil.copytree(part, Path(folder) / part)
        script = Path(folder) / "plain.py"
        script.write_text(plain_script(read_map_story(story)), encoding="utf-8")
        times: dict[str, list[float]] = {}
        for run in range(given.runs):
            out = Path(folder) / str(run)
            for name, command in {
                "plain folium": (sys.executable, script, f"{out}.html"),
                "mapstory build": (*MAPSTORY, story, "--out", out / "one"),
                "nothing changed": (*MAPSTORY, story, "--out", out / "one"),
                f"all {len(story_files([]))} stories": (*MAPSTORY, "--out", out / "all"),
            }.items():
                times.setdefault(name, []).append(seconds(command, folder))
    plain = statistics.median(times["plain folium"])
    print(f"{Path(story).stem:20} {'seconds':>8} {'ratio':>6}")
    for name, values in times.items():
        print(
            f"{name:20} {statistics.median(values):8.2f} {statistics.median(values) / plain:6.2f}"
        )
    return 0


def seconds(command: Sequence[str | Path], folder: str) -> float:
    """Return how long a process in a folder takes from its start to its end."""
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
