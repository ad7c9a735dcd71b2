"""There and back: a station sends, the county decides, the station hears it; what is not for it changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.county.statistics import stats
from db.errors import AckRefused, CountyError
from db.exchange import acknowledgement_file
from db.exchange import packet as packets
from db.exchange.acknowledgement import parse_acknowledgement, take_acknowledgement
from db.exchange.outbox import due, outstanding_packets, send_packet
from db.files import strict_json
from db.station.station import Station
from flows.case import actions as a
from flows.case.status import Event, Status, Transfer
from harness.refusals import refusal_of, refused
from harness.stations.county_word import carry, hear
from harness.stations.intake import (
    APPROVER,
    AT,
    CLERK,
    DETERMINED,
    NUMBER,
    forwarded,
    given_back,
    granted,
    new_station,
    open_case,
    submitted,
    withdrawn,
)

LATER = "2016-06-20T08:00:00Z"

LATER = "2016-06-20T08:00:00Z"

# ---- deciding, and what the station hears


def test_the_answer_of_the_county_registers_the_case(station: Station, county: County, stick: Path):
    number = forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    outcome = hear(station, county, stick)
    assert (outcome.acknowledged, outcome.moved, outcome.refused) == (1, 0, [])
    assert station.queries.case(number).transfer == Transfer.RECEIVED
    assert outstanding_packets(station) == ()
    county.decide("530699001", number, event=Event.GRANT, officer="88", at=LATER)
    assert hear(station, county, stick).moved == 1
    assert station.queries.case(number).status == Status.GRANTED
    decided = {"event": Event.GRANT, "officer": "88", "at": LATER, "number": NUMBER, "on": "2016-06-20"}
    county.decide("530699001", number, **decided)
    assert hear(station, county, stick).moved == 1
    case = station.queries.case(number)
    assert case.status == Status.REGISTERED
    last = case.history[-1]
    assert (last.number, last.on, last.operator) == (NUMBER, "2016-06-20", "county:88")
    assert station.verify().fault is None
    assert due(station) == []


def test_granted_and_registered_can_come_at_once(station: Station, county: County, stick: Path):
    number = forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    county.decide(
        "530699001", number, event=Event.GRANT, officer="88", at=LATER, number=NUMBER, on="2016-06-20"
    )
    assert hear(station, county, stick).moved == 2
    assert station.queries.case(number).status == Status.REGISTERED


def test_a_case_granted_by_the_station_gets_its_number_from_the_county(
    station: Station, county: County, stick: Path
):
    number = granted(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    with refused(CountyError, "county_station_decided"):
        county.decide("530699001", number, event=Event.GRANT, officer="88", at=LATER)
    county.decide(
        "530699001", number, event=Event.GRANT, officer="88", at=LATER, number=NUMBER, on="2016-06-20"
    )
    assert hear(station, county, stick).moved == 1
    assert station.queries.case(number).status == Status.REGISTERED


def test_not_granted_carries_ground_and_reasons(station: Station, county: County, stick: Path):
    number = forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    ground = {"ground": "registered_elsewhere", "note": "已在外省登记"}
    county.decide("530699001", number, event=Event.NOT_GRANT, officer="88", at=LATER, **ground)
    hear(station, county, stick)
    case = station.queries.case(number)
    assert (case.status, case.history[-1].ground) == (Status.NOT_GRANTED, "registered_elsewhere")


def test_returned_and_sent_again_as_the_next_revision(station: Station, county: County, stick: Path):
    number = forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    words = {"field": "mother.name", "note": "姓名与户口簿不符"}
    county.decide("530699001", number, event=Event.SEND_BACK, officer="88", at=LATER, **words)
    outcome = hear(station, county, stick)
    assert (outcome.acknowledged, outcome.moved) == (1, 1)
    case = station.queries.case(number)
    assert (case.status, case.transfer) == (Status.SENT_BACK, Transfer.RETURNED)
    assert (case.history[-1].field, case.history[-1].note) == ("mother.name", "姓名与户口簿不符")

    correct = a.SetField("mother.name", "赵秀瑛")
    lookup = a.RecordLookup((), (), 3000, "2016-06-01")
    again = [correct, lookup, a.Move("submit")]
    station.append_all(again, case_id=number, operator=CLERK, at=LATER)
    station.append_all([DETERMINED, a.Move("forward")], case_id=number, operator=APPROVER, at=LATER)
    # the old answer comes once more: it speaks of the first revision and changes nothing
    assert (hear(station, county, stick).acknowledged, station.queries.case(number).transfer) == (
        0,
        Transfer.UNSENT,
    )
    carry(station, stick)
    assert county.take_folder(stick, at=LATER).clean
    assert county.case("530699001", number).revision == 2
    assert county.case("530699001", number).fields["mother.name"] == "赵秀瑛"
    hear(station, county, stick)
    assert station.queries.case(number).transfer == Transfer.RECEIVED
    newest = parse_acknowledgement(sorted(stick.glob("HKACK_*"))[-1].read_bytes())
    assert [(one.revision, one.result) for one in newest.records] == [(1, "returned"), (2, "received")]
    county.decide("530699001", number, event=Event.GRANT, officer="88", at=LATER)
    hear(station, county, stick)
    assert station.queries.case(number).status == Status.GRANTED


def test_taking_an_answer_in_twice_changes_nothing(station: Station, county: County, stick: Path):
    number = forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    county.decide(
        "530699001", number, event=Event.GRANT, officer="88", at=LATER, number=NUMBER, on="2016-06-20"
    )
    hear(station, county, stick)
    head = station.queries.head()
    again = hear(station, county, stick)
    assert (again.known, again.acknowledged, again.moved, again.refused) == (True, 0, 0, [])
    assert station.queries.head() == head


def test_an_old_answer_after_a_new_one_takes_nothing_back(station: Station, county: County, stick: Path):
    number = forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    write_acknowledgements(county, stick, at=AT)
    county.decide("530699001", number, event=Event.SEND_BACK, officer="88", at=LATER, note="补充")
    hear(station, county, stick)
    before = station.queries.case(number)
    old = take_acknowledgement(
        station, (stick / "HKACK_530699001_000001.json").read_bytes(), operator=CLERK, at=LATER
    )
    assert (old.known, old.acknowledged, old.moved) == (False, 0, 0)
    assert station.queries.case(number) == before


def test_the_answer_names_the_packets_that_never_came(station: Station, county: County, stick: Path):
    for _ in range(3):
        forwarded(station)
        carry(station, stick)
    (stick / "HK_530699001_000002.zip").unlink()
    county.take_folder(stick, at=AT)
    outcome = hear(station, county, stick)
    assert (outcome.high_water, outcome.missing) == (3, (2,))
    assert outstanding_packets(station) == (2,)
    assert send_packet(station, stick, operator=CLERK, at=LATER).copied == ("HK_530699001_000002.zip",)
    assert county.take_folder(stick, at=LATER).clean
    assert hear(station, county, stick).missing == ()


def test_the_same_answer_is_the_same_file(station: Station, county: County, stick: Path):
    forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    assert write_acknowledgements(county, stick, at=AT) == ("HKACK_530699001_000001.json",)
    data = (stick / "HKACK_530699001_000001.json").read_bytes()
    assert write_acknowledgements(county, stick, at=LATER) == ("HKACK_530699001_000001.json",)
    assert (stick / "HKACK_530699001_000001.json").read_bytes() == data
    said = json.loads(data)
    assert said["signed"] is False
    assert "未签名" in said["notice_zh"]


def test_a_decision_that_the_station_cannot_follow_is_named(station: Station, county: County, stick: Path):
    number = forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    given_back(station, number, at=LATER)
    withdrawn(station, number, at=LATER)
    county.decide("530699001", number, event=Event.GRANT, officer="88", at=LATER)
    outcome = hear(station, county, stick)
    assert outcome.refused == [(number, "no_such_move")]
    assert station.queries.case(number).status == Status.WITHDRAWN


def test_what_the_county_may_decide_and_what_not(station: Station, county: County, stick: Path):
    before_us, unsent = forwarded(station), submitted(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)

    def refusal(case: str = before_us, event: Event = Event.GRANT, **said: str) -> str:
        named = {"event": event, "officer": "88", "at": LATER, **said}
        return refusal_of(CountyError, county.decide, "530699001", case, **named).code

    assert refusal(unsent) == "county_case_unknown"
    assert refusal(event=Event.NOT_GRANT, note="x") == "county_ground_missing"
    assert refusal(event=Event.SEND_BACK) == "county_words_missing"
    assert refusal(event=Event.SEND_BACK, note="x", field="person.wealth") == "county_words_missing"
    assert refusal(number=NUMBER) == "county_number_and_date"
    assert refusal(number="530699201603050010", on="2016-06-20") == "county_number_invalid"
    assert (
        refusal(event=Event.NOT_GRANT, ground="g", note="x", number=NUMBER, on="d")
        == "county_number_and_date"
    )
    county.decide("530699001", before_us, event=Event.GRANT, officer="88", at=LATER)
    assert refusal() == "county_decided_already"
    assert refusal(event=Event.NOT_GRANT, ground="g", note="x") == "county_decided_already"


def test_one_number_is_given_to_one_person(station: Station, county: County, stick: Path):
    one, other = forwarded(station), forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    given = {"event": Event.GRANT, "officer": "88", "at": LATER, "number": NUMBER, "on": "2016-06-20"}
    county.decide("530699001", one, **given)
    with refused(CountyError, "county_number_taken"):
        county.decide("530699001", other, **given)


def test_counts_hold_nothing_of_any_person(station: Station, county: County, stick: Path):
    forwarded(station, person_number=NUMBER)
    granted(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    counted = stats(county)
    assert counted["cases"] == 2
    assert counted["by_status"] == {"county_review": 1, "granted": 1}
    text = json.dumps(counted, ensure_ascii=False)
    assert not any(personal in text for personal in ("欧阳", NUMBER, "20160614"))


def test_the_county_decides_what_lies_before_it_and_nothing_else(station: Station, county: County, stick: Path):
    before_us, back = forwarded(station), forwarded(station)
    carry(station, stick)
    given_back(station, back)
    withdrawn(station, back, at=AT)
    send_packet(station, stick, operator=CLERK, at=AT)
    county.take_folder(stick, at=AT)
    with refused(CountyError, "county_not_before_us", status="withdrawn"):
        county.decide("530699001", back, event=Event.GRANT, officer="88", at=LATER)
    with refused(CountyError, "unknown_event", event="forward"):
        county.decide("530699001", before_us, event=Event.FORWARD, officer="88", at=LATER)


# ---- answers that are not for us


def changed(data: bytes, **changes: object) -> bytes:
    return strict_json.dumps({**json.loads(data), **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"station": "530699002"}, "ack_other_station"),
        ({"training": True}, "ack_practice"),
        ({"high_water": 2}, "ack_unreadable"),
        ({"schema": 3}, "ack_newer"),
        ({"schema": 1}, "ack_unreadable"),
        ({"schema": "2"}, "ack_unreadable"),
        ({"office": " 县局"}, "ack_unreadable"),
        ({"office": "县" * 41}, "ack_unreadable"),
        ({"packets": [{"packet": 1, "restores": 0, "sha256": "../x"}]}, "ack_unreadable"),
        ({"format": "x"}, "ack_unreadable"),
        ({"signed": True}, "ack_unreadable"),
        ({"missing": [5]}, "ack_unreadable"),
        ({"records": [{"packet": 1}]}, "ack_unreadable"),
        ({"decisions": [{"event": "deliver"}]}, "ack_unreadable"),
        ({"more": 1}, "ack_unreadable"),
    ],
)
def test_an_answer_that_is_not_for_this_station_changes_nothing(
    station: Station, county: County, stick: Path, changes: dict[str, object], code: str
):
    forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    (name,) = write_acknowledgements(county, stick, at=AT)
    data = changed((stick / name).read_bytes(), **changes)
    head = station.queries.head()
    with refused(AckRefused, code):
        take_acknowledgement(station, data, operator=CLERK, at=LATER)
    assert station.queries.head() == head


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"a":1,"a":1}', b'{"a":NaN}']
)
def test_a_file_that_is_no_answer_is_refused(station: Station, data: bytes):
    with refused(AckRefused, "ack_unreadable"):
        take_acknowledgement(station, data, operator=CLERK, at=LATER)


def test_an_answer_for_a_case_that_is_not_here_is_named(station: Station, county: County, stick: Path):
    forwarded(station)
    open_case(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    (name,) = write_acknowledgements(county, stick, at=AT)
    said = json.loads((stick / name).read_bytes())
    said["records"][0]["case_id"] = "530699001-20160614-777"
    outcome = take_acknowledgement(station, strict_json.dumps(said), operator=CLERK, at=LATER)
    assert outcome.refused == [("530699001-20160614-777", "unknown_case")]
    assert packets.parse_packet_name("HK_530699001_000001.zip")


def test_an_answer_that_is_too_large_is_not_read(station: Station, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(acknowledgement_file, "MAX_FILE", 100)
    with refused(AckRefused, "ack_too_large", limit=100):
        take_acknowledgement(station, b" " * 101, operator=CLERK, at=LATER)


def test_a_real_answer_is_none_for_a_practice_station(tmp_path: Path, station: Station, county: County, stick: Path):
    forwarded(station)
    carry(station, stick)
    county.take_folder(stick, at=AT)
    (name,) = write_acknowledgements(county, stick, at=AT)
    practice = new_station(tmp_path / "practice", practice=True)
    with practice, refused(AckRefused, "ack_real"):
        take_acknowledgement(practice, (stick / name).read_bytes(), operator=CLERK, at=LATER)
