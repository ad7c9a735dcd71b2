"""Where an import keeps what it has read until it is sorted: a file of its own beside the register, encrypted as it is.

Each step is written together with the word of how far it came, so an import that was killed goes on from there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.errors import CannotOpen
from db.files.connection import named_troubles, open_database
from db.files.tables import first_row, table
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
#: Between two lines of a chunk: the register file may not hold it.
_RECORD = "\x1e"
#: Chunks that one part of the ids or entries may have.
_CHUNKS = 1 << 24


def fast(database: Database) -> None:
    """A file that only its writer sees, safe against a kill and a power cut at each commit."""
    for pragma in ("journal_mode = TRUNCATE", "locking_mode = EXCLUSIVE", "synchronous = FULL",
                   "secure_delete = OFF", "cache_size = -16384"):  # fmt: skip
        database.execute(f"PRAGMA {pragma}")


class Staging:
    """One staging file open for writing; use `open_staging`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._progress = table(database, "progress")
        self._lines = table(database, "lines")
        self._rejects = table(database, "rejects")
        self._chunks = {name: table(database, name) for name in ("ids", "entries")}
        self._next = {name: self._highest(name) + 1 for name in self._chunks}
        # Open until `commit`, and again from there: otherwise sqlite-utils commits each insert by itself.
        database.begin()

    def _highest(self, name: str) -> int:
        (found,) = self._chunks[name].rows_where(select=f"coalesce(max(id % {_CHUNKS}), 0) AS highest")
        return int(found["highest"])

    def progress(self) -> dict[str, Any]:
        """How far the import came; empty at its start."""
        return {row["name"]: json.loads(row["value"]) for row in self._progress.rows}

    def write_again(self) -> None:
        """What was made of the lines is gone: only that they were read still holds."""
        self._chunks["entries"].delete_where()
        self._progress.delete_where("name IN ('begun', 'batches_written', 'filed_to', 'sorted_to')")

    def commit(self, **progress: object) -> None:
        """Give what was staged to the file, together with how far that is."""
        rows = [{"name": name, "value": json.dumps(value)} for name, value in progress.items()]
        self._progress.insert_all(rows, replace=True)
        self._database.commit()
        self._database.begin()

    def put_lines(self, township: str, lines: list[str]) -> None:
        """Keep lines of one township, in the order of the file: each ends in its number."""
        first, last = (int(line[line.rindex(FIELD) + 1 :]) for line in (lines[0], lines[-1]))
        self._lines.insert({
            "township": township, "persons": len(lines), "first": first, "last": last,
            "chunk": _RECORD.join(lines),
        })  # fmt: skip

    def batches(self, most: int) -> list[tuple[list[int], int]]:
        """The kept lines in the order of their place, in batches of about so many persons: chunks, persons."""
        made: list[tuple[list[int], int]] = []
        chunks: list[int] = []
        together = 0
        for row in self._lines.rows_where(select="id, persons", order_by="township, id"):
            if chunks and together + row["persons"] > most:
                made.append((chunks, together))
                chunks, together = [], 0
            chunks.append(row["id"])
            together += row["persons"]
        return [*made, (chunks, together)] if chunks else made

    def lines(self, chunks: Iterable[int]) -> tuple[list[str], frozenset[int]]:
        """The lines of some chunks, and the numbers of those among them that were left out since."""
        lines: list[str] = []
        dropped: set[int] = set()
        for chunk in chunks:
            kept = self._lines.get(chunk)
            lines += kept["chunk"].split(_RECORD)
            dropped |= self._repeated_lines(kept["first"], kept["last"])
        return lines, frozenset(dropped)

    def _repeated_lines(self, first: int, last: int) -> set[int]:
        repeated = "line BETWEEN ? AND ? AND code = 'repeated_person_id'"
        return {row["line"] for row in self._rejects.rows_where(repeated, [first, last], select="line")}

    def counties(self) -> dict[str, int]:
        """Persons kept by county (the first six digits of their division), those left out since among them."""
        persons: Counter[str] = Counter()
        for row in self._lines.rows_where(select="substr(township, 1, 6) AS county, persons", order_by="county"):
            persons[row["county"]] += row["persons"]
        return dict(persons)

    def put(self, name: str, parts: Mapping[int, bytes]) -> None:
        """Keep fingerprints (`ids`) or `entries` by their part."""
        at = self._next[name]
        self._next[name] += 1
        self._chunks[name].insert_all(
            {"id": part * _CHUNKS + at, "chunk": chunk} for part, chunk in sorted(parts.items())
        )

    def parts(self, name: str) -> list[int]:
        """The parts of which something was kept, in order."""
        kept = self._chunks[name].rows_where(select=f"DISTINCT id / {_CHUNKS} AS part", order_by="part")
        return [row["part"] for row in kept]

    def part(self, name: str, part: int) -> bytes:
        """All that was kept of one part."""
        bounds = [part * _CHUNKS, (part + 1) * _CHUNKS - 1]
        kept = self._chunks[name].rows_where("id BETWEEN ? AND ?", bounds, select="chunk", order_by="id")
        return b"".join(row["chunk"] for row in kept)

    def reject(self, rejects: Iterable[Reject]) -> None:
        """Keep lines that are left out; each once, for its first reason."""
        rows = (
            {"line": reject.line, "code": reject.code, "params": json.dumps(dict(reject.params))}
            for reject in rejects
        )
        self._rejects.insert_all(rows, ignore=True)

    def rejects(self) -> Iterator[Reject]:
        """The lines that were left out, in their order."""
        for row in self._rejects.rows_where(order_by="line"):
            yield Reject(row["line"], row["code"], json.loads(row["params"]))

    def left_out(self) -> LeftOut:
        """How many lines were left out, and the first of them."""
        return LeftOut(self.count_rejects(), next(self.rejects(), None))

    def count_rejects(self) -> int:
        """How many lines were left out."""
        return self._rejects.count


@contextmanager
def open_staging(path: Path, key: bytes | None, plan: str) -> Iterator[Staging]:
    """The staging file at `path`: that of the same `plan` as an earlier import left it, or a new one."""
    with register_troubles():
        database = _left_by(path, key, plan) or _new(path, key, plan)
        try:
            yield Staging(database)
        finally:
            database.conn.close()


def remove_database(path: Path) -> None:
    """Take a database file away with what lies beside it."""
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        each.unlink(missing_ok=True)


def _left_by(path: Path, key: bytes | None, plan: str) -> Database | None:
    if not path.exists():
        return None
    try:
        with named_troubles():
            database = open_database(path, key=key)
            fast(database)
            found = first_row(table(database, "progress"), "name = 'plan'")
    except CannotOpen:
        return None
    if found and json.loads(found["value"]) == plan:
        return database
    database.conn.close()
    return None


def _new(path: Path, key: bytes | None, plan: str) -> Database:
    remove_database(path)
    database = open_database(path, key=key)
    fast(database)
    database.conn.executescript(_TABLES)
    table(database, "progress").insert({"name": "plan", "value": json.dumps(plan)})
    return database
