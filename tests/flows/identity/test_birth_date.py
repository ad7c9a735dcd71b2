"""A date of birth: what it can mean, how it is kept, how a slip writes it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity import birth_date
from flows.identity.birth_date import (
    BirthDate,
    BirthDateError,
    chinese_text,
    counted_age,
    full_age,
    is_leap,
    leap_month,
    lunar_figures,
    lunar_of,
    lunar_readings,
    lunar_text,
)
from flows.identity.birth_text import parse_birth_date
from harness.refusals import refused

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
    ("stored", "code"),
    [
        ("", "not_understood"), ("16", "not_understood"), ("2016-3-5", "not_understood"),
        ("2016+03-05", "not_understood"), ("2016-00", "no_such_date"), ("L1988-12-31", "no_such_lunar_date"),
        ("2016~2014", "no_such_date"), ("0000", "no_such_date"),
    ],
)
def test_a_damaged_stored_text_is_refused(stored: str, code: str) -> None:
    with refused(BirthDateError, code):
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


@pytest.mark.parametrize(("figures", "code", "params"), [
    (("solar", 1988, None, 5), "no_such_date", {}), (("solar", 999), "no_such_date", {}),
    (("solar", 9999), "no_such_date", {}), (("solar", 1988, 0), "no_such_date", {}),
    (("solar", 1988, 3, 0), "no_such_date", {}), (("solar", 1988, 2, 30), "no_such_date", {}),
    (("solar", 1988, None, None, None, 9999), "no_such_date", {}),
    (("solar", 1988, None, None, None, 1987), "no_such_date", {}),
    (("solar", 1988, 3, 5, True), "not_understood", {}), (("solar", 1988, 3, 5, False), "not_understood", {}),
    (("hebrew", 1988), "not_understood", {}),
    (("lunar", 1899), "lunar_out_of_range", {"first": 1900, "last": 2056}),
    (("lunar", 2057), "lunar_out_of_range", {"first": 1900, "last": 2056}),
    (("lunar", 1987, None, None, None, 2057), "lunar_out_of_range", {"first": 1900, "last": 2056}),
    (("lunar", 1988, None, None, None, 1987), "lunar_out_of_range", {"first": 1900, "last": 2056}),
    (("lunar", 1988, None, 5), "no_such_lunar_date", {}),
    (("lunar", 1988, None, None, False), "no_such_lunar_date", {}),
    (("lunar", 1988, 12, 30), "no_such_lunar_date", {"days": 29}),
    (("lunar", 1988, 12, 0), "no_such_lunar_date", {"days": 29}),
    (("lunar", 1988, 13), "no_such_lunar_date", {"days": 0}), (("lunar", 1988, 0), "no_such_lunar_date", {"days": 0}),
    (("lunar", 2014, 9, 31), "no_such_lunar_date", {"days": 30}),
    (("lunar", 2014, 9, 30, True), "no_such_lunar_date", {"days": 29}),
    (("lunar", 2014, 8, 5, True), "no_such_leap_month", {"year": 2014, "leap_month": 9}),
    (("lunar", 1988, 8, 5, True), "no_such_leap_month", {"year": 1988, "leap_month": None}),
])  # fmt: skip
def test_a_date_that_cannot_be_is_refused(figures: tuple, code: str, params: dict[str, object]) -> None:
    with refused(BirthDateError, code) as told:
        BirthDate(*figures)
    assert told.params == params


@pytest.mark.parametrize(("stored", "chinese", "earliest", "latest", "precision"), [
    ("1988-03-05", "1988年3月5日", "1988-03-05", "1988-03-05", "day"),
    ("1988-03", "1988年3月", "1988-03-01", "1988-03-31", "month"),
    ("1988", "1988年", "1988-01-01", "1988-12-31", "year"),
    ("1987~1988", "1987~1988年", "1987-01-01", "1988-12-31", "range"),
    ("1988~1988", "1988~1988年", "1988-01-01", "1988-12-31", "range"),
    ("1000", "1000年", "1000-01-01", "1000-12-31", "year"),
    ("9998", "9998年", "9998-01-01", "9998-12-31", "year"),
    ("1997~9998", "1997~9998年", "1997-01-01", "9998-12-31", "range"),
    ("L1988-12-08", "农历1988年腊月初八", "1989-01-15", "1989-01-15", "day"),
    ("L2014+09-05", "农历2014年闰九月初五", "2014-10-28", "2014-10-28", "day"),
    ("L2014=09-05", "农历2014年九月初五", "2014-09-28", "2014-09-28", "day"),
    ("L2014-09-30", "农历2014年九月三十", "2014-10-23", "2014-10-23", "day"),
    ("L2014-09", "农历2014年九月", "2014-09-24", "2014-11-21", "month"),
    ("L2014+09", "农历2014年闰九月", "2014-10-24", "2014-11-21", "month"),
    ("L2014=09", "农历2014年九月", "2014-09-24", "2014-10-23", "month"),
    ("L1988", "农历1988年", "1988-02-17", "1989-02-05", "year"),
    ("L1987~1988", "农历1987~1988年", "1987-01-29", "1989-02-05", "range"),
    ("L1900", "农历1900年", "1900-01-31", "1901-02-18", "year"),
])  # fmt: skip
def test_what_each_kind_of_date_is_and_how_it_is_written(
    stored: str, chinese: str, earliest: str, latest: str, precision: str
) -> None:
    birth = BirthDate.from_text(stored)
    assert (birth.text, chinese_text(birth), birth.precision) == (stored, chinese, precision)
    assert (birth.earliest.isoformat(), birth.latest.isoformat()) == (earliest, latest)
    assert bool(birth.solar_days) == (precision == "day")


def test_the_days_of_a_lunar_month_and_its_months_in_words() -> None:
    days = ("初一初二初三初四初五初六初七初八初九初十十一十二十三十四十五"
            "十六十七十八十九二十廿一廿二廿三廿四廿五廿六廿七廿八廿九三十")  # fmt: skip
    written = [chinese_text(BirthDate("lunar", 2014, 9, day))[-2:] for day in range(1, 31)]
    assert "".join(written) == days
    months = [chinese_text(BirthDate("lunar", 2015, month)) for month in range(1, 13)]
    assert [month[7:] for month in months] == [f"{month}月" for month in "正二三四五六七八九十冬腊"]


@pytest.mark.parametrize(("day", "figures", "leap"), [
    (date(1900, 1, 30), None, False), (date(1900, 1, 31), (1900, 1, 1), False),
    (date(2057, 2, 3), (2056, 12, 30), False),
    (date(2057, 2, 4), None, False), (date(2014, 9, 24), (2014, 9, 1), False),
    (date(2014, 10, 23), (2014, 9, 30), False),
    (date(2014, 10, 24), (2014, 9, 1), True), (date(2014, 11, 21), (2014, 9, 29), True),
    (date(2014, 11, 22), (2014, 10, 1), False),
])  # fmt: skip
def test_the_lunar_date_of_a_day(day: date, figures: tuple[int, int, int] | None, leap: bool) -> None:
    assert (lunar_figures(day), is_leap(day)) == (figures, leap)
    lunar = lunar_of(day)
    assert lunar == (BirthDate("lunar", *figures, leap=leap) if figures else None)
    assert bool(lunar_text(day)) == bool(figures)


def test_the_table_of_months_begins_and_ends_with_the_years_that_are_converted() -> None:
    """Made anew here: it is made once a run, for whichever test happens to be the first."""
    table = birth_date._month_table.__wrapped__()
    first, *_rest, end = table
    assert first == (date(1900, 1, 31).toordinal(), 1900, 1, False)
    assert end == (date(2057, 2, 4).toordinal(), 2057, 1, False)
    in_2014 = [(month, leap) for _day, year, month, leap in table if year == 2014]
    assert in_2014 == [(month, False) for month in range(1, 10)] + [(9, True), (10, False), (11, False), (12, False)]
    assert {later[0] - month[0] for month, later in pairwise(table)} == {29, 30}


@pytest.mark.parametrize(("figures", "days"), [
    ((1899, 1, 1), ()), ((2057, 1, 1), ()), ((2014, 13, 1), ()), ((2014, 0, 1), ()), ((2014, 9, 0), ()),
    ((2014, 9, 31), ()),
    ((2014, 9, 1), ("2014-09-24", "2014-10-24")), ((2014, 9, 30), ("2014-10-23",)),
    ((2014, 9, 1, True), ("2014-10-24",)),
    ((2014, 9, 1, False), ("2014-09-24",)), ((2014, 8, 1, True), ()), ((1900, 1, 1), ("1900-01-31",)),
    ((2056, 12, 30), ("2057-02-03",)),
])  # fmt: skip
def test_what_lunar_figures_can_mean(figures: tuple, days: tuple[str, ...]) -> None:
    assert tuple(day.isoformat() for day in lunar_readings(*figures)) == days


def test_which_month_is_doubled() -> None:
    assert (leap_month(2014), leap_month(2012), leap_month(1988)) == (9, 4, None)


@pytest.mark.parametrize(("stored", "today", "ages"), [
    ("1988-03-05", date(2016, 6, 14), (29, 29)), ("1988-01-05", date(2016, 2, 7), (29, 29)),
    ("1988-01-05", date(2016, 2, 8), (30, 30)), ("1988", date(2016, 2, 8), (29, 30)),
    ("1890-01-05", date(2016, 2, 8), (127, 127)),
    ("1899-12-31", date(1901, 3, 1), (3, 3)), ("2056-01-05", date(2057, 1, 8), (3, 3)),
    ("2016-06-14", date(2016, 6, 14), (1, 1)),
])  # fmt: skip
def test_the_counted_age_goes_up_at_the_lunar_new_year(stored: str, today: date, ages: tuple[int, int]) -> None:
    assert counted_age(BirthDate.from_text(stored), today) == ages


def test_the_stored_text_says_more_than_it_may() -> None:
    for stored in ("1988=03-05", "1988+03", "L1988*12-08", "L1988-12-08-01", "1988~1989-01", " 1988", "1988-3", "88"):
        with refused(BirthDateError, "not_understood"):
            BirthDate.from_text(stored)
    assert BirthDate.of(date(1988, 3, 5)) == BirthDate.from_text("1988-03-05")
