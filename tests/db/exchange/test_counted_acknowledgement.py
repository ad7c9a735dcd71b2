"""Acknowledgements of schema 1, which counted packets and revisions instead of naming records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from db.exchange.acknowledgement_file import (
    CountedAcknowledgement,
    CountedDecision,
    CountedRecord,
    RecordReceipt,
    build_acknowledgement,
)
from db.exchange.outbox import outstanding_packets
from db.station.station import Station
from flows.case import actions as a
from flows.case.status import Event
from harness.stations.county_word import (
    CODE,
    LATER,
    counts,
    refusal,
    sent_without_hash,
    ship,
    standing,
    take,
    word,
)
from harness.stations.intake import (
    forwarded,
    granted,
    open_case,
)


def counted(*said: CountedRecord | CountedDecision, **more: Any) -> CountedAcknowledgement:
    records = tuple(one for one in said if isinstance(one, CountedRecord))
    decisions = tuple(one for one in said if isinstance(one, CountedDecision))
    return replace(CountedAcknowledgement(CODE, 1, True, 1, (), records, decisions, LATER), **more)


def counted_grant(case: str, revision: int = 1, **said: str) -> CountedDecision:
    words = {"ground": "", "field": "", "note": "", "number": "", "on": "", "officer": "88", **said}
    return CountedDecision(case, revision, "grant", **words)


def test_a_count_holds_where_packet_and_revision_are_the_last(station: Station):
    case = forwarded(station)
    sent_without_hash(station, case, packet=1, revision=3)
    for record in (CountedRecord(2, case, 3, "received", ""), CountedRecord(1, case, 2, "received", "")):
        assert counts(take(station, counted(record, counted_grant(case, 2)))) == (0, 0, [])
    assert standing(station, case) == ("county_review", "exported")
    done = take(station, counted(CountedRecord(1, case, 3, "received", ""), counted_grant(case, 3)))
    assert (done.high_water, done.missing, counts(done)) == (1, (), (1, 1, []))
    taken = station.queries.last_of_kind(a.TakeAcknowledgement.KIND)
    assert taken is not None
    assert (taken.action.schema, taken.action.high_water, taken.action.missing) == (1, 1, ())
    assert outstanding_packets(station) == ()


def test_a_count_names_what_is_missing_below_it(station: Station):
    cases = [granted(station) for _ in range(3)]
    for number, case in enumerate(cases, start=1):
        sent_without_hash(station, case, packet=number)
    done = take(station, counted(high_water=2, missing=(1,)))
    assert (done.high_water, done.missing, outstanding_packets(station)) == (2, (1,), (1, 3))
    for high, missing in ((2, (2,)), (2, (0,)), (3, (5,))):
        data = build_acknowledgement(counted(high_water=high, missing=missing))
        assert refusal(station, data).code == "ack_unreadable"
    assert refusal(station, build_acknowledgement(counted(high_water=4))).code == "ack_counts_only"
    done = take(station, counted(high_water=3, ack=2))
    assert (done.high_water, done.missing, outstanding_packets(station)) == (3, (), ())


def test_a_count_is_nothing_to_a_station_that_has_sent_nothing_or_by_name(station: Station):
    assert refusal(station, build_acknowledgement(counted())).code == "ack_counts_only"
    assert take(station, counted(high_water=0)).high_water == 0
    granted(station)
    ship(station)
    assert refusal(station, build_acknowledgement(counted())).code == "ack_counts_only"


def test_a_decision_of_nobody_in_particular_is_the_countys(station: Station):
    case = forwarded(station)
    sent_without_hash(station, case)
    assert counts(take(station, counted(counted_grant(case, officer="")))) == (0, 1, [])
    assert station.queries.case(case).history[-1].operator == "county"


def test_a_counted_decision_by_what_is_no_badge_is_named(station: Station):
    case = forwarded(station)
    sent_without_hash(station, case)
    assert counts(take(station, counted(counted_grant(case, officer="a b")))) == (
        0,
        0,
        [(case, "county_officer")],
    )


def test_an_open_case_that_was_never_sent_hears_nothing(station: Station):
    case = open_case(station)
    granted(station)
    ship(station)
    strange = RecordReceipt(case, 1, "ab" * 32, "received", "")
    done = take(station, word(station, strange))
    assert counts(done) == (0, 0, [(case, "unknown_record")])
    assert standing(station, case) == ("draft", "unsent")
    assert Event.GRANT not in {change.event for change in station.queries.case(case).history}
