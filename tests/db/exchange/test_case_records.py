"""What a packet holds of a case: what the county decides on, and nothing that is the station's own."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from db.exchange.case_records import CaseRecord, record_from, record_of
from db.files import strict_json
from db.station.station import Station
from flows.case import actions as a
from harness.stations.intake import (
    AT,
    CLERK,
    forwarded,
    open_case,
)


def test_tags_and_slips_are_in_no_packet(station: Station):
    number = open_case(station)
    slip = a.PrintSlip("notification", "ab" * 32, ("birth_certificate",), "secret reason")
    station.append(slip, case_id=number, operator=CLERK, at=AT)
    case = station.queries.case(number)
    assert case.tags
    assert case.story
    text = json.dumps(asdict(record_of(case, 1)), ensure_ascii=False)
    for hidden in ("S2.1a", "tags", "ab" * 32, "secret reason", "a story"):
        assert hidden not in text


def test_a_record_holds_what_the_county_decides_on(station: Station):
    number = forwarded(station)
    asked = replace(station.queries.case(number), answers={"cause": "never_registered", "poor": "unknown"})
    # What was asked and not known is not the same as what was never asked.
    assert record_of(asked, 1).facts == {"cause": "never_registered", "poor": "unknown"}
    record = record_of(station.queries.case(number), 1)
    assert record.fields["mother.name"] == "赵秀英"
    assert record.facts == {"cause": "never_registered"}
    assert record.papers == {"birth_certificate": "has"}
    assert record.rules[0].id == "base"
    assert record.verdicts[0].reason == "other_parents"
    assert record.system_query is not None
    assert record.fee[0].condition == "poor"
    assert [step.event for step in record.statuses] == ["accept", "submit", "forward"]
    line = strict_json.dumps(asdict(record))
    assert record_from(line) == record


def test_a_record_cannot_be_more_than_its_shape(station: Station):
    record = record_of(station.queries.case(open_case(station)), 1)
    assert isinstance(record, CaseRecord)
    with pytest.raises(ValueError, match="not a record"):
        record_from(strict_json.dumps(asdict(replace(record, case_id=""))))
