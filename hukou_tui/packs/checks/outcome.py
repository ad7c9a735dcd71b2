"""outcome: no route ends in a dead end: what has to be obtained first leads on, by the very paper that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.rules.model import Route
from flows.rules.truth_table import Truths, truths
from hukou_tui.packs.checks.cover import format_facts
from hukou_tui.packs.checks.forbidden import texts_of
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import key
from hukou_tui.words.catalogue import N_

#: A paper may have to be fetched before another; more than that is a circle.
_STEPS = 3

#: How a text sends somebody away, whatever it asks for.
_REFUSALS = (
    "不予受理",
    "不予办理",
    "不予登记",
    "不予落户",
    "拒绝受理",
    "概不受理",
    "一律不认",
    "will be refused",
    "is refused",
)

_REFUSES = N_("`{key}` refuses ({value}): no way through the house ends in a refusal")
_NOWHERE = N_("`{key}`: after it there is no route for {facts}")
_CIRCLE = N_("`{key}`: it leads from one paper to the next without end: {facts}")
_NO_PAPER = N_("`{key}`: none of the papers asked for answers {value}: handed in, it would lead nowhere")


def findings(subject: Subject) -> Iterator[Finding]:
    """Routes that send for a paper and do not lead on once it is there."""
    yield from _dismissive_texts(subject)
    for route in subject.rules.routes:
        if route.then_facts:
            yield from _leads_on(subject, route)
            yield from _by_its_paper(subject, route)


def _dismissive_texts(subject: Subject) -> Iterator[Finding]:
    """No text that reaches the applicant or the clerk sends anybody away."""
    for section in ("routes", "every", "documents"):
        for path, text in texts_of(subject.merged.raw.get(section), (section,)):
            word = next((word for word in _REFUSALS if word in text), None)
            if word:
                yield subject.merged.finding(path, _REFUSES, {"key": key(path), "value": word})


def _leads_on(subject: Subject, route: Route) -> Iterator[Finding]:
    path = ("routes", route.id, "then_facts")
    rules = subject.rules
    whole = truths(rules, [other.when for other in rules.routes], fixed_facts(route))
    left, at = whole.holds(route.when), whole
    here = [route]
    for _step in range(_STEPS):
        nowhere, still, following = _after(subject, here, left, at)
        if nowhere:
            params = {"key": key(path), "facts": met_by(route, whole.deciding_facts(nowhere))}
            yield subject.merged.finding(path, _NOWHERE, params)
            return
        if not still:
            return
        at = at.after(here[0].then_facts)
        left, here = still, following
    params = {"key": key(path), "facts": met_by(route, whole.deciding_facts(left))}
    yield subject.merged.finding(path, _CIRCLE, params)


def _after(subject: Subject, here: list[Route], left: int, at: Truths) -> tuple[int, int, list[Route]]:
    """Which situations have no route after this one, which are sent for another paper, and by which routes."""
    changed = at.after(here[0].then_facts)
    nowhere, still, following = left, 0, []
    for other in subject.rules.routes:
        mask = changed.holds(other.when) & left
        nowhere &= ~mask
        if mask and other.then_facts:
            still |= mask
            following.append(other)
    return nowhere, still, following


def fixed_facts(route: Route) -> dict[str, tuple[str, ...]]:
    """The facts that a route fixes itself, without those that it changes: they are free to be anything after it."""
    return {match.fact: match.values for match in route.when if match.fact not in route.then_facts}


def met_by(route: Route, facts: Mapping[str, str]) -> str:
    """A situation of a route in one line: what the route asks for itself, and what matters besides."""
    return format_facts({**{match.fact: " | ".join(match.values) for match in route.when}, **facts})


def _by_its_paper(subject: Subject, route: Route) -> Iterator[Finding]:
    papers = {
        paper
        for need in subject.pack.routes[route.id].needs
        if need.by == "applicant"
        for paper in need.any_of
    }
    answered = {subject.rules.documents[paper].obtains for paper in papers}
    for fact, value in route.then_facts.items():
        if (fact, value) not in answered:
            path = ("routes", route.id, "then_facts")
            yield subject.merged.finding(path, _NO_PAPER, {"key": key(path), "value": f"{fact} = {value}"})
