"""Nothing in a name can move the cursor, turn the line around or break it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hukou_tui.words.safe_text import has_private_use, is_safe, safe_text


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("安\x1b[31m小\x1b[0m满", "安小满"),
        ("安\x9b31m小满", "安小满"),
        ("安\x1b]8;;http://x\x1b\\小\x1b]8;;\x07满", "安小满"),
        ("安\n小\r\n满\t一", "安 小 满 一"),
        ("安\u202e小\u2066满\u200b\ufeff", "安小满"),
        ("安\x00\x07\x7f\x85小", "安 小"),
        ("安\ud800小", "安小"),
        ("[/][@click=app.quit]安", "[/][@click=app.quit]安"),
        ("𬀩䶮\ue000㛃·阿木", "𬀩䶮\ue000㛃·阿木"),
        ("安小满", "安小满"),
    ],
)
def test_what_is_shown_of_data(data, shown):
    assert safe_text(data) == shown


@given(st.text())
def test_once_safe_always_safe(text):
    assert is_safe(safe_text(text))
    assert len(safe_text(text).splitlines()) <= 1


def test_a_private_use_character_is_kept_and_can_be_pointed_out():
    assert has_private_use(safe_text("安\ue81e"))
    assert not has_private_use("安𬀩")
