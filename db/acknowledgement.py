"""The county's acknowledgement: its one form, and how a station takes it in.

Not signed yet, and it says so. It is cumulative: each one repeats all that the county knows of the station's
packets, so that a lost one is made good by the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from db import strict_json
from db.errors import AckRefused
from db.packet import MAX_FILE, sha256
from db.station import Act, Station
from flows import actions as a
from flows.case import Case, apply
from flows.counter import admit
from flows.errors import NotAllowed
from flows.roles import COUNTY, seat_of
from flows.status import MOVES, Event, Status, Transfer

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT, SCHEMA = "hukou-acknowledgement", 1
RESULTS = ("received", "duplicate", "conflict", "returned", "superseded")
EVENTS = (str(Event.GRANT), str(Event.NOT_GRANT), str(Event.SEND_BACK))
NOTICE_ZH = "未签名：请与县级核对文件来源。"
NOTICE_EN = "UNSIGNED: make sure with the county that it sent this file."
_SHAPE = re.compile(r"HKACK_[0-9A-Za-z-]{2,20}_[0-9]{6}\.json", re.ASCII)


class _Guarded:
    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True, "extra": "forbid"}


@dataclass(frozen=True)
class Received(_Guarded):
    """The county's word on one record of one packet."""

    packet: int
    case_id: str
    revision: int
    result: str
    note: str


@dataclass(frozen=True)
class Decided(_Guarded):
    """The county's decision on one revision of a case; `number` and `on` once it is registered."""

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
class Acknowledgement(_Guarded):
    """All that the county knows of one station's packets; `ack` counts the acknowledgements written."""

    station: str
    ack: int
    training: bool
    high_water: int
    missing: tuple[int, ...]
    records: tuple[Received, ...]
    decisions: tuple[Decided, ...]
    at: str
    format: str = FORMAT
    schema: int = SCHEMA
    signed: bool = False
    notice_zh: str = NOTICE_ZH
    notice_en: str = NOTICE_EN


def file_name(station: str, ack: int) -> str:
    """`HKACK_<station>_<seq6>.json`."""
    return f"HKACK_{station}_{ack:06d}.json"


def build(ack: Acknowledgement) -> bytes:
    """The bytes of its file: canonical JSON."""
    return strict_json.dumps(asdict(ack))


@cache
def _guard() -> TypeAdapter[Acknowledgement]:
    from pydantic import TypeAdapter

    return TypeAdapter(Acknowledgement)


def read(data: bytes) -> Acknowledgement:
    """The acknowledgement in `data`. Raises AckRefused(`ack_too_large`, `ack_unreadable`, `ack_newer`)."""
    from pydantic import ValidationError

    if len(data) > MAX_FILE:
        raise AckRefused("ack_too_large", limit=MAX_FILE)
    try:
        said = strict_json.loads(data)
        if isinstance(said, dict) and isinstance(said.get("schema"), int) and said["schema"] > SCHEMA:
            raise AckRefused("ack_newer", schema=said["schema"], known=SCHEMA)
        if strict_json.dumps(said) != data:
            raise strict_json.NotStrict("not canonical")
        ack = _guard().validate_json(data)
    except (ValidationError, strict_json.NotStrict):
        raise AckRefused("ack_unreadable") from None
    if build(ack) != data or not _holds_together(ack):
        raise AckRefused("ack_unreadable")
    return ack


def _holds_together(ack: Acknowledgement) -> bool:
    return (
        (ack.format, ack.schema, ack.signed, ack.notice_zh, ack.notice_en)
        == (FORMAT, SCHEMA, False, NOTICE_ZH, NOTICE_EN)
        and all(0 < number < ack.high_water for number in ack.missing)
        and all(record.result in RESULTS for record in ack.records)
        and all(decision.event in EVENTS for decision in ack.decisions)
    )


# ---- taking it in


@dataclass(slots=True)
class TakenIn:
    """What taking an acknowledgement in has changed at the station; `refused` pairs case number and code."""

    known: bool
    high_water: int
    missing: tuple[int, ...]
    acknowledged: int = 0
    moved: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def take(station: Station, data: bytes, *, operator: str, at: str) -> TakenIn:
    """Take an acknowledgement in: all that follows from it in one transaction; a second time changes nothing.

    A decision that the table of moves or the counter does not admit is left out and named. Raises AckRefused
    (`ack_other_station`, `ack_practice`, `ack_real`, `ack_ahead` and what `read` raises).
    """
    ack = read(data)
    _check_addressee(station, ack)
    digest = sha256(data)
    known = any(taken.sha256 == digest for taken in station.acknowledgements())
    intake = _Intake(station, operator, at, TakenIn(known, ack.high_water, ack.missing))
    if not known:
        intake.acts.append(Act(a.TakeAcknowledgement(digest, ack.high_water, ack.missing), "", operator, at))
    for record in ack.records:
        intake.acknowledge(record)
    for decision in ack.decisions:
        intake.decide(decision)
    if intake.acts:
        station.append_acts(intake.acts)
    return intake.done


def _check_addressee(station: Station, ack: Acknowledgement) -> None:
    if ack.station != station.code:
        raise AckRefused("ack_other_station", station=ack.station, own=station.code)
    if ack.training != station.practice:
        raise AckRefused("ack_practice" if ack.training else "ack_real")
    sent = station.packets()
    if ack.high_water > (sent[-1].packet if sent else 0):
        # The county has a packet that this file never sent: the file is a restored copy, or not ours.
        raise AckRefused("ack_ahead", packet=ack.high_water)


class _Intake:
    """Plans what to journal: each act is tried on the case as it would stand by then."""

    def __init__(self, station: Station, operator: str, at: str, done: TakenIn) -> None:
        self.acts: list[Act] = []
        self.done = done
        self._station = station
        self._operator = operator
        self._at = at
        self._cases: dict[str, Case] = {}

    def acknowledge(self, record: Received) -> None:
        case = self._case(record.case_id)
        if case is None or case.packet != record.packet or case.revision != record.revision:
            return
        back = record.result in ("returned", "conflict")
        # Cumulative, and perhaps an old one: nothing that was returned is received again.
        open_to = (Transfer.EXPORTED, Transfer.RECEIVED) if back else (Transfer.EXPORTED,)
        if case.transfer in open_to:
            action = a.Acknowledge(record.packet, record.result, record.note)
            self.done.acknowledged += self._try(case, action, self._operator)

    def decide(self, decision: Decided) -> None:
        case = self._case(decision.case_id)
        if case is None or case.revision != decision.revision or case.transfer == Transfer.UNSENT:
            return
        badge = f"{COUNTY}:{decision.officer}" if decision.officer else COUNTY
        for move in _moves(case, decision):
            present = self._cases[case.id]
            self.done.moved += self._try(present, move, badge)

    def _case(self, case_id: str) -> Case | None:
        if case_id not in self._cases:
            case = self._station.case(case_id)
            if not case.opened_on:
                self.done.refused.append((case_id, "unknown_case"))
                return None
            self._cases[case_id] = case
        return self._cases[case_id]

    def _try(self, case: Case, action: a.Action, operator: str) -> bool:
        try:
            known, practice = self._station.operators(), self._station.practice
            admit(case, action, seat_of(operator, known, practice=practice), self._at)
        except NotAllowed as refusal:
            self.done.refused.append((case.id, refusal.code))
            return False
        self._cases[case.id] = apply(case, a.Entry(case.last_seq, self._at, operator, case.id, action))
        self.acts.append(Act(action, case.id, operator, self._at))
        return True


def _moves(case: Case, decision: Decided) -> Iterator[a.Move]:
    """The moves that a decision still asks for; what is in the case's history already is not asked again."""
    event = Event(decision.event)
    granted = case.status in (Status.GRANTED, Status.REGISTERED, Status.DELIVERED)
    if not (granted and event == Event.GRANT) and not _decided(case, decision):
        yield a.Move(event, decision.note, decision.ground, decision.field)
        granted = event == Event.GRANT and (case.status, event) in MOVES
    if granted and decision.number and case.status not in (Status.REGISTERED, Status.DELIVERED):
        yield a.Move(Event.REGISTER, number=decision.number, on=decision.on)


def _decided(case: Case, decision: Decided) -> bool:
    for change in reversed(case.history):
        if change.event == Event.SUBMIT:
            return False
        if change.operator.startswith(COUNTY) and change.event == decision.event:
            return (change.note, change.ground, change.field) == (
                decision.note, decision.ground, decision.field
            )  # fmt: skip
    return False
