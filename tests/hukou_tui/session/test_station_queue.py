"""What is asked and written comes back as news, in the order of the asking, whatever the disk makes of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, cast

import pytest

from db.errors import JournalFault, Trouble
from db.station.writer import StationThread
from flows.case.actions import Look, SetField
from flows.case.roles import Role, Seat
from flows.errors import NotAllowed
from harness.refusals import refused
from hukou_tui.session.news import Batch, BatchSaved, CaseReading, News, RetentionDue, SaveRefused
from hukou_tui.session.station_queue import StationQueue, acts_of

BATCH = Batch(
    (Look("case"), SetField("person.name", "马天翔")), "C1", Seat("001", Role.CLERK), "2016-06-14T08:00:00Z"
)
READING = cast("CaseReading", object())


class Entry:
    def __init__(self, seq: int) -> None:
        self.seq = seq


class Disk:
    """A station that writes two records, or raises what it was told to."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault, self.written = fault, list[Any]()

    def append_under(self, texts: Any, acts: list[Any]) -> tuple[Entry, ...]:
        if self.fault:
            raise self.fault
        self.written += [(tuple(texts), acts)]
        return Entry(40), Entry(41), Entry(42)


class Thread:
    """Does everything at once, on the thread that asks; `ended` refuses to do anything."""

    def __init__(self, disk: Disk, ended: Exception | None = None) -> None:
        self.disk, self.ended, self.acts = disk, ended, list[int]()

    def ask(self, work: Callable[[Any], Any]) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            if self.ended:
                raise self.ended
            done.set_result(work(self.disk))
        except Exception as fault:  # noqa: BLE001 - as the station's thread does
            done.set_exception(fault)
        return done

    def keep(self, work: Callable[[Any], Any], *, acts: int) -> Future[Any]:
        self.acts.append(acts)
        return self.ask(work)

    def close(self) -> int:
        return 3


def queue_over(disk: Disk, ended: Exception | None = None) -> tuple[StationQueue, list[News], Thread]:
    told: list[News] = []
    thread = Thread(disk, ended)
    return StationQueue(cast("StationThread", thread), told.append), told, thread


def due(fault: Exception) -> News:
    return RetentionDue(fault=fault)


def test_an_answer_is_told_once_and_so_is_what_prevents_it() -> None:
    queue, told, _thread = queue_over(Disk())
    queue.ask(lambda _station: RetentionDue(count=4), due)
    fault = JournalFault("unreadable_payload", seq=3)

    def broken(_station: Any) -> News:
        raise fault

    queue.ask(broken, due)
    assert told == [RetentionDue(count=4), RetentionDue(fault=fault)]


def test_what_a_thread_that_has_ended_never_came_to_is_told_as_well() -> None:
    ended = Trouble("disk_full")
    queue, told, _thread = queue_over(Disk(), ended)
    queue.ask(lambda _station: RetentionDue(count=4), due)
    queue.write(BATCH)
    assert told == [RetentionDue(fault=ended), SaveRefused(fault=ended, batch=BATCH)]


def test_a_batch_that_is_written_is_told_with_its_last_record() -> None:
    disk = Disk()
    queue, told, thread = queue_over(disk)
    queue.write(BATCH, ("text",))  # type: ignore[arg-type]
    assert told == [BatchSaved(batch=BATCH, seq=42)]
    assert disk.written == [(("text",), acts_of(BATCH))] and thread.acts == [2]
    assert [(act.case_id, act.operator, act.at) for act in acts_of(BATCH)] == [("C1", "001", BATCH.at)] * 2


def test_it_waits_for_the_news_to_be_taken_in_and_no_other_batch_is_settled_by_it() -> None:
    queue, _told, _thread = queue_over(Disk())
    twin = Batch(BATCH.actions, BATCH.case_id, BATCH.seat, BATCH.at)
    queue.write(BATCH)
    queue.write(twin)
    assert (queue.pending, len(queue.unsaved)) == (4, 2)
    queue.settle(BATCH)
    assert (queue.pending, queue.unsaved[0] is twin) == (2, True), "the same act twice is two acts"
    queue.settle(BATCH)
    assert queue.pending == 2
    queue.settle(twin)
    assert (queue.pending, queue.unsaved) == (0, ())


def test_a_refusal_comes_with_the_case_as_it_is_on_disk() -> None:
    refused = NotAllowed("not_now")
    queue, told, _thread = queue_over(Disk(refused))
    queue.write(BATCH, reading=lambda _station: READING)
    queue.write(BATCH)
    assert told == [
        SaveRefused(fault=refused, batch=BATCH, reading=READING), SaveRefused(fault=refused, batch=BATCH),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "unreadable", [JournalFault("unreadable_payload", seq=3), NotAllowed("no_such_case")]
)
def test_why_it_was_refused_is_told_though_the_case_cannot_be_read_either(unreadable: Exception) -> None:
    refused = NotAllowed("not_now")
    queue, told, _thread = queue_over(Disk(refused))

    def reading(_station: Any) -> CaseReading:
        raise unreadable

    queue.write(BATCH, reading=reading)
    assert told == [SaveRefused(fault=refused, batch=BATCH)]


def test_while_the_disk_refuses_nothing_is_told_by_the_writing_itself() -> None:
    """The station's thread tries it again; only when it gives up does the future say so, once."""
    full = Trouble("disk_full")
    queue, told, _thread = queue_over(Disk(full))
    queue.write(BATCH, reading=lambda _station: READING)
    assert told == [SaveRefused(fault=full, batch=BATCH)]


def test_what_is_waited_for_is_given_or_raised_and_closing_says_what_was_lost() -> None:
    queue, told, _thread = queue_over(Disk())
    assert queue.ask_now(lambda station: station.fault is None) is True
    assert queue.when_done().result() is None
    assert (queue.close(), told) == (3, [])
    broken, told, _thread = queue_over(Disk(), Trouble("readonly"))
    with refused(Trouble, "readonly"):
        broken.ask_now(lambda _station: None)
    assert told == []
