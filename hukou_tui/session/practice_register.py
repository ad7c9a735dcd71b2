"""The register of invented people as a file, such as the county would send it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from db.register.extract import COLUMNS
from hukou_tui.practice.population import SEED, population


def write_register(path: Path, persons: int = 3000, seed: int = SEED) -> None:
    """Write the register file of a population: UTF-8, header row, one line a person."""
    write_rows(path, population(seed, persons))


def write_rows(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write a register file of these rows; columns that a row lacks stay empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        lines.writeheader()
        lines.writerows(rows)
