"""Sending to the county: what is due goes into one packet, kept in the station file and copied byte for byte.

The outbox is a table of the station file: one transaction holds the packet and the journal's word of it, and key,
backup and change of key cover it without a thought.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db import packet as packets
from db.connection import named_troubles
from db.errors import PacketRefused, StationError
from db.files import make_folder, read_bounded, write_whole
from db.records import DUE, DUE_IF_KNOWN, record_of
from db.station import Act, Station
from flows.actions import Export, SendPacket
from flows.case import Case
from flows.roles import COUNTY
from flows.status import Status


@dataclass(frozen=True, slots=True)
class Shipment:
    """What an export did: the new packet (0: nothing was due), its records, files copied, cases in review."""

    packet: int
    records: int
    copied: tuple[str, ...]
    in_review: int


def due(station: Station) -> list[Case]:
    """The cases to be sent: submitted to the county or decided, and not sent in their present state."""
    with named_troubles():
        moved = station.journal.moved_since_export(COUNTY)
    found = []
    for row in station.rows():
        if row.status in DUE or row.status in DUE_IF_KNOWN:
            case = station.case(row.case_id)
            if case.expired:
                continue
            if row.case_id in moved or (not case.revision and row.status in DUE):
                found.append(case)
    return found


def send(station: Station, to: Path, *, operator: str, at: str, again: tuple[int, ...] = ()) -> Shipment:
    """Write a packet of what is due, journal it, and copy to the folder `to` all that the county lacks.

    `again` names packets to be copied although they were acknowledged. Only what the journal names is ever copied
    out. Raises Trouble, StationError(`folder_missing`, `packet_unknown`, `outbox_damaged`, `packet_kept_no_longer`),
    NotAllowed.
    """
    if not to.is_dir() and not to.parent.is_dir():
        raise StationError("folder_missing")
    number, records = _pack(station, operator, at)
    with named_troubles():
        make_folder(to)
        copied = _copy(station, to, again)
    in_review = sum(row.status == Status.STATION_REVIEW for row in station.rows())
    return Shipment(number, records, copied, in_review)


def _pack(station: Station, operator: str, at: str) -> tuple[int, int]:
    cases = due(station)
    if not cases:
        return 0, 0
    sent = station.packets()
    number = sent[-1].packet + 1 if sent else 1
    data = packets.build(
        station=station.code,
        packet=number,
        previous=sent[-1].sha256 if sent else packets.NO_PACKET,
        head=station.head(),
        training=station.practice,
        records=[record_of(case, case.revision + 1) for case in cases],
    )
    acts = [Act(SendPacket(number, packets.sha256(data), len(cases)), "", operator, at)]
    acts += [Act(Export(number, case.revision + 1), case.id, operator, at) for case in cases]
    station.keep_packet(number, data, acts)
    return number, len(cases)


def outstanding(station: Station) -> tuple[int, ...]:
    """Numbers of the packets that no acknowledgement has confirmed yet."""
    acknowledged = station.acknowledgements()
    return tuple(
        sent.packet
        for sent in station.packets()
        if not any(sent.packet <= ack.high_water and sent.packet not in ack.missing for ack in acknowledged)
    )


def _copy(station: Station, to: Path, again: tuple[int, ...]) -> tuple[str, ...]:
    known = {sent.packet: sent.sha256 for sent in station.packets()}
    copied = []
    for number in sorted({*outstanding(station), *again}):
        if number not in known:
            raise StationError("packet_unknown", packet=number)
        data = station.packet(number)
        if data is None:
            raise PacketRefused("packet_kept_no_longer", packet=number)
        if packets.sha256(data) != known[number]:
            raise PacketRefused("outbox_damaged", packet=number)
        target = to / packets.file_name(station.code, number)
        if not target.is_file() or read_bounded(target, packets.MAX_FILE) != data:
            write_whole(target, data)
            copied.append(target.name)
    return tuple(copied)
