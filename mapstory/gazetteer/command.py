"""`mapstory gazetteer`: adds to the newsroom's own lists, and looks a name up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mapstory.errors import FileError, StoryError, UsageError

if TYPE_CHECKING:
    from collections import Counter

    from mapstory.gazetteer import Candidate
    from mapstory.gazetteer.adding import Added
    from mapstory.world import Feature

_LARGE_BYTES = 10_000_000
_NOTHING_ADDED = "nothing was added: mend the file, or leave out what is wrong with --skip-wrong"
_SHOWN = 20
_KINDS = 8


@click.group()
def gazetteer() -> None:
    """
    Add lists of places to geodata/, and look names up.

    A name is looked up in geodata/gazetteer.csv and gazetteer.geojson, which are written by
    hand and outrank everything else, in the lists that were added, and in the world's
    countries, divisions and towns. geodata/README.md tells more.

    \b
    mapstory gazetteer add IQ.zip
    mapstory gazetteer find "al Karmah" --in Iraq
    """  # noqa: D301, click knows this sign


@gazetteer.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="Name of the list; by default that of the file.")
@click.option(
    "--in", "areas", multiple=True, metavar="AREA", help="Only what lies in a country or division."
)
@click.option("--kind", "kinds", multiple=True, help="Only towns, hospitals, …: --kind town.")
@click.option("--only", "names", multiple=True, metavar="NAME", help="Only what is called so.")
@click.option("--source", default="", help="Where the places are known from, if no column says it.")
@click.option("--credit", default="", help="What the source asks to be said where it is used.")
@click.option("--skip-wrong", is_flag=True, help="Leave out what cannot be read, and add the rest.")
@click.option(
    "--into", default="geodata", metavar="DIR", show_default=True, help="Folder of the gazetteers."
)
def add(
    file: Path,
    *,
    name: str,
    areas: tuple[str, ...],
    kinds: tuple[str, ...],
    names: tuple[str, ...],
    source: str,
    credit: str,
    skip_wrong: bool,
    into: str,
) -> None:
    """
    Add the places of FILE to a list in geodata/.

    FILE is a dump of GeoNames (IQ.zip or IQ.txt from download.geonames.org/export/dump), an
    extract of OpenStreetMap as GeoJSON (from overpass-turbo.eu), or a table with the columns
    name, lat and lon (CSV). Adding it again replaces what has the same id, and keeps the rest.
    If FILE has mistakes, all are told and nothing is written.

    \b
    mapstory gazetteer add IQ.zip --kind town --kind crossing
    mapstory gazetteer add allCountries.zip --in Anbar --name anbar
    mapstory gazetteer add hospitals.geojson
    mapstory gazetteer add camps.csv --source "UNHCR, May 2015"
    """  # noqa: D301, the same
    from mapstory.gazetteer.adding import add_list  # noqa: PLC0415, `--help` stays quick
    from mapstory.gazetteer.adding.wanted import Wanted  # noqa: PLC0415, the same

    folder = Path(into)
    if not folder.is_dir() and not Path("stories").is_dir():
        raise FileError(
            f"there is no folder '{into}' here\n"
            "  fix: go to the project's folder, or make the folder first"
        )
    wanted = Wanted(tuple(kind.casefold() for kind in kinds), _areas(areas), names)
    try:
        added = add_list(
            file,
            folder,
            name=name,
            wanted=wanted,
            source=source,
            credit=credit,
            skip_wrong=skip_wrong,
        )
    except StoryError as error:
        click.echo(str(error), err=True)
        if all(problem.path == str(file) for problem in error.problems):
            click.echo(f"\n{_NOTHING_ADDED}", err=True)
        raise SystemExit(error.exit_code) from None
    _tell_added(added)


@gazetteer.command()
@click.argument("name")
@click.option(
    "--in", "areas", multiple=True, metavar="AREA", help="Only what lies in a country or division."
)
@click.option(
    "--from", "folder", default="geodata", metavar="DIR", show_default=True,
    help="Folder of the gazetteers.",
)  # fmt: skip
def find(name: str, *, areas: tuple[str, ...], folder: str) -> None:
    """
    Tell what NAME may mean, best first, in the newsroom's own gazetteers and the world's.

    \b
    mapstory gazetteer find Ramadi
    mapstory gazetteer find "al Karmah" --in Anbar
    """  # noqa: D301, the same
    from mapstory.gazetteer import read_gazetteer  # noqa: PLC0415, `--help` stays quick

    look_in = _areas(areas)
    known = read_gazetteer(Path(folder))
    found = known.candidates(name, look_in=look_in)
    for candidate in found[:_SHOWN]:
        click.echo(_line(candidate))
    if len(found) > _SHOWN:
        click.echo(f"and {len(found) - _SHOWN} more")
    if not found:
        click.echo(f"no gazetteer has '{name}'")
        for other in known.suggestions(name, look_in=look_in):
            click.echo(f"  spelt like it: {other}")


def _areas(names: Sequence[str]) -> list[Feature]:
    """Return the countries and divisions of these names, or refuse what is none."""
    from mapstory import world  # noqa: PLC0415, `--help` stays quick
    from mapstory.gazetteer import Gazetteer  # noqa: PLC0415, the same

    areas = []
    for name in names:
        ids = [name] if world.feature(name) else [c.id for c in Gazetteer().area(name)]
        found = [area for area in map(world.feature, ids) if area and area.kind != "town"]
        if len(found) != 1:
            could_be = " or ".join(f"--in {area.id} ({area.name})" for area in found)
            raise UsageError(
                f"--in: '{name}' could be several areas\n  fix: write {could_be}"
                if found
                else f"--in: there is no country or first-level division called '{name}'\n"
                "  fix: write it as `look_in` has it, such as --in Iraq or --in Anbar"
            )
        areas += found
    return areas


def _tell_added(added: Added) -> None:
    for problem in added.faults.problems:
        click.echo(f"{problem}\n", err=True)
    if added.faults.count:
        click.echo(f"{added.faults.count:,} left out, for they cannot be read\n", err=True)
    for path, size in added.files.items():
        click.echo(f"{path}: {max(1, size / 1_000):,.0f} KB")
    told = {"new": added.new, "changed": added.changed, "as before": added.same}
    counts = [f"{count:,} {word}" for word, count in told.items() if count]
    if added.kept:
        counts.append(f"{added.kept:,} kept that the file does not have")
    places = "place" if added.count == 1 else "places"
    click.echo(f"{added.count:,} {places}: {', '.join(counts)}")
    click.echo(f"kinds: {_kinds(added.kinds)}")
    for why, count in added.faults.left_out.most_common():
        click.echo(f"left out: {count:,}, {why}")
    if added.faults.unused:
        click.echo(f"columns not taken: {', '.join(added.faults.unused)}")
    for credit in added.credits:
        click.echo(f"credit: {credit}")
    if sum(added.files.values()) > _LARGE_BYTES:
        click.echo("the list is large: --in, --kind and --only keep it to what is needed")


def _kinds(counts: Counter[str]) -> str:
    told = ", ".join(f"{count:,} {kind}" for kind, count in counts.most_common(_KINDS))
    return f"{told}, …" if len(counts) > _KINDS else told


def _line(candidate: Candidate) -> str:
    within = f" in {candidate.within}" if candidate.within else ""
    people = f", {candidate.population:,} people" if candidate.population else ""
    called = "" if candidate.main else f" (as {candidate.matched})"
    return (
        f"{candidate.name}{called}, {candidate.kind}{within}{people}: "
        f"{candidate.lat:.4f}, {candidate.lon:.4f} ({candidate.source}, {candidate.id})"
    )
