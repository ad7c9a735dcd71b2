"""Other rules are compared situation by situation; nothing that differs is passed over, nothing else is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from flows.rules import rule_change as c
from flows.rules.model import (
    APPLICANT,
    AUTHORITY,
    STATION,
    Cite,
    Class96,
    Ground,
    Group,
    Need,
    PackRef,
    Rules,
    Text,
)
from flows.rules.rule_change import (
    MATERIAL,
    Alteration,
    SituationComparison,
    common,
    compare_situations,
    decision_changes,
    elsewhere,
    group_by_changes,
)
from flows.rules.rule_evaluation import decide
from flows.rules.stamps import RuleChange
from harness.packs import small_rules as small
from harness.packs.other_rules import COUNTY, DAY, LESS, MORE, OPTION, QUESTION, WIDER, rules
from harness.packs.walked_once import by_itself, walked_once

RULES = rules()


@pytest.fixture(autouse=True)
def _walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the two is the same in nearly all tests."""
    monkeypatch.setattr(c, "reachable", walked_once(by_itself))


def changed(*changes: tuple[str, str]) -> list[SituationComparison]:
    return [one for one in compare_situations(RULES, rules(*changes), DAY) if one.changes]


def whats(situations: list[SituationComparison]) -> set[str]:
    return {change.what for one in situations for change in one.changes}


def test_the_same_rules_differ_in_nothing():
    situations = list(compare_situations(RULES, rules(), DAY))
    assert len(situations) > 100
    assert not [one for one in situations if one.changes] and not elsewhere(RULES, rules())


def test_another_age_of_late_entry_is_told_of_those_whom_it_concerns():
    derived = RULES.derived["late_entry"]
    younger = replace(RULES, derived={**RULES.derived, "late_entry": replace(derived, years=1)})
    situations = [one for one in compare_situations(RULES, younger, DAY) if one.changes]
    assert situations and {one.facts["birth_date"] for one in situations} == {"2015-06-13"}
    assert whats(situations) == {c.DECIDED_BY, c.CHANNEL}


def test_another_period_of_the_campaign_is_told():
    longer = replace(RULES, packs=(*RULES.packs[:-1], replace(RULES.packs[-1], last=date(2019, 12, 31))))
    (found,) = elsewhere(RULES, longer)
    assert (found.part, found.field, found.after) == ("packs", "last", date(2019, 12, 31))


def test_a_paper_that_is_dropped_is_named_in_each_situation_and_in_no_other():
    situations = changed(LESS)
    ways = [(one.before.route.id, one.before.then) for one in situations if one.before]
    assert ways and all("certified_married" in way for way in ways)
    dropped = RuleChange(APPLICANT, ("marriage_certificate",), ())
    assert {change for one in situations for change in one.changes} == {dropped}


def test_a_paper_that_is_added_and_one_that_will_do_as_well_are_told_apart():
    assert {change for one in changed(MORE) for change in one.changes} == {
        RuleChange(APPLICANT, (), ("testimony",))
    }
    wider = RuleChange(c.ALTERED, ("marriage_certificate",), ("marriage_certificate|testimony",))
    assert {change for one in changed(WIDER) for change in one.changes} == {wider}


def test_who_decides_is_compared():
    situations = changed(COUNTY)
    assert whats(situations) == {c.DECIDED_BY}
    assert all(one.before and one.before.channel == "restoration" for one in situations)


def test_a_further_question_is_compared_with_each_of_its_answers():
    situations = changed(QUESTION)
    assert {one.facts["on_paper"] for one in situations} == {"yes", "no"}
    assert all(RuleChange(c.QUESTION, (), ("on_paper",)) in one.changes for one in situations)
    (other,) = [one for one in situations if one.facts["on_paper"] == "no"]
    assert RuleChange(c.ROUTE, ("system_missing",), ("lost_without_paper",)) in other.changes


def test_a_question_that_is_gone_is_compared_from_the_other_side():
    situations = [one for one in compare_situations(rules(QUESTION), RULES, DAY) if one.changes]
    assert {one.facts["on_paper"] for one in situations} == {"yes", "no"}
    assert all(RuleChange(c.QUESTION, ("on_paper",), ()) in one.changes for one in situations)


def test_an_answer_that_only_one_of_them_offers_has_no_counterpart():
    new = rules(*OPTION)
    found = [one for one in compare_situations(RULES, new, DAY) if one.changes]
    assert found and all((one.facts["cause"], one.before) == ("flooded", None) for one in found)
    assert {change for one in found for change in one.changes} == {RuleChange(c.SITUATION, (), ("other",))}
    back = [one for one in compare_situations(new, RULES, DAY) if one.changes]
    assert back and all((one.facts["cause"], one.after) == ("flooded", None) for one in back)


def test_changes_that_concern_the_same_situations_are_told_together():
    groups = group_by_changes(compare_situations(RULES, rules(LESS, COUNTY), DAY))
    assert sorted(len(changes) for changes, _those in groups) == [1, 1]
    for _changes, those in groups:
        assert "cause" in common(those) or len({one.facts["cause"] for one in those}) > 1


def test_what_no_situation_shows_is_told_beside_them():
    later = ('en = "lost by the system"', 'en = "missing in the system"')
    assert not changed(later)
    (text,) = elsewhere(RULES, rules(later))
    assert (text.part, text.id, text.field) == ("routes", "system_missing", "title")


# ---- two decisions, by rules of a few lines


WHY, LAW = small.CITE, Cite("law", "2", Text("别", "others"), is_gist=False, id="another")
FORM, SLIP, BOOK = small.need("form"), small.need("slip", by=STATION), small.need("book", by=AUTHORITY)
MAP = small.need("map", help_toward="form")
ONE = small.small_rules(
    [small.choice("cause", "lost")],
    [small.route("lost", small.when(cause="lost"), FORM, SLIP, BOOK, helps=(MAP,))],
)
HERE = decide(ONE, {"cause": "lost"}, DAY)


def told(**otherwise: Any) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What differs once the decision is otherwise so; turned round it is the same, turned round."""
    there = replace(HERE, **otherwise)
    forth = [(one.what, one.before, one.after) for one in decision_changes(HERE, there)]
    back = [(one.what, one.after, one.before) for one in decision_changes(there, HERE)]
    assert sorted(back) == sorted(forth)
    return forth


def needs(*first: Need) -> dict[str, tuple[Need, ...]]:
    return {"needs": (*first, SLIP, BOOK)}


def test_two_decisions_that_say_the_same_differ_in_nothing() -> None:
    assert told() == []
    renamed = replace(WHY, id="by another name")
    assert told(route=replace(HERE.route, cite=renamed), **needs(replace(FORM, cite=renamed))) == []


@pytest.mark.parametrize(
    ("otherwise", "change"),
    [
        ({"outcome": "restore"}, ("outcome", ("register",), ("restore",))),
        ({"decided_by": "county"}, ("decided_by", ("station",), ("county",))),
        ({"then": "kept"}, ("then", (), ("kept",))),
        ({"fee_rule": "half"}, ("fee_rule", (), ("half",))),
        ({"channel": "restoration"}, ("channel", ("late_entry",), ("restoration",))),
        ({"class_96": "1"}, ("class_96", ("8",), ("1",))),
        ({"route": replace(HERE.route, id="again")}, ("route", ("lost",), ("again",))),
        ({"route": replace(HERE.route, cite=LAW)}, ("cite", ("", "law 1"), ("", "law 2"))),
        ({"route": replace(HERE.route, cite=replace(WHY, is_gist=True))}, ("cite", ("", "law 1"), ("", "law 1"))),
        ({"helps": ()}, ("helps", ("map",), ())),
        (needs(), ("applicant", ("form",), ())),
        (needs(FORM, small.need("card")), ("applicant", (), ("card",))),
        ({"needs": (FORM, BOOK)}, ("station", ("slip",), ())),
        ({"needs": (FORM, SLIP)}, ("authority", ("book",), ())),
        (needs(small.need("form", "card")), ("altered", ("form",), ("form|card",))),
        (needs(replace(FORM, payer="unknown")), ("payer", ("form", ""), ("form", "unknown"))),
        (needs(replace(FORM, cite=LAW)), ("cite", ("form", "law 1"), ("form", "law 2"))),
        ({"helps": (replace(MAP, payer="unknown"),)}, ("payer", ("map", ""), ("map", "unknown"))),
        (needs(replace(FORM, issuer="court")), ("details", ("form",), ("form",))),
        (needs(replace(FORM, where=small.text("there"))), ("details", ("form",), ("form",))),
        (needs(replace(FORM, how=small.text("so"))), ("details", ("form",), ("form",))),
        (needs(replace(FORM, note=small.text("note"))), ("details", ("form",), ("form",))),
    ],
)  # fmt: skip
def test_each_thing_that_is_said_otherwise_is_told_as_that_and_nothing_else(
    otherwise: dict[str, Any], change: tuple[str, tuple[str, ...], tuple[str, ...]]
) -> None:
    assert told(**otherwise) == [change]


def test_groups_gone_and_new_are_told_together_and_those_that_stay_not() -> None:
    first, second, third = (
        Group(name, "1", small.text(name), "one", small.text("one"), WHY) for name in ("a", "b", "c")
    )
    here, there = replace(HERE, groups=(first, second)), replace(HERE, groups=(third, second))
    assert decision_changes(here, there) == (RuleChange("groups", ("a",), ("c",)),)
    assert decision_changes(here, replace(here, groups=(second, first))) == (), "another order is no change"


def test_whose_errand_a_paper_is_is_told_from_both_sides() -> None:
    assert told(needs=(replace(FORM, by=STATION), SLIP, BOOK)) == [
        ("applicant", ("form",), ()), ("station", (), ("form",)),
    ]  # fmt: skip


def test_of_several_alternatives_each_is_told_of_the_one_that_it_became() -> None:
    before = replace(HERE, needs=(small.need("a", "b"), small.need("c"), small.need("gone")))
    after = replace(HERE, needs=(small.need("c", "d"), small.need("b"), small.need("new")))
    assert decision_changes(before, after) == (
        RuleChange("altered", ("a|b",), ("b",)), RuleChange("altered", ("c",), ("c|d",)),
        RuleChange("applicant", ("gone",), ("new",)),
    )  # fmt: skip


def test_all_of_it_is_told_in_the_order_of_what_matters_at_the_glass() -> None:
    otherwise = {
        "outcome": "restore",
        "decided_by": "county",
        "then": "kept",
        "fee_rule": "half",
        "class_96": "1",
    }
    changes = told(**otherwise, **needs(replace(FORM, payer="unknown", cite=LAW, issuer="court")), helps=(),
                   route=replace(HERE.route, id="x", cite=LAW), channel="correction")  # fmt: skip
    assert [what for what, _before, _after in changes] == [
        "route", "outcome", "decided_by", "then", "helps", "payer", "fee_rule", "channel", "class_96", "cite",
        "cite", "details",
    ]  # fmt: skip
    assert [what in MATERIAL for what, _before, _after in changes] == [True] * 7 + [False] * 5


# ---- what no situation shows


def other(part: str, **more: Any) -> list[tuple[str, str, str]]:
    return [(one.part, one.id, one.field) for one in elsewhere(ONE, replace(ONE, **{part: more[part]}))]


def test_an_entry_that_is_gone_or_new_is_told_whole_and_one_that_changed_by_its_fields() -> None:
    cause, lost = ONE.facts["cause"], ONE.routes[0]
    assert other("facts", facts={}) == [("facts", "cause", "")]
    assert other("facts", facts={**ONE.facts, "more": small.choice("more", "x")}) == [("facts", "more", "")]
    assert other("facts", facts={"cause": replace(cause, help=small.text("else"), asked=False)}) == [
        ("facts", "cause", "help"), ("facts", "cause", "asked"),
    ]  # fmt: skip
    assert other("routes", routes=(replace(lost, title=small.text("else"), needs=(), cite=LAW),)) == [
        ("routes", "lost", "title"),
    ]  # fmt: skip
    assert other("routes", routes=(replace(lost, class_96="1"),)) == [], "how it was written is no rule"
    assert other("settings", settings={"years": small.setting("years", "3", "1")}) == [
        ("settings", "years", "")
    ]
    assert elsewhere(ONE, replace(ONE, on=date(2020, 1, 1), packs=(PACK,))) == ()


#: An entry by its id; of what part it is does not matter here.
MORE_OF_IT = Ground("more", small.text("more"), small.text("remedy"), WHY, WHY)


@pytest.mark.parametrize("part", [one.name for one in fields(Rules) if one.name not in ("packs", "on")])
def test_an_entry_more_and_one_that_reads_otherwise_are_told_of_every_part_of_the_rules(part: str) -> None:
    def held(*more: Ground) -> Rules:
        own = getattr(ONE, part)
        both = {**own, **{one.id: one for one in more}} if isinstance(own, Mapping) else (*own, *more)
        return replace(ONE, **{part: both})

    otherwise = replace(MORE_OF_IT, remedy=small.text("another"))
    assert elsewhere(ONE, held(MORE_OF_IT)) == (Alteration(part, "more", "", None, MORE_OF_IT),)
    assert elsewhere(held(MORE_OF_IT), held(otherwise)) == (
        Alteration(part, "more", "remedy", MORE_OF_IT.remedy, otherwise.remedy),
    )


@pytest.mark.parametrize(
    ("field", "value", "told_here"),
    [
        ("title", small.text("else"), True),
        ("place", small.text("there"), True),
        ("exit", small.text("there"), True),
        ("waives", {"card": WHY}, True),
        ("when", small.when(cause="found"), False),
        ("outcome", "restore", False),
        ("classes", (Class96("1", ()),), False),
        ("track", "another", False),
        ("cite", LAW, False),
        ("needs", (FORM,), False),
        ("helps", (), False),
        ("then_facts", {"cause": "found"}, False),
    ],
)
def test_of_a_route_what_its_situations_do_not_show_is_told_and_nothing_twice(
    field: str, value: object, told_here: bool
) -> None:
    routes = (replace(ONE.routes[0], **{field: value}),)
    assert other("routes", routes=routes) == ([("routes", "lost", field)] if told_here else [])


PACK = PackRef("p", "1", "hash", small.text("p"), date(2016, 1, 1), date(2016, 12, 31))


def test_only_the_days_of_a_pack_that_both_know_are_told() -> None:
    old = replace(ONE, packs=(PACK,))
    for changed, told_of in (
        ({"first": date(2016, 2, 1)}, ["first"]), ({"last": None}, ["last"]), ({"revision": "2", "hash": "h"}, []),
        ({"id": "q", "last": None}, []), ({"first": None, "last": None}, ["first", "last"]),
    ):  # fmt: skip
        new = replace(ONE, packs=(replace(PACK, **changed),))
        assert [(one.part, one.id, one.field) for one in elsewhere(old, new)] == [
            ("packs", "p", f) for f in told_of
        ]
    (moved,) = elsewhere(old, replace(ONE, packs=(replace(PACK, last=date(2017, 6, 30)),)))
    assert (moved.before, moved.after) == (date(2016, 12, 31), date(2017, 6, 30))
