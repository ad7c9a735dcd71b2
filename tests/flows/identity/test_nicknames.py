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
