"""Adds a file of places that someone else made to the newsroom's lists in geodata/."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mapstory.errors import FileError, StoryError, UsageError
from mapstory.gazetteer.adding.faults import Faults
from mapstory.gazetteer.adding.homes import is_the_worlds, with_homes
from mapstory.gazetteer.adding.received import read_received
from mapstory.gazetteer.adding.sheet import Defaults
from mapstory.gazetteer.adding.wanted import Wanted
from mapstory.gazetteer.imported import list_files, read_list
from mapstory.gazetteer.listed import ListedPlace, csv_lines, geojson_lines
from mapstory.world.key import key_of

_LIMIT_PLACES = 300_000
"""Places of one list; Iraq has about 50,000 in GeoNames, and the world twelve million."""

_KINDS = 12
_THE_WORLDS = "a country or first-level division, of which the world as shipped has the shape"
_TWICE = "the same as an earlier one"


@dataclass(frozen=True)
class Added:
    """
    What became of a list: its files with their sizes in bytes, and counts of places.

    `kept` were in the list before and are not in the file that was added. `kinds` counts
    what the list has now. `faults` tells what of the file is not in it, and why.
    """

    files: dict[Path, int]
    new: int
    changed: int
    same: int
    kept: int
    kinds: Counter[str]
    faults: Faults
    credits: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many places the list has now."""
        return self.new + self.changed + self.same + self.kept


def list_name(path: Path) -> str:
    """Return the name of the list that a file makes: IQ.txt and gazetteer-iq.csv make iq."""
    stem = path.name.split(".")[0].casefold().removeprefix("gazetteer-")
    return re.sub(r"[\W_]+", "-", stem).strip("-")


def add_list(
    path: Path,
    folder: Path,
    *,
    name: str = "",
    wanted: Wanted | None = None,
    source: str = "",
    credit: str = "",
    skip_wrong: bool = False,
) -> Added:
    """
    Add the places of a file to the list of this name in a folder, and write the list.

    What the list has under the same id is replaced, and the rest of it stays. Raises
    StoryError with what is wrong in the file, before anything is written, unless
    `skip_wrong` leaves that out.
    """
    name = list_name(Path(name or path))
    if not name:
        raise UsageError(f"{path} gives the list no name\n  fix: name it: --name iraq")
    faults = Faults(path)
    received = read_received(path, faults, Defaults(name, source, credit), wanted or Wanted())
    places = _gathered(received, faults, name)
    if faults.count and not skip_wrong:
        raise StoryError(faults.problems)
    places = _chosen(places, faults, wanted or Wanted())
    files = list_files(folder, name)
    before = {place.id: place for file in files for place in read_list(file).places()}
    after = before | {place.id: place for place in places}
    if not after:
        raise FileError(f"{path} has no place for a list{_reasons(faults)}")
    again = [place for place in places if place.id in before]
    same = sum(before[place.id] == place for place in again)
    return Added(
        files=_write(folder, name, after.values()),
        new=len(places) - len(again),
        changed=len(again) - same,
        same=same,
        kept=len(after) - len(places),
        kinds=Counter(place.kind for place in after.values()),
        faults=faults,
        credits=tuple(sorted({place.credit for place in after.values() if place.credit})),
    )


def _gathered(
    received: Iterable[tuple[int, ListedPlace]], faults: Faults, name: str
) -> list[ListedPlace]:
    """Return places with an id each; what is there twice, and not the same, is a fault."""
    found: dict[str, tuple[int, ListedPlace]] = {}
    for line, place in _identified(received, name):
        earlier, other = found.setdefault(place.id, (line, place))
        if other is place:
            if len(found) > _LIMIT_PLACES:
                raise FileError(
                    f"{faults.path} has more than {_LIMIT_PLACES:,} places for one list\n"
                    "  fix: take what the newsroom needs: --in Iraq, --kind town"
                )
        elif other == place:
            faults.left_out[_TWICE] += 1
        else:
            what = f"'{place.name}' ({place.id}) is there already, in line {earlier}, otherwise"
            faults.tell(what, "keep one of the two", line=line)
    return [place for _, place in found.values()]


def _identified(
    received: Iterable[tuple[int, ListedPlace]], name: str
) -> Iterator[tuple[int, ListedPlace]]:
    """Give places without an id one of the name, and where several have that of the point."""
    unnumbered = []
    for line, place in received:
        if place.id:
            yield line, place
        else:
            slug = key_of(place.name).replace(" ", "-") or "place"
            unnumbered.append((line, replace(place, id=f"{name}:{slug}")))
    times = Counter(place.id for _, place in unnumbered)
    for line, place in unnumbered:
        point = f"@{place.lat:.4f},{place.lon:.4f}" if times[place.id] > 1 else ""
        yield line, replace(place, id=place.id + point)


def _chosen(places: Sequence[ListedPlace], faults: Faults, wanted: Wanted) -> list[ListedPlace]:
    chosen = []
    for place in with_homes(places):
        if not wanted.has(place):
            faults.leave_unwanted(place.kind)
        elif place.kind not in ("country", "division"):
            chosen.append(place)
        elif is_the_worlds(place):
            faults.left_out[_THE_WORLDS] += 1
        else:
            chosen.append(replace(place, kind="region"))
    return chosen


def _reasons(faults: Faults) -> str:
    told = (f"{count:,} {why}" for why, count in faults.left_out.items())
    text = f"; left out: {', '.join(told)}" if faults.left_out else ""
    kinds = ", ".join(kind for kind, _ in faults.unwanted_kinds.most_common(_KINDS))
    return f"{text}\n  fix: ask for a kind that it has: {kinds}" if kinds else text


def _write(folder: Path, name: str, places: Iterable[ListedPlace]) -> dict[Path, int]:
    points: list[ListedPlace] = []
    shapes: list[ListedPlace] = []
    for place in places:
        (shapes if place.geometry else points).append(place)
    sizes = {}
    for suffix, some, lines in ((".csv", points, csv_lines), (".geojson", shapes, geojson_lines)):
        path = folder / f"gazetteer-{name}{suffix}"
        data = lines(some).encode() if some else b""
        try:
            _replace(path, data)
        except OSError as error:
            raise FileError(f"{path} cannot be written: {error.strerror}") from error
        if data:
            sizes[path] = len(data)
    return sizes


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; take it away for no data."""
    if not data:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
