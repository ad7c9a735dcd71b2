"""Text wraps by cells, Chinese anywhere and Latin words whole, and says when more follows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from widgets.line import fitted
from widgets.text_page import wrapped


@given(st.text(alphabet="罗朝贵abc ,。()", max_size=200), st.integers(8, 80))
def test_no_line_is_wider_than_asked_but_for_closing_punctuation(text: str, width: int):
    for line in wrapped(text, width):
        assert cell_len(line.rstrip("。,)")) <= width


@given(st.text(alphabet="罗朝贵abc。", max_size=200), st.integers(8, 80))
def test_nothing_is_lost_by_wrapping(text: str, width: int):
    assert "".join(wrapped(text, width)) == text


def test_latin_words_stay_whole():
    assert wrapped("one window one sitting", 10) == ["one window", "one", "sitting"]


def test_a_cut_is_seen():
    assert fitted("户口登记窗口", 8) == "户口登 >"
    assert fitted("ab", 4) == "ab  "
