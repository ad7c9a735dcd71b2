"""What all tests of screens and commands share."""

from __future__ import annotations

import pytest

from db.keys import sealing
from harness.stations.intake import CHEAP


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases cost no second: how much they cost on a real station is proven in tests/db/keys/test_sealing.py."""
    monkeypatch.setattr(sealing, "calibrate_cost", lambda: CHEAP)
