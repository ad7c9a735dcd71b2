"""The days that an act names: real ones, not still to come, and none before the case was opened."""

from __future__ import annotations

from datetime import date

from flows import actions as a
from flows.case import Case
from flows.errors import NotAllowed
from flows.moments import day_at
from flows.status import Event


def admit_days(case: Case, action: a.Action, at: str, *, practice: bool) -> None:
    """Raise NotAllowed for a day in `action` that cannot be, acted at a moment (ISO, UTC).

    Codes: `no_such_day`, `day_to_come`, `day_before_opening`.
    """
    if isinstance(action, a.Move) and action.event == Event.REGISTER:
        _registered(case, action.on, day_at(at, practice=practice))
    elif isinstance(action, a.DetermineBirth) and read_day(action.on) > day_at(at, practice=practice):
        raise NotAllowed("day_to_come", day=action.on)


def _registered(case: Case, on: str, today: date) -> None:
    # Not held against the day of the decision: the county's comes here after the registration that followed from it.
    day = read_day(on)
    if day > today:
        raise NotAllowed("day_to_come", day=on)
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
