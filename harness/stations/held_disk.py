"""Cases at a counter whose disk answers only when it is let, all on one thread: what comes in between is no chance."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from db.station.station import Station
from db.station.writer import StationThread
from flows.case.case import Case
from harness.stations.intake import CLERK, DAY
from hukou_tui.context import AppContext
from hukou_tui.session import login
from hukou_tui.session.case import rules_in_use
from hukou_tui.session.case.case_work import CaseWork
from hukou_tui.session.news import BatchSaved, CaseOpened, LookupDone, News, SaveRefused
from hukou_tui.session.station_queue import StationQueue
from hukou_tui.session.workstation import Workstation

#: Somebody who only reads; the clerk of the station sits here first.
AUDITOR = "009"


class Disk:
    """The station's thread: does what was handed in when it is let go, in that order."""

    def __init__(self, station: Station) -> None:
        self.station, self.waiting = station, list[Callable[[], None]]()

    def ask(self, work: Callable[[Station], Any]) -> Future[Any]:
        done: Future[Any] = Future()
        self.waiting.append(lambda: done.set_result(work(self.station)))
        return done

    def keep(self, work: Callable[[Station], Any], *, acts: int) -> Future[Any]:
        assert acts
        return self.ask(work)

    def submit(self, work: Callable[..., None], *given: object) -> None:
        """As the worker of the lookups: nobody is looked up here."""


class Found:
    """An answer of the register without anybody in it."""

    candidates = ()
    not_compared = ()
    scope = None


class Counter:
    """The cases of somebody who sits here, and what the session does with their news."""

    def __init__(self, station: Station, folder: Path) -> None:
        self.station, self.disk, self.told = station, Disk(station), list[News]()
        self.desk = Workstation(AppContext(folder, True, "en", CLERK, DAY))
        self.desk.put(login.read_station(station, None))
        operators = {**self.desk.state.operators, AUDITOR: "auditor"}
        self.desk.state = replace(self.desk.state, operators=operators)
        self.queue = StationQueue(cast("StationThread", self.disk), self.told.append)
        force = rules_in_use.in_force(station, DAY)
        worker = cast("ThreadPoolExecutor", self.disk)
        self.cases = CaseWork(self.desk, self.queue, force, worker, self.told.append)

    @property
    def idle(self) -> bool:
        """Whether the disk was asked for nothing."""
        return not self.disk.waiting

    def answered(self) -> list[tuple[News, bool]]:
        """What the disk says to all that it was asked, and whether somebody waited for it."""
        while self.disk.waiting:
            self.disk.waiting.pop(0)()
        told = self.told.copy()
        self.told.clear()
        return [(news, self.take(news)) for news in told]

    def take(self, news: News) -> bool:
        if isinstance(news, BatchSaved | SaveRefused):
            self.queue.settle(news.batch)
        if isinstance(news, SaveRefused):
            self.cases.take_refusal(news)
        return not isinstance(news, CaseOpened) or self.cases.take_case(news)

    def open(self, number: str) -> None:
        self.cases.open(number)
        self.answered()
        assert self.cases.at_hand.id == number

    def seat(self, badge: str) -> None:
        self.desk.context.operator = badge

    def lock_with_a_made_up_passphrase(self) -> None:
        self.desk.state = replace(self.desk.state, must_change=True)

    def kept(self, number: str) -> Case:
        return self.station.queries.case(number)

    def found_nobody(self) -> None:
        """Looked up, and answered."""
        self.cases.look_up()
        ticket = self.cases.lookup._wanted
        assert self.cases.take_lookup(LookupDone(ticket=ticket, found=cast("Any", Found())))
