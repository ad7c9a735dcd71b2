"""monotone: handing in one more paper never makes a complete file incomplete."""

from __future__ import annotations

from collections.abc import Iterator

from flows.rules.checklist import HAS
from flows.rules.model import Match, Route, Rules
from flows.rules.truth_table import truths
from hukou_tui.packs.checks.demands import demands, not_met, tables, without_every
from hukou_tui.packs.checks.outcome import fixed_facts, met_by
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import key
from hukou_tui.words.catalogue import N_

_SILENT = N_(
    "`{key}`: who says nothing of {fact} is asked for {value}, and who says otherwise for nothing in its place; "
    "`unknown_reads` has to be the smaller demand"
)
_MORE = N_("`{key}`: once {paper} is handed in, {value} is missing that was not asked for before: {facts}")


def findings(subject: Subject) -> Iterator[Finding]:
    """Papers that answer a fact (`obtains`) and thereby lead to a longer list."""
    yield from _silent(subject)
    rules = without_every(subject.rules)
    for route in rules.routes:
        listed = {paper for need in (*route.needs, *route.helps) for paper in need.any_of}
        for paper in sorted(listed):
            obtains = subject.rules.documents[paper].obtains
            if obtains is not None:
                yield from _handed_in(subject, rules, route, paper, obtains)


def _silent(subject: Subject) -> Iterator[Finding]:
    """Who says nothing of a circumstance is not asked for a paper in whose place whoever says it brings none."""
    read = {name: fact.unknown_reads for name, fact in subject.rules.facts.items() if not fact.asked}
    for path, route, need in subject.needs():
        rows = route.needs if route else ()
        for fact, given in need.when if need.by == "applicant" else ():
            if fact not in read or read[fact] not in given:
                continue
            if not any(
                fact == other and read[fact] not in values for row in rows for other, values in row.when
            ):
                params = {"key": key(path), "value": " | ".join(need.any_of), "fact": fact}
                yield subject.merged.finding((*path, "when"), _SILENT, params)


def _handed_in(
    subject: Subject, rules: Rules, route: Route, paper: str, obtains: tuple[str, str]
) -> Iterator[Finding]:
    fact, value = obtains
    if dict(route.then_facts) == {fact: value} or _requires_answer(route, fact, value):
        # It leads where the list already went on to, or changes nothing.
        return
    following = _routes_after(rules, route, {fact: value})
    rows = [*tables(rules, route), *(when for other in following for when in tables(rules, other))]
    stands = (Match(fact, subject.rules.documents[paper].goes_with[HAS]),)
    whole = truths(rules, [*rows, stands], fixed_facts(route))
    before = list(demands(rules, route, whole))
    # Where the answer can stand beside the paper, nothing is answered otherwise by it.
    here = whole.holds(route.when) & ~whole.holds(stands)
    after = whole.after({fact: value})
    for other in following:
        for demand in demands(rules, other, after):
            left = not_met(demand, before) & here
            if left and paper not in demand.need.any_of:
                path = ("documents", paper, "obtains")
                params = {
                    "key": key(path), "paper": paper, "value": " | ".join(demand.need.any_of),
                    "facts": met_by(route, whole.deciding_facts(left)),
                }  # fmt: skip
                yield subject.merged.finding(path, _MORE, params)


def _routes_after(rules: Rules, route: Route, changed: dict[str, str]) -> list[Route]:
    """The routes that some situation of this one has once the paper is there."""
    whole = truths(rules, [other.when for other in rules.routes], fixed_facts(route))
    here, after = whole.holds(route.when), whole.after(changed)
    return [other for other in rules.routes if here & after.holds(other.when)]


def _requires_answer(route: Route, fact: str, value: str) -> bool:
    """Whether the route is only there for those who have that answer already."""
    return any(match.fact == fact and match.values == (value,) for match in route.when)
