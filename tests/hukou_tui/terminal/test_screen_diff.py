"""What is written makes the terminal show what is to be seen, and is no more than what differs."""

from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from hukou_tui.terminal.screen_diff import MISSING, ScreenBuffer

WIDTH, HEIGHT = 20, 4
LOOKS = (None, Style(bold=True), Style(reverse=True), Style(underline=True), Style(color="cyan"))


class Terminal:
    """A glass and the screen of a terminal behind it."""

    def __init__(self, **kind) -> None:
        self.glass = ScreenBuffer(WIDTH, HEIGHT, **kind)
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.screen.reset_mode(7, private=True)
        self.stream = pyte.Stream(self.screen)

    def show(self, row: int, *segments: Segment, cursor: tuple[int, int] = (0, 0)) -> str:
        """One row changes; what was written for it."""
        self.glass.put(0, row, segments)
        return self.send(cursor)

    def send(self, cursor: tuple[int, int] = (0, 0)) -> str:
        written = self.glass.changes(cursor)
        self.stream.feed(written)
        return written


def padded(*segments: Segment) -> list[Segment]:
    """Segments filled up to the width, as the screens paint them."""
    used = sum(segment.cell_length for segment in segments)
    return [*segments, Segment(" " * (WIDTH - used))]


@st.composite
def rows(draw):
    """A row of words, wide and narrow, in several looks, no longer than the width."""
    segments, used = [], 0
    for _word in range(draw(st.integers(0, 4))):
        segment = Segment(draw(st.text("ab 马户口登·", min_size=1, max_size=5)), draw(st.sampled_from(LOOKS)))
        if used + segment.cell_length > WIDTH:
            break
        segments.append(segment)
        used += segment.cell_length
    return padded(*segments)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, HEIGHT - 1), rows(), st.integers(0, WIDTH - 1)), max_size=12))
def test_the_terminal_shows_what_is_to_be_seen_after_every_change(changes):
    changed, whole = Terminal(), Terminal()
    changed.send()
    for row, segments, column in changes:
        changed.show(row, *segments, cursor=(column, row))
        whole.glass.put(0, row, segments)
        assert (changed.screen.cursor.x, changed.screen.cursor.y) == (column, row)
    whole.send()
    assert changed.screen.display == whole.screen.display
    looks = [
        [[_seen(cell) for cell in map(line.__getitem__, range(WIDTH))]
         for line in map(terminal.screen.buffer.__getitem__, range(HEIGHT))]
        for terminal in (changed, whole)
    ]  # fmt: skip
    assert looks[0] == looks[1]


def _seen(cell) -> tuple:
    """What is seen of a cell: colour and weight of a blank are not."""
    return (cell.reverse, cell.underscore, *(() if cell.data == " " else (cell.bold, cell.fg)))


def test_a_blank_costs_no_change_of_its_look():
    terminal = Terminal()
    terminal.send()
    bold = Segment("ab  cd", Style(bold=True))
    assert terminal.show(1, Segment("    "), bold, Segment("  ")).count("\x1b[1m") == 1
    assert terminal.show(1, Segment("    ", Style(color="cyan")), bold, Segment("  ", Style(bold=True))) == ""


def test_the_row_with_the_cursor_comes_last():
    terminal = Terminal()
    terminal.send()
    terminal.glass.put(0, 1, padded(Segment("here")))
    terminal.glass.put(0, 3, padded(Segment("there")))
    written = terminal.send((4, 1))
    assert written.index("there") < written.index("here") and written.endswith("here")


def test_nothing_is_written_where_nothing_differs():
    terminal = Terminal()
    row = padded(Segment("户口"))
    terminal.show(1, *row, cursor=(4, 1))
    assert terminal.show(1, *row, cursor=(4, 1)) == ""


def test_a_typed_character_costs_itself():
    terminal = Terminal()
    entry = Style(underline=True)
    terminal.show(1, *padded(Segment("马" + " " * 8, entry)), cursor=(2, 1))
    terminal.show(1, *padded(Segment("马小" + " " * 6, entry)), cursor=(4, 1))
    assert terminal.show(1, *padded(Segment("马小花" + " " * 4, entry)), cursor=(6, 1)) == "花"


def test_the_rest_of_a_row_is_erased_and_not_overwritten():
    terminal = Terminal()
    terminal.show(2, *padded(Segment("abcdefghijklmnop")), cursor=(0, 2))
    assert terminal.show(2, *padded(Segment("a")), cursor=(1, 2)) == "\x1b[C\x1b[K"


def test_behind_a_glyph_of_uncertain_width_the_cursor_is_placed_anew():
    terminal = Terminal()
    written = terminal.show(0, *padded(Segment("a·b\U00020bb7c")), cursor=(0, 3))
    assert "·\x1b[1;3Hb" in written
    assert "\U00020bb7\x1b[1;6Hc" in written


def test_nothing_in_the_data_steers_the_terminal():
    terminal = Terminal()
    written = terminal.show(0, Segment("a\x1b]0;x\x07\x9b2J\u202eb\r\nc"))
    assert "\x1b]" not in written
    assert "\x07" not in written
    assert "\x9b" not in written
    assert "\u202e" not in written
    assert terminal.screen.display[0].startswith("a]0;x2Jbc")


def test_a_character_that_the_encoding_lacks_is_shown_as_the_geta_mark():
    terminal = Terminal(encoding="gbk")
    assert f"吉{MISSING}" in terminal.show(0, *padded(Segment("吉\U00020bb7")))


def test_a_monochrome_terminal_gets_no_colours_but_keeps_what_else_tells_the_difference():
    written = Terminal(colours=False).show(0, *padded(Segment("a", Style(color="cyan", bold=True))))
    assert "\x1b[1ma" in written
    assert "36" not in written


def test_a_resized_terminal_gets_the_whole_picture_again():
    terminal = Terminal()
    terminal.show(0, *padded(Segment("户口")))
    terminal.glass.resize(WIDTH, HEIGHT)
    assert "户口" in terminal.send()
