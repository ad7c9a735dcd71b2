"""The workplace: which folder, which language, who sits at the counter, and what day it is.

`today()` is the one place in the program that asks the clock for the date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path


@dataclass(slots=True)
class Workplace:
    """What every command and screen is told; `folder` is the station's (or the practice station's)."""

    folder: Path
    practice: bool
    lang: str = ""
    operator: str = ""
    frozen_on: date | None = field(default=None)

    def today(self) -> date:
        """The date at the counter: frozen in practice, the clock's otherwise."""
        return self.frozen_on or date.today()

    def now(self) -> str:
        """The moment for the journal: ISO 8601, UTC, seconds; in practice the frozen day at the real time."""
        moment = datetime.now(UTC).replace(microsecond=0)
        if self.frozen_on is not None:
            moment = moment.replace(
                year=self.frozen_on.year, month=self.frozen_on.month, day=self.frozen_on.day
            )
        return moment.isoformat().replace("+00:00", "Z")
