"""Drives N random and hostile strings through the real program on a pseudo-terminal, and counts crashes and losses.

    python campaigns/input_bytes.py --n 1000000 --seed 7

Four in ten strings are silent (no key, no character: nothing may change), three may type but not leave their field,
three are anything at all (harness/hostile/fuzzing.py says what must hold for each). Prints the seed and the counts;
exit 0 only if nothing bad was found and Textual's own strict decoder died of the same strings. `--only MODE:NUMBER`
runs one session of the seed again.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from concurrent.futures import as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaigns._asked import parser as asked
from harness.hostile.fuzzing import CONTROLS, Outcome, not_utf8, session, strict_decoder_dies
from harness.workers import workers

#: Strings in one session, on one station; the journal grows with what is typed.
PER_SESSION = 10_000
#: Of ten sessions so many are of each kind.
SHARES = ("silent", "still", "wild", "silent", "still", "wild", "silent", "still", "wild", "silent")
#: How often each kind of string is given to the strict decoder.
CONTROL_ROUNDS = 3


def sessions(count: int) -> list[tuple[str, int, int]]:
    """Mode, number and strings of each session."""
    size = min(PER_SESSION, max(count // len(SHARES), 1))
    starts = range(0, count, size)
    return [(SHARES[n % len(SHARES)], n, min(size, count - start)) for n, start in enumerate(starts)]


def run(planned: list[tuple[str, int, int]], seed: int, jobs: int) -> tuple[Outcome, Counter[str]]:
    """All sessions, `jobs` at a time; what they found, and the strings in each mode."""
    total, modes = Outcome(), Counter[str]()
    began = time.monotonic()
    with workers(jobs) as pool:
        going = {pool.submit(session, mode, number, size, seed): mode for mode, number, size in planned}
        for done, future in enumerate(as_completed(going), 1):
            outcome = future.result()
            total.add(outcome)
            modes[going[future]] += outcome.kinds.total()
            for line in outcome.bad:
                print("BAD " + line, flush=True)
            if done % 10 == 0:
                took = time.monotonic() - began
                print(f"  {total.kinds.total():9} strings, {took:6.0f} s, bad: {len(total.bad)}", flush=True)
    return total, modes


def survivors(seed: int) -> int:
    """How many strings the strict decoder outlived: the harness would be blind to them."""
    dice = random.Random(seed)
    lives = 0
    for name in CONTROLS:
        died = sum(strict_decoder_dies(not_utf8(dice, name)) for _round in range(CONTROL_ROUNDS))
        lives += CONTROL_ROUNDS - died
        print(f"  negative control, Textual's own driver, {name}: died of {died} of {CONTROL_ROUNDS}", flush=True)
    return lives


def main() -> int:
    """0: nothing bad, and the control died; 1 otherwise."""
    parser = asked(__doc__, 10_000, "strings")
    parser.add_argument("--jobs", type=int, default=2, help="sessions at a time")
    parser.add_argument("--only", help="one session of the seed: MODE:NUMBER")
    given = parser.parse_args()
    planned = sessions(given.n)
    if given.only:
        planned = [plan for plan in planned if f"{plan[0]}:{plan[1]}" == given.only]
    print(f"seed {given.seed}, {given.n} strings in {len(planned)} sessions", flush=True)
    total, modes = run(planned, given.seed, given.jobs)
    for name, count in sorted(total.kinds.items()):
        print(f"  {count:9} {name}")
    print("  " + ", ".join(f"{mode}: {count}" for mode, count in sorted(modes.items())))
    lives = survivors(given.seed)
    crashes = sum("crashed" in line or "ended with" in line for line in total.bad)
    print(f"strings: {total.kinds.total()}; crashes: {crashes}; fields lost or changed, hangs and all else: "
          f"{len(total.bad) - crashes}; probes typed and found again: {total.probes}; starts: {total.starts}; "
          f"batches sent again: {total.repeated}; "
          f"strings that the strict decoder outlived: {lives}")  # fmt: skip
    return 1 if total.bad or lives or not total.kinds else 0


if __name__ == "__main__":
    sys.exit(main())
