"""What the county answers: an acknowledgement to each station."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from db.county.packet_import import County
from db.errors import CountyError
from db.exchange.acknowledgement_file import (
    AcknowledgedPacket,
    Acknowledgement,
    CountyDecision,
    RecordReceipt,
    build_acknowledgement,
    file_name,
)
from db.files import strict_json
from db.files.connection import named_troubles
from db.files.tables import first_row
from db.files.whole_files import make_folder, write_whole
from flows.case.status import Event

#: Of the rows of the records: those that the county goes by in their cases.
NEWEST = """kept AND NOT EXISTS (SELECT 1 FROM records n WHERE n.kept AND n.case_id = records.case_id
AND n.station = records.station AND (n.restores, n.revision) > (records.restores, records.revision))"""
#: Of the rows of the decisions: the last one on each record.
LAST = "id IN (SELECT max(id) FROM decisions GROUP BY station, record)"


def write_acknowledgements(county: County, to: Path, *, at: str) -> tuple[str, ...]:
    """Write one acknowledgement for each station into the folder `to`; the names of the files.

    Where nothing is new since the last one, the same file is written again, byte for byte.
    """
    if not to.is_dir() and not to.parent.is_dir():
        raise CountyError("folder_missing")
    with named_troubles():
        make_folder(to)
        return tuple(_write_acknowledgement(county, station, to, at) for station in county.stations())


def _write_acknowledgement(county: County, station: str, to: Path, at: str) -> str:
    last = first_row(county.acknowledgements, "station = ?", [station], order_by="ack DESC")
    number, body = (last["ack"], last["body"]) if last else (0, b"")
    written_at = strict_json.loads(body)["at"] if body else at
    if build_acknowledgement(_acknowledgement(county, station, number, written_at)) != body:
        number += 1
        body = build_acknowledgement(_acknowledgement(county, station, number, at))
        with county.transaction():
            county.acknowledgements.insert({"station": station, "ack": number, "body": body})
    write_whole(to / file_name(station, number), body)
    return file_name(station, number)


def _acknowledgement(county: County, station: str, number: int, at: str) -> Acknowledgement:
    decisions = tuple(_decisions(county, station))
    returned = {one.record: one.note for one in decisions if one.event == Event.SEND_BACK}
    return Acknowledgement(
        station=station, ack=number, training=county.practice, office=county.office,
        packets=tuple(_packets(county, station)), records=tuple(_records(county, station, returned)),
        decisions=decisions, at=at,
    )  # fmt: skip


def _records(county: County, station: str, returned: Mapping[str, str]) -> Iterator[RecordReceipt]:
    """The county's word on every record of the station; those that it has `returned` by hash, with its note."""
    gone_by = county.records.rows_where(f"station = ? AND {NEWEST}", [station], select="sha256")
    newest = {row["sha256"] for row in gone_by}
    for row in county.records.rows_where(
        "station = ?", [station],
        select="case_id, revision, sha256 AS record, result, note, kept", order_by="restores, packet, case_id",
    ):  # fmt: skip
        if row.pop("kept"):
            if row["record"] in returned:
                row |= {"result": "returned", "note": returned[row["record"]]}
            elif row["record"] not in newest:
                row |= {"result": "superseded", "note": ""}
        yield RecordReceipt(**row)


def _packets(county: County, station: str) -> Iterator[AcknowledgedPacket]:
    """Every packet that was taken in from the station."""
    for row in county.packets.rows_where(
        "station = ?", [station], select="packet, restores, sha256", order_by="restores, packet"
    ):
        yield AcknowledgedPacket(**row)


def _decisions(county: County, station: str) -> Iterator[CountyDecision]:
    """The last decision on each record that was decided on."""
    columns = """case_id, revision, record, event, ground, field, note, number, registered_on AS "on", officer"""
    for row in county.decisions.rows_where(
        f"station = ? AND {LAST}", [station], select=columns, order_by="case_id, revision, id"
    ):
        yield CountyDecision(**row)
