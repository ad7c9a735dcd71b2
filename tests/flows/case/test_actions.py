"""Actions are versioned, and a payload is JSON and nothing else."""

from __future__ import annotations

import json

import pytest

from flows.case import actions as a


def test_every_kind_is_listed_once_under_its_own_name():
    classes = a.Action.__subclasses__()
    assert set(a.ACTIONS.values()) == set(classes)
    assert all(kind == cls.KIND and cls.VERSION >= 1 for kind, cls in a.ACTIONS.items())


def test_a_payload_has_one_form_whatever_the_order_of_its_making():
    one = a.body(a.SetField(field="person.name", value="王·小明"))
    other = a.body(a.SetField(value="王·小明", field="person.name"))
    assert one == other == '{"field":"person.name","value":"王·小明"}'


def test_nested_parts_travel_as_plain_json():
    action = a.OpenCase("2016-06-14", "", (a.PackStamp("base", "3", "ab"),))
    assert json.loads(a.body(action))["packs"] == [{"id": "base", "revision": "3", "sha256": "ab"}]


def test_an_old_payload_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(a.UPGRADES, ("park", 1), lambda old: {"parked": old["on"]})
    monkeypatch.setitem(a.UPGRADES, ("park", 2), lambda old: {**old, "why": ""})
    assert a.upgraded("park", 1, {"on": True}) == {"parked": True, "why": ""}
    assert a.upgraded("park", 2, {"parked": False}) == {"parked": False, "why": ""}
    assert a.upgraded("park", 3, {"parked": False, "why": "x"}) == {"parked": False, "why": "x"}


def test_actions_cannot_be_changed_once_made():
    action = a.Park(True)
    with pytest.raises(AttributeError):
        action.parked = False


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
    new = a.upgraded("answer_fee", 1, old)
    assert new == {"condition": "targeted_poverty", "state": means[0], "reason": means[1]}
    assert a.upgraded("answer_fee", 2, {**old, "state": "stated"})["state"] == "stated"
