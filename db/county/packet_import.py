"""The county takes packets of many stations in, each once, and records its decisions.

Each packet is one transaction: stopped anywhere, the next import goes on where this one ended, and importing
the same folder twice changes nothing. What cannot be taken in is put aside with a typed reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from db.county.store import CountyStore
from db.errors import CountyError, PacketRefused
from db.exchange import packet as packets
from db.exchange.acknowledgement_file import CountyDecision
from db.exchange.case_records import CaseRecord, line, record_from
from db.exchange.packet import Packet
from db.files import strict_json
from db.files.connection import named_troubles
from db.files.tables import first_row
from db.files.whole_files import make_folder, read_bounded, write_whole
from flows.case.actions import Move
from flows.case.county_decision import NotSayable, check_decision
from flows.case.status import Event, Status
from flows.identity.resident_number import normalise_number
from flows.identity.timestamps import day_at

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: `imported`, `known`, or `refused` with the reason's code and parameters."""

    name: str
    outcome: str
    records: int = 0
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two records that cannot both be right; `about` is `number`, `case`, `person` or `revision`. No number is told."""

    station: str
    case_id: str
    about: str
    other_station: str
    other_case: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One run of the import: each file, the packets missing by station, and all conflicts on record."""

    files: tuple[FileReport, ...]
    missing: Mapping[str, tuple[int, ...]]
    conflicts: tuple[Conflict, ...]

    @property
    def clean(self) -> bool:
        """True if every file was taken in, nothing is missing and nothing conflicts."""
        refused = any(report.outcome == "refused" for report in self.files)
        return not (refused or self.missing or self.conflicts)


class _Place(NamedTuple):
    """Where a packet stands among those of its station."""

    restores: int
    packet: int
    head_seq: int


class _Link(NamedTuple):
    """A packet that was taken in, and the hash of the one before it."""

    restores: int
    packet: int
    previous: str
    sha256: str


class _Newest(NamedTuple):
    """What the county goes by in a case."""

    restores: int
    revision: int
    body: str
    result: str
    status: str
    sha256: str


class County(CountyStore):
    """What arrives at the county and what it decides."""

    # ---- taking packets in

    def take_folder(self, folder: Path, *, at: str) -> ImportReport:
        """Take in every HK_….zip that lies in `folder`, by station, restored copies and number.

        Raises CountyError, Trouble.
        """
        if not folder.is_dir():
            raise CountyError("folder_missing")
        with named_troubles():
            found = [path for path in folder.iterdir() if _looks_like_packet(path.name) and path.is_file()]
        found.sort(key=lambda path: (packets.parse_packet_name(path.name) or ("", 0, 0), path.name))
        files = tuple(self._take_file(path, at) for path in found)
        return ImportReport(files, self.missing_packets(), self.conflicts())

    def _take_file(self, path: Path, at: str) -> FileReport:
        with named_troubles():
            data = read_bounded(path, packets.MAX_FILE)
        try:
            return self.take(data, path.name, at=at)
        except PacketRefused as refusal:
            if refusal.code not in ("packet_is_practice", "packet_is_real"):
                self._put_aside(data, refusal, at)
            return FileReport(_displayable_name(path.name), "refused", 0, refusal.code, refusal.params)

    def take(self, data: bytes, name: str = "", *, at: str) -> FileReport:
        """Take one packet in. Raises PacketRefused: what `db.exchange.packet.read_packet` raises, and
        `packet_is_practice`, `packet_is_real`, `packet_number_taken`, `packet_breaks_chain`."""
        with named_troubles():
            digest = packets.sha256(data)
            known = first_row(self.packets, "sha256 = ?", [digest])
            if known:
                return FileReport(_displayable_name(name), "known", known["records"])
            packet = packets.read_packet(data, name)
            if packet.training != self.practice:
                raise PacketRefused("packet_is_practice" if packet.training else "packet_is_real")
            with self.transaction():
                self._check_place(packet)
                self._keep(packet, at)
        return FileReport(_displayable_name(name), "imported", len(packet.records))

    def _check_place(self, packet: Packet) -> None:
        """A packet must follow the one before and be followed by the one after, where these are known.

        Numbers go on after a restore, and packets say after which they were written: the first one follows whatever the
        station still knew by then, and what it no longer knew lies here beside it.
        """
        if self._packet(packet.station, packet.restores, packet.packet):
            raise PacketRefused("packet_number_taken", station=packet.station, packet=packet.packet)
        before = self._packet(packet.station, packet.restores, packet.packet - 1)
        after = self._packet(packet.station, packet.restores, packet.packet + 1)
        fits = (
            _begins_well(packet)
            and (before is None or before["sha256"] == packet.previous)
            and (after is None or after["previous"] == packet.sha256)
            and all(_succeeds(packet, place) for place in self._places("sha256", packet.station, packet.previous))
            and all(_succeeds(place, packet) for place in self._places("previous", packet.station, packet.sha256))
        )
        if not fits:
            raise PacketRefused("packet_breaks_chain", station=packet.station, packet=packet.packet)

    def _packet(self, station: str, restores: int, number: int) -> dict[str, Any] | None:
        return first_row(
            self.packets, "station = ? AND restores = ? AND packet = ?", [station, restores, number]
        )

    def _places(self, column: str, station: str, wanted: str) -> list[_Place]:
        columns = ", ".join(_Place._fields)
        rows = self.packets.rows_where(f"station = ? AND {column} = ?", [station, wanted], select=columns)
        return [_Place(**row) for row in rows]

    def _keep(self, packet: Packet, at: str) -> None:
        self.packets.insert({
            "station": packet.station, "restores": packet.restores, "packet": packet.packet,
            "sha256": packet.sha256, "previous": packet.previous, "head_seq": packet.head.seq,
            "head_hash": packet.head.hash, "records": len(packet.records), "at": at,
        })  # fmt: skip
        for record in packet.records:
            body = line(record)
            named = packets.sha256(body)
            result, note, kept = self._judge_record(packet, record, named)
            self.records.insert({
                "station": packet.station, "case_id": record.case_id, "restores": packet.restores,
                "packet": packet.packet, "revision": record.revision, "result": result, "note": note,
                "kept": kept, "status": record.status, "number": _number(record), "sha256": named,
                "body": body.decode(),
            })  # fmt: skip

    def _judge_record(self, packet: Packet, record: CaseRecord, named: str) -> tuple[str, str, bool]:
        """Result, note and whether the record is kept as a revision of its own."""
        newest = self._newest(packet.station, record.case_id)
        if newest is not None:
            if newest.sha256 == named:
                return "duplicate", "", False
            if (newest.restores, newest.revision) > (packet.restores, record.revision):
                return "superseded", "", False
            if (newest.restores, newest.revision) == (packet.restores, record.revision):
                return "conflict", "revision", False
            if newest.restores < packet.restores and _another_person(record_from(newest.body.encode()), record):
                return "conflict", "person", True
        clash = self._clash(packet.station, record)
        return ("conflict", clash, True) if clash else ("received", "", True)

    def _newest(self, station: str, case_id: str) -> _Newest | None:
        """The record that the county goes by: after the latest restore, and of it the highest revision."""
        found = first_row(
            self.records, "station = ? AND case_id = ? AND kept", [station, case_id],
            select=", ".join(_Newest._fields), order_by="restores DESC, revision DESC",
        )  # fmt: skip
        return None if found is None else _Newest(**found)

    def _clash(self, station: str, record: CaseRecord) -> str:
        """One person, one registration: what another case of any station already holds."""
        if self._elsewhere(station, record.case_id):
            return "case"
        number = _number(record)
        if number and self._holder(number, station, record.case_id):
            return "number"
        return ""

    def _elsewhere(self, station: str, case_id: str) -> str:
        """Another station that has sent a case of that number; empty if none has."""
        row = first_row(self.records, "case_id = ? AND station <> ?", [case_id, station])
        return str(row["station"]) if row else ""

    def _holder(self, number: str, station: str, case_id: str) -> tuple[str, str] | None:
        """Station and case of somebody else who has that identity number."""
        # "number <> ''" is what the index over the numbers wants to hear before it is used.
        other = "number = ? AND number <> '' AND NOT (station = ? AND case_id = ?)"
        for held_in, where in ((self.records, f"{other} AND kept"), (self.decisions, other)):
            row = first_row(held_in, where, [number, station, case_id])
            if row is not None:
                return row["station"], row["case_id"]
        return None

    def _put_aside(self, data: bytes, refusal: PacketRefused, at: str) -> None:
        """Keep a broken file's bytes under their hash and its reason; twice the same file is one entry."""
        digest = packets.sha256(data)
        with named_troubles():
            make_folder(self.path.parent / QUARANTINE)
            write_whole(self.path.parent / QUARANTINE / f"{digest[:32]}.zip", data)
            with self.transaction():
                params = strict_json.dumps(refusal.params).decode()
                entry = {"sha256": digest, "code": refusal.code, "params": params, "at": at}
                self.quarantine.insert(entry, ignore=True)

    # ---- what is on record

    def stations(self) -> tuple[str, ...]:
        """Codes of all stations that have sent something."""
        rows = self.packets.rows_where(select="DISTINCT station", order_by="station")
        return tuple(row["station"] for row in rows)

    def high_water(self, station: str) -> int:
        """The highest packet number that was taken in from that station; 0 for none."""
        row = first_row(self.packets, "station = ?", [station], order_by="packet DESC")
        return int(row["packet"]) if row else 0

    def missing_packets(self) -> dict[str, tuple[int, ...]]:
        """By station: the numbers of the packets that others follow and that have not come, where there are any."""
        found = {}
        for station in self.stations():
            rows = self.packets.rows_where("station = ?", [station], select=", ".join(_Link._fields))
            if absent := _absent([_Link(**row) for row in rows]):
                found[station] = absent
        return found

    def conflicts(self) -> tuple[Conflict, ...]:
        """All records that cannot be right beside another one."""
        rows = self.records.rows_where(
            "result = 'conflict'",
            select="station, case_id, note AS about, number", order_by="station, case_id, restores, packet",
        )  # fmt: skip
        return tuple(
            Conflict(row["station"], row["case_id"], row["about"], *self._other(**row)) for row in rows
        )

    def _other(self, station: str, case_id: str, about: str, number: str) -> tuple[str, str]:
        if about == "number":
            return self._holder(number, station, case_id) or ("", "")
        if about == "case":
            return self._elsewhere(station, case_id), case_id
        return station, case_id

    def case(self, station: str, case_id: str) -> CaseRecord:
        """The newest revision of a case. Raises CountyError(`county_case_unknown`)."""
        with named_troubles():
            newest = self._newest(station, case_id)
        if newest is None:
            raise CountyError("county_case_unknown")
        return record_from(newest.body.encode())

    # ---- deciding

    def decide(
        self,
        station: str,
        case_id: str,
        *,
        event: Event,
        officer: str,
        at: str,
        ground: str = "",
        field: str = "",
        note: str = "",
        number: str = "",
        on: str = "",
    ) -> CountyDecision:
        """Record the county's decision on the newest record; it travels with the next acknowledgement.

        `event` is grant, not_grant (with `ground` and `note`) or send_back (with `note`, and the
        `field` if it is about one). `number` and `on` (ISO date, not after `at`) say that the person is registered;
        they may be added to a grant later. `officer` is a badge. Raises CountyError.
        """
        number = normalise_number(number)
        said = Move(event, note, ground, field, number, on)
        with named_troubles(), self.transaction():
            newest = self._newest(station, case_id)
            if newest is None:
                raise CountyError("county_case_unknown")
            _check_status(said, newest.status)
            try:
                check_decision(said, officer, day_at(at, practice=self.practice))
            except NotSayable as fault:
                raise CountyError(fault.code, event=str(event)) from None
            if newest.result == "conflict" and event == Event.GRANT:
                raise CountyError("county_case_in_conflict")
            if number and self._holder(number, station, case_id):
                raise CountyError("county_number_taken")
            self._check_earlier(station, newest.sha256, said)
            decided = CountyDecision(
                case_id, newest.revision, newest.sha256, str(event), ground, field, note, number, on, officer
            )
            kept = {"station": station, **asdict(decided), "at": at}
            kept["registered_on"] = kept.pop("on")
            self.decisions.insert(kept)
        return decided

    def _check_earlier(self, station: str, record: str, said: Move) -> None:
        """One decision a record; only number and date may follow a grant, or a name where there was none."""
        earlier = first_row(self.decisions, "station = ? AND record = ?", [station, record], order_by="id DESC")
        if earlier is None:
            return
        adds_number = earlier["event"] == said.event == Event.GRANT and not earlier["number"] and said.number
        # Before form 2 nobody had to say who decided, and what nobody decided no station takes in.
        adds_officer = not earlier["officer"] and all(
            earlier[name] == getattr(said, name) for name in ("event", "number", "ground", "note")
        )
        if not (adds_number or adds_officer):
            raise CountyError("county_decided_already")


def _looks_like_packet(name: str) -> bool:
    return name.startswith("HK_") and name.lower().endswith(".zip")


def _displayable_name(name: str) -> str:
    """A file's name as it may be shown: only if it has the shape of a packet's name."""
    return name if packets.parse_packet_name(name) else "HK_?.zip"


def _number(record: CaseRecord) -> str:
    """The identity number that the record stands for: as registered, or as entered; empty if none."""
    registered = [step.number for step in record.statuses if step.number]
    return registered[-1] if registered else record.fields.get("person.number", "")


def _check_status(said: Move, status: str) -> None:
    if status == Status.GRANTED and said.event == Event.GRANT:
        if not said.number:
            raise CountyError("county_station_decided")
    elif status != Status.COUNTY_REVIEW:
        raise CountyError("county_not_before_us", status=status)


def _begins_well(packet: Packet) -> bool:
    """Packet 1 follows none; another one follows some packet, unless the copy that was put back knew of none."""
    first = packet.previous == packets.NO_PACKET
    return first if packet.packet == 1 else not first or packet.restores > 0


def _succeeds(later: Packet | _Place, earlier: Packet | _Place) -> bool:
    """Whether one may name the other as the one before it."""
    if later.restores == earlier.restores:
        right = later.packet == earlier.packet + 1
    else:
        right = later.restores > earlier.restores and later.packet > earlier.packet
    return right and later.head_seq > earlier.head_seq


def _absent(rows: Sequence[_Link]) -> tuple[int, ...]:
    """The numbers that have not come, of all packets of a station."""
    come = {packets.NO_PACKET, *(named for _restores, _number, _previous, named in rows)}
    found: set[int] = set()
    for count in {restores for restores, *_rest in rows}:
        here = {number: previous for restores, number, previous, _named in rows if restores == count}
        below = {number for restores, number, *_rest in rows if restores < count}
        first = min(here)
        found.update(number for number in range(first, max(here)) if number not in here)
        if here[first] not in come:
            # the one before is missing for certain, and those below it as far as nothing else is there
            lower = max((number for number in below if number < first - 1), default=0)
            found.update(range(lower + 1, first))
    return tuple(sorted(found))


def _another_person(before: CaseRecord, now: CaseRecord) -> bool:
    """Whether a case that came again after a restore is about somebody else, as older programs number cases twice.

    A name or a date of birth may have been put right meanwhile; both at once are another person until somebody looks.
    """
    return all(before.fields.get(field) != now.fields.get(field) for field in ("person.name", "person.birth"))
