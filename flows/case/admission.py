"""What the counter admits: the checks that an action must pass before it may be journaled."""

from __future__ import annotations

import re
from functools import singledispatch

from flows.case import actions as a
from flows.case import parties
from flows.case.act_dates import admit_days
from flows.case.action_versions import STATION_KINDS
from flows.case.case import Case
from flows.case.fields import BIRTH_BASES, BY_ID
from flows.case.roles import COUNTY, RESERVED, ROLES, Role, Seat, admit_role
from flows.case.status import (
    AT_THE_COUNTER,
    CLOSED,
    MOVES,
    ON_PROPOSAL,
    ON_SUBMISSION,
    RECHECKED,
    SECOND_PERSON,
    Event,
    Status,
    Transfer,
)
from flows.errors import NotAllowed
from flows.rules.fee import PROOFS

PAPER_STATES = ("", "has", "has_not", "not_brought")
VERDICTS = ("same", "different", "twin", "verify")
FEE_STATES = (*PROOFS, "not_met", "unknown")
QUERY_RESULTS = ("none", "found", "cancelled_found")
LOOKS = ("case", "numbers")
#: Where a registration that is there already leads on: correction, restoration, or nothing but to be told of it.
LEADS = ("correct", "restore", "told")
#: How the applicant's own sheet was signed: by hand, or by fingerprint.
SIGNED = ("signature", "fingerprint")
#: What only the county may do to a case that lies before it.
_COUNTYS_OWN = SECOND_PERSON | {Event.REFER}


@singledispatch
def _check_action(action: a.Action, case: Case, operator: str) -> None:
    """Actions that need no check of their own."""


def _at_the_counter(case: Case) -> None:
    if case.status not in AT_THE_COUNTER:
        raise NotAllowed("case_not_at_counter", status=case.status)


@_check_action.register
def _(action: a.OpenCase, case: Case, operator: str) -> None:
    if case.opened_on:
        # Two visits must never fold into one person.
        raise NotAllowed("case_open_already")


@_check_action.register
def _(action: a.SetField, case: Case, operator: str) -> None:
    if not (case.status == Status.STATION_REVIEW and parties.may_complete(case, action.field)):
        _at_the_counter(case)
    if action.field not in BY_ID:
        raise NotAllowed("unknown_field", field=action.field)
    if len(action.value) > 400:
        raise NotAllowed("value_too_long", field=action.field)


@_check_action.register
def _(action: a.AnswerFact, case: Case, operator: str) -> None:
    _at_the_counter(case)


@_check_action.register
def _(action: a.MarkPaper, case: Case, operator: str) -> None:
    _at_the_counter(case)
    if action.state not in PAPER_STATES:
        raise NotAllowed("unknown_paper_state", state=action.state)


@_check_action.register
def _(action: a.DecideCandidates, case: Case, operator: str) -> None:
    _at_the_counter(case)
    if action.verdict not in VERDICTS:
        raise NotAllowed("unknown_verdict", verdict=action.verdict)
    if not action.reason:
        # S5.4c: every candidate is judged, and every judgement says why.
        raise NotAllowed("reason_missing")
    if case.lookup is None:
        raise NotAllowed("no_lookup")
    known = {candidate.ref for candidate in case.lookup.candidates}
    if not action.refs or not known.issuperset(action.refs):
        raise NotAllowed("unknown_candidate")


@_check_action.register
def _(action: a.RecordSystemQuery, case: Case, operator: str) -> None:
    if action.result not in QUERY_RESULTS:
        raise NotAllowed("unknown_query_result", result=action.result)
    if not (action.officer and action.at and action.scope):
        raise NotAllowed("query_incomplete")


@_check_action.register
def _(action: a.AnswerFee, case: Case, operator: str) -> None:
    if action.state not in FEE_STATES:
        raise NotAllowed("unknown_fee_state", state=action.state)


@_check_action.register
def _(action: a.PrintSlip, case: Case, operator: str) -> None:
    previous = case.notification
    if action.slip != "notification" or previous is None:
        return
    # S4.5b: told once. A second notification needs a fact that changed, and says which. What was told are the papers:
    # the same papers in the words of a newer program, or in the other language, are told no second time.
    same = action.sha256 == previous.sha256 or action.missing == previous.missing
    if not case.changed_since_slip and not same:
        raise NotAllowed("notified_once")
    if case.changed_since_slip and not action.reason:
        raise NotAllowed("supplement_needs_reason")


@_check_action.register
def _(action: a.Move, case: Case, operator: str) -> None:
    if action.event not in list(Event):
        raise NotAllowed("unknown_event", event=action.event)
    event = Event(action.event)
    if (case.status, event) not in MOVES:
        raise NotAllowed("no_such_move", status=case.status, event=event)
    of_county = operator.partition(":")[0] == COUNTY
    _check_person(case, event, operator)
    if case.status == Status.COUNTY_REVIEW and not of_county:
        raise NotAllowed("county_decides", event=event)
    if event in _COUNTYS_OWN and case.status != Status.COUNTY_REVIEW and of_county:
        # A decision that nobody has asked the county for is none of the county's.
        raise NotAllowed("county_not_asked", event=event)
    _check_content(action, event, case, operator)


def _check_person(case: Case, event: Event, operator: str) -> None:
    if event in SECOND_PERSON and operator == decided_for(case, event):
        code = "proposer_decides_not" if event in ON_PROPOSAL else "second_person_needed"
        raise NotAllowed(code, event=event)


def admit_person(case: Case, event: Event, seat: Seat) -> None:
    """Raise NotAllowed unless whoever has this `seat` is one who may cause `event`, whatever else stands in the way."""
    _check_person(case, event, seat.badge)
    admit_role(a.Move(event), seat)


def decided_for(case: Case, event: Event) -> str:
    """Badge of whoever submitted or proposed what `event` decides, which is not his own to decide; empty if nobody."""
    if event in ON_SUBMISSION:
        return case.submitted_by
    return case.proposed.operator if case.proposed else ""


def _check_content(action: a.Move, event: Event, case: Case, operator: str) -> None:
    if event == Event.NOT_GRANT and not (action.ground and action.note):
        raise NotAllowed("ground_missing")
    if event == Event.SEND_BACK and not action.note:
        raise NotAllowed("words_missing")
    if event == Event.REGISTER and not (action.number and action.on):
        # "Approved" is not "registered": only a number and a date make it so.
        raise NotAllowed("number_and_date_missing")
    if event in (Event.PROPOSE_REGISTERED, *ON_PROPOSAL):
        _check_registered(action, event, case)
    if event == Event.WITHDRAW:
        _check_withdrawal(action, case)
    if event == Event.DISCARD and not blank(case):
        raise NotAllowed("case_not_blank")
    if event in (Event.GRANT, Event.FORWARD):
        blocks = _blocks_of_decision(action, case, operator)
        if blocks:
            raise NotAllowed("approval_blocked", blocks=", ".join(blocks))


def _check_registered(action: a.Move, event: Event, case: Case) -> None:
    if event != Event.NOT_REGISTERED and not confirmed_matches(case):
        raise NotAllowed("no_confirmed_match")
    if event != Event.NOT_REGISTERED and action.ground not in LEADS:
        # A registration that is there is no refusal: it leads on, and the paper says where.
        raise NotAllowed("lead_missing")
    if event in ON_PROPOSAL and case.proposed is None:
        raise NotAllowed("not_proposed")
    if event == Event.NOT_REGISTERED and not action.note:
        raise NotAllowed("words_missing")


def _check_withdrawal(action: a.Move, case: Case) -> None:
    """Nobody withdraws for the applicant: his signed sheet must be there (S5.5a)."""
    if not action.note:
        raise NotAllowed("words_missing")
    if action.ground not in SIGNED or not case.withdrawal_made:
        raise NotAllowed("signed_sheet_missing")


def blank(case: Case) -> bool:
    """Whether it is nobody's: opened, and nothing was ever said in it but what it inherited of the family.

    What was said and taken back is somebody's all the same: nobody empties a case to be rid of it.
    """
    return not case.touched


def _blocks_of_decision(action: a.Move, case: Case, operator: str) -> tuple[str, ...]:
    """What stands in the way of this very decision in favour."""
    if case.status == Status.COUNTY_REVIEW:
        # The station has agreed by the rule of that day; the county decides on what it was sent.
        return lookup_blocks(case)
    tasks = () if tasks_settled(case, action.needs) else ("tasks_open",)
    by_whoever_decides = case.determined is not None and case.determined.operator == operator
    undetermined = () if by_whoever_decides else ("birth_undetermined",)
    return (*decision_blocks(case), *tasks, *undetermined)


def tasks_settled(case: Case, needs: tuple[str, ...]) -> bool:
    """Whether all that the station has to settle itself is settled; alternatives are joined by `|`."""
    settled = {document for document, check in case.checks.items() if check.done}
    return all(settled.intersection(need.split("|")) for need in needs)


def confirmed_matches(case: Case) -> tuple[str, ...]:
    """Candidates confirmed as the same person whose registration is in force.

    A cancelled record of the same person is a lead to restoration, and stands in nobody's way.
    """
    if case.lookup is None:
        return ()
    judged_same = {ref for ref, verdict in case.verdicts.items() if verdict.verdict == "same"}
    return tuple(c.ref for c in case.lookup.candidates if c.ref in judged_same and c.status != "cancelled")


def decision_blocks(case: Case) -> tuple[str, ...]:
    """What a decision of the station in favour still waits for: lookup and query, and what its paper must name."""
    return (*lookup_blocks(case), *parties.missing_parties(case))


def lookup_blocks(case: Case) -> tuple[str, ...]:
    """What a decision in favour still waits for, whoever takes it: lookup, candidates, system query (S5.4c)."""
    blocks = []
    if case.lookup is None:
        blocks.append("lookup_missing")
    if case.open_candidates:
        blocks.append("candidates_undecided")
    if confirmed_matches(case):
        blocks.append("same_person_found")
    if any(v.verdict == "verify" for v in case.verdicts.values()):
        blocks.append("candidate_to_verify")
    if case.system_query is None:
        blocks.append("system_query_missing")
    elif case.system_query.result == "found":
        blocks.append("found_in_system")
    return tuple(blocks)


@_check_action.register
def _(action: a.DetermineBirth, case: Case, operator: str) -> None:
    if case.status != Status.STATION_REVIEW:
        raise NotAllowed("birth_determined_at_review")
    if operator == case.submitted_by:
        raise NotAllowed("second_person_needed", event=Event.GRANT)
    if action.basis not in BIRTH_BASES:
        raise NotAllowed("birth_basis_missing")


@_check_action.register
def _(action: a.Expire, case: Case, operator: str) -> None:
    if case.status not in CLOSED:
        raise NotAllowed("case_not_closed", status=case.status)
    never_sent = case.transfer == Transfer.UNSENT and case.status not in (Status.WITHDRAWN, Status.DISCARDED)
    if never_sent or case.transfer in (Transfer.EXPORTED, Transfer.RETURNED):
        # what the county has not acknowledged has to be sent, or sent again
        raise NotAllowed("case_not_acknowledged")


@_check_action.register
def _(action: a.RecheckRules, case: Case, operator: str) -> None:
    if case.status not in RECHECKED:
        # What was decided stands under the rules that it was decided under.
        raise NotAllowed("rules_are_settled", status=case.status)
    if not action.packs:
        raise NotAllowed("rules_unnamed")


@_check_action.register
def _(action: a.Look, case: Case, operator: str) -> None:
    if action.what not in LOOKS:
        raise NotAllowed("unknown_look", what=action.what)


def check_admission(case: Case, action: a.Action, seat: Seat, at: str) -> None:
    """Raise NotAllowed unless whoever has this `seat` may add `action` to `case` at a moment (ISO, UTC)."""
    admit_content(case, action, seat.badge, at, practice=seat.practice)
    # Last: whoever may not do it at all still hears first what stands in the way of everybody.
    admit_role(action, seat)


def admit_content(case: Case, action: a.Action, operator: str, at: str, *, practice: bool) -> None:
    """As `check_admission`, whatever the role of `operator` (a badge): what a verification asks of each record
    again."""
    if case.expired and not isinstance(action, a.Look):
        raise NotAllowed("case_expired")
    if action.KIND in STATION_KINDS:
        raise NotAllowed("not_of_a_case")
    if not isinstance(action, a.OpenCase) and not case.opened_on:
        raise NotAllowed("case_not_open")
    _check_action(action, case, operator)
    admit_days(case, action, at, practice=practice)


#: What a station's code may be made of: it names packets and numbers cases.
CODE_SHAPE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{1,19}", re.ASCII)
BADGE_SHAPE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,19}", re.ASCII)


def is_badge(text: str) -> bool:
    """Whether a badge number can be written so: whoever signs as the county, or as the program, has none."""
    return bool(BADGE_SHAPE.fullmatch(text)) and not text.lower().startswith(RESERVED)


def admit_station(action: a.Action, seat: Seat) -> None:
    """Raise NotAllowed unless `action` is one of the station itself and whoever has this `seat` may cause it."""
    if action.KIND not in STATION_KINDS:
        raise NotAllowed("case_not_open")
    admit_role(action, seat)
    if isinstance(action, a.SetSetting):
        _check_setting(action, practice=seat.practice)


def _check_setting(action: a.SetSetting, *, practice: bool) -> None:
    if action.name == "station.code" and not CODE_SHAPE.fullmatch(action.value):
        raise NotAllowed("station_code_shape")
    if action.name == "station.name" and not action.value.strip():
        raise NotAllowed("station_name_missing")
    if action.name == "station.practice":
        # Said once, when the station is made: what is real stays real.
        raise NotAllowed("practice_is_fixed")
    if action.name.startswith(("retention.", "screen.idle")) and not re.fullmatch(
        r"[0-9]{0,5}", action.value
    ):
        raise NotAllowed("not_a_number", name=action.name)
    if not action.name.startswith("operator."):
        return
    badge = action.name.removeprefix("operator.")
    # Whoever signs as the county is the county: no badge at the counter may look like it.
    if not is_badge(badge):
        raise NotAllowed("badge_shape")
    if action.value and action.value not in ROLES:
        raise NotAllowed("unknown_role", role=action.value, known=", ".join(ROLES))
    if action.value == Role.TRAINER and not practice:
        raise NotAllowed("trainer_in_practice_only")
