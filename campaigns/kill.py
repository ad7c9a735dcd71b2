"""Kills the real program N times while somebody types, and counts what was shown as saved and is lost.

    python campaigns/kill.py --n 500 --seed 7

Prints the seed and the counts; exit 0 only if nothing was lost and a false promise was found out.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.practice_folder import copy_to
from tests.terminal.killing import Promise, kill_once, lost

#: Kills on one station before a fresh one is taken: verifying grows with the journal.
PER_STATION = 25


def main() -> int:
    """0: nothing lost; 1: something was lost, or the negative control was not found out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=50, help="how many kills")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--lang", choices=["zh", "en"], default="zh")
    given = parser.parse_args()
    dice = random.Random(given.seed)
    print(f"seed {given.seed}, {given.n} kills", flush=True)
    moments: Counter[str] = Counter()
    losses = blind = fields = 0
    for start in range(0, given.n, PER_STATION):
        with tempfile.TemporaryDirectory(prefix="kill-") as home:
            folder = copy_to(Path(home))
            for nth in range(start, min(start + PER_STATION, given.n)):
                promise = kill_once(Path(home), dice, given.lang)
                moments[promise.moment] += 1
                fields += len(promise.fields)
                found = lost(folder, promise)
                losses += bool(found)
                for loss in found:
                    print(f"LOST at kill {nth} ({promise.moment}): {loss}", flush=True)
                blind += not lost(folder, Promise(promise.seq + 1000, promise.fields))
    for moment, count in sorted(moments.items()):
        print(f"  {count:5} {moment}")
    print(f"lost: {losses} of {given.n}; fields promised and looked for: {fields}; "
          f"negative control not found out: {blind}")  # fmt: skip
    return 1 if losses or blind else 0


if __name__ == "__main__":
    sys.exit(main())
