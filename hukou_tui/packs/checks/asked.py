"""What is asked, how an unknown is read and what it leaves open: each question is shown by a case written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.rules.model import UNKNOWN, Fact, Rules
from flows.rules.rule_evaluation import NoRoute, QuestionOpen, decide, next_question
from hukou_tui.packs.by_hand import Golden
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.checks.written import otherwise
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

_NOT_ASKED = N_("`{key}`: no case written by hand says that it is asked (name it in the `asked` of one)")
_NO_UNKNOWN = N_('`{key}`: no case written by hand answers it "unknown"')
_SAME = N_('`{key}`: no case written by hand answers it "unknown" where {value} would lead otherwise')
_NOT_OPEN = N_("`{key}`: no case written by hand gives this answer and names it in `open`")


@dataclass
class QuestionCoverage:
    """What the cases show of the questions."""

    asked: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    otherwise: set[tuple[str, str]] = field(default_factory=set)
    open: set[tuple[str, str]] = field(default_factory=set)

    def compare_golden(self, subject: Subject, path: Path, golden: Golden, rules: Rules) -> Iterator[Finding]:
        """The questions on the way to a case, where it states them; how its unknowns are read."""
        if golden.asked is not None:
            found = _on_the_way(rules, golden)
            self.asked.update(found)
            if sorted(found) != sorted(golden.asked):
                yield otherwise(subject, (*path, "asked"), sorted(found), sorted(golden.asked))
        for fact in golden.open or ():
            self.open.add((fact, golden.facts.get(fact, UNKNOWN)))
        for name, answer in golden.facts.items():
            if answer == UNKNOWN:
                self.unknown.add(name)
                self.otherwise |= {(name, value) for value in _leading_otherwise(rules, golden, name)}


def unasked_questions(subject: Subject, seen: QuestionCoverage) -> Iterator[tuple[Path, Finding]]:
    """Questions that no case asks, unknowns that none reads, answers that none leaves open, each with its fact."""
    for name, fact in subject.rules.facts.items():
        path: Path = ("facts", name)
        if not fact.volunteered and name not in seen.asked:
            yield path, subject.merged.finding(path, _NOT_ASKED, {"key": key(path)})
        if fact.unknown_allowed and fact.asked and name not in seen.unknown:
            yield path, subject.merged.finding((*path, "unknown_allowed"), _NO_UNKNOWN, {"key": key(path)})
        for value in _read_otherwise(subject.rules, fact) if fact.asked and name in seen.unknown else ():
            if (name, value) not in seen.otherwise:
                params = {"key": key(path), "value": value}
                yield path, subject.merged.finding((*path, "unknown_reads"), _SAME, params)
        for at, option in enumerate(fact.options):
            if option.is_open and (name, option.id) not in seen.open:
                where: Path = (*path, "options", at)
                yield path, subject.merged.finding(where, _NOT_OPEN, {"key": key(where)})


def _on_the_way(rules: Rules, golden: Golden) -> list[str]:
    """The questions that are asked one after the other, answered as the case does, the rest "unknown"."""
    said = {name: answer for name, answer in golden.facts.items() if rules.facts[name].volunteered}
    asked: list[str] = []
    while (question := next_question(rules, said)) is not None:
        asked.append(question.id)
        said[question.id] = golden.facts.get(question.id, UNKNOWN)
    return asked


def _leading_otherwise(rules: Rules, golden: Golden, name: str) -> Iterator[str]:
    told = _outcome_key(rules, golden, UNKNOWN, name)
    for option in rules.facts[name].options:
        if _outcome_key(rules, golden, option.id, name) != told:
            yield option.id


def _outcome_key(rules: Rules, golden: Golden, answer: str, name: str) -> object:
    try:
        found = decide(rules, {**golden.facts, name: answer}, golden.on, why=False)
    except QuestionOpen as fault:
        return fault.question.id
    except NoRoute as fault:
        # That is a finding of its own where it can be reached.
        return fault.code
    needs = tuple((need.key, need.cite.id) for need in found.needs)
    return found.route.id, found.class_96, found.channel, found.decided_by, needs, found.then


def _read_otherwise(rules: Rules, fact: Fact) -> Iterator[str]:
    """The answers that some table tells from the one as which "unknown" is read."""
    tables = [when for route in rules.routes for when in (route.when, *(need.when for need in route.needs))]
    tables += [row.when for derived in rules.derived.values() for row in derived.rows]
    given = [match.values for when in tables for match in when if match.fact == fact.id]
    for option in fact.options:
        if fact.unknown_reads and any((option.id in held) != (fact.unknown_reads in held) for held in given):
            yield option.id
