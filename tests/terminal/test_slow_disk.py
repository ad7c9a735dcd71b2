"""A disk that takes its time keeps nobody from reading, leaving, or typing ahead: the station is opened beside it."""

from __future__ import annotations

import os
import sys

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import MESSAGE_ROW, STEPS_ROW
from hukou_tui.words.catalogue import translator

say = translator("zh")
#: The program as it is; its station waits for the other end of a pipe before it is opened.
_SLOWLY = """
import sys
from hukou_tui.__main__ import main
from hukou_tui.session import practice_station as station

pipe, sys.argv[1:] = sys.argv[1], []
ensure = station.make_practice_station

def ensure_slowly(place):
    open(pipe).read()
    ensure(place)

station.make_practice_station = ensure_slowly
sys.exit(main())
"""


class SlowTerminal(PseudoTerminal):
    """The program over a disk that answers when `the_disk_answers()`."""

    def __init__(self, home) -> None:
        self._pipe = home / "disk"
        os.mkfifo(self._pipe)
        super().__init__(home, command=[sys.executable, "-c", _SLOWLY, str(self._pipe)])
        self.wait_for(say("Opening the station ..."))

    def the_disk_answers(self) -> None:
        self._pipe.write_text("")


@pytest.fixture
def terminal(tmp_path):
    copy_to(tmp_path)
    with SlowTerminal(tmp_path) as terminal:
        yield terminal


def test_help_is_shown_and_left_while_the_station_is_being_opened(terminal):
    terminal.press("F1")
    terminal.wait(lambda: terminal.rows()[2].strip() == say("Help"), "the help")
    terminal.press("Enter")
    terminal.wait(lambda: say("Help") not in terminal.rows()[2], "the counter again")
    assert terminal.rows()[MESSAGE_ROW].strip() == say("Opening the station ...")


def test_keys_typed_meanwhile_reach_the_screens_they_were_meant_for(terminal):
    terminal.press("F2")
    terminal.type("马天翔\r小马")
    terminal.press("F1")  # meant for the new case, so it waits with the rest
    terminal.the_disk_answers()
    terminal.wait(lambda: terminal.rows()[2].strip() == say("Help"), "the help of the new case")
    terminal.press("Enter")
    terminal.wait_for("马天翔", "小马")
    assert terminal.rows()[STEPS_ROW].startswith("[1") and "小马" in terminal.at_hand()


def test_leaving_does_not_wait_for_the_disk(terminal):
    terminal.press("F12")
    assert terminal.wait_end() == 0
