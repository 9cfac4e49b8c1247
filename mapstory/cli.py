"""The command line: the only prints and exit codes."""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from mapstory.errors import FileError, MapstoryError, Problem, StoryError, UsageError
from mapstory.gazetteer.command import gazetteer
from mapstory.project import story_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mapstory.story import Story

_OUR_BUG = 70
_INTERRUPTED = 130
_ASSETS = "assets"


class _Told(Protocol):
    @property
    def story(self) -> Story: ...


T = TypeVar("T", bound=_Told)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mapstory", message="mapstory %(version)s")
def cli() -> None:
    """
    Turn story files into maps that step.

    Exit codes: 0 done, 1 a story has problems, 2 usage, 3 files, 4 network or lock, 70 our bug.
    """


@cli.command()
@click.argument("stories", nargs=-1, metavar="[STORY]…")
@click.option("--out", default="site", metavar="DIR", show_default=True, help="Folder of the site.")
@click.option("--locked", is_flag=True, help="Fail where a lock would change: for CI.")
def build(stories: tuple[str, ...], out: str, *, locked: bool) -> None:
    """
    Build the site: every story in stories/, or those that are named.

    Places stay where geodata/<story>.places.geojson, the lock, has them; what is new is looked
    up and added there. If a story has a problem, nothing is written and the last good site stays.

    \b
    mapstory build
    mapstory build stories/anbar-2015.yaml --out preview
    mapstory build --locked
    """  # noqa: D301, click takes the backspace
    from mapstory import record  # noqa: PLC0415, `--help` stays quick
    from mapstory.publish import refuse_foreign  # noqa: PLC0415, the same

    paths = story_files(stories)
    refuse_foreign(Path(out))
    start = record.Start(record.Order(tuple(paths), Path(out), whole=not stories, locked=locked))
    last = start.last()
    if last:
        for path in paths:
            _say(f"{path} …")
        _print_lines(last.notes)
        _say(last.end)
        return

    from mapstory import build as chain  # noqa: PLC0415, seconds that only a build waits for
    from mapstory import lock  # noqa: PLC0415, the same

    told, problems = _each(paths, chain.examine)
    _print_problems(problems)
    if _wrong(problems):
        _say("nothing was written: the last good site is as it was")
        raise SystemExit(StoryError.exit_code)
    locks = [map_story.found.lock_file for map_story in told]
    if locked:
        lock.refuse_stale(locks)
    built = chain.build_and_lock(told, Path(out), whole=not stories)
    notes = [*lock.notes_on_exposed(locks), *lock.notes_on_unwritten(built.unwritten)]
    notes += lock.notes_on_orphans(paths)
    _print_problems(notes)
    size = sum(map(len, built.files.values()))
    end = f"{out}: {len(told)} {_plural('story', len(told))}, {size / 1000:,.0f} KB"
    _say(end)
    if chain.protects_places(told):
        record.drop_records()
    elif not built.unwritten:
        start.keep(
            named=[file for map_story in told for file in map_story.story.files],
            files=built.files,
            locks=built.locks,
            notes=[*_lines_of(problems), *_lines_of(notes)],
            end=end,
        )


@cli.command()
@click.argument("stories", nargs=-1, metavar="[STORY]…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def check(stories: tuple[str, ...], *, as_json: bool) -> None:
    """
    Tell every problem of every story in stories/, or of those that are named.

    \b
    mapstory check
    mapstory check stories/anbar-2015.yaml --json
    """  # noqa: D301, click takes the backspace
    from mapstory import build as chain  # noqa: PLC0415, `--help` stays quick
    from mapstory import lock  # noqa: PLC0415, the same

    paths = story_files(stories)
    told, problems = _each(paths, chain.examine)
    problems += lock.notes_on_stale(map_story.found.lock_file for map_story in told)
    problems += lock.notes_on_orphans(paths)
    wrong = _wrong(problems)
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


@cli.command()
@click.argument("stories", nargs=-1, metavar="[STORY]…")
@click.option("--refresh", is_flag=True, help="Find every place again, and tell what moved.")
@click.option(
    "--online",
    metavar="PROVIDER",
    help="Ask a geocoder for names that no gazetteer has: nominatim, photon, pelias, geonames, or "
    "another of geopy's.",
)
@click.option(
    "--server",
    metavar="URL",
    default="",
    help="Address of the geocoder, such as https://nominatim.paper.example.",
)
@click.option(
    "--agent",
    metavar="CONTACT",
    default="",
    help="Who asks, such as desk@paper.example; also MAPSTORY_AGENT.",
)
def locate(
    stories: tuple[str, ...], *, refresh: bool, online: str | None, server: str, agent: str
) -> None:
    """
    Tell where every place was found, from which source, how well it is known and what changed.

    Without options nothing is written. --refresh and --online write the lock, from which
    `mapstory build` then builds without a network.

    \b
    mapstory locate
    mapstory locate stories/anbar-2015.yaml --refresh
    mapstory locate --online nominatim --agent desk@paper.example
    """  # noqa: D301, click takes the backspace
    from mapstory import places  # noqa: PLC0415, `--help` stays quick

    if (server or agent) and not online:
        raise UsageError("--server and --agent say how to ask --online\n  fix: add --online")
    paths = story_files(stories)
    ask = places.asking_online(online, server=server, agent=agent) if online else None
    told, problems = _each(
        paths, lambda path: places.locate_story(path, refresh=refresh, online=ask)
    )
    for story in told:
        click.echo("\n".join(places.table_of(story, compare=not (refresh or online))))
    _print_problems(problems)
    if _wrong(problems):
        raise SystemExit(StoryError.exit_code)
    if refresh or online:
        places.write_found(told)


cli.add_command(gazetteer)


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


def _each(
    paths: Iterable[Path], read: Callable[[Path], tuple[T | None, list[Problem]]]
) -> tuple[list[T], list[Problem]]:
    """Return what every file tells that can be told, and the problems of all, each once."""
    told: list[T] = []
    problems: list[Problem] = []
    slugs: dict[str, Path] = {}
    for path in paths:
        _say(f"{path} …")
        read_story, found = read(path)
        if read_story:
            _refuse_same(read_story.story, path, slugs)
            told.append(read_story)
        problems += [problem for problem in found if problem not in problems]
    return told, problems


def _wrong(problems: Iterable[Problem]) -> bool:
    return any(not problem.warning for problem in problems)


def _refuse_same(story: Story, path: Path, slugs: dict[str, Path]) -> None:
    """Refuse a story whose folder of the site is taken, by another story or by the site itself."""
    slug = story.slug
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
    _print_lines(_lines_of(problems))
    for problem in problems:
        if not problem.warning:
            click.echo(f"{problem}\n", err=True)
    wrong = sum(not problem.warning for problem in problems)
    if wrong:
        click.echo(f"{wrong} {_plural('problem', wrong)} to mend", err=True)


def _lines_of(problems: Iterable[Problem]) -> list[str]:
    """Return the notes among problems in a line each, with an empty one after the last."""
    lines = [f"{note.path}:{note.line}: note: {note.what}" for note in problems if note.warning]
    return [*lines, ""] if lines else []


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)


def _say(text: str) -> None:
    """Tell how far it is: on a terminal only."""
    if sys.stderr.isatty():
        click.echo(text, err=True)


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
