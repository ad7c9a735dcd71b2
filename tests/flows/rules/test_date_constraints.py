"""Dates bound each other: no answer about a date leads where the date of birth cannot lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.case import actions as a
from flows.case.act_dates import admit_days
from flows.case.case import Case, fold
from flows.case.entry import Entry
from flows.errors import NotAllowed
from flows.rules.date_constraints import (
    ALL,
    Days,
    Order,
    days_of,
    impossible_dates,
    impossible_facts,
    narrow_dates,
    not_before,
    orders_of,
    said_days,
    until,
)
from flows.rules.model import Fact, Rules
from flows.rules.rule_evaluation import decide, next_question
from hukou_tui import packs

RULES = packs.load_rules()
TODAY = date(2016, 6, 14)
AT = "2016-06-14T08:00:00Z"
ADOPTED = {"cause": "never_registered", "upbringing": "adopted", "adoption_registered": "no"}
BORN, ADOPTION = "birth_date", "adoption_date"


def route(**facts: str) -> str:
    """The route of somebody adopted, whatever else is still asked."""
    said = {**ADOPTED, **facts}
    question = next_question(RULES, said)
    if question is not None and question.id == "adoption_registrable":
        said["adoption_registrable"] = "unknown"
    return decide(RULES, said, TODAY).route.id


@pytest.mark.parametrize("adopted", ["unknown", "1990", "1998-12-31"])
@pytest.mark.parametrize("born", ["2007", "2007-05-01", "1999-04-02"])
def test_whoever_was_born_after_the_line_was_not_adopted_before_it(born: str, adopted: str):
    assert route(birth_date=born, adoption_date=adopted) == "adoption_to_register"


def test_whoever_was_born_before_the_line_may_have_been_adopted_on_either_side():
    before = route(birth_date="1985", adoption_date="1990")
    after = route(birth_date="1985", adoption_date="2001")
    assert before != after == "adoption_to_register"


@pytest.mark.parametrize(
    ("born", "adopted", "cannot"),
    [
        ("2007", "1990", True), ("2007", "2006-12-31", True), ("2007", "2007", False), ("2007-05-01", "2007-05", False),
        ("2007-05-01", "2007-04", True), ("2007", "2010", False), ("", "1990", False), ("2007", "unknown", False),
        ("1980~1990", "1985", False), ("L2015-09-21", "2015-11-01", True), ("L2015-09-21", "2015-11-02", False),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_said_and_nothing_else(born: str, adopted: str, cannot: bool):
    facts = {name: value for name, value in ((BORN, born), (ADOPTION, adopted)) if value}
    assert impossible_facts(RULES, facts) == ((Order(BORN, ADOPTION),) if cannot else ())


DAYS = st.dates(date(1900, 1, 1), date(2030, 1, 1))
SPANS = st.tuples(DAYS, DAYS).map(lambda pair: Days(min(pair), max(pair)))


@given(SPANS, SPANS)
def test_cutting_leaves_only_days_that_keep_the_order(born: Days, adopted: Days):
    order = Order(BORN, ADOPTION)
    left = narrow_dates({BORN: born, ADOPTION: adopted}, [order])
    assert left[BORN].first <= left[BORN].last and left[ADOPTION].first <= left[ADOPTION].last
    assert left[ADOPTION].first >= left[BORN].first
    assert left[BORN].first == born.first
    if impossible_dates({BORN: born, ADOPTION: adopted}, [order]):
        # The later one says nothing: the person is there, and was born.
        assert left[BORN] == born and left[ADOPTION].last == ALL.last
    else:
        assert left[BORN].last <= left[ADOPTION].last


@settings(max_examples=200)
@given(DAYS.filter(lambda day: day <= TODAY), st.one_of(st.just("unknown"), DAYS.map(date.isoformat)))
def test_no_two_dates_lead_to_a_side_of_the_line_that_the_birth_rules_out(born: date, adopted: str):
    found = route(birth_date=born.isoformat(), adoption_date=adopted)
    if born >= date(1999, 4, 1):
        assert found == "adoption_to_register", (born, adopted)


def test_a_day_that_has_not_come_is_read_as_not_known():
    unknown = route(birth_date="1985", adoption_date="unknown")
    assert route(birth_date="1985", adoption_date="2030") == unknown != "adoption_to_register"


def test_today_cuts_as_well():
    assert until(days_of("2016"), TODAY) == Days(date(2016, 1, 1), TODAY)
    assert until(days_of("2015-01-01"), TODAY) == days_of("2015-01-01")


def year(*numbers: int) -> list[Days]:
    return [Days(date(number, 1, 1), date(number, 12, 31)) for number in numbers]


def test_on_one_day_both_can_lie_unless_the_order_is_strict():
    day, before, after = (Days(date(2016, 6, at), date(2016, 6, at)) for at in (14, 13, 15))
    plain, strict = Order("a", "b"), Order("a", "b", strictly=True)
    for other, keeps_plain, keeps_strict in ((before, False, False), (day, True, False), (after, True, True)):
        assert (plain.holds({"a": day, "b": other}), strict.holds({"a": day, "b": other})) == (
            keeps_plain,
            keeps_strict,
        )
    assert plain.holds({"a": day}) and plain.holds({"b": day}) and strict.holds({})
    assert impossible_dates({"a": day, "b": before, "c": before}, [plain, Order("a", "c"), Order("b", "c")]) == (
        plain, Order("a", "c"),
    )  # fmt: skip


def test_each_date_is_cut_by_all_the_others_and_those_that_are_open_by_what_is_known():
    (old, mid, new) = year(1990, 1995, 2000)
    chain = [Order("a", "b"), Order("b", "c"), Order("a", "c")]
    assert narrow_dates({"a": old, "b": mid, "c": new}, chain) == {"a": old, "b": mid, "c": new}
    assert narrow_dates({"a": ALL, "b": mid, "c": ALL}, chain) == {
        "a": Days(date.min, mid.last), "b": mid, "c": Days(mid.first, date.max),
    }  # fmt: skip
    assert narrow_dates({"a": old, "b": ALL, "c": new}, chain)["b"] == Days(old.first, new.last)
    decade = Days(old.first, new.last)
    assert narrow_dates({"a": decade, "b": mid}, chain) == {"a": Days(old.first, mid.last), "b": mid}
    assert narrow_dates({"a": mid, "b": decade}, chain) == {"a": mid, "b": Days(mid.first, new.last)}


def test_of_two_that_cannot_both_be_true_the_later_one_cuts_nothing():
    (old, mid, new) = year(1990, 1995, 2000)
    chain = [Order("a", "b"), Order("b", "c"), Order("a", "c")]
    assert narrow_dates({"a": mid, "b": old, "c": new}, chain) == {
        "a": mid, "b": Days(mid.first, new.last), "c": new,
    }  # fmt: skip
    assert narrow_dates({"a": new, "b": old, "c": mid}, chain) == {
        "a": new, "b": Days(new.first, date.max), "c": Days(new.first, date.max),
    }  # fmt: skip


def test_a_year_is_cut_at_a_day_in_it_and_left_whole_where_none_of_it_would_be_left():
    (whole,) = year(2016)
    assert until(whole, date(2015, 12, 31)) == whole
    assert until(whole, date(2016, 1, 1)) == Days(date(2016, 1, 1), date(2016, 1, 1))
    assert until(whole, date(2016, 12, 31)) == until(whole, date(2017, 1, 1)) == whole


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", ALL), ("unknown", ALL), ("2016-02", Days(date(2016, 2, 1), date(2016, 2, 29))),
        ("2015-02", Days(date(2015, 2, 1), date(2015, 2, 28))), ("2016", year(2016)[0]),
        ("2016-02-29", Days(date(2016, 2, 29), date(2016, 2, 29))),
        ("1980~1990", Days(date(1980, 1, 1), date(1990, 12, 31))),
    ],
)  # fmt: skip
def test_a_date_is_all_the_days_that_it_can_be(text: str, days: Days):
    assert days_of(text) == days


def with_dates(**earlier: tuple[str, ...] | None) -> Rules:
    """Rules whose dates have the date of birth and those named, each with what it says that it is not before."""
    adoption = RULES.facts[ADOPTION]
    made: dict[str, Fact] = {BORN: RULES.facts[BORN], "cause": RULES.facts["cause"]}
    made |= {name: replace(adoption, id=name, not_before=before) for name, before in earlier.items()}
    return replace(RULES, facts=made)


def test_a_date_that_says_nothing_is_not_before_the_birth_and_the_birth_is_before_none():
    rules = with_dates(found=None, free=(), married=("found",), buried=("married",))
    assert [not_before(rules, fact) for fact in rules.facts.values() if fact.kind == "date"] == [
        (), (BORN,), (), ("found",), ("married",),
    ]  # fmt: skip
    assert set(orders_of(rules)) == {
        Order(BORN, "found"), Order("found", "married"), Order(BORN, "married"),
        Order("married", "buried"), Order("found", "buried"), Order(BORN, "buried"),
    }  # fmt: skip


def test_what_is_before_itself_by_a_fault_of_the_pack_ends_all_the_same():
    rules = with_dates(a=("b",), b=("a",))
    assert {(order.earlier, order.later) for order in orders_of(rules)} >= {("a", "b"), ("b", "a")}


def test_only_dates_are_said_as_days_each_of_them():
    rules = with_dates(found=None)
    assert said_days(rules, {BORN: "2007", "cause": "omitted"}) == {BORN: year(2007)[0], "found": ALL}


# ---- the days that acts name


def case_of(*actions: a.Action) -> Case:
    opening = a.OpenCase("2016-06-01", "")
    return fold("C1", [Entry(n, AT, "001", "C1", act) for n, act in enumerate([opening, *actions], 1)])


BIRTH = a.SetField("person.birth", "2007-05-01")


def refusal(action: a.Action) -> str:
    """The code with which the day of `action` is refused; empty where it is taken."""
    try:
        admit_days(case_of(BIRTH), action, AT, practice=False)
    except NotAllowed as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (a.Move("register", number="1", on="2016-06-15"), "day_to_come"),
        (a.Move("register", number="1", on="2016-05-31"), "day_before_opening"),
        (a.Move("register", number="1", on="../../x"), "no_such_day"),
        (a.DetermineBirth("2016-06-15", "investigation"), "day_to_come"),
        (a.ApplyForTest("2016-06-15"), "day_to_come"),
        (a.ApplyForTest("2007-04-30"), "day_before_birth"),
        (a.ApplyForTest("not a day"), "no_such_day"),
        (a.RecordSystemQuery("001", "2016-06-15 09:00", "全国", "none"), "day_to_come"),
        (a.SetField("person.birth", "2017"), "day_to_come"),
        (a.SetField("person.birth", "1820-01-01"), "too_long_ago"),
    ],
)
def test_a_day_that_cannot_be_is_refused(action: a.Action, code: str):
    assert refusal(action) == code


@pytest.mark.parametrize(
    "action",
    [
        a.Move("register", number="1", on="2016-06-14"), a.Move("register", number="1", on="2016-06-01"),
        a.DetermineBirth("2007-05-01", "investigation"), a.ApplyForTest("2007-05-01"), a.ApplyForTest(""),
        a.RecordSystemQuery("001", "2016-06-14 23:59", "全国", "none"), a.SetField("person.birth", "2016"),
        a.SetField("person.birth", ""),
    ],
)  # fmt: skip
def test_a_day_that_can_be_is_taken(action: a.Action):
    assert refusal(action) == ""
