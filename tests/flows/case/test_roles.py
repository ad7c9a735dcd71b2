"""Who may do what: every role and every kind of action, by hand from docs/security.md and docs/trainer.md."""

from __future__ import annotations

from dataclasses import MISSING, fields

import pytest

from flows.case import actions as a
from flows.case import roles
from flows.case.admission import admit_person, admit_station, check_admission, is_badge
from flows.case.case import Case, StatusChange
from flows.case.roles import Role, Seat, admit_role, seat_of
from flows.case.status import Event, Status
from flows.errors import NotAllowed
from harness.refusals import refused

#: y: in a real station and in practice; p: in practice only; a dot: never. An event of a case stands as move:event,
#: a setting as setting:name; `setting:` is every other one.
GRID = """
                          clerk approver administrator auditor trainer county recovery
open_case                   y      y         y            .       p      .       .
set_field                   y      y         y            .       p      .       .
answer_fact                 y      y         y            .       p      .       .
mark_paper                  y      y         y            .       p      .       .
record_check                y      y         y            .       p      .       .
record_lookup               y      y         y            .       p      .       .
decide_candidates           y      y         y            .       p      .       .
record_system_query         y      y         y            .       p      .       .
answer_fee                  y      y         y            .       p      .       .
apply_for_test              y      y         y            .       p      .       .
tag_group                   y      y         y            .       p      .       .
print_slip                  y      y         y            .       p      .       .
park                        y      y         y            .       p      .       .
export                      y      y         y            .       p      .       .
acknowledge                 y      y         y            .       p      .       .
recheck_rules               y      y         y            .       p      .       .
move:notify                 y      y         y            .       p      .       .
move:accept                 y      y         y            .       p      .       .
move:investigate            y      y         y            .       p      .       .
move:submit                 y      y         y            .       p      .       .
move:return                 y      y         y            .       p      .       .
move:propose_registered     y      y         y            .       p      .       .
move:deliver                y      y         y            .       p      .       .
move:withdraw               y      y         y            .       p      .       .
move:discard                y      y         y            .       p      .       .
move:apply_again            y      y         y            .       p      .       .
move:refer                  y      y         y            .       p      y       .
move:register               y      y         y            .       p      y       .
move:send_back              .      y         .            .       p      y       .
move:grant                  .      y         .            .       p      y       .
move:not_grant              .      y         .            .       p      y       .
move:forward                .      y         .            .       p      .       .
move:find_registered        .      y         .            .       p      .       .
move:not_registered         .      y         .            .       p      .       .
determine_birth             .      y         .            .       p      .       .
look                        y      y         y            y       p      .       y
take_seat                   y      y         y            y       p      .       y
make_backup                 y      y         y            y       p      .       y
set_key                     y      y         y            y       p      .       y
change_slots                y      y         y            y       p      .       y
setting:screen.language     y      y         y            y       p      .       y
setting:operator.007        p      p         y            .       p      .       y
setting:operators           p      p         y            .       p      .       .
setting:screen.languages    p      p         y            .       p      .       .
setting:screen.idle_minutes p      p         y            .       p      .       .
setting:station.name        p      p         y            .       p      .       .
setting:station.code        p      p         y            .       p      .       .
setting:retention.x_days    p      p         y            .       p      .       .
setting:fee.price_fen       p      p         y            .       p      .       .
setting:county.office       p      p         y            .       p      .       .
expire                      p      p         y            .       p      .       .
restore_copy                p      p         y            .       p      .       y
propose_rules               p      p         y            .       p      .       .
withdraw_rules              p      p         y            .       p      .       .
adopt_rules                 p      y         y            .       p      .       .
import_register             p      y         y            .       p      .       .
keep_rules                  y      y         y            .       p      .       .
send_packet                 y      y         y            .       p      .       .
take_acknowledgement        y      y         y            .       p      .       .
raise_level                 .      .         .            .       .      .       .
"""
HEAD, *LINES = [line.split() for line in GRID.splitlines() if line]
#: What each type of field is filled with where an action needs something: who may do it depends on none of it.
FILLED = {"str": "x", "int": 1, "bool": True, "float": 1.0}
NOW = "2016-06-20T08:00:00Z"


def act(name: str) -> a.Action:
    """An action of the kind that stands at the head of a line."""
    kind, _colon, rest = name.partition(":")
    if kind == "move":
        return a.Move(rest)
    if kind == "setting":
        return a.SetSetting(rest, "")
    (made,) = (cls for cls in a.Action.__subclasses__() if kind == cls.KIND)
    needed = [part for part in fields(made) if part.default is MISSING and part.default_factory is MISSING]
    return made(**{part.name: FILLED.get(str(part.type), ()) for part in needed})


def refusal(action: a.Action, role: str, *, practice: bool) -> str:
    """What somebody in that role is told; empty if he may."""
    try:
        admit_role(action, Seat("001", Role(role), practice))
    except NotAllowed as fault:
        return fault.code if fault.params == {"role": role} else str(fault)
    return ""


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_each_role_may_do_what_it_is_there_for_and_nothing_else(line: list[str]):
    action = act(line[0])
    for role, cell in zip(HEAD, line[1:], strict=True):
        found = [refusal(action, role, practice=practice) for practice in (False, True)]
        no = "not_your_part"
        assert found == {"y": ["", ""], "p": [no, ""], ".": [no, no]}[cell]


def test_every_role_and_every_kind_of_action_and_every_event_stands_in_the_table():
    names = [line[0] for line in LINES]
    assert len(set(names)) == len(names)
    assert [*Role] == HEAD
    kinds = {cls.KIND for cls in a.Action.__subclasses__()} - {a.Move.KIND, a.SetSetting.KIND}
    assert {name for name in names if ":" not in name} == kinds
    assert {name.removeprefix("move:") for name in names if name.startswith("move:")} == set(Event)


def test_the_roles_and_the_names_that_are_nobodys_badge():
    assert [*Role] == ["clerk", "approver", "administrator", "auditor", "trainer", "county", "recovery"]
    assert roles.ROLES == ("clerk", "approver", "administrator", "auditor", "trainer")
    assert (roles.COUNTY, roles.RECOVERY, roles.INIT) == roles.RESERVED == ("county", "recovery", "init")


# ---- whose seat it is

KNOWN = {"001": "clerk", "002": "approver", "008": ""}


@pytest.mark.parametrize("practice", [False, True])
@pytest.mark.parametrize(
    ("operator", "role"),
    [
        ("001", "clerk"), ("002", "approver"), ("county", "county"), ("county:7", "county"),
        ("county:7:x", "county"), ("recovery", "recovery"),
    ],
)  # fmt: skip
def test_a_seat_is_that_of_the_badge(operator: str, role: str, practice: bool):
    seat = seat_of(operator, KNOWN, practice=practice)
    assert (seat.badge, seat.role, seat.practice) == (operator, role, practice)
    assert type(seat.role) is Role


@pytest.mark.parametrize(
    ("operator", "code"),
    [
        ("", "operator_missing"), ("009", "operator_unknown"), ("008", "operator_unknown"),
        ("init", "operator_unknown"), ("countyx", "operator_unknown"), ("recovery:1", "operator_unknown"),
        ("001:county", "operator_unknown"),
    ],
)  # fmt: skip
def test_whoever_is_not_known_has_no_seat(operator: str, code: str):
    with refused(NotAllowed, code) as told:
        seat_of(operator, KNOWN, practice=False)
    assert told.params == ({"badge": operator} if operator else {})


def test_a_seat_is_of_a_real_station_unless_it_is_said_and_nobody_changes_his():
    seat = Seat("001", Role.CLERK)
    assert seat.practice is False
    for name in ("role", "nickname"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(seat, name, Role.APPROVER)
    assert not hasattr(seat, "__dict__")


@pytest.mark.parametrize("badge", ["001", "A-7_b", "x" * 20, "0"])
def test_a_badge_is_up_to_twenty_plain_signs(badge: str):
    assert is_badge(badge)


@pytest.mark.parametrize(
    "badge",
    [
        "", "x" * 21, "-1", "_1", "0 1", "00１", "甲", "1:2", "county", "County7", "COUNTY", "recovery", "Recovery1",
        "init", "INIT", "initial",
    ],
)  # fmt: skip
def test_nobody_has_a_badge_that_looks_like_the_county_the_safe_or_the_program(badge: str):
    assert not is_badge(badge)


# ---- the doors ask for the role


def test_a_case_and_a_station_ask_for_the_role_last():
    case = Case("C1", opened_on="2016-06-14")
    auditor = Seat("004", Role.AUDITOR)
    check_admission(case, a.Look("case"), auditor, NOW)
    for action in (a.SetField("person.name", "甲"), a.Move("discard"), a.Park(True)):
        check_admission(case, action, Seat("001", Role.CLERK), NOW)
        with refused(NotAllowed, "not_your_part"):
            check_admission(case, action, auditor, NOW)
    # what is wrong for everybody is said first
    with refused(NotAllowed, "unknown_field"):
        check_admission(case, a.SetField("person.plan", "x"), auditor, NOW)
    admit_station(a.TakeSeat("ab"), auditor)
    with refused(NotAllowed, "not_your_part"):
        admit_station(a.SetSetting("station.name", "x"), auditor)


SUBMITTED = Case(
    "C1", opened_on="2016-06-14", status=Status.STATION_REVIEW,
    history=(StatusChange("submit", Status.STATION_REVIEW, "002", NOW),),
)  # fmt: skip
PROPOSED = Case(
    "C1", opened_on="2016-06-14", proposed=StatusChange("propose_registered", Status.DRAFT, "002", NOW)
)


@pytest.mark.parametrize(
    ("case", "events", "code"),
    [
        (SUBMITTED, ("send_back", "forward", "grant", "not_grant"), "second_person_needed"),
        (PROPOSED, ("find_registered", "not_registered"), "proposer_decides_not"),
    ],
)
def test_before_a_form_is_filled_in_it_is_said_whether_this_person_may_decide(
    case: Case, events: tuple[str, ...], code: str
):
    """Nobody decides what he himself submitted or proposed, though he be a reviewer; and a clerk decides nothing."""
    for event in map(Event, events):
        admit_person(case, event, Seat("006", Role.APPROVER))
        with refused(NotAllowed, code, event=event):
            admit_person(case, event, Seat("002", Role.APPROVER))
        with refused(NotAllowed, "not_your_part", role="clerk"):
            admit_person(case, event, Seat("001", Role.CLERK))


def test_what_was_submitted_and_what_was_proposed_are_two_things():
    """Whoever submitted decides on what another has proposed, and the other way round."""
    both = Case(
        "C1", opened_on="2016-06-14", status=Status.STATION_REVIEW, history=SUBMITTED.history,
        proposed=StatusChange("propose_registered", Status.STATION_REVIEW, "006", NOW),
    )  # fmt: skip
    admit_person(both, Event.FIND_REGISTERED, Seat("002", Role.APPROVER))
    admit_person(both, Event.GRANT, Seat("006", Role.APPROVER))
    with refused(NotAllowed, "proposer_decides_not", event="find_registered"):
        admit_person(both, Event.FIND_REGISTERED, Seat("006", Role.APPROVER))
    with refused(NotAllowed, "second_person_needed", event="grant"):
        admit_person(both, Event.GRANT, Seat("002", Role.APPROVER))
    # nobody has proposed, nobody has submitted: that is no reason to refuse a person
    admit_person(Case("C1", opened_on="2016-06-14"), Event.GRANT, Seat("002", Role.APPROVER))
    admit_person(Case("C1", opened_on="2016-06-14"), Event.FIND_REGISTERED, Seat("002", Role.APPROVER))
    # to submit is no decision
    admit_person(SUBMITTED, Event.SUBMIT, Seat("002", Role.APPROVER))
