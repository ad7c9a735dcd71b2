"""Where each original is after acceptance: 留存, 留副页, 留复印件, 已退还; as the rules say, and no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.case import actions as a
from harness.stations.entered_cases import DAY, STATION
from hukou_tui.paper import slips

WORDS = {
    "kept": "原件，留存",
    "second_page": "原件，留副页，其余已退还",
    "copy": "原件，留复印件，原件已退还",
    "returned": "原件，已退还",
}
KNOWN = {
    "application": "kept", "birth_certificate": "second_page", "revocation_judgment": "copy",
    "notarial_adoption": "copy", "parent_booklet": "returned", "marriage_certificate": "returned",
    "paternity_report": "kept", "nonmarital_statement": "kept", "adoption_certificate": "returned",
}  # fmt: skip


def receipt(make, rules, *papers):
    marked = [a.MarkPaper(paper, "has") for paper in papers]
    case = make("tested", *marked, a.Move("accept"))
    return slips.render_slip("receipt", case, rules, STATION, "zh", DAY).replace("\n   ", "")


@pytest.mark.parametrize(("paper", "kept"), KNOWN.items())
def test_the_receipt_says_of_each_paper_where_its_original_is(make, rules, paper, kept):
    assert f"1. {rules.documents[paper].name.zh}  1份  {WORDS[kept]}\n" in receipt(make, rules, paper)


def test_no_certificate_of_the_family_s_own_is_kept_as_an_original(rules):
    assert all(paper.kept != "kept" for paper in rules.documents.values() if paper.obtains)
    assert {rules.documents[paper].kept for paper in ("birth_certificate", "revocation_judgment")} == {
        "second_page", "copy",
    }  # fmt: skip


def test_rules_of_before_that_do_not_say_it_leave_it_to_the_pen_and_claim_nothing(make, rules):
    silent = replace(rules, documents={n: replace(d, kept=None) for n, d in rules.documents.items()})
    text = receipt(make, silent, "birth_certificate")
    assert "[ ] 留存  [ ] 留副页，其余已退还  [ ] 留复印件，原件已退还  [ ] 已退还" in text


def test_the_notification_says_beforehand_what_becomes_of_the_original(make, rules):
    text = slips.render_slip("notification", make("alternatives"), rules, STATION, "zh", DAY)
    assert "份数：1份（原件，留副页，其余退还）" in text and "份数：1份（原件，核对后退还）" in text
    assert "收费：收费标准请向出生时的助产机构询问" in text


def test_a_paper_that_was_not_brought_is_not_receipted_as_handed_in(make, rules):
    brought, missing = a.MarkPaper("application", "has"), a.MarkPaper("parent_booklet", "not_brought")
    case = make("tested", brought, missing, a.Move("accept"))
    text = slips.render_slip("receipt", case, rules, STATION, "zh", DAY)
    assert f"1. {rules.documents['application'].name.zh}" in text
    assert "2. " not in text and rules.documents["parent_booklet"].name.zh not in text
