"""What is told of rules: what others change for a case, under which it is shown, and how two packs differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.case.actions import RecheckRules
from flows.case.case import Case, Slip
from flows.case.rule_adoption import Ruling
from flows.rules import rule_change as c
from flows.rules.rule_change import Alteration
from flows.rules.rule_evaluation import Because
from flows.rules.stamps import PackStamp, RuleChange
from harness.packs.other_rules import MORE, stamps
from harness.packs.other_rules import rules as rules_with
from hukou_tui.packs import telling
from hukou_tui.session.case.recheck_notice import RulesNotice, of_recheck, of_showing
from hukou_tui.session.case.rules_in_use import NOT_KEPT, UNREADABLE, CaseRules, InForce
from hukou_tui.words import rule_changes

_AT = "2016-06-14T08:00:00Z"
_ANSWERS = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married", "birth_certificate": "have",
}  # fmt: skip
_PAPERS = ("application", "birth_certificate", "parent_booklet", "marriage_certificate")
_CASE = Case("530699001-20160614-007", opened_on="2016-06-14", packs=stamps(), answers=_ANSWERS)
_TOLD = replace(_CASE, slips=(Slip("notification", "0" * 64, _PAPERS, "", _AT),))


def _read(notice: RulesNotice) -> str:
    return notice.text or notice.line or "-"


def changed_for_a_case() -> Iterator[tuple[str, str]]:
    """What a case is found to need otherwise, since rules were adopted that want testimony as well."""
    old, new = rules_with(), rules_with(MORE)

    def told(case: Case, *changes: RuleChange, kept: bool = True, lapsed: tuple[str, ...] = (),
             retold: bool = False) -> str:  # fmt: skip
        return _read(of_recheck(case, RecheckRules(stamps(MORE), kept, changes, lapsed, retold), old, new))

    testimony = RuleChange(c.APPLICANT, ("marriage_certificate",), ("testimony",))
    yield "nothing", told(_CASE)
    yield "nothing that could be compared", told(_CASE, kept=False)
    yield "one paper for another", told(_CASE, testimony)
    yield "who decides, and where it leads", told(
        _CASE,
        RuleChange(c.DECIDED_BY, ("station",), ("county",)),
        RuleChange(c.OUTCOME, ("register",), ("investigate",)),
    )  # fmt: skip
    yield "a question has lost the answer that was given", told(_CASE, lapsed=("parents", "of_no_rules"))
    yield "the notification no longer says what is needed", told(_TOLD, testimony, retold=True)
    brought = replace(_TOLD, papers=dict.fromkeys((*_PAPERS, "testimony"), "has"))
    yield "everything that is needed is there", told(brought, retold=True)


def shown_under() -> Iterator[tuple[str, str]]:
    """Under which rules a case is shown that is not looked at again."""
    own = rules_with()
    force, other = InForce(own, ()), InForce(rules_with(MORE), ())
    adopted = Ruling("adopted", (PackStamp("newer", "9", "0" * 64),), "", 7, "002", _AT)
    unused = InForce(own, (), adopted, UNREADABLE, "pack.toml: 3: no such key")
    for what, case, shown, used in (
        ("those in force", _CASE, CaseRules(own), force),
        ("its own, and others are in force", _CASE, CaseRules(own), other),
        ("those in force, its own are not kept", _CASE, CaseRules(own, NOT_KEPT), other),
        ("those in force, its own cannot be read", _CASE, CaseRules(own, UNREADABLE), other),
        ("those of the program, what was adopted cannot be read", _CASE, CaseRules(own), unused),
        ("none: the case is emptied", replace(_CASE, expired=True), CaseRules(own, NOT_KEPT), other),
    ):
        yield what, _read(of_showing(case, shown, used))
    yield "what was adopted is not in the file", InForce(own, (), adopted, NOT_KEPT).trouble()


def told_elsewhere() -> Iterator[tuple[str, str]]:
    """How packs differ beside the situations: one line each."""
    rules = rules_with()
    paper = rules.documents["marriage_certificate"]
    for what, one in (
        ("a paper that is no longer there", Alteration("documents", paper.id, "", paper, None)),
        ("a new paper", Alteration("documents", paper.id, "", None, paper)),
        ("an entry that is another one", Alteration("documents", paper.id, "", paper, paper)),
        ("a value in a few words", Alteration("fees", "paternity", "percent", 50, 60)),
        ("a value that was none", Alteration("fees", "paternity", "place", None, "testing_office")),
        (
            "a value that has no few words",
            Alteration("routes", "certified_married", "when", {"a": "1"}, {"a": "2"}),
        ),
    ):
        yield what, rule_changes.told_elsewhere(one)


def why_not_this_route() -> Iterator[tuple[str, str]]:
    """Why a situation is not that of the case."""
    rules = rules_with()
    for what, why in (
        ("the parents are not married", Because("parents", ("married",), ("unmarried",))),
        ("nobody knows", Because("birth_certificate", ("have", "lost"), ("unknown",))),
    ):
        yield what, telling.because(rules, why)
