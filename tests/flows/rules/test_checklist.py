"""The checklist: whose errand each paper is, what is missing, and what may not be demanded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.rules.checklist import build_checklist, forbidden_demand, forbidden_names, may_demand
from flows.rules.model import APPLICANT
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


@pytest.mark.parametrize("absent", PAPERS)
@pytest.mark.parametrize("answer", ["has_not", "not_brought", ""])
def test_a_file_is_not_complete_while_one_paper_is_not_there(absent: str, answer: str) -> None:
    checklist = build_checklist(RULES, CERTIFIED, {**dict.fromkeys(PAPERS, "has"), absent: answer})
    assert not checklist.complete
    assert [[document.id for document in item.documents] for item in checklist.missing] == [[absent]]


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


def issued_by(*papers: str, issuer: str | None = None) -> str | None:
    """The office named for a need of these papers."""
    need = replace(CERTIFIED.needs[0], any_of=papers, by=APPLICANT, issuer=issuer)
    (item,) = build_checklist(RULES, replace(CERTIFIED, needs=(need,)), {}).applicant
    return item.issuer.id if item.issuer else None


def test_the_office_is_the_needs_own_else_that_of_the_first_paper_that_an_office_issues() -> None:
    assert issued_by("application") is None, "the applicant writes it"
    assert issued_by("application", "marriage_certificate", "birth_certificate") == "civil_affairs"
    assert issued_by("marriage_certificate", issuer="court") == "court"


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


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("准-生-证", "birth_permit"), ("准“生”证", "birth_permit"), ("2准生证复印件", "birth_permit"),
        ("非婚生育证明", None), ("非婚 生育 证明", None), ("非婚生育证明，另加准生证", "birth_permit"),
        # What was taken out joins nothing, and touches nothing.
        ("准非婚生育证明生证", None), ("非婚生育证明fine receipt", "maintenance_fee_receipt"),
        ("fine receipt", "maintenance_fee_receipt"), ("fine-receipt", "maintenance_fee_receipt"),
        ("a Fine Receipt, please", "maintenance_fee_receipt"), ("refine receipt", None), ("fine receipts", None),
        # The longest name wins, within one demand and among several.
        ("婚育证明、生育证", "lawful_birth_proof"), ("生育证、婚育证明", "lawful_birth_proof"),
        ("计划生育证明", "family_planning_consent"),
    ],
)  # fmt: skip
def test_a_forbidden_name_is_found_as_a_word_and_not_in_another(text: str, forbidden: str | None) -> None:
    found = forbidden_demand(RULES, text)
    assert (found.id if found else None) == forbidden


def test_the_names_of_a_forbidden_demand_are_compared_in_one_form_the_longest_first() -> None:
    card = next(one for one in RULES.forbidden if one.id == "vaccination_card")
    made = replace(card, name=type(card.name)("接种证", "Jab  Book"), aliases=("疫苗接种-证", "card"))
    assert forbidden_names(made) == ["vaccination card", "jab book", "疫苗接种证", "card", "接种证"]
    # Where two of its names are one in that form, it is looked for once.
    assert forbidden_names(replace(made, aliases=("JAB-BOOK",))) == ["vaccination card", "jab book", "接种证"]


@pytest.mark.parametrize("document", sorted(RULES.documents))
def test_no_lawful_paper_is_taken_for_a_forbidden_one(document: str) -> None:
    name = RULES.documents[document].name
    assert forbidden_demand(RULES, name.zh) is None
    assert forbidden_demand(RULES, name.en) is None
    assert forbidden_demand(RULES, document) is None
