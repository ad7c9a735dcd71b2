"""Every refusal of the counter, provoked by the one thing that stands in the way, with what fills its sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.case import actions as a
from flows.case.admission import (
    admit_content,
    admit_station,
    check_admission,
    confirmed_matches,
    decided_for,
    lookup_blocks,
)
from flows.case.case import Case, Check, Determination, Slip, StatusChange, Verdict
from flows.case.roles import Role, Seat
from flows.case.status import Event, Status, Transfer
from flows.errors import NotAllowed
from flows.linkage.lookup_result import FoundCandidate
from flows.rules.stamps import PackStamp
from harness.refusals import refusal_of, refused

NOW = "2016-06-20T08:00:00Z"
CLERK, REVIEWER, ADMINISTRATOR = Seat("001", Role.CLERK), Seat("002", Role.APPROVER), Seat("003", Role.ADMINISTRATOR)
COUNTY = Seat("county:7", Role.COUNTY)


def found(ref: str, status: str = "normal") -> FoundCandidate:
    return FoundCandidate(ref, status, "same", 90, "same_person")


def judged(verdict: str) -> Verdict:
    return Verdict(verdict, "other_parents", "", "001", NOW)


LOOKUP = a.RecordLookup((found("register:1"), found("register:2", "cancelled")), (), 10, "2016-06-01")
VERDICTS = {"register:1": judged("different"), "register:2": judged("same")}
QUERY = a.RecordSystemQuery("001", "2016-06-14T09:00:00Z", "全省", "none")
OPEN = Case("C1", opened_on="2016-06-14")
SUBMITTED = StatusChange("submit", Status.STATION_REVIEW, "001", NOW)
PROPOSED = StatusChange("propose_registered", Status.DRAFT, "001", NOW)
#: Nothing stands in the way of a decision on it by 002.
READY = replace(
    OPEN, status=Status.STATION_REVIEW, history=(SUBMITTED,), lookup=LOOKUP, verdicts=VERDICTS, system_query=QUERY,
    fields={"guardian.name": "甲母", "destination.kind": "collective"},
    determined=Determination("2010-01-01", "investigation", "002", NOW),
)  # fmt: skip
#: Of this one somebody has found that it is registered already, and 001 has proposed it.
MATCHED = replace(OPEN, lookup=LOOKUP, verdicts={"register:1": judged("same")}, proposed=PROPOSED)
WITHDRAWING = replace(OPEN, withdrawal_made=True)
BEFORE_COUNTY = replace(READY, status=Status.COUNTY_REVIEW, fields={}, determined=None)
TOLD = replace(OPEN, slips=(Slip("notification", "ab", ("x",), "", NOW),))
CHANGED = replace(TOLD, answers={"parents": "married"})


def refusal(case: Case, action: a.Action, seat: Seat = CLERK) -> tuple[str, dict[str, object]]:
    """The code and what goes with it; an empty code for what is admitted."""
    try:
        check_admission(case, action, seat, NOW)
    except NotAllowed as fault:
        return fault.code, fault.params
    return "", {}


def said(code: str, **params: object) -> tuple[str, dict[str, object]]:
    return code, params


AWAY = replace(OPEN, status=Status.GRANTED, lookup=LOOKUP)
AT_REVIEW = replace(OPEN, status=Status.STATION_REVIEW, fields={"guardian.name": "甲母"})


@pytest.mark.parametrize(
    ("case", "action", "expected"),
    [
        (OPEN, a.OpenCase("2016-06-14", ""), said("case_open_already")),
        (Case("C2"), a.OpenCase("2016-06-14", ""), said("")),
        (Case("C2"), a.SetField("person.name", "甲"), said("case_not_open")),
        (Case("C2"), a.Look("case"), said("case_not_open")),
        (AWAY, a.SetField("person.name", "甲"), said("case_not_at_counter", status="granted")),
        (AWAY, a.SetField("guardian.name", "甲"), said("case_not_at_counter", status="granted")),
        (AT_REVIEW, a.SetField("guardian.name", "乙"), said("case_not_at_counter", status="station_review")),
        (AT_REVIEW, a.SetField("declarant.name", "乙"), said("")),
        (OPEN, a.SetField("person.plan", "甲"), said("unknown_field", field="person.plan")),
        (OPEN, a.SetField("person.name", "长" * 400), said("")),
        (OPEN, a.SetField("person.name", "长" * 401), said("value_too_long", field="person.name")),
        (AWAY, a.AnswerFact("cause", "other"), said("case_not_at_counter", status="granted")),
        (OPEN, a.AnswerFact("cause", "other"), said("")),
        (AWAY, a.MarkPaper("x", "has"), said("case_not_at_counter", status="granted")),
        (OPEN, a.MarkPaper("x", "lost"), said("unknown_paper_state", state="lost")),
        *((OPEN, a.MarkPaper("x", state), said("")) for state in ("", "has", "has_not", "not_brought")),
    ],
)
def test_what_is_entered_is_of_an_open_case_at_the_counter(case: Case, action: a.Action, expected: object):
    assert refusal(case, action) == expected


ONE = ("register:1",)
LOOKED = replace(OPEN, lookup=LOOKUP)


@pytest.mark.parametrize(
    ("case", "action", "expected"),
    [
        (AWAY, a.DecideCandidates(ONE, "same", "x"), said("case_not_at_counter", status="granted")),
        (LOOKED, a.DecideCandidates(ONE, "maybe", "x"), said("unknown_verdict", verdict="maybe")),
        (LOOKED, a.DecideCandidates(ONE, "same", ""), said("reason_missing")),
        (OPEN, a.DecideCandidates(ONE, "same", "x"), said("no_lookup")),
        (LOOKED, a.DecideCandidates((), "same", "x"), said("unknown_candidate")),
        (LOOKED, a.DecideCandidates(("register:3",), "same", "x"), said("unknown_candidate")),
        (LOOKED, a.DecideCandidates((*ONE, "register:3"), "same", "x"), said("unknown_candidate")),
        (LOOKED, a.DecideCandidates(("register:2", *ONE), "same", "x"), said("")),
        *(
            (LOOKED, a.DecideCandidates(ONE, verdict, "x"), said(""))
            for verdict in ("same", "different", "twin", "verify")
        ),
        (OPEN, replace(QUERY, result="many"), said("unknown_query_result", result="many")),
        (OPEN, replace(QUERY, officer=""), said("query_incomplete")),
        (OPEN, replace(QUERY, at=""), said("query_incomplete")),
        (OPEN, replace(QUERY, scope=""), said("query_incomplete")),
        *((OPEN, replace(QUERY, result=result), said("")) for result in ("none", "found", "cancelled_found")),
        (OPEN, a.AnswerFee("x", "met"), said("unknown_fee_state", state="met")),
        (OPEN, a.Look("paper"), said("unknown_look", what="paper")),
        (OPEN, a.Look("case"), said("")),
        (OPEN, a.Look("numbers"), said("")),
    ],
)
def test_candidates_and_queries_are_judged_whole(case: Case, action: a.Action, expected: object):
    assert refusal(case, action) == expected


@pytest.mark.parametrize(
    ("case", "action", "expected"),
    [
        # the first, and any other paper, at any time
        (OPEN, a.PrintSlip("notification", "cd", ("y",)), said("")),
        (TOLD, a.PrintSlip("receipt", "cd", ("y",)), said("")),
        # told once: other words or other papers alone are the same, both are another notification
        (TOLD, a.PrintSlip("notification", "ab", ("y",)), said("")),
        (TOLD, a.PrintSlip("notification", "cd", ("x",)), said("")),
        (TOLD, a.PrintSlip("notification", "cd", ("y",)), said("notified_once")),
        (TOLD, a.PrintSlip("notification", "cd", ("y",), "because"), said("notified_once")),
        # a fact has changed: the reason stands on it, even where the papers are the same
        (CHANGED, a.PrintSlip("notification", "cd", ("y",)), said("supplement_needs_reason")),
        (CHANGED, a.PrintSlip("notification", "ab", ("x",)), said("supplement_needs_reason")),
        (CHANGED, a.PrintSlip("notification", "cd", ("y",), "because"), said("")),
    ],
)
def test_everything_missing_is_told_once(case: Case, action: a.Action, expected: object):
    assert refusal(case, action) == expected


GRANTED = replace(READY, status=Status.GRANTED)
NO_MATCH = replace(MATCHED, verdicts=VERDICTS)
FIND = a.Move("find_registered", ground="correct")
PROPOSE = a.Move("propose_registered", ground="correct")
REFUSE = a.Move("not_grant", "理由", "other_registration")


@pytest.mark.parametrize(
    ("case", "move", "seat", "expected"),
    [
        (OPEN, a.Move("wave_through"), CLERK, said("unknown_event", event="wave_through")),
        (OPEN, a.Move("deliver"), CLERK, said("no_such_move", status="draft", event="deliver")),
        # what somebody submitted is not his own to decide, whatever his role
        *(
            (READY, a.Move(event), Seat("001", Role.APPROVER), said("second_person_needed", event=event))
            for event in ("send_back", "forward", "grant", "not_grant")
        ),
        *(
            (MATCHED, a.Move(event), Seat("001", Role.APPROVER), said("proposer_decides_not", event=event))
            for event in ("find_registered", "not_registered")
        ),
        (READY, a.Move("grant"), CLERK, said("second_person_needed", event="grant")),
        (READY, a.Move("grant"), Seat("005", Role.CLERK), said("approval_blocked", blocks="birth_undetermined")),
        # what lies before the county is the county's, and nothing else is
        *(
            (BEFORE_COUNTY, a.Move(event), REVIEWER, said("county_decides", event=event))
            for event in ("send_back", "grant", "not_grant", "refer")
        ),
        *(
            (READY, a.Move(event, "理由", "x"), COUNTY, said("county_not_asked", event=event))
            for event in ("send_back", "forward", "grant", "not_grant", "refer")
        ),
        (MATCHED, FIND, COUNTY, said("county_not_asked", event="find_registered")),
        (replace(OPEN, status=Status.INVESTIGATING), a.Move("refer"), COUNTY, said("county_not_asked", event="refer")),
        (BEFORE_COUNTY, a.Move("grant"), COUNTY, said("")),
        (BEFORE_COUNTY, a.Move("grant"), Seat("county", Role.COUNTY), said("")),
        (BEFORE_COUNTY, a.Move("grant"), Seat("countys", Role.COUNTY), said("county_decides", event="grant")),
        (BEFORE_COUNTY, a.Move("refer"), COUNTY, said("")),
        (BEFORE_COUNTY, a.Move("send_back", "x"), COUNTY, said("")),
        (BEFORE_COUNTY, REFUSE, COUNTY, said("")),
        (READY, a.Move("refer"), REVIEWER, said("")),
        # what the county granted, or let be granted, it may say to be registered
        (GRANTED, a.Move("register", number="1", on="2016-06-20"), COUNTY, said("")),
        # whoever submitted or proposed goes on working on it
        (MATCHED, a.Move("notify"), CLERK, said("")),
        (READY, a.Move("withdraw", "x"), CLERK, said("signed_sheet_missing")),
        (replace(MATCHED, status=Status.ACCEPTED), a.Move("submit"), CLERK, said("")),
    ],
)
def test_each_moves_only_what_is_his(case: Case, move: a.Move, seat: Seat, expected: object):
    assert refusal(case, move, seat) == expected


@pytest.mark.parametrize(
    ("case", "move", "expected"),
    [
        (READY, replace(REFUSE, note=""), said("ground_missing")),
        (READY, replace(REFUSE, ground=""), said("ground_missing")),
        (READY, REFUSE, said("")),
        (READY, a.Move("send_back"), said("words_missing")),
        (READY, a.Move("send_back", "补充"), said("")),
        (GRANTED, a.Move("register", number="1"), said("number_and_date_missing")),
        (GRANTED, a.Move("register", on="2016-06-20"), said("number_and_date_missing")),
        (GRANTED, a.Move("register", number="1", on="2016-06-20"), said("")),
        # registered already: a match in force that somebody confirmed, a lead, and a proposal
        (MATCHED, PROPOSE, said("")),
        (replace(MATCHED, proposed=None), PROPOSE, said("")),
        (NO_MATCH, PROPOSE, said("no_confirmed_match")),
        (replace(MATCHED, lookup=None), PROPOSE, said("no_confirmed_match")),
        (MATCHED, replace(PROPOSE, ground=""), said("lead_missing")),
        (MATCHED, replace(PROPOSE, ground="elsewhere"), said("lead_missing")),
        *((MATCHED, replace(PROPOSE, ground=lead), said("")) for lead in ("correct", "restore", "told")),
        (MATCHED, FIND, said("")),
        (NO_MATCH, FIND, said("no_confirmed_match")),
        (MATCHED, replace(FIND, ground=""), said("lead_missing")),
        (replace(MATCHED, proposed=None), FIND, said("not_proposed")),
        # what was proposed can be declined though the match is gone, with words and no lead
        (NO_MATCH, a.Move("not_registered", "不是"), said("")),
        (NO_MATCH, a.Move("not_registered"), said("words_missing")),
        (replace(MATCHED, proposed=None), a.Move("not_registered", "不是"), said("not_proposed")),
        # nobody withdraws for the applicant
        (WITHDRAWING, a.Move("withdraw", "", "signature"), said("words_missing")),
        (WITHDRAWING, a.Move("withdraw", "自愿", ""), said("signed_sheet_missing")),
        (OPEN, a.Move("withdraw", "自愿", "signature"), said("signed_sheet_missing")),
        (WITHDRAWING, a.Move("withdraw", "自愿", "signature"), said("")),
        (WITHDRAWING, a.Move("withdraw", "自愿", "fingerprint"), said("")),
        # nobody empties a case to be rid of it
        (OPEN, a.Move("discard"), said("")),
        (replace(OPEN, touched=True), a.Move("discard"), said("case_not_blank")),
        # no other move asks for anything, whatever was said
        (replace(OPEN, touched=True), a.Move("notify"), said("")),
        (OPEN, a.Move("notify"), said("")),
        (OPEN, a.Move("accept"), said("")),
        (replace(OPEN, status=Status.ACCEPTED), a.Move("submit"), said("")),
    ],
)
def test_a_move_says_what_its_paper_must_say(case: Case, move: a.Move, expected: object):
    assert refusal(case, move, REVIEWER) == expected


EVERY_BLOCK = (
    "lookup_missing", "system_query_missing", "applicant_missing", "destination_missing", "tasks_open",
    "birth_undetermined",
)  # fmt: skip
CHECKED = {"report": Check(True, "", "001", NOW), "archive": Check(False, "", "001", NOW)}


@pytest.mark.parametrize("event", ["grant", "forward"])
@pytest.mark.parametrize(
    ("case", "needs", "blocks"),
    [
        (READY, (), ""),
        (replace(READY, lookup=None, verdicts={}), (), "lookup_missing"),
        (replace(READY, verdicts={"register:2": judged("same")}), (), "candidates_undecided"),
        (replace(READY, verdicts={**VERDICTS, "register:1": judged("same")}), (), "same_person_found"),
        (replace(READY, verdicts={**VERDICTS, "register:1": judged("verify")}), (), "candidate_to_verify"),
        (replace(READY, verdicts={**VERDICTS, "register:1": judged("twin")}), (), ""),
        (replace(READY, system_query=None), (), "system_query_missing"),
        (replace(READY, system_query=replace(QUERY, result="found")), (), "found_in_system"),
        (replace(READY, system_query=replace(QUERY, result="cancelled_found")), (), ""),
        (replace(READY, fields={}), (), "applicant_missing, destination_missing"),
        (replace(READY, determined=None), (), "birth_undetermined"),
        (replace(READY, determined=Determination("2010-01-01", "stated", "006", NOW)), (), "birth_undetermined"),
        (READY, ("report",), "tasks_open"),
        (replace(READY, checks=CHECKED), ("report", "interview|report"), ""),
        (replace(READY, checks=CHECKED), ("report", "archive"), "tasks_open"),
        (replace(READY, checks=CHECKED), ("archive|interview",), "tasks_open"),
        (
            replace(READY, lookup=None, verdicts={}, system_query=None, fields={}, determined=None),
            ("x",),
            ", ".join(EVERY_BLOCK),
        ),
    ],
)
def test_a_decision_of_the_station_in_favour_waits_for_all_of_it(
    case: Case, needs: tuple[str, ...], blocks: str, event: str
):
    expected = said("approval_blocked", blocks=blocks) if blocks else said("")
    assert refusal(case, a.Move(event, needs=needs), REVIEWER) == expected


def test_the_county_decides_on_what_was_looked_up_and_asks_for_nothing_else():
    assert refusal(BEFORE_COUNTY, a.Move("grant", needs=("x",)), COUNTY) == said("")
    bare = replace(BEFORE_COUNTY, lookup=None, verdicts={}, system_query=None)
    blocks = said("approval_blocked", blocks="lookup_missing, system_query_missing")
    assert refusal(bare, a.Move("grant"), COUNTY) == blocks
    # against the person, or back to the station, it decides whatever was looked up
    assert refusal(bare, REFUSE, COUNTY) == refusal(bare, a.Move("send_back", "x"), COUNTY) == said("")


def test_a_decision_is_on_what_the_last_person_submitted_or_proposed():
    assert decided_for(READY, Event.GRANT) == decided_for(MATCHED, Event.FIND_REGISTERED) == "001"
    assert decided_for(READY, Event.FIND_REGISTERED) == decided_for(MATCHED, Event.GRANT) == ""
    again = replace(SUBMITTED, operator="005")
    back = replace(SUBMITTED, event="send_back", operator="002")
    assert decided_for(replace(READY, history=(SUBMITTED, back, again)), Event.FORWARD) == "005"


def test_a_match_is_one_that_somebody_judged_the_same_and_that_is_in_force():
    assert confirmed_matches(MATCHED) == ONE
    assert confirmed_matches(NO_MATCH) == confirmed_matches(OPEN) == ()
    # of a candidate that the last lookup did not find nothing is known
    assert confirmed_matches(replace(MATCHED, verdicts={"register:9": judged("same")})) == ()
    assert lookup_blocks(replace(OPEN, system_query=QUERY)) == ("lookup_missing",)


BIRTH = a.DetermineBirth("1982-03-04", "investigation")


@pytest.mark.parametrize(
    ("case", "action", "seat", "expected"),
    [
        (READY, BIRTH, REVIEWER, said("")),
        (READY, BIRTH, Seat("001", Role.APPROVER), said("second_person_needed", event="grant")),
        (READY, replace(BIRTH, basis="hearsay"), REVIEWER, said("birth_basis_missing")),
        (READY, BIRTH, COUNTY, said("not_your_part", role="county")),
        *(
            (replace(READY, status=status), BIRTH, REVIEWER, said("birth_determined_at_review"))
            for status in ("draft", "investigating", "county_review", "granted")
        ),
    ],
)
def test_whoever_decides_determines_the_date_of_birth(case: Case, action: a.Action, seat: Seat, expected: object):
    assert refusal(case, action, seat) == expected


EMPTY = a.Expire("delivered", "2016-06-14", "C1", "received", 1, 1, "retention.delivered_days", 30)
#: Closed cases, and on which side of the county they may be emptied.
EMPTIED = {
    "delivered": ("received",), "not_granted": ("received",), "already_registered": ("received",),
    "withdrawn": ("unsent", "received"), "discarded": ("unsent", "received"),
}  # fmt: skip


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("transfer", list(Transfer))
def test_what_a_case_held_goes_only_where_nothing_more_is_awaited(status: Status, transfer: Transfer):
    case = replace(OPEN, status=status, transfer=transfer)
    if status not in EMPTIED:
        expected = said("case_not_closed", status=status)
    else:
        expected = said("" if transfer in EMPTIED[status] else "case_not_acknowledged")
    assert refusal(case, EMPTY, ADMINISTRATOR) == expected


def test_of_an_emptied_case_nothing_is_left_to_do_but_to_look():
    gone = Case("C1", opened_on="2016-06-14", status=Status.DELIVERED, transfer=Transfer.RECEIVED, expired=True)
    for action in (EMPTY, a.SetField("person.name", "甲"), a.Park(True), a.OpenCase("2016-06-14", "")):
        assert refusal(gone, action, ADMINISTRATOR) == said("case_expired")
    assert refusal(gone, a.Look("case"), ADMINISTRATOR) == said("")


RECHECK = a.RecheckRules((PackStamp("base", "1", "ab"),), True)
LOOKED_AT_AGAIN = {"draft", "notified", "accepted", "investigating", "sent_back", "station_review"}


@pytest.mark.parametrize("status", list(Status))
def test_what_was_decided_stands_under_its_rules(status: Status):
    expected = said("") if status in LOOKED_AT_AGAIN else said("rules_are_settled", status=status)
    assert refusal(replace(OPEN, status=status), RECHECK) == expected


def test_rules_have_a_name():
    assert refusal(OPEN, replace(RECHECK, packs=())) == said("rules_unnamed")


def test_what_is_of_the_station_is_none_of_a_case_and_the_other_way_round():
    assert refusal(OPEN, a.SetSetting("n", "v"), ADMINISTRATOR) == said("not_of_a_case")
    # as said of a case that is not there at all
    assert refusal(Case("C2"), a.RaiseLevel(1), ADMINISTRATOR) == said("not_of_a_case")
    with refused(NotAllowed, "case_not_open"):
        admit_station(a.Park(True), ADMINISTRATOR)


def test_a_verification_asks_for_the_same_but_the_role():
    admit_content(OPEN, a.SetField("person.name", "甲"), "nobody", NOW, practice=False)
    with refused(NotAllowed, "day_to_come"):
        admit_content(OPEN, a.ApplyForTest("2016-06-21"), "001", NOW, practice=False)
    late = "2016-06-20T20:00:00Z"  # the 21st at the counter; in practice the day stands still
    admit_content(OPEN, a.ApplyForTest("2016-06-21"), "001", late, practice=False)
    with refused(NotAllowed, "day_to_come"):
        admit_content(OPEN, a.ApplyForTest("2016-06-21"), "001", late, practice=True)
    check_admission(OPEN, a.ApplyForTest("2016-06-21"), CLERK, late)
    with refused(NotAllowed, "day_to_come"):
        check_admission(OPEN, a.ApplyForTest("2016-06-21"), replace(CLERK, practice=True), late)


ROLES = "clerk, approver, administrator, auditor, trainer"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("station.code", "530699-01", said("")),
        ("station.code", "53", said("")),
        ("station.code", "5" * 20, said("")),
        *(
            ("station.code", code, said("station_code_shape"))
            for code in ("", "5", "5" * 21, "-5306", "53 06", "53_06", "５３０６", "../..")
        ),
        ("station.name", "青山派出所", said("")),
        ("station.name", "", said("station_name_missing")),
        ("station.name", " \n", said("station_name_missing")),
        ("station.practice", "", said("practice_is_fixed")),
        ("station.practice", "1", said("practice_is_fixed")),
        *((name, days, said("")) for name in ("retention.delivered_days", "screen.idle_minutes")
          for days in ("", "0", "99999")),
        *((name, days, said("not_a_number", name=name)) for name in ("retention.delivered_days", "screen.idle_minutes")
          for days in ("100000", "-1", "１", "x", "1.5", " 1", "1\n")),
        ("station.phone", "x", said("")),
        ("operator.007", "clerk", said("")),
        ("operator.007", "", said("")),
        *(("operator.007", role, said("")) for role in ("approver", "administrator", "auditor")),
        ("operator.007", "trainer", said("trainer_in_practice_only")),
        ("operator.007", "county", said("unknown_role", role="county", known=ROLES)),
        ("operator.007", "recovery", said("unknown_role", role="recovery", known=ROLES)),
        ("operator.county7", "", said("badge_shape")),
        ("operator.recovery", "clerk", said("badge_shape")),
        ("operator.init", "clerk", said("badge_shape")),
        ("operator.", "", said("badge_shape")),
    ],
)  # fmt: skip
def test_a_setting_that_others_rely_on_has_a_shape(name: str, value: str, expected: tuple[str, dict[str, object]]):
    code, params = expected
    if not code:
        admit_station(a.SetSetting(name, value), ADMINISTRATOR)
        return
    fault = refusal_of(NotAllowed, admit_station, a.SetSetting(name, value), ADMINISTRATOR)
    assert (fault.code, fault.params) == (code, params)


def test_a_trainer_is_named_in_practice():
    named = a.SetSetting("operator.007", "trainer")
    admit_station(named, replace(ADMINISTRATOR, practice=True))
    assert refusal_of(NotAllowed, admit_station, named, ADMINISTRATOR).code == "trainer_in_practice_only"


def test_every_event_that_has_a_form_of_its_own_stands_in_these_tables():
    """What asks for words, a ground, a number or a lead; the rest ask for nothing (the table of moves is elsewhere)."""
    plain = {"notify", "accept", "investigate", "submit", "forward", "grant", "refer", "return", "deliver",
             "discard", "apply_again"}  # fmt: skip
    full = {"not_grant", "send_back", "register", "withdraw", "propose_registered", "find_registered", "not_registered"}
    assert plain | full == set(Event)
