"""Cuts the power after every write of whole sessions, and counts what had been returned as saved and is lost.

    python3 dev.py campaign power-loss --n 100000 --seed 7

Prints a table, the seed and the counts. Exit 0 only if nothing was lost or torn, and if the same sessions with
SQLite's `synchronous` at NORMAL and at OFF did lose something; 2 where the harness cannot run. See docs/faults.md.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaigns._asked import parser as asked
from harness.faults.power_cuts import cut_power, table
from harness.faults.shim import CannotRun, library


def main() -> int:
    """0: nothing lost or torn, and the controls failed as they must; 1: otherwise; 2: cannot run here."""
    parser = asked(__doc__, 10_000, "states at least")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    given = parser.parse_args()
    try:
        library()
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 2
    print(f"seed {given.seed}, {given.n:,} states", flush=True)
    begun = time.monotonic()
    counts, controls = cut_power(given.n, given.seed, given.jobs)
    print(table(counts))
    for example in counts.examples:
        print(f"  {example}")
    print(f"{counts.states.total():,} states ({counts.distinct:,} distinct) of {counts.sessions} sessions with "
          f"{counts.acknowledged:,} acknowledged actions in {time.monotonic() - begun:.0f} s")  # fmt: skip
    for mode, control in controls.items():
        print(f"negative control, synchronous = {mode}: {control.lost.total():,} of {control.states.total():,} states "
              f"lost something, {control.torn.total():,} torn")  # fmt: skip
    print(f"lost: {counts.lost.total()}, torn: {counts.torn.total()}; seed {given.seed}")
    return 1 if counts.failed or not all(control.lost for control in controls.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
