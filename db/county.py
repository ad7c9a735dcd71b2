"""The county takes packets of many stations in, each once, and records its decisions.

Each packet is one transaction: stopped anywhere, the next import goes on where this one ended, and importing
the same folder twice changes nothing. What cannot be taken in is put aside with a typed reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from db import packet as packets
from db import strict_json
from db.acknowledgement import Decided
from db.connection import named_troubles
from db.county_store import CountyStore
from db.errors import CountyError, PacketRefused
from db.files import make_folder, read_bounded, write_whole
from db.packet import Packet
from db.records import CaseRecord, record_from
from flows.fields import BY_ID
from flows.resident_number import check
from flows.status import Event, Status

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
    """Two records that cannot both be right; `about` is `number`, `case` or `revision`. No number is told."""

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


class County(CountyStore):
    """What arrives at the county and what it decides."""

    # ---- taking packets in

    def take_folder(self, folder: Path, *, at: str) -> ImportReport:
        """Take in every HK_….zip that lies in `folder`, oldest number first. Raises CountyError, Trouble."""
        if not folder.is_dir():
            raise CountyError("folder_missing")
        with named_troubles():
            found = [path for path in folder.iterdir() if _looks_like_packet(path.name) and path.is_file()]
        found.sort(key=lambda path: (packets.named(path.name) or ("", 0), path.name))
        files = tuple(self._take_file(path, at) for path in found)
        return ImportReport(files, self.missing(), self.conflicts())

    def _take_file(self, path: Path, at: str) -> FileReport:
        with named_troubles():
            data = read_bounded(path, packets.MAX_FILE)
        try:
            return self.take(data, path.name, at=at)
        except PacketRefused as refusal:
            if refusal.code not in ("packet_is_practice", "packet_is_real"):
                self._put_aside(data, refusal, at)
            return FileReport(_told(path.name), "refused", 0, refusal.code, refusal.params)

    def take(self, data: bytes, name: str = "", *, at: str) -> FileReport:
        """Take one packet in. Raises PacketRefused: what `db.packet.read` raises, and `packet_is_practice`,
        `packet_is_real`, `packet_number_taken`, `packet_breaks_chain`."""
        with named_troubles():
            digest = packets.sha256(data)
            known = self.one("SELECT records FROM packets WHERE sha256 = ?", digest)
            if known:
                return FileReport(_told(name), "known", known[0])
            packet = packets.read(data, name)
            if packet.training != self.practice:
                raise PacketRefused("packet_is_practice" if packet.training else "packet_is_real")
            with self.writing():
                self._check_place(packet)
                self._keep(packet, at)
        return FileReport(_told(name), "imported", len(packet.records))

    def _check_place(self, packet: Packet) -> None:
        """A packet must follow the one before and be followed by the one after, where these are known."""
        if self._packet(packet.station, packet.packet):
            raise PacketRefused("packet_number_taken", station=packet.station, packet=packet.packet)
        before = self._packet(packet.station, packet.packet - 1)
        after = self._packet(packet.station, packet.packet + 1)
        fits = (
            (packet.packet > 1 or packet.previous == packets.NO_PACKET)
            and (before is None or (before[0] == packet.previous and before[2] < packet.head.seq))
            and (after is None or (after[1] == packet.sha256 and after[2] > packet.head.seq))
        )
        if not fits:
            raise PacketRefused("packet_breaks_chain", station=packet.station, packet=packet.packet)

    def _packet(self, station: str, number: int) -> tuple[str, str, int] | None:
        found: tuple[str, str, int] | None = self.one(
            "SELECT sha256, previous, head_seq FROM packets WHERE station = ? AND packet = ?", station, number
        )
        return found

    def _keep(self, packet: Packet, at: str) -> None:
        self.execute(
            "INSERT INTO packets VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            packet.station, packet.packet, packet.sha256, packet.previous, packet.head.seq,
            packet.head.hash, len(packet.records), at,
        )  # fmt: skip
        for record in packet.records:
            body = strict_json.dumps(asdict(record)).decode()
            result, note, kept = self._judged(packet.station, record, body)
            self.execute(
                "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                packet.station, record.case_id, packet.packet, record.revision, result, note, kept,
                record.status, _number(record), body,
            )  # fmt: skip

    def _judged(self, station: str, record: CaseRecord, body: str) -> tuple[str, str, bool]:
        """Result, note and whether the record is kept as a revision of its own."""
        newest = self._newest(station, record.case_id)
        if newest is not None and newest[0] == record.revision:
            same = newest[1] == body
            return ("duplicate", "", False) if same else ("conflict", "revision", False)
        if newest is not None and newest[0] > record.revision:
            return "superseded", "", False
        clash = self._clash(station, record)
        return ("conflict", clash, True) if clash else ("received", "", True)

    def _newest(self, station: str, case_id: str) -> tuple[int, str, str, str] | None:
        found: tuple[int, str, str, str] | None = self.one(
            """SELECT revision, body, result, status FROM records
            WHERE station = ? AND case_id = ? AND kept ORDER BY revision DESC LIMIT 1""",
            station, case_id,
        )  # fmt: skip
        return found

    def _clash(self, station: str, record: CaseRecord) -> str:
        """One person, one registration: what another case of any station already holds."""
        if self.one("SELECT 1 FROM records WHERE case_id = ? AND station <> ?", record.case_id, station):
            return "case"
        number = _number(record)
        if number and self._holder(number, station, record.case_id):
            return "number"
        return ""

    def _holder(self, number: str, station: str, case_id: str) -> tuple[str, str] | None:
        """Station and case of somebody else who has that identity number."""
        found: tuple[str, str] | None = self.one(
            """SELECT station, case_id FROM records WHERE number = ?1 AND kept
            AND NOT (station = ?2 AND case_id = ?3) UNION ALL
            SELECT station, case_id FROM decisions WHERE number = ?1 AND NOT (station = ?2 AND case_id = ?3)
            LIMIT 1""",
            number, station, case_id,
        )  # fmt: skip
        return found

    def _put_aside(self, data: bytes, refusal: PacketRefused, at: str) -> None:
        """Keep a broken file's bytes under their hash and its reason; twice the same file is one entry."""
        digest = packets.sha256(data)
        with named_troubles():
            make_folder(self.path.parent / QUARANTINE)
            write_whole(self.path.parent / QUARANTINE / f"{digest[:32]}.zip", data)
            with self.writing():
                self.execute(
                    "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?, ?)",
                    digest, refusal.code, strict_json.dumps(refusal.params).decode(), at,
                )  # fmt: skip

    # ---- what is on record

    def stations(self) -> tuple[str, ...]:
        """Codes of all stations that have sent something."""
        return tuple(row[0] for row in self.all("SELECT DISTINCT station FROM packets ORDER BY station"))

    def high_water(self, station: str) -> int:
        """The highest packet number that was taken in from that station; 0 for none."""
        row = self.one("SELECT max(packet) FROM packets WHERE station = ?", station)
        return int(row[0] or 0) if row else 0

    def missing(self) -> dict[str, tuple[int, ...]]:
        """By station: the packets below the highest that have not come; stations without any are left out."""
        found = {}
        for station in self.stations():
            here = {row[0] for row in self.all("SELECT packet FROM packets WHERE station = ?", station)}
            absent = tuple(number for number in range(1, max(here)) if number not in here)
            if absent:
                found[station] = absent
        return found

    def conflicts(self) -> tuple[Conflict, ...]:
        """All records that cannot be right beside another one."""
        rows = self.all(
            """SELECT station, case_id, note, number FROM records WHERE result = 'conflict'
            ORDER BY station, case_id, packet"""
        )
        return tuple(Conflict(station, case, about, *self._other(station, case, about, number))
                     for station, case, about, number in rows)  # fmt: skip

    def _other(self, station: str, case_id: str, about: str, number: str) -> tuple[str, str]:
        if about == "number":
            return self._holder(number, station, case_id) or ("", "")
        if about == "case":
            row = self.one("SELECT station FROM records WHERE case_id = ? AND station <> ?", case_id, station)
            return (row[0] if row else ""), case_id
        return station, case_id

    def case(self, station: str, case_id: str) -> CaseRecord:
        """The newest revision of a case. Raises CountyError(`county_case_unknown`)."""
        with named_troubles():
            newest = self._newest(station, case_id)
        if newest is None:
            raise CountyError("county_case_unknown")
        return record_from(newest[1].encode())

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
    ) -> Decided:
        """Record the county's decision on the newest revision; it travels with the next acknowledgement.

        `event` is grant, not_grant (with `ground` and `note`) or send_back (with `note`, and the
        `field` if it is about one). `number` and `on` (ISO date) say that the person is registered; they may
        be added to a grant later. Raises CountyError.
        """
        decided = Decided(case_id, 0, str(event), ground, field, note, number, on, officer)
        with named_troubles(), self.writing():
            newest = self._newest(station, case_id)
            if newest is None:
                raise CountyError("county_case_unknown")
            revision, _body, result, status = newest
            _check_decision(decided, status)
            if result == "conflict" and event == Event.GRANT:
                raise CountyError("county_case_in_conflict")
            if number and self._holder(number, station, case_id):
                raise CountyError("county_number_taken")
            self._check_earlier(station, case_id, revision, decided)
            self.execute(
                "INSERT INTO decisions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                station, case_id, revision, str(event), ground, field, note, number, on, officer, at,
            )  # fmt: skip
        return Decided(case_id, revision, str(event), ground, field, note, number, on, officer)

    def _check_earlier(self, station: str, case_id: str, revision: int, decided: Decided) -> None:
        """One decision a revision; only number and date may follow a grant."""
        earlier = self.one(
            """SELECT event, number FROM decisions WHERE station = ? AND case_id = ? AND revision = ?
            ORDER BY id DESC LIMIT 1""",
            station, case_id, revision,
        )  # fmt: skip
        adds_number = decided.event == Event.GRANT and decided.number
        if earlier and not (earlier == (str(Event.GRANT), "") and adds_number):
            raise CountyError("county_decided_already")


def _looks_like_packet(name: str) -> bool:
    return name.startswith("HK_") and name.lower().endswith(".zip")


def _told(name: str) -> str:
    """A file's name as it may be shown: only if it has the shape of a packet's name."""
    return name if packets.named(name) else "HK_?.zip"


def _number(record: CaseRecord) -> str:
    """The identity number that the record stands for: as registered, or as entered; empty if none."""
    registered = [step.number for step in record.statuses if step.number]
    return registered[-1] if registered else record.fields.get("person.number", "")


def _check_decision(decided: Decided, status: str) -> None:
    if status == Status.GRANTED and decided.event == Event.GRANT:
        if not decided.number:
            raise CountyError("county_station_decided")
    elif status != Status.COUNTY_REVIEW:
        raise CountyError("county_not_before_us", status=status)
    if decided.event == Event.NOT_GRANT and not (decided.ground and decided.note):
        raise CountyError("county_ground_missing")
    field_known = not decided.field or decided.field in BY_ID
    if decided.event == Event.SEND_BACK and not (decided.note and field_known):
        raise CountyError("county_words_missing")
    if bool(decided.number) != bool(decided.on) or (decided.number and decided.event != Event.GRANT):
        raise CountyError("county_number_and_date")
    if decided.number and check(decided.number).problems:
        raise CountyError("county_number_invalid")
