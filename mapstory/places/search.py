"""Finds one place, in each of the ways in which a writer may say where it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import shapely

from mapstory import uncertainty, world
from mapstory.coordinates import parse_coordinates
from mapstory.gazetteer import Candidate
from mapstory.lock import Answer, settled
from mapstory.phrases import Inside, Locality, Named, Need, River
from mapstory.places.choices import Choices
from mapstory.places.found import CannotSayError, Found, ToldError, extent_of
from mapstory.places.localities import extent_of_locality, tell_locality
from mapstory.places.questions import Asking, LookUp
from mapstory.places.rivers import extent_of_river
from mapstory.project import project_of
from mapstory.shapes import ShapeError, read_shapes
from mapstory.story import Place, Story
from mapstory.uncertainty import Extent
from mapstory.wording import format_radius, say
from mapstory.world import Feature
from mapstory.world.rivers import course_of, river_named

_PIN_COVERS_M = 1_000.0
"""
A place known to about a kilometre is drawn as a symbol, which covers as much at the closest
zoom that the page goes to; what is known less well is drawn as its area.
"""

_TOWN = "town"
_TOWN_OF = re.compile(r"^(?:old )?(?:city|town|village|hamlet) of\s+", re.IGNORECASE)
_SPELT = re.compile(r"(?=[A-ZÀ-Þ])[A-Za-zÀ-ɏʻʼ‘’' -]*[a-zß-ɏ][A-Za-zÀ-ɏʻʼ‘’' -]*")
_CALLED = ("region", "water")  # whose names do not tell what they are
_WITHOUT_OUTLINE = ("region", "water", "county")
_ABOUT_DEGREES = 2.0  # so far around where a story looks, coordinates raise no doubt


@dataclass(frozen=True)
class Search:
    """
    What one place of a story is found with.

    `others` are the places that were found before it, by id. Where the lock has the answer,
    `kept`, nothing is drawn: only what is told of the place is put in words again.
    """

    story: Story
    look_in: Sequence[Feature]
    asking: Asking
    choices: Choices
    others: Mapping[str, Found]
    kept: Answer | None = None

    def locate(self, place: Place) -> Found:
        """Return where the place is. Raises what `mapstory.places.found` has, and PhraseError."""
        if place.how == "at":
            return self._at(place)
        if place.how == "file":
            return self._file(place)
        if place.how == "area":
            return self._area(place)
        locality = self.asking.locality
        return self._phrase(place, locality) if locality else self._named(place)

    def _extent(self, draw: Callable[[], Extent]) -> Extent:
        return self.kept.extent if self.kept else settled(draw())

    def _at(self, place: Place) -> Found:
        point = parse_coordinates(place.asked.value)
        self._refuse_swapped(point.lon, point.lat)
        written = f"coordinates: {place.asked.value}"
        if place.precision_m is None:
            extent = self._extent(
                lambda: uncertainty.named_place(point.lon, point.lat, radial_m=point.precision_m)
            )
            return Found(extent, "coordinates", written, self._say("precision_point"))
        radius = place.precision_m + point.precision_m
        known = {"distance": format_radius(place.precision_m, self.story.language)}
        soft = place.precision_m > _PIN_COVERS_M
        locate = uncertainty.disc if soft else uncertainty.named_place
        return Found(
            self._extent(lambda: locate(point.lon, point.lat, radius)),
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
        if self.kept:
            extent = self.kept.extent
            called = self.kept.called
        else:
            extent = settled(uncertainty.within(shapes.geometry))
            called = shapes.names[0] if len(shapes.names) == 1 else ""
        name = place.name if place.named else called or place.name
        source = shapes.source or path.name
        sentence = self._say("precision_file", source=source)
        if shapes.precision_m:
            known = format_radius(shapes.precision_m, self.story.language)
            sentence = self._say("precision_file_within", source=source, distance=known)
        written = f"file: {place.asked.value}"
        return Found(extent, "file", written, sentence, name=name, called=called)

    def _area(self, place: Place) -> Found:
        candidate, extent = self._looked_up(place)
        sentence = self._say("precision_area", name=place.name)
        return Found(extent, "area", candidate.source, sentence)

    def _named(self, place: Place) -> Found:
        (name,) = self.asking.look_ups
        chosen = self.choices.match(name).chosen
        if chosen.kind in _WITHOUT_OUTLINE and chosen.tier > 1:  # a newsroom's list has outlines
            return self._region(place, self.choices.drawn(name))
        candidate, extent = self._looked_up(place)
        if extent.geometry.geom_type != "Point":
            sentence = self._say("precision_area", name=place.name)
            return Found(extent, "area", candidate.source, sentence)
        if candidate.newsroom:
            known = format_radius(extent.uncertainty_m, self.story.language)
            sentence = self._say("precision_newsroom", name=place.name, distance=known)
            return Found(extent, "newsroom", candidate.source, sentence)
        if candidate.kind == _TOWN:
            sentence = self._say("precision_town", name=place.name)
        else:
            known = format_radius(extent.uncertainty_m, self.story.language)
            sentence = self._say("precision_known", name=place.name, distance=known)
        return Found(extent, "gazetteer", candidate.source, sentence)

    def _region(self, place: Place, candidate: Candidate) -> Found:
        """
        Return a region, a county or a water, which are known by their middle and reach only.

        It is never a pin: along a river whose course is drawn, or else somewhere within reach.
        """
        named = Named(candidate.name, 0, len(candidate.name))
        river = river_named(candidate.name) if candidate.kind == "water" else None
        locality = River(named) if river and course_of(river.id) else Inside(named)
        extent = self._extent(
            lambda: extent_of_locality(
                locality,
                lambda named, need: (
                    extent_of_river(named)
                    if need == "river"
                    else extent_of(candidate, least_m=place.precision_m or 0.0)
                ),
            )
        )
        told = tell_locality(
            locality,
            place.asked.value,
            language=self.story.language,
            name_of=lambda _: place.name,
        )
        sentence, words = told.precision, told.words
        if candidate.kind in _CALLED and isinstance(locality, Inside):
            where = self._say(f"where_{candidate.kind}", area=place.name)
            unknown = self._say("unknown_inside")
            sentence = self._say("precision_where_unknown", where=where, unknown=unknown)
            words = self._say("label_where", where=where)
        return Found(extent, told.method, candidate.source, sentence, words=words, soft=True)

    def _looked_up(self, place: Place) -> tuple[Candidate, Extent]:
        (name,) = self.asking.look_ups

        def draw() -> Extent:
            return extent_of(self.choices.drawn(name), least_m=place.precision_m or 0.0)

        return self.choices.match(name).chosen, self._extent(draw)

    def _phrase(self, place: Place, locality: Locality) -> Found:
        names = dict(zip(self._starts(), self.asking.look_ups, strict=True))
        others = self.asking.others

        def feature(named: Named, need: Need) -> Extent:
            """Return the place of the story, or of the gazetteer, that the phrase speaks of."""
            other = others.get(named.start)
            if other is not None:
                return self._other(other, named, need)
            if need == "river":
                return extent_of_river(named)
            return extent_of(self.choices.drawn(names[named.start]))

        def name_of(named: Named) -> str:
            other = others.get(named.start)
            if other is not None:
                return self.story.places[other].name
            return self._told_name(names.get(named.start), named) or named.text

        for start, name in names.items():
            self._check_match(name, start)
        extent = self._extent(lambda: extent_of_locality(locality, feature))
        told = tell_locality(
            locality, place.asked.value, language=self.story.language, name_of=name_of
        )
        return Found(
            extent,
            told.method,
            f"phrase: {place.asked.value}",
            told.precision,
            words=told.words,
            soft=True,
        )

    def _starts(self) -> list[int]:
        """Return where the names of a phrase that are looked up begin in it."""
        return [
            named.start
            for named, need in self.asking.names
            if named.start not in self.asking.others and need != "river"
        ]

    def _check_match(self, name: LookUp, start: int) -> None:
        try:
            self.choices.match(name)
        except CannotSayError as no:
            raise CannotSayError(no.what, no.fix, start=start, width=len(name.name)) from None

    def _told_name(self, name: LookUp | None, named: Named) -> str:
        """
        Return what readers are told of a name that was looked up, in the story's language.

        In English a town keeps the writer's spelling (Falluja, not Al Fallūjah), if that has a
        capital; and the writer's article stays where one may stand: the Netherlands, the Sinai.
        """
        if name is None:
            return ""
        chosen = self.choices.match(name).chosen
        feature = world.feature(chosen.id) if chosen.tier else None
        told = world.name_of(feature, self.story.language) if feature else chosen.name
        if not self.story.language.startswith("en"):
            return told
        if chosen.kind == _TOWN:
            written = _TOWN_OF.sub("", named.text)
            return written if _SPELT.fullmatch(written) else told
        same = told.casefold() == named.text.casefold() or chosen.kind in _CALLED
        takes_article = named.article and same and not told.lower().startswith("the ")
        return f"{named.article.lower()} {told}" if takes_article else told

    def _other(self, other: str, named: Named, need: Need) -> Extent:
        found = self.others.get(other)
        if found is None:
            raise ToldError
        extent = found.extent
        if need == "area" and "Polygon" not in extent.geometry.geom_type:
            raise CannotSayError(
                f"'{named.text}' is a point here, and only an area has an inside and a border",
                f"give the area itself, such as `{other}: {{area: …}}`",
                start=named.start,
                width=named.end - named.start,
            )
        return extent

    def _say(self, key: str, **values: str) -> str:
        return say(self.story.language, key, **values)
