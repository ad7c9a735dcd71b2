"""Puts one fault each into the text of shipped packs, N times, and looks what the door says.

    python3 dev.py campaign broken-packs --n 10000 --seed 7

Typos, full-width punctuation, wrong answers, overlapping rows, missing languages, wrong types, cut files, wrong
encodings and more (harness/packs/breaking.py). A fault that leaves the pack meaning the same is counted as
harmless. One in fifty goes through the command itself, in both languages. The negative control is the packs as they
are: not refused. Exit 0 only if nothing was accepted, nothing ended in a traceback, and every finding has a file and a
line.
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
from harness.packs.breaking import NAMES, at_the_command, broken, judged, text_of
from harness.workers import workers
from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED
from hukou_tui.words.catalogue import use_language

SHARE = 100
#: One in so many is put before the command as well.
_AT_THE_COMMAND = 50


def _share(seed: int, count: int) -> tuple[Counter[tuple[str, str]], Counter[str], list[str]]:
    dice = random.Random(seed)
    found: Counter[tuple[str, str]] = Counter()
    near: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as home:
        for number in range(count):
            use_language(dice.choice(("zh", "en")))
            pack, fault = broken(dice)
            outcome = judged(pack, fault)
            found[fault.kind, outcome.result] += 1
            near[str(outcome.near)] += 1
            if outcome.result in ("ACCEPTED", "TRACEBACK") or not outcome.placed:
                wrong.append(
                    f"seed {seed}, number {number}, {pack}, {fault.kind}, line {fault.line}: {outcome}"
                )
            if number % _AT_THE_COMMAND == 0 and outcome.result == "refused":
                code, said = at_the_command(Path(home), fault)
                if code not in (1, 2) or "Traceback" in said or not said.strip():
                    wrong.append(
                        f"seed {seed}, number {number}, {pack}, {fault.kind}: the command ended with {code}"
                    )
    return found, near, wrong


def main() -> int:
    """0: none accepted, none with a traceback, each with file and line."""
    given = asked(__doc__, 1000, "faults").parse_args()
    print(f"seed {given.seed}, {given.n} faults", flush=True)
    control = sum(bool(packs.prove_pack(SHIPPED / name)) for name in NAMES)
    sizes = shares(given.n, SHARE)
    total: Counter[tuple[str, str]] = Counter()
    near: Counter[str] = Counter()
    wrong: list[str] = []
    with workers(2) as pool:
        for found, close, bad in pool.map(_share, (given.seed + at for at in range(len(sizes))), sizes):
            total += found
            near += close
            wrong += bad
    for (kind, result), count in sorted(total.items()):
        print(f"  {count:6} {kind}: {result}")
    for line in wrong[:50]:
        print(f"  WRONG {line}")
    results = Counter(dict.fromkeys(("refused", "harmless", "ACCEPTED", "TRACEBACK"), 0))
    for (_kind, result), count in total.items():
        results[result] += count
    known = near["True"] + near["False"]
    print(f"faults: {sum(total.values())}; refused {results['refused']}, harmless {results['harmless']}, "
          f"accepted {results['ACCEPTED']}, tracebacks {results['TRACEBACK']}, otherwise wrong {len(wrong)}; "
          f"told within the entry that was touched: {near['True']} of {known}; "
          f"negative control, {len(NAMES)} whole packs ({sum(len(text_of(name)) for name in NAMES)} characters): "
          f"{control} refused")  # fmt: skip
    return 1 if wrong or control else 0


if __name__ == "__main__":
    sys.exit(main())
