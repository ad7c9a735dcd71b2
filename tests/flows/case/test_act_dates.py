"""The days that acts name: what cannot be is refused at the counter, whoever asks and from wherever it comes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.case import actions as a
from flows.case.admission import check_admission
from flows.case.case import Case
from flows.case.roles import Role, Seat
from flows.case.status import Status
from flows.errors import NotAllowed

OPENED, TODAY = date(2016, 6, 14), date(2016, 6, 20)
AT = "2016-06-20T08:00:00Z"
CLERK = Seat("001", Role.CLERK)
GRANTED = Case("C1", opened_on=OPENED.isoformat(), status=Status.GRANTED)


def registered(on: str, at: str = AT, seat: Seat = CLERK) -> str:
    """The code with which a registration on that day is refused; empty if it is admitted."""
    try:
        check_admission(GRANTED, a.Move("register", number="530699201603050023", on=on), seat, at)
    except NotAllowed as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2016-06-13", "day_before_opening"),
        ("2016-06-14", ""),
        ("2016-06-20", ""),
        ("2016-06-21", "day_to_come"),
        ("2026-06-20", "day_to_come"),
        ("2016-06-31", "no_such_day"),
        ("20160620", "no_such_day"),
        ("2016-W25-1", "no_such_day"),
        ("2016-06", "no_such_day"),
        ("not a day", "no_such_day"),
        ("../../x", "no_such_day"),
    ],
)
def test_a_registration_is_of_a_day_between_the_opening_and_today(on: str, code: str):
    assert registered(on) == code


def test_today_is_that_of_the_calendar_at_the_counter_and_not_of_greenwich():
    assert registered("2016-06-21", "2016-06-20T15:59:59Z") == "day_to_come"
    assert registered("2016-06-21", "2016-06-20T16:00:00Z") == ""


def test_in_practice_the_day_is_the_frozen_one_at_any_hour():
    practising = Seat("001", Role.CLERK, practice=True)
    assert registered("2016-06-21", "2016-06-20T23:00:00Z", practising) == "day_to_come"
    assert registered("2016-06-20", "2016-06-20T00:00:01Z", practising) == ""


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_of_all_days_exactly_those_between_are_admitted(on: date):
    assert (registered(on.isoformat()) == "") == (OPENED <= on <= TODAY)
    assert registered((on + timedelta(365 * 40)).isoformat()) == "day_to_come"
