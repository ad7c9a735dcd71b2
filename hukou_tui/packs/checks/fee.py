"""fee: half price if and only if all conditions hold, on a grid of days; unknown is neither met nor not met (S6.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from flows.rules import fee as charge
from flows.rules.model import APPLICANT, Condition, Fee, Need, Rules
from flows.rules.rule_evaluation import Decision
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import key
from hukou_tui.words.catalogue import N_

_STATES = (charge.MET, charge.NOT_MET, charge.UNKNOWN, *charge.PROOFS)

_KINDS = N_("`{key}`: a fee has one condition of the kind `needed`, one `applied`, and at least one `asked`")
_TWICE = N_("`{key}`: two conditions are the same: {value}")
_SHARE = N_("`{key}`: {cite} does not name {percent} per cent")
_ONE_CITE = N_("`{key}`: each condition needs a citation of its own; here they stand in {value}")
_NOT_ASKED = N_("`{key}`: only a condition of the kind `asked` can set the price")
_NO_PLACE = N_("`{key}`: the price is one house's own: name it as `place`, or nobody learns where the reduction holds")
_NOT_CHARGED = N_("`{key}`: {value} is free by rule: there is nothing to reduce")
_GRID = N_("`{key}`: applied for on {day} with {answers} it comes to {got}, and has to be {wanted}")


def findings(subject: Subject) -> Iterator[Finding]:
    """Fees that a condition does not guard, and days or answers for which the charge is wrong."""
    for rule in subject.rules.fees:
        path = ("fees", rule.id)
        kinds = [condition.kind for condition in rule.conditions]
        if kinds.count("needed") != 1 or kinds.count("applied") != 1 or "asked" not in kinds:
            yield subject.merged.finding((*path, "conditions"), _KINDS, {"key": key((*path, "conditions"))})
            continue
        cites = [condition.cite.id for condition in rule.conditions]
        ids = [condition.id for condition in rule.conditions]
        for entries, what in ((ids, _TWICE), (cites, _ONE_CITE)):
            if len(set(entries)) != len(entries):
                params = {"key": key((*path, "conditions")), "value": ", ".join(entries)}
                yield subject.merged.finding((*path, "conditions"), what, params)
        for at, condition in enumerate(rule.conditions):
            if condition.sets_price and condition.kind != "asked":
                where = (*path, "conditions", at)
                yield subject.merged.finding(where, _NOT_ASKED, {"key": key((*where, "sets_price"))})
        if rule.place is None and any(condition.sets_price for condition in rule.conditions):
            yield subject.merged.finding((*path, "place"), _NO_PLACE, {"key": key(path)})
        if subject.rules.documents[rule.document].payer == "free_by_rule":
            params = {"key": key((*path, "document")), "value": rule.document}
            yield subject.merged.finding((*path, "document"), _NOT_CHARGED, params)
        yield from _share(subject, rule)
        yield from _grid(subject, rule)


def _share(subject: Subject, rule: Fee) -> Iterator[Finding]:
    """The share that is charged stands in the text: 半价, 50%."""
    named = (f"{rule.percent}%", f"{rule.percent}％", *(("半",) if rule.percent == 50 else ()))
    if not any(form in rule.cite.phrase.zh for form in named):
        params = {"key": f"fees.{rule.id}.percent", "cite": rule.cite.id, "percent": str(rule.percent)}
        yield subject.merged.finding(("fees", rule.id, "percent"), _SHARE, params)


def grid(rule: Fee) -> tuple[date | None, ...]:
    """The days on which a window may go wrong: its ends, the days beside them, one between, and none said."""
    day = timedelta(days=1)
    between = rule.first + (rule.last - rule.first) // 2
    return (rule.first - day, rule.first, between, rule.last, rule.last + day, None)


def _grid(subject: Subject, rule: Fee) -> Iterator[Finding]:
    conditions = [condition for condition in rule.conditions if condition.kind == "asked"]
    asked = [condition.id for condition in conditions]
    decision = _demanding_decision(subject.rules, rule)
    rules = replace(subject.rules, fees=(rule,))
    for applied in grid(rule):
        for states in product(_STATES, repeat=len(asked)):
            answers = {name: charge.FeeAnswer(state) for name, state in zip(asked, states, strict=True)}
            found = charge.assess_fee(rules, decision, answers, applied, None)
            got = found.share or found.status
            wanted = _expected_share(rule, applied, tuple(map(_expected_state, conditions, states)))
            if got != wanted:
                params = {
                    "key": f"fees.{rule.id}", "day": applied.isoformat() if applied else "-",
                    "answers": ", ".join(f"{name} = {state}" for name, state in zip(asked, states, strict=True)),
                    "got": got, "wanted": wanted,
                }  # fmt: skip
                yield subject.merged.finding(("fees", rule.id), _GRID, params)
                return


def _expected_state(condition: Condition, state: str) -> str:
    """What an answer says of a condition: a proof below the one that the rule wants leaves it open."""
    if state not in charge.PROOFS:
        return state
    enough = charge.PROOFS[charge.PROOFS.index(condition.proof) :]
    return charge.MET if state in enough else charge.UNKNOWN


def _expected_share(rule: Fee, applied: date | None, states: tuple[str, ...]) -> str:
    """What the notice says, in its own order: the window first, then all conditions together."""
    if applied is not None and not rule.first <= applied <= rule.last:
        return "no_rule_in_force"
    if charge.NOT_MET in states:
        return "full"
    if charge.UNKNOWN in states or applied is None:
        return "undecided"
    return "half"


def _demanding_decision(rules: Rules, rule: Fee) -> Decision:
    """A case in which the paper that the fee is for is demanded, and nothing else matters."""
    need = Need((rule.document,), APPLICANT, rule.cite, payer="charged_by_other")
    route = rules.routes[0]
    return Decision(
        route=route, class_96="", outcome=route.outcome, channel="", decided_by="", groups=(), needs=(need,),
        helps=(), then=None, fee_rule=rule.id, to_be_determined=(), not_routes=(),
    )  # fmt: skip
