"""A new station."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.station.station import Station
from harness.stations.founded import Founded


@pytest.fixture
def station(founded: Founded, tmp_path: Path) -> Iterator[Station]:
    with founded.opened(founded.copied(tmp_path / "station")) as opened:
        yield opened
