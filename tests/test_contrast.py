"""What is drawn and written on the map stands out from it: contrast as WCAG 2.2 reckons it."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

import mapstory

THEME = Path(mapstory.__file__).parent / "frontend" / "styles" / "theme.css"
CSS = re.sub(r"/\*.*?\*/", "", THEME.read_text(encoding="utf-8"), flags=re.DOTALL)
GROUNDS = ("land", "abroad", "sea")
LETTERS = ("label", "town", "region", "water")
COLORS = list(dict.fromkeys(re.findall(r"\.mapstory-color-(\w+) \{", CSS)))

Rgb = tuple[float, float, float]


def variables(scheme: str) -> dict[str, str]:
    """Return the custom properties of a colour scheme, the dark ones over the light ones."""
    light, dark = re.split(r"@media [^{]*prefers-color-scheme: dark\)", CSS, maxsplit=1)
    told = dict(re.findall(r"--([\w-]+):\s*([^;]+);", light))
    if scheme == "dark":
        block = dark[: dark.index("\n}\n")]
        told |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))
    return told


def of_color(color: str, scheme: str) -> dict[str, str]:
    """Return the custom properties within the class of a colour."""
    rules = re.findall(rf"\.mapstory-color-{color} \{{([^}}]*)\}}", CSS)
    heard = rules if scheme == "dark" else rules[:1]
    own = dict(re.findall(r"--([\w-]+):\s*([^;]+);", " ".join(heard)))
    return {"mark-number": "var(--mark)", **variables(scheme), **own}


def resolved(value: str, told: dict[str, str]) -> Rgb:
    """Return the colour that a value comes to, 0 to 1."""
    value = value.strip()
    if found := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return resolved(told[found[1]], told)
    if found := re.fullmatch(r"color-mix\(in srgb, (.+) ([\d.]+)%, (.+)\)", value):
        share = float(found[2]) / 100
        first, second = resolved(found[1], told), resolved(found[3], told)
        return mixed(first, second, share)
    digits = value.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def contrast(first: Rgb, second: Rgb) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Rgb) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_reckoning_is_that_of_wcag() -> None:
    assert contrast((1, 1, 1), (0, 0, 0)) == pytest.approx(21)
    assert contrast(resolved("#777", {}), (1, 1, 1)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_every_mark_stands_out_from_every_ground(scheme: str) -> None:
    found = {
        (color, ground): contrast(
            resolved("var(--mark-edge)", told), resolved(f"var(--mapstory-{ground})", told)
        )
        for color, ground in product(COLORS, GROUNDS)
        for told in [of_color(color, scheme)]
    }
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 3} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_name_is_read_on_every_ground_and_on_its_halo(scheme: str) -> None:
    told = variables(scheme)
    found = {
        (letters, ground): contrast(
            resolved(f"var(--mapstory-{letters})", told),
            resolved(f"var(--mapstory-{ground})", told),
        )
        for letters, ground in product(LETTERS, (*GROUNDS, "halo"))
    }
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_on_every_disc_stands_out_and_so_does_its_casing(scheme: str) -> None:
    weak = {}
    for color in COLORS:
        told = of_color(color, scheme)
        edge, mark = resolved("var(--mark-edge)", told), resolved("var(--mark)", told)
        weak[f"sign on {color}"] = contrast(resolved("var(--mark-sign)", told), mark)
        weak[f"casing of {color}"] = contrast(resolved("var(--mapstory-casing)", told), edge)
    assert {what: round(ratio, 2) for what, ratio in weak.items() if ratio < 3} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_number_on_every_disc_is_read(scheme: str) -> None:
    found = {
        color: contrast(resolved("var(--mark-sign)", told), resolved("var(--mark-number)", told))
        for color in COLORS
        for told in [of_color(color, scheme)]
    }
    assert {color: round(ratio, 2) for color, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_name_is_read_on_an_area_too(scheme: str) -> None:
    """Areas are filled at 20 %, and a halo lies between the letters and the filling."""
    weak = {}
    for color, ground in product(COLORS, GROUNDS):
        told = of_color(color, scheme)
        filling = mixed(
            resolved("var(--mark)", told), resolved(f"var(--mapstory-{ground})", told), 0.2
        )
        weak[color, ground] = contrast(resolved("var(--mapstory-label)", told), filling)
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 4.5} == {}
