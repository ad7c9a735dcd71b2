"""A nickname leaves one character of the name, or nothing but the place among brothers and sisters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity.nicknames import core, readings_of


@pytest.mark.parametrize("said", ["小兰", "阿兰", "兰儿", "兰兰", "小兰儿", "兰兰儿"])
def test_every_form_of_a_nickname_leaves_the_same_character(said: str) -> None:
    assert core(said) == "兰"


@pytest.mark.parametrize("said", ["老大", "二毛", "幺妹", "狗娃", "毛毛", "石头", "铁蛋"])
def test_what_only_counts_children_leaves_nothing(said: str) -> None:
    assert core(said) == ""


@pytest.mark.parametrize("said", ["贵兰", "兰", "", "阿依古丽"])
def test_a_name_is_no_nickname(said: str) -> None:
    assert core(said) is None


def test_a_name_is_read_with_its_surname_and_without() -> None:
    assert readings_of("罗小兰") == (("罗", "兰"),)
    assert readings_of("兰兰") == (("", "兰"),)
    assert readings_of("罗贵兰") == ()


@given(st.text(max_size=5))
def test_any_text_has_readings_of_one_character_at_most(name: str) -> None:
    assert all(len(left) <= 1 for _surname, left in readings_of(name))


@pytest.mark.parametrize(("given_name", "left"), [
    ("老兰", "兰"), ("幺兰", "兰"), ("大兰", "兰"), ("八兰", "兰"), ("兰娃", "兰"), ("兰宝", "兰"),
    ("兰兰娃", "兰"), ("小小兰", None),
    ("小兰兰", "兰"), ("贵兰花", None), ("小贵兰", None), ("贵兰儿", None), ("小贵兰儿", None), ("兰", None),
    ("毛", ""), ("娃", ""),
    ("大二", ""), ("毛蛋", ""), ("狗剩", ""), ("乖乖", ""), ("九兰", None), ("小小小", "小"), ("小兰兰儿", None),
])  # fmt: skip
def test_what_a_nickname_leaves_of_a_given_name(given_name: str, left: str | None) -> None:
    assert core(given_name) == left


@pytest.mark.parametrize(("name", "ways"), [
    ("小兰", (("", "兰"),)), ("罗兰兰", (("罗", "兰"),)), ("欧阳小兰", (("欧阳", "兰"),)), ("罗小", ()),
    ("罗二妹", (("罗", ""),)),
    ("二妹", (("", ""),)), ("罗小兰儿", (("罗", "兰"),)), ("小小小", (("", "小"), ("小", "小"))), ("罗", ()),
    ("", ()),
    ("阿依·兰兰", ()), ("毛", (("", ""),)),
])  # fmt: skip
def test_the_ways_to_read_a_name_as_a_nickname(name: str, ways: tuple[tuple[str, str], ...]) -> None:
    assert readings_of(name) == ways
