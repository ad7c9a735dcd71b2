"""What is too rare to be asked of everyone and matters once it comes up, and what a choice of the pack decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.rules.decision_table import Situation
from flows.rules.model import UNKNOWN, Fact, Rules, Setting, When
from flows.rules.rule_evaluation import Decision, open_questions


def relevant_circumstances(rules: Rules, facts: Mapping[str, str]) -> tuple[Fact, ...]:
    """The circumstances that could change something for these facts, and those that were said; in the pack's order."""
    known = {fact: value for fact, value in facts.items() if value}
    return tuple(
        fact
        for fact in rules.facts.values()
        if not fact.asked and (fact.id in known or _is_relevant(rules, known, fact))
    )


def stated_circumstances(rules: Rules, facts: Mapping[str, str]) -> tuple[Fact, ...]:
    """The circumstances that were said, and not taken back."""
    return tuple(
        fact for fact in rules.facts.values() if not fact.asked and _is_said(fact, facts.get(fact.id, ""))
    )


def toggle_answer(fact: Fact, answer: str) -> str:
    """What saying a circumstance, or saying it again, makes of its answer: the unusual one, or none."""
    if _is_said(fact, answer):
        return ""
    return next(option.id for option in fact.options if option.id != fact.unknown_reads)


def left_open(rules: Rules, facts: Mapping[str, str], decision: Decision) -> tuple[Setting, ...]:
    """The choices, left open by the sources, that this decision rests on."""
    tables = [decision.route.when, *(need.when for need in decision.needs)]
    steps = rules.tracks[decision.route.track].steps
    tables += [step.when for step in steps]
    named = set(_settings(rules, tables, Situation(rules, facts, filled=True)))
    return tuple(setting for name, setting in rules.settings.items() if name in named)


def _is_relevant(rules: Rules, facts: Mapping[str, str], fact: Fact) -> bool:
    return fact.id in open_questions(Situation(rules, facts, filled=True, reopened=(fact.id,)))


def _is_said(fact: Fact, answer: str) -> bool:
    return answer not in ("", UNKNOWN, fact.unknown_reads)


def _settings(rules: Rules, tables: list[When], at: Situation) -> Iterator[str]:
    """The settings that tables name, and those under the worked-out facts that they name."""
    for match in (match for table in tables for match in table):
        derived = rules.derived.get(match.fact)
        if match.fact in rules.settings:
            yield match.fact
        elif derived is not None and derived.years_setting:
            yield derived.years_setting
        elif derived is not None:
            # A row that the answers have ruled out already hangs on no choice.
            rows = [row.when for row in derived.rows if _but_for_settings(rules, at, row.when)]
            yield from _settings(rules, rows, at)


def _but_for_settings(rules: Rules, at: Situation, when: When) -> bool:
    return at.holds(tuple(match for match in when if match.fact not in rules.settings)) is not False
