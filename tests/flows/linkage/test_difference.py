"""Where the eye has to stop when two texts are compared character by character."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.linkage.difference import (
    DIFFERS,
    EQUAL,
    PLAIN,
    UNSAID,
    VARIANT,
    Difference,
    Piece,
    characters,
    date_difference,
    difference,
    not_compared,
    word_difference,
)


def told(here: str, there: str, compare: Difference = difference) -> str:
    """The pieces in short: equal text as it is, `[one|other]` where it differs, `(one|other)` for a variant, and
    `<one|other>` where the two are not held against each other."""
    shapes = {EQUAL: "{0}", DIFFERS: "[{0}|{1}]", VARIANT: "({0}|{1})", UNSAID: "<{0}|{1}>"}
    return "".join(shapes[piece.kind].format(piece.here, piece.there) for piece in compare(here, there))


@pytest.mark.parametrize(
    ("here", "there", "pieces"),
    [
        ("2014-05-20", "2014-06-21", "2014-0[5|6]-2[0|1]"),
        ("1961", "1960-10-06", "196[1|0]<|-10-06>"),
        ("1960-10-06", "1961-10", "196[0|1]-10<-06|>"),
        ("1987~1988", "1985-03-01", "198[7~1988|5]<|-03-01>"),
        ("1960", "1960", "1960"),
    ],
)
def test_dates_are_compared_part_by_part(here: str, there: str, pieces: str) -> None:
    assert told(here, there, date_difference) == pieces


def test_a_word_differs_as_a_whole() -> None:
    assert told("male", "female", word_difference) == "[male|female]"
    assert told("male", "male", word_difference) == "male"
    assert told("L2014", "2015", not_compared) == "<L2014|2015>"


@pytest.mark.parametrize(
    ("here", "there", "pieces"),
    [
        ("马天翔", "马天翔", "马天翔"),
        ("马天翔", "马天宇", "马天[翔|宇]"),
        ("马天翔", "罗天宇", "[马|罗]天[翔|宇]"),
        ("罗朝贵", "罗贵", "罗[朝|]贵"),
        ("罗贵", "罗朝贵", "罗[|朝]贵"),
        ("张国强", "張國強", "(张国强|張國強)"),
        ("罗国贵", "罗國桂", "罗(国|國)[贵|桂]"),
        ("2014-05-21", "2014-05-12", "2014-05-[21|12]"),
        ("2014-05-21", "2013-05-21", "201[4|3]-05-21"),
        ("53212519790507059X", "53212519790507059x", "53212519790507059(X|x)"),
        ("530699790507059", "53069919790507059X", "530699[|19]790507059[|X]"),
        ("大坪村一社", "大坪村委会一社", "大坪村[|委会]一社"),
        ("", "马", "[|马]"),
        ("", "", ""),
    ],
)
def test_what_differs_is_named_and_nothing_else(here, there, pieces):
    assert told(here, there) == pieces


def test_an_accent_belongs_to_the_letter_that_carries_it():
    assert characters("a\u0301b") == ["a\u0301", "b"]
    assert told("a\u0301b", "ab") == "[a\u0301|a]b"


@given(st.text(alphabet="马天翔国國xX12-", max_size=20), st.text(alphabet="马天翔国國xX12-", max_size=20))
def test_both_texts_are_all_there_in_order(here: str, there: str):
    pieces = difference(here, there)
    assert "".join(piece.here for piece in pieces) == here
    assert "".join(piece.there for piece in pieces) == there
    assert all(piece.here == piece.there for piece in pieces if piece.kind == EQUAL)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


def test_texts_of_no_names_length_cost_no_time():
    started = perf_counter()
    pieces = difference("马" + "天" * 20_000, "罗" + "翔" * 30_000)
    assert perf_counter() - started < 2
    assert "".join(piece.there for piece in pieces) == "罗" + "翔" * 30_000


@pytest.mark.parametrize(("here", "there", "pieces"), [
    ("ab", "ba", "[ab|ba]"),
    ("ab", "b", "[a|]b"),
    ("a", "ab", "a[|b]"),
    ("abc", "xbz", "[a|x]b[c|z]"),
    ("abcd", "acbd", "a[bc|cb]d"),
    ("aab", "ab", "a[a|]b"),
    ("国a", "a國", "[国a|a國]"),
    ("国张", "國", "(国|國)[张|]"),
    ("Ａ", "a", "(Ａ|a)"),
    ("a", "", "[a|]"),
    ("12345", "13245", "1[23|32]45"),
    ("罗贵兰儿", "兰罗贵", "[|兰]罗贵[兰儿|]"),
])  # fmt: skip
def test_as_little_as_can_be_differs(here: str, there: str, pieces: str) -> None:
    assert told(here, there) == pieces


@pytest.mark.parametrize(("here", "there", "pieces"), [
    ("1961", "1961-10-06", "1961<|-10-06>"),
    ("1961-10", "1961-10-06", "1961-10<|-06>"),
    ("1961-10-06", "1961-10-06", "1961-10-06"),
    ("1961-10-06", "1961-11-06", "1961-1[0|1]-06"),
])  # fmt: skip
def test_what_only_one_date_says_is_not_held_against_the_other(here: str, there: str, pieces: str) -> None:
    assert told(here, there, date_difference) == pieces


@pytest.mark.parametrize(("text", "seen"), [
    ("a\u0301", ["a\u0301"]), ("\u0301a", ["\u0301", "a"]), ("a\u200bb", ["a\u200b", "b"]),
    ("a\u20ddb", ["a\u20dd", "b"]),
    ("ab", ["a", "b"]), ("", []),
])  # fmt: skip
def test_what_has_no_place_of_its_own_belongs_to_the_one_before(text: str, seen: list[str]) -> None:
    assert characters(text) == seen


def test_up_to_forty_thousand_pairs_are_weighed_and_more_go_place_by_place() -> None:
    # One character more at the beginning: weighed, it is found; place by place all but it differ.
    weighed = difference("x" + "ab" * 99 + "q", "ab" * 99 + "ry")
    assert weighed[0] == Piece("x", "", DIFFERS)
    by_place = difference("x" + "ab" * 100 + "q", "ab" * 100 + "ry")
    assert [piece.kind for piece in by_place] == [DIFFERS]
    edge = difference("x" + "ab" * 99 + "q", "ab" * 99 + "r")
    assert edge[0] == Piece("x", "", DIFFERS)


def test_the_eye_need_not_stop_at_what_is_equal_or_not_said() -> None:
    assert {EQUAL, UNSAID} == PLAIN
