"""Copies of a station as the tests of the upkeep make them and put them back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.keys import keyslots
from db.station.station import Station
from db.upkeep import backup
from flows.case import actions as a
from harness.stations.intake import ADMINISTRATOR, AT, CLERK, DAY, held, reopened


def copied(station: Station, to: Path, *, keep: int = backup.KEPT, on: date = DAY) -> Path:
    """A copy of the station as it stands after one more record."""
    station.append(a.SetSetting("screen.language", "en"), case_id="", operator=CLERK, at=AT)
    return backup.back_up(station, to, on=on, keep=keep).folder


def put_back(station: Station, copy: Path, **said: str) -> Station:
    """The station closed, its copy put in its place by the administrator, and opened again."""
    station.close()
    key = held(station.folder) if keyslots.path(station.folder).exists() else None
    backup.restore_backup(copy, station.folder, key, ADMINISTRATOR, **said)
    return reopened(station.folder)


def names(folder: Path) -> set[str]:
    """What lies in the folder."""
    return {path.name for path in folder.iterdir()}
