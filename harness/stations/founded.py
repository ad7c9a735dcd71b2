"""A station founded once and copied for each test: deriving keys from passphrases costs more than the rest of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db.keys.keyslots import Keyring
from db.station.opening import LOCK, open_station_file
from db.station.station import Station
from flows.case import actions as a
from flows.case.entry import Entry
from harness.stations.intake import ADMINISTRATOR, APPROVER, AT, CODE, held, new_station
from harness.stations.kept_folder import kept_folder

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from db.files.engine import Database


class Founded(NamedTuple):
    """The folder of a station that is only copied, and what its reviewer and its administrator hold."""

    folder: Path
    reviewer: Keyring
    administrator: Keyring

    def copied(self, place: Path) -> Path:
        """A copy of the folder at `place`, where no station is yet."""
        shutil.copytree(self.folder, place, ignore=shutil.ignore_patterns(LOCK), dirs_exist_ok=True)
        return place

    def opened(self, folder: Path, *, readonly: bool = False) -> Station:
        """The copy in `folder` opened; its reviewer can sign."""
        station = open_station_file(folder, key=self.reviewer.key, readonly=readonly)
        station.sit_down(APPROVER, self.reviewer.signer)
        return station


def found(folder: Path, code: str = CODE) -> Founded:
    """A new station in `folder`, closed again."""
    new_station(folder, code=code).close()
    return Founded(folder, held(folder, APPROVER), held(folder, ADMINISTRATOR))


@cache
def _kept(code: str) -> Founded:
    return found(kept_folder("founded-") / "station", code)


def copied_station(folder: Path, *, code: str = CODE) -> Station:
    """What `new_station` makes, as a copy of one that is made once a process; two of a code are the same station."""
    founded = _kept(code)
    return founded.opened(founded.copied(folder))


@contextmanager
def unguarded(database: Database) -> Iterator[None]:
    """The triggers taken away, as somebody takes them who has the key, and put back to the letter."""
    execute = database.conn.execute
    database.conn.commit()
    kept = execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    execute("PRAGMA foreign_keys = OFF")
    for name, _sql in kept:
        execute(f"DROP TRIGGER {name}")
    try:
        yield
    finally:
        for _name, sql in kept:
            execute(sql)
        database.conn.commit()
        execute("PRAGMA foreign_keys = ON")


def slip_in(
    station: Station,
    *actions: a.Action,
    case_id: str,
    operator: str,
    at: str = AT,
    signer: Ed25519PrivateKey | None = None,
) -> Entry:
    """Records that the program was not asked for, their hashes right; `signer` signs the last one, which is given."""
    with unguarded(station._database):
        entries = [
            station.journal.append(
                action, case_id=case_id, operator=operator, at=at,
                signer=signer if place == len(actions) else None,
            )
            for place, action in enumerate(actions, 1)
        ]  # fmt: skip
    return entries[-1]


def tamper(station: Station, *statements: str) -> None:
    """Change the open file as somebody would who has the key and an SQLite shell."""
    with unguarded(station._database):
        for statement in statements:
            station._database.conn.execute(statement)
