"""The moves and the places of a case, as the notice wants them: written here by hand, and held against the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.case import status as s
from flows.case.status import EVER_MOVED, MOVES, SECOND_PERSON, Event, Status, Transfer, events_from

#: Event, the clause for whose sake it is there, where it may happen, and where it leads ("=": it leaves the case where
#: it is). Clauses are those of docs/clauses.md. What stands in no row may not happen.
TABLE = """
notify              S4.5b  draft notified sent_back > notified
accept              S4.5b  draft notified > accepted
investigate         S5.4a  accepted sent_back > investigating
submit              S5.4a  accepted investigating sent_back > station_review
send_back           S5.4a  station_review county_review > sent_back
forward             S5.4a  station_review > county_review
grant               S5.4a  station_review county_review > granted
not_grant           S5.5b  station_review county_review > not_granted
refer               S4.5c  investigating station_review county_review > joint_meeting
return              S4.5c  joint_meeting > investigating
propose_registered  S5.4c  draft notified accepted investigating sent_back station_review > =
find_registered     S5.4c  draft notified accepted investigating sent_back station_review > already_registered
not_registered      S5.4c  draft notified accepted investigating sent_back station_review > =
register            S5.5b  granted > registered
deliver             S4.5b  registered > delivered
withdraw            S5.5a  draft notified accepted investigating sent_back station_review > withdrawn
discard             S4.5a  draft > discarded
apply_again         S1.2   not_granted withdrawn already_registered > draft
"""
ROWS = [line.split() for line in TABLE.splitlines() if line]
BY_HAND = {
    (place, event): place if to == "=" else to for event, _clause, *places, _arrow, to in ROWS for place in places
}
#: What the journals of before form 4 may hold besides, and nobody may do any more.
ONLY_BEFORE = {
    ("county_review", "withdraw"): "withdrawn", ("joint_meeting", "withdraw"): "withdrawn",
    ("county_review", "find_registered"): "already_registered",
    ("joint_meeting", "find_registered"): "already_registered",
}  # fmt: skip
#: Where a case is worked on (w) or under the station's review (r), and so the station's to end and to look at again
#: under new rules; with somebody else, or decided and not yet in the family's hands (.); over (c).
PLACES = {
    "draft": "w", "notified": "w", "accepted": "w", "investigating": "w", "sent_back": "w", "station_review": "r",
    "county_review": ".", "joint_meeting": ".", "granted": ".", "registered": ".",
    "delivered": "c", "not_granted": "c", "already_registered": "c", "withdrawn": "c", "discarded": "c",
}  # fmt: skip


def places(*marks: str) -> set[str]:
    return {place for place, mark in PLACES.items() if mark in marks}


@pytest.mark.parametrize("place", list(Status))
def test_each_thing_happens_where_the_notice_has_it_and_nowhere_else(place: Status):
    """Every pair of a status and an event, those that are not there among them."""
    for event in Event:
        assert MOVES.get((place, event)) == BY_HAND.get((place, event)), (place, event)


def test_the_table_of_the_notice_is_whole():
    assert {event for event, *_rest in ROWS} == set(Event)
    assert set(PLACES) == set(Status) == {place for place, _event in BY_HAND} | set(BY_HAND.values())
    assert len(BY_HAND) == 51


def test_each_row_is_there_for_a_clause_of_the_notice():
    clauses = (Path(__file__).resolve().parents[3] / "docs" / "clauses.md").read_text("utf-8")
    assert [clause for _event, clause, *_rest in ROWS if f"\n| {clause} |" not in clauses] == []


def test_journals_of_before_fold_though_their_moves_are_admitted_no_more():
    assert EVER_MOVED == BY_HAND | ONLY_BEFORE
    assert s.MOVES_OF_BEFORE == ONLY_BEFORE


def test_it_is_known_who_has_the_case():
    assert places("w") == s.AT_THE_COUNTER
    assert s.OPEN_HERE == s.RECHECKED == places("w", "r")
    assert places("c") == s.CLOSED


def test_who_submits_or_proposes_is_not_who_decides():
    assert {"send_back", "forward", "grant", "not_grant"} == s.ON_SUBMISSION
    assert {"find_registered", "not_registered"} == s.ON_PROPOSAL
    assert {"send_back", "forward", "grant", "not_grant", "find_registered", "not_registered"} == s.SECOND_PERSON


@pytest.mark.parametrize(
    ("place", "in_order"),
    [
        ("draft", "notify accept propose_registered find_registered not_registered withdraw discard"),
        ("notified", "notify accept propose_registered find_registered not_registered withdraw"),
        ("accepted", "investigate submit propose_registered find_registered not_registered withdraw"),
        ("investigating", "submit refer propose_registered find_registered not_registered withdraw"),
        ("sent_back", "notify investigate submit propose_registered find_registered not_registered withdraw"),
        (
            "station_review",
            "send_back forward grant not_grant refer propose_registered find_registered not_registered withdraw",
        ),
        ("county_review", "send_back grant not_grant refer"),
        ("joint_meeting", "return"),
        ("granted", "register"),
        ("registered", "deliver"),
        ("delivered", ""),
        ("not_granted", "apply_again"),
        ("already_registered", "apply_again"),
        ("withdrawn", "apply_again"),
        ("discarded", ""),
    ],
)
def test_what_may_follow_is_offered_in_the_order_in_which_it_comes(place: str, in_order: str):
    assert events_from(Status(place)) == tuple(in_order.split())


def test_what_is_on_its_way_to_the_county_is_said_in_four_words():
    assert [*Transfer] == ["unsent", "exported", "received", "returned"]


# ---- what follows from the table, and is the point of it


def test_every_status_can_be_reached_from_the_draft():
    reached, grown = {Status.DRAFT}, True
    while grown:
        new = {to for (status, _event), to in MOVES.items() if status in reached} - reached
        reached |= new
        grown = bool(new)
    assert reached == set(Status)


def test_no_case_is_stuck_where_something_is_still_awaited():
    assert all(events_from(status) for status in Status if PLACES[status] != "c")


def test_registered_comes_only_after_granted():
    assert {status for (status, _event), to in MOVES.items() if to == Status.REGISTERED} == {Status.GRANTED}


def test_granted_comes_only_from_a_review():
    before = {status for (status, _event), to in MOVES.items() if to == Status.GRANTED}
    assert before == {Status.STATION_REVIEW, Status.COUNTY_REVIEW}


def test_every_decision_needs_the_second_person():
    decided = {Status.GRANTED, Status.NOT_GRANTED, Status.COUNTY_REVIEW, Status.SENT_BACK}
    assert {event for (status, event), to in MOVES.items() if to in decided and to != status} <= SECOND_PERSON


def test_no_case_is_closed_by_one_person_but_by_the_applicants_own_sheet_or_because_it_is_empty():
    closing = {event for (_status, event), to in MOVES.items() if to in places("c")}
    assert closing == {Event.NOT_GRANT, Event.FIND_REGISTERED, Event.DELIVER, Event.WITHDRAW, Event.DISCARD}
    assert {Event.NOT_GRANT, Event.FIND_REGISTERED} <= SECOND_PERSON
