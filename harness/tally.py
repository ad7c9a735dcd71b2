"""What several shares of a campaign have counted and found, as one."""

from __future__ import annotations

from dataclasses import fields
from typing import Self


class Tally:
    """A dataclass of numbers, counters, lists and sets, all of which grow together."""

    def add(self, other: Self) -> None:
        """Take in what another share has counted and found."""
        for field in fields(self):  # type: ignore[arg-type]
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            setattr(self, field.name, mine | theirs if isinstance(mine, set) else mine + theirs)
