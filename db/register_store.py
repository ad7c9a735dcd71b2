"""The register on disk: persons, the keys they are filed under, and what the whole is said to cover.

Made beside the old one and swapped in at once: a lookup sees the old register or the new one, never half.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.connection import connect, named_troubles
from db.errors import CannotOpen
from db.register_errors import RegisterUnusable
from db.register_row import ROW, from_row, to_row
from flows.lookup_keys import keys
from flows.person import Person

if TYPE_CHECKING:
    from db.engine import Database

FORMAT = 1
"""Raised when keys or columns change: an older register is imported anew, a newer one is not touched."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the register covers; "not found" holds only within it. `divisions`: county codes with persons."""

    persons: int
    as_of: date
    cancelled: int = 0
    divisions: tuple[tuple[str, int], ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the register on disk came from: enough to see that the same file comes a second time."""

    sources: tuple[str, ...]
    as_of: date
    rejected: int
    format: int


class Store:
    """One register file open for writing or reading; use `writing` or `reading`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.conn

    def create(self) -> None:
        """Make the tables of an empty register."""
        columns: dict[str, Any] = {"row": int, **dict.fromkeys(ROW, str)}
        self._database.table("persons").create(columns, pk="row", not_null=set(ROW), strict=True)
        self._database.table("persons").create_index(["person_id"], unique=True)
        self._database.table("about").create({"name": str, "value": str}, pk="name", strict=True)
        # One row a posting, clustered by key: sqlite-utils makes no table without a row id.
        self._database.execute(
            "CREATE TABLE postings (key INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row))"
            " STRICT, WITHOUT ROWID"
        )

    def rows_of(self, person_ids: Iterable[str]) -> dict[str, tuple[int, Person]]:
        """The persons on record among these ids, with their row."""
        wanted = json.dumps(list(person_ids))
        found = self._connection.execute(
            f"SELECT row, {', '.join(ROW)} FROM persons WHERE person_id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (wanted,),
        )
        return {row[1]: (row[0], from_row(row[1:])) for row in found}

    def last_row(self) -> int:
        """The highest row in use, 0 for none."""
        return int(self._connection.execute("SELECT coalesce(max(row), 0) FROM persons").fetchone()[0])

    def put(self, numbered: list[tuple[int, Person]]) -> None:
        """Write new persons with their keys; the rows are free."""
        marks = ", ".join("?" * (len(ROW) + 1))
        self._connection.executemany(
            f"INSERT INTO persons (row, {', '.join(ROW)}) VALUES ({marks})",  # noqa: S608 - names of our own
            [(row, *to_row(person)) for row, person in numbered],
        )
        # In the order of the tree, so that its pages are each touched once a batch.
        postings = sorted((key, row) for row, person in numbered for key in keys(person))
        self._connection.executemany("INSERT INTO postings (key, row) VALUES (?, ?)", postings)

    def take_out(self, numbered: list[tuple[int, Person]]) -> None:
        """Remove persons with their keys, as they are on record."""
        self._connection.executemany("DELETE FROM persons WHERE row = ?", [(row,) for row, _ in numbered])
        postings = sorted((key, row) for row, person in numbered for key in keys(person))
        self._connection.executemany("DELETE FROM postings WHERE key = ? AND row = ?", postings)

    def commit(self) -> None:
        """Give what was written to the file."""
        self._connection.commit()

    def describe(self, origin: Origin, columns: Iterable[str]) -> Scope:
        """Count what is on record and keep it with its origin."""
        one = self._connection.execute
        persons, cancelled = one(
            "SELECT count(*), coalesce(sum(status = 'cancelled'), 0) FROM persons"
        ).fetchone()
        divisions = one(
            "SELECT substr(division, 1, 6), count(*) FROM persons GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
        about = {
            "format": origin.format,
            "as_of": origin.as_of.isoformat(),
            "sources": list(origin.sources),
            "rejected": origin.rejected,
            "persons": persons,
            "cancelled": cancelled,
            "divisions": [[code, count] for code, count in divisions],
            "columns": sorted(columns),
        }
        self._connection.executemany(
            "INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)",
            [(name, json.dumps(value)) for name, value in about.items()],
        )
        self.commit()
        return self.scope()

    def scope(self) -> Scope:
        """What the register covers, as counted when it was made. Raises RegisterUnusable."""
        about = self._about()
        return Scope(
            about["persons"],
            date.fromisoformat(about["as_of"]),
            about["cancelled"],
            tuple((code, count) for code, count in about["divisions"]),
            tuple(about["columns"]),
        )

    def origin(self) -> Origin:
        """Where it came from. Raises RegisterUnusable."""
        about = self._about()
        return Origin(
            tuple(about["sources"]), date.fromisoformat(about["as_of"]), about["rejected"], about["format"]
        )

    def _about(self) -> dict[str, Any]:
        found = self._connection.execute("SELECT name, value FROM about").fetchall()
        about = {name: json.loads(value) for name, value in found}
        if not about:
            raise RegisterUnusable("register_damaged")
        if about["format"] > FORMAT:
            raise RegisterUnusable("newer_register")
        return about

    def filed_under(self, key: int, most: int) -> list[int]:
        """The rows filed under a key, at most so many."""
        found = self._connection.execute("SELECT row FROM postings WHERE key = ? LIMIT ?", (key, most))
        return [row for (row,) in found]

    def persons(self, rows: Iterable[int]) -> list[Person]:
        """The persons of these rows."""
        found = self._connection.execute(
            f"SELECT {', '.join(ROW)} FROM persons WHERE row IN (SELECT value FROM json_each(?))",  # noqa: S608
            (json.dumps(list(rows)),),
        )
        return [from_row(row) for row in found]


@contextmanager
def reading(path: Path, key: bytes | None = None) -> Iterator[Store]:
    """The register at `path`, read-only, by a connection of its own; `key`: the station's. Raises RegisterUnusable."""
    if not path.exists():
        raise RegisterUnusable("no_register")
    try:
        with named_troubles():
            database = connect(path, key=key, readonly=True)
            with closing(database.conn):
                yield Store(database)
    except CannotOpen as fault:
        raise RegisterUnusable("register_damaged" if fault.code == "damaged" else fault.code) from fault


@contextmanager
def writing(path: Path, key: bytes | None = None) -> Iterator[Store]:
    """A register being made, which nobody reads yet: no journal, as a half one is thrown away."""
    with named_troubles():
        database = connect(path, key=key)
        try:
            for pragma in (
                "journal_mode = DELETE",
                "journal_mode = OFF",
                "synchronous = OFF",
                "cache_size = -32768",
            ):
                database.execute(f"PRAGMA {pragma}")
            yield Store(database)
            database.conn.commit()
        finally:
            database.conn.close()


def swap_in(made: Path, target: Path) -> None:
    """Put a finished register in the old one's place, on disk before anybody sees it."""
    from db.lock import sync_folder

    made.chmod(0o600)
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(target)
    sync_folder(target.parent)
