"""Of each route, every step through the house and every class of its table is shown by a case or a variant of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.rules.decision_table import Situation
from flows.rules.model import Rules
from flows.rules.rule_evaluation import Decision, NoRoute, QuestionOpen, decide
from hukou_tui.packs.by_hand import Golden, Variant
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.checks.written import bare, otherwise
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

_NO_STEP = N_(
    "`{key}`: no case written by hand shows it decided by the {value} (add `variants` to one that comes here)"
)
_NO_CLASS = N_(
    "`{key}`: no case written by hand shows it in class {value} (add `variants` to one that comes here)"
)


@dataclass
class VariantCoverage:
    """What the cases came to: each route with the numbers of its steps and of the rows of its classes."""

    steps: set[tuple[str, int]] = field(default_factory=set)
    classes: set[tuple[str, int]] = field(default_factory=set)

    def compare_golden(
        self, subject: Subject, path: Path, golden: Golden, decision: Decision, rules: Rules
    ) -> Iterator[Finding]:
        """Everything in which a variant of the case comes out otherwise than written."""
        self._visit(rules, golden, golden.facts, decision)
        for at, variant in enumerate(golden.variants):
            here: Path = (*path, "variants", at)
            facts = {**golden.facts, **variant.facts}
            try:
                found = decide(rules, facts, golden.on, why=False)
            except (NoRoute, QuestionOpen):
                yield otherwise(subject, here, "-", bare(golden.route))
                continue
            wanted = _expected_values(golden, variant)
            got = [found.route.id, found.class_96, found.channel, found.decided_by]
            if got != wanted:
                yield otherwise(subject, here, got, wanted)
            self._visit(rules, golden, facts, found)

    def _visit(self, rules: Rules, golden: Golden, facts: dict[str, str], found: Decision) -> None:
        at, route = Situation(rules, facts, golden.on, filled=True), found.route
        steps = rules.tracks[route.track].steps
        self.steps |= {(route.id, number) for number, step in enumerate(steps) if at.holds(step.when)}
        self.classes |= {(route.id, number) for number, row in enumerate(route.classes) if at.holds(row.when)}


def _expected_values(golden: Golden, variant: Variant) -> list[str]:
    """What a variant does not say is as in its case."""
    return [
        bare(golden.route),
        variant.class_96 or golden.class_96,
        variant.channel or golden.channel,
        variant.decided_by or golden.decided_by,
    ]


def unvaried_steps(subject: Subject, seen: VariantCoverage) -> Iterator[tuple[Path, Finding]]:
    """Steps and classes that no case shows, each with its route."""
    for route in subject.rules.routes:
        path: Path = ("routes", route.id)
        for number, step in enumerate(subject.rules.tracks[route.track].steps):
            if (route.id, number) not in seen.steps:
                params = {"key": key(path), "value": f"{step.decided_by} ({step.channel})"}
                yield path, subject.merged.finding((*path, "track"), _NO_STEP, params)
        for number, row in enumerate(route.classes):
            if (route.id, number) not in seen.classes:
                params = {"key": key(path), "value": row.number}
                yield path, subject.merged.finding((*path, "class_96"), _NO_CLASS, params)
