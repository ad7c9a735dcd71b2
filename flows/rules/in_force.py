"""What holds on a day: periods before it, running or over, names in use, and which side of a line a birth lies on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flows.identity.calendar_steps import birthday, years_later
from flows.rules.model import DatedName, Department, DerivedFact, Fee, Rules

NOT_YET, IN_FORCE, OVER = "not_yet", "in_force", "over"

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Side:
    """A value that a date between `first` and `last` gives, both included (None: no end)."""

    value: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Names:
    """A department's name on a day, None where no name is known for it, and those before and after."""

    now: DatedName | None
    before: tuple[DatedName, ...]
    after: tuple[DatedName, ...]


def state(first: date | None, last: date | None, day: date) -> str:
    """Whether `day` lies before, in or behind a period; both ends belong to it."""
    if first is not None and day < first:
        return NOT_YET
    return OVER if last is not None and day > last else IN_FORCE


def names_on(department: Department, day: date) -> Names:
    """What the department is called on `day`; a name is never carried on beyond its own last day."""
    by_state = {
        name: [dated for dated in department.names if state(dated.first, dated.last, day) == name]
        for name in (OVER, IN_FORCE, NOT_YET)
    }
    return Names(next(iter(by_state[IN_FORCE]), None), tuple(by_state[OVER]), tuple(by_state[NOT_YET]))


def fees_in_force(rules: Rules, day: date) -> tuple[Fee, ...]:
    """The fee rules in whose window `day` lies; empty outside every window, never the last known one."""
    return tuple(fee for fee in rules.fees if fee.in_force(day))


def sides(derived: DerivedFact, day: date) -> tuple[Side, ...]:
    """On which side of its line a date lies on `day`, earliest dates first; empty where no date decides."""
    if derived.years is None:
        return tuple(Side(span.value, span.first, span.last) for span in derived.spans)
    return tuple(_by_age(derived, derived.years, day))


def _by_age(derived: DerivedFact, years: int, day: date) -> Iterator[Side]:
    last = _last_over(years, day, on_the_day=derived.over_on_the_day)
    if last is not None:
        yield Side(derived.over or "", None, last)
    yield Side(derived.within or "", None if last is None else last + _DAY, None)


def _last_over(years: int, day: date, *, on_the_day: bool) -> date | None:
    """The last day of birth that is over the age on `day`; None where the calendar does not reach so far back."""
    if day.year - years < date.min.year + 1:
        return None
    born = years_later(day, -years)
    if (born.month, born.day) == (2, 28):
        born += _DAY  # whoever was born on 29 February has the birthday of the 28th in most years
    while not (birthday(born, years) < day or (on_the_day and birthday(born, years) == day)):
        born -= _DAY
    return born
