"""What the tests of the counter over an encrypted station share."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.keys import sealing
from harness.stations.intake import CHEAP, new_station, open_case
from hukou_tui.words import catalogue


@pytest.fixture
def cheap_keys_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases cost no second, and the screens speak English."""
    monkeypatch.setattr(catalogue, "_language", "en")
    monkeypatch.setattr(sealing, "calibrate_cost", lambda: CHEAP)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A station with one case."""
    with new_station(tmp_path / "s") as station:
        open_case(station, father_number="530699198001010018")
    return tmp_path / "s"
