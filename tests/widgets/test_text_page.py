"""Text wraps by cells, Chinese anywhere and Latin words whole, and says when more follows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from widgets.line import fit_text
from widgets.text_page import TextPage, wrap_text


class Reading(App[None]):
    """A text of many numbered words, read page by page."""

    def compose(self) -> ComposeResult:
        yield TextPage("\n".join(f"{number:03} " + "罗朝贵" * 30 for number in range(40)))

    def shown(self) -> list[str]:
        page = self.query_one(TextPage)
        return [page.render_line(y).text.rstrip() for y in range(page.size.height)]


async def test_nothing_is_lost_between_two_pages():
    app = Reading()
    async with app.run_test(size=(40, 10)) as pilot:
        page = app.query_one(TextPage)
        read = app.shown()[:-1]
        while page.turn(1):
            await pilot.pause()
            read += app.shown()[:-1]
        assert [line for line in [*read, app.shown()[-1]] if line] == [line for line in page.lines if line]
        while page.turn(-1):
            pass
        assert app.shown()[0].startswith("000")


async def test_what_is_read_stays_on_top_in_another_size_and_is_the_same_afterwards():
    app = Reading()
    async with app.run_test(size=(40, 10)) as pilot:
        page = app.query_one(TextPage)
        for _page in range(5):
            page.turn(1)
        before = app.shown()
        await pilot.resize_terminal(90, 30)
        assert before[0][:6].strip() in "".join(app.shown()[:2])
        await pilot.resize_terminal(20, 5)
        await pilot.resize_terminal(40, 10)
        assert app.shown() == before


@given(st.text(alphabet="罗朝贵abc ,。()", max_size=200), st.integers(8, 80))
def test_no_line_is_wider_than_asked_but_for_closing_punctuation(text: str, width: int):
    for line in wrap_text(text, width):
        assert cell_len(line.rstrip("。,)")) <= width


@given(st.text(alphabet="罗朝贵abc。", max_size=200), st.integers(8, 80))
def test_nothing_is_lost_by_wrapping(text: str, width: int):
    assert "".join(wrap_text(text, width)) == text


def test_latin_words_stay_whole():
    assert wrap_text("one window one sitting", 10) == ["one window", "one", "sitting"]


def test_a_cut_is_seen():
    assert fit_text("户口登记窗口", 8) == "户口登 >"
    assert fit_text("ab", 4) == "ab  "
