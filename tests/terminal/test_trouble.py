"""What goes wrong around the program ends in one sentence that a clerk can act on, and loses nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import ROOT, STEPS_ROW, environment, program
from hukou_tui.words.catalogue import translator

say = translator("zh")


def _last_words(terminal: PseudoTerminal) -> str:
    """What stands on the terminal after the program has left it."""
    terminal.wait_end()
    return terminal.read_to_end().rpartition(b"\x1b[?1049l")[2].decode()


def _is_one_sentence(text: str) -> bool:
    return (
        "Traceback" not in text
        and 0 < len([line for line in text.splitlines() if line.strip("\x1b[?25h \r")]) <= 2
    )


def test_a_second_copy_on_the_same_station_says_so_and_leaves(tmp_path):
    copy_to(tmp_path)
    with PseudoTerminal(tmp_path) as first:
        shown = first.wait_saved(1)
        with PseudoTerminal(tmp_path) as second:
            assert second.wait_end() == 2
            assert _is_one_sentence(_last_words(second)), second.written
        first.press("F2")  # the first one works on as if nothing had been
        first.wait_saved(shown + 1)
        first.press("F12")
        assert first.wait_end() == 0


def test_the_last_sentence_is_in_the_encoding_of_the_terminal(tmp_path):
    copy_to(tmp_path)
    with PseudoTerminal(tmp_path) as first:
        first.wait_saved(1)
        spoken = {"also": {"LANG": "zh_CN.GB18030"}, "encoding": "gb18030"}
        with PseudoTerminal(tmp_path, **spoken) as second:
            assert second.wait_end() == 2
            assert "已在另一个窗口打开" in second.read_to_end().rpartition(b"\x1b[?1049l")[2].decode("gb18030")


@pytest.mark.needs("setpriv")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can sit down as somebody who may not write")
def test_a_folder_that_may_not_be_written_to_is_told_in_one_sentence(tmp_path_factory):
    # Below /tmp itself: pytest's own folders are closed to others.
    home = tmp_path_factory.mktemp("home")
    copy_to(home)
    for folder in (home, *home.parents):
        if folder.stat().st_uid == os.geteuid() and folder.name.startswith(("pytest", "home", "popen")):
            folder.chmod(0o755)
    for path in home.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *program()]
    with PseudoTerminal(home, command=command) as terminal:
        assert terminal.wait_end() == 2
        words = _last_words(terminal)
        assert _is_one_sentence(words), words
        assert "不可写" in words, words


def test_without_a_terminal_it_leaves_at_once_and_names_the_tour(tmp_path):
    started = time.monotonic()
    done = subprocess.run(
        program(), env=environment(tmp_path), cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "tour" in done.stderr and len(done.stderr.splitlines()) == 1
    assert time.monotonic() - started < 3
    assert list(tmp_path.iterdir()) == []  # a practice station is made for whoever can see it


def test_broken_bytes_from_the_keyboard_do_not_end_the_program(tmp_path):
    """A terminal set to GBK sends 张 as D5 C5; the program goes on and takes the next name as it is typed."""
    copy_to(tmp_path)
    with PseudoTerminal(tmp_path) as terminal:
        terminal.wait_saved(1)
        terminal.press("F2")
        terminal.wait(
            lambda: terminal.rows()[STEPS_ROW].startswith("[1") and terminal.at_hand(), "the first field"
        )
        terminal.send(b"\xd5\xc5")
        terminal.enter("张一诺")
        terminal.wait_for("张一诺")
        terminal.wait_saved()
        terminal.press("F12")
        assert terminal.wait_end() == 0


def test_keys_typed_ahead_go_into_the_fields_they_were_meant_for(tmp_path):
    """Whoever types faster than the screen paints, or pastes a whole line of keys, types into no wrong field."""
    copy_to(tmp_path)
    with PseudoTerminal(tmp_path) as terminal:
        terminal.wait_saved(1)
        terminal.press("F2")
        terminal.wait(
            lambda: terminal.rows()[STEPS_ROW].startswith("[1") and terminal.at_hand(), "the first field"
        )
        terminal.type("马天翔\r\r马文俊\r马秀兰\r" + "\r" * 7 + "大坪村\r" + "\r1农历2014年四月廿二\r103")
        terminal.wait_for("2014年四月廿二", "回族")
        digits = {"公民身份号码": "", "性别": "男", "出生日期": "2014年四月廿二", "民族": "回族"}
        assert _otherwise(terminal, digits) == []
        terminal.press("F3")
        terminal.wait_for("马秀兰")
        words = {"姓名": "马天翔", "父亲": "马文俊", "母亲": "马秀兰", "地址": "大坪村"}
        assert _otherwise(terminal, words) == []


def _otherwise(terminal, typed):
    """Rows of the fields, by label, in which something else stands than what was typed; an empty field is empty."""
    rows = {label: next(row for row in terminal.rows() if row[2:].startswith(label)) for label in typed}
    return [row for label, row in rows.items() if typed[label] not in row]


#: The kernel's console in the place of the pseudo-terminal; everything else as it is.
ON_THE_CONSOLE = """
import sys
from hukou_tui import start
start.kernel_console = lambda fd: True
from hukou_tui.__main__ import main
sys.argv = ["hukou-tui", *sys.argv[1:]]
sys.exit(main())
"""


def test_on_the_kernel_s_console_chinese_is_refused_with_the_way_out_and_english_opens(tmp_path):
    copy_to(tmp_path)
    command = [sys.executable, "-c", ON_THE_CONSOLE, "--practice"]
    also = {"TERM": "linux"}
    with PseudoTerminal(tmp_path, command=command, also=also) as terminal:
        assert terminal.wait_end() == 2
        words = terminal.read_to_end().decode()
    assert _is_one_sentence(words) and "kmscon" in words and "--lang en" in words, words
    section = re.search(r"README, section (\w+)", words)
    assert section and f"## {section[1]}\n" in (ROOT / "README.md").read_text()
    with PseudoTerminal(tmp_path, command=[*command, "--lang", "en"], also=also) as terminal:
        terminal.lang = "en"
        terminal.wait_saved(1)
        terminal.press("F12")
        assert terminal.wait_end() == 0
