"""What the counter admits, and what it refuses whoever asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.case import actions as a
from flows.case import admission
from flows.case.admission import admit_station, lookup_blocks
from flows.case.case import Case, apply_entry, fold
from flows.case.entry import Entry
from flows.case.roles import Role, Seat, seat_of
from flows.case.status import AT_THE_COUNTER, MOVES, SECOND_PERSON, Event, Status, Transfer
from flows.errors import NotAllowed
from flows.linkage.lookup_result import FoundCandidate
from harness.refusals import refusal_of, refused

LOOKUP = a.RecordLookup(
    (FoundCandidate("register:1", "normal", "same", 90, "same_person"),), (), 10, "2016-06-01"
)
DIFFERENT = a.DecideCandidates(("register:1",), "different", "other_parents")
SAME = a.DecideCandidates(("register:1",), "same", "checked")
#: Who applies and where to: what a decision's paper must name.
PARTIES = (
    a.SetField("declarant.role", "guardian"), a.SetField("guardian.name", "甲母"),
    a.SetField("destination.kind", "collective_station"),
)  # fmt: skip
SHEET = a.PrintSlip("withdrawal", "0" * 64)
#: Whatever is tried here happens at this moment.
NOW = "2016-06-20T08:00:00Z"
QUERY = a.RecordSystemQuery("001", "2016-06-14T09:00:00Z", "全省", "none")


def case_of(*actions: a.Action, operator: str = "001") -> Case:
    opening = a.OpenCase("2016-06-14", "")
    return fold(
        "C1", [Entry(n, "t", operator, "C1", action) for n, action in enumerate([opening, *actions], 1)]
    )


def submitted(*actions: a.Action) -> Case:
    return case_of(*PARTIES, *actions, a.Move("accept"), a.Move("submit"))


def determined(case: Case, operator: str = "002") -> Case:
    """The case after whoever decides has determined the date of birth."""
    action = a.DetermineBirth("1982-03-04", "investigation")
    return apply_entry(case, Entry(case.last_seq + 1, "t", operator, case.id, action))


STAFF = {"001": "clerk", "002": "approver", "003": "administrator", "004": "auditor", "005": "clerk"}


def seat(operator: str, *, practice: bool = False) -> Seat:
    return seat_of(operator, STAFF, practice=practice)


def admit(case: Case, action: a.Action, seat: Seat, at: str = NOW) -> None:
    admission.check_admission(case, action, seat, at)


def refusal(case: Case, action: a.Action, operator: str = "002") -> str:
    return refusal_of(NotAllowed, lambda: admit(case, action, seat(operator))).code


FULL = {
    Event.NOT_GRANT: a.Move("not_grant", "理由", "other_registration"),
    Event.SEND_BACK: a.Move("send_back", "补充"),
    Event.REGISTER: a.Move("register", number="1", on="2016-06-20"),
    Event.WITHDRAW: a.Move("withdraw", "申请人撤回", "signature"),
    Event.PROPOSE_REGISTERED: a.Move("propose_registered", ground="correct"),
    Event.FIND_REGISTERED: a.Move("find_registered", ground="correct"),
    Event.NOT_REGISTERED: a.Move("not_registered", "不是同一人"),
}


def ready(status: Status, event: Event) -> Case:
    """A case in that status in which nothing but the table of moves can stand in the way of `event`."""
    about_registered = event in (Event.PROPOSE_REGISTERED, Event.FIND_REGISTERED, Event.NOT_REGISTERED)
    if event == Event.DISCARD:
        return replace(case_of(), status=status)
    acts = [LOOKUP, SAME if about_registered else DIFFERENT, QUERY, SHEET]
    if about_registered and event != Event.PROPOSE_REGISTERED:
        acts.append(FULL[Event.PROPOSE_REGISTERED])
    return replace(determined(submitted(*acts)), status=status)


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("status", list(Status))
def test_a_complete_move_is_admitted_exactly_where_the_table_has_it(status: Status, event: Event):
    case = ready(status, event)
    countys_own = status == Status.COUNTY_REVIEW and event in SECOND_PERSON | {Event.REFER}
    operator = "county" if countys_own else "002"
    move = FULL.get(event, a.Move(event))
    if (status, event) in MOVES:
        admit(case, move, seat(operator))
    else:
        assert refusal(case, move, operator) == "no_such_move"


@pytest.mark.parametrize("event", ["grant", "not_grant", "forward", "send_back"])
def test_whoever_submitted_cannot_decide(event: str):
    case = determined(submitted(LOOKUP, DIFFERENT, QUERY))
    move = FULL.get(Event(event), a.Move(event))
    assert refusal(case, move, operator="001") == "second_person_needed"
    admit(case, move, seat("002"))


def test_only_the_county_decides_what_lies_before_it():
    case = replace(submitted(LOOKUP, DIFFERENT, QUERY), status=Status.COUNTY_REVIEW)
    assert refusal(case, a.Move("grant")) == "county_decides"
    admit(case, a.Move("grant"), seat("county:7"))


@pytest.mark.parametrize(
    ("done", "waits_for"),
    [
        ((), "lookup_missing"),
        ((LOOKUP, QUERY), "candidates_undecided"),
        ((LOOKUP, DIFFERENT), "system_query_missing"),
        ((LOOKUP, a.DecideCandidates(("register:1",), "same", "x"), QUERY), "same_person_found"),
        ((LOOKUP, a.DecideCandidates(("register:1",), "verify", "x"), QUERY), "candidate_to_verify"),
        ((LOOKUP, DIFFERENT, replace(QUERY, result="found")), "found_in_system"),
    ],
)
def test_approval_waits_for_lookup_decisions_and_system_query(done: tuple[a.Action, ...], waits_for: str):
    with refused(NotAllowed, "approval_blocked") as told:
        admit(submitted(*done), a.Move("grant"), seat("002"))
    assert waits_for in str(told.params["blocks"])


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (a.Move("not_grant", note="理由"), "ground_missing"),
        (a.Move("not_grant", ground="x"), "ground_missing"),
        (a.Move("send_back"), "words_missing"),
        (a.Move("withdraw"), "words_missing"),
        (a.Move("withdraw", "x"), "signed_sheet_missing"),
        (a.Move("withdraw", "x", "signature"), "signed_sheet_missing"),
        (a.Move("propose_registered", ground="correct"), "no_confirmed_match"),
        (a.Move("find_registered", ground="correct"), "no_confirmed_match"),
        (a.Move("wave_through"), "unknown_event"),
    ],
)
def test_a_move_says_what_it_must_say(move: a.Move, code: str):
    assert refusal(submitted(LOOKUP, DIFFERENT, QUERY), move) == code


def test_registered_needs_number_and_date():
    case = replace(submitted(LOOKUP, DIFFERENT, QUERY), status=Status.GRANTED)
    assert refusal(case, a.Move("register", number="1")) == "number_and_date_missing"
    assert refusal(case, a.Move("register", on="2016-06-20")) == "number_and_date_missing"


@pytest.mark.parametrize("status", sorted(set(Status) - AT_THE_COUNTER))
def test_a_case_under_review_or_closed_is_not_edited(status: Status):
    case = replace(case_of(LOOKUP), status=status)
    for action in (a.SetField("person.name", "甲"), a.AnswerFact("cause", "other"), DIFFERENT,
                   a.MarkPaper("birth_certificate", "has")):  # fmt: skip
        assert refusal(case, action) == "case_not_at_counter"


def test_a_candidate_is_judged_only_if_found_and_only_with_a_reason():
    assert refusal(case_of(), DIFFERENT) == "no_lookup"
    assert (
        refusal(case_of(LOOKUP), a.DecideCandidates(("register:2",), "different", "x")) == "unknown_candidate"
    )
    assert refusal(case_of(LOOKUP), a.DecideCandidates(("register:1",), "different", "")) == "reason_missing"


def test_notified_once_is_notified_once():
    told = case_of(a.PrintSlip("notification", "ab", ("x",)))
    assert refusal(told, a.PrintSlip("notification", "cd", ("x", "y"))) == "notified_once"
    admit(told, a.PrintSlip("notification", "ab", ("x",)), seat("001"))
    # The same papers in the words of a newer program, or in the other language, are told no second time.
    admit(told, a.PrintSlip("notification", "cd", ("x",)), seat("001"))
    changed = case_of(a.PrintSlip("notification", "ab", ("x",)), a.AnswerFact("parents", "unmarried"))
    assert refusal(changed, a.PrintSlip("notification", "cd", ("y",))) == "supplement_needs_reason"
    admit(changed, a.PrintSlip("notification", "cd", ("y",), "parents"), seat("001"))


def test_a_number_is_opened_once():
    assert refusal(case_of(), a.OpenCase("2016-06-15", "")) == "case_open_already"
    assert refusal(Case("C2"), a.Park(True)) == "case_not_open"
    assert refusal(case_of(), a.Park(True), operator="") == "operator_missing"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("station.code", "../../etc", "station_code_shape"),
        ("station.code", "５３０６９９", "station_code_shape"),
        ("station.name", "  ", "station_name_missing"),
        ("operator.county7", "clerk", "badge_shape"),
        ("operator.", "clerk", "badge_shape"),
        ("operator.001", "king", "unknown_role"),
    ],
)
def test_a_setting_that_names_the_station_or_its_people_has_a_shape(name: str, value: str, code: str):
    with refused(NotAllowed, code):
        admit_station(a.SetSetting(name, value), seat("003"))


def test_an_action_of_a_case_is_none_of_the_station():
    with refused(NotAllowed, "case_not_open"):
        admit_station(a.SetField("person.name", "甲"), seat("001"))
    admit_station(a.SetSetting("operator.001", ""), seat("003"))


def _judged(status: str) -> Case:
    found = FoundCandidate("register:P9", status, "same", 98, "same_person")
    acts: list[a.Action] = [
        a.OpenCase("2016-06-14", ""),
        a.RecordLookup((found,), (), 10, "2016-06-01"),
        a.DecideCandidates(("register:P9",), "same", "same_person"),
        a.RecordSystemQuery("001", "2016-06-14 09:00", "country", "cancelled_found"),
    ]
    return fold("c1", [Entry(n, "2016-06-14T01:00:00Z", "001", "c1", act) for n, act in enumerate(acts, 1)])


def test_a_cancelled_record_of_the_same_person_is_a_lead_and_blocks_nothing():
    assert lookup_blocks(_judged("cancelled")) == ()


def test_a_registration_in_force_of_the_same_person_blocks_the_grant():
    assert lookup_blocks(_judged("normal")) == ("same_person_found",)


# ---- roles

READY = determined(submitted(LOOKUP, DIFFERENT, QUERY))


@pytest.mark.parametrize(
    ("operator", "code"),
    [
        ("005", "not_your_part"), ("003", "not_your_part"), ("004", "not_your_part"),
        ("001", "second_person_needed"), ("009", "operator_unknown"),
    ],
)  # fmt: skip
def test_only_an_approver_decides_and_never_on_his_own(operator: str, code: str):
    assert READY.determined is not None
    case = replace(READY, determined=replace(READY.determined, operator=operator))
    with refused(NotAllowed, code):
        admit(case, a.Move("grant"), seat(operator))


def test_the_date_of_birth_that_somebody_else_determined_is_none_for_this_decision():
    assert READY.determined is not None
    assert READY.determined.operator == "002"
    other = seat_of("006", {"006": "approver"}, practice=False)
    with refused(NotAllowed, "approval_blocked", blocks="birth_undetermined"):
        admit(READY, a.Move("grant"), other)
    again = [a.Move("send_back", "x"), a.Move("submit")]
    case = READY
    for at, (move, badge) in enumerate(zip(again, ("002", "001"), strict=True)):
        case = apply_entry(case, Entry(100 + at, "t", badge, "C1", move))
    assert case.determined is None


def test_an_auditor_reads_and_does_nothing_else():
    admit(READY, a.Look("case"), seat("004"))
    for action in (a.SetField("person.name", "甲"), a.Park(True), a.Move("accept")):
        with refused(NotAllowed, "not_your_part", role="auditor"):
            admit(case_of(), action, seat("004"))
    for action in (a.SetSetting("station.name", "x"), a.SendPacket(1, "x", 1)):
        with refused(NotAllowed, "not_your_part", role="auditor"):
            admit_station(action, seat("004", practice=True))


def test_the_register_is_imported_by_those_who_answer_for_it_and_in_practice_by_whoever_works():
    action = a.ImportRegister("ab" * 32, 200_000, 199_000, 0, "2016-06-01")
    for badge in ("002", "003"):
        admit_station(action, seat(badge))
    for badge in ("001", "002", "003"):
        admit_station(action, seat(badge, practice=True))
    others = (Seat("recovery", Role.RECOVERY), Seat("county", Role.COUNTY))
    for nobody in (seat("001"), seat("004"), seat("004", practice=True), *others):
        with refused(NotAllowed, "not_your_part"):
            admit_station(action, nobody)


def test_settings_are_the_administrators_except_those_of_the_screen():
    admit_station(a.SetSetting("screen.language", "en"), seat("001"))
    with refused(NotAllowed, "not_your_part", role="clerk"):
        admit_station(a.SetSetting("station.name", "x"), seat("001"))
    with refused(NotAllowed, "not_your_part", role="approver"):
        admit_station(a.SetSetting("operator.007", "approver"), seat("002"))
    admit_station(a.SetSetting("station.name", "x"), seat("003"))
    # in practice one person tries everything
    admit_station(a.SetSetting("station.name", "x"), seat("001", practice=True))


def test_trainers_are_in_practice_only():
    trainer = Seat("T1", Role.TRAINER, practice=True)
    case = determined(submitted(LOOKUP, DIFFERENT, QUERY), "T1")
    admit(case, a.Move("grant"), trainer)
    with refused(NotAllowed, "not_your_part", role="trainer"):
        admit(case, a.Move("grant"), Seat("T1", Role.TRAINER, practice=False))
    with refused(NotAllowed, "trainer_in_practice_only"):
        admit_station(a.SetSetting("operator.T1", "trainer"), seat("003"))
    admit_station(a.SetSetting("operator.T1", "trainer"), seat("003", practice=True))


def test_what_a_case_held_goes_only_once_it_is_closed_and_the_county_has_it():
    gone = a.Expire("delivered", "2016-06-14", "C1", "received", 1, 1, "retention.closed_days", 30)
    closed = replace(READY, status=Status.DELIVERED)
    admit(replace(closed, transfer=Transfer.RECEIVED), gone, seat("003"))
    on_its_way = replace(closed, transfer=Transfer.EXPORTED)
    for case, code in ((READY, "case_not_closed"), (on_its_way, "case_not_acknowledged"),
                       (replace(closed, expired=True), "case_expired")):  # fmt: skip
        assert refusal(case, gone, "003") == code
    assert refusal(replace(closed, transfer=Transfer.RECEIVED), gone, "002") == "not_your_part"


def test_a_case_folds_to_the_same_whether_its_old_records_are_still_there():
    entries = [Entry(n, "t", "001", "C1", act) for n, act in enumerate(
        [a.OpenCase("2016-06-14", "C1"), a.SetField("person.name", "甲"),
         a.Expire("delivered", "2016-06-14", "C1", "received", 2, 1, "retention.closed_days", 30)], 1)]  # fmt: skip
    assert fold("C1", entries) == fold("C1", entries[-1:])
    assert not fold("C1", entries).fields


# ---- no way round the second person


@pytest.mark.parametrize("event", ["grant", "not_grant", "forward", "send_back"])
def test_the_county_decides_nothing_that_it_was_not_asked(event: str):
    move = FULL.get(Event(event), a.Move(event))
    assert refusal(READY, move, "county:7") == "county_not_asked"


def test_nobody_takes_a_case_back_from_the_county():
    before_county = replace(READY, status=Status.COUNTY_REVIEW)
    for operator in ("001", "002"):
        assert refusal(before_county, a.Move("refer"), operator) == "county_decides"


def test_after_the_joint_meeting_somebody_submits_again():
    assert MOVES[Status.JOINT_MEETING, Event.RETURN] == Status.INVESTIGATING
    never_submitted = case_of(LOOKUP, DIFFERENT, QUERY, a.Move("accept"), a.Move("investigate"), a.Move("refer"),
                              a.Move("return"), operator="002")  # fmt: skip
    assert refusal(never_submitted, a.Move("grant"), "002") == "no_such_move"


def test_what_is_real_stays_real():
    with refused(NotAllowed, "practice_is_fixed"):
        admit_station(a.SetSetting("station.practice", "1"), seat("003"))
    with refused(NotAllowed, "not_your_part", role="clerk"):
        admit_station(a.SetSetting("screen.idle_minutes", "0"), seat("001"))


def test_what_concerns_the_station_is_no_action_of_a_case():
    assert refusal(case_of(), a.SetKey("002", "x", "y"), "003") == "not_of_a_case"


def test_a_fee_condition_is_recorded_by_what_was_done_and_no_longer_as_met():
    for state in ("stated", "seen", "verified", "not_met", "unknown"):
        admit(case_of(), a.AnswerFee("targeted_poverty", state), seat("001"))
    for state in ("met", "", "yes"):
        assert refusal(case_of(), a.AnswerFee("targeted_poverty", state)) == "unknown_fee_state"


# ---- already registered: one proposes, another decides

PROPOSED = (LOOKUP, SAME, FULL[Event.PROPOSE_REGISTERED])
AT_HAND = sorted(AT_THE_COUNTER | {Status.STATION_REVIEW})


@pytest.mark.parametrize("status", AT_HAND)
def test_whoever_proposes_a_registration_that_is_there_does_not_decide_it(status: Status):
    case = replace(case_of(*PROPOSED, operator="002"), status=status)
    for move in (FULL[Event.FIND_REGISTERED], FULL[Event.NOT_REGISTERED]):
        assert refusal(case, move, "002") == "proposer_decides_not"
        # a clerk is somebody else, and does not decide either
        assert refusal(case, move, "001") == "not_your_part"
    by_the_clerk = replace(case_of(*PROPOSED), status=status)
    admit(by_the_clerk, FULL[Event.FIND_REGISTERED], seat("002"))
    admit(by_the_clerk, FULL[Event.NOT_REGISTERED], seat("002"))


def test_nothing_is_decided_that_nobody_proposed_and_it_leads_on():
    case = case_of(LOOKUP, SAME)
    assert refusal(case, FULL[Event.FIND_REGISTERED]) == "not_proposed"
    assert refusal(case, a.Move("propose_registered"), "001") == "lead_missing"
    assert refusal(case_of(*PROPOSED), a.Move("find_registered")) == "lead_missing"
    assert refusal(case_of(*PROPOSED), a.Move("not_registered")) == "words_missing"


@pytest.mark.parametrize(
    "later",
    [a.SetField("person.name", "别人"), DIFFERENT, SAME, a.Move("not_registered", "不是")],
    ids=["compared field", "judged otherwise", "judged anew", "declined"],
)
def test_a_proposal_lapses_with_what_it_rested_on(later: a.Action):
    assert case_of(*PROPOSED).proposed is not None
    assert case_of(*PROPOSED, later).proposed is None


def test_a_proposal_that_was_declined_leaves_the_case_where_it_was():
    case = case_of(*PROPOSED, a.Move("not_registered", "不是"))
    assert (case.status, case.history[-1].event) == (Status.DRAFT, "not_registered")


# ---- withdrawn by the applicant, and by nobody for him


def test_a_withdrawal_wants_the_applicants_signed_sheet():
    name = a.SetField("person.name", "甲")
    signed = a.Move("withdraw", "自愿", "fingerprint")
    assert refusal(case_of(name), signed, "001") == "signed_sheet_missing"
    assert refusal(case_of(name, SHEET), a.Move("withdraw", "自愿"), "001") == "signed_sheet_missing"
    assert refusal(case_of(name, SHEET), a.Move("withdraw", "自愿", "somehow"), "001") == "signed_sheet_missing"
    admit(case_of(name, SHEET), signed, seat("001"))


def test_the_sheet_of_an_earlier_withdrawal_is_none_of_the_next():
    steps = [a.OpenCase("2016-06-14", ""), a.SetField("person.name", "甲"), SHEET,
             a.Move("withdraw", "x", "signature"), a.Move("apply_again")]  # fmt: skip
    case = fold("C1", [Entry(n, f"2016-06-14T0{n}:00:00Z", "001", "C1", act) for n, act in enumerate(steps, 1)])
    assert refusal(case, FULL[Event.WITHDRAW], "001") == "signed_sheet_missing"


def test_only_what_is_nobodys_is_thrown_away():
    admit(case_of(), a.Move("discard"), seat("001"))
    mother = a.SetField("mother.name", "甲母")
    steps = [a.OpenCase("2016-06-14", "C0"), mother]
    inherited = fold("C1", [Entry(n, "t", "001", "C1", act) for n, act in enumerate(steps, 1)])
    admit(inherited, a.Move("discard"), seat("001"))
    # an unnamed child is known by its mother: the first case of a family is hers
    for something in (a.SetField("person.name", "甲"), mother, a.AnswerFact("cause", "other"), a.MarkPaper("x", "has"),
                      QUERY, a.RecordCheck("x", True), a.ApplyForTest("2016-06-14"), SHEET):  # fmt: skip
        assert refusal(case_of(something), a.Move("discard"), "001") == "case_not_blank"


def test_nobody_empties_a_case_to_be_rid_of_it():
    name, none = a.SetField("person.name", "甲"), a.SetField("person.name", "")
    assert refusal(case_of(name, none), a.Move("discard"), "001") == "case_not_blank"
    marked = (a.MarkPaper("x", "has"), a.MarkPaper("x", ""), a.AnswerFact("cause", "other"), a.AnswerFact("cause", ""))
    assert refusal(case_of(*marked), a.Move("discard"), "001") == "case_not_blank"


# ---- no grant without a person


@pytest.mark.parametrize("event", ["grant", "forward"])
def test_a_decision_in_favour_names_applicant_destination_and_a_determined_date_of_birth(event: str):
    nobody = determined(case_of(LOOKUP, DIFFERENT, QUERY, a.Move("accept"), a.Move("submit")))
    with refused(NotAllowed, "approval_blocked", blocks="applicant_missing, destination_missing"):
        admit(nobody, a.Move(event), seat("002"))
    with refused(NotAllowed, "approval_blocked", blocks="birth_undetermined"):
        admit(submitted(LOOKUP, DIFFERENT, QUERY), a.Move(event), seat("002"))
    admit(READY, a.Move(event), seat("002"))


def test_a_decision_in_favour_waits_for_what_the_station_settles_itself():
    needs = ("interview_record", "report|archive")
    with refused(NotAllowed, "approval_blocked", blocks="tasks_open"):
        admit(READY, a.Move("grant", needs=needs), seat("002"))
    settled = determined(submitted(LOOKUP, DIFFERENT, QUERY, a.RecordCheck("interview_record", True),
                                   a.RecordCheck("archive", True)))  # fmt: skip
    admit(settled, a.Move("grant", needs=needs), seat("002"))
    opened_again = determined(submitted(LOOKUP, DIFFERENT, QUERY, a.RecordCheck("interview_record", True),
                                        a.RecordCheck("archive", True), a.RecordCheck("archive", False)))  # fmt: skip
    with refused(NotAllowed, "approval_blocked", blocks="tasks_open"):
        admit(opened_again, a.Move("grant", needs=needs), seat("002"))


def test_the_date_of_birth_is_determined_by_whoever_decides_at_the_review():
    act = a.DetermineBirth("1982-03-04", "investigation")
    waiting = submitted(LOOKUP, DIFFERENT, QUERY)
    assert refusal(waiting, act, "001") == "second_person_needed"
    assert refusal(waiting, act, "005") == "not_your_part"
    assert refusal(case_of(), act, "002") == "birth_determined_at_review"
    assert refusal(waiting, replace(act, basis=""), "002") == "birth_basis_missing"
    assert refusal(waiting, replace(act, on="1982"), "002") == "no_such_day"
    assert refusal(waiting, replace(act, on="2016-06-21"), "002") == "day_to_come"
    admit(waiting, act, seat("002"))


def test_a_determined_date_lapses_when_another_one_is_stated():
    case = replace(READY, status=Status.SENT_BACK)
    assert READY.determined is not None
    changed = apply_entry(case, Entry(99, "t", "001", "C1", a.SetField("person.birth", "1983")))
    assert changed.determined is None


def test_the_county_decides_by_the_rule_under_which_it_was_sent_a_case():
    of_before = replace(case_of(LOOKUP, DIFFERENT, QUERY), status=Status.COUNTY_REVIEW)
    admit(of_before, a.Move("grant"), seat("county:7"))
    granted = apply_entry(of_before, Entry(99, "t", "county:7", "C1", a.Move("grant")))
    assert (granted.status, granted.determined) == (Status.GRANTED, None)


# ---- what may still be completed under review


def test_under_review_only_what_is_missing_is_completed_and_a_collective_household_can_always_be_chosen():
    family = a.SetField("destination.kind", "family")
    bare = case_of(LOOKUP, DIFFERENT, QUERY, family, a.Move("accept"), a.Move("submit"))
    for field, value in (("guardian.name", "甲母"), ("destination.kind", "collective_station"),
                         ("destination.householder", "甲父")):  # fmt: skip
        admit(bare, a.SetField(field, value), seat("001"))
        admit(bare, a.SetField(field, value), seat("002"))
    assert refusal(bare, a.SetField("person.name", "甲"), "002") == "case_not_at_counter"
    for field in ("guardian.name", "destination.kind", "declarant.role"):
        assert refusal(READY, a.SetField(field, "x"), "002") == "case_not_at_counter"


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (a.SetField("person.wealth", "x"), "unknown_field"),
        (a.SetField("person.name", "甲" * 401), "value_too_long"),
        (a.MarkPaper("birth_certificate", "lost"), "unknown_paper_state"),
        (a.DecideCandidates(("register:1",), "cousin", "x"), "unknown_verdict"),
        (replace(QUERY, result="perhaps"), "unknown_query_result"),
        (replace(QUERY, officer=""), "query_incomplete"),
        (replace(QUERY, at=""), "query_incomplete"),
        (replace(QUERY, scope=""), "query_incomplete"),
        (a.Look("everything"), "unknown_look"),
    ],
)
def test_what_no_screen_offers_is_refused_all_the_same(action: a.Action, code: str):
    """A newer program, or somebody who goes round the screens, may hand it in."""
    assert refusal(case_of(LOOKUP), action) == code
    admit(case_of(LOOKUP), a.SetField("person.name", "甲" * 400), seat("002"))


def test_a_span_of_days_is_written_in_digits():
    for name, value in (("retention.closed_days", "a month"), ("screen.idle_minutes", "1.5")):
        with refused(NotAllowed, "not_a_number", name=name):
            admit_station(a.SetSetting(name, value), seat("003"))
        admit_station(a.SetSetting(name, "15"), seat("003"))
