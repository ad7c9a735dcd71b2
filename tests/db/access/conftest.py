"""A station with one case."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.stations.intake import new_station, open_case


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_station(tmp_path / "s") as station:
        open_case(station)
    return tmp_path / "s"
