"""The acts of the review: each with one digit of its own, whatever the status.

A key pressed twice is at most one act: behind no act does its digit do another one
(tests/hukou_tui/screens/intake/test_acts.py goes through all statuses).
"""

from __future__ import annotations

from collections.abc import Mapping

from flows.case import parties
from flows.case.admission import blank, confirmed_matches
from flows.case.case import Case
from flows.case.status import ON_PROPOSAL, SECOND_PERSON, Event, Status, events_from
from hukou_tui.session.case.view import View
from hukou_tui.words.catalogue import N_

#: What completes a case under review: no event of the case, only what a decision's paper must name.
COMPLETE = "complete"

ACTS: Mapping[str, tuple[str, str]] = {
    Event.ACCEPT: ("1", N_("accept for handling, with a receipt")),
    Event.GRANT: ("1", N_("grant registration")),
    Event.FORWARD: ("1", N_("agree, and send to the county for approval")),
    Event.NOTIFY: ("2", N_("one-time notification: everything missing, told at once")),
    Event.NOT_GRANT: ("2", N_("do not grant, with a ground from the rules")),
    Event.REGISTER: ("2", N_("registered: enter the number and the date")),
    Event.SEND_BACK: ("3", N_("send back for completion")),
    Event.DELIVER: ("3", N_("delivered to the applicant")),
    Event.APPLY_AGAIN: ("3", N_("apply again")),
    Event.REFER: ("4", N_("hard case: submit to the joint meeting (notice, part 4 (5))")),
    Event.INVESTIGATE: ("5", N_("investigation and verification")),
    Event.RETURN: ("5", N_("the joint meeting has answered")),
    COMPLETE: ("5", N_("complete applicant or destination")),
    Event.PROPOSE_REGISTERED: ("6", N_("propose: already registered, handled otherwise")),
    Event.FIND_REGISTERED: ("7", N_("already registered: decide on what was proposed")),
    Event.SUBMIT: ("8", N_("submit for review at the station")),
    Event.WITHDRAW: ("9", N_("withdrawn by the applicant, on a signed sheet")),
    Event.DISCARD: ("9", N_("throw this empty case away")),
}


def digit_of(act: str) -> str:
    """The digit that does `act`, in every status."""
    return ACTS[act][0]


def acts_of(case: Case, view: View) -> list[str]:
    """What can be done now, by digit."""
    found: set[str] = set(_events(case, view))
    if case.status == Status.STATION_REVIEW and parties.completed_by(case):
        found.add(COMPLETE)
    return sorted(found, key=digit_of)


def _events(case: Case, view: View) -> set[Event]:
    found = set(events_from(case.status)) - {Event.NOT_REGISTERED}
    if case.status == Status.COUNTY_REVIEW:
        # All that is left to be done there is the county's.
        found -= SECOND_PERSON | {Event.REFER}
    elif view.decision is not None:
        found.discard(Event.FORWARD if view.decision.decided_by == "station" else Event.GRANT)
    elif case.status == Status.STATION_REVIEW:
        # Who decides follows from the situation; while that is open, nobody grants.
        found -= {Event.FORWARD, Event.GRANT}
    if not view.waits_for_papers and case.notification is None:
        found.discard(Event.NOTIFY)
    found -= ON_PROPOSAL if case.proposed is None else {Event.PROPOSE_REGISTERED}
    if not confirmed_matches(case):
        found.discard(Event.PROPOSE_REGISTERED)
    return found - ({Event.WITHDRAW} if blank(case) else {Event.DISCARD})
