"""A text laid over the body: help, a slip before it is printed, a comparison side by side."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Offset

from hukou_tui.words import _
from widgets.line import Line
from widgets.palette import STRONG
from widgets.text_page import TextPage


class Reader(Vertical, can_focus=True):
    """Pages through a text; Enter (or F3, handled by the frame) goes back."""

    DEFAULT_CSS = "Reader TextPage { height: 1fr; margin: 0 1; }"

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self.leaving = False

    def compose(self) -> ComposeResult:
        yield Line(" " + self._title, STRONG)
        # The form feed is the printer's; on the screen pages follow each other.
        yield TextPage(self._text.replace("\f", ""))

    def on_mount(self) -> None:
        self.screen.put_focus(self)  # type: ignore[attr-defined]
        self.app.release()  # type: ignore[attr-defined]
        self.screen.hint(_("Down or PgDn: next page   Up or PgUp: page before   Enter or F3: back"))  # type: ignore[attr-defined]

    @property
    def cursor_screen_offset(self) -> Offset:
        """The terminal's cursor rests at the beginning of the title."""
        return Offset(self.region.x, self.region.y)

    def take_paste(self, event: events.Paste) -> None:
        """Nothing is pasted into a text that is read."""

    def take_key(self, event: events.Key) -> bool:
        """Pages, and back; False for keys that are the screen's."""
        page = self.query_one(TextPage)
        if event.key in ("down", "pagedown", "space"):
            page.turn(1)
        elif event.key in ("up", "pageup"):
            page.turn(-1)
        elif event.key in ("enter", "0"):
            self.screen.uncover()  # type: ignore[attr-defined]
        else:
            return False
        return True
