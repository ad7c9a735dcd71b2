"""A birthday is the same day for the rules, for the screens and for the handbook, 29 February among them."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.station.station import Station
from db.upkeep import retention
from flows.case.case import Case, StatusChange
from flows.case.fields import BY_ID
from flows.case.status import Event, Status
from flows.identity.birth_date import BirthDate, full_age
from flows.identity.calendar_steps import birthday, completed_years, months_later, years_later
from flows.rules.date_constraints import BIRTH_FIELD
from flows.rules.decision_table import Situation
from flows.rules.in_force import sides
from flows.rules.model import DerivedFact
from hukou_tui import packs
from hukou_tui.screens.intake.entry import BirthEntry
from hukou_tui.words import catalogue

RULES = packs.load_rules()
BY_AGE = [derived for derived in RULES.derived.values() if derived.years is not None]
DAY = timedelta(days=1)
LEAP = date(1996, 2, 29)

births = st.dates(date(1900, 1, 1), date(2020, 12, 31)) | st.sampled_from(
    [date(year, 2, 29) for year in range(1904, 2021, 4)]
)
ages = st.integers(0, 120)
#: How many days beside a birthday one comes to the counter.
beside = st.integers(-2, 2)


@pytest.mark.parametrize(
    ("born", "years", "day"),
    [
        (LEAP, 18, date(2014, 2, 28)),
        (LEAP, 20, date(2016, 2, 29)),
        (date(2012, 2, 29), 3, date(2015, 2, 28)),
        (date(1996, 2, 28), 18, date(2014, 2, 28)),
        (date(1996, 3, 1), 18, date(2014, 3, 1)),
    ],
)
def test_who_was_born_on_29_february_has_the_birthday_of_the_28th(born: date, years: int, day: date) -> None:
    assert birthday(born, years) == day
    assert (completed_years(born, day - DAY), completed_years(born, day)) == (years - 1, years)


def test_a_month_that_is_shorter_is_reached_on_its_last_day() -> None:
    assert months_later(date(2016, 1, 31), 1) == date(2016, 2, 29)
    assert months_later(date(2016, 3, 31), -1) == date(2016, 2, 29)
    assert months_later(date(2015, 11, 30), 3) == date(2016, 2, 29)


def test_a_step_past_the_calendar_is_refused() -> None:
    for day, years in ((date.min, -1), (date.max, 1)):
        with pytest.raises(ValueError, match="year"):
            years_later(day, years)


def test_who_is_not_born_yet_is_of_no_age() -> None:
    assert completed_years(date(2016, 6, 15), date(2016, 6, 14)) == 0
    assert completed_years(date(2018, 6, 15), date(2016, 6, 14)) == 0


@given(births, ages)
def test_one_is_as_old_as_the_birthdays_one_has_had(born: date, age: int) -> None:
    assert completed_years(born, birthday(born, age)) == age
    assert completed_years(born, birthday(born, age + 1) - DAY) == age
    assert years_later(birthday(born, age), -age) in (born, born - DAY)


@pytest.mark.parametrize("derived", BY_AGE, ids=lambda derived: derived.id)
@given(born=births, off=beside)
@example(born=LEAP, off=-1)
@example(born=LEAP, off=0)
@example(born=LEAP, off=1)
def test_the_rules_the_handbook_and_the_screens_say_one_age(
    derived: DerivedFact, born: date, off: int
) -> None:
    assert derived.years is not None
    on = birthday(born, derived.years) + off * DAY
    # Of what is over only on the day after the birthday, one speaks of the evening before.
    age = completed_years(born, on if derived.over_on_the_day else on - DAY)
    side = derived.over if age >= derived.years else derived.within
    assert Situation(RULES, {derived.date_fact or "": born.isoformat()}, on).values(derived.id) == (side,)
    assert [each.value for each in sides(derived, on) if _holds(born, each.first, each.last)] == [side]
    assert full_age(BirthDate.of(born), on) == (completed_years(born, on),) * 2


def _holds(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def test_the_field_says_the_age_that_the_rules_go_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")
    entry = BirthEntry(BY_ID[BIRTH_FIELD])
    for on, age in ((date(2014, 2, 27), 17), (date(2014, 2, 28), 18), (date(2014, 3, 1), 18)):
        assert entry.remark(LEAP.isoformat(), Case("C1"), on).endswith(f"age {age}")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 20_000))
@example(date(2016, 2, 28), 1)
@example(date(2015, 3, 1), 365)
def test_a_retention_is_counted_in_days_and_knows_no_month(closed: date, days: int) -> None:
    step = StatusChange(Event.WITHDRAW, Status.WITHDRAWN, "", f"{closed}T08:00:00Z")
    case = Case("C1", history=(step,))
    # All that is asked of the station is whether its days are frozen, as in practice.
    station = cast(Station, SimpleNamespace(queries=SimpleNamespace(practice=False)))
    assert not retention._over(station, case, closed + days * DAY, days)
    assert retention._over(station, case, closed + (days + 1) * DAY, days)
