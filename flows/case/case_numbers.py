"""What a station that goes on from a copy may have given out before, and no longer knows: numbers of cases.

Whatever was entered between the copy and the restore is in no file that is left. Its numbers stand on papers, and must
never name a second person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_COUNT = 3


@dataclass(frozen=True, slots=True)
class Restoration:
    """The station went on from a copy: for which time, when, from which record on, and of when that record was."""

    count: int
    at: str
    head_seq: int
    made_at: str

    @property
    def days(self) -> Iterator[str]:
        """The days (20160614) of cases that may be lost.

        Journals keep UTC, and a day is what the clock on the wall says: one day more is looked at on each side.
        """
        day, last = date.fromisoformat(self.made_at[:10]) - _DAY, date.fromisoformat(self.at[:10]) + _DAY
        while day <= last:
            yield f"{day:%Y%m%d}"
            day += _DAY


def base_of(restores: int) -> int:
    """The count of the day goes on above this, after so many restores: 0, 500, 600, ..."""
    return 400 + 100 * restores if restores else 0


def may_be_lost(restored: Restoration, code: str, number: str) -> bool:
    """Whether a case of the station `code` that is lost may have had that `number` (whole, or its last digits)."""
    wanted = number.replace("-", "")
    count = wanted[-_COUNT:]
    if not (count.isascii() and count.isdecimal()) or int(count) > base_of(restored.count):
        return False
    whole = (f"{code.replace('-', '')}{day}{count.zfill(_COUNT)}" for day in restored.days)
    return any(number.endswith(wanted) for number in whole)
