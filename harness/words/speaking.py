"""The program, with every sentence marked: python -m harness.words.speaking SEED [ARGUMENTS OF THE PROGRAM]"""

from __future__ import annotations

import sys

from harness.words.marking import Marks
from harness.words.sentences import spoken_by


def main() -> int:
    """What the program ends with."""
    from hukou_tui.__main__ import main as program

    seed = int(sys.argv.pop(1))
    with spoken_by(Marks(seed).speak):
        return program() or 0


if __name__ == "__main__":
    sys.exit(main())
