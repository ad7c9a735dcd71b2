"""One candidate beside the person at the window, laid over step 4: a digit decides, with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset

from hukou_tui.screens.frame.modal_dialog import Panel
from hukou_tui.words.catalogue import _
from widgets.line import Line
from widgets.paged_list import PagedList, Row
from widgets.palette import STRONG

#: Cells that are the list's own: the mark before a row, and ` >>` behind the last one of a page.
_OF_THE_LIST = 4


class CandidateHolder(Protocol):
    """Who has the candidates, and is told what is decided of the one that is shown."""

    def title_of(self, ref: str) -> str:
        """The heading over the candidate."""

    def side_by_side(self, ref: str, width: int) -> Sequence[Row]:
        """The comparison as rows of at most `width` cells."""

    def judge(self, ref: str, digit: str) -> None:
        """A digit of the decisions was pressed."""

    def undecided_after(self, ref: str) -> str:
        """The next candidate without a decision, behind the last one from the beginning; empty if there is none."""

    def looked_at(self, ref: str) -> None:
        """The candidate's numbers are on the screen from now on."""

    def decisions(self) -> str:
        """The digits that decide, in words."""


class Comparison(Panel, can_focus=True):
    """Pages through the comparison; decides, goes on to the next candidate, or back."""

    DEFAULT_CSS = "Comparison PagedList { height: 1fr; }"

    def __init__(self, step: CandidateHolder, ref: str, opened_by: str) -> None:
        super().__init__(step.title_of(ref))
        #: The digit that opened it, until the next key: pressed twice it is one act still, and decides nothing.
        self._opened_by = opened_by if opened_by.isdigit() else ""
        self._step = step
        self.ref = ref
        self._heading = Line("", STRONG)
        self.list = PagedList()
        #: Which row of how many was turned to, counted in the size of that time.
        self._reached = 0, 1

    def compose(self) -> ComposeResult:
        yield self._heading
        self.list.listener = self
        yield self.list

    def take_focus(self) -> None:
        self._fill()
        self.frame.put_focus(self)
        self.frame.hint(f"{self._step.decisions()}  {_('8 next  9 rest  0 back')}")

    @property
    def cursor_screen_offset(self) -> Offset:
        """The terminal's cursor rests at the beginning of the title."""
        return Offset(self.region.x, self.region.y)

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere: once the list has it too, what was being read is there again."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        if self.leaving:
            return
        self._heading.show(" " + self._step.title_of(self.ref))
        width = (self.size.width or self.frame.size.width) - _OF_THE_LIST
        self.list.fill(self._step.side_by_side(self.ref, width))
        row, rows = self._reached
        self.list.turn_to(row * len(self.list.rows) // rows)

    # Keys --------------------------------------------------------------------------------

    def take_key(self, event: events.Key) -> bool:
        """The list's keys; where it was turned to is kept."""
        taken = self.list.take_key(event)
        if taken and not self.leaving:
            self._reached = self.list.top, max(len(self.list.rows), 1)
        return taken

    def take_paste(self, event: events.Paste) -> None:
        """Nothing is pasted into a comparison."""

    def row_moved(self, key: str) -> None:
        """No row is at hand."""

    def row_pressed(self, key: str, pressed: str) -> None:
        """1 to 7 decide, 8 goes on, 9 turns the page, 0 and Enter go back."""
        opened_by, self._opened_by = self._opened_by, ""
        if pressed == opened_by:
            self.frame.say(_("{digit} opened this comparison; pressed once more it decides.").format(digit=pressed))
            return
        if pressed in ("0", "enter"):
            # As F3 does: what was said of this comparison is not to stand under the next form.
            self.frame.say("")
            self.frame.uncover()
        elif pressed == "9":
            if not self.list.move(1):
                self.list.turn_to(0)
        elif pressed == "8":
            self._go_on()
        else:
            self._step.judge(self.ref, pressed)

    def _go_on(self) -> None:
        """The next undecided candidate in the place of this one."""
        following = self._step.undecided_after(self.ref)
        if not following:
            self.frame.say(_("No other candidate is undecided."))
            return
        self.ref, self._reached = following, (0, 1)
        self.frame.say("")
        self._step.looked_at(following)
        self._fill()
