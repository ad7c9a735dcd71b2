"""The county's file: its tables, how it is opened, and the few questions that everything else asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from db.errors import CannotOpen, CountyError
from db.files.connection import connect, immediate, named_troubles
from db.files.file_lock import Lock, sync_folder
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
        self.practice = self._meta("practice") == "1"

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
                return cls(path, connect(path), lock)
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
                database = connect(path, readonly=readonly)
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
        return self._meta(OFFICE)

    def name_office(self, name: str) -> None:
        """Say what the county calls itself from now on. Raises CountyError(`county_office`)."""
        if not is_office(name):
            raise CountyError("county_office")
        with named_troubles(), self.writing():
            self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", OFFICE, name)

    # ---- SQL

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction of the one writer."""
        if self._lock is None:
            raise CountyError("opened_for_reading")
        with immediate(self._database):
            yield

    def execute(self, sql: str, *params: object) -> None:
        """Run one statement inside `writing`."""
        self._database.conn.execute(sql, params)

    def _meta(self, name: str) -> str:
        row = self.one("SELECT value FROM meta WHERE name = ?", name)
        return str(row[0]) if row else ""

    def one(self, sql: str, *params: object) -> Any:  # noqa: ANN401 - a row is what the query asks for
        """The first row of a query, or None."""
        return self._database.conn.execute(sql, params).fetchone()

    def all(self, sql: str, *params: object) -> list[Any]:
        """All rows of a query."""
        return self._database.conn.execute(sql, params).fetchall()

    def count(self, sql: str, *params: object) -> int:
        """The one number that a query asks for."""
        return int(self.one(sql, *params)[0])


def _write_new(path: Path, practice: bool, office: str) -> None:
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    database = connect(unfinished)
    try:
        with immediate(database):
            for statement in _TABLES.values():
                database.conn.execute(statement)
            said = {"form": f"county {FORM}", "practice": "1" if practice else "", OFFICE: office}
            database.conn.executemany("INSERT INTO meta VALUES (?, ?)", said.items())
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.conn.close()
    unfinished.chmod(0o600)
    unfinished.replace(path)
    sync_folder(path.parent)


def _form(database: Database) -> int:
    tables = {row[0] for row in database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"meta", "packets", "records"} <= tables:
        raise CannotOpen("not_a_county")
    row = database.conn.execute("SELECT value FROM meta WHERE name = 'form'").fetchone()
    kind, _, form = str(row[0] if row else "").partition(" ")
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
    execute = database.conn.execute
    old = {name: execute(f"SELECT * FROM {name}").fetchall() for name in _OF_FORM_2}  # noqa: S608 - our own names
    for name in ("records_by_number", "records_by_case", "decisions_by_case"):
        execute(f"DROP INDEX {name}")
    for name in reversed(_OF_FORM_2):
        execute(f"DROP TABLE {name}")
    for name in (*_OF_FORM_2, "records_by_number", "records_by_case", "decisions_by_case"):
        execute(_TABLES[name])
    for station, packet, *rest in old["packets"]:
        _insert(database, "packets", (station, 0, packet, *rest))
    decided_on: dict[tuple[str, str, int], str] = {}
    for station, case_id, packet, revision, result, note, kept, status, number, body in old["records"]:
        named = hashlib.sha256(body.encode()).hexdigest()
        if kept:
            decided_on[station, case_id, revision] = named
        row = (station, case_id, 0, packet, revision, result, note, kept, status, number, named, body)
        _insert(database, "records", row)
    for number_of, station, case_id, revision, *rest in old["decisions"]:
        named = decided_on[station, case_id, revision]
        _insert(database, "decisions", (number_of, station, case_id, revision, named, *rest))
    execute("INSERT OR IGNORE INTO meta VALUES (?, '')", (OFFICE,))
    execute("UPDATE meta SET value = ? WHERE name = 'form'", (f"county {FORM}",))


def _insert(database: Database, table: str, row: tuple[object, ...]) -> None:
    places = ", ".join("?" * len(row))
    database.conn.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608 - our own names
