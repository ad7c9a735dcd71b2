"""A writer remembers what it has folded, within bounds; a reader remembers nothing."""

from __future__ import annotations

from db.station import memory
from db.station.memory import Memory
from flows.case.case import Case


def opened(number: str) -> Case:
    return Case(number, opened_on="2016-06-14")


def test_a_writer_remembers_the_cases_used_last_and_no_more(monkeypatch):
    monkeypatch.setattr(memory, "_MOST_CASES", 2)
    kept = Memory(writing=True)
    for number in ("A", "B"):
        kept.keep_case(opened(number))
    assert kept.case("A") is not None
    kept.keep_case(opened("C"))
    assert kept.case("B") is None and kept.case("A") is not None


def test_a_case_that_was_never_opened_is_not_remembered():
    kept = Memory(writing=True)
    kept.keep_case(Case("A"))
    assert kept.case("A") is None


def test_what_may_be_undone_is_forgotten():
    kept = Memory(writing=True)
    kept.keep_case(opened("A"))
    kept.keep_settings({"x": "1"})
    kept.forget_settings()
    assert kept.settings is None and kept.case("A") is not None
    kept.forget()
    assert kept.case("A") is None


def test_a_reader_remembers_nothing():
    kept = Memory(writing=False)
    kept.keep_case(opened("A"))
    kept.keep_settings({"x": "1"})
    assert kept.case("A") is None and kept.settings is None
