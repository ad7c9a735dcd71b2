"""The statuses of a case and the one table of moves between them."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a case stands; "granted" is not yet "registered" (准予登记 is not 已落户)."""

    DRAFT = "draft"
    NOTIFIED = "notified"
    ACCEPTED = "accepted"
    INVESTIGATING = "investigating"
    STATION_REVIEW = "station_review"
    SENT_BACK = "sent_back"
    COUNTY_REVIEW = "county_review"
    JOINT_MEETING = "joint_meeting"
    GRANTED = "granted"
    REGISTERED = "registered"
    DELIVERED = "delivered"
    NOT_GRANTED = "not_granted"
    ALREADY_REGISTERED = "already_registered"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What may happen to a case as a whole."""

    NOTIFY = "notify"
    ACCEPT = "accept"
    INVESTIGATE = "investigate"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    FORWARD = "forward"  # the station's opinion is given, the county decides
    GRANT = "grant"
    NOT_GRANT = "not_grant"
    REFER = "refer"  # a hard case goes to the joint meeting, S4.5c
    RETURN = "return"  # the joint meeting has answered
    PROPOSE_REGISTERED = "propose_registered"  # somebody says that the person is registered; another one decides
    FIND_REGISTERED = "find_registered"
    NOT_REGISTERED = "not_registered"  # what was proposed is not so: the case goes on where it was
    REGISTER = "register"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    DISCARD = "discard"  # opened by mistake, nobody's
    APPLY_AGAIN = "apply_again"


S, E = Status, Event

#: Where the clerk still works on the case.
AT_THE_COUNTER = frozenset({S.DRAFT, S.NOTIFIED, S.ACCEPTED, S.INVESTIGATING, S.SENT_BACK})
#: Where a case that stands under older rules is looked at again: the station has it, and nothing is decided. What lies
#: before the county or the joint meeting keeps its rules until it comes back, for they have it under those.
RECHECKED = AT_THE_COUNTER | {S.STATION_REVIEW}
#: Nothing more is awaited.
CLOSED = frozenset({S.DELIVERED, S.NOT_GRANTED, S.ALREADY_REGISTERED, S.WITHDRAWN, S.DISCARDED})
#: Decisions on what somebody submitted, and on what somebody proposed: neither is his own to decide.
ON_SUBMISSION = frozenset({E.SEND_BACK, E.FORWARD, E.GRANT, E.NOT_GRANT})
ON_PROPOSAL = frozenset({E.FIND_REGISTERED, E.NOT_REGISTERED})
#: Events that only a second person may cause.
SECOND_PERSON = ON_SUBMISSION | ON_PROPOSAL

#: Where the station has the case and may still end it; what lies before the county or the joint meeting is theirs.
OPEN_HERE = AT_THE_COUNTER | {S.STATION_REVIEW}
_ELSEWHERE = frozenset({S.COUNTY_REVIEW, S.JOINT_MEETING})

MOVES: dict[tuple[Status, Event], Status] = {
    # A second notification (only when a fact changed) leaves the case where it is.
    (S.DRAFT, E.NOTIFY): S.NOTIFIED,
    (S.NOTIFIED, E.NOTIFY): S.NOTIFIED,
    (S.SENT_BACK, E.NOTIFY): S.NOTIFIED,
    (S.DRAFT, E.ACCEPT): S.ACCEPTED,
    (S.NOTIFIED, E.ACCEPT): S.ACCEPTED,
    (S.ACCEPTED, E.INVESTIGATE): S.INVESTIGATING,
    (S.SENT_BACK, E.INVESTIGATE): S.INVESTIGATING,
    (S.ACCEPTED, E.SUBMIT): S.STATION_REVIEW,
    (S.INVESTIGATING, E.SUBMIT): S.STATION_REVIEW,
    (S.SENT_BACK, E.SUBMIT): S.STATION_REVIEW,
    (S.STATION_REVIEW, E.SEND_BACK): S.SENT_BACK,
    (S.COUNTY_REVIEW, E.SEND_BACK): S.SENT_BACK,
    (S.STATION_REVIEW, E.FORWARD): S.COUNTY_REVIEW,
    (S.STATION_REVIEW, E.GRANT): S.GRANTED,
    (S.COUNTY_REVIEW, E.GRANT): S.GRANTED,
    (S.STATION_REVIEW, E.NOT_GRANT): S.NOT_GRANTED,
    (S.COUNTY_REVIEW, E.NOT_GRANT): S.NOT_GRANTED,
    (S.INVESTIGATING, E.REFER): S.JOINT_MEETING,
    (S.STATION_REVIEW, E.REFER): S.JOINT_MEETING,
    (S.COUNTY_REVIEW, E.REFER): S.JOINT_MEETING,
    # Its answer is worked in and submitted by somebody: no case comes before the reviewer that nobody has submitted.
    (S.JOINT_MEETING, E.RETURN): S.INVESTIGATING,
    (S.GRANTED, E.REGISTER): S.REGISTERED,
    (S.REGISTERED, E.DELIVER): S.DELIVERED,
    (S.NOT_GRANTED, E.APPLY_AGAIN): S.DRAFT,
    (S.WITHDRAWN, E.APPLY_AGAIN): S.DRAFT,
    (S.ALREADY_REGISTERED, E.APPLY_AGAIN): S.DRAFT,
    (S.DRAFT, E.DISCARD): S.DISCARDED,
    **{(status, E.WITHDRAW): S.WITHDRAWN for status in OPEN_HERE},
    # One proposes and another decides, wherever the station has the case: no case is closed by one person (S5.5a).
    **{(status, E.PROPOSE_REGISTERED): status for status in OPEN_HERE},
    **{(status, E.FIND_REGISTERED): S.ALREADY_REGISTERED for status in OPEN_HERE},
    **{(status, E.NOT_REGISTERED): status for status in OPEN_HERE},
}

#: Moves that were admitted once and are no more (before form 4 of the station file): journals that hold them fold.
MOVES_OF_BEFORE: dict[tuple[Status, Event], Status] = {
    **{(status, E.WITHDRAW): S.WITHDRAWN for status in _ELSEWHERE},
    **{(status, E.FIND_REGISTERED): S.ALREADY_REGISTERED for status in _ELSEWHERE},
}

#: Every move that was ever admitted: by these a journal folds.
EVER_MOVED = {**MOVES, **MOVES_OF_BEFORE}


class Transfer(StrEnum):
    """How far a case has come on its way to the county; a field of its own beside the status."""

    UNSENT = "unsent"
    EXPORTED = "exported"
    RECEIVED = "received"
    RETURNED = "returned"


def events_from(status: Status) -> tuple[Event, ...]:
    """The events that the table allows in `status`, in the order of the `Event` class."""
    return tuple(event for event in Event if (status, event) in MOVES)
