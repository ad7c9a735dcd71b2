"""What holds on a day, at the edges: first and last days, birthdays, 29 February, the ends of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from flows.rules.decision_table import Situation
from flows.rules.in_force import names_on, sides, state
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
