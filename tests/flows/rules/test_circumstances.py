"""What nobody is asked can be said: it is offered where it matters, changes what is needed, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.rules.circumstances import left_open, relevant_circumstances, stated_circumstances, toggle_answer
from flows.rules.model import Match
from flows.rules.rule_evaluation import decide, next_question, obsolete_facts
from hukou_tui import packs

RULES = packs.load_rules()
DAY = date(2016, 6, 14)
MARRIED = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
    "birth_certificate": "have", "birth_date": "2014-05-01",
}  # fmt: skip


def names(facts: dict[str, str]) -> list[str]:
    return [fact.id for fact in relevant_circumstances(RULES, facts)]


def test_only_what_can_change_something_is_offered() -> None:
    assert names(MARRIED) == ["test_result", "parents_registered", "mother_identity"]
    assert names({"cause": "permit_lost", "permit_policy": "meets"}) == ["permit_stub"]
    assert names({"cause": "system_missing"}) == []
    in_hospital = {**MARRIED, "birth_certificate": "none", "birth_place": "institution"}
    assert "delivery_records" in names(in_hospital)


def test_what_was_said_stays_in_the_list_until_it_is_taken_back() -> None:
    lost = {"cause": "system_missing"}
    assert names({**lost, "parents_registered": "no"}) == ["parents_registered"]
    assert names({**lost, "parents_registered": "yes"}) == ["parents_registered"]
    assert names({**lost, "parents_registered": ""}) == []
    assert names({**lost, "permit_stub": "gone", "test_result": "denied"}) == ["test_result", "permit_stub"]


def test_only_the_unusual_answer_is_a_circumstance_that_was_said() -> None:
    fact = RULES.facts["parents_registered"]
    for answer, said, next_answer in (
        ("", False, "no"), ("unknown", False, "no"), ("yes", False, "no"), ("no", True, ""),
    ):  # fmt: skip
        stated = stated_circumstances(RULES, {**MARRIED, fact.id: answer})
        assert ([one.id for one in stated] == [fact.id]) == said
        assert toggle_answer(fact, answer) == next_answer
    assert stated_circumstances(RULES, MARRIED) == ()
    both = {"permit_stub": "gone", "birth_certificate": "none", "test_result": "denied"}
    assert [one.id for one in stated_circumstances(RULES, both)] == ["test_result", "permit_stub"]


def test_a_circumstance_is_never_asked_for() -> None:
    assert next_question(RULES, MARRIED) is None


def test_saying_it_changes_what_is_needed_and_saying_it_again_takes_it_back() -> None:
    fact = RULES.facts["parents_registered"]
    answer = toggle_answer(fact, "")
    assert answer == "no"
    papers = [need.any_of for need in decide(RULES, {**MARRIED, fact.id: answer}, DAY).needs]
    assert ("parent_booklet",) not in papers
    assert ("parents_case",) in papers
    assert toggle_answer(fact, answer) == ""
    assert [one.id for one in stated_circumstances(RULES, {**MARRIED, fact.id: answer})] == [
        "parents_registered"
    ]
    assert stated_circumstances(RULES, {**MARRIED, fact.id: "yes"}) == ()


def test_a_negative_test_is_no_dead_end() -> None:
    decision = decide(RULES, {**MARRIED, "test_result": "denied"}, DAY)
    assert (decision.route.id, decision.outcome) == ("parentage_denied", "investigate")
    assert decision.route.exit is not None


def test_a_circumstance_that_no_longer_matters_is_withdrawn_and_one_that_does_stays() -> None:
    facts = {**MARRIED, "parents_registered": "no"}
    assert obsolete_facts(RULES, facts, "parents", "divorced") == ()
    assert "parents_registered" in obsolete_facts(RULES, facts, "upbringing", "orphan")
    borrowed = {**facts, "mother_identity": "borrowed"}
    assert "mother_identity" in obsolete_facts(RULES, borrowed, "upbringing", "orphan")


def test_the_choices_that_a_decision_rests_on_are_named() -> None:
    def choices(facts: dict[str, str]) -> list[str]:
        return [setting.id for setting in left_open(RULES, facts, decide(RULES, facts, DAY))]

    assert choices(MARRIED) == ["late_entry_over_years"]
    father = {**MARRIED, "parents": "unmarried", "parents_known": "both", "follow": "father"}
    assert choices(father) == ["late_entry_over_years", "father_named_suffices"]
    home = {**MARRIED, "birth_certificate": "none", "birth_place": "elsewhere"}
    assert choices(home) == ["late_entry_over_years", "investigation_before_test"]
    assert choices({"cause": "system_missing"}) == []


def test_a_choice_that_only_a_paper_hangs_on_is_named_with_the_paper() -> None:
    facts = {"cause": "system_missing"}
    decision = decide(RULES, facts, DAY)
    (need, *others) = decision.needs or decision.helps

    def named(when: tuple[Match, ...]) -> list[str]:
        other = replace(decision, needs=(replace(need, when=when), *others))
        return [setting.id for setting in left_open(RULES, facts, other)]

    assert named(()) == []
    assert named((Match("odd_half_fen", ("half_fen_down",)),)) == ["odd_half_fen"]
    # In the order of the pack, each once, and by way of what is worked out.
    both = (Match("odd_half_fen", ("half_fen_down",)), Match("father_named_suffices", ("no",)))
    assert named((*both, *both)) == ["father_named_suffices", "odd_half_fen"]
    assert named((Match("late_entry", ("over",)),)) == ["late_entry_over_years"]
    assert named((Match("majority", ("adult",)), Match("birth_era", ("since",)))) == []


def test_a_choice_in_a_row_that_the_answers_have_ruled_out_is_not_left_open() -> None:
    home = {**MARRIED, "birth_certificate": "none", "birth_place": "elsewhere"}
    decision = decide(RULES, home, DAY)
    assert "investigation_before_test" in [one.id for one in left_open(RULES, home, decision)]
    hospital = {**home, "birth_place": "institution"}
    assert "investigation_before_test" not in [one.id for one in left_open(RULES, hospital, decision)]


def test_a_circumstance_stays_while_an_answer_given_before_it_is_asked_again() -> None:
    """Taken back and answered anew, one after the other: what was said in between is not lost on the way."""
    answers = {"cause": "never_registered", "upbringing": "birth_parents", "parents_registered": "no"}
    for fact, value in (("parents", "married"), ("birth_certificate", "have")):
        assert obsolete_facts(RULES, answers, fact, value) == ()
        answers[fact] = value
    assert obsolete_facts(RULES, answers, "cause", "system_missing")[-1] == "parents_registered"
