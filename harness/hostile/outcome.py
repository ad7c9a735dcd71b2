"""What was produced with hostile texts, and what of it must not be."""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from harness.tally import Tally


@dataclass(slots=True)
class Outcome(Tally):
    """What was produced with the texts; `bad` holds one line for each thing that must not be, each once."""

    dealt: set[tuple[str, str]] = field(default_factory=set)
    slips: Counter[str] = field(default_factory=Counter)
    exports: Counter[str] = field(default_factory=Counter)
    screens: set[str] = field(default_factory=set)
    bad: list[str] = field(default_factory=list)

    @property
    def texts(self) -> set[str]:
        """The names of the texts that were dealt."""
        return {name for name, _place in self.dealt}

    def add(self, other: Outcome) -> None:
        """Take in what another share has found; what both complain of, once."""
        Tally.add(self, other)
        self.bad = list(dict.fromkeys(self.bad))

    def complain(self, line: str) -> None:
        """One thing that must not be."""
        if line not in self.bad:
            self.bad.append(line)

    def crashed(self, what: str) -> None:
        """The exception at hand came out of `what`."""
        kind, fault, trace = sys.exc_info()
        frame = traceback.extract_tb(trace)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        self.complain(f"crashed: {what}: {kind.__name__ if kind else ''}: {str(fault)[:80]!r} at {where}")
