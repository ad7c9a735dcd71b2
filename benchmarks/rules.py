"""Measures the rules: the whole proof, all situations at once, loading, and one question.

    python3 dev.py bench rules [--exact] [--json]

Seconds say something of this machine; beside each stands what it is to be held against in the same run (importing
pydantic, asking situation by situation). `--exact` leaves out what depends on the machine's speed.
"""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._rows import Row, row, tell, timed
from flows.rules.model import Match, Rules, When
from flows.rules.rule_evaluation import decide, next_question
from flows.rules.situations import Reachable, reachable
from flows.rules.truth_table import answers, truths
from hukou_tui import packs
from hukou_tui.packs.checks import CHECKS

ROOT = Path(__file__).parents[1]
DAY = date(2016, 6, 14)
#: Whole processes of each kind; the least is told, the machine being shared.
PROCESSES = 7
#: What is to be run through in full: marriage, place, certificate, side, birth around the line, parents, age.
CROSS = (
    "parents", "birth_place", "birth_certificate", "follow", "birth_era", "parents_known", "upbringing",
    "parents_registered", "majority",
)  # fmt: skip


def process(*arguments: str) -> float:
    """The least of several whole processes of this Python with these arguments, in seconds."""
    return min(
        timed(lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT))
        for _ in range(PROCESSES)
    )


def check_rows() -> Iterator[Row]:
    """`policy check` on all packs as a whole process, beside importing pydantic alone."""
    whole = process("-m", "hukou_tui", "policy", "check")
    model = process("-c", "from pydantic import BaseModel")
    bare = process("-c", "import pydantic")
    start = process("-m", "hukou_tui", "--version")
    yield row("policy check beside importing pydantic", whole / model, "ratio", 2.0, seconds=round(whole, 3),
              **{"pydantic.BaseModel": round(model, 3), "import pydantic": round(bare, 3),
                 "hukou-tui --version": round(start, 3)})  # fmt: skip


def enumeration_rows(rules: Rules) -> Iterator[Row]:
    """Every combination of the facts of the cross product, each held against every route."""
    given = {"cause": ("never_registered",), "upbringing": ("birth_parents", "orphan")}
    tables = [route.when for route in rules.routes if _within(route.when, given)]
    single = [(Match(fact, (value,)),) for fact in CROSS for value in answers(rules, fact)]

    def all_of_them() -> tuple[int, int]:
        # Rules of their own each time: what was found out about the others is kept.
        whole = truths(replace(rules), [*tables, *single], given)
        return whole.count, sum(whole.holds(table).bit_count() for table in tables)

    count, routed = all_of_them()
    if count != routed:
        raise SystemExit(f"{count} situations, {routed} routes: a gap or an overlap")
    took = min(timed(all_of_them) for _ in range(5))
    one = next(iter(reachable(rules, DAY, why=False)))
    asked = statistics.median(timed(lambda: decide(rules, one.facts, DAY, why=False)) for _ in range(200))
    cross = math.prod(len(given.get(fact, answers(rules, fact))) for fact in CROSS)
    yield row("all situations, one route each", took, "s", 1.0, situations=count, **{"of the cross product": cross,
              "asked one by one, s": round(asked * count)})  # fmt: skip


def _within(when: When, given: Mapping[str, tuple[str, ...]]) -> bool:
    return all(set(match.values) & set(given.get(match.fact, match.values)) for match in when)


def counter_rows(rules: Rules, found: list[Reachable]) -> Iterator[Row]:
    """What the counter waits for: the rules at the start, and the next question after each answer."""
    loading = "from hukou_tui import packs; packs.load_rules()"
    yield row("rules loaded, whole process", process("-c", loading), "s", None)
    took = [timed(lambda part=part: next_question(rules, part)) for one in found for part in _on_the_way(one)]
    took.sort()
    yield row(
        "next question, p99", took[int(len(took) * 0.99)], "s", 0.05, p50=round(took[len(took) // 2], 5)
    )


def _on_the_way(one: Reachable) -> Iterator[dict[str, str]]:
    given = list(one.facts.items())
    yield from (dict(given[:end]) for end in range(len(given)))


def exact_rows(rules: Rules, found: list[Reachable]) -> Iterator[Row]:
    """Counts, which no machine changes."""
    plain = [one for one in found if not one.circumstance]
    yield row("situations that the questions lead to", len(plain), "count", None, routes=len(rules.routes),
              **{"with a circumstance": len(found) - len(plain), "checks": len(CHECKS) + 2})  # fmt: skip
    yield row("questions at most", max(len(one.asked) for one in plain), "count", 7)
    size = sum((folder / "pack.toml").stat().st_size for folder in packs.shipped_folders())
    yield row("shipped packs", size, "bytes", None, packs=len(packs.shipped_folders()))
    faults = sum(len(packs.prove_pack(folder)) for folder in packs.shipped_folders())
    yield row("findings in the shipped packs", faults, "count", 0)


@click.command(help=__doc__)
@click.option("--exact", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def main(exact: bool, as_json: bool) -> None:
    """Measure and print."""
    rules = packs.load_rules()
    found = list(reachable(rules, DAY, why=False))
    rows = list(exact_rows(rules, found))
    if not exact:
        rows += [*check_rows(), *enumeration_rows(rules), *counter_rows(rules, found[::10])]
    tell(rows, as_json=as_json)


if __name__ == "__main__":
    main()
