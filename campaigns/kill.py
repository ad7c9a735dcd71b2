"""Kills the real program N times while somebody types, and counts what was shown as saved and is lost.

    python campaigns/kill.py --n 500 --seed 7

Prints the seed and the counts; exit 0 only if nothing was lost and a false promise was found out.
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
from harness.faults.killing import Promise, kill_once, lost, station_in
from harness.workers import workers

#: Kills on one station before a fresh one is taken: verifying grows with the journal.
PER_STATION = 25
#: More than there are processors: most of a kill is waiting for the screen.
WORKERS = 4


def _station(seed: int, count: int, lang: str) -> tuple[Counter[str], list[str], int, int]:
    """So many kills on one station: the moments, what was lost, fields promised, false promises not found out."""
    dice = random.Random(seed)
    moments: Counter[str] = Counter()
    losses, blind, fields = [], 0, 0
    with tempfile.TemporaryDirectory(prefix="kill-") as home:
        folder = station_in(Path(home))
        for _nth in range(count):
            promise = kill_once(Path(home), dice, lang)
            moments[promise.moment] += 1
            fields += len(promise.fields)
            losses += [f"station {seed}, {promise.moment}: {loss}" for loss in lost(folder, promise)]
            blind += not lost(folder, Promise(promise.seq + 1000, promise.fields))
    return moments, losses, fields, blind


def main() -> int:
    """0: nothing lost; 1: something was lost, or the negative control was not found out."""
    parser = asked(__doc__, 50, "kills")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh")
    given = parser.parse_args()
    print(f"seed {given.seed}, {given.n} kills", flush=True)
    sizes = shares(given.n, PER_STATION)
    seeds = range(given.seed, given.seed + len(sizes))
    moments: Counter[str] = Counter()
    losses = blind = fields = 0
    with workers(WORKERS) as pool:
        for at, found, promised, missed in pool.map(_station, seeds, sizes, [given.lang] * len(sizes)):
            moments += at
            fields += promised
            losses += len(found)
            blind += missed
            for loss in found:
                print(f"LOST: {loss}", flush=True)
    for moment, count in sorted(moments.items()):
        print(f"  {count:5} {moment}")
    print(f"lost: {losses} of {given.n}; fields promised and looked for: {fields}; "
          f"negative control not found out: {blind}")  # fmt: skip
    return 1 if losses or blind else 0


if __name__ == "__main__":
    sys.exit(main())
