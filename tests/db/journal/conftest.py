"""A journal of six records in two cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.files.connection import open_database
from db.files.engine import Database
from db.journal import journal as j
from flows.case import actions as a

AT = "2016-06-14T08:00:00Z"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "journal.db")
    j.Journal.create_tables(opened)
    yield opened
    opened.conn.close()


@pytest.fixture
def journal(database: Database) -> j.Journal:
    made = j.Journal(database, "station-1")
    for number, value in enumerate(["甲", "乙", "丙", "丁", "戊", "己"]):
        made.append(a.SetField("person.name", value), case_id=f"C{number % 2}", operator="001", at=AT)
    return made
