"""The lock as RFC 7946 GeoJSON: one feature a place, one property a line, always the same bytes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.errors import Problem, StoryError
from mapstory.gazetteer import Candidate
from mapstory.lock.model import Answer, Lock, Match, Rival
from mapstory.uncertainty import Extent

_VERSION = 1
_ABOUT = (
    "Where mapstory found every place of this story. It is written by `mapstory build`: review it, "
    "and say in the story what should be elsewhere."
)
_WORDS = ("place", "asked", "seal")  # of a feature, what its seal does not cover
_ON_ONE_LINE = ("geometry", "centre")
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_MALFORMED = (
    *(KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError),
    shapely.errors.ShapelyError,
)
_AGAIN = "take the file back from your version control, or delete it: `mapstory build` makes it"


def render_lock(lock: Lock) -> bytes:
    """Return the file: UTF-8, features in the order of their ids, a line break at the end."""
    answers = sorted(lock.answers, key=lambda answer: answer.place)
    head = {"type": "FeatureCollection", "mapstory_lock": _VERSION, "about": _ABOUT}
    value = head | {"features": [_feature(answer) for answer in answers]}
    return ("".join(_lines(value)) + "\n").encode()


def parse_lock(content: bytes, *, path: str) -> Lock:
    """
    Return what a lock says; `path` is what messages call it.

    Raises StoryError with every place that cannot be read, or that was changed by hand.
    """
    try:
        text = content.decode("utf-8-sig")
        value = _parsed(text, path)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise StoryError([_problem(path, "", line, "the lock is not UTF-8 text", _AGAIN)]) from None
    if value.get("mapstory_lock", 0) > _VERSION:
        what = "the lock was written by a newer mapstory than this one"
        raise StoryError([_problem(path, text, 1, what, "update mapstory")])
    answers: list[Answer] = []
    problems: list[Problem] = []
    for feature in value["features"]:
        answer, what = _read_feature(feature)
        if answer and any(other.place == answer.place for other in answers):
            answer, what = None, "stands here twice, as a merge can leave it"
        if answer:
            answers.append(answer)
            continue
        place = str(feature.get("id", "?")) if isinstance(feature, dict) else "?"
        fix = (
            f"take the lock back from your version control, or delete the feature of '{place}': it "
            f"is then found again. What should be elsewhere is said in the story: {place}: "
            '{at: "33.40, 43.91"}'
        )
        line = _line_of(text, place)
        problems.append(_problem(path, text, line, f"place '{place}' {what}", fix))
    if problems:
        raise StoryError(problems)
    return Lock(tuple(answers))


def _parsed(text: str, path: str) -> dict[str, Any]:
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text[: conflict.start()].count("\n") + 1
        what = "the lock holds a merge that is not finished"
        fix = (
            "keep either side of it whole, and run `mapstory build`: places that the story now "
            "puts elsewhere are found again"
        )
        raise StoryError([_problem(path, text, line, what, fix)])
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_not_finite)
    except json.JSONDecodeError as error:
        what = f"the lock is not JSON from here on: {error.msg}"
        raise StoryError([_problem(path, text, error.lineno, what, _AGAIN)]) from None
    except (ValueError, RecursionError) as error:
        line = _line_of(text, error.args[0]) if isinstance(error, _TwiceError) else 1
        what = f"the lock cannot be read: {error}"
        raise StoryError([_problem(path, text, line, what, _AGAIN)]) from None
    is_lock = isinstance(value, dict) and isinstance(value.get("mapstory_lock"), int)
    if not is_lock or not isinstance(value.get("features"), list):
        what = "this is not a lock that mapstory wrote, and stands in its place"
        fix = "move the file elsewhere under another name"
        raise StoryError([_problem(path, text, 1, what, fix)])
    return dict(value)


def _not_finite(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


class _TwiceError(ValueError):
    """A key stands twice in one object, as a merge can leave it."""

    def __str__(self) -> str:
        return f"'{self.args[0]}' stands twice in one place"


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
    return value


def _problem(path: str, text: str, line: int, what: str, fix: str) -> Problem:
    rows = text.splitlines()
    row = rows[line - 1][:200] if 0 < line <= len(rows) else ""
    column = len(row) - len(row.lstrip()) + 1
    return Problem(path, line, column, what, fix, row, max(1, len(row.strip())))


def _line_of(text: str, name: str) -> int:
    """Return the last line where a feature with this id, or a key of this name, begins."""
    quoted = re.escape(json.dumps(name, ensure_ascii=False))
    found = list(re.finditer(rf'(?:"id"\s*:\s*{quoted}|{quoted}\s*:)', text))
    return text[: found[-1].start()].count("\n") + 1 if found else 1


# --- one place


def _feature(answer: Answer) -> dict[str, Any]:
    extent = answer.extent
    properties: dict[str, Any] = {"place": answer.place}
    if answer.protect_m is not None:
        properties["protect_m"] = answer.protect_m
    else:
        properties |= {"asked": answer.asked, "how": answer.how}
        properties |= {"question": list(answer.question)}
    properties |= {"method": answer.method, "uncertainty_m": extent.uncertainty_m}
    properties |= {"margin_m": extent.margin_m, "centre": list(extent.centre)}
    properties |= {"whole": True} if extent.whole else {}
    if answer.matches:
        properties["names"] = [_match(match) for match in answer.matches]
    properties |= {"called": answer.called} if answer.called else {}
    properties |= {"credit": answer.credit} if answer.credit else {}
    geometry = _geometry(extent.geometry)
    feature = {"type": "Feature", "id": answer.place, "properties": properties}
    properties["seal"] = _seal(properties, geometry)
    return feature | {"geometry": geometry}


def _read_feature(feature: Any) -> tuple[Answer | None, str]:
    """Return the answer in a feature, or what is wrong with it."""
    try:
        properties, geometry = feature["properties"], feature["geometry"]
        if properties["seal"] != _seal(properties, geometry):
            return None, "was changed by hand, or by a merge that mixed two versions of it"
        lon, lat = properties["centre"]
        extent = Extent(
            _shape(geometry),
            float(properties["uncertainty_m"]),
            (float(lon), float(lat)),
            margin_m=float(properties["margin_m"]),
            whole=properties.get("whole") is True,
        )
        protect_m = properties.get("protect_m")
        return Answer(
            place=_text(feature["id"]),
            asked=_text(properties.get("asked", "")),
            how=_text(properties.get("how", "")),
            question=tuple(_text(line) for line in properties.get("question", [])),
            extent=extent,
            method=_text(properties["method"]),
            matches=tuple(_read_match(match) for match in properties.get("names", [])),
            called=_text(properties.get("called", "")),
            credit=_text(properties.get("credit", "")),
            protect_m=None if protect_m is None else float(protect_m),
        ), ""
    except _MALFORMED:
        return None, "is not as mapstory writes it"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _seal(properties: Mapping[str, Any], geometry: Any) -> str:
    """
    Return eight hex digits over all that is published of a place but its id and its words.

    They tell a line that somebody, or a merge, put between the others. They are no signature,
    and of a protected place they hold only what stands beside them.
    """
    covered = {key: value for key, value in properties.items() if key not in _WORDS}
    plain = json.dumps([_plain(covered), _plain(geometry)], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


def _match(match: Match) -> dict[str, Any]:
    chosen = match.chosen
    kept: dict[str, Any] = {
        "id": chosen.id,
        "name": chosen.name,
        "kind": chosen.kind,
        "country": chosen.country,
    }
    kept |= {"division": chosen.division, "lon": chosen.lon, "lat": chosen.lat}
    kept |= {"uncertainty_m": chosen.uncertainty_m, "population": chosen.population}
    kept |= {"source": chosen.source, "tier": chosen.tier}
    kept |= {"credit": chosen.credit} if chosen.credit else {}
    rivals = [rival._asdict() for rival in match.rivals]
    return {"question": match.question, "chosen": kept, "margin": match.margin, "rivals": rivals}


def _read_match(value: Mapping[str, Any]) -> Match:
    kept = value["chosen"]
    population, margin = kept["population"], value["margin"]
    chosen = Candidate(
        id=_text(kept["id"]),
        name=_text(kept["name"]),
        matched=_text(kept["name"]),
        main=True,
        kind=_text(kept["kind"]),
        lon=float(kept["lon"]),
        lat=float(kept["lat"]),
        country=_text(kept["country"]),
        division=_text(kept["division"]),
        population=None if population is None else int(population),
        uncertainty_m=float(kept["uncertainty_m"]),
        source=_text(kept["source"]),
        tier=int(kept["tier"]),
        credit=_text(kept.get("credit", "")),
    )
    rivals = tuple(Rival(**rival) for rival in value["rivals"])
    return Match(
        _text(value["question"]), chosen, rivals, None if margin is None else float(margin)
    )


# --- geometry and JSON


def _geometry(shape: BaseGeometry) -> Any:
    if shape.geom_type == "GeometryCollection":
        parts = [_geometry(part) for part in shapely.get_parts(shape)]
        return {"type": "GeometryCollection", "geometries": parts}
    drawn = shapely.geometry.mapping(shape)
    return {"type": drawn["type"], "coordinates": drawn["coordinates"]}


def _shape(geometry: Any) -> BaseGeometry:
    shape = shapely.from_geojson(json.dumps(geometry))
    west, south, east, north = shape.bounds  # of an empty one, or of NaN: in no globe
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004, degrees
        raise ValueError(geometry)
    return shape


def _plain(value: Any) -> Any:
    """Return JSON in which 44.0 and 44 are the same, as formatters take them."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _lines(value: Any, indent: str = "", *, flat: bool = False) -> Iterator[str]:
    """Yield JSON with a line for each property; shapes, positions and rivals have one line each."""
    inner = indent + " "
    if flat or not value or not isinstance(value, dict | list):
        yield json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)
        return
    pairs: list[tuple[str, Any, bool]]
    if isinstance(value, dict):
        pairs = [
            (f"{json.dumps(key, ensure_ascii=False)}: ", each, key in _ON_ONE_LINE)
            for key, each in value.items()
        ]
        opening, closing = "{", "}"
    else:
        pairs = [("", each, False) for each in value]
        opening, closing = "[", "]"
    yield opening
    for number, (key, each, is_flat) in enumerate(pairs):
        yield f"{',' if number else ''}\n{inner}{key}"
        yield from _lines(each, inner, flat=is_flat or (indent != "" and _is_rival(each)))
    yield f"\n{indent}{closing}"


def _is_rival(value: Any) -> bool:
    return isinstance(value, dict) and tuple(value) == Rival._fields
