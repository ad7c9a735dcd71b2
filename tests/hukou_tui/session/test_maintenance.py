"""What keeps the station beside the work, and what is told where it could not be done or had been done already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.station.station import Station
from db.upkeep.retention import Due
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.stations.intake import APPROVER, CLERK, DAY
from hukou_tui.session import maintenance
from hukou_tui.session.daily_check import CheckResult
from hukou_tui.session.maintenance import Maintenance
from hukou_tui.session.news import CasesEmptied, DaySlipMade, News, RetentionDue
from hukou_tui.session.slip_folder import SlipFolder
from hukou_tui.session.working_day import Day

OpenedBy = Callable[[str], Any]


def at_work(opened: Any) -> tuple[Maintenance, Callable[[], list[News]], Any]:
    """Maintenance by whoever has opened the station, what came of it so far, and the queue."""
    context, _news, queue, told = opened
    told.clear()

    def heard() -> list[News]:
        queue.when_done().result()
        found = list(told)
        told.clear()
        return found

    return Maintenance(context, queue, SlipFolder(context.folder), told.append), heard, queue


def test_a_day_slip_is_laid_under_the_day_and_made_again_takes_its_place(
    opened_by: OpenedBy, folder: Path
) -> None:
    work, heard, _queue = at_work(opened_by(CLERK))
    for text in ("first", "second"):
        work.make_day_slip(lambda day, text=text: f"{text} {day.on}")
        assert heard() == [DaySlipMade(text=f"{text} 2016-06-14")]
    slips = list((folder / "slips").iterdir())
    assert [slip.name for slip in slips] == ["day-20160614.txt"] and slips[
        0
    ].read_text() == "second 2016-06-14"


def test_a_day_slip_that_the_disk_refuses_or_that_cannot_be_made_is_told(
    opened_by: OpenedBy, folder: Path
) -> None:
    work, heard, _queue = at_work(opened_by(CLERK))
    (folder / "slips").write_text("in the way")
    work.make_day_slip(lambda _day: "text")
    (told,) = heard()
    assert isinstance(told, DaySlipMade) and isinstance(told.fault, OSError) and told.text == ""

    def broken(_day: Day) -> str:
        raise ValueError("no such word")

    work.make_day_slip(broken)
    (told,) = heard()
    assert isinstance(told.fault, ValueError)


def test_cases_over_their_period_are_counted_and_emptied_by_whoever_sits_here(
    opened_by: OpenedBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, heard, _queue = at_work(opened_by(APPROVER))
    over = [Due("C1", "retention.withdrawn_days", 30), Due("C2", "retention.withdrawn_days", 30)]
    emptied: list[Any] = []

    def expire(_station: Station, cases: tuple[Due, ...], *, operator: str, at: str) -> int:
        emptied.append((cases, operator, at[:10]))
        over.clear()
        return len(cases)

    monkeypatch.setattr(maintenance, "due", lambda _station, today: tuple(over) if today == DAY else ())
    monkeypatch.setattr(maintenance, "expire_cases", expire)
    both = tuple(over)
    work.count_due()
    work.empty_cases()
    # Pressed twice: the second time there is nothing left of them.
    work.empty_cases()
    work.count_due()
    assert heard() == [RetentionDue(count=2), CasesEmptied(), CasesEmptied(), RetentionDue(count=0)]
    assert emptied == [(both, APPROVER, "2016-06-14"), ((), APPROVER, "2016-06-14")]


def test_an_emptying_that_is_refused_is_told_and_so_is_a_count(
    opened_by: OpenedBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, heard, _queue = at_work(opened_by(CLERK))
    refused = NotAllowed("not_your_part")

    def refuse(*_given: object, **_more: object) -> int:
        raise refused

    monkeypatch.setattr(maintenance, "expire_cases", refuse)
    work.empty_cases()
    monkeypatch.setattr(maintenance, "due", refuse)
    work.count_due()
    assert heard() == [CasesEmptied(fault=refused), RetentionDue(fault=refused)]


def test_the_daily_check_is_on_record_by_whoever_sat_here_when_it_began(
    opened_by: OpenedBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(CLERK)
    _work, _heard, queue = at_work(opened)
    found = CheckResult(7, "head", 1, "copy-1", False, "", 0)
    monkeypatch.setattr(maintenance.daily_check, "check_station", lambda *_given: found)
    told: list[News] = []
    maintenance._check_station(opened[0], queue, told.append, Path("stick"), APPROVER, asked=True)
    (news,) = told
    assert (news.checked, news.asked, news.copying, news.fault) == (found, True, True, None)
    made = queue.ask_now(lambda station: station.queries.last_of_kind(a.MakeBackup.KIND))
    assert (made.operator, made.action) == (APPROVER, a.MakeBackup(7, "head", 1, "", True))


def test_a_check_that_could_not_be_made_is_told_and_is_on_record_as_nothing(
    opened_by: OpenedBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(CLERK)
    _work, _heard, queue = at_work(opened)
    gone = OSError("the stick is gone")

    def refuse(*_given: object) -> CheckResult:
        raise gone

    monkeypatch.setattr(maintenance.daily_check, "check_station", refuse)
    told: list[News] = []
    maintenance._check_station(opened[0], queue, told.append, None, CLERK, asked=False)
    (news,) = told
    assert (news.fault, news.checked, news.asked, news.copying) == (gone, None, False, False)
    assert queue.ask_now(lambda station: station.queries.last_of_kind(a.MakeBackup.KIND)) is None


def test_a_check_that_copied_nothing_is_on_record_as_no_backup(
    opened_by: OpenedBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(CLERK)
    _work, _heard, queue = at_work(opened)
    found = CheckResult(7, "head", 1, "", False, "", 0)
    monkeypatch.setattr(maintenance.daily_check, "check_station", lambda *_given: found)
    maintenance._check_station(opened[0], queue, lambda _told: None, None, CLERK, asked=False)
    made = queue.ask_now(lambda station: station.queries.last_of_kind(a.MakeBackup.KIND))
    assert made.action == a.MakeBackup(7, "head", 1, "", False)
