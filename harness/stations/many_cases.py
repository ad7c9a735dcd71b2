"""The real program over a station that says it has so many open cases.

    python -m harness.stations.many_cases COUNT
"""

from __future__ import annotations

import sys

from db.station.projections import CaseRow
from db.station.queries import Queries
from flows.case.status import Status
from hukou_tui.__main__ import main


def say_so(count: int) -> None:
    """From now on a station reads `count` rows, whatever its journal holds."""
    rows = [
        CaseRow(
            f"530699001-20160614-{n:03}", "马", Status.DRAFT, False, 0, 0, False, False, "unsent", "", "", "", ""
        )
        for n in range(count)
    ]
    Queries.rows = lambda _queries: rows


if __name__ == "__main__":
    say_so(int(sys.argv.pop()))
    sys.exit(main())
