"""A field takes what is typed and pasted, leaves on Enter, and loses nothing on the way back."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from harness.keyed import KeyedApp
from widgets.field import Field, Option, characters_for


class Form(KeyedApp):
    """Three fields; what they commit and how they are left is kept for the test."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[str, str]] = []
        self.left: list[tuple[str, int]] = []
        self.refused: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield Field("name", "Name")
        yield Field("sex", "Sex", options=(Option("1", "male"), Option("2", "female")))
        yield Field("number", "Number", length=18, full=lambda text: len(text) == 18)

    def on_mount(self) -> None:
        for field in self.query(Field):
            field.listener = self

    def field_committed(self, field: Field, value: str) -> None:
        self.kept.append((field.key, value))

    def field_left(self, field: Field, step: int) -> None:
        self.left.append((field.key, step))
        if step > 0 and field.key == "name":
            self.screen.set_focus(self.field("sex"))

    def field_refused(self, field: Field, why: str) -> None:
        self.refused.append((field.key, why))

    def field(self, key: str) -> Field:
        return self.query_one(f"#field-{key}", Field)


async def test_enter_commits_and_goes_on():
    app = Form()
    async with app.run_test() as pilot:
        app.field("name").focus()
        await pilot.press("罗", "朝", "贵", "enter")
        assert app.kept == [("name", "罗朝贵")]
        assert app.left == [("name", 1)]


async def test_the_up_arrow_goes_back_without_losing_the_text():
    app = Form()
    async with app.run_test() as pilot:
        app.field("name").focus()
        await pilot.press("罗", "up")
        assert app.kept == [("name", "罗")]
        assert app.left == [("name", -1)]
        assert app.field("name").value == "罗"


async def test_a_digit_chooses_full_width_too_and_leaves():
    app = Form()
    async with app.run_test() as pilot:
        app.field("sex").focus()
        await pilot.press("\uff12")
        assert app.kept == [("sex", "2")]
        assert app.field("sex").value == "2"


async def test_a_digit_without_an_option_changes_nothing():
    app = Form()
    async with app.run_test() as pilot:
        app.field("sex").focus()
        await pilot.press("7")
        assert app.kept == []
        assert app.left == []
        assert app.refused == [("sex", "choice")]


async def test_a_burst_of_eighteen_digits_lands_in_one_field_and_leaves_it():
    app = Form()
    async with app.run_test() as pilot:
        app.field("number").focus()
        await pilot.press(*"530699201511029032")
        assert app.kept == [("number", "530699201511029032")]
        assert app.left == [("number", 1)]


async def test_pasted_control_characters_never_reach_the_field():
    from textual.events import Paste

    app = Form()
    async with app.run_test() as pilot:
        field = app.field("name")
        field.focus()
        await pilot.pause()
        field.take_paste(Paste("罗\x1b[31m\x07朝\n贵"))
        assert field.value == "罗[31m朝 贵"


async def test_losing_the_focus_commits_what_was_typed():
    app = Form()
    async with app.run_test() as pilot:
        app.field("name").focus()
        await pilot.press("罗")
        app.field("sex").focus()
        await pilot.pause()
        assert app.kept == [("name", "罗")]


async def test_the_terminals_cursor_stands_where_the_caret_is():
    app = Form()
    async with app.run_test() as pilot:
        field = app.field("name")
        field.focus()
        await pilot.press("罗", "朝", "left")
        assert field.cursor_screen_offset.x == field.region.x + field.label_width + 2
        assert app.cursor_position == field.cursor_screen_offset


async def test_a_text_longer_than_its_field_shows_where_it_goes_on_and_the_caret_stays_inside():
    app = Form()
    async with app.run_test(size=(40, 10)) as pilot:
        field = app.field("name")
        field.focus()
        await pilot.pause()
        for character in "一二三四五六七八九十一二三四五六七八九十":
            await pilot.press(character)
            row = "".join(segment.text for segment in field.render_line(0))
            caret = field.cursor_screen_offset.x
            assert caret < field.region.right and cell_len(row) == field.size.width
            assert row.rstrip().endswith(character)
        assert "< " not in row and "<" in row
        await pilot.press("home")
        row = "".join(segment.text for segment in field.render_line(0))
        assert "<" not in row and row.rstrip().endswith(">")
        assert field.cursor_screen_offset.x == field.region.x + field.label_width


async def test_keys_typed_ahead_land_in_the_next_field_even_before_it_is_painted():
    app = Form()
    async with app.run_test() as pilot:
        app.screen.set_focus(app.field("name"))
        for key in ("罗", "enter", "2"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert app.kept == [("name", "罗"), ("sex", "2")]


async def test_a_character_by_its_code_point_stands_there_when_the_field_is_left():
    app = Form()
    async with app.run_test() as pilot:
        app.field("name").focus()
        await pilot.press("\uff35", *"+20BB7", "enter")
        assert app.kept == [("name", "𠮷")]


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("U+20BB7", "𠮷"), ("u+4e00二", "一二"), ("马U+9A6C马", "马马马"), ("Ｕ＋２０ＢＢ７", "𠮷"),
        ("U+001B", "U+001B"), ("U+202E", "U+202E"), ("U+D800", "U+D800"), ("U+FFFFFF", "U+FFFFFF"),
        ("U+E000", "\ue000"), ("U+12", "U+12"),
    ],
)  # fmt: skip
def test_what_a_code_point_becomes(typed, stands):
    """Private use is kept (the police system has such characters); what steers a screen is none."""
    assert characters_for(typed) == stands


async def test_a_minus_sign_in_an_empty_field_is_the_screens_and_text_in_a_filled_one():
    app = Form()
    async with app.run_test() as pilot:
        field = app.field("name")
        field.focus()
        await pilot.pause()
        minus = events.Key("minus", "-")
        assert not field.take_key(minus)
        await pilot.press("1")
        assert field.take_key(minus)
        assert field.value == "1-"


async def test_too_long_a_text_is_told_once_and_nothing_that_stood_there_is_lost():
    app = Form()
    async with app.run_test() as pilot:
        field = app.field("number")
        field.focus()
        await pilot.pause()
        field.take_paste(events.Paste("1" * 30))
        assert field.value == "1" * 18
        assert app.refused == [("number", "full")]


async def test_a_field_that_rests_under_a_help_is_not_left():
    app = Form()
    async with app.run_test() as pilot:
        field = app.field("name")
        field.focus()
        await pilot.press("罗", "朝", "left")
        field.rest()
        app.screen.set_focus(None)
        await pilot.pause()
        assert app.kept == []
        app.screen.set_focus(field)
        await pilot.press("小", "enter")
        assert app.kept == [("name", "罗小朝")]


@pytest.mark.parametrize(("key", "kept"), [("sex", "9"), ("name", " 罗 "), ("sex", "")])
async def test_what_is_not_touched_stays_as_it_was_kept_though_nobody_could_type_it(key: str, kept: str):
    app = Form()
    async with app.run_test() as pilot:
        app.field(key).put(kept)
        app.field(key).focus()
        await pilot.press("enter")
        assert app.kept == []


async def test_of_a_secret_only_its_length_is_seen():
    app = Form()
    async with app.run_test():
        field = app.field("name")
        field.secret = True
        field.put("四马-U+9A6C ")
        assert "马" not in field.render_line(0).text and "*" * 10 in field.render_line(0).text
        assert field.value == "四马-U+9A6C "


async def test_what_counts_is_the_cleaned_text():
    """Separators take no room, a full text leaves by itself with its last digit, and only that is handed over."""
    app = Form()
    async with app.run_test() as pilot:
        field = Field(
            "grouped", "Grouped", length=4, full=lambda text: len(text) == 4,
            clean=lambda text: text.replace("-", ""),
        )  # fmt: skip
        field.listener = app
        await app.mount(field)
        field.focus()
        await pilot.press(*"1-2---3-4")
        assert app.kept == [("grouped", "1234")] and app.left == [("grouped", 1)]
        await pilot.press("minus")
        assert app.left == [("grouped", 1)], "a separator more is no digit more"
        await pilot.press("5")
        assert app.refused == [("grouped", "full")] and field.value == "1234"


async def test_a_paste_that_is_cut_is_not_left_by_itself():
    app = Form()
    async with app.run_test() as pilot:
        field = app.field("number")
        field.focus()
        await pilot.pause()
        field.take_paste(events.Paste("1" * 19))
        assert app.left == [] and app.refused == [("number", "full")] and field.value == "1" * 18


async def test_nothing_begins_with_a_space_and_a_choice_asks_nothing_of_one():
    app = Form()
    async with app.run_test() as pilot:
        for key in ("name", "sex"):
            app.field(key).focus()
            await pilot.press("space")
            assert app.field(key).typed_text == ""
        assert app.refused == []


async def test_separators_without_end_fill_no_memory():
    app = Form()
    async with app.run_test() as pilot:
        field = app.field("name")
        field.focus()
        await pilot.pause()
        field.take_paste(events.Paste("罗" + "\u200b" * 60_000 + "朝"))
        assert len(field.typed_text) < 4096 and app.refused == [("name", "full")]
