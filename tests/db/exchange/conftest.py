"""A station of practice, which is the same file as a real one and quickly made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.station.station import Station
from harness.stations.intake import new_station


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with new_station(tmp_path / "station", practice=True) as opened:
        yield opened
