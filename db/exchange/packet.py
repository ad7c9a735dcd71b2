"""A packet: a BagIt 1.0 bag in a stored ZIP that has exactly one form, byte for byte.

The reader trusts nothing: sizes are bounded, nothing is extracted by name, and after reading the members it
builds the ZIP anew and refuses the file unless the bytes are equal. Not encrypted and not signed yet, and it
says so in the file itself; both take their places as members of their own (`data/records.jsonl.z.age`,
`packet.sig`).
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple

from pydantic import TypeAdapter, ValidationError

from db.errors import PacketRefused
from db.exchange.case_records import CaseRecord, lines, record_from
from db.files import strict_json
from db.journal.hash_chain import Head
from flows.case.admission import CODE_SHAPE

FORMAT, SCHEMA = "hukou-packet", 2
#: Packets of schema 1 do not say after which restore they were written, and count as written before any.
_OLDEST = 1
#: What the first packet of a station follows.
NO_PACKET = "0" * 64
MAX_FILE = 64 * 1024 * 1024
MAX_RECORDS_BYTES = 256 * 1024 * 1024
MAX_RECORDS = 100_000
MAX_NUMBER = 999_999
#: A station that went on from a copy so often has other troubles.
MAX_RESTORES = 999

PAYLOAD = "data/records.jsonl.z"
_MEMBERS = ("bagit.txt", "README.txt", "manifest-sha256.txt", "packet.json", PAYLOAD)
_TAGS = _MEMBERS[:3]
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_PRACTICE = "演练（非真实数据） PRACTICE, NOT REAL DATA\n"
NOTICE_ZH = "未加密！内含公民个人信息：只能由民警随身携带，用后立即删除。"
NOTICE_EN = "UNENCRYPTED! Holds personal data: an officer carries it in person and deletes it after use."
_SHAPE = re.compile(
    r"HK_(?P<station>[0-9A-Za-z-]{2,20})_(?:R(?P<restores>[0-9]{2,3})_)?(?P<packet>[0-9]{6})\.zip", re.ASCII
)
_STAMP = (1980, 1, 1, 0, 0, 0)
#: All that zipfile raises on damaged files (NotImplementedError is a RuntimeError).
_DAMAGED = (
    zipfile.BadZipFile, struct.error, ValueError, OSError, EOFError, RuntimeError, OverflowError, KeyError,
    IndexError, zlib.error, MemoryError,
)  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """`packet.json`: what the packet says of itself."""

    format: str
    schema: int
    station: str
    packet: int
    previous: str
    records: int
    records_bytes: int
    payload_sha256: str
    head_seq: int
    head_hash: str
    training: bool
    encrypted: bool
    signed: bool
    notice_zh: str
    notice_en: str
    tag_files: dict[str, str]
    restores: int = 0

    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True, "extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet that was read and found whole; `sha256` is that of its file.

    `restores`: how often the station had gone on from a copy by then. Its numbers go on, so two packets of one number
    are told apart by it, where history forked.
    """

    station: str
    packet: int
    previous: str
    head: Head
    training: bool
    records: tuple[CaseRecord, ...]
    sha256: str
    restores: int = 0

    @property
    def head_seq(self) -> int:
        """How far the station's journal went when it was written."""
        return self.head.seq


class Name(NamedTuple):
    """What a packet's file name claims; in the order in which packets are taken in."""

    station: str
    restores: int
    packet: int


def file_name(station: str, packet: int, restores: int = 0) -> str:
    """`HK_<station>_<seq6>.zip`, after a restore `HK_<station>_R01_<seq6>.zip`; nothing personal in it."""
    after = f"R{restores:02d}_" if restores else ""
    return f"HK_{station}_{after}{packet:06d}.zip"


def parse_packet_name(name: str) -> Name | None:
    """What a file name claims, or None if it is not a packet's name."""
    found = _SHAPE.fullmatch(name)
    if not found:
        return None
    claimed = Name(found["station"], int(found["restores"] or 0), int(found["packet"]))
    return claimed if file_name(claimed.station, claimed.packet, claimed.restores) == name else None


def sha256(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def build_packet(
    *,
    station: str,
    packet: int,
    previous: str,
    head: Head,
    training: bool,
    records: Sequence[CaseRecord],
    restores: int = 0,
) -> bytes:
    """The bytes of a packet; `previous` is the SHA-256 of the file before, `head` that of the journal.

    `restores`: how often the station has gone on from a copy. Raises ValueError for more than a packet may hold
    (100,000 records, 256 MB, number 999,999, 999 restores).
    """
    name = file_name(station, packet, restores)
    text = _first_line(station, packet, previous, head, training, len(records), restores) + lines(records)
    if len(records) > MAX_RECORDS or len(text) > MAX_RECORDS_BYTES or not 0 < packet <= MAX_NUMBER:
        raise ValueError("more than a packet may hold")
    if not 0 <= restores <= MAX_RESTORES:
        raise ValueError("more restores than a packet can say")
    payload = zlib.compress(text, 9)
    tags = _tags(name, training, payload)
    manifest = Manifest(
        format=FORMAT,
        schema=SCHEMA,
        station=station,
        packet=packet,
        previous=previous,
        records=len(records),
        records_bytes=len(text),
        payload_sha256=sha256(payload),
        head_seq=head.seq,
        head_hash=head.hash,
        training=training,
        encrypted=False,
        signed=False,
        notice_zh=NOTICE_ZH,
        notice_en=NOTICE_EN,
        tag_files={tag: sha256(tags[tag]) for tag in _TAGS},
        restores=restores,
    )
    members = {**tags, "packet.json": strict_json.dumps(asdict(manifest)), PAYLOAD: payload}
    return canonical_zip(name.removesuffix(".zip"), members)


def _first_line(
    station: str, packet: int, previous: str, head: Head, training: bool, count: int, restores: int | None
) -> bytes:
    """The first line of the payload repeats what ties the records to this packet and no other."""
    said = {
        "station": station, "packet": packet, "previous": previous, "records": count,
        "head_seq": head.seq, "head_hash": head.hash, "training": training,
    }  # fmt: skip
    # in schema 1 nobody said it
    return strict_json.dumps(said if restores is None else {**said, "restores": restores}) + b"\n"


def _tags(name: str, training: bool, payload: bytes) -> dict[str, bytes]:
    read_me = (
        f"{_PRACTICE if training else ''}{NOTICE_ZH}\n{NOTICE_EN}\n\n"
        f"{name}\n"
        f"{PAYLOAD}: zlib, JSON Lines, UTF-8; packet.json: SHA-256.\n"
    )
    return {
        "bagit.txt": _BAGIT,
        "README.txt": read_me.encode(),
        "manifest-sha256.txt": f"{sha256(payload)}  {PAYLOAD}\n".encode(),
    }


def canonical_zip(base: str, members: Mapping[str, bytes]) -> bytes:
    """A stored ZIP of `members` (in their fixed order) under the folder `base`; same members, same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in _MEMBERS:
            info = zipfile.ZipInfo(f"{base}/{name}", _STAMP)
            # what zipfile would otherwise take from the machine it runs on
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()


# ---- reading


def read_packet(data: bytes, name: str = "") -> Packet:
    """The packet in `data`; `name`, if given, is the file's name and must say the same.

    Raises PacketRefused: `packet_too_large`, `packet_not_zip`, `packet_members`, `packet_not_canonical`,
    `packet_manifest`, `packet_newer`, `packet_tag_files`, `packet_payload`, `packet_records`,
    `packet_wrong_name`.
    """
    if len(data) > MAX_FILE:
        raise PacketRefused("packet_too_large", limit=MAX_FILE)
    base, members = _members(data)
    if canonical_zip(base, members) != data:
        raise PacketRefused("packet_not_canonical")
    manifest = _manifest(members["packet.json"])
    own_name = file_name(manifest.station, manifest.packet, manifest.restores)
    if base + ".zip" != own_name or (name and name != own_name):
        raise PacketRefused("packet_wrong_name")
    tags = _tags(own_name, manifest.training, members[PAYLOAD])
    if manifest.tag_files != {tag: sha256(members[tag]) for tag in _TAGS} or any(
        members[tag] != tags[tag] for tag in _TAGS
    ):
        raise PacketRefused("packet_tag_files")
    return Packet(
        manifest.station, manifest.packet, manifest.previous, Head(manifest.head_seq, manifest.head_hash),
        manifest.training, _records(manifest, members[PAYLOAD]), sha256(data), manifest.restores,
    )  # fmt: skip


def _members(data: bytes) -> tuple[str, dict[str, bytes]]:
    """The folder's name and the members' bytes; the ZIP's own names are compared, never used as paths."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.infolist()
            base = found[0].filename.partition("/")[0] if found else ""
            if [info.filename for info in found] != [f"{base}/{name}" for name in _MEMBERS]:
                raise PacketRefused("packet_members")
            if any(info.compress_type != zipfile.ZIP_STORED or info.file_size > len(data) for info in found):
                raise PacketRefused("packet_not_canonical")
            return base, {name: archive.read(info) for name, info in zip(_MEMBERS, found, strict=True)}
    except _DAMAGED:
        raise PacketRefused("packet_not_zip") from None


@cache
def _manifest_adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def _manifest(data: bytes) -> Manifest:
    try:
        said = strict_json.loads(data)
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise PacketRefused("packet_manifest")
        if isinstance(said.get("schema"), int) and said["schema"] > SCHEMA:
            raise PacketRefused("packet_newer", schema=said["schema"], known=SCHEMA)
        manifest = _manifest_adapter().validate_json(data)
    except (ValidationError, strict_json.NotStrict):
        raise PacketRefused("packet_manifest") from None
    fixed = (manifest.encrypted, manifest.signed, manifest.notice_zh, manifest.notice_en)
    if fixed != (False, False, NOTICE_ZH, NOTICE_EN) or strict_json.dumps(said) != data:
        raise PacketRefused("packet_manifest")
    if not _OLDEST <= manifest.schema <= SCHEMA or (manifest.schema > 1) != ("restores" in said):
        raise PacketRefused("packet_manifest")
    if not CODE_SHAPE.fullmatch(manifest.station) or not 0 < manifest.packet <= MAX_NUMBER:
        raise PacketRefused("packet_manifest")
    if not 0 <= manifest.restores <= MAX_RESTORES:
        raise PacketRefused("packet_manifest")
    return manifest


def _records(manifest: Manifest, payload: bytes) -> tuple[CaseRecord, ...]:
    if sha256(payload) != manifest.payload_sha256:
        raise PacketRefused("packet_payload")
    text = _inflate_payload(payload, manifest.records_bytes)
    head = Head(manifest.head_seq, manifest.head_hash)
    first = _first_line(
        manifest.station, manifest.packet, manifest.previous, head, manifest.training, manifest.records,
        manifest.restores if manifest.schema > 1 else None,
    )  # fmt: skip
    rest = text[len(first) :].split(b"\n")
    if not text.startswith(first) or rest.pop() or len(rest) != manifest.records or len(rest) > MAX_RECORDS:
        raise PacketRefused("packet_payload")
    records = []
    for number, line in enumerate(rest, start=2):
        try:
            records.append(record_from(line))
        except ValueError:
            raise PacketRefused("packet_records", line=number) from None
    if len({record.case_id for record in records}) != len(records):
        raise PacketRefused("packet_records", line=0)
    return tuple(records)


def _inflate_payload(payload: bytes, expected: int) -> bytes:
    """What the payload unpacks to; never more than it announced (204 KB can hold 200 MB)."""
    if not 0 < expected <= MAX_RECORDS_BYTES:
        raise PacketRefused("packet_payload")
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(payload, expected + 1)
    except zlib.error:
        raise PacketRefused("packet_payload") from None
    if len(text) != expected or not inflater.eof or inflater.unused_data:
        raise PacketRefused("packet_payload")
    return text
