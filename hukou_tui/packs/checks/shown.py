"""Each condition of a need, a help or a sub-category is shown by cases written by hand, from both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from flows.rules.decision_table import Situation
from flows.rules.model import Need, Route, When
from flows.rules.rule_evaluation import Decision
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

_NO_VALUE = N_("`{key}`: no case written by hand comes here with {fact} = {value}")
_NO_OTHER = N_(
    "`{key}`: no case written by hand shows that it goes by {fact}: all else as here, and {fact} otherwise"
)
_NO_OUTCOME = N_("`{key}`: no case written by hand shows it on the way to {value}")
_NO_EXCEPTION = N_("`{key}`: no case written by hand shows that {value} is an exception")


#: Papers of which any one will do, and whose errand they are.
Key = tuple[tuple[str, ...], str]

#: Papers of which any one will do, and the clause by which they are asked for.
StatedNeed = tuple[tuple[str, ...], str]


@dataclass
class ConditionCoverage:
    """What the cases show of each row with conditions: with which values it held, and by which fact alone it failed."""

    values: dict[Path, set[tuple[str, str]]] = field(default_factory=dict)
    failed: dict[Path, set[str]] = field(default_factory=dict)
    outcomes: dict[Path, set[str]] = field(default_factory=dict)
    exceptions: dict[Path, set[str]] = field(default_factory=dict)

    def visit(self, subject: Subject, at: Situation, decision: Decision, stated: Collection[StatedNeed]) -> None:
        """A case: its own route, the one after it, and the sub-categories; `stated`: papers with their citations."""
        steps = list(_steps(at, decision))
        for route, here in steps:
            asked = _needs_by_clause([step for step in steps if step[0] is not route])
            for path, need in _numbered_needs(route):
                visible = _visible(need, asked, stated)
                if visible:
                    self._row(path, need.when, here, strict=True)
                # What is to be obtained first leads on to a step that asks for the same.
                if path[0] == "every" and here.holds(need.when) and (visible or route.then_facts):
                    self.outcomes.setdefault(path, set()).add(route.outcome)
            self._record_exceptions(subject, route, here, asked)
        bare = Situation(at.rules, at.facts, at.on)
        for group in at.rules.groups:
            # Where another sub-category of the same category holds, the rest of it says nothing.
            others = {other.parent for other in decision.groups if other.id != group.id}
            if not (group.rest and group.parent in others):
                self._row(("groups", group.id), group.when, bare, strict=False)

    def _row(self, path: Path, when: When, at: Situation, *, strict: bool) -> None:
        """`strict`: what is not answered counts as "unknown"; else as whatever it would have to be."""
        if at.holds(when):
            self.values.setdefault(path, set()).update(
                (match.fact, at.values(match.fact)[0]) for match in when
            )
        for match in when:
            others = at.holds(tuple(other for other in when if other is not match))
            if at.holds((match,)) is False and (others if strict else others is not False):
                self.failed.setdefault(path, set()).add(match.fact)

    def _record_exceptions(self, subject: Subject, route: Route, at: Situation, asked: Collection[Key]) -> None:
        for name, every in subject.pack.every.items():
            # What the other step asks for hides that this one does not.
            shows = route.id in every.not_routes and every.key not in asked
            if shows and all(
                set(at.values(fact)) <= set(given) for fact, given in every.when
            ):
                self.exceptions.setdefault(("every", name), set()).add(route.id)


def unshown_conditions(subject: Subject, shown: ConditionCoverage) -> Iterator[tuple[Path, str, Finding]]:
    """What is not shown of the rows, with the path of the row and the key that says it."""
    for path, when in _tables(subject).items():
        for match in when:
            for value in match.values:
                if (match.fact, value) not in shown.values.get(path, ()):
                    yield path, "when", _condition_finding(subject, path, _NO_VALUE, fact=match.fact, value=value)
            if match.fact not in shown.failed.get(path, ()):
                yield path, "when", _condition_finding(subject, path, _NO_OTHER, fact=match.fact)
    for name, every in subject.pack.every.items():
        path = ("every", name)
        outcomes = {subject.pack.routes[route].outcome for route in subject.routes_of(every)}
        for outcome in sorted(outcomes - shown.outcomes.get(path, set())):
            yield path, "", _condition_finding(subject, path, _NO_OUTCOME, value=outcome)
        for route in sorted(set(every.not_routes) - shown.exceptions.get(path, set())):
            yield path, "not_routes", _condition_finding(subject, path, _NO_EXCEPTION, value=route)


def _steps(at: Situation, decision: Decision) -> Iterator[tuple[Route, Situation]]:
    yield decision.route, at
    if decision.then is not None:
        facts = {**at.facts, **decision.route.then_facts}
        yield at.rules.route(decision.then), Situation(at.rules, facts, at.on, filled=True)


def _needs_by_clause(steps: list[tuple[Route, Situation]]) -> dict[Key, set[str]]:
    """What these steps ask for, each with the clauses by which they do."""
    found: dict[Key, set[str]] = {}
    for route, at in steps:
        for _path, need in _numbered_needs(route):
            if at.holds(need.when):
                found.setdefault(need.key, set()).add(need.cite.id)
    return found


def _visible(need: Need, asked: Mapping[Key, set[str]], stated: Collection[StatedNeed]) -> bool:
    """Whether it shows that a need is there or is not: what the other step asks for as well hides it, unless that
    stands in another clause and the case says in which."""
    others = asked.get(need.key)
    if others is None:
        return True
    return need.cite.id not in others and any(
        (need.any_of, cite) in stated for cite in (need.cite.id, *others)
    )


def _numbered_needs(route: Route) -> Iterator[tuple[Path, Need]]:
    own = [need for need in route.needs if not need.every]
    yield from ((("every", need.every), need) for need in route.needs if need.every)
    yield from ((("routes", route.id, "needs", at), need) for at, need in enumerate(own))
    yield from ((("routes", route.id, "helps", at), need) for at, need in enumerate(route.helps))


def _tables(subject: Subject) -> Mapping[Path, When]:
    found: dict[Path, When] = {}
    for route in subject.rules.routes:
        found |= {path: need.when for path, need in _numbered_needs(route)}
    return found | {("groups", group.id): group.when for group in subject.rules.groups if group.asked}


def _condition_finding(subject: Subject, path: Path, what: str, **params: str) -> Finding:
    return subject.merged.finding((*path, "when"), what, {"key": key(path), **params})
