"""What sqlite-utils costs beside a statement by hand: statements and microseconds a call, in one run.

    python3 dev.py bench tables [--exact] [--json]

On the table of cases of an encrypted station file, in one transaction, which is how a field is saved; the count
does not depend on the machine (`--exact`). Where it is used and where not: decision 18.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._rows import Row, row, tell
from db.files.connection import immediate, open_database
from db.files.engine import Database
from db.files.tables import first_row, table
from db.station import projections
from flows.case.case import Case

CALLS = 2000
KEY = bytes(range(32))


def calls(database: Database) -> Iterator[tuple[str, int, Callable[[int], Any]]]:
    """Name, rows a call, and what is called with the number of the call: what the product does, and what it could."""
    cases = table(database, "cases")
    names = tuple(cases.columns_dict)
    case = Case("530699001-20160614-001", fields={"person.name": "欧阳小明"})
    values = projections.case_values(case)
    said = dict(zip(names, values, strict=True))
    marks = ", ".join("?" * len(values))
    by_hand = f"INSERT OR REPLACE INTO cases VALUES ({marks})"
    many = [{**said, "case_id": f"many-{n}"} for n in range(100)]
    yield "save: by hand, as the product does", 1, lambda _n: database.conn.execute(by_hand, values)
    yield "save: upsert", 1, lambda _n: cases.upsert(said, pk="case_id")
    yield "save: insert, replace", 1, lambda _n: cases.insert(said, replace=True)
    yield "insert", 1, lambda n: cases.insert({**said, "case_id": f"one-{n}"})
    yield "insert_all of 100", 100, lambda _n: cases.insert_all(many, replace=True)
    yield "read one: by hand", 1, lambda _n: projections.kept_case(database, case.id)
    yield "read one: first_row", 1, lambda _n: first_row(cases, "case_id = ?", [case.id])
    yield "read one: table and first_row", 1, (
        lambda _n: first_row(table(database, "cases"), "case_id = ?", [case.id])
    )
    yield "read one: get", 1, lambda _n: cases.get(case.id)


def measured(database: Database, rows: int, call: Callable[[int], Any]) -> tuple[float, float]:
    """Statements and microseconds a call, the median of five."""
    ran: list[str] = []
    database.conn.set_trace_callback(ran.append)
    call(0)
    database.conn.set_trace_callback(None)
    each, took = max(CALLS // rows, 1), []
    for turn in range(5):
        started = time.perf_counter()
        for number in range(each):
            call(1 + turn * each + number)
        took.append((time.perf_counter() - started) / each * 1e6)
    return len(ran), statistics.median(took)


@click.command(help=__doc__)
@click.option("--exact", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def main(exact: bool, as_json: bool) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "tables.db", key=KEY)
        found: list[Row] = []
        with immediate(database):
            projections.create_tables(database)
            for name, rows, call in calls(database):
                ran, took = measured(database, rows, call)
                beside = {} if exact else {"us a call": round(took, 1), "us a row": round(took / rows, 1)}
                found.append(row(name, ran, "statements", None, **beside))
        database.conn.close()
    tell(found, as_json=as_json)


if __name__ == "__main__":
    main()
