"""A case that is not decided yet is looked at again under other rules, and what that changes for it is on record."""

from __future__ import annotations

from dataclasses import replace

from flows.case import actions as a
from flows.case.admission import check_admission
from flows.case.case import Case, apply_entry
from flows.case.entry import Entry
from flows.case.recheck import due, recheck
from flows.case.roles import Role, Seat
from flows.case.status import RECHECKED, Status
from flows.errors import NotAllowed
from flows.rules import rule_change as c
from flows.rules.model import APPLICANT
from flows.rules.rule_evaluation import decide
from flows.rules.stamps import RuleChange
from harness.packs.other_rules import COUNTY, DAY, LESS, MORE, OPTION, QUESTION, WIDER, rules, stamps
from harness.refusals import refused

RULES, STAMPS = rules(), stamps()
AT = "2016-06-14T08:00:00Z"
CLERK = Seat("001", Role.CLERK)
MARRIED = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married", "birth_certificate": "have",
}  # fmt: skip
PAPERS = ("application", "birth_certificate", "parent_booklet", "marriage_certificate")


def case(missing: tuple[str, ...] = (), **answers: str) -> Case:
    """A case opened under the shipped rules; with a notification, if it names something."""
    made = Case("C1", opened_on="2016-06-14", packs=STAMPS, answers=answers or MARRIED)
    return done(made, a.PrintSlip("notification", "h", missing)) if missing else made


def done(before: Case, action: a.Action) -> Case:
    check_admission(before, action, CLERK, AT)
    return apply_entry(before, Entry(9, AT, "001", "C1", action))


def again(before: Case, *changes: tuple[str, str]) -> a.RecheckRules:
    return recheck(before, RULES, rules(*changes), stamps(*changes))


def test_a_case_is_due_while_it_is_with_the_station_and_undecided():
    assert not due(case(), STAMPS)
    for status in Status:
        assert due(replace(case(), status=status), stamps(LESS)) == (status in RECHECKED)
    assert not due(replace(case(), expired=True), stamps(LESS))
    with refused(NotAllowed, "rules_are_settled"):
        check_admission(replace(case(), status=Status.GRANTED), again(case(), LESS), CLERK, AT)


def test_nothing_that_concerns_it_has_changed():
    action = again(case(), COUNTY)
    assert (action.changes, action.lapsed, action.retold) == ((), (), False)
    assert done(case(), action).packs == stamps(COUNTY)


def test_papers_no_longer_needed_and_newly_needed_are_on_record():
    assert again(case(), LESS).changes == (RuleChange(APPLICANT, ("marriage_certificate",), ()),)
    assert again(case(), MORE).changes == (RuleChange(APPLICANT, (), ("testimony",)),)


def test_another_decider_is_on_record():
    (change,) = again(case(cause="system_missing"), COUNTY).changes
    assert change == RuleChange(c.DECIDED_BY, ("station",), ("county",))


def test_a_further_question_is_on_record_before_it_is_answered():
    assert again(case(cause="system_missing"), QUESTION).changes == (
        RuleChange(c.QUESTION, (), ("on_paper",)),
    )


def test_a_notification_that_demands_too_much_or_too_little_is_to_be_made_anew():
    told = case(missing=PAPERS)
    for change in (LESS, MORE):
        action = again(told, change)
        assert action.retold
        after = done(told, action)
        assert after.changed_since_slip and after.retold
        # told once is told, but now a fact has changed
        supplement = done(after, a.PrintSlip("notification", "other", PAPERS, "the rules"))
        assert not supplement.changed_since_slip and not supplement.retold


def test_a_paper_that_was_handed_in_needs_no_other_notification():
    told = case(missing=PAPERS)
    assert not again(done(told, a.MarkPaper("marriage_certificate", "has")), LESS).retold
    assert not again(done(told, a.MarkPaper("testimony", "has")), MORE).retold
    assert not again(case(), MORE).retold


def test_without_the_rules_of_before_it_is_looked_at_all_the_same():
    action = recheck(case(missing=PAPERS), None, rules(MORE), stamps(MORE))
    assert (action.kept, action.changes, action.retold) == (False, (), True)
    assert not recheck(case(missing=PAPERS), None, RULES, STAMPS).retold


def test_an_answer_that_these_rules_do_not_know_lapses_and_the_case_goes_on():
    flooded = replace(case(cause="flooded"), packs=stamps(*OPTION))
    action = recheck(flooded, rules(*OPTION), RULES, STAMPS)
    assert action.lapsed == ("cause",)
    assert action.changes == (RuleChange(c.QUESTION, (), ("cause",)),)
    assert not done(flooded, action).answers


def test_a_case_that_nobody_opened_is_not_due_and_neither_is_one_without_rules_that_differ():
    assert not due(Case("C1"), stamps(LESS))
    assert due(replace(case(), packs=()), STAMPS)


def test_a_case_that_these_rules_lead_nowhere_stands_without_a_situation():
    """A fault of the new pack: a cause that no route takes. The counter is told so and asks further."""
    flooded = replace(case(cause="flooded"), packs=stamps(*OPTION))
    action = recheck(flooded, rules(*OPTION), rules(OPTION[0]), stamps(OPTION[0]))
    assert action.changes == (RuleChange(c.SITUATION, ("other",), ()),)
    assert (action.lapsed, action.retold) == ((), False)


def test_a_day_of_opening_that_is_none_asks_rather_than_guesses():
    """In an old record: nothing is decided on it, so nothing has changed."""
    action = again(replace(case(missing=PAPERS), opened_on="14 June"), MORE)
    assert (action.kept, action.changes, action.retold) == (True, (), False)


def test_while_a_question_is_open_under_the_rules_of_before_nothing_has_changed():
    action = again(case(missing=PAPERS, cause="never_registered"), MORE)
    assert (action.changes, action.retold) == ((), False)


def test_any_one_of_alternatives_will_do():
    told = case(missing=PAPERS)
    # the notification names one paper, and another would do as well: it is to be made anew
    assert again(told, WIDER).retold
    assert not again(done(told, a.MarkPaper("marriage_certificate", "has")), WIDER).retold
    # whoever has handed in the other one is told that this one is not needed
    assert again(done(told, a.MarkPaper("testimony", "has")), WIDER).retold
    # where it was not named, either of the two settles it, and a paper that is not brought settles nothing
    unnamed = case(missing=PAPERS[:-1])
    assert again(unnamed, WIDER).retold
    assert again(done(unnamed, a.MarkPaper("testimony", "not_brought")), WIDER).retold
    for paper in ("marriage_certificate", "testimony"):
        assert not again(done(unnamed, a.MarkPaper(paper, "has")), WIDER).retold


def test_only_what_the_applicant_brings_is_told_anew():
    """What the station or another office settles stands in no notification."""
    told = done(case(cause="system_missing"), a.PrintSlip("notification", "h", ()))
    assert any(need.by != APPLICANT for need in decide(RULES, {"cause": "system_missing"}, DAY).needs)
    assert not recheck(told, None, RULES, STAMPS).retold


def test_what_was_told_without_need_is_not_told_anew_unless_the_rules_have_changed_it():
    """Under the rules of before one paper was missing from the notification already: that is no change of the rules."""
    told = case(missing=PAPERS[:-1])
    assert not recheck(told, RULES, RULES, STAMPS).retold
    # without the rules of before nobody knows, and it is looked at by those of now alone
    assert recheck(told, None, RULES, STAMPS).retold
