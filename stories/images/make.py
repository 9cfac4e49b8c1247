# ruff: noqa: INP001
"""Draws the pictures of the stories from their data: `python stories/images/make.py`."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pyproj import Geod

HERE = Path(__file__).parent
GEODATA = HERE.parents[1] / "geodata"
PAPER, INK, GREY, RULE = "#f5f2eb", "#1d1b17", "#6b665c", "#d5cfc2"
WAVE, FIRE, BURNT, RIVER = "#0072b2", "#d55e00", "#8b8577", "#b9d9ea"

ARRIVALS = (  # from USGS, Keys (1963), Eaton and others (1961), and NIED: hours, lon, lat
    ("Pago Pago", "Sunday, 20:35", 12.4, -170.70, -14.28),
    ("Hilo", "Monday, 0:07", 14.9, -155.09, 19.73),
    ("Ofunato", "Tuesday, about 3:00", 22.6, 141.72, 39.07),
)
QUAKE = (-73.41, -38.14)
DAYS = (
    ("sunday", "Sunday night"),
    ("monday", "Monday night"),
    ("tuesday", "Tuesday night"),
    ("in-all", "in all"),
)


def font(size: float) -> ImageFont.FreeTypeFont:
    """Return the typeface that comes with Pillow, at this size in pixels."""
    face = ImageFont.load_default(size)
    assert isinstance(face, ImageFont.FreeTypeFont)  # noqa: S101
    return face


def draw_arrivals() -> Image.Image:
    """Return how far the tsunami of 1960 had come, hour by hour, as an upright chart."""
    size, left, right, top, bottom = (800, 1000), 90, 750, 150, 930
    picture = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(picture)

    def at(kilometres: float, hours: float) -> tuple[float, float]:
        x = left + (right - left) * kilometres / 18_000
        return x, top + (bottom - top) * hours / 24

    pen.text((left, 36), "Hours after the earthquake,", INK, font(36))
    pen.text((left, 82), "and thousands of kilometres", INK, font(36))
    for tick in range(0, 25, 6):
        pen.line([at(0, tick), at(18_000, tick)], RULE, 2)
        pen.text((left - 18, at(0, tick)[1]), str(tick), GREY, font(32), anchor="rm")
    for thousand in range(0, 19, 6):
        x, y = at(thousand * 1_000, 24)
        pen.text((x, y + 14), str(thousand), GREY, font(32), anchor="ma")
    pen.line([at(0, 0), at(18_000, 24)], WAVE, 5)
    pen.text(at(6_600, 7.6), "750 km/h", WAVE, font(34), anchor="lm")
    for name, clock, hours, lon, lat in ARRIVALS:
        metres = Geod(ellps="WGS84").inv(*QUAKE, lon, lat)[2]
        x, y = at(metres / 1_000, hours)
        pen.ellipse([x - 13, y - 13, x + 13, y + 13], WAVE, PAPER, 4)
        pen.text((x - 28, y - 6), name, INK, font(36), anchor="rm")
        pen.text((x - 28, y + 34), clock, GREY, font(30), anchor="rm")
    return picture


def draw_days() -> Image.Image:
    """Return the burnt ground of London at the end of each day, as four small maps."""
    west, south, east, north = -0.121, 51.5035, -0.0735, 51.5195
    wide, high, gap, head = 490, 264, 20, 62
    picture = Image.new("RGB", (2 * wide + gap, 2 * (high + head) + gap), PAPER)
    before = ""
    for number, (day, title) in enumerate(DAYS):
        panel = Image.new("RGB", (wide * 3, high * 3), PAPER)
        pen = ImageDraw.Draw(panel)
        for name, colour in (("thames", RIVER), (f"burnt-{day}", FIRE), (before, BURNT)):
            for ring in _rings(name) if name else []:
                pen.polygon(
                    [
                        ((lon - west) / (east - west) * wide * 3,
                         (north - lat) / (north - south) * high * 3)
                        for lon, lat in ring
                    ],
                    colour,
                )  # fmt: skip
        before = f"burnt-{day}"
        corner = (number % 2 * (wide + gap), number // 2 * (high + head + gap))
        picture.paste(panel.resize((wide, high)), (corner[0], corner[1] + head))
        ImageDraw.Draw(picture).text((corner[0] + 12, corner[1] + 12), title, INK, font(38))
    return picture


def _rings(name: str) -> list[list[tuple[float, float]]]:
    path = GEODATA / "london-1666" / f"{name}.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [feature["geometry"]["coordinates"][0] for feature in features]


if __name__ == "__main__":
    for file, picture in (
        ("valdivia-hours.png", draw_arrivals()),
        ("london-days.png", draw_days()),
    ):
        picture.quantize(64).save(HERE / file, optimize=True)
