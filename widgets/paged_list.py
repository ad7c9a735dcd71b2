"""A list that pages and repaints only the two rows that changed; digits go to whoever listens."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from widgets.line import fit_text
from widgets.marked import MarkedText, join_texts
from widgets.palette import CURRENT, PLAIN

#: Characters that are reversed in the row at hand: the mark and the digit. A whole row would cost ten times as much.
_MARK = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it stands for, and its text; a row without a key is a heading and is passed over.

    Of a hundred thousand rows a page is seen: `text` may be what makes the text when the row is painted.
    """

    key: str
    text: str | MarkedText | Callable[[], str | MarkedText]
    style: Style = PLAIN


class ListListener(Protocol):
    """Who is told about a list, at once: before the next key is looked at."""

    def row_moved(self, key: str) -> None:
        """Another row is at hand."""

    def row_pressed(self, key: str, pressed: str) -> None:
        """A digit or `enter` was pressed on the row at hand (`key` is empty in an empty list)."""


class PagedList(Widget, can_focus=True):
    """Rows in pages as high as the widget; the row at hand is marked `>` and its digit reversed.

    `deliberate`: the rows are acts, and Enter does one only once the mark was moved to it: an Enter of habit, left over
    from a form or a field that went on by itself, does nothing. No clock can tell the two apart; the arrow key can.
    """

    DEFAULT_CSS = "PagedList { height: 1fr; width: 100%; }"

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None, deliberate: bool = False) -> None:  # noqa: A002
        super().__init__(id=id)
        self.listener: ListListener | None = None
        self.deliberate = deliberate
        #: Whether the mark was moved since these rows came to hand.
        self._chosen = False
        #: Told when Enter did nothing because no row was chosen.
        self.unchosen: Callable[[], object] = lambda: None
        self._rows: list[Row] = list(rows)
        self._pages: list[list[int]] | None = None
        self._plain = all(row.key for row in self._rows)
        self._laid_out_for = 0
        self._turned_to: int | None = None
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
        self._chosen = self._chosen and [row.key for row in rows] == [row.key for row in self._rows]
        self._rows = list(rows)
        self._pages = None
        self._plain = all(row.key for row in self._rows)
        found = next((i for i, row in enumerate(self._rows) if row.key and row.key == wanted), None)
        self._at = self._nearest(0, 1) if found is None else found
        self._turned_to = None
        self.refresh()

    # Pages -------------------------------------------------------------------------------

    @property
    def _height(self) -> int:
        return max(self.size.height, 1)

    def _laid_out(self) -> list[list[int]] | None:
        """The rows of each page; None where all rows have a key and pages are mere slices (of 100,000 cases)."""
        if self._plain:
            return None
        if self._pages is None or self._laid_out_for != self._height:
            self._pages, self._laid_out_for = _laid_out(self._rows, self._height), self._height
            self._turned_to = None
        return self._pages

    def _rows_on(self, page: int) -> Sequence[int]:
        """Indices of the rows on a page, in order."""
        pages = self._laid_out()
        if pages is not None:
            return pages[page] if page < len(pages) else ()
        return range(page * self._height, min((page + 1) * self._height, len(self._rows)))

    def _page_of(self, index: int) -> int:
        pages = self._laid_out()
        if pages is None:
            return max(index, 0) // self._height
        # The last that has it: on others a heading is only repeated.
        return next((n for n, rows in enumerate(pages) if index in rows), 0)

    @property
    def _page_shown(self) -> int:
        """The page to be seen: that of the row at hand, unless one was turned to that has no row to be at hand."""
        return self._page_of(self._at) if self._turned_to is None else self._turned_to

    def move(self, step: int) -> bool:
        """Put the next (+1) or previous (-1) row at hand; a page without any is shown; False at the end."""
        if self._turned_to is not None and step < 0 and self._at >= 0:
            self._go(self._at)
            return True
        target = self._nearest(self._at + step, step)
        if target < 0:
            return self._turn(self._page_shown + step)
        self._go(target)
        return True

    @property
    def top(self) -> int:
        """Index of the first row on the page to be seen."""
        return next(iter(self._rows_on(self._page_shown)), 0)

    def turn_to(self, index: int) -> None:
        """Show the page with row `index`: for rows that are only read and none of which can be at hand."""
        self._turn(self._page_of(index))

    def _turn(self, page: int) -> bool:
        """Show a page that no row at hand leads to; False if there is none."""
        if page < 0 or not self._rows_on(page):
            return False
        self._turned_to = page
        self.refresh()
        self._follow()
        return True

    def _go(self, target: int) -> None:
        self._chosen = True
        before, old = self._page_shown, self._at
        self._at, self._turned_to = target, None
        if before == self._page_shown:
            for index in (old, target):
                self.refresh(Region(0, self._row_of(index), self.size.width, 1))
        else:
            self.refresh()
        self._follow()
        if self.listener is not None:
            self.listener.row_moved(self.current)

    def _row_of(self, index: int) -> int:
        """The row of the widget where row `index` stands; the first one if it is on another page."""
        rows = self._rows_on(self._page_shown)
        return rows.index(index) if index in rows else 0

    def _follow(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def on_focus(self) -> None:
        self._chosen = False
        self._follow()
        self.refresh()

    @property
    def cursor_screen_offset(self) -> Offset:
        """The terminal's own cursor stands at the mark of the row at hand."""
        x, y, _width, _height = self.content_region
        return Offset(x, y + self._row_of(self._at))

    def take_paste(self, event: events.Paste) -> None:
        """Nothing is pasted into a list."""

    def _press(self, pressed: str) -> bool:
        if self.listener is not None:
            self.listener.row_pressed(self.current, pressed)
        return True

    def take_key(self, event: events.Key) -> bool:
        """Arrows, page keys, Enter and digits; False for keys that are the screen's."""
        if event.key in ("down", "tab"):
            self.move(1)
        elif event.key in ("up", "shift+tab"):
            self.move(-1)
        elif event.key in ("pagedown", "pageup"):
            return self._page(1 if event.key == "pagedown" else -1)
        elif event.key == "enter":
            if self.deliberate and not self._chosen:
                self.app.bell()
                self.unchosen()
                return True
            return self._press("enter")
        elif event.character and unicodedata.normalize("NFKC", event.character).isdecimal():
            return self._press(unicodedata.normalize("NFKC", event.character))
        else:
            return False
        return True

    def _page(self, step: int) -> bool:
        """Turn a page; False when there is none, so that the screen may turn its own."""
        page = self._page_shown + step
        rows = self._rows_on(page) if page >= 0 else ()
        target = next((index for index in rows if self._rows[index].key), -1)
        if target < 0:
            return self._turn(page)
        self._go(target)
        return True

    def on_page(self) -> list[Row]:
        """The rows with a key on the page to be seen, in order: digit 1 is the first of them."""
        return [self._rows[index] for index in self._rows_on(self._page_shown) if self._rows[index].key]

    def _more(self, y: int) -> str:
        """`>>` at the end of a page that another follows, `<<` at the beginning of one behind another."""
        page = self._page_shown
        if y == self._height - 1 and self._rows_on(page + 1):
            return " >>"
        return " <<" if y == 0 and page > 0 else ""

    def render_line(self, y: int) -> Strip:
        """Row `y` of the page to be seen."""
        width = self.size.width
        rows, more = self._rows_on(self._page_shown), self._more(y)
        if y >= len(rows):
            return Strip([Segment(fit_text("", width - len(more)) + more)], width)
        row, at_hand = self._rows[rows[y]], rows[y] == self._at
        words = row.text() if callable(row.text) else row.text
        text = join_texts((join_texts((">" if at_hand else " ", words)).fit(width - len(more)), more))
        if at_hand:
            text = replace(text, marks=((0, _MARK, CURRENT), *(m for m in text.marks if m[0] >= _MARK)))
        return Strip(text.segments(row.style), width)


def _laid_out(rows: Sequence[Row], height: int) -> list[list[int]]:
    """Indices page by page: no heading is parted from its first row, and where its rows go on it is repeated."""
    pages: list[list[int]] = [[]]
    heading = -1
    for index, row in enumerate(rows):
        heads = not row.key and bool(row.text) and index + 1 < len(rows) and bool(rows[index + 1].key)
        if not row.key:
            heading = index if heads else -1
        page = pages[-1]
        if page and (len(page) >= height or (heads and len(page) == height - 1)):
            pages.append([heading] if row.key and heading >= 0 and height > 1 else [])
        pages[-1].append(index)
    return pages
