"""A station, a county and the stick between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.county.packet_import import County
from db.station.station import Station
from harness.stations.intake import new_station


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with new_station(tmp_path / "station") as opened:
        yield opened


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with County.create(tmp_path / "county", practice=False) as opened:
        yield opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"
