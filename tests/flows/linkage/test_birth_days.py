"""The days of the register that a question about a birth turns up, and what each counts."""

from __future__ import annotations

from datetime import date

import pytest

from flows.identity.birth_date import BirthDate
from flows.linkage import blocking_keys
from flows.linkage.birth_days import BirthDays


def _days(text: str) -> BirthDays:
    days = BirthDays()
    days.add_birth(BirthDate.from_text(text))
    return days


def _worth(days: BirthDays, year: int, month: int, day: int) -> int:
    return days.worth().get(_at(date(year, month, day)), 0)


def _at(day: date) -> int:
    return blocking_keys.about_day(blocking_keys.day_number(day.toordinal()))


@pytest.mark.parametrize("text", ["1989-01-15", "1989-02-28", "2012-02-29", "1900-12-31", "L2014-09-05", "1850-06-01"])
def test_the_day_itself_counts_most(text: str) -> None:
    birth = BirthDate.from_text(text)
    worth = _days(text).worth()
    assert worth[_at(birth.solar_days[0])] == max(worth.values())


def test_what_is_likelier_counts_more() -> None:
    days = _days("1989-01-15")
    lunar_read_as_solar, year_off, one_figure, same_month, elsewhere = (
        _worth(days, *day) for day in ((1989, 2, 20), (1990, 1, 15), (1989, 1, 10), (1989, 1, 28), (1989, 7, 3))
    )
    assert lunar_read_as_solar > year_off > one_figure > same_month > elsewhere == 0


def test_ten_days_too_many_or_too_few_are_a_slip_across_the_end_of_a_month_too() -> None:
    for asked, *slips in (
        ("1989-05-25", (1989, 6, 4), (1989, 5, 15)),
        ("1989-06-04", (1989, 5, 25), (1989, 6, 14)),
    ):
        days = _days(asked)
        assert [_worth(days, *slip) for slip in slips] == [16, 16]
        assert _worth(days, 1989, 7, 20) == 0


def test_a_day_is_turned_up_with_its_years_and_a_slip_is_not() -> None:
    turned = dict(_days("1989-01-15").turned_up())
    asked = turned[blocking_keys.day_of_year(1, 15)]
    assert sorted(asked) == [blocking_keys.year_number(year) for year in range(1987, 1992)]
    assert blocking_keys.day_of_year(1, 16) not in turned


def test_a_part_of_a_date_and_an_absurd_number_turn_up_nothing() -> None:
    days = _days("1989-01")
    days.add_figures((1989, 13, 45))
    assert list(days.turned_up()) == []
    assert days.worth() == {}


def test_years_before_all_registers_fall_together_without_harm() -> None:
    days = _days("1001-03-04")
    assert max(days.worth().values()) == _worth(days, 1001, 3, 4)
    (years,) = [worth for number, worth in days.turned_up() if number == blocking_keys.day_of_year(3, 4)]
    assert years == {0: 42}


@pytest.mark.parametrize(("asked", "day", "points", "why"), [
    ("1988-03-05", "1988-03-05", 42, "the day itself"),
    ("1988-03-20", "1988-02-03", 28, "the figures, if those on record are lunar"),
    ("1988-03-20", "1988-05-05", 28, "the day, if the figures asked are lunar"),
    ("1988-03-20", "1987-03-20", 27, "a year before"),
    ("1988-03-20", "1989-03-20", 27, "a year after"),
    ("1988-03-20", "1986-03-20", 22, "two years before"),
    ("1988-03-20", "1990-03-20", 22, "two years after"),
    ("1988-03-20", "1991-03-20", 0, "three years after"),
    ("1988-03-20", "1985-03-20", 0, "three years before"),
    ("1988-03-05", "1988-05-03", 27, "day and month swapped"),
    ("1988-03-12", "1988-12-03", 27, "the twelfth may be a month"),
    ("1988-03-13", "1989-01-03", 0, "the thirteenth may not"),
    ("1988-03-20", "1988-03-22", 16, "a figure of the day"),
    ("1988-03-20", "1988-03-10", 16, "a figure of the day, ten less"),
    ("1988-03-20", "1988-03-30", 16, "a figure of the day, ten more"),
    ("1988-03-20", "1988-03-02", 16, "the figures of the day swapped"),
    ("1988-03-20", "1988-03-08", 9, "another day of the month"),
    ("1988-03-20", "1988-03-31", 16, "ten days more, rounded to two"),
    ("1988-03-05", "1988-02-24", 16, "ten days before"),
    ("1988-03-05", "1988-02-26", 9, "eight days before"),
    ("1988-03-05", "1988-02-20", 0, "fourteen days before"),
    ("1988-03-20", "1988-04-20", 16, "the month after"),
    ("1988-03-20", "1988-09-20", 16, "a figure of the month"),
    ("1988-03-20", "1988-12-20", 9, "another month"),
    ("1988-12-20", "1988-01-20", 9, "the first month"),
    ("1988-03-20", "1987-02-03", 12, "lunar figures and a year before"),
    ("1988-03-20", "1986-02-03", 12, "lunar figures and two years before"),
    ("1988-03-20", "1990-05-05", 12, "figures that were lunar and two years after"),
    ("1988-03-20", "1989-05-05", 12, "figures that were lunar and a year after"),
    ("1988-03-20", "1991-05-05", 0, "figures that were lunar and three years after"),
    ("L1988-12-08", "1989-01-15", 42, "the day of a lunar date"),
    ("L1988-12-08", "1988-12-08", 28, "its figures in a solar field"),
    ("L1988-12-08", "1988-08-12", 27, "its figures swapped"),
    ("L1988-12-08", "1989-12-08", 12, "its figures and a year after"),
    ("L2014-09-05", "2014-09-28", 42, "the ordinary month"),
    ("L2014-09-05", "2014-10-28", 42, "the leap month"),
])  # fmt: skip
def test_what_each_day_is_worth_to_a_question(asked: str, day: str, points: int, why: str) -> None:
    assert _worth(_days(asked), *map(int, day.split("-"))) == points, why


def test_the_days_that_are_turned_up_in_full() -> None:
    """The day with two years before and after; swapped; and what it is if one of the two is lunar."""
    years = {188: 42, 187: 27, 189: 27, 186: 22, 190: 22}
    day_of = blocking_keys.day_of_year
    assert dict(_days("1988-03-05").turned_up()) == {
        day_of(3, 5): years, day_of(5, 3): {188: 27}, day_of(1, 18): {188: 28}, day_of(4, 20): {188: 28}
    }  # fmt: skip
    assert dict(_days("L1988-12-08").turned_up()) == {
        day_of(1, 15): {189: 42, 188: 27, 190: 27, 187: 22, 191: 22}, day_of(8, 12): {188: 27}, day_of(12, 8): {188: 28}
    }  # fmt: skip


def test_nothing_and_a_part_of_a_date_turn_up_nothing() -> None:
    for birth in (None, BirthDate.from_text("1988-03"), BirthDate.from_text("1988"), BirthDate.from_text("L1988-03")):
        days = BirthDays()
        days.add_birth(birth)
        assert (list(days.turned_up()), days.worth()) == ([], {})


def test_the_day_of_a_number_counts_where_nothing_better_is_known() -> None:
    days = BirthDays()
    days.add_figures((1988, 3, 5))
    assert dict(days.turned_up()) == {blocking_keys.day_of_year(3, 5): {188: 38}}
    assert days.worth() == {_at(date(1988, 3, 5)): 38}
    both = _days("1988-03-05")
    both.add_figures((1988, 3, 5))
    both.add_figures((1988, 2, 30))
    assert _worth(both, 1988, 3, 5) == 42
    assert dict(both.turned_up()) == dict(_days("1988-03-05").turned_up())


def test_days_at_the_ends_of_the_calendar_do_no_harm() -> None:
    for text in ("1000-01-01", "9998-12-31"):
        assert _days(text).worth()


def test_29_february_has_no_birthday_a_year_after() -> None:
    days = _days("2012-02-29")
    assert (_worth(days, 2013, 2, 28), _worth(days, 2013, 3, 1)) == (0, 0)
