"""Each kind is known by its own name, and an old payload is brought up step by step."""

from __future__ import annotations

import json

import pytest

from db.journal.journal import read_back
from flows.case import actions as a
from flows.case.action_versions import ACTIONS, UPGRADES, upgrade_payload
from flows.case.entry import canonical_json


def test_every_kind_is_listed_once_under_its_own_name():
    classes = a.Action.__subclasses__()
    assert set(ACTIONS.values()) == set(classes)
    assert all(kind == cls.KIND and cls.VERSION >= 1 for kind, cls in ACTIONS.items())


def test_an_old_payload_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(UPGRADES, ("park", 1), lambda old: {"parked": old["on"]})
    monkeypatch.setitem(UPGRADES, ("park", 2), lambda old: {**old, "why": ""})
    assert upgrade_payload("park", 1, {"on": True}) == {"parked": True, "why": ""}
    assert upgrade_payload("park", 2, {"parked": False}) == {"parked": False, "why": ""}
    assert upgrade_payload("park", 3, {"parked": False, "why": "x"}) == {"parked": False, "why": "x"}


@pytest.mark.parametrize(("recorded", "means"), [
    # One key wrote both words: that the proof was seen, and nothing of an office that was asked.
    (("met", "stated_and_seen"), ("seen", "")),
    # What says nothing of a proof goes on saying nothing of one.
    (("met", ""), ("met", "")),
    (("met", "in words"), ("met", "in words")),
    (("not_met", "stated"), ("not_met", "stated")),
    (("unknown", "office_to_be_asked"), ("unknown", "office_to_be_asked")),
])  # fmt: skip
def test_a_fee_condition_of_before_means_what_its_record_says_and_no_more(recorded, means):
    old = {"condition": "targeted_poverty", "state": recorded[0], "reason": recorded[1]}
    new = upgrade_payload("answer_fee", 1, old)
    assert new == {"condition": "targeted_poverty", "state": means[0], "reason": means[1]}
    assert upgrade_payload("answer_fee", 2, {**old, "state": "stated"})["state"] == "stated"


#: The payloads of version 1 as they stand in old journals, and what they mean today.
OF_VERSION_1 = {
    "export": ({"packet": 1, "revision": 2}, {"packet": 1, "revision": 2, "record": ""}),
    "send_packet": (
        {"packet": 1, "sha256": "ab", "records": 2},
        {"packet": 1, "sha256": "ab", "records": 2, "schema": 1, "restores": 0},
    ),
    "take_acknowledgement": (
        {"sha256": "ab", "high_water": 3, "missing": [2]},
        {"sha256": "ab", "high_water": 3, "missing": [2], "schema": 1, "confirmed": [], "office": ""},
    ),
    "restore_copy": (
        {"head_seq": 7, "head_hash": "ab"},
        {"head_seq": 7, "head_hash": "ab", "count": 0, "made_at": ""},
    ),
    "move": (
        {"event": "grant", "note": "", "ground": "", "field": "", "number": "", "on": ""},
        {"event": "grant", "note": "", "ground": "", "field": "", "number": "", "on": "", "needs": []},
    ),
    "answer_fee": (
        {"condition": "c", "state": "not_met", "reason": ""},
        {"condition": "c", "state": "not_met", "reason": ""},
    ),
}


@pytest.mark.parametrize("kind", OF_VERSION_1)
def test_what_was_written_in_version_1_is_read_as_it_was_meant(kind):
    old, new = OF_VERSION_1[kind]
    assert upgrade_payload(kind, 1, old) == new
    # of today it is left as it is
    assert upgrade_payload(kind, 2, new) == new
    assert json.loads(canonical_json(read_back(1, kind, 1, json.dumps(old)))) == new


def test_every_kind_that_has_had_more_than_one_version_has_a_way_up_from_each():
    assert set(UPGRADES) == {(kind, 1) for kind in OF_VERSION_1}
    assert {(kind, cls.VERSION) for kind, cls in ACTIONS.items() if cls.VERSION > 1} == {
        (kind, 2) for kind in OF_VERSION_1
    }
