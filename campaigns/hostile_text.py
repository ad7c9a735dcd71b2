"""Puts N cases full of hostile texts straight into the file, and looks through everything that comes of them.

    python campaigns/hostile_text.py --n 404 --seed 7

Every place where data lies holds one of the texts of harness/hostile/texts.py: fields, notes, reasons,
settings, candidates of the register, the county's words. Then every slip, every export and every screen is made with
them; the screens in the real program on a pseudo-terminal, in both languages, in UTF-8 and in GB18030. Nothing may
crash, nothing that steers may come through, and JSON must be JSON. As many cases as there are texts bring each text to
each place. `tour` takes no data and is left out. Exit 0 only if nothing bad was found and what is let through on
purpose was found.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaigns._asked import parser as asked
from campaigns._asked import shares
from harness.hostile.exports import exported
from harness.hostile.outcome import Outcome
from harness.hostile.planted import overlooked
from harness.hostile.screens import on_the_glass, shown
from harness.hostile.texts import PLACES, TEXTS, Deal, deals
from harness.workers import workers

#: Cases on one station; each end of a story at least once.
PER_STATION = 10
#: Language, encoding and kind of terminal, in turn.
TERMINALS = (
    ("zh", "utf-8", "xterm-256color"), ("en", "gb18030", "linux"), ("zh", "gbk", "vt100"), ("en", "utf-8", "screen"),
)  # fmt: skip
_CRASHES = ("crashed", "the program ended", "on the screen", "an exception")


def share(number: int, count: int, whole: int, seed: int) -> Outcome:
    """The cases of one station: what is printed and exported of them, and what is shown."""
    lang, encoding, term = TERMINALS[number % len(TERMINALS)]
    begin = number * PER_STATION

    def dealt() -> list[Deal]:
        return deals(whole, seed, PLACES)[begin : begin + count]

    outcome = exported(dealt(), lang)
    outcome.add(shown(dealt(), lang, encoding, term))
    return outcome


def main() -> int:
    """0: nothing bad, and what is let through on purpose was found; 1 otherwise."""
    parser = asked(__doc__, 40, "cases")
    parser.add_argument("--jobs", type=int, default=2, help="stations at a time")
    given = parser.parse_args()
    sizes = shares(given.n, PER_STATION)
    print(f"seed {given.seed}, {given.n} cases on {len(sizes)} stations, {len(TEXTS)} texts", flush=True)
    total, began = Outcome(), time.monotonic()
    with workers(given.jobs) as pool:
        going = [pool.submit(on_the_glass)]
        going += [pool.submit(share, number, size, given.n, given.seed) for number, size in enumerate(sizes)]
        for done, future in enumerate(as_completed(going), 1):
            known = len(total.bad)
            total.add(future.result())
            for line in total.bad[known:]:
                print("BAD " + line, flush=True)
            print(f"  {done:4} shares, {time.monotonic() - began:6.0f} s, bad: {len(total.bad)}", flush=True)
    blind = overlooked()
    crashes = sum(line.startswith(_CRASHES) for line in total.bad)
    print("  slips: " + ", ".join(f"{name} {count}" for name, count in sorted(total.slips.items())))
    print("  exports: " + ", ".join(f"{name} {count}" for name, count in sorted(total.exports.items())))
    print(f"texts: {len(total.texts)} of {len(TEXTS)}, in {len(total.dealt)} places; pictures: {len(total.screens)}; "
          f"slips: {total.slips.total()}; exports: {total.exports.total()}; crashes: {crashes}; "
          f"what steers, no JSON and all else: {len(total.bad) - crashes}; "
          f"let through on purpose and not found: {len(blind)} {blind or ''}")  # fmt: skip
    return 1 if total.bad or blind or not total.dealt else 0


if __name__ == "__main__":
    sys.exit(main())
