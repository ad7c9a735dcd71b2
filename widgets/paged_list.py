"""A list that pages and repaints only the two rows that changed; digits go to whoever listens."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from widgets.line import fitted
from widgets.palette import CURRENT, PLAIN

#: Characters that are reversed in the row at hand: the mark and the digit. A whole row would cost ten times as much.
_MARK = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it stands for, and its text; a row without a key is a heading and is passed over.

    Of a hundred thousand rows a page is seen: `text` may be what makes the text when the row is painted.
    """

    key: str
    text: str | Callable[[], str]
    style: Style = PLAIN


class ListListener(Protocol):
    """Who is told about a list, at once: before the next key is looked at."""

    def row_moved(self, key: str) -> None:
        """Another row is at hand."""

    def row_pressed(self, key: str, pressed: str) -> None:
        """A digit or `enter` was pressed on the row at hand (`key` is empty in an empty list)."""


class PagedList(Widget, can_focus=True):
    """Rows in pages as high as the widget; the row at hand is marked `>` and its digit reversed."""

    DEFAULT_CSS = "PagedList { height: 1fr; width: 100%; }"

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.listener: ListListener | None = None
        self._rows: list[Row] = list(rows)
        self._at = self._nearest(0, 1)

    def _nearest(self, index: int, step: int) -> int:
        """The first row with a key at or after `index` in the direction of `step`; -1 if none."""
        while 0 <= index < len(self._rows):
            if self._rows[index].key:
                return index
            index += step
        return -1

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, headings included."""
        return self._rows

    @property
    def current(self) -> str:
        """Key of the row at hand, or empty."""
        return self._rows[self._at].key if 0 <= self._at < len(self._rows) else ""

    def fill(self, rows: Sequence[Row], key: str | None = None) -> None:
        """Show other rows; the row with `key` (or the one at hand before) stays at hand if it is there."""
        wanted = self.current if key is None else key
        self._rows = list(rows)
        found = next((i for i, row in enumerate(self._rows) if row.key and row.key == wanted), None)
        self._at = self._nearest(0, 1) if found is None else found
        self.refresh()

    def move(self, step: int) -> bool:
        """Put the next (+1) or previous (-1) row at hand; False at the end."""
        target = self._nearest(self._at + step, step)
        if target < 0:
            return False
        self._go(target)
        return True

    def _go(self, target: int) -> None:
        old, self._at = self._at, target
        height = max(self.size.height, 1)
        if old // height == target // height:
            for index in (old, target):
                self.refresh(Region(0, index % height, self.size.width, 1))
        else:
            self.refresh()
        self._follow()
        if self.listener is not None:
            self.listener.row_moved(self.current)

    def _follow(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def on_focus(self) -> None:
        self._follow()
        self.refresh()

    @property
    def cursor_screen_offset(self) -> Offset:
        """The terminal's own cursor stands at the mark of the row at hand."""
        x, y, _width, height = self.content_region
        return Offset(x, y + max(self._at, 0) % max(height, 1))

    def take_paste(self, event: events.Paste) -> None:
        """Nothing is pasted into a list."""

    def _press(self, pressed: str) -> bool:
        if self.listener is not None:
            self.listener.row_pressed(self.current, pressed)
        return True

    def take_key(self, event: events.Key) -> bool:
        """Arrows, page keys, Enter and digits; False for keys that are the screen's."""
        height = max(self.size.height, 1)
        if event.key in ("down", "tab"):
            self.move(1)
        elif event.key in ("up", "shift+tab"):
            self.move(-1)
        elif event.key in ("pagedown", "pageup"):
            return len(self._rows) > height and self._page(1 if event.key == "pagedown" else -1)
        elif event.key == "enter":
            return self._press("enter")
        elif event.character and unicodedata.normalize("NFKC", event.character).isdecimal():
            return self._press(unicodedata.normalize("NFKC", event.character))
        else:
            return False
        return True

    def _page(self, step: int) -> bool:
        """Turn a page; False when there is none, so that the screen may turn its own."""
        height = max(self.size.height, 1)
        page = max(self._at, 0) // height + step
        if page < 0 or page * height >= len(self._rows):
            return False
        target = self._nearest(page * height, 1)
        if target >= 0:
            self._go(target)
        return True

    def on_page(self) -> list[Row]:
        """The rows with a key on the page at hand, in order: digit 1 is the first of them."""
        height = max(self.size.height, 1)
        start = max(self._at, 0) // height * height
        return [row for row in self._rows[start : start + height] if row.key]

    def _with_more(self, text: str, y: int) -> str:
        """`text` with `>>` at the end of a page that another follows, `<<` at the beginning of one behind another."""
        width, height = self.size
        page = max(self._at, 0) // max(height, 1)
        if y == height - 1 and (page + 1) * height < len(self._rows):
            return fitted(text, width - 3) + " >>"
        return fitted(text, width - 3) + " <<" if y == 0 and page > 0 else text

    def render_line(self, y: int) -> Strip:
        """Row `y` of the page at hand."""
        width, height = self.size
        index = max(self._at, 0) // max(height, 1) * height + y
        if index >= len(self._rows):
            return Strip.blank(width)
        row = self._rows[index]
        at_hand = index == self._at
        words = row.text if isinstance(row.text, str) else row.text()
        text = self._with_more(fitted((">" if at_hand else " ") + words, width), y)
        mark = row.style + CURRENT if at_hand else row.style
        return Strip([Segment(text[:_MARK], mark), Segment(text[_MARK:], row.style)], width)
