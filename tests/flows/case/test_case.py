"""A case is the fold of its actions."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.case import actions as a
from flows.case.case import Case, apply_entry, fold
from flows.case.entry import Entry
from flows.case.fields import BY_ID, COMPARED
from flows.case.status import EVER_MOVED, Event, Status, Transfer
from flows.linkage.lookup_result import FoundCandidate

FOUND = a.RecordLookup(
    (FoundCandidate("register:1", "normal", "same", 90, "same_person"),), (), 10, "2016-06-01"
)
JUDGED = a.DecideCandidates(("register:1",), "different", "other_parents")

fields = st.builds(a.SetField, st.sampled_from(sorted(BY_ID)), st.sampled_from(["", "甲", "乙"]))
answers = st.builds(
    a.AnswerFact, st.sampled_from(["cause", "parents"]), st.sampled_from(["", "unknown", "married"])
)
papers = st.builds(a.MarkPaper, st.just("birth_certificate"), st.sampled_from(["", "has", "has_not"]))
tags = st.builds(a.TagGroup, st.sampled_from(["S2.1a", "S2.1b"]), st.booleans())
parks = st.builds(a.Park, st.booleans())
anything = st.lists(fields | answers | papers | tags | parks | st.just(FOUND) | st.just(JUDGED), max_size=25)


def entries(actions: list[a.Action], start: int = 1) -> list[Entry]:
    return [Entry(seq, f"t{seq}", "001", "C1", action) for seq, action in enumerate(actions, start)]


def opened(*actions: a.Action) -> Case:
    return fold("C1", entries([a.OpenCase("2016-06-14", ""), *actions]))


def test_before_anything_was_said_a_case_is_an_empty_draft_that_was_never_sent():
    case = Case("C1")
    assert {part.name: getattr(case, part.name) for part in dataclasses.fields(case)} == {
        "id": "C1", "family": "", "opened_on": "", "opened_by": "", "story": "", "practice": False, "packs": (),
        "fields": {}, "answers": {}, "papers": {}, "said": (), "checks": {}, "lookup": None, "verdicts": {},
        "lapsed": {}, "system_query": None, "fee": {}, "test_applied_on": "", "tags": set(), "slips": (),
        "told_fields": {}, "told_answers": {}, "retold": False, "status": "draft", "history": (), "determined": None,
        "proposed": None, "withdrawal_made": False, "touched": False, "parked": False, "transfer": "unsent",
        "revision": 0, "packet": 0, "record": "", "expired": False, "last_seq": 0, "last_at": "",
    }  # fmt: skip


@given(anything)
def test_folding_in_two_parts_is_folding_at_once(actions: list[a.Action]):
    journal = entries([a.OpenCase("2016-06-14", ""), *actions])
    half = len(journal) // 2
    case = fold("C1", journal[:half])
    for entry in journal[half:]:
        case = apply_entry(case, entry)
    assert case == fold("C1", journal)
    assert case.last_seq == len(journal)


@given(anything)
def test_folding_changes_nothing_that_was_folded_before(actions: list[a.Action]):
    before = opened(*actions)
    kept = (dict(before.fields), dict(before.papers), dict(before.verdicts), before.tags)
    for entry in entries(
        [a.SetField("person.name", "丙"), a.MarkPaper("birth_certificate", "has"), FOUND], 99
    ):
        apply_entry(before, entry)
    assert (dict(before.fields), dict(before.papers), dict(before.verdicts), before.tags) == kept


@given(anything)
def test_what_was_entered_last_stands_and_an_empty_value_clears(actions: list[a.Action]):
    last = {action.field: action.value for action in actions if isinstance(action, a.SetField)}
    assert dict(opened(*actions).fields) == {field: value for field, value in last.items() if value}


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("status", list(Status))
def test_a_move_follows_the_table_and_nothing_else_moves_a_case(status: Status, event: Event):
    case = replace(opened(), status=status, parked=True)
    entry = Entry(9, "t9", "002", "C1", a.Move(event))
    if (status, event) not in EVER_MOVED:
        with pytest.raises(KeyError):
            apply_entry(case, entry)
        return
    moved = apply_entry(case, entry)
    assert moved.status == EVER_MOVED[status, event]
    assert moved.history[-1].operator == "002"
    assert not moved.parked


@pytest.mark.parametrize("field", sorted(COMPARED))
def test_a_decision_lapses_when_a_compared_field_changes(field: str):
    case = opened(FOUND, JUDGED, a.SetField(field, "新"))
    assert case.lookup is None
    assert not case.verdicts
    assert case.lapsed["register:1"].reason == "other_parents"


@pytest.mark.parametrize("field", sorted(set(BY_ID) - COMPARED))
def test_a_decision_stands_when_another_field_changes(field: str):
    case = opened(FOUND, JUDGED, a.SetField(field, "新"))
    assert case.verdicts["register:1"].verdict == "different"
    assert not case.open_candidates


def test_a_decision_stands_when_the_same_value_is_committed_again():
    case = opened(a.SetField("person.name", "甲"), FOUND, JUDGED, a.SetField("person.name", "甲"))
    assert case.verdicts
    assert case.lookup == FOUND


def test_a_lapsed_decision_is_asked_for_again():
    case = opened(FOUND, JUDGED, a.SetField("person.name", "新"), FOUND)
    assert case.open_candidates == ("register:1",)
    assert opened(FOUND, JUDGED, a.SetField("person.name", "新"), FOUND, JUDGED).lapsed == {}


def test_resubmitting_makes_a_case_unsent_again():
    case = opened(a.Move("accept"), a.Move("submit"), a.Export(1, 1), a.Acknowledge(1, "returned"))
    assert (case.transfer, case.revision, case.packet) == (Transfer.RETURNED, 1, 1)
    moves = [a.Move("accept"), a.Move("submit"), a.Export(1, 1), a.Move("send_back"), a.Move("submit")]
    back = opened(*moves)
    assert back.transfer == Transfer.UNSENT
    assert back.submitted_by == "001"


def test_a_changed_fact_opens_the_way_to_a_supplement_and_printing_closes_it():
    slip = a.PrintSlip("notification", "ab", ("birth_certificate",))
    assert not opened(a.SetField("person.name", "甲"), slip).changed_since_slip
    assert opened(slip, a.AnswerFact("parents", "married")).changed_since_slip
