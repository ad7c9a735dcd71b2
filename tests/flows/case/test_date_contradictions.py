"""All dates of a case against each other: each pair that cannot be is named, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.case import actions as a
from flows.case.case import Case, StatusChange
from flows.case.date_contradictions import FIELDS, ORDERS, Contradiction, contradictions
from flows.case.facts import facts
from flows.case.status import Status
from flows.identity import resident_number
from flows.rules.rule_evaluation import QuestionOpen, decide
from hukou_tui import packs

RULES = packs.load_rules()
TODAY = date(2016, 6, 14)
ADOPTED = {"cause": "never_registered", "upbringing": "adopted", "adoption_registered": "no"}


def number_of(born: date) -> str:
    body = f"530699{born:%Y%m%d}001"
    return body + resident_number.check_digit(body)


def with_date(case: Case, name: str, day: date) -> Case:
    """The case with one more date, as the counter enters it."""
    text = day.isoformat()
    match name:
        case "birth":
            return replace(case, fields={**case.fields, "person.birth": text})
        case "number" | "father" | "mother":
            owner = "person" if name == "number" else name
            return replace(case, fields={**case.fields, f"{owner}.number": number_of(day)})
        case "test":
            return replace(case, test_applied_on=text)
        case "query":
            return replace(case, system_query=a.RecordSystemQuery("001", f"{text} 09:00", "全国", "none"))
        case "opened":
            return replace(case, opened_on=text)
        case "registered":
            return replace(case, history=(StatusChange("register", Status.REGISTERED, "001", "", on=text),))
    return replace(case, answers={**case.answers, name: text})


NAMES = ("birth", "number", "father", "mother", "test", "query", "opened", "registered", "adoption_date")
#: What cannot lie behind what. All others may, and none may lie behind today.
BEFORE = {
    ("father", "birth"), ("mother", "birth"), ("birth", "test"), ("birth", "query"), ("birth", "registered"),
    ("birth", "adoption_date"), ("opened", "registered"),
}  # fmt: skip
#: Not on the same day either.
STRICTLY = {("father", "birth"), ("mother", "birth")}


def told(case: Case) -> set[tuple[str, str]]:
    return {(found.earlier, found.later) for found in contradictions(case, RULES, TODAY)}


@pytest.mark.parametrize("first", NAMES)
@pytest.mark.parametrize("second", NAMES)
def test_of_all_pairs_exactly_those_that_cannot_be_are_named(first: str, second: str):
    """`first` on the day before `second`, on the same day, and on the day after."""
    if first == second:
        return
    day = date(2010, 5, 20)
    for beside in (-1, 0, 1):
        case = with_date(with_date(Case("C1"), first, day + timedelta(beside)), second, day)
        wrong = {
            pair
            for pair, distance in (((first, second), beside), ((second, first), -beside))
            if pair in BEFORE and (distance > 0 or (distance == 0 and pair in STRICTLY))
        }
        if {first, second} == {"number", "birth"} and beside:
            wrong = {("number", "birth")}
        assert told(case) == wrong, (first, second, beside)


@pytest.mark.parametrize("name", NAMES)
def test_no_date_is_still_to_come(name: str):
    assert told(with_date(Case("C1"), name, TODAY)) == set()
    assert told(with_date(Case("C1"), name, TODAY + timedelta(1))) == {(name, "today")}


@pytest.mark.parametrize(
    ("birth", "adopted", "wrong"),
    [
        ("2007", "1990", True), ("2007", "2006~2007", False), ("2007", "2007", False), ("2007-06", "2007-05", True),
        ("1982~1983", "1981-12-31", True), ("1982~1983", "1982-01-01", False), ("L1982", "1982-01-24", True),
        ("L1982", "1982-01-25", False), ("2007", "unknown", False), ("", "1990", False), ("属龙", "1990", False),
    ],
)  # fmt: skip
def test_dates_in_part_bound_by_the_days_that_they_can_be(birth: str, adopted: str, wrong: bool):
    case = Case("C1", fields={"person.birth": birth}, answers={"adoption_date": adopted})
    assert told(case) == ({("birth", "adoption_date")} if wrong else set())


def test_what_only_a_number_says_is_pointed_out_and_stands_in_nobodys_way():
    case = with_date(with_date(Case("C1"), "birth", date(2007, 5, 1)), "number", date(1990, 3, 7))
    case = with_date(with_date(case, "father", date(2008, 1, 1)), "adoption_date", date(1990, 1, 1))
    found = contradictions(case, RULES, TODAY)
    assert {(one.earlier, one.later) for one in found if one.stands_in_the_way} == {("birth", "adoption_date")}
    assert len(found) == 3


DAYS = st.dates(date(1930, 1, 1), TODAY)
PARTS = st.one_of(
    DAYS.map(date.isoformat), DAYS.map(lambda day: f"{day:%Y-%m}"), DAYS.map(lambda day: f"{day:%Y}"),
    DAYS.map(lambda day: f"L{day:%Y}"), st.just("unknown"),
)  # fmt: skip


@given(PARTS, PARTS)
def test_no_dates_lead_to_a_side_of_a_line_that_the_birth_rules_out(birth: str, adopted: str):
    case = Case("C1", fields={"person.birth": birth} if birth != "unknown" else {},
                answers={**ADOPTED, "adoption_date": adopted})  # fmt: skip
    said = facts(case, RULES)
    try:
        route = decide(RULES, said, TODAY).route.id
    except QuestionOpen:
        route = decide(RULES, {**said, "adoption_registrable": "unknown"}, TODAY).route.id
    born = 0 if birth == "unknown" else int(birth.lstrip("L")[:4])
    if born >= 2000:
        assert route == "adoption_to_register"
    year = 0 if adopted == "unknown" else int(adopted[1:] if adopted[0] == "L" else adopted[:4])
    if year and born and year < born and born - year > 1:
        assert ("birth", "adoption_date") in told(case)


# ---- how it is said, and what is asked without the rules


def test_both_dates_are_named_as_they_were_said():
    case = Case(
        "C1", opened_on="2016-06-14", fields={"person.birth": "2010-05"}, test_applied_on="2010-04-30",
        system_query=a.RecordSystemQuery("001", "2010-04-30 上午", "全国", "none"),
        history=(
            StatusChange("register", Status.REGISTERED, "001", "", on="2016-06-01"),
            StatusChange("register", Status.REGISTERED, "001", "", on="2016-06-02"),
            StatusChange("deliver", Status.DELIVERED, "001", "", on="2016-06-03"),
        ),
    )  # fmt: skip
    assert contradictions(case, None, None) == (
        Contradiction("birth", "2010-05", "test", "2010-04-30"),
        Contradiction("birth", "2010-05", "query", "2010-04-30 上午"),
        # the last registration, and no other move
        Contradiction("opened", "2016-06-14", "registered", "2016-06-02"),
    )
    assert contradictions(replace(case, opened_on="2016-06-15"), None, TODAY)[0] == Contradiction(
        "opened", "2016-06-15", "today", "2016-06-14"
    )


def test_a_number_and_a_birth_would_have_to_be_one_day():
    number = number_of(date(2010, 5, 31))

    def wrong(birth: str) -> tuple[Contradiction, ...]:
        return contradictions(Case("C1", fields={"person.number": number, "person.birth": birth}), None, None)

    for birth in ("2010-05-31", "2010-05", "2010", "2010~2011", "2009~2010", "", "属龙"):
        assert wrong(birth) == ()
    for birth in ("2010-05-30", "2010-06-01", "2010-04", "2010-06", "2009", "2011"):
        (found,) = wrong(birth)
        assert found == Contradiction("number", "2010-05-31", "birth", birth, same=True)
        assert not found.stands_in_the_way


def test_of_a_number_that_is_none_nothing_is_held_against_anything():
    right = number_of(date(2012, 1, 1))
    miswritten = right[:-1] + ("0" if right[-1] != "0" else "1")
    for number, wrong in ((right, {("father", "birth")}), (miswritten, set()), ("53069920120230", set())):
        case = Case("C1", fields={"person.birth": "2010-05-20", "father.number": number})
        assert {(one.earlier, one.later) for one in contradictions(case, None, TODAY)} == wrong


def test_what_the_rules_ask_is_held_against_the_birth_by_the_rules_alone():
    case = Case("C1", fields={"person.birth": "2010"}, answers={"adoption_date": "2009", "birth_date": "2030"})
    assert contradictions(case, None, TODAY) == ()
    # the fact that is read from the field is asked of the field
    assert contradictions(case, RULES, TODAY) == (Contradiction("birth", "2010", "adoption_date", "2009"),)


@pytest.mark.parametrize("name", ["number", "father", "mother"])
def test_a_contradiction_with_a_number_is_pointed_out_from_either_side(name: str):
    for pair in ((name, "birth"), ("birth", name)):
        found = Contradiction(pair[0], "x", pair[1], "y")
        assert not found.stands_in_the_way
        assert found.concerns(name) and found.concerns("birth") and found.concerns("test", "birth")
        assert not found.concerns("test") and not found.concerns()
    assert Contradiction("birth", "x", "test", "y").stands_in_the_way


def test_dates_stand_in_these_fields():
    assert FIELDS == {
        "birth": "person.birth", "number": "person.number", "father": "father.number", "mother": "mother.number",
    }  # fmt: skip
    assert {(order.earlier, order.later, order.strictly) for order in ORDERS} == {
        ("father", "birth", True), ("mother", "birth", True), ("birth", "test", False), ("birth", "query", False),
        ("birth", "registered", False), ("opened", "registered", False),
    }  # fmt: skip
