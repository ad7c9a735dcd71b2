"""A picture of the screen as the terminal has it, cell by cell, and what must hold for every one of them.

Nothing here asks the program: where the caret belongs is worked out from what is to be seen.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pyte
from pyte.screens import Char

from harness.terminal.terminal import MESSAGE_ROW, STATUS_ROW, saved_in
from hukou_tui.words.catalogue import translator

#: Rows below the body: hint (two), message, status, keys.
BELOW = 5
#: Characters of the data that no chrome may use: the name dot, and one that GB2312 has not.
OF_THE_DATA = frozenset("·\U00020bb7")


@dataclass(frozen=True)
class Picture:
    """Cells row by row; the cursor's column and row, and whether it is to be seen."""

    cells: list[list[Char]]
    cursor: tuple[int, int]
    visible: bool

    @cached_property
    def rows(self) -> list[str]:
        """The text of each row, without trailing spaces."""
        return ["".join(cell.data for cell in row).rstrip() for row in self.cells]

    @property
    def body(self) -> list[str]:
        """The rows between the line of steps and the hint."""
        return self.rows[2:-BELOW]

    def at_hand(self) -> list[int]:
        """Rows marked `>`."""
        return [y for y, row in enumerate(self.body, 2) if row.startswith(">")]


#: The head of the journal on a day slip is another one each time; so is its record where keys came faster.
EACH_TIME = re.compile(r"(\b[0-9a-f]{8}\b ?){4}|第\d+号记录|record \d+")

_BLANK = Char(" ")


@lru_cache(4096)
def seen(cell: Char) -> Char:
    """What is to be seen of a cell: a blank has no look but its background and its underlining."""
    if cell.data == " " and not cell.reverse and not cell.underscore:
        return _BLANK._replace(bg=cell.bg)
    return cell


def taken(screen: pyte.Screen) -> Picture:
    """The picture on a screen of pyte now."""
    across = range(screen.columns)
    lines = (screen.buffer[y] for y in range(screen.lines))
    cells = [[seen(line[x]) for x in across] for line in lines]
    return Picture(cells, (screen.cursor.x, screen.cursor.y), not screen.cursor.hidden)


def caret(picture: Picture, behind: int = 0) -> tuple[int, int]:
    """Where the cursor belongs: at the mark of the row at hand, or behind the text of the field at hand.

    `behind` cells of the text lie behind the caret. Without a row at hand it rests on the heading of a text, or
    where the rows of an empty list would begin.
    """
    marked = picture.at_hand()
    assert len(marked) <= 1, f"two rows are at hand: {marked}"
    if not marked:
        return picture.cursor if picture.cursor in ((0, 2), (0, 3)) else (0, 2)
    row = picture.cells[marked[0]]
    entry = [x for x, cell in enumerate(row) if cell.underscore]
    if not entry:
        assert row[0].reverse, "the row at hand of a list is marked by more than its glyph"
        return (0, marked[0])
    filled = [x for x in entry if row[x].data != " "]
    return ((filled[-1] + 1 if filled else entry[0]) - behind, marked[0])


def complaints(picture: Picture, lang: str, behind: int = 0) -> list[str]:
    """What is wrong with a picture that has come to rest; empty if nothing is."""
    where = caret(picture, behind)
    found = [] if picture.cursor == where else [f"the cursor is at {picture.cursor} and belongs to {where}"]
    found += [] if picture.visible else ["the cursor is not to be seen"]
    found += strangers(picture)
    return found + moved(picture, lang)


def strangers(picture: Picture) -> list[str]:
    """Glyphs that a terminal may make one or two cells wide, or that GB2312 lacks; the data's own excepted."""
    found = []
    for y, row in enumerate(picture.rows):
        for glyph in {glyph for glyph in row if not glyph.isascii()} - OF_THE_DATA:
            if unicodedata.east_asian_width(glyph) == "A" or not _in_gb2312(glyph):
                found.append(f"row {y}: {glyph!r} U+{ord(glyph):04X}")
    return found


def _in_gb2312(glyph: str) -> bool:
    try:
        glyph.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def moved(picture: Picture, lang: str) -> list[str]:
    """Lines that are not where they always are: title, status and keys by their words, the message by its row."""
    say, rows = translator(lang), picture.rows
    found = [] if rows[0].startswith(" " + say("Registration window")) else [f"title: {rows[0]!r}"]
    found += [] if saved_in(rows[STATUS_ROW], lang) is not None else [f"status: {rows[STATUS_ROW]!r}"]
    found += [] if re.match(rf" F1{re.escape(say('help'))} ", rows[-1]) else [f"keys: {rows[-1]!r}"]
    found += [] if rows[1].startswith((" ", "[")) and rows[1].strip() else [f"steps: {rows[1]!r}"]
    message = rows[MESSAGE_ROW]
    found += [] if not message or message.startswith(" ") else [f"message: {message!r}"]
    bars = [y for y in (0, len(rows) - 1) if not picture.cells[y][-1].reverse]
    return found + [f"the bar in row {y} is not whole" for y in bars]


def words_of(picture: Picture) -> str:
    """The text of the picture for comparing walks with each other: numbers and times of day differ between them."""
    rows = list(picture.rows)
    rows[STATUS_ROW] = re.sub(r"\d+", "N", rows[STATUS_ROW])
    rows = [EACH_TIME.sub("H", row) for row in rows]
    return re.sub(r"\b\d\d:\d\d\b", "hh:mm", "\n".join(rows))
