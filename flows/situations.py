"""Every situation that can come to the counter: to prove that each has one route, and to list them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.category import Decision, decide, open_questions
from flows.match import Situation
from flows.rules import UNKNOWN, Derived, Fact, Rules, When


@dataclass(frozen=True, slots=True)
class Leaf:
    """A set of situations that match tables cannot tell apart, and which of the tables hold for it."""

    facts: Mapping[str, str]
    holding: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reachable:
    """One reachable situation: its facts, the questions that were asked on the way, and where it led."""

    facts: Mapping[str, str]
    asked: tuple[str, ...]
    decision: Decision


def leaves(rules: Rules, tables: Sequence[When]) -> Iterator[Leaf]:
    """Split all situations, unknown answers and open dates included, until each table holds or fails.

    The leaves together are the full cross product of the facts that the tables use, so that a gap or an
    overlap among them is found, whether or not the questions would ever lead there.
    """
    fields = {fact.id for fact in rules.facts.values() if fact.source_field or fact.kind == "date"}
    used = _used(rules, tables)
    yield from _split(rules, tables, [d for d in rules.derived.values() if d.id in used], {}, {}, fields)


def reachable(rules: Rules, on: date | None) -> Iterator[Reachable]:
    """Each situation that the questions lead to, in the pack's order; a date stands for its side of a line.

    Fields of the case that tell routes apart are run through; those that only add a paper are left empty.
    """
    used = _used(rules, [route.when for route in rules.routes])
    fields = tuple(fact.id for fact in rules.facts.values() if fact.source_field and fact.id in used)
    yield from _ask(rules, on, fields, {}, ())


def _split(
    rules: Rules,
    tables: Sequence[When],
    derived: list[Derived],
    facts: dict[str, str],
    fixed: dict[str, str],
    fields: set[str],
) -> Iterator[Leaf]:
    at = Situation(rules, facts, fixed=fixed, reopened=fields)
    open_ = {fact for table in tables if at.holds(table) is None for fact in at.open_facts(table)}
    fact = next((fact for fact in rules.facts.values() if fact.id in open_), None)
    if fact is None:
        holding = tuple(number for number, table in enumerate(tables) if at.holds(table))
        yield Leaf({**facts, **fixed}, holding)
    elif fact.kind == "date":
        split = next(d for d in derived if d.date_fact == fact.id and d.id not in fixed)
        for option in split.options:
            yield from _split(rules, tables, derived, facts, {**fixed, split.id: option.id}, fields)
    else:
        for choice in fact.choices:
            yield from _split(rules, tables, derived, {**facts, fact.id: choice}, fixed, fields - {fact.id})


def _used(rules: Rules, tables: Sequence[When]) -> set[str]:
    """The facts that the tables rest on, given and derived, those behind derived facts included."""
    wanted = [match.fact for table in tables for match in table]
    used: set[str] = set()
    while wanted:
        fact_id = wanted.pop()
        derived = rules.derived.get(fact_id)
        if derived is not None and fact_id not in used:
            wanted += [match.fact for row in derived.rows for match in row.when]
            wanted += [derived.date_fact] if derived.date_fact else []
        used.add(fact_id)
    return used


def _ask(
    rules: Rules, on: date | None, fields: tuple[str, ...], facts: dict[str, str], asked: tuple[str, ...]
) -> Iterator[Reachable]:
    unsaid = tuple(field for field in fields if field not in facts)
    open_ = open_questions(Situation(rules, facts, on, reopened=unsaid))
    fact = next((fact for fact in rules.facts.values() if fact.id in open_), None)
    if fact is None:
        yield Reachable(facts, asked, decide(rules, facts, on))
        return
    told = asked if fact.source_field else (*asked, fact.id)
    for answer in _answers(rules, fact):
        yield from _ask(rules, on, fields, {**facts, fact.id: answer}, told)


def _answers(rules: Rules, fact: Fact) -> tuple[str, ...]:
    if fact.kind != "date":
        return fact.choices
    spans = [
        span for derived in rules.derived.values() if derived.date_fact == fact.id for span in derived.spans
    ]
    days = [span.first or span.last for span in spans]
    return (*dict.fromkeys(day.isoformat() for day in days if day is not None), UNKNOWN)
