"""How a station takes the county's acknowledgement in (its form: `db.exchange.acknowledgement_file`).

A station takes in nothing about a packet or a record that it never wrote, and says so: what the county speaks of is
told by hashes, and by no number that somebody else may have been given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple, Protocol

from db.errors import AckRefused
from db.exchange.acknowledgement_file import (
    Acknowledgement,
    CountedAcknowledgement,
    CountedDecision,
    CountedRecord,
    CountyDecision,
    RecordReceipt,
    parse_acknowledgement,
)
from db.exchange.packet import file_name, sha256
from db.exchange.sent_records import SentRecords
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.admission import check_admission
from flows.case.case import Case, apply_entry
from flows.case.county_decision import NotSayable, check_decision
from flows.case.entry import Entry
from flows.case.roles import COUNTY, seat_of
from flows.case.status import MOVES, Event, Status, Transfer
from flows.errors import NotAllowed
from flows.identity.timestamps import day_at

_GRANTED = (Status.GRANTED, Status.REGISTERED, Status.DELIVERED)


@dataclass(slots=True)
class TakenIn:
    """What taking an acknowledgement in has changed at the station.

    `high_water` and `missing` are of the station's own packets: the last that the county has, those before it that it
    has not. `refused` pairs case number and code; `unknown` are packets (file names) that this station never wrote.
    """

    known: bool
    high_water: int
    missing: tuple[int, ...]
    acknowledged: int = 0
    moved: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    unknown: tuple[str, ...] = ()


class _Taker(NamedTuple):
    """Who takes it in, and when."""

    operator: str
    at: str


def take_acknowledgement(station: Station, data: bytes, *, operator: str, at: str) -> TakenIn:
    """Take an acknowledgement in: all that follows from it in one transaction; a second time changes nothing.

    What is about nothing of ours, a decision that the county could not have entered, and one that the table of moves or
    the counter does not admit is left out and named. Raises AckRefused (`ack_other_station`, `ack_practice`,
    `ack_real`, `ack_counts_only` and what `parse_acknowledgement` raises).
    """
    ack = parse_acknowledgement(data)
    _check_addressee(station, ack)
    word = _ByCount(station, ack) if isinstance(ack, CountedAcknowledgement) else _ByName(station, ack)
    digest = sha256(data)
    done = _take_in_report(
        station, word, known=any(taken.sha256 == digest for taken in station.queries.acknowledgements())
    )
    intake = _Intake(station, word, _Taker(operator, at), done)
    if not done.known:
        intake.acts.append(Act(word.build_act(digest, done), "", operator, at))
    for record in ack.records:
        intake.acknowledge(record)
    for decision in ack.decisions:
        intake.decide(decision)
    if intake.acts:
        station.append_acts(intake.acts)
    return done


def _check_addressee(station: Station, ack: Acknowledgement | CountedAcknowledgement) -> None:
    if ack.station != station.queries.code:
        raise AckRefused("ack_other_station", station=ack.station, own=station.queries.code)
    if ack.training != station.queries.practice:
        raise AckRefused("ack_practice" if ack.training else "ack_real")
    if isinstance(ack, CountedAcknowledgement):
        sent = station.queries.packets()
        named = station.queries.restores() or any(packet.schema > 1 for packet in sent)
        if named or ack.high_water > (sent[-1].packet if sent else 0):
            # It counts, and a count says nothing where there may be two of one number.
            raise AckRefused("ack_counts_only")


def _take_in_report(station: Station, word: _Word, *, known: bool) -> TakenIn:
    """What it says of the packets: an older one is no reason to send again what a newer one has confirmed."""
    confirmed, before = word.confirmed_packets(), station.queries.acknowledgements()
    high = max(confirmed, default=0)
    missing = tuple(
        sent.packet
        for sent in station.queries.packets()
        if sent.packet < high
        and sent.packet not in confirmed
        and not any(taken.confirms(sent.packet) for taken in before)
    )
    return TakenIn(known, high, missing, unknown=word.unknown())


# ---- what the county speaks of


class _Of(Enum):
    """Of what the county speaks: of what was sent last of a case, of what came before that, of nothing of ours.

    `LOST`: what was sent last went out before form 4, in a packet that is kept no longer; it may be that.
    """

    LAST = auto()
    EARLIER = auto()
    LOST = auto()
    NOTHING = auto()


_OnRecord = RecordReceipt | CountedRecord
_OnCase = CountyDecision | CountedDecision


class _Word(Protocol):
    """How an acknowledgement of one schema names things."""

    def confirmed_packets(self) -> tuple[int, ...]:
        """The station's own packets that the county has."""

    def unknown(self) -> tuple[str, ...]:
        """The packets that the county has and this station never wrote, by file name."""

    def build_act(self, digest: str, done: TakenIn) -> a.TakeAcknowledgement:
        """The record that it was taken in."""

    def of(self, case: Case, said: _OnRecord | _OnCase) -> _Of:
        """Of what it speaks in what it says of a case that is here."""


class _ByName:
    """Schema 2: by hashes."""

    def __init__(self, station: Station, ack: Acknowledgement) -> None:
        self._station = station
        self._ack = ack
        self._named = {packet.sha256 for packet in ack.packets}
        # in the order in which they came: the last one of a case is what the county goes by
        self._goes_by = {record.case_id: record for record in ack.records}
        self._sent = SentRecords(station)

    def confirmed_packets(self) -> tuple[int, ...]:
        return tuple(sent.packet for sent in self._station.queries.packets() if sent.sha256 in self._named)

    def unknown(self) -> tuple[str, ...]:
        own = {sent.sha256 for sent in self._station.queries.packets()}
        others = (packet for packet in self._ack.packets if packet.sha256 not in own)
        return tuple(file_name(self._station.queries.code, packet.packet, packet.restores) for packet in others)

    def build_act(self, digest: str, done: TakenIn) -> a.TakeAcknowledgement:
        return a.TakeAcknowledgement(
            digest, done.high_water, done.missing, self._ack.schema, self.confirmed_packets(), self._ack.office
        )

    def of(self, case: Case, said: _OnRecord | _OnCase) -> _Of:
        sent, wanted = self._sent.of(case.id), said.record if isinstance(said, RecordReceipt | CountyDecision) else ""
        if wanted in sent:
            return _Of.LAST if wanted == sent[-1] else _Of.EARLIER
        if sent and not sent[-1]:
            return _Of.LOST
        return _Of.EARLIER if "" in sent or self._is_settled(said, sent) else _Of.NOTHING

    def _is_settled(self, said: _OnRecord | _OnCase, sent: Sequence[str]) -> bool:
        """Whether the county itself goes by a later record, and (of a decision) has decided on one of ours."""
        last = self._goes_by[said.case_id]
        ours = last.record in sent and last.result != "conflict"
        return ours and (
            isinstance(said, RecordReceipt)
            or any(other.case_id == said.case_id and other.record in sent for other in self._ack.decisions)
        )


class _ByCount:
    """Schema 1: by numbers, which hold where nothing was ever put back."""

    def __init__(self, station: Station, ack: CountedAcknowledgement) -> None:
        self._station = station
        self._ack = ack

    def confirmed_packets(self) -> tuple[int, ...]:
        said = self._ack
        return tuple(
            sent.packet
            for sent in self._station.queries.packets()
            if sent.packet <= said.high_water and sent.packet not in said.missing
        )

    def unknown(self) -> tuple[str, ...]:
        return ()

    def build_act(self, digest: str, done: TakenIn) -> a.TakeAcknowledgement:
        return a.TakeAcknowledgement(digest, self._ack.high_water, self._ack.missing)

    def of(self, case: Case, said: _OnRecord | _OnCase) -> _Of:
        if isinstance(said, CountedRecord) and said.packet != case.packet:
            return _Of.EARLIER
        return _Of.LAST if said.revision == case.revision else _Of.EARLIER


# ---- taking it in


class _Intake:
    """Plans what to journal: each act is tried on the case as it would stand by then."""

    def __init__(self, station: Station, word: _Word, taker: _Taker, done: TakenIn) -> None:
        self.acts: list[Act] = []
        self._done = done
        self._station = station
        self._word = word
        self._taker = taker
        self._cases: dict[str, Case] = {}

    def acknowledge(self, record: _OnRecord) -> None:
        """Note on the case what the county says of its record."""
        case, of = self._here(record)
        back = record.result in ("returned", "conflict")
        # Cumulative, and perhaps an old one: nothing that was returned is received again.
        open_to = (Transfer.EXPORTED, Transfer.RECEIVED) if back else (Transfer.EXPORTED,)
        if case is None or case.transfer not in open_to:
            return
        if of == _Of.LOST:
            self._refuse(case.id, "record_kept_no_longer")
        elif of == _Of.LAST:
            action = a.Acknowledge(case.packet, record.result, record.note)
            self._done.acknowledged += self._try(case, action, self._taker.operator)

    def decide(self, decision: _OnCase) -> None:
        """Move the case on as the county has decided."""
        case, of = self._here(decision)
        if case is None or of == _Of.EARLIER or case.transfer == Transfer.UNSENT:
            return
        moves = tuple(_moves(case, decision))
        if not moves and _other_number(case, decision):
            self._refuse(case.id, "county_number_differs")
        elif moves and of == _Of.LOST:
            self._refuse(case.id, "record_kept_no_longer")
        elif moves and (fault := self._fault_in(decision)):
            self._refuse(case.id, fault)
        else:
            badge = f"{COUNTY}:{decision.officer}" if decision.officer else COUNTY
            for move in moves:
                self._done.moved += self._try(self._cases[case.id], move, badge)

    def _here(self, said: _OnRecord | _OnCase) -> tuple[Case | None, _Of]:
        """The case that it is about, if something of it may be taken in, and of what of it it speaks."""
        case = self._case(said.case_id)
        if case is None or case.expired:
            return None, _Of.NOTHING
        of = self._word.of(case, said)
        if of == _Of.NOTHING:
            self._refuse(case.id, "unknown_record")
        return (None if of == _Of.NOTHING else case), of

    def _case(self, case_id: str) -> Case | None:
        if case_id not in self._cases:
            case = self._station.queries.case(case_id)
            if not case.opened_on:
                self._refuse(
                    case_id,
                    "made_before_copy" if self._station.queries.lost_since(case_id) else "unknown_case",
                )
                return None
            self._cases[case_id] = case
        return self._cases[case_id]

    def _fault_in(self, decision: _OnCase) -> str:
        said = a.Move(
            decision.event, decision.note, decision.ground, decision.field, decision.number, decision.on
        )
        # Schema 1 knew decisions of nobody in particular.
        nobody = isinstance(decision, CountedDecision) and not decision.officer
        today = day_at(self._taker.at, practice=self._station.queries.practice)
        try:
            check_decision(said, None if nobody else decision.officer, today)
        except NotSayable as fault:
            return fault.code
        return ""

    def _refuse(self, case_id: str, code: str) -> None:
        if (case_id, code) not in self._done.refused:
            self._done.refused.append((case_id, code))

    def _try(self, case: Case, action: a.Action, operator: str) -> bool:
        try:
            known, practice = self._station.queries.operators(), self._station.queries.practice
            check_admission(case, action, seat_of(operator, known, practice=practice), self._taker.at)
        except NotAllowed as refusal:
            self._refuse(case.id, refusal.code)
            return False
        self._cases[case.id] = apply_entry(case, Entry(case.last_seq, self._taker.at, operator, case.id, action))
        self.acts.append(Act(action, case.id, operator, self._taker.at))
        return True


def _moves(case: Case, decision: _OnCase) -> Iterator[a.Move]:
    """The moves that a decision still asks for; what is in the case's history already is not asked again."""
    event = Event(decision.event)
    granted = case.status in _GRANTED
    if not (granted and event == Event.GRANT) and not _already_decided(case, decision):
        yield a.Move(event, decision.note, decision.ground, decision.field)
        granted = event == Event.GRANT and (case.status, event) in MOVES
    if granted and decision.number and case.status not in (Status.REGISTERED, Status.DELIVERED):
        yield a.Move(Event.REGISTER, number=decision.number, on=decision.on)


def _already_decided(case: Case, decision: _OnCase) -> bool:
    for change in reversed(case.history):
        if change.event == Event.SUBMIT:
            return False
        if change.operator.startswith(COUNTY) and change.event == decision.event:
            return (change.note, change.ground, change.field) == (
                decision.note, decision.ground, decision.field
            )  # fmt: skip
    return False


def _other_number(case: Case, decision: _OnCase) -> bool:
    """Whether the person was registered here under another number than the county says."""
    registered = [change.number for change in case.history if change.event == Event.REGISTER]
    return bool(registered and decision.number) and registered[-1] != decision.number
