"""A real Nominatim with a small world of our own in it (karmah.osm): `make test-online`."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from mapstory import world
from mapstory.errors import UnavailableError
from mapstory.gazetteer import radius_of_town
from mapstory.geocoder import Geocoder, open_geocoder
from tests.misbehaving import Send, answer, serve

COMMAND = os.environ.get("MAPSTORY_NOMINATIM")
if not COMMAND:
    pytest.skip("there is no Nominatim at hand: see `make test-online`", allow_module_level=True)

AGENT = "desk@paper.example"
OSM = "© OpenStreetMap contributors, ODbL 1.0: https://www.openstreetmap.org/copyright"
QUICK = "nominatim: {pause: 0, timeout: 20}\n"
SYRIA, IRAQ, ANBAR = (world.feature(identity) for identity in ("SY", "IQ", "IQ-AN"))
assert SYRIA
assert IRAQ
assert ANBAR

STORY = """\
title: On the road
summary: What was reported.
dateline: 2015-05-24
look_in: Iraq
basemap: none
places:
  karmah: Garma
  hospital: Mithal Hospital
  ring: 10 km from hospital
events:
  - title: Something happens
    at: [karmah, hospital, ring]
    text: Words.
    alt: A town, a hospital and a ring around it.
    sources: [{publisher: Desk}]
"""


class Nominatim:
    """The server, always at the same port; it can be stopped, held up and started again."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        words = [*shlex.split(COMMAND or ""), "--server", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                with urlopen(f"{self.url}/status", timeout=5) as status:  # noqa: S310, our own
                    assert status.read() == b"OK"
                    return
            except URLError:
                time.sleep(0.1)
        pytest.fail(f"Nominatim did not start: {self.log.read_text(encoding='utf-8')}")

    def send(self, number: signal.Signals) -> None:
        assert self.process
        os.killpg(self.process.pid, number)

    def stop(self) -> None:
        if self.process:
            self.send(signal.SIGTERM)
            self.send(signal.SIGCONT)
            self.process.wait(timeout=30)
            self.process = None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nominatim]:
    server = Nominatim(tmp_path_factory.mktemp("nominatim") / "log")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def nominatim(server: Nominatim) -> Nominatim:
    if server.process is None:
        server.start()
    return server


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAPSTORY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def geocoder(folder: Path, url: str, said: str = QUICK) -> Geocoder:
    (folder / "geocoder.yaml").write_text(said, encoding="utf-8")
    return open_geocoder("nominatim", folder=folder, server=url, agent=AGENT)


def test_a_town_is_found_with_all_that_a_candidate_says(
    tmp_path: Path, nominatim: Nominatim
) -> None:
    [found] = geocoder(tmp_path, nominatim.url).candidates("al Karmah", look_in=[IRAQ])
    assert (found.id, found.name, found.matched, found.main) == (
        "osm:node/4",
        "Al Karmah",
        "Al Karmah",
        True,
    )
    assert (found.lon, found.lat, found.country, found.division) == (43.91, 33.4, "IQ", "IQ-AN")
    assert (found.kind, found.tier, found.credit) == ("town", 3, OSM)
    assert found.source == "OpenStreetMap (Nominatim)"
    assert found.uncertainty_m == radius_of_town(found.population or 30_000)


@pytest.mark.parametrize(
    "asked,node,main",
    [
        ("AL-KARMAH", 4, True),
        ("Karmah", 4, True),
        ("الكرمة", 4, True),
        ("Garma", 4, False),
        ("Al Karmah, Al Anbar", 4, True),
        ("Ramadi", 2, True),
        ("ar-Ramadi", 2, True),
        ("al-Fallūjah", 3, True),
        ("الفلوجة", 3, True),
        ("Bagdad", 1, False),
        ("Hit", 5, True),
    ],
)
def test_spellings(tmp_path: Path, nominatim: Nominatim, asked: str, node: int, main: bool) -> None:  # noqa: FBT001
    [found] = geocoder(tmp_path, nominatim.url).candidates(asked, look_in=[IRAQ])
    assert (found.id, found.main) == (f"osm:node/{node}", main)


@pytest.mark.parametrize("asked", ["Faluja", "Ramady", "Nowhere at all", "%", "'; DROP TABLE--"])
def test_what_it_does_not_know_is_not_found_and_no_outage(
    tmp_path: Path, nominatim: Nominatim, asked: str
) -> None:
    assert geocoder(tmp_path, nominatim.url).candidates(asked, look_in=[IRAQ]) == []


def test_two_of_one_name_both_come(tmp_path: Path, nominatim: Nominatim) -> None:
    found = geocoder(tmp_path, nominatim.url).candidates("Qaryat al-Mithal", look_in=[ANBAR])
    assert sorted(candidate.id for candidate in found) == ["osm:node/11", "osm:node/12"]


def test_look_in_is_strict(tmp_path: Path, nominatim: Nominatim) -> None:
    asked = geocoder(tmp_path, nominatim.url)
    anywhere = {c.id: c.main for c in asked.candidates("al Karmah")}
    assert anywhere == {"osm:node/4": True, "osm:node/6": False}  # Maharda, Syria, by hearsay
    for area, node in ((IRAQ, 4), (ANBAR, 4), (SYRIA, 6)):
        [found] = asked.candidates("al Karmah", look_in=[area])
        assert found.id == f"osm:node/{node}"
    assert len(asked.candidates("Paris")) == 2
    assert asked.candidates("Paris", look_in=[IRAQ]) == []


def test_what_is_no_town_says_what_it_is(tmp_path: Path, nominatim: Nominatim) -> None:
    asked = geocoder(tmp_path, nominatim.url)
    kinds = {
        name: [(c.kind, round(c.uncertainty_m, -2)) for c in asked.candidates(name, look_in=[IRAQ])]
        for name in ("Mithal Hospital", "Mithal Airfield", "Mithal Road", "Anbar")
    }
    assert kinds["Mithal Hospital"] == [("hospital", 0)]  # a point: 30 m
    assert [kind for kind, _ in kinds["Mithal Airfield"]] == ["airport"]
    assert [kind for kind, _ in kinds["Mithal Road"]] == ["road"]
    [(kind, reach_m)] = kinds["Anbar"]
    assert kind == "area"
    assert 250_000 < reach_m < 400_000  # half of its box, which is 470 km by 320 km


def test_names_come_in_the_language_that_is_asked_for(tmp_path: Path, nominatim: Nominatim) -> None:
    said = "nominatim: {pause: 0, timeout: 20, language: ar}"
    [found] = geocoder(tmp_path, nominatim.url, said).candidates("Karmah", look_in=[IRAQ])
    assert found.name == "الكرمة"


def test_stopped_it_is_an_outage_what_was_asked_before_is_served_and_then_it_is_back(
    tmp_path: Path, nominatim: Nominatim
) -> None:
    asked = geocoder(tmp_path, nominatim.url)
    once = asked.candidates("al Karmah", look_in=[IRAQ])
    nominatim.stop()
    again = geocoder(tmp_path, nominatim.url)
    assert again.candidates("al Karmah", look_in=[IRAQ]) == once
    with pytest.raises(UnavailableError, match="nothing listens there") as caught:
        again.candidates("Hit", look_in=[IRAQ])
    assert caught.value.exit_code == 4
    nominatim.start()
    assert again.candidates("Hit", look_in=[IRAQ])


def test_held_up_it_is_an_outage_and_then_it_is_back(tmp_path: Path, nominatim: Nominatim) -> None:
    said = "nominatim: {pause: 0, timeout: 1}"
    nominatim.send(signal.SIGSTOP)
    try:
        with pytest.raises(UnavailableError, match="did not answer within 1 seconds"):
            geocoder(tmp_path, nominatim.url, said).candidates("Hit", look_in=[IRAQ])
    finally:
        nominatim.send(signal.SIGCONT)
    assert geocoder(tmp_path, nominatim.url).candidates("Hit", look_in=[IRAQ])


def test_blocked_and_busy_and_then_let_through(tmp_path: Path, nominatim: Nominatim) -> None:
    with serve() as front:

        def pass_on(send: Send, _stopped: object) -> None:
            with urlopen(nominatim.url + front.asked[-1].path, timeout=20) as said:  # noqa: S310, our own
                send(answer(said.read()))

        page = b"<html><body><h1>Access blocked</h1><p>See the usage policy.</p></body></html>"
        front.replies += [
            answer(page, status="403 Forbidden"),
            answer(b"", status="429 Too Many Requests", Retry_After="1"),
            pass_on,
        ]
        asked = geocoder(tmp_path, front.url)
        with pytest.raises(UnavailableError, match="403: “Access blocked See the usage"):
            asked.candidates("Hit", look_in=[IRAQ])
        assert len(front.asked) == 1
        assert [c.name for c in asked.candidates("Hit", look_in=[IRAQ])] == ["Hit"]
        assert front.asked[2].at - front.asked[1].at >= 1


# --- the command line, from the story to the page


def mapstory(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mapstory", *words],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("stories", "geodata"):
        (tmp_path / "project" / folder).mkdir(parents=True)
    (tmp_path / "project/stories/road.yaml").write_text(STORY, encoding="utf-8")
    (tmp_path / "project/geodata/geocoder.yaml").write_text(QUICK, encoding="utf-8")
    return tmp_path / "project"


def test_a_story_is_located_online_and_then_built_without_a_network(
    project: Path, nominatim: Nominatim
) -> None:
    assert mapstory(project, "build").returncode == 1
    online = ("locate", "--online", "nominatim", "--server", nominatim.url, "--agent", AGENT)
    ended = mapstory(project, *online)
    assert ended.returncode == 0, ended.stderr
    lock = json.loads((project / "geodata/road.places.geojson").read_text(encoding="utf-8"))
    held = json.dumps(lock, ensure_ascii=False)
    assert "osm:node/4" in held
    assert "osm:node/21" in held
    assert OSM in held
    assert "OpenStreetMap (Nominatim)" in held
    nominatim.stop()
    ended = mapstory(project, "build", "--locked")
    assert ended.returncode == 0, ended.stderr
    page = (project / "site/road/index.html").read_text(encoding="utf-8")
    assert 'href="https://www.openstreetmap.org/copyright"' in page
    assert "© OpenStreetMap contributors, ODbL 1.0" in page


def test_an_outage_in_the_middle_is_told_and_the_lock_stays_as_it_was(
    project: Path, nominatim: Nominatim
) -> None:
    online = ("locate", "--online", "nominatim", "--server", nominatim.url, "--agent", AGENT)
    mapstory(project, *online)
    before = (project / "geodata/road.places.geojson").read_bytes()
    story = STORY.replace("  ring:", "  airfield: Mithal Airfield\n  ring:")
    story = story.replace("[karmah, ", "[airfield, karmah, ")
    (project / "stories/road.yaml").write_text(story, encoding="utf-8")
    nominatim.stop()
    ended = mapstory(project, *online)
    assert ended.returncode == 4
    assert "gave no answer about 'Mithal Airfield': nothing listens there" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (project / "geodata/road.places.geojson").read_bytes() == before
    nominatim.start()
    ended = mapstory(project, *online)
    assert ended.returncode == 0, ended.stderr
    assert b"osm:node/22" in (project / "geodata/road.places.geojson").read_bytes()


def test_what_is_not_clear_online_either_is_told_with_the_places(
    project: Path, nominatim: Nominatim
) -> None:
    # Alone in its story: beside another place, the village that is nearer would be meant.
    story = STORY.replace("karmah: Garma", "karmah: Qaryat al Mithal")
    story = story.replace("  hospital: Mithal Hospital\n  ring: 10 km from hospital\n", "")
    story = story.replace("[karmah, hospital, ring]", "karmah")
    (project / "stories/road.yaml").write_text(story, encoding="utf-8")
    online = ("locate", "--online", "nominatim", "--server", nominatim.url, "--agent", AGENT)
    ended = mapstory(project, *online)
    assert ended.returncode == 1
    assert "33.5" in ended.stderr
    assert "34.1" in ended.stderr
    assert "OpenStreetMap (Nominatim)" in ended.stderr
    assert not (project / "geodata/road.places.geojson").exists()


def test_a_build_that_finds_no_place_says_how_to_ask_online(project: Path) -> None:
    ended = mapstory(project, "build")
    assert ended.returncode == 1
    assert "mapstory locate --online" in ended.stderr


def test_nobody_asks_without_saying_who(project: Path, nominatim: Nominatim) -> None:
    ended = mapstory(project, "locate", "--online", "nominatim", "--server", nominatim.url)
    assert ended.returncode == 2
    assert "--agent desk@paper.example" in ended.stderr
