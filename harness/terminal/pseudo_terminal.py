"""The program on a bare pseudo-terminal, its output read by pyte: byte for byte, and quick to start and to kill."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import selectors
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte
from wcwidth import wcwidth

from harness.terminal.terminal import HEIGHT, KEYS, WIDTH, Terminal, awake, environment, program


class PseudoTerminal(Terminal):
    """The program on a pseudo-terminal of ours, its output read by pyte; quick enough to be killed by the dozen.

    `size` in columns and rows, `encoding` what this terminal speaks; `also` are further environment variables.
    """

    SCREEN = pyte.Screen

    def __init__(
        self, home: Path, *arguments: str, command: Sequence[str] = (), size: tuple[int, int] = (WIDTH, HEIGHT),
        encoding: str = "utf-8", also: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.encoding = encoding
        self._screen = self.SCREEN(*size)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        ours, theirs = pty.openpty()
        self._name = os.ttyname(theirs)
        _set_size(theirs, size)
        #: The settings of the line as the program finds them; read before it is there to change them.
        self.before = termios.tcgetattr(theirs)
        self._process = subprocess.Popen(
            list(command) or program(*arguments), stdin=theirs, stdout=theirs, stderr=theirs, cwd=home,
            env={**environment(home), **(also or {})}, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        os.set_blocking(ours, False)
        self._file = ours
        self._open = True
        self._selector = selectors.DefaultSelector()
        self._selector.register(ours, selectors.EVENT_READ)
        #: Everything that the program wrote, for messages after its end.
        self.written = bytearray()
        #: How often something came, and when the rows were last put together.
        self._heard = 0
        self._looked_at: tuple[int, ...] = ()
        self._rows: list[str] = []

    def read(self, seconds: float = 0.0) -> bool:
        """Take in what the program has written, waiting `seconds` for it at most; False at the end of it."""
        while self._open and self._selector.select(seconds):
            seconds = 0.0
            try:
                data = os.read(self._file, 65536)
            except OSError:  # Linux says EIO once the other side is closed
                data = b""
            if not data:
                self._open = False
                break
            self.written += data
            self.see(self._decoder.decode(data))
        return self._open

    def read_to_end(self) -> bytes:
        """Take in the last words of a program that has ended, or is about to; all that it has written."""
        since = time.monotonic()
        while self.read(0.05):
            self.hold_to(since, "the terminal is let go of")
        return bytes(self.written)

    def see(self, text: str) -> None:
        """Show what the program has written, or another one that has the same terminal."""
        self._heard += 1
        self._stream.feed(text)

    def rows(self) -> list[str]:
        self.read(0.01)
        return self.rows_last_read()

    def rows_last_read(self) -> list[str]:
        """The rows as they stood when somebody last read, put together once: whoever waits looks a hundred times."""
        state = (self._heard, self._screen.columns, self._screen.lines)
        if self._looked_at != state:
            self._looked_at, self._rows = state, self._read_rows()
        return list(self._rows)

    def _read_rows(self) -> list[str]:
        buffer, columns = self._screen.buffer, self._screen.columns
        return [_row_of([buffer[y][x].data for x in range(columns)]) for y in range(self._screen.lines)]

    def type(self, text: str) -> None:
        self.send(text.encode(self.encoding))

    def press(self, *names: str) -> None:
        self.send("".join(KEYS[name] for name in names).encode())

    def send(self, data: bytes) -> None:
        """Send bytes as they are, broken ones included; a line that is full is waited for, and read meanwhile."""
        since = time.monotonic()
        while data:
            try:
                data = data[os.write(self._file, data) :]
            except BlockingIOError:
                if not self.read(0.002) or self.ended() is not None:
                    return
                self.hold_to(since, "the program takes what is typed")
            except OSError:  # it has ended; whoever waits for something will find that out
                return

    def taken(self) -> bool:
        """Whether the program has read everything that was sent."""
        theirs = os.open(self._name, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            return not select.select([theirs], [], [], 0)[0]
        finally:
            os.close(theirs)

    def at_work(self) -> list[str]:
        return awake(self._process.pid)

    def idle(self, seconds: float = 0.0) -> bool:
        """Whether the program has read all keys and has nothing left to do or to say, for `seconds` to come."""
        return self.taken() and not self.at_work() and not self._selector.select(seconds)

    def resize(self, columns: int, rows: int) -> None:
        """Another size, as when a window is drawn larger; the program is told by SIGWINCH."""
        self._screen.resize(rows, columns)
        _set_size(self._file, (columns, rows))
        # The kernel tells the foreground group of a controlling terminal; here the program has none.
        os.kill(self._process.pid, signal.SIGWINCH)

    def ended(self) -> int | None:
        return self._process.poll()

    def kill(self) -> None:
        """End the program as a power cut would, and take in what it had written by then."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(self.deadline)
        self.read_to_end()

    def close(self) -> None:
        try:
            if self._process.poll() is None:
                self.kill()
        finally:
            self._selector.close()
            os.close(self._file)


def _row_of(cells: Sequence[str]) -> str:
    """The cells of a row as text; the half that is left of a wide character painted over is a blank.

    The second cell of a wide character is empty. pyte's own reading (`display`) fails in the middle of a picture.
    """
    text = ""
    for cell, after in zip(cells, (*cells[1:], " "), strict=True):
        wide = bool(cell) and wcwidth(cell[0]) == 2
        if wide and after:
            text += " "
        elif cell:
            text += cell
        elif not text or wcwidth(text[-1]) != 2:
            text += " "
    return text.rstrip()


def _set_size(file: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
