"""What a clerk types of a date of birth: what is read, and what is refused."""

from __future__ import annotations

import contextlib
import itertools
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
from harness.refusals import refused

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
    with refused(BirthDateError, code):
        parse_birth_date(typed, TODAY)


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


def _read(typed: str, today: date = TODAY) -> list[str]:
    return [birth.text for birth in parse_birth_date(typed, today)]


@pytest.mark.parametrize(("typed", "first", "count"), [
    ("属鼠", "L2008", 10), ("属牛", "L2009", 10), ("属虎", "L2010", 10), ("属兔", "L2011", 10), ("属龙", "L2012", 10),
    ("属蛇", "L2013", 10), ("属马", "L2014", 10), ("属羊", "L2015", 10), ("属猴", "L2016", 10), ("属鸡", "L2005", 9),
    ("属狗", "L2006", 9), ("属猪", "L2007", 9), ("属龍", "L2012", 10), ("属馬", "L2014", 10), ("属雞", "L2005", 9),
    ("属豬", "L2007", 9), ("属犬", "L2006", 9), ("属小龙", "L2013", 10), ("屬耗子", "L2008", 10),
    ("鼠年", "L2008", 10),
    ("rat", "L2008", 10), ("year of the ox", "L2009", 10), ("tiger year", "L2010", 10), ("rabbit", "L2011", 10),
    ("dragon", "L2012", 10), ("snake", "L2013", 10), ("horse", "L2014", 10), ("goat", "L2015", 10),
    ("monkey", "L2016", 10), ("rooster", "L2005", 9), ("dog", "L2006", 9), ("pig", "L2007", 9),
    ("mouse", "L2008", 10),
    ("cow", "L2009", 10), ("hare", "L2011", 10), ("sheep", "L2015", 10), ("ram", "L2015", 10), ("cock", "L2005", 9),
    ("chicken", "L2005", 9), ("boar", "L2007", 9),
])  # fmt: skip
def test_each_zodiac_sign_back_to_1900(typed: str, first: str, count: int) -> None:
    years = _read(typed)
    assert (years[0], len(years)) == (first, count)
    assert all(int(one[1:]) - int(other[1:]) == 12 for one, other in itertools.pairwise(years))


@pytest.mark.parametrize(("typed", "stored"), [
    ("属龙29岁", ["L1988"]), ("属龙 满28", ["L1988"]), ("属龙 28周岁", ["L1988"]), ("属龙 30岁", ["L1988"]),
    ("属龙 26岁", ["L1988"]), ("属马 27岁", ["L1990"]),
    ("属龙1月", ["L2012-01", "L2000-01", "L1988-01"]),
    ("属龙 正月初三", ["L2012-01-03", "L2000-01-03", "L1988-01-03"]),
    ("属龙闰四月初三", ["L2012+04-03"]), ("属龙腊月三十", ["L1976-12-30", "L1964-12-30", "L1952-12-30"]),
    ("属龙 除夕", ["L2012-12-29", "L2000-12-29", "L1988-12-29"]),
])  # fmt: skip
def test_a_zodiac_sign_with_an_age_or_a_day(typed: str, stored: list[str]) -> None:
    assert _read(typed)[:3] == stored


@pytest.mark.parametrize(("typed", "stored"), [
    ("虚岁1", ["L2016", "L2015~2016"]), ("虚岁0", ["L2016", "L2015~2016"]), ("虚29", ["L1988", "L1987~1988"]),
    ("29虚岁", ["L1988", "L1987~1988"]), ("29岁虚", ["L1988", "L1987~1988"]), ("虛歲29岁", ["L1988", "L1987~1988"]),
    ("29 years counted", ["L1988", "L1987~1988"]), ("1 year counted", ["L2016", "L2015~2016"]),
    ("虚岁116", ["L1901", "L1900~1901"]), ("虚岁117", ["1900", "1899~1900"]), ("虚岁130", ["1887", "1886~1887"]),
    ("满28", ["1987~1988"]), ("周岁28", ["1987~1988"]), ("实岁28岁", ["1987~1988"]), ("28实岁", ["1987~1988"]),
    ("28週歲", ["1987~1988"]), ("full age 28", ["1987~1988"]), ("满0", ["2015~2016"]), ("满130", ["1885~1886"]),
    ("29岁", ["L1988", "L1987~1988", "1986~1987"]), ("29歲", ["L1988", "L1987~1988", "1986~1987"]),
    ("age 29", ["L1988", "L1987~1988", "1986~1987"]), ("aged 29", ["L1988", "L1987~1988", "1986~1987"]),
    ("29 years old", ["L1988", "L1987~1988", "1986~1987"]), ("两岁", ["L2015", "L2014~2015", "2013~2014"]),
    ("十岁", ["L2007", "L2006~2007", "2005~2006"]), ("二十三岁", ["L1994", "L1993~1994", "1992~1993"]),
])  # fmt: skip
def test_an_age_is_counted_or_full(typed: str, stored: list[str]) -> None:
    assert _read(typed) == stored


def test_before_the_lunar_new_year_the_counted_age_is_that_of_the_year_before() -> None:
    assert _read("虚岁29", date(2016, 2, 7)) == ["L1987", "L1986~1987"]
    assert _read("虚岁29", date(2016, 2, 8)) == ["L1988", "L1987~1988"]
    assert _read("属羊", date(2016, 2, 7))[0] == "L2015"
    assert _read("属猴", date(2016, 2, 7))[0] == "L2004"
    assert _read("虚岁29", date(2070, 3, 1)) == ["L2042", "L2041~2042"]


@pytest.mark.parametrize(("typed", "stored"), [
    ("16年", ["2016", "1916"]), ("17年", ["1917"]), ("07年", ["2007", "1907"]), ("06年", ["2006"]),
    ("99年", ["1999"]),
    ("88-3", ["1988-03"]), ("15年3月", ["2015-03", "1915-03"]), ("阴历15年3月", ["L2015-03", "L1915-03"]),
    ("198812", ["1988-12"]), ("198801", ["1988-01"]), ("200010", ["2000-10"]), ("189912", ["1899-12"]),
    ("881231", ["1988-12-31"]), ("1988~1987", ["1987~1988"]), ("1988到1989", ["1988~1989"]),
    ("1987年至1988年", ["1987~1988"]), ("1988-1989", ["1988~1989"]), ("农历1987～1988", ["L1987~1988"]),
    ("1988.3", ["1988-03"]), ("1988年3月5号", ["1988-03-05"]), ("1988年3月5號", ["1988-03-05"]),
    ("in 1988", ["1988"]), ("born on 1988-3-5", ["1988-03-05"]), ("约2016年3月5日左右", ["2016-03-05"]),
    ("生于2016年3月5日", ["2016-03-05"]), ("1988年3月5日生", ["1988-03-05"]), ("2016–3–5", ["2016-03-05"]),
    ("2016—3—5", ["2016-03-05"]), ("二〇一六年三月五日", ["2016-03-05"]), ("二零一五年十月二十三日", ["2015-10-23"]),
    ("march 2016", ["2016-03"]), ("5th march 2016", ["2016-03-05"]), ("march 1st, 2016", ["2016-03-01"]),
    ("sept. 3 2015", ["2015-09-03"]), ("22nd december 2015", ["2015-12-22"]), ("3rd jan 2016", ["2016-01-03"]),
    ("* 19881208", ["L1988-12-08"]), ("*1988 12 08", ["L1988-12-08"]), ("**20140915", ["L2014+09-15"]),
    ("阳历2016年3月5日", ["2016-03-05"]), ("公历农历2016年3月5日", ["2016-03-05"]), ("新历2016年正月", ["2016-01"]),
    ("2014闰九月", ["L2014+09"]), ("农历2014年后九月初五", ["L2014+09-05"]),
    ("农历2014年平九月初五", ["L2014=09-05"]),
    ("2014年閏九月初五", ["L2014+09-05"]), ("1988年臘月初八", ["L1988-12-08"]), ("1988年腊月廿", ["L1988-12-20"]),
    ("1988年腊月廿九", ["L1988-12-29"]), ("1988年冬月三十", ["L1988-11-30"]),
    ("1976年除夕", ["L1976-12-30"]), ("1988年大年三十", ["L1988-12-29"]), ("1988年年三十", ["L1988-12-29"]),
    ("1988年腊月除夕", ["L1988-12-29"]), ("1988年12月除夕", ["L1988-12-29"]), ("1988-12-08农历", ["L1988-12-08"]),
    ("农历1988年", ["L1988"]), ("国历1988年3月", ["1988-03"]), ("gregorian 1988-3", ["1988-03"]),
    ("L1988-12", ["L1988-12"]),
    ("1886-06-14", ["1886-06-14"]), ("2016-06-14", ["2016-06-14"]),
])  # fmt: skip
def test_many_ways_to_say_a_date(typed: str, stored: list[str]) -> None:
    assert _read(typed) == stored


@pytest.mark.parametrize(("typed", "code"), [
    ("1988年初三", "not_understood"), ("1988年初十", "not_understood"), ("属龙 abc", "not_understood"),
    ("year of the cat", "not_understood"), ("属龙13月", "no_such_lunar_date"),
    ("88", "not_understood"), ("l1988", "not_understood"), ("L19", "not_understood"),
    ("***19881208", "not_understood"),
    ("*abc", "not_understood"), ("2016年平三月", "not_understood"), ("2014年前九月", "not_understood"),
    ("2014年后九月", "not_understood"), ("二十二十", "not_understood"), ("十十", "not_understood"),
    ("1988年十二三月", "not_understood"),
    ("3月5日", "year_missing"), ("闰3月5日", "year_missing"), ("3月", "year_missing"), ("腊月除夕", "year_missing"),
    ("198813", "no_such_date"), ("2016-2-30", "no_such_date"), ("2016-13", "no_such_date"),
    ("农历1899年", "lunar_out_of_range"), ("农历2057年", "lunar_out_of_range"), ("**19880408", "no_such_leap_month"),
    ("虚岁131", "too_long_ago"), ("满131", "too_long_ago"), ("131岁", "too_long_ago"), ("999岁", "too_long_ago"),
    ("1885-12-31", "too_long_ago"), ("2016-07", "in_future"), ("L2016-06", "in_future"), ("2016-06-15", "in_future"),
    ("1" * 61, "not_understood"), ("88年13月", "no_such_date"),
])  # fmt: skip
def test_many_ways_to_say_none(typed: str, code: str) -> None:
    with refused(BirthDateError, code):
        parse_birth_date(typed, TODAY)


def test_a_text_of_sixty_characters_is_read() -> None:
    assert _read("1988-3-5".center(60)) == ["1988-03-05"]
    with refused(BirthDateError, "not_understood"):
        parse_birth_date("1988-3-5".center(61), TODAY)


def test_how_long_ago_is_too_long_is_said() -> None:
    for typed in ("1850-01-01", "虚岁300"):
        with refused(BirthDateError, "too_long_ago", years=130):
            parse_birth_date(typed, TODAY)
