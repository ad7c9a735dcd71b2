"""The county takes each packet in once, and names what is missing or broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.county.statistics import stats
from db.errors import CannotOpen, CountyError, InUse, PacketRefused
from db.exchange.outbox import send_packet
from db.station.station import Station
from flows.case.status import Event, Transfer
from harness.refusals import refusal_of, refused
from harness.stations.county_word import carry, hear
from harness.stations.intake import (
    AT,
    CLERK,
    NUMBER,
    OTHER_NUMBER,
    forwarded,
    new_station,
)

LATER = "2016-06-20T08:00:00Z"


def everything(county: County) -> list[object]:
    return [
        list(table.rows) for table in (county.packets, county.records, county.decisions, county.quarantine)
    ]


def test_a_packet_is_taken_in_and_a_second_time_changes_nothing(
    station: Station, county: County, stick: Path
):
    number = forwarded(station)
    carry(station, stick)
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
        carry(station, stick)
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
        carry(station, stick)
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
        carry(practice, stick)
    (report,) = county.take_folder(stick, at=AT).files
    assert (report.outcome, report.code) == ("refused", "packet_is_practice")
    assert stats(county)["cases"] == 0
    with refused(PacketRefused, "packet_is_practice"):
        county.take((stick / "HK_530699002_000001.zip").read_bytes(), at=AT)
    forwarded(station)
    carry(station, stick)
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
            carry(station, stick)
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
    carry(station, stick)
    with new_station(tmp_path / "other", code="530699002") as other:
        theirs = forwarded(other, person_number=NUMBER)
        forwarded(other, person_number=OTHER_NUMBER)
        carry(other, stick)
        report = county.take_folder(stick, at=AT)
        (conflict,) = report.conflicts
        assert (conflict.station, conflict.case_id, conflict.about) == ("530699002", theirs, "number")
        assert conflict.other_station == "530699001"
        assert NUMBER not in str(report)
        with refused(CountyError, "county_case_in_conflict"):
            county.decide("530699002", theirs, event=Event.GRANT, officer="9", at=LATER)
        outcome = hear(other, county, stick)
        assert outcome.acknowledged == 2
        assert other.queries.case(theirs).transfer == Transfer.RETURNED


def test_a_crash_inside_a_packet_leaves_nothing_of_it(
    station: Station, county: County, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    forwarded(station)
    forwarded(station)
    carry(station, stick)
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
