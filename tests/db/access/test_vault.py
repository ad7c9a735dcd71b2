"""The station behind its key slots: who gets in, who no longer does, and what a cut in the middle leaves."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from db.errors import CannotOpen
from db.station.opening import open_station_file
from db.station.station import Station
from flows.case import actions as a
from harness.stations.intake import AT, CLERK, new_station
from harness.stations.seats import sit

OTHER = "seven geese and a goat"


def test_a_station_is_made_once(folder: Path):
    kept = (folder / "keyslots.json").read_bytes()
    with pytest.raises(CannotOpen):
        new_station(folder)
    assert (folder / "keyslots.json").read_bytes() == kept


def test_slots_whose_station_is_away_are_kept_when_another_is_made(folder: Path, tmp_path: Path):
    (folder / "station.db").rename(tmp_path / "away.db")
    kept = (folder / "keyslots.json").read_bytes()
    new_station(folder).close()
    assert (folder / "keyslots-before-1.json").read_bytes() == kept


def test_a_power_cut_in_a_checkpoint_is_no_damage(folder: Path, tmp_path: Path):
    """Half a page is torn in the file, and whole in the log: the station opens with everything."""
    opened = sit(folder)
    key = opened.held.key
    for _ in range(3):
        open_case_by_number(opened.station)
    head, cut = opened.station.queries.head(), tmp_path / "cut"
    shutil.copytree(folder, cut, ignore=shutil.ignore_patterns("*.lock"))
    opened.station.close()
    data = bytearray((cut / "station.db").read_bytes())
    at = 4096 * _page_in_log(cut / "station.db-wal")
    data[at : at + 2048] = bytes(2048)
    (cut / "station.db").write_bytes(data)
    with open_station_file(cut, key=key) as station:
        assert station.queries.head() == head and station.verify().fault is None


def _page_in_log(wal: Path) -> int:
    """The place in the file (counted from 0) of the page that the first frame of a log holds."""
    return int.from_bytes(wal.read_bytes()[32:36], "big") - 1


def open_case_by_number(station: Station) -> None:
    number = station.queries.next_number(date(2016, 6, 14))
    station.append(a.OpenCase("2016-06-14", ""), case_id=number, operator=CLERK, at=AT)
