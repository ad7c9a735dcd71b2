"""Walks by keys through every state of the program in the whole matrix of terminals, and counts the states.

    python campaigns/walk.py --jobs 2

Languages, 80x24 and 132x43, UTF-8, GB18030 (by locale and by option) and GBK, five kinds of terminal and NO_COLOR
byte for byte with pyte, and tmux; then every state drawn larger, tiny and back. What a state must be is said in
harness/walk/seeing.py. Within a language and a size all walks must read the same, GBK aside, which lacks a character.
Exit 0 only if every state of every walk holds and a damaged picture is found out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.walk.damaged import found_out
from harness.walk.kinds import Kind, whole_matrix
from harness.walk.seeing import unlike, walk_and_see
from harness.workers import workers


def _everywhere(_name: str) -> bool:
    return True


def one(kind: Kind, resized: bool) -> tuple[dict[str, str], str]:
    """The states of a walk, or why it failed."""
    try:
        return (walk_and_see(kind, _everywhere) if resized else walk_and_see(kind)), ""
    except AssertionError as fault:
        return {}, str(fault)


def compared(walks: dict[Kind, dict[str, str]]) -> list[str]:
    """Walks of one language and size that do not read the same."""
    found = []
    for kind, states in walks.items():
        first = next(other for other in walks if (other.lang, other.size) == (kind.lang, kind.size))
        if kind.encoding != "gbk" and states and walks[first]:
            found += [f"{kind} and {first}: {line}" for line in unlike(walks[first], states)]
    return found


def main() -> int:
    """0: all hold; 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2, help="walks at a time")
    parser.add_argument("--n", type=int, default=0, help="so many walks of the matrix, from its beginning; 0 for all")
    given = parser.parse_args()
    plan = [(kind, False) for kind in whole_matrix()]
    plan += [(Kind(lang), True) for lang in ("zh", "en")]
    plan = plan[: given.n or None]
    walks: dict[Kind, dict[str, str]] = {}
    bad: list[str] = []
    states = 0
    with workers(given.jobs) as pool:
        done = pool.map(one, *zip(*plan, strict=True))
        for (kind, resized), (seen, fault) in zip(plan, done, strict=True):
            print(f"  {len(seen):4} states  {kind}{', each resized' if resized else ''}", flush=True)
            states += len(seen)
            bad += [f"{kind}: {fault}"] if fault else []
            if not resized:
                walks[kind] = seen
    bad += compared(walks)
    for line in bad:
        print("BAD " + line, flush=True)
    blind = [name for name, out in found_out().items() if not out]
    print(f"walks: {len(plan)}; states: {states}; bad: {len(bad)}; damages not found out: {len(blind)} {blind or ''}")
    return 1 if bad or blind else 0


if __name__ == "__main__":
    sys.exit(main())
