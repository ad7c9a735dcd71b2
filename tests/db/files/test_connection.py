"""A connection to a file of ours: what SQLite does not do unasked, and the names of what it and the disk refuse."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from db.errors import CannotOpen, StationError, Trouble
from db.files import connection
from db.files.connection import immediate, named_troubles, open_database, raw_key, roll_back, roomy, trouble
from db.files.engine import sqlite3
from harness.refusals import refused

KEY = bytes(range(32))


def asked(database, pragma: str) -> object:
    return database.conn.execute(f"PRAGMA {pragma}").fetchone()[0]


def fault_of(words: str, number: int | None = None) -> Exception:
    fault = sqlite3.OperationalError(words)
    if number is not None:
        fault.sqlite_errorcode = number
    return fault


def made(path: Path, key: bytes | None = None) -> Path:
    database = open_database(path, key=key)
    database.conn.execute("CREATE TABLE papers (name TEXT)")
    database.conn.execute("INSERT INTO papers VALUES ('a')")
    database.conn.commit()
    database.conn.close()
    return path


def test_a_writer_keeps_what_was_shown_as_saved_and_reads_nothing_that_is_foreign(tmp_path: Path):
    database = open_database(tmp_path / "x.db")
    said = {name: asked(database, name) for name in (
        "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "temp_store", "secure_delete", "cache_size",
    )}  # fmt: skip
    database.conn.close()
    # FULL is 2, and so is "in memory"
    assert said == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "temp_store": 2,
        "secure_delete": 1, "cache_size": -512,
    }  # fmt: skip


def test_a_reader_changes_nothing_and_makes_no_file(tmp_path: Path):
    path = made(tmp_path / "x.db")
    database = open_database(path, readonly=True)
    assert (asked(database, "foreign_keys"), asked(database, "cache_size")) == (1, -1024)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.conn.execute("INSERT INTO papers VALUES ('b')")
    database.conn.close()
    with pytest.raises(sqlite3.OperationalError):
        open_database(tmp_path / "nowhere.db", readonly=True)
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.parametrize("other", [None, bytes(32)])
def test_under_another_key_or_none_a_file_is_as_good_as_damaged(tmp_path: Path, other: bytes | None):
    path = made(tmp_path / "x.db", KEY)
    for readonly in (True, False):
        with refused(CannotOpen, "damaged"), named_troubles():
            open_database(path, key=other, readonly=readonly)
    database = open_database(path, key=KEY)
    assert database.conn.execute("SELECT name FROM papers").fetchall() == [("a",)]
    database.conn.close()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_none(length: int):
    with pytest.raises(ValueError, match="32 bytes"):
        raw_key(bytes(length))
    assert raw_key(KEY) == "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'"


def in_a_readonly_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A medium on which SQLite cannot lay its helpers beside the file: only an immutable file is read."""
    real = connection._connect_with_key

    class Unreadable:
        def __init__(self, inner: sqlite3.Connection) -> None:
            self.inner = inner

        def execute(self, *_: object) -> None:
            raise sqlite3.OperationalError("unable to open database file")

        def close(self) -> None:
            self.inner.close()

    monkeypatch.setattr(
        connection, "_connect_with_key",
        lambda uri, key: real(uri, key) if "immutable=1" in uri else Unreadable(real(uri, key)),
    )  # fmt: skip


def test_from_a_medium_that_cannot_be_written_a_file_is_read_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = made(tmp_path / "x.db")
    in_a_readonly_place(monkeypatch)
    log = path.with_name("x.db-wal")
    for waiting in (None, b""):
        if waiting is not None:
            log.write_bytes(waiting)
        database = open_database(path, readonly=True)
        assert database.conn.execute("SELECT name FROM papers").fetchall() == [("a",)]
        database.conn.close()
    # what waits in the log would be missing
    log.write_bytes(b"something")
    with pytest.raises(sqlite3.OperationalError):
        open_database(path, readonly=True)


def test_a_connection_that_could_not_be_made_ready_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    closed: list[bool] = []

    class Told(sqlite3.Connection):
        def close(self) -> None:
            closed.append(True)
            super().close()

    monkeypatch.setattr(
        connection, "_connect_with_key", lambda uri, key: sqlite3.connect(":memory:", factory=Told)
    )
    monkeypatch.setattr(connection, "_WRITING", ("NO SUCH PRAGMA",))
    with pytest.raises(sqlite3.OperationalError):
        open_database(tmp_path / "x.db")
    assert closed == [True]


def test_more_cache_while_a_file_is_looked_through_and_no_longer(tmp_path: Path):
    database = open_database(tmp_path / "x.db")
    seen: list[object] = []

    def cut_short() -> None:
        with roomy(database):
            seen.append(asked(database, "cache_size"))
            raise KeyError

    with pytest.raises(KeyError):
        cut_short()
    assert seen == [-65_536]
    assert asked(database, "cache_size") == -512
    database.conn.close()


def test_a_transaction_is_kept_whole_or_undone_whole(tmp_path: Path):
    database = open_database(made(tmp_path / "x.db"))
    with immediate(database):
        assert database.conn.in_transaction
        database.conn.execute("INSERT INTO papers VALUES ('b')")

    def interrupted() -> None:
        with immediate(database):
            database.conn.execute("INSERT INTO papers VALUES ('c')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not database.conn.in_transaction
    assert database.conn.execute("SELECT name FROM papers").fetchall() == [("a",), ("b",)]
    roll_back(database)  # nothing is open: nothing happens
    database.conn.close()


def test_a_transaction_takes_the_writers_place_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.0)
    one, other = open_database(made(tmp_path / "x.db")), open_database(tmp_path / "x.db")
    with immediate(one), refused(Trouble, "disk_busy"), named_troubles(), immediate(other):
        pass
    one.conn.close()
    other.conn.close()


#: What SQLite says, by its number (https://sqlite.org/rescode.html) or in words, and what we call it.
@pytest.mark.parametrize(
    ("words", "number", "kind", "code"),
    [
        ("?", 13, Trouble, "disk_full"), ("?", 10, Trouble, "disk_fault"), ("?", 8, Trouble, "readonly"),
        ("?", 5, Trouble, "disk_busy"), ("?", 6, Trouble, "disk_busy"), ("?", 14, Trouble, "disk_fault"),
        ("?", 11, CannotOpen, "damaged"), ("?", 26, CannotOpen, "damaged"),
        # an extended code holds the plain one in its lowest byte: a read error, a log that cannot be restored
        ("?", 266, Trouble, "disk_fault"), ("?", 267, CannotOpen, "damaged"),
        ("database or disk is full", None, Trouble, "disk_full"), ("Disk I/O error", None, Trouble, "disk_fault"),
        ("attempt to write a readonly database", None, Trouble, "readonly"),
        ("database table is locked", None, Trouble, "disk_busy"),
        ("unable to open database file", None, Trouble, "disk_fault"),
        ("database disk image is malformed", None, CannotOpen, "damaged"),
        ("file is not a database", None, CannotOpen, "damaged"), ("no such table: x", None, CannotOpen, "damaged"),
        ("no such column: x", None, CannotOpen, "damaged"),
        ("Could not decode to UTF-8 column 'data' with text 'PK'", None, CannotOpen, "damaged"),
    ],
)  # fmt: skip
def test_what_sqlite_refuses_has_our_name(
    words: str, number: int | None, kind: type[StationError], code: str
):
    named = trouble(fault_of(words, number))
    assert (type(named), named and named.code) == (kind, code)


def test_what_is_the_programs_own_fault_is_not_renamed():
    assert trouble(fault_of("UNIQUE constraint failed", 19)) is None
    with pytest.raises(sqlite3.IntegrityError), named_troubles():
        raise sqlite3.IntegrityError("UNIQUE constraint failed")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EROFS, "readonly"),
        (errno.EACCES, "readonly"), (errno.EPERM, "readonly"), (errno.EIO, "disk_fault"), (None, "disk_fault"),
    ],
)  # fmt: skip
def test_what_the_system_refuses_has_our_name_and_no_word_of_a_path(number: int | None, code: str):
    with refused(Trouble, code) as told, named_troubles():
        raise OSError("no number") if number is None else OSError(number, "no", "/a/path/of/somebody")
    assert "somebody" not in str(told.fault)
