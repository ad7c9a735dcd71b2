"""A station from before there were keys: brought under one, with slots for its operators.

The encrypted file is made beside the plain one and takes its place in one rename. What the plain one held may still
lie in free blocks of the disk: only a new disk, or one that is wiped, is free of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from db.access import unlocking
from db.access.unlocking import BESIDE
from db.access.vault import Newcomer, first_slots
from db.errors import CannotOpen, StationError
from db.files.connection import named_troubles, open_database, raw_key
from db.files.file_lock import Lock, sync_folder
from db.keys import keyslots, sealing
from db.keys.keyslots import Cost
from db.keys.passphrases import check_passphrase, new_recovery_key
from db.register.provenance import REGISTER
from db.station.migration import OUTBOX
from db.station.opening import FILE, LOCK
from db.station.queries import OPERATOR
from db.station.station import Act
from flows.case import actions as a
from flows.case.roles import Role


def operators(folder: Path) -> dict[str, str]:
    """Role by badge in the plain station in `folder`. Raises CannotOpen(`not_a_station`, `encrypted_already`)."""
    if not (folder / FILE).is_file():
        raise CannotOpen("not_a_station")
    if keyslots.path(folder).is_file() and not _is_plain(folder / FILE):
        raise CannotOpen("encrypted_already")
    with named_troubles():
        database = open_database(folder / FILE, readonly=True)
        try:
            rows = database.conn.execute("SELECT name, value FROM settings WHERE value <> ''").fetchall()
        finally:
            database.conn.close()
    return {name.removeprefix(OPERATOR): role for name, role in rows if name.startswith(OPERATOR)}


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"


def encrypt_station(folder: Path, people: Sequence[Newcomer], *, at: str, cost: Cost | None = None) -> str:
    """Encrypt the plain station in `folder` with its register; gives the recovery key, to be printed.

    `people`: all its operators with a passphrase each, and one administrator among them (who may be new). Cut short,
    it is begun again: until the last rename the plain file is the station. Raises InUse, CannotOpen, SlotsError,
    StationError(`administrator_missing`), Trouble.
    """
    if all(person.role != Role.ADMINISTRATOR for person in people):
        raise StationError("administrator_missing")
    for person in people:
        check_passphrase(person.passphrase, person.badge)
    key, recovery = sealing.new_key(), new_recovery_key()
    lock = Lock(folder / LOCK)
    try:
        with named_troubles():
            slots, _signer = first_slots(_station_id(folder), key, people, recovery, cost or sealing.calibrate_cost())
            beside = _made_beside(folder, key, slots)
            _tell_the_journal(beside, people, sealing.open_slot(slots, "", recovery), at)
            _take_its_place(beside, folder)
    finally:
        lock.release()
    return recovery


def _made_beside(folder: Path, key: bytes, slots: keyslots.Slots) -> Path:
    """A whole encrypted station in a folder of its own, with all that the plain one had."""
    beside = folder / BESIDE
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    for name in (FILE, REGISTER):
        _export_encrypted(folder / name, beside / name, key)
    if (folder / OUTBOX).is_dir():
        shutil.copytree(folder / OUTBOX, beside / OUTBOX)
    keyslots.write_slots(beside, slots)
    return beside


def _take_its_place(beside: Path, folder: Path) -> None:
    # Slots open nothing without the station, and are written once more; from the station on, `open_station` finishes.
    for name in (keyslots.FILE, FILE, REGISTER):
        if (beside / name).is_file():
            (beside / name).replace(folder / name)
            sync_folder(folder)
    folder.chmod(0o700)
    shutil.rmtree(folder / OUTBOX, ignore_errors=True)
    shutil.rmtree(beside, ignore_errors=True)


def _station_id(folder: Path) -> str:
    database = open_database(folder / FILE)
    try:
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return str(database.conn.execute("SELECT value FROM meta WHERE name = 'station_id'").fetchone()[0])
    finally:
        database.conn.close()


def _export_encrypted(path: Path, made: Path, key: bytes) -> None:
    """Write the plain file at `path` anew under `key`, whole and synced; one that is encrypted already is left out."""
    if not path.is_file() or not _is_plain(path):
        return
    database = open_database(path, readonly=True)
    try:
        database.conn.execute(f"ATTACH DATABASE ? AS sealed KEY \"{raw_key(key)}\"", (str(made),))
        database.conn.execute("SELECT sqlcipher_export('sealed')")
        database.conn.execute("DETACH DATABASE sealed")
    finally:
        database.conn.close()
    made.chmod(0o600)
    handle = os.open(made, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _tell_the_journal(folder: Path, people: Sequence[Newcomer], held: keyslots.Keyring, at: str) -> None:
    opened = unlocking.open_station(folder, held, at=at)
    with opened.station as station:
        known = station.queries.operators()
        roles = [
            Act(a.SetSetting(OPERATOR + one.badge, one.role), "", opened.badge, at)
            for one in people
            if known.get(one.badge) != one.role
        ]
        if roles:
            station.append_acts(roles)
