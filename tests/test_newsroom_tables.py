from __future__ import annotations

from pathlib import Path

import pytest

from mapstory.errors import StoryError
from mapstory.gazetteer.listed import ListedPlace
from tests.lists import (
    BOX,
    GEONAMES_CREDIT,
    OSM_CREDIT,
    add,
    collection,
    feature,
    only,
    places,
    told,
)


def test_a_table_with_the_usual_headings(tmp_path: Path) -> None:
    text = (
        "Place Name,Latitude,LONG,Aliases,Category,Pop,Accuracy,Publisher,Remarks,ISO2,Colour\n"
        'Habbaniyah,33.37,43.57,Habaniya; الحبانية,Camp,"12,500",500,UNHCR,by the lake,IQ,red\n'
    )
    added = add(tmp_path, "Camps 2015.csv", text)
    assert only(tmp_path) == ListedPlace(
        id="camps-2015:habbaniyah",
        name="Habbaniyah",
        lon=43.57,
        lat=33.37,
        kind="camp",
        alternate_names=("Habaniya", "الحبانية"),
        country="IQ",
        division="IQ-AN",
        precision_m=500,
        population=12_500,
        source="UNHCR",
        note="by the lake",
    )
    assert added.faults.unused == ["Colour"]


@pytest.mark.parametrize(
    "text",
    [
        "name;lat;lon;source\nHit;33,6414;42,8266;Desk\n",
        "sep=;\nname;lat;lon;source\nHit;33,6414;42,8266;Desk\n",
        "name\tlat\tlon\tsource\nHit\t33.6414\t42,8266\tDesk\n",
        '"name","lat","lon","source"\r\n"Hit","33.6414","42.8266","Desk"\r\n',
        "name,lat,lon,source\rHit,33.6414,42.8266,Desk\r",
        "\n\nname,lat,lon,source\n,,,\nHit,33.6414,42.8266,Desk",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_as_spreadsheets_write_them(tmp_path: Path, text: str, encoding: str) -> None:
    add(tmp_path, "x.csv", text.encode(encoding))
    place = only(tmp_path)
    assert (place.name, place.lat, place.lon, place.source) == ("Hit", 33.6414, 42.8266, "Desk")


def test_columns_of_names_in_languages(tmp_path: Path) -> None:
    text = (
        "name,name_ar,name:fr,old_name,aka,lat,lon,source\nHit,هيت,Hît,Is,Heet|Hiit,33.6,42.8,D\n"
    )
    add(tmp_path, "x.csv", text)
    assert only(tmp_path).translations == ("هيت", "Hît")
    assert only(tmp_path).alternate_names == ("Is", "Heet", "Hiit")


def test_a_table_of_geonames_or_of_openstreetmap_has_their_credit(tmp_path: Path) -> None:
    add(tmp_path, "gn.csv", "geonameid,name,latitude,longitude\n98717,Ramadi,33.42,43.31\n")
    assert (only(tmp_path).id, only(tmp_path).credit) == ("geonames:98717", GEONAMES_CREDIT)
    (tmp_path / "geodata" / "gazetteer-gn.csv").unlink()
    added = add(
        tmp_path,
        "osm.csv",
        "@type\t@id\tname\tname:en\tamenity\t@lat\t@lon\n"
        "way\t5\tمستشفى\tHospital\thospital\t33.4\t43.3\nnode\t6\t\t\thospital\t33.5\t43.4\n",
    )
    place = only(tmp_path)
    assert (place.id, place.kind, place.credit) == ("osm:way/5", "hospital", OSM_CREDIT)
    assert dict(added.faults.left_out) == {"without a name": 1}


def test_the_source_of_a_whole_file(tmp_path: Path) -> None:
    text = "name,lat,lon,source\nA,33.4,43.3,\nB,33.4,43.3,the mayor\n"
    (said,) = told(tmp_path, "x.csv", text)
    assert said.startswith("2:13 A has no source | write where this is known from, or say it for")
    add(tmp_path, "x.csv", text, source="UNHCR", credit="© UNHCR")
    said = [(place.source, place.credit) for place in places(tmp_path).values()]
    assert said == [("UNHCR", "© UNHCR"), ("the mayor", "© UNHCR")]


def test_places_of_one_name_in_a_table(tmp_path: Path) -> None:
    text = "name,lat,lon,source\nHit,33.64,42.83,D\nHit,36.1,44.0,D\nHit,33.64,42.83,D\n"
    added = add(tmp_path, "x.csv", text)
    assert list(places(tmp_path)) == ["x:hit@33.6400,42.8300", "x:hit@36.1000,44.0000"]
    assert dict(added.faults.left_out) == {"the same as an earlier one": 1}


@pytest.mark.parametrize(
    "text, problems",
    [
        (
            "name,lat,lon,source\nHit,x,42.8,D\n,33.6,242.8,D\n",
            [
                "2:5 the latitude 'x' is not a number",
                "3:1 the row has no name",
                "3:7 the longitude 242.8 is not on the globe",
            ],
        ),
        ("name,lat,lon,source\nHit,42.8\n", ["2:5 Hit has no source", "2:5 the row has no lon"]),
        (
            "name,lat,lon,source\nHit, Anbar,33.6,42.8,D\n",
            ["2:22 the row has 5 cells for the 4 columns of the header"],
        ),
        (
            'name,lat,lon,source\n"Hit,33.6,42.8,D\n',
            ["2:1 a cell starts with a quote and has none"],
        ),
        ("Hit,33.6,42.8,D\n", ["1:1 the first line names no column for name and lat and lon"]),
        ("", ["1:1 the first line names no column for name and lat and lon"]),
        ("name,lat,latitude,lon\n", ["1:10 the columns 'lat' and 'latitude' both say the lat"]),
        ("geonameid,name,lat,lon\nQ1,Hit,1,2\n", ["2:1 'Q1' is no number of GeoNames"]),
        (f"name,lat,lon,source\n{'x' * 256},1,2,D\n", ["2:1 a name of 256 characters cannot be"]),
        ("name,lat,lon,source\nHit,142.8,33.6,D\n", ["2:5 the latitude 142.8 is beyond the pole"]),
    ],
)
def test_mistakes_in_a_table(tmp_path: Path, text: str, problems: list[str]) -> None:
    said = told(tmp_path, "x.csv", text)
    assert [line[: len(start)] for line, start in zip(said, problems, strict=True)] == problems


def test_a_table_that_is_not_utf8(tmp_path: Path) -> None:
    data = "name,lat,lon,source\nHöhe,1,2,D\n".encode("latin-1")
    (said,) = told(tmp_path, "x.csv", data)
    assert said.startswith("2:0 the file is not UTF-8 text | save it again as UTF-8")


def test_a_geojson_file_of_ones_own(tmp_path: Path) -> None:
    own = feature({"name": "Zone", "aliases": ["the belt", "zone 1"], "type": "Zone"}, BOX, id=4)
    (said,) = told(tmp_path, "x.geojson", collection(own))
    assert said.startswith("5:3 Zone has no source | write where this is known from")
    added = add(tmp_path, "x.geojson", collection(own), source="The desk")
    place = only(tmp_path)
    assert (place.id, place.kind, place.source) == ("x:4", "zone", "The desk")
    assert place.alternate_names == ("the belt", "zone 1")
    assert added.credits == ()


def test_what_is_told_cannot_steer_a_terminal(tmp_path: Path) -> None:
    text = "name,lat,lon,source\nHit,\x1b[31mred,\u202e42.8,D\n"
    with pytest.raises(StoryError) as caught:
        add(tmp_path, "x.csv", text)
    message = str(caught.value)
    assert "the latitude '·[31mred' is not a number" in message
    assert "    2 | Hit,·[31mred,·42.8,D\n      |     ^^^^^^^^\n" in message
    assert all(c.isprintable() or c == "\n" for c in message)


def test_a_quote_without_its_end_is_told_at_once(tmp_path: Path) -> None:
    (said,) = told(tmp_path, "x.csv", 'name,lat,lon,source\n"' + "a" * 100_000)
    assert said.startswith("2:1 a cell starts with a quote and has none at its end")
