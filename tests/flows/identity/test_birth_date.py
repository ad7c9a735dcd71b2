"""A date of birth as it is said at the counter: what is read, what it can mean, what is refused."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity.birth_date import (
    BirthDate,
    BirthDateError,
    chinese_text,
    counted_age,
    full_age,
    leap_month,
    lunar_of,
    lunar_readings,
    lunar_text,
    parse,
)

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
    assert [birth.text for birth in parse(typed, TODAY)] == [stored]


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
        parse(typed, TODAY)
    assert refused.value.code == code


def test_a_zodiac_sign_gives_its_years_youngest_first_with_an_age() -> None:
    years = parse("属龙", TODAY)
    assert [birth.text for birth in years[:3]] == ["L2012", "L2000", "L1988"]
    assert counted_age(years[2], TODAY) == (29, 29)


def test_a_zodiac_sign_with_an_age_leaves_one_year() -> None:
    assert [birth.text for birth in parse("属龙 虚岁29", TODAY)] == ["L1988"]


def test_a_zodiac_sign_with_a_lunar_day_gives_whole_dates() -> None:
    assert parse("属龙，腊月初八", TODAY)[2] == BirthDate("lunar", 1988, 12, 8)
    assert parse("year of the dragon", TODAY) == parse("属龙", TODAY)


def test_a_counted_age_is_a_lunar_year_and_perhaps_the_one_before() -> None:
    assert [birth.text for birth in parse("虚岁29", TODAY)] == ["L1988", "L1987~1988"]
    assert parse("counted age 29", TODAY) == parse("虚岁29", TODAY)


def test_a_full_age_spans_two_solar_years() -> None:
    (birth,) = parse("29周岁", TODAY)
    assert birth.text == "1986~1987"
    assert birth.precision == "range"


def test_an_age_without_a_word_offers_both_ways_of_counting() -> None:
    assert {birth.text for birth in parse("29岁", TODAY)} >= {"L1988", "1986~1987"}


def test_two_digits_may_be_a_child_or_a_very_old_person() -> None:
    assert [birth.text for birth in parse("16年", TODAY)] == ["2016", "1916"]


def test_an_unsaid_leap_month_has_two_readings() -> None:
    birth = BirthDate.from_text("L2014-09-05")
    assert birth.solar_days == (date(2014, 9, 28), date(2014, 10, 28))
    assert (birth.earliest, birth.latest) == (date(2014, 9, 28), date(2014, 10, 28))
    assert BirthDate.from_text("L2014+09-05").solar_days == (date(2014, 10, 28),)
    assert BirthDate.from_text("L2014=09-05").solar_days == (date(2014, 9, 28),)


@pytest.mark.parametrize(
    ("stored", "earliest", "latest", "precision"),
    [
        ("2016-03-05", date(2016, 3, 5), date(2016, 3, 5), "day"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "month"),
        ("2016", date(2016, 1, 1), date(2016, 12, 31), "year"),
        ("1987~1988", date(1987, 1, 1), date(1988, 12, 31), "range"),
        ("L1988", date(1988, 2, 17), date(1989, 2, 5), "year"),
        ("L1988-12", date(1989, 1, 8), date(1989, 2, 5), "month"),
    ],
)
def test_the_interval_of_an_imprecise_date(stored: str, earliest: date, latest: date, precision: str) -> None:
    birth = BirthDate.from_text(stored)
    assert (birth.earliest, birth.latest, birth.precision, birth.text) == (
        earliest,
        latest,
        precision,
        stored,
    )


@pytest.mark.parametrize(
    "stored", ["", "16", "2016-3-5", "2016+03-05", "2016-00", "L1988-12-31", "2016~2014", "0000"]
)
def test_a_damaged_stored_text_is_refused(stored: str) -> None:
    with pytest.raises(BirthDateError):
        BirthDate.from_text(stored)


def test_how_a_slip_writes_it() -> None:
    assert lunar_text(date(2014, 10, 28)) == "农历2014年闰九月初五"
    assert lunar_text(date(1989, 2, 5)) == "农历1988年腊月廿九"
    assert lunar_text(date(1880, 1, 1)) == ""
    assert chinese_text(BirthDate.from_text("2016-03")) == "2016年3月"


def test_ages_are_given_as_an_interval_where_the_date_is_imprecise() -> None:
    assert full_age(BirthDate.from_text("2016-06-14"), TODAY) == (0, 0)
    assert full_age(BirthDate.from_text("1988"), TODAY) == (27, 28)
    assert full_age(BirthDate.from_text("2016"), TODAY) == (0, 0)  # some of its days are still to come
    assert counted_age(BirthDate.from_text("2016-01-20"), TODAY) == (2, 2)


@given(st.dates(date(1900, 1, 31), date(2056, 12, 31)))
def test_every_solar_day_comes_back_through_its_lunar_date(day: date) -> None:
    lunar = lunar_of(day)
    assert lunar is not None
    assert lunar.solar_days == (day,)
    assert BirthDate.from_text(lunar.text) == lunar
    (said,) = parse(chinese_text(lunar), day + timedelta(days=1))
    assert day in said.solar_days


@given(st.integers(1900, 2056), st.integers(1, 12), st.integers(1, 30))
def test_both_readings_of_a_leap_month_and_only_those(year: int, month: int, day: int) -> None:
    readings = lunar_readings(year, month, day)
    assert len(readings) <= (2 if leap_month(year) == month else 1)
    assert all(
        (found := lunar_of(reading)) and (found.month, found.day) == (month, day) for reading in readings
    )


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_its_error(text: str) -> None:
    with contextlib.suppress(BirthDateError):
        assert parse(text, TODAY)
