"""A case that was opened under older rules, looked at again under those in force; pure, and told afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flows.case.actions import RecheckRules
from flows.case.case import Case
from flows.case.facts import facts
from flows.case.paper_agreement import reconcile_answers
from flows.case.status import RECHECKED
from flows.errors import FlowError
from flows.rules.checklist import HAS
from flows.rules.model import APPLICANT, Rules
from flows.rules.rule_change import QUESTION, SITUATION, decision_changes, key_of, readable
from flows.rules.rule_evaluation import Decision, decide, next_question
from flows.rules.stamps import PackStamp, RuleChange


def due(case: Case, packs: tuple[PackStamp, ...]) -> bool:
    """Whether the case stands under other rules than `packs`, and nothing is decided yet."""
    return bool(case.opened_on) and not case.expired and case.status in RECHECKED and case.packs != packs


def recheck(case: Case, old: Rules | None, new: Rules, packs: tuple[PackStamp, ...]) -> RecheckRules:
    """The action that puts the case under the rules `new`, stamped `packs`; `old` is None where they are not kept."""
    lapsed = tuple(fact for fact in case.answers if fact not in readable(new, case.answers))
    before = _decision_or_none(case, old) if old is not None else None
    after = _decision_or_none(case, new)
    changes = _changes(case, before, after, new)
    return RecheckRules(
        packs, old is not None, changes, lapsed, _notification_differs(case, new, before, after)
    )


def _decision_or_none(case: Case, rules: Rules) -> Decision | None:
    """What the case comes to under these rules; None while they ask further."""
    said = readable(rules, facts(case, rules))
    try:
        if next_question(rules, said) is None:
            return decide(rules, said, date.fromisoformat(case.opened_on), why=False)
    except (FlowError, ValueError):
        # A fault of a pack or of a day in an old record: the counter asks again rather than guess.
        return None
    return None


def _changes(
    case: Case, before: Decision | None, after: Decision | None, new: Rules
) -> tuple[RuleChange, ...]:
    if before is None:
        return ()
    if after is not None:
        return decision_changes(before, after)
    question = next_question(new, readable(new, facts(case, new)))
    if question is None:
        return (RuleChange(SITUATION, (before.route.id,), ()),)
    return (RuleChange(QUESTION, (), (question.id,)),)


def _notification_differs(case: Case, rules: Rules, before: Decision | None, after: Decision | None) -> bool:
    """Whether the notification in force names a paper too many, or under these rules one too few."""
    if case.notification is None or after is None:
        return False
    named, wanted = set(case.notification.missing), _applicant_needs(after)
    new = wanted - named - (_applicant_needs(before) if before is not None else set())
    papers = reconcile_answers(case, rules).papers
    return bool(_open_entries(papers, named - wanted) or _open_entries(papers, new))


def _applicant_needs(decision: Decision) -> set[str]:
    return {key_of(need) for need in decision.needs if need.by == APPLICANT}


def _open_entries(papers: Mapping[str, str], entries: set[str]) -> set[str]:
    """Those that nobody has handed in yet; any one of alternatives will do."""
    return {entry for entry in entries if all(papers.get(paper) != HAS for paper in entry.split("|"))}
