"""What a station takes in of the county's word: each outcome once, in whatever order, and nothing that is not its own.

The acknowledgements are written by hand; the stations are of practice, which is the same file and quickly made.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from db.exchange.acknowledgement import take_acknowledgement
from db.exchange.acknowledgement_file import (
    AcknowledgedPacket,
    RecordReceipt,
    build_acknowledgement,
)
from db.exchange.outbox import outstanding_packets
from db.station.station import Station
from flows.case import actions as a
from flows.case.status import Status, Transfer
from flows.errors import NotAllowed
from harness.refusals import refused
from harness.stations.county_word import (
    CODE,
    LATER,
    NOWHERE,
    ON,
    counts,
    decision,
    receipt,
    refusal,
    registering,
    sent_without_hash,
    ship,
    standing,
    take,
    word,
)
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    DETERMINED,
    NUMBER,
    OTHER_NUMBER,
    forwarded,
    given_back,
    granted,
    new_station,
    open_case,
    withdrawn,
)

# ---- what it says of a record


@pytest.mark.parametrize(
    ("result", "transfer"),
    [
        ("received", Transfer.RECEIVED),
        ("duplicate", Transfer.RECEIVED),
        ("superseded", Transfer.RECEIVED),
        ("conflict", Transfer.RETURNED),
        ("returned", Transfer.RETURNED),
    ],
)
def test_each_result_is_noted_on_its_case_and_a_second_time_changes_nothing(
    station: Station, result: str, transfer: Transfer
):
    case = granted(station)
    ship(station)
    ack = word(station, receipt(station, case, result, "number"), office="演练县公安局户政股")
    done = take(station, ack)
    assert (done.known, done.high_water, done.missing, done.unknown) == (False, 1, (), ())
    assert counts(done) == (1, 0, [])
    assert station.queries.case(case).transfer == transfer
    said = station.queries.entries(case)[-1]
    assert (said.action, said.operator, said.at) == (a.Acknowledge(1, result, "number"), CLERK, LATER)
    assert station.queries.county_office() == "演练县公安局户政股"
    taken = station.queries.last_of_kind(a.TakeAcknowledgement.KIND)
    assert taken is not None
    assert (taken.action.high_water, taken.action.schema, taken.action.confirmed) == (1, 2, (1,))
    head = station.queries.head()
    again = take(station, ack)
    assert (again.known, *counts(again)) == (True, 0, 0, [])
    assert station.queries.head() == head and station.verify().fault is None


def test_what_was_received_may_be_returned_later_and_never_the_other_way_round(station: Station):
    case = granted(station)
    ship(station)
    old = word(station, receipt(station, case))
    take(station, old)
    assert counts(take(station, word(station, receipt(station, case, "conflict"), ack=2))) == (1, 0, [])
    assert station.queries.case(case).transfer == Transfer.RETURNED
    for ack in (
        old,
        word(station, receipt(station, case), ack=3),
        word(station, receipt(station, case, "returned")),
    ):
        assert counts(take(station, ack)) == (0, 0, [])
        assert station.queries.case(case).transfer == Transfer.RETURNED


def test_the_word_on_an_earlier_record_says_nothing_of_the_last_one(station: Station):
    case = granted(station)
    ship(station)
    first = word(station, receipt(station, case, "superseded"))
    station.append(a.Move("register", number=NUMBER, on="2016-06-14"), case_id=case, operator=CLERK, at=AT)
    ship(station)
    assert counts(take(station, first)) == (0, 0, [])
    assert station.queries.case(case).transfer == Transfer.EXPORTED
    both = word(station, receipt(station, case, "superseded", which=0), receipt(station, case))
    assert counts(take(station, both)) == (1, 0, [])
    assert station.queries.entries(case)[-1].action == a.Acknowledge(2, "received", "")


def test_what_is_about_nothing_of_ours_is_named_once_and_left_out(station: Station):
    case = forwarded(station)
    ship(station)
    strange = "ab" * 32
    ack = word(
        station,
        RecordReceipt(NOWHERE, 1, "cd" * 32, "received", ""),
        replace(decision(station, case), case_id=NOWHERE, record="cd" * 32),
        RecordReceipt(case, 1, strange, "conflict", ""),
        replace(decision(station, case, "send_back", note="补充"), record=strange),
        RecordReceipt(case, 7, "ef" * 32, "received", ""),
    )
    done = take(station, ack)
    assert counts(done) == (0, 0, [(NOWHERE, "unknown_case"), (case, "unknown_record")])
    assert standing(station, case) == ("county_review", "exported")
    # that it was taken in is on record, and it is named again for whoever takes it in again
    assert counts(take(station, ack)) == counts(done)


def test_packets_that_this_station_never_wrote_are_named_by_file(station: Station):
    case = forwarded(station)
    ship(station)
    strange = (AcknowledgedPacket(1, 0, "ab" * 32), AcknowledgedPacket(3, 2, "cd" * 32))
    done = take(station, word(station, packets=strange))
    assert done.unknown == (f"HK_{CODE}_000001.zip", f"HK_{CODE}_R02_000003.zip")
    assert (done.high_water, done.missing, counts(done)) == (0, (), (0, 0, []))
    assert outstanding_packets(station) == (1,)
    assert station.queries.case(case).transfer == Transfer.EXPORTED


def test_an_older_word_is_no_reason_to_send_again_what_a_newer_one_has_confirmed(station: Station):
    for _ in range(4):
        granted(station)
        ship(station)
    own = word(station).packets
    gaps = take(station, word(station, packets=(own[0], own[3]), ack=2))
    assert (gaps.high_water, gaps.missing, outstanding_packets(station)) == (4, (2, 3), (2, 3))
    older = take(station, word(station, packets=(own[1],), ack=1))
    # packet 1 is in no word of this one, but in the one before
    assert (older.high_water, older.missing, outstanding_packets(station)) == (2, (), (3,))
    nothing = take(station, word(station, packets=()))
    assert (nothing.high_water, nothing.missing) == (0, ())


def test_after_a_file_that_was_refused_the_right_one_is_taken_in(station: Station):
    case = granted(station)
    ship(station)
    data = build_acknowledgement(word(station, receipt(station, case)))
    assert refusal(station, data[:-2]).code == "ack_unreadable"
    done = take_acknowledgement(station, data, operator=CLERK, at=LATER)
    assert (done.known, done.acknowledged) == (False, 1)


def test_an_auditor_takes_nothing_in_and_whoever_works_at_the_counter_may(tmp_path: Path):
    with new_station(tmp_path / "s") as station:
        auditor = a.SetSetting("operator.004", "auditor")
        station.append(auditor, case_id="", operator=ADMINISTRATOR, at=AT)
        case = granted(station)
        ship(station)
        ack = word(station, receipt(station, case), training=False)
        with refused(NotAllowed, "not_your_part"):
            take(station, ack, by="004")
        assert station.queries.case(case).transfer == Transfer.EXPORTED
        assert station.queries.acknowledgements() == ()
        assert take(station, ack, by=ADMINISTRATOR).acknowledged == 1
        assert take(station, replace(ack, ack=2), by=APPROVER).known is False


# ---- what it says of a case


def test_a_grant_is_heard_once_and_its_number_later(station: Station):
    case = forwarded(station)
    ship(station)
    assert counts(take(station, word(station, decision(station, case)))) == (1, 1, [])
    assert standing(station, case) == ("granted", "received")
    assert counts(take(station, word(station, decision(station, case), ack=2))) == (0, 0, [])
    registered = word(station, decision(station, case, officer="89", **registering()))
    assert counts(take(station, registered)) == (0, 1, [])
    last = station.queries.case(case).history[-1]
    assert (last.event, last.number, last.on, last.operator, last.at) == (
        "register",
        NUMBER,
        ON,
        "county:89",
        LATER,
    )
    assert counts(take(station, registered)) == (0, 0, [])
    station.append(a.Move("deliver"), case_id=case, operator=CLERK, at=LATER)
    assert counts(take(station, replace(registered, ack=9))) == (0, 0, [])
    assert [change.event for change in station.queries.case(case).history][-3:] == [
        "grant",
        "register",
        "deliver",
    ]


def test_another_decision_in_the_same_words_is_no_echo_of_the_one_before(station: Station):
    """It cannot follow, and is named for that; it is not taken for what was heard already."""
    case = forwarded(station)
    ship(station)
    for event, done in (("send_back", (1, 1, [])), ("grant", (0, 0, [(case, "no_such_move")]))):
        said = decision(station, case, event, note="请补一张照片")
        assert counts(take(station, word(station, said))) == done
    assert standing(station, case) == ("sent_back", "received")


def test_granted_with_a_number_is_two_moves_by_the_same_officer(station: Station):
    case = forwarded(station)
    ship(station)
    assert counts(take(station, word(station, decision(station, case, **registering())))) == (1, 2, [])
    moves = [(one.event, one.operator) for one in station.queries.case(case).history[-2:]]
    assert moves == [("grant", "county:88"), ("register", "county:88")]


def test_what_the_station_granted_only_gets_its_number(station: Station):
    case = granted(station)
    ship(station)
    assert counts(take(station, word(station, decision(station, case)))) == (1, 0, [])
    assert counts(take(station, word(station, decision(station, case, **registering())))) == (0, 1, [])
    assert standing(station, case) == ("registered", "received")


@pytest.mark.parametrize(("number", "refused"), [(NUMBER, []), (OTHER_NUMBER, ["county_number_differs"])])
@pytest.mark.parametrize("delivered", [False, True])
def test_a_person_registered_here_already_is_registered_under_one_number(
    station: Station, number: str, refused: list[str], delivered: bool
):
    case = granted(station)
    moves = [a.Move("register", number=NUMBER, on="2016-06-14"), *([a.Move("deliver")] if delivered else [])]
    station.append_all(moves, case_id=case, operator=CLERK, at=AT)
    ship(station)
    done = take(station, word(station, decision(station, case, **registering(number))))
    assert counts(done) == (1, 0, [(case, code) for code in refused])


@pytest.mark.parametrize(
    ("event", "said", "status"),
    [
        ("not_grant", {"ground": "registered_elsewhere", "note": "已在外省登记"}, Status.NOT_GRANTED),
        ("send_back", {"field": "mother.name", "note": "姓名不符"}, Status.SENT_BACK),
    ],
)
def test_a_decision_against_carries_its_words(
    station: Station, event: str, said: dict[str, str], status: Status
):
    case = forwarded(station)
    ship(station)
    ack = word(station, decision(station, case, event, **said))
    assert counts(take(station, ack)) == (1, 1, [])
    last = station.queries.case(case).history[-1]
    told = {"ground": last.ground, "field": last.field, "note": last.note}
    assert (last.status, told) == (status, {"ground": "", "field": "", **said})
    assert counts(take(station, replace(ack, ack=2))) == (0, 0, [])


def test_what_was_sent_back_and_submitted_anew_may_be_sent_back_in_the_same_words(station: Station):
    case = forwarded(station)
    ship(station)
    take(station, word(station, decision(station, case, "send_back", note="补充")))
    lookup = a.RecordLookup((), (), 3000, "2016-06-01")
    station.append_all([lookup, a.Move("submit")], case_id=case, operator=CLERK, at=LATER)
    station.append_all([DETERMINED, a.Move("forward")], case_id=case, operator=APPROVER, at=LATER)
    # not sent yet: what the county says of it is of before
    assert counts(take(station, word(station, decision(station, case, "send_back", note="补充"), ack=2))) == (
        0,
        0,
        [],
    )
    ship(station)
    old_and_new = word(
        station,
        receipt(station, case, "returned", which=0),
        decision(station, case, "send_back", note="补充", which=0),
        receipt(station, case),
        decision(station, case, "send_back", note="补充"),
    )
    assert counts(take(station, old_and_new)) == (1, 1, [])
    assert standing(station, case) == ("sent_back", "received")
    events = [change.event for change in station.queries.case(case).history]
    assert events.count("send_back") == 2


def test_a_decision_that_the_moves_do_not_admit_is_named_and_nothing_follows_from_it(station: Station):
    case = forwarded(station)
    ship(station)
    given_back(station, case)
    withdrawn(station, case)
    done = take(station, word(station, decision(station, case, **registering())))
    assert done.refused == [(case, "no_such_move")]
    assert (done.acknowledged, done.moved) == (1, 0)
    assert standing(station, case) == ("withdrawn", "received")


def test_a_decision_on_what_was_never_submitted_is_named_and_not_taken_for_one_heard(station: Station):
    case = open_case(station)
    station.append(a.Export(1, 1, "ab" * 32), case_id=case, operator=CLERK, at=AT)
    done = take(station, word(station, decision(station, case, **registering())))
    assert (done.moved, done.refused) == (0, [(case, "no_such_move")])


def test_a_decision_with_other_words_than_the_one_heard_is_another_one(station: Station):
    case = forwarded(station)
    ship(station)
    take(station, word(station, decision(station, case, "not_grant", ground="g", note="n")))
    for other in (
        {"ground": "g", "note": "m"},
        {"ground": "h", "note": "n"},
        {"ground": "g", "note": "n", "field": "mother.name"},
    ):
        done = take(station, word(station, decision(station, case, "not_grant", **other)))
        assert (done.moved, done.refused) == (0, [(case, "no_such_move")])


def test_what_nobody_at_a_county_could_say_is_named(station: Station):
    case = forwarded(station)
    ship(station)
    for said, code in (
        ({"officer": ""}, "county_officer"),
        ({"number": NUMBER}, "county_number_and_date"),
        ({"number": NUMBER, "on": "2016-06-21"}, "county_day_impossible"),
    ):
        done = take(station, word(station, decision(station, case, **said)))
        assert (done.moved, done.refused) == (0, [(case, code)])
    assert standing(station, case) == ("county_review", "received")


def test_a_case_that_was_emptied_is_left_as_it_is_and_not_named(station: Station):
    case = forwarded(station)
    ship(station)
    refused = word(station, decision(station, case, "not_grant", ground="g", note="n"))
    take(station, refused)
    emptied = a.Expire(
        "not_granted", "2016-06-14", case, "received", 1, 1, "retention.not_granted_days", 1, (1,)
    )
    station.append(emptied, case_id=case, operator=ADMINISTRATOR, at=LATER)
    done = take(station, replace(refused, ack=2))
    assert counts(done) == (0, 0, [])
    assert station.queries.case(case).expired


# ---- what was sent before its record was kept


def test_what_went_out_in_a_packet_that_is_kept_no_longer_is_named_where_something_hangs_on_it(
    station: Station,
):
    case = forwarded(station)
    sent_without_hash(station, case)
    said = replace(decision(station, case), record="ab" * 32)
    done = take(station, word(station, RecordReceipt(case, 1, "ab" * 32, "received", ""), said))
    assert counts(done) == (0, 0, [(case, "record_kept_no_longer")])
    assert standing(station, case) == ("county_review", "exported")
    # sent once more it has a name; what is said of before is of before, and nothing hangs on it
    sending = a.SendPacket(2, "0" * 63 + "2", 1, 2, 0)
    station.append(sending, case_id="", operator=CLERK, at=AT)
    station.append(a.Export(2, 2, "cd" * 32), case_id=case, operator=CLERK, at=AT)
    assert counts(take(station, word(station, said))) == (0, 0, [])
    last = RecordReceipt(case, 2, "cd" * 32, "received", "")
    assert counts(take(station, word(station, said, last, replace(said, revision=2, record="cd" * 32)))) == (
        1,
        1,
        [],
    )


def test_a_decision_that_is_heard_already_hangs_on_no_record(station: Station):
    case = granted(station)
    sent_without_hash(station, case)
    said = replace(decision(station, case), record="ab" * 32)
    done = take(station, word(station, said))
    assert counts(done) == (0, 0, [(case, "record_kept_no_longer")])
    station.append(a.Acknowledge(1, "received"), case_id=case, operator=CLERK, at=AT)
    assert counts(take(station, word(station, said))) == (0, 0, [])


# ---- the county itself goes by something else


@pytest.mark.parametrize(
    ("goes_by", "result", "refused"),
    [
        ("ours", "received", []),
        ("ours", "conflict", ["unknown_record"]),
        ("strange", "received", ["unknown_record"]),
    ],
)
def test_a_strange_record_is_of_before_if_the_county_goes_by_ours(
    station: Station, goes_by: str, result: str, refused: list[str]
):
    """A twin's record under the same number that came first, and was settled by ours."""
    case = forwarded(station)
    ship(station)
    strange, ours = RecordReceipt(case, 1, "ab" * 32, "superseded", ""), receipt(station, case, result)
    records = (strange, ours) if goes_by == "ours" else (ours, strange)
    done = take(station, word(station, *records))
    assert (done.acknowledged, done.refused) == (1, [(case, code) for code in refused])


@pytest.mark.parametrize(("on_ours", "refused"), [(True, []), (False, ["unknown_record"])])
def test_a_decision_on_a_strange_record_is_of_before_if_one_on_ours_follows(
    station: Station, on_ours: bool, refused: list[str]
):
    case = forwarded(station)
    ship(station)
    strange = replace(decision(station, case, "send_back", note="补充"), record="ab" * 32)
    said = [RecordReceipt(case, 1, "ab" * 32, "superseded", ""), receipt(station, case), strange]
    done = take(station, word(station, *said, *([decision(station, case)] if on_ours else [])))
    assert (done.moved, done.refused) == (int(on_ours), [(case, code) for code in refused])


# ---- for whom it is, and its one form


def test_a_word_for_somebody_else_changes_nothing(station: Station, tmp_path: Path):
    case = granted(station)
    ship(station)
    mine = word(station, receipt(station, case))
    other = refusal(station, build_acknowledgement(replace(mine, station="530699002")))
    assert (other.code, other.params) == ("ack_other_station", {"station": "530699002", "own": CODE})
    assert refusal(station, build_acknowledgement(replace(mine, training=False))).code == "ack_real"
    with new_station(tmp_path / "real") as real:
        assert refusal(real, build_acknowledgement(mine)).code == "ack_practice"
    assert take(station, mine).acknowledged == 1
