"""Who might do what, and when, as a verification of the file judges it long afterwards.

Each record here is written with the data key and an SQLite shell: its hashes and rows are right, and the chain alone
would not tell.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from db.exchange.outbox import send_packet
from db.files.connection import open_database
from db.journal.hash_chain import Fault
from db.journal.journal import Journal
from db.station import migration
from db.station.station import Station
from db.station.verification import Verification
from flows.case import actions as a
from flows.case.rule_adoption import stack_of
from flows.errors import NotAllowed
from flows.linkage.lookup_result import FoundCandidate
from harness.packs.other_rules import LESS, kept
from harness.refusals import refused
from harness.stations.founded import Founded, slip_in, tamper
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    DETERMINED,
    NUMBER,
    forwarded,
    given_back,
    granted,
    looked_up,
    new_station,
    open_case,
    submitted,
    withdrawn,
)

REGISTERED = a.Move("register", number=NUMBER, on="2016-06-14")


def found(station: Station) -> Fault | None:
    """What verification finds once the rows have been made to fit."""
    station.rebuild()
    return station.verify().fault


def role(station: Station, badge: str, role: str) -> None:
    station.append(a.SetSetting(f"operator.{badge}", role), case_id="", operator=ADMINISTRATOR, at=AT)


def submitted_by_the_reviewer(station: Station) -> str:
    number = open_case(station)
    looked_up(station, number)
    station.append_all([a.Move("accept"), a.Move("submit")], case_id=number, operator=APPROVER, at=AT)
    return number


def proposed(station: Station, badge: str) -> str:
    """Somebody on record is found to be the same person, and somebody says so."""
    number = open_case(station)
    same = FoundCandidate("register:P7", "normal", "examine", 61, "same")
    station.append_all(
        [a.RecordLookup((same,), ("mother",), 3000, "2016-06-01"),
         a.DecideCandidates(("register:P7",), "same", "same_number")],
        case_id=number, operator=CLERK, at=AT,
    )  # fmt: skip
    station.append(a.Move("propose_registered", ground="told"), case_id=number, operator=badge, at=AT)
    return number


# ---- nobody decides what is his own


@pytest.mark.parametrize(
    "decision",
    [
        a.Move("forward"), a.Move("grant"), a.Move("not_grant", "no proof", "S4.5d"), a.Move("send_back", "more"),
        a.Move("find_registered", ground="told"), a.Move("not_registered", "another person"),
    ],
    ids=lambda move: move.event,
)  # fmt: skip
def test_whoever_submitted_or_proposed_and_decided_alone_is_named(
    station: Station, founded: Founded, decision: a.Move
):
    on_proposal = decision.event in ("find_registered", "not_registered")
    number = proposed(station, APPROVER) if on_proposal else submitted_by_the_reviewer(station)
    entry = slip_in(station, decision, case_id=number, operator=APPROVER, signer=founded.reviewer.signer)
    assert found(station) == Fault(entry.seq, "decided_alone")


@pytest.mark.parametrize(
    "decision", [a.Move("find_registered", ground="told"), a.Move("not_registered", "no")]
)
def test_what_another_one_submitted_or_proposed_is_decided_and_fits(station: Station, decision: a.Move):
    granted(station)
    number = proposed(station, CLERK)
    station.append(decision, case_id=number, operator=APPROVER, at=AT)
    assert found(station) is None


# ---- nobody decides who is not there to decide


@pytest.mark.parametrize("role_of", ["clerk", "administrator", "auditor", ""])
def test_a_decision_signed_by_somebody_in_another_role_is_named(
    station: Station, founded: Founded, role_of: str
):
    number = submitted(station)
    role(station, APPROVER, role_of)
    decision = (DETERMINED, a.Move("grant"))
    entry = slip_in(station, *decision, case_id=number, operator=APPROVER, signer=founded.reviewer.signer)
    assert found(station) == Fault(entry.seq, "not_entitled")


def test_a_decision_by_somebody_who_got_the_seat_only_later_is_named(station: Station, founded: Founded):
    number = submitted(station)
    decision = (DETERMINED, a.Move("grant"))
    entry = slip_in(
        station, *decision, case_id=number, operator=ADMINISTRATOR, signer=founded.administrator.signer
    )
    slip_in(
        station, a.SetSetting(f"operator.{ADMINISTRATOR}", "approver"), case_id="", operator=ADMINISTRATOR
    )
    assert found(station) == Fault(entry.seq, "not_entitled")


def test_a_decision_stays_right_when_whoever_took_it_has_gone(station: Station):
    granted(station)
    role(station, APPROVER, "clerk")
    role(station, APPROVER, "")
    assert found(station) is None


def test_a_decision_stays_right_when_whoever_took_it_has_a_new_key(station: Station, founded: Founded):
    granted(station)
    other = founded.administrator.signer.public_key().public_bytes_raw().hex()
    station.append(a.SetKey(APPROVER, "ab", other), case_id="", operator=APPROVER, at=AT)
    station.sit_down(APPROVER, founded.administrator.signer)
    granted(station, person_name="司马光")
    assert found(station) is None


def test_a_signature_with_a_key_that_came_only_later_is_named(station: Station, founded: Founded):
    number = submitted(station)
    later = founded.administrator.signer
    entry = slip_in(station, DETERMINED, a.Move("grant"), case_id=number, operator=APPROVER, signer=later)
    slip_in(station, a.SetKey(APPROVER, "ab", later.public_key().public_bytes_raw().hex()), case_id="",
            operator=APPROVER)  # fmt: skip
    assert found(station) == Fault(entry.seq, "signature_differs")


def test_somebody_who_gets_a_key_later_does_not_excuse_what_was_decided_before(station: Station):
    granted(station)
    seq = station.queries.head().seq
    station.append(a.SetKey("007", "ab", "00" * 32), case_id="", operator=ADMINISTRATOR, at=AT)
    assert found(station) is None
    tamper(station, "DELETE FROM signatures")
    assert found(station) == Fault(seq, "signature_missing")


# ---- nobody signs what is not his


def test_a_reviewer_who_never_had_a_key_signs_as_nobody(station: Station, founded: Founded):
    number = submitted(station)
    role(station, "007", "approver")
    entry = slip_in(station, DETERMINED, a.Move("grant"), case_id=number, operator="007",
                    signer=founded.reviewer.signer)  # fmt: skip
    assert found(station) == Fault(entry.seq, "signature_of_nobody")


@pytest.mark.parametrize("what", [a.SetField("person.name", "司马光"), a.Park(True), a.Look("case")])
def test_a_signature_under_what_nobody_signs_is_named(station: Station, founded: Founded, what: a.Action):
    number = open_case(station)
    entry = slip_in(station, what, case_id=number, operator=CLERK, signer=founded.reviewer.signer)
    slip_in(station, a.Park(False), case_id=number, operator=CLERK, signer=founded.reviewer.signer)
    assert found(station) == Fault(entry.seq, "signature_of_nobody")


def test_the_word_of_the_county_bears_no_signature_of_ours(station: Station, founded: Founded):
    number = forwarded(station)
    decision = a.Move("not_grant", "材料不足", "S4.5d")
    entry = slip_in(station, decision, case_id=number, operator="county:88", signer=founded.reviewer.signer)
    assert found(station) == Fault(entry.seq, "signature_of_nobody")


def test_the_word_of_the_county_fits_without_one(station: Station):
    given_back(station, forwarded(station))
    assert found(station) is None


def test_whoever_only_looks_like_the_county_is_not_the_county(station: Station):
    number = submitted(station)
    entry = slip_in(station, a.Move("send_back", "more"), case_id=number, operator="countyman")
    assert found(station) == Fault(entry.seq, "not_entitled")


# ---- nobody empties a case who may not


def closed(station: Station) -> str:
    number = open_case(station)
    withdrawn(station, number)
    return number


def emptying(station: Station, number: str, *packets: int) -> a.Expire:
    case = station.queries.case(number)
    return a.Expire(
        case.status, case.opened_on, case.family, case.transfer, case.packet, case.revision, "r", 30, packets
    )


@pytest.mark.parametrize("badge", [CLERK, APPROVER, "099", "", "county:88", "recovery", "init"])
def test_an_emptying_by_somebody_not_entitled_is_named(station: Station, badge: str):
    number = closed(station)
    entry = slip_in(station, emptying(station, number), case_id=number, operator=badge)
    assert found(station) == Fault(entry.seq, "not_entitled")


def test_an_emptying_by_somebody_who_administers_no_longer_is_named(station: Station):
    number = closed(station)
    role(station, "007", "administrator")
    role(station, "007", "auditor")
    entry = slip_in(station, emptying(station, number), case_id=number, operator="007")
    assert found(station) == Fault(entry.seq, "not_entitled")


def test_an_emptying_by_the_administrator_fits_before_and_after_its_records_are_gone(station: Station):
    number = closed(station)
    entry = slip_in(station, emptying(station, number), case_id=number, operator=ADMINISTRATOR)
    assert found(station) is None
    station.journal.take_away(number, entry.seq)
    station._database.conn.commit()
    assert found(station) is None


def test_where_nobody_holds_a_key_whoever_sits_there_may_empty(tmp_path: Path):
    """A practice station: one person plays every part of it."""
    with new_station(tmp_path / "practice", practice=True) as practice:
        number = closed(practice)
        practice.append(emptying(practice, number), case_id=number, operator=CLERK, at=AT)
        assert found(practice) is None


def test_a_case_that_goes_on_at_the_counter_is_not_emptied(station: Station):
    number = open_case(station)
    entry = slip_in(station, emptying(station, number), case_id=number, operator=ADMINISTRATOR)
    assert found(station) == Fault(entry.seq, "not_admitted:case_not_closed")


def test_a_case_is_emptied_once_and_nothing_follows_but_a_look(station: Station):
    number = closed(station)
    station.append(emptying(station, number), case_id=number, operator=ADMINISTRATOR, at=AT)
    station.append(a.Look("case"), case_id=number, operator=CLERK, at=AT)
    assert found(station) is None
    entry = slip_in(station, emptying(station, number), case_id=number, operator=ADMINISTRATOR)
    assert found(station) == Fault(entry.seq, "not_admitted:case_expired")


def delivered_and_emptied(station: Station, stick: Path) -> int:
    """A granted case came to its end and was emptied; the number of the record that granted it."""
    number = granted(station)
    signed = station.queries.head().seq
    station.append_all([REGISTERED, a.Move("deliver")], case_id=number, operator=CLERK, at=AT)
    send_packet(station, stick, operator=CLERK, at=AT)
    station.append(a.Acknowledge(1, "received"), case_id=number, operator=CLERK, at=AT)
    station.append(emptying(station, number, 1), case_id=number, operator=ADMINISTRATOR, at=AT)
    assert station.queries.case(number).expired
    return signed


def test_who_signed_a_decision_can_be_seen_after_the_case_was_emptied(station: Station, tmp_path: Path):
    signed = delivered_and_emptied(station, tmp_path / "stick")
    granted(station)
    assert station.verify().fault is None
    tamper(station, f"UPDATE signatures SET signature = zeroblob(64) WHERE seq = {signed}")
    assert station.verify().fault == Fault(signed, "signature_differs")


def test_a_signature_that_fits_another_record_does_not_fit_an_emptied_one(station: Station, tmp_path: Path):
    signed = delivered_and_emptied(station, tmp_path / "stick")
    granted(station)
    other = station.queries.head().seq
    tamper(station, "UPDATE signatures SET signature = "
           f"(SELECT signature FROM signatures WHERE seq = {other}) WHERE seq = {signed}")  # fmt: skip
    assert station.verify().fault == Fault(signed, "signature_differs")


# ---- from where today's rule holds


def test_a_second_word_of_the_level_excuses_nothing_before_it(station: Station):
    number = open_case(station)
    entry = slip_in(station, a.SetField("nobody.knows.it", "x"), case_id=number, operator=CLERK)
    slip_in(station, a.RaiseLevel(1), case_id="", operator="init")
    assert found(station) == Fault(entry.seq, "not_admitted:unknown_field")


@pytest.mark.parametrize(
    ("said", "wrong"), [((1,), None), ((2,), None), ((0,), 0), ((3, 2), 1), ((2, 3, 3), None)]
)
def test_the_level_is_raised_and_never_taken_back(station: Station, said: tuple[int, ...], wrong: int | None):
    seqs = [slip_in(station, a.RaiseLevel(level), case_id="", operator="init").seq for level in said]
    assert found(station) == (None if wrong is None else Fault(seqs[wrong], "not_entitled"))


def test_a_file_that_says_nothing_of_the_level_is_judged_by_todays_rule(tmp_path: Path):
    database = open_database(tmp_path / "bare.db")
    migration.create_tables(database)
    journal = Journal(database, "s")
    journal.append(a.Park(True), case_id="C1", operator=CLERK, at=AT)
    database.conn.commit()
    looked = Verification(database, journal, signed=False)
    assert looked.run((), lambda *_: None) == Fault(1, "not_admitted:case_not_open")
    database.conn.close()


def test_a_record_before_the_level_is_judged_by_the_rule_of_its_time(tmp_path: Path):
    """One person could find a registration that was there, and what today's counter refuses is no fault of then."""
    database = open_database(tmp_path / "bare.db")
    migration.create_tables(database)
    journal = Journal(database, "s")
    journal.append(a.OpenCase("2016-06-14", ""), case_id="C1", operator=CLERK, at=AT)
    journal.append(a.SetField("of.another.time", "x"), case_id="C1", operator=CLERK, at=AT)
    journal.append(a.RaiseLevel(1), case_id="", operator="init", at=AT)
    database.conn.commit()
    looked = Verification(database, journal, signed=False)
    # only the row of the case is missing: its records are in order
    assert looked.run((), lambda *_: None) == Fault(2, "projection_differs")
    database.conn.close()


# ---- practice signs nothing


def test_in_practice_a_decision_fits_unsigned_and_a_signature_is_nobodys(tmp_path: Path, founded: Founded):
    with new_station(tmp_path, practice=True) as station:
        granted(station)
        assert station.verify().fault is None
        number = submitted(station)
        entry = slip_in(station, DETERMINED, a.Move("grant"), case_id=number, operator=APPROVER,
                        signer=founded.reviewer.signer)  # fmt: skip
        assert found(station) == Fault(entry.seq, "signature_of_nobody")


def test_in_practice_nobody_decides_alone_either(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        number = submitted_by_the_reviewer(station)
        entry = slip_in(station, a.Move("grant"), case_id=number, operator=APPROVER)
        assert found(station) == Fault(entry.seq, "decided_alone")


@pytest.mark.parametrize("practice", [False, True])
def test_half_past_midnight_is_the_next_day_at_a_real_counter_only(tmp_path: Path, practice: bool):
    """In practice the moment holds the frozen day itself, and 16:30 is the afternoon."""
    with new_station(tmp_path, practice=practice) as station:
        number = open_case(station)
        tested = a.ApplyForTest("2016-06-15")
        entry = slip_in(station, tested, case_id=number, operator=CLERK, at="2016-06-14T16:30:00Z")
        wrong = Fault(entry.seq, "not_admitted:day_to_come") if practice else None
        assert found(station) == wrong


# ---- rules


TEXTS = kept(LESS)
STAMPS = tuple(one.stamp for one in TEXTS)
STACK = stack_of(STAMPS)
PROPOSE = a.ProposeRules(STAMPS, STACK)


def kept_texts(station: Station) -> None:
    """The texts lie in the file, as a case was opened under them."""
    from db.station.station import Act

    station.append_under(TEXTS, [Act(a.OpenCase("2016-06-14", "", STAMPS), "C1", CLERK, AT)])


def test_a_proposal_that_only_a_reviewer_signed_is_named(station: Station, founded: Founded):
    kept_texts(station)
    entry = slip_in(station, PROPOSE, case_id="", operator=APPROVER, signer=founded.reviewer.signer)
    assert found(station) == Fault(entry.seq, "not_entitled")


@pytest.mark.parametrize(
    ("signs", "fault"), [("nobody", "signature_missing"), ("another", "signature_differs"), ("he", None)]
)
@pytest.mark.parametrize("what", ["propose", "adopt", "withdraw"])
def test_each_ruling_of_an_administrator_bears_his_own_signature(
    station: Station, founded: Founded, what: str, signs: str, fault: str | None
):
    kept_texts(station)
    own, others = founded.administrator.signer, founded.reviewer.signer
    role(station, "007", "administrator")
    station.append(a.SetKey("007", "ab", others.public_key().public_bytes_raw().hex()), case_id="",
                   operator=ADMINISTRATOR, at=AT)  # fmt: skip
    ruling: a.Action = PROPOSE
    if what != "propose":
        waiting = slip_in(station, PROPOSE, case_id="", operator="007", signer=others).seq
        ruling = a.AdoptRules(STAMPS, STACK, waiting) if what == "adopt" else a.WithdrawRules(STACK, waiting)
    signer = {"nobody": None, "another": others, "he": own}[signs]
    entry = slip_in(station, ruling, case_id="", operator=ADMINISTRATOR, signer=signer)
    assert found(station) == (None if fault is None else Fault(entry.seq, fault))


def test_nobody_rules_without_a_key_to_sign_with(station: Station, founded: Founded):
    """The counter refuses it before there is anything to be found."""
    kept_texts(station)
    role(station, "007", "administrator")
    station.sit_down(ADMINISTRATOR, founded.administrator.signer)
    waiting = station.append(PROPOSE, case_id="", operator=ADMINISTRATOR, at=AT).seq
    station.sit_down(CLERK, None)
    adopt, withdraw = a.AdoptRules(STAMPS, STACK, waiting), a.WithdrawRules(STACK, waiting)
    another = a.ProposeRules(STAMPS[:1], stack_of(STAMPS[:1]))
    for badge, ruling in (
        (APPROVER, adopt), ("007", adopt), ("007", withdraw), (ADMINISTRATOR, withdraw), (ADMINISTRATOR, another),
    ):  # fmt: skip
        with refused(NotAllowed, "signature_needed"):
            station.append(ruling, case_id="", operator=badge, at=AT)


@pytest.mark.parametrize("badge", [CLERK, "099", "recovery"])
def test_rules_adopted_by_somebody_who_neither_reviews_nor_administers_are_named(
    station: Station, founded: Founded, badge: str
):
    kept_texts(station)
    proposed = slip_in(
        station, PROPOSE, case_id="", operator=ADMINISTRATOR, signer=founded.administrator.signer
    )
    entry = slip_in(station, a.AdoptRules(STAMPS, STACK, proposed.seq), case_id="", operator=badge,
                    signer=founded.reviewer.signer)  # fmt: skip
    assert found(station) == Fault(entry.seq, "not_entitled")


def test_rules_withdrawn_by_a_reviewer_are_named_and_by_an_administrator_fit(
    station: Station, founded: Founded
):
    kept_texts(station)
    proposed = slip_in(
        station, PROPOSE, case_id="", operator=ADMINISTRATOR, signer=founded.administrator.signer
    )
    taken_back = a.WithdrawRules(STACK, proposed.seq)
    slip_in(station, taken_back, case_id="", operator=ADMINISTRATOR, signer=founded.administrator.signer)
    assert found(station) is None
    again = slip_in(station, PROPOSE, case_id="", operator=ADMINISTRATOR, signer=founded.administrator.signer)
    entry = slip_in(station, a.WithdrawRules(STACK, again.seq), case_id="", operator=APPROVER,
                    signer=founded.reviewer.signer)  # fmt: skip
    assert found(station) == Fault(entry.seq, "not_entitled")


def test_rules_adopted_that_nobody_proposed_are_named(station: Station, founded: Founded):
    kept_texts(station)
    entry = slip_in(station, a.AdoptRules(STAMPS, STACK, 1), case_id="", operator=APPROVER,
                    signer=founded.reviewer.signer)  # fmt: skip
    assert found(station) == Fault(entry.seq, "not_proposed")


def test_rules_proposed_whose_text_is_not_in_the_file_are_named(station: Station, founded: Founded):
    entry = slip_in(station, PROPOSE, case_id="", operator=ADMINISTRATOR, signer=founded.administrator.signer)
    assert found(station) == Fault(entry.seq, "rules_missing")
