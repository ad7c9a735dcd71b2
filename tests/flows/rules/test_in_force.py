"""What holds on a day, at the edges: first and last days, birthdays, 29 February, the ends of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from flows.rules.decision_table import Situation
from flows.rules.in_force import Side, fees_in_force, names_on, sides, state
from flows.rules.model import DatedName, Department, Text
from hukou_tui import packs

FIRST, LAST = date(2016, 3, 10), date(2016, 12, 31)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2016, 3, 9), "not_yet"),
        (FIRST, "in_force"),
        (LAST, "in_force"),
        (date(2017, 1, 1), "over"),
    ],
)
def test_both_ends_belong_to_a_period(day: date, expected: str) -> None:
    assert state(FIRST, LAST, day) == expected


def test_an_open_end_never_comes() -> None:
    assert (state(None, None, date.min), state(FIRST, None, date.max)) == ("in_force", "in_force")


def test_a_name_is_not_carried_on_beyond_its_last_day() -> None:
    office = packs.load_rules().departments["county_health"]
    old = DatedName(Text("旧", "old"), date(2000, 1, 1), date(2010, 12, 31))
    only = Department("x", old.name, (old,), office.duty, office.cite)
    assert [names_on(only, date(year, 6, 1)).now for year in (1999, 2005, 2011)] == [None, old, None]


@pytest.mark.parametrize(
    "day",
    [
        date(2016, 6, 14),
        date(2016, 2, 29),
        date(2017, 2, 28),
        date(2019, 3, 1),
        date(1, 1, 1),
        date(3, 5, 5),
        date.max,
    ],
)
def test_the_sides_agree_with_what_is_decided_about_each_birth(day: date) -> None:
    rules = packs.load_rules()
    for derived in rules.derived.values():
        if derived.years is None:
            continue
        found = sides(derived, day)
        assert found[0].first is None and found[-1].last is None
        for side in found:
            for born in (side.first, side.last):
                if born is not None and date(1000, 1, 1) < born < date(9998, 1, 1) - timedelta(days=400 * 20):
                    facts = {derived.date_fact or "": born.isoformat()}
                    assert Situation(rules, facts, day).values(derived.id) == (side.value,)


def test_who_is_three_on_the_day_is_not_over_it_and_who_is_eighteen_is_of_age() -> None:
    rules = packs.load_rules()
    late = sides(rules.derived["late_entry"], date(2016, 6, 14))
    adult = sides(rules.derived["majority"], date(2016, 6, 14))
    assert (late[0].last, late[1].first) == (date(2013, 6, 13), date(2013, 6, 14))
    assert (adult[0].last, adult[1].first) == (date(1998, 6, 14), date(1998, 6, 15))


def test_born_on_29_february_has_the_birthday_of_the_28th() -> None:
    adult = sides(packs.load_rules().derived["majority"], date(2018, 2, 28))
    assert adult[0].last == date(2000, 2, 29)


def test_names_before_and_after_are_told_in_their_order() -> None:
    office = packs.load_rules().departments["county_health"]
    first = DatedName(Text("甲", "first"), None, date(2001, 12, 31))
    second = DatedName(Text("乙", "second"), date(2002, 1, 1), date(2009, 12, 31))
    third = DatedName(Text("丙", "third"), date(2010, 1, 1), date(2013, 6, 30))
    last = DatedName(Text("丁", "last"), date(2013, 7, 1), None)
    one = Department("x", first.name, (first, second, third, last), office.duty, office.cite)
    told = names_on(one, date(2010, 1, 1))
    assert (told.now, told.before, told.after) == (third, (first, second), (last,))
    told = names_on(one, date(2001, 12, 31))
    assert (told.now, told.before, told.after) == (first, (), (second, third, last))


@pytest.mark.parametrize(
    ("day", "ids"),
    [
        (date(2016, 3, 9), []),
        (FIRST, ["paternity_half_2016"]),
        (LAST, ["paternity_half_2016"]),
        (date(2017, 1, 1), []),
    ],
)
def test_a_fee_rule_is_in_force_from_its_first_day_to_its_last(day: date, ids: list[str]) -> None:
    assert [fee.id for fee in fees_in_force(packs.load_rules(), day)] == ids


def test_a_line_of_a_date_has_the_day_before_it_on_one_side_and_the_day_itself_on_the_other() -> None:
    rules = packs.load_rules()
    assert sides(rules.derived["birth_era"], LAST) == (
        Side("before", None, date(1995, 12, 31)), Side("since", date(1996, 1, 1), None),
    )  # fmt: skip
    assert sides(rules.derived["adoption_era"], LAST)[-1].first == date(1999, 4, 1)


@pytest.mark.parametrize(
    ("day", "last_over_three"),
    [
        # Over it from the day after the third birthday; that of the 29th is the 28th in a year without one.
        (date(2015, 2, 28), date(2012, 2, 27)), (date(2015, 3, 1), date(2012, 2, 29)),
        (date(2015, 3, 2), date(2012, 3, 1)),
        (date(2016, 2, 28), date(2013, 2, 27)), (date(2016, 2, 29), date(2013, 2, 28)),
        (date(2016, 3, 1), date(2013, 2, 28)), (date(2016, 3, 2), date(2013, 3, 1)),
        (date(2016, 12, 31), date(2013, 12, 30)), (date(2017, 1, 1), date(2013, 12, 31)),
    ],
)  # fmt: skip
def test_over_three_years_to_the_day(day: date, last_over_three: date) -> None:
    late = sides(packs.load_rules().derived["late_entry"], day)
    assert [side.value for side in late] == ["over", "within"]
    assert (late[0].last, late[1].first) == (last_over_three, last_over_three + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "last_of_age"),
    [
        (date(2018, 2, 27), date(2000, 2, 27)), (date(2018, 2, 28), date(2000, 2, 29)),
        (date(2018, 3, 1), date(2000, 3, 1)), (date(2020, 2, 28), date(2002, 2, 28)),
        (date(2020, 2, 29), date(2002, 2, 28)), (date(2020, 3, 1), date(2002, 3, 1)),
    ],
)  # fmt: skip
def test_of_age_on_the_eighteenth_birthday_itself(day: date, last_of_age: date) -> None:
    assert sides(packs.load_rules().derived["majority"], day)[0].last == last_of_age


def test_where_the_calendar_does_not_reach_nobody_is_over_an_age() -> None:
    majority = packs.load_rules().derived["majority"]
    within = majority.within
    assert sides(majority, date(19, 12, 31)) == (Side(str(within), None, None),)
    assert sides(majority, date(20, 1, 1))[0].last == date(2, 1, 1)
