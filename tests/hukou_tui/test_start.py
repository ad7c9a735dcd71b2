"""Leaving the counter while the disk refuses: what waits is written, or counted and said, whoever asks it to hurry."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.pseudo_terminal import PseudoTerminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix's")

#: The counter with less patience for a disk that refuses.
QUICK = """
import sys
from db.station.writer import StationThread
StationThread.close.__defaults__ = (2.0,)
from hukou_tui.__main__ import main
sys.argv = ["hukou-tui", *sys.argv[1:]]
sys.exit(main())
"""
COMMAND = [sys.executable, "-c", QUICK, "--practice", "--lang", "zh"]
UNWRITTEN = "项操作未能写入磁盘"


@contextmanager
def refusing(home: Path) -> Iterator[sqlite3.Connection]:
    """A station that another program holds; its connection lets go."""
    with closing(sqlite3.connect(home / "practice" / "station.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@contextmanager
def with_unsaved_work(home: Path) -> Iterator[PseudoTerminal]:
    """The counter with a case in which a name cannot be saved."""
    copy_to(home)
    with PseudoTerminal(home, command=COMMAND) as terminal:
        shown = terminal.wait_saved(1)
        terminal.press("F2")
        terminal.wait_for("曾用名")
        terminal.wait_saved(shown + 1)
        with refusing(home) as other:
            terminal.other = other
            terminal.enter("张三")
            yield terminal


def begin_to_leave(terminal: PseudoTerminal) -> None:
    """Press F12, and wait until the terminal is given back; the process still waits for the disk."""
    terminal.press("F12")
    terminal.wait(lambda: termios.tcgetattr(terminal._file) == terminal.before, "the terminal given back")
    assert terminal.ended() is None


def hurry(terminal: PseudoTerminal, number: signal.Signals, times: int = 10) -> None:
    """Ask it to end, again and again while it waits: at once, and when all of the screen has been taken down."""
    for _time in range(times):
        os.kill(terminal._process.pid, number)
        time.sleep(0.1)


def last_words(terminal: PseudoTerminal) -> str:
    return terminal.read_to_end().rpartition(b"\x1b[?1049l")[2].decode().strip()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_hurry_it_still_says_what_is_not_written(tmp_path, number):
    with with_unsaved_work(tmp_path) as terminal:
        begin_to_leave(terminal)
        hurry(terminal, number)
        assert terminal.wait_end() == 2
        words = last_words(terminal)
        assert UNWRITTEN in words and len(words.splitlines()) == 1, words


def test_asked_to_hurry_it_still_writes_what_the_disk_takes_at_last(tmp_path):
    with with_unsaved_work(tmp_path) as terminal:
        begin_to_leave(terminal)
        hurry(terminal, signal.SIGHUP, times=5)
        terminal.other.execute("ROLLBACK")
        assert terminal.wait_end() == 0
        assert last_words(terminal) == ""
    with PseudoTerminal(tmp_path, command=COMMAND) as again:
        again.wait_for("20160614-001")
        again.press("Enter")
        again.wait_for("张三")


def test_a_line_that_nobody_reads_does_not_keep_the_last_word_waiting_for_ever(tmp_path):
    with with_unsaved_work(tmp_path) as terminal:
        for _key in range(600):
            terminal.press("C-l")
        terminal.press("F12")
        assert terminal._process.wait(timeout=60) == 2
        assert termios.tcgetattr(terminal._file) == terminal.before
