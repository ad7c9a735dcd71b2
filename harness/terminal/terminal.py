"""The real program in a terminal, driven by keys and read from the screen: in tmux, or on a bare pseudo-terminal.

Nothing here sleeps blindly: whoever types waits for what the screen shows, until a deadline.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import selectors
import shlex
import signal
import struct
import subprocess
import sys
import termios
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pyte

from hukou_tui.words.catalogue import translator

ROOT = Path(__file__).parents[2]
RELAY = Path(__file__).with_name("relay.py")
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

    def enter(self, text: str = "") -> None:
        """Fill the field at hand with `text`, leave it by Enter, and wait until another one is at hand."""
        if text:
            self.type(text)
            self.wait(lambda: text in self.at_hand(), f"{text} in the field at hand")
        here = self.place()
        self.press("Enter")
        self.wait(lambda: self.place() != here, "the next field")

    def goes_on(self, text: str) -> None:
        """Type what fills the field at hand, and wait until it has been left by itself."""
        here = self.place()
        self.type(text)
        self.wait(lambda: self.place() != here, f"the next field after {text}")

    def choose(self, digit: str) -> None:
        """Press a digit in a field of choices, and wait until another field is at hand."""
        here = self.place()
        self.type(digit)
        self.wait(lambda: self.place() != here, f"the next field after {digit}")

    @abstractmethod
    def close(self) -> None:
        """Let go of everything, the program included."""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class Tmux(Terminal):
    """The program in a tmux server of its own."""

    def __init__(
        self, home: Path, folder: Path, *arguments: str, size: tuple[int, int] = (WIDTH, HEIGHT),
        encoding: str = "utf-8", also: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """`home` is HUKOU_HOME; `folder` (short, because of the socket's name) holds the server's socket.

        A program that speaks another `encoding` is translated for tmux, which knows UTF-8 alone.
        """
        self._socket = folder / "tmux"
        self.size = size
        conf = folder / "tmux.conf"
        conf.write_text(
            "set -g status off\nset -g remain-on-exit on\nset -g escape-time 0\n"
            "set -g default-terminal tmux-256color\n"
        )
        set_to = {**environment(home), **(also or {})}
        # tmux has a locale of its own (see below), which the program is not to take for that of its terminal.
        command = [
            "env",
            "-u",
            "LC_ALL",
            *(f"{name}={value}" for name, value in set_to.items() if name != "TERM"),
        ]
        if encoding != "utf-8":
            command += [sys.executable, str(RELAY), encoding]
        self._code = folder / "exit-code"
        line = shlex.join([*command, *program(*arguments)]) + f"; echo $? > {shlex.quote(str(self._code))}"
        start = [
            "-u",
            "-f",
            str(conf),
            "new-session",
            "-d",
            "-x",
            str(size[0]),
            "-y",
            str(size[1]),
            "-c",
            str(home),
        ]
        self._tmux(*start, line)
        #: The server's process, which is ended by force where it does not hear.
        self._server = int(self._tmux("display-message", "-p", "#{pid}"))

    def _tmux(self, *arguments: str) -> str:
        # C.UTF-8: tmux turns Chinese into underscores in a plain C locale.
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        env.pop("TMUX", None)
        try:
            done = subprocess.run(
                ["tmux", "-S", str(self._socket), *arguments], env=env, capture_output=True, text=True, check=True,
                stdin=subprocess.DEVNULL, timeout=self.deadline,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise AssertionError(f"tmux gives no answer to {arguments[0]} within {self.deadline} s") from None
        return done.stdout

    def rows(self) -> list[str]:
        rows = self._tmux("capture-pane", "-p").split("\n")[: self.size[1]]
        return [row.rstrip() for row in rows] + [""] * (self.size[1] - len(rows))

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def press(self, *names: str) -> None:
        self._tmux("send-keys", *names)

    def ended(self) -> int | None:
        # tmux now and then never learns the status of a pane that died; the shell around the program writes it down.
        said = self._code.read_text() if self._code.exists() else ""
        return int(said) if said.endswith("\n") else None

    def close(self) -> None:
        """End the server, by force where it does not hear: a test must not wait for it for ever."""
        try:
            self._tmux("kill-server")
        except AssertionError:
            os.kill(self._server, signal.SIGKILL)


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
        """Show what the program has written."""
        self._stream.feed(text)

    def rows(self) -> list[str]:
        self.read(0.01)
        return [row.rstrip() for row in self._screen.display]

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


def _set_size(file: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
