"""The county's file: its tables, how it is opened, and the few questions that everything else asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from db.errors import CannotOpen, CountyError
from db.files.connection import immediate, named_troubles, open_database
from db.files.file_lock import Lock, sync_folder
from db.files.tables import first_row, table
from db.files.whole_files import make_folder
from flows.case.county_decision import is_office

if TYPE_CHECKING:
    from db.files.engine import Database

FILE = "county.db"
#: A higher one was written by a newer program and is refused; form 1 did not say by which hash a record is named.
FORM = 2

OFFICE, BACKUPS = "office", "backups"

_TABLES = {
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # `restores`: how often the station had gone on from a copy; its numbers may stand twice, once on each side
    "packets": """CREATE TABLE packets (
    station TEXT NOT NULL, restores INTEGER NOT NULL, packet INTEGER NOT NULL, sha256 TEXT NOT NULL UNIQUE,
    previous TEXT NOT NULL, head_seq INTEGER NOT NULL, head_hash TEXT NOT NULL, records INTEGER NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (station, restores, packet))""",
    # one row for each record of each packet; `kept` = it is a revision of its own and not a repetition
    "records": """CREATE TABLE records (
    station TEXT NOT NULL, case_id TEXT NOT NULL, restores INTEGER NOT NULL, packet INTEGER NOT NULL,
    revision INTEGER NOT NULL, result TEXT NOT NULL, note TEXT NOT NULL, kept INTEGER NOT NULL,
    status TEXT NOT NULL, number TEXT NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (station, case_id, restores, packet),
    FOREIGN KEY (station, restores, packet) REFERENCES packets)""",
    "records_by_number": "CREATE INDEX records_by_number ON records (number) WHERE number <> ''",
    "records_by_case": "CREATE INDEX records_by_case ON records (case_id)",
    # `record` is the SHA-256 of the record that was decided on
    "decisions": """CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, station TEXT NOT NULL, case_id TEXT NOT NULL, revision INTEGER NOT NULL,
    record TEXT NOT NULL, event TEXT NOT NULL, ground TEXT NOT NULL, field TEXT NOT NULL, note TEXT NOT NULL,
    number TEXT NOT NULL, registered_on TEXT NOT NULL, officer TEXT NOT NULL, at TEXT NOT NULL)""",
    "decisions_by_case": "CREATE INDEX decisions_by_case ON decisions (station, case_id)",
    "quarantine": """CREATE TABLE quarantine (
    sha256 TEXT PRIMARY KEY, code TEXT NOT NULL, params TEXT NOT NULL, at TEXT NOT NULL)""",
    "acknowledgements": """CREATE TABLE acknowledgements (
    station TEXT NOT NULL, ack INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (station, ack))""",
}
#: What form 2 has made anew, in the order in which rows may be put back.
_OF_FORM_2 = ("packets", "records", "decisions")
_INDEXES_OF_FORM_2 = {
    "records_by_number": "records", "records_by_case": "records", "decisions_by_case": "decisions"
}  # fmt: skip


def store_path(place: Path) -> Path:
    """The store's file: `place` itself if it is named like a file, `county.db` in it otherwise."""
    return place if place.suffix else place / FILE


class CountyStore:
    """An open county store; one writer at a time."""

    def __init__(self, path: Path, database: Database, lock: Lock | None) -> None:
        """Use `create` or `open`."""
        self.path = path
        self._database = database
        self._lock = lock
        self._meta = table(database, "meta")
        self.packets = table(database, "packets")
        self.records = table(database, "records")
        self.decisions = table(database, "decisions")
        self.quarantine = table(database, "quarantine")
        self.acknowledgements = table(database, "acknowledgements")
        self.practice = self._read_meta("practice") == "1"

    @classmethod
    def create(cls, place: Path, *, practice: bool, office: str = "") -> Self:
        """A new store at `place` (folder or file); `office`: what the county calls itself.

        Raises CannotOpen(`county_exists`, `folder_read_only`), CountyError(`county_office`).
        """
        path = store_path(place)
        if office and not is_office(office):
            raise CountyError("county_office")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise CannotOpen("folder_read_only") from fault
        lock = Lock(path.with_suffix(".lock"))
        try:
            if path.exists():
                raise CannotOpen("county_exists")
            with named_troubles():
                _write_new(path, practice, office)
                return cls(path, open_database(path), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, place: Path, *, readonly: bool = False) -> Self:
        """The store at `place`; one of form 1 is brought up, and a copy of it kept in `backups/` beside it.

        Raises CannotOpen(`no_county`, `not_a_county`, `newer_county`, `older_county`), InUse.
        """
        path = store_path(place)
        if not path.is_file():
            raise CannotOpen("no_county")
        lock = None if readonly else Lock(path.with_suffix(".lock"))
        try:
            with named_troubles():
                database = open_database(path, readonly=readonly)
                try:
                    _bring_up(database, path, writing=not readonly)
                    return cls(path, database, lock)
                except BaseException:
                    database.conn.close()
                    raise
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    def close(self) -> None:
        """Close the store; harmless when done twice."""
        self._database.conn.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def office(self) -> str:
        """What the county calls itself in its acknowledgements; empty if nobody has said."""
        return self._read_meta(OFFICE)

    def name_office(self, name: str) -> None:
        """Say what the county calls itself from now on. Raises CountyError(`county_office`)."""
        if not is_office(name):
            raise CountyError("county_office")
        with named_troubles(), self.transaction():
            self._meta.insert({"name": OFFICE, "value": name}, replace=True)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction of the one writer."""
        if self._lock is None:
            raise CountyError("opened_for_reading")
        with immediate(self._database):
            yield

    def _read_meta(self, name: str) -> str:
        row = first_row(self._meta, "name = ?", [name])
        return str(row["value"]) if row else ""


def _write_new(path: Path, practice: bool, office: str) -> None:
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    database = open_database(unfinished)
    try:
        with immediate(database):
            for statement in _TABLES.values():
                database.conn.execute(statement)
            said = {"form": f"county {FORM}", "practice": "1" if practice else "", OFFICE: office}
            table(database, "meta").insert_all({"name": name, "value": value} for name, value in said.items())
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.conn.close()
    unfinished.chmod(0o600)
    unfinished.replace(path)
    sync_folder(path.parent)


def _form(database: Database) -> int:
    if not {"meta", "packets", "records"}.issubset(database.table_names()):
        raise CannotOpen("not_a_county")
    row = first_row(table(database, "meta"), "name = 'form'")
    kind, _, form = str(row["value"] if row else "").partition(" ")
    if kind != "county" or not form.isdecimal() or int(form) < 1:
        raise CannotOpen("not_a_county")
    if int(form) > FORM:
        raise CannotOpen("newer_county", form=int(form), known=FORM)
    return int(form)


# ---- an older store


def _bring_up(database: Database, path: Path, *, writing: bool) -> None:
    """Bring a store of form 1 to the present form, in one transaction, with a copy of it kept first."""
    if _form(database) == FORM:
        return
    if not writing:
        raise CannotOpen("older_county")
    _keep_copy(database, path)
    # Tables that point at each other are made anew one after the other.
    database.conn.execute("PRAGMA foreign_keys = OFF")
    with immediate(database):
        _to_form_2(database)
    database.conn.execute("PRAGMA foreign_keys = ON")


def _keep_copy(database: Database, path: Path) -> None:
    make_folder(path.parent / BACKUPS)
    copy = path.parent / BACKUPS / f"{path.stem}-form1.db"
    # An attempt that was cut short may have left a half one; the store itself is still the old one then.
    copy.unlink(missing_ok=True)
    database.conn.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)


def _to_form_2(database: Database) -> None:
    """Each record gets the hash of its line, which is its body as it was kept; each decision that of its record."""
    # Not by `transform`: a store that was brought up must have the tables of a new one to the letter.
    old = {name: list(database.table(name).rows) for name in _OF_FORM_2}
    for name, indexed in _INDEXES_OF_FORM_2.items():
        database.table(indexed).drop_index(name)
    for name in reversed(_OF_FORM_2):
        database.table(name).drop()
    for name in (*_OF_FORM_2, *_INDEXES_OF_FORM_2):
        database.execute(_TABLES[name])
    database.table("packets").insert_all({**row, "restores": 0} for row in old["packets"])
    records = [_with_record_hash(row) for row in old["records"]]
    database.table("records").insert_all(records)
    decided_on = {
        (row["station"], row["case_id"], row["revision"]): row["sha256"] for row in records if row["kept"]
    }
    database.table("decisions").insert_all(
        {**row, "record": decided_on[row["station"], row["case_id"], row["revision"]]}
        for row in old["decisions"]
    )
    meta = database.table("meta")
    meta.insert({"name": OFFICE, "value": ""}, ignore=True)
    meta.update("form", {"value": f"county {FORM}"})


def _with_record_hash(row: dict[str, Any]) -> dict[str, Any]:
    """A record of form 1 as form 2 keeps it: of no restore, and with the hash of its line."""
    return {**row, "restores": 0, "sha256": hashlib.sha256(row["body"].encode()).hexdigest()}
