from __future__ import annotations

import email.utils
import gzip
import json
import os
import sqlite3
import ssl
import stat
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapstory import world
from mapstory.errors import FileError, StoryError, UnavailableError, UsageError
from mapstory.gazetteer import Candidate, radius_of_town
from mapstory.geocoder import Geocoder, kept, open_geocoder, without_twins
from mapstory.geocoder import server as geocoder_server
from tests.misbehaving import Reply, Server, answer, dripping, osm_place, serve, silent

OSM = "© OpenStreetMap contributors, ODbL 1.0: https://www.openstreetmap.org/copyright"
AGENT = "desk@paper.example"
QUICK = "nominatim: {pause: 0, timeout: 20}\n"
IMPATIENT = "nominatim: {pause: 0, timeout: 0.6}\n"


def feature(identity: str) -> world.Feature:
    found = world.feature(identity)
    assert found, identity
    return found


IRAQ, ANBAR, SYRIA, PUERTO_RICO, FIJI = map(feature, ("IQ", "IQ-AN", "SY", "PR", "FJ"))


HIT = Candidate(
    id="geonames:1",
    name="Hit",
    matched="Hit",
    main=True,
    kind="town",
    lon=42.83,
    lat=33.64,
    country="IQ",
    division="IQ-AN",
    population=None,
    uncertainty_m=1_000.0,
    source="GeoNames",
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("MAPSTORY_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MAPSTORY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    with ExitStack() as stack:

        def started(*replies: Reply, certificate: ssl.SSLContext | None = None) -> Server:
            return stack.enter_context(serve(*replies, certificate=certificate))

        yield started


def geocoder(
    folder: Path, url: str, *, name: str = "nominatim", said: str = QUICK, agent: str = AGENT
) -> Geocoder:
    (folder / "geocoder.yaml").write_text(said, encoding="utf-8")
    return open_geocoder(name, folder=folder, server=url, agent=agent)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# --- found, and not found


def test_what_nominatim_knows_becomes_a_candidate(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    server = start(answer([osm_place()]))
    [found] = geocoder(tmp_path, server.url).candidates("al-Karmah", look_in=[IRAQ])
    assert found == Candidate(
        id="osm:node/4",
        name="Al Karmah",
        matched="Al Karmah",
        main=True,
        kind="town",
        lon=43.91,
        lat=33.4,
        country="IQ",
        division="IQ-AN",
        population=30_000,
        uncertainty_m=radius_of_town(30_000),
        source="OpenStreetMap (Nominatim)",
        tier=3,
        credit=OSM,
    )
    [asked] = server.asked
    assert asked.headers["user-agent"].startswith("mapstory/")
    assert AGENT in asked.headers["user-agent"]
    assert asked.query["q"] == "al-Karmah"
    assert asked.query["countrycodes"] == "iq"
    assert asked.query["dedupe"] == "0"
    assert "viewbox" not in asked.query


def test_an_area_reaches_to_the_farthest_corner_of_its_box(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    # From the equator and the meridian to (1, 1) on WGS84: 156.9 km (geographiclib: 156,899.6 m).
    area = {
        **osm_place(osm_type="relation", lat="0", lon="0", boundingbox=[-1, 1, -1, 1]),
        "class": "boundary",
        "type": "administrative",
        "addresstype": "city",
    }
    state = {**area, "addresstype": "state", "osm_id": 9}
    far = {**area, "osm_id": 10, "lat": "30", "boundingbox": ["-1", "1", "-1", "1"]}
    point = osm_place(**{"class": "amenity", "type": "hospital", "osm_id": 8, "lat": "10"})
    point["boundingbox"] = ["9.9999", "10.0001", "43.9099", "43.9101"]
    server = start(answer([area, state, far, point]))
    found = geocoder(tmp_path, server.url).candidates("Karmah")
    assert [(c.kind, round(c.uncertainty_m)) for c in found] == [
        ("town", 156_900),
        ("area", 156_900),
        ("town", round(radius_of_town(30_000))),  # a box in which the point is not says nothing
        ("hospital", 30),
    ]


def test_a_name_that_is_not_known_is_no_outage_and_is_not_asked_again(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    server = start(answer([]))
    for _ in range(2):
        asked = geocoder(tmp_path, server.url)
        assert asked.candidates("Nowhere") == []
        assert asked.near("Nowhere") == []
    assert len(server.asked) == 1


def test_only_what_is_called_so_is_a_candidate_and_the_rest_is_near(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    server = start(answer([osm_place()]))
    asked = geocoder(tmp_path, server.url)
    for name, matched, main in (
        ("GARMA", "Garma", False),
        ("الكرمة", "الكرمة", True),
        ("Karmah, Anbar", "Al Karmah", True),
    ):
        [found] = asked.candidates(name)
        assert (found.matched, found.main) == (matched, main)
        assert asked.near(name) == []
    for name in ("Al Anbar", "Karmah, Basra", "Karm", "Karmah Hospital"):
        assert asked.candidates(name) == []
        assert [c.name for c in asked.near(name)] == ["Al Karmah"]
    assert len(server.asked) == 7


@pytest.mark.parametrize("name", ["", "  ", "\u202e\x00", "long " * 100])
def test_what_is_no_name_is_not_asked(
    tmp_path: Path, start: Callable[..., Server], name: str
) -> None:
    server = start(answer([osm_place()]))
    assert geocoder(tmp_path, server.url).candidates(name) == []
    assert server.asked == []


def test_two_of_one_name_both_come_and_one_place_twice_comes_once(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    far = osm_place(osm_id=5, lat="34.10", lon="42.30")
    again = osm_place(osm_type="relation", osm_id=6, lat="33.41")
    server = start(answer([osm_place(), far, again]))
    found = geocoder(tmp_path, server.url).candidates("Karmah")
    assert [c.id for c in found] == ["osm:node/4", "osm:node/5"]


def test_twins_of_what_is_known_offline_are_left_out() -> None:
    def town(identity: str, lat: float, kind: str = "town", reach_m: float = 3e3) -> Candidate:
        return replace(HIT, id=identity, lat=lat, kind=kind, uncertainty_m=reach_m)

    offline = [HIT]
    online = [
        town("osm:1", 33.66),  # 2.2 km away
        town("osm:2", 33.66, "quarter"),
        town("osm:3", 33.66, reach_m=50),
        town("osm:4", 33.69, reach_m=50_000),  # 5.5 km
        town("geonames:1", 40),
    ]
    assert [c.id for c in without_twins(online, offline)] == ["osm:2", "osm:3", "osm:4"]


# --- where a story looks


def test_look_in_is_held_against_the_point_and_not_against_what_is_said(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    liar = osm_place(osm_id=7, lat="35.25", lon="36.57")  # Maharda in Syria, told as Iraq
    abroad = osm_place(osm_id=8, address={"country_code": "sy"})  # al Karmah, told as Syria
    server = start(answer([liar, abroad]))
    asked = geocoder(tmp_path, server.url)
    assert [c.id for c in asked.candidates("Karmah", look_in=[IRAQ])] == ["osm:node/8"]
    assert [c.country for c in asked.candidates("Karmah", look_in=[SYRIA])] == ["SY"]
    assert len(asked.candidates("Karmah")) == 2


def test_a_kilometre_outside_the_border_counts_only_in_the_same_country(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    west = min(x for x, y in _border(IRAQ))
    lat = next(y for x, y in _border(IRAQ) if x == west)
    at = {"lat": str(lat), "lon": str(west - 0.005)}
    server = start(answer([osm_place(**at), osm_place(osm_id=5, **at, address={})]))
    other = osm_place(osm_id=6, **at, address={"country_code": "sy"})
    asked = geocoder(tmp_path, server.url)
    assert asked.candidates("Karmah", look_in=[IRAQ])
    with serve(answer([other])) as second:
        assert geocoder(tmp_path, second.url).candidates("Karmah", look_in=[IRAQ]) == []


def _border(area: world.Feature) -> list[tuple[float, float]]:
    return [(x, y) for part in world.shape_of(area).geoms for x, y in part.exterior.coords]


def test_divisions_territories_and_the_antimeridian_are_asked_for_as_the_server_has_them(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    server = start(answer([]))
    asked = geocoder(tmp_path, server.url)
    for look_in in ([ANBAR], [PUERTO_RICO], [FIJI], [IRAQ, SYRIA]):
        asked.candidates("Karmah", look_in=look_in)
    anbar, puerto_rico, fiji, both = (a.query for a in server.asked)
    west, south, east, north = map(float, anbar["viewbox"].split(","))
    assert (round(west), round(south), round(east), round(north)) == (39, 31, 44, 35)
    assert (anbar["bounded"], anbar["countrycodes"]) == ("1", "iq")
    assert puerto_rico["countrycodes"] == "pr,us"  # OpenStreetMap has it within the United States
    assert (fiji["countrycodes"], fiji.get("viewbox")) == ("fj", None)
    assert both["countrycodes"] == "iq,sy"


# --- outages


def _zip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(b" " * 50_000_000) + packer.flush()


DEEP = b"[" * 200_000 + b"]" * 200_000
CUT = answer([osm_place()])[:-40]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"[" + b" " * 1000
OUTAGES: dict[str, tuple[Reply, str]] = {
    "hangs up": (b"", "closed the connection before its answer was whole"),
    "is cut off": (CUT, "closed the connection before its answer was whole"),
    "is cut off in a chunk": (CHUNKED, "closed the connection before its answer was whole"),
    "is silent": (silent, "did not answer within 0.6 seconds"),
    "drips its body": (dripping(answer([osm_place()]), 0.05), "did not answer within 0.6 seconds"),
    "drips its headers": (dripping(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 60_000, 0.05), "within 0.6"),
    "is no HTTP": (b"220 mail.example ESMTP\r\n\r\n", "does not speak HTTP"),
    "has endless headers": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, "does not speak HTTP"),
    "is no JSON": (answer(b"{'a': 1}"), "is no JSON"),
    "is half of JSON": (answer(b'[{"lat": "33.4"'), "is no JSON"),
    "is empty": (answer(b""), "is no JSON"),
    "is a web page": (answer(b"\n<!doctype html><title>Log in"), "a web page and not with places"),
    "is NaN": (answer(b'[{"lat": NaN}]'), "is no JSON"),
    "is very deep": (answer(DEEP), "is no JSON"),
    "is no text": (answer(b"\xff\xfe\x00"), "is no text"),
    "is in no charset": (answer(b"[]", Content_Type="a/b; charset=klingon"), "is no text"),
    "is huge": (answer(b"[" + b" " * 5_000_000 + b"]"), "is longer than 4 MB"),
    "is a zip bomb": (answer(_zip_bomb(), Content_Encoding="gzip"), "is longer than 4 MB"),
    "is damaged gzip": (answer(b"\x1f\x8bxx", Content_Encoding="gzip"), "damaged"),
    "is half of gzip": (
        answer(gzip.compress(os.urandom(9_000))[:4_000], Content_Encoding="gzip"),
        "closed the connection before its answer was whole",
    ),
    "is packed otherwise": (answer(b"[]", Content_Encoding="br"), "packed in a way"),
    "is null": (answer(None), "not of the form"),
    "is an object": (answer({}), "not of the form"),
    "is a text": (answer("x"), "not of the form"),
    "is a number": (answer(0), "not of the form"),
    "is false": (answer(b"false"), "not of the form"),
    "is a list of numbers": (answer([1]), "not of the form"),
    "is a list of lists": (answer([[]]), "not of the form"),
    "has no coordinates": (answer([{"display_name": "x"}]), "nothing of its answer can be read"),
    "has words for coordinates": (answer([osm_place(lat="north")]), "not of the form"),
    "has NaN in words": (answer([osm_place(lat="nan")]), "not of the form"),
    "has no end to a number": (answer([osm_place(lat="1e999")]), "not of the form"),
    "is beyond the pole": (answer([osm_place(lat="91")]), "not of the form"),
    "is past the antimeridian": (answer([osm_place(lon="400")]), "nothing of its answer"),
    "has no names": (
        answer([osm_place(name="", namedetails={}, display_name="\u200b")]),
        "nothing of its answer can be read",
    ),
    "says an error in JSON": (
        answer({"error": "too many\x1b[31m <b>bananas</b>"}),
        "answers with an error (“too many [31m bananas”)",
    ),
    "is 400": (answer({"error": {"message": "bad q"}}, status="400 X"), "status 400: “bad q”"),
    "is 401": (answer(b"", status="401 X"), "does not accept the key (status 401)"),
    "is 402": (answer(b"", status="402 X"), "no requests left (status 402)"),
    "is 403": (
        answer(b"<html><h1>Blocked</h1> You broke the rules</html>", status="403 X"),
        "refuses to be asked by you (status 403: “Blocked You broke the rules”)",
    ),
    "is 404": (answer(b"", status="404 X"), "no geocoder at this address (status 404)"),
    "is 407": (answer(b"", status="407 X"), "the proxy on the way asks for a password"),
    "is 418": (answer(b"I'm a teapot", status="418 X"), "refuses (status 418: “I'm a teapot”)"),
    "is 304": (answer(b"", status="304 X"), "refuses (status 304)"),
    "sends elsewhere": (
        answer(b"", status="302 X", Location="https://other.example/search?q=x"),
        "sends on to another server, https://other.example",
    ),
    "sends to a file": (answer(b"", status="302 X", Location="file:///etc/passwd"), "sends on to"),
    "sends to nonsense": (answer(b"", status="302 X", Location="http://[x"), "no address"),
}


@pytest.mark.parametrize("what", OUTAGES)
def test_an_outage_is_told_and_never_taken_for_not_found(
    tmp_path: Path, own_cache: Path, start: Callable[..., Server], what: str
) -> None:
    reply, said = OUTAGES[what]
    server = start(reply)
    asked = geocoder(tmp_path, server.url, said=IMPATIENT if "within 0.6" in said else QUICK)
    began = time.monotonic()
    with pytest.raises(UnavailableError) as caught:
        asked.candidates("al Karmah")
    took_s = time.monotonic() - began
    told = str(caught.value)
    assert said in told
    assert f"OpenStreetMap (Nominatim) at {server.url} gave no answer about 'al Karmah': " in told
    assert "\n  fix: " in told
    assert all(c.isprintable() or c == "\n" for c in told)
    assert caught.value.exit_code == 4
    assert len(server.asked) == 1, "one question is one request"
    assert took_s < 15
    assert b"Karmah" not in everything_in(own_cache), "an outage is no answer to be kept"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_or_failing_server_is_asked_three_times_and_no_more(
    tmp_path: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(geocoder_server, "FIRST_WAIT_S", 0.1)
    server = start(answer(b"Slow down", status=f"{status} X"))
    with pytest.raises(UnavailableError, match=f"status {status}: “Slow down”"):
        geocoder(tmp_path, server.url).candidates("al Karmah")
    first, second, third = (asked.at for asked in server.asked)
    assert second - first >= 0.1
    assert third - second >= 0.2


def test_retry_after_is_waited_for(tmp_path: Path, start: Callable[..., Server]) -> None:
    server = start(answer(b"", status="429 X", Retry_After="1"), answer([osm_place()]))
    assert geocoder(tmp_path, server.url).candidates("al Karmah")
    first, second = (asked.at for asked in server.asked)
    assert second - first >= 0.99


def test_retry_after_may_be_a_date(tmp_path: Path, start: Callable[..., Server]) -> None:
    soon = email.utils.formatdate(time.time() + 2, usegmt=True)
    server = start(answer(b"", status="503 X", Retry_After=soon), answer([osm_place()]))
    assert geocoder(tmp_path, server.url).candidates("al Karmah")
    first, second = (asked.at for asked in server.asked)
    assert second - first > 0.5


def test_a_server_that_asks_for_an_hour_gets_it_from_all_runs(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    server = start(answer(b"", status="429 X", Retry_After="3600"), answer([osm_place()]))
    with pytest.raises(UnavailableError, match="run again in 60 minutes"):
        geocoder(tmp_path, server.url).candidates("al Karmah")
    with pytest.raises(UnavailableError, match="asks to be left alone until "):
        geocoder(tmp_path, server.url).candidates("al Karmah")
    assert len(server.asked) == 1


@pytest.mark.parametrize("said", ["soon", "-5", "Fri, 99 Zzz 9999", "1e3", "\x1b[0m"])
def test_what_is_no_retry_after_is_not_believed(
    tmp_path: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(geocoder_server, "FIRST_WAIT_S", 0.1)
    server = start(answer(b"", status="429 X", Retry_After=said), answer([osm_place()]))
    assert geocoder(tmp_path, server.url).candidates("al Karmah")
    assert server.asked[1].at - server.asked[0].at >= 0.1


def test_no_server_is_left_alone_for_ever(
    tmp_path: Path, own_cache: Path, start: Callable[..., Server]
) -> None:
    server = start(answer(b"", status="429 X", Retry_After="9" * 5_000))
    with pytest.raises(UnavailableError, match="run again in 24 hours"):
        geocoder(tmp_path, server.url).candidates("al Karmah")
    turn = own_cache / f"127.0.0.1_{server.port}.turn"
    assert json.loads(turn.read_text(encoding="utf-8"))[1] - time.time() < 86_401


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with serve(answer([])) as server:
        asked = geocoder(tmp_path, server.url)
    with pytest.raises(UnavailableError, match="nothing listens there"):
        asked.candidates("al Karmah")


def test_a_name_without_an_address(tmp_path: Path) -> None:
    # In a process of its own: tests may not look up an address.
    ended = run(asking("http://nobody.invalid", "al Karmah"), tmp_path)
    assert "UnavailableError" in ended.stderr
    assert "no address is known for its name" in ended.stderr or "did not answer" in ended.stderr


def asking(server: str, *names: str) -> str:
    """Return a program that asks a server for names."""
    return (
        "from pathlib import Path; from mapstory.geocoder import open_geocoder\n"
        f"ask = open_geocoder('nominatim', folder=Path(), server={server!r}, agent={AGENT!r})\n"
        f"for name in {names!r}: ask.candidates(name)"
    )


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )


def test_a_certificate_that_nobody_vouches_for(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.load_cert_chain(Path(__file__).with_name("self-signed.pem"))
    server = start(answer([osm_place()]), certificate=certificate)
    with pytest.raises(UnavailableError, match="its certificate is not to be trusted: self"):
        geocoder(tmp_path, server.url).candidates("al Karmah")
    assert server.asked == []


def test_a_server_without_tls_asked_by_https(tmp_path: Path, start: Callable[..., Server]) -> None:
    server = start(answer([osm_place()]))
    with pytest.raises(UnavailableError, match="does not speak TLS"):
        geocoder(tmp_path, server.url.replace("http:", "https:")).candidates("al Karmah")


def test_a_redirect_on_the_same_server_is_followed_and_an_endless_one_is_not(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    here = start(answer(b"", status="302 X", Location="/there?q=1"), answer([osm_place()]))
    assert geocoder(tmp_path, here.url).candidates("al Karmah")
    assert [asked.path.partition("?")[0] for asked in here.asked] == ["/search", "/there"]
    loop = start(answer(b"", status="301 X", Location="/search?q=1"))
    with pytest.raises(UnavailableError, match="from one address to the next without an end"):
        geocoder(tmp_path, loop.url).candidates("al Karmah")
    assert len(loop.asked) == 4


def test_gzip_is_understood(tmp_path: Path, start: Callable[..., Server]) -> None:
    packed = gzip.compress(json.dumps([osm_place()]).encode())
    server = start(answer(packed, Content_Encoding="gzip"))
    assert geocoder(tmp_path, server.url).candidates("al Karmah")
    assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_stop_is_told_and_running_again_goes_on(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    server = start(answer([osm_place()]), answer([]), b"", answer([osm_place(name="Hit")]))
    names = ["al Karmah", "Nowhere", "Hit"]
    asked = geocoder(tmp_path, server.url)
    with pytest.raises(UnavailableError, match="2 answers that came before are kept: run again"):
        _ = [asked.candidates(name) for name in names]
    again = geocoder(tmp_path, server.url)
    found = [len(again.candidates(name)) for name in names]
    assert found == [1, 0, 1]
    assert [a.query["q"] for a in server.asked] == ["al Karmah", "Nowhere", "Hit", "Hit"]


# --- what was downloaded is not trusted


def test_names_are_cut_cleaned_and_numbers_are_checked(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    odd = osm_place(
        osm_id="4; DROP TABLE", name="Al\x00 Kar\u202emah\r\n", extratags={"population": "-3e9"},
        address={"country_code": "../../x"}, type=["town"], namedetails={"a": 1, "b": "x" * 10_000},
    )  # fmt: skip
    server = start(answer([odd, osm_place(osm_id=True, extratags="x", namedetails=[], address=7)]))
    first, second = geocoder(tmp_path, server.url).candidates("Al Kar mah") + geocoder(
        tmp_path, server.url
    ).candidates("al Karmah")
    assert (first.id, first.name) == ("osm:33.40000,43.91000", "Al Kar mah")
    assert (first.population, first.country, first.kind) == (None, "IQ", "place")
    assert (second.id, second.population) == ("osm:33.40000,43.91000", None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*osm_place()]), inner)
    ),
    max_leaves=12,
)
PLACES = st.lists(
    st.dictionaries(st.sampled_from([*osm_place()]), JSON, max_size=4).map(
        lambda said: osm_place(**said)
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=JSON | PLACES)
def test_whatever_comes_is_candidates_or_an_outage(
    tmp_path: Path, own_cache: Path, said: Any
) -> None:
    with serve(answer(said)) as server:
        try:
            found = geocoder(tmp_path, server.url).candidates("al Karmah")
        except UnavailableError:
            return
        finally:
            (own_cache / "answers.sqlite").unlink(missing_ok=True)
    for candidate in found:
        assert -180 <= candidate.lon <= 180
        assert -90 <= candidate.lat <= 90
        assert 0 < candidate.uncertainty_m < 20_100_000
        assert candidate.name.isprintable() or "\u200c" in candidate.name
        assert isinstance(candidate.population, int | None)


# --- turns


def test_all_runs_together_keep_the_pause(tmp_path: Path, start: Callable[..., Server]) -> None:
    server = start(answer([osm_place()]))
    (tmp_path / "geocoder.yaml").write_text("nominatim: {pause: 0.25}", encoding="utf-8")
    codes = [asking(server.url, *names) for names in (("a", "b", "c"), ("d", "e", "f"))]
    runs = [subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path) for code in codes]
    assert [process.wait(timeout=60) for process in runs] == [0, 0]
    times = sorted(asked.at for asked in server.asked)
    assert len(times) == 6
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.25


def test_a_run_that_is_killed_leaves_no_lock_but_its_time(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    server = start(silent, answer([osm_place()]))
    said = "nominatim: {pause: 1, timeout: 30}"
    (tmp_path / "geocoder.yaml").write_text(said, encoding="utf-8")
    code = asking(server.url, "al Karmah")
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path)
    while not server.asked:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert geocoder(tmp_path, server.url, said=said).candidates("al Karmah")
    first, second = (asked.at for asked in server.asked)
    assert second - first >= 0.99


def test_osm_is_asked_once_a_second_whatever_is_said(
    tmp_path: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is asked of nominatim.openstreetmap.org through a proxy comes to the proxy.
    proxy = start(answer([osm_place()]))
    monkeypatch.setenv("http_proxy", proxy.url)
    asked = geocoder(tmp_path, "http://nominatim.openstreetmap.org")
    for name in ("a", "b", "c"):
        asked.candidates(name)
    assert proxy.asked[0].path.startswith("http://nominatim.openstreetmap.org/search?q=a&")
    times = [request.at for request in proxy.asked]
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))


def test_another_who_keeps_asking_is_not_waited_for_for_ever(
    tmp_path: Path, start: Callable[..., Server]
) -> None:
    server = start(silent)
    said = "nominatim: {pause: 0, timeout: 30, patience: 0.3}"
    (tmp_path / "geocoder.yaml").write_text(said, encoding="utf-8")
    code = asking(server.url, "al Karmah")
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path)
    while not server.asked:
        time.sleep(0.01)
    try:
        with pytest.raises(UnavailableError, match="another run of mapstory is asking it"):
            geocoder(tmp_path, server.url, said=said).candidates("Hit")
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("content", ["", "nonsense", "[1]", '["x", null]', "[9e18, 9e18]"])
def test_a_file_of_turns_that_was_spoilt_or_of_a_clock_set_back_stops_nobody(
    tmp_path: Path, own_cache: Path, start: Callable[..., Server], content: str
) -> None:
    server = start(answer([osm_place()]))
    asked = geocoder(tmp_path, server.url)
    asked.candidates("al Karmah")
    turn = own_cache / f"127.0.0.1_{server.port}.turn"
    turn.write_text(content, encoding="utf-8")
    assert asked.candidates("Karma")


# --- answers that are kept


def test_an_answer_is_kept_for_other_runs_where_only_the_user_can_read_it(
    tmp_path: Path, own_cache: Path, start: Callable[..., Server]
) -> None:
    server = start(answer([osm_place()]), answer([]))
    once = geocoder(tmp_path, server.url).candidates("al Karmah", look_in=[IRAQ])
    again = geocoder(tmp_path, server.url).candidates("al Karmah", look_in=[IRAQ])
    assert once == again
    assert len(server.asked) == 1
    assert stat.S_IMODE(own_cache.stat().st_mode) == 0o700
    for file in own_cache.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # Another place to look in is another question, and so is another server.
    geocoder(tmp_path, server.url).candidates("al Karmah", look_in=[SYRIA])
    assert len(server.asked) == 2
    with serve(answer([])) as other:
        assert geocoder(tmp_path, other.url).candidates("al Karmah", look_in=[IRAQ]) == []
        assert len(other.asked) == 1


def test_what_is_kept_serves_when_the_server_is_gone(tmp_path: Path) -> None:
    with serve(answer([osm_place()])) as server:
        once = geocoder(tmp_path, server.url).candidates("al Karmah")
    assert geocoder(tmp_path, server.url).candidates("al Karmah") == once


def test_what_must_not_be_remembered_is_nowhere(
    tmp_path: Path, own_cache: Path, start: Callable[..., Server]
) -> None:
    server = start(answer([osm_place()]), answer([osm_place()]), b"")
    for _ in range(2):
        asked = geocoder(tmp_path, server.url)
        assert asked.candidates("al Karmah", remember=False)
        assert asked.near("al Karmah", remember=False) == []
    assert len(server.asked) == 2
    with pytest.raises(UnavailableError, match="about a protected place") as caught:
        geocoder(tmp_path, server.url).candidates("Safe House", remember=False)
    assert "Safe House" not in str(caught.value)
    held = everything_in(own_cache)
    assert not any(word in held for word in (b"Karmah", b"43.91", b"Safe"))


def age(cache: Path, seconds: float) -> None:
    with closing(sqlite3.connect(cache / "answers.sqlite")) as database, database:
        database.execute("UPDATE answer SET asked = asked - ?", (seconds,))


@pytest.mark.parametrize(
    "places,kept_s",
    [([osm_place()], kept.FOUND_S), ([], kept.NOT_FOUND_S)],
)
def test_an_answer_is_kept_for_its_time_and_no_longer(
    tmp_path: Path, own_cache: Path, start: Callable[..., Server], places: Any, kept_s: int
) -> None:
    server = start(answer(places))
    geocoder(tmp_path, server.url).candidates("al Karmah")
    age(own_cache, kept_s - 100)
    geocoder(tmp_path, server.url).candidates("al Karmah")
    assert len(server.asked) == 1
    age(own_cache, 200)
    geocoder(tmp_path, server.url).candidates("al Karmah")
    assert len(server.asked) == 2


def test_only_so_many_answers_are_kept(
    tmp_path: Path,
    own_cache: Path,
    start: Callable[..., Server],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "MOST_ANSWERS", 2)
    server = start(answer([osm_place()]))
    asked = geocoder(tmp_path, server.url)
    for name in ("one", "two", "three"):
        asked.candidates(name)
        age(own_cache, 10)
    geocoder(tmp_path, server.url).candidates("three")
    geocoder(tmp_path, server.url).candidates("two")
    assert len(server.asked) == 3
    geocoder(tmp_path, server.url).candidates("one")
    assert len(server.asked) == 4


@pytest.mark.parametrize("how", ["damaged", "of another version", "of answers that cannot be"])
def test_kept_answers_that_cannot_be_used_are_asked_anew(
    tmp_path: Path, own_cache: Path, start: Callable[..., Server], how: str
) -> None:
    server = start(answer([osm_place()]))
    once = geocoder(tmp_path, server.url).candidates("al Karmah")
    file = own_cache / "answers.sqlite"
    if how == "damaged":
        file.write_bytes(b"SQLite format 3\x00" + b"no database at all" * 100)
    else:
        with closing(sqlite3.connect(file)) as database, database:
            change = "UPDATE answer SET answers = replace(answers, '43.91', '4391')"
            database.execute("PRAGMA user_version = 99" if "version" in how else change)
    assert geocoder(tmp_path, server.url).candidates("al Karmah") == once
    assert len(server.asked) == 2
    assert geocoder(tmp_path, server.url).candidates("al Karmah") == once
    assert len(server.asked) == 2


def test_a_cache_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MAPSTORY_CACHE", str(tmp_path / "file" / "cache"))
    asked = geocoder(tmp_path, "http://127.0.0.1:9")
    with pytest.raises(FileError, match="MAPSTORY_CACHE=/path/to/folder"):
        asked.candidates("al Karmah")


# --- keys


KEY = "s3cr3t&Schlüssel"


def test_a_key_comes_from_the_environment_goes_to_the_server_and_nowhere_else(
    tmp_path: Path,
    start: Callable[..., Server],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setenv("MAPSTORY_GEONAMES_USERNAME", KEY)
    town = {"geonameId": 99, "name": "Hit", "lat": "33.64", "lng": "42.83", "countryCode": "IQ"}
    refused = {"status": {"message": f"user {KEY} is out of credits", "value": 18}}
    server = start(answer({"geonames": [town]}), answer(refused), answer(KEY, status="401 X"))
    quick = QUICK.replace("nominatim", "geonames")
    asked = geocoder(tmp_path, server.url, name="geonames", said=quick)
    assert asked.candidates("Hit")
    assert server.asked[0].query["username"] == KEY
    told = []
    for _ in range(2):
        with pytest.raises(UnavailableError) as caught:
            asked.candidates("Ramadi")
        told.append(str(caught.value))
    assert "no requests left (“user … is out of credits”)" in told[0]
    assert "check MAPSTORY_GEONAMES_USERNAME" in told[1]
    shown = f"{told}{caught.getrepr(style='long')}{caplog.text}{vars(asked)}".encode()
    for hidden in (KEY, "s3cr3t"):
        assert hidden.encode() not in shown + everything_in(tmp_path)


def test_a_key_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="set MAPSTORY_OPENCAGE_API_KEY"):
        geocoder(tmp_path, "", name="opencage", said="")
    with pytest.raises(UsageError) as caught:
        geocoder(tmp_path, "", name="liveaddress", said="")
    assert "set MAPSTORY_LIVEADDRESS_AUTH_ID and MAPSTORY_LIVEADDRESS_AUTH_TOKEN" in str(
        caught.value
    )


def test_a_key_in_the_file_is_refused_and_not_shown(tmp_path: Path) -> None:
    for said in (
        "opencage: {api_key: s3cr3t}",
        "opencage:\n  api-key: s3cr3t\n",
        "opencage:\n  country: iq\n  api_key: s3cr3t\n  country: iq\n",
    ):
        with pytest.raises(StoryError) as caught:
            geocoder(tmp_path, "", name="opencage", said=said)
        assert "s3cr3t" not in str(caught.value)
        assert "api_key" in str(caught.value)
    assert "set MAPSTORY_OPENCAGE_API_KEY in the environment" in str(caught.value)


# --- other providers


def test_photon(tmp_path: Path, start: Callable[..., Server]) -> None:
    said = {"osm_type": "W", "osm_id": 5, "osm_key": "amenity", "osm_value": "hospital"}
    said |= {"name": "Mithal Hospital", "countrycode": "IQ", "state": "Al Anbar", "country": "Iraq"}
    said["extent"] = [43.28, 33.44, 43.30, 33.42]
    here = {"type": "Point", "coordinates": [43.29, 33.43]}
    server = start(answer({"features": [{"geometry": here, "properties": said}]}))
    quick = QUICK.replace("nominatim", "photon")
    asked = geocoder(tmp_path, server.url, name="photon", said=quick)
    [found] = asked.candidates("Mithal Hospital, Iraq", look_in=[ANBAR])
    assert (found.id, found.kind, found.credit) == ("osm:way/5", "hospital", OSM)
    assert (found.lon, found.lat, found.source) == (43.29, 33.43, "OpenStreetMap (Photon)")
    assert 1_400 < found.uncertainty_m < 1_500
    assert "bbox" in server.asked[0].query
    assert server.asked[0].path.startswith("/api?")
    with serve(answer([])) as other, pytest.raises(UnavailableError, match="not of the form"):
        geocoder(tmp_path, other.url, name="photon", said=quick).candidates("Hit")


def test_pelias(
    tmp_path: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAPSTORY_PELIAS_API_KEY", "abc")
    said = {"gid": "whosonfirst:locality:1", "name": "Hit", "layer": "locality"}
    said |= {"country_code": "IQ", "source": "whosonfirst", "region": "Anbar"}
    place = {"geometry": {"coordinates": [42.83, 33.64]}, "properties": said}
    server = start(answer({"features": [place]}))
    asked = geocoder(tmp_path, f"{server.url}/geo", name="pelias", said="pelias: {pause: 0}")
    [found] = asked.candidates("Hit", look_in=[IRAQ])
    assert (found.id, found.kind) == ("pelias:whosonfirst:locality:1", "town")
    assert found.credit == "Who’s On First: https://whosonfirst.org/docs/licenses/"
    assert server.asked[0].path.startswith("/geo/v1/search?")
    assert server.asked[0].query["api_key"] == "abc"
    assert server.asked[0].query["boundary.country"] == "IQ"
    with pytest.raises(UsageError, match="say which one is meant: --online pelias --server"):
        geocoder(tmp_path, "", name="pelias", said="")


def test_geonames(
    tmp_path: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAPSTORY_GEONAMES_USERNAME", "desk")
    town = {
        "geonameId": 98, "name": "Al Fallūjah", "toponymName": "Al Fallūjah", "countryCode": "IQ",
        "lat": "33.35", "lng": "43.78", "fcl": "P", "fcode": "PPL", "population": 190159,
        "adminName1": "Anbar", "countryName": "Iraq",
        "alternateNames": [{"name": "Falluja", "lang": "en"}, {"lang": "link"}],
        "bbox": {"west": 43.7, "south": 33.3, "east": 43.85, "north": 33.4, "accuracyLevel": 0},
    }  # fmt: skip
    server = start(answer({"totalResultsCount": 1, "geonames": [town]}))
    asked = geocoder(tmp_path, server.url, name="geonames", said="geonames: {pause: 0}")
    [found] = asked.candidates("Falluja", look_in=[IRAQ])
    assert (found.id, found.name, found.matched) == ("geonames:98", "Al Fallūjah", "Falluja")
    assert (found.main, found.kind, found.population) == (False, "town", 190_159)
    assert found.credit == "GeoNames, CC BY 4.0: https://www.geonames.org"
    assert 9_000 < found.uncertainty_m < 10_000
    assert server.asked[0].query["style"] == "FULL"
    assert server.asked[0].query["country"] == "IQ"


def test_any_other_of_geopys(
    tmp_path: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAPSTORY_TOMTOM_API_KEY", "a/b")
    place = {"address": {"freeformAddress": "Hit, Anbar"}, "position": {"lat": 33.64, "lon": 42.83}}
    server = start(answer({"results": [place]}))
    credit = "tomtom: {credit: 'TomTom: https://tomtom.example', pause: 0, typeahead: yes}"
    asked = geocoder(tmp_path, server.url, name="TomTom", said=credit)
    [found] = asked.candidates("Hit, Anbar", look_in=[IRAQ])
    assert (found.id, found.name, found.kind) == ("tomtom:33.64000,42.83000", "Hit", "place")
    assert (found.source, found.credit) == ("tomtom", "TomTom: https://tomtom.example")
    assert found.uncertainty_m == 1_000
    assert server.asked[0].query["key"] == "a/b"
    assert server.asked[0].query["typeahead"] == "true"
    assert server.asked[0].path.startswith("/search/2/geocode/Hit")


# --- what must be said first


@pytest.mark.parametrize(
    "name,server,agent,said",
    [
        ("nominatim", "", "", "--agent desk@paper.example"),
        ("nominatim", "", "my-application", "names nobody|is a program"),
        ("nominatim", "", "geopy/2.5.0", "is a program"),
        ("nominatim", "", "Mozilla/5.0 (X11)", "is a program"),
        ("nominatim", "", "a\nX-Injected: b", "one line"),
        ("nominatim", "", "Redaktion für Karten", "of ASCII"),
        ("nominatin", "", AGENT, "did you mean nominatim?"),
        ("nominatim", "nominatim.paper.example", AGENT, "no address of a server"),
        ("nominatim", "ftp://x", AGENT, "no address of a server"),
        ("nominatim", "http://", AGENT, "no address of a server"),
        ("nominatim", "http://x:99999", AGENT, "cannot be read"),
        ("nominatim", "http://x/?key=s3cr3t", AGENT, "more than where it is"),
        ("nominatim", "http://me:s3cr3t@x:8", AGENT, "--server http://x:8"),
        ("nominatim", "http://x/\r\nHost: y", AGENT, "no address of a server"),
    ],
)
def test_what_cannot_be_meant_is_usage(
    tmp_path: Path, name: str, server: str, agent: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        geocoder(tmp_path, server, name=name, said="", agent=agent)
    assert caught.value.exit_code == 2
    assert "\n  fix: " in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


def test_who_asks_may_be_said_in_three_ways(
    tmp_path: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(answer([]))
    said = f"agent: file@paper.example\n{QUICK}"
    geocoder(tmp_path, server.url, said=said, agent="").candidates("a")
    monkeypatch.setenv("MAPSTORY_AGENT", "environment@paper.example")
    geocoder(tmp_path, server.url, said=said, agent="").candidates("b")
    geocoder(tmp_path, server.url, said=said, agent="typed@paper.example").candidates("c")
    agents = [asked.headers["user-agent"].partition("(")[2] for asked in server.asked]
    assert agents == [f"{who}@paper.example)" for who in ("file", "environment", "typed")]


def test_geocoder_yaml_says_where_and_how(tmp_path: Path, start: Callable[..., Server]) -> None:
    server = start(answer([]))
    said = f"""\
agent: {AGENT}
nominatim:
  server: {server.url}/prefix/
  pause: 0 s
  language: ar
  featuretype: city
  country_codes: [iq, sy]
photon: {{server: http://photon.paper.example}}
"""
    geocoder(tmp_path, "", said=said, agent="").candidates("Hit", look_in=[ANBAR])
    [asked] = server.asked
    assert asked.path.startswith("/prefix/search?")
    assert asked.query["accept-language"] == "ar"
    assert asked.query["featureType"] == "city"
    assert asked.query["countrycodes"] == "iq,sy"


def test_every_problem_of_geocoder_yaml_is_told(tmp_path: Path) -> None:
    said = "agnet: x\nnominatim:\n  pause: soon\n  timeout: 0\n  limt: 5\nnominatum: {server: x}\n"
    with pytest.raises(StoryError) as caught:
        geocoder(tmp_path, "http://x", said=said)
    problems = [(p.line, p.what) for p in caught.value.problems]
    assert [line for line, _ in problems] == [1, 3, 4, 5, 6]
    assert "geocoder.yaml" in caught.value.problems[0].path
    assert "'agent'" in caught.value.problems[0].fix


def test_opening_a_geocoder_sends_nothing(tmp_path: Path, start: Callable[..., Server]) -> None:
    server = start(answer([]))
    geocoder(tmp_path, server.url)
    assert server.asked == []


def test_the_cache_is_where_the_system_has_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAPSTORY_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert kept.cache_folder() == tmp_path / ".cache/mapstory"
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert kept.cache_folder() == Path("/caches/mapstory")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert kept.cache_folder() == tmp_path / "Library/Caches/mapstory"
