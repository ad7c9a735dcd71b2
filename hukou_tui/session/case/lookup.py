"""The lookup of the case at hand: asked beside the screen, and only the answer to the last question counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from db.register.lookup import Lookup, SearchResult
from db.register.provenance import REGISTER
from flows.case.actions import RecordLookup
from flows.case.case import Case
from flows.case.facts import query, reference
from flows.linkage.lookup_result import FoundCandidate
from hukou_tui.session.news import LookupDone, Post
from hukou_tui.session.station_queue import StationQueue


class CaseLookup:
    """Questions of the screen's thread to a worker, and the last answer."""

    def __init__(self, folder: Path, queue: StationQueue, worker: ThreadPoolExecutor, post: Post) -> None:
        self._folder, self._queue, self._worker, self._post = folder, queue, worker, post
        self.found: SearchResult | None = None
        #: The last question asked, answered, and put on record.
        self._wanted = self._answered = self._recorded = 0

    @property
    def looking(self) -> bool:
        """Whether a lookup is under way, or its answer not on record yet."""
        return self._recorded != self._wanted

    def look_up(self, case: Case) -> None:
        """Search the register and the station's own cases; news `LookupDone` follows."""
        if not _worth_looking(case):
            self.forget()
            return
        self._wanted += 1
        ticket = self._wanted
        still_wanted: Callable[[], bool] = lambda: ticket == self._wanted  # noqa: E731 - reads one number, writes none
        self._worker.submit(_look_up, self._folder, self._queue, self._post, case, ticket, still_wanted)

    def forget(self) -> None:
        """What was found, and what is still being looked for, is of no use any more."""
        self._wanted += 1
        self.found, self._recorded = None, self._wanted

    def take(self, news: LookupDone) -> bool:
        """Take an answer in; False if nobody waits for it any more."""
        if news.ticket != self._wanted:
            return False
        self.found, self._answered = news.found, news.ticket
        return True

    def record(self) -> RecordLookup | None:
        """The answer as the journal keeps it; None if there is none. Nobody waits for it any more."""
        self._recorded = self._answered
        return None if self.found is None else _record_of(self.found)


def _look_up(
    folder: Path, queue: StationQueue, post: Post, case: Case, ticket: int, still_wanted: Callable[[], bool]
) -> None:
    """In the worker: ask the register; news `LookupDone`, with the error if it is broken."""
    if not still_wanted():
        return
    try:
        own, key = queue.ask_now(lambda station: (station.queries.people(case.id), station.key))
        found = Lookup(folder / REGISTER, key=key).find(query(case), own=own)
    except Exception as fault:  # noqa: BLE001 - a broken register must not end the intake
        post(LookupDone(fault=fault, ticket=ticket))
    else:
        post(LookupDone(ticket=ticket, found=found))


def _worth_looking(case: Case) -> bool:
    """A name is enough; an unnamed child is looked for by the mother."""
    return bool(case.get("person.name") or case.get("person.number") or case.get("mother.name"))


def _record_of(found: SearchResult) -> RecordLookup:
    candidates = tuple(
        FoundCandidate(
            reference(candidate.person), candidate.person.status, candidate.comparison.band,
            candidate.comparison.score, candidate.comparison.relation,
        )
        for candidate in found.candidates
    )  # fmt: skip
    scope = found.scope
    missing = tuple(str(name) for name, _why in found.not_compared)
    return RecordLookup(candidates, missing, scope.persons if scope else 0, str(scope.as_of) if scope else "")
