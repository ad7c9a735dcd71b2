"""No wait of the harness is without an end: what never comes fails a test, and is not waited for."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.metered import Metered
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import Terminal
from harness.terminal.tmux import Tmux
from harness.terminal.watched import Watched, WatchedTmux
from harness.walk.seeing import Seeing
from harness.walk.walker import STEP

BUSY = [sys.executable, "-c", "print('busy', flush=True)\nwhile True: pass"]
#: Ends at once; what it has started holds the terminal on.
HELD = ["sh", "-c", "echo held; sleep 60 & exit 0"]
#: Says something now and then, for ever.
CHATTY = ["sh", "-c", "while true; do echo more; sleep 0.01; done"]
#: A page that is gone for a moment before the next one comes.
TURNING = r"""
stty -echo; printf '\033[3;1HFirst page\033[5;1H>name'; read key; printf '\033[5;1H     '; sleep 0.3
printf '\033[3;1HNext page \033[5;1H>number'; cat
"""


@contextlib.contextmanager
def started(kind, home, command):
    """A terminal of that kind that waits for half a second; whatever `command` started ends with it."""
    with kind(home, command=command) as terminal:
        terminal.deadline = 0.5
        terminal.wait(lambda: terminal.text().strip(), "the first word", 20)
        try:
            yield terminal
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(terminal._process.pid, signal.SIGKILL)


@pytest.mark.parametrize("command", [BUSY, CHATTY], ids=["busy", "chatty"])
def test_a_program_that_never_rests_is_not_counted(tmp_path, command):
    with started(Metered, tmp_path, command) as terminal:
        with pytest.raises(AssertionError, match="a program that rests"):
            terminal.settle()
        with pytest.raises(AssertionError, match="a program that rests"):
            terminal.spent("x")


def test_a_key_that_keeps_the_program_busy_for_ever_does_not_pass_for_one_that_does_nothing(tmp_path):
    with (
        started(Watched, tmp_path, BUSY) as terminal,
        pytest.raises(AssertionError, match="a program that rests after"),
    ):
        Seeing(terminal).attempt(("Up",), STEP)


def test_the_last_words_are_not_waited_for_while_somebody_holds_the_terminal(tmp_path):
    with started(PseudoTerminal, tmp_path, HELD) as terminal:
        terminal.wait_end()
        with pytest.raises(AssertionError, match="the terminal is let go of"):
            terminal.read_to_end()


def test_what_is_typed_into_a_program_that_reads_nothing_is_given_up(tmp_path):
    with (
        started(PseudoTerminal, tmp_path, BUSY) as terminal,
        pytest.raises(AssertionError, match="takes what is typed"),
    ):
        terminal.send(b"x\r" * 100_000)


@pytest.mark.needs("tmux")
def test_a_program_at_rest_is_seen_to_rest_while_others_keep_tmux_busy(tmp_path):
    # Whoever looks wakes tmux: on a busy machine it is hardly ever seen asleep.
    copy_to(tmp_path)
    with (
        tempfile.TemporaryDirectory(prefix="tmux-") as folder,
        WatchedTmux(tmp_path, Path(folder), "--practice") as terminal,
    ):
        terminal.wait_saved(1)
        terminal.wait(terminal.idle, "a program that rests")
        terminal.deadline = 5.0
        with _others_ask(terminal):
            assert Seeing(terminal).attempt(("Up",), STEP) == 0


@contextlib.contextmanager
def _others_ask(terminal):
    """Four askers that give tmux no rest."""
    ask = f"while true; do {shlex.join(['tmux', '-S', str(terminal._socket), 'capture-pane', '-p'])}; done"
    askers = [
        subprocess.Popen(["sh", "-c", ask], stdout=subprocess.DEVNULL, start_new_session=True)
        for _asker in range(4)
    ]
    try:
        yield
    finally:
        for asker in askers:
            os.killpg(asker.pid, signal.SIGKILL)
            asker.wait()


@pytest.mark.needs("tmux")
def test_a_tmux_that_gives_no_answer_is_ended(tmp_path):
    copy_to(tmp_path)
    with tempfile.TemporaryDirectory(prefix="tmux-") as folder:
        terminal = Tmux(tmp_path, Path(folder), "--practice")
        terminal.deadline = 0.5
        os.kill(terminal._server, signal.SIGSTOP)
        with pytest.raises(AssertionError, match="tmux gives no answer to capture-pane"):
            terminal.rows()
        terminal.close()
        assert _has_ended(terminal._server)


def _has_ended(process):
    """Within some seconds: gone, or dead and not called for yet."""
    stat = Path(f"/proc/{process}/stat")
    for _look in range(500):
        with contextlib.suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.01)
                continue
        return True
    return False


def test_between_two_pages_no_field_is_at_hand_and_none_is_filled(tmp_path):
    """A wait that took the gap for the next field ran one field ahead of the program from there on."""
    with started(PseudoTerminal, tmp_path, ["sh", "-c", TURNING]) as terminal:
        terminal.deadline = 20
        terminal.wait_for(">name")
        terminal.enter()
        assert terminal.at_hand() == ">number"


class Pictures(Terminal):
    """A terminal that shows one picture after the other, each for one look."""

    rows = type = press = close = None

    def __init__(self, *pictures):
        self.pictures = list(pictures)

    def place(self):
        return self.pictures.pop(0)

    def at_hand(self):
        return ">"

    def ended(self):
        return None


def test_half_a_page_that_turns_is_no_place():
    """The next heading over the marker of before: whoever took it for the next field ran one field ahead."""
    old, half, new = ("1/2", 7), ("2/2", 7), ("2/2", 4)
    terminal = Pictures(old, half, new, new, new, new)
    terminal._wait_moved(old, "the next field")
    assert terminal.pictures == [new]


def test_a_wide_character_that_is_half_painted_over_leaves_a_blank(tmp_path):
    """A picture that has come in half; pyte's own reading ends in an error there, as the control shows."""
    half = ["sh", "-c", r"stty -echo; printf '\033[1;1H陈小禾 \033[1;1Hx\033[2;1H陈小禾\033[2;2Hy'; cat"]
    with started(PseudoTerminal, tmp_path, half) as terminal:
        terminal.wait_for("y")
        assert terminal.rows()[:2] == ["x 小禾", " y小禾"]
        with pytest.raises(IndexError):
            terminal._screen.display  # noqa: B018 - it is read, which is the point
