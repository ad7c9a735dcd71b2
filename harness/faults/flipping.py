"""One flipped bit in the files of a station: whoever opens them is refused, or reads what was there before.

Shared by tests/db/test_flips.py (some hundred bits) and campaigns/flips.py (as many as one likes).
"""

from __future__ import annotations

import hashlib
import random
import shutil
from pathlib import Path
from typing import Any

from db.access import unlocking
from db.errors import StationError
from db.files.connection import open_database
from db.files.engine import sqlite3
from db.keys.keyslots import FILE as SLOTS
from db.station.opening import FILE, open_station_file
from db.upkeep import backup
from flows.errors import FlowError
from harness.stations.intake import APPROVER, AT, PASSPHRASE
from harness.stations.workday import Workday

WHERE = ("station file", "key slots", "backup")
#: Most bits are in the station file; the slots are small, and each try costs a derivation.
_WEIGHTS = (60, 10, 30)


class Flipped:
    """A place to flip bits in, made anew for each of them."""

    def __init__(self, day: Workday, place: Path) -> None:
        self._day = day
        self._place = place
        self._whole = content(day.station, day.key)
        self._plain = _plain_copy(day)
        self._plain_whole = _read_plain(self._plain)

    def one(self, dice: random.Random) -> tuple[str, str]:
        """Flip one bit: where, and `refused`, `noticed` (by the verification), `harmless` or `ACCEPTED`."""
        (where,) = dice.choices(WHERE, _WEIGHTS)
        source = self._day.copy if where == "backup" else self._day.station
        shutil.rmtree(self._place, ignore_errors=True)
        shutil.copytree(source, self._place)
        _flip(self._place / (SLOTS if where == "key slots" else FILE), dice)
        try:
            return where, self._outcome(where)
        except (StationError, FlowError):
            return where, "refused"

    def _outcome(self, where: str) -> str:
        if where == "backup":
            if backup.drill(self._place, self._day.key).fault is not None:
                return "noticed"
        elif where == "key slots":
            with unlocking.open_station(
                self._place, unlocking.prove_operator(self._place, APPROVER, PASSPHRASE), at=AT
            ):
                return "ACCEPTED"
        else:
            with open_station_file(self._place, key=self._day.key) as station:
                if station.verify().fault is not None:
                    return "noticed"
        return "harmless" if content(self._place, self._day.key) == self._whole else "ACCEPTED"

    def control(self, dice: random.Random) -> bool:
        """The same to the file as plain SQLite: whether something else than before is read without an error."""
        damaged = self._place.with_name("plain-flipped.db")
        shutil.copy(self._plain, damaged)
        _flip(damaged, dice)
        try:
            return _read_plain(damaged) != self._plain_whole
        except (sqlite3.Error, ValueError):
            return False


def _flip(path: Path, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def content(folder: Path, key: bytes) -> str:
    """A hash of all that stands in all tables of the station in `folder`."""
    database = open_database(folder / FILE, key=key, readonly=True)
    try:
        return _all_rows(database.conn)
    finally:
        database.conn.close()


def _all_rows(connection: Any) -> str:
    names = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
    ]
    total = hashlib.sha256()
    for name in names:
        for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1'):
            total.update(repr(row).encode(errors="surrogatepass"))
    return total.hexdigest()


def _plain_copy(day: Workday) -> Path:
    plain = day.station.with_name("plain.db")
    database = open_database(day.station / FILE, key=day.key, readonly=True)
    database.conn.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    database.conn.execute("SELECT sqlcipher_export('plain')")
    database.conn.close()
    return plain


def _read_plain(path: Path) -> str:
    connection = sqlite3.connect(path)
    connection.text_factory = lambda data: data.decode(errors="surrogateescape")
    try:
        return _all_rows(connection)
    finally:
        connection.close()
