"""What a county says to a station, written by hand: receipts, decisions, and the acknowledgement that holds them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.errors import AckRefused
from db.exchange.acknowledgement import TakenIn, take_acknowledgement
from db.exchange.acknowledgement_file import (
    AcknowledgedPacket,
    Acknowledgement,
    CountedAcknowledgement,
    CountyDecision,
    RecordReceipt,
    build_acknowledgement,
)
from db.exchange.outbox import send_packet
from db.station.station import Station
from flows.case import actions as a
from flows.errors import CodedError
from harness.refusals import refusal_of
from harness.stations.intake import AT, CLERK, NUMBER

CODE, LATER, ON = "530699001", "2016-06-20T08:00:00Z", "2016-06-20"
NOWHERE = f"{CODE}-20160614-777"


def carry(station: Station, stick: Path) -> None:
    """A packet of what is due, on its way to the county."""
    send_packet(station, stick, operator=CLERK, at=AT)


def hear(station: Station, county: County, stick: Path) -> TakenIn:
    """The acknowledgement on its way back to the station, and taken in."""
    write_acknowledgements(county, stick, at=LATER)
    newest = sorted(stick.glob(f"HKACK_{station.queries.code}_*.json"))[-1]
    return take_acknowledgement(station, newest.read_bytes(), operator=CLERK, at=LATER)


def ship(station: Station) -> None:
    """As `carry`, where one stick in the station's folder is enough."""
    carry(station, station.folder / "stick")


def sent(station: Station, case: str) -> list[a.Export]:
    return [one.action for one in station.queries.entries(case) if isinstance(one.action, a.Export)]


def receipt(
    station: Station, case: str, result: str = "received", note: str = "", *, which: int = -1
) -> RecordReceipt:
    export = sent(station, case)[which]
    return RecordReceipt(case, export.revision, export.record, result, note)


def decision(
    station: Station, case: str, event: str = "grant", *, which: int = -1, **said: str
) -> CountyDecision:
    export = sent(station, case)[which]
    words = {"ground": "", "field": "", "note": "", "number": "", "on": "", "officer": "88", **said}
    return CountyDecision(case, export.revision, export.record, event, **words)


def registering(number: str = NUMBER) -> dict[str, str]:
    return {"number": number, "on": ON}


def word(
    station: Station, *said: RecordReceipt | CountyDecision, packets: object = None, **more: Any
) -> Acknowledgement:
    """The county's word; with a receipt for each record that a decision is on."""
    decisions = tuple(one for one in said if isinstance(one, CountyDecision))
    records = tuple(one for one in said if isinstance(one, RecordReceipt))
    told = {one.record for one in records}
    records += tuple(
        RecordReceipt(one.case_id, one.revision, one.record, "received", "")
        for one in decisions
        if one.record not in told
    )
    own = [AcknowledgedPacket(one.packet, one.restores, one.sha256) for one in station.queries.packets()]
    base = Acknowledgement(
        CODE, 1, True, "", tuple(own) if packets is None else packets, records, decisions, LATER  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(base, **more)


def take(station: Station, ack: Acknowledgement | CountedAcknowledgement, *, by: str = CLERK) -> TakenIn:
    return take_acknowledgement(station, build_acknowledgement(ack), operator=by, at=LATER)


def refusal(station: Station, data: bytes) -> CodedError:
    head = station.queries.head()
    fault = refusal_of(AckRefused, take_acknowledgement, station, data, operator=CLERK, at=LATER)
    assert station.queries.head() == head
    return fault


def standing(station: Station, case: str) -> tuple[str, str]:
    found = station.queries.case(case)
    return str(found.status), str(found.transfer)


def counts(done: TakenIn) -> tuple[int, int, list[tuple[str, str]]]:
    return done.acknowledged, done.moved, done.refused


def sent_without_hash(station: Station, case: str, *, packet: int = 1, revision: int = 1) -> None:
    """As a program before form 4 has sent it, in a packet that is kept no longer."""
    sending = a.SendPacket(packet, f"{packet:064d}", 1, 1, 0)
    station.append(sending, case_id="", operator=CLERK, at=AT)
    station.append(a.Export(packet, revision), case_id=case, operator=CLERK, at=AT)
