"""The days that an act names: real ones, not still to come, and none before the case was opened."""

from __future__ import annotations

import re
from datetime import date

from flows import actions as a
from flows.birth_date import BirthDateError
from flows.case import Case
from flows.date_bounds import Days, days_of
from flows.errors import NotAllowed
from flows.moments import day_at
from flows.status import Event

#: How the time of a query is written; what does not begin so is somebody's words.
_BEGINS_WITH_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", re.ASCII)


def admit_days(case: Case, action: a.Action, at: str, *, practice: bool) -> None:
    """Raise NotAllowed for a day in `action` that cannot be, acted at a moment (ISO, UTC).

    Codes: `no_such_day`, `day_to_come`, `day_before_opening`, `day_before_birth`.
    """
    today = day_at(at, practice=practice)
    match action:
        case a.Move(event=Event.REGISTER, on=on):
            _registered(case, on, today)
        case a.DetermineBirth(on=on):
            _not_to_come(read_day(on), today)
        case a.ApplyForTest(on=on) if on:
            _applied(case, read_day(on), today)
        case a.RecordSystemQuery(at=moment) if _BEGINS_WITH_A_DAY.match(moment):
            _not_to_come(read_day(moment[:10]), today)
        case a.SetField(field="person.birth", value=value):
            born = days_said(value)
            if born is not None:
                _not_to_come(born.first, today)


def _not_to_come(day: date, today: date) -> None:
    if day > today:
        raise NotAllowed("day_to_come", day=day.isoformat())


def _applied(case: Case, day: date, today: date) -> None:
    """S6.4: a test is applied for by somebody who is born, and not on a day to come."""
    _not_to_come(day, today)
    born = days_said(case.get("person.birth"))
    if born is not None and day < born.first:
        raise NotAllowed("day_before_birth", day=day.isoformat())


def days_said(text: str) -> Days | None:
    """The days that a date of birth as kept can be; None for what no date can be read from."""
    try:
        return days_of(text) if text else None
    except BirthDateError:
        return None


def _registered(case: Case, on: str, today: date) -> None:
    # Not held against the day of the decision: the county's comes here after the registration that followed from it.
    day = read_day(on)
    _not_to_come(day, today)
    if case.opened_on and day < read_day(case.opened_on):
        raise NotAllowed("day_before_opening", day=on, opened=case.opened_on)


def read_day(text: str) -> date:
    """A day written as 2016-03-05; NotAllowed(`no_such_day`) for any other text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotAllowed("no_such_day") from None
    if day.isoformat() != text:
        raise NotAllowed("no_such_day")
    return day
