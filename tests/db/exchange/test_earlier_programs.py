"""What older programs have written, a station, a county, an answer and a packet, goes on being understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.access import unlocking
from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.county.statistics import stats
from db.errors import AckRefused, CannotOpen
from db.exchange.acknowledgement import take_acknowledgement
from db.exchange.acknowledgement_file import parse_acknowledgement
from db.exchange.outbox import due, outstanding_packets, send_packet
from db.exchange.packet import read_packet as read_packet
from db.exchange.packet import sha256
from db.files.connection import open_database
from db.keys import keyslots, sealing
from db.station.opening import open_station_file
from db.upkeep import backup
from flows.case import actions as a
from flows.case.status import Event, Status
from harness.refusals import refused
from harness.stations.earlier import EARLIER, KEY, as_left
from harness.stations.intake import (
    ADMINISTRATOR,
    AT,
    CHEAP,
    CLERK,
    DAY,
    PASSPHRASE,
)

CODE, LATER, ON = "530699001", "2016-06-16T08:00:00Z", "2016-06-16"
A = {"person_name": "马天翔", "father_name": "马志强"}
B = {"person_name": "李四新", "person_birth": "2009-01-02", "father_name": "李大山"}


def test_an_answer_of_schema_1_is_read_where_history_never_forked(tmp_path: Path):
    data = (EARLIER / "form3-ack.json").read_bytes()
    with open_station_file(as_left(tmp_path / "s", "form3"), key=KEY) as station:
        done = take_acknowledgement(station, data, operator=CLERK, at=LATER)
        assert (done.high_water, done.missing, done.refused) == (2, (), [])
        assert (done.acknowledged, done.moved, outstanding_packets(station)) == (2, 1, ())
        assert station.queries.case(f"{CODE}-20160614-005").status == Status.SENT_BACK
        assert take_acknowledgement(station, data, operator=CLERK, at=LATER).known
        assert station.verify().fault is None


def test_of_a_packet_that_the_county_refused_what_it_had_already_is_not_due_again(tmp_path: Path):
    with open_station_file(as_left(tmp_path / "s", "form3-restored"), key=KEY) as station:
        first, *others = [case.id for case in due(station)]
        heard = a.Acknowledge(station.queries.case(first).packet, "received")
        station.append(heard, case_id=first, operator=CLERK, at=LATER)
        assert {case.id for case in due(station)} == set(others)


def test_an_answer_of_schema_1_is_refused_once_a_packet_was_named_or_a_copy_put_back(tmp_path: Path):
    data = (EARLIER / "form3-ack.json").read_bytes()
    with open_station_file(as_left(tmp_path / "s", "form3"), key=KEY) as station:
        case = f"{CODE}-20160614-001"
        station.append(a.Move("deliver"), case_id=case, operator=CLERK, at=LATER)
        (tmp_path / "post").mkdir()
        send_packet(station, tmp_path / "post", operator=CLERK, at=LATER)
        with refused(AckRefused, "ack_counts_only"):
            take_acknowledgement(station, data, operator=CLERK, at=LATER)
    restored = open_station_file(as_left(tmp_path / "r", "form3-restored"), key=KEY)
    with restored, refused(AckRefused, "ack_counts_only"):
        take_acknowledgement(restored, data, operator=CLERK, at=LATER)


def old_county(folder: Path) -> Path:
    """The county's store of form 1 that took in the packets of the station in form3.sql."""
    folder.mkdir()
    database = open_database(folder / "county.db")
    database.conn.executescript((EARLIER / "form1-county.sql").read_text(encoding="utf-8"))
    database.conn.close()
    return folder


def test_a_county_of_form_1_is_brought_up_and_names_by_hash(tmp_path: Path):
    home = old_county(tmp_path / "county")
    with refused(CannotOpen, "older_county"):
        County.open(home, readonly=True)
    station = open_station_file(as_left(tmp_path / "s", "form3"), key=KEY)
    with station, County.open(home) as county:
        (name,) = write_acknowledgements(county, tmp_path, at=LATER)
        answer = parse_acknowledgement((tmp_path / name).read_bytes())
        assert [one.sha256 for one in answer.packets] == [one.sha256 for one in station.queries.packets()]
        assert sha256((EARLIER / "form3-packet.zip").read_bytes()) == answer.packets[1].sha256
        # packet 1 is kept no longer; all that it carried had been taken in before
        done = take_acknowledgement(station, (tmp_path / name).read_bytes(), operator=CLERK, at=LATER)
        assert (done.acknowledged, done.moved, done.refused, done.unknown) == (2, 1, [], ())
        assert station.queries.case(f"{CODE}-20160614-005").status == Status.SENT_BACK
        number = {"number": "530699201603050031", "on": ON}
        county.decide(
            CODE, f"{CODE}-20160614-006", event=Event.GRANT, officer="0071", at=LATER, **number
        )
    copy_of_before = open_database(home / "backups" / "county-form1.db", readonly=True)
    assert copy_of_before.conn.execute("SELECT value FROM meta WHERE name = 'form'").fetchone() == ("county 1",)
    copy_of_before.conn.close()
    with County.open(home, readonly=True) as county:
        assert stats(county)["cases"] == 5


def test_a_county_that_cannot_be_brought_up_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from db.county import store

    home = old_county(tmp_path / "county")

    def gone(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, "_with_record_hash", gone)
        with pytest.raises(KeyboardInterrupt):
            County.open(home)
    with County.open(home) as county:
        assert stats(county)["cases"] == 5


def test_a_copy_of_an_older_form_is_put_back(tmp_path: Path):
    """Yesterday's copy was made by yesterday's program."""
    copied = as_left(tmp_path / "HKB_530699001_20160614_000161", "form3")
    folder, keys = tmp_path / "s", {sealing.key_id(KEY): KEY}
    with open_station_file(as_left(tmp_path / "o", "form3"), key=KEY) as known:
        slot, _signer = sealing.new_slot(known.id, keys, ADMINISTRATOR, PASSPHRASE, CHEAP)
        keyslots.write_slots(copied, sealing.bind_slots(known.id, KEY, (slot,)))
    backup.restore_backup(
        copied, folder, unlocking.prove_operator(copied, ADMINISTRATOR, PASSPHRASE), ADMINISTRATOR, at=LATER
    )
    with open_station_file(folder, key=KEY) as station:
        (restored,) = station.queries.restores()
        assert (restored.count, restored.head_seq, restored.made_at) == (1, 161, LATER)
        assert station.queries.next_number(DAY) == f"{CODE}-20160614-501"
        assert station.verify().fault is None


def test_a_packet_of_before_is_still_taken_in(tmp_path: Path):
    data = (EARLIER / "form3-packet.zip").read_bytes()
    with County.create(tmp_path / "c", practice=False) as county:
        assert county.take(data, f"HK_{CODE}_000002.zip", at=AT).records == len(read_packet(data).records)
        assert county.missing_packets() == {CODE: (1,)}
