"""What the tests of the counter over an encrypted station share."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.stations.founded import copied_station
from harness.stations.intake import open_case
from hukou_tui.words import catalogue


@pytest.fixture
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screens speak English."""
    monkeypatch.setattr(catalogue, "_language", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A station with one case."""
    with copied_station(tmp_path / "s") as station:
        open_case(station, father_number="530699198001010018")
    return tmp_path / "s"
