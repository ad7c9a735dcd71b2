"""Whether two rules give the same answers: to everyone who can come to the counter, under every setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import product

from flows.rules.checklist import forbidden_demand
from flows.rules.decision_table import Situation
from flows.rules.model import UNKNOWN, Cite, Fact, Need, Route, Rules, When
from flows.rules.rule_evaluation import Decision, NoRoute, QuestionOpen, decide, open_questions

ON = date(2016, 6, 14)
#: One day on each side of every line that a date of the packs is asked about, and none.
DAYS = ("1990-05-01", "1992-04-01", "1997-01-01", "1999-04-01", "2005-01-01", "2014-05-01", UNKNOWN)


def same(before: Rules, after: Rules) -> bool:
    """Whether `after` answers as `before` does; cautious: what cannot be compared is called different."""
    return _said(before) == _said(after) and not any(True for _facts in differing(before, after))


def differing(before: Rules, after: Rules) -> Iterator[Mapping[str, str]]:
    """The situations that are answered otherwise."""
    if all(part(before) == part(after) for part in (_leading, _through, _groups, _needs)):
        return
    alike = _leading(before) == _leading(after)
    for chosen in _settings(before):
        one, other = _choosing(before, chosen), _choosing(after, chosen)
        for facts in _affected(one, other) if alike else _either(one, other):
            if answer(one, facts) != answer(other, facts):
                yield {**facts, **chosen}


def _affected(one: Rules, other: Rules) -> Iterator[dict[str, str]]:
    """Where both lead everybody the same way: those who come to a row that differs, told apart as it tells them."""
    rows = {route.id: _apart(one, other, route) for route in one.routes}
    groups = [group.when for group in (*one.groups, *other.groups)] if _groups(one) != _groups(other) else []
    for route, facts in _ways(_Way(one)):
        tables = [when for name in route for when in rows[name]]
        for more in _told_apart(one, facts, tables) if groups or tables else ():
            yield from _told_apart(one, more, groups, said=True)


def _either(one: Rules, other: Rules) -> Iterator[dict[str, str]]:
    """Where they lead otherwise: every situation that the routes of either tell apart."""
    for rules in (one, other):
        yield from (facts for _route, facts in _ways(_Way(rules)))


def _apart(one: Rules, other: Rules, route: Route) -> list[When]:
    """The tables of what a route has in one of both only: needs, helps, classes, steps."""
    beside = other.route(route.id)
    here, there = (*route.needs, *route.helps), (*beside.needs, *beside.helps)
    differ = [need.when for need in here if need not in there] + [
        need.when for need in there if need not in here
    ]
    if _house(one, route) != _house(other, beside):
        differ += [row.when for row in (*route.classes, *beside.classes)]
        differ += [step.when for step in (*one.tracks[route.track].steps, *other.tracks[beside.track].steps)]
    return differ or ([()] if here != there else [])


def _told_apart(
    rules: Rules, facts: dict[str, str], tables: list[When], *, said: bool = False
) -> Iterator[dict[str, str]]:
    """`facts` with every answer that one of `tables` still asks for; with `said` only what is said without asking."""
    unsaid = [name for name, fact in rules.facts.items() if fact.volunteered and name not in facts]
    at = Situation(rules, facts, ON, reopened=unsaid)
    open_ = {name for when in tables for name in at.open_facts(when) if not said or name in unsaid}
    fact = next((fact for fact in rules.facts.values() if fact.id in open_), None)
    if fact is None:
        yield facts
        return
    for value in DAYS if fact.kind == "date" else fact.choices:
        yield from _told_apart(rules, {**facts, fact.id: value}, tables, said=said)


class _Way:
    """Rules without needs, equal to others that lead everybody the same way: what was gone through once is kept."""

    def __init__(self, rules: Rules) -> None:
        bare = tuple(replace(route, needs=(), helps=()) for route in rules.routes)
        self.rules = replace(rules, routes=bare, groups=())
        named = {match.fact for route in bare for match in route.when}
        named |= {
            match.fact for derived in rules.derived.values() for row in derived.rows for match in row.when
        }
        self.key = repr(
            (
                _leading(rules),
                [(name, rules.settings[name].value) for name in rules.settings if name in named],
            )
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Way) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=16)
def _ways(way: _Way) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Every situation that the routes tell apart, with the routes that it comes to one after the other."""
    found = []
    for facts in _asked(way.rules, {}):
        decision = decide(way.rules, facts, ON, why=False)
        found.append(((decision.route.id, decision.then) if decision.then else (decision.route.id,), facts))
    return found


def answer(rules: Rules, facts: Mapping[str, str]) -> object:
    """All that a person with these facts is told, and what would still be asked."""
    try:
        found = decide(rules, facts, ON, why=False)
    except QuestionOpen as fault:
        return fault.question.id
    except (NoRoute, StopIteration, RecursionError) as fault:
        return type(fault).__name__
    return _told(rules, found)


def _told(rules: Rules, found: Decision) -> object:
    route = found.route
    return (
        route.id, _cite(route.cite), found.class_96, found.outcome, found.decided_by, found.channel, found.then,
        found.fee_rule, route.place, route.exit,
        tuple((group.id, _cite(group.cite)) for group in found.groups),
        frozenset(_need(rules, need) for need in found.needs), frozenset(_need(rules, need) for need in found.helps),
    )  # fmt: skip


def _need(rules: Rules, need: Need) -> object:
    issuer = need.issuer or tuple(rules.documents[paper].issuer for paper in need.any_of)
    return (
        need.any_of,
        need.by,
        need.payer,
        issuer,
        _cite(need.cite),
        need.help_toward,
        need.note,
        need.where,
    )


def _cite(cite: Cite) -> object:
    return cite.id, cite.source, cite.at


def _leading(rules: Rules) -> object:
    """All that leads to a route."""
    return (
        [(route.id, route.when, dict(route.then_facts)) for route in rules.routes],
        [(derived.id, derived.rows) for derived in rules.derived.values()],
    )


def _through(rules: Rules) -> object:
    """What becomes of everybody once a route is found."""
    return [_house(rules, route) for route in rules.routes]


def _house(rules: Rules, route: Route) -> object:
    steps = [(step.channel, step.decided_by, step.when) for step in rules.tracks[route.track].steps]
    return route.outcome, route.classes, steps


def _groups(rules: Rules) -> object:
    return [(group.id, group.when, group.rest, group.asked) for group in rules.groups]


def _needs(rules: Rules) -> object:
    return [(route.needs, route.helps) for route in rules.routes]


def _said(rules: Rules) -> object:
    """What no situation is needed for: questions, offices through time, charges, what may not be demanded, grounds."""
    return (
        [_question(rules, fact) for fact in rules.facts.values()],
        [(d.id, d.date_fact, d.spans, d.years, d.within, d.over, d.over_on_the_day, d.open_value)
         for d in rules.derived.values()],
        [(setting.id, setting.value, [option.id for option in setting.options]) for setting in rules.settings.values()],
        [(d.id, d.payer, d.issuer, d.obtains, d.recorded_by) for d in rules.documents.values()],
        [(o.id, o.names, o.refers, o.member, o.decides) for o in rules.departments.values()],
        [(f.id, f.document, f.first, f.last, f.percent, f.rounding, _cite(f.cite),
          [(c.id, c.kind, _cite(c.cite), c.settled_by, c.sets_price) for c in f.conditions]) for f in rules.fees],
        _refused(rules),
        [(g.id, _cite(g.cite), _cite(g.remedy_cite)) for g in rules.grounds],
        [(route.id, _cite(route.cite), route.place, route.exit) for route in rules.routes],
        [(group.id, group.parent, group.asked, _cite(group.cite)) for group in rules.groups],
    )  # fmt: skip


def _question(rules: Rules, fact: Fact) -> object:
    """A question with its answers; "unknown" by which tables it meets: two readings may be the same to all of them."""
    options = [(option.id, option.is_open) for option in fact.options]
    tables = [when for route in rules.routes for when in _tables(rules, route)]
    tables += [row.when for derived in rules.derived.values() for row in derived.rows]
    tables += [group.when for group in rules.groups]
    given = {match.values for when in tables for match in when if match.fact == fact.id}
    read = {values: fact.unknown_reads in values for values in given if fact.unknown_reads}
    unknown = (fact.unknown_allowed, fact.unknown_reads is None, read)
    return fact.id, fact.kind, options, unknown, fact.source_field, fact.asked


def _refused(rules: Rules) -> object:
    """Every forbidden paper by each of its names, those apart that only hold another one."""
    names = [name for entry in rules.forbidden for name in (entry.name.zh, entry.name.en, *entry.aliases)]
    short = [name for name in names if not any(other in name and other != name for other in names)]
    found = {name: forbidden_demand(rules, name) for name in short}
    clauses = [(entry.id, [_cite(cite) for cite in entry.cites]) for entry in rules.forbidden]
    return sorted((name, entry.id if entry else "") for name, entry in found.items()), clauses


def _settings(rules: Rules) -> Iterator[Mapping[str, str]]:
    """Every choice of the settings that match tables name."""
    named = {match.fact for route in rules.routes for when in _tables(rules, route) for match in when}
    named |= {match.fact for derived in rules.derived.values() for row in derived.rows for match in row.when}
    open_ = [setting for name, setting in rules.settings.items() if name in named]
    for values in product(*([option.id for option in setting.options] for setting in open_)):
        yield {setting.id: value for setting, value in zip(open_, values, strict=True)}


def _tables(rules: Rules, route: Route) -> list[When]:
    return [route.when, *(need.when for need in (*route.needs, *route.helps))]


def _choosing(rules: Rules, chosen: Mapping[str, str]) -> Rules:
    settings = {
        name: replace(setting, value=chosen.get(name, setting.value))
        for name, setting in rules.settings.items()
    }
    return replace(rules, settings=settings)


def _asked(rules: Rules, facts: dict[str, str]) -> Iterator[dict[str, str]]:
    unsaid = tuple(name for name, fact in rules.facts.items() if fact.volunteered and name not in facts)
    at = Situation(rules, facts, ON, reopened=unsaid)
    open_ = open_questions(at)
    fact = next((fact for fact in rules.facts.values() if fact.id in open_), None)
    if fact is None:
        yield facts
        return
    for value in DAYS if fact.kind == "date" else fact.choices:
        yield from _asked(rules, {**facts, fact.id: value})
