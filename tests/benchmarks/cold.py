"""
How long a process that has just started takes to look up twenty names.

    python -m tests.benchmarks.cold [--processes 15]

Without Python's own start: the import of the gazetteer, opening world.sqlite and the look-ups, in
milliseconds, in so many processes, with the file in the system's cache and without; and the most
memory that one had, in MB, Python's own included.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from mapstory.world.database import PATH

NAMES = [
    "Ramadi", "Falluja", "Mosul", "Baghdad", "Tikrit", "Hit", "Qaim", "Basra", "Kirkuk", "Erbil",
    "Najaf", "Karbala", "Paris", "Kyiv", "Aleppo", "Idlib", "Gaza", "Anbar", "Iraq", "Samarra",
]  # fmt: skip

PROGRAM = """
import time
started = time.perf_counter()
from mapstory.gazetteer import Gazetteer
imported = time.perf_counter()
gazetteer = Gazetteer()
found = [bool(gazetteer.candidates(name)) for name in NAMES]
ended = time.perf_counter()
import json, resource
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([1000 * (imported - started), 1000 * (ended - imported), memory, sum(found)]))
"""


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("--processes", type=int, default=15)
    given = parser.parse_args(arguments)
    print(
        f"{'file':8} {'import':>7} {'look up':>8} {'total':>7} {'worst':>7} {'MB':>5} {'found':>6}"
    )
    for cached in (True, False):
        runs = [measure(cached=cached) for _ in range(given.processes)]
        imported, asked, memory, found = (
            statistics.median(run[at] for run in runs) for at in range(4)
        )
        totals = [run[0] + run[1] for run in runs]
        figures = (imported, asked, statistics.median(totals), max(totals), memory, found)
        line = "{:7.1f} {:8.1f} {:7.1f} {:7.1f} {:5.0f} {:6.0f}".format(*figures)
        print(f"{'warm' if cached else 'cold':8} {line}")
    return 0


def measure(*, cached: bool) -> tuple[float, float, float, float]:
    """Return ms to import and ms to look up, MB, and how many of the names were found."""
    if not cached:
        _forget(PATH)
    program = f"NAMES = {NAMES!r}\n{PROGRAM}"
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    imported, asked, memory, found = json.loads(ended.stdout)
    return imported, asked, memory, found


def _forget(path: Path) -> None:
    """Ask the system to drop a file from its cache."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
