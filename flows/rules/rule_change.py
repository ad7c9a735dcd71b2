"""What other rules change, situation by situation: route, papers, who decides; and what no situation shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from itertools import chain

from flows.errors import FlowError
from flows.identity.calendar_steps import years_later
from flows.rules.decision_table import BadAnswer, validate_facts
from flows.rules.model import APPLICANT, AUTHORITY, STATION, UNKNOWN, Cite, Fact, Need, Route, Rules
from flows.rules.rule_evaluation import Decision, QuestionOpen, decide, next_question
from flows.rules.situations import reachable
from flows.rules.stamps import RuleChange

#: What is compared of two decisions, in the order in which it is told. `question`: what is asked further.
SITUATION, QUESTION, ROUTE, OUTCOME, DECIDED_BY, THEN = (
    "situation", "question", "route", "outcome", "decided_by", "then",
)  # fmt: skip
HELPS, ALTERED, PAYER, FEE_RULE = "helps", "altered", "payer", "fee_rule"
CHANNEL, CLASS_96, GROUPS, CITE, DETAILS = "channel", "class_96", "groups", "cite", "details"
#: What whoever stands at the glass, or his clerk, does otherwise because of it.
MATERIAL = frozenset(
    {
        SITUATION, QUESTION, ROUTE, OUTCOME, DECIDED_BY, THEN, APPLICANT, STATION, AUTHORITY, HELPS, ALTERED, PAYER,
        FEE_RULE,
    }
)  # fmt: skip
#: Shown by the situations already, so that it is not told a second time of the route.
_SHOWN = frozenset({"when", "outcome", "classes", "track", "needs", "helps", "then_facts", "cite"})
#: What differs between any two packs and is no rule.
_NO_RULES = frozenset({"packs", "on"})


@dataclass(frozen=True, slots=True)
class SituationComparison:
    """One situation under both: None where only the other rules know it, and everything that differs."""

    facts: Mapping[str, str]
    before: Decision | None
    after: Decision | None
    changes: tuple[RuleChange, ...]


@dataclass(frozen=True, slots=True)
class Alteration:
    """What else differs: the part of the rules, the id in it, and the field; without a field the whole entry.

    `before` and `after` are as the rules hold them; None where there is none.
    """

    part: str
    id: str
    field: str
    before: object
    after: object


def key_of(need: Need) -> str:
    """The papers of a need as one text, alternatives joined by `|`, as slips and notifications name them."""
    return "|".join(need.any_of)


# ---- two decisions


def decision_changes(before: Decision, after: Decision) -> tuple[RuleChange, ...]:
    """Everything that two decisions on one situation differ in; empty if they say the same."""
    found = [
        _change(ROUTE, before.route.id, after.route.id),
        _change(OUTCOME, before.outcome, after.outcome),
        _change(DECIDED_BY, before.decided_by, after.decided_by),
        _change(THEN, before.then, after.then),
        *_need_changes(before.needs, after.needs),
        *_papers(HELPS, before.helps, after.helps),
        *_said_of(PAYER, before, after),
        _change(FEE_RULE, before.fee_rule, after.fee_rule),
        _change(CHANNEL, before.channel, after.channel),
        _change(CLASS_96, before.class_96, after.class_96),
        _sets(GROUPS, [group.id for group in before.groups], [group.id for group in after.groups]),
        _citation_change("", before.route, after.route),
        *_said_of(CITE, before, after),
        *_said_of(DETAILS, before, after),
    ]
    return tuple(change for change in found if change is not None)


def _change(what: str, before: str | None, after: str | None) -> RuleChange | None:
    if before == after:
        return None
    return RuleChange(what, (before,) if before else (), (after,) if after else ())


def _sets(what: str, before: Iterable[str], after: Iterable[str]) -> RuleChange | None:
    """What is only in one of them, in its order."""
    was, becomes = tuple(dict.fromkeys(before)), tuple(dict.fromkeys(after))
    gone = tuple(one for one in was if one not in becomes)
    new = tuple(one for one in becomes if one not in was)
    return RuleChange(what, gone, new) if gone or new else None


def _need_changes(before: tuple[Need, ...], after: tuple[Need, ...]) -> Iterator[RuleChange]:
    for by in (APPLICANT, STATION, AUTHORITY):
        yield from _papers(by, (n for n in before if n.by == by), (n for n in after if n.by == by))


def _papers(what: str, before: Iterable[Need], after: Iterable[Need]) -> Iterator[RuleChange]:
    """What is asked for no longer and newly; where alternatives were added or taken away, that and not both."""
    change = _sets(what, map(key_of, before), map(key_of, after))
    if change is None:
        return
    gone, new = list(change.before), list(change.after)
    for was in change.before:
        becomes = next((one for one in new if set(one.split("|")) & set(was.split("|"))), None)
        if becomes is not None:
            gone.remove(was)
            new.remove(becomes)
            yield RuleChange(ALTERED, (was,), (becomes,))
    if gone or new:
        yield RuleChange(what, tuple(gone), tuple(new))


def _said_of(what: str, before: Decision, after: Decision) -> Iterator[RuleChange]:
    """What is said otherwise of a paper that both ask for: who pays, by what clause, where it is got."""
    known = {(key_of(need), need.by, need.help_toward): need for need in (*before.needs, *before.helps)}
    for need in (*after.needs, *after.helps):
        was = known.get((key_of(need), need.by, need.help_toward))
        if was is None:
            continue
        if what == CITE:
            change = _citation_change(key_of(need), was, need)
            if change is not None:
                yield change
        elif what == PAYER and was.payer != need.payer:
            yield RuleChange(PAYER, (key_of(need), was.payer), (key_of(need), need.payer))
        elif what == DETAILS and _details(was) != _details(need):
            yield RuleChange(DETAILS, (key_of(need),), (key_of(need),))


def _details(need: Need) -> tuple[object, ...]:
    return (need.issuer, need.where, need.how, need.note)


def _citation_change(key: str, before: Need | Route, after: Need | Route) -> RuleChange | None:
    if _words(before.cite) == _words(after.cite):
        return None
    return RuleChange(CITE, (key, _clause(before)), (key, _clause(after)))


def _words(cite: Cite) -> tuple[object, ...]:
    """What a citation says, by whatever name the pack calls it."""
    return (cite.source, cite.at, cite.phrase, cite.is_gist, cite.level)


def _clause(cited: Need | Route) -> str:
    return f"{cited.cite.source} {cited.cite.at}"


# ---- all situations


def compare_situations(old: Rules, new: Rules, on: date | None) -> Iterator[SituationComparison]:
    """Each situation that either rules lead to, under both, changed or not.

    Where the other rules ask a further question, each of its answers is a situation of its own. What has an answer
    that the other rules do not offer has no counterpart there.
    """
    seen: set[tuple[str, str]] = set()
    theirs = list(reachable(new, on, why=False))
    # Most situations are in both to the letter; those are not decided a second time.
    same = {frozenset(one.facts.items()): one.decision for one in theirs}
    for one in reachable(old, on, why=False):
        alike = same.get(frozenset(one.facts.items()))
        for facts, decision in [(one.facts, alike)] if alike is not None else _under(new, one.facts, on):
            seen |= facts.items()
            yield _compare_decisions(
                facts, one.decision, decision, _unshared_questions(one.facts, facts, new), turned=False
            )
    for one in theirs:
        # All answers met above are combined there as well; only what is in none of them is still to be looked at.
        if not seen.issuperset(one.facts.items()):
            for facts, decision in _under(old, one.facts, on):
                yield _compare_decisions(
                    facts, one.decision, decision, _unshared_questions(one.facts, facts, old), turned=True
                )
    for fact, born in _between_ages(old, new, on):
        yield from _of_that_age(old, new, on, fact, born)


def _between_ages(old: Rules, new: Rules, on: date | None) -> Iterator[tuple[str, date]]:
    """A day of birth for each age that the two rules set apart: over the one on the day `on`, within the other."""
    for name, derived in old.derived.items():
        other = new.derived.get(name)
        if (
            on is None
            or other is None
            or derived.years is None
            or other.years is None
            or not derived.date_fact
        ):
            continue
        if (derived.years, derived.over_on_the_day) != (other.years, other.over_on_the_day):
            lower = min(
                (derived.years, not derived.over_on_the_day), (other.years, not other.over_on_the_day)
            )
            # A day longer than the lower age where the birthday itself is not over it yet.
            yield derived.date_fact, years_later(on, -lower[0]) - timedelta(days=int(lower[1]))


def _of_that_age(
    old: Rules, new: Rules, on: date | None, fact: str, born: date
) -> Iterator[SituationComparison]:
    """The situations in which somebody born that day is told otherwise; what is the same was counted before."""
    seen = set()
    for one in reachable(old, on, why=False):
        facts = {**one.facts, fact: born.isoformat()}
        key = frozenset(facts.items())
        if key in seen:
            continue
        seen.add(key)
        before, after = _decision_or_none(old, facts, on), _decision_or_none(new, facts, on)
        changes = tuple(decision_changes(before, after)) if before and after else ()
        if changes:
            yield SituationComparison(facts, before, after, changes)


def _decision_or_none(rules: Rules, facts: Mapping[str, str], on: date | None) -> Decision | None:
    try:
        return decide(rules, readable(rules, facts), on, why=False)
    except FlowError:
        return None


def _compare_decisions(
    facts: Mapping[str, str],
    here: Decision,
    there: Decision | None,
    asked: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    turned: bool,
) -> SituationComparison:
    """`here` decided under the rules whose situation it is, `there` under the others; `turned`: those are the old."""
    before, after = (there, here) if turned else (here, there)
    if before is None or after is None:
        return SituationComparison(
            facts, before, after, (RuleChange(SITUATION, _route(before), _route(after)),)
        )
    only_here, only_there = asked
    first, second = (only_there, only_here) if turned else (only_here, only_there)
    questions = (RuleChange(QUESTION, first, second),) if first or second else ()
    return SituationComparison(facts, before, after, (*questions, *decision_changes(before, after)))


def _route(decision: Decision | None) -> tuple[str, ...]:
    return (decision.route.id,) if decision is not None else ()


def _unshared_questions(
    facts: Mapping[str, str], both: Mapping[str, str], there: Rules
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Questions that only these rules know, and those that only the others ask."""
    known = tuple(fact for fact in facts if fact not in there.facts)
    return known, tuple(fact for fact in both if fact not in facts)


def _under(
    rules: Rules, facts: Mapping[str, str], on: date | None
) -> Iterator[tuple[Mapping[str, str], Decision | None]]:
    """The situation under other rules: once, or once for each answer to what they ask further."""
    known = readable(rules, facts)
    if any(fact in rules.facts and fact not in known for fact in facts):
        yield facts, None
        return
    for more, decision in _branches(rules, known, on):
        yield {**facts, **more}, decision


def readable(rules: Rules, facts: Mapping[str, str]) -> dict[str, str]:
    """The answers among `facts` that these rules know."""
    return {fact: value for fact, value in facts.items() if _knows_answer(rules, fact, value)}


def _knows_answer(rules: Rules, fact: str, value: str) -> bool:
    try:
        validate_facts(rules, {fact: value})
    except BadAnswer:
        return False
    return True


def _branches(
    rules: Rules, facts: Mapping[str, str], on: date | None
) -> Iterator[tuple[Mapping[str, str], Decision | None]]:
    try:
        question = next_question(rules, facts)
        if question is None:
            yield facts, decide(rules, facts, on, why=False)
            return
    except QuestionOpen as open_question:
        question = open_question.question
    except FlowError:
        # A fault of the pack, which its proof names; here it is a situation that these rules do not have.
        yield facts, None
        return
    if question.id in facts:
        yield facts, None
        return
    for answer in _answers(rules, question):
        yield from _branches(rules, {**facts, question.id: answer}, on)


def _answers(rules: Rules, fact: Fact) -> tuple[str, ...]:
    """The answers that can make a difference; a date stands for its side of a line."""
    if fact.kind != "date":
        return fact.choices
    derived = [one for one in rules.derived.values() if one.date_fact == fact.id]
    days = [span.first or span.last for one in derived for span in one.spans]
    return (*dict.fromkeys(day.isoformat() for day in days if day is not None), UNKNOWN)


def group_by_changes(
    situations: Iterable[SituationComparison],
) -> list[tuple[tuple[RuleChange, ...], list[SituationComparison]]]:
    """The changes that concern the same situations together, those that concern the most first."""
    concerned: dict[RuleChange, list[SituationComparison]] = {}
    for one in situations:
        for change in one.changes:
            concerned.setdefault(change, []).append(one)
    found: dict[tuple[int, ...], tuple[list[RuleChange], list[SituationComparison]]] = {}
    for change, those in concerned.items():
        found.setdefault(tuple(map(id, those)), ([], those))[0].append(change)
    return sorted(
        ((tuple(changes), those) for changes, those in found.values()), key=lambda one: -len(one[1])
    )


def common(situations: Sequence[SituationComparison]) -> dict[str, str]:
    """The facts that all these situations share."""
    first, *others = (one.facts for one in situations)
    return {fact: value for fact, value in first.items() if all(other.get(fact) == value for other in others)}


# ---- what no situation shows


def elsewhere(old: Rules, new: Rules) -> tuple[Alteration, ...]:
    """What else differs: windows of fees, forbidden demands, names of departments, settings, texts."""
    parts = (part.name for part in fields(Rules) if part.name not in _NO_RULES)
    found = chain.from_iterable(_part(part, getattr(old, part), getattr(new, part)) for part in parts)
    return (*_periods(old, new), *found)


def _periods(old: Rules, new: Rules) -> Iterator[Alteration]:
    """A pack whose campaign begins or ends on another day; revision and hash always differ and are no rule."""
    before = {pack.id: pack for pack in old.packs}
    for pack in new.packs:
        known = before.get(pack.id, pack)
        for name in ("first", "last"):
            if getattr(known, name) != getattr(pack, name):
                yield Alteration("packs", pack.id, name, getattr(known, name), getattr(pack, name))


def _part(part: str, old: object, new: object) -> Iterator[Alteration]:
    before, after = _entries(old), _entries(new)
    if before is None or after is None:
        if old != new:
            yield Alteration(part, "", "", old, new)
        return
    for name in dict.fromkeys([*before, *after]):
        yield from _entry(part, name, before.get(name), after.get(name))


def _entries(held: object) -> dict[str, object] | None:
    """The entries of a part by id; None for a part that has none."""
    if isinstance(held, Mapping):
        return dict(held)
    if isinstance(held, tuple) and all(hasattr(one, "id") for one in held):
        return {one.id: one for one in held}
    return None


def _entry(part: str, name: str, old: object, new: object) -> Iterator[Alteration]:
    if old is None or new is None or not is_dataclass(old) or type(old) is not type(new):
        if old != new:
            yield Alteration(part, name, "", old, new)
        return
    # What is not compared is only how a pack wrote it.
    for field in (field for field in fields(old) if field.compare):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before != after and not (isinstance(old, Route) and field.name in _SHOWN):
            yield Alteration(part, name, field.name, before, after)
