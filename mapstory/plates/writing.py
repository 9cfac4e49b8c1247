"""Writing: a name as SVG text that stays in its box when it is set smaller than reckoned."""

from __future__ import annotations

from markupsafe import Markup

from mapstory.plates.arrows import Spot
from mapstory.plates.camera import whole
from mapstory.plates.lettering import LINE
from mapstory.plates.names import Name, Written

_ASCENT = 0.93  # from the top of a line to its foot, in ems


def written_name(written: Written, *, rtl: bool) -> Markup:
    """Return the text; its ends are where they are to the left and right, in any direction."""
    name, anchor = written.name, written.placed.anchor
    lines = [(line, "") for line in name.lines]
    lines += [(line, "mapstory-name-words") for line in name.words]
    start = {"start": "end", "end": "start"} if rtl else {}
    across = start.get(anchor.across, anchor.across)
    top = {"below": 0.0, "middle": -name.height / 2, "above": -name.height}[anchor.down]
    first = _em((top + _ASCENT * name.em) / name.em)
    attributes = Markup(' class="mapstory-name {}" x="{}" y="{}"').format(
        name.look, whole(anchor.x), whole(anchor.y)
    )
    if across != "start":
        attributes += Markup(' text-anchor="{}"').format(across)
    if anchor.angle:
        attributes += Markup(' transform="rotate({:.0f} {} {})"').format(
            anchor.angle, whole(anchor.x), whole(anchor.y)
        )
    if len(lines) == 1:
        return Markup('<text{} dy="{}">{}</text>').format(attributes, first, lines[0][0])
    spans = [
        Markup('<tspan{} x="{}" dy="{}">{}</tspan>').format(
            Markup(' class="{}"').format(look) if look else "",
            whole(anchor.x),
            _em(LINE) if number else first,
            line,
        )
        for number, (line, look) in enumerate(lines)
    ]
    return Markup("<text{}>{}</text>").format(attributes, Markup("").join(spans))


def written_dot(at: Spot, name: Name) -> Markup:
    """Return the dot of a town."""
    radius = 4 if name.look == "is-capital" else 3
    return Markup('<circle class="mapstory-town-dot {}" cx="{}" cy="{}" r="{}"/>').format(
        name.look, whole(at[0]), whole(at[1]), radius
    )


def _em(value: float) -> str:
    return f"{value:.2f}em".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.2f}em"
