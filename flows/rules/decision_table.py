"""Match tables read over what is known so far: a condition holds, fails, or is still open.

A situation gives for every fact the values that it can still have. One value left means settled. An answer
"unknown" is read as the pack says (`unknown_reads`), so that it never makes anyone bring more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from flows.errors import FlowError
from flows.identity.birth_date import BirthDateError
from flows.identity.calendar_steps import birthday
from flows.rules.date_constraints import ALL, Days, date_facts, days_of, narrow_dates, orders_of, until
from flows.rules.model import UNKNOWN, DerivedFact, Fact, Match, Rules, When


class BadAnswer(FlowError):
    """An answer that the rules do not know; `params` name the fact, the value and what is allowed."""


def validate_facts(rules: Rules, facts: Mapping[str, str]) -> dict[str, str]:
    """`facts` without empty answers. Raises BadAnswer `unknown_fact`, `unknown_option`, `bad_date`."""
    answers = {fact: value for fact, value in facts.items() if value}
    for fact_id, value in answers.items():
        fact = rules.facts.get(fact_id)
        if fact is None:
            raise BadAnswer("unknown_fact", fact=fact_id, allowed=tuple(rules.facts))
        if fact.kind == "date":
            if value != UNKNOWN:
                _fact_days(fact_id, answers)
        elif value not in fact.choices:
            raise BadAnswer("unknown_option", fact=fact_id, value=value, allowed=fact.choices)
    return answers


def _fact_days(fact_id: str, facts: Mapping[str, str]) -> Days:
    text = facts.get(fact_id, "")
    try:
        return days_of(text)
    except BirthDateError as fault:
        raise BadAnswer("bad_date", fact=fact_id, value=text) from fault


class Situation:
    """What is known of one case: `facts` answered, opened `on` a day.

    `filled`: an unanswered question that may be answered with "unknown" is read so. `fixed` sets derived
    facts by hand, to see what a date that is still imprecise could turn out to be; what is `reopened` counts
    as a question again, though it is unknown or comes from a field, to see what hangs on it.
    """

    def __init__(
        self,
        rules: Rules,
        facts: Mapping[str, str],
        on: date | None = None,
        *,
        filled: bool = False,
        fixed: Mapping[str, str] | None = None,
        reopened: Collection[str] = (),
    ) -> None:
        self.rules = rules
        self.facts = facts
        self.on = on
        self.filled = filled
        self.fixed = fixed or {}
        self.reopened = reopened
        self._values: dict[str, tuple[str, ...]] = {}
        self._dates: dict[str, Days] | None = None
        self._open_under: dict[str, frozenset[str]] = {}

    def values(self, fact_id: str) -> tuple[str, ...]:
        """The values that the fact, given or derived, can still have."""
        known = self._values.get(fact_id)
        if known is None:
            known = self._values[fact_id] = self._find(fact_id)
        return known

    def holds(self, when: When) -> bool | None:
        """True, False, or None while it is open."""
        open_ = False
        known = self._values
        for fact, wanted in when:
            # Asked by the hundred thousand where packs are proven: one way more through a function is a third of it.
            values = known.get(fact) or self.values(fact)
            if len(values) == 1:
                if values[0] not in wanted:
                    return False
            else:
                found = sum(value in wanted for value in values)
                if values and not found:
                    return False
                open_ = open_ or found < len(values) or not values
        return None if open_ else True

    def first_failing(self, when: When) -> Match | None:
        """The first condition that fails, or None."""
        return next((match for match in when if self._condition(match) is False), None)

    def open_facts(self, when: When) -> set[str]:
        """The questions whose answers could settle the open conditions of `when`."""
        return {fact for match in when if self._condition(match) is None for fact in self._under(match.fact)}

    def reachable_values(self, derived: DerivedFact) -> tuple[str, ...]:
        """The values that a date leaves possible for a derived fact, earliest date first."""
        text = self.facts.get(derived.date_fact or "", "")
        if derived.years is not None and self.on is None and (not text or text == UNKNOWN):
            return tuple(option.id for option in derived.options)
        earliest, latest = self._days(derived.date_fact or "")
        if derived.years is not None:
            return self._by_age(derived, earliest, latest)
        return tuple(
            span.value
            for span in derived.spans
            if (span.first is None or span.first <= latest) and (span.last is None or earliest <= span.last)
        )

    def _days(self, fact_id: str) -> Days:
        """The days that a date can still be, as the other dates and the day at the counter leave them."""
        if self._dates is None:
            said = {fact.id: self._past_days(_fact_days(fact.id, self.facts)) for fact in date_facts(self.rules)}
            self._dates = narrow_dates(said, orders_of(self.rules))
        days = self._dates[fact_id]
        return days if self.on is None else until(days, self.on)

    def _past_days(self, days: Days) -> Days:
        """`days`; all of them where none has come yet: what cannot be true is read as not known, as the screen says."""
        return ALL if self.on is not None and days.first > self.on else days

    def _by_age(self, derived: DerivedFact, earliest: date, latest: date) -> tuple[str, ...]:
        if self.on is None or derived.years is None or derived.over is None or derived.within is None:
            return (derived.open_value or "",)
        over = {self._is_over(derived, self.on, day) for day in (earliest, latest)}
        return tuple(
            value for state, value in ((True, derived.over), (False, derived.within)) if state in over
        )

    def _is_over(self, derived: DerivedFact, on: date, born: date) -> bool:
        if born > on:
            return False
        day = birthday(born, derived.years or 0)
        return on > day or (derived.over_on_the_day and on == day)

    def _condition(self, match: Match) -> bool | None:
        values = self.values(match.fact)
        if len(values) == 1:
            return values[0] in match.values
        inside = {value in match.values for value in values}
        return inside.pop() if len(inside) == 1 else None

    def _find(self, fact_id: str) -> tuple[str, ...]:
        if fact_id in self.fixed:
            return (self.fixed[fact_id],)
        if fact_id in self.rules.settings:
            return (self.rules.settings[fact_id].value,)
        derived = self.rules.derived.get(fact_id)
        if derived is None:
            return self._given_values(self.rules.facts[fact_id])
        if derived.date_fact is not None:
            return self._from_date(derived)
        rows = (row for row in derived.rows if self.holds(row.when) is not False)
        return tuple(dict.fromkeys(row.value for row in rows))

    def _is_open(self, fact: Fact) -> bool:
        if fact.id in self.reopened:
            return self.facts.get(fact.id, UNKNOWN) == UNKNOWN
        return (
            not self.facts.get(fact.id)
            and not fact.volunteered
            and not (self.filled and fact.unknown_allowed)
        )

    def _given_values(self, fact: Fact) -> tuple[str, ...]:
        if self._is_open(fact):
            return tuple(dict.fromkeys(fact.unknown_reads or c if c == UNKNOWN else c for c in fact.choices))
        answer = self.facts.get(fact.id) or UNKNOWN
        return ((fact.unknown_reads or UNKNOWN) if answer == UNKNOWN else answer,)

    def _from_date(self, derived: DerivedFact) -> tuple[str, ...]:
        touched = self.reachable_values(derived)
        if len(touched) > 1 and self._is_open(self.rules.facts[derived.date_fact or ""]):
            # What the other dates rule out already is asked of nobody.
            return tuple(o.id for o in derived.options if o.id in touched or o.id == derived.open_value)
        return touched if len(touched) == 1 else (derived.open_value or touched[0],)

    def _under(self, fact_id: str) -> frozenset[str]:
        """The open questions on which a fact rests."""
        found = self._open_under.get(fact_id)
        if found is None:
            found = self._open_under[fact_id] = frozenset(self._find_under(fact_id))
        return found

    def _find_under(self, fact_id: str) -> Iterator[str]:
        derived = self.rules.derived.get(fact_id)
        if fact_id in self.rules.settings:
            return
        if derived is None:
            if self._is_open(self.rules.facts[fact_id]):
                yield fact_id
        elif derived.date_fact is not None:
            if self._is_open(self.rules.facts[derived.date_fact]):
                yield derived.date_fact
        else:
            for row in derived.rows:
                if self.holds(row.when) is None:
                    yield from self.open_facts(row.when)
