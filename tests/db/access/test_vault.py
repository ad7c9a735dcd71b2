"""A station made with its key slots: once, and over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import CannotOpen
from harness.stations.intake import new_station


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






