"""Keeps docs/clauses.md true: every clause that binds the window has a row, and what a row names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "clauses.md"
NOT_YET = "not yet"

#: The clauses that bind the window, in the order of the notice.
CLAUSES = (
    "S1.0", "S1.1", "S1.2", "S1.3",
    "S2.1", "S2.1a", "S2.1b", "S2.1c", "S2.1d", "S2.1e",
    "S2.2", "S2.2a", "S2.2b", "S2.2c", "S2.2d", "S2.2e", "S2.3", "S2.N", "S2.M",
    "S3.1", "S3.2",
    "S4.4", "S4.5a", "S4.5b", "S4.5c", "S4.6", "S4.7", "S4.8", "S4.9", "S4.10",
    "S5.1", "S5.2b", "S5.2c", "S5.4a", "S5.4b", "S5.4c", "S5.5a", "S5.5b", "S5.5c", "S5.5e",
    "S6.4",
)  # fmt: skip


class Row(NamedTuple):
    """One row of the table."""

    clause: str
    orders: str
    where: str
    proof: str
    still_open: str

    @property
    def files(self) -> list[str]:
        return [SHORT.get(name, name) for name in re.findall(r"`([^`]+)`", self.where)]

    @property
    def tests(self) -> list[str]:
        return re.findall(r"`(tests/[^`]+::[^`]+)`", self.proof)


def _rows() -> list[Row]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| S")
    ]
    return [Row(*row) for row in cells]


SHORT = dict(re.findall(r"`(\w+)` = \[([^\]]+)\]", TABLE.read_text(encoding="utf-8")))
ROWS = _rows()
IDS = [row.clause for row in ROWS]


@cache
def _functions(file: str) -> frozenset[str]:
    """The names of the tests of a file, read without importing it."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def test_every_clause_that_binds_the_window_has_one_row_in_the_order_of_the_notice() -> None:
    assert tuple(IDS) == CLAUSES


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_each_file_that_a_clause_names_exists(row: Row) -> None:
    assert [name for name in row.files if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_each_test_that_a_clause_names_exists(row: Row) -> None:
    for named in row.tests:
        file, name = named.split("::")
        assert (ROOT / file).is_file(), named
        assert name in _functions(file), named


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_clause_is_either_proven_or_not_yet(row: Row) -> None:
    """Never both, never neither; what is proven is done somewhere, and what is not says what is lacking."""
    assert (row.proof == NOT_YET) != bool(row.tests)
    assert row.orders
    if row.tests:
        assert row.files
    else:
        assert row.still_open
