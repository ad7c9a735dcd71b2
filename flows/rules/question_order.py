"""In which order questions are asked: the pack's own, and whether any other would take fewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from flows.rules.decision_table import Situation
from flows.rules.model import UNKNOWN, Fact, Rules
from flows.rules.rule_evaluation import open_questions

State = frozenset[tuple[str, str]]


class Questions(NamedTuple):
    """How many questions are left on average: as the pack asks, and at best, beginning with the fact `first`."""

    in_order: float
    fewest: float
    first: str


def compare_orders(rules: Rules, facts: Mapping[str, str], on: date | None = None) -> Questions:
    """The pack's order beside the best there is, after `facts`. Every answer of a question counts alike.

    Every order is tried that could be better, not only likely ones.
    """

    @cache
    def fewest(state: State) -> tuple[float, str]:
        at = Situation(rules, dict(state), on)
        candidates = _in_order(rules, open_questions(at))
        # What every route that is left names itself will be asked in any order, and rules out most when asked now.
        certain = _certain(at) if len(candidates) > 1 else set()
        sure = [fact for fact in candidates if fact.id in certain][:1]
        tried = [
            (_expected_questions(rules, fact, state, lambda s: fewest(s)[0]), fact.id)
            for fact in sure or candidates
        ]
        return min(tried, default=(0.0, ""), key=lambda left: left[0])

    @cache
    def in_order(state: State) -> float:
        asked = _in_order(rules, open_questions(Situation(rules, dict(state), on)))
        return _expected_questions(rules, asked[0], state, in_order) if asked else 0.0

    start = frozenset(facts.items())
    best, first = fewest(start)
    return Questions(in_order(start), best, first)


def answers_that_differ(rules: Rules, fact: Fact) -> tuple[str, ...]:
    """The answers of a question, without an "unknown" that is read as another; a date by the sides of its lines."""
    if fact.kind == "date":
        spans = [span for d in rules.derived.values() if d.date_fact == fact.id for span in d.spans]
        days = dict.fromkeys(span.first or span.last for span in spans)
        return tuple(day.isoformat() for day in days if day is not None)
    ids = tuple(option.id for option in fact.options)
    return (*ids, UNKNOWN) if fact.unknown_allowed and fact.unknown_reads is None else ids


def _in_order(rules: Rules, wanted: set[str]) -> list[Fact]:
    return [fact for fact in rules.facts.values() if fact.id in wanted]


def _certain(at: Situation) -> set[str]:
    """The facts that every route still possible names itself."""
    possible = [route for route in at.rules.routes if at.holds(route.when) is not False]
    named = [{match.fact for match in route.when} for route in possible]
    return set.intersection(*named) if named else set()


def _expected_questions(rules: Rules, fact: Fact, state: State, left: Callable[[State], float]) -> float:
    """The question `fact` itself, and what is left after each of its answers."""
    found = answers_that_differ(rules, fact)
    return 1 + sum(left(state | {(fact.id, answer)}) for answer in found) / len(found)
