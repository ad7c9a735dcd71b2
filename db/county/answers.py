"""What the county says of its store: acknowledgements to each station, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from db.county.packet_import import County
from db.errors import CountyError
from db.exchange.acknowledgement_file import Acknowledgement, Decided, Named, Received, build, file_name
from db.files import strict_json
from db.files.connection import named_troubles
from db.files.tables import first_row
from db.files.whole_files import make_folder, write_whole
from flows.case.status import Event

if TYPE_CHECKING:
    from sqlite_utils.db import Table

#: Of the rows of the records: those that the county goes by in their cases.
_NEWEST = """kept AND NOT EXISTS (SELECT 1 FROM records n WHERE n.kept AND n.case_id = records.case_id
AND n.station = records.station AND (n.restores, n.revision) > (records.restores, records.revision))"""
#: Of the rows of the decisions: the last one on each record.
_LAST = "id IN (SELECT max(id) FROM decisions GROUP BY station, record)"


def acknowledge(county: County, to: Path, *, at: str) -> tuple[str, ...]:
    """Write one acknowledgement for each station into the folder `to`; the names of the files.

    Where nothing is new since the last one, the same file is written again, byte for byte.
    """
    if not to.is_dir() and not to.parent.is_dir():
        raise CountyError("folder_missing")
    with named_troubles():
        make_folder(to)
        return tuple(_acknowledge(county, station, to, at) for station in county.stations())


def _acknowledge(county: County, station: str, to: Path, at: str) -> str:
    last = first_row(county.acknowledgements, "station = ?", [station], order_by="ack DESC")
    number, body = (last["ack"], last["body"]) if last else (0, b"")
    written_at = strict_json.loads(body)["at"] if body else at
    if build(_acknowledgement(county, station, number, written_at)) != body:
        number += 1
        body = build(_acknowledgement(county, station, number, at))
        with county.writing():
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


def _records(county: County, station: str, returned: Mapping[str, str]) -> Iterator[Received]:
    """The county's word on every record of the station; those that it has `returned` by hash, with its note."""
    gone_by = county.records.rows_where(f"station = ? AND {_NEWEST}", [station], select="sha256")
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
        yield Received(**row)


def _packets(county: County, station: str) -> Iterator[Named]:
    """Every packet that was taken in from the station."""
    for row in county.packets.rows_where(
        "station = ?", [station], select="packet, restores, sha256", order_by="restores, packet"
    ):
        yield Named(**row)


def _decisions(county: County, station: str) -> Iterator[Decided]:
    """The last decision on each record that was decided on."""
    columns = """case_id, revision, record, event, ground, field, note, number, registered_on AS "on", officer"""
    for row in county.decisions.rows_where(
        f"station = ? AND {_LAST}", [station], select=columns, order_by="case_id, revision, id"
    ):
        yield Decided(**row)


def stats(county: County) -> dict[str, object]:
    """Counts only, nothing of any person: by station, by status, decisions, conflicts, files put aside."""
    with named_troubles():
        missing = county.missing()
        return {
            "practice": county.practice,
            "stations": [_station_stats(county, station, missing) for station in county.stations()],
            "cases": _cases(county.records, "kept"),
            "by_status": _counts(county.records, "status", _NEWEST),
            "decided": _counts(county.decisions, "event", _LAST),
            "registered": _cases(county.decisions, "number <> ''"),
            "conflicts": len(county.conflicts()),
            "quarantined": county.quarantine.count,
        }


def _station_stats(county: County, station: str, missing: Mapping[str, tuple[int, ...]]) -> dict[str, object]:
    return {
        "station": station,
        "packets": county.packets.count_where("station = ?", [station]),
        "high_water": county.high_water(station),
        "missing": list(missing.get(station, ())),
        "cases": _cases(county.records, "kept AND station = ?", station),
    }


def _cases(table: Table, where: str, *params: str) -> int:
    """How many cases the rows that fit are about."""
    return sum(1 for _row in table.rows_where(where, params, select="DISTINCT station, case_id"))


def _counts(table: Table, column: str, where: str) -> dict[str, int]:
    """How many rows that fit have which value in the column."""
    rows = table.rows_where(where, select=column, order_by=column)
    return dict(Counter(row[column] for row in rows))
