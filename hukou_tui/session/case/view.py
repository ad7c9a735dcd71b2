"""What the screens show of a case: worked out from the case and the rules at each change, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flows.case.admission import decision_blocks, lookup_blocks, tasks_settled
from flows.case.case import Case
from flows.case.date_contradictions import BIRTH, TEST, Contradiction, contradictions
from flows.case.facts import facts
from flows.case.paper_agreement import AgreedAnswers, reconcile_answers
from flows.errors import FlowError
from flows.rules import fee
from flows.rules.checklist import Checklist, build_checklist
from flows.rules.model import Fact, Rules
from flows.rules.rule_evaluation import Decision, NoRoute, QuestionOpen, decide, next_question


@dataclass(frozen=True, slots=True)
class View:
    """One case in the light of the rules; `question` is open while the category is not clear yet.

    `agreed`: answers and papers as they hold together; whoever shows one of them takes it from there.
    """

    case: Case
    rules: Rules
    facts: Mapping[str, str]
    agreed: AgreedAnswers
    question: Fact | None
    decision: Decision | None
    checklist: Checklist | None
    fee: fee.FeeAssessment | None
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def blocks(self) -> tuple[str, ...]:
        """What acceptance still waits for, in the order of the steps; computed, never stored."""
        case = self.case
        found = [] if case.get("person.name") or case.get("mother.name") else ["name_missing"]
        if self.checklist is None:
            found.append("category_open")
        elif not self.checklist.complete:
            found.append("papers_missing")
        found += [
            code for code in ("lookup_missing", "candidates_undecided") if code in lookup_blocks(case)
        ]
        if self.fee is not None and not self.fee.settled:
            found.append("fee_undecided")
        return (*self.date_blocks, *found)

    @property
    def date_blocks(self) -> tuple[str, ...]:
        """`dates_contradict` while two dates cannot both be true: what rests on them may be another's way."""
        return ("dates_contradict",) if any(found.stands_in_the_way for found in self.contradictions) else ()

    @property
    def told_blocks(self) -> tuple[str, ...]:
        """What the notification still waits for: printed earlier it might be incomplete, and there is only one."""
        return tuple(code for code in self.blocks if code not in ("papers_missing", "fee_undecided"))

    @property
    def approval_blocks(self) -> tuple[str, ...]:
        """What approval waits for on top of acceptance: the recorded system query, no open match, and what the
        decision's paper must name; the station's own matters."""
        later = tuple(code for code in decision_blocks(self.case) if code not in self.blocks)
        return self.blocks + later + self.task_blocks

    @property
    def task_blocks(self) -> tuple[str, ...]:
        """`tasks_open` while the station has not settled what the rules give it to settle itself."""
        return () if tasks_settled(self.case, self.tasks) else ("tasks_open",)

    @property
    def tasks(self) -> tuple[str, ...]:
        """What the station has to settle itself by these rules: ids, alternatives joined by `|`. The query of the
        population system is a record of its own and waited for as such."""
        if self.checklist is None:
            return ()
        items = (item for item in self.checklist.station if not any(paper.recorded_by for paper in item.documents))
        return tuple("|".join(item.need.any_of) for item in items)

    @property
    def waits_for_papers(self) -> bool:
        """Whether the applicant still has to bring something."""
        return self.checklist is not None and not self.checklist.complete


def build_view(case: Case, rules: Rules, price_fen: int | None, today: date | None = None) -> View:
    """The view of `case` under `rules`; `price_fen` is the approved price of a test, None while it is not set.

    Without `today` nothing is held against it.
    """
    said, both = facts(case, rules), reconcile_answers(case, rules)
    seen = View(case, rules, said, both, None, None, None, None, contradictions(case, rules, today))
    try:
        question = next_question(rules, said)
        decision = decide(rules, said, _day(case.opened_on)) if question is None else None
    except QuestionOpen as open_question:
        return replace(seen, question=open_question.question)
    except (NoRoute, FlowError):
        # An answer that an older pack knew: ask again rather than guess.
        return seen
    if decision is None:
        return replace(seen, question=question)
    charge = fee.assess_fee(rules, decision, _fee_answers(case), _applied_on(seen), price_fen)
    return replace(seen, decision=decision, fee=charge, checklist=build_checklist(rules, decision, both.papers))


def _fee_answers(case: Case) -> dict[str, fee.FeeAnswer]:
    return {
        condition: fee.FeeAnswer(answer.state, answer.reason, _day(answer.at[:10]))
        for condition, answer in case.fee.items()
    }


def _applied_on(view: View) -> date | None:
    """The day of application for the test; one before the birth says nothing."""
    if any({found.earlier, found.later} == {BIRTH, TEST} for found in view.contradictions):
        return None
    return _day(view.case.test_applied_on)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
