"""What is said of a candidate, and of where was searched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.register.lookup import Candidate, SearchResult
from db.register.store import Scope
from flows.case.case import Case, Verdict
from flows.linkage.comparison import Comparison
from flows.linkage.person import Person
from hukou_tui.screens.intake.candidate_words import candidate_lines, scope
from hukou_tui.words import catalogue

THREE = (("530699", 2000), ("530621", 900), ("", 100))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


@pytest.mark.parametrize(
    ("divisions", "most", "where"),
    [
        ((), 3, "0"),
        (THREE, 3, "Practice County 2000, Ludian County 900, without a division 100"),
        (THREE, 2, "Practice County 2000, Ludian County 900 and 1 more counties (F1)"),
    ],
)
def test_where_was_searched_is_said_by_county_and_of_no_county_how_many_persons(divisions, most, where):
    searched = Scope(sum(persons for _county, persons in divisions), date(2016, 6, 1), divisions=divisions)
    said = scope(SearchResult((), (), 3.0, searched), most)
    assert said == f"Searched (persons): {where}, as of 2016-06-01; and this station's own cases"


def test_without_a_register_nothing_is_said_of_where():
    assert scope(SearchResult((), (), 3.0, None), 3) == ""


def test_a_decision_is_told_with_its_words_and_one_that_lapsed_as_lapsed():
    candidate = Candidate(Person("P7", name="马天宇"), Comparison(61, "examine", "other", (), ()))
    case, decided = Case("C1"), Verdict("different", "other", "王家的孩子", "001", "2016-06-14T08:00:00Z")
    lapsed = "A compared field was changed: the decision has lapsed."
    words = "Decided: 王家的孩子"
    for now, told in (
        (case, set()),
        (replace(case, verdicts={"register:P7": decided}), {words}),
        (replace(case, lapsed={"register:P7": decided}), {lapsed}),
    ):
        assert {lapsed, words} & {*candidate_lines(now, candidate)} == told
