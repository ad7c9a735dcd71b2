"""Dates that bound each other: what cannot be before what, how far that narrows a date, and what cannot be true.

A date is the days that it can still be, both ends included: one day, a year, or all of them where nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from flows.identity.birth_date import BirthDate
from flows.rules.model import UNKNOWN, Fact, Rules

#: The field of the case from which the date of birth is read.
BIRTH_FIELD = "person.birth"


class Days(NamedTuple):
    """All days from `first` to `last`."""

    first: date
    last: date


ALL = Days(date.min, date.max)


class Order(NamedTuple):
    """What is called `earlier` cannot lie behind what is called `later`; if `strictly`, nor on the same day."""

    earlier: str
    later: str
    strictly: bool = False

    def holds(self, dates: Mapping[str, Days]) -> bool:
        """Whether both can still be as they should; what is not there at all stands in nobody's way."""
        first, last = dates.get(self.earlier, ALL).first, dates.get(self.later, ALL).last
        return first < last if self.strictly else first <= last


def impossible_dates(dates: Mapping[str, Days], orders: Iterable[Order]) -> tuple[Order, ...]:
    """The orders that no reading of these dates keeps."""
    return tuple(order for order in orders if not order.holds(dates))


def narrow_dates(dates: Mapping[str, Days], orders: Iterable[Order]) -> dict[str, Days]:
    """Each date without the days that the others rule out.

    Where two cannot both be true, the later one says nothing: it is read as not known, and cut as that. `orders` are
    whole: what follows from two of them is one of them.
    """
    known, orders = dict(dates), tuple(orders)
    for order in orders:
        if not order.holds(known):
            known[order.later] = ALL
    firsts = {name: days.first for name, days in known.items()}
    lasts = {name: days.last for name, days in known.items()}
    for order in orders:
        earlier, later = known.get(order.earlier, ALL), known.get(order.later, ALL)
        firsts[order.later] = max(firsts.get(order.later, date.min), earlier.first)
        lasts[order.earlier] = min(lasts.get(order.earlier, date.max), later.last)
    return {name: Days(firsts[name], lasts[name]) for name in known}


def until(days: Days, day: date) -> Days:
    """`days` without those after `day`, unless none would be left."""
    return Days(days.first, min(days.last, day)) if days.first <= day else days


def days_of(text: str) -> Days:
    """The days that a date of a fact can be, all of them for an empty one; raises BirthDateError."""
    if not text or text == UNKNOWN:
        return ALL
    known = BirthDate.from_text(text)
    return Days(known.earliest, known.latest)


def date_facts(rules: Rules) -> list[Fact]:
    """The facts that are dates, in the pack's order."""
    return [fact for fact in rules.facts.values() if fact.kind == "date"]


def orders_of(rules: Rules) -> tuple[Order, ...]:
    """What the pack says of its dates, and what follows from that."""
    return tuple(Order(before, fact.id) for fact in date_facts(rules) for before in _before(rules, fact, ()))


def _before(rules: Rules, fact: Fact, seen: tuple[str, ...]) -> Iterator[str]:
    for name in not_before(rules, fact):
        if name not in seen:
            yield name
            yield from _before(rules, rules.facts[name], (*seen, name))


def not_before(rules: Rules, fact: Fact) -> tuple[str, ...]:
    """The dates that one cannot be before. A pack that does not say so speaks of the person: not before the birth."""
    if fact.not_before is not None or fact.source_field == BIRTH_FIELD:
        return fact.not_before or ()
    return tuple(other.id for other in date_facts(rules) if other.source_field == BIRTH_FIELD)


def said_days(rules: Rules, facts: Mapping[str, str]) -> dict[str, Days]:
    """Each date as it was said; raises BirthDateError."""
    return {fact.id: days_of(facts.get(fact.id, "")) for fact in date_facts(rules)}


def impossible_facts(rules: Rules, facts: Mapping[str, str]) -> tuple[Order, ...]:
    """The answers that cannot both be true; raises BirthDateError."""
    return impossible_dates(said_days(rules, facts), orders_of(rules))
