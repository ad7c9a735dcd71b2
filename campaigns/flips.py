"""Flips N single bits in station file, key slots and backup, and counts what was taken for true that is not.

    python3 dev.py campaign flips --n 10000 --seed 7

The negative control flips bits in the same file as plain SQLite, which reads something else without a word. Prints
the seed and the counts; exit 0 only if nothing wrong was accepted and the control accepted something.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaigns._asked import parser as asked
from campaigns._asked import shares
from harness.faults.flipping import Flipped
from harness.stations.workday import a_workday
from harness.workers import workers

#: Bits that one process flips on one station.
SHARE = 250


def _share(seed: int, count: int) -> tuple[Counter[tuple[str, str]], int]:
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="flips-", dir=_fast()) as home:
        flipped = Flipped(a_workday(Path(home)), Path(home) / "place")
        found = Counter(flipped.one(dice) for _ in range(count))
        control = sum(flipped.control(dice) for _ in range(count))
    return found, control


def _fast() -> str | None:
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() else None


def main() -> int:
    """0: nothing wrong accepted; 1: something was, or the control took nothing."""
    parser = asked(__doc__, 1000, "bits")
    given = parser.parse_args()
    print(f"seed {given.seed}, {given.n} bits", flush=True)
    sizes = shares(given.n, SHARE)
    seeds = [given.seed + number for number in range(len(sizes))]
    total: Counter[tuple[str, str]] = Counter()
    control = 0
    with workers(2) as pool:
        for found, taken in pool.map(_share, seeds, sizes):
            total += found
            control += taken
    for (where, result), count in sorted(total.items()):
        print(f"  {count:6} {where}: {result}")
    wrong = sum(count for (_where, result), count in total.items() if result == "ACCEPTED")
    print(f"bits: {sum(total.values())}; wrong data accepted: {wrong}; "
          f"negative control, plain SQLite: {control} of {sum(sizes)} accepted")  # fmt: skip
    return 1 if wrong or not control else 0


if __name__ == "__main__":
    sys.exit(main())
