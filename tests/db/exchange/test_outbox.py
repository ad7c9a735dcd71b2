"""What is due to the county, and what lies on the stick afterwards, also where others have put something there."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import PacketRefused, StationError, Trouble
from db.exchange import packet as p
from db.exchange.outbox import due, outstanding_packets, send_packet
from db.exchange.packet import parse_packet_name, read_packet
from db.journal.hash_chain import Fault
from db.station import projections
from db.station.station import Station
from flows.case import actions as a
from flows.case.status import Status, Transfer
from harness.refusals import refused
from harness.stations.every_status import IN_STATUS, act
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    forwarded,
    given_back,
    granted,
    new_station,
    open_case,
    submitted,
    withdrawn,
)

#: What the county receives unasked: laid before it, or decided by the station (S5.5).
SENT = {
    Status.COUNTY_REVIEW, Status.JOINT_MEETING, Status.GRANTED, Status.REGISTERED, Status.DELIVERED,
    Status.NOT_GRANTED, Status.ALREADY_REGISTERED,
}  # fmt: skip


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def due_cases(station: Station) -> list[str]:
    return [case.id for case in due(station)]


def test_a_case_of_each_status_is_sent_or_not(station: Station, stick: Path):
    made = {status: make(station) for status, make in IN_STATUS.items()}
    assert {station.queries.case(number).status: number for number in made.values()} == made
    assert set(made) == set(Status)
    expected = [number for status, number in made.items() if status in SENT]
    assert due_cases(station) == sorted(expected)
    shipment = send_packet(station, stick, operator=CLERK, at=AT)
    assert (shipment.packet, shipment.records, shipment.in_review) == (1, len(SENT), 1)
    assert due_cases(station) == []


def test_a_case_that_the_county_knows_is_due_again_once_somebody_here_has_moved_it(
    station: Station, stick: Path
):
    ours, theirs, back = granted(station), forwarded(station), forwarded(station)
    send_packet(station, stick, operator=CLERK, at=AT)
    act(station, ours, a.Move("register", number="530699201603050023", on="2016-06-14"))
    # what the county itself has said it knows already
    act(station, theirs, a.Move("grant"), by="county:88")
    given_back(station, back)
    assert due_cases(station) == [ours]
    withdrawn(station, back)
    assert due_cases(station) == [ours, back]
    never_sent = submitted(station)
    withdrawn(station, never_sent)
    assert due_cases(station) == [ours, back]


def test_what_was_emptied_is_not_due(station: Station, stick: Path):
    number = IN_STATUS[Status.NOT_GRANTED](station)
    send_packet(station, stick, operator=CLERK, at=AT)
    act(station, number, a.Acknowledge(1, "received"))
    emptied = a.Expire(
        "not_granted", "2016-06-14", number, "received", 1, 1, "retention.not_granted_days", 1, (1,)
    )
    act(station, number, emptied, by=ADMINISTRATOR)
    assert due_cases(station) == []
    # nor is the packet that carried it copied any more: it is gone, and that is said
    with refused(PacketRefused, "packet_kept_no_longer") as told:
        send_packet(station, stick, operator=CLERK, at=AT, again=(1,))
    assert told.params == {"packet": 1}


def test_two_stations_send_on_one_stick_and_leave_each_others_files(
    station: Station, tmp_path: Path, stick: Path
):
    granted(station)
    (ours,) = send_packet(station, stick, operator=CLERK, at=AT).copied
    before = (stick / ours).read_bytes()
    with new_station(tmp_path / "two", code="530699002", practice=True) as other:
        granted(other)
        (theirs,) = send_packet(other, stick, operator=CLERK, at=AT).copied
        assert {path.name for path in stick.iterdir()} == {ours, theirs}
        assert (parse_packet_name(ours), parse_packet_name(theirs)) == (
            ("530699001", 0, 1),
            ("530699002", 0, 1),
        )
        assert send_packet(other, stick, operator=CLERK, at=AT).copied == ()
    assert (stick / ours).read_bytes() == before
    assert read_packet((stick / theirs).read_bytes()).station == "530699002"


def test_a_whole_packet_of_our_name_that_is_not_ours_is_left_and_named(
    station: Station, tmp_path: Path, stick: Path
):
    with new_station(tmp_path / "twin", practice=True) as twin:
        forwarded(twin)
        (name,) = send_packet(twin, stick, operator=CLERK, at=AT).copied
    before = (stick / name).read_bytes()
    granted(station)
    with refused(PacketRefused, "packet_name_taken") as told:
        send_packet(station, stick, operator=CLERK, at=AT)
    assert told.params == {"name": name}
    assert (stick / name).read_bytes() == before
    # it was written all the same, and goes out on another stick
    assert outstanding_packets(station) == (1,)
    (tmp_path / "other").mkdir()
    assert send_packet(station, tmp_path / "other", operator=CLERK, at=AT).copied == (name,)


def test_packets_are_copied_by_number_and_what_is_asked_for_once(
    station: Station, tmp_path: Path, stick: Path
):
    for _ in range(2):
        granted(station)
        send_packet(station, stick, operator=CLERK, at=AT)
    (tmp_path / "other").mkdir()
    again = send_packet(station, tmp_path / "other", operator=CLERK, at=AT, again=(2, 1, 2))
    assert (again.packet, again.records) == (0, 0)
    assert again.copied == ("HK_530699001_000001.zip", "HK_530699001_000002.zip")
    for path in stick.iterdir():
        assert (tmp_path / "other" / path.name).read_bytes() == path.read_bytes()


def test_what_is_asked_for_goes_along_with_what_is_outstanding(station: Station, tmp_path: Path, stick: Path):
    for acknowledged in (True, False):
        granted(station)
        send_packet(station, stick, operator=CLERK, at=AT)
        if acknowledged:
            station.append(a.TakeAcknowledgement("x", 1, ()), case_id="", operator=CLERK, at=AT)
    assert outstanding_packets(station) == (2,)
    (tmp_path / "other").mkdir()
    again = send_packet(station, tmp_path / "other", operator=CLERK, at=AT, again=(1,))
    assert again.copied == ("HK_530699001_000001.zip", "HK_530699001_000002.zip")
    with refused(StationError, "packet_unknown"):
        send_packet(station, tmp_path / "other", operator=CLERK, at=AT, again=(9,))


def test_a_folder_in_the_place_of_a_packet_is_a_trouble_and_no_loss(station: Station, stick: Path):
    granted(station)
    (stick / "HK_530699001_000001.zip").mkdir()
    with refused(Trouble, "disk_fault"):
        send_packet(station, stick, operator=CLERK, at=AT)
    (stick / "HK_530699001_000001.zip").rmdir()
    assert send_packet(station, stick, operator=CLERK, at=AT).copied == ("HK_530699001_000001.zip",)


# ---- what goes out, and goes out again


def test_only_what_was_submitted_to_the_county_or_decided_is_sent(station: Station, tmp_path: Path):
    open_case(station)
    in_review = submitted(station)
    sent = {forwarded(station), granted(station)}
    shipment = send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    assert (shipment.packet, shipment.records, shipment.in_review) == (1, 2, 1)
    packet = p.read_packet((tmp_path / "stick" / "HK_530699001_000001.zip").read_bytes())
    assert {record.case_id for record in packet.records} == sent
    assert station.queries.case(in_review).transfer == Transfer.UNSENT
    assert all(station.queries.case(number).transfer == Transfer.EXPORTED for number in sent)
    assert station.verify([packet.head]).fault is None


def test_nothing_due_makes_no_packet(station: Station, tmp_path: Path):
    open_case(station)
    shipment = send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    assert (shipment.packet, shipment.records, shipment.copied) == (0, 0, ())
    assert station.queries.packets() == ()


def test_a_packet_follows_the_one_before(station: Station, tmp_path: Path):
    for _ in range(3):
        forwarded(station)
        send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    read = [p.read_packet(path.read_bytes()) for path in sorted((tmp_path / "stick").iterdir())]
    assert [packet.previous for packet in read] == [p.NO_PACKET, read[0].sha256, read[1].sha256]
    assert [packet.packet for packet in read] == [1, 2, 3]


def test_what_the_county_lacks_is_copied_again_byte_for_byte(station: Station, tmp_path: Path):
    forwarded(station)
    send_packet(station, tmp_path / "one", operator=CLERK, at=AT)
    again = send_packet(station, tmp_path / "two", operator=CLERK, at=AT)
    assert again.packet == 0
    assert again.copied == ("HK_530699001_000001.zip",)
    name = again.copied[0]
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert send_packet(station, tmp_path / "two", operator=CLERK, at=AT).copied == ()
    (tmp_path / "two" / name).write_bytes(b"half")
    assert send_packet(station, tmp_path / "two", operator=CLERK, at=AT).copied == (name,)


def test_what_was_acknowledged_is_copied_only_when_asked_for(station: Station, tmp_path: Path):
    forwarded(station)
    send_packet(station, tmp_path / "one", operator=CLERK, at=AT)
    station.append(a.TakeAcknowledgement("x", 1, ()), case_id="", operator=CLERK, at=AT)
    assert outstanding_packets(station) == ()
    assert send_packet(station, tmp_path / "two", operator=CLERK, at=AT).copied == ()
    assert len(send_packet(station, tmp_path / "two", operator=CLERK, at=AT, again=(1,)).copied) == 1
    with refused(StationError, "packet_unknown"):
        send_packet(station, tmp_path / "two", operator=CLERK, at=AT, again=(9,))


def test_a_case_that_moved_on_is_sent_as_the_next_revision(station: Station, tmp_path: Path):
    number = granted(station)
    send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    assert due(station) == []
    registered = a.Move("register", number="530699201603050023", on="2016-06-14")
    station.append(registered, case_id=number, operator=APPROVER, at=AT)
    assert [case.id for case in due(station)] == [number]
    send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    packet = p.read_packet((tmp_path / "stick" / "HK_530699001_000002.zip").read_bytes())
    assert (packet.records[0].revision, packet.records[0].status) == (2, "registered")


def test_a_withdrawn_case_is_told_to_the_county_only_if_it_knows_of_it(station: Station, tmp_path: Path):
    known, unknown = forwarded(station), submitted(station)
    send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    given_back(station, known)
    for number in (known, unknown):
        withdrawn(station, number, at=AT)
    assert [case.id for case in due(station)] == [known]


def test_an_outbox_that_was_tampered_with_is_not_copied(station: Station, tmp_path: Path):
    forwarded(station)
    send_packet(station, tmp_path / "one", operator=CLERK, at=AT)
    data = station.queries.packet(1)
    assert data is not None
    changed = data.replace(b"UNENCRYPTED", b"UNENCRYPTEE")
    station._database.conn.execute("UPDATE packet_files SET data = ?", (changed,))
    station._database.conn.commit()
    assert station.verify().fault == Fault(0, "packet_differs:1")
    with refused(PacketRefused, "outbox_damaged"):
        send_packet(station, tmp_path / "two", operator=CLERK, at=AT)


def test_a_packet_and_the_journal_s_word_of_it_are_one(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    forwarded(station)

    def full(*_: object) -> None:
        raise Trouble("disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(projections, "keep_packet", full)
        with refused(Trouble, "disk_full"):
            send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    assert not (tmp_path / "stick").exists() and not station.queries.packets()
    shipment = send_packet(station, tmp_path / "stick", operator=CLERK, at="2016-06-15T08:00:00Z")
    assert shipment.packet == 1
    data = (tmp_path / "stick" / shipment.copied[0]).read_bytes()
    assert p.sha256(data) == station.queries.packets()[0].sha256


def test_a_packet_is_copied_again_byte_for_byte_from_the_station_file(station: Station, tmp_path: Path):
    forwarded(station)
    (name,) = send_packet(station, tmp_path / "one", operator=CLERK, at=AT).copied
    send_packet(station, tmp_path / "two", operator=CLERK, at="2016-06-20T08:00:00Z")
    assert (
        (tmp_path / "two" / name).read_bytes() == (tmp_path / "one" / name).read_bytes() == station.queries.packet(1)
    )


def test_a_stick_that_is_not_there_is_not_made(station: Station, tmp_path: Path):
    with refused(StationError, "folder_missing"):
        send_packet(station, tmp_path / "media" / "stick", operator=CLERK, at=AT)
    assert not (tmp_path / "media").exists()


def test_a_packet_whose_cases_are_all_retained_is_kept_no_longer(station: Station, tmp_path: Path):
    number = forwarded(station)
    send_packet(station, tmp_path / "one", operator=CLERK, at=AT)
    station.append(a.Acknowledge(1, "received"), case_id=number, operator=CLERK, at=AT)
    station.append(a.TakeAcknowledgement("x", 1, ()), case_id="", operator=CLERK, at=AT)
    given_back(station, number)
    withdrawn(station, number, at=AT)
    case = station.queries.case(number)
    gone = a.Expire(case.status, case.opened_on, "", case.transfer, case.packet, case.revision, "r", 30, (1,))
    station.append(gone, case_id=number, operator=ADMINISTRATOR, at=AT)
    with refused(PacketRefused, "packet_kept_no_longer", packet=1):
        send_packet(station, tmp_path / "two", operator=CLERK, at=AT, again=(1,))
