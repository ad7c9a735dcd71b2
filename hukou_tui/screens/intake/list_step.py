"""A step made of a heading, a list and, below it, the details of the row at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.timer import Timer

from hukou_tui.screens.intake.step import Step
from widgets.line import Line
from widgets.paged_list import PagedList, Row
from widgets.palette import STRONG
from widgets.text_page import TextPage

#: So many bytes of details follow a move of the mark at once: a sixth of a second at 9600 baud.
_FOLLOWING = 140
#: Seconds after which a hand that has come to rest gets all of them.
_REST = 1.0


class ListStep(Step):
    """Subclasses give heading, rows and details, and say what a digit does to the row at hand."""

    DEFAULT_CSS = """
    ListStep PagedList { height: 1fr; }
    ListStep TextPage { height: 7; }
    """

    #: Whether the rows are acts or answers, which Enter does only where the mark was moved (see `PagedList`).
    deliberate: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Line("", STRONG)
        yield PagedList(deliberate=self.deliberate)
        yield TextPage()

    @property
    def list(self) -> PagedList:
        """The list of this step."""
        return self.query_one(PagedList)

    def heading(self) -> str:
        """One line above the list."""
        raise NotImplementedError

    def rows(self) -> Sequence[Row]:
        """The rows as they are now."""
        raise NotImplementedError

    def to_hand(self) -> str | None:
        """The row that is to be at hand now; None leaves the one that is."""
        return None

    def details(self, key: str) -> str:
        """What is said of the row `key` below the list, what matters most first: a hand on the way sees no more."""
        raise NotImplementedError

    def about(self, key: str) -> str:
        """What F1 says of the row `key`: all of it."""
        return self.details(key)

    def help_text(self) -> str:
        about = self.about(self.list.current)
        return (about + "\n\n" if about else "") + super().help_text()

    def hint_for(self, key: str) -> str:
        """What digits do to the row `key`."""
        raise NotImplementedError

    def press(self, key: str, digit: str) -> None:
        """A digit (or `enter`) on the row `key`."""
        raise NotImplementedError

    def refresh_step(self) -> None:
        if not self.is_mounted or not self.query(PagedList):
            return
        self.query_one(Line).show(" " + self.heading())
        self.list.fill(self.rows(), self.to_hand())
        self._tell(self.list.current)

    def take_focus(self) -> None:
        self.intake.put_focus(self.list)
        self._tell(self.list.current)

    def _tell(self, key: str, *, on_the_way: bool = False) -> None:
        if self._resting is not None:
            self._resting.stop()
        details = self.details(key)
        shown = _first_part(details) if on_the_way else details
        self.query_one(TextPage).show(shown)
        if shown != details:
            self._resting = self.set_timer(_REST, lambda: self._tell(self.list.current))
        if self.intake.over is None and self.display:
            self.intake.hint(self.hint_for(key))

    def on_mount(self) -> None:
        self.list.listener = self
        self.list.unchosen = self.intake.say_unchosen

    def row_moved(self, key: str) -> None:
        """The details follow the row at hand; over a line, all of them once the hand rests."""
        self._tell(key, on_the_way=self.intake.app.on_a_line)

    def row_pressed(self, key: str, pressed: str) -> None:
        """0 is the menu in every list; any other digit, and Enter, is the step's."""
        if pressed == "0":
            self.intake.action_menu()
        else:
            self.press(key, pressed)


def _first_part(text: str) -> str:
    """As much of `text` as follows every move at once; `...` where more comes when the hand rests."""
    data = text.encode()
    if len(data) <= _FOLLOWING:
        return text
    return data[:_FOLLOWING].decode(errors="ignore").rstrip() + "..."
