"""What the county says of its store: acknowledgements to each station, and counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from db.county.packet_import import County
from db.errors import CountyError
from db.exchange.acknowledgement_file import Acknowledgement, Decided, Named, Received, build, file_name
from db.files import strict_json
from db.files.connection import named_troubles
from db.files.whole_files import make_folder, write_whole
from flows.case.status import Event

#: Of a row `r` of the records: the one that the county goes by in its case.
_NEWEST = """r.kept AND NOT EXISTS (SELECT 1 FROM records n WHERE n.kept AND n.case_id = r.case_id
AND n.station = r.station AND (n.restores, n.revision) > (r.restores, r.revision))"""


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
    last = county.one(
        "SELECT ack, body FROM acknowledgements WHERE station = ? ORDER BY ack DESC LIMIT 1", station
    )
    number, body = last or (0, b"")
    written_at = strict_json.loads(body)["at"] if body else at
    if build(_acknowledgement(county, station, number, written_at)) != body:
        number += 1
        body = build(_acknowledgement(county, station, number, at))
        with county.writing():
            county.execute("INSERT INTO acknowledgements VALUES (?, ?, ?)", station, number, body)
    write_whole(to / file_name(station, number), body)
    return file_name(station, number)


def _acknowledgement(county: County, station: str, number: int, at: str) -> Acknowledgement:
    decisions = tuple(_decisions(county, station))
    returned = {one.record: one.note for one in decisions if one.event == Event.SEND_BACK}
    gone_by = f"SELECT sha256 FROM records r WHERE station = ? AND {_NEWEST}"  # noqa: S608 - our own words
    newest = {row[0] for row in county.all(gone_by, station)}
    records = []
    for case_id, revision, named, result, note, kept in county.all(
        """SELECT case_id, revision, sha256, result, note, kept FROM records WHERE station = ?
        ORDER BY restores, packet, case_id""",
        station,
    ):
        if kept and named in returned:
            result, note = "returned", returned[named]  # noqa: PLW2901 - the newer word
        elif kept and named not in newest:
            result, note = "superseded", ""  # noqa: PLW2901
        records.append(Received(case_id, revision, named, result, note))
    return Acknowledgement(
        station=station, ack=number, training=county.practice, office=county.office,
        packets=tuple(_packets(county, station)), records=tuple(records), decisions=decisions, at=at,
    )  # fmt: skip


def _packets(county: County, station: str) -> Iterator[Named]:
    """Every packet that was taken in from the station."""
    for row in county.all(
        "SELECT packet, restores, sha256 FROM packets WHERE station = ? ORDER BY restores, packet", station
    ):
        yield Named(*row)


def _decisions(county: County, station: str) -> Iterator[Decided]:
    """The last decision on each record that was decided on."""
    for row in county.all(
        """SELECT case_id, revision, record, event, ground, field, note, number, registered_on, officer
        FROM decisions WHERE id IN (SELECT max(id) FROM decisions WHERE station = ? GROUP BY record)
        ORDER BY case_id, revision, id""",
        station,
    ):
        yield Decided(*row)


def stats(county: County) -> dict[str, object]:
    """Counts only, nothing of any person: by station, by status, decisions, conflicts, files put aside."""
    with named_troubles():
        missing = county.missing()
        return {
            "practice": county.practice,
            "stations": [_station_stats(county, station, missing) for station in county.stations()],
            "cases": county.count(
                "SELECT count(*) FROM (SELECT 1 FROM records WHERE kept GROUP BY station, case_id)"
            ),
            "by_status": dict(
                county.all(
                    f"SELECT status, count(*) FROM records r WHERE {_NEWEST} GROUP BY 1 ORDER BY 1"  # noqa: S608
                )
            ),
            "decided": dict(
                county.all(
                    """SELECT event, count(*) FROM decisions WHERE id IN (SELECT max(id) FROM decisions
                    GROUP BY station, record) GROUP BY event ORDER BY event"""
                )
            ),
            "registered": county.count(
                "SELECT count(*) FROM (SELECT 1 FROM decisions WHERE number <> '' GROUP BY station, case_id)"
            ),
            "conflicts": len(county.conflicts()),
            "quarantined": county.count("SELECT count(*) FROM quarantine"),
        }


def _station_stats(county: County, station: str, missing: Mapping[str, tuple[int, ...]]) -> dict[str, object]:
    return {
        "station": station,
        "packets": county.count("SELECT count(*) FROM packets WHERE station = ?", station),
        "high_water": county.high_water(station),
        "missing": list(missing.get(station, ())),
        "cases": county.count(
            "SELECT count(DISTINCT case_id) FROM records WHERE kept AND station = ?", station
        ),
    }
