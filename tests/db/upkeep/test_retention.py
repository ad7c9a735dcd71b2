"""What a case held goes when its period is over, and only then.

Which closed case goes under which setting, in which state of its way to the county, is a table by hand: what is here
and not there is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.errors import StationError
from db.exchange.outbox import outstanding_packets, send_packet
from db.station.station import Station
from db.upkeep import retention
from flows.case import actions as a
from flows.case.status import Transfer
from flows.errors import NotAllowed
from harness.refusals import refused
from harness.stations import intake
from harness.stations.every_status import (
    act,
    already_registered,
    delivered,
    discarded,
    not_granted,
    registered,
    withdrawn,
)
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    DAY,
    forwarded,
    granted,
    new_station,
    open_case,
    submitted,
)

DELIVERED, NOT_GRANTED, WITHDRAWN = (
    "retention.delivered_days", "retention.not_granted_days", "retention.withdrawn_days",
)  # fmt: skip
PERIODS = (DELIVERED, NOT_GRANTED, WITHDRAWN)
LONG_AFTER = date(2099, 1, 1)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """A practice station: the same file without a key, and quickly made."""
    with new_station(tmp_path / "s", practice=True) as opened:
        yield opened


def period(station: Station, rule: str, days: str) -> None:
    station.append(a.SetSetting(rule, days), case_id="", operator=ADMINISTRATOR, at=AT)


def due(station: Station, day: date) -> list[str]:
    return [one.case_id for one in retention.due(station, day)]


CLOSED = {one.__name__: one for one in (withdrawn, discarded, not_granted, already_registered, delivered)}


# ---- how far it came on its way to the county


def unsent(station: Station, number: str) -> None:
    """Never sent."""


def exported(station: Station, number: str) -> None:
    send_packet(station, station.folder / "stick", operator=CLERK, at=AT)


def confirmed(station: Station, *packets: int) -> None:
    taken = a.TakeAcknowledgement(f"{packets}"[:64], max(packets), (), 2, packets)
    station.append(taken, case_id="", operator=CLERK, at=AT)


def packet_confirmed(station: Station, number: str) -> None:
    """The packet is there, the case's own word is not."""
    exported(station, number)
    confirmed(station, 1)


def word_received(station: Station, number: str) -> None:
    """The case's own word is there, that of the packet is not."""
    exported(station, number)
    act(station, number, a.Acknowledge(1, "received"))


def received(station: Station, number: str) -> None:
    packet_confirmed(station, number)
    act(station, number, a.Acknowledge(1, "received"))


def in_conflict(station: Station, number: str) -> None:
    packet_confirmed(station, number)
    act(station, number, a.Acknowledge(1, "conflict", "number"))


WAYS = {
    one.__name__: one for one in (unsent, exported, packet_confirmed, word_received, received, in_conflict)
}
#: Closed how -> under which setting it goes, and how far it must have come: nothing else ever goes.
GOES: dict[str, tuple[str, set[str]]] = {
    "withdrawn": (WITHDRAWN, {"unsent"}),
    "discarded": (WITHDRAWN, {"unsent"}),
    "not_granted": (NOT_GRANTED, {"received"}),
    "already_registered": (DELIVERED, {"received"}),
    "delivered": (DELIVERED, {"received"}),
}


def reachable(how: str, way: str) -> bool:
    """What was withdrawn or discarded before the county knew of it is never sent."""
    return way == "unsent" or how not in ("withdrawn", "discarded")


@pytest.mark.parametrize(
    ("how", "way"), [(how, way) for how in CLOSED for way in WAYS if reachable(how, way)]
)
def test_a_closed_case_goes_under_its_own_setting_and_once_the_county_awaits_nothing(
    station: Station, how: str, way: str
):
    number = CLOSED[how](station)
    WAYS[way](station, number)
    rule, ways = GOES[how]
    found = {}
    for setting in PERIODS:
        period(station, setting, "30")
        found[setting] = retention.due(station, LONG_AFTER)
        assert due(station, DAY + timedelta(days=29)) == []
        assert due(station, DAY + timedelta(days=30)) == []
        assert (due(station, DAY + timedelta(days=31)) == [number]) == (setting == rule and way in ways)
        period(station, setting, "")
    expected = (retention.Due(number, rule, 30),) if way in ways else ()
    assert found == {**dict.fromkeys(PERIODS, ()), rule: expected}
    assert due(station, LONG_AFTER) == []
    if expected:
        assert retention.expire_cases(station, expected, operator=ADMINISTRATOR, at=AT) == 1
        return
    if way != "word_received":
        # a list that is not of now empties nothing either; that the packet itself is awaited only `due` can know
        with refused(NotAllowed, "case_not_acknowledged"):
            retention.expire_cases(station, (retention.Due(number, rule, 30),), operator=ADMINISTRATOR, at=AT)


@pytest.mark.parametrize("make", [open_case, submitted, forwarded, granted, registered])
def test_what_is_not_closed_never_goes(station: Station, make):
    number = make(station)
    for rule in PERIODS:
        period(station, rule, "0")
    exported(station, number)
    assert due(station, LONG_AFTER) == []
    if station.queries.packets():
        confirmed(station, 1)
        act(station, number, a.Acknowledge(1, "received"))
        assert due(station, LONG_AFTER) == []
    with refused(NotAllowed, "case_not_closed"):
        retention.expire_cases(station, (retention.Due(number, DELIVERED, 0),), operator=ADMINISTRATOR, at=AT)


@pytest.mark.parametrize("days", ["0", "1", "365", "99999"])
def test_the_last_day_of_a_period_is_kept_and_the_next_one_is_not(station: Station, days: str):
    number = withdrawn(station)
    period(station, WITHDRAWN, days)
    last = DAY + timedelta(days=int(days))
    assert due(station, last) == []
    assert retention.due(station, last + timedelta(days=1)) == (retention.Due(number, WITHDRAWN, int(days)),)
    # a clock that is wrong empties nothing
    assert due(station, date(2000, 1, 1)) == []


@pytest.mark.parametrize(("at", "first"), [("2016-06-13T15:59:59Z", 15), ("2016-06-13T16:00:00Z", 16)])
def test_a_period_begins_on_the_day_that_the_calendar_at_the_counter_shows(
    tmp_path: Path, at: str, first: int
):
    """The journal keeps UTC: what was closed before eight in the morning is of that day and not of the one before."""
    with new_station(tmp_path / "s") as station:
        number = open_case(station)
        intake.withdrawn(station, number, at=at)
        period(station, WITHDRAWN, "1")
        assert due(station, date(2016, 6, first - 1)) == []
        assert due(station, date(2016, 6, first)) == [number]


def test_in_practice_the_frozen_day_counts(station: Station):
    number = open_case(station)
    intake.withdrawn(station, number, at="2016-06-14T23:00:00Z")
    period(station, WITHDRAWN, "1")
    assert (due(station, date(2016, 6, 15)), due(station, date(2016, 6, 16))) == ([], [number])


def test_a_period_begins_anew_with_what_happened_last(station: Station):
    """Withdrawn, applied for again and withdrawn once more: it was closed on the last of these days."""
    number = withdrawn(station)
    act(station, number, a.Move("apply_again"), at="2016-07-01T08:00:00Z")
    intake.withdrawn(station, number, at="2016-07-02T08:00:00Z")
    period(station, WITHDRAWN, "10")
    assert due(station, date(2016, 7, 12)) == []
    assert due(station, date(2016, 7, 13)) == [number]


def test_each_setting_has_its_own_period_and_the_cases_are_told_by_number(station: Station):
    first, second, third = withdrawn(station), not_granted(station), discarded(station)
    received(station, second)
    period(station, WITHDRAWN, "10")
    period(station, NOT_GRANTED, "5")
    assert retention.due(station, DAY + timedelta(days=6)) == (retention.Due(second, NOT_GRANTED, 5),)
    assert retention.due(station, DAY + timedelta(days=11)) == (
        retention.Due(first, WITHDRAWN, 10), retention.Due(second, NOT_GRANTED, 5),
        retention.Due(third, WITHDRAWN, 10),
    )  # fmt: skip


# ---- what the county still awaits


def test_a_case_in_two_packets_waits_for_both(station: Station):
    number = registered(station)
    exported(station, number)
    act(station, number, a.Move("deliver"))
    exported(station, number)
    period(station, DELIVERED, "1")
    confirmed(station, 2)
    act(station, number, a.Acknowledge(2, "received"))
    assert outstanding_packets(station) == (1,)
    # packet 1 may have to be sent again, and would be gone with the case
    assert due(station, LONG_AFTER) == []
    confirmed(station, 1, 2)
    assert due(station, LONG_AFTER) == [number]


def test_another_cases_packet_that_is_awaited_holds_nobody_up(station: Station):
    number = not_granted(station)
    received(station, number)
    other = not_granted(station)
    exported(station, other)
    period(station, NOT_GRANTED, "1")
    assert due(station, LONG_AFTER) == [number]


def test_that_a_case_was_withdrawn_is_told_first_if_the_county_knows_of_it(station: Station):
    number = forwarded(station)
    received(station, number)
    intake.given_back(station, number)
    intake.withdrawn(station, number)
    period(station, WITHDRAWN, "1")
    assert due(station, LONG_AFTER) == []
    exported(station, number)
    assert due(station, LONG_AFTER) == []
    confirmed(station, 1, 2)
    assert due(station, LONG_AFTER) == []
    act(station, number, a.Acknowledge(2, "received"))
    assert due(station, LONG_AFTER) == [number]


# ---- emptying


def test_what_was_emptied_keeps_status_and_numbers_and_nothing_of_a_person(station: Station):
    number = delivered(station)
    received(station, number)
    period(station, DELIVERED, "30")
    (one,) = retention.due(station, LONG_AFTER)
    assert station.queries.packet(1) is not None
    assert retention.expire_cases(station, (one,), operator=ADMINISTRATOR, at="2016-09-01T08:00:00Z") == 1
    said = station.queries.entries(number)[-1]
    assert said.action == a.Expire("delivered", "2016-06-14", number, "received", 1, 1, DELIVERED, 30, (1,))
    assert (said.operator, said.at) == (ADMINISTRATOR, "2016-09-01T08:00:00Z")
    case = station.queries.case(number)
    assert case.expired and not case.fields and not case.history
    assert (case.status, case.transfer, case.packet, case.revision) == ("delivered", Transfer.RECEIVED, 1, 1)
    assert station.queries.packet(1) is None
    assert due(station, LONG_AFTER) == []
    assert station.verify().fault is None


def test_all_are_emptied_at_once_or_none(station: Station):
    numbers = [withdrawn(station), withdrawn(station)]
    period(station, WITHDRAWN, "1")
    found = retention.due(station, LONG_AFTER)
    open_one = open_case(station)
    with refused(NotAllowed, "case_not_closed"):
        retention.expire_cases(
            station, (*found, retention.Due(open_one, WITHDRAWN, 1)), operator=ADMINISTRATOR, at=AT
        )
    assert due(station, LONG_AFTER) == numbers
    assert all(station.queries.case(number).fields for number in numbers)
    assert retention.expire_cases(station, found, operator=ADMINISTRATOR, at=AT) == 2
    assert retention.expire_cases(station, (), operator=ADMINISTRATOR, at=AT) == 0


def test_what_was_emptied_is_not_emptied_again(station: Station):
    withdrawn(station)
    period(station, WITHDRAWN, "1")
    found = retention.due(station, LONG_AFTER)
    retention.expire_cases(station, found, operator=ADMINISTRATOR, at=AT)
    head = station.queries.head()
    with refused(NotAllowed, "case_expired"):
        retention.expire_cases(station, found, operator=ADMINISTRATOR, at=AT)
    assert station.queries.head() == head


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (CLERK, "not_your_part"),
        (APPROVER, "not_your_part"),
        ("004", "not_your_part"),
        ("county:88", "not_your_part"),
        ("recovery", "not_your_part"),
        ("999", "operator_unknown"),
        ("", "operator_missing"),
    ],
)
def test_whoever_is_not_entitled_empties_nothing(real: tuple[Station, str], who: str, code: str):
    station, number = real
    found = retention.due(station, LONG_AFTER)
    assert [one.case_id for one in found] == [number]
    head = station.queries.head()
    with refused(NotAllowed, code):
        retention.expire_cases(station, found, operator=who, at=AT)
    assert station.queries.head() == head
    assert station.queries.case(number).fields


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Station, str]]:
    """A real station, where rights count, with a case that is due; nobody who is asked changes anything of it."""
    with new_station(tmp_path_factory.mktemp("real")) as station:
        number = open_case(station)
        intake.withdrawn(station, number)
        auditor = a.SetSetting("operator.004", "auditor")
        station.append(auditor, case_id="", operator=ADMINISTRATOR, at=AT)
        period(station, WITHDRAWN, "1")
        yield station, number


def test_a_reader_is_told_what_is_due_and_empties_nothing(tmp_path: Path):
    with new_station(tmp_path / "s", practice=True) as station:
        number = withdrawn(station)
        period(station, WITHDRAWN, "1")
    with intake.reopened(tmp_path / "s", readonly=True) as reader:
        found = retention.due(reader, LONG_AFTER)
        assert [one.case_id for one in found] == [number]
        with refused(StationError, "opened_for_reading"):
            retention.expire_cases(reader, found, operator=ADMINISTRATOR, at=AT)


def test_what_was_never_sent_is_sent_whatever_the_period(station: Station, tmp_path: Path):
    delivered(station)
    period(station, DELIVERED, "1")
    assert due(station, date(2020, 1, 1)) == []
    assert send_packet(station, tmp_path / "stick", operator=CLERK, at=AT).records == 1
