"""A packet has one form, holds what the county may have and nothing else, and no changed byte is accepted."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import PacketRefused
from db.exchange import packet as p
from db.exchange.case_records import record_of
from db.exchange.outbox import send_packet
from db.files import strict_json
from db.journal.hash_chain import Head
from flows.case.case import Case
from harness.refusals import refusal_of
from harness.stations.earlier import EARLIER
from harness.stations.intake import (
    AT,
    CLERK,
    forwarded,
    new_station,
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
    return refusal_of(PacketRefused, p.read_packet, data, name).code


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


@pytest.mark.parametrize(
    "payload",
    [b"no zlib", zlib.compress(text_of(tiny()), 9)[:-1], zlib.compress(text_of(tiny()), 9) + b"x"],
    ids=["nothing packed", "cut short", "something after it"],
)
def test_a_payload_is_packed_whole_and_alone(payload: bytes):
    base, inside = members(tiny())
    inside[p.PAYLOAD] = payload
    inside["manifest-sha256.txt"] = f"{p.sha256(payload)}  {p.PAYLOAD}\n".encode()
    manifest = json.loads(inside["packet.json"])
    manifest["payload_sha256"] = p.sha256(payload)
    manifest["tag_files"]["manifest-sha256.txt"] = p.sha256(inside["manifest-sha256.txt"])
    inside["packet.json"] = strict_json.dumps(manifest)
    assert refusal(p.canonical_zip(base, inside)) == "packet_payload"


@pytest.mark.parametrize("announced", [-1, 0, 268_435_457])
def test_a_payload_that_announces_nothing_or_too_much_is_not_unpacked(announced: int, monkeypatch: pytest.MonkeyPatch):
    """Of zlib, one less than nothing asks for all there is."""
    monkeypatch.setattr(p.zlib, "decompressobj", lambda: pytest.fail("unpacked"))
    assert refusal(remade(records_bytes=announced)) == "packet_payload"


def test_a_packed_member_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    """A small archive can unpack to what fills the memory; ours is stored as it is."""
    base, inside = members(tiny())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in inside:
            archive.writestr(f"{base}/{name}", inside[name])
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_member: pytest.fail("unpacked"))
    assert refusal(buffer.getvalue()) == "packet_not_canonical"


def test_an_archive_of_one_member_or_none_has_the_wrong_members():
    for names in ([], ["HK_S1_000001/bagit.txt"]):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name in names:
                archive.writestr(name, b"x")
        assert refusal(buffer.getvalue()) == "packet_members"


def test_a_packet_holds_as_much_as_it_may_and_no_more(monkeypatch: pytest.MonkeyPatch):
    """The writer keeps to what the reader takes: nothing is written that no county would read."""
    two = [record_of(Case(f"S1-20160614-00{number}"), 1) for number in (1, 2)]
    assert p.read_packet(tiny(packet=p.MAX_NUMBER, previous="ab" * 32)).packet == 999_999
    assert p.read_packet(tiny(restores=999)).restores == 999
    for said in ({"packet": 0}, {"packet": 1_000_000}, {"restores": -1}, {"restores": 1000}):
        with pytest.raises(ValueError, match="more"):
            tiny(**said)
    whole = tiny(records=two)
    size = len(text_of(whole))
    with monkeypatch.context() as patched:
        patched.setattr(p, "MAX_RECORDS", 2)
        patched.setattr(p, "MAX_RECORDS_BYTES", size)
        patched.setattr(p, "MAX_FILE", len(whole))
        assert len(p.read_packet(tiny(records=two)).records) == 2
    for name, value, code in (("MAX_RECORDS", 1, "packet_payload"), ("MAX_RECORDS_BYTES", size - 1, "packet_payload")):
        with monkeypatch.context() as patched:
            patched.setattr(p, name, value)
            with pytest.raises(ValueError, match="more than a packet may hold"):
                tiny(records=two)
            assert refusal(whole) == code
    assert (p.MAX_RECORDS, p.MAX_RECORDS_BYTES, p.MAX_FILE) == (100_000, 268_435_456, 67_108_864)
    assert p.NO_PACKET == "0000000000000000000000000000000000000000000000000000000000000000"


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


def test_a_practice_station_marks_its_packets(tmp_path: Path):
    with new_station(tmp_path / "p", practice=True) as station:
        forwarded(station)
        send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    assert p.read_packet((tmp_path / "stick" / "HK_530699001_000001.zip").read_bytes()).training


@pytest.mark.parametrize("data", [b"", b"PK", b"household register", b"PK\x03\x04" + b"\0" * 100])
def test_what_is_no_archive_at_all_is_said_to_be_none(data: bytes):
    assert refusal(data) == "packet_not_zip"
