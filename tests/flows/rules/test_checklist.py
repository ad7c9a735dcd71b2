"""The checklist: whose errand each paper is, what is missing, and what may not be demanded."""

from __future__ import annotations

from datetime import date

import pytest

from flows.rules.checklist import build_checklist, forbidden_demand, may_demand
from flows.rules.rule_evaluation import decide
from hukou_tui import packs

RULES = packs.load_rules()
DAY = date(2016, 6, 14)
MARRIED = {
    "cause": "never_registered",
    "upbringing": "birth_parents",
    "parents": "married",
    "birth_date": "2014-05-01",
}
CERTIFIED = decide(RULES, {**MARRIED, "birth_certificate": "have"}, DAY)
OLD = decide(
    RULES, {**MARRIED, "birth_certificate": "none", "birth_date": "1990", "destination": "family"}, DAY
)
PAPERS = ("application", "birth_certificate", "parent_booklet", "marriage_certificate")


def test_everything_missing_is_told_at_once() -> None:
    missing = build_checklist(RULES, CERTIFIED, {}).missing
    assert [item.need.any_of[0] for item in missing] == list(PAPERS)


def test_a_complete_file_lacks_nothing() -> None:
    assert build_checklist(RULES, CERTIFIED, dict.fromkeys(PAPERS, "has")).complete


def test_one_more_paper_never_makes_a_complete_file_incomplete() -> None:
    papers = dict.fromkeys((*PAPERS, "testimony", "paternity_report", "delivery_record"), "has")
    assert build_checklist(RULES, CERTIFIED, papers).complete


def test_the_stations_own_checks_are_never_missing_from_the_applicant() -> None:
    checklist = build_checklist(RULES, OLD, {"application": "has", "destination_booklet": "has"})
    assert checklist.complete
    assert {item.documents[0].id for item in checklist.station} >= {
        "interview_record",
        "investigation_report",
    }
    assert [item.documents[0].id for item in checklist.authority] == ["testimony"]


@pytest.mark.parametrize(
    ("papers", "state"),
    [
        ({}, "not_asked"),
        ({"marriage_certificate": "has_not"}, "has_not"),
        ({"marriage_certificate": "has_not", "nonmarital_statement": "not_brought"}, "not_brought"),
        ({"marriage_certificate": "has_not", "nonmarital_statement": "has"}, "has"),
    ],
)
def test_any_one_of_the_alternatives_will_do(papers: dict[str, str], state: str) -> None:
    decision = decide(RULES, {**MARRIED, "parents": "unknown", "birth_certificate": "have"}, DAY)
    item = next(
        item for item in build_checklist(RULES, decision, papers).applicant if len(item.documents) == 2
    )
    assert (item.state, item.satisfied) == (state, state == "has")


def test_each_paper_says_who_issues_it_and_who_pays() -> None:
    decision = decide(RULES, {**MARRIED, "birth_certificate": "lost"}, DAY)
    item = next(
        item
        for item in build_checklist(RULES, decision, {}).applicant
        if item.documents[0].id == "birth_certificate"
    )
    assert item.issuer is not None
    assert item.issuer.id == "county_health"
    assert item.payer == "unknown"


def test_what_no_rule_names_cannot_be_demanded() -> None:
    assert may_demand(RULES, CERTIFIED, "paternity_report") is None
    assert may_demand(RULES, OLD, "birth_certificate") is None
    assert may_demand(RULES, OLD, "testimony") is None, "the station asks the village itself"
    cite = may_demand(RULES, CERTIFIED, "marriage_certificate")
    assert cite is not None
    assert cite.source == "c96"


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("准生证", "birth_permit"),
        ("请补一份 准 生 证 复印件", "birth_permit"),
        ("Birth  Permit", "birth_permit"),
        ("birth_permit", "birth_permit"),
        ("社会抚养费收据", "maintenance_fee_receipt"),
        ("计生部门证明", "family_planning_consent"),
        ("《预防接种证》", "vaccination_card"),
        ("男方未落户证明", "other_parent_not_registered"),
        ("vaccination-card", "vaccination_card"),
    ],
)
def test_a_forbidden_demand_is_known_by_any_of_its_names(text: str, forbidden: str) -> None:
    found = forbidden_demand(RULES, text)
    assert found is not None
    assert found.id == forbidden
    assert found.cite.at in {"S1.3", "S3.2", "S5.5a"}


@pytest.mark.parametrize("document", sorted(RULES.documents))
def test_no_lawful_paper_is_taken_for_a_forbidden_one(document: str) -> None:
    name = RULES.documents[document].name
    assert forbidden_demand(RULES, name.zh) is None
    assert forbidden_demand(RULES, name.en) is None
    assert forbidden_demand(RULES, document) is None
