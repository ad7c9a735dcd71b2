"""Attacks a station in N ways chosen by dice, with the key and without it, and counts what is not found or misnamed.

    python3 dev.py campaign tamper --n 2000 --seed 7

Each attack is done to a copy, which is opened and verified against the head of the last packet. Negative controls: the
same without that head, and what is chained anew behind it, must be missed. Exit 0 only if everything before the anchor
was found and named, and the controls were missed.
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
from harness.faults import tampering
from harness.stations.workday import a_workday
from harness.workers import workers

SHARE = 100
#: Done without the anchor, these leave a file that fits together: nothing within it tells.
CONTROLS = ("file_rolled_back", "rolled_back_and_gone_on")


def _share(seed: int, count: int) -> tuple[Counter[tuple[str, str]], Counter[str], list[str]]:
    dice = random.Random(seed)
    found: Counter[tuple[str, str]] = Counter()
    controls: Counter[str] = Counter()
    bad = []
    with tempfile.TemporaryDirectory(prefix="tamper-") as home:
        day, place = a_workday(Path(home)), Path(home) / "place"
        for _ in range(count):
            name = dice.choice(list(tampering.ATTACKS))
            result = tampering.attacked(day, place, tampering.ATTACKS[name], dice)
            found[name, result.result] += 1
            if result.result.isupper():
                bad.append(f"{name}: {result}")
        for name in CONTROLS:
            controls[tampering.attacked(day, place, tampering.ATTACKS[name], dice, anchors=False).result] += 1
        controls[tampering.attacked(day, place, tampering.rechained_after_the_anchor, dice).result] += 1
    return found, controls, bad


def main() -> int:
    """0: all found and named; 1: something was missed or misnamed, or a control was found."""
    parser = asked(__doc__, 500, "attacks")
    given = parser.parse_args()
    print(f"seed {given.seed}, {given.n} attacks", flush=True)
    sizes = shares(given.n, SHARE)
    total: Counter[tuple[str, str]] = Counter()
    controls: Counter[str] = Counter()
    with workers(2) as pool:
        for found, controlled, bad in pool.map(_share, range(given.seed, given.seed + len(sizes)), sizes):
            total += found
            controls += controlled
            for line in bad:
                print("BAD", line, flush=True)
    for name in tampering.ATTACKS:
        results = ", ".join(f"{result} {count}" for (which, result), count in sorted(total.items()) if which == name)
        print(f"  {name:<30} {results}")
    missed = sum(count for (_name, result), count in total.items() if result.isupper())
    print(f"attacks: {sum(total.values())}; missed or misnamed: {missed}; negative controls missed: "
          f"{controls['MISSED']} of {sum(controls.values())}")  # fmt: skip
    return 1 if missed or controls["MISSED"] != sum(controls.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
