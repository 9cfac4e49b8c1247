from __future__ import annotations

from xml.etree import ElementTree as ET

from markupsafe import Markup

from mapstory.gallery import draw_picture
from mapstory.plates import Plates
from mapstory.plates.shapes import Grid

SVG = "{http://www.w3.org/2000/svg}"
SHEET = (
    '<g id="sheet" class="mapstory-sheet"><path class="mapstory-home" d="m0 0 1000 0 3 3 0 997zm'
    '7000 0 400 0 0 400zm-6000 100 9 0 0 9z"/><path class="mapstory-river" d="m100 100 50 50"/></g>'
)


def plates(opening: str) -> Plates:
    return Plates(
        id="plate",
        defs=Markup('<symbol id="dot"/>'),
        opening=Markup(opening),  # noqa: S704, the test's own
        steps={},
        hatched={},
        grid=Grid((0.0, 0.0), 1.0),
        view_box="0 0 600 450",
    )


def picture(opening: str, sheet: str = SHEET) -> ET.Element:
    drawn = draw_picture(
        plates(opening), sheet, style="a>b{color:red}", language="ar", direction="rtl"
    )
    return ET.fromstring(drawn)  # noqa: S314, drawn here


def test_the_sheet_is_in_the_picture_no_finer_and_no_wider_than_it_shows() -> None:
    use = '<use href="#sheet" transform="translate(10 20)scale(0.1)"/><g class="is-shown"/>'
    ground, shown = picture(use).findall(f"{SVG}g")
    assert shown.attrib["class"] == "is-shown"
    assert ground.attrib == {"class": "mapstory-sheet", "transform": "scale(0.5)"}
    # The second shape lies outside and the third is a speck; 3 units are no step of the grid.
    assert [path.attrib for path in ground] == [
        {"class": "mapstory-home", "d": "M20 40l200 0 1 1 0 199z"},
        {"class": "mapstory-river", "d": "M40 60l10 10"},
    ]


def test_it_is_a_document_of_its_own_in_the_language_of_the_story() -> None:
    root = picture("<g/>", sheet="")
    assert root.attrib["viewBox"] == "0 0 600 450"
    assert root.attrib["direction"] == "rtl"
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "ar"
    style = root.find(f"{SVG}style")
    assert style is not None
    assert (style.text or "").startswith("a>b{color:red}svg{background:var(--mapstory-land);")
