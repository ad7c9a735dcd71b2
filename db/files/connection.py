"""The one place where a connection to an SQLite file is opened, and where its troubles get their names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.errors import CannotOpen, StationError, Trouble
from db.files.engine import Database, sqlite3

#: Seconds to wait for a lock: readers never hold one for long, the writer is alone (db.files.file_lock).
BUSY_SECONDS = 5.0
KEY_BYTES = 32

# What SQLite does not do unasked. Little cache, for the system keeps the pages as well, and a writer is open all day
# while its file grows. FULL, since NORMAL loses what was shown as saved when the power fails.
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -1024",
)
#: Kilobytes of cache while a whole file is looked through.
_CHECKING = 65_536

_WRITING = ("PRAGMA cache_size = -512", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")

_FULL, _IOERR, _READONLY, _BUSY, _LOCKED, _CANTOPEN, _CORRUPT, _NOTADB = 13, 10, 8, 5, 6, 14, 11, 26
_CODES = {
    _FULL: "disk_full", _IOERR: "disk_fault", _READONLY: "readonly", _BUSY: "disk_busy",
    _LOCKED: "disk_busy", _CANTOPEN: "disk_fault",
}  # fmt: skip
_WORDS = {
    "disk is full": "disk_full", "disk i/o error": "disk_fault", "readonly": "readonly",
    "locked": "disk_busy", "unable to open": "disk_fault",
}  # fmt: skip
_DAMAGE = ("malformed", "not a database", "no such table", "no such column", "could not decode")


def open_database(path: Path, *, key: bytes | None = None, readonly: bool = False) -> Database:
    """An open connection to the file at `path`, with the house's pragmas; `readonly` never changes a byte.

    `key`: the 32 bytes under which the file is encrypted; None for one that is not (practice, the county's).
    Raises what SQLite raises (put `named_troubles` around it) for a file that cannot be opened; with another key
    than the file's that is the same as for a damaged one.
    """
    uri = path.absolute().as_uri()
    connection = _readonly(uri, path, key) if readonly else _connect_with_key(f"{uri}?mode=rwc", key)
    try:
        for pragma in _PRAGMAS if readonly else (*_PRAGMAS, *_WRITING):
            connection.execute(pragma)
        return Database(connection, execute_plugins=False)
    except BaseException:
        connection.close()
        raise


def _connect_with_key(uri: str, key: bytes | None) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
    # It would write its complaints on the terminal, over the screen.
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        connection.execute(f"PRAGMA key = \"{raw_key(key)}\"")
    return connection


def raw_key(key: bytes) -> str:
    """`key` (32 bytes) as SQLCipher takes it, without deriving another one from it."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return f"x'{key.hex()}'"


@contextmanager
def roomy(database: Database) -> Iterator[None]:
    """More cache while a whole file is looked through; afterwards it is given back."""
    (working,) = database.conn.execute("PRAGMA cache_size").fetchone()
    database.conn.execute(f"PRAGMA cache_size = -{_CHECKING}")
    try:
        yield
    finally:
        database.conn.execute(f"PRAGMA cache_size = {int(working)}")
        database.conn.execute("PRAGMA shrink_memory")


def _readonly(uri: str, path: Path, key: bytes | None) -> sqlite3.Connection:
    connection = _connect_with_key(f"{uri}?mode=ro", key)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except sqlite3.OperationalError:
        # A WAL file wants its helpers beside it. On a medium that cannot be written and with nothing
        # waiting in the log, the file alone is whole.
        connection.close()
        waiting = path.with_name(path.name + "-wal")
        if waiting.exists() and waiting.stat().st_size:
            raise
        connection = _connect_with_key(f"{uri}?mode=ro&immutable=1", key)
    return connection


@contextmanager
def immediate(database: Database) -> Iterator[None]:
    """A transaction that takes the writer's place at once; undone as a whole by any exception."""
    database.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.conn.execute("COMMIT")
    except BaseException:
        roll_back(database)
        raise


def roll_back(database: Database) -> None:
    """Roll back what is open; a full disk may have rolled it back already."""
    if database.conn.in_transaction:
        database.conn.rollback()


@contextmanager
def named_troubles() -> Iterator[None]:
    """Turn what SQLite and the system raise into our own errors, without a word of content or path."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        named = trouble(fault)
        if named is None:
            raise
        raise named from fault
    except OSError as fault:
        raise Trouble(_OS_CODES.get(fault.errno or 0, "disk_fault")) from fault


_OS_CODES = {28: "disk_full", 122: "disk_full", 30: "readonly", 13: "readonly", 1: "readonly"}


def trouble(fault: Exception) -> StationError | None:
    """Our error for one of SQLite's: Trouble where another try may help, CannotOpen(damaged) where not.

    None for what is neither the disk's nor the file's fault but the program's own.
    """
    number = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if number in (_CORRUPT, _NOTADB):
        return CannotOpen("damaged")
    if number in _CODES:
        return Trouble(_CODES[number])
    text = str(fault).lower()
    for words, code in _WORDS.items():
        if words in text:
            return Trouble(code)
    return CannotOpen("damaged") if any(words in text for words in _DAMAGE) else None
