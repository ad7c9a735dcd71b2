"""Bytes become keys and pastes: of every terminal that a station has, in its encoding, and whatever else arrives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from hukou_tui.terminal.key_decoder import LONGEST_PASTE, KeyReader


def keys(data: bytes, encoding: str = "utf-8") -> list[str]:
    """What `data` is read as: the names of keys, and pastes in brackets."""
    reader = KeyReader(encoding)
    return names([*reader.feed(data), *reader.flush()])


def names(found: list[events.Key | events.Paste]) -> list[str]:
    return [f"[{event.text}]" if isinstance(event, events.Paste) else event.key for event in found]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"\x1bOP", "f1"), (b"\x1b[11~", "f1"), (b"\x1b[[A", "f1"), (b"\x1bOS", "f4"), (b"\x1b[[E", "f5"),
        (b"\x1b[15~", "f5"), (b"\x1b[24~", "f12"), (b"\x1b[A", "up"), (b"\x1bOA", "up"), (b"\x1b[1;5A", "up"),
        (b"\x1b[H", "home"), (b"\x1b[1~", "home"), (b"\x1b[7~", "home"), (b"\x1b[5~", "pageup"),
        (b"\x1b[Z", "shift+tab"), (b"\r", "enter"), (b"\n", "enter"), (b"\x7f", "backspace"),
        (b"\x08", "backspace"), (b"\x0c", "ctrl+l"), (b"\x1bOM", "enter"), (b"\x1bOp", "0"), (b"\x1bOy", "9"),
    ],
)  # fmt: skip
def test_the_keys_of_each_kind_of_terminal(data, key):
    assert keys(data) == [key]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
def test_a_name_arrives_in_the_encoding_of_the_terminal_byte_by_byte(encoding):
    reader = KeyReader(encoding)
    found = [event for byte in "张谢陆".encode(encoding) for event in reader.feed(bytes([byte]))]
    assert names(found) == ["张", "谢", "陆"]


def test_a_rare_character_arrives_in_gb18030():
    assert keys("\U00020bb7".encode("gb18030"), "gb18030") == ["\U00020bb7"]


@pytest.mark.parametrize(
    "report",
    [
        b"\x1b[24;80R", b"\x1b[<0;10;20M", b"\x1b[I", b"\x1b[O", b"\x1b[48;24;80;480;640t", b"\x1b[?62;c",
        b"\x1b[?2026;2$y", b"\x1b[97;5u", b"\x1b]11;rgb:0000/0000/0000\x07", b"\x1bP1$r0m\x1b\\",
        b"\x1b[99999999999~", b"\x1b[;;;~", b"\x1b[1;2;3;4~", b"\x1b[M 1!", b"\x1b[" + b"1;" * 500 + b"~",
        b"\x1b]52;c;" + b"1" * 10_000 + b"\x1b\\",
    ],
)  # fmt: skip
def test_what_terminals_report_is_no_key_and_the_next_key_counts(report):
    assert keys(report + b"7") == ["7"]


def test_a_paste_is_one_event_and_steers_nothing():
    assert keys(b"\x1b[200~530699\x1b[A\r\n1\x1b[201~x") == ["[530699\x1b[A\r\n1]", "x"]


def test_a_paste_that_never_ends_is_handed_on_after_a_pause_and_has_a_limit():
    reader = KeyReader()
    assert reader.feed(b"\x1b[200~" + b"1" * 200_000) == []
    assert reader.patience == 1.0
    (pasted,) = reader.flush()
    assert isinstance(pasted, events.Paste)
    assert 0 < len(pasted.text) <= LONGEST_PASTE
    assert names(reader.feed(b"2")) == ["2"]


def test_a_paste_far_beyond_the_limit_is_looked_through_for_its_end():
    pasted, key = keys(b"\x1b[200~" + b"1" * 1_000_000 + b"\x1b[201~2")
    assert set(pasted) == set("[1]") and len(pasted) <= LONGEST_PASTE
    assert key == "2"


def test_what_is_half_read_is_given_up_after_a_pause():
    reader = KeyReader("gb18030")
    for begun in (b"\x1b", b"\x1b[", b"\x1b[1", b"\x81", b"\x81\x30", b"\x1b]0;title"):
        reader.feed(begun)
        assert reader.patience is not None
        reader.flush()
        assert reader.patience is None
        assert names(reader.feed("马1".encode("gb18030"))) == ["马", "1"]


def test_escape_alone_is_no_key_and_takes_no_key_with_it():
    assert keys(b"\x1b1") == ["1"]
    assert keys(b"\x1b\x1b[A") == ["up"]
    assert keys(b"\x1b[M\r1") == ["enter", "1"]


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "gb18030", "gbk"]))
def test_whatever_arrives_is_survived_and_the_name_after_it_is_whole(data, encoding):
    reader = KeyReader(encoding)
    reader.feed(data)
    reader.flush()
    assert reader.patience is None
    assert names(reader.feed("马1".encode(encoding))) == ["马", "1"]
