"""How two dates of birth may be one: each slip, each wrong figure of a year, each calendar, each part of a date."""

from __future__ import annotations

import pytest

from flows.identity.birth_date import BirthDate
from flows.linkage.date_similarity import DateSimilarity, compare_birth_dates


def _compare(one: str, other: str) -> DateSimilarity:
    return compare_birth_dates(BirthDate.from_text(one), BirthDate.from_text(other))


@pytest.mark.parametrize(("one", "other", "code", "points", "years_or_days"), [
    # ---- one day
    ("1988-03-05", "1988-03-05", "equal", 42, {}),
    ("L1988-01-18", "L1988-01-18", "equal", 42, {}),
    ("L2014-09-05", "L2014+09-05", "equal", 42, {}),
    ("L1988-01-18", "1988-03-05", "lunar_is_solar", 40, {}),
    ("L2014-09-05", "2014-09-28", "lunar_is_solar", 40, {}),
    ("L2014-09-05", "2014-10-28", "lunar_is_solar", 40, {}),
    ("L1988-12-08", "1988-12-08", "same_digits_other_calendar", 30, {}),
    ("L2014=09-05", "L2014+09-05", "leap_month", 34, {}),
    ("2014-09-28", "2014-10-28", "leap_month", 18, {}),
    # ---- the year
    ("1988-03-05", "1989-03-05", "year_off", 27, {"years": 1}),
    ("1988-03-05", "1990-03-05", "year_off", 22, {"years": 2}),
    ("1988-03-05", "1991-03-05", "year_digit", 3, {"years": 3}),
    ("1988-03-05", "1985-03-05", "year_digit", 9, {"years": 3}),
    ("L1988-12-08", "L1989-12-08", "year_off", 27, {"years": 1}),
    ("L1988-12-08", "1990-01-15", "year_off", 27, {"years": 1}),
    ("1988-03-05", "L1987-01-18", "year_off", 27, {"years": 1}),
    ("L1988-12-08", "1987-12-08", "calendar_and_year", 12, {"years": 1}),
    ("L1988-12-08", "1986-12-08", "calendar_and_year", 12, {"years": 2}),
    ("L1988-12-08", "1985-12-08", "years_apart", -15, {"years": 4}),
    ("1988-03-05", "1987-02-15", "calendar_and_year", 12, {"years": 1}),
    ("1988-03-05", "1990-02-13", "calendar_and_year", 12, {"years": 2}),
    # ---- day and month
    ("1988-03-05", "1988-05-03", "day_month_swapped", 27, {}),
    ("1988-03-05", "1988-03-06", "day_differs", 16, {}),
    ("1988-03-05", "1988-03-15", "day_differs", 16, {}),
    ("1988-03-15", "1988-03-13", "day_differs", 16, {}),
    ("1988-03-12", "1988-03-21", "day_differs", 16, {}),
    ("1988-03-09", "1988-03-10", "day_differs", 16, {}),
    ("1988-03-05", "1988-03-24", "day_differs", 9, {}),
    ("1988-03-05", "1988-03-31", "day_differs", 9, {}),
    ("L1988-12-08", "L1988-12-18", "day_differs", 16, {}),
    ("1988-03-05", "1988-04-05", "month_differs", 15, {}),
    ("1988-03-05", "1988-09-05", "month_differs", 15, {}),
    ("1988-09-05", "1988-10-05", "month_differs", 15, {}),
    ("1988-03-05", "1988-10-05", "month_differs", 9, {}),
    ("L1988-04-08", "L1988-05-08", "month_differs", 15, {}),
    ("1988-03-31", "1988-04-01", "days_apart", 14, {"days": 1}),
    ("1988-03-31", "1988-04-02", "days_apart", 9, {"days": 2}),
    ("1988-12-31", "1989-01-01", "days_apart", 14, {"days": 1}),
    ("1988-03-31", "1988-04-10", "days_apart", 9, {"days": 10}),
    ("1988-03-31", "1988-04-11", "same_year", 2, {}),
    ("L1988-01-18", "1988-03-06", "day_differs", 16, {}),
    # ---- nothing of it
    ("1988-03-05", "1988-07-20", "same_year", 2, {}),
    ("1988-03-05", "1987-07-20", "years_apart", -4, {"years": 1}),
    ("1988-03-05", "1986-07-20", "years_apart", -8, {"years": 2}),
    ("1988-03-05", "1985-07-20", "years_apart", -15, {"years": 3}),
    ("1988-03-05", "1984-07-20", "years_apart", -15, {"years": 4}),
    ("1988-03-05", "1979-07-20", "years_apart", -15, {"years": 9}),
    ("1988-03-05", "1978-07-20", "years_apart", -22, {"years": 10}),
    ("L1988-12-08", "1988-07-18", "years_apart", -4, {"years": 1}),
    ("L1988-12-08", "1989-07-18", "same_year", 2, {}),
    # ---- a month, a year or some years
    ("1988-03", "1988-03-05", "within_month", 25, {}),
    ("1988-03", "1988-03", "within_month", 25, {}),
    ("1988-03", "1988", "within_year", 16, {}),
    ("1988", "1988-12-31", "within_year", 16, {}),
    ("1987~1988", "1988-03-05", "within_range", 13, {}),
    ("1987~1988", "1988", "within_range", 13, {}),
    ("1920~1990", "1988-03-05", "within_range", 0, {}),
    ("1987", "1988", "nearly_within", 9, {}),
    ("1987", "1988-12-31", "nearly_within", 9, {}),
    ("1987", "1989-01-01", "nominal_age", 3, {}),
    ("1987", "1989-12-31", "nominal_age", 3, {}),
    ("1987", "1990-01-01", "years_apart", -6, {"years": 2}),
    ("1987", "1990-12-29", "years_apart", -6, {"years": 2}),
    ("1987", "1990-12-30", "years_apart", -15, {"years": 3}),
    ("1987", "1997-12-27", "years_apart", -15, {"years": 9}),
    ("1987", "1997-12-28", "years_apart", -22, {"years": 10}),
    ("1988-03", "1988-04", "nearly_within", 8, {}),
    ("1988-03", "1988-06-01", "nearly_within", 8, {}),
    ("1988-03", "1988-06-02", "nearly_within", 3, {}),
    ("1988-03", "1989-04-01", "nearly_within", 3, {}),
    ("1988-03", "1989-04-02", "years_apart", -6, {"years": 1}),
    ("1987~1988", "1990-01-01", "nearly_within", 3, {}),
    ("1987~1988", "1990-01-02", "years_apart", -6, {"years": 1}),
    ("L1987", "1988-03-05", "nearly_within", 9, {}),
])  # fmt: skip
def test_what_two_dates_say_whichever_of_them_is_asked_for(one, other, code, points, years_or_days):
    for here, there in ((one, other), (other, one)):
        found = _compare(here, there)
        assert (found.code, found.points, found.params) == (code, points, years_or_days)


@pytest.mark.parametrize(("lunar", "solar"), [
    ("1988-12-08", "1989-01-15"), ("2014-09-05", "2014-09-28"), ("2014-09-05", "2014-10-28"),
    ("1988-01-18", "1988-03-05"),
])  # fmt: skip
def test_lunar_figures_in_a_solar_field_say_on_which_side_they_stand(lunar: str, solar: str) -> None:
    here, there = _compare(lunar, solar), _compare(solar, lunar)
    assert (here.code, here.points, there.code, there.points) == ("asked_was_lunar", 28, "record_was_lunar", 28)


def test_each_wrong_figure_of_a_year() -> None:
    """The tens and the century are written wrong oftener than the last figure; two figures hardly ever."""
    tens = dict.fromkeys(range(1908, 2000, 10), 16)
    last = {1980: 9, 1981: 9, 1982: 9, 1983: 9, 1984: 9, 1985: 9, 1986: 22, 1987: 27, 1989: 27}
    others = {1888: 16, 1788: 16, 2088: 16, 1898: 16, 1889: 16, 1979: 3, 1990: 22, 1991: 3, 1995: 3, 1893: 3, 1877: 3}
    for year, points in (tens | last | others | {1988: 42}).items():
        found = _compare("1988-03-05", f"{year}-03-05")
        assert found.points == points, year
        assert found.maybe_same_day


@pytest.mark.parametrize(("code", "same_day"), [
    ("equal", True), ("lunar_is_solar", True), ("same_digits_other_calendar", True), ("asked_was_lunar", True),
    ("record_was_lunar", True), ("by_number", True), ("leap_month", True), ("calendar_and_year", False),
    ("day_month_swapped", False), ("year_off", False), ("days_apart", False), ("within_month", False),
])  # fmt: skip
def test_which_kinds_mean_one_day(code: str, same_day: bool) -> None:
    assert DateSimilarity(code, 0).same_day is same_day


def test_from_which_points_a_slip_may_be_one_day_or_two_births() -> None:
    assert [DateSimilarity("", points).maybe_same_day for points in (2, 3)] == [False, True]
    assert [DateSimilarity("", points).apart for points in (-9, -10)] == [False, True]
