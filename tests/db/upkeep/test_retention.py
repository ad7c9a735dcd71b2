"""What a case held goes when its period is over, and only then."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from db.exchange.outbox import send_packet
from db.station.station import Station
from db.upkeep import retention
from flows.case import actions as a
from harness.stations import intake
from harness.stations.intake import ADMINISTRATOR, AT, CLERK, DAY, forwarded, granted, new_station, open_case


def period(station: Station, rule: str, days: str) -> None:
    station.append(a.SetSetting(rule, days), case_id="", operator=ADMINISTRATOR, at=AT)


def withdrawn(station: Station) -> str:
    number = open_case(station)
    intake.withdrawn(station, number)
    return number


def due(station: Station, day: date) -> list[str]:
    return [one.case_id for one in retention.due(station, day)]


def test_nothing_is_due_while_nobody_has_set_a_period(tmp_path: Path):
    with new_station(tmp_path) as station:
        withdrawn(station)
        assert due(station, date(2099, 1, 1)) == []


def test_a_closed_case_is_due_on_the_day_after_its_period(tmp_path: Path):
    with new_station(tmp_path) as station:
        number = withdrawn(station)
        open_case(station)
        period(station, "retention.withdrawn_days", "30")
        assert due(station, DAY + timedelta(days=30)) == []
        assert due(station, DAY + timedelta(days=31)) == [number]
        found = retention.due(station, DAY + timedelta(days=31))
        assert retention.expire_cases(station, found, operator=ADMINISTRATOR, at=AT) == 1
        assert due(station, DAY + timedelta(days=99)) == []
        assert station.verify().fault is None


def test_what_the_county_has_not_acknowledged_stays(tmp_path: Path):
    with new_station(tmp_path / "s") as station:
        number = forwarded(station)
        send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
        intake.given_back(station, number)
        intake.withdrawn(station, number)
        period(station, "retention.withdrawn_days", "1")
        assert due(station, date(2020, 1, 1)) == []
        station.append(a.TakeAcknowledgement("ab" * 32, 1, ()), case_id="", operator=CLERK, at=AT)
        assert due(station, date(2020, 1, 1)) == []  # the packet is there, the case's own word is not
        station.append(a.Acknowledge(1, "received"), case_id=number, operator=CLERK, at=AT)
        assert due(station, date(2020, 1, 1)) == []  # that it was withdrawn is still to be told
        send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
        station.append(a.TakeAcknowledgement("cd" * 32, 2, ()), case_id="", operator=CLERK, at=AT)
        station.append(a.Acknowledge(2, "received"), case_id=number, operator=CLERK, at=AT)
        assert due(station, date(2020, 1, 1)) == [number]


def test_a_delivered_case_that_was_never_sent_stays_and_sending_goes_on(tmp_path: Path):
    with new_station(tmp_path / "s") as station:
        number = granted(station)
        for move in (a.Move("register", number="530699201603050023", on="2016-06-14"), a.Move("deliver")):
            station.append(move, case_id=number, operator=CLERK, at=AT)
        period(station, "retention.delivered_days", "1")
        assert due(station, date(2020, 1, 1)) == []
        assert send_packet(station, tmp_path / "stick", operator=CLERK, at=AT).records == 1
