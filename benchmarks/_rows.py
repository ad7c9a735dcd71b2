"""The rows that a benchmark gives, and how they are printed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

import click

Row = dict[str, Any]


def row(metric: str, value: float, unit: str, most: float | None, **peers: float | str) -> Row:
    """One line of the table; `most` is the goal, None where there is none."""
    return {
        "metric": metric, "value": round(value, 4), "unit": unit, "goal": "" if most is None else f"<= {most:g}",
        "holds": None if most is None else value <= most, "peers": peers,
    }  # fmt: skip


def at_least(metric: str, value: float, unit: str, least: float | None, **peers: float | str) -> Row:
    """One line of the table whose goal is a lower bound."""
    made = row(metric, value, unit, None, **peers)
    return made if least is None else made | {"goal": f">= {least:g}", "holds": value >= least}


def timed(work: Callable[[], Any]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def tell(rows: Iterable[Row], *, as_json: bool, width: int = 44) -> None:
    """Print all rows, as a table or as JSON; `width` is that of the metric's column."""
    if as_json:
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))
        return
    for line in rows:
        peers = "  ".join(f"{name} {value}" for name, value in line["peers"].items())
        kept = {True: "holds", False: "FALLS SHORT", None: ""}[line["holds"]]
        click.echo(
            f"{line['metric']:<{width}}{line['value']:>10} {line['unit']:<9}{line['goal']:<9}{kept:<13}{peers}"
        )
