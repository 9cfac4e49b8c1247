"""Finds the places of one story, each once."""

from __future__ import annotations

from typing import Literal

import shapely

from mapstory import uncertainty, world
from mapstory.coordinates import CoordinateError, parse_coordinates
from mapstory.errors import Problem
from mapstory.gazetteer import Candidate, Gazetteer, choose
from mapstory.phrases import Locality, Named, PhraseError, parse_phrase, unquoted
from mapstory.places.found import CannotSayError, Found, ToldError, extent_of
from mapstory.places.localities import extent_of_locality, tell_locality
from mapstory.places.telling import tell_ambiguous
from mapstory.shapes import ShapeError, read_shapes
from mapstory.source import Text
from mapstory.story import Place, Story, ids_by_name, project_of
from mapstory.uncertainty import Extent
from mapstory.wording import format_radius, say
from mapstory.world import Feature

_PIN_COVERS_M = 1_000.0
"""
A place known to about a kilometre is drawn as a symbol, which covers as much at the closest
zoom that the page goes to; what is known less well is drawn as its area.
"""


_ABOUT_DEGREES = 2.0  # so far around where a story looks, coordinates raise no doubt
_WELL_KNOWN = 250_000


class Desk:
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
            except CannotSayError as no:
                problem = place.asked.problem(no.what, no.fix, start=no.start, width=no.width)
                self.problems.append(problem)
            except (ToldError, PhraseError, CoordinateError):
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
            raise CannotSayError(
                f"this point is far outside of {where}; swapped, it lies inside",
                f"latitude comes first: write {lon:g}, {lat:g}",
            )

    def _file(self, place: Place) -> Found:
        path = (self.story.path.parent / place.asked.value).resolve()
        if not path.is_relative_to(project_of(self.story.path).resolve()):
            raise ToldError  # and never read, whatever it is or a link leads to
        try:
            shapes = read_shapes(path)
        except ShapeError as error:
            raise CannotSayError(error.what, error.fix) from error
        extent = uncertainty.within(shapes.geometry)
        name = shapes.names[0] if len(shapes.names) == 1 and not place.named else place.name
        sentence = self._say("precision_file", source=path.name)
        return Found(extent, "file", f"file: {place.asked.value}", sentence, name=name)

    def _area(self, place: Place) -> Found:
        candidate = self._choose(unquoted(place.asked.value), area=True)
        sentence = self._say("precision_area", name=place.name)
        return Found(extent_of(candidate), "area", candidate.source, sentence)

    def _named(self, place: Place) -> Found:
        candidate = self._choose(unquoted(place.asked.value), area=False)
        extent = extent_of(candidate, least_m=place.precision_m or 0.0)
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
        extent = extent_of_locality(locality, self._feature)
        told = tell_locality(
            locality, place.asked.value, language=self.story.language, name_of=self._name
        )
        return Found(
            extent,
            told.method,
            f"phrase: {place.asked.value}",
            told.precision,
            words=told.words,
            soft=True,
        )

    def _feature(self, named: Named, need: Literal["place", "area"]) -> Extent:
        """Return the place of the story, or of the gazetteer, that a phrase speaks of."""
        other = self._ids.get(named.text.casefold())
        if other is not None:
            found = self.find(self.story.places[other])
            if found is None:
                raise ToldError
            if need == "area" and "Polygon" not in found.extent.geometry.geom_type:
                raise CannotSayError(
                    f"'{named.text}' is a point here, and only an area has an inside and a border",
                    f"give the area itself, such as `{other}: {{area: …}}`",
                    start=named.start,
                    width=named.end - named.start,
                )
            return found.extent
        return extent_of(self._choose(named.text, area=need == "area", start=named.start))

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
            what, fix = tell_ambiguous(name, candidates)
        else:
            what, fix = self._missing(name, area=area)
        raise CannotSayError(what, fix, start=start, width=len(name))

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


def _is_hearsay(candidate: Candidate) -> bool:
    """
    Tell whether only the alternate name of a smaller town speaks for a candidate.

    Lists of alternate names hold errors: GeoNames has "al Karmah" as a name of Maharda in
    Syria. Where nothing says in which country to look, that is not enough for a pin.
    """
    by_name_alone = candidate.kind == "town" and not (candidate.newsroom or candidate.main)
    return by_name_alone and (candidate.population or 0) < _WELL_KNOWN
