"""Changes the rules one row at a time, and counts the changes that `policy check` lets pass though answers change.

    python3 dev.py campaign rule-mutants --n 0

Each condition, demand, outcome, date, citation and row of the shipped packs is deleted, altered or added to, one change
a mutant; what is not caught is asked whether it changes any answer to anyone. `--n 0` makes all mutants. The negative
control switches two checks off and has to miss some. Exit 0 only if none was missed and the control missed some.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from concurrent.futures import Executor
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaigns._asked import parser as asked
from harness.packs.mutating import Shipped, Verdict, without
from harness.workers import workers

#: Mutants for the negative control, and the checks that are switched off in it.
CONTROL, SWITCHED_OFF = 400, ("golden", "threshold")


@lru_cache(maxsize=1)
def _shipped() -> Shipped:
    return Shipped()


def _judge(number: int) -> Verdict:
    return _shipped().judge(number)


def _judge_unguarded(number: int) -> Verdict:
    with without(*SWITCHED_OFF):
        return _shipped().judge(number)


def main() -> int:
    """0: nothing missed; 1: something was, or the control missed nothing."""
    parser = asked(__doc__, 2000, "mutants, 0 for all")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--kind", default="", help="only mutants whose kind has these words")
    given = parser.parse_args()
    numbers = [n for n, (_name, mutant) in enumerate(_shipped().mutants) if given.kind in mutant.kind]
    dice = random.Random(given.seed)
    dice.shuffle(numbers)
    chosen = numbers[: given.n or None]
    print(f"seed {given.seed}, {len(chosen)} of {len(numbers)} mutants", flush=True)
    with workers(given.jobs) as pool:
        verdicts = _judged(pool, chosen)
        control = list(pool.map(_judge_unguarded, dice.sample(numbers, min(CONTROL, len(numbers))), chunksize=20))
    missed = [verdict for verdict in verdicts if verdict.result == "MISSED"]
    _table(verdicts)
    unguarded = sum(verdict.result == "MISSED" for verdict in control)
    print(f"mutants: {len(verdicts)}; missed: {len(missed)}; negative control, without {' and '.join(SWITCHED_OFF)}: "
          f"{unguarded} of {len(control)} missed")  # fmt: skip
    return 1 if missed or not unguarded else 0


def _judged(pool: Executor, numbers: list[int]) -> list[Verdict]:
    verdicts, began = [], time.monotonic()
    for done, verdict in enumerate(pool.map(_judge, numbers, chunksize=20), 1):
        verdicts.append(verdict)
        if verdict.result == "MISSED":
            print(f"MISSED {verdict.where}: {verdict.mutant.kind}, {_path(verdict)}: {verdict.mutant.told}", flush=True)
        if done % 1000 == 0:
            print(f"  {done:6} mutants, {time.monotonic() - began:5.0f} s", flush=True)
    return verdicts


def _path(verdict: Verdict) -> str:
    return ".".join(str(part) for part in verdict.mutant.path)


def _table(verdicts: list[Verdict]) -> None:
    print(f"  {'kind':<36}{'mutants':>8}{'caught':>8}{'equal':>7}{'missed':>8}  caught first by")
    for kind in sorted({verdict.mutant.kind for verdict in verdicts}):
        those = [verdict for verdict in verdicts if verdict.mutant.kind == kind]
        results = Counter(verdict.result for verdict in those)
        by = Counter(verdict.check for verdict in those if verdict.check)
        named = ", ".join(f"{check} {count}" for check, count in by.most_common())
        print(f"  {kind:<36}{len(those):>8}{results['caught']:>8}{results['equal']:>7}{results['MISSED']:>8}  {named}")


if __name__ == "__main__":
    sys.exit(main())
