"""A station file made, opened, locked and brought up, and what is looked at before anybody works on it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import CannotOpen, Trouble
from db.files.connection import immediate, named_troubles, open_database, roomy, trouble
from db.files.file_lock import Lock, sync_folder
from db.journal.journal import Journal
from db.keys import keyslots
from db.station import migration, projections
from db.station.queries import CODE, NAME, OPERATOR, PRACTICE
from db.station.station import Act, Station
from db.station.verification import pages
from flows.case import actions as a
from flows.case.action_versions import LEVEL
from flows.case.admission import admit_station
from flows.case.roles import INIT, Role, Seat

if TYPE_CHECKING:
    from db.files.engine import Database

FILE, LOCK = "station.db", "station.lock"
#: An encrypted page has almost all values of a byte.
_PAGE, _RANDOM = 4096, 200
#: So many of the last records are looked at on each opening; the whole journal once a day.
_CHECKED_AT_START = 1000


def create_station_file(
    folder: Path,
    *,
    code: str,
    name: str,
    practice: bool,
    settings: Mapping[str, str],
    operators: Sequence[tuple[str, str]],
    at: str,
    key: bytes | None = None,
    station_id: str = "",
    also: Sequence[a.Action] = (),
) -> Station:
    """A new station in `folder` (made if need be), opened for writing.

    `code` names packets and numbers cases; `operators` are pairs of badge and role. All of it is
    journaled by the first operator (or "init"), `also` behind it. `key`: 32 bytes to encrypt it under; only a
    practice station does without. `db.access.vault.create_station` makes a station with its key slots. Raises
    CannotOpen(`station_exists`, `folder_read_only`, `key_missing`), InUse, NotAllowed.
    """
    if key is None and not practice:
        raise CannotOpen("key_missing")
    values = {CODE: code, NAME: name, PRACTICE: "1" if practice else "", **settings}
    values |= {OPERATOR + badge: role for badge, role in operators}
    by = operators[0][0] if operators else INIT
    said = [a.SetSetting(setting, value) for setting, value in values.items()]
    acts = [Act(action, "", by, at) for action in (*said, *also)]
    founder = Seat(by, Role.ADMINISTRATOR, practice)
    for act in acts:
        if getattr(act.action, "name", "") != PRACTICE:
            admit_station(act.action, founder)
    lock = _lock_folder(folder, make=True)
    try:
        if (folder / FILE).exists():
            raise CannotOpen("station_exists")
        with named_troubles():
            level = Act(a.RaiseLevel(LEVEL), "", INIT, at)
            _write_new(folder, [level, *acts], key, station_id or new_id())
        return _open_locked(folder, lock, key)
    except BaseException:
        lock.release()
        raise


def open_station_file(folder: Path, *, key: bytes | None = None, readonly: bool = False) -> Station:
    """The station in `folder`; `readonly` works beside a running writer and changes nothing.

    `key`: the data key (see `db.access.vault`), None for a practice station. A file of an older form is brought to
    the present one, and a copy of it kept. Raises CannotOpen(`folder_missing`, `not_a_station`, `newer_station`,
    `older_station`, `damaged`, `folder_read_only`, `station_locked`, `not_encrypted`), InUse if another copy of
    the program writes here, Trouble if the disk refuses.
    """
    if not folder.is_dir():
        raise CannotOpen("folder_missing")
    if not (folder / FILE).is_file():
        raise CannotOpen("not_a_station")
    if key is None and keyslots.path(folder).is_file():
        raise CannotOpen("station_locked")
    if key is None and not _looks_plain(folder / FILE):
        raise CannotOpen("slots_missing")
    if readonly:
        return _open_locked(folder, None, key)
    lock = _lock_folder(folder, make=False)
    try:
        return _open_locked(folder, lock, key)
    except BaseException:
        lock.release()
        raise


def _open_locked(folder: Path, lock: Lock | None, key: bytes | None) -> Station:
    """The station, opened under the lock that its writer holds; None for a reader."""
    with named_troubles():
        try:
            database = open_database(folder / FILE, key=key, readonly=lock is None)
        except Exception as fault:
            _refine_fault(fault)
            raise
        try:
            migration.form(database)
            station = Station(folder, database, lock, key)
            if key is None and not _began_as_practice(station.journal):
                raise CannotOpen("not_encrypted")
            migration.bring_up(database, folder, writing=lock is not None)
            if lock is not None:
                check_start(database, station.journal, encrypted=key is not None)
                if migration.meta(database, "projections") != projections.FORM:
                    station.rebuild()
            return station
        except BaseException:
            database.conn.close()
            raise


def _began_as_practice(journal: Journal) -> bool:
    """What the journal says: the rows may be empty yet, where an older form was being brought up."""
    settings = (entry.action for entry in journal.entries("") if isinstance(entry.action, a.SetSetting))
    return next((setting.value for setting in settings if setting.name == PRACTICE), "") == "1"


def check_start(database: Database, journal: Journal, *, encrypted: bool) -> None:
    """What is looked at on each opening for writing: every page whole, the last records in their chain.

    Raises CannotOpen(`damaged`, `journal_differs`).
    """
    # What the power has cut short in the file itself may be whole in the log: that is copied back first. While a
    # reader holds it up, the pages are looked at through the log alone.
    busy = database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    with roomy(database):
        if encrypted and not busy and database.conn.execute("PRAGMA cipher_integrity_check").fetchone():
            raise CannotOpen("damaged")
        if pages(database) is not None:
            raise CannotOpen("damaged")
        if journal.chain.verify_end(_CHECKED_AT_START) is not None:
            raise CannotOpen("journal_differs")


def _looks_plain(path: Path) -> bool:
    """Whether a file is not encrypted, or is no whole database anyway."""
    with named_troubles(), path.open("rb") as file:
        head = file.read(_PAGE)
    return len(head) < _PAGE or head.startswith(b"SQLite format 3\0") or len(set(head)) < _RANDOM


def _lock_folder(folder: Path, *, make: bool) -> Lock:
    try:
        if make:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise CannotOpen("folder_read_only") from fault
    return Lock(folder / LOCK)


def new_id() -> str:
    """What a station is told by from every other one; random."""
    return secrets.token_hex(16)


def _write_new(folder: Path, acts: Sequence[Act], key: bytes | None, station_id: str) -> None:
    """Write the station under another name first: a crash leaves no half station behind."""
    unfinished = folder / (FILE + ".new")
    for suffix in ("", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    database = open_database(unfinished, key=key)
    try:
        with immediate(database):
            migration.create_tables(database)
            for name, value in (("station_id", station_id), ("projections", projections.FORM)):
                migration.set_meta(database, name, value)
            journal = Journal(database, station_id)
            for act in acts:
                entry = journal.append(act.action, case_id="", operator=act.operator, at=act.at)
                projections.keep_station(database, entry)
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.conn.close()
    unfinished.chmod(0o600)
    unfinished.replace(folder / FILE)
    sync_folder(folder)
    # The folder itself may be new.
    sync_folder(folder.parent)


def _refine_fault(fault: Exception) -> None:
    """A station that cannot be written is told apart from a disk that fails."""
    named = trouble(fault)
    if isinstance(named, Trouble) and named.code == "readonly":
        raise CannotOpen("folder_read_only") from fault
