"""What stands out in a text stays where it belongs when the text is cut, broken and joined."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from widgets.marked import MarkedText, join_texts
from widgets.palette import DIFFERS, PLAIN, STRONG

YU = MarkedText("马天宇", ((2, 3, DIFFERS),))


def standing_out(marked: MarkedText) -> list[str]:
    return [marked.text[start:end] for start, end, _look in marked.marks]


def test_padding_leaves_the_mark():
    assert YU.fit(8) == MarkedText("马天宇  ", YU.marks)


def test_what_is_cut_off_is_not_marked():
    cut = YU.fit(5)
    assert cut.text == "马天>"
    assert standing_out(cut) == []


def test_lines_are_broken_by_cells_and_keep_their_marks():
    lines = join_texts(("罗朝贵", YU)).wrap(7)
    assert [line.text for line in lines] == ["罗朝贵", "马天宇"]
    assert [standing_out(line) for line in lines] == [[], ["宇"]]


def test_segments_are_the_whole_text_with_the_look_of_the_row_kept():
    segments = list(join_texts(("x", YU, "y")).segments(STRONG))
    assert "".join(segment.text for segment in segments) == "x马天宇y"
    assert [segment.text for segment in segments if segment.style.reverse] == ["宇"]
    assert all(segment.style.bold for segment in segments)


@given(st.text("马天a1 ", max_size=30), st.integers(2, 20), st.integers(0, 29), st.integers(1, 5))
def test_nothing_is_lost_by_breaking(text: str, width: int, start: int, length: int):
    end = min(start + length, len(text))
    marked = MarkedText(text, ((start, end, DIFFERS),) if start < end else ())
    lines = marked.wrap(width)
    assert "".join(line.text for line in lines) == text
    assert "".join(part for line in lines for part in standing_out(line)) == text[start:end]
    assert all(cell_len(line.text) <= width for line in lines)
    assert "".join(s.text for s in marked.segments(PLAIN)) == text
