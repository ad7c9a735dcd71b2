"""The program in a terminal whose every cell is looked at: pyte byte for byte, or tmux as an emulator of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyte

from harness.terminal.pictured import Picture, seen, taken
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import awake
from harness.terminal.tmux import Tmux

#: How somebody else's message comes to a terminal.
_STRANGER = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK


class _Wiped(pyte.Screen):
    """Keeps what was to be seen when the program last wiped the screen, and knows when all of it stands there again.

    The moment counts: behind the last character of a picture painted anew the next change may follow at once.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self.wipes = 0
        self.before: Picture | None = None
        self.whole = True
        super().__init__(columns, lines)

    def erase_in_display(self, how: int = 0, *args: Any, **options: Any) -> None:
        if how == 2:
            self.before, self.whole = taken(self), False
            self.wipes += 1
        super().erase_in_display(how, *args, **options)

    def draw(self, data: str) -> None:
        super().draw(data)
        if not self.whole:
            self.whole = self._as_before()

    def _as_before(self) -> bool:
        """Row by row from below, where a picture is painted last."""
        assert self.before is not None
        rows = reversed(list(enumerate(self.before.cells)))
        return all(seen(self.buffer[y][x]) == cell for y, row in rows for x, cell in enumerate(row))


class Watched(PseudoTerminal):
    """On a pseudo-terminal of ours, read by pyte."""

    SCREEN = _Wiped
    _screen: _Wiped
    _looked: tuple[object, Picture] | None = None

    def picture(self) -> Picture:
        """What is to be seen now; the same object while nothing is written."""
        self.read(0.004)
        state = (len(self.written), self._screen.columns, self._screen.lines)
        if self._looked is None or self._looked[0] != state:
            self._looked = (state, taken(self._screen))
        return self._looked[1]

    def painted_anew(self) -> list[str]:
        """Ctrl+L paints everything: what differs from what stood there, cell by cell, before the screen was wiped."""
        screen, here = self._screen, self.picture().cursor
        wipes = screen.wipes
        self.press("C-l")
        self.wait(lambda: screen.wipes > wipes or not self.read(0.02), "a screen painted anew")
        try:
            self.wait(lambda: screen.whole or not self.read(0.02), "the same picture", 5)
            self.wait(lambda: self.picture().cursor == here, "the cursor where it was", 5)
        except AssertionError:
            assert screen.before is not None
            now = self.picture()
            return differences(screen.before, now) or [f"the cursor went from {here} to {now.cursor}"]
        return []


class WatchedTmux(Tmux):
    """In tmux; its cells and its cursor are asked for, and what a stranger scribbled is to be wiped by Ctrl+L."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._processes: list[int] = []
        self._looked: tuple[str, Picture] | None = None

    def picture(self) -> Picture:
        """What is to be seen now; the same object while nothing changes."""
        said = self._tmux(
            "display-message",
            "-p",
            "#{cursor_x} #{cursor_y} #{cursor_flag}",
            ";",
            "capture-pane",
            "-p",
            "-e",
            "-N",
        )
        if self._looked is None or self._looked[0] != said:
            self._looked = (said, self._read_from(said))
        return self._looked[1]

    def _read_from(self, said: str) -> Picture:
        cursor, *rows = said.split("\n")
        x, y, flag = map(int, cursor.split())
        screen = pyte.Screen(*self.size)
        screen.reset_mode(7, private=True)
        stream = pyte.Stream(screen)
        for at, row in enumerate(rows[: self.size[1]], 1):
            stream.feed(f"\x1b[{at};1H{row}")
        return Picture(taken(screen).cells, (x, y), bool(flag))

    def idle(self) -> bool:
        """Whether the program, and what may stand before it, have nothing left to do, and tmux has read what they said.

        tmux need not sleep for that: it does one thing after the other, and what lay on the pane's line when it was
        asked something has been read before it answers the next question.
        """
        if any(map(awake, self._in_the_pane())):
            return False
        if awake(self._server):
            self._tmux("display-message", "-p", "")
        return not any(map(awake, self._in_the_pane()))

    def at_work(self) -> list[str]:
        return [thread for process in (self._server, *self._in_the_pane()) for thread in awake(process)]

    def _in_the_pane(self) -> list[int]:
        if not self._processes:
            self._processes = _below(int(self._tmux("display-message", "-p", "#{pane_pid}")))
        return self._processes

    def painted_anew(self) -> list[str]:
        """Scribble on the pane's terminal, as a daemon's message would, and let Ctrl+L bring the picture back."""
        before = self.picture()
        # Neither waited for nor made the terminal of whoever runs the tests.
        pane = os.open(self._tmux("display-message", "-p", "#{pane_tty}").strip(), _STRANGER)
        try:
            os.write(pane, b"\x1b7\x1b[1;1H#\x1b8")
        finally:
            os.close(pane)
        self.wait(lambda: self.picture().rows[0].startswith("#"), "the scribble")
        self.press("C-l")
        self.wait(lambda: self.picture().rows[0].startswith(" "), "a screen painted anew")
        try:
            self.wait(lambda: self._same(before), "the same picture", 5)
        except AssertionError:
            return differences(before, self.picture()) or ["the cursor is elsewhere"]
        return []

    def _same(self, before: Picture) -> bool:
        now = self.picture()
        return now.cells == before.cells and now.cursor == before.cursor


def differences(before: Picture, now: Picture) -> list[str]:
    """The first cells that differ."""
    return [
        f"cell {(x, y)}: {old} became {new}"
        for y, (one, other) in enumerate(zip(before.cells, now.cells, strict=True))
        for x, (old, new) in enumerate(zip(one, other, strict=True)) if old != new
    ][:6]  # fmt: skip


def _below(process: int) -> list[int]:
    """A process and all that it has started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(number for child in children for number in _below(int(child)))]
