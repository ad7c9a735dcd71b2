"""What a charged paper, such as the paternity test, costs: each condition judged, none guessed (S6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flows.rules.model import Cite, Condition, Fee, Rules
from flows.rules.rule_evaluation import Decision, fee_in_force, find_sole_need

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
#: What stands behind a condition that holds, weakest first: each includes those before it.
STATED, SEEN, VERIFIED = PROOFS = ("stated", "seen", "verified")


@dataclass(frozen=True, slots=True)
class FeeAnswer:
    """One condition as answered at the counter: one of PROOFS, not_met or unknown, with words and a day.

    `met` is said of it where nothing is said of the proof: by a case written by hand, or by a record of long ago.
    """

    state: str
    reason: str = ""
    on: date | None = None


class ConditionResult(NamedTuple):
    """A condition with its state, why (a reason code, or what stands behind it), and where it stands."""

    condition: Condition
    state: str
    reason: str
    cite: Cite


@dataclass(frozen=True, slots=True)
class FeeAssessment:
    """What is to be charged.

    `status`: not_concerned (no test is demanded), no_rule_in_force, undecided, half, full, or price_not_set
    (`share` then says half or full). `amount_fen` is in fen, None while it is not known. `rule` is the rule
    that was applied, None outside every window.
    """

    rule: Fee | None
    status: str
    conditions: tuple[ConditionResult, ...] = ()
    amount_fen: int | None = None
    rounding: str | None = None
    cite: Cite | None = None
    share: str | None = None

    @property
    def settled(self) -> bool:
        """Whether the counter has nothing left to find out: an unset price does not hold up a case."""
        return self.status != "undecided"


def assess_fee(
    rules: Rules,
    decision: Decision,
    answers: Mapping[str, FeeAnswer],
    applied_on: date | None,
    price_fen: int | None,
) -> FeeAssessment:
    """The charge for the decision's test, applied for on `applied_on`, at an approved price in fen.

    The day that counts is the day of the application for the test. Outside every window no rule is in force,
    and the last known one is not used. An unknown condition is neither met nor not met, and so is one that is only
    stated where the rule wants more.
    """
    fees = [fee for fee in rules.fees if find_sole_need(decision.needs, fee.document)]
    if not fees:
        charged = {fee.document for fee in rules.fees}
        none_known = not charged and any(need.payer == "charged_by_other" for need in decision.needs)
        return FeeAssessment(None, "no_rule_in_force" if none_known else "not_concerned")
    if applied_on is not None:
        rule = fee_in_force(rules, fees[0].document, applied_on)
        if rule is None:
            return FeeAssessment(None, "no_rule_in_force", _application_results(fees, applied_on))
    elif decision.fee_rule is not None:
        rule = rules.fee(decision.fee_rule)
    else:
        # The case was opened outside every window, but the test may have been applied for inside one.
        return FeeAssessment(None, "undecided", _application_results(fees, None))
    judged = tuple(
        _judge_condition(condition, rule, decision, answers, applied_on) for condition in rule.conditions
    )
    return _charge_fee(rule, judged, price_fen)


def half(price_fen: int, percent: int, rounding: str) -> int:
    """`percent` of a price in whole fen; `half_fen_down` leaves an odd half fen with the payer."""
    exact = price_fen * percent
    return exact // 100 if rounding == "half_fen_down" else -(-exact // 100)


def _application_results(fees: list[Fee], applied_on: date | None) -> tuple[ConditionResult, ...]:
    """The condition of the date alone, said once: no window's other conditions are shown outside it."""
    fee = fees[-1]
    return tuple(
        _judge_date(condition, fee, applied_on) for condition in fee.conditions if condition.kind == "applied"
    )


def _judge_date(condition: Condition, fee: Fee, applied_on: date | None) -> ConditionResult:
    if applied_on is None:
        return ConditionResult(condition, UNKNOWN, "date_missing", condition.cite)
    if fee.in_force(applied_on):
        return ConditionResult(condition, MET, "in_window", condition.cite)
    return ConditionResult(
        condition, NOT_MET, "before_window" if applied_on < fee.first else "after_window", condition.cite
    )


def _judge_condition(
    condition: Condition,
    fee: Fee,
    decision: Decision,
    answers: Mapping[str, FeeAnswer],
    applied_on: date | None,
) -> ConditionResult:
    if condition.kind == "applied":
        return _judge_date(condition, fee, applied_on)
    if condition.kind == "needed":
        need = find_sole_need(decision.needs, fee.document)
        return ConditionResult(
            condition, MET if need else NOT_MET, "demanded" if need else "not_demanded", condition.cite
        )
    answer = answers.get(condition.id, FeeAnswer(UNKNOWN, "not_answered"))
    state, why = _proof_state(condition, answer)
    return ConditionResult(condition, state, why, condition.cite)


def _proof_state(condition: Condition, answer: FeeAnswer) -> tuple[str, str]:
    if answer.state not in PROOFS:
        state = answer.state if answer.state in (MET, NOT_MET) else UNKNOWN
        return state, answer.reason or ("to_be_asked" if state == UNKNOWN else "answered")
    enough = PROOFS.index(answer.state) >= PROOFS.index(condition.proof)
    return (MET, answer.state) if enough else (UNKNOWN, "to_be_verified")


def _charge_fee(rule: Fee, judged: tuple[ConditionResult, ...], price_fen: int | None) -> FeeAssessment:
    states = {entry.state for entry in judged}
    if NOT_MET in states:
        share = "full"
    elif UNKNOWN in states:
        return FeeAssessment(rule, "undecided", judged, cite=rule.cite)
    else:
        share = "half"
    # Another house's price is its own: the approved one says nothing about it.
    elsewhere = any(entry.condition.sets_price and entry.state != MET for entry in judged)
    if elsewhere:
        return FeeAssessment(rule, share, judged, None, None, rule.cite, share)
    if price_fen is None:
        return FeeAssessment(rule, "price_not_set", judged, None, rule.rounding, rule.cite, share)
    amount = half(price_fen, rule.percent, rule.rounding) if share == "half" else price_fen
    return FeeAssessment(rule, share, judged, amount, rule.rounding, rule.cite, share)
