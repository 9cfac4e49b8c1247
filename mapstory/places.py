"""Every place of a story on the globe: one GeoDataFrame, EPSG:4326, one row a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import shapely

from mapstory import uncertainty, world
from mapstory.coordinates import CoordinateError, parse_coordinates
from mapstory.errors import Problem
from mapstory.gazetteer import Candidate, Gazetteer, choose
from mapstory.phrases import (
    Border,
    Both,
    Inside,
    Locality,
    Named,
    Offset,
    PhraseError,
    Way,
    parse_phrase,
    unquoted,
)
from mapstory.shapes import ShapeError, read_shapes
from mapstory.source import Text
from mapstory.story import Place, Story, ids_by_name, project_of
from mapstory.uncertainty import Extent
from mapstory.wording import format_distance, format_radius, say, words
from mapstory.world import Feature

COLUMNS = {
    "id": "the writer's id of the place; also the index",
    "name": "what readers are told",
    "kind": "battle, camp, town, area, …: which symbol is drawn",
    "geometry": "where it is or may be: a point, or the whole shape in which it lies (lon, lat)",
    "uncertainty_m": "Darwin Core's coordinateUncertaintyInMeters: a circle around all it may be",
    "soft": "whether the place is somewhere within its geometry, and so never drawn as a pin",
    "method": "how: coordinates, newsroom, gazetteer, area, file, or the kinds of phrase",
    "source": "what it was found from: the gazetteer entry and its source, the file, or the phrase",
    "asked": "the writer's own words for where it is",
    "precision": "the reader's sentence about how well the place is known",
    "words": "the same, short, as it stands on the map beside a soft place; else empty",
}
"""The columns of the table of places, and what each means."""

_PIN_COVERS_M = 1_000.0
"""
A place known to about a kilometre is drawn as a symbol, which covers as much at the closest
zoom that the page goes to; what is known less well is drawn as its area.
"""

_BORDER_ERROR_M = 5_080.0
"""
How far a drawn border may be from the real one: 1/50 inch at Natural Earth's scale of
1:10,000,000, after the United States National Map Accuracy Standards (1947), which Chapman &
Wieczorek (2020) use for the uncertainty of a map. Places on a border carry it.
"""


@dataclass(frozen=True)
class Found:
    """Where a place is, and how that was worked out."""

    extent: Extent
    method: str
    source: str
    precision: str
    words: str = ""
    soft: bool = False
    name: str = ""


class _ToldError(Exception):
    """A place cannot be found for a reason that has been told already."""


class _CannotSayError(Exception):
    """A place cannot be found, and this is why. It never leaves this module."""

    def __init__(self, what: str, fix: str, *, start: int = 0, width: int | None = None) -> None:
        super().__init__(what)
        self.what, self.fix, self.start, self.width = what, fix, start, width


def locate_places(story: Story, gazetteer: Gazetteer) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """
    Return the places of a story that can be found, and a problem for each that cannot.

    The table has the columns of `COLUMNS`, EPSG:4326, in the writer's order, indexed by id.
    Shapes that cross ±180° are split there, as RFC 7946 asks.
    """
    desk = _Desk(story, gazetteer)
    rows = [
        {
            "id": place.id,
            "name": found.name or place.name,
            "kind": place.kind,
            "geometry": found.extent.geometry,
            "uncertainty_m": round(found.extent.uncertainty_m, 1),
            "soft": found.soft,
            "method": found.method,
            "source": found.source,
            "asked": place.asked.value,
            "precision": found.precision,
            "words": found.words,
        }
        for place in story.places.values()
        if (found := desk.find(place))
    ]
    table = gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry="geometry", crs=4326)
    return table.set_index("id", drop=False), desk.problems


class _Desk:
    """Finds the places of one story, each once, and keeps what could not be found."""

    def __init__(self, story: Story, gazetteer: Gazetteer) -> None:
        self.story = story
        self.gazetteer = gazetteer
        self.problems: list[Problem] = []
        self._found: dict[str, Found | None] = {}
        self._ids = ids_by_name(story.places)
        self.look_in = [region for text in story.look_in if (region := self._region(text))]

    def find(self, place: Place) -> Found | None:
        """Return where a place is; None, with a problem noted, if it cannot be said."""
        if place.id not in self._found:
            self._found[place.id] = None  # a loop of phrases ends here; the story has told it
            try:
                self._found[place.id] = self._locate(place)
            except _CannotSayError as no:
                problem = place.asked.problem(no.what, no.fix, start=no.start, width=no.width)
                self.problems.append(problem)
            except (_ToldError, PhraseError, CoordinateError):
                pass  # the story, or another place, has told what is wrong
        return self._found[place.id]

    def _locate(self, place: Place) -> Found:
        if place.how == "at":
            return self._at(place)
        if place.how == "file":
            return self._file(place)
        if place.how == "area":
            return self._area(place)
        locality = parse_phrase(place.asked.value)
        return self._phrase(place, locality) if locality else self._named(place)

    def _at(self, place: Place) -> Found:
        point = parse_coordinates(place.asked.value)
        self._refuse_swapped(point.lon, point.lat)
        written = f"coordinates: {place.asked.value}"
        if place.precision_m is None:
            extent = uncertainty.named_place(point.lon, point.lat, radial_m=point.precision_m)
            return Found(extent, "coordinates", written, self._say("precision_point"))
        radius = place.precision_m + point.precision_m
        known = {"distance": format_radius(place.precision_m, self.story.language)}
        soft = place.precision_m > _PIN_COVERS_M
        locate = uncertainty.disc if soft else uncertainty.named_place
        return Found(
            locate(point.lon, point.lat, radius),
            "coordinates",
            written,
            self._say("precision_coordinates", **known),
            words=self._say("label_coordinates", **known) if soft else "",
            soft=soft,
        )

    def _refuse_swapped(self, lon: float, lat: float) -> None:
        """Refuse coordinates that lie outside of where the story looks, and inside if swapped."""
        here = [world.shape_of(region) for region in self.look_in]
        if abs(lon) > 90 or not here:  # noqa: PLR2004, no latitude
            return
        given, swapped = shapely.Point(lon, lat), shapely.Point(lat, lon)
        if any(shape.intersects(swapped) for shape in here) and not any(
            shapely.dwithin(shape, given, _ABOUT_DEGREES) for shape in here
        ):
            where = " and ".join(region.name for region in self.look_in)
            raise _CannotSayError(
                f"this point is far outside of {where}; swapped, it lies inside",
                f"latitude comes first: write {lon:g}, {lat:g}",
            )

    def _file(self, place: Place) -> Found:
        path = (self.story.path.parent / place.asked.value).resolve()
        if not path.is_relative_to(project_of(self.story.path).resolve()):
            raise _ToldError  # and never read, whatever it is or a link leads to
        try:
            shapes = read_shapes(path)
        except ShapeError as error:
            raise _CannotSayError(error.what, error.fix) from error
        extent = uncertainty.within(shapes.geometry)
        name = shapes.names[0] if len(shapes.names) == 1 and not place.named else place.name
        sentence = self._say("precision_file", source=path.name)
        return Found(extent, "file", f"file: {place.asked.value}", sentence, name=name)

    def _area(self, place: Place) -> Found:
        candidate = self._choose(unquoted(place.asked.value), area=True)
        sentence = self._say("precision_area", name=place.name)
        return Found(_extent_of(candidate), "area", candidate.source, sentence)

    def _named(self, place: Place) -> Found:
        candidate = self._choose(unquoted(place.asked.value), area=False)
        extent = _extent_of(candidate, least_m=place.precision_m or 0.0)
        if extent.geometry.geom_type != "Point":
            sentence = self._say("precision_area", name=place.name)
            return Found(extent, "area", candidate.source, sentence)
        if candidate.newsroom:
            known = format_radius(extent.uncertainty_m, self.story.language)
            sentence = self._say("precision_newsroom", name=place.name, distance=known)
            return Found(extent, "newsroom", candidate.source, sentence)
        sentence = self._say("precision_town", name=place.name)
        return Found(extent, "gazetteer", candidate.source, sentence)

    def _phrase(self, place: Place, locality: Locality) -> Found:
        extent = self._extent(locality)
        parts = locality.parts if isinstance(locality, Both) else (locality,)
        kinds = "_".join(_KINDS[type(part)] for part in parts)
        values = {key: value for part in parts for key, value in self._values(part).items()}
        ending = kinds if f"precision_{kinds}" in words(self.story.language) else "phrase"
        return Found(
            extent,
            kinds.replace("_", " and "),
            f"phrase: {place.asked.value}",
            self._say(f"precision_{ending}", **values, phrase=place.asked.value),
            words=self._say(f"label_{ending}", **values),
            soft=True,
        )

    def _extent(self, locality: Locality) -> Extent:
        if isinstance(locality, Offset):
            feature, distance = self._feature(locality.feature, area=False), locality.distance
            return uncertainty.ring(
                feature, distance_m=distance.metres, precision_m=distance.precision_m
            )
        if isinstance(locality, Border):
            shape = self._feature(locality.feature, area=True).geometry
            return uncertainty.border(shape, error_m=_BORDER_ERROR_M)
        if isinstance(locality, Way):
            ends = (self._feature(end, area=False) for end in (locality.origin, locality.target))
            return uncertainty.way(*ends)
        if isinstance(locality, Inside):
            return uncertainty.within(self._feature(locality.feature, area=True).geometry)
        first, *others = (self._extent(part) for part in locality.parts)
        for other in others:
            meeting = uncertainty.both(first, other)
            if meeting is None:
                raise _CannotSayError(
                    "no place fits all of this: its parts do not meet on the map",
                    "take one part out, or give the place as an area",
                )
            first = meeting
        return first

    def _feature(self, named: Named, *, area: bool) -> Extent:
        """Return the place of the story, or of the gazetteer, that a phrase speaks of."""
        other = self._ids.get(named.text.casefold())
        if other is not None:
            found = self.find(self.story.places[other])
            if found is None:
                raise _ToldError
            if area and "Polygon" not in found.extent.geometry.geom_type:
                raise _CannotSayError(
                    f"'{named.text}' is a point here, and only an area has an inside and a border",
                    f"give the area itself, such as `{other}: {{area: …}}`",
                    start=named.start,
                    width=named.end - named.start,
                )
            return found.extent
        return _extent_of(self._choose(named.text, area=area, start=named.start))

    def _values(self, part: Locality) -> dict[str, str]:
        """Return what the sentences about a phrase call its parts."""
        if isinstance(part, Offset):
            distance = format_distance(part.distance.metres, self.story.language)
            return {"distance": distance, "feature": self._name(part.feature)}
        if isinstance(part, Way):
            return {"origin": self._name(part.origin), "target": self._name(part.target)}
        if isinstance(part, Border | Inside):
            return {"area": self._name(part.feature)}
        return {}

    def _name(self, named: Named) -> str:
        other = self._ids.get(named.text.casefold())
        return self.story.places[other].name if other else named.text

    def _choose(self, name: str, *, area: bool, start: int = 0) -> Candidate:
        """Return the one candidate that a name means, or say why there is none."""
        find = self.gazetteer.area if area else self.gazetteer.candidates
        candidates = find(name, look_in=self.look_in)
        if area and not candidates:
            candidates = [c for c in find(name) if c.kind == "country" and c.main]
        chosen = choose(candidates)
        if chosen is not None and (self.look_in or not _is_hearsay(chosen)):
            return chosen
        if candidates:
            what, fix = _ambiguous(name, candidates)
        else:
            what, fix = self._missing(name, area=area)
        raise _CannotSayError(what, fix, start=start, width=len(name))

    def _missing(self, name: str, *, area: bool) -> tuple[str, str]:
        where = ", ".join(text.value for text in self.story.look_in)
        inside = f" in {where}" if where else ""
        what = (
            f"there is no {'area' if area else 'place'} called '{name}'{inside} in the gazetteers"
        )
        near = self.gazetteer.suggestions(name, look_in=self.look_in)
        if area:
            near = [other for other in near if self.gazetteer.area(other, look_in=self.look_in)]
        fixes = [f"did you mean {' or '.join(near)}?"] if near else []
        find = self.gazetteer.area if area else self.gazetteer.candidates
        elsewhere = next((c for c in find(name) if c.main and c.within), None)
        if elsewhere:
            country = elsewhere.within.split(", ")[-1]
            fixes.append(f"add {country} to `look_in` if it is {name} there that is meant")
        fixes.append("give it by coordinates (`at:`) or with a row in geodata/gazetteer.csv")
        return what, " Or ".join(fixes)

    def _region(self, text: Text) -> Feature | None:
        candidates = self.gazetteer.area(text.value)
        chosen = choose(candidates)
        feature = world.feature(chosen.id) if chosen else None
        if feature is None:
            near = [n for n in self.gazetteer.suggestions(text.value) if self.gazetteer.area(n)]
            ask = (
                f"did you mean {' or '.join(near)}?"
                if near
                else "name a country or a first-level division"
            )
            self.problems.append(
                text.problem(f"look_in: there is no area called '{text.value}'", ask)
            )
        return feature

    def _say(self, key: str, **values: str) -> str:
        return say(self.story.language, key, **values)


_TOLD = 6
_ABOUT_DEGREES = 2.0  # so far around where a story looks, coordinates raise no doubt
_WELL_KNOWN = 250_000
_KINDS = {Offset: "ring", Border: "border", Way: "way", Inside: "inside"}


def _extent_of(candidate: Candidate, *, least_m: float = 0.0) -> Extent:
    shape = candidate.geometry
    if shape is None or shape.geom_type == "Point":
        radius = max(candidate.uncertainty_m, least_m)
        return uncertainty.named_place(candidate.lon, candidate.lat, radius)
    return uncertainty.within(shape)


def _is_hearsay(candidate: Candidate) -> bool:
    """
    Tell whether only the alternate name of a smaller town speaks for a candidate.

    Lists of alternate names hold errors: GeoNames has "al Karmah" as a name of Maharda in
    Syria. Where nothing says in which country to look, that is not enough for a pin.
    """
    by_name_alone = candidate.kind == "town" and not (candidate.newsroom or candidate.main)
    return by_name_alone and (candidate.population or 0) < _WELL_KNOWN


def _ambiguous(name: str, candidates: Sequence[Candidate]) -> tuple[str, str]:
    rows = "".join(
        f"\n    {candidate.name}, {candidate.kind}"
        + (f" in {candidate.within}" if candidate.within else "")
        + (f", {candidate.population:,} people" if candidate.population else "")
        + f": {candidate.lat:.4f}, {candidate.lon:.4f} ({candidate.source})"
        for candidate in candidates[:_TOLD]
    )
    more = f"\n    and {len(candidates) - _TOLD} more" if len(candidates) > _TOLD else ""
    first = candidates[0]
    home = first.within.split(", ")[0]
    look_in = f"narrow `look_in` (such as `look_in: {home}`), or " if home else ""
    what = f"'{name}' could be one of these, and none is clearly meant:{rows}{more}"
    paste = f'`{{name: {name}, at: "{first.lat:.4f}, {first.lon:.4f}"}}`'
    return what, f"{look_in}give the one you mean by its coordinates, such as {paste}"
