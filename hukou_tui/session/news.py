"""What other threads hand to the screen's: frozen answers, taken in by the desk when their news is told.

Nothing here is written into by whoever made it, and nothing of the desk is written by any thread but the screen's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from db.register.lookup import Found
    from db.station.projections import Backup, CaseRow
    from db.station.station import Station
    from flows.case.actions import Action
    from flows.case.case import Case
    from flows.case.case_numbers import Restored
    from flows.case.roles import Seat
    from hukou_tui.session.daily_check import Checked
    from hukou_tui.session.recheck_notice import Told
    from hukou_tui.session.rules_in_use import CaseRules, InForce


@dataclass(frozen=True, slots=True)
class Acted:
    """What was handed to the journal as one: on which case (empty: the station itself), by whom and when."""

    actions: tuple[Action, ...]
    case_id: str
    seat: Seat
    at: str


@dataclass(frozen=True, slots=True)
class Written:
    """`acted` is on disk, up to record `seq`."""

    acted: Acted
    seq: int


@dataclass(frozen=True, slots=True)
class NotKept:
    """`acted` is not on disk and will not be."""

    acted: Acted


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case as it is on disk, and what is shown beside it; `ticket` numbers the question."""

    ticket: int
    case: Case
    relatives: tuple[Case, ...]
    own: CaseRules
    told: Told | None
    seq: int


@dataclass(frozen=True, slots=True)
class CaseUnread:
    """The question for a case could not be answered; the news says why."""

    ticket: int


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a lookup has found; None where it failed."""

    ticket: int
    found: Found | None


@dataclass(frozen=True, slots=True)
class RowsRead:
    """The counter's list."""

    rows: tuple[CaseRow, ...]
    seq: int


@dataclass(frozen=True, slots=True)
class StationRead:
    """What the station says of itself; `after` settings had been handed to the journal when it was asked."""

    after: int
    settings: Mapping[str, str]
    operators: Mapping[str, str]
    code: str
    last_backup: Backup | None
    last_check: Backup | None
    restores: tuple[Restored, ...]
    list: RowsRead


@dataclass(frozen=True, slots=True)
class KeysKept:
    """Keys were changed; `told` is to be shown once."""

    told: str
    station: StationRead


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody has proven who he is, and sits here now."""

    badge: str
    station: StationRead


@dataclass(frozen=True, slots=True)
class Said:
    """A text for whoever asked."""

    text: str


@dataclass(frozen=True, slots=True)
class CheckDone:
    """The file was checked."""

    checked: Checked


@dataclass(frozen=True, slots=True)
class Troubled:
    """The disk refuses (a code of `db.errors.Trouble`), or takes everything again (empty)."""

    code: str


Answer = (
    Written | NotKept | CaseRead | CaseUnread | LookedUp | RowsRead | StationRead | KeysKept | Seated | Said
    | CheckDone | Troubled
)  # fmt: skip


# Made in the station's thread --------------------------------------------------------------


def case_read(station: Station, case_id: str, ticket: int, force: InForce, today: date) -> CaseRead:
    """The case as it is on disk now, under its own rules."""
    from hukou_tui.session import recheck_notice, rules_in_use

    case = station.queries.case(case_id)
    own = rules_in_use.of_case(station, case, force, today)
    told = recheck_notice.of_showing(case, own, force)
    return CaseRead(ticket, case, station.queries.relatives(case), own, told, station.queries.head().seq)


def rows_read(station: Station) -> RowsRead:
    """The counter's list as it is on disk now."""
    return RowsRead(tuple(station.queries.rows()), station.queries.head().seq)


def station_read(station: Station, after: int) -> StationRead:
    """Settings, operators and list as they are on disk now."""
    settings = {**station.queries.settings(), "county.office": station.queries.county_office()}
    return StationRead(
        after, settings, dict(station.queries.operators()), station.queries.code, station.queries.last_backup(),
        station.queries.last_check(), tuple(station.queries.restores()), rows_read(station),
    )  # fmt: skip
