"""May this be demanded? Each need of a case is yes by each of its names; what is forbidden is no by each of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from flows.rules.checklist import forbidden_demand, forbidden_names
from flows.rules.model import APPLICANT, Rules
from flows.rules.permitted_demands import (
    DEMANDED,
    ELSEWHERE,
    HELPS,
    NO_ERRAND,
    OPEN,
    check_demand,
    paper_names,
)
from flows.rules.rule_evaluation import Decision, decide
from flows.rules.situations import reachable
from harness.packs import small_rules as small
from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED

DAY = date(2016, 6, 14)
PACKS = {
    "cn-2015-96": packs.load_rules([SHIPPED / "cn-2015-96"]),
    "zhaotong-2016": packs.load_rules(),
    "baoshan-2017": packs.load_rules([SHIPPED / "baoshan-2017"]),
}
RULES = PACKS["zhaotong-2016"]
HOME_BIRTH = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
    "birth_certificate": "none", "birth_place": "elsewhere", "birth_date": "2014-05-01",
}  # fmt: skip
#: How a name is said at the window: bare, in title marks, with what kind of copy, and whose it is.
FORMS = ("{}", "《{}》", "{}原件", "{}复印件", "请带{}", "父亲的{}")
ENGLISH = ("{}", "the {}", "{} (original)", "a copy of your {}")


@cache
def decisions(pack: str) -> tuple[Decision, ...]:
    """One for each set of papers that any situation needs."""
    found = {}
    for one in reachable(PACKS[pack], DAY, why=False):
        needs = (*one.decision.needs, *one.decision.helps)
        found[tuple((need.key, need.cite.id, need.help_toward) for need in needs)] = one.decision
    return tuple(found.values())


def case(**otherwise: str) -> Decision:
    return decide(RULES, HOME_BIRTH | otherwise, DAY)


def said(decision: Decision | None, text: str, rules: Rules = RULES) -> dict[str, str]:
    found = check_demand(rules, decision, text)
    assert found.whole, text
    return {one.paper.id: one.says for one in found.answers}


@pytest.mark.parametrize("pack", PACKS)
def test_each_need_of_each_situation_is_yes_by_each_of_its_names(pack: str):
    """By all of its names the first time that a need is met, by the last of them in each situation after that."""
    rules, met = PACKS[pack], set()
    for decision in decisions(pack):
        for need in decision.needs:
            for paper in need.any_of if need.by == APPLICANT else ():
                names = paper_names(rules.documents[paper])
                for name in names if (need, paper) not in met else names[-1:]:
                    met.add((need, paper))
                    found = check_demand(rules, decision, name)
                    yes = {one.paper.id: one.need for one in found.answers if one.says == DEMANDED}
                    assert found.whole and found.forbidden is None, (paper, name)
                    assert paper in yes, (decision.route.id, paper, name)
                    assert yes[paper] is not None and yes[paper].cite.source in rules.sources


@pytest.mark.parametrize("pack", PACKS)
def test_nothing_else_is_yes(pack: str):
    rules = PACKS[pack]
    for decision in decisions(pack):
        demanded = {paper for need in decision.needs if need.by == APPLICANT for paper in need.any_of}
        for paper in rules.documents.values():
            for one in check_demand(rules, decision, paper.name.zh).answers:
                assert (one.says == DEMANDED) == (one.paper.id in demanded), (decision.route.id, one)


@pytest.mark.parametrize("pack", PACKS)
def test_what_may_not_be_demanded_is_no_by_each_of_its_names_and_no_paper(pack: str):
    rules = PACKS[pack]
    for forbidden in rules.forbidden:
        for name in forbidden_names(forbidden):
            for form in ENGLISH if name.isascii() else FORMS:
                found = check_demand(rules, None, form.format(name))
                assert found.forbidden is not None and found.forbidden.id == forbidden.id, form.format(name)
                assert found.forbidden.cites and not found.answers, (name, found.answers)


@pytest.mark.parametrize("pack", PACKS)
def test_no_name_of_a_paper_is_one_of_what_may_not_be_demanded(pack: str):
    rules = PACKS[pack]
    for paper in rules.documents.values():
        for name in paper_names(paper):
            for form in ENGLISH if name.isascii() else FORMS:
                assert forbidden_demand(rules, form.format(name)) is None, (paper.id, name)
                assert paper.id in said(None, form.format(name), rules)


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("户口本", "parent_booklet"), ("户口簿", "parent_booklet"), ("父母一方的户口本", "parent_booklet"),
        ("结婚证", "marriage_certificate"), ("《结婚证》复印件", "marriage_certificate"),
        ("出生证", "birth_certificate"), ("出生证明", "birth_certificate"), ("出生医学证明", "birth_certificate"),
        ("孩子的出生证原件", "birth_certificate"), ("亲子鉴定", "paternity_report"), ("DNA", "paternity_report"),
        ("DNA鉴定", "paternity_report"), ("申请书", "application"), ("birth certificate", "birth_certificate"),
        ("Household Register Booklet", "parent_booklet"), ("the parents' marriage certificate", "marriage_certificate"),
        ("paternity test", "paternity_report"), ("application form", "application"),
    ],
)  # fmt: skip
def test_people_name_papers_as_they_do(text: str, paper: str):
    assert said(case(), text)[paper] == DEMANDED


def test_a_name_that_can_be_two_papers_lists_both():
    expired = decide(RULES, {"cause": "permit_expired", "permit_policy": "meets"}, DAY)
    lost = decide(RULES, {"cause": "permit_lost", "permit_policy": "meets"}, DAY)
    assert said(expired, "迁移证") == {"expired_permit": DEMANDED, "migration_permit": DEMANDED}
    assert said(lost, "迁移证") == {"migration_permit": DEMANDED, "expired_permit": ELSEWHERE}
    assert next(iter(said(lost, "迁移证"))) == "migration_permit", "what may be demanded comes first"


@pytest.mark.parametrize(
    "text",
    ["无违法生育证明", "未违法生育证明", "没有违法生育的证明", "计划外生育证明", "生育证明", "计划生育情况审核表",
     "流动人口婚育证明", "独生子女证", "无超生证明", "proof of no unlawful birth"],
)  # fmt: skip
def test_a_proof_of_lawful_birth_is_no_birth_permit_and_no_paper_that_is_needed(text: str):
    found = check_demand(RULES, case(), text)
    assert found.forbidden is not None and found.forbidden.id == "lawful_birth_proof"
    assert "S1.3" in {cite.at for cite in found.forbidden.cites}
    assert not found.answers


def test_the_statement_of_a_birth_outside_marriage_is_no_birth_permit():
    unmarried = case(parents="unmarried", parents_known="both", follow="mother")
    assert forbidden_demand(RULES, "非婚生育证明") is None
    assert said(unmarried, "非婚生育证明") == {"nonmarital_statement": DEMANDED}
    found = forbidden_demand(RULES, "非婚生育证明和生育证")
    assert found is not None and found.id == "birth_permit", "beside it the permit is known all the same"


@pytest.mark.parametrize("text", ["无犯罪记录证明", "房产证", "押金", "no such thing", "？"])
def test_what_no_rule_names_is_no(text: str):
    found = check_demand(RULES, case(), text)
    assert (found.forbidden, found.answers, found.whole) == (None, (), False)


@pytest.mark.parametrize(
    "text", ["户口本遗失声明", "父母双方户口本", "结婚证公证书", "另一方户口本", "lost household booklet"]
)
def test_a_name_with_more_beside_it_is_only_a_hint(text: str):
    found = check_demand(RULES, case(), text)
    assert not found.whole and found.answers


def test_what_is_nobodys_errand_here_is_no_demand():
    investigated = case(birth_date="1990")
    assert said(investigated, "旁证材料") == {"testimony": NO_ERRAND}
    assert said(investigated, "询问笔录") == {"interview_record": NO_ERRAND}
    assert said(case(), "村委会证明") == {"testimony": HELPS}
    assert said(investigated, "出生医学证明") == {"birth_certificate": ELSEWHERE}
    assert said(None, "结婚证") == {"marriage_certificate": OPEN}


# ---- rules of a few papers


CARD = small.paper("card", called=("卡",), aliases=("居住卡", "residence card"), issuer=None)
NEEDS = (small.need("form"), small.need("card", by="station"), small.need("card", "form"))
FEW = small.small_rules(
    [small.choice("cause", "lost", "other")],
    [
        small.route(
            "only",
            small.when(cause="lost"),
            small.need("form"),
            small.need("card", by="station"),
            small.need("card", "form"),
        )
    ],
    documents={one.id: one for one in (CARD, small.paper("form"), small.paper("map"), small.paper("note"))},
)
LOST = decide(FEW, {"cause": "lost"}, DAY)


def answered(text: str, decision: Decision | None = LOST) -> tuple[list[tuple[str, str]], bool]:
    found = check_demand(FEW, decision, text)
    return [(one.paper.id, one.says) for one in found.answers], found.whole


def test_what_says_only_what_kind_of_copy_names_no_paper():
    assert answered("原件和复印件") == ([], False)
    assert answered("the original and a copy") == ([], False)


def test_a_short_name_is_a_paper_by_itself_and_no_hint_within_more():
    assert answered("卡") == answered("您的卡") == ([("card", DEMANDED)], True)
    assert answered("磁卡钥匙") == ([], False)
    assert answered("居住卡钥匙") == ([("card", DEMANDED)], False)


def test_whoever_else_looks_into_it_a_paper_that_the_applicant_brings_is_his():
    (one,) = check_demand(FEW, LOST, "card").answers
    assert one.need is not None and (one.need.by, one.need.any_of) == (APPLICANT, ("card", "form"))
    station = replace(LOST, needs=LOST.needs[:2])
    assert answered("card", station) == ([("card", NO_ERRAND)], True)
    assert answered("form", station) == ([("form", DEMANDED)], True)


def test_a_help_is_one_toward_its_own_paper_only():
    helped = replace(LOST, helps=(small.need("map", help_toward="form"),))
    (one,) = check_demand(FEW, helped, "map").answers
    assert (one.says, one.need) == (HELPS, helped.helps[0])
    (other,) = check_demand(FEW, helped, "note").answers
    assert (other.says, other.need) == (ELSEWHERE, None)


def test_what_may_be_demanded_comes_first_and_what_has_no_place_here_last():
    helped = replace(LOST, needs=LOST.needs[:2], helps=(small.need("map", help_toward="form"),))
    text = "note and card and map and form"
    assert answered(text, helped) == (
        [("form", DEMANDED), ("map", HELPS), ("card", NO_ERRAND), ("note", ELSEWHERE)], True,
    )  # fmt: skip
    assert answered(text, None)[0] == [(name, OPEN) for name in ("note", "card", "map", "form")]


def test_names_one_after_the_other_are_papers_only_where_something_joins_them():
    assert answered("form card") == ([("form", DEMANDED), ("card", DEMANDED)], False)
    for joined in ("form and card", "form, card", "form; card", "form+card", "居住卡、form", "居住卡和form"):
        found, whole = answered(joined)
        assert (sorted(found), whole) == ([("card", DEMANDED), ("form", DEMANDED)], True), joined


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("Residence  Card", True, True), ("residence-card", True, True), ("(residence card)", True, True),
        ("居 住 卡", True, True), ("《居住卡》", True, True), ("2居住卡", True, False), ("discard", False, False),
        ("cards", False, False), ("residence", False, False), ("my card", True, False), ("your card", True, True),
    ],
)  # fmt: skip
def test_a_name_is_known_with_other_marks_and_not_within_another_word(text: str, found: bool, whole: bool):
    assert answered(text) == ([("card", DEMANDED)] if found else [], whole)


def test_other_rules_have_other_names():
    other = replace(FEW, documents={"pass": small.paper("pass")})
    assert answered("card")[1] and not check_demand(other, None, "card").answers
    assert [one.paper.id for one in check_demand(other, None, "pass").answers] == ["pass"]
    assert answered("pass") == ([], False)
