"""Each kind is known by its own name, and an old payload is brought up step by step."""

from __future__ import annotations

import pytest

from flows.case import actions as a
from flows.case.action_versions import ACTIONS, UPGRADES, upgrade_payload


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
