"""Questions and writings of the session, handed to the station's one thread; each is answered by news.

The thread posts an answer itself, before it does what was handed in next: so news come in the order of what was asked,
and what is not saved yet when an answer is taken in is exactly what was handed in after the question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from db.errors import StationError, Trouble
from db.station.rule_texts import RuleText
from db.station.station import Act, Station
from db.station.writer import StationThread
from flows.errors import FlowError
from hukou_tui.session.news import Batch, BatchSaved, CaseReading, News, Post, SaveRefused


class StationQueue:
    """The way to the open station. `write` and `unsaved` are the screen's thread's alone; the rest is anybody's."""

    def __init__(self, writer: StationThread, post: Post) -> None:
        self._writer, self._post = writer, post
        #: In the order in which it was handed in, and not known to be on disk yet.
        self.unsaved: tuple[Batch, ...] = ()

    @property
    def pending(self) -> int:
        """How many actions are not known to be on disk yet."""
        return sum(len(batch.actions) for batch in self.unsaved)

    def settle(self, batch: Batch) -> None:
        """News of `batch` was taken in: it is on disk, or will never be."""
        self.unsaved = tuple(other for other in self.unsaved if other is not batch)

    def ask(self, question: Callable[[Station], News], failed: Callable[[Exception], News]) -> None:
        """Let `question` read or do something; what it gives is news, and so is what `failed` makes of its error."""

        def answer(station: Station) -> None:
            try:
                news = question(station)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the clerk gets a sentence
                news = failed(fault)
            self._post(news)

        self._tell_failure(self._writer.ask(answer), failed)

    def write(
        self,
        batch: Batch,
        texts: Sequence[RuleText] = (),
        reading: Callable[[Station], CaseReading] | None = None,
    ) -> None:
        """Append `batch`, with the `texts` of rules that it names.

        News `BatchSaved` follows, or `SaveRefused` with its case as it is on disk (by `reading`).
        """

        def write(station: Station) -> None:
            news: News
            try:
                written = station.append_under(texts, acts_of(batch))
            except Trouble:
                raise  # the thread tries again
            except Exception as fault:  # noqa: BLE001 - as above
                news = SaveRefused(fault=fault, batch=batch, reading=_read_or_none(station, reading))
            else:
                news = BatchSaved(batch=batch, seq=written[-1].seq)
            self._post(news)

        self.unsaved = (*self.unsaved, batch)
        done = self._writer.keep(write, acts=len(batch.actions))
        self._tell_failure(done, lambda fault: SaveRefused(fault=fault, batch=batch))

    def ask_now(self, question: Callable[[Station], Any]) -> Any:  # noqa: ANN401 - as the question has it
        """What `question` gives, waited for: never on the screen's thread."""
        return self._writer.ask(question).result()

    def when_done(self) -> Future[None]:
        """Done once all that was handed in until now is done."""
        return self._writer.ask(lambda _station: None)

    def close(self) -> int:
        """Write what is still queued and let go of the files; how many actions the disk has refused."""
        return self._writer.close()

    def _tell_failure(self, done: Future[Any], failed: Callable[[Exception], News]) -> None:
        """The thread has ended, or given up on the disk, before it came to this."""

        def tell(future: Future[Any]) -> None:
            fault = future.exception()
            if isinstance(fault, Exception):
                self._post(failed(fault))

        done.add_done_callback(tell)


def _read_or_none(
    station: Station, reading: Callable[[Station], CaseReading] | None
) -> CaseReading | None:
    """The case as it is on disk; None where it cannot be read either: why the act was refused is told all the same."""
    with suppress(StationError, FlowError):
        return reading(station) if reading else None
    return None


def acts_of(batch: Batch) -> list[Act]:
    """The actions of a batch as the station takes them."""
    return [Act(action, batch.case_id, batch.seat.badge, batch.at) for action in batch.actions]
