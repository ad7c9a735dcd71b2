"""The register on disk: persons, the sheets of its index, and what the whole is said to cover.

Made beside the old one and swapped in at once: a lookup sees the old register or the new one, never half.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.errors import CannotOpen
from db.files.connection import open_database
from db.files.file_lock import sync_folder
from db.index.index_pages import sounds_of_days
from db.register.errors import RegisterUnusable, register_troubles
from db.register.person_row import ROW, Row, from_row
from db.register.plausibility import RegisterContent
from db.register.staging import fast
from flows.identity.birth_date import BirthDateError
from flows.linkage.blocking_keys import DAY, DAYS, year_number
from flows.linkage.person import CANCELLED, Person
from flows.linkage.phonetic_frequency import EVEN, Sounds

if TYPE_CHECKING:
    from db.files.engine import Database

#: Raised when entries, columns or the numbers of sounds change: an older register is imported anew, a newer one is
#: not touched.
FORMAT = 3
_ROW = ", ".join(ROW)
_INDEX = "sheets", "places"
#: Where names are heard to learn how common each sound is: on each day of the year another year.
_FIRST_BORN, _YEARS, _STEP = 1940, 70, 37


@contextmanager
def _as_written() -> Iterator[None]:
    """What no import has written so is a damaged register, and no fault of the program."""
    try:
        yield
    except (KeyError, TypeError, ValueError, RecursionError, BirthDateError) as fault:
        raise RegisterUnusable("register_damaged") from fault


@dataclass(frozen=True, slots=True)
class Scope:
    """What the register covers; "not found" holds only within it. `divisions`: county codes with persons."""

    persons: int
    as_of: date
    cancelled: int = 0
    divisions: tuple[tuple[str, int], ...] = ()
    columns: tuple[str, ...] = ()
    #: Whether anybody's birth is not on record.
    births_unknown: bool = True
    #: How common each sound is in the names.
    sounds: Sounds = EVEN


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the register on disk came from: enough to see that the same file comes a second time."""

    sources: tuple[str, ...]
    as_of: date
    rejected: int
    format: int


class Store:
    """One register file open for writing or reading; use `create_store` or `open_store`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.conn

    # Making ------------------------------------------------------------------------------

    def create(self) -> None:
        """Make the tables of an empty register; what was made before stays."""
        if not self._database.table("persons").exists():
            columns: dict[str, Any] = {"row": int, **dict.fromkeys(ROW, str)}
            self._database.table("persons").create(columns, pk="row", not_null=set(ROW), strict=True)
            self._database.table("about").create({"name": str, "value": str}, pk="name", strict=True)
            self.create_index()
            self.commit()

    def create_index(self) -> None:
        """Make the tables of an empty index in the place of those that are there."""
        for table in _INDEX:
            self._connection.execute(f"DROP TABLE IF EXISTS {table}")
        self._database.table("sheets").create({"last": int, "entries": bytes}, pk="last", strict=True)
        # sqlite-utils makes no table without a row id.
        self._connection.execute(
            "CREATE TABLE places (place TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
            " PRIMARY KEY (place, first)) STRICT, WITHOUT ROWID"
        )

    def put(self, rows: Iterable[tuple[int, Row]]) -> None:
        """Write persons under their row numbers; who is there under one already is written over."""
        marks = ", ".join("?" * (len(ROW) + 1))
        self._connection.executemany(
            f"INSERT OR REPLACE INTO persons (row, {_ROW}) VALUES ({marks})",  # noqa: S608 - names of our own
            ((number, *row) for number, row in rows),
        )

    def put_places(self, places: Iterable[tuple[str, int, int]]) -> None:
        """Keep which rows lie in which village."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO places (place, first, last) VALUES (?, ?, ?)", places
        )

    def put_sheets(self, sheets: Iterable[tuple[int, bytes]]) -> None:
        """Write sheets of the index."""
        self._connection.executemany("INSERT OR REPLACE INTO sheets (last, entries) VALUES (?, ?)", sheets)

    def last_row(self) -> int:
        """The highest row in use, 0 for none."""
        return int(self._connection.execute("SELECT coalesce(max(row), 0) FROM persons").fetchone()[0])

    def rows_after(self, row: int, most: int) -> list[tuple[int, Row]]:
        """Persons on record in the order of their rows."""
        found = self._connection.execute(
            f"SELECT row, {_ROW} FROM persons WHERE row > ? ORDER BY row LIMIT ?",  # noqa: S608 - names of our own
            (row, most),
        )
        return [(number, tuple(rest)) for number, *rest in found]

    def ids(self) -> Iterator[tuple[int, str]]:
        """The row and the id of everybody on record."""
        return self._connection.execute("SELECT row, person_id FROM persons")

    def row(self, number: int) -> Row:
        """What stands in a row."""
        found = self._connection.execute(f"SELECT {_ROW} FROM persons WHERE row = ?", (number,))  # noqa: S608
        return tuple(found.fetchone())

    def commit(self) -> None:
        """Give what was written to the file."""
        self._connection.commit()

    def keep(self, name: str, value: object) -> None:
        """Keep a word about the register, without a commit."""
        self._connection.execute(
            "INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)", (name, json.dumps(value))
        )

    def read_note(self, name: str) -> Any:  # noqa: ANN401 - what JSON holds
        """A word about the register, None where nobody kept it."""
        found = self._connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else None

    def describe(self, origin: Origin, columns: Iterable[str]) -> Scope:
        """Count what is on record and keep it with its origin."""
        one = self._connection.execute
        # Counted here: SQLite would sort everybody in memory to make the groups.
        counted = Counter(one("SELECT substr(division, 1, 6), status FROM persons"))
        divisions: Counter[str] = Counter()
        for (code, _), count in counted.items():
            divisions[code] += count
        about = {
            "format": origin.format,
            "as_of": origin.as_of.isoformat(),
            "sources": list(origin.sources),
            "rejected": origin.rejected,
            "persons": counted.total(),
            "cancelled": sum(count for (_, status), count in counted.items() if status == CANCELLED),
            "divisions": sorted(divisions.items(), key=lambda county: (-county[1], county[0])),
            "columns": sorted(columns),
            "births_unknown": bool(one("SELECT 1 FROM persons WHERE birth = '' LIMIT 1").fetchone()),
            "sounds": Sounds.from_names(self._some_sounds()).text,
        }
        for name, value in about.items():
            self.keep(name, value)
        self.commit()
        return self.scope()

    def _some_sounds(self) -> Iterator[int]:
        """The sounds of some names, of people born on all days of the year and in many years."""
        for day in range(DAYS):
            year = year_number(_FIRST_BORN + day * _STEP % _YEARS)
            for sheet in self.sheets(low := DAY << 48 | day << 32 | year << 24, low | 0xFFFFFFFF, 1):
                yield from sounds_of_days(sheet)

    # Reading -----------------------------------------------------------------------------

    @_as_written()
    def scope(self) -> Scope:
        """What the register covers, as counted when it was made. Raises RegisterUnusable."""
        about = self._about()
        return Scope(
            about["persons"],
            date.fromisoformat(about["as_of"]),
            about["cancelled"],
            tuple((code, count) for code, count in about["divisions"]),
            tuple(about["columns"]),
            about["births_unknown"],
            Sounds.from_text(about["sounds"]),
        )

    @_as_written()
    def origin(self) -> Origin:
        """Where it came from. Raises RegisterUnusable."""
        about = self._about()
        return Origin(
            tuple(about["sources"]), date.fromisoformat(about["as_of"]), about["rejected"], about["format"]
        )

    @_as_written()
    def read_content(self) -> RegisterContent:
        """What it holds by its own word, of whatever form it is. Raises RegisterUnusable(register_damaged)."""
        about = self._words()
        counties = {str(code): int(count) for code, count in about.get("divisions", ())}
        as_of = date.fromisoformat(about["as_of"]) if about.get("as_of") else None
        return RegisterContent(int(about["persons"]), as_of, counties)

    def _words(self) -> dict[str, Any]:
        found = self._connection.execute("SELECT name, value FROM about").fetchall()
        return {name: json.loads(value) for name, value in found}

    def _about(self) -> dict[str, Any]:
        about = self._words()
        if "format" not in about:
            raise RegisterUnusable("register_damaged")
        if about["format"] > FORMAT:
            raise RegisterUnusable("newer_register")
        if about["format"] < FORMAT:
            raise RegisterUnusable("older_register")
        return about

    def sheets(self, low: int, high: int, most: int) -> Iterator[bytes]:
        """The sheets with the numbers from `low` to `high`, at most so many: one step down the tree for each."""
        at = low
        for _ in range(most):
            # One at a time: a cursor reads one row ahead, which is one page more.
            found = self._connection.execute(
                "SELECT last, entries FROM sheets WHERE last >= ? ORDER BY last LIMIT 1", (at,)
            ).fetchone()
            if found is None:
                return
            yield found[1]
            if found[0] >= high:
                return
            at = found[0] + 1

    def rows_of_place(self, place: str, most: int) -> list[tuple[int, int]]:
        """First and last row of each run of persons in a village (its name, or its code of 9 to 12 digits)."""
        found = self._connection.execute(
            "SELECT first, last FROM places WHERE place >= ? AND place < ? ORDER BY place, first LIMIT ?",
            (place, place + "\U0010ffff" if place.isdigit() else place + "\x00", most),
        )
        return [(first, last) for first, last in found]

    @_as_written()
    def persons(self, rows: Iterable[int]) -> list[Person]:
        """The persons of these rows, in their order."""
        read = f"SELECT {_ROW} FROM persons WHERE row = ?"  # noqa: S608 - names of our own
        found = (self._connection.execute(read, (row,)).fetchone() for row in rows)
        return [from_row(row) for row in found if row]


@contextmanager
def open_store(path: Path, key: bytes | None = None) -> Iterator[Store]:
    """The register at `path`, read-only, by a connection of its own; `key`: the station's. Raises RegisterUnusable."""
    if not path.exists():
        raise RegisterUnusable("no_register")
    try:
        with register_troubles():
            database = open_database(path, key=key, readonly=True)
            with closing(database.conn):
                yield Store(database)
    except CannotOpen as fault:
        # An open file that is none of SQLite's, or a damaged one: nothing else ends so here.
        raise RegisterUnusable("register_damaged") from fault


@contextmanager
def create_store(path: Path, key: bytes | None = None) -> Iterator[Store]:
    """A register being made, which nobody reads yet."""
    with register_troubles():
        database = open_database(path, key=key)
        try:
            fast(database)
            yield Store(database)
            database.conn.commit()
        finally:
            database.conn.close()


def swap_in(made: Path, target: Path) -> None:
    """Put a finished register in the old one's place, on disk before anybody sees it."""
    made.chmod(0o600)
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(target)
    sync_folder(target.parent)
