"""Sending to the county: what is due goes into one packet, kept in the station file and copied byte for byte.

The outbox is a table of the station file: one transaction holds the packet and the journal's word of it, and key,
backup and change of key cover it without a thought.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db.errors import PacketRefused, StationError
from db.exchange import packet as packets
from db.exchange.case_records import DUE, DUE_IF_KNOWN, identity, record_of
from db.files.connection import named_troubles
from db.files.whole_files import make_folder, read_bounded, write_whole
from db.station.station import Act, Station
from flows.case.actions import Export, SendPacket
from flows.case.case import Case
from flows.case.roles import COUNTY
from flows.case.status import Status, Transfer


@dataclass(frozen=True, slots=True)
class Shipment:
    """What an export did: the new packet (0: nothing was due), its records, files copied, cases in review."""

    packet: int
    records: int
    copied: tuple[str, ...]
    in_review: int


def due(station: Station) -> list[Case]:
    """The cases to be sent: submitted to the county or decided, and not sent in their present state.

    What went out in a packet that an older program wrote after a restore is sent once more: the county may hold another
    packet of that number, and refuses this one for good.
    """
    with named_troubles():
        moved = station.journal.moved_since_export(COUNTY)
    forked = {sent.packet for sent in station.queries.packets() if sent.forked}
    found = []
    for row in station.queries.rows():
        if row.status in DUE or row.status in DUE_IF_KNOWN:
            case = station.queries.case(row.case_id)
            if case.expired:
                continue
            unheard = case.packet in forked and case.transfer == Transfer.EXPORTED
            if row.case_id in moved or unheard or (not case.revision and row.status in DUE):
                found.append(case)
    return found


def send_packet(
    station: Station, to: Path, *, operator: str, at: str, again: tuple[int, ...] = ()
) -> Shipment:
    """Write a packet of what is due, journal it, and copy to the folder `to` all that the county lacks.

    `again` names packets to be copied although they were acknowledged. Only what the journal names is ever copied
    out. Raises Trouble, StationError(`folder_missing`, `packet_unknown`, `outbox_damaged`, `packet_kept_no_longer`),
    NotAllowed.
    """
    if not to.parent.is_dir():
        raise StationError("folder_missing")
    number, records = _pack(station, operator, at)
    with named_troubles():
        make_folder(to)
        copied = _copy(station, to, again)
    in_review = sum(row.status == Status.STATION_REVIEW for row in station.queries.rows())
    return Shipment(number, records, copied, in_review)


def _pack(station: Station, operator: str, at: str) -> tuple[int, int]:
    cases = due(station)
    if not cases:
        return 0, 0
    sent, restores = station.queries.packets(), station.queries.restore_count
    number = sent[-1].packet + 1 if sent else 1
    known = [one.sha256 for one in sent if not one.forked]
    records = [record_of(case, case.revision + 1) for case in cases]
    data = packets.build_packet(
        station=station.queries.code,
        packet=number,
        previous=known[-1] if known else packets.NO_PACKET,
        head=station.queries.head(),
        training=station.queries.practice,
        records=records,
        restores=restores,
    )
    sending = SendPacket(number, packets.sha256(data), len(cases), packets.SCHEMA, restores)
    acts = [Act(sending, "", operator, at)]
    acts += [
        Act(Export(number, record.revision, identity(record)), record.case_id, operator, at)
        for record in records
    ]
    station.keep_packet(number, data, acts)
    return number, len(cases)


def outstanding_packets(station: Station) -> tuple[int, ...]:
    """Numbers of the packets that no acknowledgement has confirmed yet.

    Without those that were written under a number of before a restore (see `due`): what they held goes out once more.
    """
    acknowledged = station.queries.acknowledgements()
    return tuple(
        sent.packet
        for sent in station.queries.packets()
        if not sent.forked and not any(ack.confirms(sent.packet) for ack in acknowledged)
    )


def _copy(station: Station, to: Path, again: tuple[int, ...]) -> tuple[str, ...]:
    known = {sent.packet: sent for sent in station.queries.packets()}
    copied = []
    for number in sorted({*outstanding_packets(station), *again}):
        if number not in known:
            raise StationError("packet_unknown", packet=number)
        data = station.queries.packet(number)
        if data is None:
            raise PacketRefused("packet_kept_no_longer", packet=number)
        if packets.sha256(data) != known[number].sha256:
            raise PacketRefused("outbox_damaged", packet=number)
        target = to / packets.file_name(station.queries.code, number, known[number].restores)
        if _is_another(target, data):
            raise PacketRefused("packet_name_taken", name=target.name)
        if not target.is_file() or read_bounded(target, packets.MAX_FILE) != data:
            write_whole(target, data)
            copied.append(target.name)
    return tuple(copied)


def _is_another(target: Path, data: bytes) -> bool:
    """Whether a whole packet lies there that is not this one: of a copy of the station, and not ours to lose."""
    if not target.is_file():
        return False
    there = read_bounded(target, packets.MAX_FILE)
    if there == data:
        return False
    try:
        packets.read_packet(there)
    except PacketRefused:
        return False  # what was damaged on the way is written anew
    return True
