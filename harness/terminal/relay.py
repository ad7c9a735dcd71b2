"""Stands between a UTF-8 terminal and a program that speaks another encoding, as luit does.

    python relay.py ENCODING PROGRAM ARGUMENTS...

The program gets a terminal of its own, of the same size; both directions are translated, whole characters only.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import selectors
import signal
import sys
import termios
import tty


def _same_size(inner: int) -> None:
    fcntl.ioctl(inner, termios.TIOCSWINSZ, fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8))


def relay(inner: int, encoding: str) -> None:
    """Translate until the program has closed its terminal."""
    to_program = codecs.getincrementaldecoder("utf-8")("replace")
    to_terminal = codecs.getincrementaldecoder(encoding)("replace")
    selector = selectors.DefaultSelector()
    selector.register(0, selectors.EVENT_READ)
    selector.register(inner, selectors.EVENT_READ)
    while True:
        for key, _events in selector.select():
            if key.fd == 0:
                os.write(inner, to_program.decode(os.read(0, 4096)).encode(encoding, "replace"))
                continue
            try:
                data = os.read(inner, 4096)
            except OSError:  # Linux says EIO once the other side is closed
                return
            if not data:
                return
            _write_all(to_terminal.decode(data).encode())


def _write_all(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]


def main() -> int:
    """The program's exit code."""
    encoding, command = sys.argv[1], sys.argv[2:]
    process, inner = pty.fork()
    if process == 0:
        os.execvp(command[0], command)
    _same_size(inner)
    signal.signal(signal.SIGWINCH, lambda *_signal: _same_size(inner))
    kept = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        relay(inner, encoding)
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, kept)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
