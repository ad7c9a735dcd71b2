"""The kind of terminal is read from its surroundings by name; nothing is guessed from bytes, nothing is asked."""

from __future__ import annotations

import os

import pytest

from hukou_tui.terminal.kind import detect_kind, kernel_console


@pytest.mark.parametrize(
    ("environment", "encoding"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "utf-8"), ({"LANG": "zh_CN.GB18030"}, "gb18030"), ({"LANG": "zh_CN.gbk"}, "gbk"),
        ({"LANG": "zh_CN.GB2312"}, "gbk"), ({"LANG": "zh_CN"}, "gbk"), ({"LANG": "zh_CN@stroke"}, "gbk"),
        ({"LANG": "C"}, "utf-8"), ({}, "utf-8"), ({"LANG": "zh_CN.GB18030", "LC_ALL": "C.UTF-8"}, "utf-8"),
        ({"LANG": "C.UTF-8", "LC_CTYPE": "zh_CN.GB18030"}, "gb18030"),
        # Python writes LC_CTYPE over where the locale is not installed here.
        ({"LANG": "zh_CN.GB18030", "LC_CTYPE": "C.UTF-8"}, "gb18030"), ({"LC_CTYPE": "C.UTF-8"}, "utf-8"),
    ],
)  # fmt: skip
def test_the_encoding_is_the_locale_s(environment, encoding):
    assert detect_kind(environment).encoding == encoding


def test_the_encoding_asked_for_comes_before_the_locale_s():
    assert detect_kind({"LANG": "C.UTF-8"}, "gb18030").encoding == "gb18030"


@pytest.mark.parametrize(
    ("term", "modern", "colours"),
    [("xterm-256color", True, True), ("screen", True, True), ("tmux-256color", True, True), ("linux", False, True),
     ("vt100", False, False), ("vt220", False, False), ("", False, False), ("xterm-mono", True, False)],
)  # fmt: skip
def test_what_the_terminal_can_do_follows_from_its_name(term, modern, colours):
    kind = detect_kind({"TERM": term})
    assert (kind.modern, kind.colours) == (modern, colours)


def test_no_color_is_respected():
    assert not detect_kind({"TERM": "xterm-256color", "NO_COLOR": "1"}).colours
    assert detect_kind({"TERM": "xterm-256color", "NO_COLOR": ""}).colours


@pytest.mark.parametrize("term", ["xterm-256color", "linux", "vt100"])
def test_no_terminal_is_asked_anything(term):
    sent = detect_kind({"TERM": term}).start_sequence + detect_kind({"TERM": term}).end_sequence
    for query in ("\x1b[c", "\x1b[6n", "$p", "\x1b[?u", "\x1b[>", "?1000h", "?1003h", "?1004h"):
        assert query not in sent


def test_an_old_terminal_gets_only_what_it_knows():
    assert "?1049" not in detect_kind({"TERM": "vt100"}).start_sequence
    assert "?2004" not in detect_kind({"TERM": "linux"}).start_sequence
    assert detect_kind({"TERM": "vt100"}).flow_control


def test_a_pseudo_terminal_is_no_kernel_console():
    ours, theirs = os.openpty()
    assert not kernel_console(theirs)
    os.close(ours)
    os.close(theirs)
