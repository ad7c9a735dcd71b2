"""Wrong tries are counted by badge, and whoever has used his five waits: a minute, then twice as long each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.errors import SlotsError
from db.keys import lockout
from db.keys.lockout import Tries

NOW = 1000.0


def waits(folder: Path, badge: str, now: float) -> int:
    """For how many seconds a badge has to wait; 0 for none."""
    try:
        lockout.check_lockout(folder, badge, now)
    except SlotsError as refused:
        return int(str(refused.params["seconds"])) if refused.code == "locked_out" else -1
    return 0


def test_four_are_free_and_from_the_fifth_on_one_waits_longer_each_time(tmp_path: Path):
    seen = []
    for _ in range(13):
        lockout.count_wrong(tmp_path, "001", NOW)
        seen.append(waits(tmp_path, "001", NOW))
    assert seen == [0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_the_waiting_is_over_when_it_is_over(tmp_path: Path):
    for _ in range(5):
        lockout.count_wrong(tmp_path, "001", NOW + 0.9)
    assert [waits(tmp_path, "001", NOW + later) for later in (0, 59, 59.9, 60, 61)] == [60, 1, 1, 0, 0]
    # a clock that was set back by more than the longest waiting locks nobody out
    assert waits(tmp_path, "001", NOW - 3540) == 3600
    assert waits(tmp_path, "001", NOW - 3541) == 0


def test_each_badge_is_counted_by_itself_and_forgotten_by_itself(tmp_path: Path):
    for badge in ("001", "001", "002"):
        lockout.count_wrong(tmp_path, badge, NOW)
    lockout.forget_tries(tmp_path, "003")
    assert lockout.tries(tmp_path, "001") == Tries(2, 0)
    lockout.forget_tries(tmp_path, "001")
    assert lockout.tries(tmp_path, "001") == Tries()
    assert lockout.tries(tmp_path, "002") == Tries(1, 0)
    assert json.loads((tmp_path / "lockout.json").read_bytes()) == {"002": [1, 0]}


def test_what_is_counted_is_on_disk_for_the_next_program(tmp_path: Path):
    for _ in range(5):
        assert lockout.count_wrong(tmp_path, "001", NOW) == lockout.tries(tmp_path, "001")
    assert json.loads((tmp_path / "lockout.json").read_bytes()) == {"001": [5, 1060]}


def test_where_the_disk_cannot_count_it_is_counted_here_and_forgotten_here(tmp_path: Path):
    for failed in range(1, 6):
        assert lockout.count_here(tmp_path, "001", NOW).failed == failed
    assert waits(tmp_path, "001", NOW) == 60
    assert waits(tmp_path, "002", NOW) == 0 and waits(tmp_path / "other", "001", NOW) == 0
    assert not (tmp_path / "lockout.json").exists()
    lockout.forget_tries(tmp_path, "001")
    assert waits(tmp_path, "001", NOW) == 0
    lockout.forget_tries(tmp_path, "001")  # nothing is there to be forgotten


@pytest.mark.parametrize(
    "said",
    [
        {"001": [5]}, {"001": [5, 1060, 1]}, {"001": ["5", 1060]}, {"001": [5, "x"]}, {"001": 5}, {"001": None},
        [["001", 5]], "001", 5, None,
    ],
)  # fmt: skip
def test_a_file_that_says_nothing_of_the_kind_locks_nobody_out_and_is_written_anew(
    tmp_path: Path, said: object
):
    (tmp_path / "lockout.json").write_text(json.dumps(said), encoding="utf-8")
    assert lockout.tries(tmp_path, "001") == Tries()
    assert lockout.count_wrong(tmp_path, "001", NOW) == Tries(1, 0)
    assert lockout.tries(tmp_path, "001") == Tries(1, 0)


def test_a_file_too_large_to_be_one_is_none(tmp_path: Path):
    (tmp_path / "lockout.json").write_text(
        json.dumps({"001": [5, 1060], "x": "y" * 100_000}), encoding="utf-8"
    )
    assert lockout.tries(tmp_path, "001") == Tries()
