"""A case in each status, as it comes about at a counter: `IN_STATUS[status](station)` makes one, and gives its number.

Made by the acts of those who may do them, with the least that each needs.
"""

from __future__ import annotations

from collections.abc import Callable

from db.station.station import Station
from flows.case import actions as a
from flows.case.status import Event, Status
from harness.stations import intake
from harness.stations.intake import APPROVER, AT, CLERK, DAY, NUMBER, forwarded, granted, open_case, submitted


def act(station: Station, number: str, *actions: a.Action, by: str = CLERK, at: str = AT) -> str:
    """These actions on a case, by one person; its number."""
    station.append_all(actions, case_id=number, operator=by, at=at)
    return number


def notified(station: Station) -> str:
    """Told what is missing."""
    return act(station, open_case(station), a.Move(Event.NOTIFY))


def accepted(station: Station) -> str:
    """Taken on."""
    return act(station, open_case(station), a.Move(Event.ACCEPT))


def investigating(station: Station) -> str:
    """Looked into by the station."""
    return act(station, accepted(station), a.Move(Event.INVESTIGATE))


def sent_back(station: Station) -> str:
    """Sent back by the station's own reviewer."""
    return act(station, submitted(station), a.Move(Event.SEND_BACK, "补充"), by=APPROVER)


def referred(station: Station) -> str:
    """Before the joint meeting."""
    return act(station, submitted(station), a.Move(Event.REFER), by=APPROVER)


def registered(station: Station) -> str:
    """Granted, and registered under a number."""
    return act(station, granted(station), a.Move(Event.REGISTER, number=NUMBER, on=AT[:10]))


def delivered(station: Station) -> str:
    """Registered, and the booklet handed over."""
    return act(station, registered(station), a.Move(Event.DELIVER))


def not_granted(station: Station) -> str:
    """Refused by the station."""
    refused = a.Move(Event.NOT_GRANT, "已登记", "registered_elsewhere")
    return act(station, submitted(station), refused, by=APPROVER)


def already_registered(station: Station) -> str:
    """Found registered: proposed by one, decided by another."""
    number = open_case(station)
    intake.looked_up(station, number)
    act(station, number, a.DecideCandidates(("register:P7",), "same", "same_person"))
    act(station, number, a.Move(Event.PROPOSE_REGISTERED, ground="told"))
    return act(station, number, a.Move(Event.FIND_REGISTERED, ground="told"), by=APPROVER)


def withdrawn(station: Station) -> str:
    """Withdrawn by the applicant, before the county knew of it."""
    number = open_case(station)
    intake.withdrawn(station, number)
    return number


def discarded(station: Station) -> str:
    """Opened by mistake."""
    number = station.queries.next_number(DAY)
    return act(station, number, a.OpenCase(DAY.isoformat(), "", (), True), a.Move(Event.DISCARD))


IN_STATUS: dict[Status, Callable[[Station], str]] = {
    Status.DRAFT: open_case,
    Status.NOTIFIED: notified,
    Status.ACCEPTED: accepted,
    Status.INVESTIGATING: investigating,
    Status.STATION_REVIEW: submitted,
    Status.SENT_BACK: sent_back,
    Status.COUNTY_REVIEW: forwarded,
    Status.JOINT_MEETING: referred,
    Status.GRANTED: granted,
    Status.REGISTERED: registered,
    Status.DELIVERED: delivered,
    Status.NOT_GRANTED: not_granted,
    Status.ALREADY_REGISTERED: already_registered,
    Status.WITHDRAWN: withdrawn,
    Status.DISCARDED: discarded,
}
