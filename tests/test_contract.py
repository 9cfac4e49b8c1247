from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapstory.contract import id_from


@pytest.mark.parametrize(
    "text, id_",
    [
        ("Ramadi falls", "ramadi-falls"),
        ("112,000 people flee – in ten days", "112-000-people-flee-in-ten-days"),
        ("Iraq’s last hospital isn't safe", "iraqs-last-hospital-isnt-safe"),
        ("Čapljina, Ñuñoa & Ærø", "capljina-nunoa-ærø"),
        ("ÄÖÜ STRASSE ﬁn", "aou-strasse-fin"),
        ("سقوط الرمادي", "سقوط-الرمادي"),
        ("Война й мир", "война-й-мир"),
        ("हिन्दी में", "हिन्दी-में"),
        ("東京 2020", "東京-2020"),
        ("a_b.c/d#e?f%g", "a-b-c-d-e-f-g"),
        ("…?!", ""),
        ("😀", ""),
        ("word " * 30, "-".join(["word"] * 12)),
        ("w" * 80, "w" * 60),
    ],
)
def test_id_from_what_a_writer_calls_it(text: str, id_: str) -> None:
    assert id_from(text) == id_


@given(st.text())
def test_id_of_an_id_is_itself_and_safe_in_a_link(text: str) -> None:
    id_ = id_from(text)
    assert id_from(id_) == id_
    assert not set(id_) & set(" \t\n\"'#?&%/\\<>{}.:_")
    assert not id_.startswith("-")
    assert not id_.endswith("-")
