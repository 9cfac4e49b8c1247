from __future__ import annotations

import json

import polyline
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from mapstory.drawing import encoded, to_json_block


@given(st.recursive(st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.none(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_a_block_reads_back_as_what_it_was_and_closes_nothing(value: object) -> None:
    block = to_json_block({"value": value})
    assert json.loads(block) == {"value": value}
    for hazard in ("<", ">", "&", "{{", "{%", "{#", "\u2028", "\u2029"):
        assert hazard not in block


def test_a_number_that_json_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json_block({"value": float("nan")})


def test_a_line_is_packed_in_the_published_format() -> None:
    # The example of the format's own documentation, at four decimals instead of five.
    line = LineString([(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)])
    assert polyline.decode(encoded(line), 4, geojson=True) == [
        (-120.2, 38.5),
        (-120.95, 40.7),
        (-126.453, 43.252),
    ]
