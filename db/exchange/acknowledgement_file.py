"""The county's acknowledgement as a file: its one form byte for byte, and the older one that is still read.

Not signed yet, and it says so. It is cumulative: each one repeats all that the county knows of the station's packets,
so that a lost one is made good by the next. Packets and records are named by their SHA-256: their numbers stand beside
it for the reader's eye, for a count is no name where history may fork (a copy put back, a folder copied).
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from db.errors import AckRefused
from db.exchange.packet import MAX_FILE
from db.files import strict_json
from flows.case.county_decision import EVENTS, LONGEST_NOTE, is_office, is_text

FORMAT, SCHEMA = "hukou-acknowledgement", 2
RESULTS = ("received", "duplicate", "conflict", "returned", "superseded")
NOTICE_ZH = "未签名：请与县级核对文件来源。"
NOTICE_EN = "UNSIGNED: make sure with the county that it sent this file."
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


class _StrictModel:
    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True, "extra": "forbid"}


@dataclass(frozen=True)
class AcknowledgedPacket(_StrictModel):
    """A packet that the county took in."""

    packet: int
    restores: int
    sha256: str


@dataclass(frozen=True)
class RecordReceipt(_StrictModel):
    """The county's word on one record; `record` is the SHA-256 of its line."""

    case_id: str
    revision: int
    record: str
    result: str
    note: str


@dataclass(frozen=True)
class CountyDecision(_StrictModel):
    """The county's decision on one record of a case; `number` and `on` once it is registered."""

    case_id: str
    revision: int
    record: str
    event: str
    ground: str
    field: str
    note: str
    number: str
    on: str
    officer: str


@dataclass(frozen=True)
class Acknowledgement(_StrictModel):
    """All that the county (which calls itself `office`) knows of one station's packets; `ack` counts those written."""

    station: str
    ack: int
    training: bool
    office: str
    packets: tuple[AcknowledgedPacket, ...]
    records: tuple[RecordReceipt, ...]
    decisions: tuple[CountyDecision, ...]
    at: str
    format: str = FORMAT
    schema: int = SCHEMA
    signed: bool = False
    notice_zh: str = NOTICE_ZH
    notice_en: str = NOTICE_EN


@dataclass(frozen=True)
class CountedRecord(_StrictModel):
    """Schema 1: the county's word on one record, by the number of its packet."""

    packet: int
    case_id: str
    revision: int
    result: str
    note: str


@dataclass(frozen=True)
class CountedDecision(_StrictModel):
    """Schema 1: the county's decision on one revision of a case."""

    case_id: str
    revision: int
    event: str
    ground: str
    field: str
    note: str
    number: str
    on: str
    officer: str


@dataclass(frozen=True)
class CountedAcknowledgement(_StrictModel):
    """An acknowledgement of schema 1, which counts: true only of a station whose history has never forked."""

    station: str
    ack: int
    training: bool
    high_water: int
    missing: tuple[int, ...]
    records: tuple[CountedRecord, ...]
    decisions: tuple[CountedDecision, ...]
    at: str
    format: str = FORMAT
    schema: int = 1
    signed: bool = False
    notice_zh: str = NOTICE_ZH
    notice_en: str = NOTICE_EN


def file_name(station: str, ack: int) -> str:
    """`HKACK_<station>_<seq6>.json`."""
    return f"HKACK_{station}_{ack:06d}.json"


def build_acknowledgement(ack: Acknowledgement | CountedAcknowledgement) -> bytes:
    """The bytes of its file: canonical JSON."""
    return strict_json.dumps(asdict(ack))


@cache
def _acknowledgement_adapter(schema: int) -> TypeAdapter[Any]:
    return TypeAdapter(CountedAcknowledgement if schema == 1 else Acknowledgement)


def parse_acknowledgement(data: bytes) -> Acknowledgement | CountedAcknowledgement:
    """The acknowledgement in `data`. Raises AckRefused(`ack_too_large`, `ack_unreadable`, `ack_newer`)."""
    if len(data) > MAX_FILE:
        raise AckRefused("ack_too_large", limit=MAX_FILE)
    try:
        said = strict_json.loads(data)
        if strict_json.dumps(said) != data:
            raise strict_json.NotStrict("not canonical")
        ack: Acknowledgement | CountedAcknowledgement = _acknowledgement_adapter(_schema(said)).validate_json(
            data
        )
    except (ValidationError, strict_json.NotStrict):
        raise AckRefused("ack_unreadable") from None
    if build_acknowledgement(ack) != data or not _holds_together(ack):
        raise AckRefused("ack_unreadable")
    return ack


def _schema(said: object) -> int:
    schema = said.get("schema") if isinstance(said, dict) else None
    if type(schema) is not int:
        raise AckRefused("ack_unreadable")
    if schema > SCHEMA:
        raise AckRefused("ack_newer", schema=schema, known=SCHEMA)
    return schema


def _holds_together(ack: Acknowledgement | CountedAcknowledgement) -> bool:
    schema = 1 if isinstance(ack, CountedAcknowledgement) else SCHEMA
    fixed = (ack.format, ack.schema, ack.signed, ack.notice_zh, ack.notice_en)
    return (
        fixed == (FORMAT, schema, False, NOTICE_ZH, NOTICE_EN)
        and all(record.result in RESULTS and _is_note(record.note) for record in ack.records)
        and all(decision.event in EVENTS for decision in ack.decisions)
        and (_counts(ack) if isinstance(ack, CountedAcknowledgement) else _names(ack))
    )


def _is_note(note: str) -> bool:
    return len(note) <= LONGEST_NOTE and is_text(note)


def _counts(ack: CountedAcknowledgement) -> bool:
    return all(0 < number < ack.high_water for number in ack.missing)


def _names(ack: Acknowledgement) -> bool:
    """Every name is one, no packet is named twice, and each decision is on a record that is told of as well."""
    names = [packet.sha256 for packet in ack.packets]
    records = {(record.case_id, record.revision, record.record) for record in ack.records}
    return (
        (not ack.office or is_office(ack.office))
        and len({*names}) == len(names)
        and all(_HASH.fullmatch(name) for name in (*names, *(record for _case, _revision, record in records)))
        and len({record for _case, _revision, record in records}) == len(records)
        and all((said.case_id, said.revision, said.record) in records for said in ack.decisions)
    )
