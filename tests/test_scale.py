"""Scale bars: lengths as readers of a language write them."""

from __future__ import annotations

import pytest

from mapstory.scale import lengths_of


@pytest.mark.parametrize(
    "language, said",
    [
        ("en", [["50 m", "1,000 km"]]),
        ("en-GB", [["50 m", "1,000 km"], ["1 mi", "500 mi"]]),
        ("en-US", [["50 m", "1,000 km"], ["1 mi", "500 mi"]]),
        ("de", [["50 m", "1.000 km"]]),
        ("ar", [["50 مترًا", "1,000 كم"]]),
    ],
)
def test_lengths_are_in_the_units_and_words_of_the_language(
    language: str, said: list[list[str]]
) -> None:
    assert [[unit[0][1], unit[-1][1]] for unit in lengths_of(language)] == said


def test_each_length_is_1_2_or_5_of_something_and_they_grow() -> None:
    for unit in lengths_of("en-US"):
        metres = [length for length, _ in unit]
        assert metres == sorted(metres)
        assert {text.replace(",", "").split()[0].rstrip("0") for _, text in unit} == {"1", "2", "5"}
