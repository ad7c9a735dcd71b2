"""A program on a pseudo-terminal of 80x24 that is timed, counted and weighed, and not read as a picture."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
#: Seconds; nothing that is measured takes nearly as long.
DEADLINE = 60.0
F2, F3, F4, F12 = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[24~"
# The arrows as a terminal sends them whose keypad is switched on, which curses does; all read these.
UP, DOWN, SHIFT_TAB, ERASE = "\x1bOA", "\x1bOB", "\x1b[Z", "\x7f"


class Line:
    """`command` in an environment of its own; `home` is HUKOU_HOME."""

    def __init__(self, *command: str, home: Path) -> None:
        self._file, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "HUKOU_HOME": str(home), "LANG": "C.UTF-8",
            "TERM": "xterm-256color", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *command], stdin=theirs, stdout=theirs, stderr=theirs, cwd=home, env=environment,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    # Reading and writing -----------------------------------------------------------------

    def read(self, seconds: float) -> bytes:
        """What has come, waiting `seconds` for it at most; empty if nothing has."""
        if not select.select([self._file], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self._file, 65536)
        except OSError:  # Linux says EIO once the other side is closed
            return b""

    def until(self, sign: str, since: float) -> float:
        """Seconds from `since` until `sign` has come."""
        found, wanted, end = b"", sign.encode(), time.perf_counter() + DEADLINE
        while wanted not in found:
            piece = self.read(DEADLINE)
            if not piece or time.perf_counter() > end:
                raise TimeoutError(f"{sign!r} never came; the last was {found[-2000:]!r}")
            found += piece
        return time.perf_counter() - since

    def settle(self, quiet: float = 0.06) -> int:
        """Bytes that come until the line is quiet; a caret that blinks never is, and is left after four times that."""
        count, end = 0, time.perf_counter() + 4 * quiet
        while time.perf_counter() < end and (piece := self.read(quiet)):
            count += len(piece)
        return count

    def press(self, keys: str) -> float:
        """Send `keys`; when that was (before the program could be woken by it)."""
        now = time.perf_counter()
        os.write(self._file, keys.encode())
        return now

    def paints(self, keys: str, sign: str = "") -> float:
        """Seconds from pressing `keys` to the picture that has `sign` in it, or to the first byte of it."""
        self.settle(0.02)
        pressed = self.press(keys)
        if sign:
            return self.until(sign, pressed)
        if not self.read(DEADLINE):
            raise TimeoutError(f"nothing came of {keys!r}")
        return time.perf_counter() - pressed

    def spends(self, keys: str) -> int:
        """Bytes that `keys` cost until the line is quiet."""
        self.settle(0.2)
        self.press(keys)
        first = self.read(DEADLINE)
        return len(first) + self.settle(0.2)

    def ends(self, keys: str) -> float:
        """Seconds from pressing `keys` to the end of the process."""
        self.settle(0.2)
        pressed = self.press(keys)
        while self.read(DEADLINE):
            pass
        self.process.wait(DEADLINE)
        return time.perf_counter() - pressed

    # Weighing ----------------------------------------------------------------------------

    def busy(self) -> float:
        """Seconds that all threads have had a core so far."""
        stats = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(stat.read_text().split()[0]) for stat in stats) / 1e9

    def weight(self) -> float:
        """Memory in MB: what is shared with other processes counts in part (PSS)."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return next(int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Pss:")) / 1024

    def peak(self) -> float:
        """The most memory so far in MB (resident)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM:")) / 1024

    # The end -----------------------------------------------------------------------------

    def __enter__(self) -> Line:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._file)
