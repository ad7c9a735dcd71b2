"""A date of birth: what it can mean, how it is kept, how a slip writes it."""

from __future__ import annotations

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
)
from flows.identity.birth_text import parse_birth_date

TODAY = date(2016, 6, 14)


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
    (said,) = parse_birth_date(chinese_text(lunar), day + timedelta(days=1))
    assert day in said.solar_days


@given(st.integers(1900, 2056), st.integers(1, 12), st.integers(1, 30))
def test_both_readings_of_a_leap_month_and_only_those(year: int, month: int, day: int) -> None:
    readings = lunar_readings(year, month, day)
    assert len(readings) <= (2 if leap_month(year) == month else 1)
    assert all(
        (found := lunar_of(reading)) and (found.month, found.day) == (month, day) for reading in readings
    )
