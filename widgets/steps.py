"""The line of steps: the one at hand in brackets, and what is said beside them."""

from __future__ import annotations

from collections.abc import Sequence

from widgets.line import Line


class Steps(Line):
    """Names of steps by number; going from one to the next writes two brackets and no more."""

    def mark(self, names: Sequence[str], at: int, beside: str = "") -> None:
        """Put step `at` (from 0) in brackets; `beside` stands behind them."""
        told = "".join(f"[{n}{name}]" if n - 1 == at else f" {n}{name} " for n, name in enumerate(names, 1))
        self.show(f"{told}  {beside}")
