"""What a slip says of a charge that may be reduced: how much, where alone, and what stands behind it (S6.4)."""

from __future__ import annotations

from collections import Counter

from flows.rules.fee import MET, NOT_MET, SEEN, STATED, UNKNOWN, VERIFIED, ConditionResult, FeeAssessment
from flows.rules.model import Fee
from hukou_tui.paper.slips.occasion import Occasion
from hukou_tui.paper.slips.page_layout import Block, wrap_lines
from hukou_tui.words.catalogue import N_

#: What the fee comes to, by the share or else the status of its assessment.
_CHARGES = {
    "half": N_("the conditions of the reduction are met: charged at half"),
    "full": N_("the reduction does not apply: the body that does the test charges its approved price"),
    "no_rule_in_force": N_("no fee rule in force; the body that does the test charges its approved price"),
    "undecided": N_("whether it is charged at half is still to be settled"),
}
#: How many of the conditions rest on what.
_PROOFS = {
    STATED: N_("stated by the applicant: {n}"),
    SEEN: N_("proof seen: {n}"),
    VERIFIED: N_("verified with {office}: {n}"),
}


def lines(occasion: Occasion) -> Block:
    """The charge for the test; nothing at all where no test is demanded."""
    fee, say = occasion.view.fee, occasion.say
    if fee is None or fee.status == "not_concerned":
        return []
    text = say(_CHARGES.get(fee.share or fee.status, _CHARGES["undecided"]))
    if fee.amount_fen is not None:
        yuan = f"{fee.amount_fen // 100}.{fee.amount_fen % 100:02d}"
        text = say("{text}, {yuan} yuan").format(text=text, yuan=yuan)
    told = [*occasion.line(say("Charge for the test"), text), *_place(occasion, fee), *_proofs(occasion, fee)]
    if fee.rule is not None:
        told += [line for judged in fee.conditions for line in _open_condition(occasion, fee.rule, judged)]
    if fee.cite is not None:
        told += occasion.line(say("Basis"), occasion.clause(fee.cite))
    return [*told, ""]


def _place(occasion: Occasion, fee: FeeAssessment) -> Block:
    """Where alone the reduction holds: a test made elsewhere, on the strength of this paper, costs the whole price."""
    if fee.rule is None or fee.rule.place is None or fee.share == "full":
        return []
    office = occasion.office(occasion.rules.departments[fee.rule.place])
    text = occasion.say(
        "Half price only for a test made at {office}, which is chosen freely; "
        "any other qualified institution charges its own price in full."
    )
    return wrap_lines(f"- {text.format(office=office)}", 2, hang=2)


def _proofs(occasion: Occasion, fee: FeeAssessment) -> Block:
    """What stands behind the conditions that hold, each kind with its number: `看过证明 1 项，已向……核实 1 项`."""
    say = occasion.say
    held = [judged for judged in fee.conditions if judged.state == MET]
    if fee.rule is None or not held:
        return []
    counted = Counter(_proof(occasion, judged) for judged in held)
    text = say("{all} conditions, of which hold: {held} ({proofs})").format(
        all=len(fee.conditions),
        held=len(held),
        proofs=say(", ").join(words.format(n=n) for words, n in counted.items()),
    )
    return wrap_lines(f"- {text}", 2, hang=2)


def _proof(occasion: Occasion, judged: ConditionResult) -> str:
    """What stands behind a condition that holds, with `{n}` to be filled in."""
    say, by = occasion.say, judged.condition.settled_by
    if judged.condition.kind != "asked":
        return say("from the papers and the day of application: {n}")
    if judged.reason == VERIFIED:
        office = occasion.office(occasion.rules.departments[by]) if by else say("the office in charge")
        return say(_PROOFS[VERIFIED]).format(office=office, n="{n}")
    return say(_PROOFS.get(judged.reason, N_("judged at the counter: {n}")))


def _open_condition(occasion: Occasion, rule: Fee, judged: ConditionResult) -> Block:
    """A condition that does not hold, or of which it is not known yet: who finds out, or by which day to apply."""
    say, condition = occasion.say, judged.condition
    name = condition.name.get(occasion.lang)
    if judged.state == NOT_MET:
        return wrap_lines(f"- {say('not met: {condition}').format(condition=name)}", 2, hang=2)
    if judged.state != UNKNOWN:
        return []
    if condition.kind == "applied":
        by = say("for half the charge the test must be applied for by {day}, that day included")
        return wrap_lines(f"- {by.format(day=occasion.day(rule.last))}", 2, hang=2)
    verified = judged.reason == "to_be_verified"
    words = N_("stated, still to be verified: {condition}") if verified else N_("still to be settled: {condition}")
    text = say(words).format(condition=name)
    if condition.settled_by:
        office = occasion.office(occasion.rules.departments[condition.settled_by])
        text = say("{text} (the station asks: {office})").format(text=text, office=office)
    else:
        text = say("{text} (the applicant says)").format(text=text)
    return wrap_lines(f"- {text}", 2, hang=2)
