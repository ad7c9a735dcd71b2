"""Which situation a person is in: one question at a time until one route is left, and what it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flows.errors import FlowError
from flows.rules.decision_table import Situation, validate_facts
from flows.rules.model import APPLICANT, UNKNOWN, Fact, Fee, Group, Match, Need, Route, Rules, When


class QuestionOpen(FlowError):
    """A question is open that cannot be read as "unknown"; `question` is to be asked next."""

    def __init__(self, question: Fact) -> None:
        super().__init__("undecided", fact=question.id, allowed=question.choices)
        self.question = question


class NoRoute(FlowError):
    """The pack leaves these facts without a route, or with more than one: a fault of the pack."""


class Because(NamedTuple):
    """Why a route is not the one: the fact would have to have one of `wanted`, and has `got`."""

    fact: str
    wanted: tuple[str, ...]
    got: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the facts lead to.

    `needs` is complete, those of the route that follows included, so that all can be told at once (S4.5b).
    `helps` are papers that only ease the way to another one and are never demanded. `to_be_determined`
    names the facts that were read to the smaller demand because they are unknown or too imprecise.
    """

    route: Route
    class_96: str
    outcome: str
    channel: str
    decided_by: str
    groups: tuple[Group, ...]
    needs: tuple[Need, ...]
    helps: tuple[Need, ...]
    then: str | None
    fee_rule: str | None
    to_be_determined: tuple[str, ...]
    not_routes: tuple[tuple[str, Because], ...]


def next_question(rules: Rules, facts: Mapping[str, str]) -> Fact | None:
    """The next question that still matters to the route, the one after it or their needs; None at the end."""
    known = validate_facts(rules, facts)
    wanted = open_questions(Situation(rules, known))
    return next((fact for fact in rules.facts.values() if fact.id in wanted), None)


def decide(rules: Rules, facts: Mapping[str, str], on: date | None, *, why: bool = True) -> Decision:
    """The route for `facts` at a counter opened `on` a day, with everything it needs.

    Without `why` it is not worked out what is to be determined and why no other route is the one: for a program
    that goes through many situations, that is nine tenths of the time.

    Raises BadAnswer for an answer the rules do not know, QuestionOpen while a question is open.
    """
    known = validate_facts(rules, facts)
    core = _core(Situation(rules, known, on, filled=True))
    return Decision(
        route=core.route,
        class_96=core.class_96,
        outcome=core.route.outcome,
        channel=core.channel,
        decided_by=core.decided_by,
        groups=_groups(rules, known),
        needs=core.needs,
        helps=core.helps,
        then=core.then,
        fee_rule=_fee_rule(rules, core.needs, on),
        to_be_determined=_to_be_determined(rules, known, on, core) if why else (),
        not_routes=_not_routes(rules, known, on, core.route) if why else (),
    )


def obsolete_facts(rules: Rules, facts: Mapping[str, str], fact: str, value: str) -> tuple[str, ...]:
    """The facts whose answers no longer matter once `fact` is answered with `value`, in the pack's order."""
    known = validate_facts(rules, {**facts, fact: value})
    gone = []
    for fact_id in known:
        said = rules.facts[fact_id]
        if fact_id == fact or said.source_field:
            continue
        rest = {key: answer for key, answer in known.items() if key != fact_id}
        at = Situation(rules, rest, reopened=() if said.asked else (fact_id,))
        open_ = open_questions(at)
        # Whether a circumstance matters is known only once nothing else is open: until then what was said stays.
        kept = fact_id in _telling_groups(at) if said.asked else bool(open_)
        if fact_id not in open_ and not kept:
            gone.append(fact_id)
    return tuple(fact_id for fact_id in rules.facts if fact_id in gone)


def _telling_groups(at: Situation) -> set[str]:
    """The questions whose answers put somebody into a sub-category: not asked for that, and not thrown away either."""
    groups = [group for group in at.rules.groups if group.asked and at.holds(group.when) is None]
    return {fact for group in groups for fact in at.open_facts(group.when)}


def open_questions(at: Situation) -> set[str]:
    """The questions that still matter: to the route first, then to its needs, its class and what follows it."""
    return _open_among(at, _possible(at), ())


def _possible(at: Situation) -> list[Route]:
    return [route for route in at.rules.routes if at.holds(route.when) is not False]


def _open_among(at: Situation, possible: list[Route], been: tuple[str, ...]) -> set[str]:
    """`been`: the routes that led here; one that comes again is a circle, which `policy check` refuses."""
    wanted = {fact for route in possible for fact in at.open_facts(route.when)}
    if wanted or len(possible) != 1:
        return wanted
    route = possible[0]
    tables = [*(need.when for need in (*route.needs, *route.helps)), *(row.when for row in route.classes)]
    wanted = {fact for when in tables if at.holds(when) is None for fact in at.open_facts(when)}
    if not route.then_facts or route.id in been:
        return wanted
    after = _after(at, route)
    return wanted | _open_among(after, _possible(after), (*been, route.id))


def find_sole_need(needs: tuple[Need, ...], document: str) -> Need | None:
    """The need that only this document meets and that is the applicant's errand, if there is one."""
    return next((need for need in needs if need.by == APPLICANT and need.any_of == (document,)), None)


def fee_in_force(rules: Rules, document: str, day: date) -> Fee | None:
    """The fee rule for a document on `day`; None outside every window, never the last known one."""
    return next((fee for fee in rules.fees if fee.document == document and fee.in_force(day)), None)


class _Core(NamedTuple):
    route: Route
    class_96: str
    channel: str
    decided_by: str
    needs: tuple[Need, ...]
    helps: tuple[Need, ...]
    then: str | None

    @property
    def visible_outcome(self) -> tuple[object, ...]:
        """What the applicant would notice if it were different."""
        keys = tuple(need.key for need in self.needs)
        return (self.route.id, self.class_96, self.channel, self.decided_by, keys, self.then)


def _after(at: Situation, route: Route) -> Situation:
    """The situation once the paper that `route` sends for is there."""
    facts = {**at.facts, **route.then_facts}
    return Situation(at.rules, facts, at.on, filled=at.filled, fixed=at.fixed, reopened=at.reopened)


def _route(at: Situation) -> Route:
    possible = _possible(at)
    wanted = _open_among(at, possible, ())
    if wanted:
        raise QuestionOpen(next(fact for fact in at.rules.facts.values() if fact.id in wanted))
    routes = [route for route in possible if at.holds(route.when)]
    if len(routes) != 1:
        raise NoRoute("no_single_route", routes=tuple(route.id for route in routes))
    return routes[0]


def _core(at: Situation, been: tuple[str, ...] = ()) -> _Core:
    route = _route(at)
    if route.id in been:
        raise NoRoute("circle", routes=(*been, route.id))
    needs = [need for need in route.needs if at.holds(need.when)]
    helps = [need for need in route.helps if at.holds(need.when)]
    then = None
    if route.then_facts:
        following = _core(_after(at, route), (*been, route.id))
        then = following.route.id
        needs += [need for need in following.needs if not _met_by(need, needs)]
        helps += [need for need in following.helps if need.key not in {known.key for known in helps}]
    step = next(step for step in at.rules.tracks[route.track].steps if at.holds(step.when))
    number = next(row.number for row in route.classes if at.holds(row.when))
    return _Core(route, number, step.channel, step.decided_by, tuple(needs), tuple(helps), then)


def _met_by(need: Need, others: list[Need]) -> bool:
    """Whether an errand already on the list brings what `need` asks for."""
    return any(other.by == need.by and set(other.any_of) <= set(need.any_of) for other in others)


def _groups(rules: Rules, facts: Mapping[str, str]) -> tuple[Group, ...]:
    at = Situation(rules, facts)
    found = {group.id for group in rules.groups if group.asked and not group.rest and at.holds(group.when)}
    crowded = {group.parent for group in rules.groups if group.id in found}
    for group in rules.groups:
        if group.rest and at.holds(group.when) and group.parent not in crowded:
            found.add(group.id)
    return tuple(group for group in rules.groups if group.id in found)


def _fee_rule(rules: Rules, needs: tuple[Need, ...], on: date | None) -> str | None:
    for fee in rules.fees:
        if on is not None and fee.in_force(on) and find_sole_need(needs, fee.document):
            return fee.id
    return None


def _to_be_determined(
    rules: Rules, facts: Mapping[str, str], on: date | None, core: _Core
) -> tuple[str, ...]:
    return tuple(
        fact.id for fact in rules.facts.values() if _staysopen_questions(rules, facts, on, core, fact)
    )


def _staysopen_questions(
    rules: Rules, facts: Mapping[str, str], on: date | None, core: _Core, fact: Fact
) -> bool:
    """Whether the fact is unknown or imprecise and could still turn out to change what is told."""
    if fact.kind == "date":
        return any(told != core.visible_outcome for told in _otherwise(rules, facts, on, fact))
    answer = facts.get(fact.id, UNKNOWN)
    if not fact.asked and fact.id not in facts:
        # A circumstance that nobody spoke of is no open question.
        return False
    if answer == UNKNOWN:
        return bool(open_questions(Situation(rules, facts, on, filled=True, reopened=(fact.id,))))
    return any(option.is_open and option.id == answer for option in fact.options)


def _otherwise(
    rules: Rules, facts: Mapping[str, str], on: date | None, fact: Fact
) -> Iterator[tuple[object, ...] | None]:
    """What would be told if an imprecise date turned out otherwise."""
    at = Situation(rules, facts, on, filled=True)
    for derived in rules.derived.values():
        touched = at.reachable_values(derived) if derived.date_fact == fact.id else ()
        for value in touched if len(touched) > 1 else ():
            yield _outcome_or_none(Situation(rules, facts, on, filled=True, fixed={derived.id: value}))


def _outcome_or_none(at: Situation) -> tuple[object, ...] | None:
    try:
        return _core(at).visible_outcome
    except QuestionOpen:
        return None


def _not_routes(
    rules: Rules, facts: Mapping[str, str], on: date | None, chosen: Route
) -> tuple[tuple[str, Because], ...]:
    at = Situation(rules, facts, on, filled=True)
    found = []
    for route in rules.routes:
        match = at.first_failing(route.when)
        if route.id != chosen.id and match is not None:
            found.append((route.id, _because(at, match)))
    return tuple(found)


def _because(at: Situation, match: Match) -> Because:
    """What was answered otherwise: for a fact worked out from others, the one nearest to what is wanted."""
    derived = at.rules.derived.get(match.fact)
    rows = [row for row in derived.rows if row.value in match.values] if derived else []
    if not rows:
        return Because(match.fact, match.values, at.values(match.fact))
    return _because(at, min((_failing_matches(at, row.when) for row in rows), key=len)[0])


def _failing_matches(at: Situation, when: When) -> list[Match]:
    return [match for match in when if at.holds((match,)) is False]
