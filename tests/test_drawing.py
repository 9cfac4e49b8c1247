from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapstory.drawing import to_json_block


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
