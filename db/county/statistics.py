"""What the county's store holds, in counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from db.county.answers import LAST, NEWEST
from db.county.packet_import import County
from db.files.connection import named_troubles

if TYPE_CHECKING:
    from sqlite_utils.db import Table


def stats(county: County) -> dict[str, object]:
    """Counts only, nothing of any person: by station, by status, decisions, conflicts, files put aside."""
    with named_troubles():
        missing = county.missing_packets()
        return {
            "practice": county.practice,
            "stations": [_station_stats(county, station, missing) for station in county.stations()],
            "cases": _cases(county.records, "kept"),
            "by_status": _counts(county.records, "status", NEWEST),
            "decided": _counts(county.decisions, "event", LAST),
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
