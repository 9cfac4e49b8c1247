"""The command line: the only prints and exit codes."""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mapstory.errors import FileError, MapstoryError, Problem, StoryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapstory.build import MapStory

_OUR_BUG = 70
_INTERRUPTED = 130
_ASSETS = "assets"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("mapstory"), message="mapstory %(version)s")
def cli() -> None:
    """
    Turn story files into maps that step.

    Exit codes: 0 done, 1 a story has problems, 2 usage, 3 files, 4 network or lock, 70 our bug.
    """


@cli.command()
@click.argument("stories", nargs=-1, metavar="[STORY]…")
@click.option("--out", default="site", metavar="DIR", show_default=True, help="Folder of the site.")
def build(stories: tuple[str, ...], out: str) -> None:
    r"""
    Build the site: every story in stories/, or those that are named.

    If one of them has a problem, nothing is written and the last good site stays.

    \b
    mapstory build
    mapstory build stories/anbar-2015.yaml --out preview
    """
    from mapstory.build import build_site, story_files  # noqa: PLC0415, `--help` stays quick
    from mapstory.publish import refuse_foreign  # noqa: PLC0415, the same

    paths = story_files(stories)
    refuse_foreign(Path(out))
    told, problems = _examine_all(paths)
    _print_problems(problems)
    if any(not problem.warning for problem in problems):
        _say("nothing was written: the last good site is as it was")
        raise SystemExit(StoryError.exit_code)
    sizes = build_site(told, Path(out), whole=not stories)
    _say(f"{out}: {len(told)} {_plural('story', len(told))}, {sum(sizes.values()) / 1000:,.0f} KB")


@cli.command()
@click.argument("stories", nargs=-1, metavar="[STORY]…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def check(stories: tuple[str, ...], *, as_json: bool) -> None:
    r"""
    Tell every problem of every story in stories/, or of those that are named.

    \b
    mapstory check
    mapstory check stories/anbar-2015.yaml --json
    """
    from mapstory.build import story_files  # noqa: PLC0415, `--help` stays quick

    paths = story_files(stories)
    _, problems = _examine_all(paths)
    wrong = any(not problem.warning for problem in problems)
    if as_json:
        report = {
            "schema": "mapstory.report/1",
            "ok": not wrong,
            "stories": [str(path) for path in paths],
            "problems": [asdict(problem) for problem in problems],
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print_problems(problems)
        if not wrong:
            _say(f"{len(paths)} {_plural('story', len(paths))}: nothing in the way of a build")
    if wrong:
        raise SystemExit(StoryError.exit_code)


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except MapstoryError as error:
        click.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
    except (KeyboardInterrupt, click.Abort):
        raise SystemExit(_INTERRUPTED) from None
    except Exception as error:  # noqa: BLE001, the one boundary: what gets here is a bug of ours
        click.echo(f"mapstory made a mistake ({type(error).__name__}: {error})", err=True)
        click.echo(
            "  fix: it is ours; please report it with what MAPSTORY_DEBUG=1 prints", err=True
        )
        if os.environ.get("MAPSTORY_DEBUG"):
            traceback.print_exc()
        raise SystemExit(_OUR_BUG) from None


def _examine_all(paths: Iterable[Path]) -> tuple[list[MapStory], list[Problem]]:
    from mapstory.build import examine  # noqa: PLC0415, `--help` stays quick

    told: list[MapStory] = []
    problems: list[Problem] = []
    slugs: dict[str, Path] = {}
    for path in paths:
        _say(f"{path} …")
        map_story, found = examine(path)
        if map_story:
            _refuse_same(map_story, path, slugs)
            told.append(map_story)
        problems += [problem for problem in found if problem not in problems]
    return told, problems


def _refuse_same(map_story: MapStory, path: Path, slugs: dict[str, Path]) -> None:
    """Refuse a story whose folder of the site is taken, by another story or by the site itself."""
    slug = map_story.story.slug
    if slug == _ASSETS:
        raise FileError(
            f"{path} would be published as '{slug}', which the site uses\n  fix: rename it"
        )
    other = slugs.setdefault(slug, path)
    if other != path:
        raise FileError(
            f"{other} and {path} would both be published as '{slug}'\n  fix: rename one of them"
        )


def _print_problems(problems: list[Problem]) -> None:
    """Tell the notes in a line each, and then, so that they are read, what must be mended."""
    notes = [problem for problem in problems if problem.warning]
    for note in notes:
        click.echo(f"{note.path}:{note.line}: note: {note.what}", err=True)
    if notes:
        click.echo("", err=True)
    for problem in problems:
        if not problem.warning:
            click.echo(f"{problem}\n", err=True)
    wrong = len(problems) - len(notes)
    if wrong:
        click.echo(f"{wrong} {_plural('problem', wrong)} to mend", err=True)


def _say(text: str) -> None:
    """Tell how far it is: on a terminal only."""
    if sys.stderr.isatty():
        click.echo(text, err=True)


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
