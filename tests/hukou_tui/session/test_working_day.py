"""What a day at the window held: from midnight to midnight on the wall, by whom, and what ended without a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import cast

import pytest

from db.station.station import Station
from flows.case import actions as a
from flows.case.entry import Entry
from hukou_tui.session.working_day import Day, day_of

ON = date(2016, 6, 14)


@dataclass
class Head:
    seq: int = 9
    hash: str = "head"


@dataclass
class Journal:
    """The questions of a station, over entries of which only those asked for are given."""

    entries: tuple[Entry, ...]
    practice: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def entries_between(self, first: str, end: str) -> tuple[Entry, ...]:
        self.asked.append((first, end))
        return tuple(entry for entry in self.entries if first <= entry.at < end)

    def head(self) -> Head:
        return Head()

    def settings(self) -> dict[str, str]:
        return {"station.name": "青山派出所"}

    def county_office(self) -> str:
        return "县公安局"


def day(*acts: tuple[str, str, str, a.Action], practice: bool = False) -> Day:
    """The day of acts: moment, by whom, case, what."""
    entries = tuple(Entry(n, at, by, case, action) for n, (at, by, case, action) in enumerate(acts, 1))
    station = type("Kept", (), {"queries": Journal(entries, practice)})()
    return day_of(cast("Station", station), ON)


LOOK = a.Look("case")


@pytest.mark.parametrize(
    ("practice", "moment", "counts"),
    [
        # In China the day begins at four in the afternoon of the day before, in UTC.
        (False, "2016-06-13T15:59:59Z", 0), (False, "2016-06-13T16:00:00Z", 1), (False, "2016-06-14T15:59:59Z", 1),
        (False, "2016-06-14T16:00:00Z", 0), (True, "2016-06-13T23:59:59Z", 0), (True, "2016-06-14T00:00:00Z", 1),
        (True, "2016-06-14T23:59:59Z", 1), (True, "2016-06-15T00:00:00Z", 0),
    ],
)  # fmt: skip
def test_a_day_is_that_on_the_wall(practice: bool, moment: str, counts: int) -> None:
    held = day((moment, "001", "C1", LOOK), practice=practice)
    assert (held.counts.get("look", 0), held.practice, held.on) == (counts, practice, ON)


def at(*acts: tuple[str, str, a.Action]) -> Day:
    return day(*(("2016-06-14T02:00:00Z", by, case, action) for by, case, action in acts))


def test_a_day_on_which_nothing_was_done_is_a_day_too() -> None:
    held = at()
    assert (held.moves, held.counts, held.badges, held.failed, held.seq, held.head, held.name) == (
        {}, {}, (), 0, 9, "head", "青山派出所",
    )  # fmt: skip


def test_everybody_who_did_something_stands_once_and_whoever_is_of_the_county_apart() -> None:
    held = at(("002", "C1", LOOK), ("001", "C1", LOOK), ("002", "C2", LOOK), ("county:88", "C1", LOOK))
    assert (held.badges, held.county, held.county_office) == (("001", "002"), ("county:88",), "县公安局")


def test_what_the_program_says_of_itself_was_said_by_nobody_at_the_window() -> None:
    held = at(("init", "", a.RaiseLevel(3)), ("001", "C1", LOOK), ("recovery", "", a.SetSetting("operator.003", "")))
    assert held.badges == ("001", "recovery")


def test_what_ended_without_a_decision_is_told_case_by_case_and_moves_are_counted() -> None:
    held = at(
        ("001", "C1", a.Move("withdraw", "申请人撤回", "signature")), ("001", "C2", a.Move("submit")),
        ("002", "C3", a.Move("submit")), ("002", "C4", a.Move("discard")), ("001", "C5", a.Move("find_registered")),
        ("002", "C6", a.Move("approve")),
    )  # fmt: skip
    assert held.closed_early == (
        ("C1", "withdraw", "001"), ("C4", "discard", "002"), ("C5", "find_registered", "001"),
    )  # fmt: skip
    assert held.moves == {"withdraw": 1, "submit": 2, "discard": 1, "find_registered": 1, "approve": 1}


def test_changes_of_people_and_keys_and_wrong_tries_are_told() -> None:
    held = at(
        ("003", "", a.SetSetting("operator.004", "clerk")), ("003", "", a.SetSetting("operator.001", "")),
        ("003", "", a.SetSetting("station.phone", "1")), ("004", "", a.SetKey("004", "slot", "ab" * 32)),
        ("004", "", a.TakeSeat("slot", 2)), ("001", "", a.TakeSeat("slot")), ("001", "", a.TakeSeat("slot", 3)),
    )  # fmt: skip
    assert held.operators == (("004", "clerk"), ("001", ""))
    assert (held.keys, held.failed, held.imports) == (("004",), 5, ())
    assert held.counts == {"set_setting": 3, "set_key": 1, "take_seat": 3}


def test_what_took_the_registers_place_is_told() -> None:
    imported = a.ImportRegister("ab" * 32, 1, 2, 0, "2016-06-01")
    assert at(("003", "", imported)).imports == (imported,)
