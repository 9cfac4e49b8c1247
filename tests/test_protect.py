from __future__ import annotations

import json
import math
from pathlib import Path

import hypothesis
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod, Proj, Transformer

from mapstory.protect import (
    LeakError,
    Secret,
    generalise,
    has_room,
    outline,
    outlines,
    refuse_leaks,
)
from mapstory.protect.forms import Writing
from mapstory.protect.grid import Cell, block, cell_at, cells_over, reach_of
from mapstory.uncertainty import disc, named_place, within

GEOD = Geod(ellps="WGS84")
BLOCK = '<script type="application/json" id="b">'
RAMADI = (43.30778, 33.42056)

longitudes = st.floats(-180, 179.999)
latitudes = st.floats(-90, 90)
distances = st.floats(100, 500_000)
shares = st.floats(0.001, 0.999)


def apart(first: tuple[float, float], second: tuple[float, float]) -> float:
    return float(GEOD.inv(*first, *second)[2])


# --- the grid


@given(longitudes, latitudes, distances)
def test_a_cell_holds_its_position_and_is_as_wide_and_high_as_promised(
    lon: float, lat: float, least_m: float
) -> None:
    cell = cell_at((lon, lat), least_m)
    shape = block(cell, 0)
    west, south, east, north = shape.bounds
    assert shapely.dwithin(shape, shapely.Point(lon, lat), 1e-9)
    assert apart((west, south), (west, north)) >= least_m * (1 - 1e-9)
    for edge in (south, north):
        if not cell.is_cap:
            assert apart((west, edge), (east, edge)) >= least_m * (1 - 1e-9)


@given(longitudes, st.floats(-80, 80), st.floats(100, 200_000))
def test_a_cell_is_not_much_larger_than_asked_for(lon: float, lat: float, least_m: float) -> None:
    # One more split would make it too small, and cells within 80° change little within themselves.
    west, south, east, north = block(cell_at((lon, lat), least_m), 0).bounds
    widest = max(apart((west, edge), (east, edge)) for edge in (south, north))
    assert max(widest, apart((west, south), (west, north))) < 4.5 * least_m


@given(longitudes, latitudes, distances, shares, shares)
def test_everybody_in_a_cell_has_the_same_cell(
    lon: float, lat: float, least_m: float, east: float, south: float
) -> None:
    cell = cell_at((lon, lat), least_m)
    other = cell.inside(east, south)
    assert cell_at(other, least_m).row == cell.row
    assert block(cell_at(other, least_m), 0).equals(block(cell, 0))


@given(longitudes, latitudes, distances, distances)
def test_cells_for_more_are_made_of_cells_for_less(
    lon: float, lat: float, one_m: float, other_m: float
) -> None:
    small, large = sorted((one_m, other_m))
    inner, outer = block(cell_at((lon, lat), small), 0), block(cell_at((lon, lat), large), 0)
    assert outer.buffer(1e-9).covers(inner)


@given(longitudes, latitudes, st.floats(100, 50_000), st.integers(0, 6))
def test_a_block_reaches_as_far_as_it_says_on_every_side(
    lon: float, lat: float, least_m: float, rings: int
) -> None:
    cell = cell_at((lon, lat), least_m)
    reach = reach_of(cell, rings)
    hypothesis.assume(0 < reach < math.inf)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        for edge in ((share, 0.0), (share, 1.0), (0.0, share), (1.0, share)):
            start = cell.inside(*edge)
            for bearing in (0, 45, 90, 135, 180, 225, 270, 315):
                x, y, _ = GEOD.fwd(*start, bearing, reach * 0.99)
                assert shapely.dwithin(block(cell, rings), shapely.Point(x, y), 1e-6)


def test_blocks_are_joined_across_the_antimeridian_and_around_the_poles() -> None:
    fiji = block(cell_at((179.95, -17.0), 5_000), 1)
    assert {part.bounds[0] for part in fiji.geoms} == {-180.0, 179.82421875}
    cap = block(cell_at((10.0, 89.0), 5_000), 0)
    assert cap.bounds == (-180.0, pytest.approx(85.0511, abs=1e-4), 180.0, 90.0)
    assert block(cell_at((10.0, 85.0), 5_000), 1).covers(cap)
    assert block(Cell(0, 0, 0), 0).bounds[0::2] == (-180.0, 180.0)


def test_cells_over_an_area_are_those_that_it_has_a_part_in_and_not_their_neighbours() -> None:
    cell = block(cell_at(RAMADI, 5_000), 0)
    assert cells_over(cell, 5_000).equals(cell)  # though all eight neighbours touch it
    triangle = shapely.Polygon([(43.0, 33.0), (44.0, 33.0), (43.0, 34.0)])
    cells = cells_over(triangle, 5_000)
    assert cells.covers(triangle)
    assert cells_over(cells, 5_000).equals(cells)
    assert not cells.intersects(shapely.Point(43.9, 33.9))


# --- what is published


@example(37.088, -85.1567, 3_723.6, 25_000.0)  # a cap is a cell too, and may need rings
@example(-180.0, 85.1131, 286.5, 25_000.0)
@given(longitudes, latitudes, distances, st.floats(0, 30_000))
def test_what_is_published_holds_the_place_and_all_that_it_may_be(
    lon: float, lat: float, protect_m: float, radius_m: float
) -> None:
    place = named_place(lon, lat, radius_m)
    cells = generalise(place, protect_m)
    assert shapely.dwithin(cells.geometry, place.geometry, 1e-9)
    assert not cells.whole
    for bearing in range(0, 360, 45):
        x, y, _ = GEOD.fwd(lon, lat, bearing, radius_m)
        outside = Geod(ellps="WGS84").inv(*cells.centre, x, y)[2] - cells.uncertainty_m
        assert outside <= 1e-3 * cells.uncertainty_m + 1


@given(longitudes, st.floats(-84, 84), distances, shares, shares)
def test_two_places_in_one_cell_are_published_alike(
    lon: float, lat: float, protect_m: float, east: float, south: float
) -> None:
    other = cell_at((lon, lat), protect_m).inside(east, south)
    first = generalise(named_place(lon, lat, protect_m / 100), protect_m)
    second = generalise(named_place(*other, protect_m / 5), protect_m)
    assert first == second


def test_a_small_area_over_the_corner_of_four_cells_does_not_tell_the_corner() -> None:
    west, south, _, _ = block(cell_at(RAMADI, 5_000), 0).bounds
    camp = disc(west + 0.0001, south + 0.0001, 300)
    published = generalise(camp, 5_000)
    assert published.geometry.covers(camp.geometry)
    middle = published.geometry.centroid
    cell = block(cell_at(camp.centre, 5_000), 0)
    assert published.geometry.equals(block(cell_at(camp.centre, 5_000), 1))
    assert middle.distance(cell.centroid) < 0.01
    assert apart((middle.x, middle.y), camp.centre) > 4_000


@given(st.lists(st.tuples(distances, st.floats(0, 20_000)), min_size=2, max_size=5), shares, shares)
def test_what_several_protections_of_one_place_have_in_common_is_whole_cells(
    protections: list[tuple[float, float]], east: float, south: float
) -> None:
    lon, lat = 40 + 5 * east, 30 + 5 * south
    shapes = [generalise(named_place(lon, lat, r), protect_m) for protect_m, r in protections]
    common = shapely.intersection_all([extent.geometry for extent in shapes])
    finest = min(protect_m for protect_m, _ in protections)
    cell = block(cell_at((lon, lat), finest), 0)
    assert common.buffer(1e-9).covers(cell)


def test_a_large_area_is_told_by_its_outline_in_cells_and_a_small_one_is_not() -> None:
    province = within(shapely.box(41.013, 32.007, 43.021, 34.043))
    cells = outline(province, 5_000, room_m=5_000)
    assert cells.geometry.covers(province.geometry)
    assert cells.geometry.area < 1.3 * province.geometry.area
    village = within(shapely.box(41.01, 32.00, 41.03, 32.02))
    assert outline(village, 5_000, room_m=5_000) == generalise(village, 5_000)
    assert has_room(province.geometry, 100_000)
    assert not has_room(province.geometry, 300_000)
    assert not has_room(shapely.LineString([(41, 32), (44, 35)]), 100)


def test_a_small_shape_beside_a_large_one_is_not_told_by_the_cells_that_it_touches() -> None:
    lon, lat = cell_at((43.1, 33.4), 5_000).inside(1, 0)  # a corner of four cells
    large = shapely.box(42.2, 33.0, 42.7, 33.5)
    published = []
    for east, south in ((0.0005, 0.0005), (0.02, 0.01)):  # over all four, or within one
        small = shapely.Point(lon + east, lat - south).buffer(0.001)
        cells = outlines(within(shapely.union_all([large, small])), 5_000, room_m=20_000).geometry
        assert cells.covers(large)
        assert cells.covers(small)
        published.append(cells)
    assert published[0].equals(published[1])
    assert outlines(within(large), 5_000, room_m=20_000) == outline(
        within(large), 5_000, room_m=20_000
    )


# --- what positions look like


def forms(lon: float, lat: float) -> dict[str, str]:
    def sexagesimal(value: float) -> tuple[int, int, float]:
        degrees, rest = divmod(abs(value), 1)
        minutes, part = divmod(rest * 60, 1)
        return int(degrees), int(minutes), part * 60

    (d, m, s), (e, n, t) = sexagesimal(lat), sexagesimal(lon)
    ns, ew = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat)
    zone = int((lon + 180) // 6) + 1
    easting, northing = Proj(proj="utm", zone=zone, south=lat < 0, ellps="WGS84")(lon, lat)
    to_arabic = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
    return {
        "decimal": f"{lat:.5f}, {lon:.5f}",
        "swapped": f"{lon:.4f}, {lat:.4f}",
        "two decimals": f"near {lat:.2f} {lon:.2f}",
        "cut off": f"{math.floor(abs(lat) * 100) / 100:.2f} {ns}, "
        f"{math.floor(abs(lon) * 100) / 100:.2f} {ew}",
        "comma decimals": f"{lat:.3f}; {lon:.3f}".replace(".", ","),
        "link": f"https://maps.example/@{lat:.6f},{lon:.6f},15z",
        "geo": f"geo:{lat},{lon}",
        "query": f"?mlat={lat:.4f}&amp;mlon={lon:.4f}",
        "GeoJSON": f'{{"coordinates":[{lon:.6f},{lat:.6f}]}}',
        "WKT": f"POINT({lon} {lat})",
        "DMS": f"{d}°{m:02}′{s:04.1f}″{ns} {e}°{n:02}′{t:04.1f}″{ew}",
        "DMS in ASCII": f"{d}°{m}'{s:.0f}\"{ns} {e}°{n}'{t:.0f}\"{ew}",
        "DMS with colons": f"{d}:{m:02}:{s:02.0f} {e}:{n:02}:{t:02.0f}",
        "DMS with spaces": f"{d} {m} {s:.0f} {ns} {e} {n} {t:.0f} {ew}",
        "minutes": f"{ns}{d}° {m + s / 60:.3f} {ew}{e}° {n + t / 60:.3f}",
        "Arabic digits": f"{abs(lat):.4f}، {abs(lon):.4f}".translate(to_arabic),
        "Web Mercator": f"x={x:.0f} y={y:.0f}",
        "Web Mercator with decimals": f"{x:.2f}, {y:.2f}",
        "UTM": f"{zone}S {easting:.0f} {northing:.0f}",
        "UTM swapped": f"{northing:.0f}mN {easting:.0f}mE",
    }


@pytest.mark.parametrize("form", forms(0, 0))
@pytest.mark.parametrize("at", [RAMADI, (-58.3816, -34.6037), (151.2093, -33.8688)])
def test_a_position_is_found_in_every_form(form: str, at: tuple[float, float]) -> None:
    assert Writing(f"It is said: {forms(*at)[form]}. More later.").form_of(at, 5_000)
    elsewhere = (at[0] + 0.3, at[1] - 0.2)
    assert not Writing(forms(*elsewhere)[form]).form_of(at, 5_000)


def test_geohashes_and_plus_codes_are_found() -> None:
    # ezs42 is the example of the geohash's own description; 8FVC9G8F+6X that of plus codes.
    assert Writing("at ezs42e44y").form_of((-5.6, 42.6), 5_000) == "a geohash"
    assert Writing("at EZS42E").form_of((-5.603, 42.605), 5_000) == ""
    assert Writing("at ezs42").form_of((-5.6, 42.6), 20_000) == "a geohash"
    assert Writing("at ezs4").form_of((-5.6, 42.6), 5_000) == ""
    assert Writing("8FVC9G8F+6X").form_of((8.524997, 47.365590), 5_000) == "a plus code"
    assert Writing("9G8F+6X Zürich").form_of((8.524997, 47.365590), 5_000) == "a plus code"
    assert Writing("9G8F+6X Zürich").form_of((8.6, 47.3), 5_000) == ""


@pytest.mark.parametrize(
    "text",
    [
        "33.4, 43.3",  # 11 km: no finer than promised
        "33°N 43°E",
        "In 2015, 33.42 percent of 112,000 people had 7.5 litres.",
        "The 43 men of 33 villages.",
        "33.1234, 43.3078",
        "https://example.org/2015/05/24/33420/1",
    ],
)
def test_what_is_no_finer_than_promised_or_no_position_is_let_pass(text: str) -> None:
    assert Writing(text).form_of(RAMADI, 5_000) == ""


def test_how_fine_is_too_fine_depends_on_what_was_promised() -> None:
    assert Writing("33.42, 43.31").form_of(RAMADI, 500) == ""
    assert Writing("33.42, 43.31").form_of(RAMADI, 2_000) == "decimal degrees"
    assert Writing("33.4, 43.3").form_of(RAMADI, 20_000) == "decimal degrees"


def test_a_month_and_a_day_are_no_degrees_and_minutes() -> None:
    abuja = (7.485, 9.0765)
    assert Writing("From 2015-07-29 to 2015-09-04").form_of(abuja, 5_000) == ""
    assert Writing("09-04-35, 07-29-06").form_of(abuja, 5_000) == "degrees and minutes"


def test_what_is_published_anyway_says_nothing() -> None:
    middle, house = (43.12347, 33.41251), (43.123457, 33.412346)
    text = "center: [33.4125, 43.1234]"
    assert Writing(text).form_of(house, 100)
    assert not Writing(text).form_of(house, 100, published=[middle])
    assert Writing("33.41235, 43.12346").form_of(house, 100, published=[middle])


def test_short_figures_of_code_and_pictures_are_no_positions() -> None:
    house = Secret("house", 20_000, positions=((3.4219, 6.4281),), own=True, decoy=None)
    code = {"a/story.js": b"[3.5,6.5]", "a/story.css": b"a{margin:6.5em 3.5em}"}
    picture = b'<svg viewBox="0 0 9 9"><path class="x" d="M3.5 6.5h7"/></svg>'
    refuse_leaks({**code, "a/index.html": picture}, [house])
    for name, content in (
        ("a/index.html", b'<a href="https://example.org/?q=6.43,3.42">'),
        ("a/index.html", b"<p>6.5, 3.4</p>"),
        ("a/story.js", b"[3.4219,6.4281]"),
    ):
        with pytest.raises(LeakError):
            refuse_leaks({name: content}, [house])


PATH = '<path id="shape-x" class="mapstory-shape" d="m1300857 841799 9 9 9-9zm5 5 9 9"/>'


def secret(*, own: bool = True) -> Secret:
    return Secret("house", 5_000, positions=(RAMADI,), own=own, decoy=None)


@pytest.mark.parametrize(
    "name,content",
    [
        ("a/index.html", "<p>33.4206&#8201;/&#8201;43.3078</p>"),
        ("a/index.html", "<p>33.4206<b>, </b><i>43.3078</i></p>"),
        ("a/index.html", f'{BLOCK}{{"x":["33.4206 43.3078"]}}</script>'),
        ("a/index.html", f'{BLOCK}{{"x":[43.3078,33.4206]}}</script>'),
        (
            "a/index.html",
            f'{PATH}{BLOCK}{{"grid":{{"origin":[0,0],"unit":0.0001220703125}}}}</script>',
        ),
        ("geodata/a.places.geojson", '{"geometry": {"coordinates": [43.30778, 33.42056]}}'),
        ("geodata/a.places.geojson", '{"chosen": {"lon": 43.30778, "lat": 33.42056}}'),
        ("stories.json", json.dumps({"summary": "33°25′14″N 43°18′28″E"})),
        ("a/assets/story.js", "L.map({center:[33.4206,43.3078]})"),
        ("a/assets/story.css", "a{content:'33.4206 43.3078'}"),
    ],
)
def test_a_leak_in_any_file_is_refused(name: str, content: str) -> None:
    with pytest.raises(LeakError) as raised:
        refuse_leaks({"ok.html": b"<p>nothing</p>", name: content.encode()}, [secret()])
    assert name in str(raised.value)
    assert "33.4" not in str(raised.value)


def test_the_base_map_and_public_places_are_no_leak() -> None:
    atlas = '{"atlas":{"towns":[{"name":"Ramadi","at":[43.3078,33.4206]}]},"shapes":{}}'
    page = {"a/index.html": f'<script type="application/json">{atlas}</script>'.encode()}
    refuse_leaks(page, [secret()])
    lock = {"geodata/a.places.geojson": b'{"coordinates": [43.30778, 33.42056]}'}
    refuse_leaks(lock, [secret()], public=[RAMADI])
    refuse_leaks(lock, [secret(own=False)])
    with pytest.raises(LeakError):
        refuse_leaks(lock, [secret()])


def test_a_secret_never_shows_where_it_is() -> None:
    assert "33.4" not in repr(secret())
    assert "43.3" not in str(secret())
    assert "house" in str(secret())


def test_no_module_of_protection_is_random(tmp_path: Path) -> None:
    import mapstory.protect  # noqa: PLC0415

    folder = Path(mapstory.protect.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert "import random" not in code
    assert "hashlib" not in code
    assert not list(tmp_path.iterdir())


def test_a_spur_of_a_large_shape_is_not_outlined() -> None:
    # Its tip, 200 m across, touches four cells: their corner would say where it is.
    body = [(42.2, 33.0), (42.7, 33.0), (42.7, 33.4999)]
    tip = [(43.153, 33.4314), (43.154, 33.4304), (43.1556, 33.4314), (43.1543, 33.4325)]
    back = [(43.153, 33.4315), (42.7, 33.5), (42.2, 33.5)]
    spur = outlines(within(shapely.Polygon([*body, *tip, *back])), 5_000, room_m=20_000)
    plump = outlines(within(shapely.Polygon([*body, *back[1:]])), 5_000, room_m=20_000)
    assert spur.geometry.equals(spur.geometry.envelope)
    assert spur.uncertainty_m > 2 * plump.uncertainty_m
