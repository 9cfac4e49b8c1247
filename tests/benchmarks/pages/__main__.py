"""
What a story's page costs a reader, beside a plain folium page of the same story.

    python -m tests.benchmarks.pages [STORY…] [--runs 5] [--lighthouse]

Both pages are built here and served from this machine, every host that folium asks included
(`make benchmarks` gets what these serve from npm), and loaded in turn into an empty cache by a
phone 4 times slower than this machine: medians of so many runs. Setting up a connection costs
nothing here, which favours folium; so do its tiles, all one small plain picture, not counted.

painted     the map of the first state is there, and the page has painted; also with scripts blocked
ready       all overlays and all of the base map are there, and the page answers a press; folium's
            first group and all its tiles are there
drawn       the story's script has drawn the map anew, placed its labels and rests; folium: ready
blocking    ms beyond 50 of each long task; folium's run before it paints, so from the start, too
flight      the camera moves; a step goes from the press until all is at rest
growth      ms of script and layout until drawn: 100 steps with 500 places against 7 with 35

The machine drifts, so read the ratios; nothing here fails for being slow.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from mapstory.build import build_site, read_map_story
from mapstory.project import story_files
from tests.benchmarks.pages import growth
from tests.benchmarks.pages.lighthouse import score
from tests.benchmarks.pages.loading import LINES, load, load_without_script
from tests.benchmarks.pages.pages import Shown, plain_page, story_page
from tests.benchmarks.pages.plain import plain_script
from tests.benchmarks.pages.server import MODULES, serving
from tests.benchmarks.pages.stepping import step_through
from tests.chromium import NONE_FOUND, find_chromium

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--ignore-certificate-errors")

Figures = dict[str, list[float]]


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table a story."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0].strip())
    parser.add_argument("stories", nargs="*")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--lighthouse", action="store_true")
    given = parser.parse_args(arguments)
    chromium = find_chromium()
    if chromium is None:
        sys.exit(NONE_FOUND)
    if not MODULES.is_dir():
        sys.exit("What folium's hosts serve is not here: run `make benchmarks`.")
    with tempfile.TemporaryDirectory() as folder:
        slugs = build(given.stories, Path(folder))
        with serving(Path(folder) / "site") as port:
            flags = [*FLAGS, f"--host-resolver-rules=MAP * 127.0.0.1:{port}"]
            with browsing(chromium, flags) as browser:
                for slug in slugs:
                    tell(slug, browser, given.runs)
                tell_growth(browser, given.runs)
            for slug in slugs if given.lighthouse else []:
                scores = [score(chromium, flags, page(slug)) for page in (story_page, plain_page)]
                print_table(
                    f"{slug}, Lighthouse", *({k: [v] for k, v in s.items()} for s in scores)
                )
    return 0


def build(named: Sequence[str], folder: Path) -> list[str]:
    """Write the stories and beside each its plain page to `site`; return their slugs."""
    stories = [read_map_story(path) for path in story_files(named)]
    (folder / "stories").mkdir()
    grown = []
    for slug, size in growth.SIZES.items():
        path = folder / "stories" / f"{slug}.yaml"
        path.write_text(growth.grown_story(*size), encoding="utf-8")
        grown.append(read_map_story(path))
    build_site([*stories, *grown], folder / "site", whole=True)
    for told in stories:
        page = folder / "site" / told.story.slug / "plain.html"
        subprocess.run([sys.executable, "-c", plain_script(told), page], check=True)
    return [told.story.slug for told in stories]


@contextmanager
def browsing(chromium: str, flags: Sequence[str]) -> Iterator[Browser]:
    """Start a Chromium that finds every host on this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(flags))
        yield browser
        browser.close()


def tell(slug: str, browser: Browser, runs: int) -> None:
    """Print a table a line, and one of the steps."""
    ours, theirs = story_page(slug), plain_page(slug)
    for name, line in LINES.items():
        figures: tuple[Figures, Figures] = (defaultdict(list), defaultdict(list))
        for _ in range(runs):
            for shown, kept in zip((ours, theirs), figures, strict=True):
                add(kept, load(browser, shown, line))
                add(kept, load_without_script(browser, shown, line))
        rate = f"{line.latency_ms} ms, {line.down_kbps} kbit/s down, {line.up_kbps} up"
        print_table(f"{slug}, {name} ({rate})", *figures)
    steps: Figures = defaultdict(list)
    for _ in range(runs):
        add(steps, step_through(browser, ours))
    print_table(f"{slug}, steps (plain folium has none)", steps)


def tell_growth(browser: Browser, runs: int) -> None:
    """Print what a long story costs against a short one."""
    figures: dict[str, list[float]] = {slug: [] for slug in growth.SIZES}
    for _ in range(runs):
        for slug, times in figures.items():
            times.append(
                growth.script_ms(browser, Shown(f"{slug}/", "true", "true", story_page(slug).drawn))
            )
    short, long = (statistics.median(times) for times in figures.values())
    print(f"\ngrowth: 7 steps {short:.0f} ms, 100 steps {long:.0f} ms, ratio {long / short:.2f}")


def add(figures: Figures, seen: dict[str, float]) -> None:
    """Keep what one run saw."""
    for name, value in seen.items():
        figures[name].append(value)


def print_table(heading: str, ours: Figures, theirs: Figures | None = None) -> None:
    """Print medians and, where both have them, their ratio."""
    print(f"\n{heading:62}{'mapstory':>10}" + (f"{'folium':>10}{'ratio':>8}" if theirs else ""))
    for name, values in ours.items():
        cells = f"{statistics.median(values):10,.1f}"
        if theirs:
            other = statistics.median(theirs[name])
            cells += f"{other:10,.1f}"
            cells += (
                f"{statistics.median(values) / other:8.2f}"
                if other not in (0, float("inf"))
                else ""
            )
        print(f"{name:62}{cells}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
