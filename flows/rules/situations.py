"""Every situation that the questions lead to, one by one: to list them, and to compare two packs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.rules.decision_table import Situation
from flows.rules.model import UNKNOWN, Fact, Rules, When
from flows.rules.rule_evaluation import Decision, QuestionOpen, decide, open_questions


@dataclass(frozen=True, slots=True)
class Reachable:
    """One reachable situation: its facts, the questions that were asked on the way, and where it led.

    `circumstance`: the fact that was said without being asked; empty where none was.
    """

    facts: Mapping[str, str]
    asked: tuple[str, ...]
    decision: Decision
    circumstance: str = ""


def reachable(rules: Rules, on: date | None, *, why: bool = True) -> Iterator[Reachable]:
    """Each situation that the questions lead to, in the pack's order; a date stands for its side of a line.

    Fields of the case that tell routes apart are run through; those that only add a paper are left empty. Behind
    each situation comes what a circumstance makes of it, one at a time. `why` as in `decide`.
    """
    used = _facts_used(rules, [route.when for route in rules.routes])
    fields = tuple(fact.id for fact in rules.facts.values() if fact.source_field and fact.id in used)
    for one in _walk_answers(rules, on, fields, {}, (), why):
        yield one
        yield from _with_circumstances(rules, on, one, why)


def _with_circumstances(rules: Rules, on: date | None, one: Reachable, why: bool) -> Iterator[Reachable]:
    """The same situation with a circumstance said that changes its route or its needs."""
    for fact in rules.facts.values():
        if fact.asked or not open_questions(
            Situation(rules, one.facts, on, filled=True, reopened=(fact.id,))
        ):
            continue
        for option in fact.options:
            facts = {**one.facts, fact.id: option.id}
            if option.id == fact.unknown_reads:
                continue
            try:
                yield Reachable(facts, one.asked, decide(rules, facts, on, why=why), fact.id)
            except QuestionOpen:
                # With it another question matters: whoever says it is asked that one too.
                yield from _asked_on(rules, on, facts, one.asked, fact.id, why)


def _asked_on(
    rules: Rules, on: date | None, facts: dict[str, str], asked: tuple[str, ...], said: str, why: bool
) -> Iterator[Reachable]:
    for further in _walk_answers(rules, on, (), facts, asked, why):
        yield replace(further, circumstance=said)


def _facts_used(rules: Rules, tables: Sequence[When]) -> set[str]:
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


def _walk_answers(
    rules: Rules,
    on: date | None,
    fields: tuple[str, ...],
    facts: dict[str, str],
    asked: tuple[str, ...],
    why: bool,
) -> Iterator[Reachable]:
    unsaid = tuple(field for field in fields if field not in facts)
    open_ = open_questions(Situation(rules, facts, on, reopened=unsaid))
    fact = next((fact for fact in rules.facts.values() if fact.id in open_), None)
    if fact is None:
        yield Reachable(facts, asked, decide(rules, facts, on, why=why))
        return
    told = asked if fact.source_field else (*asked, fact.id)
    for answer in _answers(rules, fact):
        yield from _walk_answers(rules, on, fields, {**facts, fact.id: answer}, told, why)


def _answers(rules: Rules, fact: Fact) -> tuple[str, ...]:
    if fact.kind != "date":
        return fact.choices
    spans = [
        span for derived in rules.derived.values() if derived.date_fact == fact.id for span in derived.spans
    ]
    days = [span.first or span.last for span in spans]
    return (*dict.fromkeys(day.isoformat() for day in days if day is not None), UNKNOWN)
