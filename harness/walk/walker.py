"""Goes by keys through the program and reads from the screen where it is; what is done at each key, a visitor says.

Which key leads where is read from the screen: labels, digits, headings. The stages (see `way`) say how to come from one
state to the next, and are the same for every visitor.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from harness.terminal.pictured import Picture
from harness.terminal.terminal import MESSAGE_ROW, STEPS_ROW
from harness.terminal.watched import Watched, WatchedTmux
from hukou_tui.words.catalogue import translator

Screen = Watched | WatchedTmux
#: A key costs one of these: a character, a field left, a field left with what was typed in it, a row of a list, and
#: everything else, a page turned or a piece put in at once included.
CHARACTER, FIELD, SAVED, MOVE, STEP = "character", "field", "saved", "move", "step"
_PAGES = 9


class Visitor(Protocol):
    """Who goes along: it gives the keys to the program, and does its own at each key and in each state."""

    terminal: Screen

    def bring(self, keys: tuple[str, ...], kind: str) -> int:
        """Press `keys` (names, or characters) of which something must come; what they cost, at least 1."""

    def attempt(self, keys: tuple[str, ...], kind: str) -> int:
        """Press `keys` of which nothing may come; what they cost, 0 if nothing changed."""

    def rest(self) -> None:
        """Wait until what the keys brought stands whole: the screen may be painted in two pieces, a moment apart."""

    def enter(self, text: str, where: str) -> None:
        """Type `text` into the field at hand."""

    def pay(self, kind: str, where: str, cost: int) -> None:
        """A key of that kind was pressed there and did cost so much."""

    def see(self, name: str, lang: str, behind: int) -> None:
        """The walk has come to the state of this name; `behind` cells of the text lie behind the caret."""


class Walk:
    """A walk with a visitor; `lang` is the language on the screen now."""

    def __init__(self, visitor: Visitor, lang: str) -> None:
        self.visitor, self.terminal = visitor, visitor.terminal
        self.speak(lang)
        #: What was opened and gone through already, by its heading and the step: two keys may lead there.
        self.known: set[tuple[str, str]] = set()
        self._message = ""

    def speak(self, lang: str) -> None:
        """From now on the screen is in `lang`."""
        self.lang = self.terminal.lang = lang

    def say(self, words: str) -> str:
        """`words` in the language of the walk."""
        return translator(self.lang)(words)

    # Reading -----------------------------------------------------------------------------

    def rows(self) -> list[str]:
        """The rows now."""
        return self.terminal.picture().rows

    def heading(self) -> str:
        """The first row of the body."""
        return self.rows()[2].strip()

    def step(self) -> str:
        """The digit in brackets, empty at the counter."""
        digit = re.search(r"\[(\d)", self.rows()[STEPS_ROW])
        return digit[1] if digit else ""

    def place(self) -> tuple[str, list[int]]:
        """The heading and the row at hand."""
        picture = self.terminal.picture()
        return picture.rows[2], picture.at_hand()

    def row_at_hand(self) -> int:
        """Which row that is, -1 if none."""
        return (self.place()[1] or [-1])[0]

    def in_field(self) -> bool:
        """Whether what is at hand is a field, and not a row of a list or a text."""
        picture = self.terminal.picture()
        return any(cell.underscore for y in picture.at_hand() for cell in picture.cells[y])

    def mark(self) -> tuple[int, str]:
        """The row at hand; where there is none, as in a text, the page itself."""
        at, picture = self.row_at_hand(), self.terminal.picture()
        return (at, "" if at >= 0 else "\n".join(picture.body))

    def digit_of(self, words: str) -> str:
        """The digit before `words`."""
        line = re.compile(rf"^[> ]*(\d) +{re.escape(words[:30])}", re.MULTILINE)
        self.until(lambda rows: line.search("\n".join(rows)), f"a digit for {words}")
        digit = line.search("\n".join(self.rows()))
        assert digit is not None
        return digit[1]

    # Going -------------------------------------------------------------------------------

    def press(self, *keys: str, kind: str = STEP, where: str = "") -> None:
        """Keys of which something must come."""
        where = where or f"{self.heading()}: {' '.join(keys)}"
        self.visitor.pay(kind, where, self.visitor.bring(keys, kind))

    def choose(self, words: str) -> None:
        """The digit that stands before `words`."""
        self.press(self.digit_of(words))

    def fill(self, text: str) -> None:
        """Characters that stand in the field at hand afterwards; quick digits are held back for a moment."""
        self.visitor.enter(text, self.terminal.at_hand())
        self.until(lambda rows: text in self.terminal.at_hand(), f"{text} in the field at hand")

    def leave(self, *keys: str, kind: str = FIELD) -> None:
        """Keys after which another field is at hand."""
        page, here = self.heading(), self.place()
        where = f"{page}: {self.terminal.at_hand()}"
        cost = self.visitor.bring(keys, kind)
        self.until(lambda rows: self.place() != here, f"the next field after {keys}")
        # A page turned is more than a field left, whatever the key.
        self.visitor.pay(kind if self.heading() == page else STEP, where, cost)

    def until(self, holds: Callable[[list[str]], object], what: str) -> None:
        """Wait until the rows are as wanted."""
        self.terminal.wait(lambda: holds(self.rows()), what)

    def give_up(self) -> None:
        """F3 out of a form that stays because it was refused."""
        if self.in_field():
            self.press("F3")

    # Being there -------------------------------------------------------------------------

    def see(self, name: str, behind: int = 0) -> None:
        """A state by its name."""
        self.visitor.see(name, self.lang, behind)
        self._message = self.rows()[MESSAGE_ROW]

    def see_message(self, name: str) -> None:
        """Another message stands on its line: seen under this name."""
        self.until(
            lambda rows: rows[MESSAGE_ROW].strip() and rows[MESSAGE_ROW] != self._message,
            f"a message: {name}",
        )
        self.see(name)

    def read_pages(self, name: str) -> None:
        """All pages of a text, and back."""
        self.see(f"{name}, page 1")
        for page in range(2, _PAGES):
            if not any(row.endswith(">>") for row in self.terminal.picture().body):
                break
            self.press("Down")
            self.see(f"{name}, page {page}")
        self.press("Enter")

    def read_help(self, name: str) -> None:
        """F1, all its pages, and back."""
        here = self.place()
        self.press("F1")
        self.read_pages(f"help of {name}")
        self.until(lambda rows: self.place() == here, "where F1 was pressed")


def but_status(picture: Picture) -> tuple[list[str], tuple[int, int]]:
    """What a key has to change: everything but the status line, which has news of its own."""
    return [row for at, row in enumerate(picture.rows) if at != len(picture.rows) - 2], picture.cursor
