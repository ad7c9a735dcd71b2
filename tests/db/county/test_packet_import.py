"""The county takes each packet in once, names what is missing or broken, decides, and is heard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.county.statistics import stats
from db.errors import AckRefused, CannotOpen, CountyError, InUse, PacketRefused
from db.exchange import acknowledgement_file
from db.exchange import packet as packets
from db.exchange.acknowledgement import parse_acknowledgement, take_acknowledgement
from db.exchange.outbox import due, outstanding_packets, send_packet
from db.files import strict_json
from db.station.station import Station
from flows.case import actions as a
from flows.case.status import Event, Status, Transfer
from harness.refusals import refusal_of, refused
from harness.stations.intake import (
    APPROVER,
    AT,
    CLERK,
    DETERMINED,
    NUMBER,
    OTHER_NUMBER,
    forwarded,
    given_back,
    granted,
    new_station,
    open_case,
    submitted,
    withdrawn,
)

LATER = "2016-06-20T08:00:00Z"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with new_station(tmp_path / "station") as opened:
        yield opened


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with County.create(tmp_path / "county", practice=False) as opened:
        yield opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def ship(station: Station, stick: Path) -> None:
    send_packet(station, stick, operator=CLERK, at=AT)


def answer(station: Station, county: County, stick: Path):
    """The acknowledgement on its way back to the station."""
    write_acknowledgements(county, stick, at=LATER)
    newest = sorted(stick.glob(f"HKACK_{station.queries.code}_*.json"))[-1]
    return take_acknowledgement(station, newest.read_bytes(), operator=CLERK, at=LATER)


def everything(county: County) -> list[object]:
    return [
        list(table.rows) for table in (county.packets, county.records, county.decisions, county.quarantine)
    ]


# ---- taking in


def test_a_packet_is_taken_in_and_a_second_time_changes_nothing(
    station: Station, county: County, stick: Path
):
    number = forwarded(station)
    ship(station, stick)
    first = county.take_folder(stick, at=AT)
    assert first.clean
    assert [(one.outcome, one.records) for one in first.files] == [("imported", 1)]
    assert county.case("530699001", number).status == "county_review"
    before = everything(county)
    second = county.take_folder(stick, at=LATER)
    assert second.clean
    assert [one.outcome for one in second.files] == ["known"]
    assert everything(county) == before


def test_a_missing_packet_is_named_until_it_comes(station: Station, county: County, stick: Path):
    for _ in range(4):
        forwarded(station)
        ship(station, stick)
    for number in (1, 3):
        (stick / f"HK_530699001_{number:06d}.zip").rename(stick / f"away{number}")
    report = county.take_folder(stick, at=AT)
    assert not report.clean
    assert report.missing == {"530699001": (1, 3)}
    for number in (3, 1):
        (stick / f"away{number}").rename(stick / f"HK_530699001_{number:06d}.zip")
        report = county.take_folder(stick, at=AT)
    assert report.missing == {}
    assert county.high_water("530699001") == 4


def test_a_broken_packet_is_put_aside_with_its_reason_and_the_rest_is_taken(
    station: Station, county: County, stick: Path
):
    for _ in range(2):
        forwarded(station)
        ship(station, stick)
    broken = stick / "HK_530699001_000001.zip"
    whole = broken.read_bytes()
    broken.write_bytes(whole[:-1] + b"\1")
    (stick / "HK_欧阳小明.zip").write_bytes(b"junk")
    report = county.take_folder(stick, at=AT)
    assert [one.outcome for one in report.files] == ["refused", "refused", "imported"]
    assert "欧阳" not in str(report)
    assert report.missing == {"530699001": (1,)}
    aside = list((county.path.parent / "quarantine").iterdir())
    assert len(aside) == 2
    assert whole[:-1] + b"\1" in [path.read_bytes() for path in aside]
    assert stats(county)["quarantined"] == 2
    county.take_folder(stick, at=LATER)
    assert stats(county)["quarantined"] == 2
    broken.write_bytes(whole)
    assert county.take_folder(stick, at=LATER).missing == {}


def test_real_and_practice_never_mix(tmp_path: Path, station: Station, county: County, stick: Path):
    with new_station(tmp_path / "p", code="530699002", practice=True) as practice:
        forwarded(practice)
        ship(practice, stick)
    (report,) = county.take_folder(stick, at=AT).files
    assert (report.outcome, report.code) == ("refused", "packet_is_practice")
    assert stats(county)["cases"] == 0
    with refused(PacketRefused, "packet_is_practice"):
        county.take((stick / "HK_530699002_000001.zip").read_bytes(), at=AT)
    forwarded(station)
    ship(station, stick)
    with County.create(tmp_path / "trainer", practice=True) as trainer:
        outcomes = {one.name: one.code for one in trainer.take_folder(stick, at=AT).files}
        assert outcomes == {"HK_530699001_000001.zip": "packet_is_real", "HK_530699002_000001.zip": ""}
        assert stats(trainer)["practice"] is True
        with refused(PacketRefused, "packet_is_real"):
            trainer.take((stick / "HK_530699001_000001.zip").read_bytes(), at=AT)


def test_another_packet_under_a_taken_number_is_refused(tmp_path: Path, county: County, stick: Path):
    for folder in ("a", "b"):
        with new_station(tmp_path / folder) as station:
            forwarded(station, person_name="赵" + folder)
            ship(station, stick)
            (stick / "HK_530699001_000001.zip").rename(tmp_path / f"{folder}.zip")
    shutil.copy(tmp_path / "a.zip", stick / "HK_530699001_000001.zip")
    assert county.take_folder(stick, at=AT).clean
    shutil.copy(tmp_path / "b.zip", stick / "HK_530699001_000001.zip")
    (report,) = county.take_folder(stick, at=AT).files
    assert report.code == "packet_number_taken"
    with refused(PacketRefused, "packet_number_taken", packet=1):
        county.take((tmp_path / "b.zip").read_bytes(), at=AT)


def test_a_packet_that_does_not_follow_the_one_before_is_refused(tmp_path: Path, county: County, stick: Path):
    """A station's file rolled back and written on: its second packet follows a first that never came."""
    for folder in ("a", "b"):
        with new_station(tmp_path / folder) as station:
            for _ in range(2):
                forwarded(station, person_name="赵" + folder)
                send_packet(station, tmp_path / f"stick-{folder}", operator=CLERK, at=AT)
    shutil.copy(tmp_path / "stick-a" / "HK_530699001_000001.zip", stick)
    shutil.copy(tmp_path / "stick-b" / "HK_530699001_000002.zip", stick)
    assert [one.code for one in county.take_folder(stick, at=AT).files] == ["", "packet_breaks_chain"]
    later = tmp_path / "later"
    with County.create(later, practice=False) as other:
        assert other.take((stick / "HK_530699001_000002.zip").read_bytes(), at=AT).outcome == "imported"
        with refused(PacketRefused, "packet_breaks_chain"):
            other.take((stick / "HK_530699001_000001.zip").read_bytes(), at=AT)


def test_the_same_identity_number_from_two_stations_is_a_conflict(
    tmp_path: Path, station: Station, county: County, stick: Path
):
    forwarded(station, person_number=NUMBER)
    ship(station, stick)
    with new_station(tmp_path / "other", code="530699002") as other:
        theirs = forwarded(other, person_number=NUMBER)
        forwarded(other, person_number=OTHER_NUMBER)
        ship(other, stick)
        report = county.take_folder(stick, at=AT)
        (conflict,) = report.conflicts
        assert (conflict.station, conflict.case_id, conflict.about) == ("530699002", theirs, "number")
        assert conflict.other_station == "530699001"
        assert NUMBER not in str(report)
        with refused(CountyError, "county_case_in_conflict"):
            county.decide("530699002", theirs, event=Event.GRANT, officer="9", at=LATER)
        outcome = answer(other, county, stick)
        assert outcome.acknowledged == 2
        assert other.queries.case(theirs).transfer == Transfer.RETURNED


def test_a_crash_inside_a_packet_leaves_nothing_of_it(
    station: Station, county: County, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    forwarded(station)
    forwarded(station)
    ship(station, stick)
    judged = County._judge_record
    calls = []

    def dies(self: County, *args: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return judged(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(County, "_judge_record", dies)
        with pytest.raises(KeyboardInterrupt):
            county.take_folder(stick, at=AT)
    assert everything(county) == [[], [], [], []]
    assert county.take_folder(stick, at=AT).clean


def test_a_store_is_opened_for_what_it_is(tmp_path: Path, county: County):
    def code(place: Path) -> str:
        return refusal_of(CannotOpen, County.open, place).code

    assert code(tmp_path / "nowhere") == "no_county"
    new_station(tmp_path / "s", practice=True).close()
    assert code(tmp_path / "s" / "station.db") == "not_a_county"
    with refused(InUse, "station_in_use"):
        County.open(tmp_path / "county")
    with refused(CannotOpen, "county_exists"):
        County.create(tmp_path / "s" / "station.db", practice=False)
    with County.open(tmp_path / "county", readonly=True) as reader:
        assert stats(reader)["cases"] == 0
    county.close()
    with County.open(tmp_path / "county" / "county.db") as again:
        assert again.practice is False


@pytest.mark.parametrize("table", ["decisions", "quarantine", "acknowledgements"])
def test_a_store_with_a_table_gone_is_damaged_and_gets_no_other_one(county: County, table: str):
    county._database.execute(f"DROP TABLE {table}")
    county.close()
    for readonly in (True, False):
        with refused(CannotOpen, "damaged"):
            County.open(county.path, readonly=readonly)


def test_a_number_is_looked_for_in_its_index(county: County):
    """Otherwise each record is held against all records, and twenty thousand of them take minutes and not seconds."""
    asked: list[str] = []
    county._database.conn.set_trace_callback(asked.append)
    assert county._holder(NUMBER, "530699001", "530699001-20160614-001") is None
    county._database.conn.set_trace_callback(None)
    (said,) = (statement for statement in asked if 'from "records"' in statement)
    ((*_, plan),) = county._database.conn.execute(f"EXPLAIN QUERY PLAN {said}").fetchall()
    assert "USING INDEX records_by_number" in plan


# ---- deciding, acknowledging, taking the answer in


def test_the_answer_of_the_county_registers_the_case(station: Station, county: County, stick: Path):
    number = forwarded(station)
    ship(station, stick)
    county.take_folder(stick, at=AT)
    outcome = answer(station, county, stick)
    assert (outcome.acknowledged, outcome.moved, outcome.refused) == (1, 0, [])
    assert station.queries.case(number).transfer == Transfer.RECEIVED
    assert outstanding_packets(station) == ()
    county.decide("530699001", number, event=Event.GRANT, officer="88", at=LATER)
    assert answer(station, county, stick).moved == 1
    assert station.queries.case(number).status == Status.GRANTED
    decided = {"event": Event.GRANT, "officer": "88", "at": LATER, "number": NUMBER, "on": "2016-06-20"}
    county.decide("530699001", number, **decided)
    assert answer(station, county, stick).moved == 1
    case = station.queries.case(number)
    assert case.status == Status.REGISTERED
    last = case.history[-1]
    assert (last.number, last.on, last.operator) == (NUMBER, "2016-06-20", "county:88")
    assert station.verify().fault is None
    assert due(station) == []


def test_granted_and_registered_can_come_at_once(station: Station, county: County, stick: Path):
    number = forwarded(station)
    ship(station, stick)
    county.take_folder(stick, at=AT)
    county.decide(
        "530699001", number, event=Event.GRANT, officer="88", at=LATER, number=NUMBER, on="2016-06-20"
    )
    assert answer(station, county, stick).moved == 2
    assert station.queries.case(number).status == Status.REGISTERED


def test_a_case_granted_by_the_station_gets_its_number_from_the_county(
    station: Station, county: County, stick: Path
):
    number = granted(station)
    ship(station, stick)
    county.take_folder(stick, at=AT)
    with refused(CountyError, "county_station_decided"):
        county.decide("530699001", number, event=Event.GRANT, officer="88", at=LATER)
    county.decide(
        "530699001", number, event=Event.GRANT, officer="88", at=LATER, number=NUMBER, on="2016-06-20"
    )
    assert answer(station, county, stick).moved == 1
    assert station.queries.case(number).status == Status.REGISTERED


def test_not_granted_carries_ground_and_reasons(station: Station, county: County, stick: Path):
    number = forwarded(station)
    ship(station, stick)
    county.take_folder(stick, at=AT)
    ground = {"ground": "registered_elsewhere", "note": "已在外省登记"}
    county.decide("530699001", number, event=Event.NOT_GRANT, officer="88", at=LATER, **ground)
    answer(station, county, stick)
    case = station.queries.case(number)
    assert (case.status, case.history[-1].ground) == (Status.NOT_GRANTED, "registered_elsewhere")


def test_returned_and_sent_again_as_the_next_revision(station: Station, county: County, stick: Path):
    number = forwarded(station)
    ship(station, stick)
    county.take_folder(stick, at=AT)
    words = {"field": "mother.name", "note": "姓名与户口簿不符"}
    county.decide("530699001", number, event=Event.SEND_BACK, officer="88", at=LATER, **words)
    outcome = answer(station, county, stick)
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
    assert (answer(station, county, stick).acknowledged, station.queries.case(number).transfer) == (
        0,
        Transfer.UNSENT,
    )
    ship(station, stick)
    assert county.take_folder(stick, at=LATER).clean
    assert county.case("530699001", number).revision == 2
    assert county.case("530699001", number).fields["mother.name"] == "赵秀瑛"
    answer(station, county, stick)
    assert station.queries.case(number).transfer == Transfer.RECEIVED
    newest = parse_acknowledgement(sorted(stick.glob("HKACK_*"))[-1].read_bytes())
    assert [(one.revision, one.result) for one in newest.records] == [(1, "returned"), (2, "received")]
    county.decide("530699001", number, event=Event.GRANT, officer="88", at=LATER)
    answer(station, county, stick)
    assert station.queries.case(number).status == Status.GRANTED


def test_taking_an_answer_in_twice_changes_nothing(station: Station, county: County, stick: Path):
    number = forwarded(station)
    ship(station, stick)
    county.take_folder(stick, at=AT)
    county.decide(
        "530699001", number, event=Event.GRANT, officer="88", at=LATER, number=NUMBER, on="2016-06-20"
    )
    answer(station, county, stick)
    head = station.queries.head()
    again = answer(station, county, stick)
    assert (again.known, again.acknowledged, again.moved, again.refused) == (True, 0, 0, [])
    assert station.queries.head() == head


def test_an_old_answer_after_a_new_one_takes_nothing_back(station: Station, county: County, stick: Path):
    number = forwarded(station)
    ship(station, stick)
    county.take_folder(stick, at=AT)
    write_acknowledgements(county, stick, at=AT)
    county.decide("530699001", number, event=Event.SEND_BACK, officer="88", at=LATER, note="补充")
    answer(station, county, stick)
    before = station.queries.case(number)
    old = take_acknowledgement(
        station, (stick / "HKACK_530699001_000001.json").read_bytes(), operator=CLERK, at=LATER
    )
    assert (old.known, old.acknowledged, old.moved) == (False, 0, 0)
    assert station.queries.case(number) == before


def test_the_answer_names_the_packets_that_never_came(station: Station, county: County, stick: Path):
    for _ in range(3):
        forwarded(station)
        ship(station, stick)
    (stick / "HK_530699001_000002.zip").unlink()
    county.take_folder(stick, at=AT)
    outcome = answer(station, county, stick)
    assert (outcome.high_water, outcome.missing) == (3, (2,))
    assert outstanding_packets(station) == (2,)
    assert send_packet(station, stick, operator=CLERK, at=LATER).copied == ("HK_530699001_000002.zip",)
    assert county.take_folder(stick, at=LATER).clean
    assert answer(station, county, stick).missing == ()


def test_the_same_answer_is_the_same_file(station: Station, county: County, stick: Path):
    forwarded(station)
    ship(station, stick)
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
    ship(station, stick)
    county.take_folder(stick, at=AT)
    given_back(station, number, at=LATER)
    withdrawn(station, number, at=LATER)
    county.decide("530699001", number, event=Event.GRANT, officer="88", at=LATER)
    outcome = answer(station, county, stick)
    assert outcome.refused == [(number, "no_such_move")]
    assert station.queries.case(number).status == Status.WITHDRAWN


def test_what_the_county_may_decide_and_what_not(station: Station, county: County, stick: Path):
    before_us, unsent = forwarded(station), submitted(station)
    ship(station, stick)
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
    ship(station, stick)
    county.take_folder(stick, at=AT)
    given = {"event": Event.GRANT, "officer": "88", "at": LATER, "number": NUMBER, "on": "2016-06-20"}
    county.decide("530699001", one, **given)
    with refused(CountyError, "county_number_taken"):
        county.decide("530699001", other, **given)


def test_counts_hold_nothing_of_any_person(station: Station, county: County, stick: Path):
    forwarded(station, person_number=NUMBER)
    granted(station)
    ship(station, stick)
    county.take_folder(stick, at=AT)
    counted = stats(county)
    assert counted["cases"] == 2
    assert counted["by_status"] == {"county_review": 1, "granted": 1}
    text = json.dumps(counted, ensure_ascii=False)
    assert not any(personal in text for personal in ("欧阳", NUMBER, "20160614"))


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
    ship(station, stick)
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
    ship(station, stick)
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
    ship(station, stick)
    county.take_folder(stick, at=AT)
    (name,) = write_acknowledgements(county, stick, at=AT)
    practice = new_station(tmp_path / "practice", practice=True)
    with practice, refused(AckRefused, "ack_real"):
        take_acknowledgement(practice, (stick / name).read_bytes(), operator=CLERK, at=LATER)


def test_a_folder_that_is_not_there_is_not_taken_from_and_not_made(county: County, tmp_path: Path):
    with refused(CountyError, "folder_missing", by="take_folder"):
        county.take_folder(tmp_path / "no stick", at=AT)
    with refused(CountyError, "folder_missing", by="write_acknowledgements"):
        write_acknowledgements(county, tmp_path / "no stick" / "answers", at=AT)
    assert not (tmp_path / "no stick").exists()


def test_whoever_only_reads_the_county_s_file_writes_nothing_into_it(county: County):
    county.close()
    with County.open(county.path, readonly=True) as reader:
        with refused(CountyError, "opened_for_reading"):
            reader.name_office("县公安局")
        assert reader.office == ""


def test_a_file_of_a_newer_county_is_refused_and_left_alone(county: County):
    county._database.execute("UPDATE meta SET value = 'county 99' WHERE name = 'form'")
    county.close()
    kept = county.path.read_bytes()
    with refused(CannotOpen, "newer_county", form=99):
        County.open(county.path)
    assert county.path.read_bytes() == kept


def test_the_county_decides_what_lies_before_it_and_nothing_else(station: Station, county: County, stick: Path):
    before_us, back = forwarded(station), forwarded(station)
    ship(station, stick)
    given_back(station, back)
    withdrawn(station, back, at=AT)
    send_packet(station, stick, operator=CLERK, at=AT)
    county.take_folder(stick, at=AT)
    with refused(CountyError, "county_not_before_us", status="withdrawn"):
        county.decide("530699001", back, event=Event.GRANT, officer="88", at=LATER)
    with refused(CountyError, "unknown_event", event="forward"):
        county.decide("530699001", before_us, event=Event.FORWARD, officer="88", at=LATER)
