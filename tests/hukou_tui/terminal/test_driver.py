"""On a real pseudo-terminal: slow lines, lost lines, signals, and the terminal given back as it was."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.pseudo_terminal import PseudoTerminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix's")


@pytest.fixture
def terminal(tmp_path):
    copy_to(tmp_path)
    with PseudoTerminal(tmp_path, "--lang", "zh") as opened:
        opened.wait_saved()
        yield opened


def state(process: int) -> str:
    """The state letter of a process, as the kernel has it."""
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]


def settle(terminal: PseudoTerminal) -> None:
    """Take in everything until the program rests."""
    terminal.wait(lambda: terminal.read(0.05) and terminal.idle(), "a program that rests and has said all")


def cost(terminal: PseudoTerminal, act: Callable[[], None]) -> int:
    """How many bytes come of `act`."""
    settle(terminal)
    before = len(terminal.written)
    act()
    settle(terminal)
    return len(terminal.written) - before


def test_a_line_that_takes_nothing_stops_no_key_and_gets_the_last_picture(terminal):
    terminal.press("F2")
    terminal.wait_for("曾用名")
    picture = cost(terminal, lambda: terminal.press("C-l"))

    def paint_often() -> None:
        for _key in range(400):
            terminal.press("C-l")
        terminal.type("马小花")
        # Nothing is read here meanwhile: the line is full after some dozens, and every key is taken all the same.
        terminal.wait(lambda: terminal.taken() and not terminal.at_work(), "all keys taken by a program that rests")

    assert cost(terminal, paint_often) < 100 * picture
    assert "马小花" in terminal.at_hand()


def test_the_terminal_is_given_back_as_it_was(terminal):
    assert termios.tcgetattr(terminal._file) != terminal.before
    terminal.press("F12")
    assert terminal.wait_end() == 0
    assert termios.tcgetattr(terminal._file) == terminal.before
    terminal.read(0.1)
    assert terminal.written.rstrip().endswith(b"\x1b[?1049l")


def test_a_line_that_takes_nothing_does_not_keep_the_program(terminal):
    """Held by Ctrl-S, or gone without a word: nobody reads here until the program has ended."""
    for _key in range(600):
        terminal.press("C-l")
    terminal.press("F12")
    assert terminal._process.wait(timeout=20) == 0
    assert termios.tcgetattr(terminal._file) == terminal.before


def test_a_line_held_by_ctrl_s_is_let_go_and_the_screen_of_before_is_back(terminal):
    held = termios.tcgetattr(terminal._file)
    held[0] |= termios.IXON
    termios.tcsetattr(terminal._file, termios.TCSANOW, held)
    settle(terminal)
    terminal.send(b"\x13")
    before = len(terminal.written)
    terminal.press("F2", "F12")
    assert terminal._process.wait(timeout=20) == 0
    assert termios.tcgetattr(terminal._file) == terminal.before
    terminal.read_to_end()
    assert terminal.written[before:].rstrip().endswith(b"\x1b[?1049l")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_asked_to_end_it_ends_in_order(terminal, number):
    os.kill(terminal._process.pid, number)
    assert terminal.wait_end() == 0
    assert termios.tcgetattr(terminal._file) == terminal.before


def test_stopped_and_resumed_it_paints_everything_again(terminal):
    process = terminal._process.pid
    os.kill(process, signal.SIGTSTP)
    terminal.wait(lambda: state(process) == "T", "the program stands still")
    assert termios.tcgetattr(terminal._file) == terminal.before
    terminal.read(0.1)
    terminal.see("\x1bc")
    os.kill(process, signal.SIGCONT)
    terminal.wait_for("户口登记窗口", "F12")


def test_scribble_from_elsewhere_is_wiped_by_ctrl_l(terminal):
    before = terminal.text()
    terminal.see("scribble")
    assert terminal.text() != before
    terminal.send(b"\x0c")
    terminal.wait(lambda: "scribble" not in terminal.text(), "a clean picture")
    settle(terminal)
    assert terminal.text() == before


def test_when_the_line_is_lost_the_program_ends(terminal):
    elsewhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(elsewhere, terminal._file)  # closes our side of the line
    os.close(elsewhere)
    assert terminal._process.wait(timeout=20) == 0
