"""What a case says to the rules and to the lookup, field by field."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from flows.case import actions as a
from flows.case.case import Case
from flows.case.facts import birth, facts, household, parents_ethnicity, query, reference
from flows.identity.birth_date import BirthDate
from flows.linkage.person import Person, Query
from flows.rules.model import Rules
from hukou_tui import packs


@cache
def rules() -> Rules:
    return packs.load_rules()


def case(fields: dict[str, str], **answers: str) -> Case:
    said = tuple(a.AnswerFact(fact, value) for fact, value in answers.items())
    return Case("C1", fields=fields, answers=answers, said=said)


@pytest.mark.parametrize(
    ("father", "mother", "known", "found"),
    [
        ("汉", "汉", "", "same"),
        ("汉", "苗", "", "differ"),
        ("汉", "", "", "one_absent"),
        ("", "苗", "", "one_absent"),
        ("", "", "", ""),
        ("汉", "", "one", "one_absent"),
        # somebody else brings the child up: there is nobody whose group it could follow (S4.7)
        ("", "", "none", "none_found"),
        ("", "", "both", ""),
        ("汉", "", "none", "none_found"),
        # but what both bear is known
        ("汉", "汉", "none", "same"),
        ("汉", "苗", "none", "differ"),
    ],
)
def test_the_ethnic_groups_of_the_parents_agree_differ_or_are_not_known(
    father: str, mother: str, known: str, found: str
):
    answers = {"parents_known": known} if known else {}
    assert parents_ethnicity(case({"father.ethnicity": father, "mother.ethnicity": mother}, **answers)) == found


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("", ""), ("family", "family"), ("collective", "collective"), ("collective_community", "collective"),
        ("collective_station", "collective"),
    ],
)  # fmt: skip
def test_whose_collective_household_it_is_no_rule_asks(kind: str, found: str):
    assert household(case({"destination.kind": kind})) == found


def test_facts_are_what_was_asked_and_what_the_fields_say_and_the_fields_come_last():
    made = case(
        {"person.birth": "2014-05-01", "father.ethnicity": "汉", "mother.ethnicity": "苗",
         "destination.kind": "collective_station", "person.name": "小明"},
        cause="never_registered", birth_date="1990", upbringing="unknown",
    )  # fmt: skip
    assert facts(made, rules()) == {
        "cause": "never_registered", "upbringing": "unknown", "birth_date": "2014-05-01",
        "parents_ethnicity": "differ", "destination": "collective",
    }  # fmt: skip
    # a field that says nothing takes nothing back
    assert facts(case({}, cause="other", birth_date="1990"), rules()) == {"cause": "other", "birth_date": "1990"}


def test_a_paper_answers_for_the_question():
    marked = Case("C1", papers={"birth_certificate": "has"}, said=(a.MarkPaper("birth_certificate", "has"),))
    assert facts(marked, rules()) == {"birth_certificate": "have"}


@pytest.mark.parametrize(("text", "found"), [("", None), ("属龙", None), ("2014-02-30", None)])
def test_a_date_of_birth_that_cannot_be_read_is_none(text: str, found: None):
    assert birth(case({"person.birth": text})) is found


def test_a_date_of_birth_is_read_as_it_stands():
    assert birth(case({"person.birth": "2014-05-01"})) == BirthDate.of(date(2014, 5, 1))


def test_the_lookup_is_asked_with_every_compared_field():
    fields = {
        "person.name": "王小明", "person.former_names": "王二,王三、 、王四、", "person.sex": "1",
        "person.birth": "2014", "person.number": "530699201405010013", "father.name": "王大", "father.number": "F",
        "mother.name": "李秀", "mother.number": "M", "destination.division": "530699",
        "destination.address": "青山村1组",
    }  # fmt: skip
    assert query(case(fields)) == Query(
        id="C1", name="王小明", former_names=("王二", "王三", "王四"), sex="1", birth=BirthDate("solar", 2014),
        id_number="530699201405010013", father_name="王大", father_id="F", mother_name="李秀", mother_id="M",
        division="530699", address="青山村1组",
    )  # fmt: skip
    assert query(case({})) == Query(
        id="C1", name="", former_names=(), sex="", birth=None, id_number="", father_name="", father_id="",
        mother_name="", mother_id="", division="", address="",
    )  # fmt: skip


def test_a_candidate_is_named_by_its_source_and_its_id():
    assert reference(Person(source="register", person_id="P9", name="王小明")) == "register:P9"
