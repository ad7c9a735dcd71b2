"""A list of any length pages, passes over headings, and tells who pressed what on which row."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult

from harness.keyed import KeyedApp
from widgets.paged_list import PagedList, Row


class Shelf(KeyedApp):
    """One list; presses are kept for the test."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__()
        self.rows = rows
        self.pressed: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield PagedList(self.rows)

    def on_mount(self) -> None:
        self.list.listener = self

    def row_moved(self, key: str) -> None:
        """Nothing follows."""

    def row_pressed(self, key: str, pressed: str) -> None:
        self.pressed.append((key, pressed))

    @property
    def list(self) -> PagedList:
        return self.query_one(PagedList)


def _rows(count: int) -> list[Row]:
    return [Row(f"k{n}", f"row {n}") for n in range(count)]


async def test_headings_are_never_at_hand():
    app = Shelf([Row("", "heading"), Row("a", "A"), Row("", "heading"), Row("b", "B")])
    async with app.run_test() as pilot:
        app.list.focus()
        assert app.list.current == "a"
        await pilot.press("down")
        assert app.list.current == "b"
        await pilot.press("down")
        assert app.list.current == "b"


async def test_a_digit_is_told_with_the_row_at_hand():
    app = Shelf(_rows(3))
    async with app.run_test() as pilot:
        app.list.focus()
        await pilot.press("down", "\uff13", "enter")
        assert app.pressed == [("k1", "3"), ("k1", "enter")]


async def test_pages_turn_and_digit_one_is_the_first_of_the_page():
    app = Shelf(_rows(100))
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.focus()
        await pilot.press("pagedown")
        assert app.list.current == "k10"
        assert app.list.on_page()[0].key == "k10"
        await pilot.press("pageup", "pageup")
        assert app.list.current == "k0"


async def test_the_row_at_hand_stays_when_the_rows_change():
    app = Shelf(_rows(5))
    async with app.run_test() as pilot:
        app.list.focus()
        await pilot.press("down", "down")
        app.list.fill([Row("new", "N"), *_rows(5)])
        assert app.list.current == "k2"


async def test_an_empty_list_breaks_nothing():
    app = Shelf([])
    async with app.run_test() as pilot:
        app.list.focus()
        await pilot.press("down", "up", "1", "enter", "pagedown")
        assert app.list.current == ""


async def test_a_list_says_that_there_is_more_on_either_side():
    app = Shelf(_rows(25))
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.focus()
        await pilot.pause()
        assert app.list.render_line(9).text.endswith(" >>")
        assert not app.list.render_line(0).text.endswith("<<")
        await pilot.press("pagedown")
        assert app.list.render_line(0).text.endswith(" <<")
        await pilot.press("pagedown")
        assert not app.list.render_line(4).text.endswith(">>")


async def test_of_many_rows_only_those_on_the_page_are_put_into_words():
    worded: list[int] = []

    def words(index: int) -> str:
        worded.append(index)
        return f" case {index}"

    rows = [Row(str(index), partial(words, index)) for index in range(100_000)]
    async with Shelf(rows).run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "pagedown")
        assert set(worded) <= set(range(20))
