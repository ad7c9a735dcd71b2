"""Killed at a hundred moments while somebody types: everything that the status line had shown as saved is there."""

from __future__ import annotations

import random

import pytest

from harness.faults.killing import Left, Promise, kill_once, lost, station_in

MOMENTS, PARTS = 100, 10


@pytest.mark.share(here=1)
@pytest.mark.parametrize("seed", range(PARTS))
def test_what_was_shown_as_saved_is_there_after_a_kill(seed, tmp_path):
    """The same station is started again after each kill, as it would be after a power cut."""
    folder = station_in(tmp_path)
    dice = random.Random(seed)
    for nth in range(MOMENTS // PARTS):
        promise = kill_once(tmp_path, dice)
        assert lost(folder, promise) == [], f"seed {seed}, kill {nth}, {promise.moment}"


def test_a_false_promise_is_found_out(tmp_path):
    """The negative control: what was never written is reported as lost, by number and by field."""
    folder = station_in(tmp_path)
    dice = random.Random(1)
    promise = kill_once(tmp_path, dice)
    while len(promise.fields) < 2:
        promise = kill_once(tmp_path, dice)
    assert lost(folder, promise) == []
    assert lost(folder, Promise(promise.seq + 1000, promise.fields))
    assert lost(folder, Promise(promise.seq, [*promise.fields, ("person.name", "没有写过的人")]))
    # What was written after the number that was shown is no part of what that number promised.
    assert lost(folder, Promise(1, promise.fields))


class Status:
    """A terminal of which nothing is read but the number in its status line."""

    def __init__(self, *numbers: int | None) -> None:
        self.numbers = list(numbers)

    def saved(self) -> int | None:
        return self.numbers.pop(0)


def test_a_record_that_was_on_its_way_is_no_promise_for_the_next_field():
    """Half a picture: the address had No. 18 when the next field was typed, and the row below still says so."""
    address, sex = Left("destination.address", "演练县", 0), Left("person.sex", "male", 18)
    promise, status = Promise(), Status(17, 18, None, 20)
    promise.look(status, [address])
    assert promise.fields == [("destination.address", "演练县")]
    promise.look(status, [address, sex])
    assert promise.fields == [("destination.address", "演练县")]
    promise.look(status, [address, sex])
    promise.look(status, [address, sex])
    assert promise == Promise(20, [("destination.address", "演练县"), ("person.sex", "male")])
