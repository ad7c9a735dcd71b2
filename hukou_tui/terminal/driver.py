"""Textual's way to the terminal, ours: it asks nothing, waits for nothing, and writes only what differs.

Reading and writing go through the event loop on a file of our own over the same terminal, so that its being
non-blocking is nobody else's. While a slow line takes what was written, the picture goes on changing; what is sent
next is the difference to what the line has got, so that it never lags behind by more than one picture.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.driver import Driver
from textual.geometry import Size

from hukou_tui.terminal.card_reader import CardReader
from hukou_tui.terminal.key_decoder import KeyReader
from hukou_tui.terminal.kind import Kind
from hukou_tui.terminal.screen_diff import ScreenBuffer

if TYPE_CHECKING:
    from textual._compositor import CompositorUpdate
    from textual.app import App
    from textual.strip import Strip

SMALLEST = (80, 24)
#: What asks the program to end.
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
#: Seconds for the line to take the last bytes.
LAST_SECONDS = 2.0


class TerminalDriver(Driver):
    """Drives the terminal that the program was started in; `kind` says what that is."""

    def __init__(
        self, app: App[Any], *, kind: Kind, debug: bool = False, mouse: bool = False,
        size: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.kind = kind
        self._fd = _own_file()
        self._kept: list[Any] | None = None
        self._reader = KeyReader(self.kind.encoding)
        self._card = CardReader()
        self._waiting: dict[KeyReader | CardReader, asyncio.TimerHandle] = {}
        self._glass = ScreenBuffer(*self._read_size(), colours=self.kind.colours, encoding=self.kind.encoding)
        self._unsent = b""
        self._cursor = (0, 0)
        self._running = False

    # Beginning and ending ----------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Take the terminal: raw keys, an empty screen, our signals."""
        self._kept = termios.tcgetattr(self._fd)
        termios.tcsetattr(self._fd, termios.TCSANOW, _raw(self._kept, self.kind.flow_control))
        self._running = True
        self.write(self.kind.start_sequence)
        self._glass.forget()
        self._loop.add_reader(self._fd, self._readable)
        self._handle({
            signal.SIGWINCH: self._take_size, signal.SIGTSTP: self._stop, signal.SIGCONT: self._go_on,
            **dict.fromkeys(ENDING, self._app.exit),
        })  # fmt: skip
        self._tell_size()

    def _handle(self, what: dict[signal.Signals, Callable[[], Any]]) -> None:
        for number, handler in what.items():
            self._loop.add_signal_handler(number, handler)

    def disable_input(self) -> None:
        """No key is read any more."""
        self._loop.remove_reader(self._fd)
        for timer in self._waiting.values():
            timer.cancel()

    def stop_application_mode(self) -> None:
        """Leave, and give the terminal back as it was.

        Whoever asks from here on that it end, by Ctrl-C or by closing the window, asks for what is happening: what
        still waits for the disk is written, or counted and said, and the time that this may take has an end.
        """
        for number in ENDING:
            self._loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
        self._let_go()

    def _let_go(self) -> None:
        """Give the terminal back as it was; what it has not taken yet is let go."""
        if not self._running:
            return
        self._running = False
        self.disable_input()
        self._loop.remove_writer(self._fd)
        self._unsent = b""
        _give_back(self._fd, self.kind.end_sequence.encode(), self._kept)
        os.set_blocking(self._fd, True)

    def close(self) -> None:
        """Let go of our own file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _stop(self) -> None:
        """Asked to stop (SIGTSTP): give the terminal back first."""
        self._let_go()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        if not self._running:
            os.set_blocking(self._fd, False)
            self.start_application_mode()
            self._send()

    # Size --------------------------------------------------------------------------------

    def _read_size(self) -> tuple[int, int]:
        """Columns and rows; a serial line that knows none has those of a VT100."""
        try:
            packed = fcntl.ioctl(self._fd, termios.TIOCGWINSZ, b"\0" * 8)
        except OSError:
            return SMALLEST
        rows, columns, _x, _y = struct.unpack("HHHH", packed)
        return (columns or SMALLEST[0], rows or SMALLEST[1])

    def _take_size(self) -> None:
        self._glass.resize(*self._read_size())
        self._tell_size()
        # Drawn smaller and back before Textual has looked, the size is none that it does not know: nothing would be
        # painted where the smaller window has cut the picture off.
        self._app.call_later(self._paint_all)
        self._send()

    def _paint_all(self) -> None:
        self._app.screen.refresh()

    def _tell_size(self) -> None:
        size = Size(self._glass.width, self._glass.height)
        self._app.post_message(events.Resize(size, size))

    # Keys --------------------------------------------------------------------------------

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            # The line is down: everything committed is in the journal, so nothing is lost by leaving.
            self.disable_input()
            self._app.exit()
            return
        self._pass_on(self._reader.feed(data))

    def _pass_on(self, found: list[events.Key | events.Paste]) -> None:
        self._hand_on(self._card.feed(found, self._loop.time(), acts=self._digits_act()))
        self._wait_for(self._reader, lambda: self._pass_on(self._reader.flush()))
        self._wait_for(self._card, lambda: self._hand_on(self._card.flush()))

    def _digits_act(self) -> bool:
        """Whether the application says that a digit does something now."""
        return bool(getattr(self._app, "digits_act", False))

    def _hand_on(self, found: list[events.Key | events.Paste]) -> None:
        for event in found:
            event.set_sender(self._app)
            self._app.post_message(event)

    def _wait_for(self, part: KeyReader | CardReader, give_up: Callable[[], None]) -> None:
        """Let `part` have its patience for the rest of what is begun; then it gives up."""
        if part in self._waiting:
            self._waiting.pop(part).cancel()
        if part.patience is not None:
            self._waiting[part] = self._loop.call_later(part.patience, give_up)

    # Painting ----------------------------------------------------------------------------

    def paint(self, update: CompositorUpdate, cursor: tuple[int, int]) -> None:
        """Take over what the compositor has painted, and send what differs as soon as the line is free."""
        if isinstance(update, LayoutUpdate):
            for y, strips in enumerate(update.strips, update.region.y):
                self._glass.put(update.region.x, y, (segment for strip in strips for segment in strip))
        elif isinstance(update, ChopsUpdate):
            for y, first, last in update.spans:
                for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                    if strip is not None and x < last and end > first:
                        self._glass.put(x, y, strip)
        self.place(cursor)

    def lay(self, x: int, y: int, strips: Sequence[Strip]) -> None:
        """From column `x` of row `y` on these rows are to be seen; `place` sends them."""
        for row, strip in enumerate(strips, y):
            self._glass.put(x, row, strip)

    def place(self, cursor: tuple[int, int]) -> None:
        """The cursor belongs to column, row `cursor`."""
        self._cursor = cursor
        self._send()

    def repaint(self) -> None:
        """Write the whole picture anew, whatever else has scribbled on the terminal."""
        self._glass.forget()
        self._send()

    def _send(self) -> None:
        if self._running and not self._unsent:
            self._push(self._glass.changes(self._cursor).encode(self.kind.encoding, "replace"))

    def write(self, data: str) -> None:
        """Send `data` behind what is waiting already."""
        self._push(self._unsent + data.encode(self.kind.encoding, "replace"))

    def _push(self, data: bytes) -> None:
        """Write what the line takes now; the rest goes when it is free again."""
        had = bool(self._unsent)
        try:
            taken = os.write(self._fd, data) if data else 0
        except BlockingIOError:
            taken = 0
        except OSError:  # the line is down; reading finds that out and leaves
            taken = len(data)
        self._unsent = data[taken:]
        if self._unsent and not had:
            self._loop.add_writer(self._fd, self._writable)
        elif had and not self._unsent:
            self._loop.remove_writer(self._fd)

    def _writable(self) -> None:
        self._push(self._unsent)
        if not self._unsent:
            self._send()


def _own_file() -> int:
    """The terminal opened once more: non-blocking for us, and for nobody else who writes to it.

    After `su` the terminal belongs to whoever logged in and may not be opened again; then ours is a second handle
    on the one that was handed down, and `stop_application_mode` makes that one wait again.
    """
    try:
        return os.open(os.ttyname(0), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        handed_down = os.dup(0)
        os.set_blocking(handed_down, False)
        return handed_down


def _give_back(fd: int, ending: bytes, attributes: list[Any] | None) -> None:
    """The last bytes, and the settings as they were; a line that is down needs neither.

    A line that takes nothing (held by Ctrl-S, or gone without a word) is waited for some seconds only. Whoever held it
    has left by then, and would find our screen in front of his shell: it is let go.
    """
    with suppress(OSError, termios.error):
        left = _write_within(fd, ending, LAST_SECONDS)
        if left:
            # What holds a line may be no stop of ours, which alone TCOON ends: stopped once more, it is ours.
            termios.tcflow(fd, termios.TCOOFF)
            termios.tcflow(fd, termios.TCOON)
            _write_within(fd, left, 0.0)
    with suppress(OSError, termios.error):
        if attributes is not None:
            termios.tcsetattr(fd, termios.TCSANOW, attributes)


def _write_within(fd: int, data: bytes, seconds: float) -> bytes:
    """Write what the line takes in that time; what it did not take."""
    until = time.monotonic() + seconds
    while data and select.select([], [fd], [], max(0.0, until - time.monotonic()))[1]:
        # Said to be free, and full all the same: less room than one character needs.
        with suppress(BlockingIOError):
            data = data[os.write(fd, data) :]
    return data


def _raw(attributes: list[Any], flow_control: bool) -> list[Any]:
    """Every key as it comes: no echo, no lines, no signals, no change of carriage returns."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, characters = attributes
    iflag &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP)
    if not flow_control:
        iflag &= ~(termios.IXON | termios.IXOFF)
    lflag &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    characters = list(characters)
    characters[termios.VMIN], characters[termios.VTIME] = 1, 0
    return [iflag, oflag, cflag, lflag, ispeed, ospeed, characters]
