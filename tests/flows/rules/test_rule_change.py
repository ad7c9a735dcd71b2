"""Other rules are compared situation by situation; nothing that differs is passed over, nothing else is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.rules import rule_change as c
from flows.rules.model import APPLICANT
from flows.rules.rule_change import (
    SituationComparison,
    common,
    compare_situations,
    elsewhere,
    group_by_changes,
)
from flows.rules.stamps import RuleChange
from harness.packs.other_rules import COUNTY, DAY, LESS, MORE, OPTION, QUESTION, WIDER, rules

RULES = rules()


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
