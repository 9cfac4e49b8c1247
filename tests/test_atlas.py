from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely import Point, box
from shapely.geometry.base import BaseGeometry

from mapstory import world
from mapstory.atlas import Atlas, draw_atlas
from mapstory.atlas.detail import close_ups, details_for
from mapstory.bounds import Bounds, meridian_of, near, unrolled
from mapstory.build import MapStory, read_map_story
from mapstory.narrative import Layer, Mark, Narrative, Step, frame

ANBAR = Path(__file__).parents[1] / "stories" / "anbar-2015.yaml"
GRID = 1e-4  # degrees
MARGIN = 0.06  # of the bounds: how much more is drawn on every side
SUVA, SAVUSAVU, TAVEUNI = Point(178.44, -18.14), Point(179.34, -16.78), Point(-179.95, -16.85)


def told(steps: list[list[str]], **points: Point) -> tuple[Narrative, gpd.GeoDataFrame]:
    """A story of points, each known to 3 km, and of what each of its steps shows."""
    rows = [
        {"id": place, "name": place, "kind": "town", "geometry": point, "uncertainty_m": 3000.0}
        for place, point in points.items()
    ]
    places = gpd.GeoDataFrame(rows, crs=4326).set_index("id", drop=False)
    layers = tuple(
        Layer(
            f"event-{number}",
            tuple(Mark(f"{number}/{id_}", id_, "town", None, id_, "", soft=False) for id_ in ids),
            (),
        )
        for number, ids in enumerate(steps)
    )
    shown = tuple(
        Step(layer.id, layer.id, {layer.id: "told"}, (), frame(places, layer.places))
        for layer in layers
    )
    return Narrative(layers, shown, frame(places, list(points))), places


def drawn(*steps: list[str], language: str = "en", **points: Point) -> tuple[Narrative, Atlas]:
    narrative, places = told(list(steps), **points)
    return narrative, draw_atlas(narrative, places, language=language)


def shapes_of(atlas: Atlas) -> list[BaseGeometry]:
    rivers = [river.line for river in atlas.rivers]
    borders = [*atlas.country_borders, *atlas.division_borders]
    return [*atlas.home, *atlas.land, *atlas.lakes, *rivers, *borders]


def box_of(narrative: Narrative, atlas: Atlas) -> BaseGeometry:
    """The box of an atlas around the middle of the story: as far as readers may look."""
    return box(*near(atlas.bounds, meridian_of(narrative.bounds)))


def ground_of(narrative: Narrative, atlas: Atlas) -> BaseGeometry:
    """The box in which its shapes lie: a little more, so that no edge is seen."""
    west, south, east, north = box_of(narrative, atlas).bounds
    middle = meridian_of(narrative.bounds)
    dx, dy = MARGIN * (east - west), MARGIN * (north - south)
    globe = box(middle - 180, -84, middle + 180, 84)
    return box(west - dx, south - dy, east + dx, north + dy).intersection(globe)


def coarsest(bounds: Bounds) -> float:
    """Degrees that a line may be off where no camera frames it; √2 is for the powers of two."""
    return 3 * finest(bounds)


def finest(bounds: Bounds) -> float:
    """Degrees in 0.8 pixels of 800, that a line may be off within a frame."""
    west, south, east, north = near(bounds, meridian_of(bounds))
    return 2**0.5 * 0.8 * max(east - west, north - south) / 800


def land_in(area: BaseGeometry) -> BaseGeometry:
    """The land as the world has it, with all its detail."""
    shapes = [shape for _, shape in world.divisions_within(area.bounds)]
    return shapely.coverage_union_all(shapes).intersection(area)


def steps_east(shapes: Iterable[BaseGeometry], area: BaseGeometry) -> list[float]:
    """How many degrees each piece of line runs east or west, but along the edge of the map."""
    lines = [
        line
        for part in shapely.get_parts(list(shapes))
        for line in shapely.get_parts(part.boundary if "Polygon" in part.geom_type else part)
    ]
    return [
        abs(there[0] - here[0])
        for line in lines
        for here, there in pairwise(shapely.get_coordinates(line))
        if not area.boundary.buffer(2 * GRID).covers(shapely.LineString([here, there]))
    ]


@pytest.fixture(scope="module")
def anbar() -> MapStory:
    return read_map_story(ANBAR)


@pytest.fixture(scope="module")
def atlas(anbar: MapStory) -> Atlas:
    assert anbar.atlas is not None
    return anbar.atlas


# --- what the base map of a story holds


def test_it_reaches_beyond_the_frame_of_every_step(anbar: MapStory, atlas: Atlas) -> None:
    west, south, east, north = atlas.bounds
    assert len(anbar.narrative.steps) >= 8
    for step in anbar.narrative.steps:
        left, bottom, right, top = step.bounds
        # Half as much again on each side: a wide screen has the card beside what is framed.
        assert west < left - (right - left) / 2
        assert east > right + (right - left) / 2
        assert south < bottom - (top - bottom) / 2
        assert north > top + (top - bottom) / 2


def test_home_is_the_land_of_the_country_that_the_story_is_about(
    anbar: MapStory, atlas: Atlas
) -> None:
    country = world.country("IQ")
    assert country is not None
    iraq = world.shape_of(country).intersection(box(*atlas.bounds))
    home = shapely.union_all(atlas.home)
    tolerance = coarsest(anbar.narrative.bounds)
    assert iraq.difference(home.buffer(tolerance)).is_empty
    assert home.difference(iraq.buffer(tolerance)).is_empty
    damascus, riyadh_road = Point(36.29, 33.51), Point(42, 31)
    assert not home.intersects(damascus)
    assert shapely.union_all(atlas.land).covers(shapely.MultiPoint([damascus, riyadh_road]))


def test_neighbours_do_not_overlap(atlas: Atlas) -> None:
    faces = [*atlas.home, *atlas.land]
    assert len(faces) >= 10
    assert all(face.is_valid and not face.is_empty for face in faces)
    overlaps = [one.intersection(other).area for one, other in combinations(faces, 2)]
    assert max(overlaps) == 0


def test_neighbours_leave_no_gap_along_their_border(atlas: Atlas) -> None:
    faces = shapely.union_all([*atlas.home, *atlas.land])
    outlines = shapely.union_all([face.boundary for face in (*atlas.home, *atlas.land)])
    borders = shapely.union_all(atlas.country_borders)
    assert borders.length > 30
    assert borders.difference(outlines.buffer(GRID)).is_empty
    # Away from the ends, which may lie at the sea, there is land on both sides of a border.
    middles = [line.interpolate(at, normalized=True) for line in atlas.country_borders
               for at in (0.25, 0.5, 0.75) if line.length > 0.2]  # fmt: skip
    middles = [middle for middle in middles if box(*atlas.bounds).covers(middle)]
    assert len(middles) > 30
    for middle in middles:
        near_by = middle.buffer(0.005)
        assert near_by.difference(faces).area < 0.01 * near_by.area


def test_land_and_sea_are_where_they_are_but_for_what_no_reader_can_see(
    anbar: MapStory, atlas: Atlas
) -> None:
    area = ground_of(anbar.narrative, atlas)
    faces = shapely.union_all([*atlas.home, *atlas.land])
    off = land_in(area).symmetric_difference(faces)
    assert not off.is_empty
    # Where no camera of the story looks, lines are several times coarser.
    assert off.buffer(-coarsest(anbar.narrative.bounds)).is_empty
    for step in anbar.narrative.steps:
        framed = off.intersection(box(*step.bounds))
        assert framed.buffer(-finest(step.bounds) / 2).is_empty


def test_each_border_is_drawn_once(atlas: Atlas) -> None:
    countries = shapely.union_all(atlas.country_borders)
    divisions = shapely.union_all(atlas.division_borders)
    assert sum(line.length for line in atlas.country_borders) == pytest.approx(countries.length)
    assert sum(line.length for line in atlas.division_borders) == pytest.approx(divisions.length)
    assert countries.intersection(divisions).length < GRID


def test_only_the_divisions_of_home_are_told_apart(atlas: Atlas) -> None:
    divisions = shapely.union_all(atlas.division_borders)
    assert divisions.length > 20
    assert divisions.difference(shapely.union_all(atlas.home).buffer(GRID)).is_empty
    names = {label.name for label in atlas.labels if label.kind == "division"}
    assert len(names) <= 18  # Iraq's governorates, as Natural Earth counts them
    assert {"Al Anbar", "Nineveh"} <= names


def test_nothing_is_drawn_outside_of_the_bounds(anbar: MapStory, atlas: Atlas) -> None:
    area = ground_of(anbar.narrative, atlas).buffer(GRID)
    assert all(area.covers(shape) for shape in shapes_of(atlas))
    assert all(box(*atlas.bounds).covers(label.at) for label in atlas.labels)


def test_the_euphrates_the_tigris_and_lake_tharthar_are_drawn(atlas: Atlas) -> None:
    assert {river.rank for river in atlas.rivers} <= {1, 2, 3}
    great = shapely.union_all([river.line for river in atlas.rivers if river.rank <= 2])
    assert great.distance(Point(43.29, 33.43)) < 0.1  # at Ramadi
    assert great.distance(Point(44.39, 33.33)) < 0.1  # at Baghdad
    assert shapely.union_all(atlas.lakes).covers(Point(43.25, 34.0))
    assert all(shapely.get_dimensions(lake) == 2 for lake in atlas.lakes)


def test_names_are_ranked_and_stand_where_they_belong(atlas: Atlas) -> None:
    for kind in ("town", "country", "division", "river"):
        ranks = [label.rank for label in atlas.labels if label.kind == kind]
        assert ranks == sorted(ranks)
        assert ranks[0] <= 2
    towns = {label.name: label for label in atlas.labels if label.kind == "town"}
    assert towns["Baghdad"].capital
    assert not towns["Karbala"].capital
    assert towns["Baghdad"].at.distance(Point(44.39, 33.34)) < 0.1
    home = shapely.union_all(atlas.home)
    places = {label.name: label.at for label in atlas.labels if label.kind == "country"}
    assert [name for name, at in places.items() if home.covers(at)] == ["Iraq"]


def test_drawing_again_draws_the_same(anbar: MapStory, atlas: Atlas) -> None:
    assert draw_atlas(anbar.narrative, anbar.places, language="en", name="anbar_2015") == atlas


def test_names_are_in_the_language_of_the_story(anbar: MapStory, atlas: Atlas) -> None:
    arabic = draw_atlas(anbar.narrative, anbar.places, language="ar")
    names = {
        kind: {label.name for label in arabic.labels if label.kind == kind}
        for kind in ("country", "division", "town")
    }
    assert {"العراق", "سوريا"} <= names["country"]
    assert "محافظة الأنبار" in names["division"]
    assert {"بغداد"} <= names["town"]
    # How long a name is decides from which zoom on it is there, and not where it stands.
    standing = [
        {label.at for label in each.labels if label.kind == "town"} for each in (arabic, atlas)
    ]
    assert standing[0] == standing[1]
    assert (arabic.home, arabic.country_borders) == (atlas.home, atlas.country_borders)


# --- where maps go wrong


def test_at_fiji_longitudes_run_on_past_180() -> None:
    narrative, atlas = drawn(
        ["suva"], ["savusavu", "taveuni"], suva=SUVA, savusavu=SAVUSAVU, taveuni=TAVEUNI
    )
    west, _, east, _ = atlas.bounds
    assert 170 < west < 178
    assert -180 < east < -175
    area = ground_of(narrative, atlas)
    left, _, right, _ = area.bounds
    assert right - left < 15
    assert all(area.buffer(GRID).covers(shape) for shape in shapes_of(atlas))
    assert all(area.covers(label.at) for label in atlas.labels)
    assert max(steps_east(shapes_of(atlas), area)) < 0.2
    home = shapely.union_all(atlas.home)
    meridian = meridian_of(narrative.bounds)
    suva, taveuni = (unrolled(point, meridian) for point in (SUVA, TAVEUNI))
    assert home.distance(suva) < 0.02
    assert home.distance(taveuni) < 0.02
    # The island that ±180° cuts through is one, with no seam across it.
    line_at_180 = shapely.LineString([(180, -20), (180, -16)])
    assert home.boundary.intersection(line_at_180).length < 0.01
    island = next(part for part in shapely.get_parts(home) if part.distance(taveuni) < 0.02)
    assert island.bounds[0] < 180 < island.bounds[2]
    assert "Fiji" in {label.name for label in atlas.labels}


def test_across_the_bering_strait_both_shores_are_home_and_touch_no_edge() -> None:
    anadyr, nome = Point(177.5, 64.73), Point(-165.4, 64.5)
    narrative, atlas = drawn(["anadyr", "nome"], anadyr=anadyr, nome=nome)
    area = ground_of(narrative, atlas)
    home = shapely.union_all(atlas.home)
    meridian = meridian_of(narrative.bounds)
    # Both are ports, a little off the coast as the world's data has it.
    assert all(home.distance(unrolled(port, meridian)) < 0.1 for port in (anadyr, nome))
    # A line that lost its way would run around the world; an even coast may run on for a while.
    assert max(steps_east(shapes_of(atlas), area)) < 6
    line_at_180 = shapely.LineString([(180, 66), (180, 68)])
    assert home.boundary.intersection(line_at_180).length < GRID


@pytest.fixture(scope="module")
def pacific() -> tuple[Narrative, Atlas]:
    return drawn(
        ["tokyo", "lima"],
        ["wellington", "vancouver"],
        tokyo=Point(139.7, 35.7),
        lima=Point(-77.03, -12.05),
        wellington=Point(174.78, -41.29),
        vancouver=Point(-123.1, 49.26),
    )


def test_around_the_whole_pacific_the_ocean_is_in_the_middle(
    pacific: tuple[Narrative, Atlas],
) -> None:
    narrative, atlas = pacific
    middle = meridian_of(narrative.bounds)
    assert 180 < middle < 220
    west, _, east, _ = shapely.total_bounds(shapes_of(atlas))
    # It goes round: a strip of 4° on either side is there again on the other.
    assert middle - 184 - GRID <= west
    assert east <= middle + 184 + GRID
    land = shapely.union_all([*atlas.home, *atlas.land])
    for lon, lat in [(138.5, 36), (133, -25), (-100 + 360, 40), (-60 + 360, -10), (100, 60)]:
        assert land.covers(Point(lon, lat))
    for lon, lat in [(215, 20), (220, -40), (240, -10)]:
        assert not land.intersects(Point(lon, lat).buffer(1))
    at = {label.name: label.at.x for label in atlas.labels if label.kind == "country"}
    assert at["China"] < at["Australia"] < at["Canada"] < at["Brazil"]


def test_around_the_whole_pacific_no_line_runs_across_the_map(
    pacific: tuple[Narrative, Atlas],
) -> None:
    narrative, atlas = pacific
    seams = box(meridian_of(narrative.bounds) - 180, -84, meridian_of(narrative.bounds) + 180, 84)
    borders = [*atlas.country_borders, *atlas.division_borders, *(r.line for r in atlas.rivers)]
    assert max(steps_east([*borders, *atlas.lakes], seams)) < 30  # the 49th parallel is long
    faces = [face for face in (*atlas.home, *atlas.land) if face.bounds[3] > -60]
    assert max(steps_east(faces, seams)) < 30
    assert all(face.is_valid for face in faces)


def test_near_80_degrees_north_the_map_ends_before_the_pole() -> None:
    longyearbyen, ny_alesund = Point(15.63, 78.22), Point(11.93, 78.92)
    north_cape = Point(20, 80.4)
    narrative, atlas = drawn(
        ["a", "b"], ["c"], a=longyearbyen, b=ny_alesund, c=north_cape
    )  # fmt: skip
    _, south, _, north = atlas.bounds
    assert 80.6 < north <= 84
    assert 70 < south < 78
    assert all(
        ground_of(narrative, atlas).buffer(GRID).covers(shape) for shape in shapes_of(atlas)
    )  # fmt: skip
    home = shapely.union_all(atlas.home)
    assert home.distance(longyearbyen) < 0.02
    assert home.covers(Point(17, 78.5))
    assert "Svalbard and Jan Mayen" in {label.name for label in atlas.labels}


@pytest.mark.parametrize(
    "name, at, width",
    [("Niue", Point(-169.87, -19.05), 0.15), ("Saint Helena", Point(-5.71, -15.96), 0.1)],
)
def test_a_lone_place_on_a_small_island_has_the_island_around_it(
    name: str, at: Point, width: float
) -> None:
    _, atlas = drawn(["here"], here=at)
    assert atlas.land == ()
    (island,) = atlas.home
    assert island.covers(at)
    west, south, east, north = island.bounds
    assert min(east - west, north - south) > width
    assert len(shapely.get_coordinates(island)) > 15  # drawn as finely as the camera is close
    assert atlas.country_borders == atlas.division_borders == ()
    assert name in {label.name for label in atlas.labels if label.kind == "country"}


def test_a_place_in_the_open_sea_has_nothing_around_it() -> None:
    narrative, atlas = drawn(["here"], here=Point(-140, -30))
    assert shapes_of(atlas) == []
    assert atlas.labels == ()
    assert box_of(narrative, atlas).contains(box(*narrative.bounds))


def test_a_port_just_off_the_coast_is_at_home_and_a_ship_far_out_is_not() -> None:
    beirut_roads, far_out = Point(35.47, 33.93), Point(34.6, 33.9)
    assert world.division_at(beirut_roads.x, beirut_roads.y) is None
    _, port = drawn(["here"], here=beirut_roads)
    assert [label.name for label in port.labels if label.kind == "country"][:1] == ["Lebanon"]
    assert shapely.union_all(port.home).distance(beirut_roads) < 0.1
    _, both = drawn(["port", "ship"], port=beirut_roads, ship=far_out)
    assert shapely.union_all(both.home).equals(
        shapely.union_all([face for face in both.home if face.distance(beirut_roads) < 0.1])
    )
    _, ship = drawn(["here"], here=far_out)
    assert ship.home == ()


def test_a_closer_camera_sees_a_finer_coast() -> None:
    bergen, athens = Point(5.32, 60.39), Point(23.73, 37.98)
    _, close = drawn(["bergen"], bergen=bergen)
    _, wide = drawn(["bergen", "athens"], bergen=bergen, athens=athens)
    _, both = drawn(["bergen", "athens"], ["bergen"], bergen=bergen, athens=athens)
    framed, far = box(4.9, 60.2, 5.7, 60.6), box(7.5, 57.5, 9.5, 59)
    off = {
        (name, area): land_in(area).symmetric_difference(shapely.union_all(each.home)
        .intersection(area)).area / area.area
        for name, each in {"close": close, "wide": wide, "both": both}.items()
        for area in (framed, far)
    }  # fmt: skip
    assert off["close", framed] < off["wide", framed] / 5
    assert off["both", framed] == pytest.approx(off["close", framed], rel=0.1)
    # Away from that camera, the coast is no finer than the others need it.
    assert off["both", far] == pytest.approx(off["wide", far], rel=0.1)


def test_how_close_a_camera_is_does_not_depend_on_how_finely_its_coast_is_drawn() -> None:
    near_by, far, farther = (40.0, 30.0, 50.0, 40.0), (40.0, 20.0, 60.0, 40.0), (0, 0, 60, 60)
    finest = [details_for([frame])[0].tolerance for frame in (near_by, far)]
    assert finest[1] == 4 * finest[0]  # a view of whole coasts: twice as wide, and half as fine
    for frame_, pixel in ((near_by, 1 / 64), (far, 1 / 32)):
        assert close_ups([frame_], pixel).covers(box(*frame_))
        assert close_ups([frame_], pixel / 2).is_empty
    both = close_ups([near_by, farther], 1 / 32)
    assert both.covers(box(*near_by))
    assert not both.intersects(Point(1, 1))
