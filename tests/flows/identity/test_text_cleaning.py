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


@pytest.mark.parametrize("sign", list(
    "-\u02d7\u058a\u05be\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u207b\u208b\u2212\u2500\u2501\u2796\u2e3a\u2e3b\u30fc"
    "\ufe58\ufe63\uff0d\uff70"
))  # fmt: skip
def test_each_hyphen_is_one(sign: str) -> None:
    assert text_cleaning.normalise_hyphens(f"0870{sign}212") == "0870-212"
    assert text_cleaning.figures(f"0870{sign}212") == "0870212"
    assert text_cleaning.spoken_day(f"2016 {sign} 3{sign}5") == "2016-3-5"


@pytest.mark.parametrize("sign", list(".\u00b7\u2022\u2027\u2219\u22c5\u3002\u30fb\uff0e\uff61\uff65"))
def test_each_dot_is_one(sign: str) -> None:
    assert text_cleaning.figures(f"0870{sign}212") == "0870212"
    assert text_cleaning.spoken_day(f"2016{sign}3") == "2016-3"


@pytest.mark.parametrize("sign", list(
    "\u00ad\u061c\u115f\u1160\u180e\u200b\u200d\u200f\u202a\u202e\u2060\u2069\u2800\u3164\ufeff\uffa0\ufff9\ufffb"
))  # fmt: skip
def test_each_sign_that_nobody_sees_is_gone(sign: str) -> None:
    assert text_cleaning.visible(f" {sign}罗{sign}贵 兰{sign} ".strip()) == "罗贵 兰"
    assert text_cleaning.figures(f"08{sign}70") == "0870"
    assert text_cleaning.remove_spaces(f"08{sign} 70") == "0870"
    assert text_cleaning.spoken_day(f"march{sign} 5") == "march 5"


@pytest.mark.parametrize(("text", "cleaned"), [
    ("abc123", "abc123"), ("ａｂ１２", "ab12"), ("a b-c.d", "abcd"), ("a*b/c", "a*b/c"), ("٣", "٣"), ("", ""),
])  # fmt: skip
def test_figures_lose_separators_and_nothing_else(text: str, cleaned: str) -> None:
    assert text_cleaning.figures(text) == cleaned


def test_days_keep_slashes_between_words_only() -> None:
    assert text_cleaning.spoken_day("2016/3/5") == "2016-3-5"
    assert text_cleaning.spoken_day("3 / 5") == "3-5"
    assert text_cleaning.spoken_day("march/may -5") == "march/may -5"
    assert text_cleaning.spoken_day("  a \t b ") == "a b"
    assert text_cleaning.visible("  a  b ") == "a  b"
