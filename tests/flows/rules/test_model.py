"""The shapes of the rules: languages, names through time, windows."""

from __future__ import annotations

from datetime import date

import pytest

from flows.rules.model import UNKNOWN, Text
from hukou_tui import packs

RULES = packs.load_rules()


def test_a_text_is_chinese_unless_english_is_asked_for() -> None:
    text = Text("书面申请", "written application")
    assert (text.get("zh"), text.get("en"), text.get("fr")) == ("书面申请", "written application", "书面申请")


def test_a_department_bears_the_name_of_the_day() -> None:
    office = RULES.departments["city_health"]
    assert office.name_on(date(2016, 6, 14)).zh == "市卫计委"
    assert office.name_on(date(2020, 1, 1)).zh == "市卫健委"
    assert office.name_on(None).zh == "市卫健委"


def test_a_fee_window_includes_both_ends() -> None:
    fee = RULES.fee("paternity_half_2016")
    assert [
        fee.in_force(date(*day)) for day in ((2016, 3, 9), (2016, 3, 10), (2016, 12, 31), (2017, 1, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_unknown_is_a_choice_only_where_the_pack_allows_it() -> None:
    assert UNKNOWN not in RULES.facts["cause"].choices
    assert RULES.facts["birth_place"].choices[-1] == UNKNOWN


def test_a_route_or_fee_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        RULES.route("nowhere")
    with pytest.raises(KeyError):
        RULES.fee("nothing")
