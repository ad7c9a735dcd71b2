"""The real program in a terminal, driven by keys and read from the screen: see tmux.py and pseudo_terminal.py.

Nothing here sleeps blindly: whoever types waits for what the screen shows, until a deadline.
"""

from __future__ import annotations

import os
import re
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hukou_tui.words.catalogue import translator

ROOT = Path(__file__).parents[2]
WIDTH, HEIGHT = 80, 24
#: Seconds; far more than needed, because the machine is shared.
DEADLINE = 20.0
#: Seconds from one look at the screen to the next.
_LOOK = 0.01
#: From the top and from the bottom: the rows that never move, whatever the height.
STATUS_ROW, STEPS_ROW, MESSAGE_ROW = -2, 1, -3

#: What a key of this name sends, where tmux does not do it for us.
KEYS = {
    "F1": "\x1bOP", "F2": "\x1bOQ", "F3": "\x1bOR", "F4": "\x1bOS", "F5": "\x1b[15~", "F6": "\x1b[17~",
    "F7": "\x1b[18~", "F8": "\x1b[19~", "F9": "\x1b[20~", "F12": "\x1b[24~", "Enter": "\r",
    "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "Home": "\x1b[H", "End": "\x1b[F",
    "PageUp": "\x1b[5~", "PageDown": "\x1b[6~", "BSpace": "\x7f", "DC": "\x1b[3~", "C-l": "\x0c", "C-u": "\x15",
    "Tab": "\t",
}  # fmt: skip


def program(*arguments: str) -> list[str]:
    """The command line of the program, with the interpreter that runs the tests."""
    return [sys.executable, "-m", "hukou_tui", *arguments]


def environment(home: Path) -> dict[str, str]:
    """What the program sees: a UTF-8 locale, a plain terminal, a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HUKOU_HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
    }


def saved_in(line: str, lang: str) -> int | None:
    """The number that a status line claims to be saved; None while it claims nothing."""
    before, after = translator(lang)("saved: No. {seq}").split("{seq}")
    found = re.fullmatch(rf"\s*{re.escape(before)}(\d+){re.escape(after)}(\s.*)?", line)
    return int(found[1]) if found else None


def awake(process: int) -> list[str]:
    """The threads of a process that do not wait for something, each with its number, name and state.

    Where there is none, whatever there was to do and to paint is done.
    """
    found = []
    for stat in Path(f"/proc/{process}/task").glob("*/stat"):
        # A thread that ends between two looks has nothing to do any more.
        with suppress(OSError):
            name, _bracket, rest = stat.read_text().rpartition(")")
            if rest.split()[0] != "S":
                found.append(f"{name}) {rest.split()[0]}")
    return found


class Terminal(ABC):
    """A screen of 80x24 with the program in it; `lang` says how its status line is to be read."""

    lang = "zh"
    #: Seconds after which a wait is given up.
    deadline = DEADLINE

    @abstractmethod
    def rows(self) -> list[str]:
        """The 24 rows as a clerk sees them now, without trailing spaces."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Send the characters of `text`, as an input method would."""

    @abstractmethod
    def press(self, *names: str) -> None:
        """Send keys by name (see KEYS)."""

    @abstractmethod
    def ended(self) -> int | None:
        """The exit code once the program has ended, None while it runs."""

    # Reading -----------------------------------------------------------------------------

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.rows())

    def saved(self) -> int | None:
        """The number in the status line."""
        return saved_in(self.rows()[STATUS_ROW], self.lang)

    def at_hand(self) -> str:
        """The row with the marker: the field or the list entry at hand."""
        return next((row for row in self.rows()[2:-5] if row.startswith(">")), "")

    def place(self) -> tuple[str, int]:
        """Where the marker stands: the heading above, and the row."""
        rows = self.rows()
        return rows[2], next((at for at, row in enumerate(rows[:-5]) if at > 1 and row.startswith(">")), -1)

    # Waiting -----------------------------------------------------------------------------

    def wait(self, until: Callable[[], object], what: str, seconds: float | None = None) -> None:
        """Look again and again until `until()` holds; fails with the screen as it stands."""
        since = time.monotonic()
        while not until():
            if self.ended() is not None and not until():
                raise AssertionError(f"the program ended ({self.ended()}) before: {what}\n{self.text()}")
            self.hold_to(since, what, seconds)
            time.sleep(_LOOK)

    def hold_to(self, since: float, what: str, seconds: float | None = None) -> None:
        """Fails, with the screen as it stands, once `seconds` have gone by `since` (`time.monotonic`) without `what`.

        Whatever goes round until something holds asks this in each round: no wait is without an end.
        """
        seconds = self.deadline if seconds is None else seconds
        if time.monotonic() > since + seconds:
            working = self.at_work()
            raise AssertionError(f"not within {seconds} s: {what}, at work: {working}\n{self.text()}")

    def at_work(self) -> list[str]:
        """Who has still something to do, where the terminal can tell; a silent program that works is no idle one."""
        return []

    def wait_for(self, *texts: str) -> None:
        """Wait until all `texts` stand on the screen."""
        self.wait(lambda: all(text in self.text() for text in texts), f"{texts} on the screen")

    def wait_saved(self, at_least: int = 0) -> int:
        """Wait until the status line says that everything is saved; the number that it names."""
        self.wait(lambda: (self.saved() or -1) >= at_least, f"saved, No. {at_least} or more")
        return self.saved() or 0

    def wait_end(self) -> int:
        """Wait until the program has ended; its exit code."""
        self.wait(lambda: self.ended() is not None, "the end of the program")
        return self.ended() or 0

    # Doing -------------------------------------------------------------------------------

    def fill(self, text: str) -> None:
        """Type what the field at hand holds without being left, and wait until it stands there."""
        self.type(text)
        self.wait(lambda: text in self.at_hand(), f"{text} in the field at hand")

    def enter(self, text: str = "") -> None:
        """Fill the field at hand with `text`, leave it by Enter, and wait until another one is at hand."""
        if text:
            self.fill(text)
        here = self.place()
        self.press("Enter")
        self._wait_moved(here, "the next field")

    def goes_on(self, text: str) -> None:
        """Type what fills the field at hand, and wait until it has been left by itself."""
        here = self.place()
        self.type(text)
        self._wait_moved(here, f"the next field after {text}")

    def choose(self, digit: str) -> None:
        """Press a digit in a field of choices, and wait until another field is at hand."""
        here = self.place()
        self.type(digit)
        self._wait_moved(here, f"the next field after {digit}")

    def _wait_moved(self, here: tuple[str, int], what: str) -> None:
        """Wait until a field other than `here` is at hand; between two pages there is none, which is no place.

        Where a page turns, half a picture has the next heading over the marker of before: only what stands there in
        two looks is a place.
        """

        def moved() -> object:
            there = self.place()
            # Each look waits a moment for what is still to come.
            return there != here and self.at_hand() and self.place() == there

        self.wait(moved, what)

    @abstractmethod
    def close(self) -> None:
        """Let go of everything, the program included."""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
