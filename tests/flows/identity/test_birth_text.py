"""What a clerk types of a date of birth: what is read, and what is refused."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity.birth_date import (
    BirthDate,
    BirthDateError,
    counted_age,
)
from flows.identity.birth_text import parse_birth_date

TODAY = date(2016, 6, 14)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("20160305", "2016-03-05"),
        ("2016-3-5", "2016-03-05"),
        ("2016.3.5", "2016-03-05"),
        ("2016/03/05", "2016-03-05"),
        ("2016 3 5", "2016-03-05"),
        ("2016年3月5日", "2016-03-05"),
        ("２０１６年３月５日", "2016-03-05"),
        ("公历2016年3月5日出生", "2016-03-05"),
        ("201603", "2016-03"),
        ("*19881208", "L1988-12-08"),
        ("＊２０１４０４２２", "L2014-04-22"),
        ("**20140915", BirthDate("lunar", 2014, 9, 15, leap=True).text),
        ("*1988", "L1988"),
        ("2016年3月", "2016-03"),
        ("2016", "2016"),
        ("88年", "1988"),
        ("880305", "1988-03-05"),
        ("88年3月5号", "1988-03-05"),
        ("一九八八年三月", "1988-03"),
        ("5 March 2016", "2016-03-05"),
        ("March 5, 2016", "2016-03-05"),
        ("1987~1988", "1987~1988"),
        ("农历1988年腊月初八", "L1988-12-08"),
        ("1988年冬月廿三", "L1988-11-23"),
        ("1988年正月初一", "L1988-01-01"),
        ("阴历88-12-8", "L1988-12-08"),
        ("旧历一九八八年十二月二十三", "L1988-12-23"),
        ("lunar 1988-12-08", "L1988-12-08"),
        ("2014年闰九月初五", "L2014+09-05"),
        ("农历2014年九月初五", "L2014-09-05"),
        ("农历2014年前九月初五", "L2014=09-05"),
        ("lunar 2014-leap 9-5", "L2014+09-05"),
        ("1988年除夕", "L1988-12-29"),
        ("L1988-12-08", "L1988-12-08"),
    ],
)
def test_what_a_clerk_types_is_read(typed: str, stored: str) -> None:
    assert [birth.text for birth in parse_birth_date(typed, TODAY)] == [stored]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("　", "empty"),
        ("不知道", "not_understood"),
        ("9" * 1000, "not_understood"),
        ("[/]", "not_understood"),
        ("腊月初八", "year_missing"),
        ("20160230", "no_such_date"),
        ("20161301", "no_such_date"),
        ("农历1988年腊月三十", "no_such_lunar_date"),
        ("农历2013年闰九月初五", "no_such_leap_month"),
        ("农历1850年九月初五", "lunar_out_of_range"),
        ("20160615", "in_future"),
        ("2017", "in_future"),
        ("1850-01-01", "too_long_ago"),
        ("虚岁300", "too_long_ago"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(typed: str, code: str) -> None:
    with pytest.raises(BirthDateError) as refused:
        parse_birth_date(typed, TODAY)
    assert refused.value.code == code


def test_a_zodiac_sign_gives_its_years_youngest_first_with_an_age() -> None:
    years = parse_birth_date("属龙", TODAY)
    assert [birth.text for birth in years[:3]] == ["L2012", "L2000", "L1988"]
    assert counted_age(years[2], TODAY) == (29, 29)


def test_a_zodiac_sign_with_an_age_leaves_one_year() -> None:
    assert [birth.text for birth in parse_birth_date("属龙 虚岁29", TODAY)] == ["L1988"]


def test_a_zodiac_sign_with_a_lunar_day_gives_whole_dates() -> None:
    assert parse_birth_date("属龙，腊月初八", TODAY)[2] == BirthDate("lunar", 1988, 12, 8)
    assert parse_birth_date("year of the dragon", TODAY) == parse_birth_date("属龙", TODAY)


def test_a_counted_age_is_a_lunar_year_and_perhaps_the_one_before() -> None:
    assert [birth.text for birth in parse_birth_date("虚岁29", TODAY)] == ["L1988", "L1987~1988"]
    assert parse_birth_date("counted age 29", TODAY) == parse_birth_date("虚岁29", TODAY)


def test_a_full_age_spans_two_solar_years() -> None:
    (birth,) = parse_birth_date("29周岁", TODAY)
    assert birth.text == "1986~1987"
    assert birth.precision == "range"


def test_an_age_without_a_word_offers_both_ways_of_counting() -> None:
    assert {birth.text for birth in parse_birth_date("29岁", TODAY)} >= {"L1988", "1986~1987"}


def test_two_digits_may_be_a_child_or_a_very_old_person() -> None:
    assert [birth.text for birth in parse_birth_date("16年", TODAY)] == ["2016", "1916"]


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_its_error(text: str) -> None:
    with contextlib.suppress(BirthDateError):
        assert parse_birth_date(text, TODAY)
