"""A table of a file of ours is there, or the file is damaged."""

from __future__ import annotations

from db.errors import CannotOpen
from db.files.engine import Database
from db.files.tables import first_row, table
from harness.refusals import refused


def test_the_first_row_that_fits_and_none_where_none_does() -> None:
    database = Database(memory=True, execute_plugins=False)
    database.execute("CREATE TABLE papers (name TEXT, kept INTEGER)")
    papers = table(database, "papers")
    papers.insert_all({"name": name, "kept": kept} for name, kept in (("a", 1), ("b", 2), ("c", 1)))
    assert first_row(papers, "kept = ?", [1], order_by="name DESC") == {"name": "c", "kept": 1}
    assert first_row(papers, "kept = ?", [2], select="name") == {"name": "b"}
    assert first_row(papers, "kept = ?", [3]) is None


def test_a_table_that_is_gone_is_damage_and_is_not_made_anew() -> None:
    database = Database(memory=True, execute_plugins=False)
    with refused(CannotOpen, "damaged"):
        table(database, "papers")
    assert database.table_names() == []
