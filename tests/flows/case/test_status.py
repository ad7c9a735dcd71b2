"""One table of moves: what it allows, and what the notice wants of it."""

from __future__ import annotations

from flows.case.status import (
    AT_THE_COUNTER,
    CLOSED,
    EVER_MOVED,
    MOVES,
    SECOND_PERSON,
    Event,
    Status,
    events_from,
)


def test_every_status_can_be_reached_from_the_draft():
    reached, grown = {Status.DRAFT}, True
    while grown:
        new = {to for (status, _event), to in MOVES.items() if status in reached} - reached
        reached |= new
        grown = bool(new)
    assert reached == set(Status)


def test_no_case_is_stuck_where_something_is_still_awaited():
    assert all(events_from(status) for status in Status if status not in CLOSED)


def test_registered_comes_only_after_granted():
    assert {status for (status, _event), to in MOVES.items() if to == Status.REGISTERED} == {Status.GRANTED}


def test_granted_comes_only_from_a_review():
    before = {status for (status, _event), to in MOVES.items() if to == Status.GRANTED}
    assert before == {Status.STATION_REVIEW, Status.COUNTY_REVIEW}


def test_whoever_is_refused_may_apply_again():
    again = {status for (status, event) in MOVES if event == Event.APPLY_AGAIN}
    assert again == {Status.NOT_GRANTED, Status.WITHDRAWN, Status.ALREADY_REGISTERED}


def test_every_decision_needs_the_second_person():
    decided = {Status.GRANTED, Status.NOT_GRANTED, Status.COUNTY_REVIEW, Status.SENT_BACK}
    assert {event for (status, event), to in MOVES.items() if to in decided and to != status} <= SECOND_PERSON


def test_no_case_is_closed_by_one_person_but_by_the_applicants_own_sheet_or_because_it_is_empty():
    closing = {event for (_status, event), to in MOVES.items() if to in CLOSED}
    assert closing == {Event.NOT_GRANT, Event.FIND_REGISTERED, Event.DELIVER, Event.WITHDRAW, Event.DISCARD}
    assert {Event.NOT_GRANT, Event.FIND_REGISTERED} <= SECOND_PERSON
    assert {status for status, event in MOVES if event == Event.DISCARD} == {Status.DRAFT}


def test_what_lies_before_the_county_or_the_joint_meeting_is_ended_by_nobody_here():
    elsewhere = {Status.COUNTY_REVIEW, Status.JOINT_MEETING}
    ended = {Event.WITHDRAW, Event.FIND_REGISTERED, Event.PROPOSE_REGISTERED, Event.DISCARD}
    assert not {(status, event) for status in elsewhere for event in ended} & MOVES.keys()


def test_journals_of_before_fold_though_their_moves_are_admitted_no_more():
    assert EVER_MOVED.keys() - MOVES.keys() == {
        ("county_review", "withdraw"), ("county_review", "find_registered"),
        ("joint_meeting", "withdraw"), ("joint_meeting", "find_registered"),
    }  # fmt: skip


def test_the_clerk_never_works_on_a_closed_case():
    assert not AT_THE_COUNTER & CLOSED
