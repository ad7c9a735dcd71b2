"""One question at a time, until one route is left; what is not known never makes anyone bring more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.rules.decision_table import BadAnswer
from flows.rules.model import APPLICANT, UNKNOWN
from flows.rules.rule_evaluation import NoRoute, QuestionOpen, decide, next_question, obsolete_facts
from flows.rules.situations import Reachable, reachable
from flows.rules.truth_table import truths
from harness.refusals import refused
from hukou_tui import packs

RULES = packs.load_rules()
DAY = date(2016, 6, 14)
BORN = {"cause": "never_registered", "upbringing": "birth_parents"}
MARRIED = {**BORN, "parents": "married"}
UNMARRIED = {**BORN, "parents": "unmarried"}


@cache
def situations() -> tuple[Reachable, ...]:
    """Each situation that the questions lead to, gone through once for all that is said of them."""
    return tuple(reachable(RULES, DAY, why=False))


def asked(answers: dict[str, str]) -> list[str]:
    """The questions put to somebody who would answer so, and what the fields already say."""
    fields = {fact.id for fact in RULES.facts.values() if fact.source_field}
    known = {fact: value for fact, value in answers.items() if fact in fields}
    order = []
    while question := next_question(RULES, known):
        order.append(question.id)
        known[question.id] = answers[question.id]
    return order


def choices(fact_id: str) -> st.SearchStrategy[str]:
    fact = RULES.facts[fact_id]
    if fact.kind == "date":
        return st.sampled_from(["1988-05-04", "1992-04", "1995~1996", "1999", "2014-05-01", UNKNOWN])
    return st.sampled_from(fact.choices)


SITUATIONS = st.fixed_dictionaries({fact: choices(fact) for fact in RULES.facts})


def test_the_first_question_is_why_there_is_no_registration() -> None:
    assert asked({"cause": "system_missing"}) == ["cause"]


def test_a_certificate_at_hand_makes_the_place_of_birth_unimportant() -> None:
    answers = {**MARRIED, "birth_certificate": "have"}
    assert asked(answers) == ["cause", "upbringing", "parents", "birth_certificate"]


def test_in_marriage_nobody_is_asked_which_parents_are_known() -> None:
    answers = {**MARRIED, "birth_certificate": "none", "birth_date": "2014-05-01", "birth_place": "elsewhere"}
    assert asked(answers) == ["cause", "upbringing", "parents", "birth_certificate", "birth_place"]


def test_born_before_1996_nobody_is_asked_where_or_with_whom_to_register() -> None:
    answers = {**UNMARRIED, "parents_known": "both", "birth_certificate": "none", "birth_date": "1990",
               "parentage_settled": "yes"}  # fmt: skip
    assert asked(answers)[-2:] == ["birth_certificate", "parentage_settled"]


def test_with_the_father_alone_the_certificate_is_not_asked_for() -> None:
    assert asked({**UNMARRIED, "parents_known": "father"})[-1] == "parents_known"


def test_the_parent_to_register_with_is_asked_before_the_certificate_is_fetched() -> None:
    answers = {**UNMARRIED, "parents_known": "both", "birth_certificate": "none", "birth_date": "2014-05-01",
               "birth_place": "institution", "follow": "father"}  # fmt: skip
    assert asked(answers)[-1] == "follow"


def test_a_field_of_the_case_is_never_a_question() -> None:
    for one in situations():
        assert not {"birth_date", "destination", "parents_ethnicity"} & set(one.asked)


def test_outside_the_plan_is_never_asked_and_never_worked_out() -> None:
    assert not next(group for group in RULES.groups if group.id == "S2.1a").asked
    assert all("S2.1a" not in [group.id for group in one.decision.groups] for one in situations())


def test_every_situation_has_exactly_one_route_unknown_answers_and_open_dates_included() -> None:
    whole = truths(RULES, [route.when for route in RULES.routes])
    masks = [whole.holds(route.when) for route in RULES.routes]
    assert sum(mask.bit_count() for mask in masks) == whole.count, "an overlap, or a gap"
    joined = 0
    for mask in masks:
        joined |= mask
    assert joined == whole.full


def test_every_route_is_reached_by_the_questions_or_by_a_choice_that_is_left_open() -> None:
    reached = {one.decision.route.id for one in situations()}
    # Which of the two ways there is without a certificate is a setting of the pack.
    assert {route.id for route in RULES.routes} - reached == {"birth_investigated"}


def _last_question(one: Reachable) -> tuple[str, frozenset[tuple[str, str]]]:
    """The last question, and what was known before: the same for each of its answers."""
    last = one.asked[-1]
    return last, frozenset((fact, value) for fact, value in one.facts.items() if fact != last)


def test_each_question_that_is_asked_can_change_what_is_told() -> None:
    """The smallest dialogue: no question on the way has the same end whatever is answered."""
    for last, before in {_last_question(one) for one in situations() if not one.circumstance}:
        ends = set()
        for choice in RULES.facts[last].choices or ("1991", "1995", "2005"):
            try:
                decision = decide(RULES, {**dict(before), last: choice}, DAY, why=False)
            except QuestionOpen:
                ends.add(None)
            else:
                ends.add((decision.route.id, decision.then, tuple(need.key for need in decision.needs)))
        assert len(ends) > 1, (before, last)


@settings(max_examples=300, deadline=None)
@given(SITUATIONS)
def test_any_full_set_of_answers_is_decided(facts: dict[str, str]) -> None:
    decision = decide(RULES, facts, DAY)
    assert decision.route.outcome in {
        "register",
        "restore",
        "migrate",
        "obtain_first",
        "investigate",
        "correct",
    }
    assert (decision.then is not None) == (decision.outcome == "obtain_first")
    assert next_question(RULES, facts) is None
    keys = [need.key for need in decision.needs]
    assert len(keys) == len(set(keys))


@settings(max_examples=300, deadline=None)
@given(SITUATIONS, st.sampled_from([fact for fact in RULES.facts if RULES.facts[fact].unknown_reads]))
def test_an_unknown_answer_never_asks_for_more_than_the_one_it_is_read_as(
    facts: dict[str, str], fact: str
) -> None:
    def papers(answer: str) -> list[tuple[str, ...]]:
        needs = decide(RULES, {**facts, fact: answer}, DAY).needs
        return [need.any_of for need in needs if need.by == APPLICANT]

    assert papers(UNKNOWN) == papers(str(RULES.facts[fact].unknown_reads))


def test_the_same_test_is_never_asked_for_twice() -> None:
    facts = {**UNMARRIED, "birth_certificate": "none", "birth_place": "elsewhere", "birth_date": "2014-05-01",
             "follow": "father"}  # fmt: skip
    papers = [document for need in decide(RULES, facts, DAY).needs for document in need.any_of]
    assert papers.count("paternity_report") == 1


def test_who_is_sent_for_the_certificate_is_told_the_office_that_issues_it_to_them() -> None:
    def office(place: str) -> str | None:
        facts = {**MARRIED, "birth_certificate": "none", "birth_place": place, "birth_date": "2014-05-01"}
        needs = decide(RULES, facts, DAY).needs
        return next(need.issuer for need in needs if need.any_of == ("birth_certificate",))

    assert (office("institution"), office("elsewhere")) == ("delivery_institution", "health_commissioned")


def test_testimony_and_delivery_record_only_help_and_are_never_needed() -> None:
    facts = {**MARRIED, "birth_certificate": "none", "birth_date": "2014-05-01"}
    at_home = decide(RULES, {**facts, "birth_place": "elsewhere"}, DAY)
    in_hospital = decide(RULES, {**facts, "birth_place": "institution"}, DAY)
    assert [(need.any_of, need.help_toward) for need in at_home.helps] == [
        (("testimony",), "birth_certificate")
    ]
    assert [need.any_of for need in in_hospital.helps] == [("delivery_record",)]
    assert not [
        need
        for need in (*at_home.needs, *in_hospital.needs)
        if need.any_of[0] in ("testimony", "delivery_record")
    ]


def test_what_is_read_to_the_smaller_demand_is_listed_to_be_determined() -> None:
    facts = {**MARRIED, "birth_certificate": "none", "birth_place": "unknown", "birth_date": "2014-05-01",
             "parents_ethnicity": "same"}  # fmt: skip
    assert decide(RULES, facts, DAY).to_be_determined == ("birth_place",)
    assert decide(RULES, {**facts, "birth_place": "institution"}, DAY).to_be_determined == ()


def test_a_date_across_a_line_is_to_be_determined_and_a_date_on_one_side_is_not() -> None:
    facts = {**MARRIED, "birth_certificate": "none", "birth_place": "institution",
             "parents_ethnicity": "same", "destination": "family", "parentage_settled": "yes"}  # fmt: skip
    assert decide(RULES, {**facts, "birth_date": "1995~1996"}, DAY).to_be_determined == ("birth_date",)
    assert decide(RULES, {**facts, "birth_date": "1990"}, DAY).to_be_determined == ()
    assert decide(RULES, facts, DAY).to_be_determined == ("birth_date",)


def test_an_absent_parent_leaves_the_ethnic_identity_open_and_stops_nothing() -> None:
    facts = {
        **MARRIED,
        "birth_certificate": "have",
        "birth_date": "2014-05-01",
        "parents_ethnicity": "one_absent",
    }
    decision = decide(RULES, facts, DAY)
    assert decision.to_be_determined == ("parents_ethnicity",)
    assert decision.outcome == "register"


def test_an_open_question_that_has_no_unknown_reading_is_named() -> None:
    with refused(QuestionOpen, "undecided") as told:
        decide(RULES, MARRIED, DAY)
    assert told.fault.question.id == "birth_certificate"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"reason": "x"}, "unknown_fact"),
        ({"cause": "never"}, "unknown_option"),
        ({"cause": UNKNOWN}, "unknown_option"),
        ({"birth_date": "1996-13-01"}, "bad_date"),
    ],
)
def test_an_answer_that_the_rules_do_not_know_is_refused(facts: dict[str, str], code: str) -> None:
    with refused(BadAnswer, code):
        next_question(RULES, facts)


def test_a_changed_answer_says_which_others_it_withdraws() -> None:
    facts = {**UNMARRIED, "parents_known": "both", "birth_certificate": "none", "birth_place": "elsewhere",
             "birth_date": "2014-05-01", "follow": "father"}  # fmt: skip
    assert obsolete_facts(RULES, facts, "birth_certificate", "have") == ("birth_place",)
    assert obsolete_facts(RULES, facts, "parents", "married") == ("parents_known", "follow")
    assert obsolete_facts(RULES, facts, "cause", "system_missing") == (
        "upbringing", "parents", "parents_known", "birth_certificate", "birth_place", "follow",
    )  # fmt: skip
    assert obsolete_facts(RULES, facts, "follow", "mother") == ()


def test_an_answer_that_only_tells_class_or_sub_category_is_not_withdrawn() -> None:
    """Born before 1996 the papers are the same for all: what was said of the parents still counts for S2.1b and 96."""
    facts = {**UNMARRIED, "parents_known": "both", "birth_date": "1990"}
    assert obsolete_facts(RULES, facts, "birth_certificate", "none") == ()
    foreign = {**BORN, "parents": "foreign_unmarried", "birth_date": "1990"}
    assert obsolete_facts(RULES, foreign, "birth_certificate", "none") == ()
    assert decide(RULES, {**foreign, "birth_certificate": "none"}, DAY).class_96 == "7"


def test_every_other_route_says_why_it_is_not_the_one() -> None:
    facts = {**MARRIED, "birth_certificate": "have", "birth_date": "2014-05-01"}
    decision = decide(RULES, facts, DAY)
    assert len(decision.not_routes) == len(RULES.routes) - 1
    because = dict(decision.not_routes)["certificate_reissue"]
    assert (because.fact, because.wanted, because.got) == ("birth_certificate", ("lost",), ("have",))


def test_several_groups_may_hold_at_once() -> None:
    facts = {**UNMARRIED, "birth_certificate": "none", "birth_place": "elsewhere", "birth_date": "2014-05-01"}
    assert [group.id for group in decide(RULES, facts, DAY).groups] == ["S2.1b", "S2.1c"]


def test_papers_that_send_for_one_another_end_in_a_fault_and_not_in_a_hang() -> None:
    reissue = RULES.route("certificate_reissue")
    circle = replace(reissue, then_facts={"birth_certificate": "lost"})
    rules = replace(RULES, routes=tuple(circle if one is reissue else one for one in RULES.routes))
    lost = {**MARRIED, "birth_certificate": "lost", "birth_date": "2014-05-01"}
    assert next_question(rules, lost) is None
    with refused(NoRoute, "circle", routes=(reissue.id, reissue.id)):
        decide(rules, lost, DAY)


def test_rules_in_which_two_routes_hold_lead_to_none_of_them() -> None:
    """No pack that was checked has such rules; one that was laid into the station's file by hand may."""
    facts = {**MARRIED, "birth_certificate": "lost", "birth_date": "2014-05-01"}
    taken = replace(RULES.route(decide(RULES, facts, DAY).route.id), id="another")
    with refused(NoRoute, "no_single_route", routes=("certificate_reissue", "another")):
        decide(replace(RULES, routes=(*RULES.routes, taken)), facts, DAY)
    rest = tuple(route for route in RULES.routes if route.id != "certificate_reissue")
    with refused(NoRoute, "no_single_route", routes=()):
        decide(replace(RULES, routes=rest), facts, DAY)
