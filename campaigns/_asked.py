"""How a campaign is asked: how many, and the seed that plays the same again."""

from __future__ import annotations

import argparse
import random


def parser(told: str | None, n: int, what: str) -> argparse.ArgumentParser:
    """A parser with --n (`n` of `what` unless said) and --seed (another one each time unless said)."""
    made = argparse.ArgumentParser(description=told, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--n", type=int, default=n, help=f"how many {what}")
    made.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    return made


def shares(n: int, each: int) -> list[int]:
    """`n` in parts of `each`, the rest last."""
    return [min(each, n - done) for done in range(0, n, each)]
