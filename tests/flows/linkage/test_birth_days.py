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
