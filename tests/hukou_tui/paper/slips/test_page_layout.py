"""Paper has 78 columns, Chinese takes two of them, and every page knows its number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hukou_tui.paper.slips.page_layout import HEIGHT, NEW_PAGE, WIDTH, columns, paginate, wrap_lines


def test_a_chinese_character_takes_two_columns_and_so_does_the_name_dot_on_a_gb_printer():
    assert columns("安a·") == 5
    assert columns("𬀩䶮") == 4


@given(st.text(max_size=300), st.integers(0, 20), st.integers(0, 10))
def test_no_line_runs_over_whatever_it_holds(text, indent, hang):
    assert all(columns(line) <= WIDTH for line in wrap_lines(text, indent, hang))


@given(st.text("安小满，。（）《》 a1-", max_size=300))
def test_wrapping_loses_no_character(text):
    assert "".join("".join(wrap_lines(text)).split()) == "".join(text.split())


def test_a_closing_sign_does_not_begin_a_line_and_an_opening_one_does_not_end_it():
    lines = wrap_lines("安" * 38 + "，" + "安" * 37 + "（安）")
    assert not any(line[0] in "，）" or line[-1] == "（" for line in lines)


def test_a_block_stays_together_and_every_page_is_full_height_with_its_foot():
    text = paginate(["head"], [["a"] * 40, ["b"] * 40, NEW_PAGE, ["c"]], lambda n, of: f"{n}/{of}")
    pages = text.split("\f")
    assert [page.splitlines()[-1] for page in pages] == ["1/3", "2/3", "3/3"]
    assert all(len(page.splitlines()) == HEIGHT for page in pages)
    assert "b" not in pages[0]
    assert "c" not in pages[1]


def test_a_block_longer_than_a_page_goes_on_over_the_next():
    text = paginate(["head"], [[str(n) for n in range(150)]], lambda n, of: f"{n}/{of}")
    assert all(f"\n{n}\n" in text for n in range(150))
