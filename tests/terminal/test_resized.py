"""A window drawn to another size at any moment loses no text and is whole again; the walk does so in every screen."""

from __future__ import annotations

from harness.stations.practice_folder import copy_to
from harness.terminal.pictured import moved
from harness.terminal.terminal import STEPS_ROW
from harness.terminal.watched import Watched


def test_drawn_tiny_and_back_before_anybody_has_looked_the_picture_is_whole(tmp_path):
    copy_to(tmp_path)
    with Watched(tmp_path, "--practice", "--lang", "zh") as terminal:
        terminal.wait_saved(1)
        for _time in range(12):
            terminal.resize(20, 5)
            terminal.wait(lambda: terminal.picture().rows[0].startswith(" 户口登记窗口"), "the tiny picture")
            terminal.resize(80, 24)
            terminal.wait(lambda: not moved(terminal.picture(), "zh"), "the picture as it was")


def test_typing_goes_on_while_the_window_is_drawn(tmp_path):
    copy_to(tmp_path)
    typed = "欧阳娜娜买买提阿依古丽马天翔"
    with Watched(tmp_path, "--practice", "--lang", "zh") as terminal:
        terminal.wait_saved(1)
        terminal.press("F2")
        terminal.wait(
            lambda: terminal.rows()[STEPS_ROW].startswith("[1") and terminal.at_hand(), "the first field"
        )
        for number, character in enumerate(typed):
            terminal.type(character)
            terminal.resize(*((132, 43), (20, 5), (80, 24))[number % 3])
        terminal.resize(80, 24)
        terminal.wait(
            lambda: typed in terminal.at_hand() and not moved(terminal.picture(), "zh"), "all that was typed"
        )
        terminal.press("Enter")
        terminal.wait(
            lambda: typed in terminal.rows()[3] and "(" not in terminal.at_hand(), "the name in its row"
        )
