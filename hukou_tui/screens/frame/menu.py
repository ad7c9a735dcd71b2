"""Everything that can be done now, as a list with digits: for a keyboard that has few function keys, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from hukou_tui.screens.frame.modal_dialog import Panel
from hukou_tui.words.catalogue import _
from widgets.line import Line
from widgets.paged_list import PagedList, Row
from widgets.palette import STRONG

#: In this order the entries have their digits; 0 goes back, as in every text.
DIGITS = "123456789"


class Menu(Panel):
    """Entries of name and words laid over the body; a digit does it, or Enter on one that was marked; F3 back."""

    DEFAULT_CSS = "Menu PagedList { height: 1fr; }"

    def __init__(self, title: str, entries: Sequence[tuple[str, str]], then: Callable[[str], None]) -> None:
        super().__init__(title)
        self._then = then
        self._entries = dict(zip(DIGITS, entries, strict=False))
        self.list = PagedList(
            [Row(name, f" {digit} {words}") for digit, (name, words) in self._entries.items()],
            deliberate=True,
        )

    def compose(self) -> ComposeResult:
        yield Line(" " + self.title, STRONG)
        self.list.listener = self
        self.list.unchosen = self._unchosen
        yield self.list

    def _unchosen(self) -> None:
        self.frame.say_unchosen()

    def take_focus(self) -> None:
        self.frame.put_focus(self.list)
        self.frame.hint(_("Digit: do it   0 or F3: back"))

    def row_moved(self, key: str) -> None:
        """Nothing follows the marked entry."""

    def row_pressed(self, key: str, pressed: str) -> None:
        """A digit chooses; the menu is gone before the chosen thing is done."""
        name = key if pressed == "enter" else self._entries.get(pressed, ("", ""))[0]
        if pressed == "0":
            self.frame.uncover()
            return
        if not name:
            self.app.bell()
            return
        self.frame.uncover()
        self._then(name)
