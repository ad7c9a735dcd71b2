"""The lookup beside the screen: only the answer to the last question counts, and is on record once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from db.errors import Trouble
from flows.case.actions import RecordLookup
from flows.case.case import Case
from flows.linkage.lookup_result import FoundCandidate
from hukou_tui.session.case import lookup as lookup_module
from hukou_tui.session.case.lookup import CaseLookup
from hukou_tui.session.news import LookupDone, News
from hukou_tui.session.station_queue import StationQueue


class Worker:
    """Keeps what it was given to do until it is let go."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(self, work: Callable[..., None], *given: Any) -> None:
        self.waiting.append(lambda: work(*given))

    def go_on(self) -> None:
        waiting, self.waiting = self.waiting, []
        for work in waiting:
            work()


class Refusing:
    """A queue over a disk that refuses, and counts how often it was asked."""

    asked = 0

    def ask_now(self, _question: object) -> None:
        self.asked += 1
        raise Trouble("disk_fault")


class Found:
    """An answer without anybody in it."""

    candidates = ()
    not_compared = ()
    scope = None


def case(**fields: str) -> Case:
    return Case(id="C1", fields={name.replace("_", ".", 1): value for name, value in fields.items()})


NAMED = case(person_name="马天翔")


def looking_up() -> tuple[CaseLookup, Worker, list[News], Refusing]:
    told: list[News] = []
    worker, disk = Worker(), Refusing()
    lookup = CaseLookup(
        Path("nowhere"), cast("StationQueue", disk), cast("ThreadPoolExecutor", worker), told.append
    )
    return lookup, worker, told, disk


def answer(ticket: int) -> LookupDone:
    return LookupDone(ticket=ticket, found=cast("Any", Found()))


@pytest.mark.parametrize(
    ("fields", "looked"),
    [
        ({"person_name": "马"}, True), ({"person_number": "1"}, True), ({"mother_name": "马"}, True),
        ({"father_name": "马"}, False), ({"person_birth": "2016"}, False), ({}, False),
    ],
)  # fmt: skip
def test_somebody_without_a_name_a_number_or_a_mother_is_not_looked_for(
    fields: dict[str, str], looked: bool
) -> None:
    lookup, worker, _told, _disk = looking_up()
    lookup.look_up(case(**fields))
    assert (len(worker.waiting), lookup.looking) == (int(looked), looked)


def test_it_is_looked_for_until_the_answer_is_on_record() -> None:
    lookup, _worker, _told, _disk = looking_up()
    assert not lookup.looking and lookup.record() is None
    lookup.look_up(NAMED)
    assert lookup.looking and lookup.record() is None and lookup.looking, "nothing was answered yet"
    assert lookup.take(answer(1)) and lookup.looking
    record = lookup.record()
    assert record is not None and (record.candidates, record.scope_persons, record.scope_as_of) == ((), 0, "")
    assert not lookup.looking


def test_an_answer_to_another_question_than_the_last_is_none() -> None:
    lookup, _worker, _told, _disk = looking_up()
    lookup.look_up(NAMED)
    lookup.look_up(NAMED)
    assert not lookup.take(answer(1)) and lookup.found is None
    assert lookup.take(answer(2)) and lookup.found is not None
    lookup.look_up(NAMED)
    lookup.record()
    assert lookup.looking, "on record is the answer to the question before"


def test_what_was_found_of_a_case_that_was_left_is_forgotten_and_comes_back_to_nobody() -> None:
    lookup, _worker, _told, _disk = looking_up()
    lookup.look_up(NAMED)
    lookup.take(answer(1))
    lookup.forget()
    assert (lookup.found, lookup.looking, lookup.record()) == (None, False, None)
    lookup.look_up(NAMED)
    lookup.forget()
    assert not any(lookup.take(answer(ticket)) for ticket in range(1, 4)) and lookup.found is None


def test_a_question_that_nobody_waits_for_any_more_is_not_asked() -> None:
    lookup, worker, told, disk = looking_up()
    lookup.look_up(NAMED)
    lookup.look_up(NAMED)
    worker.go_on()
    assert disk.asked == 1
    (news,) = told
    assert (
        isinstance(news, LookupDone)
        and (news.ticket, news.found) == (2, None)
        and isinstance(news.fault, Trouble)
    )
    assert lookup.take(news) and lookup.record() is None and not lookup.looking, (
        "a broken register ends no intake"
    )


def test_whoever_has_no_name_any_more_has_nothing_found_of_him() -> None:
    lookup, _worker, _told, _disk = looking_up()
    lookup.look_up(NAMED)
    lookup.take(answer(1))
    lookup.look_up(case())
    assert (lookup.found, lookup.looking) == (None, False)


def test_what_is_found_is_told_and_on_record_as_it_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    comparison = SimpleNamespace(band="examine", score=61, relation="other")
    person = SimpleNamespace(source="register", id="P7", status="cancelled")
    found = SimpleNamespace(
        candidates=(SimpleNamespace(person=person, comparison=comparison),), not_compared=(("mother", "missing"),),
        scope=SimpleNamespace(persons=3000, as_of=date(2016, 6, 1)),
    )  # fmt: skip
    register = SimpleNamespace(find=lambda _query, own: found if own == ("own",) else None)
    monkeypatch.setattr(lookup_module, "Lookup", lambda path, key: register if key == b"key" else None)
    monkeypatch.setattr(lookup_module, "reference", lambda one: f"{one.source}:{one.id}")
    lookup, worker, told, disk = looking_up()
    monkeypatch.setattr(disk, "ask_now", lambda _question: (("own",), b"key"))
    lookup.look_up(NAMED)
    worker.go_on()
    (news,) = told
    assert isinstance(news, LookupDone) and (news.fault, news.ticket) == (None, 1) and news.found is found
    lookup.take(news)
    candidate = FoundCandidate("register:P7", "cancelled", "examine", 61, "other")
    assert lookup.record() == RecordLookup((candidate,), ("mother",), 3000, "2016-06-01")
