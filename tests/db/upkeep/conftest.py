"""A practice station, and a medium for its copies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.station.station import Station
from harness.stations.intake import new_station


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Station]:
    with new_station(tmp_path / "practice", practice=True) as opened:
        yield opened
