"""Keeping for so long and no longer: which closed cases are due to be emptied, and how that is done.

The periods are settings of the station, in days since the case was closed; an empty one keeps for ever, and that is how
a station begins: no rule that we know of names a period, so nobody's papers go before somebody has set one.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from db.exchange import outbox
from db.exchange.outbox import outstanding_packets
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.case import Case
from flows.case.status import Status, Transfer
from flows.identity.timestamps import day_at

#: Setting -> which closed cases it speaks of.
RULES: dict[str, frozenset[Status]] = {
    "retention.delivered_days": frozenset({Status.DELIVERED, Status.ALREADY_REGISTERED}),
    "retention.not_granted_days": frozenset({Status.NOT_GRANTED}),
    "retention.withdrawn_days": frozenset({Status.WITHDRAWN, Status.DISCARDED}),
}


class Due(NamedTuple):
    """A case whose period is over: its number, the setting that says so, and the period in days."""

    case_id: str
    rule: str
    days: int


def due(station: Station, today: date) -> tuple[Due, ...]:
    """The cases whose period is over on `today`, by number.

    What the county has not acknowledged stays, whatever the period: it may have to be sent again.
    """
    settings = station.queries.settings()
    waiting = frozenset(outstanding_packets(station))
    unsent = {case.id for case in outbox.due(station)}
    found = []
    for rule, statuses in RULES.items():
        days = settings.get(rule, "")
        if not days.isdecimal():
            continue
        for row in station.queries.rows():
            if row.status in statuses and row.case_id not in unsent:
                case = station.queries.case(row.case_id)
                over = not case.expired and _over(station, case, today, int(days))
                if over and not _has_packet_waiting(station, case, waiting):
                    found.append(Due(row.case_id, rule, int(days)))
    return tuple(sorted(found))


def _over(station: Station, case: Case, today: date, days: int) -> bool:
    """Whether more days than the period have gone by since the day at the counter on which the case was closed."""
    closed = day_at(case.history[-1].at, practice=station.queries.practice)
    return (today - closed).days > days


def _has_packet_waiting(station: Station, case: Case, waiting: frozenset[int]) -> bool:
    if case.transfer in (Transfer.EXPORTED, Transfer.RETURNED):
        return True
    return not waiting.isdisjoint(_packets_of_case(station, case.id))


def _packets_of_case(station: Station, case_id: str) -> tuple[int, ...]:
    """The packets that carried a case, in order."""
    exports = (entry.action for entry in station.queries.entries(case_id) if isinstance(entry.action, a.Export))
    return tuple(sorted({export.packet for export in exports}))


def expire_cases(station: Station, cases: tuple[Due, ...], *, operator: str, at: str) -> int:
    """Empty the cases: one recorded action each, all in one transaction; how many. Raises NotAllowed, Trouble."""
    station.append_acts(Act(_expiry_act(station, one), one.case_id, operator, at) for one in cases)
    return len(cases)


def _expiry_act(station: Station, one: Due) -> a.Expire:
    case = station.queries.case(one.case_id)
    return a.Expire(
        str(case.status), case.opened_on, case.family, str(case.transfer), case.packet, case.revision, one.rule,
        one.days, _packets_of_case(station, case.id),
    )  # fmt: skip
