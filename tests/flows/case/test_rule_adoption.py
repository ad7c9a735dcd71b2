"""Rules are proposed by one person and adopted by another, one proposal at a time."""

from __future__ import annotations

import pytest

from flows.case import actions as a
from flows.case.entry import Entry
from flows.case.roles import Role, Seat, admit_role
from flows.case.rule_adoption import (
    NAMED_BY,
    Adoption,
    Ruling,
    admit_rules,
    apply_ruling,
    fold_adoption,
    stack_of,
)
from flows.errors import NotAllowed
from flows.rules.stamps import PackStamp
from harness.refusals import refusal_of, refused

AT = "2016-06-14T08:00:00Z"
PACKS = (PackStamp("base", "1", "ab" * 32), PackStamp("overlay", "2", "cd" * 32))
STACK = stack_of(PACKS)
OTHER = PACKS[:1]
ADMINISTRATOR, REVIEWER = Seat("003", Role.ADMINISTRATOR), Seat("002", Role.APPROVER)
PROPOSED = apply_ruling(Adoption(), Entry(7, AT, "003", "", a.ProposeRules(PACKS, STACK)))
ADOPTED = apply_ruling(PROPOSED, Entry(8, AT, "002", "", a.AdoptRules(PACKS, STACK, 7)))


def refusal(adoption: Adoption, action: a.Action, seat: Seat) -> str:
    return refusal_of(NotAllowed, admit_rules, adoption, action, seat).code


def test_what_was_adopted_is_in_force_and_nothing_waits_any_more():
    assert PROPOSED.in_force is None and PROPOSED.proposed is not None
    assert ADOPTED.proposed is None and ADOPTED.in_force is not None
    assert (ADOPTED.in_force.packs, ADOPTED.in_force.by) == (PACKS, "002")
    assert [one.what for one in ADOPTED.history] == ["proposed", "adopted"]


def test_whoever_proposes_does_not_adopt():
    admit_rules(PROPOSED, a.AdoptRules(PACKS, STACK, 7), REVIEWER)
    admit_rules(PROPOSED, a.AdoptRules(PACKS, STACK, 7), Seat("004", Role.ADMINISTRATOR))
    assert refusal(PROPOSED, a.AdoptRules(PACKS, STACK, 7), ADMINISTRATOR) == "rules_second_person"


def test_whoever_proposed_before_somebody_else_may_adopt_what_waits_now():
    """The second person is held against the proposal that waits, not against the first of the history."""
    stack = stack_of(OTHER)
    replaced = apply_ruling(PROPOSED, Entry(8, AT, "004", "", a.ProposeRules(OTHER, stack)))
    admit_rules(replaced, a.AdoptRules(OTHER, stack, 8), ADMINISTRATOR)
    other = Seat("004", Role.ADMINISTRATOR)
    assert refusal(replaced, a.AdoptRules(OTHER, stack, 8), other) == "rules_second_person"


@pytest.mark.parametrize(
    "action",
    [
        a.AdoptRules(PACKS, STACK, 6),
        a.AdoptRules(OTHER, STACK, 7),
        a.AdoptRules(OTHER, stack_of(OTHER), 7),
        a.WithdrawRules(stack_of(OTHER), 7),
    ],
)
def test_only_what_waits_is_adopted_or_taken_back(action: a.Action):
    assert refusal(PROPOSED, action, REVIEWER) == "rules_not_proposed"
    assert refusal(ADOPTED, action, REVIEWER) == "rules_not_proposed"


def test_a_new_proposal_takes_the_place_of_the_one_before_and_none_is_made_twice():
    proposal = a.ProposeRules(OTHER, stack_of(OTHER))
    admit_rules(PROPOSED, proposal, REVIEWER)
    replaced = apply_ruling(PROPOSED, Entry(9, AT, "004", "", proposal))
    assert replaced.proposed is not None and replaced.proposed.seq == 9
    assert refusal(PROPOSED, a.ProposeRules(PACKS, STACK), REVIEWER) == "rules_proposed_already"
    assert refusal(ADOPTED, a.ProposeRules(PACKS, STACK), REVIEWER) == "rules_in_force"


def test_rules_are_named_by_the_hash_over_all_their_packs_in_order():
    assert refusal(Adoption(), a.ProposeRules(PACKS, "ef" * 32), ADMINISTRATOR) == "rules_unnamed"
    assert refusal(Adoption(), a.ProposeRules((), stack_of(())), ADMINISTRATOR) == "rules_unnamed"
    assert stack_of(PACKS) != stack_of(tuple(reversed(PACKS)))


def test_what_is_taken_back_is_gone():
    entries = [
        Entry(7, AT, "003", "", a.ProposeRules(PACKS, STACK)),
        Entry(8, AT, "003", "", a.SetSetting("n", "v")),
        Entry(9, AT, "003", "", a.WithdrawRules(STACK, 7)),
    ]
    adoption = fold_adoption(entries)
    assert adoption.proposed is None and adoption.in_force is None
    assert [(one.what, one.packs) for one in adoption.history] == [("proposed", PACKS), ("withdrawn", PACKS)]


@pytest.mark.parametrize(
    ("role", "propose", "adopt"),
    [
        (Role.ADMINISTRATOR, True, True),
        (Role.APPROVER, False, True),
        (Role.CLERK, False, False),
        (Role.AUDITOR, False, False),
        (Role.COUNTY, False, False),
        (Role.RECOVERY, False, False),
    ],
)
def test_an_administrator_proposes_and_a_reviewer_or_administrator_adopts(
    role: Role, propose: bool, adopt: bool
):
    for action, may in ((a.ProposeRules(PACKS, STACK), propose), (a.AdoptRules(PACKS, STACK, 7), adopt)):
        if may:
            admit_role(action, Seat("003", role))
        else:
            with refused(NotAllowed, "not_your_part", role=role):
                admit_role(action, Seat("003", role))


def test_a_stack_has_the_hash_that_was_worked_out_once():
    """Records in journals name rules by it; the two texts are 64 signs each, with the end of a line between them."""
    assert STACK == "84f691a94a4a8d05c0452c6f3f1fe9d9b35301ad0da06e6028591c9af33069b9"
    assert stack_of(()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert stack_of(iter(PACKS)) == STACK


def test_what_is_done_to_rules_is_kept_as_it_was_done():
    proposed = apply_ruling(Adoption(), Entry(7, AT, "003", "", a.ProposeRules(PACKS, STACK)))
    waiting = Ruling("proposed", PACKS, STACK, 7, "003", AT)
    assert proposed == PROPOSED == Adoption(None, waiting, (waiting,))
    adopted = apply_ruling(proposed, Entry(8, AT, "002", "", a.AdoptRules(PACKS, STACK, 7)))
    standing = Ruling("adopted", PACKS, STACK, 8, "002", AT)
    assert adopted == ADOPTED == Adoption(standing, None, (waiting, standing))
    # a proposal beside what is in force leaves it in force, and so does taking it back
    other = a.ProposeRules(OTHER, stack_of(OTHER))
    again = apply_ruling(ADOPTED, Entry(9, AT, "003", "", other))
    assert again.in_force == ADOPTED.in_force
    assert again.proposed == Ruling("proposed", OTHER, stack_of(OTHER), 9, "003", AT)
    assert again.history == (*ADOPTED.history, again.proposed)
    back = apply_ruling(again, Entry(10, AT, "006", "", a.WithdrawRules(stack_of(OTHER), 9)))
    taken = Ruling("withdrawn", OTHER, stack_of(OTHER), 10, "006", AT)
    assert back == Adoption(ADOPTED.in_force, None, (*again.history, taken))
    # taken back without a proposal: it is on record all the same
    nothing = apply_ruling(Adoption(), Entry(1, AT, "006", "", a.WithdrawRules(STACK, 9)))
    assert nothing.history == (Ruling("withdrawn", (), STACK, 1, "006", AT),)
    assert apply_ruling(ADOPTED, Entry(9, AT, "003", "", a.SetSetting("n", "v"))) == ADOPTED


@pytest.mark.parametrize(
    ("before", "action", "by", "stands"),
    [
        (Adoption(), a.SetSetting("n", "v"), REVIEWER, None),
        (PROPOSED, a.WithdrawRules(STACK, 7), ADMINISTRATOR, "withdrawn"),
        (Adoption(), a.ProposeRules(PACKS, STACK), ADMINISTRATOR, "proposed"),
        (ADOPTED, a.ProposeRules(OTHER, stack_of(OTHER)), ADMINISTRATOR, "proposed"),
    ],
)
def test_whoever_may_do_it_is_let_through_and_it_stands_last(before, action, by, stands):
    admit_rules(before, action, by)
    after = apply_ruling(before, Entry(9, AT, by.badge, "", action))
    assert [one.what for one in after.history[len(before.history) :]] == ([stands] if stands else [])
    assert after.in_force == before.in_force


@pytest.mark.parametrize(
    "action", [a.AdoptRules(PACKS, STACK, 7), a.WithdrawRules(STACK, 7), a.WithdrawRules(STACK, 8)]
)
def test_nothing_that_nobody_proposed_is_adopted_or_taken_back(action: a.Action):
    with refused(NotAllowed, "rules_not_proposed"):
        admit_rules(Adoption(), action, REVIEWER)


def test_rules_are_named_by_twelve_digits_at_least():
    assert NAMED_BY == 12
