"""Stations as programs of earlier forms have left them; their files are kept in tests/db/earlier."""

from __future__ import annotations

import shutil
from pathlib import Path

from db.files.connection import open_database

EARLIER = Path(__file__).parents[2] / "tests" / "db" / "earlier"
KEY = bytes(range(32))


def laid_out(folder: Path, key: bytes | None) -> Path:
    """A station as form 1 has left it, with the packet beside it."""
    (folder / "outbox").mkdir(parents=True)
    shutil.copy(EARLIER / "form1-packet.zip", folder / "outbox" / "HK_530699001_000001.zip")
    database = open_database(folder / "station.db", key=key)
    database.conn.executescript((EARLIER / "form1.sql").read_text(encoding="utf-8"))
    database.conn.close()
    return folder


def as_left(folder: Path, name: str, key: bytes | None = KEY) -> Path:
    """The frozen station `name` of tests/db/earlier, as a program of its form has left it (2 and later)."""
    folder.mkdir()
    database = open_database(folder / "station.db", key=key)
    database.conn.executescript((EARLIER / f"{name}.sql").read_text(encoding="utf-8"))
    database.conn.close()
    return folder
