"""The names of the base map on a plate: by weight, each once, and clear of the story's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from mapstory.atlas import Atlas, Label
from mapstory.plates.arrows import Spot
from mapstory.plates.camera import Camera
from mapstory.plates.layout import Layout
from mapstory.plates.names import Name, Written, says_the_same
from mapstory.plates.placing import Anchor, Wish, around, beside, place_names

_APART = 40.0  # from a name of the story
_DOT = 5.0
_TRIED = 24


def place_ground(
    atlas: Atlas,
    story: Sequence[Written],
    said: Sequence[str],
    drawn: BaseGeometry,
    *,
    camera: Camera,
    layout: Layout,
    rtl: bool,
) -> list[tuple[Written, Spot | None]]:
    """
    Return the names of the base map where they stand, towns with where their dot is.

    `said` are the names of the story, which are not written twice; `drawn` is what is on the map.
    """
    near = [each.placed.box.buffer(_APART, join_style="mitre") for each in story]
    taken = shapely.union_all([drawn, *near])
    placed: dict[str, tuple[Written, Spot | None]] = {}
    towns = 0
    for labels, most in _in_order(atlas, camera, layout):
        count = 0
        for number, (label, at) in enumerate(labels):
            is_town = label.kind == "town"
            if count == most or (is_town and towns == layout.towns):
                break
            name = _name(label, number)
            if label.name in placed or any(says_the_same(other, label.name) for other in said):
                continue
            dot = shapely.Point(at).buffer(_DOT) if is_town else shapely.Point()
            if taken.intersects(dot):
                continue
            wish = Wish(
                name.key, name.size(layout.text), _anchors(label, name, at, layout, rtl=rtl)
            )
            found = place_names([wish], frame=layout.frame, obstacles=taken, most=1)
            if not found:
                continue
            count, towns = count + 1, towns + is_town
            placed[label.name] = (Written(name, found[0]), at if is_town else None)
            taken = shapely.union_all([taken, found[0].box.buffer(6, join_style="mitre"), dot])
    return list(placed.values())


def _in_order(
    atlas: Atlas, camera: Camera, layout: Layout
) -> Iterator[tuple[list[tuple[Label, Spot]], int]]:
    spots = shapely.get_coordinates(
        camera.drawn(shapely.MultiPoint([at.at for at in atlas.labels]))
    )
    inside = shapely.contains_xy(layout.frame, spots)
    seen = [
        (label, (float(x), float(y)))
        for label, (x, y), is_inside in zip(atlas.labels, spots, inside, strict=True)
        if is_inside and (label.zoom is None or camera.zoom >= label.zoom)
    ]
    seen.sort(key=lambda pair: pair[0].rank)

    def those(*kinds: str, capital: bool = False) -> list[tuple[Label, Spot]]:
        return [each for each in seen if each[0].kind in kinds and each[0].capital == capital]

    yield those("country"), layout.regions
    yield those("town", capital=True)[:_TRIED], layout.towns - 2
    yield those("sea", "lake"), 3
    yield those("division", "region"), layout.regions
    yield those("town")[:_TRIED], layout.towns - 1
    yield those("river"), 2


def _name(label: Label, number: int) -> Name:
    key = f"{label.kind} {number}"
    if label.kind == "town":
        return Name(
            key,
            label.name,
            "is-capital" if label.capital else "is-town",
            [label.name],
            em=1.0 if label.capital else 0.92,
            bold=label.capital,
        )
    if label.kind in {"sea", "lake", "river"}:
        return Name(key, label.name, "is-water", [label.name], em=0.92, bold=False)
    country = label.kind == "country"
    return Name(
        key,
        label.name,
        "is-country" if country else "is-region",
        [label.name.upper()],
        em=1.0 if country else 0.92,
        bold=False,
        tracking=0.2 if country else 0.14,
    )


def _anchors(label: Label, name: Name, at: Spot, layout: Layout, *, rtl: bool) -> list[Anchor]:
    if label.kind == "town":
        return beside(at, -2.0, rtl=rtl)
    if label.kind == "river" or label.angle is not None:
        return [Anchor(*at, angle=label.angle or 0.0)]
    return around(at, name.size(layout.text))
