"""The station's one thread: one connection, one queue, order kept, and nothing lost while the disk refuses.

The screen hands actions in and goes on; the returned future is done when the disk has them. While the disk
is full or faulty the action at the head of the queue is tried again and again, and the others wait behind it.
This module loads no SQLite: that happens in the thread, after the first paint.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from db.errors import StationError, Trouble
from flows.case.actions import Action
from flows.case.entry import Entry

if TYPE_CHECKING:
    from db.station.rule_texts import RuleText
    from db.station.station import Station

T = TypeVar("T")
OnTrouble = Callable[[str | None], None]

RETRY_SECONDS = 1.0
#: Seconds for what the thread is in the middle of when nobody waits for the disk any longer: a change of keys, a copy.
#: A share that is gone, from which it reads, may never answer.
LAST_SECONDS = 60.0


class _Job:
    """Something to do with the open station, and its future; `kept` = tried again while the disk refuses."""

    __slots__ = ("acts", "future", "kept", "work")

    def __init__(self, work: Callable[[Station], Any], *, kept: bool, acts: int = 0) -> None:
        self.work = work
        self.kept = kept
        self.acts = acts
        self.future: Future[Any] = Future()
        # A screen that goes away must not take back what was acted at the counter: no cancelling.
        self.future.set_running_or_notify_cancel()


class StationThread:
    """The station in `folder`, opened and used by a thread of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        opening: Callable[[], Station] | None = None,
        on_trouble: OnTrouble | None = None,
        retry_seconds: float = RETRY_SECONDS,
        last_seconds: float = LAST_SECONDS,
    ) -> None:
        """Start the thread; it opens the station by itself, and `ready` tells how that went.

        `opening` opens it where more is needed than the folder (a key); it is called in the thread.
        `on_trouble(code)` is called from the thread when the disk begins to refuse, `on_trouble(None)` when
        what waited is on disk. Codes are those of `db.errors.Trouble`.
        """
        self._folder = folder
        self._opening = opening
        self._on_trouble = on_trouble or (lambda code: None)
        self._retry_seconds = retry_seconds
        self._last_seconds = last_seconds
        self._jobs: deque[_Job] = deque()
        self._news = threading.Condition()
        self._closing = False
        self._giving_up = False
        self._unwritten = 0
        #: Done when the station is open; holds the StationError if it could not be opened.
        self.ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="station", daemon=True)
        self._thread.start()

    def append(
        self,
        actions: Action | Sequence[Action],
        *,
        case_id: str,
        operator: str,
        at: str,
        texts: Sequence[RuleText] = (),
    ) -> Future[Entry]:
        """Write one action, or several as one; the future holds the (last) entry once it is on disk.

        `texts` of rules that the actions name are kept with them (see `Station.append_under`).

        It holds NotAllowed instead if the counter does not admit it, and a StationError if the station
        could not be opened or was closed before the disk took it.
        """
        several = (actions,) if isinstance(actions, Action) else tuple(actions)
        if not several:
            raise ValueError("nothing to append")

        def write(station: Station) -> Entry:
            from db.station.station import Act

            acts = [Act(action, case_id, operator, at) for action in several]
            return station.append_under(texts, acts)[-1]

        return cast("Future[Entry]", self.keep(write, acts=len(several)))

    def keep(self, work: Callable[[Station], T], *, acts: int) -> Future[T]:
        """Let `work` write so many actions, tried again while the disk refuses; other errors go into the future."""
        return cast("Future[T]", self._put(_Job(work, kept=True, acts=acts)))

    def ask(self, question: Callable[[Station], T]) -> Future[T]:
        """Let `question` read (or do) something with the station, after all that was handed in before it.

        What it raises goes into the future; it is not tried again.
        """
        return cast("Future[T]", self._put(_Job(question, kept=False)))

    @property
    def pending(self) -> int:
        """How many actions were handed in and are not on disk yet."""
        with self._news:
            return sum(job.acts for job in self._jobs)

    def close(self, timeout: float = 10.0) -> int:
        """Write what is still queued and close the station; the number of actions that could not be written.

        While the disk refuses, `timeout` seconds are waited for it; then the futures of what is left get
        the Trouble, and the number says how many actions that were. A thread that does not come back is left behind:
        what it has not written counts too.
        """
        with self._news:
            self._closing = True
            self._news.notify_all()
        self._thread.join(timeout)
        with self._news:
            self._giving_up = True
            self._news.notify_all()
        self._thread.join(self._last_seconds)
        return self._unwritten + (self.pending if self._thread.is_alive() else 0)

    def _put(self, job: _Job) -> Future[Any]:
        with self._news:
            if self._closing:
                job.future.set_exception(StationError("station_closed"))
                return job.future
            self._jobs.append(job)
            self._news.notify_all()
        return job.future

    def _run(self) -> None:
        try:
            from db.station.opening import open_station_file

            station = self._opening() if self._opening is not None else open_station_file(self._folder)
        except BaseException as fault:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            self._refuse_all(_as_exception(fault))
            return
        try:
            self.ready.set_result(None)
            while self._do_next(station):
                pass
        finally:
            station.close()

    def _refuse_all(self, fault: Exception) -> None:
        """The station is not to be had: everybody is told, until `close`."""
        self.ready.set_exception(fault)
        while True:
            with self._news:
                while not self._jobs and not self._closing:
                    self._news.wait()
                if not self._jobs:
                    return
                job = self._jobs.popleft()
            job.future.set_exception(fault)

    def _do_next(self, station: Station) -> bool:
        """Do the job at the head of the queue; False when there is none left and `close` was called."""
        with self._news:
            while not self._jobs and not self._closing:
                self._news.wait()
            if not self._jobs:
                return False
            job = self._jobs[0]
        # The job stays in the queue until it is done: `pending` counts it, and nothing passes it.
        try:
            result, fault = self._run_job(job, station), None
        except BaseException as raised:  # noqa: BLE001 - belongs to whoever asked
            result, fault = None, _as_exception(raised)
        with self._news:
            self._jobs.popleft()
        if fault is None:
            job.future.set_result(result)
        else:
            self._unwritten += job.acts if isinstance(fault, Trouble) else 0
            job.future.set_exception(fault)
        return True

    def _run_job(self, job: _Job, station: Station) -> Any:  # noqa: ANN401 - as the job has it
        troubled = ""
        while True:
            try:
                result = job.work(station)
            except Trouble as trouble:
                if not job.kept or not self._wait():
                    raise
                if trouble.code != troubled:
                    troubled = trouble.code
                    self._tell(troubled)
            else:
                if troubled:
                    self._tell(None)
                return result

    def _wait(self) -> bool:
        """Wait before the next try; False if nobody wants to wait any longer."""
        with self._news:
            if self._giving_up:
                return False
            self._news.wait_for(lambda: self._giving_up, self._retry_seconds)
            return not self._giving_up

    def _tell(self, code: str | None) -> None:
        # The screen may be gone already; what is being written matters more than who hears of it.
        with suppress(Exception):
            self._on_trouble(code)


def _as_exception(fault: BaseException) -> Exception:
    """What whoever waits is told: a panic of a library in Rust is no Exception, and would end the thread unheard."""
    return fault if isinstance(fault, Exception) else RuntimeError(type(fault).__name__)
