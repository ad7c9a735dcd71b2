"""What the cases written by hand say of a fee: its days, its answers, an amount, and where each condition stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flows.rules import fee as charge
from flows.rules.model import Fee, Rules
from flows.rules.rule_evaluation import Decision
from hukou_tui.packs.by_hand import GoldenFee
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.checks.written import otherwise, wrong_cite
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

_NO_END = N_("`{key}`: no case written by hand has this fee {status} on {day}")
_NO_ANSWER = N_("`{key}`: no case written by hand shows this fee with {value} {status}")
_NO_AMOUNT = N_("`{key}`: no case written by hand shows what is charged of a `price` with {value}")
_NO_HALF = N_("`{key}`: no case written by hand shows the `amount` of the reduced charge at an odd `price`")
_NO_CITE = N_(
    "`{key}`: no case written by hand says that it stands in {cite} (`cite` or `cites` in its `fees`)"
)


@dataclass
class FeeCoverage:
    """What the cases came to."""

    fees: set[tuple[str, str, str]] = field(default_factory=set)
    amounts: set[tuple[str, str]] = field(default_factory=set)
    cited: set[Path] = field(default_factory=set)

    def compare_golden(
        self, subject: Subject, path: Path, fees: Sequence[GoldenFee], decision: Decision, rules: Rules
    ) -> Iterator[Finding]:
        """Everything in which the charge differs from what a case says."""
        for at, written in enumerate(fees):
            here: Path = (*path, "fees", at)
            answers = {name: charge.FeeAnswer(state) for name, state in written.answers.items()}
            found = charge.assess_fee(rules, decision, answers, written.applied, written.price)
            got = found.share or found.status
            if got != written.status:
                yield otherwise(subject, here, got, written.status)
            if written.price is not None and found.amount_fen != written.amount:
                yield otherwise(subject, (*here, "amount"), found.amount_fen, written.amount)
            if found.rule is not None:
                yield from self._compare_citations(subject, here, found.rule, written)
            self._record_fees(rules, found, written)

    def _compare_citations(self, subject: Subject, path: Path, rule: Fee, written: GoldenFee) -> Iterator[Finding]:
        stands = {"": rule.cite, **{condition.id: condition.cite for condition in rule.conditions}}
        stated = {**written.cites, **({"": written.cite} if written.cite else {})}
        for name, cite in stated.items():
            self.cited.add(("fees", rule.id, name))
            if name in stands and stands[name].id != cite:
                yield wrong_cite(subject, path, name or rule.id, stands[name], cite)

    def _record_fees(self, rules: Rules, found: charge.FeeAssessment, written: GoldenFee) -> None:
        rule = found.rule.id if found.rule else ""
        for fee in rules.fees:
            self.fees.add((rule or fee.id, written.applied.isoformat(), written.status))
        for name, state in written.answers.items():
            self.fees.add((rule, f"{name} {state}", written.status))
            if written.price is not None:
                self.amounts.add((rule, f"{name} {state}"))
        if written.price is not None and written.price % 2:
            self.amounts.add((rule, written.status))


def uncharged_fees(subject: Subject, seen: FeeCoverage) -> Iterator[Finding]:
    """Each end of a window from both sides, each condition not met and unknown, amounts and citations."""
    for fee in subject.rules.fees:
        path: Path = ("fees", fee.id)
        for on, status in _window_ends(subject.rules, fee):
            if (fee.id, on.isoformat(), status) not in seen.fees:
                params = {"key": key(path), "day": on.isoformat(), "status": status}
                yield subject.merged.finding(path, _NO_END, params)
        yield from _answers(subject, fee, seen)
        if (fee.id, "half") not in seen.amounts:
            yield subject.merged.finding((*path, "percent"), _NO_HALF, {"key": key(path)})
        stands = {"": fee.cite, **{condition.id: condition.cite for condition in fee.conditions}}
        for name, cite in stands.items():
            if (*path, name) not in seen.cited:
                params = {"key": key((*path, name) if name else path), "cite": cite.id}
                yield subject.merged.finding(path, _NO_CITE, params)


def _answers(subject: Subject, fee: Fee, seen: FeeCoverage) -> Iterator[Finding]:
    for at, condition in enumerate(fee.conditions):
        path: Path = ("fees", fee.id, "conditions", at)
        for state, status in (
            (("not_met", "full"), ("unknown", "undecided")) if condition.kind == "asked" else ()
        ):
            if (fee.id, f"{condition.id} {state}", status) not in seen.fees:
                params = {"key": f"fees.{fee.id}", "value": f"{condition.id} {state}", "status": status}
                yield subject.merged.finding(path, _NO_ANSWER, params)
        value = f"{condition.id} {charge.NOT_MET}"
        if condition.kind == "asked" and (fee.id, value) not in seen.amounts:
            yield subject.merged.finding(path, _NO_AMOUNT, {"key": f"fees.{fee.id}", "value": value})


def _window_ends(rules: Rules, fee: Fee) -> Iterator[tuple[date, str]]:
    """The days that prove a window; beside it no rule is in force, unless another window begins or ends there."""
    yield from ((fee.first, "half"), (fee.last, "half"))
    for beside in (fee.first - timedelta(days=1), fee.last + timedelta(days=1)):
        if not any(other.document == fee.document and other.in_force(beside) for other in rules.fees):
            yield beside, "no_rule_in_force"
