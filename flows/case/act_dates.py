"""The days that an act names: real ones, none still to come, and none that the other dates of the case rule out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.case import actions as a
from flows.case import date_contradictions
from flows.case.case import Case, StatusChange
from flows.case.status import Event, Status
from flows.errors import NotAllowed
from flows.identity.birth_date import OLDEST, BirthDate, BirthDateError
from flows.identity.timestamps import day_at
from flows.rules.date_constraints import BIRTH_FIELD


def admit_days(case: Case, action: a.Action, at: str, *, practice: bool) -> None:
    """Raise NotAllowed for a day in `action` that cannot be, acted at a moment (ISO, UTC).

    Codes: `no_such_day`, `day_to_come`, `day_before_opening`, `day_before_birth`; of a date of birth `too_long_ago`.
    """
    if isinstance(action, a.SetField) and action.field == BIRTH_FIELD:
        _admit_birth(action.value, day_at(at, practice=practice))
    elif (named := _dated_act(case, action)) is not None:
        name, after = named
        _admit_order(after, name, day_at(at, practice=practice))


def _dated_act(case: Case, action: a.Action) -> tuple[str, Case] | None:
    """What the day of `action` is called, and the case as it would be with it; None for an act without a day."""
    match action:
        case a.OpenCase(on=on):
            # The program opens a case on its own day; what is written is a day.
            read_day(on)
        case a.ApplyForTest(on=on) if on:
            read_day(on)
            return date_contradictions.TEST, replace(case, test_applied_on=on)
        case a.DetermineBirth(on=on):
            read_day(on)
            return date_contradictions.BIRTH, replace(case, fields={**case.fields, BIRTH_FIELD: on})
        case a.RecordSystemQuery():
            return date_contradictions.QUERY, replace(case, system_query=action)
        case a.Move(event=Event.REGISTER, on=on):
            read_day(on)
            step = StatusChange(action.event, Status.REGISTERED, "", "", on=on)
            return date_contradictions.REGISTERED, replace(case, history=(*case.history, step))
    return None


def _admit_order(case: Case, name: str, today: date) -> None:
    # Not held against the day of a decision: the county's comes here after the registration that followed from it.
    for found in date_contradictions.contradictions(case, None, today):
        if not found.concerns(name) or not found.stands_in_the_way:
            continue
        if found.later == date_contradictions.TODAY:
            raise NotAllowed("day_to_come", day=found.earlier_said)
        code = "day_before_opening" if found.earlier == date_contradictions.OPENED else "day_before_birth"
        raise NotAllowed(code, day=found.later_said, other=found.earlier_said)


def _admit_birth(text: str, today: date) -> None:
    """What cannot be read at all is shown as such; what can be read is of somebody who lives today."""
    try:
        birth = BirthDate.from_text(text) if text else None
    except BirthDateError:
        return
    if birth is not None and birth.earliest > today:
        raise NotAllowed("day_to_come", day=text)
    if birth is not None and birth.latest.year < today.year - OLDEST - 1:
        raise NotAllowed("too_long_ago", years=OLDEST)


def read_day(text: str) -> date:
    """A day written as 2016-03-05; NotAllowed(`no_such_day`) for any other text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotAllowed("no_such_day") from None
    if day.isoformat() != text:
        raise NotAllowed("no_such_day")
    return day
