"""What a day at the window held, as the journal has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from db.station.station import Station
from flows.case import actions as a
from flows.case.entry import Entry
from flows.case.roles import INIT
from flows.identity.timestamps import CHINA
from hukou_tui.words.badges import is_of_county

#: How a case ends without a decision on it: each stands on the slip, and the chief signs.
_WITHOUT_DECISION = ("withdraw", "discard", "find_registered")


@dataclass(frozen=True, slots=True)
class Day:
    """What a day slip tells; `moves` and `counts` by event and kind, `operators` = changes of badge and role,
    `keys` = badges that were given a new key (a passphrase changed or reset, a recovery key), `county` = whoever
    decided there, as the journal has it: nobody of the county sat at this window; `closed_early` = case, event and
    badge of each case that ended without a decision: the chief signs for them; `imports` = what took the
    register's place."""

    name: str
    practice: bool
    on: date
    seq: int
    head: str
    moves: dict[str, int]
    counts: dict[str, int]
    badges: tuple[str, ...]
    operators: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    failed: int
    county: tuple[str, ...] = ()
    county_office: str = ""
    closed_early: tuple[tuple[str, str, str], ...] = ()
    imports: tuple[a.ImportRegister, ...] = ()


def day_of(station: Station, on: date) -> Day:
    """What the journal holds of the day `on` (the day at the window, not in UTC)."""
    entries = _entries(station, on)
    head = station.queries.head()
    moves = Counter(entry.action.event for entry in entries if isinstance(entry.action, a.Move))
    operators, settings = sorted({entry.operator for entry in entries}), station.queries.settings()
    return Day(
        name=settings.get("station.name", ""),
        practice=station.queries.practice,
        on=on,
        seq=head.seq,
        head=head.hash,
        moves=dict(moves),
        counts=dict(Counter(entry.action.KIND for entry in entries)),
        # What the program says of itself was said by nobody who sat here.
        badges=tuple(by for by in operators if by != INIT and not is_of_county(by)),
        county=tuple(by for by in operators if is_of_county(by)),
        county_office=station.queries.county_office(),
        operators=tuple(_operator_changes(entries)),
        keys=tuple(entry.action.badge for entry in entries if isinstance(entry.action, a.SetKey)),
        closed_early=tuple(
            (entry.case_id, entry.action.event, entry.operator)
            for entry in entries
            if isinstance(entry.action, a.Move) and entry.action.event in _WITHOUT_DECISION
        ),
        imports=tuple(entry.action for entry in entries if isinstance(entry.action, a.ImportRegister)),
        failed=sum(entry.action.failed for entry in entries if isinstance(entry.action, a.TakeSeat)),
    )


def _entries(station: Station, on: date) -> list[Entry]:
    # In practice the frozen day stands beside the real time of day (`AppContext.now`).
    zone = UTC if station.queries.practice else CHINA
    midnight = datetime.combine(on, time(), zone).astimezone(UTC)
    first, end = (
        moment.isoformat().replace("+00:00", "Z") for moment in (midnight, midnight + timedelta(days=1))
    )
    return list(station.queries.entries_between(first, end))


def _operator_changes(entries: list[Entry]) -> list[tuple[str, str]]:
    return [
        (entry.action.name.removeprefix("operator."), entry.action.value)
        for entry in entries
        if isinstance(entry.action, a.SetSetting) and entry.action.name.startswith("operator.")
    ]
