"""
How long `mapstory build` takes, beside a plain folium script of the same story.

    python -m tests.benchmarks.building [STORY] [--runs 7] [--many 100]

Each time is that of a process that has just started, in seconds, the median of so many, in turn:
the plain script, a build into an empty folder, the same again with nothing changed, and a build
of every story in stories/, all in a copy of the project, locks included. The plain script has its
coordinates typed in; nothing is looked up.

The last row is one build of many small stories, each with its lock: milliseconds for each.
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
    parser.add_argument("--many", type=int, default=100)
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
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "stories").mkdir()
        for number in range(given.many):
            path = Path(folder) / "stories" / f"small-{number}.yaml"
            path.write_text(small_story(number), encoding="utf-8")
        seconds((*MAPSTORY, "--out", "first"), folder)  # writes the locks
        spent = seconds((*MAPSTORY, "--out", "again"), folder)
    print(f"{given.many} small stories: {1000 * spent / given.many:.0f} ms each")
    return 0


def small_story(number: int) -> str:
    """Return a story of five steps and four places, somewhere else for each number."""
    lon, lat = number * 137.5 % 340 - 170, number * 53.7 % 110 - 50  # spread over the globe
    steps = "".join(
        f"""  - title: Step {step}
    when: 2015-05-{10 + step}
    at: {place}
    text: On this day, something was said to have happened here.
    alt: A place on a map.
    sources: [{{publisher: Desk}}]
"""
        for step, place in enumerate(("town", "camp", "crossing", "near", "town"))
    )
    return f"""\
title: Small story {number}
summary: Something was said to have happened.
dateline: 2015-05-24
places:
  town: {{at: "{lat:.4f}, {lon:.4f}", precision: 50 km}}
  camp: {{at: "{lat + 1.5:.4f}, {lon + 2.5:.4f}", precision: 50 km}}
  crossing: halfway between town and camp
  near: around 100 km from the crossing
events:
{steps}"""


def seconds(command: Sequence[str | Path], folder: str) -> float:
    """Return how long a process in a folder takes from its start to its end."""
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
