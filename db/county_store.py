"""The county's file: its tables, how it is opened, and the few questions that everything else asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from db.connection import connect, immediate, named_troubles
from db.errors import CannotOpen, CountyError
from db.lock import Lock, sync_folder

if TYPE_CHECKING:
    from db.engine import Database

FILE = "county.db"
FORM = 1

_TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE packets (
    station TEXT NOT NULL, packet INTEGER NOT NULL, sha256 TEXT NOT NULL UNIQUE, previous TEXT NOT NULL,
    head_seq INTEGER NOT NULL, head_hash TEXT NOT NULL, records INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (station, packet))""",
    # one row for each record of each packet; `kept` = it is a revision of its own and not a repetition
    """CREATE TABLE records (
    station TEXT NOT NULL, case_id TEXT NOT NULL, packet INTEGER NOT NULL, revision INTEGER NOT NULL,
    result TEXT NOT NULL, note TEXT NOT NULL, kept INTEGER NOT NULL, status TEXT NOT NULL,
    number TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (station, case_id, packet), FOREIGN KEY (station, packet) REFERENCES packets)""",
    "CREATE INDEX records_by_number ON records (number) WHERE number <> ''",
    "CREATE INDEX records_by_case ON records (case_id)",
    """CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, station TEXT NOT NULL, case_id TEXT NOT NULL, revision INTEGER NOT NULL,
    event TEXT NOT NULL, ground TEXT NOT NULL, field TEXT NOT NULL, note TEXT NOT NULL,
    number TEXT NOT NULL, registered_on TEXT NOT NULL, officer TEXT NOT NULL, at TEXT NOT NULL)""",
    "CREATE INDEX decisions_by_case ON decisions (station, case_id)",
    """CREATE TABLE quarantine (
    sha256 TEXT PRIMARY KEY, code TEXT NOT NULL, params TEXT NOT NULL, at TEXT NOT NULL)""",
    """CREATE TABLE acknowledgements (
    station TEXT NOT NULL, ack INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (station, ack))""",
)


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
    def create(cls, place: Path, *, practice: bool) -> Self:
        """A new store at `place` (folder or file). Raises CannotOpen(`county_exists`, `folder_read_only`)."""
        path = store_path(place)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise CannotOpen("folder_read_only") from fault
        lock = Lock(path.with_suffix(".lock"))
        try:
            if path.exists():
                raise CannotOpen("county_exists")
            with named_troubles():
                _write_new(path, practice)
                return cls(path, connect(path), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, place: Path, *, readonly: bool = False) -> Self:
        """The store at `place`. Raises CannotOpen(`no_county`, `not_a_county`, `newer_county`), InUse."""
        path = store_path(place)
        if not path.is_file():
            raise CannotOpen("no_county")
        lock = None if readonly else Lock(path.with_suffix(".lock"))
        try:
            with named_troubles():
                database = connect(path, readonly=readonly)
                try:
                    _check_form(database)
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


def _write_new(path: Path, practice: bool) -> None:
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    database = connect(unfinished)
    try:
        with immediate(database):
            for statement in _TABLES:
                database.conn.execute(statement)
            for name, value in (("form", f"county {FORM}"), ("practice", "1" if practice else "")):
                database.conn.execute("INSERT INTO meta VALUES (?, ?)", (name, value))
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.conn.close()
    unfinished.chmod(0o600)
    unfinished.replace(path)
    sync_folder(path.parent)


def _check_form(database: Database) -> None:
    tables = {row[0] for row in database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"meta", "packets", "records"} <= tables:
        raise CannotOpen("not_a_county")
    row = database.conn.execute("SELECT value FROM meta WHERE name = 'form'").fetchone()
    kind, _, form = str(row[0] if row else "").partition(" ")
    if kind != "county" or not form.isdigit():
        raise CannotOpen("not_a_county")
    if int(form) > FORM:
        raise CannotOpen("newer_county", form=int(form), known=FORM)
