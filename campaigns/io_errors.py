"""Lets the disk refuse every changing call of an intake, full or faulty, once or until somebody makes room.

    python3 dev.py campaign io-errors [--calls 48]

For each call of a saving an intake is typed at the real counter, and in each of its savings just that call is refused.
Counts faults given, sentences told, and what was lost, doubled or ended in a traceback; the negative control is a
fault that nobody retries, which must be found. Exit 0 only if nothing bad happened, every call was reached and the
control was found. Needs Linux and a C compiler (docs/faults.md); says so where there is none.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.faults.refusing import ERRORS, MODES, TYPED, Outcome, Refused
from harness.faults.shim import CannotRun, library
from harness.workers import workers

WORKERS = 3


def _intake(what: tuple[str, str, int]) -> tuple[tuple[str, str, int], Outcome]:
    with tempfile.TemporaryDirectory(prefix="io-") as home:
        refused = Refused(Path(home))
        try:
            outcome = refused.an_intake(*what)
        except AssertionError as fault:
            outcome = Outcome(bad=[str(fault)])
        refused.close()
    return what, outcome


def _opening(what: tuple[str, str, int]) -> tuple[tuple[str, str, int], Outcome]:
    with tempfile.TemporaryDirectory(prefix="io-") as home:
        refused = Refused(Path(home))
        outcome = refused.an_opening(*what)
        refused.close()
    return what, outcome


def _control() -> bool:
    """A field that was never typed is missed: the judge sees."""
    with tempfile.TemporaryDirectory(prefix="io-") as home:
        refused = Refused(Path(home))
        refused.an_intake("EIO", "transient", 10**6, TYPED[:1])
        found = refused._missing(TYPED[:2])  # noqa: SLF001 - the judge itself is tried
        refused.close()
    return found == [f"{TYPED[1][0]} is lost"]


def main() -> int:
    """0: nothing lost; 1: something was, or a call was not reached; 2: cannot run here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=48, help="how many calls of a saving")
    parser.add_argument("--openings", type=int, default=8, help="how many calls of an opening")
    given = parser.parse_args()
    try:
        library()
    except CannotRun as why:
        print(why, file=sys.stderr)
        return 2
    bad = 0
    deepest = -1
    with workers(WORKERS) as pool:
        for name, work, calls in (("intake", _intake, given.calls), ("opening", _opening, given.openings)):
            total = Outcome()
            for (error, mode, nth), outcome in pool.map(work, product(ERRORS, MODES, range(calls))):
                total.add(outcome)
                if name == "intake" and outcome.given:
                    deepest = max(deepest, nth)
                for line in outcome.bad:
                    print(f"BAD {name}, {error}, {mode}, call {nth}: {line}", flush=True)
            bad += len(total.bad)
            print(f"{name}: faults given {total.given}; told on the screen {total.told}; bad {len(total.bad)}",
                  flush=True)  # fmt: skip
    control = _control()
    reached = deepest < given.calls - 1
    told = "every call was reached" if reached else "THERE ARE MORE"
    print(f"the last call of a saving that was refused is number {deepest}: {told}; negative control found: {control}")
    return 1 if bad or not control or not reached else 0


if __name__ == "__main__":
    sys.exit(main())
