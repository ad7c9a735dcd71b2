"""A text laid over the body: help, a slip before it is printed, a comparison side by side."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset

from hukou_tui.screens.frame.modal_dialog import Panel
from hukou_tui.words.catalogue import N_, _
from widgets.line import Line
from widgets.palette import STRONG
from widgets.text_page import TextPage


class Reader(Panel, can_focus=True):
    """Pages through a text; Enter (or F3, handled by the frame) goes back."""

    how: ClassVar[str] = N_("Down or 2: next page   Up or 8: page before   Enter, 0 or F3: back")
    #: Keys that turn it away; F3 is the frame's.
    back: ClassVar[tuple[str, ...]] = ("enter", "0")
    DEFAULT_CSS = "Reader TextPage { height: 1fr; margin: 0 1; }"

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self._text = text

    def compose(self) -> ComposeResult:
        yield Line(" " + self.title, STRONG)
        # The form feed is the printer's; on the screen pages follow each other.
        yield TextPage(self._text.replace("\f", ""))

    def take_focus(self) -> None:
        self.frame.put_focus(self)
        self.frame.hint(_(self.how))

    @property
    def cursor_screen_offset(self) -> Offset:
        """The terminal's cursor rests at the beginning of the title."""
        return Offset(self.region.x, self.region.y)

    def take_paste(self, event: events.Paste) -> None:
        """Nothing is pasted into a text that is read."""

    def take_key(self, event: events.Key) -> bool:
        """Pages (digits as on a keypad), and back; False for keys that are the screen's."""
        page = self.query_one(TextPage)
        if event.key in ("down", "pagedown", "space", "2", "3"):
            page.turn(1)
        elif event.key in ("up", "pageup", "8", "9"):
            page.turn(-1)
        elif event.key in self.back:
            self.frame.uncover()
        else:
            return False
        return True


class ShownOnce(Reader):
    """A text that is never shown again: only F3 turns it away, and no Enter of habit."""

    how: ClassVar[str] = N_("Write it down now: it is not shown again.  F3: it is written down, back.")
    back: ClassVar[tuple[str, ...]] = ()
