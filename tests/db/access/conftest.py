"""A station with one case."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.stations.founded import Founded
from harness.stations.intake import open_case


@pytest.fixture
def folder(founded: Founded, tmp_path: Path) -> Path:
    place = founded.copied(tmp_path / "s")
    with founded.opened(place) as station:
        open_case(station)
    return place
