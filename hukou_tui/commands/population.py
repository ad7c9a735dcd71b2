"""`practice population`: writes a register file of invented people, for practice and for measuring."""

from __future__ import annotations

from pathlib import Path

import click

from hukou_tui.session.practice_register import write_register
from hukou_tui.words.catalogue import _


@click.command(hidden=True)
@click.option("--persons", type=click.IntRange(0, 10_000_000), default=3000, show_default=True)
@click.option("--seed", type=int, default=530699, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
def population(persons: int, seed: int, out: Path) -> None:
    """Write a register file of PERSONS invented people, the same for the same SEED."""
    write_register(out, persons, seed)
    click.echo(_("{persons} invented persons written to {file}.").format(persons=persons, file=out))
