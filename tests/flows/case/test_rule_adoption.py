"""Rules are proposed by one person and adopted by another, one proposal at a time."""

from __future__ import annotations

import pytest

from flows.case import actions as a
from flows.case.entry import Entry
from flows.case.roles import Role, Seat, admit_role
from flows.case.rule_adoption import Adoption, admit_rules, apply_ruling, fold_adoption, stack_of
from flows.errors import NotAllowed
from flows.rules.stamps import PackStamp

AT = "2016-06-14T08:00:00Z"
PACKS = (PackStamp("base", "1", "ab" * 32), PackStamp("overlay", "2", "cd" * 32))
STACK = stack_of(PACKS)
OTHER = PACKS[:1]
ADMINISTRATOR, REVIEWER = Seat("003", Role.ADMINISTRATOR), Seat("002", Role.APPROVER)
PROPOSED = apply_ruling(Adoption(), Entry(7, AT, "003", "", a.ProposeRules(PACKS, STACK)))
ADOPTED = apply_ruling(PROPOSED, Entry(8, AT, "002", "", a.AdoptRules(PACKS, STACK, 7)))


def refused(adoption: Adoption, action: a.Action, seat: Seat) -> str:
    with pytest.raises(NotAllowed) as refusal:
        admit_rules(adoption, action, seat)
    return refusal.value.code


def test_what_was_adopted_is_in_force_and_nothing_waits_any_more():
    assert PROPOSED.in_force is None and PROPOSED.proposed is not None
    assert ADOPTED.proposed is None and ADOPTED.in_force is not None
    assert (ADOPTED.in_force.packs, ADOPTED.in_force.by) == (PACKS, "002")
    assert [one.what for one in ADOPTED.history] == ["proposed", "adopted"]


def test_whoever_proposes_does_not_adopt():
    admit_rules(PROPOSED, a.AdoptRules(PACKS, STACK, 7), REVIEWER)
    admit_rules(PROPOSED, a.AdoptRules(PACKS, STACK, 7), Seat("004", Role.ADMINISTRATOR))
    assert refused(PROPOSED, a.AdoptRules(PACKS, STACK, 7), ADMINISTRATOR) == "rules_second_person"


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
    assert refused(PROPOSED, action, REVIEWER) == "rules_not_proposed"
    assert refused(ADOPTED, action, REVIEWER) == "rules_not_proposed"


def test_a_new_proposal_takes_the_place_of_the_one_before_and_none_is_made_twice():
    proposal = a.ProposeRules(OTHER, stack_of(OTHER))
    admit_rules(PROPOSED, proposal, REVIEWER)
    replaced = apply_ruling(PROPOSED, Entry(9, AT, "004", "", proposal))
    assert replaced.proposed is not None and replaced.proposed.seq == 9
    assert refused(PROPOSED, a.ProposeRules(PACKS, STACK), REVIEWER) == "rules_proposed_already"
    assert refused(ADOPTED, a.ProposeRules(PACKS, STACK), REVIEWER) == "rules_in_force"


def test_rules_are_named_by_the_hash_over_all_their_packs_in_order():
    assert refused(Adoption(), a.ProposeRules(PACKS, "ef" * 32), ADMINISTRATOR) == "rules_unnamed"
    assert refused(Adoption(), a.ProposeRules((), stack_of(())), ADMINISTRATOR) == "rules_unnamed"
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
            with pytest.raises(NotAllowed):
                admit_role(action, Seat("003", role))
