"""A packet has one form, holds what the county may have and nothing else, and no changed byte is accepted."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import PacketRefused, StationError, Trouble
from db.exchange import packet as p
from db.exchange.case_records import CaseRecord, record_from, record_of
from db.exchange.outbox import due, outstanding_packets, send_packet
from db.files import strict_json
from db.journal.hash_chain import Fault, Head
from db.station import projections
from db.station.station import Station
from flows.case import actions as a
from flows.case.case import Case
from flows.case.status import Transfer
from harness.stations.earlier import EARLIER
from harness.stations.intake import (
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

HEAD = Head(7, "a" * 64)


def tiny(**changes: object) -> bytes:
    said: dict[str, object] = {
        "station": "S1", "packet": 1, "previous": p.NO_PACKET, "head": HEAD, "training": False,
        "records": [record_of(Case("S1-20160614-001", fields={"person.name": "甲"}), 1)],
    }  # fmt: skip
    return p.build_packet(**{**said, **changes})  # type: ignore[arg-type]


def members(data: bytes) -> tuple[str, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        base = archive.namelist()[0].partition("/")[0]
        return base, {name.removeprefix(base + "/"): archive.read(name) for name in archive.namelist()}


def refusal(data: bytes, name: str = "") -> str:
    with pytest.raises(PacketRefused) as refused:
        p.read_packet(data, name)
    return refused.value.code


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with new_station(tmp_path / "station") as opened:
        yield opened


# ---- the form


def test_a_packet_comes_back_as_it_was_built():
    data = tiny()
    packet = p.read_packet(data, "HK_S1_000001.zip")
    assert (packet.station, packet.packet, packet.previous, packet.head) == ("S1", 1, p.NO_PACKET, HEAD)
    assert packet.records[0].fields == {"person.name": "甲"}
    assert packet.sha256 == hashlib.sha256(data).hexdigest()


def test_the_form_of_the_archive_is_final():
    """Another Python, another zipfile: these bytes must stay, or no packet of today can be read tomorrow."""
    data = p.canonical_zip("HK_S1_000001", dict.fromkeys(p._MEMBERS, b"x"))
    assert (
        hashlib.sha256(data).hexdigest() == "244b9a35b2c4762dc2546c7121023336dfd4437b265ff3f2d6cf337bc66b51fb"
    )


def test_it_is_a_bag_in_a_stored_archive():
    base, inside = members(tiny())
    assert base == "HK_S1_000001"
    assert inside["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    payload = inside["data/records.jsonl.z"]
    assert inside["manifest-sha256.txt"].decode() == f"{hashlib.sha256(payload).hexdigest()}  {p.PAYLOAD}\n"
    lines = zlib.decompress(payload).decode().splitlines()
    assert json.loads(lines[0])["records"] == len(lines) - 1 == 1


def test_it_says_loudly_that_it_is_not_encrypted():
    _base, inside = members(tiny())
    said = json.loads(inside["packet.json"])
    assert said["encrypted"] is False
    assert said["signed"] is False
    for text in (inside["README.txt"].decode(), said["notice_zh"] + said["notice_en"]):
        assert "UNENCRYPTED" in text
        assert "未加密" in text


def test_a_practice_packet_says_so_on_its_first_line():
    _base, inside = members(tiny(training=True))
    assert inside["README.txt"].decode().startswith("演练（非真实数据）")
    assert json.loads(inside["packet.json"])["training"] is True


# ---- what no reader accepts


def test_no_flipped_bit_and_no_changed_byte_is_accepted():
    data = tiny()
    accepted = []
    for position in range(len(data)):
        for change in (0x01, 0x80, 0xFF):
            broken = bytearray(data)
            broken[position] ^= change
            try:
                p.read_packet(bytes(broken))
                accepted.append(position)
            except PacketRefused:
                pass
    assert accepted == []


def test_no_shortened_or_lengthened_file_is_accepted():
    data = tiny()
    for length in range(len(data)):
        assert refusal(data[:length])
    for extra in (b"\0", b"PK", data):
        assert refusal(data + extra)
        assert refusal(extra + data)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400)
    | st.builds(lambda start, junk: tiny()[:start] + junk, st.integers(0, 2000), st.binary())
)
def test_whatever_comes_is_read_or_refused_with_a_reason(data: bytes):
    code = "packet_read"
    try:
        p.read_packet(data)
    except PacketRefused as refused:
        code = refused.code
    assert code.startswith("packet_")


def rewrapped(**changes: bytes | None) -> bytes:
    """The tiny packet with members changed, in its canonical archive."""
    base, inside = members(tiny())
    for name, content in changes.items():
        inside[{"manifest": "packet.json", "payload": p.PAYLOAD, "read_me": "README.txt"}[name]] = (
            content or b""
        )
    return p.canonical_zip(base, inside)


def remade(text: bytes | None = None, **changes: object) -> bytes:
    """A packet whose hashes are right, with other words in its manifest or another payload."""
    base, inside = members(tiny())
    manifest = json.loads(inside["packet.json"])
    if text is not None:
        inside[p.PAYLOAD] = zlib.compress(text, 9)
        inside["manifest-sha256.txt"] = f"{p.sha256(inside[p.PAYLOAD])}  {p.PAYLOAD}\n".encode()
        manifest["payload_sha256"] = p.sha256(inside[p.PAYLOAD])
        manifest["records_bytes"] = len(text)
        manifest["tag_files"]["manifest-sha256.txt"] = p.sha256(inside["manifest-sha256.txt"])
    manifest.update(changes)
    inside["packet.json"] = strict_json.dumps(manifest)
    return p.canonical_zip(base, inside)


def test_a_remade_packet_without_a_change_is_the_packet():
    assert remade() == tiny()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"format": "other"}, "packet_manifest"),
        ({"schema": 3}, "packet_newer"),
        ({"schema": 1}, "packet_manifest"),
        ({"restores": 1}, "packet_wrong_name"),
        ({"restores": -1}, "packet_manifest"),
        ({"restores": 1000}, "packet_manifest"),
        ({"restores": "0"}, "packet_manifest"),
        ({"schema": 0}, "packet_manifest"),
        ({"station": "../x"}, "packet_manifest"),
        ({"station": "S2"}, "packet_wrong_name"),
        ({"packet": 2}, "packet_wrong_name"),
        ({"packet": 0}, "packet_manifest"),
        ({"packet": "1"}, "packet_manifest"),
        ({"packet": True}, "packet_manifest"),
        ({"previous": "b" * 64}, "packet_payload"),
        ({"records": 2}, "packet_payload"),
        ({"records_bytes": 10}, "packet_payload"),
        ({"records_bytes": 10**12}, "packet_payload"),
        ({"payload_sha256": "b" * 64}, "packet_payload"),
        ({"head_seq": 8}, "packet_payload"),
        ({"head_hash": "b" * 64}, "packet_payload"),
        ({"training": True}, "packet_tag_files"),
        ({"encrypted": True}, "packet_manifest"),
        ({"signed": True}, "packet_manifest"),
        ({"notice_zh": ""}, "packet_manifest"),
        ({"tag_files": {}}, "packet_tag_files"),
        ({"more": 1}, "packet_manifest"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(changes: dict[str, object], code: str):
    assert refusal(remade(**changes)) == code


@pytest.mark.parametrize(
    "manifest",
    [
        b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000,
        b'{"format":"hukou-packet","format":"hukou-packet"}',
        b'{"format":"hukou-packet","schema":NaN}',
        b'{"format":"hukou-packet","schema":1e3}',
        b'{"format":"hukou-packet","schema":' + b"9" * 5000 + b"}",
        b'{"format":"hukou-packet","notice_zh":"\\ud800"}',
    ],
)  # fmt: skip
def test_json_with_more_than_one_reading_is_refused(manifest: bytes):
    assert refusal(rewrapped(manifest=manifest)) == "packet_manifest"


def test_a_manifest_written_otherwise_is_refused():
    manifest = json.loads(members(tiny())[1]["packet.json"])
    assert refusal(rewrapped(manifest=json.dumps(manifest, indent=1).encode())) == "packet_manifest"


def text_of(data: bytes) -> bytes:
    return zlib.decompress(members(data)[1][p.PAYLOAD])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"revision":1', b'"revision":0', "packet_records"),
        (b'"revision":1', b'"revision":"1"', "packet_records"),
        (b'"status":"draft"', b'"status":"waved_through"', "packet_records"),
        (b'"fields":{', b'"tags":["S2.1a"],"fields":{', "packet_records"),
        (b'"fields":{"person.name"', b'"fields":{"person.name":"","person.name"', "packet_records"),
        (b'"facts":{}', b'"facts":{"a":NaN}', "packet_records"),
        (b'"facts":{}', b'"facts": {}', "packet_records"),
        (b'"facts":{}', b'"facts":{"a":"\\ud800"}', "packet_records"),
        (b'"records":1', b'"records":9', "packet_payload"),
        (b"\n", b"\r\n", "packet_payload"),
    ],
)
def test_a_payload_that_says_something_else_is_refused(old: bytes, new: bytes, code: str):
    text = text_of(tiny())
    assert old in text
    assert refusal(remade(text.replace(old, new))) == code


def test_one_case_comes_once_in_a_packet():
    first, record = text_of(tiny()).splitlines(keepends=True)
    twice = first.replace(b'"records":1', b'"records":2') + record * 2
    assert refusal(remade(twice, records=2)) == "packet_records"


def test_a_payload_never_unpacks_to_more_than_it_announced():
    bomb = zlib.compress(b"\0" * 50_000_000, 9)
    assert len(bomb) < 60_000
    base, inside = members(tiny())
    manifest = json.loads(inside["packet.json"])
    inside[p.PAYLOAD] = bomb
    inside["manifest-sha256.txt"] = f"{p.sha256(bomb)}  {p.PAYLOAD}\n".encode()
    manifest["tag_files"]["manifest-sha256.txt"] = p.sha256(inside["manifest-sha256.txt"])
    manifest["payload_sha256"] = p.sha256(bomb)
    inside["packet.json"] = strict_json.dumps(manifest)
    assert refusal(p.canonical_zip(base, inside)) == "packet_payload"


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "HK_S1_000001/extra.txt", "data\\x"])
def test_a_member_that_is_not_ours_is_refused(name: str):
    buffer = io.BytesIO(tiny())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, b"x")
    assert refusal(buffer.getvalue()) == "packet_members"


def test_the_same_members_in_another_archive_are_refused():
    base, inside = members(tiny())
    for compression in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as archive:
            for name in inside:
                archive.writestr(f"{base}/{name}", inside[name])
        assert refusal(buffer.getvalue()) == "packet_not_canonical"


def test_a_renamed_packet_is_refused():
    assert refusal(tiny(), "HK_S1_000002.zip") == "packet_wrong_name"
    assert p.parse_packet_name("HK_S1_000002.zip") == ("S1", 0, 2)
    assert p.parse_packet_name("HK_S1_R01_000002.zip") == ("S1", 1, 2)
    for name in ("HK_S1_R00_000002.zip", "HK_S1_R1_000002.zip", "HK_S1_R001_000002.zip"):
        assert p.parse_packet_name(name) is None


def test_a_packet_from_after_a_restore_says_so_in_name_and_content():
    data = tiny(restores=2)
    assert p.read_packet(data, "HK_S1_R02_000001.zip").restores == 2
    assert refusal(data, "HK_S1_000001.zip") == "packet_wrong_name"
    with pytest.raises(ValueError, match="restores"):
        tiny(restores=1000)


def test_a_packet_of_schema_1_is_read_and_may_say_nothing_of_restores():
    """Packet 2 of the station in form3.sql, as the program of then has written it."""
    packet = p.read_packet((EARLIER / "form3-packet.zip").read_bytes(), "HK_530699001_000002.zip")
    assert (packet.packet, packet.restores, len(packet.records)) == (2, 0, 2)
    assert p.parse_packet_name("HK_S1_2.zip") is None
    assert p.parse_packet_name("HK_张三_000002.zip") is None


def test_a_file_that_is_too_large_is_not_looked_into(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(p, "MAX_FILE", 100)
    assert refusal(tiny()) == "packet_too_large"


# ---- what is in it


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
    record = record_of(station.queries.case(forwarded(station)), 1)
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


# ---- sending


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
    with pytest.raises(StationError) as refused:
        send_packet(station, tmp_path / "two", operator=CLERK, at=AT, again=(9,))
    assert refused.value.code == "packet_unknown"


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
    with pytest.raises(PacketRefused) as refused:
        send_packet(station, tmp_path / "two", operator=CLERK, at=AT)
    assert refused.value.code == "outbox_damaged"


def test_a_packet_and_the_journal_s_word_of_it_are_one(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    forwarded(station)

    def full(*_: object) -> None:
        raise Trouble("disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(projections, "keep_packet", full)
        with pytest.raises(Trouble):
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
    with pytest.raises(StationError) as refused:
        send_packet(station, tmp_path / "media" / "stick", operator=CLERK, at=AT)
    assert refused.value.code == "folder_missing"
    assert not (tmp_path / "media").exists()


def test_a_practice_station_marks_its_packets(tmp_path: Path):
    with new_station(tmp_path / "p", practice=True) as station:
        forwarded(station)
        send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    assert p.read_packet((tmp_path / "stick" / "HK_530699001_000001.zip").read_bytes()).training


def test_a_record_cannot_be_more_than_its_shape(station: Station):
    record = record_of(station.queries.case(open_case(station)), 1)
    assert isinstance(record, CaseRecord)
    with pytest.raises(ValueError, match="not a record"):
        record_from(strict_json.dumps(asdict(replace(record, case_id=""))))
