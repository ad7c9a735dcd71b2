"""The workplace: which folder, which language, who sits at the counter, and what day it is.

`today()` is the one place in the program that asks the clock for the date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from flows.identity.timestamps import CHINA, moment_of


@dataclass(slots=True)
class AppContext:
    """What every command and screen is told; `folder` is the station's (or the practice station's)."""

    folder: Path
    practice: bool
    lang: str = ""
    operator: str = ""
    frozen_on: date | None = field(default=None)
    #: For scripts: where the passphrase of `operator` stands, on the first line.
    passphrase_file: Path | None = None

    def today(self) -> date:
        """The date at the counter: frozen in practice, the clock's otherwise."""
        return self.frozen_on or datetime.now(CHINA).date()

    def wall_clock(self, moment: str) -> str:
        """A moment of the journal (ISO, UTC) as the clock on the wall shows it, to the minute."""
        try:
            read = moment_of(moment)
        except ValueError:
            return moment
        shown = read.astimezone(CHINA)
        if self.practice:
            shown = shown.replace(year=read.year, month=read.month, day=read.day)
        return shown.strftime("%Y-%m-%d %H:%M")

    def now(self) -> str:
        """The moment for the journal: ISO 8601, UTC, seconds; in practice the frozen day at the real time."""
        moment = datetime.now(UTC).replace(microsecond=0)
        if self.frozen_on is not None:
            moment = moment.replace(
                year=self.frozen_on.year, month=self.frozen_on.month, day=self.frozen_on.day
            )
        return moment.isoformat().replace("+00:00", "Z")
