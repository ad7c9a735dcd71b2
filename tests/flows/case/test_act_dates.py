"""The days that acts name: what cannot be is refused at the counter, whoever asks and from wherever it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.case import actions as a
from flows.case.act_dates import admit_days, read_day
from flows.case.admission import check_admission
from flows.case.case import Case
from flows.case.roles import Role, Seat
from flows.case.status import Status
from flows.errors import NotAllowed
from harness.refusals import refused

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


# ---- each act that names a day, with what fills the sentence of its refusal

OPEN = Case("C1", opened_on=OPENED.isoformat(), fields={"person.birth": "2010-05-20"})
NO_BIRTH = Case("C1", opened_on=OPENED.isoformat())
NUMBER_OF_2016 = "530699201603050023"


def refusal(case: Case, action: a.Action) -> tuple[str, dict[str, object]]:
    try:
        admit_days(case, action, AT, practice=False)
    except NotAllowed as fault:
        return fault.code, fault.params
    return "", {}


def born(text: str) -> a.Action:
    return a.SetField("person.birth", text)


@pytest.mark.parametrize(
    ("case", "action", "code", "params"),
    [
        (Case("C1"), a.OpenCase("2016-06-14", ""), "", {}),
        # the program opens a case on its own day: any day, but a day
        (Case("C1"), a.OpenCase("2030-01-01", ""), "", {}),
        (Case("C1"), a.OpenCase("14 June", ""), "no_such_day", {}),
        (Case("C1"), a.OpenCase("", ""), "no_such_day", {}),
        # the test is applied for between the birth and today, or not yet
        (OPEN, a.ApplyForTest(""), "", {}),
        (OPEN, a.ApplyForTest("2010-05-20"), "", {}),
        (OPEN, a.ApplyForTest("2016-06-20"), "", {}),
        (OPEN, a.ApplyForTest("2016-06-21"), "day_to_come", {"day": "2016-06-21"}),
        (OPEN, a.ApplyForTest("2010-05-19"), "day_before_birth", {"day": "2010-05-19", "other": "2010-05-20"}),
        (OPEN, a.ApplyForTest("2010-5-20"), "no_such_day", {}),
        (NO_BIRTH, a.ApplyForTest("1990-01-01"), "", {}),
        # the query of the population system; what is no day at all is not judged here
        (OPEN, a.RecordSystemQuery("001", "2016-06-20 09:00", "全省", "none"), "", {}),
        (OPEN, a.RecordSystemQuery("001", "2016-06-21 09:00", "全省", "none"), "day_to_come",
         {"day": "2016-06-21 09:00"}),
        (OPEN, a.RecordSystemQuery("001", "2010-05-19T09:00:00Z", "全省", "none"), "day_before_birth",
         {"day": "2010-05-19T09:00:00Z", "other": "2010-05-20"}),
        (OPEN, a.RecordSystemQuery("001", "上午", "全省", "none"), "", {}),
        # as determined: a whole day, not to come, and not behind what was done for the person
        (OPEN, a.DetermineBirth("2010-05-21", "stated"), "", {}),
        (OPEN, a.DetermineBirth("2010", "stated"), "no_such_day", {}),
        (OPEN, a.DetermineBirth("2016-06-21", "stated"), "day_to_come", {"day": "2016-06-21"}),
        (replace(OPEN, test_applied_on="2010-05-20"), a.DetermineBirth("2010-05-21", "stated"), "day_before_birth",
         {"day": "2010-05-20", "other": "2010-05-21"}),
        # registered between the opening and today, and not before the birth
        (OPEN, a.Move("register", number="1", on="2016-06-14"), "", {}),
        (OPEN, a.Move("register", number="1", on="2016-06-13"), "day_before_opening",
         {"day": "2016-06-13", "other": "2016-06-14"}),
        (replace(OPEN, opened_on=""), a.Move("register", number="1", on="2010-05-19"), "day_before_birth",
         {"day": "2010-05-19", "other": "2010-05-20"}),
        (OPEN, a.Move("register", number="1"), "no_such_day", {}),
        (OPEN, a.Move("deliver", on="not a day"), "", {}),
        # what contradicts already, and is none of this act's, stands in nobody's way
        (replace(OPEN, test_applied_on="2000-01-01"), a.Move("register", number="1", on="2016-06-20"), "", {}),
        # and neither does what only a number says
        (replace(OPEN, fields={"person.birth": "2010-05-20", "father.number": NUMBER_OF_2016}),
         a.DetermineBirth("2010-05-21", "stated"), "", {}),
        # the date of birth as people know it: of somebody who lives
        (NO_BIRTH, born(""), "", {}),
        (NO_BIRTH, born("属龙"), "", {}),
        (NO_BIRTH, born("2016"), "", {}),
        (NO_BIRTH, born("2016-06-20"), "", {}),
        (NO_BIRTH, born("2016-06-21"), "day_to_come", {"day": "2016-06-21"}),
        (NO_BIRTH, born("2016-07"), "day_to_come", {"day": "2016-07"}),
        (NO_BIRTH, born("1885"), "", {}),
        (NO_BIRTH, born("1884"), "too_long_ago", {"years": 130}),
        (NO_BIRTH, born("1880~1885"), "", {}),
        (NO_BIRTH, a.SetField("person.name", "2016-06-21"), "", {}),
        (NO_BIRTH, a.SetField("person.school", "1700"), "", {}),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused_with_its_words(
    case: Case, action: a.Action, code: str, params: dict[str, object]
):
    assert refusal(case, action) == (code, params)


def test_only_those_days_are_read_that_are_written_in_one_way():
    assert read_day("2016-03-05") == date(2016, 3, 5)
    for text in ("", "20160305", "2016-3-5", "2016-W10-6", "2016-02-30", "2016-03-05T00:00"):
        with refused(NotAllowed, "no_such_day"):
            read_day(text)
