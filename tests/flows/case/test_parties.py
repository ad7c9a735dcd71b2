"""Who applies and where to: what a decision in favour must know, and what may be completed under review."""

from __future__ import annotations

import pytest

from flows.case.case import Case
from flows.case.fields import DECLARANT_ROLES, ENTITLED_ROLES
from flows.case.parties import (
    COMPLETED_AT_REVIEW,
    applicant,
    collective,
    completed_by,
    destination_known,
    may_complete,
    missing_parties,
)

NAMES = {
    "person.name": "小明", "guardian.name": "甲母", "declarant.name": "张三", "person.institution": "县福利院",
}  # fmt: skip


def case(**fields: str) -> Case:
    return Case("C1", fields={name.replace("_", ".", 1): value for name, value in fields.items()})


@pytest.mark.parametrize(
    ("role", "applies", "without"),
    [
        # role of whoever declares; who applies; and who does where that name is not there
        ("self", "小明", "张三"),
        ("institution", "县福利院", "张三"),
        ("guardian", "甲母", "张三"),
        ("foster_parent", "甲母", "张三"),
        # 1958 Regulations, art. 7: they may declare, and apply for nobody
        ("householder", "甲母", ""),
        ("relative", "甲母", ""),
        ("neighbour", "甲母", ""),
        ("cadre", "甲母", ""),
        ("", "甲母", ""),
    ],
)
def test_who_applies_follows_from_who_declares(role: str, applies: str, without: str):
    assert applicant(Case("C1", fields={**NAMES, "declarant.role": role})) == applies
    rest = {name: value for name, value in NAMES.items() if value != applies}
    assert applicant(Case("C1", fields={**rest, "declarant.role": role})) == without
    assert applicant(Case("C1", fields={"declarant.role": role})) == ""


def test_only_the_guardian_and_whoever_fosters_are_entitled_by_declaring():
    assert {*ENTITLED_ROLES} <= {*DECLARANT_ROLES}
    assert [role for role in DECLARANT_ROLES if applicant(case(declarant_role=role, declarant_name="张三"))] == [
        "guardian", "self", "foster_parent", "institution",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({}, False),
        ({"destination_kind": "family"}, False),
        ({"destination_kind": "family", "destination_householder": "甲父"}, False),
        ({"destination_kind": "family", "destination_address": "青山村1组"}, False),
        ({"destination_kind": "family", "destination_householder": "甲父", "destination_address": "青山村1组"}, True),
        ({"destination_householder": "甲父", "destination_address": "青山村1组"}, True),
        ({"destination_kind": "collective"}, True),
        ({"destination_kind": "collective_community"}, True),
        ({"destination_kind": "collective_station"}, True),
    ],
)
def test_a_destination_is_a_collective_household_or_a_householder_with_an_address(
    fields: dict[str, str], known: bool
):
    assert destination_known(case(**fields)) is known
    assert collective(case(**fields)) is fields.get("destination_kind", "").startswith("collective")
    assert missing_parties(case(guardian_name="甲母", **fields)) == (() if known else ("destination_missing",))
    assert missing_parties(case(**fields))[:1] == ("applicant_missing",)


def test_what_waits_for_both_is_completed_in_the_order_of_entry():
    assert COMPLETED_AT_REVIEW == (
        "declarant.role", "declarant.name", "guardian.name",
        "destination.kind", "destination.householder", "destination.address",
    )  # fmt: skip
    assert completed_by(case()) == COMPLETED_AT_REVIEW
    assert completed_by(case(guardian_name="甲母")) == COMPLETED_AT_REVIEW[3:]
    assert completed_by(case(destination_kind="collective")) == COMPLETED_AT_REVIEW[:3]
    assert completed_by(case(guardian_name="甲母", destination_kind="collective")) == ()
    # what stands there already is not offered, but for the kind of a household that is not known yet
    assert completed_by(case(declarant_role="neighbour", destination_kind="family")) == (
        "declarant.name", "guardian.name", "destination.kind", "destination.householder", "destination.address",
    )  # fmt: skip


@pytest.mark.parametrize("field", COMPLETED_AT_REVIEW)
def test_under_review_only_what_stands_empty_is_filled_in(field: str):
    empty, full = case(), Case("C1", fields={field: "family"})
    assert may_complete(empty, field)
    assert may_complete(full, field) is (field == "destination.kind")


def test_a_kind_of_household_that_leads_somewhere_is_changed_no_more():
    whole = {"destination_householder": "甲父", "destination_address": "青山村1组"}
    assert not may_complete(case(destination_kind="family", **whole), "destination.kind")
    assert not may_complete(case(destination_kind="collective"), "destination.kind")
    assert may_complete(case(**whole), "destination.kind")


@pytest.mark.parametrize("field", ["person.name", "person.birth", "destination.division", "nowhere"])
def test_nothing_else_is_filled_in_under_review(field: str):
    assert not may_complete(case(), field)
