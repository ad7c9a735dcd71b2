"""Somebody sits down at a station of a test, or is refused."""

from __future__ import annotations

from pathlib import Path

from db.access import unlocking, vault
from db.errors import StationError
from harness.stations.intake import ADMINISTRATOR, AT, PASSPHRASE


def sit(folder: Path, badge: str = ADMINISTRATOR, passphrase: str = PASSPHRASE) -> vault.Vault:
    """The station of a test, opened by somebody with his passphrase."""
    return unlocking.open_station(folder, unlocking.prove_operator(folder, badge, passphrase), at=AT)


def code_of(folder: Path, badge: str, passphrase: str = PASSPHRASE) -> str:
    """With what code somebody is refused who must not get in."""
    try:
        sit(folder, badge, passphrase).station.close()
    except StationError as refused:
        return refused.code
    raise AssertionError(f"{badge} was let in")
