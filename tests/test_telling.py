from __future__ import annotations

import math
from typing import Any

import pytest
import yaml

from mapstory.gazetteer import Candidate, Choice, Gazetteer, choose_together
from mapstory.places.telling import tell_ambiguous, tell_missing

WORLD = Gazetteer()


def unclear(name: str) -> Choice:
    (choice,) = choose_together([(name, WORLD.candidates(name))])
    return choice


def candidate(identity: str, **more: Any) -> Candidate:
    given: dict[str, Any] = {
        "name": "Hut", "matched": "Hut", "main": True, "kind": "camp", "lon": 43.9, "lat": 33.4,
        "country": "IQ", "division": "IQ-AN", "population": None, "uncertainty_m": 1.0,
        "source": "The desk",
    }  # fmt: skip
    return Candidate(id=identity, **(given | more))


def test_the_whole_table() -> None:
    nearest = candidate("a", name="Chicago", lon=-87.65, lat=41.85)
    farther = candidate("b", name="Baghdad", lon=44.4, lat=33.3)
    choice = Choice("Springfield", None, unclear("Springfield").candidates[:3], 0.1)
    what, fix = tell_ambiguous("Springfield", choice, others=[farther, nearest])
    assert what == (
        "'Springfield' could be one of these, and none is clearly meant:\n"
        "    Springfield, town of 170,188 people in Missouri, United States, "
        "710 km from Chicago (GeoNames)\n"
        '      write: "Springfield, Missouri"\n'
        "    Springfield, town of 154,341 people in Massachusetts, United States, "
        "1,200 km from Chicago (GeoNames)\n"
        '      write: "Springfield, Massachusetts"\n'
        "    Springfield, town of 114,394 people in Illinois, United States, "
        "280 km from Chicago (GeoNames)\n"
        '      write: "Springfield, Illinois"'
    )
    assert fix == (
        "write what stands below the one that is meant, or say where to look with `look_in`"
    )


def test_a_long_table_is_cut() -> None:
    choice = unclear("Springfield")
    what, _ = tell_ambiguous("Springfield", choice)
    assert what.count("write: ") == 6
    assert what.endswith(f"\n    and {len(choice.candidates) - 6} more")


def test_one_candidate_for_which_too_little_speaks() -> None:
    choice = Choice("Hut", None, (candidate("a", kind="town", population=900),), math.inf)
    what, fix = tell_ambiguous("Hut", choice)
    assert what == (
        "'Hut' can only be this, and little speaks for it:\n"
        "    Hut, town of 900 people in Al Anbar, Iraq (The desk)\n"
        '      write: "Hut, Al Anbar"'
    )
    assert fix == "if it is meant, write that; else give the place by its coordinates (`at:`)"


@pytest.mark.parametrize("name", ["Hut", "O'Hare", 'The "zone"', "4: 5", "الكرمة"])
def test_what_is_no_town_is_written_with_its_coordinates(name: str) -> None:
    two = (candidate("a"), candidate("b", lat=33.5))
    what, _ = tell_ambiguous(name, Choice(name, None, two, 0.0))
    written = [line.partition("write: ")[2] for line in what.splitlines() if "write: " in line]
    assert [yaml.safe_load(line) for line in written] == [
        {"name": name, "at": "33.4000, 43.9000"},
        {"name": name, "at": "33.5000, 43.9000"},
    ]


@pytest.mark.parametrize(
    "reach_m, precision",
    [(99.9, None), (100.0, "100 m"), (150.2, "160 m"), (999.5, "1 km"), (1_000.0, "1 km"),
     (7_123.4, "7.2 km"), (25_000.0, "25 km"), (1_234_567.0, "1300 km")],
)  # fmt: skip
def test_coordinates_come_with_how_far_the_place_reaches(
    reach_m: float, precision: str | None
) -> None:
    two = tuple(candidate(each, lat=33.5, uncertainty_m=reach_m) for each in "ab")
    what, _ = tell_ambiguous("Hut", Choice("Hut", None, two, 0.0))
    line = what.splitlines()[2].partition("write: ")[2]
    assert yaml.safe_load(line).get("precision") == precision


@pytest.mark.parametrize(
    "name",
    ["Springfield", "Georgia", "Congo", "Korea", "San José", "Victoria", "Basra", "New York", "Hit",
     "Karma", "Limburg", "Luxembourg", "Kashmir", "Cambridge", "Tripoli", "York"],
)  # fmt: skip
def test_each_line_means_the_candidate_above_it(name: str) -> None:
    choice = unclear(name)
    what, _ = tell_ambiguous(name, choice)
    lines = [line.partition("write: ")[2] for line in what.splitlines() if "write: " in line]
    told = choice.candidates[:6]
    for meant, line in zip(told, lines, strict=True):
        written = yaml.safe_load(line)
        if isinstance(written, str):
            found = unclear(written).chosen
        elif "area" in written:
            (area,) = choose_together([(written["area"], WORLD.area(written["area"]))])
            found = area.chosen
        else:
            assert written.pop("precision")
            assert written == {"name": name, "at": f"{meant.lat:.4f}, {meant.lon:.4f}"}
            continue
        assert found, line
        assert found.id == meant.id, line


@pytest.mark.parametrize(
    "degrees_east, said",
    [(0.0, "1 km"), (0.1, "9 km"), (0.5, "46 km"), (1.4, "130 km"), (20.0, "1,900 km")],
)
def test_distances_have_two_digits(degrees_east: float, said: str) -> None:
    two = (candidate("a"), candidate("b", lat=-33.0))
    other = candidate("c", name="Karmah", lon=43.9 + degrees_east)
    what, _ = tell_ambiguous("Hut", Choice("Hut", None, two, 0.0), others=[other])
    assert f", {said} from Karmah (The desk)" in what


# --- nothing called so


def test_nothing_is_called_so() -> None:
    what, fix = tell_missing("Atlantis")
    assert what == "there is no place called 'Atlantis' in the gazetteers"
    assert fix == (
        "give it by coordinates (`at:`), add a row to geodata/gazetteer.csv, "
        "or ask a geocoder with `mapstory locate --online PROVIDER`"
    )


def test_what_is_near_and_what_is_elsewhere() -> None:
    paris = WORLD.candidates("Paris")[0]
    what, fix = tell_missing(
        "Paris", noun="area", inside=("Iraq", "Syria"), near=["Pars", "Fars"], elsewhere=paris
    )
    assert what == "there is no area called 'Paris' in Iraq, Syria in the gazetteers"
    assert fix.startswith(
        "did you mean Pars or Fars? "
        "Or add France to `look_in` if it is Paris there that is meant. Or give it by coordinates"
    )
