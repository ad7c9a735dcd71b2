"""Work that is done in forks of this process, so many beside each other, each with an end.

A fork begins with all libraries imported, which is most of what a test costs; and it cannot spoil the next one. This
process must have no second thread, or the fork could wait for a lock that nobody gives back.
"""

from __future__ import annotations

import os
import selectors
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

#: Exit code of a fork that was stopped because it took too long.
TOO_LONG = -1


class Fork(NamedTuple):
    """What is to be done in a fork: is told which of the places beside each other it has, from 0, and returns the exit
    code; `seconds` is its longest.
    """

    name: str
    work: Callable[[int], int]
    seconds: float


class Ended(NamedTuple):
    """How a fork ended, after so many seconds, and what it said."""

    code: int
    seconds: float
    output: str

    def said_last(self) -> str:
        """The last line of what it said."""
        return (self.output.strip().splitlines() or ["nothing said"])[-1]


@dataclass(slots=True)
class _Running:
    fork: Fork
    place: int
    pid: int
    began: float
    output: Path
    handle: int


def beside_each_other(forks: Iterable[Fork], jobs: int) -> Iterator[tuple[Fork, Ended]]:
    """Do each of `forks`, at most `jobs` at once; yields them as they end."""
    assert threading.active_count() == 1, "a fork among threads may wait for ever"
    waiting, running = iter(forks), selectors.DefaultSelector()
    with tempfile.TemporaryDirectory(prefix="forks-") as folder:
        free = list(range(jobs))
        while True:
            while free and (fork := next(waiting, None)):
                begun = _begin(fork, free.pop(0), Path(folder))
                running.register(begun.handle, selectors.EVENT_READ, begun)
            if not running.get_map():
                return
            for one, ended in _ended(running):
                free.append(one.place)
                yield one.fork, ended


def _begin(fork: Fork, place: int, folder: Path) -> _Running:
    number, path = tempfile.mkstemp(dir=folder)
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _become(fork, place, number)
    os.close(number)
    return _Running(fork, place, pid, time.monotonic(), Path(path), os.pidfd_open(pid))


def _become(fork: Fork, place: int, output: int) -> None:
    """In the fork: a group of its own, so that all that it starts ends with it; never comes back."""
    code = 70
    try:
        os.setpgid(0, 0)
        for number in (1, 2):
            os.dup2(output, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        code = int(fork.work(place))
    except BaseException as fault:  # noqa: BLE001 - whatever it was is said, and this process ends here
        sys.stderr.write(f"{type(fault).__name__}: {fault}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code & 0xFF)


def _ended(running: selectors.BaseSelector) -> Iterator[tuple[_Running, Ended]]:
    """Those that have ended, or are stopped now because they took too long; waits a second at most for one."""
    ready = {key.fd for key, _events in running.select(1.0)}
    for key in list(running.get_map().values()):
        one: _Running = key.data
        taken = time.monotonic() - one.began
        late = taken > one.fork.seconds and one.handle not in ready
        if not late and one.handle not in ready:
            continue
        _stop_all_of(one.pid)
        _pid, status = os.waitpid(one.pid, 0)
        running.unregister(one.handle)
        os.close(one.handle)
        output = one.output.read_text("utf-8", errors="replace")
        one.output.unlink()
        yield one, Ended(TOO_LONG if late else os.waitstatus_to_exitcode(status), taken, output)


def _stop_all_of(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
