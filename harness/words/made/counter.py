"""What the counter says of a case in its list, and of a fault that nobody has met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from db.station.projections import CaseRow
from flows.case.status import Status, Transfer
from hukou_tui.screens.counter.home import _row_text
from hukou_tui.words.badges import badge_named
from hukou_tui.words.catalogue import _
from hukou_tui.words.errors.error_messages import finding_text, sentence

_ROW = CaseRow(
    "530699001-20160614-007", "欧阳", Status.DRAFT, parked=False, missing=0, undecided=0, proposed=False, queried=False,
    transfer=Transfer.UNSENT, story="", family="", opened_on="2016-06-14", updated_at="2016-06-14T08:00:00Z",
)  # fmt: skip


def rows_of_the_list() -> Iterator[tuple[str, str]]:
    """What an open case waits for, behind its number and surname."""
    for what, row in {
        "begun": _ROW,
        "begun and parked": replace(_ROW, parked=True),
        "three papers are missing": replace(_ROW, status=Status.NOTIFIED, missing=3),
        "two candidates are undecided": replace(_ROW, undecided=2),
        "somebody proposes: registered already": replace(
            _ROW, status=Status.ACCEPTED, proposed=True, undecided=1
        ),
        "to be reviewed, the query not recorded": replace(_ROW, status=Status.STATION_REVIEW),
        "to be reviewed, the query recorded": replace(_ROW, status=Status.STATION_REVIEW, queried=True),
        "sent to the county": replace(_ROW, status=Status.COUNTY_REVIEW, transfer=Transfer.EXPORTED),
    }.items():
        yield what, _row_text(4, row).rstrip()


def faults() -> Iterator[tuple[str, str]]:
    """Faults and people that have no name here."""
    yield "a fault of ours", sentence(ZeroDivisionError("division by zero"))
    yield "a file, by a number of the system that has no words", sentence(OSError(9999, "?"))
    yield "the lists do not say what the journal says", finding_text("projection_differs", 0)
    yield "an officer of the county, whose office nobody has named", badge_named("county:C00001", "", _)
    yield "an officer of a county that has a name", badge_named("county:C00001", "演练县公安局", _)
