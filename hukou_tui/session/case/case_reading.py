"""What the station's thread does for the case at hand: reads it, opens a new one, looks at one that was opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.station.station import Act, Station
from flows.case import actions as a
from flows.case import recheck
from flows.case.case import Case
from flows.case.fields import NUMBERS
from hukou_tui.session.case import recheck_notice, rules_in_use
from hukou_tui.session.case.rules_in_use import CaseRules, InForce
from hukou_tui.session.news import CaseReading


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something is done to a case, by whom and under which rules; `works`: as one who may change it.

    Whoever sits here when it is asked does it, whoever may sit here when the disk comes to it.
    """

    operator: str
    at: str
    today: date
    force: InForce
    works: bool = True


def read_case(station: Station, case_id: str, occasion: Occasion) -> CaseReading:
    """The case as it is on disk now, under its own rules."""
    case = station.queries.case(case_id)
    own = rules_in_use.of_case(station, case, occasion.force, occasion.today)
    notice = recheck_notice.of_showing(case, own, occasion.force)
    return CaseReading(case, tuple(station.queries.relatives(case)), own, notice, station.queries.head().seq)


def begin_case(station: Station, actions: Sequence[a.Action], occasion: Occasion) -> CaseReading:
    """A new case with the next number of the day, opened by `actions`."""
    number = station.queries.next_number(occasion.today)
    station.append_under(occasion.force.texts, _acts(actions, number, occasion))
    return read_case(station, number, occasion)


def look_at_case(station: Station, case_id: str, occasion: Occasion) -> CaseReading:
    """The case, which is recorded as looked at; if it is undecided and under older rules, it is re-checked."""
    shown = station.queries.case(case_id)
    what = "numbers" if any(shown.get(field) for field in NUMBERS) else "case"
    own = rules_in_use.of_case(station, shown, occasion.force, occasion.today)
    again = rechecks_due(shown, own, occasion.force) if occasion.works else ()
    texts = occasion.force.texts if again else ()
    station.append_under(texts, _acts([a.Look(what), *again], case_id, occasion))
    reading = read_case(station, case_id, occasion)
    if not again:
        return reading
    return replace(reading, notice=recheck_notice.of_recheck(reading.case, again[0], own.rules, occasion.force.rules))


def rechecks_due(case: Case, own: CaseRules, force: InForce) -> tuple[a.RecheckRules, ...]:
    """The action that puts an undecided case under the rules in force, if it stands under others."""
    if not recheck.due(case, force.stamps):
        return ()
    return (recheck.recheck(case, None if own.why else own.rules, force.rules, force.stamps),)


def _acts(actions: Sequence[a.Action], case_id: str, occasion: Occasion) -> list[Act]:
    return [Act(action, case_id, occasion.operator, occasion.at) for action in actions]
