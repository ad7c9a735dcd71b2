"""What counts of a text as it is typed: separators of every kind and what nobody sees do not."""

from __future__ import annotations

import pytest

from flows.identity import resident_number, text_cleaning

INVISIBLE = "\u200b\u200f\u202a\u202e\u2060\u2069\ufeff\u00ad"


@pytest.mark.parametrize("between", [
    " ", "  ", "\t", "\u3000", "\u00a0", "\u2009", "-", "\u2010", "\u2011", "\u2013", "\u2014",
    "\u2212", "\uff0d", "\u30fc", ".", "。", "·", "．", "・", *INVISIBLE, " - ", "\u200b-\u200b",
])  # fmt: skip
def test_a_number_is_the_same_in_groups(between: str) -> None:
    said = between.join(("530699", "2005", "0312", "0018")) + between
    number = resident_number.check_number(said)
    assert (number.number, number.problems, number.sex) == ("530699200503120018", (), "1")
    assert number.birth is not None and number.birth.isoformat() == "2005-03-12"


def test_full_width_figures_and_the_ways_to_write_x_are_one() -> None:
    assert resident_number.normalise_number("５３０６９９ １９７９-0507 ０５９＊") == "53069919790507059X"


@pytest.mark.parametrize(("typed", "kept"), [
    (" 0870 — 212 3456 ", "0870-2123456"), ("+86 139", "+86139"), ("Ｐ00001\u200b", "P00001"),
])  # fmt: skip
def test_hyphens_that_say_something_are_one_kind(typed: str, kept: str) -> None:
    assert text_cleaning.normalise_hyphens(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [
    ("2005 - 03 - 12", "2005-03-12"), ("２００５．３．１２", "2005-3-12"), ("*2005 09 21", "*2005 09 21"),
    ("march 5 2016", "march 5 2016"), ("农历\u3000腊月", "农历 腊月"), ("1987~1988", "1987~1988"),
])  # fmt: skip
def test_a_day_keeps_what_tells_its_figures_apart(typed: str, kept: str) -> None:
    assert text_cleaning.spoken_day(typed) == kept


def test_a_sum_keeps_its_point_and_a_count_its_sign() -> None:
    assert (
        text_cleaning.remove_spaces(" 1 200.50 元") == "1200.50元"
        and text_cleaning.remove_spaces("- 5") == "-5"
    )
