"""A payload is JSON in one form, and nothing else."""

from __future__ import annotations

import json

from flows.case import actions as a
from flows.case.entry import canonical_json
from flows.rules.stamps import PackStamp


def test_a_payload_has_one_form_whatever_the_order_of_its_making():
    one = canonical_json(a.SetField(field="person.name", value="王·小明"))
    other = canonical_json(a.SetField(value="王·小明", field="person.name"))
    assert one == other == '{"field":"person.name","value":"王·小明"}'


def test_nested_parts_travel_as_plain_json():
    action = a.OpenCase("2016-06-14", "", (PackStamp("base", "3", "ab"),))
    assert json.loads(canonical_json(action))["packs"] == [{"id": "base", "revision": "3", "sha256": "ab"}]
