"""Somebody sits down at a station of a test, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.access import unlocking, vault
from db.errors import StationError
from harness.stations.intake import ADMINISTRATOR, AT, PASSPHRASE


def sit(folder: Path, badge: str = ADMINISTRATOR, passphrase: str = PASSPHRASE) -> vault.Vault:
    return unlocking.open_station(folder, unlocking.prove(folder, badge, passphrase), at=AT)


def code_of(folder: Path, badge: str, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(StationError) as refused:
        sit(folder, badge, passphrase).station.close()
    return refused.value.code
