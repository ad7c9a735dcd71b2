"""What keeps the station beside the work: the daily check, the day slip, the cases whose period is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from db.station.station import Station
from db.upkeep.retention import due, expire_cases
from flows.case.actions import MakeBackup
from hukou_tui.context import AppContext
from hukou_tui.session import daily_check
from hukou_tui.session.news import CasesEmptied, DaySlipMade, News, Post, RetentionDue, StationChecked
from hukou_tui.session.slip_folder import SlipFolder
from hukou_tui.session.station_queue import StationQueue
from hukou_tui.session.working_day import Day, day_of


class Maintenance:
    """Asked by the screens; each is answered by news."""

    def __init__(self, context: AppContext, queue: StationQueue, slips: SlipFolder, post: Post) -> None:
        self._context, self._queue, self._slips, self._post = context, queue, slips, post

    def check_station(self, to: Path | None, *, asked: bool) -> None:
        """Check the whole file, and copy it to `to` if that is named; news `StationChecked` follows.

        `asked`: somebody waits for it; otherwise it is the one of every day.
        """
        who = self._context.operator
        arguments = (self._context, self._queue, self._post, to, who, asked)
        threading.Thread(target=_check_station, args=arguments, name="daily", daemon=True).start()

    def make_day_slip(self, render: Callable[[Day], str]) -> None:
        """Make the slip of today by `render`, and lay it where a printer finds it; news `DaySlipMade` follows."""
        today = self._context.today()

        def make(station: Station) -> News:
            text = render(day_of(station, today))
            # There is one of each day, the last one made.
            self._slips.keep(f"day-{today:%Y%m%d}", text)
            return DaySlipMade(text=text)

        self._queue.ask(make, lambda fault: DaySlipMade(fault=fault))

    def count_due(self) -> None:
        """How many closed cases are over their period; news `RetentionDue` follows."""
        today = self._context.today()
        self._queue.ask(
            lambda station: RetentionDue(count=len(due(station, today))), lambda fault: RetentionDue(fault=fault)
        )

    def empty_cases(self) -> None:
        """Empty the cases whose period is over; news `CasesEmptied` follows."""
        today, operator, at = self._context.today(), self._context.operator, self._context.now()

        def empty(station: Station) -> News:
            expire_cases(station, due(station, today), operator=operator, at=at)
            return CasesEmptied()

        self._queue.ask(empty, lambda fault: CasesEmptied(fault=fault))


def _check_station(
    context: AppContext, queue: StationQueue, post: Post, to: Path | None, who: str, asked: bool
) -> None:
    """In a thread of its own: the other process checks, and the journal is told."""
    try:
        key = queue.ask_now(lambda station: station.key)
        checked = daily_check.check_station(context.folder, key, to, context.today())
        made = MakeBackup(checked.records, checked.head, checked.cases, checked.finding, bool(checked.copy))
        at = context.now()
        queue.ask_now(lambda station: station.append(made, case_id="", operator=who, at=at))
    except Exception as fault:  # noqa: BLE001 - a stick can fail in many ways; the clerk gets a sentence
        post(StationChecked(fault=fault, asked=asked, copying=to is not None))
    else:
        post(StationChecked(checked=checked, asked=asked, copying=to is not None))
