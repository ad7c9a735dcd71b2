"""Where an import keeps what it has read until it is sorted: a file of its own beside the register, encrypted as it is.

Each step is written together with the word of how far it came, so an import that was killed goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.errors import CannotOpen
from db.files.connection import connect, named_troubles
from db.register.batches import FIELD
from db.register.errors import register_troubles
from db.register.extract import Reject
from db.register.plausibility import LeftOut

if TYPE_CHECKING:
    from db.files.engine import Database

_TABLES = """
CREATE TABLE progress (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE lines (id INTEGER PRIMARY KEY, township TEXT NOT NULL, persons INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, chunk TEXT NOT NULL) STRICT;
CREATE TABLE ids (id INTEGER PRIMARY KEY, chunk BLOB NOT NULL) STRICT;
CREATE TABLE entries (id INTEGER PRIMARY KEY, chunk BLOB NOT NULL) STRICT;
CREATE TABLE rejects (line INTEGER PRIMARY KEY, code TEXT NOT NULL, params TEXT NOT NULL) STRICT;
"""
_RECORD = "\x1e"
"""Between two lines of a chunk: the register file may not hold it."""
_CHUNKS = 1 << 24
"""Chunks that one part of the ids or entries may have."""


def fast(database: Database) -> None:
    """A file that only its writer sees, safe against a kill and a power cut at each commit."""
    for pragma in ("journal_mode = TRUNCATE", "locking_mode = EXCLUSIVE", "synchronous = FULL",
                   "secure_delete = OFF", "cache_size = -16384"):  # fmt: skip
        database.execute(f"PRAGMA {pragma}")


class Staging:
    """One staging file open for writing; use `staging`."""

    def __init__(self, database: Database) -> None:
        self._connection = database.conn
        self._next = {name: self._highest(name) + 1 for name in ("ids", "entries")}

    def _highest(self, table: str) -> int:
        found = self._connection.execute(f"SELECT coalesce(max(id % {_CHUNKS}), 0) FROM {table}")  # noqa: S608
        return int(found.fetchone()[0])

    def progress(self) -> dict[str, Any]:
        """How far the import came; empty at its start."""
        found = self._connection.execute("SELECT name, value FROM progress")
        return {name: json.loads(value) for name, value in found}

    def write_again(self) -> None:
        """What was made of the lines is gone: only that they were read still holds."""
        self._connection.execute("DELETE FROM entries")
        self._connection.execute(
            "DELETE FROM progress WHERE name IN ('begun', 'batches_written', 'filed_to', 'sorted_to')"
        )

    def commit(self, **progress: object) -> None:
        """Give what was staged to the file, together with how far that is."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO progress (name, value) VALUES (?, ?)",
            [(name, json.dumps(value)) for name, value in progress.items()],
        )
        self._connection.commit()

    def put_lines(self, township: str, lines: list[str]) -> None:
        """Keep lines of one township, in the order of the file: each ends in its number."""
        first, last = (int(line[line.rindex(FIELD) + 1 :]) for line in (lines[0], lines[-1]))
        self._connection.execute(
            "INSERT INTO lines (township, persons, first, last, chunk) VALUES (?, ?, ?, ?, ?)",
            (township, len(lines), first, last, _RECORD.join(lines)),
        )

    def batches(self, most: int) -> list[tuple[list[int], int]]:
        """The kept lines in the order of their place, in batches of about so many persons: chunks, persons."""
        made: list[tuple[list[int], int]] = []
        chunks: list[int] = []
        together = 0
        for chunk, persons in self._connection.execute("SELECT id, persons FROM lines ORDER BY township, id"):
            if chunks and together + persons > most:
                made.append((chunks, together))
                chunks, together = [], 0
            chunks.append(chunk)
            together += persons
        return [*made, (chunks, together)] if chunks else made

    def lines(self, chunks: Iterable[int]) -> tuple[list[str], frozenset[int]]:
        """The lines of some chunks, and the numbers of those among them that were left out since."""
        lines: list[str] = []
        dropped: set[int] = set()
        for chunk in chunks:
            first, last, text = self._connection.execute(
                "SELECT first, last, chunk FROM lines WHERE id = ?", (chunk,)
            ).fetchone()
            lines += text.split(_RECORD)
            dropped |= self._dropped(first, last)
        return lines, frozenset(dropped)

    def _dropped(self, first: int, last: int) -> set[int]:
        found = self._connection.execute(
            "SELECT line FROM rejects WHERE line BETWEEN ? AND ? AND code = 'repeated_person_id'",
            (first, last),
        )
        return {line for (line,) in found}

    def counties(self) -> dict[str, int]:
        """Persons kept by county (the first six digits of their division), those left out since among them."""
        found = self._connection.execute("SELECT substr(township, 1, 6), sum(persons) FROM lines GROUP BY 1")
        return dict(found.fetchall())

    def put(self, table: str, parts: Mapping[int, bytes]) -> None:
        """Keep fingerprints (`ids`) or `entries` by their part."""
        at = self._next[table]
        self._next[table] += 1
        self._connection.executemany(
            f"INSERT INTO {table} (id, chunk) VALUES (?, ?)",  # noqa: S608 - names of our own
            [(part * _CHUNKS + at, chunk) for part, chunk in sorted(parts.items())],
        )

    def parts(self, table: str) -> list[int]:
        """The parts of which something was kept, in order."""
        found = self._connection.execute(f"SELECT DISTINCT id / {_CHUNKS} FROM {table} ORDER BY 1")  # noqa: S608
        return [part for (part,) in found]

    def part(self, table: str, part: int) -> bytes:
        """All that was kept of one part."""
        found = self._connection.execute(
            f"SELECT chunk FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id",  # noqa: S608 - names of our own
            (part * _CHUNKS, (part + 1) * _CHUNKS - 1),
        )
        return b"".join(chunk for (chunk,) in found)

    def reject(self, rejects: Iterable[Reject]) -> None:
        """Keep lines that are left out; each once, for its first reason."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO rejects (line, code, params) VALUES (?, ?, ?)",
            [(reject.line, reject.code, json.dumps(dict(reject.params))) for reject in rejects],
        )

    def rejects(self) -> Iterator[Reject]:
        """The lines that were left out, in their order."""
        for line, code, params in self._connection.execute(
            "SELECT line, code, params FROM rejects ORDER BY line"
        ):
            yield Reject(line, code, json.loads(params))

    def left_out(self) -> LeftOut:
        """How many lines were left out, and the first of them."""
        return LeftOut(self.count_rejects(), next(self.rejects(), None))

    def count_rejects(self) -> int:
        """How many lines were left out."""
        return int(self._connection.execute("SELECT count(*) FROM rejects").fetchone()[0])


@contextmanager
def staging(path: Path, key: bytes | None, plan: str) -> Iterator[Staging]:
    """The staging file at `path`: that of the same `plan` as an earlier import left it, or a new one."""
    with register_troubles():
        database = _left_by(path, key, plan) or _new(path, key, plan)
        try:
            yield Staging(database)
        finally:
            database.conn.close()


def remove(path: Path) -> None:
    """Take a database file away with what lies beside it."""
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        each.unlink(missing_ok=True)


def _left_by(path: Path, key: bytes | None, plan: str) -> Database | None:
    if not path.exists():
        return None
    try:
        with named_troubles():
            database = connect(path, key=key)
            fast(database)
            found = database.conn.execute("SELECT value FROM progress WHERE name = 'plan'").fetchone()
    except CannotOpen:
        return None
    if found and json.loads(found[0]) == plan:
        return database
    database.conn.close()
    return None


def _new(path: Path, key: bytes | None, plan: str) -> Database:
    remove(path)
    database = connect(path, key=key)
    fast(database)
    database.conn.executescript(_TABLES)
    database.execute("INSERT INTO progress (name, value) VALUES ('plan', ?)", (json.dumps(plan),))
    database.conn.commit()
    return database
