"""The session: one person at work over one station. Screens ask it, and it tells them news.

A key goes screen -> `cases.act()` -> the pure fold, and the screen paints at once; the journal is written by the
station's own thread, and `desk.saved_seq` says how far it has come. Nothing here waits for the disk. The session
belongs to the screen's thread: other threads have nothing of it in hand, they post news (`hukou_tui.session.news`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

from db.access.vault import Vault
from flows.case.actions import SetSetting
from flows.case.admission import admit_station
from flows.errors import NotAllowed
from hukou_tui.context import AppContext
from hukou_tui.session import login, news
from hukou_tui.session.case.case_work import CaseWork
from hukou_tui.session.county_exchange import CountyExchange
from hukou_tui.session.key_administration import KeyAdministration
from hukou_tui.session.maintenance import Maintenance
from hukou_tui.session.news import Batch, News, Post
from hukou_tui.session.slip_folder import SlipFolder
from hukou_tui.session.station_queue import StationQueue
from hukou_tui.session.workstation import Workstation


class Session:
    """What the screens ask: who sits here (`desk`), the case at hand (`cases`), keys, maintenance, county, slips."""

    #: There once the station is open.
    queue: StationQueue
    cases: CaseWork
    keys: KeyAdministration
    maintenance: Maintenance
    county: CountyExchange

    def __init__(self, context: AppContext, worker: ThreadPoolExecutor, post: Post) -> None:
        self.context, self._worker, self._post = context, worker, post
        #: A lookup may wait behind a disk that refuses; whoever unlocks the screen must not wait for it.
        self._lookups = ThreadPoolExecutor(1, thread_name_prefix="lookup")
        self.desk = Workstation(context)
        self.slips = SlipFolder(context.folder)
        self.ready = False
        self._held: Vault | None = None
        self._takers: dict[type[News], Callable[[Any], bool | None]] = {
            news.CaseOpened: self._take_case,
            news.KeysChanged: self._take_station,
            news.LookupDone: self._take_lookup,
            news.PassphraseChanged: self._take_station,
            news.SaveRefused: self._take_refusal,
            news.BatchSaved: self._take_saved,
            news.SignedIn: self._take_seat,
            news.StationOpened: self._take_opened,
            news.StationRead: self._take_station,
            news.TroubleChanged: self._take_trouble,
        }

    @property
    def rules_trouble(self) -> str:
        """One message while the rules that were adopted here are not those in use; else an empty text."""
        return self.cases.force.trouble() if self.ready else ""

    @property
    def pending(self) -> int:
        """How many actions are not known to be on disk yet."""
        return self.queue.pending if self.ready else 0

    def __getattr__(self, name: str) -> NoReturn:
        if name not in ("queue", "cases", "keys", "maintenance", "county"):
            raise AttributeError(name)
        raise NotAllowed("not_ready")

    # Opening and closing -----------------------------------------------------------------

    def sign_in(self, badge: str, passphrase: str) -> None:
        """Somebody sits down; news `SignedIn` follows, or `StationOpened` with the error that ends the program."""
        if self._held is None:
            self._worker.submit(login.open_for, self.context, badge, passphrase, self._post)
        else:
            seat = (self.context, self.queue, self._held, badge, passphrase, self._post)
            self._worker.submit(login.change_seat, *seat)

    def close(self) -> int:
        """Write everything that is still in the queue, then let go of the files; the count of what was refused.

        While the station is still being opened nothing can be in the queue: a slow disk is not waited for.
        """
        for worker in (self._worker, self._lookups):
            worker.shutdown(wait=False, cancel_futures=True)
        if not self.ready:
            return 0
        self._sweep_slips()
        return self.queue.close()

    def _sweep_slips(self) -> None:
        """Slips wait for the printer as plain text; in a real station none outlives the day at the counter."""
        if self.desk.has_keys:
            self.slips.sweep()

    # The station -------------------------------------------------------------------------

    def set_setting(self, name: str, value: str) -> None:
        """Change a setting of the station; it is journaled like everything else. Raises NotAllowed."""
        self.set_settings({name: value})

    def set_settings(self, wanted: Mapping[str, str]) -> None:
        """Change settings, all of them or none. Raises NotAllowed, and then none of them is changed."""
        seat, changes = self.desk.seat, tuple(SetSetting(name, value) for name, value in wanted.items())
        for setting in changes:
            admit_station(setting, seat)
        batch = Batch(changes, "", seat, self.context.now())
        self.desk.fold(batch)
        self.cases.forget_view()
        self.queue.write(batch)

    def refresh(self) -> None:
        """Read settings, operators and list again; news `StationRead` follows."""
        held = self._held
        self.queue.ask(
            lambda station: news.StationRead(station=login.read_station(station, held)),
            lambda fault: news.StationRead(fault=fault),
        )

    # News --------------------------------------------------------------------------------

    def take(self, told: News) -> bool:
        """Take news in, on the screen's thread; False if nobody waits for it any more, and it is none."""
        taker = self._takers.get(type(told))
        return taker is None or taker(told) is not False

    def _take_opened(self, told: news.StationOpened) -> None:
        if told.fault is not None:
            return
        assert told.writer is not None
        assert told.station is not None
        assert told.force is not None
        self.queue, self._held = StationQueue(told.writer, self._post), told.vault
        self.desk.put(told.station)
        self.context.operator = told.badge or self.context.operator or next(iter(told.station.operators), "")
        self.cases = CaseWork(self.desk, self.queue, told.force, self._lookups, self._post)
        self.keys = KeyAdministration(self.context, self.queue, self._held)
        self.maintenance = Maintenance(self.context, self.queue, self.slips, self._post)
        self.county = CountyExchange(self.context, self.queue)
        self._sweep_slips()
        self.ready = True

    def _take_case(self, told: news.CaseOpened) -> bool:
        return self.cases.take_case(told)

    def _take_lookup(self, told: news.LookupDone) -> bool:
        return self.cases.take_lookup(told)

    def _take_seat(self, told: news.SignedIn) -> None:
        if told.fault is None:
            self.context.operator = told.badge
        self._take_station(told)

    def _take_station(
        self, told: news.SignedIn | news.KeysChanged | news.PassphraseChanged | news.StationRead
    ) -> None:
        if told.station is not None:
            self.desk.put(told.station, self.queue.unsaved)
            self.cases.forget_view()

    def _take_saved(self, told: news.BatchSaved) -> None:
        self.queue.settle(told.batch)
        self.desk.note_saved(told.seq)

    def _take_refusal(self, told: news.SaveRefused) -> None:
        self.queue.settle(told.batch)
        if told.batch.case_id:
            self.cases.take_refusal(told)
        else:
            self.refresh()

    def _take_trouble(self, told: news.TroubleChanged) -> None:
        self.desk.trouble = told.code
