"""All dates of one case held against each other: what is said of the person, done for him, and on his numbers.

Which of two is wrong nobody can tell from here: both are named, and whoever asks puts one of them right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from flows.case.case import Case
from flows.case.status import Event
from flows.identity import resident_number
from flows.identity.birth_date import BirthDateError
from flows.identity.timestamps import day_of
from flows.rules.date_constraints import (
    BIRTH_FIELD,
    Days,
    Order,
    date_facts,
    days_of,
    impossible_dates,
    orders_of,
)
from flows.rules.model import Rules

BIRTH, TEST, QUERY, OPENED, REGISTERED, TODAY = "birth", "test", "query", "opened", "registered", "today"
NUMBER, FATHER, MOTHER = "number", "father", "mother"
#: The fields in which dates stand.
FIELDS: Mapping[str, str] = {
    BIRTH: BIRTH_FIELD, NUMBER: "person.number", FATHER: "father.number", MOTHER: "mother.number",
}  # fmt: skip
_NUMBERS = (NUMBER, FATHER, MOTHER)

#: Whatever the rules ask beside it: what cannot lie behind what. Only what cannot be, not what is unusual.
ORDERS: tuple[Order, ...] = (
    Order(FATHER, BIRTH, strictly=True),
    Order(MOTHER, BIRTH, strictly=True),
    Order(BIRTH, TEST),
    Order(BIRTH, QUERY),
    Order(BIRTH, REGISTERED),
    Order(OPENED, REGISTERED),
)


class DateStatement(NamedTuple):
    """A date as it stands in the case, and the days that it can be."""

    text: str
    days: Days


class Contradiction(NamedTuple):
    """Two dates that cannot both be true, by name (one of ours, or a fact of the rules), each as it was said.

    `same`: they would have to be one day; otherwise `earlier` cannot lie behind `later`.
    """

    earlier: str
    earlier_said: str
    later: str
    later_said: str
    same: bool = False

    def concerns(self, *names: str) -> bool:
        """Whether one of `names` is one of the two."""
        return self.earlier in names or self.later in names

    @property
    def stands_in_the_way(self) -> bool:
        """Whether nothing is decided on it; what only a number says is pointed out."""
        return not self.concerns(*_NUMBERS)


def contradictions(case: Case, rules: Rules | None, today: date | None) -> tuple[Contradiction, ...]:
    """Every pair of dates of the case that cannot be; without `rules` their questions are left out."""
    dates = dict(_stated_dates(case, rules))
    if today is not None:
        dates[TODAY] = DateStatement(today.isoformat(), Days(today, today))
    found = [
        Contradiction(order.earlier, dates[order.earlier].text, order.later, dates[order.later].text)
        for order in impossible_dates({name: said.days for name, said in dates.items()}, _orders(rules, dates))
    ]
    return (*found, *_number_and_birth(dates))


def _number_and_birth(dates: Mapping[str, DateStatement]) -> Iterator[Contradiction]:
    number, birth = dates.get(NUMBER), dates.get(BIRTH)
    if number and birth and not birth.days.first <= number.days.first <= birth.days.last:
        yield Contradiction(NUMBER, number.text, BIRTH, birth.text, same=True)


def _orders(rules: Rules | None, dates: Mapping[str, DateStatement]) -> tuple[Order, ...]:
    asked = () if rules is None else tuple(
        Order(_name(rules, order.earlier), _name(rules, order.later)) for order in orders_of(rules)
    )  # fmt: skip
    to_come = tuple(Order(name, TODAY) for name in dates if name != TODAY)
    # what is not said at all stands in nobody's way
    return (*to_come, *ORDERS, *asked)


def _name(rules: Rules, fact: str) -> str:
    return BIRTH if rules.facts[fact].source_field == BIRTH_FIELD else fact


def _stated_dates(case: Case, rules: Rules | None) -> Iterator[tuple[str, DateStatement]]:
    for name in _NUMBERS:
        number = resident_number.check_number(case.get(FIELDS[name]))
        if number.birth is not None and number.valid:
            yield name, DateStatement(number.birth.isoformat(), Days(number.birth, number.birth))
    registered = next((step.on for step in reversed(case.history) if step.event == Event.REGISTER), "")
    query = case.system_query.at if case.system_query is not None else ""
    texts = {BIRTH: case.get(BIRTH_FIELD), TEST: case.test_applied_on, OPENED: case.opened_on, REGISTERED: registered}
    asked = [fact for fact in date_facts(rules) if fact.source_field is None] if rules is not None else []
    texts |= {fact.id: case.answers.get(fact.id, "") for fact in asked}
    for name, text in texts.items():
        days = _days(text)
        if days is not None:
            yield name, DateStatement(text, days)
    if (day := day_of(query)) is not None:
        yield QUERY, DateStatement(query, Days(day, day))


def _days(text: str) -> Days | None:
    """The days of a date; None where nothing is said, or nothing that can be read."""
    try:
        days = days_of(text)
    except BirthDateError:
        return None
    return None if days == days_of("") else days
